/* tree.c - whole folders: copied, and onto the disk. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/tree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/arena.h"
#include "base/cleanup.h"

enum { BLOCK_BYTES = 65536 };

bool tree_sync(const char *path, struct err *e)
{
	CLEANUP(close_fdp) int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return (fd >= 0 && fsync(fd) == 0) ||
	       err_set(e, ERR_IO, "sync '%s': %s", path, strerror(errno));
}

/* write_all() - false with errno set. */
static bool write_all(int fd, const char *data, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, data, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		data += n;
		len -= (size_t)n;
	}
	return true;
}

/* pour() - what @from holds, to its end, into @to and onto the disk. False with errno set. */
static bool pour(int from, int to)
{
	char block[BLOCK_BYTES];

	for (;;) {
		ssize_t n = read(from, block, sizeof block);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		if (n == 0)
			return fsync(to) == 0;
		if (!write_all(to, block, (size_t)n))
			return false;
	}
}

bool tree_copy_file(const char *from, const char *to, struct err *e)
{
	CLEANUP(close_fdp)
	int in = open(from, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	CLEANUP(close_fdp) int out = -1;
	struct stat st;

	if (in < 0 && errno == ENOENT)
		return true;
	if (in < 0 || fstat(in, &st) != 0)
		return err_set(e, ERR_IO, "open '%s': %s", from, strerror(errno));
	if (!S_ISREG(st.st_mode))
		return err_set(e, ERR_IO, "'%s' is no plain file", from);
	out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (out < 0 || !pour(in, out) || fchmod(out, st.st_mode & 0700) != 0)
		return err_set(e, ERR_IO, "copy '%s' to '%s': %s", from, to, strerror(errno));
	return true;
}

static bool copy_folder(const char *from, const char *to, int depth, struct err *e);

/* copy_entry() - of @from, whatever it is. */
static bool copy_entry(const char *from, const char *to, int depth, struct err *e)
{
	struct stat st;

	if (lstat(from, &st) != 0)
		return errno == ENOENT ||
		       err_set(e, ERR_IO, "look at '%s': %s", from, strerror(errno));
	if (S_ISDIR(st.st_mode))
		return copy_folder(from, to, depth + 1, e);
	return tree_copy_file(from, to, e);
}

static bool copy_folder(const char *from, const char *to, int depth, struct err *e)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	DIR *dir = opendir(from);
	const struct dirent *d;
	bool good = true;

	if (!dir)
		return err_set(e, ERR_IO, "read '%s': %s", from, strerror(errno));
	if (depth > TREE_DEPTH_MAX)
		good = err_set(e, ERR_LIMIT, "'%s': too many folders within folders", from);
	else if (mkdir(to, 0700) != 0)
		good = err_set(e, ERR_IO, "create '%s': %s", to, strerror(errno));
	while (good && (d = readdir(dir)))
		if (d->d_name[0] != '.')
			good = copy_entry(arena_printf(a, "%s/%s", from, d->d_name),
					  arena_printf(a, "%s/%s", to, d->d_name), depth, e);
	(void)closedir(dir); /* was only read */
	return good && tree_sync(to, e);
}

bool tree_copy(const char *from, const char *to, struct err *e)
{
	return copy_folder(from, to, 1, e);
}
