/* test_stack.c - dialogs stand above their parents, whoever is raised. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/desk/room.h"

TEST(wm_stacks_chains_of_dialogs)
{
	struct room r;

	if (!room_open(&r))
		return;
	Window a = room_make(&r, "a"), b = room_make(&r, "b"), c = room_make(&r, "c"),
	       other = room_make(&r, "other");
	XSetTransientForHint(r.x, b, a);
	XSetTransientForHint(r.x, c, b);
	room_set_atom(&r, c, "_NET_WM_STATE", "_NET_WM_STATE_MODAL");
	XMapWindow(r.x, a);
	XMapWindow(r.x, other);
	XMapWindow(r.x, b);
	XMapWindow(r.x, c);
	CHECK(room_stack_is(&r, (Window[]){ other, a, b, c }, 4));
	CHECK(room_serve(&r, "c").active);
	/* Whoever is raised, by whom: the chain stays, the modal one keeps the keyboard. */
	XRaiseWindow(r.x, a);
	CHECK(room_stack_is(&r, (Window[]){ other, a, b, c }, 4));
	CHECK_OK(window_raise(r.s.desk, (uint32_t)a, &r.s.e), r.s.e);
	CHECK(room_stack_is(&r, (Window[]){ other, a, b, c }, 4));
	CHECK(room_focus_of(&r) == c && room_serve(&r, "c").active);
	CHECK_OK(window_raise(r.s.desk, (uint32_t)other, &r.s.e), r.s.e);
	CHECK(room_stack_is(&r, (Window[]){ a, b, c, other }, 4));
	CHECK(room_focus_of(&r) == other);
	XLowerWindow(r.x, other);
	CHECK(room_stack_is(&r, (Window[]){ other, a, b, c }, 4));
	CHECK_OK(window_raise(r.s.desk, (uint32_t)b, &r.s.e), r.s.e);
	CHECK(room_serve(&r, "c").active);
	XUnmapWindow(r.x, c);
	CHECK(room_serve(&r, "b").active);
	CHECK(room_stack_is(&r, (Window[]){ other, a, b }, 3));
	room_close(&r);
}

TEST(wm_keeps_dialogs_of_a_group_above_it)
{
	struct room r;
	XWMHints hints = { .flags = WindowGroupHint | InputHint, .input = True };

	if (!room_open(&r))
		return;
	Window a = room_make(&r, "a"), b = room_make(&r, "b"), ask = room_make(&r, "ask"),
	       other = room_make(&r, "other");
	hints.window_group = a;
	XSetWMHints(r.x, a, &hints);
	XSetWMHints(r.x, b, &hints);
	XSetWMHints(r.x, ask, &hints);
	hints.window_group = other;
	XSetWMHints(r.x, other, &hints);
	XSetTransientForHint(r.x, ask, r.root);
	room_set_atom(&r, ask, "_NET_WM_STATE", "_NET_WM_STATE_MODAL");
	XMapWindow(r.x, a);
	XMapWindow(r.x, ask);
	XMapWindow(r.x, b);
	CHECK(room_stack_is(&r, (Window[]){ a, b, ask }, 3));
	CHECK(room_serve(&r, "ask").active);
	CHECK_EQ_INT(stage_window(&r.s, "ask").area.x, 300); /* in the middle of the screen */
	XMapWindow(r.x, other);
	CHECK(room_serve(&r, "other").active); /* another group's dialog does not concern it */
	room_close(&r);
}

TEST(wm_survives_a_loop_of_parents)
{
	struct room r;

	if (!room_open(&r))
		return;
	Window a = room_make(&r, "a"), b = room_make(&r, "b");
	XSetTransientForHint(r.x, a, b);
	XSetTransientForHint(r.x, b, a);
	XMapWindow(r.x, a);
	XMapWindow(r.x, b);
	CHECK(room_serve(&r, "b").active);
	CHECK_OK(window_raise(r.s.desk, (uint32_t)a, &r.s.e), r.s.e);
	CHECK(room_serve(&r, "a").active);
	room_close(&r);
}
