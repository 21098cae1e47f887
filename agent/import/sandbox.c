/* sandbox.c - giving up everything but reading, writing and memory, for good. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/import/sandbox.h"

#include <errno.h>
#include <seccomp.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>
#include "base/str.h"

/* One call that stays allowed. */
struct permit {
	int call;
	unsigned n; /* conditions, all of them */
	struct scmp_arg_cmp arg[2];
};

#define NO_BITS(arg, bits) SCMP_CMP(arg, SCMP_CMP_MASKED_EQ, bits, 0)
#define ALL_BITS(arg, bits) SCMP_CMP(arg, SCMP_CMP_MASKED_EQ, bits, bits)

/*
 * What malloc, read(), write() and _exit() need (glibc 2.36). Memory may be writable or executable,
 * never made executable; mmap of files is refused. madvise and mremap only give back or move.
 */
static const struct permit permits[] = {
	{ SCMP_SYS(read), 0, { { 0 } } },
	{ SCMP_SYS(write), 0, { { 0 } } },
	{ SCMP_SYS(exit), 0, { { 0 } } },
	{ SCMP_SYS(exit_group), 0, { { 0 } } },
	{ SCMP_SYS(brk), 0, { { 0 } } },
	{ SCMP_SYS(munmap), 0, { { 0 } } },
	{ SCMP_SYS(mremap), 0, { { 0 } } },
	{ SCMP_SYS(madvise), 0, { { 0 } } },
	{ SCMP_SYS(mmap), 2, { NO_BITS(2, PROT_EXEC), ALL_BITS(3, MAP_ANONYMOUS) } },
	{ SCMP_SYS(mprotect), 1, { NO_BITS(2, PROT_EXEC) } },
#ifdef __SANITIZE_ADDRESS__
	{ SCMP_SYS(sigaltstack), 0, { { 0 } } }, /* the sanitizer's, at its end */
#endif
};

static bool limit(int what, uint64_t value, const char *name, struct err *e)
{
	const struct rlimit l = { value, value };

	return setrlimit((__rlimit_resource_t)what, &l) == 0 ||
	       err_set(e, ERR_IO, "sandbox: limit of %s: %s", name, strerror(errno));
}

/* mapped_bytes() - address space in use; 0 if /proc does not tell (chroot). */
static uint64_t mapped_bytes(void)
{
	FILE *f = fopen("/proc/self/statm", "re");
	char line[64] = "";
	uint64_t pages = 0, page_bytes = (uint64_t)sysconf(_SC_PAGESIZE);

	if (!f)
		return 0;
	bool got = fgets(line, sizeof line, f) != NULL;
	(void)fclose(f); /* was only read */
	line[strcspn(line, " \n")] = 0;
	return got && str_to_u64(line, UINT64_MAX / page_bytes, &pages) ? pages * page_bytes : 0;
}

static bool set_limits(const struct sandbox_limits *l, struct err *e)
{
	/* A program with a sanitizer maps terabytes it never touches. */
#ifdef __SANITIZE_ADDRESS__
	const bool tell_memory = false;
#else
	const bool tell_memory = true;
#endif
	uint64_t memory = mapped_bytes() + l->memory_bytes;

	return (!tell_memory || limit(RLIMIT_AS, memory, "memory", e)) &&
	       limit(RLIMIT_CPU, l->cpu_s, "time", e) &&
	       limit(RLIMIT_FSIZE, l->file_bytes, "file size", e) &&
	       limit(RLIMIT_NOFILE, 0, "open files", e) && limit(RLIMIT_NPROC, 0, "processes", e) &&
	       limit(RLIMIT_CORE, 0, "core dumps", e);
}

static bool add_permits(scmp_filter_ctx filter, struct err *e)
{
	for (size_t i = 0; i < sizeof permits / sizeof *permits; i++) {
		const struct permit *p = &permits[i];
		int error = seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, p->call, p->n, p->arg);
		if (error != 0)
			return err_set(e, ERR_IO, "sandbox: rule %zu: %s", i, strerror(-error));
	}
	return true;
}

/* no_filter() - by the kernel's word, or because libseccomp found nothing to work with. */
static bool no_filter(int error, struct err *e)
{
	return err_set(e, ERR_UNSUPPORTED,
		       "sandbox: the kernel takes no seccomp filter (%s), and nothing foreign is "
		       "read without one: a kernel with CONFIG_SECCOMP_FILTER is needed, and a "
		       "container that lets its programs use it",
		       strerror(error));
}

bool sandbox_enter(const struct sandbox_limits *l, struct err *e)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);

	if (!filter)
		return no_filter(ENOSYS, e);
	bool good = add_permits(filter, e) && set_limits(l, e);
	int error = good ? seccomp_load(filter) : 0; /* sets no-new-privileges too */
	return good && (error == 0 || no_filter(-error, e));
}
