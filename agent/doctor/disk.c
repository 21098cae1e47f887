/* disk.c - the file system of the state directory: local, syncing, with room. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>
#include <unistd.h>
#include "agent/doctor/check.h"
#include "base/clock.h"

/* Some submissions of the largest size; a month of usual ones: docs/decisions/016. */
#define MIB (UINT64_C(1) << 20)
#define SPACE_NEEDED (256 * MIB)
#define SPACE_USUAL (2048 * MIB)

enum { INODES_NEEDED = 1000, INODES_USUAL = 10000, PIECE_BYTES = 4096 };

/* place() - the state directory, or what it will be made in. */
static const char *place(struct checkup *c)
{
	char *path = arena_strdup(c->arena, c->config->state), *slash;
	struct stat st;

	while (stat(path, &st) != 0 && (slash = strrchr(path, '/')) != NULL && slash != path)
		*slash = 0;
	return path;
}

void disk_kind(struct checkup *c)
{
	/* As agent/store/store.c refuses them; in memory is allowed there, but not for long. */
	static const struct {
		unsigned long type;
		const char *name;
		enum observation_level level;
	} kinds[] = {
		{ NFS_SUPER_MAGIC, "NFS", OBSERVATION_ERROR },
		{ SMB_SUPER_MAGIC, "SMB", OBSERVATION_ERROR },
		{ SMB2_SUPER_MAGIC, "SMB", OBSERVATION_ERROR },
		{ 0xff534d42, "CIFS", OBSERVATION_ERROR },
		{ CODA_SUPER_MAGIC, "Coda", OBSERVATION_ERROR },
		{ AFS_SUPER_MAGIC, "AFS", OBSERVATION_ERROR },
		{ AFS_FS_MAGIC, "AFS", OBSERVATION_ERROR },
		{ CEPH_SUPER_MAGIC, "Ceph", OBSERVATION_ERROR },
		{ NCP_SUPER_MAGIC, "NCP", OBSERVATION_ERROR },
		{ TMPFS_MAGIC, "tmpfs, in memory: a power loss takes it", OBSERVATION_WARNING },
		{ RAMFS_MAGIC, "ramfs, in memory: a power loss takes it", OBSERVATION_WARNING },
		{ FUSE_SUPER_MAGIC, "FUSE, which may be remote", OBSERVATION_WARNING },
	};
	const char *path = place(c);
	struct statfs fs;

	if (statfs(path, &fs) != 0) {
		check_found(c, OBSERVATION_ERROR, path, "%s", strerror(errno));
		return;
	}
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		if ((unsigned long)fs.f_type != kinds[i].type)
			continue;
		check_found(c, kinds[i].level, path, "%s", kinds[i].name);
		return;
	}
	check_found(c, OBSERVATION_OK, path, "local (type 0x%lx)", (unsigned long)fs.f_type);
}

/* sync_file() - one page, durable; errno says why not. */
static bool sync_file(int fd, const char *path)
{
	static const char piece[PIECE_BYTES];
	bool done = write(fd, piece, sizeof piece) == (ssize_t)sizeof piece && fsync(fd) == 0;
	int cause = errno;

	(void)unlink(path); /* an empty file of a name nobody else has */
	errno = cause;
	return done;
}

void disk_syncs(struct checkup *c)
{
	const char *folder = place(c);
	char *path = arena_printf(c->arena, "%s/.amtsbote-doctor-XXXXXX", folder);
	int64_t began = clock_boot_us();
	CLEANUP(close_fdp) int fd = mkostemp(path, O_CLOEXEC);

	errno = fd < 0 ? errno : 0;
	if (fd < 0 || !sync_file(fd, path))
		check_found(c, OBSERVATION_ERROR, folder, "a page cannot be written and synced: %s",
			    errno ? strerror(errno) : "cut short");
	else
		check_found(c, OBSERVATION_OK, folder, "a page written and synced in %.1f ms",
			    (double)(clock_boot_us() - began) / 1000);
}

void disk_space(struct checkup *c)
{
	const char *path = place(c);
	struct statvfs v;

	if (statvfs(path, &v) != 0)
		return; /* disk_kind() has said it */
	uint64_t bytes = (uint64_t)v.f_bavail * v.f_frsize;
	enum observation_level level = bytes < SPACE_NEEDED  ? OBSERVATION_ERROR
				       : bytes < SPACE_USUAL ? OBSERVATION_WARNING
							     : OBSERVATION_OK;
	check_found(c, level, path, "%llu MiB free", (unsigned long long)(bytes / MIB));
}

void disk_inodes(struct checkup *c)
{
	const char *path = place(c);
	struct statvfs v;

	if (statvfs(path, &v) != 0)
		return;
	if (v.f_files == 0) { /* btrfs and others make them as needed */
		check_found(c, OBSERVATION_OK, path, "no limit of files");
		return;
	}
	enum observation_level level = v.f_favail < INODES_NEEDED  ? OBSERVATION_ERROR
				       : v.f_favail < INODES_USUAL ? OBSERVATION_WARNING
								   : OBSERVATION_OK;
	check_found(c, level, path, "%llu more files", (unsigned long long)v.f_favail);
}
