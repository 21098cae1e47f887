/* reader.c - what the product reads with today: Tesseract, which never certifies. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "bench/lines/reader.h"

#include <stdlib.h>
#include "base/mem.h"
#include "ocr/ink.h"
#include "ocr/tess.h"

struct reader {
	struct tess *tess; /* owned */
};

bool reader_open(struct reader **ret_reader, struct err *e)
{
	struct tess *t;

	if (!tess_open("deu", &t, e))
		return false;
	*ret_reader = mem_zalloc(sizeof **ret_reader);
	(*ret_reader)->tess = t;
	return true;
}

void reader_free(struct reader *r)
{
	if (r != NULL)
		tess_free(r->tess);
	free(r);
}

/* tight() - the ink inside @box, which is what tess_read_line() wants; @box if there is none. */
static struct rect tight(const struct img *img, struct rect box)
{
	CLEANUP(img_unrefp) struct img *crop = img_crop(img, box);
	const struct img *look = crop;
	struct ink k = ink_of(&look, 1);
	struct rect ink = k.box;

	ink_clear(&k);
	if (rect_empty(ink))
		return box;
	return (struct rect){ box.x + ink.x, box.y + ink.y, ink.w, ink.h };
}

/* THE FUNCTION TO EXCHANGE. Without a face (ocr/face.h) nothing can be drawn again, so that
 * verify_text() has nothing to say and every reading is a proposal. */
bool reader_read_line(struct reader *r, const struct img *img, struct rect box, struct arena *a,
		      struct reading *ret_reading, struct err *e)
{
	const struct tess_options o = { 0 };
	char *text;

	if (!tess_read_line(r->tess, img, tight(img, box), &o, &text, e))
		return false;
	*ret_reading = (struct reading){
		.text = arena_strdup(a, text),
		.certainty = READER_UNCERTAIN,
		.engine = "tesseract",
	};
	free(text);
	return true;
}
