/* tess.c - Tesseract as the reader that proposes: one warm engine, one line at a time. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/tess.h"

#include <leptonica/allheaders.h>
#include <stdlib.h>
#include <string.h>
#include <tesseract/capi.h>
#include "base/mem.h"
#include "base/utf8.h"

enum {
	SCALE_DEFAULT = 3,
	BORDER_MIN_PX = 2,
	BORDER_PART = 6, /* of the height of the line */
	PACKAGE_MAX = 64,
};

struct tess {
	TessBaseAPI *api; /* owned */
};

static void pix_free(PIX **pix)
{
	pixDestroy(pix);
}

/* package_suffix() - Debian names its packages with '-' where Tesseract has '_'; the first of
 * "deu+eng". */
static void package_suffix(const char *language, char suffix[PACKAGE_MAX])
{
	size_t n = strcspn(language, "+");

	n = n < PACKAGE_MAX ? n : PACKAGE_MAX - 1;
	memcpy(suffix, language, n);
	suffix[n] = 0;
	for (size_t i = 0; i < n; i++)
		if (suffix[i] == '_')
			suffix[i] = '-';
}

bool tess_open(const char *language, struct tess **ret_tess, struct err *e)
{
	CLEANUP(tess_freep) struct tess *t = mem_zalloc(sizeof *t);
	char suffix[PACKAGE_MAX];

	/* Both libraries print warnings about single pictures to stderr, which is the journal's. */
	(void)setMsgSeverity(L_SEVERITY_NONE);
	t->api = TessBaseAPICreate();
	if (!t->api || !TessBaseAPISetVariable(t->api, "debug_file", "/dev/null"))
		return err_set(e, ERR_IO, "Tesseract does not start");
	if (TessBaseAPIInit2(t->api, NULL, language, OEM_LSTM_ONLY) != 0) {
		package_suffix(language, suffix);
		return err_set(e, ERR_CONFIG,
			       "Tesseract has no data for '%s' (Debian package tesseract-ocr-%s)",
			       language, suffix);
	}
	TessBaseAPISetPageSegMode(t->api, PSM_SINGLE_LINE);
	*ret_tess = TAKE(t);
	return true;
}

void tess_free(struct tess *t)
{
	if (!t)
		return;
	if (t->api)
		TessBaseAPIDelete(t->api);
	free(t);
}

/* luma() - Rec. 601 weights, 0..255. */
static int luma(uint32_t rgb)
{
	return (int)((299 * (rgb >> 16) + 587 * (rgb >> 8 & 255) + 114 * (rgb & 255)) / 1000);
}

/* A line of grey values to 0..255: lowest and highest, and how many lie on either side of the
 * middle. */
struct tones {
	int low, high;
	bool dark_paper; /* most pixels are on the dark side */
};

static struct tones tones_of(const struct img *line)
{
	size_t n = (size_t)line->width_px * (size_t)line->height_px, dark = 0;
	struct tones t = { 255, 0, false };

	for (size_t i = 0; i < n; i++) {
		int grey = luma(line->px[i]);
		t.low = grey < t.low ? grey : t.low;
		t.high = grey > t.high ? grey : t.high;
	}
	for (size_t i = 0; i < n; i++)
		dark += 2 * luma(line->px[i]) < t.low + t.high;
	t.dark_paper = 2 * dark > n;
	return t;
}

/*
 * to_pix() - stretched to black on white with a white border; NULL where there is no contrast.
 * The engine scales every picture to one height, border included: of 60 numbers in 9x15 37 were
 * right with 5 px around the line, 49 with 4 px, 50 with 3 px, 55 with 2 px; with 1 px 19 of 100.
 */
static PIX *to_pix(const struct img *line)
{
	struct tones t = tones_of(line);

	if (t.low >= t.high)
		return NULL;
	int part = line->height_px / BORDER_PART,
	    border = part > BORDER_MIN_PX ? part : BORDER_MIN_PX;
	PIX *pix = pixCreate(line->width_px + 2 * border, line->height_px + 2 * border, 8);
	if (!pix || pixSetAll(pix) != 0)
		abort(); /* out of memory, as mem_zalloc() */
	for (int iy = 0; iy < line->height_px; iy++) {
		for (int ix = 0; ix < line->width_px; ix++) {
			int grey = (luma(img_at(line, ix, iy)) - t.low) * 255 / (t.high - t.low);
			grey = t.dark_paper ? 255 - grey : grey;
			(void)pixSetPixel(pix, ix + border, iy + border, (l_uint32)grey);
		}
	}
	return pix;
}

/* cleaned() - NFC without white space at either end. Owned by the caller. */
static bool cleaned(const char *raw, char **ret_text, struct err *e)
{
	size_t len = strlen(raw), skip = strspn(raw, " \t\r\n\f");

	while (len > skip && strchr(" \t\r\n\f", raw[len - 1]))
		len--;
	if (!utf8_valid(raw + skip, len - skip))
		return err_set(e, ERR_IO, "Tesseract gave text that is not UTF-8");
	CLEANUP(mem_freep) char *text = mem_strndup(raw + skip, len - skip);
	*ret_text = utf8_nfc(text);
	return true;
}

/* recognise() - the engine on a prepared line; takes nothing, keeps nothing of it. */
static bool recognise(struct tess *t, PIX *pix, const char *alphabet, char **ret_text,
		      struct err *e)
{
	if (!TessBaseAPISetVariable(t->api, "tessedit_char_whitelist", alphabet ? alphabet : ""))
		return err_set(e, ERR_IO, "Tesseract refuses the alphabet '%s'", alphabet);
	TessBaseAPISetImage2(t->api, pix);
	char *raw = TessBaseAPIGetUTF8Text(t->api);
	bool done = raw ? cleaned(raw, ret_text, e) : err_set(e, ERR_IO, "Tesseract read nothing");
	TessDeleteText(raw);
	TessBaseAPIClear(
		t->api); /* forget the picture and its results: no line depends on another */
	return done;
}

/*
 * enlarge() - and soften, a sixth wider. Of 200 numbers like 12.345678.9, alphabet given, 190
 * were right in 9x15, 194 in 10x20, 169 in 6x13 at x3; at x2 185, 195 and 191. One of x3 and x2
 * was right for 193, 199 and 191. With a border of 10 px and not softened x3 gave 97, 148 and
 * 138.
 */
static PIX *enlarge(PIX *grey, int scale)
{
	int blur = scale / 2 + (scale == 3);
	float tall = (float)scale, wide = tall * 7 / 6;
	CLEANUP(pix_free) PIX *large = pixScale(grey, wide, tall);

	if (!large || blur == 0)
		return TAKE(large);
	return pixBlockconv(large, blur, blur);
}

bool tess_read_line(struct tess *t, const struct img *img, struct rect box,
		    const struct tess_options *o, char **ret_text, struct err *e)
{
	struct rect seen = rect_intersection(box, img_bounds(img));

	if (rect_empty(seen)) {
		*ret_text = mem_strdup("");
		return true;
	}
	CLEANUP(img_unrefp) struct img *line = img_crop(img, seen);
	CLEANUP(pix_free) PIX *grey = to_pix(line);
	if (!grey) {
		*ret_text = mem_strdup("");
		return true;
	}
	CLEANUP(pix_free) PIX *large = enlarge(grey, o->scale ? o->scale : SCALE_DEFAULT);
	if (!large)
		return err_set(e, ERR_LIMIT, "a line of %d x %d px cannot be enlarged", seen.w,
			       seen.h);
	return recognise(t, large, o->alphabet, ret_text, e);
}
