/* test_locked.c - memory for secrets is locked, kept out of dumps, and gone after a fork. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "logs/locked.h"

#include <signal.h>
#include <sys/resource.h>
#include "tests/check.h"

/* AddressSanitizer makes mlock() do nothing, since it locks too much itself. */
#ifdef __SANITIZE_ADDRESS__
enum { LOCKS = 0 };
#else
enum { LOCKS = 1 };
#endif

/* flags_of() - the VmFlags of the mapping @p lies in; "" if there is none. */
static void flags_of(const void *p, char *out, size_t size)
{
	FILE *f = fopen("/proc/self/smaps", "r");
	char line[512];
	bool inside = false;

	out[0] = 0;
	while (f && fgets(line, sizeof line, f)) {
		unsigned long from, to;
		if (sscanf(line, "%lx-%lx ", &from, &to) == 2)
			inside = (unsigned long)p >= from && (unsigned long)p < to;
		else if (inside && strncmp(line, "VmFlags:", 8) == 0)
			snprintf(out, size, "%s", line);
	}
	if (f)
		fclose(f);
}

TEST(it_is_locked_and_kept_out_of_dumps)
{
	CLEANUP(locked_freep) void *memory = NULL;
	struct err e = { 0 };
	char flags[512];

	if (!CHECK_OK(locked_new(5000, &memory, &e), e))
		return;
	for (int i = 0; i < 5000; i++)
		CHECK(((char *)memory)[i] == 0);
	flags_of(memory, flags, sizeof flags);
	if (LOCKS)
		CHECK_HAS_STR(flags, " lo "); /* locked */
	CHECK_HAS_STR(flags, " dd ");         /* not dumped */
	CHECK_HAS_STR(flags, " dc ");         /* not copied on fork */
}

TEST(a_forked_child_cannot_read_it)
{
	CLEANUP(locked_freep) void *memory = NULL;
	struct err e = { 0 };
	int status;

	if (!CHECK_OK(locked_new(32, &memory, &e), e))
		return;
	memcpy(memory, "secret", 7);
	pid_t pid = fork();
	if (pid == 0) {
		(void)signal(SIGSEGV, SIG_DFL); /* not the sanitizer's report */
		_exit(memcmp(memory, "secret", 7) == 0 ? 1 : 2);
	}
	CHECK(waitpid(pid, &status, 0) == pid && WIFSIGNALED(status));
	CHECK_EQ_INT(WTERMSIG(status), SIGSEGV);
}

/* refused() - as a user who may lock nothing; root may lock what it likes. */
static bool refused(void)
{
	const struct rlimit none = { 0, 0 };
	void *memory;
	struct err e = { 0 };

	if (setrlimit(RLIMIT_MEMLOCK, &none) != 0 || (geteuid() == 0 && setuid(65534) != 0))
		return false;
	return !locked_new(32, &memory, &e) && e.code == ERR_LIMIT;
}

TEST(without_a_lock_there_is_no_memory)
{
	int status;

	if (!LOCKS)
		SKIP("AddressSanitizer replaces mlock()");
	pid_t pid = fork();
	if (pid == 0)
		_exit(refused() ? 0 : 1);
	CHECK(waitpid(pid, &status, 0) == pid && WIFEXITED(status));
	CHECK_EQ_INT(WEXITSTATUS(status), 0);
}
