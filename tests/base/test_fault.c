/* test_fault.c - named points at which a test makes the real binary misbehave. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/check.h"

#include "base/fault.h"

/* hits() - bit n is set when call n of `point` hits; in a child, since specs are read once. */
static int hits(const char *spec, const char *point)
{
	int status = 0;
	pid_t pid = fork();

	if (pid == 0) {
		int bits = 0;
		(void)!freopen("/dev/null", "w", stderr);
		if (spec)
			(void)setenv("AMTSBOTE_FAULT", spec, 1);
		else
			(void)unsetenv("AMTSBOTE_FAULT");
		for (int i = 0; i < 5; i++)
			bits |= fault_hit(point) << i;
		_exit(bits);
	}
	if (waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		return -1;
	return WEXITSTATUS(status);
}

TEST(points_hit_as_often_as_asked)
{
#ifndef AMTSBOTE_FAULTS
	SKIP("built without fault points");
#else
	static const struct {
		const char *spec, *point;
		int want;
	} rows[] = {
		{ NULL, "disk", 0 },
		{ "", "disk", 0 },
		{ "disk", "disk", 31 },
		{ "disk", "dis", 0 },
		{ "disk:1", "disk", 1 },
		{ "disk:5", "disk", 16 },
		{ "disk:6", "disk", 0 },
		{ "net:2,disk:3", "disk", 4 },
		{ "net:2,disk:3", "net", 2 },
		{ "disk:1,disk:3", "disk", 5 },
		{ "disk,", "disk", 31 },
		/* nonsense must not pass for a test */
		{ "disk:", "disk", -1 },
		{ "disk:0", "disk", -1 },
		{ "disk:x", "disk", -1 },
		{ "disk:-1", "disk", -1 },
		{ ":1", "disk", -1 },
		{ ",disk", "disk", -1 },
		{ "a,b,c,d,e,f,g,h,i", "a", -1 },
		{ "a_name_of_more_than_forty_letters_is_refused", "a", -1 },
	};

	EACH_CASE (row, rows)
		CHECK_EQ_INT(hits(row->spec, row->point), row->want);
#endif
}

TEST(release_has_no_points)
{
#ifdef AMTSBOTE_FAULTS
	SKIP("built with fault points");
#else
	CHECK_EQ_INT(hits("disk", "disk"), 0);
#endif
}

#ifdef AMTSBOTE_FAULTS
/* pass() - a child comes by `gate` twice; returns its wait status after at most one SIGCONT. */
static int pass(const char *spec, const char *folder, bool *ret_stopped)
{
	int status = 0;
	pid_t pid = fork();

	if (pid == 0) {
		(void)setenv("AMTSBOTE_POINT", spec, 1);
		(void)setenv("AMTSBOTE_POINT_DIR", folder, 1);
		fault_point("gate");
		fault_point("gateway");
		fault_point("gate");
		_exit(7);
	}
	*ret_stopped = false;
	if (waitpid(pid, &status, WUNTRACED) == pid && WIFSTOPPED(status)) {
		*ret_stopped = true;
		(void)kill(pid, SIGCONT);
		(void)waitpid(pid, &status, 0);
	}
	return status;
}
#endif

TEST(the_first_to_come_by_a_point_is_killed_or_stopped)
{
#ifndef AMTSBOTE_FAULTS
	SKIP("built without fault points");
#else
	static const struct {
		const char *spec;
		bool killed, stopped;
	} rows[] = {
		{ "gate=kill", true, false },
		{ "gate=stop", false, true },
		{ "gate:2=kill", true, false },
		{ "gate:3=kill", false, false },
		{ "other=kill,gate=kill", true, false },
		{ "gat=kill", false, false },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char folder[] = "/tmp/amtsbote-test-XXXXXX", file[64];
		bool stopped;
		CHECK(mkdtemp(folder) != NULL);
		int status = pass(rows[i].spec, folder, &stopped);
		CHECK(rows[i].killed == (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL));
		CHECK(stopped == rows[i].stopped);
		/* Somebody was there already: the next one passes. */
		status = pass(rows[i].spec, folder, &stopped);
		CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 7 && !stopped);
		CHECK(snprintf(file, sizeof file, "%s/gate", folder) > 0);
		CHECK((unlink(file) == 0) == (rows[i].killed || rows[i].stopped));
		CHECK(rmdir(folder) == 0);
	}
#endif
}
