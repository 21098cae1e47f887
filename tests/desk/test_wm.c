/* test_wm.c - what the window manager tells, and what becomes of windows that come, go and ask. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/desk/room.h"

TEST(wm_says_what_it_is)
{
	struct room r;

	if (!room_open(&r))
		return;
	Window check = (Window)room_number(&r, r.root, "_NET_SUPPORTING_WM_CHECK", 0);
	CHECK_EQ_UINT(room_number(&r, check, "_NET_SUPPORTING_WM_CHECK", 0), check);
	CHECK_EQ_INT(room_number(&r, r.root, "_NET_WORKAREA", 2), 800);
	CHECK_EQ_INT(room_number(&r, r.root, "_NET_WORKAREA", 3), 600);
	CHECK_EQ_INT(room_number(&r, r.root, "_NET_DESKTOP_GEOMETRY", 0), 800);
	CHECK_EQ_INT(room_number(&r, r.root, "_NET_NUMBER_OF_DESKTOPS", 0), 1);
	CHECK_EQ_INT(room_number(&r, r.root, "_NET_CURRENT_DESKTOP", 0), 0);
	Window w = room_make(&r, "a");
	XMapWindow(r.x, w);
	(void)room_serve(&r, "a");
	CHECK_EQ_UINT(room_number(&r, r.root, "_NET_ACTIVE_WINDOW", 0), w);
	CHECK_EQ_UINT(room_number(&r, r.root, "_NET_CLIENT_LIST", 0), w);
	CHECK_EQ_INT(room_number(&r, w, "WM_STATE", 0), NormalState);
	CHECK_EQ_INT(room_number(&r, w, "_NET_WM_DESKTOP", 0), 0);
	CHECK_EQ_INT(room_number(&r, w, "_NET_FRAME_EXTENTS", 3), 0);
	CHECK(room_lists(&r, w, "_NET_WM_ALLOWED_ACTIONS", "_NET_WM_ACTION_MOVE"));
	CHECK(room_lists(&r, w, "_NET_WM_STATE", "_NET_WM_STATE_FOCUSED"));
	room_close(&r);
}

/* Every state that is said to be supported can be set and taken back; no other is shown. */
TEST(wm_supports_what_it_lists)
{
	struct room r;
	unsigned long n, states = 0;

	if (!room_open(&r))
		return;
	Window w = room_make(&r, "a");
	XMapWindow(r.x, w);
	(void)room_serve(&r, "a");
	long *list = room_longs(&r, r.root, "_NET_SUPPORTED", &n);
	for (unsigned long i = 0; i < n; i++) {
		char *name = XGetAtomName(r.x, (Atom)list[i]);
		if (strncmp(name, "_NET_WM_STATE_", 14) == 0 &&
		    strcmp(name, "_NET_WM_STATE_FOCUSED") != 0) {
			states++;
			room_state(&r, w, 1, name);
			(void)room_serve(&r, "a");
			CHECK(room_lists(&r, w, "_NET_WM_STATE", name));
			room_state(&r, w, 2, name);
			(void)room_serve(&r, "a");
			CHECK(!room_lists(&r, w, "_NET_WM_STATE", name));
		}
		XFree(name);
	}
	CHECK_EQ_UINT(states, 9);
	room_state(&r, w, 1, "_NET_WM_STATE_SHADED");
	(void)room_serve(&r, "a");
	CHECK(!room_lists(&r, w, "_NET_WM_STATE", "_NET_WM_STATE_SHADED"));
	room_close(&r);
}

TEST(wm_reports_windows_that_want_attention)
{
	struct room r;
	XWMHints hints = { .flags = XUrgencyHint | InputHint, .input = True };

	if (!room_open(&r))
		return;
	Window a = room_make(&r, "a"), b = room_make(&r, "b");
	XMapWindow(r.x, a);
	XMapWindow(r.x, b);
	(void)room_serve(&r, "b");
	XSetWMHints(r.x, a, &hints);
	CHECK(room_serve(&r, "a").urgent && stage_window(&r.s, "b").active);
	hints.flags = InputHint;
	XSetWMHints(r.x, a, &hints);
	CHECK(!room_serve(&r, "a").urgent);
	room_state(&r, a, 1, "_NET_WM_STATE_DEMANDS_ATTENTION");
	CHECK(room_serve(&r, "a").urgent && stage_window(&r.s, "b").active);
	CHECK_OK(window_raise(r.s.desk, (uint32_t)a, &r.s.e), r.s.e);
	CHECK(!room_serve(&r, "a").urgent); /* it has it now */
	/* Appearing without the wish to be focused. */
	Window shy = room_make(&r, "shy");
	room_set_number(&r, shy, "_NET_WM_USER_TIME", 0);
	XMapWindow(r.x, shy);
	CHECK(room_serve(&r, "shy").id == shy && stage_window(&r.s, "a").active);
	room_close(&r);
}

TEST(wm_brings_back_what_iconifies_itself)
{
	struct room r;

	if (!room_open(&r))
		return;
	Window a = room_make(&r, "a"), b = room_make(&r, "b");
	XMapWindow(r.x, a);
	XMapWindow(r.x, b);
	(void)room_serve(&r, "b");
	XIconifyWindow(r.x, b, DefaultScreen(r.x));
	struct window back = room_serve(&r, "b");
	CHECK(back.id == b && back.iconified == 1);
	CHECK(stage_window(&r.s, "a").active);
	CHECK_EQ_INT(room_number(&r, b, "WM_STATE", 0), NormalState);
	CHECK(room_stack_is(&r, (Window[]){ b, a }, 2));
	room_close(&r);
}

TEST(wm_takes_windows_that_go_and_come_again)
{
	struct room r;

	if (!room_open(&r))
		return;
	Window w = room_make(&r, "w");
	XMapWindow(r.x, w);
	room_state(&r, w, 1, "_NET_WM_STATE_FULLSCREEN");
	(void)room_serve(&r, "w");
	for (int i = 0; i < 3; i++) {
		XUnmapWindow(r.x, w);
		CHECK(room_serve(&r, "w").id == 0);
		CHECK_EQ_INT(room_number(&r, w, "WM_STATE", 0), WithdrawnState);
		XMapWindow(r.x, w);
		CHECK(room_serve(&r, "w").active);
		CHECK(!room_lists(&r, w, "_NET_WM_STATE", "_NET_WM_STATE_FULLSCREEN"));
	}
	room_close(&r);
}
