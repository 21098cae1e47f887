/* test_around.c - a line between others and in a field is read as if it stood alone, or not. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/around.h"

#include "ocr/glyphs.h"
#include "ocr/layout.h"
#include "tests/check.h"
#include "tests/ocr/handmade.h"

/* The canvas and where a line's pen and first row stand on it. */
enum { WIDE_PX = 80, HIGH_PX = 60, PEN_PX = 30, TOP_PX = 24 };

/* a and A differ by the mark above; q and p by what hangs below. */
static const struct handmade_letter marks[] = {
	{ ' ', 0, 3, { "" } },
	{ 'a', 0, 4, { "", "", "", "###", "# #", "###" } },
	{ 'A', 0, 4, { " #", " #", "", "###", "# #", "###" } },
	{ 'x', 0, 4, { "", "", "", "# #", " #", "# #" } },
};

struct table {
	struct handmade hand;
	struct face face;
	struct atlas *atlas;
	struct arena *arena;
	struct img *img;
};

static bool up(struct table *t, const struct handmade_letter *letters, size_t n)
{
	struct err e = { 0 };

	*t = (struct table){ .arena = arena_new(), .hand = { letters, n } };
	t->face = (struct face){ .name = "handmade", .self = &t->hand, .draw = handmade_draw };
	t->img = img_new(WIDE_PX, HIGH_PX);
	img_fill(t->img, img_bounds(t->img), 0xffffff);
	const char **texts = arena_calloc(t->arena, n, sizeof *texts);
	for (size_t i = 0; i < n; i++)
		texts[i] = arena_printf(t->arena, "%c", (int)letters[i].cp);
	return CHECK_OK(atlas_build(&t->face, &(struct repertoire){ texts, n }, &t->atlas, &e), e);
}

static void down(struct table *t)
{
	img_unref(t->img);
	atlas_free(t->atlas);
	arena_free(t->arena);
}

/* put() - @text with its first row at @top, where nothing is drawn left of column @from. */
static void put(struct table *t, const char *text, int top, int from)
{
	CLEANUP(img_unrefp) struct img *ink = NULL;
	struct err e = { 0 };
	int advance_px;

	if (!CHECK_OK(t->face.draw(t->face.self, text, &ink, &advance_px, &e), e))
		return;
	for (int iy = 0; iy < ink->height_px; iy++)
		for (int ix = 0; ix < ink->width_px; ix++)
			if (img_at(ink, ix, iy) != 0xffffff && PEN_PX - HANDMADE_LEFT + ix >= from)
				img_row(t->img, top + iy)[PEN_PX - HANDMADE_LEFT + ix] = 0;
}

/* read_ink() - the line whose ink lies in @ink. */
static struct ocr_reading read_ink(struct table *t, struct rect ink)
{
	struct ocr_reading r = { .certainty = OCR_UNCERTAIN, .text = "" };
	struct err e = { 0 };

	CHECK_OK(glyphs_read(t->atlas, t->img, rect_grow(ink, PHRASE_MARGIN_PX), t->arena, &r, &e),
		 e);
	return r;
}

static bool is(struct ocr_reading r, enum ocr_certainty certainty, const char *text)
{
	return CHECK_EQ_STR(reading_certainty_word(r.certainty),
			    reading_certainty_word(certainty)) &&
	       CHECK_EQ_STR(r.text, text);
}

/* up_handmade() - with the usual letters. */
static bool up_handmade(struct table *t)
{
	return up(t, handmade_letters, sizeof handmade_letters / sizeof *handmade_letters);
}

TEST(lines_that_come_into_the_margin_are_left_out)
{
	struct table t;

	if (!up_handmade(&t))
		return;
	put(&t, "jo.oj", TOP_PX - 9, 0);
	put(&t, "oo.no", TOP_PX - 3, 0);
	put(&t, "fIfIf", TOP_PX + 4, 0);
	is(read_ink(&t, (struct rect){ PEN_PX, TOP_PX, 18, 3 }), OCR_CERTAIN, "oo.no");
	down(&t);
}

TEST(a_descender_between_the_lines_letters_is_left_out)
{
	struct table t;

	if (!up_handmade(&t))
		return;
	put(&t, "oooj", TOP_PX - 7, 0);
	put(&t, "foooo", TOP_PX, 0);
	is(read_ink(&t, (struct rect){ PEN_PX, TOP_PX, 17, 6 }), OCR_CERTAIN, "foooo");
	down(&t);
}

TEST(a_mark_that_may_be_the_neighbours_stays_an_alternative)
{
	struct table t;

	if (!up(&t, marks, sizeof marks / sizeof *marks))
		return;
	put(&t, "xa", TOP_PX, 0);
	/* A descender as long as the mark, where the mark of the second letter would be. */
	img_fill(t.img, (struct rect){ PEN_PX + 5, TOP_PX - 9, 1, 11 }, 0);
	struct ocr_reading r = read_ink(&t, (struct rect){ PEN_PX, TOP_PX + 3, 7, 3 });
	CHECK(r.certainty == OCR_AMBIGUOUS && r.n_alternatives == 2);
	CHECK(reading_allows(&r, "xa") && reading_allows(&r, "xA"));
	CHECK((r.besides & OCR_NEIGHBOUR) != 0);
	/* Beside it there is no mark. */
	img_fill(t.img, (struct rect){ PEN_PX + 5, TOP_PX - 9, 1, 11 }, 0xffffff);
	img_fill(t.img, (struct rect){ PEN_PX + 4, TOP_PX - 9, 1, 11 }, 0);
	is(read_ink(&t, (struct rect){ PEN_PX, TOP_PX + 3, 7, 3 }), OCR_CERTAIN, "xa");
	down(&t);
}

