/* test_input.c - chords, clicks, released keys, and the fault points that falsify them. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/desk/stage.h"

TEST(input_faults_first)
{
	/* Each strikes the second time only: the other tests of this file see right behaviour. */
	setenv("AMTSBOTE_FAULT", "type-other:2,paste-other:2,click-elsewhere:2", 1);
#ifndef AMTSBOTE_FAULTS
	SKIP("built without fault points");
#else
	struct stage s;
	char *got;

	if (!stage_form(&s, NULL, NULL))
		return;
	CHECK_OK(input_type(s.desk, "abc", &s.e), s.e);
	CHECK_OK(input_type(s.desk, "abc", &s.e), s.e);
	got = stage_text(&s); /* presses F2 and F4 */
	CHECK_EQ_STR(got, "abcabx");
	free(got);
	CHECK_OK(input_offer(s.desk, "ß1", &s.e), s.e);
	CHECK_OK(input_offer(s.desk, "ß1", &s.e), s.e);
	stage_key(&s, "shift+Insert");
	CHECK_OK(desk_settle(s.desk, DESK_QUIET_MS, deadline_in(STAGE_MS), &s.e), s.e);
	/* The second click falls into the field below, and so does what is typed then. */
	CHECK_OK(input_click(s.desk, 480, 22, 1, 1, &s.e), s.e);
	CHECK_OK(input_click(s.desk, 480, 22, 1, 1, &s.e), s.e);
	CHECK_OK(input_type(s.desk, "nicht hier", &s.e), s.e);
	got = stage_text(&s);
	CHECK_EQ_STR(got, "abcabxßx");
	free(got);
	stage_close(&s);
#endif
}

TEST(input_knows_its_chords)
{
	static const struct {
		const char *chord;
		bool known;
	} table[] = {
		{ "Tab", true },
		{ "ctrl+s", true },
		{ "shift+End", true },
		{ "F3", true },
		{ "ctrl+shift+F12", true },
		{ "alt+a", true },
		{ "super+e", true },
		{ "altgr+q", true },
		{ "ctrl+plus", true },
		{ "adiaeresis", true },
		{ "Page_Down", true },
		{ "", false },
		{ "ctrl+", false },
		{ "+s", false },
		{ "strg+s", false },
		{ "Shift_L", false },
		{ "ctrl", false },
		{ "F13", false },
		{ "hyper+a", false },
		{ "Num_Lock", false },
		{ "ctrl++", false },
		{ "noSuchKey", false },
		{ "ctrl+alt+BackSpaceBackSpaceBackSpace", false },
	};

	EACH_CASE (row, table)
		CHECK_EQ_INT(input_key_known(row->chord), row->known);
}

TEST(input_sends_chords_and_clicks)
{
	struct stage s;
	char *got;

	if (!stage_form(&s, NULL, NULL))
		return;
	CHECK_ERR(input_key(s.desk, "strg+s", &s.e), s.e, ERR_RECIPE);
	CHECK_OK(input_type(s.desk, "weg", &s.e), s.e);
	stage_key(&s, "shift+Home");
	stage_key(&s, "Delete");
	CHECK_OK(input_type(s.desk, "eins zwei", &s.e), s.e);
	struct window w = stage_window(&s, "form");
	/* A double click marks a word, here the first: the field begins at 100 px. */
	CHECK_OK(input_click(s.desk, w.area.x + 120, w.area.y + 22, 1, 2, &s.e), s.e);
	CHECK_OK(input_type(s.desk, "drei", &s.e), s.e);
	got = stage_text(&s);
	CHECK_EQ_STR(got, "drei zwei");
	free(got);
	CHECK(input_release_all(s.desk));
	stage_close(&s);
}
