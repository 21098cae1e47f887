/* disk.c - a disk under SQLite that refuses, and one that forgets what was not synced. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/store/disk.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "base/mem.h"
#include "base/str.h"

enum { FILES_MAX = 128, PATH_BYTES = 256, SECTOR_BYTES = 512 };

/* A write that is not synced yet; a truncation has no data. */
struct pending {
	sqlite3_int64 at;
	size_t len;
	unsigned char *data; /* owned; NULL: the file ends at .at */
};

/* A file by its path, open or not. */
struct entry {
	char path[PATH_BYTES];
	unsigned char *synced; /* owned */
	size_t len;
	struct pending *pending; /* owned */
	size_t n_pending;
};

struct file {
	sqlite3_file base;
	struct entry *entry; /* NULL: a temporary one */
	sqlite3_file *real;  /* behind this struct */
};

static struct {
	sqlite3_vfs vfs, *below;
	sqlite3_io_methods methods;
	struct entry entries[FILES_MAX];
	size_t n_entries;
	unsigned writes_left; /* before one is refused; 0: all are accepted */
	unsigned refused;
	int code;
	bool read_only;
	void (*cut)(void *self);
	void *self;
} disk;

static struct file *of(sqlite3_file *f)
{
	return (struct file *)f;
}

/* refuses() - count a writing operation. */
static bool refuses(void)
{
	if (disk.writes_left == 0)
		return false;
	if (disk.writes_left > 1) {
		disk.writes_left--;
		return false;
	}
	disk.refused++;
	return true;
}

static struct entry *entry_of(const char *path)
{
	for (size_t i = 0; i < disk.n_entries; i++)
		if (str_eq(disk.entries[i].path, path))
			return &disk.entries[i];
	if (disk.n_entries == FILES_MAX || strlen(path) >= PATH_BYTES)
		abort();
	struct entry *fresh = &disk.entries[disk.n_entries++];
	memcpy(fresh->path, path, strlen(path) + 1);
	return fresh;
}

static void forget_pending(struct entry *x)
{
	for (size_t i = 0; i < x->n_pending; i++)
		free(x->pending[i].data);
	x->n_pending = 0;
}

static void note(struct entry *x, const void *data, size_t len, sqlite3_int64 at)
{
	struct pending *p;

	x->pending = mem_realloc(x->pending, x->n_pending + 1, sizeof *p);
	p = &x->pending[x->n_pending++];
	*p = (struct pending){ .at = at, .len = len };
	if (data)
		p->data = memcpy(mem_zalloc(len), data, len);
}

/* apply() - @len bytes of the pending write from its byte @from on. */
static void apply(unsigned char **bytes, size_t *len, const struct pending *p, size_t from,
		  size_t n)
{
	size_t at = (size_t)p->at + from, end = p->data ? at + n : (size_t)p->at;

	if (end > *len || !p->data) {
		*bytes = mem_realloc(*bytes, end + 1, 1);
		if (end > *len)
			memset(*bytes + *len, 0, end - *len);
		*len = end;
	}
	if (p->data)
		memcpy(*bytes + at, p->data + from, n);
}

static void sync_entry(struct entry *x)
{
	for (size_t i = 0; i < x->n_pending; i++)
		apply(&x->synced, &x->len, &x->pending[i], 0, x->pending[i].len);
	forget_pending(x);
}

static int on_close(sqlite3_file *f)
{
	return of(f)->real->pMethods->xClose(of(f)->real);
}

static int on_read(sqlite3_file *f, void *to, int n, sqlite3_int64 at)
{
	return of(f)->real->pMethods->xRead(of(f)->real, to, n, at);
}

static int on_write(sqlite3_file *f, const void *data, int n, sqlite3_int64 at)
{
	if (refuses())
		return disk.code;
	if (of(f)->entry)
		note(of(f)->entry, data, (size_t)n, at);
	return of(f)->real->pMethods->xWrite(of(f)->real, data, n, at);
}

static int on_truncate(sqlite3_file *f, sqlite3_int64 size)
{
	if (refuses())
		return disk.code == SQLITE_FULL ? SQLITE_IOERR_TRUNCATE : disk.code;
	if (of(f)->entry)
		note(of(f)->entry, NULL, 0, size);
	return of(f)->real->pMethods->xTruncate(of(f)->real, size);
}

static int on_sync(sqlite3_file *f, int flags)
{
	if (refuses())
		return SQLITE_IOERR_FSYNC;
	if (disk.cut)
		disk.cut(disk.self);
	if (of(f)->entry)
		sync_entry(of(f)->entry);
	if (disk.cut)
		disk.cut(disk.self);
	return of(f)->real->pMethods->xSync(of(f)->real, flags);
}

static int on_size(sqlite3_file *f, sqlite3_int64 *ret_size)
{
	return of(f)->real->pMethods->xFileSize(of(f)->real, ret_size);
}

static int on_lock(sqlite3_file *f, int level)
{
	return of(f)->real->pMethods->xLock(of(f)->real, level);
}

static int on_unlock(sqlite3_file *f, int level)
{
	return of(f)->real->pMethods->xUnlock(of(f)->real, level);
}

static int on_reserved(sqlite3_file *f, int *ret_reserved)
{
	return of(f)->real->pMethods->xCheckReservedLock(of(f)->real, ret_reserved);
}

static int on_control(sqlite3_file *f, int op, void *arg)
{
	return of(f)->real->pMethods->xFileControl(of(f)->real, op, arg);
}

static int on_sector(sqlite3_file *f)
{
	(void)f;
	return SECTOR_BYTES;
}

