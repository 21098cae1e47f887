/* fault.c - named points at which a test makes the real binary misbehave. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/fault.h"

#ifdef AMTSBOTE_FAULTS
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "base/str.h"

enum { POINTS_MAX = 8, NAME_MAX_BYTES = 40 };

/* File-scope state on purpose: a fault point has no object to hang its counter on. */
static struct point {
	char name[NAME_MAX_BYTES];
	uint64_t only_time; /* 0: every time */
	uint64_t times;
} points[POINTS_MAX];
static size_t n_points;
static bool parsed;

static void add_point(const char *spec, size_t len)
{
	struct point *p = &points[n_points];
	const char *colon = memchr(spec, ':', len);
	size_t name_len = colon ? (size_t)(colon - spec) : len;
	char number[20] = "0";

	if (n_points == POINTS_MAX || name_len == 0)
		abort(); /* a test that asks for nonsense must not pass */
	if (!fmt_into(p->name, sizeof p->name, "%.*s", (int)name_len, spec))
		abort();
	if (colon && !fmt_into(number, sizeof number, "%.*s", (int)(len - name_len - 1), colon + 1))
		abort();
	if (!str_to_u64(number, 1000000, &p->only_time) || (colon && p->only_time == 0))
		abort();
	n_points++;
}

static void parse(void)
{
	const char *spec = getenv("AMTSBOTE_FAULT");

	parsed = true;
	while (spec && *spec) {
		size_t len = strcspn(spec, ",");
		add_point(spec, len);
		spec += len + (spec[len] == ',');
	}
}

bool fault_hit(const char *name)
{
	bool hit = false;

	if (!parsed)
		parse();
	for (size_t i = 0; i < n_points; i++) {
		struct point *p = &points[i];
		if (!str_eq(p->name, name))
			continue;
		p->times++;
		hit = hit || p->only_time == 0 || p->times == p->only_time;
	}
	return hit;
}
#endif
