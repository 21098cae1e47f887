/* test_listing.c - looking at jobs: pages that fit together, filters, counts. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/check.h"
#include "tests/store/ground.h"

enum { JOBS = 7 };

TEST(pages_follow_each_other_without_gap)
{
	EACH_CASE (driver, ground_drivers) {
		CLEANUP(ground_clear) struct ground g;
		struct store_filter f = { .any_state = true, .limit = 3 };
		struct store_job *list = NULL;
		size_t n = 0, seen = 0;
		if (!CHECK(ground_init(&g, driver)))
			return;
		for (unsigned i = 1; i <= JOBS; i++)
			(void)ground_job(&g, i, i % 2 ? "hund" : "");
		do {
			CHECK_OK(store_list(g.s, &f, g.a, &list, &n, &g.e), g.e);
			for (size_t i = 0; i < n; i++)
				CHECK_EQ_INT(list[i].id, ++seen);
			f.after = n ? list[n - 1].id : f.after;
		} while (n == f.limit);
		CHECK_EQ_UINT(seen, JOBS);

		/* What is sealed is not in a list. */
		f = (struct store_filter){ .state = JOB_HELD, .limit = 1000 };
		CHECK_OK(store_list(g.s, &f, g.a, &list, &n, &g.e), g.e);
		if (CHECK_EQ_UINT(n, JOBS / 2)) {
			CHECK_EQ_STR(list[2].mark, "AB-0000000006");
			CHECK_EQ_INT(list[2].cause, ERR_ROUTE);
			CHECK_EQ_STR(list[2].source, "portal");
			CHECK(list[2].payload.len == 0 && list[2].stages == NULL);
		}
		f.state = JOB_FAILED;
		CHECK_OK(store_list(g.s, &f, g.a, &list, &n, &g.e), g.e);
		CHECK_EQ_UINT(n, 0);
		f.limit = 0;
		CHECK_ABORTS(err_ignored(store_list(g.s, &f, g.a, &list, &n, &g.e)));
	}
}

TEST(every_state_is_counted)
{
	EACH_CASE (driver, ground_drivers) {
		CLEANUP(ground_clear) struct ground g;
		uint64_t counts[JOB_STATES_N] = { 0 };
		if (!CHECK(ground_init(&g, driver)))
			return;
		/* Each is the oldest that can be claimed or delivered when its turn comes. */
		CHECK(ground_to(&g, 99, "hund", JOB_CLOSED));
		for (unsigned i = JOB_STATES_N; i-- > 0;)
			CHECK(i == JOB_CLOSED || ground_to(&g, i, arena_printf(g.a, "recipe-%u", i),
							   (enum job_state)i));
		CHECK_OK(store_counts(g.s, counts, &g.e), g.e);
		for (int i = 0; i < JOB_STATES_N; i++)
			CHECK_EQ_UINT(counts[i], 1);
		(void)ground_job(&g, 100, "hund");
		CHECK_OK(store_counts(g.s, counts, &g.e), g.e);
		CHECK_EQ_UINT(counts[JOB_WAITING], 2);
	}
}

TEST(an_unknown_mark_is_not_found)
{
	CLEANUP(ground_clear) struct ground g;
	struct store_job *job = NULL;

	if (!CHECK(ground_init(&g, &ground_drivers[0])))
		return;
	CHECK_ERR(store_find(g.s, "AB-0000000001", g.a, &job, &g.e), g.e, ERR_NOT_FOUND);
	(void)ground_job(&g, 1, "hund");
	CHECK_OK(store_find(g.s, "AB-0000000001", g.a, &job, &g.e), g.e);
	CHECK_ERR(store_find(g.s, "ab-0000000001", g.a, &job, &g.e), g.e, ERR_NOT_FOUND);
}
