/* test_focus.c - the keyboard goes where ICCCM and a modal dialog want it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/desk/room.h"

/* took_focus() - was @w asked by WM_TAKE_FOCUS? */
static bool asked_to_take(struct room *r, Window w)
{
	XEvent event;

	return XCheckTypedWindowEvent(r->x, w, ClientMessage, &event) &&
	       (Atom)event.xclient.data.l[0] == XInternAtom(r->x, "WM_TAKE_FOCUS", False) &&
	       event.xclient.data.l[1] != CurrentTime;
}

TEST(wm_gives_the_focus_as_each_input_model_wants_it)
{
	static const struct {
		bool input, takes, given, asked;
	} table[] = {
		{ true, false, true, false }, /* passive */
		{ true, true, true, true },   /* locally active */
		{ false, true, false, true }, /* globally active */
		{ false, false, false, false },
	};

	EACH_CASE (row, table) {
		struct room r;
		if (!room_open(&r))
			return;
		XWMHints hints = { .flags = InputHint, .input = row->input };
		Atom take = XInternAtom(r.x, "WM_TAKE_FOCUS", False);
		Window first = room_make(&r, "first"), w = room_make(&r, "w");
		XMapWindow(r.x, first);
		(void)room_serve(&r, "first");
		XSetWMHints(r.x, w, &hints);
		if (row->takes)
			XSetWMProtocols(r.x, w, &take, 1);
		XMapWindow(r.x, w);
		(void)room_serve(&r, "w");
		CHECK_EQ_UINT(room_focus_of(&r), row->given ? w : first);
		CHECK(asked_to_take(&r, w) == row->asked);
		struct err e = { 0 };
		bool typed = input_key(r.s.desk, "Tab", &e);
		if (row->given || !row->asked) {
			CHECK(typed);
		} else { /* it never takes it, so nothing is typed into the other one */
			CHECK_EQ_INT(e.code, ERR_HUNG);
			CHECK_HAS_STR(e.msg, "does not take the keyboard");
		}
		room_close(&r);
	}
}

TEST(wm_follows_a_program_that_moves_its_own_focus)
{
	struct room r;

	if (!room_open(&r))
		return;
	Window a = room_make(&r, "a"), b = room_make(&r, "b");
	XMapWindow(r.x, a);
	XMapWindow(r.x, b);
	CHECK(room_serve(&r, "b").active);
	XSetInputFocus(r.x, a, RevertToParent, CurrentTime);
	CHECK(room_serve(&r, "a").active);
	CHECK_OK(input_key(r.s.desk, "Tab", &r.s.e), r.s.e);
	room_close(&r);
}

TEST(wm_gives_the_focus_back_to_a_modal_dialog)
{
	struct room r;

	if (!room_open(&r))
		return;
	Window a = room_make(&r, "a"), b = room_make(&r, "b");
	XSetTransientForHint(r.x, b, a);
	room_set_atom(&r, b, "_NET_WM_STATE", "_NET_WM_STATE_MODAL");
	XMapWindow(r.x, a);
	XMapWindow(r.x, b);
	CHECK(room_serve(&r, "b").active);
	XSetInputFocus(r.x, a, RevertToParent, CurrentTime);
	CHECK(room_serve(&r, "b").active);
	CHECK_EQ_UINT(room_focus_of(&r), b);
	room_close(&r);
}
