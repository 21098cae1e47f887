/* test_decision.c - how claims end and what persons decide: legal, compared, complete. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/clock.h"
#include "tests/check.h"
#include "tests/store/ground.h"

static const struct store_bytes none = { 0 };

/* go() - try to move job @number, which is @from, to @to, by its claim or as a person. */
static bool go(struct ground *g, unsigned number, enum job_state from, enum job_state to)
{
	struct store_job *job = ground_find(g, number);
	struct store_answer answer = { arena_printf(g->a, "go-%u", number), ground_bytes("x") };
	struct store_answer *with = job_has_outcome(to) ? &answer : NULL;

	if (!job)
		return false;
	if (from == JOB_RUNNING || from == JOB_COMMITTING) {
		struct store_ticket t = ground_ticket(job);
		struct store_end end = { .from = from, .to = to, .answer = with };
		return store_end(g->s, &t, &end, &ground_due, &g->e);
	}
	struct store_decision d = { .from = from, .to = to, .void_stages = true, .answer = with };
	return store_decide(g->s, job->id, &d, &ground_due, &g->e);
}

/* may() - what the table allows, without what only a claim, a stage or a delivery may do. */
static bool may(enum job_state from, enum job_state to)
{
	if (from == JOB_HELD && to == JOB_ENTERED)
		return false; /* only with a commit that was begun */
	bool leased = to == JOB_RUNNING || to == JOB_COMMITTING || to == JOB_CLOSED;

	return job_may_become(from, to) && !leased;
}

/* clear_away() - nothing of this pair is claimed or delivered by the next one's ground_to(). */
static void clear_away(struct ground *g, const char *recipe)
{
	struct store_delivery *d = NULL;
	int64_t wait_ms;

	CHECK_OK(store_recipe_stop(g->s, recipe, ERR_STOPPED, NULL, &g->e), g->e);
	CHECK_OK(store_next_delivery(g->s, g->a, &d, &wait_ms, &g->e), g->e);
	if (d)
		CHECK_OK(store_delivered(g->s, d->id, NULL, &g->e), g->e);
}

static void try_pair(struct ground *g, unsigned number, enum job_state from, enum job_state to)
{
	const char *recipe = arena_printf(g->a, "recipe-%u", number);

	if (!CHECK(ground_to(g, number, recipe, from)))
		return;
	bool moved = go(g, number, from, to);
	if (!CHECK_EQ_INT(moved, may(from, to)))
		printf("\t%s -> %s: %s\n", job_state_word(from), job_state_word(to), g->e.msg);
	CHECK(moved || g->e.code == ERR_UNSUPPORTED);
	err_clear(&g->e);
	CHECK_EQ_INT(store_last_op(g->s) > 0, moved);
	CHECK(ground_is(g, number, moved ? to : from));
	clear_away(g, recipe);
}

TEST(every_legal_move_is_made_and_every_other_refused)
{
	EACH_CASE (driver, ground_drivers) {
		CLEANUP(ground_clear) struct ground g;
		if (!CHECK(ground_init(&g, driver)))
			return;
		for (unsigned pair = 0; pair < JOB_STATES_N * JOB_STATES_N; pair++)
			try_pair(&g, pair + 1, (enum job_state)(pair / JOB_STATES_N),
				 (enum job_state)(pair % JOB_STATES_N));
	}
}

/* Every call with a ticket, as somebody makes it whose claim is over. */
enum call { RENEW, BEGIN, PROVE, VOID, GONE, END_WAITING, END_DOUBT, CALLS_N };

static bool make(struct ground *g, enum call call, const struct store_ticket *t)
{
	struct store_end waiting = { JOB_RUNNING, JOB_WAITING, ERR_HUNG, .not_before_ms = 1 };
	struct store_end doubt = { JOB_COMMITTING, JOB_IN_DOUBT, .cause = ERR_IN_DOUBT };

	switch (call) {
	case RENEW: return store_renew(g->s, t, 1000, &g->e);
	case BEGIN: return store_stage_begin(g->s, t, "b", none, &ground_due, &g->e);
	case PROVE: return store_stage_prove(g->s, t, "anmelden", none, &ground_due, &g->e);
	case VOID: return store_stage_void(g->s, t, "anmelden", &ground_due, &g->e);
	case GONE: return store_desk_gone(g->s, t, &ground_death, &ground_due, &g->e);
	case END_WAITING: return store_end(g->s, t, &waiting, &ground_due, &g->e);
	case END_DOUBT: return store_end(g->s, t, &doubt, &ground_due, &g->e);
	case CALLS_N: break;
	}
	return false;
}

