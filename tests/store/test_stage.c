/* test_stage.c - commits: begun once, proven once, probed only when the desk is gone. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/store/connection.h"
#include "base/clock.h"
#include "tests/check.h"
#include "tests/store/ground.h"

static const struct store_bytes none = { 0 };

TEST(a_stage_is_begun_proven_and_kept_in_its_order)
{
	EACH_CASE (driver, ground_drivers) {
		CLEANUP(ground_clear) struct ground g;
		if (!CHECK(ground_init(&g, driver)) ||
		    !CHECK(ground_to(&g, 1, "hund", JOB_RUNNING)))
			return;
		struct store_ticket t = ground_ticket(ground_find(&g, 1));
		/* By name "z" stands behind "a"; by time it does not. */
		CHECK_OK(store_stage_begin(g.s, &t, "z", ground_bytes("iz"), &ground_due, &g.e),
			 g.e);
		CHECK(ground_is(&g, 1, JOB_COMMITTING));
		CHECK_OK(store_stage_prove(g.s, &t, "z", ground_bytes("vz"), &ground_due, &g.e),
			 g.e);
		CHECK(ground_is(&g, 1, JOB_RUNNING));
		CHECK_OK(store_stage_begin(g.s, &t, "a", ground_bytes("ia"), &ground_due, &g.e),
			 g.e);

		/* While one is begun, nothing is said of another. */
		CHECK_ERR(store_stage_prove(g.s, &t, "z", ground_bytes("x"), NULL, &g.e), g.e,
			  ERR_STALE);
		CHECK_ERR(store_stage_void(g.s, &t, "z", NULL, &g.e), g.e, ERR_STALE);
		struct store_job *job = ground_find(&g, 1);
		if (!CHECK(job && job->n_stages == 2))
			return;
		CHECK_EQ_STR(job->stages[0].id, "z");
		CHECK(job->stages[0].proven && !job->stages[0].again);
		CHECK(ground_same(job->stages[0].intent, "iz"));
		CHECK(ground_same(job->stages[0].values, "vz"));
		CHECK_EQ_STR(job->stages[1].id, "a");
		CHECK(!job->stages[1].proven && !job->stages[1].again);
		CHECK(ground_same(job->stages[1].values, ""));
		CHECK(job->stages[1].begun_ms > clock_utc_ms() - 60000);
	}
}

TEST(a_proven_stage_never_begins_again_a_void_one_does)
{
	EACH_CASE (driver, ground_drivers) {
		CLEANUP(ground_clear) struct ground g;
		if (!CHECK(ground_init(&g, driver)) ||
		    !CHECK(ground_to(&g, 1, "hund", JOB_COMMITTING)))
			return;
		struct store_ticket t = ground_ticket(ground_find(&g, 1));
		/* Neither a second beginning nor an end of another stage. */
		CHECK_ERR(store_stage_begin(g.s, &t, "b", none, NULL, &g.e), g.e, ERR_STALE);
		CHECK_ERR(store_stage_prove(g.s, &t, "b", none, NULL, &g.e), g.e, ERR_STALE);
		CHECK_ERR(store_stage_void(g.s, &t, "b", NULL, &g.e), g.e, ERR_STALE);
		CHECK(ground_is(&g, 1, JOB_COMMITTING));

		CHECK_OK(store_stage_void(g.s, &t, "anmelden", &ground_due, &g.e), g.e);
		struct store_job *job = ground_find(&g, 1);
		CHECK(job && job->state == JOB_RUNNING && job->stages[0].again);
		CHECK_ERR(store_stage_prove(g.s, &t, "anmelden", none, NULL, &g.e), g.e, ERR_STALE);
		CHECK_OK(store_stage_begin(g.s, &t, "anmelden", ground_bytes("second"), NULL, &g.e),
			 g.e);
		job = ground_find(&g, 1);
		CHECK(job && job->n_stages == 1 && !job->stages[0].again);
		CHECK(job && ground_same(job->stages[0].intent, "second"));
		CHECK_OK(store_stage_prove(g.s, &t, "anmelden", none, NULL, &g.e), g.e);
		CHECK_ERR(store_stage_begin(g.s, &t, "anmelden", none, NULL, &g.e), g.e,
			  ERR_UNSUPPORTED);
		CHECK(ground_is(&g, 1, JOB_RUNNING));
	}
}

