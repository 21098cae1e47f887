/* keyring_file.c - the keyring's file: read, check, replace. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "logs/keyring_file.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "base/cleanup.h"
#include "base/fault.h"
#include "base/hash.h"
#include "base/mem.h"
#include "logs/locked.h"

/*
 * magic, version, number of days (both big-endian, 4 bytes), master key, index key (nonce, sealed),
 * the days, SHA-256 of all that. The master key lies open in it: whoever reads the file has all.
 */
#define MAGIC "AMTSKEYS"
#define FILE_NAME KEYRING_FILE_NAME

enum {
	MAGIC_BYTES = 8,
	VERSION = 1,
	COUNT_AT = MAGIC_BYTES + 4,
	MASTER_AT = COUNT_AT + 4,
	INDEX_AT = MASTER_AT + VAULT_KEY_BYTES,
	DAYS_AT = INDEX_AT + GCM_NONCE_BYTES + KEYRING_SEALED_BYTES,
	DAY_RECORD = KEYRING_DAY_BYTES + KEYRING_ID_BYTES + GCM_NONCE_BYTES + KEYRING_SEALED_BYTES,
	FILE_BYTES_MAX = DAYS_AT + KEYRING_DAYS_MAX * DAY_RECORD + HASH_BYTES,
};

static_assert(sizeof(struct keyring_day) == DAY_RECORD, "written as it lies in memory");

static void put_u32(uint8_t *to, uint32_t v)
{
	for (int i = 0; i < 4; i++)
		to[i] = (uint8_t)(v >> (24 - 8 * i));
}

static uint32_t get_u32(const uint8_t *from)
{
	return (uint32_t)from[0] << 24 | (uint32_t)from[1] << 16 | (uint32_t)from[2] << 8 | from[3];
}

/* wrap_under() - the terms under which @day (NULL: the index key) is wrapped by the master key. */
static struct gcm wrap_under(const struct keyring_file *file, const struct keyring_day *day,
			     const uint8_t *nonce)
{
	static const char index_name[] = "index key";
	struct gcm_piece aad = { index_name, sizeof index_name - 1 };

	if (day)
		aad = (struct gcm_piece){ day, KEYRING_DAY_BYTES + KEYRING_ID_BYTES };
	return (struct gcm){ vault_key_bytes(file->master), nonce, aad };
}

/* ---- in memory */

bool keyring_file_new(struct keyring_file *ret_file, struct err *e)
{
	struct keyring_file file = { 0 };

	if (!vault_key_random(&file.master, e) || !vault_key_random(&file.index, e)) {
		keyring_file_clear(&file);
		return false;
	}
	*ret_file = file;
	return true;
}

void keyring_file_clear(struct keyring_file *file)
{
	vault_key_free(file->master);
	vault_key_free(file->index);
	free(file->days);
	*file = (struct keyring_file){ 0 };
}

bool keyring_file_add(struct keyring_file *file, const char *day, struct err *e)
{
	CLEANUP(vault_key_freep) struct vault_key *key = NULL;
	struct keyring_day fresh;

	assert(strlen(day) == KEYRING_DAY_BYTES);
	if (file->n_days == KEYRING_DAYS_MAX)
		return err_set(e, ERR_LIMIT, "more than %d days", KEYRING_DAYS_MAX);
	if (!vault_key_random(&key, e) || !gcm_random(fresh.id, sizeof fresh.id, e) ||
	    !gcm_random(fresh.nonce, sizeof fresh.nonce, e))
		return false;
	memcpy(fresh.day, day, KEYRING_DAY_BYTES);
	struct gcm g = wrap_under(file, &fresh, fresh.nonce);
	struct gcm_piece piece = { vault_key_bytes(key), VAULT_KEY_BYTES };
	gcm_seal(&g, &piece, 1, fresh.sealed);
	file->days = mem_realloc(file->days, file->n_days + 1, sizeof *file->days);
	file->days[file->n_days++] = fresh;
	return true;
}

void keyring_file_remove(struct keyring_file *file, size_t i)
{
	assert(i < file->n_days);
	file->n_days--;
	memmove(&file->days[i], &file->days[i + 1], (file->n_days - i) * sizeof *file->days);
}

/* unwrap() - a key in locked memory. */
static bool unwrap(const struct gcm *g, const uint8_t *sealed, struct vault_key **ret_key,
		   struct err *e)
{
	uint8_t bytes[VAULT_KEY_BYTES];

	if (!gcm_open(g, sealed, KEYRING_SEALED_BYTES, bytes))
		return err_set(e, ERR_SEALED, "a key in the ring is damaged");
	bool done = vault_key_new(bytes, ret_key, e);
	mem_wipe(bytes, sizeof bytes);
	return done;
}

