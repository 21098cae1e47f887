/* test_clock.c - milliseconds to wait by and to record by, and deadlines. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/check.h"

#include <limits.h>
#include "base/clock.h"

TEST(boot_clock_never_steps_back)
{
	int64_t last = clock_boot_us();

	for (int i = 0; i < 1000; i++) {
		int64_t now = clock_boot_us();
		CHECK(now >= last);
		last = now;
	}
	CHECK(clock_boot_ms() >= last / 1000);
}

TEST(utc_is_this_century)
{
	CHECK(clock_utc_ms() > INT64_C(1700000000000));
	CHECK(clock_utc_ms() < INT64_C(4102444800000));
}

TEST(deadline_counts_down)
{
	static const struct {
		int64_t timeout_ms;
		int least, most;
	} rows[] = {
		{ 0, 0, 0 },
		{ -1, 0, 0 },
		{ INT64_MIN / 2, 0, 0 },
		{ 60000, 50000, 60000 },
		{ INT_MAX, INT_MAX - 10000, INT_MAX },
		{ (int64_t)INT_MAX + 100000, INT_MAX, INT_MAX },
		{ INT64_MAX, INT_MAX, INT_MAX },
	};

	EACH_CASE (row, rows) {
		struct deadline d = deadline_in(row->timeout_ms);
		int left = deadline_left_ms(d);
		CHECK(left >= row->least && left <= row->most);
		CHECK_EQ_INT(deadline_over(d), row->most == 0);
	}
}
