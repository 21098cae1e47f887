/* trace.c - one file in which all processes write down what they change, in one order. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/crash/powerloss/trace.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HIGH_FD = 700, HEAD_BYTES = 128 };

void *trace_real(const char *name)
{
	void *found = dlsym(RTLD_NEXT, name);

	if (!found)
		abort();
	return found;
}

/* ours() - does this process count? Decided once. */
static bool ours(void)
{
	static int known; /* on purpose: 0 not yet, 1 yes, 2 no */
	char path[PATH_MAX] = "", line[PATH_MAX] = "";
	const char *program = getenv("POWERLOSS_PROGRAM");

	if (known)
		return known == 1;
	ssize_t n = readlink("/proc/self/exe", path, sizeof path - 1);
	int fd =
		((__typeof__(&open))trace_real("open"))("/proc/self/cmdline", O_RDONLY | O_CLOEXEC);
	ssize_t m = fd >= 0 ? read(fd, line, sizeof line - 2) : 0;
	if (fd >= 0)
		(void)close(fd);
	const char *name = strrchr(path, '/');
	bool is = n > 0 && name && program && strcmp(name + 1, program) == 0;
	if (m > 0 && strcmp(line + strlen(line) + 1, "import") == 0)
		is = false;
	known = is && getenv("POWERLOSS_TRACE") && getenv("POWERLOSS_ROOTS") ? 1 : 2;
	return known == 1;
}

/* Decided before the import program locks itself in: reading /proc would be its end there. */
__attribute__((constructor)) static void decide(void)
{
	(void)ours();
}

static bool below_root(const char *path)
{
	const char *at = getenv("POWERLOSS_ROOTS");

	while (at && *at) {
		size_t len = strcspn(at, ":");
		if (strncmp(path, at, len) == 0 && (path[len] == '/' || path[len] == 0))
			return true;
		at += len + (at[len] == ':');
	}
	return false;
}

/* trace_fd() - is @fd a file or folder below a root? Its inode. */
bool trace_fd(int fd, ino_t *ret_inode)
{
	char name[64], path[PATH_MAX] = "";
	struct stat st;
	int saved = errno;

	if (!ours() || fd < 0 || fstat(fd, &st) != 0 ||
	    !(S_ISREG(st.st_mode) || S_ISDIR(st.st_mode))) {
		errno = saved;
		return false;
	}
	(void)snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
	ssize_t n = readlink(name, path, sizeof path - 1);
	errno = saved;
	*ret_inode = st.st_ino;
	return n > 0 && below_root(path);
}

/* trace_place() - where (@dirfd, @path) is; false if it is not below a root. */
bool trace_place(int dirfd, const char *path, struct place *p)
{
	char parent[PATH_MAX], base[PATH_MAX], link[64];
	struct stat st;
	int saved = errno;
	bool below = false;

	if (!ours())
		return false;
	if (*path == '/' || dirfd == AT_FDCWD) {
		(void)snprintf(parent, sizeof parent, "%s", path);
	} else {
		(void)snprintf(link, sizeof link, "/proc/self/fd/%d", dirfd);
		ssize_t n = readlink(link, base, sizeof base - 1);
		base[n > 0 ? n : 0] = 0;
		if (snprintf(parent, sizeof parent, "%s/%s", base, path) >= (int)sizeof parent)
			abort();
	}
	size_t len = strlen(parent);
	while (len > 1 && parent[len - 1] == '/')
		parent[--len] = 0;
	char *slash = strrchr(parent, '/');
	const char *last = slash ? slash + 1 : parent;
	if (strlen(last) >= sizeof p->name) {
		errno = saved;
		return false; /* the call will fail */
	}
	memcpy(p->name, last, strlen(last) + 1);
	if (slash)
		slash[slash == parent] = 0;
	char *whole = realpath(slash ? parent : ".", NULL);
	if (whole && stat(whole, &st) == 0 && below_root(whole)) {
		p->folder = st.st_ino;
		(void)snprintf(p->path, sizeof p->path, "%s/%s", whole, p->name);
		below = true;
	}
	free(whole);
	errno = saved;
	return below;
}

ino_t trace_inode(const char *path)
{
	struct stat st;
	int saved = errno;
	ino_t inode = lstat(path, &st) == 0 ? st.st_ino : 0;

	errno = saved;
	return inode;
}

/* trace_begin() - take the lock of all processes; returns the trace's descriptor. */
int trace_begin(void)
{
	int low = ((__typeof__(&open))trace_real("open"))(
		getenv("POWERLOSS_TRACE"), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
	int fd = low < 0 ? -1 : fcntl(low, F_DUPFD_CLOEXEC, HIGH_FD);

	if (fd < 0)
		fd = low; /* few descriptors are allowed: as good */
	else
		(void)close(low);
	if (fd < 0 || flock(fd, LOCK_EX) != 0)
		abort();
	return fd;
}

void trace_put(int trace, const void *data, size_t len)
{
	const char *from = data;

	while (len > 0) {
		ssize_t n = ((__typeof__(&write))trace_real("write"))(trace, from, len);
		if (n <= 0)
			abort();
		from += n;
		len -= (size_t)n;
	}
}

/* trace_end() - give the lock back; errno stays that of the call. */
void trace_end(int trace, int saved)
{
	(void)close(trace);
	errno = saved;
}

void trace_tell(int trace, const char *fmt, ...)
{
	char head[HEAD_BYTES + 2 * NAME_MAX];
	va_list args;

	va_start(args, fmt);
	int n = vsnprintf(head, sizeof head, fmt, args);
	va_end(args);
	if (n < 0 || n >= (int)sizeof head)
		abort();
	trace_put(trace, head, (size_t)n);
}

void trace_name(int trace, char kind, const struct place *p, ino_t inode)
{
	trace_tell(trace, "%c %llu %llu %zu %s\n", kind, (unsigned long long)p->folder,
		   (unsigned long long)inode, strlen(p->name), p->name);
}

void trace_size(int trace, ino_t inode, off_t size)
{
	trace_tell(trace, "T %llu %lld\n", (unsigned long long)inode, (long long)size);
}
