/* test_panel.c - entry areas, buttons, indicators and cells are found from the labels beside
 * them. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/panel.h"

#include "base/mem.h"
#include "tests/check.h"
#include "tests/fixture/xscreen.h"

static bool check_rect(bool found, struct rect got, struct rect want)
{
	if (CHECK(found && rect_equal(got, want)))
		return true;
	printf("\tgot %d: %d,%d %dx%d, want %d,%d %dx%d\n", found, got.x, got.y, got.w, got.h,
	       want.x, want.y, want.w, want.h);
	return false;
}

enum way { RIGHT, LEFT, BELOW, AT };

/* Places of tests/fixture/panel_form.c: a field at x,y with 2 px focus ring and 2 px bevel. */
static const struct {
	enum way way;
	struct rect from; /* a phrase's box, or a point */
	struct rect want;
} cases[] = {
	{ RIGHT, { 26, 70, 212, 13 }, { 274, 64, 232, 25 } },   /* grey field, grey form */
	{ RIGHT, { 26, 110, 194, 10 }, { 274, 104, 232, 25 } }, /* white field */
	{ RIGHT, { 26, 150, 25, 10 }, { 274, 144, 152, 25 } },  /* empty but for its caret */
	{ RIGHT, { 26, 190, 115, 10 }, { 274, 184, 152, 25 } },
	{ RIGHT, { 26, 230, 122, 10 }, { 284, 223, 136, 23 } }, /* option menu */
	{ BELOW, { 566, 70, 97, 13 }, { 564, 94, 292, 25 } },
	{ BELOW, { 566, 230, 70, 13 }, { 562, 252, 296, 126 } }, /* list, one row selected */
	{ LEFT, { 47, 278, 106, 13 }, { 30, 279, 8, 8 } },       /* check box, set */
	{ LEFT, { 47, 308, 169, 13 }, { 30, 309, 8, 8 } },
	{ AT, { 80, 413, 1, 1 }, { 24, 404, 112, 19 } }, /* buttons */
	{ AT, { 316, 408, 1, 1 }, { 304, 404, 112, 19 } },
	{ AT, { 700, 148, 1, 1 }, { 561, 141, 300, 25 } }, /* one black line around */
	{ AT, { 100, 24, 1, 1 }, { 20, 14, 860, 19 } },    /* title: another colour, no line */
	{ AT, { 680, 280, 1, 1 }, { 565, 272, 290, 16 } }, /* selected row */
	{ AT, { 600, 350, 1, 1 }, { 562, 252, 296, 126 } },
};

static bool beside(const struct img *img, struct rect from, enum panel_way way, int reach_px,
		   struct rect *ret)
{
	return panel_beside(img, from, way, reach_px, ret) == PANEL_THERE;
}

static bool find(const struct img *img, enum way way, struct rect from, struct rect *ret)
{
	switch (way) {
	case RIGHT: return beside(img, from, PANEL_RIGHT, 300, ret);
	case LEFT: return beside(img, from, PANEL_LEFT, 20, ret);
	case BELOW: return beside(img, from, PANEL_BELOW, 25, ret);
	case AT: return panel_at(img, from.x, from.y, ret);
	}
	return false;
}

struct form {
	struct xscreen screen;
	struct xprogram program;
};

static bool form_up(struct form *f)
{
	CLEANUP(mem_freep) char *path = xprogram_path("panel_form");

	return CHECK(xscreen_open(&f->screen, 1280, 1024)) &&
	       CHECK(xprogram_start(&f->program, &f->screen, path));
}

static void form_down(struct form *f)
{
	xprogram_stop(&f->program);
	xscreen_close(&f->screen);
}

TEST(panels_of_a_motif_form)
{
	static const char *const states[] = { "focus 0", "focus 1", "focus 2", "select 1 0 12" };
	struct form f;

	if (!form_up(&f))
		return;
	for (size_t i = 0; i < sizeof states / sizeof states[0]; i++) {
		CHECK(xprogram_tell(&f.program, states[i]));
		CLEANUP(img_unrefp) struct img *img = xscreen_grab_root(&f.screen);
		EACH_CASE (c, cases) {
			struct rect got = { 0 };
			bool found = find(img, c->way, c->from, &got);
			if (!check_rect(found, got, c->want))
				printf("\tafter %s\n", states[i]);
		}
	}
	form_down(&f);
}

