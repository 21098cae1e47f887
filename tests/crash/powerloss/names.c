/* names.c - LD_PRELOAD: calls that make, move and remove names. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "tests/crash/powerloss/trace.h"

static int open_traced(int dirfd, const char *path, int flags, mode_t mode)
{
	struct place p;
	ino_t inode;

	if (!(flags & (O_CREAT | O_TRUNC)) || (flags & O_TMPFILE) == O_TMPFILE ||
	    !trace_place(dirfd, path, &p))
		return REAL(openat)(dirfd, path, flags, mode);
	int trace = trace_begin();
	bool is_new = trace_inode(p.path) == 0;
	int fd = REAL(openat)(dirfd, path, flags, mode);
	int saved = errno;
	if (fd >= 0 && trace_fd(fd, &inode)) {
		if (is_new)
			trace_name(trace, 'C', &p, inode);
		else if (flags & O_TRUNC)
			trace_size(trace, inode, 0);
	}
	trace_end(trace, saved);
	return fd;
}

#define MODE_OF(flags, mode) \
	do { \
		va_list args; \
		va_start(args, flags); \
		(mode) = (flags) & (O_CREAT | O_TMPFILE) ? va_arg(args, mode_t) : 0; \
		va_end(args); \
	} while (0)

int open(const char *path, int flags, ...)
{
	mode_t mode;

	MODE_OF(flags, mode);
	return open_traced(AT_FDCWD, path, flags, mode);
}

int open64(const char *path, int flags, ...)
{
	mode_t mode;

	MODE_OF(flags, mode);
	return open_traced(AT_FDCWD, path, flags, mode);
}

int openat(int dirfd, const char *path, int flags, ...)
{
	mode_t mode;

	MODE_OF(flags, mode);
	return open_traced(dirfd, path, flags, mode);
}

int openat64(int dirfd, const char *path, int flags, ...)
{
	mode_t mode;

	MODE_OF(flags, mode);
	return open_traced(dirfd, path, flags, mode);
}

int creat(const char *path, mode_t mode)
{
	return open_traced(AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC, mode);
}

int mkostemp(char *path, int flags)
{
	struct place p;

	if (!trace_place(AT_FDCWD, path, &p))
		return REAL(mkostemp)(path, flags);
	int trace = trace_begin();
	int fd = REAL(mkostemp)(path, flags);
	int saved = errno;
	if (fd >= 0 && trace_place(AT_FDCWD, path, &p))
		trace_name(trace, 'C', &p, trace_inode(p.path));
	trace_end(trace, saved);
	return fd;
}

int mkstemp(char *path)
{
	return mkostemp(path, 0);
}

char *mkdtemp(char *path)
{
	struct place p;

	if (!trace_place(AT_FDCWD, path, &p))
		return REAL(mkdtemp)(path);
	int trace = trace_begin();
	char *made = REAL(mkdtemp)(path);
	int saved = errno;
	if (made && trace_place(AT_FDCWD, path, &p))
		trace_name(trace, 'D', &p, trace_inode(p.path));
	trace_end(trace, saved);
	return made;
}

int mkdirat(int dirfd, const char *path, mode_t mode)
{
	struct place p;

	if (!trace_place(dirfd, path, &p))
		return REAL(mkdirat)(dirfd, path, mode);
	int trace = trace_begin();
	int done = REAL(mkdirat)(dirfd, path, mode);
	int saved = errno;
	if (done == 0)
		trace_name(trace, 'D', &p, trace_inode(p.path));
	trace_end(trace, saved);
	return done;
}

int mkdir(const char *path, mode_t mode)
{
	return mkdirat(AT_FDCWD, path, mode);
}

int unlinkat(int dirfd, const char *path, int flags)
{
	struct place p;

	if (!trace_place(dirfd, path, &p))
		return REAL(unlinkat)(dirfd, path, flags);
	int trace = trace_begin();
	int done = REAL(unlinkat)(dirfd, path, flags);
	int saved = errno;
	if (done == 0)
		trace_tell(trace, "U %llu %zu %s\n", (unsigned long long)p.folder, strlen(p.name),
			   p.name);
	trace_end(trace, saved);
	return done;
}

int unlink(const char *path)
{
	return unlinkat(AT_FDCWD, path, 0);
}

int rmdir(const char *path)
{
	return unlinkat(AT_FDCWD, path, AT_REMOVEDIR);
}

int remove(const char *path)
{
	struct stat st;

	if (lstat(path, &st) != 0)
		return -1;
	return S_ISDIR(st.st_mode) ? rmdir(path) : unlink(path);
}

int renameat2(int from_fd, const char *from, int to_fd, const char *to, unsigned flags)
{
	struct place a, b;
	bool is_a = trace_place(from_fd, from, &a), is_b = trace_place(to_fd, to, &b);

	if (!is_a && !is_b)
		return REAL(renameat2)(from_fd, from, to_fd, to, flags);
	if (!is_a || !is_b)
		abort(); /* into or out of the traced folders: nobody could replay that */
	int trace = trace_begin();
	int done = REAL(renameat2)(from_fd, from, to_fd, to, flags);
	int saved = errno;
	if (done == 0)
		trace_tell(trace, "R %llu %zu %llu %zu %s %s\n", (unsigned long long)a.folder,
			   strlen(a.name), (unsigned long long)b.folder, strlen(b.name), a.name,
			   b.name);
	trace_end(trace, saved);
	return done;
}

int renameat(int from_fd, const char *from, int to_fd, const char *to)
{
	return renameat2(from_fd, from, to_fd, to, 0);
}

int rename(const char *from, const char *to)
{
	return renameat2(AT_FDCWD, from, AT_FDCWD, to, 0);
}

int linkat(int from_fd, const char *from, int to_fd, const char *to, int flags)
{
	struct place p;

	if (!trace_place(to_fd, to, &p))
		return REAL(linkat)(from_fd, from, to_fd, to, flags);
	int trace = trace_begin();
	int done = REAL(linkat)(from_fd, from, to_fd, to, flags);
	int saved = errno;
	if (done == 0)
		trace_name(trace, 'L', &p, trace_inode(p.path));
	trace_end(trace, saved);
	return done;
}

int link(const char *from, const char *to)
{
	return linkat(AT_FDCWD, from, AT_FDCWD, to, 0);
}
