/* test_corefont.c - drawing with core fonts, and knowing what they lack. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/desk/corefont.h"
#include "tests/desk/stage.h"

#define FIXED "-misc-fixed-medium-r-normal--13-120-75-75-c-70-iso10646-1"

static int ink(const struct img *img)
{
	int n = 0;

	for (int i = 0; i < img->width_px * img->height_px; i++)
		n += img->px[i] != 0xffffff;
	return n;
}

TEST(corefont_draws_what_it_has)
{
	static const struct {
		const char *text;
		int advance_px;
		bool blank;
	} table[] = {
		{ "A", 7, false },   { "Grüße", 35, false }, { "Šạẞ", 21, false },
		{ "   ", 21, true }, { "", 0, true },
	};
	struct stage s;
	struct corefont *font = NULL;

	if (!stage_open(&s) || !CHECK_OK(corefont_open(s.desk, FIXED, &font, &s.e), s.e))
		return;
	EACH_CASE (row, table) {
		struct img *img = NULL;
		int advance_px = -1;
		if (!CHECK_OK(corefont_draw(font, row->text, &img, &advance_px, &s.e), s.e))
			continue;
		CHECK_EQ_INT(advance_px, row->advance_px);
		CHECK_EQ_INT(ink(img) == 0, row->blank);
		img_unref(img);
	}
	corefont_free(font);
	stage_close(&s);
}

TEST(corefont_looks_like_the_program)
{
	struct stage s;
	struct corefont *font = NULL;
	struct img *img = NULL;
	const struct img *frame;
	int advance_px, hits = 0;

	if (!stage_form(&s, NULL, NULL) ||
	    !CHECK_OK(corefont_open(s.desk, "-misc-fixed-medium-r-normal--13-*-*-*-*-*-iso10646-1",
				    &font, &s.e),
		      s.e) ||
	    !CHECK_OK(corefont_draw(font, "Name", &img, &advance_px, &s.e), s.e) ||
	    !CHECK_OK(desk_frame(s.desk, &frame, &s.e), s.e))
		return;
	uint32_t paper = img_at(frame, 1, 1); /* the form's own background */
	for (int at = 0; at < 100 * 60; at++) {
		int x0 = at % 100, y0 = at / 100;
		bool same = true;
		for (int i = 0; same && i < img->width_px * img->height_px; i++) {
			bool is = img_at(frame, x0 + i % img->width_px, y0 + i / img->width_px) !=
				  paper;
			same = is == (img->px[i] != 0xffffff);
		}
		hits += same;
	}
	CHECK_EQ_INT(hits, 1);
	img_unref(img);
	corefont_free(font);
	stage_close(&s);
}

TEST(corefont_knows_what_it_lacks)
{
	static const struct {
		const char *name;
		uint32_t cp;
		bool has;
	} table[] = {
		{ FIXED, 'A', true },     { FIXED, 0x160, true },    { FIXED, ' ', true },
		{ FIXED, 0x1ea1, true },  { FIXED, 0x1f600, false }, { FIXED, 0x4e2d, false },
		{ FIXED, 0xe000, false }, { "7x13", 'A', true },     { "7x13", 0xdf, true },
		{ "7x13", 0x160, false }, { "9x15", 0xa0, true },
	};
	struct stage s;
	struct corefont *font = NULL;

	if (!stage_open(&s))
		return;
	EACH_CASE (row, table) {
		if (!CHECK_OK(corefont_open(s.desk, row->name, &font, &s.e), s.e))
			continue;
		CHECK_EQ_INT(corefont_has(font, row->cp), row->has);
		corefont_free(font);
	}
	CHECK_ERR(corefont_open(s.desk, "-no-such-font-*-*-*-*-*-*-*-*-*-*-*-*", &font, &s.e), s.e,
		  ERR_CONFIG);
	stage_close(&s);
}

/* has_ink() - between two rows. */
static bool has_ink(const struct img *img, int from, int to)
{
	for (int iy = from; iy < to; iy++)
		for (int ix = 0; ix < img->width_px; ix++)
			if (img_at(img, ix, iy) != 0xffffff)
				return true;
	return false;
}

TEST(corefont_tells_where_its_lines_may_be_cut_off)
{
	static const struct {
		const char *text;
		bool above; /* the ascent */
	} table[] = { { "\u00dc", false }, { "\u01d5", true }, { "Ag", false } };
	struct stage s;
	struct corefont *font = NULL;
	int from, to;

	if (!stage_open(&s) ||
	    !CHECK_OK(corefont_open(s.desk,
				    "-adobe-helvetica-medium-r-normal--14-*-75-75-p-*-iso10646-1",
				    &font, &s.e),
		      s.e))
		return;
	corefont_rows(font, &from, &to);
	CHECK(0 < from && from < to);
	EACH_CASE (row, table) {
		struct img *img = NULL;
		int advance_px;
		if (!CHECK_OK(corefont_draw(font, row->text, &img, &advance_px, &s.e), s.e))
			continue;
		CHECK_EQ_INT(has_ink(img, 0, from), row->above);
		CHECK(has_ink(img, from, to));
		CHECK(!has_ink(img, to, img->height_px));
		img_unref(img);
	}
	corefont_free(font);
	stage_close(&s);
}

/* ink_of() - pixels of @text in font @name. */
static int ink_of(struct stage *s, const char *name, const char *text)
{
	CLEANUP(corefont_freep) struct corefont *font = NULL;
	CLEANUP(img_unrefp) struct img *img = NULL;
	int advance_px;

	if (!CHECK_OK(corefont_open(s->desk, name, &font, &s->e), s->e) ||
	    !CHECK_OK(corefont_draw(font, text, &img, &advance_px, &s->e), s->e))
		return 0;
	return ink(img);
}

/*
 * Helvetica has no font of ISO 8859-15: the server scales one, to the size that the name's wild
 * cards leave open. Motif shows the euro sign of that one.
 */
TEST(corefont_takes_wild_cards_as_programs_do)
{
	static const char wild[] = "-adobe-helvetica-medium-r-normal--14-*-75-75-p-*-iso10646-1",
			  whole[] =
				  "-adobe-helvetica-medium-r-normal--14-140-75-75-p-77-iso10646-1",
			  open[] = "-adobe-helvetica-medium-r-normal--14-*-75-75-p-*-*-*";
	struct stage s;

	if (!stage_open(&s))
		return;
	CHECK(ink_of(&s, wild, "A") > 0);
	CHECK_EQ_INT(ink_of(&s, wild, "A"), ink_of(&s, whole, "A"));
	CHECK_EQ_INT(ink_of(&s, wild, "\u20ac"), ink_of(&s, open, "\u20ac"));
	CHECK(ink_of(&s, wild, "\u20ac") != ink_of(&s, whole, "\u20ac"));
	stage_close(&s);
}
