/* machine.c - clock, limits and sandbox: what the agent needs of the kernel. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/timex.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "agent/doctor/check.h"
#include "agent/serve/importer.h"
#include "base/clock.h"

/*
 * The first Amtsbote is of 2026; who reads 2100 has another problem. STEP_MS, FILES_...:
 * docs/decisions/016.
 */
#define EARLIEST_MS INT64_C(1767225600000) /* 2026-01-01 */
#define LATEST_MS INT64_C(4102444800000)   /* 2100-01-01 */

enum { STEP_MS = 100, FILES_NEEDED = 256, FILES_USUAL = 1024, FUTURE_S = 60, TIME_BYTES = 32 };

/* ---- clock */

static void utc_text(int64_t t_ms, char ret_text[TIME_BYTES])
{
	time_t seconds = (time_t)(t_ms / 1000);
	struct tm tm;

	if (!gmtime_r(&seconds, &tm) ||
	    strftime(ret_text, TIME_BYTES, "%Y-%m-%d %H:%M:%S UTC", &tm) == 0)
		ret_text[0] = 0;
}

void machine_clock(struct checkup *c)
{
	int64_t now = clock_utc_ms();
	char text[TIME_BYTES];
	struct stat st;

	utc_text(now, text);
	if (now < EARLIEST_MS || now > LATEST_MS)
		check_found(c, OBSERVATION_ERROR, "date", "%s cannot be", text);
	else if (c->config && stat(config_path(c->config, "store.db"), &st) == 0 &&
		 st.st_mtime > now / 1000 + FUTURE_S)
		check_found(c, OBSERVATION_ERROR, "date",
			    "%s lies before the last change of the store", text);
	else
		check_found(c, OBSERVATION_OK, "date", "%s", text);
}

void machine_clock_synchronised(struct checkup *c)
{
	struct timex t = { .modes = 0 }; /* only asks */
	int state = adjtimex(&t);

	if (state < 0)
		check_found(c, OBSERVATION_WARNING, "kernel", "does not tell: %s", strerror(errno));
	else if (state == TIME_ERROR || t.status & STA_UNSYNC)
		check_found(c, OBSERVATION_WARNING, "kernel", "the clock is not synchronised");
	else
		check_found(c, OBSERVATION_OK, "kernel", "synchronised, at most %ld ms off",
			    t.maxerror / 1000);
}

void machine_clock_steady(struct checkup *c)
{
	int64_t utc = clock_utc_ms() - c->began_utc_ms, boot = clock_boot_ms() - c->began_boot_ms;
	int64_t apart = llabs(utc - boot);

	check_found(c, apart > STEP_MS ? OBSERVATION_WARNING : OBSERVATION_OK, "since the start",
		    "%lld ms by the date, %lld ms since boot", (long long)utc, (long long)boot);
}

/* ---- limits */

void machine_files(struct checkup *c)
{
	struct rlimit l;

	if (getrlimit(RLIMIT_NOFILE, &l) != 0)
		return;
	enum observation_level level = l.rlim_cur < FILES_NEEDED  ? OBSERVATION_ERROR
				       : l.rlim_cur < FILES_USUAL ? OBSERVATION_WARNING
								  : OBSERVATION_OK;
	check_found(c, level, "open files", "%llu at once", (unsigned long long)l.rlim_cur);
}

/* first_byte() - of a file of /proc; 0 if it cannot be read. */
static char first_byte(const char *path)
{
	CLEANUP(close_fdp) int fd = open(path, O_RDONLY | O_CLOEXEC);
	char byte = 0;

	return fd >= 0 && read(fd, &byte, 1) == 1 ? byte : 0;
}

void machine_cores(struct checkup *c)
{
	struct rlimit l = { 1, 1 };

	/* A handler behind a pipe gets cores whatever the limit says (core(5)): ours is undumpable,
	 * the application is not. */
	if (getrlimit(RLIMIT_CORE, &l) != 0 || l.rlim_cur != 0)
		check_found(c, OBSERVATION_ERROR, "core dumps", "our own are not off");
	else if (first_byte("/proc/sys/kernel/core_pattern") == '|')
		check_found(c, OBSERVATION_WARNING, "core dumps",
			    "off, but kernel.core_pattern is a pipe, which gets the application's"
			    " memory whatever its limit says");
	else
		check_found(c, OBSERVATION_OK, "core dumps", "off");
}

void machine_umask(struct checkup *c)
{
	mode_t mask = umask(077); /* cannot be asked otherwise */

	(void)umask(mask);
	/* What is ours is made 0600 whatever it says; what the application writes is not. */
	check_found(c, (mask & 022) != 022 ? OBSERVATION_WARNING : OBSERVATION_OK, "umask",
		    "%04o%s", (unsigned)mask,
		    (mask & 022) != 022 ? ": others could change what the application writes" : "");
}

/* ---- sandbox */

void machine_sandbox(struct checkup *c)
{
	static const char sample[] = "{\"a\": [1, \"\\u00e4\"]}",
			  wanted[] = "{\"a\":[1,\"\xc3\xa4\"]}";
	struct importer_result r = { .text = "" };
	struct err e = { 0 };

	if (!importer_run(sample, sizeof sample - 1, c->arena, &r, &e))
		check_found(c, OBSERVATION_ERROR, "amtsbote import", "%s", e.msg);
	else if (r.verdict != IMPORTER_GOOD || r.len != sizeof wanted - 1 ||
		 memcmp(r.text, wanted, r.len) != 0)
		check_found(c, OBSERVATION_ERROR, "amtsbote import", "did not give a JSON back: %s",
			    r.text);
	else
		check_found(c, OBSERVATION_OK, "amtsbote import",
			    "gave a JSON back from its seccomp sandbox");
}

void machine_namespaces(struct checkup *c)
{
	int status = 0;
	pid_t pid = fork();

	if (pid == 0)
		_exit(unshare(CLONE_NEWUSER) == 0 ? 0 : 1);
	bool may = pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status) &&
		   WEXITSTATUS(status) == 0;
	check_found(c, OBSERVATION_OK, "user namespaces", "%s",
		    may ? "may be made" : "may not be made; nothing needs them yet");
}
