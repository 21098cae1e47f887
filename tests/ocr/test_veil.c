/* test_veil.c - carets, underlines and borders are left out of a line; what letters have is not. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/veil.h"

#include <string.h>
#include "ocr/glyphs.h"
#include "ocr/repertoire.h"
#include "tests/check.h"
#include "tests/fixture/xscreen.h"
#include "tests/ocr/handmade.h"

#define XSCREEN_6X10 "-misc-fixed-medium-r-normal--10-100-75-75-c-60-*-*"

static const struct rect paper = { 20, 20, 600, 50 };
enum { FONTS_MAX = 8, PEN_X = 20, BASE_Y = 30, BLACK = 0, WHITE = 0xffffff };

/* Some core fonts, and the letters of DIN 91379 in them. */
struct room {
	struct xscreen screen;
	struct xfont fonts[FONTS_MAX];
	struct atlas *atlases[FONTS_MAX];
	size_t n;
	struct arena *arena;
};

static bool room_up(struct room *r, const char *const *fonts, size_t n)
{
	struct err e = { 0 };

	*r = (struct room){ .arena = arena_new(), .n = n };
	const struct repertoire din = repertoire_din(r->arena);
	if (!CHECK(xscreen_open(&r->screen, 700, 100)))
		return false;
	for (size_t i = 0; i < n; i++)
		if (!CHECK(xfont_open(&r->fonts[i], &r->screen, fonts[i])) ||
		    !CHECK_OK(atlas_build(&r->fonts[i].face, &din, &r->atlases[i], &e), e))
			return false;
	return true;
}

static void room_down(struct room *r)
{
	for (size_t i = 0; i < r->n; i++) {
		atlas_free(r->atlases[i]);
		xfont_close(&r->fonts[i]);
	}
	xscreen_close(&r->screen);
	arena_free(r->arena);
}

/* write_line() - @text in font @font of the room; the pen behind it in @ret_x. */
static struct img *write_line(struct room *r, size_t font, const char *text, int *ret_x)
{
	xscreen_fill(&r->screen, paper, WHITE);
	*ret_x = PEN_X +
		 xfont_write(&r->fonts[font], paper.x + PEN_X, paper.y + BASE_Y, BLACK, text);
	return xscreen_grab(&r->screen, paper);
}

static struct ocr_reading read_all(struct room *r, const struct img *look)
{
	const struct glyphs_fonts fonts = { (const struct atlas *const *)r->atlases, r->n };
	struct ocr_reading reading = { .certainty = OCR_UNCERTAIN, .text = "" };
	struct err e = { 0 };

	CHECK_OK(glyphs_read_any(&fonts, look, img_bounds(look), r->arena, &reading, &e), e);
	return reading;
}

/* beam() - Motif's caret with its stem at column @x; @dots: as it is without the focus. */
static void beam(struct img *look, int x, int top, int high, int dots)
{
	for (int y = top; y < top + high; y++)
		for (int dx = -2; dx <= 2; dx++)
			if ((dx == 0 || y == top || y == top + high - 1) &&
			    (!dots || ((x + dx + y) & 1) == dots - 1))
				img_row(look, y)[x + dx] = BLACK;
}

/* The field's font beside a larger one, as in recipes/hundesteuer. */
static const char *const of_recipe[] = { XSCREEN_9X15, XSCREEN_10X20 };

TEST(the_beam_of_motif_is_left_out_whole_and_stippled)
{
	static const char *const texts[] = { "Wilsdruffer Stra\u00dfe",     "BELLO", "\u00c4RNA",
					     "DE02 1203 0000 0000 2020 51", "Zeil",  "g\u0119J" };
	struct room r;
	int end;

	if (!room_up(&r, of_recipe, 2))
		return;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		for (int dots = 0; dots <= 2; dots++) {
			for (int where = 0; where <= 2; where++) {
				CLEANUP(img_unrefp)
				struct img *look = write_line(&r, 0, texts[i], &end);
				beam(look,
				     where == 0   ? PEN_X
				     : where == 1 ? PEN_X + 18
						  : end,
				     BASE_Y - 12, 15, dots);
				struct ocr_reading got = read_all(&r, look);
				CHECK_EQ_UINT(got.besides, OCR_CARET);
				if (!CHECK_EQ_INT(got.certainty, OCR_CERTAIN) ||
				    !CHECK_EQ_STR(got.text, texts[i]))
					printf("\t'%s' dots %d at %d: %s\n", texts[i], dots, where,
					       got.why ? got.why : got.text);
			}
		}
	}
	room_down(&r);
}

