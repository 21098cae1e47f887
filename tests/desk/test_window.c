/* test_window.c - placement, focus and titles as the desk's window manager keeps them. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/desk/stage.h"

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
