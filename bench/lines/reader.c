/* reader.c - lines read as a running recipe reads phrases: in all fonts it names, by pixels. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "bench/lines/reader.h"

#include <stdlib.h>
#include "agent/desk/desk.h"
#include "agent/locate/faces.h"
#include "agent/recipe/finding.h"
#include "agent/recipe/recipe.h"
#include "base/buf.h"
#include "base/mem.h"
#include "ocr/glyphs.h"
#include "ocr/ink.h"
#include "ocr/layout.h"

enum { FINDINGS_BYTES_MAX = 1 << 16, DESK_SIDE_PX = 320 };

struct reader {
	struct arena *arena; /* owned, as all below */
	struct recipe *recipe;
	struct desk *desk;
	struct faces *faces;
	const struct glyphs_fonts *fonts; /* borrowed from faces */
};

static bool load(struct reader *r, const char *folder, struct err *e)
{
	CLEANUP(buf_clear) struct buf said = { 0 };
	struct findings f;

	findings_init(&f, r->arena);
	if (!recipe_load(folder, &f, &r->recipe, e))
		return false;
	buf_init(&said, FINDINGS_BYTES_MAX);
	findings_print(&f, &said);
	return r->recipe || err_set(e, ERR_CONFIG, "%s", said.data);
}

bool reader_open(const char *folder, struct reader **ret_reader, struct err *e)
{
	const struct desk_options o = { .width_px = DESK_SIDE_PX,
					.height_px = DESK_SIDE_PX,
					.silent = true };
	struct reader *r = mem_zalloc(sizeof *r);

	r->arena = arena_new();
	if (!load(r, folder, e) || !desk_open(&o, &r->desk, e) ||
	    !faces_open(r->desk, &r->recipe->application, &r->faces, e) ||
	    !faces_fonts(r->faces, &r->fonts, e)) {
		reader_free(r);
		return false;
	}
	*ret_reader = r;
	return true;
}

void reader_free(struct reader *r)
{
	if (!r)
		return;
	faces_free(r->faces);
	desk_free(r->desk);
	recipe_free(r->recipe);
	arena_free(r->arena);
	free(r);
}

struct rect reader_tight(const struct img *img, struct rect box)
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

bool reader_read_line(struct reader *r, const struct img *img, struct rect box, struct arena *a,
		      struct ocr_reading *ret_reading, struct err *e)
{
	const struct rect look = rect_grow(reader_tight(img, box), PHRASE_MARGIN_PX);

	return glyphs_read_any(r->fonts, img, look, a, ret_reading, e);
}
