/* test_claim.c - which job is leased next, and what a lease is worth. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/clock.h"
#include "tests/check.h"
#include "tests/store/ground.h"

enum { HOUR_MS = 3600000 };

static const struct store_claimer worker = { "worker-1", HOUR_MS };

/* later() - give a claimed job back until @not_before_ms. */
static void later(struct ground *g, const struct store_job *job, int64_t not_before_ms)
{
	struct store_ticket t = ground_ticket(job);
	struct store_end end = { JOB_RUNNING, JOB_WAITING, ERR_HUNG,
				 .not_before_ms = not_before_ms };

	CHECK_OK(store_end(g->s, &t, &end, NULL, &g->e), g->e);
}

/* wait_of() - what a claim that finds nothing says. */
static int64_t wait_of(struct ground *g)
{
	struct store_job *job = NULL;
	int64_t wait_ms = -1;

	CHECK_OK(store_claim(g->s, &worker, g->a, &job, &wait_ms, &g->e), g->e);
	CHECK(job == NULL);
	return wait_ms;
}

TEST(the_oldest_comes_first_whole_and_under_a_new_token)
{
	EACH_CASE (driver, ground_drivers) {
		CLEANUP(ground_clear) struct ground g;
		if (!CHECK(ground_init(&g, driver)))
			return;
		CHECK_EQ_INT(wait_of(&g), INT64_MAX);
		CHECK_OK(store_recipe_seats(g.s, "hund", 3, &g.e), g.e);
		for (unsigned i = 1; i <= 3; i++)
			(void)ground_job(&g, i, "hund");
		for (unsigned i = 1; i <= 3; i++) {
			struct store_job *job = ground_claim(&g, "worker-1");
			if (!CHECK(job != NULL))
				return;
			CHECK_EQ_INT(job->id, i);
			CHECK_EQ_INT(job->state, JOB_RUNNING);
			CHECK(job->token > 0);
			CHECK(ground_same(job->payload, i == 2   ? "sealed payload 2"
							: i == 1 ? "sealed payload 1"
								 : "sealed payload 3"));
		}
		CHECK(ground_claim(&g, "worker-1") == NULL);
	}
}

TEST(a_job_waits_for_its_time_and_then_for_nobody)
{
	EACH_CASE (driver, ground_drivers) {
		CLEANUP(ground_clear) struct ground g;
		if (!CHECK(ground_init(&g, driver)))
			return;
		(void)ground_job(&g, 1, "hund");
		later(&g, ground_claim(&g, "worker-1"), clock_utc_ms() + HOUR_MS);
		int64_t wait_ms = wait_of(&g);
		CHECK(wait_ms > HOUR_MS - 60000 && wait_ms <= HOUR_MS);

		/* A younger one passes meanwhile; when its time has come, the older is first. */
		(void)ground_job(&g, 2, "hund");
		struct store_job *job = ground_claim(&g, "worker-1");
		if (!CHECK(job && job->id == 2))
			return;
		later(&g, job, clock_utc_ms() - 1);
		job = ground_claim(&g, "worker-1");
		CHECK(job && job->id == 2 && job->attempts == 1 && job->cause == ERR_HUNG);
	}
}

TEST(jobs_whose_time_has_come_stand_by_age_again)
{
	CLEANUP(ground_clear) struct ground g;

	if (!CHECK(ground_init(&g, &ground_drivers[0])))
		return;
	CHECK_OK(store_recipe_seats(g.s, "hund", 3, &g.e), g.e);
	for (unsigned i = 1; i <= 3; i++)
		(void)ground_job(&g, i, "hund");
	struct store_job *first = ground_claim(&g, "worker-1"),
			 *second = ground_claim(&g, "worker-1");
	if (!CHECK(first && second))
		return;
	later(&g, second, clock_utc_ms() - 2000);
	later(&g, first, clock_utc_ms() - 1000);
	for (int64_t i = 1; i <= 3; i++) {
		struct store_job *job = ground_claim(&g, "worker-1");
		CHECK(job && job->id == i);
	}
}