TEST(every_pixel_of_a_field_leads_to_it)
{
	const struct rect want = { 274, 104, 232, 25 };
	struct form f;

	if (!form_up(&f))
		return;
	CHECK(xprogram_tell(&f.program, "focus 1"));
	for (int selected = 0; selected < 2; selected++) {
		CLEANUP(img_unrefp) struct img *img = xscreen_grab_root(&f.screen);
		for (int iy = want.y; iy < want.y + want.h; iy++) {
			for (int ix = want.x; ix < want.x + want.w; ix++) {
				struct rect got = { 0 };
				bool found = panel_at(img, ix, iy, &got);
				if ((!found || !rect_equal(got, want)) &&
				    !check_rect(found, got, want))
					printf("\tfrom %d,%d\n", ix, iy);
			}
		}
		CHECK(xprogram_tell(&f.program, "select 1 0 12"));
	}
	form_down(&f);
}

TEST(nothing_is_found_where_nothing_is)
{
	CLEANUP(img_unrefp) struct img *img = img_new(200, 100);
	struct rect r;

	img_fill(img, img_bounds(img), 0xc0c0c0);
	CHECK(!panel_at(img, 50, 50, &r));
	CHECK(!panel_at(img, 200, 50, &r));
	const struct rect label = { 20, 40, 30, 10 };
	CHECK_EQ_INT(panel_beside(img, label, PANEL_RIGHT, 100, &r), PANEL_NOTHING);
	CHECK_EQ_INT(panel_beside(img, label, PANEL_LEFT, 100, &r), PANEL_NOTHING);
	CHECK_EQ_INT(panel_beside(img, label, PANEL_BELOW, 100, &r), PANEL_NOTHING);
	img_fill(img, (struct rect){ 100, 30, 100, 30 }, 0xffffff); /* cut off by the edge */
	CHECK(!panel_at(img, 150, 45, &r));
}

TEST(reach_and_things_between_end_the_search)
{
	CLEANUP(img_unrefp) struct img *img = img_new(300, 100);
	struct rect label = { 20, 40, 30, 10 }, r = { 0 };

	img_fill(img, img_bounds(img), 0xc0c0c0);
	img_fill(img, (struct rect){ 100, 30, 90, 30 }, 0xffffff);
	check_rect(beside(img, label, PANEL_RIGHT, 50, &r), r, (struct rect){ 100, 30, 90, 30 });
	CHECK_EQ_INT(panel_beside(img, label, PANEL_RIGHT, 49, &r), PANEL_NOTHING);
	img_fill(img, (struct rect){ 70, 42, 1, 4 }, 0x000000);
	CHECK_EQ_INT(panel_beside(img, label, PANEL_RIGHT, 50, &r), PANEL_ELSE);
	check_rect(true, r, (struct rect){ 70, 40, 1, 10 });
}

TEST(cells_of_a_ruled_table_are_panels)
{
	CLEANUP(img_unrefp) struct img *img = img_new(300, 100);
	struct rect r = { 0 };

	img_fill(img, img_bounds(img), 0xffffff);
	for (int i = 0; i <= 3; i++) {
		img_fill(img, (struct rect){ 20 + 60 * i, 10, 1, 61 }, 0x808080);
		img_fill(img, (struct rect){ 20, 10 + 20 * i, 181, 1 }, 0x808080);
	}
	check_rect(panel_at(img, 100, 40, &r), r, (struct rect){ 81, 31, 59, 19 });
}

TEST(blank_means_one_colour)
{
	CLEANUP(img_unrefp) struct img *img = img_new(30, 30);

	CHECK(panel_blank(img, (struct rect){ 5, 5, 20, 20 }));
	img_fill(img, (struct rect){ 24, 24, 1, 1 }, 0x010000);
	CHECK(!panel_blank(img, (struct rect){ 5, 5, 20, 20 }));
	CHECK(panel_blank(img, (struct rect){ 5, 5, 19, 20 }));
}

TEST(a_selection_is_no_panel_but_a_row_of_a_list_is)
{
	CLEANUP(img_unrefp) struct img *img = img_new(300, 200);
	const struct rect field = { 40, 40, 200, 25 }, row = { 43, 112, 194, 16 };
	struct rect r = { 0 };

	img_fill(img, img_bounds(img), 0xc0c0c0);
	img_fill(img, rect_grow(field, 1), 0x606060);
	img_fill(img, field, 0xffffff);
	img_fill(img, (struct rect){ 45, 45, 108, 15 }, 0x000000);
	img_fill(img, (struct rect){ 60, 48, 1, 9 }, 0xffffff);
	check_rect(panel_at(img, 62, 52, &r), r, field);
	check_rect(panel_at(img, 60, 52, &r), r, field);
	img_fill(img, (struct rect){ 40, 90, 200, 80 }, 0xffffff);
	img_fill(img, row, 0x000000);
	img_fill(img, (struct rect){ 60, 115, 1, 9 }, 0xffffff);
	check_rect(panel_at(img, 62, 120, &r), r, row);
}
