/* data.c - LD_PRELOAD: calls that write data, set sizes and sync. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>
#include "tests/crash/powerloss/trace.h"

/* Where a write without an offset goes. */
static off_t offset_of(int fd)
{
	int saved = errno;
	struct stat st;
	off_t at = lseek(fd, 0, SEEK_CUR);

	if (fcntl(fd, F_GETFL) & O_APPEND && fstat(fd, &st) == 0)
		at = st.st_size;
	errno = saved;
	return at;
}

/* tell_data() - the first @len bytes of @n pieces, as written at @offset. */
static void tell_data(int trace, ino_t inode, off_t offset, const struct iovec *v, ssize_t len)
{
	size_t left = len > 0 ? (size_t)len : 0;

	if (len <= 0)
		return;
	trace_tell(trace, "W %llu %lld %zd\n", (unsigned long long)inode, (long long)offset, len);
	for (; left > 0; v++) {
		size_t part = v->iov_len < left ? v->iov_len : left;
		trace_put(trace, v->iov_base, part);
		left -= part;
	}
	trace_put(trace, "\n", 1);
}

ssize_t writev(int fd, const struct iovec *v, int n)
{
	ino_t inode;

	if (!trace_fd(fd, &inode))
		return REAL(writev)(fd, v, n);
	int trace = trace_begin();
	off_t at = offset_of(fd);
	ssize_t len = REAL(writev)(fd, v, n);
	int saved = errno;
	tell_data(trace, inode, at, v, len);
	trace_end(trace, saved);
	return len;
}

ssize_t write(int fd, const void *data, size_t len)
{
	const struct iovec one = { (void *)(uintptr_t)data, len };
	ino_t inode;

	return trace_fd(fd, &inode) ? writev(fd, &one, 1) : REAL(write)(fd, data, len);
}

ssize_t pwritev(int fd, const struct iovec *v, int n, off_t offset)
{
	ino_t inode;

	if (!trace_fd(fd, &inode))
		return REAL(pwritev)(fd, v, n, offset);
	int trace = trace_begin();
	ssize_t len = REAL(pwritev)(fd, v, n, offset);
	int saved = errno;
	tell_data(trace, inode, offset, v, len);
	trace_end(trace, saved);
	return len;
}

ssize_t pwrite(int fd, const void *data, size_t len, off_t offset)
{
	const struct iovec one = { (void *)(uintptr_t)data, len };

	return pwritev(fd, &one, 1, offset);
}

ssize_t pwrite64(int fd, const void *data, size_t len, off_t offset)
{
	return pwrite(fd, data, len, offset);
}

int ftruncate(int fd, off_t size)
{
	ino_t inode;

	if (!trace_fd(fd, &inode))
		return REAL(ftruncate)(fd, size);
	int trace = trace_begin();
	int done = REAL(ftruncate)(fd, size);
	int saved = errno;
	if (done == 0)
		trace_size(trace, inode, size);
	trace_end(trace, saved);
	return done;
}

int ftruncate64(int fd, off_t size)
{
	return ftruncate(fd, size);
}

int truncate(const char *path, off_t size)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return -1;
	int done = ftruncate(fd, size);
	int saved = errno;
	(void)close(fd);
	errno = saved;
	return done;
}

/* grown() - a size that only ever grows. */
static void grown(int trace, int fd, ino_t inode)
{
	struct stat st;

	if (fstat(fd, &st) == 0)
		trace_size(trace, inode, st.st_size);
}

int fallocate(int fd, int mode, off_t offset, off_t len)
{
	ino_t inode;

	if (!trace_fd(fd, &inode))
		return REAL(fallocate)(fd, mode, offset, len);
	if (mode & ~FALLOC_FL_KEEP_SIZE)
		abort(); /* holes and moved blocks: nobody here needs them */
	int trace = trace_begin();
	int done = REAL(fallocate)(fd, mode, offset, len);
	int saved = errno;
	if (done == 0)
		grown(trace, fd, inode);
	trace_end(trace, saved);
	return done;
}

int posix_fallocate(int fd, off_t offset, off_t len)
{
	ino_t inode;

	if (!trace_fd(fd, &inode))
		return REAL(posix_fallocate)(fd, offset, len);
	int trace = trace_begin();
	int cause = REAL(posix_fallocate)(fd, offset, len);
	if (cause == 0)
		grown(trace, fd, inode);
	trace_end(trace, errno);
	return cause;
}

/* ---- syncs */

static int synced(int fd, int (*call)(int))
{
	ino_t inode;

	if (!trace_fd(fd, &inode))
		return call(fd);
	int trace = trace_begin();
	int done = call(fd);
	int saved = errno;
	if (done == 0)
		trace_tell(trace, "S %llu\n", (unsigned long long)inode);
	trace_end(trace, saved);
	return done;
}

int fsync(int fd)
{
	return synced(fd, REAL(fsync));
}

int fdatasync(int fd)
{
	return synced(fd, REAL(fdatasync));
}

/* sync_file_range() - promises nothing about a power loss (its manual): no S line. */
