/* test_place.c - limits of size, fullscreen and maximising, and their undoing. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/desk/room.h"

TEST(wm_keeps_the_limits_of_size)
{
	static const struct {
		XSizeHints hints;
		struct rect wish, got;
	} table[] = {
		{ { .flags = PMinSize, .min_width = 150, .min_height = 80 },
		  { 0, 0, 90, 90 },
		  { 0, 0, 150, 90 } },
		{ { .flags = PMaxSize, .max_width = 300, .max_height = 200 },
		  { 0, 0, 400, 180 },
		  { 0, 0, 300, 180 } },
		{ { .flags = PResizeInc | PBaseSize,
		    .width_inc = 10,
		    .height_inc = 7,
		    .base_width = 4,
		    .base_height = 3 },
		  { 0, 0, 251, 99 },
		  { 0, 0, 244, 94 } },
		{ { .flags = PAspect, .min_aspect = { 2, 1 }, .max_aspect = { 2, 1 } },
		  { 0, 0, 300, 300 },
		  { 0, 0, 300, 150 } },
	};

	EACH_CASE (row, table) {
		struct room r;
		if (!room_open(&r))
			return;
		Window w = room_make(&r, "w");
		XSizeHints hints = row->hints;
		XSetWMNormalHints(r.x, w, &hints);
		XMapWindow(r.x, w);
		(void)room_serve(&r, "w");
		/* Asked by the program itself, then by us. */
		XResizeWindow(r.x, w, (unsigned)row->wish.w, (unsigned)row->wish.h);
		CHECK(rect_equal(room_serve(&r, "w").area, row->got));
		CHECK_OK(window_move(r.s.desk, (uint32_t)w, row->wish, &r.s.e), r.s.e);
		CHECK(rect_equal(room_serve(&r, "w").area, row->got));
		room_state(&r, w, 1, "_NET_WM_STATE_MAXIMIZED_VERT");
		struct rect tall = room_serve(&r, "w").area;
		CHECK(tall.y == 0 && tall.h <= 600);
		if (hints.flags & PMaxSize)
			CHECK_EQ_INT(tall.h, 200);
		if (hints.flags & PResizeInc)
			CHECK_EQ_INT((tall.h - 3) % 7, 0);
		room_close(&r);
	}
}

TEST(wm_undoes_fullscreen_and_both_ways_of_maximising)
{
	struct room r;
	struct rect was = { 100, 50, 200, 100 };

	if (!room_open(&r))
		return;
	Window w = room_make(&r, "w");
	XMapWindow(r.x, w);
	(void)room_serve(&r, "w");
	CHECK_OK(window_move(r.s.desk, (uint32_t)w, was, &r.s.e), r.s.e);
	room_state(&r, w, 1, "_NET_WM_STATE_MAXIMIZED_HORZ");
	CHECK(rect_equal(room_serve(&r, "w").area, (struct rect){ 0, 50, 800, 100 }));
	room_state(&r, w, 1, "_NET_WM_STATE_FULLSCREEN");
	CHECK(rect_equal(room_serve(&r, "w").area, (struct rect){ 0, 0, 800, 600 }));
	XMoveResizeWindow(r.x, w, 5, 5, 50, 50); /* not while it is fullscreen */
	CHECK(rect_equal(room_serve(&r, "w").area, (struct rect){ 0, 0, 800, 600 }));
	room_state(&r, w, 0, "_NET_WM_STATE_FULLSCREEN");
	CHECK(rect_equal(room_serve(&r, "w").area, (struct rect){ 0, 50, 800, 100 }));
	room_state(&r, w, 2, "_NET_WM_STATE_MAXIMIZED_HORZ");
	CHECK(rect_equal(room_serve(&r, "w").area, was));
	room_close(&r);
}