/* Part of a letter missing beside the caret: what stands there is no text of the font. */
TEST(what_differs_beside_the_caret_is_uncertain)
{
	struct room r;
	int end;

	if (!room_up(&r, of_recipe, 2))
		return;
	for (int dots = 0; dots <= 2; dots++) {
		CLEANUP(img_unrefp) struct img *look = write_line(&r, 0, "BELLO", &end);
		beam(look, end, BASE_Y - 12, 15, dots);
		img_row(look, BASE_Y - 5)[PEN_X + 1] ^= WHITE;
		CHECK_EQ_INT(read_all(&r, look).certainty, OCR_UNCERTAIN);
	}
	room_down(&r);
}

/* What only the caret covers is an alternative: here where I stands in a font without serifs. */
TEST(a_letter_under_the_caret_stays_an_alternative)
{
	static const char *const fonts[] = { XSCREEN_9X15 };
	struct room r;
	int end;

	if (!room_up(&r, fonts, 1))
		return;
	CLEANUP(img_unrefp) struct img *look = write_line(&r, 0, "12 34", &end);
	CLEANUP(img_unrefp) struct img *bar = write_line(&r, 0, "12|34", &end);
	int column = PEN_X + 2 * 9;
	while (img_at(bar, column, BASE_Y - 5) != BLACK)
		column++;
	beam(look, column, BASE_Y - 12, 15, 0);
	struct ocr_reading got = read_all(&r, look);
	CHECK_EQ_INT(got.certainty, OCR_AMBIGUOUS);
	CHECK(reading_allows(&got, "12 34"));
	CHECK(reading_allows(&got, "12|34"));
	room_down(&r);
}

/* To another font the foot of L could be an underline, the stem of p a caret. */
TEST(strokes_of_another_font_are_no_veils)
{
	static const char *const fonts[] = { "6x10", "6x13", "7x13",       "7x14",
					     "8x13", "9x15", XSCREEN_10X20 };
	static const char letters[] = "*+=EFILTbdilpq!1|_["; /* the others differ more */
	const size_t n = sizeof fonts / sizeof *fonts, n_letters = sizeof letters - 1;
	struct room r;
	struct err e = { 0 };
	int end, read = 0;

	if (!room_up(&r, fonts, n))
		return;
	for (size_t i = 0; i < n * n_letters; i++) {
		const char text[] = { letters[i % n_letters], 0 };
		CLEANUP(img_unrefp) struct img *look = write_line(&r, i / n_letters, text, &end);
		for (size_t k = 0; k < n; k++) {
			struct ocr_reading got;
			CHECK_OK(glyphs_read(r.atlases[k], look, img_bounds(look), r.arena, &got,
					     &e),
				 e);
			if (k == i / n_letters || got.certainty == OCR_UNCERTAIN || !got.besides)
				continue;
			printf("\t%s in %s is '%s' in %s\n", text, fonts[i / n_letters], got.text,
			       fonts[k]);
			read++;
		}
	}
	CHECK_EQ_INT(read, 0);
	room_down(&r);
}

TEST(a_mnemonic_is_read_with_its_underline)
{
	static const char *const texts[] = {
		"Datei", "Hund anmelden", "Suche", "gelb", "Mi", "E/A"
	};
	struct room r;
	int end;

	if (!room_up(&r, of_recipe, 2))
		return;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		for (int at = 0; at < 3 && at < (int)strlen(texts[i]); at++) {
			if (texts[i][at] == ' ')
				continue;
			for (int below = 1; below <= 2; below++) {
				CLEANUP(img_unrefp)
				struct img *look = write_line(&r, 0, texts[i], &end);
				img_fill(look,
					 (struct rect){ PEN_X + 9 * at, BASE_Y + below, 10, 1 },
					 BLACK);
				struct ocr_reading got = read_all(&r, look);
				CHECK_EQ_UINT(got.besides, OCR_UNDERLINE);
				if (!CHECK(reading_allows(&got, texts[i])))
					printf("\t'%s' at %d: %s\n", texts[i], at, got.why);
			}
		}
	}
	room_down(&r);
}

