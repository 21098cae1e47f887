/* file.c - whole files in and out, capped and complete. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/cleanup.h"
#include "base/mem.h"

/* read_fd() - @len bytes or up to the end of the file, whichever comes first. */
static bool read_fd(int fd, char *data, size_t len, size_t *ret_got)
{
	size_t got = 0;

	while (got < len) {
		ssize_t n = read(fd, data + got, len - got);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		if (n == 0)
			break;
		got += (size_t)n;
	}
	*ret_got = got;
	return true;
}

bool file_read(const char *path, size_t cap_bytes, char **ret_data, size_t *ret_len, struct err *e)
{
	CLEANUP(close_fdp) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st;

	if (fd < 0)
		return err_set(e, ERR_IO, "open '%s': %s", path, strerror(errno));
	if (fstat(fd, &st) != 0)
		return err_set(e, ERR_IO, "stat '%s': %s", path, strerror(errno));
	if (!S_ISREG(st.st_mode))
		return err_set(e, ERR_IO, "'%s' is not a regular file", path);
	if ((uint64_t)st.st_size > cap_bytes)
		return err_set(e, ERR_LIMIT, "'%s' is larger than %zu bytes", path, cap_bytes);
	CLEANUP(mem_freep) char *data = mem_calloc((size_t)st.st_size + 2, 1);
	size_t got;
	if (!read_fd(fd, data, (size_t)st.st_size + 1, &got))
		return err_set(e, ERR_IO, "read '%s': %s", path, strerror(errno));
	if (got > (size_t)st.st_size)
		return err_set(e, ERR_IO, "'%s' grew while it was read", path);
	data[got] = 0;
	*ret_data = TAKE(data);
	*ret_len = got;
	return true;
}

/* write_fd() - all of it, onto the disk; false: errno says why. */
static bool write_fd(int fd, const char *from, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, from, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		from += n;
		len -= (size_t)n;
	}
	return fsync(fd) == 0;
}

/* sync_name() - the folder that holds @path, onto the disk; false: errno says why. */
static bool sync_name(const char *path)
{
	size_t len = strlen(path);

	while (len > 0 && path[len - 1] == '/') /* a folder may be named with a slash */
		len--;
	while (len > 0 && path[len - 1] != '/')
		len--;
	CLEANUP(mem_freep) char *above = mem_calloc(len + sizeof ".", 1);

	memcpy(above, path, len);
	memcpy(above + len, ".", sizeof ".");
	CLEANUP(close_fdp) int fd = open(above, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return fd >= 0 && fsync(fd) == 0;
}

bool file_write_private(const char *path, const void *data, size_t len, struct err *e)
{
	CLEANUP(mem_freep) char *beside = mem_calloc(strlen(path) + sizeof ".XXXXXX", 1);

	/* A new file: nobody has it open, no link leads elsewhere, and it is whole or not there. */
	memcpy(beside, path, strlen(path));
	memcpy(beside + strlen(path), ".XXXXXX", sizeof ".XXXXXX");
	CLEANUP(close_fdp) int fd = mkostemp(beside, O_CLOEXEC);
	if (fd < 0)
		return err_set(e, ERR_IO, "create '%s': %s", path, strerror(errno));
	if (!write_fd(fd, data, len) || rename(beside, path) != 0) {
		int cause = errno;
		(void)unlink(beside); /* the first failure is what counts */
		return err_set(e, ERR_IO, "write '%s': %s", path, strerror(cause));
	}
	return sync_name(path) ||
	       err_set(e, ERR_IO, "sync the name of '%s': %s", path, strerror(errno));
}

bool file_make_folder(const char *path, struct err *e)
{
	bool made = mkdir(path, 0700) == 0;

	if (!made && errno != EEXIST)
		return err_set(e, ERR_IO, "create '%s': %s", path, strerror(errno));
	/*
	 * Also of one that is there: who made it may have been killed before it was synced. What
	 * lies in a folder that we may not read was not made by us.
	 */
	return sync_name(path) || (!made && errno == EACCES) ||
	       err_set(e, ERR_IO, "sync the name of '%s': %s", path, strerror(errno));
}

bool file_is_private(const char *path, struct err *e)
{
	struct stat st;

	if (stat(path, &st) != 0)
		return err_set(e, ERR_IO, "stat '%s': %s", path, strerror(errno));
	if (st.st_uid != geteuid() && st.st_uid != 0)
		return err_set(e, ERR_CONFIG, "'%s' belongs to another user", path);
	if (st.st_mode & 077)
		return err_set(e, ERR_CONFIG, "'%s' can be read by others (chmod 600)", path);
	return true;
}

static int remove_one(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
	(void)st;
	(void)flag;
	(void)ftw;
	return remove(path) == 0 || errno == ENOENT ? 0 : -1; /* a dying program also removes */
}

bool file_remove_tree(const char *path, struct err *e)
{
	struct stat st;

	if (lstat(path, &st) != 0 && errno == ENOENT)
		return true;
	/* FTW_MOUNT: what is mounted below belongs to somebody else. */
	if (nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS | FTW_MOUNT) == 0)
		return true;
	return err_set(e, ERR_IO, "remove '%s': %s", path, strerror(errno));
}