TEST(a_committing_job_is_claimed_only_when_its_desk_is_gone_and_then_first)
{
	EACH_CASE (driver, ground_drivers) {
		CLEANUP(ground_clear) struct ground g;
		if (!CHECK(ground_init(&g, driver)))
			return;
		(void)ground_job(&g, 1, "katze");
		struct store_job *cat = ground_claim(&g, "worker-9");
		CHECK(ground_to(&g, 2, "hund", JOB_COMMITTING));
		(void)ground_job(&g, 3, "hund");
		CHECK(ground_claim(&g, "worker-2") == NULL); /* its seat is taken */

		struct store_ticket t = ground_ticket(ground_find(&g, 2)), katze;
		katze = ground_ticket(cat);
		CHECK_OK(store_desk_gone(g.s, &katze, &ground_death, NULL, &g.e),
			 g.e); /* waits, and is older */
		CHECK_OK(store_desk_gone(g.s, &t, &ground_death, &ground_due, &g.e), g.e);
		CHECK_ERR(store_desk_gone(g.s, &t, &ground_death, &ground_due, &g.e), g.e,
			  ERR_STALE);
		CHECK_ERR(store_stage_prove(g.s, &t, "anmelden", none, NULL, &g.e), g.e, ERR_STALE);
		CHECK_ERR(store_renew(g.s, &t, 1000, &g.e), g.e, ERR_STALE);
		CHECK(ground_is(&g, 2, JOB_COMMITTING));

		struct store_job *job = ground_claim(&g, "worker-2");
		if (!CHECK(job && job->id == 2))
			return;
		CHECK_EQ_INT(job->state, JOB_COMMITTING);
		CHECK(job->token != t.token);
		CHECK(job->desk_gone && job->desk_gone_ms > clock_utc_ms() - 60000);
		CHECK(job->deaths == 1 && job->attempts == 0);
		CHECK(job->n_stages == 1 && ground_same(job->stages[0].intent, "sealed intent"));
		/* Who probes holds it alone, and a seat. */
		struct store_job *other = ground_claim(&g, "worker-3");
		CHECK(other && other->id == 1);
		CHECK(ground_claim(&g, "worker-4") == NULL);

		struct store_ticket fresh = ground_ticket(job);
		CHECK_OK(store_stage_prove(g.s, &fresh, "anmelden", none, NULL, &g.e), g.e);
		job = ground_find(&g, 2);
		CHECK(job && job->state == JOB_RUNNING && !job->desk_gone);
	}
}

/* How looking a commit up may end, and what of it counts. */
static const struct {
	struct store_gone gone;
	unsigned attempts, deaths;
} ends[] = {
	{ { .cause = ERR_HUNG }, 1, 0 },    { { .cause = ERR_NET }, 1, 0 },
	{ { .cause = ERR_LOGIN }, 0, 0 },   { { .cause = ERR_START }, 0, 0 },
	{ { .cause = ERR_STOPPED }, 0, 0 }, { { .cause = ERR_GONE, .died = true }, 0, 1 },
};

TEST(a_commit_is_looked_up_again_when_its_time_has_come_and_not_before)
{
	EACH_CASE (row, ends) {
		CLEANUP(ground_clear) struct ground g;
		struct store_gone gone = row->gone;
		struct store_job *none_yet = NULL;
		int64_t wait_ms = 0;
		if (!CHECK(ground_init(&g, &ground_drivers[0])) ||
		    !CHECK(ground_to(&g, 1, "hund", JOB_COMMITTING)))
			return;
		struct store_ticket t = ground_ticket(ground_find(&g, 1));
		gone.not_before_ms = clock_utc_ms() + 3600000;
		CHECK_OK(store_desk_gone(g.s, &t, &gone, NULL, &g.e), g.e);
		const struct store_claimer by = { "worker-2", 1000 };
		CHECK_OK(store_claim(g.s, &by, g.a, &none_yet, &wait_ms, &g.e), g.e);
		CHECK(!none_yet && wait_ms > 3500000 && wait_ms <= 3600000);
		struct store_job *job = ground_find(&g, 1);
		CHECK(job && job->state == JOB_COMMITTING && job->cause == gone.cause);
		CHECK(job && job->attempts == row->attempts && job->deaths == row->deaths);
		CHECK_OK(sql_script(&g.s->sql, "UPDATE job SET not_before_ms = 1", &g.e), g.e);
		job = ground_claim(&g, "worker-2");
		CHECK(job && job->id == 1 && job->state == JOB_COMMITTING);
	}
}

TEST(the_death_of_a_probing_desk_leaves_the_time_of_the_first)
{
	CLEANUP(ground_clear) struct ground g;

	if (!CHECK(ground_init(&g, &ground_drivers[0])) ||
	    !CHECK(ground_to(&g, 1, "hund", JOB_COMMITTING)))
		return;
	struct store_ticket t = ground_ticket(ground_find(&g, 1));
	CHECK_OK(store_desk_gone(g.s, &t, &ground_death, NULL, &g.e), g.e);
	int64_t first_ms = ground_find(&g, 1)->desk_gone_ms;
	t = ground_ticket(ground_claim(&g, "worker-2"));
	for (int64_t now_ms = clock_utc_ms(); clock_utc_ms() < now_ms + 2;)
		; /* the clock must have moved on, else the check below says nothing */
	CHECK_OK(store_desk_gone(g.s, &t, &ground_death, NULL, &g.e), g.e);
	struct store_job *job = ground_find(&g, 1);
	CHECK(job && job->desk_gone_ms == first_ms && job->deaths == 2);
}
