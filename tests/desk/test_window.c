/* test_window.c - placement, focus and titles as the desk's window manager keeps them. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/desk/room.h"

TEST(window_first_is_in_the_corner_and_active)
{
	struct stage s;

	if (!stage_form(&s, NULL, NULL))
		return;
	struct window w = stage_window(&s, "form");
	CHECK_EQ_INT(w.area.x, 0);
	CHECK_EQ_INT(w.area.y, 0);
	CHECK(w.active && !w.modal && !w.popup && w.parent_id == 0);
	stage_close(&s);
}

TEST(window_list_has_titles_and_class)
{
	struct stage s;
	struct arena *a = arena_new();
	struct window *list;
	size_t n = 0;

	if (!stage_form(&s, NULL, NULL))
		return;
	CHECK_OK(window_list(s.desk, a, &list, &n, &s.e), s.e);
	if (CHECK_EQ_UINT(n, 1)) {
		CHECK_EQ_STR(list[0].title, "form");
		CHECK_EQ_STR(list[0].cls, "Form");
	}
	arena_free(a);
	stage_close(&s);
}

TEST(window_dialog_sits_over_its_parent_and_keeps_the_focus)
{
	struct stage s;
	struct err e = { 0 };

	if (!stage_form(&s, NULL, NULL))
		return;
	stage_key(&s, "F3");
	if (!stage_await(&s, "question"))
		return;
	struct window parent = stage_window(&s, "form"), dialog = stage_window(&s, "question");
	CHECK_EQ_UINT(dialog.parent_id, parent.id);
	CHECK(dialog.modal && dialog.active && !parent.active);
	CHECK(abs(dialog.area.x - (parent.area.w - dialog.area.w) / 2) <= 1);
	CHECK_OK(window_raise(s.desk, parent.id, &e), e);
	CHECK(stage_window(&s, "question").active);
	CHECK_OK(input_click(s.desk, parent.area.x + 5, parent.area.y + 5, 1, 1, &e), e);
	CHECK(stage_window(&s, "question").active);
	stage_key(&s, "Escape");
	CHECK(stage_await(&s, "form"));
	CHECK(stage_window(&s, "question").id == 0);
	stage_close(&s);
}

TEST(window_that_closes_does_not_hold_up_the_barrier)
{
	struct stage s;

	if (!stage_form(&s, NULL, NULL))
		return;
	stage_key(&s, "F3");
	if (!stage_await(&s, "question"))
		return;
	stage_key(&s, "Escape");
	struct deadline limit = deadline_in(STAGE_MS);
	CHECK_OK(desk_barrier(s.desk, limit, &s.e), s.e);
	CHECK(deadline_left_ms(limit) > STAGE_MS / 2);
	/* One barrier proves that Escape was taken, not that all it brings about is done. */
	CHECK(stage_await(&s, "form"));
	CHECK(stage_window(&s, "question").id == 0);
	stage_close(&s);
}

TEST(window_title_change_is_an_event)
{
	struct stage s;

	if (!stage_form(&s, NULL, NULL))
		return;
	stage_key(&s, "F4");
	CHECK(stage_await(&s, "renamed"));
	CHECK_EQ_UINT(stage_window(&s, "form").id, 0);
	stage_close(&s);
}

TEST(window_close_ends_the_form)
{
	struct stage s;

	if (!stage_form(&s, NULL, NULL))
		return;
	CHECK_OK(window_close(s.desk, stage_window(&s, "form").id, &s.e), s.e);
	stage_ended(&s);
	CHECK_EQ_INT(desk_app(s.desk), DESK_APP_EXITED);
	CHECK_EQ_UINT(stage_window(&s, "form").id, 0);
	stage_close(&s);
}

TEST(window_raise_refuses_a_stranger)
{
	struct stage s;

	if (!stage_open(&s))
		return;
	CHECK_ERR(window_raise(s.desk, 0x7fffff, &s.e), s.e, ERR_NOT_FOUND);
	CHECK_OK(window_close(s.desk, 0x7fffff, &s.e), s.e);
	stage_close(&s);
}

TEST(windows_are_found_by_each_of_their_marks_and_never_guessed)
{
	struct room r;
	struct window found = { 0 };
	XClassHint hint = { (char *)"name", (char *)"Klasse" };

	if (!room_open(&r))
		return;
	Window a = room_make(&r, "Hund 1"), b = room_make(&r, "Hund 2");
	XSetClassHint(r.x, a, &hint);
	XChangeProperty(r.x, b, XInternAtom(r.x, "WM_WINDOW_ROLE", False), XA_STRING, 8,
			PropModeReplace, (const unsigned char *)"frage", 5);
	room_set_number(&r, b, "_NET_WM_PID", 1); /* a lie; the server knows better */
	XMapWindow(r.x, a);
	XMapWindow(r.x, b);
	(void)room_serve(&r, "Hund 1");
	struct {
		struct window_pattern pattern;
		Window want;
	} table[] = {
		{ { .title = "*1" }, a },
		{ { .cls = "Klasse" }, a },
		{ { .role = "frage" }, b },
		{ { .title = "Hund ?", .role = "frage", .pid = getpid() }, b },
	};
	EACH_CASE (row, table) {
		CHECK_OK(window_find(r.s.desk, r.a, &row->pattern, &found, &r.s.e), r.s.e);
		CHECK_EQ_UINT(found.id, row->want);
	}
	struct window_pattern many = { .title = "Hund*" }, none = { .cls = "klasse" },
			      liar = { .pid = 1 };
	CHECK(!window_find(r.s.desk, r.a, &many, &found, &r.s.e));
	CHECK_EQ_INT(r.s.e.code, ERR_AMBIGUOUS);
	CHECK_HAS_STR(r.s.e.msg, "'Hund 2'");
	err_clear(&r.s.e);
	CHECK_ERR(window_find(r.s.desk, r.a, &none, &found, &r.s.e), r.s.e, ERR_NOT_FOUND);
	CHECK_ERR(window_find(r.s.desk, r.a, &liar, &found, &r.s.e), r.s.e, ERR_NOT_FOUND);
	room_close(&r);
}
