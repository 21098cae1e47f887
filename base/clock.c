/* clock.c - milliseconds to wait by and to record by, and deadlines. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/clock.h"

#include <assert.h>
#include <limits.h>
#include <time.h>

static int64_t read_us(clockid_t id)
{
	struct timespec t;
	int r = clock_gettime(id, &t);

	assert(r == 0 && "both clocks exist on every Linux");
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

int64_t clock_boot_ms(void)
{
	return clock_boot_us() / 1000;
}

int64_t clock_boot_us(void)
{
	return read_us(CLOCK_BOOTTIME);
}

int64_t clock_utc_ms(void)
{
	return read_us(CLOCK_REALTIME) / 1000;
}

struct deadline deadline_in(int64_t timeout_ms)
{
	int64_t now = clock_boot_ms();

	return (struct deadline){ timeout_ms < INT64_MAX - now ? now + timeout_ms : INT64_MAX };
}

struct deadline deadline_sooner(struct deadline a, struct deadline b)
{
	return a.at_ms < b.at_ms ? a : b;
}

int deadline_left_ms(struct deadline d)
{
	int64_t left = d.at_ms - clock_boot_ms();

	if (left <= 0)
		return 0;
	return left > INT_MAX ? INT_MAX : (int)left;
}

bool deadline_over(struct deadline d)
{
	return deadline_left_ms(d) == 0;
}