TEST(a_recipe_has_seats_and_another_recipe_has_its_own)
{
	EACH_CASE (driver, ground_drivers) {
		CLEANUP(ground_clear) struct ground g;
		if (!CHECK(ground_init(&g, driver)))
			return;
		CHECK_OK(store_recipe_seats(g.s, "hund", 2, &g.e), g.e);
		for (unsigned i = 1; i <= 4; i++)
			(void)ground_job(&g, i, i == 4 ? "katze" : "hund");
		struct store_job *one = ground_claim(&g, "worker-1");
		CHECK(one && one->id == 1);
		struct store_job *two = ground_claim(&g, "worker-2");
		CHECK(two && two->id == 2);
		struct store_job *cat = ground_claim(&g, "worker-3");
		CHECK(cat && cat->id == 4);
		CHECK(ground_claim(&g, "worker-4") == NULL);

		/* A seat is free when a claim ends, not while it commits. */
		struct store_ticket t = ground_ticket(one);
		CHECK_OK(store_stage_begin(g.s, &t, "a", ground_bytes("i"), NULL, &g.e), g.e);
		CHECK(ground_claim(&g, "worker-4") == NULL);
		CHECK_OK(store_stage_prove(g.s, &t, "a", ground_bytes("v"), NULL, &g.e), g.e);
		CHECK(ground_claim(&g, "worker-4") == NULL);
		later(&g, one, clock_utc_ms() + HOUR_MS);
		struct store_job *three = ground_claim(&g, "worker-4");
		CHECK(three && three->id == 3);
	}
}

TEST(one_seat_is_what_a_recipe_has_unless_told)
{
	CLEANUP(ground_clear) struct ground g;

	if (!CHECK(ground_init(&g, &ground_drivers[0])))
		return;
	(void)ground_job(&g, 1, "hund");
	(void)ground_job(&g, 2, "hund");
	CHECK(ground_claim(&g, "worker-1") != NULL);
	CHECK(ground_claim(&g, "worker-2") == NULL);
	CHECK_OK(store_recipe_seats(g.s, "hund", 2, &g.e), g.e);
	CHECK(ground_claim(&g, "worker-2") != NULL);
}

TEST(a_stopped_recipe_is_not_claimed_nor_probed_until_started)
{
	EACH_CASE (driver, ground_drivers) {
		CLEANUP(ground_clear) struct ground g;
		struct store_stop *stops = NULL;
		size_t n = 0;
		if (!CHECK(ground_init(&g, driver)))
			return;
		CHECK(ground_to(&g, 1, "hund", JOB_COMMITTING));
		struct store_ticket t = { 1, ground_find(&g, 1)->token };
		CHECK_OK(store_desk_gone(g.s, &t, &ground_death, NULL, &g.e), g.e);
		(void)ground_job(&g, 2, "hund");
		CHECK_OK(store_recipe_stop(g.s, "hund", ERR_LOGIN, &ground_due, &g.e), g.e);
		CHECK(store_last_op(g.s) > 0);
		CHECK_EQ_INT(wait_of(&g), INT64_MAX);

		/* The first cause stays, and nothing more is owed. */
		CHECK_OK(store_recipe_stop(g.s, "hund", ERR_HUNG, &ground_due, &g.e), g.e);
		CHECK_EQ_INT(store_last_op(g.s), 0);
		CHECK_OK(store_stops(g.s, g.a, &stops, &n, &g.e), g.e);
		if (CHECK_EQ_UINT(n, 1)) {
			CHECK_EQ_STR(stops[0].recipe, "hund");
			CHECK_EQ_INT(stops[0].cause, ERR_LOGIN);
			CHECK(stops[0].since_ms > clock_utc_ms() - 60000);
		}
		CHECK_OK(store_recipe_start(g.s, "hund", &ground_due, &g.e), g.e);
		CHECK_ERR(store_recipe_start(g.s, "hund", &ground_due, &g.e), g.e, ERR_NOT_FOUND);
		CHECK_OK(store_stops(g.s, g.a, &stops, &n, &g.e), g.e);
		CHECK_EQ_UINT(n, 0);
		struct store_job *job = ground_claim(&g, "worker-1");
		CHECK(job && job->id == 1 && job->state == JOB_COMMITTING);
	}
}

TEST(failures_in_a_row_are_counted_until_it_works_or_is_started)
{
	EACH_CASE (driver, ground_drivers) {
		CLEANUP(ground_clear) struct ground g;
		unsigned in_row = 0;
		if (!CHECK(ground_init(&g, driver)))
			return;
		for (unsigned i = 1; i <= 3; i++) {
			CHECK_OK(store_recipe_failed(g.s, "hund", &in_row, &g.e), g.e);
			CHECK_EQ_UINT(in_row, i);
		}
		CHECK_OK(store_recipe_failed(g.s, "katze", &in_row, &g.e), g.e);
		CHECK_EQ_UINT(in_row, 1);
		CHECK_OK(store_recipe_worked(g.s, "hund", &g.e), g.e);
		CHECK_OK(store_recipe_failed(g.s, "hund", &in_row, &g.e), g.e);
		CHECK_EQ_UINT(in_row, 1);
		CHECK_OK(store_recipe_stop(g.s, "hund", ERR_HUNG, NULL, &g.e), g.e);
		CHECK_OK(store_recipe_start(g.s, "hund", NULL, &g.e), g.e);
		CHECK_OK(store_recipe_failed(g.s, "hund", &in_row, &g.e), g.e);
		CHECK_EQ_UINT(in_row, 1);
	}
}