/* What became of a claim whose desk died; its job is claimed once more or not. */
static const struct {
	enum job_state state;
	bool claimed;
} pasts[] = {
	{ JOB_RUNNING, false },
	{ JOB_RUNNING, true },
	{ JOB_COMMITTING, false },
	{ JOB_COMMITTING, true },
};

TEST(a_stale_ticket_changes_nothing)
{
	EACH_CASE (past, pasts) {
		for (int call = 0; call < CALLS_N; call++) {
			CLEANUP(ground_clear) struct ground g;
			struct store_owed *owed = NULL;
			size_t n = 0;
			if (!CHECK(ground_init(&g, &ground_drivers[0])) ||
			    !CHECK(ground_to(&g, 1, "hund", past->state)))
				return;
			struct store_ticket old = ground_ticket(ground_find(&g, 1));
			CHECK_OK(store_desk_gone(g.s, &old, &ground_death, NULL, &g.e), g.e);
			if (past->claimed)
				CHECK(ground_claim(&g, "worker-2") != NULL);
			struct store_job *before = ground_find(&g, 1);
			CHECK_ERR(make(&g, (enum call)call, &old), g.e, ERR_STALE);
			struct store_job *after = ground_find(&g, 1);
			CHECK(before && after && before->state == after->state &&
			      before->token == after->token &&
			      before->attempts == after->attempts &&
			      before->changed_ms == after->changed_ms &&
			      before->n_stages == after->n_stages);
			CHECK_OK(store_owed(g.s, g.a, &owed, &n, &g.e), g.e);
			CHECK_EQ_UINT(n, 0);
		}
	}
}

TEST(a_decision_about_a_job_that_moved_on_is_stale)
{
	CLEANUP(ground_clear) struct ground g;
	struct store_decision d = { .from = JOB_HELD, .to = JOB_WAITING };

	if (!CHECK(ground_init(&g, &ground_drivers[0])) ||
	    !CHECK(ground_to(&g, 1, "hund", JOB_FAILED)))
		return;
	CHECK_ERR(store_decide(g.s, 1, &d, &ground_due, &g.e), g.e, ERR_STALE);
	CHECK_ERR(store_decide(g.s, 99, &d, &ground_due, &g.e), g.e, ERR_NOT_FOUND);
	d.from = JOB_FAILED;
	CHECK_OK(store_decide(g.s, 1, &d, &ground_due, &g.e), g.e);
	CHECK_ERR(store_decide(g.s, 1, &d, &ground_due, &g.e), g.e, ERR_STALE);
}

/* A claimed job that waits under this very token again is nobody's decision to take away. */
TEST(a_person_does_not_move_what_is_leased)
{
	CLEANUP(ground_clear) struct ground g;
	struct store_decision d = { .from = JOB_WAITING, .to = JOB_HELD };

	if (!CHECK(ground_init(&g, &ground_drivers[0])) ||
	    !CHECK(ground_to(&g, 1, "hund", JOB_RUNNING)))
		return;
	CHECK_ERR(store_decide(g.s, 1, &d, NULL, &g.e), g.e, ERR_STALE);
	d.from = JOB_RUNNING;
	CHECK_ERR(store_decide(g.s, 1, &d, NULL, &g.e), g.e, ERR_UNSUPPORTED);
	CHECK(ground_is(&g, 1, JOB_RUNNING));
}

