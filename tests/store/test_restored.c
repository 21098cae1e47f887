/* test_restored.c - what a store learns that is older than its journal, and what it gives out. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/store/restored.h"

#include <string.h>
#include "tests/check.h"
#include "tests/store/ground.h"

static const uint8_t external[STORE_HASH_BYTES] = { 7 };

static bool take(struct ground *g, enum restored_tells tells, const char *mark, const char *stage)
{
	const struct restored_line line = { .tells = tells,
					    .mark = mark,
					    .kind = "kind",
					    .t_ms = 1000,
					    .source = "portal",
					    .external_hash = external,
					    .stage = stage };

	return CHECK_OK(restored_take(g->s, &line, &g->e), g->e);
}

static bool begin(struct ground *g)
{
	return CHECK(ground_init(g, &ground_drivers[0])) &&
	       CHECK_OK(restored_begin(g->s, &g->e), g->e);
}

static bool end(struct ground *g, enum restored_pause pause, int64_t op)
{
	const struct restored_end how = {
		.done = true, .op = op, .pause = pause, .due = &ground_due
	};

	return CHECK_OK(restored_end(g->s, &how, &g->e), g->e);
}

/* What a store has of a job, what the journal tells of it, and where it is then. */
static const struct {
	enum job_state before;
	const char *begun[3]; /* "-anmelden": did not happen after all */
	bool decided;
	enum job_state after;
} rows[] = {
	{ JOB_WAITING, { NULL }, false, JOB_WAITING },
	{ JOB_WAITING, { "eins" }, false, JOB_COMMITTING },
	{ JOB_WAITING, { "eins", "-eins" }, false, JOB_WAITING },
	{ JOB_WAITING, { "eins", "-eins", "eins" }, false, JOB_COMMITTING },
	{ JOB_WAITING, { "eins", "zwei" }, false, JOB_IN_DOUBT },
	{ JOB_WAITING, { NULL }, true, JOB_HELD },
	{ JOB_WAITING, { "eins" }, true, JOB_IN_DOUBT },
	{ JOB_RUNNING, { "eins" }, false, JOB_COMMITTING },
	{ JOB_RUNNING, { NULL }, false, JOB_RUNNING },
	{ JOB_HELD, { "eins" }, false, JOB_IN_DOUBT },
	{ JOB_FAILED, { "eins" }, false, JOB_IN_DOUBT },
	{ JOB_COMMITTING, { NULL }, false, JOB_COMMITTING },
	{ JOB_COMMITTING, { "zwei" }, false, JOB_IN_DOUBT },
	{ JOB_CLOSED, { NULL }, true, JOB_CLOSED },
	{ JOB_ENTERED, { NULL }, true, JOB_ENTERED },
};

TEST(jobs_are_put_where_the_journal_says_they_are)
{
	EACH_CASE (row, rows) {
		CLEANUP(ground_clear) struct ground g;
		if (!CHECK(ground_init(&g, &ground_drivers[0])) ||
		    !ground_to(&g, 1, "hund", row->before) ||
		    !CHECK_OK(restored_begin(g.s, &g.e), g.e))
			return;
		for (int i = 0; i < 3 && row->begun[i]; i++) {
			bool is_void = *row->begun[i] == '-';
			take(&g, is_void ? RESTORED_VOID : RESTORED_BEGUN, "AB-0000000001",
			     row->begun[i] + is_void);
		}
		if (row->decided)
			take(&g, RESTORED_DECIDED, "AB-0000000001", "");
		end(&g, RESTORED_PAUSE_OLDER, 50);
		if (!CHECK(ground_is(&g, 1, row->after)))
			printf("\trow %zu\n", (size_t)(row - rows));
	}
}

TEST(what_waits_is_not_claimed_and_what_was_begun_is)
{
	CLEANUP(ground_clear) struct ground g;
	struct restored_state state;

	if (!CHECK(ground_init(&g, &ground_drivers[0])))
		return;
	(void)ground_job(&g, 1, "hund");
	(void)ground_job(&g, 2, "hund");
	CHECK_OK(restored_begin(g.s, &g.e), g.e);
	take(&g, RESTORED_BEGUN, "AB-0000000002", "eins");
	end(&g, RESTORED_PAUSE_OLDER, 50);
	CHECK_OK(restored_state(g.s, &state, &g.e), g.e);
	CHECK(state.paused && !state.whole);
	struct store_job *job = ground_claim(&g, "w");
	if (CHECK(job != NULL)) {
		CHECK_EQ_INT(job->id, 2);
		CHECK(job->n_stages == 1 && job->stages[0].intent.len == 0 &&
		      !job->stages[0].proven && !job->stages[0].again && job->desk_gone);
		const struct store_ticket t = ground_ticket(job);
		CHECK_OK(store_stage_prove(g.s, &t, "eins", ground_bytes("v"), NULL, &g.e), g.e);
		CHECK_OK(store_desk_gone(g.s, &t, &ground_death, NULL, &g.e), g.e);
	}
	CHECK(ground_claim(&g, "w") == NULL);
	CHECK_OK(restored_begin(g.s, &g.e), g.e);
	end(&g, RESTORED_PAUSE_OVER, 0);
	CHECK(ground_claim(&g, "w") != NULL);
}