TEST(a_running_job_passes_on_when_its_lease_is_over_a_committing_one_never)
{
	EACH_CASE (driver, ground_drivers) {
		CLEANUP(ground_clear) struct ground g;
		struct store_claimer brief = { "worker-1", -1 };
		struct store_job *job = NULL, *next = NULL;
		int64_t wait_ms;
		if (!CHECK(ground_init(&g, driver)))
			return;
		(void)ground_job(&g, 1, "hund");
		CHECK_OK(store_claim(g.s, &brief, g.a, &job, &wait_ms, &g.e), g.e);
		next = ground_claim(&g, "worker-2");
		if (!CHECK(job && next && next->id == job->id && next->token != job->token))
			return;
		CHECK(next->deaths == 1 && next->attempts == 0);

		struct store_ticket old = ground_ticket(job), new = ground_ticket(next);
		CHECK_ERR(store_renew(g.s, &old, HOUR_MS, &g.e), g.e, ERR_STALE);
		CHECK_ERR(store_stage_begin(g.s, &old, "a", ground_bytes("i"), NULL, &g.e), g.e,
			  ERR_STALE);
		CHECK_OK(store_stage_begin(g.s, &new, "a", ground_bytes("i"), NULL, &g.e), g.e);
		CHECK_OK(store_renew(g.s, &new, -1, &g.e), g.e);
		CHECK(ground_claim(&g, "worker-3") == NULL);
		CHECK(ground_is(&g, 1, JOB_COMMITTING));
	}
}

TEST(a_renewed_lease_holds_and_says_when_to_look_again)
{
	CLEANUP(ground_clear) struct ground g;
	struct store_claimer brief = { "worker-1", -1 };
	struct store_job *job = NULL;
	int64_t wait_ms;

	if (!CHECK(ground_init(&g, &ground_drivers[0])))
		return;
	(void)ground_job(&g, 1, "hund");
	CHECK_OK(store_claim(g.s, &brief, g.a, &job, &wait_ms, &g.e), g.e);
	struct store_ticket t = ground_ticket(job);
	CHECK_OK(store_renew(g.s, &t, HOUR_MS, &g.e), g.e);
	wait_ms = wait_of(&g);
	CHECK(wait_ms > HOUR_MS - 60000 && wait_ms <= HOUR_MS);

	/* Of a lease and a job that waits for its time, what comes first. */
	(void)ground_job(&g, 2, "katze");
	later(&g, ground_claim(&g, "worker-1"), clock_utc_ms() + 2 * HOUR_MS);
	wait_ms = wait_of(&g);
	CHECK(wait_ms > HOUR_MS - 60000 && wait_ms <= HOUR_MS);
	(void)ground_job(&g, 3, "katze");
	later(&g, ground_claim(&g, "worker-1"), clock_utc_ms() + HOUR_MS / 2);
	wait_ms = wait_of(&g);
	CHECK(wait_ms > HOUR_MS / 2 - 60000 && wait_ms <= HOUR_MS / 2);
}

TEST(an_owner_s_claims_are_found_after_its_death)
{
	EACH_CASE (driver, ground_drivers) {
		CLEANUP(ground_clear) struct ground g;
		struct store_ticket *list = NULL;
		size_t n = 0;
		if (!CHECK(ground_init(&g, driver)))
			return;
		CHECK_OK(store_recipe_seats(g.s, "hund", 9, &g.e), g.e);
		for (unsigned i = 1; i <= 3; i++)
			(void)ground_job(&g, i, "hund");
		struct store_job *one = ground_claim(&g, "worker-1");
		(void)ground_claim(&g, "worker-2");
		struct store_job *three = ground_claim(&g, "worker-1");
		CHECK_OK(store_owned(g.s, "worker-1", g.a, &list, &n, &g.e), g.e);
		if (CHECK_EQ_UINT(n, 2) && CHECK(one && three)) {
			CHECK_EQ_INT(list[0].job, one->id);
			CHECK_EQ_UINT(list[0].token, one->token);
			CHECK_EQ_INT(list[1].job, three->id);
		}
		for (size_t i = 0; i < n; i++)
			CHECK_OK(store_desk_gone(g.s, &list[i], &ground_death, &ground_due, &g.e),
				 g.e);
		CHECK_OK(store_owned(g.s, "worker-1", g.a, &list, &n, &g.e), g.e);
		CHECK_EQ_UINT(n, 0);
		CHECK(ground_is(&g, 1, JOB_WAITING) && ground_is(&g, 2, JOB_RUNNING));
		struct store_job *again = ground_claim(&g, "worker-2");
		CHECK(again && again->id == 1 && again->deaths == 1 && again->cause == ERR_GONE);
	}
}
