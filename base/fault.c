/* fault.c - named points at which a test makes the real binary misbehave. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/fault.h"

#ifdef AMTSBOTE_FAULTS
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
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

/* claim_point() - is this process the first to come by @name? Leaves its id for the test. */
static bool claim_point(const char *name)
{
	const char *folder = getenv("AMTSBOTE_POINT_DIR");
	char path[256], text[24];

	if (!folder || !fmt_into(path, sizeof path, "%s/%s", folder, name) ||
	    !fmt_into(text, sizeof text, "%d\n", (int)getpid()))
		abort(); /* a test that asks for nonsense must not pass */
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return false;
	if (write(fd, text, strlen(text)) != (ssize_t)strlen(text) || close(fd) != 0)
		abort();
	return true;
}

static void hit_point(const char *name, const char *deed)
{
	if (!claim_point(name))
		return;
	if (str_starts(deed, "kill"))
		(void)raise(SIGKILL); /* does not return */
	else if (str_starts(deed, "stop"))
		(void)raise(SIGSTOP); /* returns when the test says so */
	else
		abort();
}

void fault_point(const char *name)
{
	static uint64_t times[POINTS_MAX]; /* on purpose, as above */
	const char *spec = getenv("AMTSBOTE_POINT");
	size_t len = strlen(name);

	for (size_t i = 0; spec && *spec && i < POINTS_MAX; i++) {
		size_t part = strcspn(spec, ",");
		const char *rest = spec + len;
		if (part > len && memcmp(spec, name, len) == 0 && (*rest == '=' || *rest == ':')) {
			char number[20] = "1";
			uint64_t wanted = 1;
			size_t digits = *rest == ':' ? strcspn(rest + 1, "=") : 0;
			if (digits &&
			    !fmt_into(number, sizeof number, "%.*s", (int)digits, rest + 1))
				abort();
			if (!str_to_u64(number, 1000000, &wanted))
				abort();
			if (++times[i] == wanted)
				hit_point(name, rest + (digits ? digits + 1 : 0) + 1);
		}
		spec += part + (spec[part] == ',');
	}
}
#endif
