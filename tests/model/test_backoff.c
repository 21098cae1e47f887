/* test_backoff.c - waiting grows, is bounded, is spread over its whole range, and repeatable. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/model/backoff.h"

#include <limits.h>
#include "tests/check.h"

enum { DRAWS = 4000 };

static const struct {
	struct backoff b;
	unsigned failures;
	int64_t most_ms;
} bounds[] = {
	{ { 1000, 60000 }, 1, 1000 },
	{ { 1000, 60000 }, 2, 2000 },
	{ { 1000, 60000 }, 6, 32000 },
	{ { 1000, 60000 }, 7, 60000 },
	{ { 1000, 60000 }, 8, 60000 },
	{ { 1000, 60000 }, UINT_MAX, 60000 },
	{ { 1, 1 }, 1, 1 },
	{ { 1, 1 }, 90, 1 },
	{ { 3, INT64_MAX }, 90, INT64_MAX },
	{ { 1000, 1000 }, 5, 1000 },
};

TEST(waiting_doubles_up_to_its_cap_and_never_passes_it)
{
	uint64_t random = check_random();

	EACH_CASE (row, bounds) {
		for (int i = 0; i < DRAWS; i++) {
			int64_t ms = backoff_ms(&row->b, row->failures, &random);
			if (!CHECK(ms >= 1 && ms <= row->most_ms))
				break;
		}
	}
}

/* A quarter left empty by chance: 4 * (3/4)^4000, never. */
TEST(the_whole_range_is_used_evenly)
{
	uint64_t random = check_random();
	struct backoff b = { 4000, 60000 };
	int quarter[4] = { 0 };

	for (int i = 0; i < DRAWS; i++)
		quarter[(backoff_ms(&b, 1, &random) - 1) / 1000]++;
	/* 1000 are expected, the standard deviation is 27: six of them. */
	for (int i = 0; i < 4; i++)
		CHECK(quarter[i] > 836 && quarter[i] < 1164);
}

TEST(the_same_seed_gives_the_same_waiting)
{
	uint64_t one = 7, two = 7, other = 8;
	int same = 0;

	for (unsigned i = 1; i <= 20; i++) {
		int64_t ms = backoff_ms(&backoff_delivery, i, &one);
		CHECK_EQ_INT(ms, backoff_ms(&backoff_delivery, i, &two));
		same += ms == backoff_ms(&backoff_delivery, i, &other);
	}
	CHECK(same < 10);
}

/* An answer that finds its portal closed on Friday evening goes out on Monday. */
TEST(deliveries_survive_a_weekend_and_ask_an_absent_portal_rarely)
{
	uint64_t random = check_random();
	int64_t total_ms = 0;
	int within_hour = 0;

	for (unsigned i = 1; i < BACKOFF_DELIVERY_ATTEMPTS; i++) {
		total_ms += backoff_ms(&backoff_delivery, i, &random);
		within_hour += total_ms < 3600000;
	}
	/* Mean 700 * 5 min = 58 h, standard deviation 1.3 h: six of them below. */
	CHECK(total_ms > INT64_C(48) * 3600000);
	CHECK(within_hour < 60);
}

TEST(what_makes_no_sense_is_refused)
{
	struct backoff none = { 0, 10 }, less = { 10, 9 }, good = { 1, 1 };
	uint64_t random = 1;

	CHECK_ABORTS((void)backoff_ms(&none, 1, &random));
	CHECK_ABORTS((void)backoff_ms(&less, 1, &random));
	CHECK_ABORTS((void)backoff_ms(&good, 0, &random));
}