bool keyring_file_day_key(const struct keyring_file *file, const struct keyring_day *day,
			  struct vault_key **ret_key, struct err *e)
{
	struct gcm g = wrap_under(file, day, day->nonce);

	return unwrap(&g, day->sealed, ret_key, e);
}

/* ---- on disk */

/* parse() - @len bytes of a ring; ERR_SEALED if they are none. */
static bool parse(const uint8_t *data, size_t len, struct keyring_file *ret_file, struct err *e)
{
	uint8_t digest[HASH_BYTES];

	if (len < DAYS_AT + HASH_BYTES || memcmp(data, MAGIC, MAGIC_BYTES) != 0)
		return err_set(e, ERR_SEALED, "'" FILE_NAME "' is not a keyring");
	if (get_u32(data + MAGIC_BYTES) != VERSION)
		return err_set(e, ERR_SEALED, "'" FILE_NAME "' is of version %u, this is %d",
			       get_u32(data + MAGIC_BYTES), VERSION);
	hash_of(data, len - HASH_BYTES, digest);
	uint32_t n = get_u32(data + COUNT_AT);
	if (memcmp(digest, data + len - HASH_BYTES, HASH_BYTES) != 0 || n > KEYRING_DAYS_MAX ||
	    len != DAYS_AT + (size_t)n * DAY_RECORD + HASH_BYTES)
		return err_set(e, ERR_SEALED, "'" FILE_NAME "' is damaged");
	struct keyring_file file = { .n_days = n };
	file.days = mem_calloc(n ? n : 1, sizeof *file.days);
	memcpy(file.days, data + DAYS_AT, n * sizeof *file.days);
	if (vault_key_new(data + MASTER_AT, &file.master, e)) {
		struct gcm g = wrap_under(&file, NULL, data + INDEX_AT);
		if (unwrap(&g, data + INDEX_AT + GCM_NONCE_BYTES, &file.index, e)) {
			*ret_file = file;
			return true;
		}
	}
	keyring_file_clear(&file);
	return false;
}