TEST(what_a_field_cuts_off_is_drawn_and_cut_as_well)
{
	struct table t;

	if (!up_handmade(&t))
		return;
	img_fill(t.img, (struct rect){ 0, 0, PEN_PX - 1, HIGH_PX }, 0x808080);
	put(&t, "jono", TOP_PX, PEN_PX - 1);
	is(read_ink(&t, (struct rect){ PEN_PX - 1, TOP_PX, 14, 8 }), OCR_CERTAIN, "jono");
	down(&t);
}

TEST(half_a_letter_at_the_edge_is_every_letter_that_ends_so)
{
	struct table t;

	if (!up_handmade(&t))
		return;
	img_fill(t.img, (struct rect){ 0, 0, PEN_PX + 3, HIGH_PX }, 0x808080);
	put(&t, "mo", TOP_PX, PEN_PX + 3);
	struct ocr_reading r = read_ink(&t, (struct rect){ PEN_PX + 3, TOP_PX + 3, 7, 3 });
	CHECK_EQ_STR(reading_certainty_word(r.certainty), "ambiguous");
	CHECK(reading_allows(&r, "mo") && reading_allows(&r, "no"));
	down(&t);
}

TEST(half_a_letter_alone_at_the_edge_is_not_read)
{
	static const struct handmade_letter wide[] = {
		{ ' ', 0, 3, { "" } },
		{ 'm', 0, 7, { "", "", "", "## ###", "#  # #", "#  # #" } },
		{ 'o', 0, 4, { "", "", "", "###", "# #", "###" } },
	};
	struct table t;

	if (!up(&t, wide, sizeof wide / sizeof *wide))
		return;
	img_fill(t.img, (struct rect){ 0, 0, PEN_PX + 3, HIGH_PX }, 0x808080);
	put(&t, "mo", TOP_PX, PEN_PX + 3);
	is(read_ink(&t, (struct rect){ PEN_PX + 3, TOP_PX + 3, 7, 3 }), OCR_UNCERTAIN, "");
	down(&t);
}

TEST(a_line_between_cells_is_no_caret)
{
	struct table t;

	if (!up_handmade(&t))
		return;
	img_fill(t.img, (struct rect){ PEN_PX - 2, 0, 1, HIGH_PX }, 0x808080);
	put(&t, "noof", TOP_PX, 0);
	struct ocr_reading r = read_ink(&t, (struct rect){ PEN_PX, TOP_PX, 16, 6 });
	is(r, OCR_CERTAIN, "noof");
	CHECK_EQ_INT(r.besides, OCR_BORDER);
	down(&t);
}

TEST(what_hangs_together_with_a_neighbour_is_not_left_out)
{
	struct table t;

	if (!up(&t, marks, sizeof marks / sizeof *marks))
		return;
	/* The whole last letter hangs at the ink above, and its field may end behind it. */
	img_fill(t.img, (struct rect){ PEN_PX + 12, 0, WIDE_PX, HIGH_PX }, 0x808080);
	put(&t, "xxA", TOP_PX, 0);
	img_fill(t.img, (struct rect){ PEN_PX + 9, TOP_PX - 9, 1, 12 }, 0);
	struct ocr_reading r = read_ink(&t, (struct rect){ PEN_PX, TOP_PX + 3, 11, 3 });
	CHECK(r.certainty != OCR_CERTAIN);
	CHECK(r.certainty == OCR_UNCERTAIN || reading_allows(&r, "xxA"));
	down(&t);
}

/* U and V differ in the uppermost row only, which a program may cut off. */
static const struct handmade_letter towers[] = {
	{ ' ', 0, 3, { "" } },
	{ 'U', 0, 4, { "", "# #", "", "# #", "# #", "###" } },
	{ 'V', 0, 4, { "###", "# #", "", "# #", "# #", "###" } },
	{ 'o', 0, 4, { "", "", "", "###", "# #", "###" } },
};

TEST(a_letter_that_may_have_been_cut_off_above_stays_an_alternative)
{
	struct table t;

	if (!up(&t, towers, sizeof towers / sizeof *towers))
		return;
	put(&t, "oU", TOP_PX, 0);
	is(read_ink(&t, (struct rect){ PEN_PX, TOP_PX + 1, 7, 5 }), OCR_CERTAIN, "oU");
	t.face.shown_from_px = 1;
	t.face.shown_to_px = HANDMADE_ROWS;
	struct ocr_reading r = read_ink(&t, (struct rect){ PEN_PX, TOP_PX + 1, 7, 5 });
	CHECK_EQ_STR(reading_certainty_word(r.certainty), "ambiguous");
	CHECK(reading_allows(&r, "oU") && reading_allows(&r, "oV"));
	/* What shows above the ascent does not tell where above it the program cuts. */
	t.face.shown_from_px = 2;
	r = read_ink(&t, (struct rect){ PEN_PX, TOP_PX + 1, 7, 5 });
	CHECK(reading_allows(&r, "oU") && reading_allows(&r, "oV"));
	/* Where the row shows, nothing is cut off. */
	put(&t, "oV", TOP_PX, 0);
	is(read_ink(&t, (struct rect){ PEN_PX, TOP_PX, 7, 6 }), OCR_CERTAIN, "oV");
	down(&t);
}
