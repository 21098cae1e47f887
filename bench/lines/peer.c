/* peer.c - crops by Leptonica and nothing else, as Tesseract's own examples do. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "bench/lines/peer.h"

#include <leptonica/allheaders.h>
#include <stdlib.h>
#include <string.h>
#include <tesseract/capi.h>
#include "base/mem.h"

/* DPI: without it Tesseract guesses and says so on every line. */
enum { DPI = 96 };

struct peer {
	TessBaseAPI *api; /* owned */
	PIX *picture;     /* owned */
};

bool peer_open(const char *language, struct peer **ret_peer, struct err *e)
{
	struct peer *p = mem_zalloc(sizeof *p);

	p->api = TessBaseAPICreate();
	if (TessBaseAPIInit3(p->api, NULL, language) != 0) {
		peer_free(p);
		return err_set(e, ERR_CONFIG, "Tesseract has no data for '%s'", language);
	}
	TessBaseAPISetPageSegMode(p->api, PSM_SINGLE_LINE);
	*ret_peer = p;
	return true;
}

bool peer_take_picture(struct peer *p, const char *path, struct err *e)
{
	pixDestroy(&p->picture);
	p->picture = pixRead(path);
	return p->picture || err_set(e, ERR_IO, "'%s' cannot be read", path);
}

void peer_free(struct peer *p)
{
	if (p == NULL)
		return;
	TessBaseAPIDelete(p->api);
	pixDestroy(&p->picture);
	free(p);
}

bool peer_read_line(struct peer *p, struct rect box, char **ret_text, struct err *e)
{
	BOX *part = boxCreate(box.x, box.y, box.w, box.h);
	PIX *crop = pixClipRectangle(p->picture, part, NULL);

	boxDestroy(&part);
	if (crop == NULL)
		return err_set(e, ERR_LIMIT, "a box outside the picture");
	TessBaseAPISetImage2(p->api, crop);
	TessBaseAPISetSourceResolution(p->api, DPI);
	char *text = TessBaseAPIGetUTF8Text(p->api);
	pixDestroy(&crop);
	*ret_text = mem_strdup(text != NULL ? text : "");
	(*ret_text)[strcspn(*ret_text, "\n")] = 0;
	TessDeleteText(text);
	return true;
}
