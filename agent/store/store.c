/* store.c - opening and closing the file: private, on a disk that syncs, of a known schema. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/store/store.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <linux/magic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>
#include "agent/store/connection.h"
#include "agent/store/schema.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"

/* Where locks or shared memory do not hold between machines; what linux/magic.h lacks by number. */
static const unsigned long network_types[] = {
	NFS_SUPER_MAGIC, SMB_SUPER_MAGIC, SMB2_SUPER_MAGIC, 0xff534d42 /* CIFS */, CODA_SUPER_MAGIC,
	AFS_SUPER_MAGIC, AFS_FS_MAGIC,    CEPH_SUPER_MAGIC, NCP_SUPER_MAGIC,
};

static bool check_folder(const char *path, int folder, struct err *e)
{
	struct statfs fs;

	if (fstatfs(folder, &fs) != 0)
		return err_set(e, ERR_IO, "store '%s': %s", path, strerror(errno));
	for (size_t i = 0; i < sizeof network_types / sizeof *network_types; i++)
		if ((unsigned long)fs.f_type == network_types[i])
			return err_set(e, ERR_CONFIG,
				       "store '%s': on a network file system, which"
				       " keeps no promise about locks",
				       path);
	if (fsync(folder) != 0)
		return err_set(e, ERR_CONFIG, "store '%s': its file system does not sync: %s", path,
			       strerror(errno));
	return true;
}

/*
 * An existing file is looked at by its name only: closing any descriptor of it would drop the locks
 * that another connection of this process holds (POSIX).
 */
static bool make_private(const char *path, int folder, struct err *e)
{
	struct stat st;

	if (lstat(path, &st) == 0) {
		if (!S_ISREG(st.st_mode))
			return err_set(e, ERR_CONFIG, "store '%s': not a regular file", path);
		return file_is_private(path, e) || err_wrap(e, "store");
	}
	CLEANUP(close_fdp) int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0 || fsync(fd) != 0 || fsync(folder) != 0)
		return err_set(e, ERR_IO, "store '%s': create: %s", path, strerror(errno));
	return true;
}

/* open_folder() - the file's folder, locked: one process at a time creates and migrates. */
static bool open_folder(const char *path, int *ret_fd, struct err *e)
{
	CLEANUP(mem_freep) char *copy = mem_strdup(path);
	CLEANUP(close_fdp) int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return err_set(e, ERR_IO, "store '%s': its folder: %s", path, strerror(errno));
	while (flock(fd, LOCK_EX) != 0)
		if (errno != EINTR)
			return err_set(e, ERR_IO, "store '%s': lock its folder: %s", path,
				       strerror(errno));
	*ret_fd = fd;
	fd = -1;
	return true;
}

bool store_open(const char *path, struct store **ret_store, struct err *e)
{
	CLEANUP(close_fdp) int folder = -1;
	CLEANUP(store_closep) struct store *s = mem_zalloc(sizeof *s);

	if (!open_folder(path, &folder, e) || !check_folder(path, folder, e) ||
	    !make_private(path, folder, e) || !sql_open(&s->sql, path, e) ||
	    !schema_bring_forward(&s->sql, e))
		return false;
	*ret_store = TAKE(s);
	return true;
}

void store_as(struct store *s, const char *process)
{
	bool fits = fmt_into(s->process, sizeof s->process, "%s", process);

	assert(fits && "names of processes are ours");
	(void)fits;
}

bool store_inspect(const char *path, int64_t *ret_schema, int64_t *ret_newest, struct err *e)
{
	struct sql db;

	if (!file_is_private(path, e))
		return err_wrap(e, "store");
	if (!sql_open_to_read(&db, path, e))
		return false;
	bool good = schema_read(&db, ret_schema, ret_newest, e);
	sql_close(&db);
	return good;
}

void store_close(struct store *s)
{
	if (!s)
		return;
	sql_close(&s->sql);
	free(s);
}
