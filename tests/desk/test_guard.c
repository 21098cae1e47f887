/* test_guard.c - what hostile programs do is named before input goes to the wrong place. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/desk/guard.h"
#include "tests/desk/stage.h"

/* What is tried after the act. */
enum attempt { KEYS, CLICK, AIM, BARRIER, SETTLE };

/* BRIEF_MS: of a question that must fail; long against an idle program's answer. */
enum { BRIEF_MS = 700 };

/* hostile() - a desk with the target window of fixture_hostile in @mode, ready for input. */
static bool hostile(struct stage *s, const char *mode)
{
	const char *build = getenv("AMTSBOTE_BUILD_DIR");
	char program[4096];

	if (!stage_open(s) || !CHECK(build != NULL) ||
	    !CHECK(fmt_into(program, sizeof program, "%s/tests/fixture/fixture_hostile", build)))
		return false;
	const char *argv[] = { program, mode, NULL };
	return CHECK_OK(desk_launch(s->desk, argv, NULL, &s->e), s->e) && stage_await(s, "Ziel") &&
	       CHECK_OK(desk_settle(s->desk, DESK_QUIET_MS, deadline_in(STAGE_MS), &s->e), s->e);
}

/* await_done() - until the program says that it has acted, wherever the focus is now. */
static bool await_done(struct stage *s)
{
	struct deadline limit = deadline_in(STAGE_MS);
	unsigned seen = 0;

	while (stage_window(s, "getan").id == 0) {
		if (!CHECK_OK(desk_wait(s->desk, limit, &seen, &s->e), s->e) ||
		    !CHECK(!(seen & DESK_TIMEOUT)))
			return false;
	}
	return true;
}

static bool attempt(struct stage *s, enum attempt what)
{
	struct window w = stage_window(s, "getan");

	switch (what) {
	case KEYS: return input_type(s->desk, "geheim", &s->e);
	case CLICK: return input_click(s->desk, 100, 100, 1, 1, &s->e);
	case AIM: return guard_aim(s->desk, w.id, 100, 100, &s->e);
	case BARRIER: return desk_barrier(s->desk, deadline_in(BRIEF_MS), &s->e);
	case SETTLE: return desk_settle(s->desk, DESK_QUIET_MS, deadline_in(BRIEF_MS), &s->e);
	}
	return false;
}

TEST(guard_names_what_hostile_programs_do)
{
	static const struct {
		const char *mode;
		enum attempt attempt;
		enum err_code code;
		const char *says;
	} table[] = {
		{ "grab-keyboard", KEYS, ERR_MISBEHAVED,
		  "holds the keyboard, and no menu is open" },
		{ "grab-pointer", CLICK, ERR_MISBEHAVED, "holds the pointer, and no menu is open" },
		{ "steal", KEYS, ERR_MISBEHAVED, "took the keyboard from window 'getan'" },
		{ "steal", BARRIER, ERR_MISBEHAVED, "window 'Dieb'" },
		{ "many", KEYS, ERR_MISBEHAVED, "more than 32 windows" },
		{ "resize", CLICK, ERR_MISBEHAVED, "resized from 800x600 to 640x480" },
		{ "cover", CLICK, ERR_MISBEHAVED, "'Deckel'" },
		{ "cover", AIM, ERR_MISMATCH, "covers window 'getan'" },
		{ "cover-self", AIM, ERR_MISMATCH, "covers window 'getan'" },
		{ "replace-wm", KEYS, ERR_MISBEHAVED, "made itself window manager" },
		{ "flood-damage", SETTLE, ERR_HUNG, "does not rest: 100x" },
		{ "deaf", BARRIER, ERR_HUNG, "its process waits for something else" },
		{ "stop", BARRIER, ERR_HUNG, "its process was stopped" },
		{ "compute", BARRIER, ERR_HUNG, "its process computes" },
	};

	EACH_CASE (row, table) {
		struct stage s;
		if (!hostile(&s, row->mode) || !stage_key(&s, "F2") || !await_done(&s))
			return;
		bool passed = attempt(&s, row->attempt);
		CHECK(!passed);
		CHECK_EQ_INT(s.e.code, row->code);
		CHECK_HAS_STR(s.e.msg, row->says);
		stage_close(&s);
	}
}

TEST(guard_gives_the_keyboard_back_after_a_theft)
{
	struct stage s;

	if (!hostile(&s, "steal") || !stage_key(&s, "F2") || !await_done(&s))
		return;
	CHECK_ERR(input_type(s.desk, "a", &s.e), s.e, ERR_MISBEHAVED);
	CHECK_OK(input_type(s.desk, "a", &s.e), s.e);
	CHECK(stage_window(&s, "getan").active);
	stage_close(&s);
}

