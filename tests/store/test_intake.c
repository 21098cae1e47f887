/* test_intake.c - a submission comes in once, with its job, or not at all. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/check.h"
#include "tests/store/ground.h"

TEST(a_new_submission_makes_one_job_with_everything_it_came_with)
{
	EACH_CASE (driver, ground_drivers) {
		CLEANUP(ground_clear) struct ground g;
		if (!CHECK(ground_init(&g, driver)))
			return;
		struct store_submission in = ground_submission(&g, 1, "hund");
		struct store_receipt r = { 0 };
		if (!CHECK_OK(store_receive(g.s, &in, &ground_due, &r, &g.e), g.e))
			return;
		CHECK_EQ_INT(r.fate, STORE_NEW);
		CHECK_EQ_STR(r.mark, in.mark);
		CHECK_EQ_STR(r.first_mark, "");

		struct store_job *job = ground_find(&g, 1);
		if (!CHECK(job != NULL))
			return;
		CHECK_EQ_INT(job->id, r.job);
		CHECK_EQ_INT(job->state, JOB_WAITING);
		CHECK_EQ_INT(job->cause, ERR_NONE);
		CHECK_EQ_STR(job->source, "portal");
		CHECK_EQ_STR(job->recipe, "hund");
		CHECK_EQ_STR(job->recipe_hash, "00ff");
		CHECK_EQ_STR(job->first_mark, "");
		CHECK(ground_same(job->key, "wrapped key 1"));
		CHECK(ground_same(job->external, "sealed id 1"));
		CHECK(ground_same(job->payload, "sealed payload 1"));
		CHECK(ground_same(job->reason, "") && ground_same(job->outcome, ""));
		CHECK(!job->acknowledged && !job->desk_gone);
		CHECK_EQ_UINT(job->n_stages, 0);
		CHECK_EQ_UINT(job->attempts, 0);
	}
}

TEST(the_same_submission_again_changes_nothing)
{
	EACH_CASE (driver, ground_drivers) {
		CLEANUP(ground_clear) struct ground g;
		if (!CHECK(ground_init(&g, driver)))
			return;
		int64_t id = ground_job(&g, 1, "hund");
		struct store_submission again = ground_submission(&g, 1, "katze");
		struct store_receipt r = { 0 };
		again.mark = "AB-OTHER";
		again.payload = ground_bytes("something else");
		CHECK_OK(store_receive(g.s, &again, &ground_due, &r, &g.e), g.e);
		CHECK_EQ_INT(r.fate, STORE_KNOWN);
		CHECK_EQ_INT(r.job, id);
		CHECK_EQ_STR(r.mark, "AB-0000000001");
		CHECK_EQ_INT(store_last_op(g.s), 0); /* nothing is owed for it */

		struct store_job *job = ground_find(&g, 1);
		CHECK(job && ground_same(job->payload, "sealed payload 1"));
		CHECK(job && strcmp(job->recipe, "hund") == 0);

		/* The same id of another source is another submission. */
		again.source = "folder";
		CHECK_OK(store_receive(g.s, &again, NULL, &r, &g.e), g.e);
		CHECK_EQ_INT(r.fate, STORE_NEW);
	}
}

static const struct {
	enum job_state state;
	const char *recipe;
	bool answered, good;
} beginnings[] = {
	{ JOB_WAITING, "hund", false, true },   { JOB_HELD, "", false, true },
	{ JOB_RETURNED, "hund", true, true },   { JOB_RETURNED, "", true, true },
	{ JOB_WAITING, "", false, false },      { JOB_WAITING, "hund", true, false },
	{ JOB_RETURNED, "hund", false, false }, { JOB_HELD, "hund", true, false },
	{ JOB_RUNNING, "hund", false, false },  { JOB_COMMITTING, "hund", false, false },
	{ JOB_ENTERED, "hund", true, false },   { JOB_ANSWERED, "hund", true, false },
	{ JOB_BY_HAND, "hund", true, false },   { JOB_CLOSED, "hund", false, false },
	{ JOB_IN_DOUBT, "hund", false, false }, { JOB_FAILED, "hund", false, false },
};

