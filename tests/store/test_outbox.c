/* test_outbox.c - answers leave in order, come back when refused, and close their jobs. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/clock.h"
#include "tests/check.h"
#include "tests/store/ground.h"

enum { HOUR_MS = 3600000 };

/* next() - what is to be delivered now, NULL for nothing; *ret_wait_ms may be NULL. */
static struct store_delivery *next(struct ground *g, int64_t *ret_wait_ms)
{
	struct store_delivery *d = NULL;
	int64_t wait_ms = -1;

	CHECK_OK(store_next_delivery(g->s, g->a, &d, &wait_ms, &g->e), g->e);
	if (ret_wait_ms)
		*ret_wait_ms = wait_ms;
	return d;
}

TEST(an_answer_goes_out_with_all_it_needs_and_closes_its_job)
{
	EACH_CASE (driver, ground_drivers) {
		CLEANUP(ground_clear) struct ground g;
		int64_t wait_ms;
		if (!CHECK(ground_init(&g, driver)))
			return;
		CHECK(next(&g, &wait_ms) == NULL);
		CHECK_EQ_INT(wait_ms, INT64_MAX);
		CHECK(ground_to(&g, 1, "hund", JOB_ENTERED));
		struct store_delivery *d = next(&g, NULL);
		if (!CHECK(d != NULL))
			return;
		CHECK_EQ_STR(d->mark, "AB-0000000001");
		CHECK_EQ_STR(d->source, "portal");
		CHECK_EQ_STR(d->idempotency_key, "key-1");
		CHECK_EQ_INT(d->job, 1);
		CHECK_EQ_INT(d->outcome, JOB_ENTERED);
		CHECK_EQ_UINT(d->attempts, 0);
		CHECK(ground_same(d->key, "wrapped key 1"));
		CHECK(ground_same(d->external, "sealed id 1"));
		CHECK(ground_same(d->body, "sealed answer"));

		CHECK_OK(store_delivered(g.s, d->id, &ground_due, &g.e), g.e);
		CHECK(ground_is(&g, 1, JOB_CLOSED));
		CHECK(next(&g, NULL) == NULL);
		CHECK_ERR(store_delivered(g.s, d->id, &ground_due, &g.e), g.e, ERR_STALE);
		CHECK_ERR(store_not_delivered(g.s, d->id, ERR_NET, 1, NULL, &g.e), g.e, ERR_STALE);
		CHECK_ERR(store_delivered(g.s, 99, &ground_due, &g.e), g.e, ERR_STALE);
	}
}

TEST(answers_leave_by_age_and_those_refused_wait_without_holding_up_others)
{
	EACH_CASE (driver, ground_drivers) {
		CLEANUP(ground_clear) struct ground g;
		int64_t wait_ms;
		if (!CHECK(ground_init(&g, driver)))
			return;
		for (unsigned i = 1; i <= 3; i++)
			CHECK(ground_to(&g, i, "hund", JOB_ENTERED));
		struct store_delivery *d = next(&g, NULL);
		if (!CHECK(d && d->job == 1))
			return;
		CHECK_OK(store_not_delivered(g.s, d->id, ERR_NET, clock_utc_ms() + HOUR_MS,
					     &ground_due, &g.e),
			 g.e);
		d = next(&g, NULL);
		CHECK(d && d->job == 2);
		CHECK_OK(store_not_delivered(g.s, d->id, ERR_NET, clock_utc_ms() - 1, NULL, &g.e),
			 g.e);
		d = next(&g, NULL); /* its time has come already, and it is older than 3 */
		CHECK(d && d->job == 2 && d->attempts == 1);
		CHECK_OK(store_delivered(g.s, d->id, NULL, &g.e), g.e);
		d = next(&g, NULL);
		CHECK(d && d->job == 3);
		CHECK_OK(store_delivered(g.s, d->id, NULL, &g.e), g.e);
		CHECK(next(&g, &wait_ms) == NULL);
		CHECK(wait_ms > HOUR_MS - 60000 && wait_ms <= HOUR_MS);
		CHECK(ground_is(&g, 1, JOB_ENTERED));
	}
}

TEST(a_dead_letter_rests_until_it_is_revived)
{
	EACH_CASE (driver, ground_drivers) {
		CLEANUP(ground_clear) struct ground g;
		int64_t wait_ms;
		if (!CHECK(ground_init(&g, driver)))
			return;
		CHECK(ground_to(&g, 1, "hund", JOB_RETURNED));
		CHECK_ERR(store_revive(g.s, 1, &ground_due, &g.e), g.e, ERR_NOT_FOUND);
		struct store_delivery *d = next(&g, NULL);
		CHECK(d != NULL);
		CHECK_OK(store_not_delivered(g.s, d->id, ERR_INPUT, INT64_MAX, &ground_due, &g.e),
			 g.e);
		CHECK(next(&g, &wait_ms) == NULL);
		CHECK_EQ_INT(wait_ms, INT64_MAX);
		CHECK_ERR(store_delivered(g.s, d->id, NULL, &g.e), g.e, ERR_STALE);
		CHECK(ground_is(&g, 1, JOB_RETURNED));

		CHECK_OK(store_revive(g.s, 1, &ground_due, &g.e), g.e);
		CHECK_ERR(store_revive(g.s, 1, &ground_due, &g.e), g.e, ERR_NOT_FOUND);
		CHECK_ERR(store_revive(g.s, 99, &ground_due, &g.e), g.e, ERR_NOT_FOUND);
		struct store_delivery *again = next(&g, NULL);
		CHECK(again && again->attempts == 0);
		CHECK_EQ_STR(again ? again->idempotency_key : NULL, d->idempotency_key);
		CHECK(again && ground_same(again->body, "sealed answer"));
		CHECK_OK(store_delivered(g.s, d->id, NULL, &g.e), g.e);
		CHECK(ground_is(&g, 1, JOB_CLOSED));
	}
}

TEST(every_outcome_is_named_to_the_source)
{
	static const enum job_state outcomes[] = { JOB_ENTERED, JOB_ANSWERED, JOB_RETURNED,
						   JOB_BY_HAND };
	CLEANUP(ground_clear) struct ground g;
	unsigned number = 0;

	if (!CHECK(ground_init(&g, &ground_drivers[0])))
		return;
	EACH_CASE (outcome, outcomes) {
		CHECK(ground_to(&g, ++number, "hund", *outcome));
		struct store_delivery *d = next(&g, NULL);
		CHECK(d && d->outcome == *outcome);
		CHECK_OK(store_delivered(g.s, d->id, NULL, &g.e), g.e);
		CHECK(ground_is(&g, number, JOB_CLOSED));
	}
}
