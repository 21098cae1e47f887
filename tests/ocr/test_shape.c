/* test_shape.c - the pen moves as programs move it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/shape.h"

#include <stdio.h>
#include "base/img.h"
#include "ocr/freetype.h"
#include "tests/check.h"

/* font_file() - where the machine keeps a font; @ask: fc-match with its name. */
static bool font_file(const char *ask, char path[4096])
{
	FILE *answer = popen(ask, "r");
	size_t n = answer ? fread(path, 1, 4095, answer) : 0;

	path[n] = 0;
	return CHECK(answer && pclose(answer) == 0 && n > 0);
}

/* advance_of() - of @letter, in pixels; -1 if it cannot be drawn. */
static int advance_of(const struct freetype_options *o, const char *letter)
{
	CLEANUP(freetype_freep) struct freetype *font = NULL;
	CLEANUP(img_unrefp) struct img *img = NULL;
	struct err e = { 0 };
	int advance_px = -1;

	if (!CHECK_OK(freetype_open(o, &font, &e), e))
		return -1;
	const struct face *face = freetype_face(font);
	CHECK_OK(face->draw(face->self, letter, &img, &advance_px, &e), e);
	return advance_px;
}

/*
 * GTK shows the k of DejaVu Sans 11 eight pixels wide, as wide as it is without hints, while the
 * hinter makes nine of it; and the M of size 10 twelve: of 13 1/3 px, not of 853 64ths.
 */
TEST(pango_moves_the_pen_as_wide_as_letters_are_without_hints)
{
	static const struct {
		const char *letter;
		int size_64ths, em_1024ths;
		bool shaped;
		int advance_px;
	} table[] = {
		{ "k", 939, 15018, true, 8 },
		{ "M", 853, 13653, true, 12 },
		{ "k", 939, 0, false, 9 },
	};
	char path[4096];

	if (!font_file("fc-match -f '%{file}' 'DejaVu Sans'", path))
		return;
	EACH_CASE (row, table) {
		const struct freetype_options o = { .file = path,
						    .size_64ths = row->size_64ths,
						    .em_1024ths = row->em_1024ths,
						    .hinting = FREETYPE_SLIGHT,
						    .look = FREETYPE_GRAY,
						    .shaped = row->shaped };
		CHECK_EQ_INT(advance_of(&o, row->letter), row->advance_px);
	}
}

/* Liberation Sans without smoothing: in Wine's labels v of 13 px is 5 px wide, in its edit controls
 * 7, and m of 12 px 11 and 10. */
TEST(wine_spaces_letters_otherwise_in_its_edit_controls)
{
	static const struct {
		enum freetype_program program;
		const char *letter;
		int size_px, advance_px;
	} table[] = {
		{ FREETYPE_XFT, "v", 13, 5 },
		{ FREETYPE_WINE_EDIT, "v", 13, 7 },
		{ FREETYPE_XFT, "m", 12, 11 },
		{ FREETYPE_WINE_EDIT, "m", 12, 10 },
	};
	char path[4096];

	if (!font_file("fc-match -f '%{file}' 'Liberation Sans'", path))
		return;
	EACH_CASE (row, table) {
		struct freetype_options o = { .file = path,
					      .size_64ths = row->size_px * 64,
					      .hinting = FREETYPE_FULL,
					      .look = FREETYPE_MONO,
					      .program = row->program };
		CHECK_EQ_INT(advance_of(&o, row->letter), row->advance_px);
	}
}

TEST(edit_controls_smooth_as_labels_do)
{
	struct freetype_options o = { .file = "/nowhere/font.ttf",
				      .size_64ths = 832,
				      .hinting = FREETYPE_FULL,
				      .look = FREETYPE_GRAY,
				      .program = FREETYPE_WINE_EDIT };
	struct freetype *font = NULL;
	struct err e = { 0 };

	CHECK_ERR(freetype_open(&o, &font, &e), e, ERR_CONFIG);
	CHECK(!font);
}
