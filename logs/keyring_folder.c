/* keyring_folder.c - the keyring's folder: where it may lie, who may read it, its lock. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "logs/keyring_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include "base/buf.h"
#include "base/cleanup.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"

/* resolve() - append @path without links and dots; its end need not exist yet. */
static bool resolve(const char *path, struct buf *out, struct err *e)
{
	char *real = *path ? realpath(path, NULL) : NULL;
	struct stat st;

	if (real) {
		buf_adds(out, real);
		free(real);
		return buf_check(out, "a path", e);
	}
	/* A link to nowhere, a step back out of nowhere: nobody can say where it will lie. */
	if (!*path || errno != ENOENT || lstat(path, &st) == 0)
		return err_set(e, ERR_CONFIG, "'%s' cannot be resolved", path);
	CLEANUP(mem_freep) char *head = mem_strdup(path);
	for (size_t n = strlen(head); n > 1 && head[n - 1] == '/'; n--)
		head[n - 1] = 0;
	char *slash = strrchr(head, '/');
	const char *name = slash ? slash + 1 : head, *parent = ".";
	if (slash) {
		*slash = 0;
		parent = slash == head ? "/" : head;
	}
	if (str_eq(name, ".."))
		return err_set(e, ERR_CONFIG, "'%s' cannot be resolved", path);
	if (!resolve(parent, out, e))
		return false;
	buf_adds(out, str_eq(out->data, "/") ? "" : "/");
	buf_adds(out, name);
	return buf_check(out, "a path", e);
}

/* holds() - is @inner the folder @outer or below it? Both resolved. */
static bool holds(const char *outer, const char *inner)
{
	size_t len = strlen(outer);

	if (str_eq(outer, "/"))
		return true;
	return str_starts(inner, outer) && (inner[len] == 0 || inner[len] == '/');
}

/* make_folders() - @path, absolute, and what is missing above it. */
static bool make_folders(char *path, struct err *e)
{
	for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = 0;
		bool made = file_make_folder(path, e);
		*slash = '/';
		if (!made)
			return false;
	}
	return file_make_folder(path, e);
}

bool keyring_folder_apart(const char *one, const char *other, struct err *e)
{
	CLEANUP(buf_clear) struct buf a = { 0 }, b = { 0 };

	buf_init(&a, PATH_MAX);
	buf_init(&b, PATH_MAX);
	if (!resolve(one, &a, e) || !resolve(other, &b, e))
		return false;
	return (!holds(a.data, b.data) && !holds(b.data, a.data)) ||
	       err_set(e, ERR_CONFIG, "'%s' and '%s' must lie outside of each other", a.data,
		       b.data);
}

bool keyring_folder_create(const char *folder, const char *state, int *ret_fd, struct err *e)
{
	CLEANUP(buf_clear) struct buf keys = { 0 }, work = { 0 };

	buf_init(&keys, PATH_MAX);
	buf_init(&work, PATH_MAX);
	if (!resolve(folder, &keys, e) || !resolve(state, &work, e))
		return err_wrap(e, "keyring");
	if (holds(work.data, keys.data) || holds(keys.data, work.data))
		return err_set(e, ERR_CONFIG,
			       "keyring '%s': must lie outside the state directory '%s', and not "
			       "around it: a copy of one must not be a copy of the other",
			       keys.data, work.data);
	if (!make_folders(keys.data, e))
		return err_wrap(e, "keyring");
	return keyring_folder_open(keys.data, ret_fd, e);
}

bool keyring_folder_open(const char *folder, int *ret_fd, struct err *e)
{
	CLEANUP(close_fdp) int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct stat st;

	if (fd < 0 || fstat(fd, &st) != 0)
		return err_set(e, ERR_CONFIG, "keyring: open '%s': %s", folder, strerror(errno));
	if (st.st_uid != geteuid() && st.st_uid != 0)
		return err_set(e, ERR_CONFIG, "keyring: '%s' belongs to another user", folder);
	if (st.st_mode & 077)
		return err_set(e, ERR_CONFIG, "keyring: '%s' is open to others (chmod 700)",
			       folder);
	*ret_fd = fd;
	fd = -1;
	return true;
}

bool keyring_folder_lock(int folder_fd, struct err *e)
{
	while (flock(folder_fd, LOCK_EX) != 0)
		if (errno != EINTR)
			return err_set(e, ERR_IO, "lock the keyring: %s", strerror(errno));
	return true;
}

void keyring_folder_unlock(int folder_fd)
{
	(void)flock(folder_fd, LOCK_UN); /* a lock that is held can be given up */
}