TEST(nothing_is_claimed_where_nobody_knows_what_was_begun)
{
	CLEANUP(ground_clear) struct ground g;

	if (!CHECK(ground_init(&g, &ground_drivers[0])) ||
	    !ground_to(&g, 1, "hund", JOB_COMMITTING))
		return;
	struct store_job *job = ground_find(&g, 1);
	const struct store_ticket t = ground_ticket(job);
	CHECK_OK(store_desk_gone(g.s, &t, &ground_death, NULL, &g.e), g.e);
	CHECK_OK(restored_begin(g.s, &g.e), g.e);
	end(&g, RESTORED_PAUSE_WHOLE, 0);
	CHECK(ground_claim(&g, "w") == NULL);
	CHECK_OK(restored_begin(g.s, &g.e), g.e);
	end(&g, RESTORED_PAUSE_OLDER, 0); /* what is known meanwhile does not make it less */
	CHECK(ground_claim(&g, "w") == NULL);
	CHECK_OK(restored_begin(g.s, &g.e), g.e);
	end(&g, RESTORED_PAUSE_OVER, 0);
	CHECK(ground_claim(&g, "w") != NULL);
	CHECK_OK(restored_begin(g.s, &g.e), g.e);
	const struct restored_end again = { .done = true, .pause = RESTORED_PAUSE_OVER };
	CHECK_ERR(restored_end(g.s, &again, &g.e), g.e, ERR_UNSUPPORTED);
}

TEST(what_is_lost_comes_back_under_its_mark_with_what_it_had_begun)
{
	CLEANUP(ground_clear) struct ground g;
	struct restored_lost *list, lost;
	size_t n;

	if (!begin(&g))
		return;
	take(&g, RESTORED_RECEIVED, "AB-0000000009", "");
	take(&g, RESTORED_BEGUN, "AB-0000000009", "eins");
	take(&g, RESTORED_BEGUN, "AB-0000000008", "eins"); /* of nobody's reception */
	end(&g, RESTORED_PAUSE_OLDER, 50);
	CHECK_OK(restored_list(g.s, g.a, &list, &n, &g.e), g.e);
	CHECK(n == 1 && list[0].begun == 1 && list[0].received_ms == 1000);
	CHECK_OK(restored_find(g.s, "portal", external, g.a, &lost, &g.e), g.e);
	CHECK_EQ_STR(lost.mark, "AB-0000000009");
	CHECK_OK(restored_find(g.s, "other", external, g.a, &lost, &g.e), g.e);
	CHECK_EQ_STR(lost.mark, "");
	struct store_submission in = ground_submission(&g, 9, "hund");
	struct store_receipt receipt;
	memcpy(in.external_hash, external, sizeof external);
	CHECK_OK(store_receive(g.s, &in, NULL, &receipt, &g.e), g.e);
	CHECK(ground_is(&g, 9, JOB_COMMITTING));
	CHECK_OK(restored_list(g.s, g.a, &list, &n, &g.e), g.e);
	CHECK_EQ_UINT(n, 0);
}

TEST(ops_of_the_journal_are_never_given_again)
{
	static const int64_t ops[] = { 50, 20 };
	CLEANUP(ground_clear) struct ground g;
	int64_t op;

	if (!CHECK(ground_init(&g, &ground_drivers[0])))
		return;
	EACH_CASE (reached, ops) {
		CHECK_OK(restored_begin(g.s, &g.e), g.e);
		end(&g, RESTORED_PAUSE_OLDER, *reached);
		CHECK_OK(store_op(g.s, &op, &g.e), g.e);
		CHECK(op > 50);
		CHECK_EQ_INT(store_last_op(g.s), op);
		CHECK_OK(store_due_done(g.s, op, &g.e), g.e); /* its row would keep it */
	}
}

TEST(what_is_not_done_leaves_nothing)
{
	CLEANUP(ground_clear) struct ground g;
	const struct restored_end undone = { .op = 50, .pause = RESTORED_PAUSE_OLDER };
	struct restored_state state;
	struct restored_lost *list;
	size_t n;

	if (!begin(&g))
		return;
	take(&g, RESTORED_RECEIVED, "AB-0000000009", "");
	CHECK(!restored_end(g.s, &undone, &g.e));
	CHECK_OK(restored_state(g.s, &state, &g.e), g.e);
	CHECK_OK(restored_list(g.s, g.a, &list, &n, &g.e), g.e);
	CHECK(!state.paused && n == 0);
}