TEST(guard_gives_in_to_no_thief_that_insists)
{
	struct stage s;

	if (!hostile(&s, "insist") || !stage_key(&s, "F2") || !await_done(&s))
		return;
	/* It may take the focus again before one of our questions or after it, but not unseen. */
	struct deadline limit = deadline_in(STAGE_MS);
	int named = 0;
	while (named < 3 && CHECK(!deadline_over(limit))) {
		if (input_key(s.desk, "Tab", &s.e))
			continue;
		named++;
		CHECK_EQ_INT(s.e.code, ERR_MISBEHAVED);
		CHECK_HAS_STR(s.e.msg, "took the keyboard");
		err_clear(&s.e);
	}
	stage_close(&s);
}

TEST(guard_notices_a_flood_of_properties)
{
	struct stage s;
	struct deadline limit = deadline_in(STAGE_MS);
	unsigned seen;

	if (!hostile(&s, "flood-properties") || !stage_key(&s, "F2") || !await_done(&s))
		return;
	while (input_key(s.desk, "Tab", &s.e) && !deadline_over(limit))
		CHECK_OK(desk_wait(s.desk, deadline_in(100), &seen, &s.e), s.e);
	CHECK_EQ_INT(s.e.code, ERR_MISBEHAVED);
	CHECK_HAS_STR(s.e.msg, "changed its properties");
	stage_close(&s);
}

TEST(guard_tells_a_cut_connection_from_a_dead_server)
{
	struct stage s;
	unsigned seen;

	if (!hostile(&s, "kill-agent"))
		return;
	/* Whichever asks the server first is told. */
	bool good = input_key(s.desk, "F2", &s.e);
	while (good && desk_wait(s.desk, deadline_in(STAGE_MS), &seen, &s.e) &&
	       !(seen & DESK_TIMEOUT))
		;
	CHECK_EQ_INT(s.e.code, ERR_DISPLAY);
	CHECK_HAS_STR(s.e.msg, "cut by another program; the server runs on");
	err_clear(&s.e);
	CHECK_ERR(input_type(s.desk, "a", &s.e), s.e, ERR_DISPLAY);
	stage_close(&s);
}

TEST(guard_lets_harmless_programs_pass)
{
	struct stage s;

	if (!hostile(&s, "late"))
		return;
	struct window w = stage_window(&s, "Ziel");
	CHECK_OK(input_type(s.desk, "a", &s.e), s.e);
	CHECK_OK(input_click(s.desk, 100, 100, 1, 1, &s.e), s.e);
	CHECK_OK(guard_aim(s.desk, w.id, 100, 100, &s.e), s.e);
	CHECK_ERR(guard_aim(s.desk, w.id, 700, 500, &s.e), s.e, ERR_MISMATCH);
	CHECK_OK(desk_barrier(s.desk, deadline_in(STAGE_MS), &s.e), s.e);
	stage_close(&s);
}

TEST(a_border_is_no_answer_while_the_rest_is_blank)
{
	for (int round = 0; round < 5; round++) {
		struct stage s;
		const struct img *frame;
		if (!hostile(&s, "border"))
			return;
		struct window w = stage_window(&s, "Ziel");
		CHECK_OK(desk_barrier(s.desk, deadline_in(STAGE_MS), &s.e), s.e);
		CHECK(stage_key(&s, "F2"));
		CHECK_OK(desk_barrier(s.desk, deadline_in(STAGE_MS), &s.e), s.e);
		CHECK_OK(desk_frame(s.desk, &frame, &s.e), s.e);
		CHECK_EQ_UINT(img_at(frame, w.area.x + 5, w.area.y + 5), 0); /* the dot */
		stage_close(&s);
	}
}

TEST(answers_are_told_apart)
{
	static const struct {
		const char *mode;
		enum desk_answer_kind kind;
		const char *says;
	} table[] = {
		{ "late", DESK_LATE, "answered after" },
		{ "stop", DESK_SILENT, "does not answer; its process was stopped" },
		{ "crash", DESK_ENDED, "ended by signal 6 (SIGABRT)" },
		{ "end", DESK_ENDED, "ended with status 3" },
		{ "close", DESK_CLOSED, "closed; the application lives" },
		{ "close-all", DESK_CLOSED, "closed; the application lives" },
	};

	EACH_CASE (row, table) {
		struct desk_answer answer = { 0 };
		struct stage s;
		if (!hostile(&s, row->mode))
			return;
		uint32_t id = stage_window(&s, "Ziel").id;
		CHECK_OK(desk_ask(s.desk, id, deadline_in(STAGE_MS), &answer, &s.e), s.e);
		CHECK(answer.kind == DESK_ANSWERED || answer.kind == DESK_LATE);
		stage_key(&s, "F2");
		int limit_ms = row->kind == DESK_SILENT ? BRIEF_MS : STAGE_MS;
		CHECK_OK(desk_ask(s.desk, id, deadline_in(limit_ms), &answer, &s.e), s.e);
		CHECK_EQ_INT(answer.kind, row->kind);
		CHECK_HAS_STR(answer.said, row->says);
		stage_close(&s);
	}
}