/* Pango's line is paler than the letters and lies right below them, so that S and o touch it. */
TEST(a_mnemonic_of_smoothed_text_is_read_with_its_underline)
{
	static const struct handmade_letter letters[] = {
		{ ' ', 0, 3, { "" } },
		{ 'S', 0, 6, { "+####", "#", "+###+", "    #", "####+" } },
		{ 'o', 0, 4, { "", "", "+#+", "# #", "+#+" } },
		{ 'd', 0, 4, { "  #", "  #", "+##", "# #", "+##" } },
		{ 'p', 0, 4, { "", "", "##+", "# #", "##+", "#", "#" } },
	};
	struct handmade font = { letters, sizeof letters / sizeof *letters };
	const struct face face = { .name = "handmade", .self = &font, .draw = handmade_draw };
	const char *const texts[] = { " ", "S", "o", "d", "p" };
	CLEANUP(arena_freep) struct arena *a = arena_new();
	CLEANUP(atlas_freep) struct atlas *atlas = NULL;
	CLEANUP(img_unrefp) struct img *drawn = NULL;
	struct ocr_reading got;
	struct err e = { 0 };
	int advance_px;

	if (!CHECK_OK(atlas_build(&face, &(struct repertoire){ texts, 5 }, &atlas, &e), e) ||
	    !CHECK_OK(face.draw(face.self, "Soop d", &drawn, &advance_px, &e), e))
		return;
	CLEANUP(img_unrefp) struct img *look = img_new(drawn->width_px + 6, drawn->height_px + 6);
	img_fill(look, img_bounds(look), WHITE);
	img_blit(look, drawn, 3, 3);
	img_fill(look, (struct rect){ 3 + HANDMADE_LEFT, 3 + 5, 6, 1 }, 0x7e8182);
	CHECK_OK(glyphs_read(atlas, look, img_bounds(look), a, &got, &e), e);
	CHECK_EQ_INT(got.certainty, OCR_CERTAIN);
	CHECK_EQ_STR(got.text, "Soop d");
	CHECK_EQ_UINT(got.besides, OCR_UNDERLINE);
}

/* The underline under a blank, or shorter or longer than a letter, is none. */
TEST(a_stroke_that_is_no_underline_is_left_in)
{
	static const struct {
		int x, wide;
	} table[] = { { 9, 7 }, { 9, 12 }, { 27, 10 }, { 13, 9 }, { 60, 9 } };
	struct room r;
	int end;

	if (!room_up(&r, of_recipe, 1))
		return;
	EACH_CASE (row, table) {
		CLEANUP(img_unrefp) struct img *look = write_line(&r, 0, "abc def", &end);
		img_fill(look, (struct rect){ PEN_X + row->x, BASE_Y + 3, row->wide, 1 }, BLACK);
		struct ocr_reading got = read_all(&r, look);
		if (!CHECK(got.certainty == OCR_UNCERTAIN || !got.besides))
			printf("\tread as '%s'\n", got.text);
	}
	CLEANUP(img_unrefp) struct img *low = write_line(&r, 0, "AB_CD", &end);
	struct ocr_reading got = read_all(&r, low);
	CHECK_EQ_INT(got.certainty, OCR_CERTAIN);
	CHECK_EQ_STR(got.text, "AB_CD");
	beam(low, end, BASE_Y - 12, 15, 0);
	got = read_all(&r, low);
	CHECK_EQ_INT(got.certainty, OCR_CERTAIN);
	CHECK_EQ_STR(got.text, "AB_CD");
	room_down(&r);
}

/* Shadows of a button two pixels from the text, and a border that is as short as a letter. */
TEST(borders_at_the_edge_are_left_out)
{
	struct room r;
	int end;

	if (!room_up(&r, of_recipe, 2))
		return;
	CLEANUP(img_unrefp) struct img *look = write_line(&r, 0, "Suche", &end);
	struct rect area = { PEN_X - 3, BASE_Y - 16, 9 * 5 + 6, 24 };
	CLEANUP(img_unrefp) struct img *part = img_crop(look, area);
	img_fill(part, (struct rect){ 0, 23, area.w, 1 }, 0x676767);
	img_fill(part, (struct rect){ area.w - 1, 0, 1, 24 }, 0x676767);
	img_fill(part, (struct rect){ 0, 0, 1, 24 }, 0xe0e0e0);
	struct ocr_reading got = read_all(&r, part);
	CHECK_EQ_STR(got.text, "Suche");
	CHECK_EQ_INT(got.certainty, OCR_CERTAIN);
	CHECK_EQ_UINT(got.besides, OCR_BORDER);
	/* Behind the border there may be paper again. */
	img_fill(part, (struct rect){ 0, 1, area.w, 1 }, 0x676767);
	img_fill(part, (struct rect){ 0, 0, area.w, 1 }, WHITE);
	CHECK_EQ_STR(read_all(&r, part).text, "Suche");
	CLEANUP(img_unrefp)
	struct img *low = img_crop(look, (struct rect){ area.x, BASE_Y - 11, area.w, 13 });
	CHECK_EQ_INT(read_all(&r, low).certainty, OCR_CERTAIN);
	img_fill(low, (struct rect){ 0, 0, 1, 13 }, BLACK);
	CHECK_EQ_INT(read_all(&r, low).certainty, OCR_UNCERTAIN);
	room_down(&r);
}
