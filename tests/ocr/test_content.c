/* test_content.c - an entry holds text, carets and a selection; whatever else is in it is none. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/content.h"

#include "base/mem.h"
#include "ocr/panel.h"
#include "tests/check.h"
#include "tests/fixture/xscreen.h"

/* Places of tests/fixture/panel_form.c. */
static const struct {
	const char *why;
	struct rect inner;
	enum content want;
	enum panel_relief relief;
} panels[] = {
	{ "grey field with text", { 274, 64, 232, 25 }, CONTENT_TEXT, PANEL_SUNKEN },
	{ "white field with text", { 274, 104, 232, 25 }, CONTENT_TEXT, PANEL_SUNKEN },
	{ "empty field", { 274, 144, 152, 25 }, CONTENT_TEXT, PANEL_SUNKEN },
	{ "field in one black line", { 561, 141, 300, 25 }, CONTENT_TEXT, PANEL_FLAT },
	{ "option menu", { 284, 223, 136, 23 }, CONTENT_CHOICE, PANEL_RAISED },
	{ "list with a selected row", { 562, 252, 296, 126 }, CONTENT_TEXT, PANEL_SUNKEN },
	{ "button", { 24, 404, 112, 19 }, CONTENT_TEXT, PANEL_RAISED },
	{ "two fields", { 260, 50, 260, 84 }, CONTENT_OTHER, PANEL_FLAT },
	{ "row of buttons", { 10, 390, 420, 50 }, CONTENT_OTHER, PANEL_FLAT },
	{ "check boxes", { 10, 264, 220, 66 }, CONTENT_OTHER, PANEL_FLAT },
	{ "a button alone", { 10, 390, 140, 50 }, CONTENT_OTHER, PANEL_FLAT },
};

static const char *const states[] = { "focus 0", "focus 1",       "caret 1 4",
				      "focus 2", "select 1 0 12", "select 0 3 8" };

TEST(panels_of_a_motif_form)
{
	CLEANUP(mem_freep) char *path = xprogram_path("panel_form");
	struct xscreen screen;
	struct xprogram program;

	if (!CHECK(xscreen_open(&screen, 1280, 1024)) ||
	    !CHECK(xprogram_start(&program, &screen, path)))
		return;
	for (size_t i = 0; i < sizeof states / sizeof states[0]; i++) {
		CLEANUP(arena_freep) struct arena *a = arena_new();
		CHECK(xprogram_tell(&program, states[i]));
		CLEANUP(img_unrefp) struct img *img = xscreen_grab_root(&screen);
		struct phrase *list;
		size_t n;
		layout_phrases(img, img_bounds(img), a, &list, &n);
		EACH_CASE (c, panels) {
			if (!CHECK_EQ_INT(content_of(img, c->inner, list, n), c->want) ||
			    !CHECK_EQ_INT(panel_relief(img, c->inner), c->relief))
				printf("\t%s after %s\n", c->why, states[i]);
		}
	}
	xprogram_stop(&program);
	xscreen_close(&screen);
}

/* Things drawn into a white area of 200 x 25 px at (50,40), colour by colour. */
static const struct {
	const char *why;
	struct {
		struct rect box;
		uint32_t rgb;
	} drawn[4];
	enum content want;
} drawings[] = {
	{ "nothing", { { { 0 }, 0 } }, CONTENT_TEXT },
	{ "a line as caret", { { { 60, 44, 1, 17 }, 0 } }, CONTENT_TEXT },
	{ "a selection without text", { { { 60, 44, 90, 17 }, 0x3060a0 } }, CONTENT_TEXT },
	{ "a selection of lines of unlike lengths",
	  { { { 90, 42, 90, 8 }, 0x3060a0 }, { { 50, 50, 60, 8 }, 0x3060a0 } },
	  CONTENT_TEXT },
	{ "marks of a password",
	  { { { 60, 48, 7, 7 }, 0 }, { { 70, 48, 7, 7 }, 0 }, { { 80, 48, 7, 7 }, 0 } },
	  CONTENT_TEXT },
	{ "a frame",
	  { { { 60, 44, 90, 17 }, 0 }, { { 61, 45, 88, 15 }, 0xffffff } },
	  CONTENT_OTHER },
	{ "a filled panel with a border",
	  { { { 60, 44, 90, 17 }, 0 }, { { 61, 45, 88, 15 }, 0xc0c0c0 } },
	  CONTENT_OTHER },
	{ "an empty check box",
	  { { { 60, 46, 13, 13 }, 0 }, { { 61, 47, 11, 11 }, 0xffffff } },
	  CONTENT_OTHER },
	{ "a rule from side to side", { { { 50, 52, 200, 2 }, 0 } }, CONTENT_OTHER },
	{ "a mark at the right end",
	  { { { 230, 46, 13, 11 }, 0 }, { { 231, 47, 11, 9 }, 0xffffff } },
	  CONTENT_CHOICE },
	{ "two marks at the right end",
	  { { { 230, 42, 13, 9 }, 0 },
	    { { 231, 43, 11, 7 }, 0xffffff },
	    { { 230, 53, 13, 9 }, 0 },
	    { { 231, 54, 11, 7 }, 0xffffff } },
	  CONTENT_OTHER },
};

TEST(what_is_drawn_into_an_area)
{
	const struct rect inner = { 50, 40, 200, 25 };

	EACH_CASE (c, drawings) {
		CLEANUP(img_unrefp) struct img *img = img_new(300, 100);
		img_fill(img, img_bounds(img), 0xc0c0c0);
		img_fill(img, inner, 0xffffff);
		for (size_t i = 0; i < 4; i++)
			img_fill(img, c->drawn[i].box, c->drawn[i].rgb);
		if (!CHECK_EQ_INT(content_of(img, inner, NULL, 0), c->want))
			printf("\t%s\n", c->why);
	}
}
