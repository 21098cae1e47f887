/* day.c - the date recipes call today. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/recipe/day.h"

#include <assert.h>
#include <time.h>
#include "base/arena.h"

const char *day_today(struct arena *a)
{
	struct tm day;
	time_t now = time(NULL);
	const struct tm *filled = localtime_r(&now, &day);

	assert(filled && "the years until 2^31 have a calendar");
	return arena_printf(a, "%04d-%02d-%02d", day.tm_year + 1900, day.tm_mon + 1, day.tm_mday);
}