TEST(a_begun_commit_is_decided_before_its_job_waits_again)
{
	static const enum job_state rests[] = { JOB_IN_DOUBT, JOB_HELD };

	EACH_CASE (rest, rests) {
		CLEANUP(ground_clear) struct ground g;
		struct store_end end = { JOB_COMMITTING, *rest, .cause = ERR_IN_DOUBT };
		struct store_decision d = { .from = *rest, .to = JOB_WAITING };
		if (!CHECK(ground_init(&g, &ground_drivers[0])) ||
		    !CHECK(ground_to(&g, 1, "hund", JOB_COMMITTING)))
			return;
		struct store_ticket t = ground_ticket(ground_find(&g, 1));
		CHECK_OK(store_end(g.s, &t, &end, NULL, &g.e), g.e);
		CHECK_ERR(store_decide(g.s, 1, &d, NULL, &g.e), g.e, ERR_UNSUPPORTED);
		CHECK(ground_is(&g, 1, *rest));
		d.void_stages = true;
		CHECK_OK(store_decide(g.s, 1, &d, NULL, &g.e), g.e);
		struct store_job *job = ground_claim(&g, "worker-1");
		CHECK(job && job->n_stages == 1 && job->stages[0].again);
	}
}

TEST(what_is_said_at_the_end_is_kept)
{
	EACH_CASE (driver, ground_drivers) {
		CLEANUP(ground_clear) struct ground g;
		struct store_answer answer = { "AB-1-entered", ground_bytes("sealed answer") };
		struct store_end end = {
			.from = JOB_RUNNING,
			.to = JOB_HELD,
			.cause = ERR_REPERTOIRE,
			.reason = ground_bytes("sealed reason"),
		};
		struct store_decision d = {
			.from = JOB_HELD,
			.to = JOB_BY_HAND,
			.reason = ground_bytes("sealed: done it"),
			.outcome = ground_bytes("sealed reference"),
			.answer = &answer,
		};
		if (!CHECK(ground_init(&g, driver)) ||
		    !CHECK(ground_to(&g, 1, "hund", JOB_RUNNING)))
			return;
		struct store_ticket t = ground_ticket(ground_find(&g, 1));
		CHECK_OK(store_end(g.s, &t, &end, &ground_due, &g.e), g.e);
		struct store_job *job = ground_find(&g, 1);
		CHECK(job && job->cause == ERR_REPERTOIRE);
		CHECK(job && ground_same(job->reason, "sealed reason"));
		CHECK_EQ_UINT(job ? job->attempts : 9, 0); /* no technical failure */

		CHECK_OK(store_decide(g.s, 1, &d, &ground_due, &g.e), g.e);
		job = ground_find(&g, 1);
		CHECK(job && job->state == JOB_BY_HAND && job->cause == ERR_NONE);
		CHECK(job && ground_same(job->reason, "sealed: done it"));
		CHECK(job && ground_same(job->outcome, "sealed reference"));
	}
}

static const struct {
	enum job_state to;
	enum err_code cause;
	unsigned attempts;
} counted[] = {
	{ JOB_WAITING, ERR_HUNG, 1 },  { JOB_WAITING, ERR_STOPPED, 0 },
	{ JOB_FAILED, ERR_HUNG, 1 },   { JOB_WAITING, ERR_NONE, 0 },
	{ JOB_HELD, ERR_TWICE, 0 },    { JOB_WAITING, ERR_LOGIN, 0 },
	{ JOB_WAITING, ERR_START, 0 },
};

/* What a person may say of a commit whose desk is dead. */
static const struct {
	enum job_state to;
	bool void_stages, good;
} sayings[] = {
	{ JOB_ENTERED, false, true }, { JOB_BY_HAND, false, true },  { JOB_RETURNED, false, true },
	{ JOB_WAITING, true, true },  { JOB_WAITING, false, false }, { JOB_HELD, false, false },
	{ JOB_FAILED, false, false }, { JOB_RUNNING, true, false },
};

