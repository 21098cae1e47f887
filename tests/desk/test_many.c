/* test_many.c - desk after desk: nothing is lost on the way, and what a desk costs. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <X11/Xlib.h>
#include <dirent.h>
#include <malloc.h>
#include <poll.h>
#include <signal.h>
#include "tests/desk/stage.h"

/*
 * WARM: the first desks fill libraries' caches (locale data, xcb's extensions, malloc's arenas).
 * GROWTH_KIB: of our own memory, because our share of libraries' pages goes up and down with what
 * others run. Measured: docs/decisions/015. A leak of one picture of this screen a desk would be
 * 375,000 after 200.
 */
enum {
	DESKS = 20,
	DESKS_LONG = 200,
	WARM = 5,
	GROWTH_KIB = 512,
	BARE_STARTS = 10,
	START_MS = 15000
};

/* memory_kib() - our share of memory as the kernel counts it (PSS), of all or of one kind. */
static long memory_kib(const char *kind)
{
	FILE *f = fopen("/proc/self/smaps_rollup", "r");
	char line[256];
	long kib = -1;

	(void)malloc_trim(0); /* what malloc keeps for the next picture is not lost */
	while (f != NULL && fgets(line, sizeof line, f) != NULL) {
		if (str_starts(line, kind))
			(void)sscanf(line + strlen(kind), "%ld", &kib);
	}
	if (f != NULL)
		(void)fclose(f);
	return kib;
}

static int open_files(void)
{
	DIR *dir = opendir("/proc/self/fd");
	int n = 0;

	while (dir != NULL && readdir(dir) != NULL)
		n++;
	if (dir != NULL)
		(void)closedir(dir);
	return n;
}

static int segments(void)
{
	FILE *f = fopen("/proc/sysvipc/shm", "r");
	char line[512];
	int ours = 0;

	while (f != NULL && fgets(line, sizeof line, f) != NULL) {
		long creator = 0;
		if (sscanf(line, "%*d %*d %*s %*d %ld", &creator) == 1)
			ours += creator == (long)getpid();
	}
	if (f != NULL)
		(void)fclose(f);
	return ours;
}

/* use_desk() - one desk with a program on it and a picture taken; returns how long its opening
 * took, -1 if it failed. */
static int64_t use_desk(const char *program)
{
	const char *argv[] = { program, "text", NULL };
	const struct img *frame;
	struct stage s;
	int64_t begin_us = clock_boot_us();

	if (!stage_open(&s))
		return -1;
	int64_t took_us = clock_boot_us() - begin_us;
	struct stage_traces traces = stage_traces(s.desk);
	bool good = CHECK_OK(desk_launch(s.desk, argv, NULL, &s.e), s.e) &&
		    stage_await(&s, "form") && CHECK_OK(desk_frame(s.desk, &frame, &s.e), s.e);
	stage_close(&s);
	stage_no_traces(&traces);
	return good ? took_us : -1;
}

/* start_bare() - an X server alone, until it says its number. */
static int64_t start_bare(void)
{
	int ends[2], status;
	char byte = 0, number[16];
	int64_t begin_us = clock_boot_us();

	if (!CHECK(pipe(ends) == 0) || !CHECK(fmt_into(number, sizeof number, "%d", ends[1])))
		return -1;
	pid_t pid = fork();
	if (pid == 0) {
		if (!freopen("/dev/null", "w", stderr))
			_exit(1);
		execlp("Xvfb", "Xvfb", "-displayfd", number, "-screen", "0", "800x600x24",
		       "-noreset", "-nolisten", "tcp", (char *)NULL);
		_exit(127);
	}
	(void)close(ends[1]);
	struct pollfd p = { .fd = ends[0], .events = POLLIN };
	while (poll(&p, 1, START_MS) == 1 && read(ends[0], &byte, 1) == 1 && byte != '\n')
		;
	int64_t took_us = clock_boot_us() - begin_us;
	(void)close(ends[0]);
	(void)kill(pid, SIGTERM);
	(void)waitpid(pid, &status, 0);
	return CHECK(byte == '\n') ? took_us : -1;
}

TEST(desks_in_a_row_leave_nothing_behind)
{
	const char *build = getenv("AMTSBOTE_BUILD_DIR");
	int desks = getenv("AMTSBOTE_LONG") != NULL ? DESKS_LONG : DESKS;
	int64_t sum_us = 0, bare_us = 0;
	long kib = 0;
	int files = 0;
	char program[4096];

	if (!CHECK(build != NULL) ||
	    !CHECK(fmt_into(program, sizeof program, "%s/tests/fixture/fixture_form", build)))
		return;
	for (int i = 0; i < desks + WARM; i++) {
		if (i == WARM) {
			kib = memory_kib("Pss_Anon:");
			files = open_files();
		}
		int64_t took_us = use_desk(program);
		if (took_us < 0)
			return;
		sum_us += i >= WARM ? took_us : 0;
	}
	CHECK_EQ_INT(open_files(), files);
	CHECK_EQ_INT(segments(), 0);
	long grown_kib = memory_kib("Pss_Anon:") - kib;
	CHECK(kib > 0);
#ifndef __SANITIZE_ADDRESS__ /* it keeps what was freed */
	CHECK(grown_kib < GROWTH_KIB);
#endif
	for (int i = 0; i < BARE_STARTS; i++)
		bare_us += start_bare();
	double desk_ms = (double)sum_us / desks / 1000,
	       bare_ms = (double)bare_us / BARE_STARTS / 1000;
	printf("%d desks: %ld KiB PSS, own memory %+ld KiB; a desk opens in %.1f ms, "
	       "a bare X server in %.1f ms: %.2f\n",
	       desks, memory_kib("Pss:"), grown_kib, desk_ms, bare_ms, desk_ms / bare_ms);
}
