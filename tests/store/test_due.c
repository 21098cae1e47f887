/* test_due.c - journal lines are owed exactly for what has changed, until they are written. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/check.h"
#include "tests/store/ground.h"

static size_t owed(struct ground *g, struct store_owed **ret_list)
{
	size_t n = 999;

	CHECK_OK(store_owed(g->s, g->a, ret_list, &n, &g->e), g->e);
	return n;
}

TEST(a_line_is_owed_word_for_word_until_the_journal_has_it)
{
	EACH_CASE (driver, ground_drivers) {
		CLEANUP(ground_clear) struct ground g;
		struct store_due line = { "submission_received", "{\"state\":\"w\xc3\xa4\"}" };
		struct store_due stop = { "stopped", "{}" };
		struct store_owed *list = NULL;
		struct store_receipt r;
		if (!CHECK(ground_init(&g, driver)))
			return;
		CHECK_EQ_INT(store_last_op(g.s), 0);
		CHECK_EQ_UINT(owed(&g, &list), 0);
		struct store_submission in = ground_submission(&g, 1, "hund");
		CHECK_OK(store_receive(g.s, &in, &line, &r, &g.e), g.e);
		int64_t first = store_last_op(g.s);
		store_as(g.s, "worker-7");
		CHECK_OK(store_recipe_stop(g.s, "hund", ERR_LOGIN, &stop, &g.e), g.e);
		int64_t second = store_last_op(g.s);
		CHECK(first > 0 && second > first);
		if (!CHECK_EQ_UINT(owed(&g, &list), 2))
			return;
		CHECK_EQ_INT(list[0].op, first);
		CHECK_EQ_STR(list[0].mark, in.mark);
		CHECK_EQ_STR(list[0].kind, line.kind);
		CHECK_EQ_STR(list[0].body, line.body);
		CHECK_EQ_INT(list[1].op, second);
		CHECK_EQ_STR(list[1].mark, "");
		CHECK_EQ_STR(list[0].process, "");
		CHECK_EQ_STR(list[1].process, "worker-7");

		CHECK_OK(store_due_done(g.s, second, &g.e), g.e);
		CHECK_OK(store_due_done(g.s, second, &g.e), g.e);
		CHECK_EQ_UINT(owed(&g, &list), 1);
		CHECK_OK(store_due_done(g.s, first, &g.e), g.e);
		CHECK_EQ_UINT(owed(&g, &list), 0);
	}
}

/* The journal names an op for ever: one that was used up is not given again, even later. */
TEST(an_op_is_never_given_twice)
{
	EACH_CASE (driver, ground_drivers) {
		CLEANUP(ground_clear) struct ground g;
		int64_t last = 0;
		if (!CHECK(ground_init(&g, driver)))
			return;
		int64_t id = ground_job(&g, 1, "hund");
		CHECK_OK(store_acknowledged(g.s, id, &ground_due, &g.e), g.e);
		last = store_last_op(g.s);
		CHECK_OK(store_due_done(g.s, last, &g.e), g.e);
		store_close(g.s);
		g.s = ground_open(&g);
		if (!CHECK(g.s != NULL))
			return;
		CHECK_EQ_INT(store_last_op(g.s), 0);
		CHECK_OK(store_recipe_stop(g.s, "hund", ERR_LOGIN, &ground_due, &g.e), g.e);
		CHECK(store_last_op(g.s) > last);
	}
}

TEST(what_fails_owes_nothing)
{
	CLEANUP(ground_clear) struct ground g;
	struct store_owed *list = NULL;

	if (!CHECK(ground_init(&g, &ground_drivers[0])) ||
	    !CHECK(ground_to(&g, 1, "hund", JOB_RUNNING)))
		return;
	struct store_ticket t = ground_ticket(ground_find(&g, 1));
	CHECK_OK(store_stage_begin(g.s, &t, "a", ground_bytes("i"), &ground_due, &g.e), g.e);
	CHECK(store_last_op(g.s) > 0);
	CHECK_ERR(store_stage_begin(g.s, &t, "a", ground_bytes("i"), &ground_due, &g.e), g.e,
		  ERR_STALE);
	CHECK_EQ_INT(store_last_op(g.s), 0);
	CHECK_EQ_UINT(owed(&g, &list), 1);
}

TEST(a_call_without_a_line_says_so)
{
	CLEANUP(ground_clear) struct ground g;

	if (!CHECK(ground_init(&g, &ground_drivers[0])))
		return;
	int64_t id = ground_job(&g, 1, "hund");
	CHECK_OK(store_recipe_stop(g.s, "hund", ERR_LOGIN, &ground_due, &g.e), g.e);
	CHECK(store_last_op(g.s) > 0);
	CHECK_OK(store_acknowledged(g.s, id, NULL, &g.e), g.e);
	CHECK_EQ_INT(store_last_op(g.s), 0);
}

TEST(two_connections_each_know_their_own)
{
	CLEANUP(ground_clear) struct ground g;
	CLEANUP(store_closep) struct store *other = NULL;

	if (!CHECK(ground_init(&g, &ground_drivers[0])) ||
	    !CHECK((other = ground_open(&g)) != NULL))
		return;
	CHECK_OK(store_recipe_stop(g.s, "hund", ERR_LOGIN, &ground_due, &g.e), g.e);
	int64_t mine = store_last_op(g.s);
	CHECK_OK(store_recipe_stop(other, "katze", ERR_LOGIN, &ground_due, &g.e), g.e);
	CHECK(store_last_op(other) > mine);
	CHECK_EQ_INT(store_last_op(g.s), mine);
}