TEST(a_job_begins_waiting_held_or_returned_with_its_answer)
{
	CLEANUP(ground_clear) struct ground g;
	struct store_answer answer = { "key-1", ground_bytes("sealed answer") };
	unsigned number = 0;

	if (!CHECK(ground_init(&g, &ground_drivers[0])))
		return;
	EACH_CASE (row, beginnings) {
		struct store_submission in = ground_submission(&g, ++number, row->recipe);
		struct store_receipt r = { 0 };
		in.state = row->state;
		answer.idempotency_key = in.mark;
		in.answer = row->answered ? &answer : NULL;
		if (row->good) {
			CHECK_OK(store_receive(g.s, &in, NULL, &r, &g.e), g.e);
			CHECK(ground_is(&g, number, row->state));
			continue;
		}
		CHECK_ERR(store_receive(g.s, &in, NULL, &r, &g.e), g.e, ERR_UNSUPPORTED);
		/* Refused means: not there, so it may come again. */
		in = ground_submission(&g, number, "hund");
		CHECK_OK(store_receive(g.s, &in, NULL, &r, &g.e), g.e);
		CHECK_EQ_INT(r.fate, STORE_NEW);
	}
}

TEST(what_may_come_once_is_held_the_second_time_and_names_the_first)
{
	EACH_CASE (driver, ground_drivers) {
		CLEANUP(ground_clear) struct ground g;
		struct store_due other = { "held", "{}" };
		struct store_receipt r[4] = { 0 };
		struct store_owed *owed = NULL;
		size_t n = 0;

		if (!CHECK(ground_init(&g, driver)))
			return;
		for (unsigned i = 0; i < 4; i++) {
			struct store_submission in =
				ground_submission(&g, i + 1, i == 3 ? "katze" : "hund");
			in.has_once = true;
			in.once_hash[0] = i == 2 ? 8 : 7;
			in.due_another = &other;
			CHECK_OK(store_receive(g.s, &in, &ground_due, &r[i], &g.e), g.e);
		}
		CHECK_EQ_INT(r[0].fate, STORE_NEW);
		CHECK_EQ_INT(r[1].fate, STORE_ANOTHER);
		CHECK_EQ_STR(r[1].first_mark, "AB-0000000001");
		CHECK_EQ_STR(r[1].mark, "AB-0000000002");
		CHECK_EQ_INT(r[2].fate, STORE_NEW); /* another value */
		CHECK_EQ_INT(r[3].fate, STORE_NEW); /* another recipe */
		CHECK(ground_is(&g, 1, JOB_WAITING));
		CHECK(ground_is(&g, 2, JOB_HELD));

		struct store_job *second = ground_find(&g, 2);
		CHECK(second && second->cause == ERR_TWICE);
		CHECK_EQ_STR(second ? second->first_mark : NULL, "AB-0000000001");

		CHECK_OK(store_owed(g.s, g.a, &owed, &n, &g.e), g.e);
		if (CHECK_EQ_UINT(n, 4)) {
			CHECK_EQ_STR(owed[0].kind, ground_due.kind);
			CHECK_EQ_STR(owed[1].kind, "held");
		}
	}
}

TEST(a_third_one_still_names_the_first)
{
	CLEANUP(ground_clear) struct ground g;
	struct store_receipt r = { 0 };

	if (!CHECK(ground_init(&g, &ground_drivers[0])))
		return;
	for (unsigned i = 1; i <= 3; i++) {
		struct store_submission in = ground_submission(&g, i, "hund");
		in.has_once = true;
		CHECK_OK(store_receive(g.s, &in, NULL, &r, &g.e), g.e);
	}
	CHECK_EQ_STR(r.first_mark, "AB-0000000001");
}

TEST(a_mark_is_given_once)
{
	CLEANUP(ground_clear) struct ground g;
	struct store_receipt r;

	if (!CHECK(ground_init(&g, &ground_drivers[0])))
		return;
	(void)ground_job(&g, 1, "hund");
	struct store_submission in = ground_submission(&g, 2, "hund");
	in.mark = "AB-0000000001";
	CHECK_ERR(store_receive(g.s, &in, NULL, &r, &g.e), g.e, ERR_STALE);
	in.mark = "AB-0000000002";
	CHECK_OK(store_receive(g.s, &in, NULL, &r, &g.e), g.e);
}

TEST(acknowledging_twice_is_once)
{
	EACH_CASE (driver, ground_drivers) {
		CLEANUP(ground_clear) struct ground g;
		if (!CHECK(ground_init(&g, driver)))
			return;
		int64_t id = ground_job(&g, 1, "hund");
		CHECK_OK(store_acknowledged(g.s, id, &ground_due, &g.e), g.e);
		CHECK(store_last_op(g.s) > 0);
		struct store_job *job = ground_find(&g, 1);
		CHECK(job && job->acknowledged);
		CHECK_OK(store_acknowledged(g.s, id, &ground_due, &g.e), g.e);
		CHECK_EQ_INT(store_last_op(g.s), 0);
	}
}
