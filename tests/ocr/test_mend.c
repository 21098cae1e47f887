/* test_mend.c - every text is found from a bad proposal, nothing that is not there ever is. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/mend.h"

#include <string.h>
#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"
#include "ocr/verify.h"
#include "tests/check.h"
#include "tests/fixture/xscreen.h"

/* U+0B95 and U+0B96: letters none of these fonts has; both are drawn as the same empty box. */
#define ABSENT "\u0b95"
#define ABSENT_TOO "\u0b96"

static const struct rect paper = { 20, 20, 700, 40 };

struct table {
	struct xscreen screen;
	struct xfont font;
	struct mend *mend;
};

static bool table_up(struct table *t, const char *font)
{
	memset(t, 0, sizeof *t);
	if (!CHECK(xscreen_open(&t->screen, 1024, 100)) ||
	    !CHECK(xfont_open(&t->font, &t->screen, font)))
		return false;
	t->mend = mend_new(&t->font.face);
	return true;
}

static void table_down(struct table *t)
{
	mend_free(t->mend);
	xfont_close(&t->font);
	xscreen_close(&t->screen);
}

static struct img *show(struct table *t, struct xfont *font, const char *text)
{
	xscreen_fill(&t->screen, paper, 0xc0c0c0);
	(void)xfont_write(font, paper.x + 10, paper.y + 24, 0, text);
	return xscreen_grab(&t->screen, paper);
}

/* mended() - the text found, NULL if none; owned by the caller. */
static char *mended(struct table *t, const struct img *look, const char *proposal)
{
	struct err e = { 0 };
	char *text = NULL;

	CHECK_OK(mend_text(t->mend, look, proposal, &text, &e), e);
	return text;
}

TEST(a_text_is_found_whatever_was_proposed)
{
	static const char *const fonts[] = { XSCREEN_9X15, XSCREEN_10X20, XSCREEN_6X13 };
	static const char *const texts[] = {
		"12.345678.9", "Müller", "Am Wall 12 b", "O0Il1|",
		"i",           ".",      "rn m",         "Chipnummer ist bereits vergeben."
	};

	for (size_t f = 0; f < 3; f++) {
		struct table t;
		if (!table_up(&t, fonts[f]))
			return;
		for (size_t i = 0; i < 4 * sizeof texts / sizeof texts[0]; i++) {
			const char *text = texts[i / 4];
			const char *proposals[] = { text, "", "12,3456/8.g", "W" };
			CLEANUP(img_unrefp) struct img *look = show(&t, &t.font, text);
			CLEANUP(mem_freep) char *got = mended(&t, look, proposals[i % 4]);
			if (!CHECK_EQ_STR(got, text))
				printf("\tfrom '%s' in %s\n", proposals[i % 4], fonts[f]);
		}
		table_down(&t);
	}
}

/* Any pixel of the line turned: it is another text by its own drawing, or none, never this one. */
TEST(one_pixel_more_or_less_is_another_text)
{
	static const char text[] = "17.345608.9";
	struct table t;

	if (!table_up(&t, XSCREEN_9X15))
		return;
	CLEANUP(img_unrefp) struct img *look = show(&t, &t.font, text);
	for (int iy = 10; iy < 30; iy += 2) {
		for (int ix = 8; ix < 112; ix += 3 + iy % 3) {
			uint32_t *px = &img_row(look, iy)[ix], was = *px;
			*px = was == 0 ? 0xc0c0c0 : 0;
			CLEANUP(mem_freep) char *got = mended(&t, look, text);
			if (got && !CHECK(!str_eq(got, text)))
				printf("\tpixel %d,%d\n", ix, iy);
			*px = was;
		}
	}
	table_down(&t);
}

TEST(what_is_no_text_of_the_font_is_none)
{
	struct table t;
	struct xfont other;

	if (!table_up(&t, XSCREEN_9X15) || !CHECK(xfont_open(&other, &t.screen, XSCREEN_6X13)))
		return;
	CLEANUP(img_unrefp) struct img *small = show(&t, &other, "12.345678.9");
	CHECK_EQ_STR(mended(&t, small, "12.345678.9"), NULL);
	CLEANUP(img_unrefp) struct img *blank = show(&t, &t.font, "");
	CHECK_EQ_STR(mended(&t, blank, "12.345678.9"), NULL);
	CLEANUP(img_unrefp) struct img *sign = show(&t, &t.font, "");
	img_fill(sign, (struct rect){ 40, 4, 30, 30 }, 0x0000ff); /* a pictogram */
	img_fill(sign, (struct rect){ 50, 10, 10, 18 }, 0xc0c0c0);
	CHECK_EQ_STR(mended(&t, sign, "!"), NULL);
	CLEANUP(img_unrefp) struct img *coloured = show(&t, &t.font, "12");
	(void)xfont_write(&t.font, paper.x + 10 + 18, paper.y + 24, 0xff0000, "34");
	CLEANUP(img_unrefp) struct img *two = xscreen_grab(&t.screen, paper);
	CHECK_EQ_STR(mended(&t, two, "1234"), NULL);
	xfont_close(&other);
	table_down(&t);
}

/* The box for a letter the font lacks is the same for all of them: any answer would be a guess. */
TEST(a_missing_letter_is_not_guessed)
{
	struct table t;

	if (!table_up(&t, XSCREEN_9X15))
		return;
	CLEANUP(img_unrefp) struct img *look = show(&t, &t.font, "Ka" ABSENT "l");
	CHECK_EQ_STR(mended(&t, look, "Ka" ABSENT_TOO "l"), NULL);
	CHECK_EQ_STR(mended(&t, look, "Ka" ABSENT "l"), NULL);
	CLEANUP(img_unrefp) struct img *alone = show(&t, &t.font, ABSENT);
	CHECK_EQ_STR(mended(&t, alone, ABSENT_TOO), NULL);
	table_down(&t);
}

TEST(no_proposal_does_harm)
{
	CLEANUP(buf_clear) struct buf many = { 0 }, letters = { 0 };
	struct table t;

	if (!table_up(&t, XSCREEN_9X15))
		return;
	buf_init(&many, 1 << 20);
	buf_init(&letters, 1 << 20);
	for (int i = 0; i < 20000; i++)
		buf_adds(&many, i % 2 ? " " : "l");
	for (uint32_t cp = 0x100; cp < 0x600; cp++) { /* more than are kept */
		char bytes[5];
		buf_add(&letters, bytes, utf8_encode(cp, bytes));
	}
	const char *const proposals[] = {
		many.data,   letters.data, "\u0301\u0308\u0327", "     ", "\U0010ffff\ufffd\ufeff",
		"\t\x01\x7f"
	};
	CLEANUP(img_unrefp) struct img *look = show(&t, &t.font, "12.345678.9");
	for (size_t i = 0; i < sizeof proposals / sizeof *proposals; i++) {
		CLEANUP(mem_freep) char *got = mended(&t, look, proposals[i]);
		CHECK(!got || str_eq(got, "12.345678.9"));
	}
	table_down(&t);
}