static bool read_all(int fd, const char *name, uint8_t *to, size_t len, struct err *e)
{
	while (len > 0) {
		ssize_t n = read(fd, to, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return err_set(e, ERR_IO, "read '%s': %s", name,
				       n ? strerror(errno) : "it ended early");
		to += n;
		len -= (size_t)n;
	}
	return true;
}

/* check_file() - regular, ours, private, of a possible size. */
static bool check_file(int fd, const char *name, struct stat *ret_st, struct err *e)
{
	if (fstat(fd, ret_st) != 0)
		return err_set(e, ERR_IO, "stat '%s': %s", name, strerror(errno));
	if (!S_ISREG(ret_st->st_mode))
		return err_set(e, ERR_CONFIG, "'%s' is not a regular file", name);
	if (ret_st->st_uid != geteuid() && ret_st->st_uid != 0)
		return err_set(e, ERR_CONFIG, "'%s' belongs to another user", name);
	if (ret_st->st_mode & 077)
		return err_set(e, ERR_CONFIG, "'%s' can be read by others (chmod 600)", name);
	if (ret_st->st_size > FILE_BYTES_MAX)
		return err_set(e, ERR_SEALED, "'%s' is too long for a keyring", name);
	return true;
}

bool keyring_file_load(int folder_fd, const char *name, void **ret_data, size_t *ret_len,
		       struct stat *ret_seen, struct err *e)
{
	CLEANUP(close_fdp)
	int fd = openat(folder_fd, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	CLEANUP(locked_freep) void *data = NULL;
	struct stat st;

	if (fd < 0 && errno == ENOENT)
		return err_set(e, ERR_CONFIG, "there is no '%s' (amtsbote init)", name);
	if (fd < 0)
		return err_set(e, ERR_CONFIG, "open '%s': %s", name, strerror(errno));
	if (!check_file(fd, name, &st, e) || !locked_new((size_t)st.st_size + 1, &data, e) ||
	    !read_all(fd, name, data, (size_t)st.st_size, e))
		return false;
	*ret_data = TAKE(data);
	*ret_len = (size_t)st.st_size;
	*ret_seen = st;
	return true;
}

bool keyring_file_read(int folder_fd, struct keyring_file *ret_file, struct stat *ret_seen,
		       struct err *e)
{
	CLEANUP(locked_freep) void *data = NULL;
	struct stat st;
	size_t len;

	if (!keyring_file_load(folder_fd, FILE_NAME, &data, &len, &st, e) ||
	    !parse(data, len, ret_file, e))
		return false;
	*ret_seen = st;
	return true;
}

/* render() - the bytes of the file, in locked memory. */
static bool render(const struct keyring_file *file, void **ret_data, size_t *ret_len, struct err *e)
{
	size_t len = DAYS_AT + file->n_days * DAY_RECORD + HASH_BYTES;
	void *memory;

	if (!locked_new(len, &memory, e))
		return false;
	uint8_t *data = memory;
	if (!gcm_random(data + INDEX_AT, GCM_NONCE_BYTES, e)) {
		locked_free(memory);
		return false;
	}
	memcpy(data, MAGIC, MAGIC_BYTES);
	put_u32(data + MAGIC_BYTES, VERSION);
	put_u32(data + COUNT_AT, (uint32_t)file->n_days);
	memcpy(data + MASTER_AT, vault_key_bytes(file->master), VAULT_KEY_BYTES);
	struct gcm g = wrap_under(file, NULL, data + INDEX_AT);
	struct gcm_piece piece = { vault_key_bytes(file->index), VAULT_KEY_BYTES };
	gcm_seal(&g, &piece, 1, data + INDEX_AT + GCM_NONCE_BYTES);
	if (file->n_days > 0)
		memcpy(data + DAYS_AT, file->days, file->n_days * sizeof *file->days);
	hash_of(data, len - HASH_BYTES, data + len - HASH_BYTES);
	*ret_data = memory;
	*ret_len = len;
	return true;
}

/* write_fresh() - all of it into a new file beside the ring, on the disk. */
static bool write_fresh(int folder_fd, const char *fresh, const struct gcm_piece *bytes)
{
	CLEANUP(close_fdp) int fd = -1;
	const uint8_t *data = bytes->data;
	size_t len = bytes->len;

	/* A name of its own that every start removes: a forgotten copy would outlive erasure. */
	(void)unlinkat(folder_fd, fresh, 0); /* as a rule there is none */
	fd = openat(folder_fd, fresh, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return false;
	fault_point("ring-begun");
	while (len > 0) {
		ssize_t n = write(fd, data, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		data += n;
		len -= (size_t)n;
	}
	return fsync(fd) == 0;
}

bool keyring_file_replace(int folder_fd, const char *name, const char *fresh,
			  const struct gcm_piece *bytes, struct err *e)
{
	bool written = write_fresh(folder_fd, fresh, bytes);

	if (written)
		fault_point("ring-fresh");
	if (!written || renameat(folder_fd, fresh, folder_fd, name) != 0) {
		int cause = errno;
		(void)unlinkat(folder_fd, fresh, 0); /* the first failure is what counts */
		return err_set(e, ERR_IO, "write '%s': %s", name, strerror(cause));
	}
	fault_point("ring-renamed");
	return keyring_file_sync(folder_fd, e);
}

bool keyring_file_sync(int folder_fd, struct err *e)
{
	return fsync(folder_fd) == 0 ||
	       err_set(e, ERR_IO, "sync the keyring's folder: %s", strerror(errno));
}

bool keyring_file_write(int folder_fd, const struct keyring_file *file, struct stat *ret_seen,
			struct err *e)
{
	CLEANUP(locked_freep) void *data = NULL;
	struct gcm_piece bytes;

	if (!render(file, &data, &bytes.len, e))
		return false;
	bytes.data = data;
	if (!keyring_file_replace(folder_fd, FILE_NAME, KEYRING_FILE_FRESH, &bytes, e))
		return false;
	return fstatat(folder_fd, FILE_NAME, ret_seen, AT_SYMLINK_NOFOLLOW) == 0 ||
	       err_set(e, ERR_IO, "stat '" FILE_NAME "': %s", strerror(errno));
}

void keyring_file_tidy(int folder_fd)
{
	(void)unlinkat(folder_fd, KEYRING_FILE_FRESH, 0); /* as a rule there is none */
	(void)unlinkat(folder_fd, KEYRING_FILE_COPY_FRESH, 0);
}

bool keyring_file_gone(int folder_fd)
{
	struct stat st;

	return fstatat(folder_fd, FILE_NAME, &st, AT_SYMLINK_NOFOLLOW) != 0 && errno == ENOENT;
}

bool keyring_file_same(int folder_fd, const struct stat *seen)
{
	struct stat st;

	return fstatat(folder_fd, FILE_NAME, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
	       st.st_ino == seen->st_ino && st.st_size == seen->st_size &&
	       st.st_mtim.tv_sec == seen->st_mtim.tv_sec &&
	       st.st_mtim.tv_nsec == seen->st_mtim.tv_nsec;
}