TEST(a_commit_that_nobody_looks_up_at_the_moment_may_be_decided)
{
	EACH_CASE (row, sayings) {
		CLEANUP(ground_clear) struct ground g;
		const struct store_gone gone = { .cause = ERR_LOGIN,
						 .not_before_ms = clock_utc_ms() + 3600000 };
		struct store_answer answer = { "key", ground_bytes("x") };
		struct store_decision d = { .from = JOB_COMMITTING,
					    .to = row->to,
					    .void_stages = row->void_stages };
		if (!CHECK(ground_init(&g, &ground_drivers[0])) ||
		    !CHECK(ground_to(&g, 1, "hund", JOB_COMMITTING)))
			return;
		d.answer = job_has_outcome(row->to) ? &answer : NULL;
		/* As long as its desk may live, nobody decides. */
		CHECK_ERR(store_decide(g.s, 1, &d, NULL, &g.e), g.e,
			  row->to == JOB_RUNNING ? ERR_UNSUPPORTED : ERR_STALE);
		struct store_ticket t = ground_ticket(ground_find(&g, 1));
		CHECK_OK(store_desk_gone(g.s, &t, &gone, NULL, &g.e), g.e);
		bool done = store_decide(g.s, 1, &d, &ground_due, &g.e);
		CHECK_EQ_INT(done, row->good);
		CHECK(done || g.e.code == ERR_UNSUPPORTED);
		err_clear(&g.e);
		struct store_job *job = ground_find(&g, 1);
		CHECK(job && job->state == (done ? row->to : JOB_COMMITTING));
		CHECK(job && (!done || job->not_before_ms == 0));
	}
}

TEST(only_technical_failures_count_as_attempts)
{
	EACH_CASE (row, counted) {
		CLEANUP(ground_clear) struct ground g;
		struct store_end end = { JOB_RUNNING, row->to, .cause = row->cause };
		if (!CHECK(ground_init(&g, &ground_drivers[0])) ||
		    !CHECK(ground_to(&g, 1, "hund", JOB_RUNNING)))
			return;
		struct store_ticket t = ground_ticket(ground_find(&g, 1));
		CHECK_OK(store_end(g.s, &t, &end, NULL, &g.e), g.e);
		CHECK_EQ_UINT(ground_find(&g, 1)->attempts, row->attempts);
	}
}

TEST(a_person_may_give_a_job_its_attempts_back)
{
	CLEANUP(ground_clear) struct ground g;
	struct store_decision d = { .from = JOB_FAILED, .to = JOB_WAITING };

	if (!CHECK(ground_init(&g, &ground_drivers[0])) ||
	    !CHECK(ground_to(&g, 1, "hund", JOB_FAILED)))
		return;
	CHECK_OK(store_decide(g.s, 1, &d, NULL, &g.e), g.e);
	struct store_job *job = ground_claim(&g, "worker-1");
	CHECK(job && job->attempts == 1);
	struct store_ticket t = ground_ticket(job);
	struct store_end end = { JOB_RUNNING, JOB_FAILED, .cause = ERR_HUNG };
	CHECK_OK(store_end(g.s, &t, &end, NULL, &g.e), g.e);
	d.reset_attempts = true;
	CHECK_OK(store_decide(g.s, 1, &d, NULL, &g.e), g.e);
	CHECK_EQ_UINT(ground_find(&g, 1)->attempts, 0);
}

TEST(an_outcome_has_its_answer_and_nothing_else_has)
{
	CLEANUP(ground_clear) struct ground g;
	struct store_answer answer = { "k", ground_bytes("x") };
	struct store_end without = { JOB_RUNNING, JOB_ENTERED, .cause = ERR_NONE };
	struct store_end with = { JOB_RUNNING, JOB_HELD, ERR_TWICE, .answer = &answer };

	if (!CHECK(ground_init(&g, &ground_drivers[0])) ||
	    !CHECK(ground_to(&g, 1, "hund", JOB_RUNNING)))
		return;
	struct store_ticket t = ground_ticket(ground_find(&g, 1));
	CHECK_ERR(store_end(g.s, &t, &without, &ground_due, &g.e), g.e, ERR_UNSUPPORTED);
	CHECK_ERR(store_end(g.s, &t, &with, &ground_due, &g.e), g.e, ERR_UNSUPPORTED);
	CHECK(ground_is(&g, 1, JOB_RUNNING));
	CHECK_OK(store_renew(g.s, &t, 1000, &g.e), g.e); /* the claim is as it was */
}
