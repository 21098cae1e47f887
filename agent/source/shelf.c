/* shelf.c - putting files into a folder and moving them between folders, durably, over nothing. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/source/shelf.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/cleanup.h"
#include "base/fault.h"
#include "base/mem.h"

/* NAMES_MAX: the same content under the same name so many times is no accident any more. */
enum { NAMES_MAX = 1000 };

/* candidate() - the @i-th name for a place, without suffix, owned by @a. */
static const char *candidate(const struct shelf_place *to, unsigned i, struct arena *a)
{
	if (i == 0)
		return to->name;
	if (i == 1)
		return arena_printf(a, "%s~%.8s", to->name, to->digest);
	return arena_printf(a, "%s~%.8s-%u", to->name, to->digest, i);
}

/* rename_new() - rename unless the new name is taken (EEXIST). */
static bool rename_new(int from, const char *name, int to, const char *new_name)
{
	struct stat st;

	if (renameat2(from, name, to, new_name, RENAME_NOREPLACE) == 0)
		return true;
	if (errno != EINVAL && errno != ENOSYS)
		return false;
	/* Network file systems lack the flag. Nobody else writes there: looking first will do. */
	if (fstatat(to, new_name, &st, AT_SYMLINK_NOFOLLOW) == 0) {
		errno = EEXIST;
		return false;
	}
	return renameat(from, name, to, new_name) == 0;
}

static bool sync_folder(int folder, struct err *e)
{
	return fsync(folder) == 0 || err_set(e, ERR_IO, "sync a folder: %s", strerror(errno));
}

bool shelf_free_name(const struct shelf_place *to, struct arena *a, const char **ret_name,
		     struct err *e)
{
	struct stat st;

	for (unsigned i = 0; i < NAMES_MAX; i++) {
		const char *stem = candidate(to, i, a);
		const char *name = arena_printf(a, "%s%s", stem, to->suffix);
		if (fstatat(to->folder, name, &st, AT_SYMLINK_NOFOLLOW) == 0)
			continue;
		if (errno != ENOENT)
			return err_set(e, ERR_IO, "look into a folder: %s", strerror(errno));
		*ret_name = stem;
		return true;
	}
	return err_set(e, ERR_IO, "%d items of one name and content", NAMES_MAX);
}

bool shelf_move(int from, const char *name, const struct shelf_place *to, struct arena *a,
		struct err *e)
{
	const char *stem;

	if (!shelf_free_name(to, a, &stem, e))
		return false;
	if (!rename_new(from, name, to->folder, arena_printf(a, "%s%s", stem, to->suffix)))
		return err_set(e, errno == ENOENT ? ERR_NOT_FOUND : ERR_IO, "move an item: %s",
			       strerror(errno));
	fault_point("source-moved");
	/* The new place first: after power loss it may be in both, not in none. */
	return sync_folder(to->folder, e) && sync_folder(from, e);
}

/* open_below() - the file @path ("NAME" or "FOLDER/NAME") without following any link. */
static int open_below(int folder, const char *path)
{
	const char *slash = strchr(path, '/');
	const int flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;

	if (!slash)
		return openat(folder, path, flags);
	CLEANUP(mem_freep) char *name = mem_strndup(path, (size_t)(slash - path));
	CLEANUP(close_fdp) int below = openat(folder, name, flags | O_DIRECTORY);
	return below < 0 ? -1 : openat(below, slash + 1, flags);
}

bool shelf_read(int folder, const char *path, size_t cap, char **ret_data, size_t *ret_len,
		struct err *e)
{
	CLEANUP(close_fdp) int fd = open_below(folder, path);
	struct stat st;
	size_t got = 0;

	if (fd < 0)
		return err_set(e, errno == ENOENT ? ERR_NOT_FOUND : ERR_IO, "open an item: %s",
			       strerror(errno));
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
		return err_set(e, ERR_IO, "an item is not a regular file");
	if ((uint64_t)st.st_size > cap)
		return err_set(e, ERR_LIMIT, "the item of inode %ju is larger than %zu bytes",
			       (uintmax_t)st.st_ino, cap);
	CLEANUP(mem_freep) char *data = mem_calloc((size_t)st.st_size + 1, 1);
	while (got < (size_t)st.st_size) {
		ssize_t n = read(fd, data + got, (size_t)st.st_size - got);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_set(e, ERR_IO, "read the item of inode %ju: %s",
				       (uintmax_t)st.st_ino, strerror(errno));
		if (n == 0)
			break;
		got += (size_t)n;
	}
	*ret_data = TAKE(data);
	*ret_len = got;
	return true;
}

/* write_all() - and onto the disk. */
static bool write_all(int fd, const char *from, size_t len)
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

/* write_beside() - the bytes as @name; what an earlier attempt left is written over. */
static bool write_beside(int folder, const char *name, const void *data, size_t len, struct err *e)
{
	const int flags = O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC;
	CLEANUP(close_fdp) int fd = openat(folder, name, flags, 0660);

	if (fd >= 0 && write_all(fd, data, len))
		return true;
	int cause = errno;
	(void)unlinkat(folder, name, 0); /* the first failure is what counts */
	return err_set(e, ERR_IO, "write into a folder: %s", strerror(cause));
}

/* holds() - does the file @name hold these very bytes? What cannot be read does not. */
static bool holds(int folder, const char *name, const void *data, size_t len)
{
	CLEANUP(mem_freep) char *there = NULL;
	struct err unused = { 0 };
	size_t there_len;

	return shelf_read(folder, name, len, &there, &there_len, &unused) && there_len == len &&
	       memcmp(there, data, len) == 0;
}

bool shelf_replace(int folder, const char *name, const void *data, size_t len, struct arena *a,
		   struct err *e)
{
	const char *beside = arena_printf(a, ".%s.neu", name);

	if (!write_beside(folder, beside, data, len, e))
		return false;
	fault_point("source-written");
	if (renameat(folder, beside, folder, name) != 0)
		return err_set(e, ERR_IO, "rename in a folder: %s", strerror(errno));
	return sync_folder(folder, e);
}

bool shelf_put(const struct shelf_place *to, const void *data, size_t len, struct arena *a,
	       struct err *e)
{
	const char *beside = arena_printf(a, ".%s.neu", to->name);

	if (!write_beside(to->folder, beside, data, len, e))
		return false;
	fault_point("source-written");
	for (unsigned i = 0; i < NAMES_MAX; i++) {
		const char *name = arena_printf(a, "%s%s", candidate(to, i, a), to->suffix);
		if (rename_new(to->folder, beside, to->folder, name))
			return sync_folder(to->folder, e);
		if (errno != EEXIST)
			return err_set(e, ERR_IO, "rename in a folder: %s", strerror(errno));
		if (!holds(to->folder, name, data, len))
			continue;
		(void)unlinkat(to->folder, beside, 0); /* a second copy hurts nobody */
		return sync_folder(to->folder, e);
	}
	return err_set(e, ERR_IO, "put into a folder: %d of this name are there", NAMES_MAX);
}
