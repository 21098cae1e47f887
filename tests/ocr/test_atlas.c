/* test_atlas.c - letters by their looks: twins together, missing ones known as such. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/atlas.h"

#include "base/clock.h"
#include "ocr/repertoire.h"
#include "tests/check.h"
#include "tests/fixture/xscreen.h"
#include "tests/ocr/handmade.h"

static struct handmade font = { handmade_letters,
				sizeof handmade_letters / sizeof *handmade_letters };
static const struct face hand = { .name = "handmade", .self = &font, .draw = handmade_draw };

TEST(twins_stand_together_and_missing_letters_apart)
{
	static const char *const texts[] = { "I", "l", "j", " ", "Z", "\u00a0", "oZ", "on", "m" };
	CLEANUP(atlas_freep) struct atlas *at = NULL;
	struct err e = { 0 };

	if (!CHECK_OK(atlas_build(&hand, &(struct repertoire){ texts, 9 }, &at, &e), e))
		return;
	CHECK_EQ_UINT(at->n_glyphs, 5); /* I=l, j, blank, on, m */
	CHECK_EQ_UINT(at->n_absent, 3);
	CHECK_EQ_STR(at->absent[0], "Z");
	CHECK_EQ_STR(at->absent[2], "oZ");
	CHECK(!atlas_find(at, "Z"));
	CHECK(at->mono);
	const struct glyph *twins = atlas_find(at, "l"), *j = atlas_find(at, "j");
	if (!CHECK(twins && j))
		return;
	CHECK_EQ_UINT(twins->n_members, 2);
	CHECK_EQ_STR(twins->members[0], "I");
	CHECK_EQ_INT(twins->width_px, 1);
	CHECK_EQ_UINT(twins->full[0], 0x3f);
	CHECK_EQ_INT(j->left_px, HANDMADE_LEFT - 2);
	CHECK_EQ_INT(j->advance_px, 2);
	CHECK_EQ_INT(at->tall_max_px, 6);
	CHECK_EQ_INT(at->left_min_px, HANDMADE_LEFT - 2);
}

static bool draw_fails(void *self, const char *text, struct img **ret_ink, int *ret_advance_px,
		       struct err *e)
{
	(void)self;
	(void)ret_ink;
	(void)ret_advance_px;
	return err_set(e, ERR_DISPLAY, "no '%s'", text);
}

static bool draw_tower(void *self, const char *text, struct img **ret_ink, int *ret_advance_px,
		       struct err *e)
{
	const struct rect *ink = self;

	(void)text;
	(void)e;
	*ret_ink = img_new(400, 100);
	img_fill(*ret_ink, img_bounds(*ret_ink), 0xffffff);
	if ((unsigned char)text[0] < 0x80)
		img_fill(*ret_ink, *ink, 0);
	*ret_advance_px = 9;
	return true;
}

TEST(faces_that_fail_or_are_too_large_give_an_error)
{
	static const char *const texts[] = { "a" };
	const struct repertoire one = { texts, 1 };
	struct rect tall = { 0, 0, 5, 65 }, wide = { 0, 0, 257, 5 }, good = { 0, 0, 256, 64 };
	const struct face broken = { .name = "broken", .self = NULL, .draw = draw_fails };
	const struct face faces[] = { { .name = "tall", .self = &tall, .draw = draw_tower },
				      { .name = "wide", .self = &wide, .draw = draw_tower },
				      { .name = "good", .self = &good, .draw = draw_tower } };
	CLEANUP(atlas_freep) struct atlas *at = NULL;
	struct err e = { 0 };

	CHECK_ERR(atlas_build(&broken, &one, &at, &e), e, ERR_DISPLAY);
	CHECK_ERR(atlas_build(&faces[0], &one, &at, &e), e, ERR_LIMIT);
	CHECK_ERR(atlas_build(&faces[1], &one, &at, &e), e, ERR_LIMIT);
	const struct repertoire many = { texts, ATLAS_LETTERS_MAX + 1 };
	CHECK_ERR(atlas_build(&faces[2], &many, &at, &e), e, ERR_LIMIT);
	CHECK(!at);
	CHECK_OK(atlas_build(&faces[2], &one, &at, &e), e);
}

TEST(a_font_without_letters_has_an_empty_atlas)
{
	static const char *const texts[] = { "Z", "Y" };
	CLEANUP(atlas_freep) struct atlas *at = NULL;
	struct err e = { 0 };

	CHECK_OK(atlas_build(&hand, &(struct repertoire){ texts, 2 }, &at, &e), e);
	CHECK(at && at->n_glyphs == 0 && at->n_absent == 2);
}

/* The figures are printed; what the fonts of the desk lack and cannot tell apart is theirs. */
TEST(core_fonts_hold_most_of_din_91379)
{
	static const char *const fonts[] = { XSCREEN_9X15, XSCREEN_10X20, XSCREEN_6X13 };
	CLEANUP(arena_freep) struct arena *a = arena_new();
	const struct repertoire din = repertoire_din(a);
	struct xscreen screen;
	struct xfont x;
	struct err e = { 0 };

	if (!CHECK(xscreen_open(&screen, 640, 100)))
		return;
	for (size_t f = 0; f < 3 && CHECK(xfont_open(&x, &screen, fonts[f])); f++) {
		CLEANUP(atlas_freep) struct atlas *at = NULL;
		int64_t began_us = clock_boot_us();
		if (!CHECK_OK(atlas_build(&x.face, &din, &at, &e), e))
			break;
		printf("%s: %zu texts, %zu looks, %zu absent, %" PRId64 " us\n", fonts[f], din.n,
		       at->n_glyphs, at->n_absent, clock_boot_us() - began_us);
		CHECK(at->mono);
		CHECK(at->n_absent < din.n / 20);
		const struct glyph *eth = atlas_find(at, "Đ");
		CHECK(eth && eth->n_members > 1); /* Ð and Đ are twins in all three */
		xfont_close(&x);
	}
	xscreen_close(&screen);
}