/* Nothing is promised: SQLite must not rely on what a file system usually does. */
static int on_traits(sqlite3_file *f)
{
	(void)f;
	return 0;
}

static int on_shm_map(sqlite3_file *f, int region, int size, int extend, void volatile **ret_map)
{
	return of(f)->real->pMethods->xShmMap(of(f)->real, region, size, extend, ret_map);
}

static int on_shm_lock(sqlite3_file *f, int offset, int n, int flags)
{
	return of(f)->real->pMethods->xShmLock(of(f)->real, offset, n, flags);
}

static void on_shm_barrier(sqlite3_file *f)
{
	of(f)->real->pMethods->xShmBarrier(of(f)->real);
}

static int on_shm_unmap(sqlite3_file *f, int remove_it)
{
	return of(f)->real->pMethods->xShmUnmap(of(f)->real, remove_it);
}

static int on_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *f, int flags, int *ret_flags)
{
	struct file *file = of(f);
	int got = 0;

	(void)vfs;
	if (disk.read_only)
		flags = (flags & ~(SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE)) |
			SQLITE_OPEN_READONLY;
	file->real = (sqlite3_file *)(file + 1);
	file->entry = path ? entry_of(path) : NULL;
	int rc = disk.below->xOpen(disk.below, path, file->real, flags, &got);
	f->pMethods = rc == SQLITE_OK ? &disk.methods : NULL;
	if (ret_flags)
		*ret_flags = got;
	return rc;
}

/* A file that is gone is gone: that a deletion comes late is not modelled. */
static int on_delete(sqlite3_vfs *vfs, const char *path, int sync_folder)
{
	struct entry *x = entry_of(path);

	(void)vfs;
	if (refuses())
		return SQLITE_IOERR_DELETE;
	forget_pending(x);
	x->len = 0;
	return disk.below->xDelete(disk.below, path, sync_folder);
}

void disk_insert(void)
{
	for (size_t i = 0; i < disk.n_entries; i++) {
		forget_pending(&disk.entries[i]);
		free(disk.entries[i].pending);
		free(disk.entries[i].synced);
		disk.entries[i] = (struct entry){ 0 };
	}
	disk.n_entries = 0;
	if (disk.below)
		return;
	disk.below = sqlite3_vfs_find(NULL);
	disk.methods = (sqlite3_io_methods){
		.iVersion = 2,
		.xClose = on_close,
		.xRead = on_read,
		.xWrite = on_write,
		.xTruncate = on_truncate,
		.xSync = on_sync,
		.xFileSize = on_size,
		.xLock = on_lock,
		.xUnlock = on_unlock,
		.xCheckReservedLock = on_reserved,
		.xFileControl = on_control,
		.xSectorSize = on_sector,
		.xDeviceCharacteristics = on_traits,
		.xShmMap = on_shm_map,
		.xShmLock = on_shm_lock,
		.xShmBarrier = on_shm_barrier,
		.xShmUnmap = on_shm_unmap,
	};
	disk.vfs = *disk.below; /* whatever is not about files stays as it is */
	disk.vfs.zName = "disk";
	disk.vfs.pNext = NULL;
	disk.vfs.szOsFile = (int)sizeof(struct file) + disk.below->szOsFile;
	disk.vfs.xOpen = on_open;
	disk.vfs.xDelete = on_delete;
	if (sqlite3_vfs_register(&disk.vfs, 1) != SQLITE_OK)
		abort();
}

void disk_refuse(unsigned nth, int sqlite_code)
{
	disk.writes_left = nth;
	disk.refused = 0;
	disk.code = sqlite_code;
}

unsigned disk_accept(void)
{
	disk.writes_left = 0;
	return disk.refused;
}

void disk_read_only(bool on)
{
	disk.read_only = on;
}

void disk_on_sync(void (*cut)(void *self), void *self)
{
	disk.cut = cut;
	disk.self = self;
}

static uint64_t draw(uint64_t *random)
{
	*random = *random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return *random >> 33;
}

/* apply_some() - all of a write, nothing of it, or each of its sectors perhaps. */
static void apply_some(unsigned char **bytes, size_t *len, const struct pending *p,
		       uint64_t *random)
{
	uint64_t fate = draw(random) % 3;

	if (fate == 0)
		return;
	if (fate == 1 || !p->data) {
		apply(bytes, len, p, 0, p->len);
		return;
	}
	for (size_t from = 0; from < p->len; from += SECTOR_BYTES)
		if (draw(random) % 2)
			apply(bytes, len, p, from,
			      p->len - from < SECTOR_BYTES ? p->len - from : SECTOR_BYTES);
}

static bool write_entry(const struct entry *x, const char *path, uint64_t *random)
{
	unsigned char *bytes =
		memcpy(mem_zalloc(x->len + 1), x->len ? x->synced : (void *)"", x->len);
	size_t len = x->len;

	for (size_t i = 0; i < x->n_pending; i++)
		apply_some(&bytes, &len, &x->pending[i], random);
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	bool good = fd >= 0 && write(fd, bytes, len) == (ssize_t)len;
	if (fd >= 0)
		(void)close(fd);
	free(bytes);
	return good;
}

bool disk_cut(const char *from, const char *folder, uint64_t *random)
{
	size_t prefix = strlen(from);

	for (size_t i = 0; i < disk.n_entries; i++) {
		const struct entry *x = &disk.entries[i];
		char path[PATH_BYTES];
		bool inside = str_starts(x->path, from) && x->path[prefix] == '/';
		if (inside &&
		    (!fmt_into(path, sizeof path, "%s/%s", folder, x->path + prefix + 1) ||
		     !write_entry(x, path, random)))
			return false;
	}
	return true;
}
