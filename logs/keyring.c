/* keyring.c - the keys that open everything: job keys under day keys under the master key. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "logs/keyring.h"

#include <assert.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdlib.h>
#include <string.h>
#include "base/mem.h"
#include "logs/gcm.h"
#include "logs/keyring_copy.h"
#include "logs/keyring_file.h"
#include "logs/keyring_folder.h"

/*
 * A wrapped job key: version, day, the day key's id, nonce, ciphertext, tag; version, day and id
 * are what it is bound to. The id tells apart two keys of one day, which there are while a day is
 * wrapped anew to erase a job.
 */
enum {
	VERSION = 1,
	DAY_AT = 1,
	ID_AT = DAY_AT + KEYRING_DAY_BYTES,
	NONCE_AT = ID_AT + KEYRING_ID_BYTES,
	SEALED_AT = NONCE_AT + GCM_NONCE_BYTES,
	WRAPPED_LEN = SEALED_AT + KEYRING_SEALED_BYTES,
};

static_assert((int)WRAPPED_LEN <= (int)KEYRING_WRAPPED_BYTES, "");
static_assert((int)WRAPPED_LEN == (int)KEYRING_FORM_BYTES, "");
static_assert((int)NONCE_AT == (int)KEYRING_NAME_BYTES, "");

struct keyring {
	int folder_fd;            /* owned */
	struct stat seen;         /* the file when it was read or written */
	struct keyring_file file; /* owned */
	struct stat copied;       /* the file when the copy of .copied_day was made */
	char copied_day[KEYRING_DAY_BYTES + 1];
};

bool keyring_create(const char *folder, const char *state, struct err *e)
{
	CLEANUP(close_fdp) int folder_fd = -1;
	CLEANUP(keyring_file_clear) struct keyring_file file = { 0 };
	struct stat seen;

	if (!keyring_folder_create(folder, state, &folder_fd, e) ||
	    !keyring_folder_lock(folder_fd, e)) /* until it is closed */
		return false;
	if (!keyring_file_gone(folder_fd))
		return err_set(e, ERR_CONFIG, "keyring '%s': there is one already", folder);
	if (!keyring_file_new(&file, e) || !keyring_file_write(folder_fd, &file, &seen, e))
		return err_wrap(e, "keyring '%s'", folder);
	return true;
}

bool keyring_open(const char *folder, struct keyring **ret_ring, struct err *e)
{
	CLEANUP(keyring_closep) struct keyring *k = mem_zalloc(sizeof *k);

	k->folder_fd = -1;
	if (!keyring_folder_open(folder, &k->folder_fd, e) || !keyring_folder_lock(k->folder_fd, e))
		return false;
	keyring_file_tidy(k->folder_fd);
	bool done = keyring_file_read(k->folder_fd, &k->file, &k->seen, e);
	keyring_folder_unlock(k->folder_fd);
	if (!done)
		return err_wrap(e, "keyring '%s'", folder);
	*ret_ring = TAKE(k);
	return true;
}

void keyring_close(struct keyring *k)
{
	if (!k)
		return;
	keyring_file_clear(&k->file);
	close_fdp(&k->folder_fd);
	free(k);
}

static bool same_file(const struct stat *a, const struct stat *b)
{
	return a->st_ino == b->st_ino && a->st_size == b->st_size &&
	       a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

/* refresh() - read the file again if another process has replaced it: it may have erased a day. */
static bool refresh(struct keyring *k, struct err *e)
{
	struct keyring_file fresh;

	if (keyring_file_same(k->folder_fd, &k->seen))
		return true;
	if (!keyring_file_read(k->folder_fd, &fresh, &k->seen, e))
		return false;
	keyring_file_clear(&k->file);
	k->file = fresh;
	return true;
}

/* find_day() - the newest key of @day, whose id is @id unless that is NULL; NULL if none. */
static const struct keyring_day *find_day(const struct keyring *k, const void *day, const void *id)
{
	for (size_t i = k->file.n_days; i-- > 0;) {
		const struct keyring_day *d = &k->file.days[i];
		if (memcmp(d->day, day, KEYRING_DAY_BYTES) == 0 &&
		    (!id || memcmp(d->id, id, KEYRING_ID_BYTES) == 0))
			return d;
	}
	return NULL;
}

/* add_day() - a key for @day, on disk before anything is wrapped by it. The folder is locked. */
static bool add_day(struct keyring *k, const char *day, struct err *e)
{
	if (!refresh(k, e))
		return false;
	if (find_day(k, day, NULL))
		return true; /* another process was first */
	if (!keyring_file_add(&k->file, day, e))
		return false;
	if (keyring_file_write(k->folder_fd, &k->file, &k->seen, e))
		return true;
	k->file.n_days--;
	return false;
}

static bool is_day(const char *day)
{
	static const char form[] = "dddd-dd-dd";

	for (size_t i = 0; i < sizeof form - 1; i++)
		if (form[i] == 'd' ? day[i] < '0' || day[i] > '9' : day[i] != form[i])
			return false;
	return day[sizeof form - 1] == 0;
}

/* wrap() - append @key under the day key @d to @wrapped. */
static bool wrap(struct keyring *k, const struct keyring_day *d, const struct vault_key *key,
		 struct buf *wrapped, struct err *e)
{
	CLEANUP(vault_key_freep) struct vault_key *day_key = NULL;
	uint8_t out[WRAPPED_LEN] = { VERSION };

	if (!keyring_file_day_key(&k->file, d, &day_key, e) ||
	    !gcm_random(out + NONCE_AT, GCM_NONCE_BYTES, e))
		return false;
	memcpy(out + DAY_AT, d->day, KEYRING_DAY_BYTES);
	memcpy(out + ID_AT, d->id, KEYRING_ID_BYTES);
	struct gcm g = { vault_key_bytes(day_key), out + NONCE_AT, { out, NONCE_AT } };
	struct gcm_piece piece = { vault_key_bytes(key), VAULT_KEY_BYTES };
	gcm_seal(&g, &piece, 1, out + SEALED_AT);
	buf_add(wrapped, out, sizeof out);
	return buf_check(wrapped, "a wrapped key", e);
}

bool keyring_new_key(struct keyring *k, const char *day, struct vault_key **ret_key,
		     struct buf *wrapped, struct err *e)
{
	CLEANUP(vault_key_freep) struct vault_key *key = NULL;

	assert(is_day(day));
	if (!refresh(k, e))
		return err_wrap(e, "keyring");
	if (!find_day(k, day, NULL)) {
		if (!keyring_folder_lock(k->folder_fd, e))
			return false;
		bool added = add_day(k, day, e);
		keyring_folder_unlock(k->folder_fd);
		if (!added)
			return err_wrap(e, "keyring: key of %s", day);
	}
	if (!vault_key_random(&key, e) || !wrap(k, find_day(k, day, NULL), key, wrapped, e))
		return false;
	*ret_key = TAKE(key);
	return true;
}

bool keyring_unwrap(struct keyring *k, const void *wrapped, size_t len, struct vault_key **ret_key,
		    struct err *e)
{
	CLEANUP(vault_key_freep) struct vault_key *day_key = NULL;
	const uint8_t *in = wrapped;
	uint8_t bytes[VAULT_KEY_BYTES];

	if (len != WRAPPED_LEN || in[0] != VERSION)
		return err_set(e, ERR_SEALED, "this is not a wrapped key");
	if (!refresh(k, e))
		return err_wrap(e, "keyring");
	const struct keyring_day *d = find_day(k, in + DAY_AT, in + ID_AT);
	if (!d)
		return err_set(e, ERR_SEALED,
			       "the key is not of this ring, or its day has been erased");
	if (!keyring_file_day_key(&k->file, d, &day_key, e))
		return false;
	struct gcm g = { vault_key_bytes(day_key), in + NONCE_AT, { in, NONCE_AT } };
	if (!gcm_open(&g, in + SEALED_AT, KEYRING_SEALED_BYTES, bytes))
		return err_set(e, ERR_SEALED, "the wrapped key is damaged");
	bool done = vault_key_new(bytes, ret_key, e);
	mem_wipe(bytes, sizeof bytes);
	return done;
}

/* ---- erasing */

bool keyring_rewrap(struct keyring *k, const void *wrapped, size_t len, struct buf *out,
		    struct err *e)
{
	CLEANUP(vault_key_freep) struct vault_key *key = NULL;
	const uint8_t *in = wrapped;

	return keyring_unwrap(k, wrapped, len, &key, e) &&
	       wrap(k, find_day(k, in + DAY_AT, NULL), key, out, e);
}

/* named() - the day of the day key @name as a text; false: that is no name. */
static bool named(const uint8_t *name, char ret_day[KEYRING_DAY_BYTES + 1], struct err *e)
{
	memcpy(ret_day, name + DAY_AT, KEYRING_DAY_BYTES);
	ret_day[KEYRING_DAY_BYTES] = 0;
	if (name[0] == VERSION && is_day(ret_day))
		return true;
	return err_set(e, ERR_SEALED, "this does not name a day key");
}

/* write_ring() - what is in memory goes to disk, or is read anew by the next call. */
static bool write_ring(struct keyring *k, struct err *e)
{
	if (keyring_file_write(k->folder_fd, &k->file, &k->seen, e))
		return true;
	k->seen = (struct stat){ 0 }; /* it may be there all the same: the next call looks */
	return false;
}

/* succeed() - the folder is locked. */
static bool succeed(struct keyring *k, const uint8_t *name, const char *day, struct err *e)
{
	if (!refresh(k, e))
		return false;
	const struct keyring_day *newest = find_day(k, day, NULL);
	if (newest && memcmp(newest->id, name + ID_AT, KEYRING_ID_BYTES) != 0)
		return keyring_file_sync(k->folder_fd, e); /* by one whose sync may have failed */
	return keyring_file_add(&k->file, day, e) && write_ring(k, e);
}

bool keyring_succeed(struct keyring *k, const uint8_t name[KEYRING_NAME_BYTES], struct err *e)
{
	char day[KEYRING_DAY_BYTES + 1];

	if (!named(name, day, e) || !keyring_folder_lock(k->folder_fd, e))
		return false;
	bool done = succeed(k, name, day, e);
	keyring_folder_unlock(k->folder_fd);
	return done || err_wrap(e, "keyring: next key of %s", day);
}

/* forget() - the folder is locked. */
static bool forget(struct keyring *k, const uint8_t *name, const char *day, struct err *e)
{
	if (!refresh(k, e))
		return false;
	const struct keyring_day *old = find_day(k, day, name + ID_AT);
	if (!old) /* by one that was killed before it said so */
		return keyring_file_sync(k->folder_fd, e);
	if (old == find_day(k, day, NULL))
		return err_set(e, ERR_SEALED, "it is the one that new keys are made under");
	keyring_file_remove(&k->file, (size_t)(old - k->file.days));
	return write_ring(k, e);
}

bool keyring_forget(struct keyring *k, const uint8_t name[KEYRING_NAME_BYTES], struct err *e)
{
	char day[KEYRING_DAY_BYTES + 1];

	if (!named(name, day, e) || !keyring_folder_lock(k->folder_fd, e))
		return false;
	bool done = forget(k, name, day, e);
	keyring_folder_unlock(k->folder_fd);
	return done || err_wrap(e, "keyring: forget a key of %s", day);
}

/* ---- copies */

bool keyring_keep_copies(struct keyring *k, const char *today, unsigned days, struct err *e)
{
	assert(is_day(today));
	if (strcmp(k->copied_day, today) == 0 && same_file(&k->copied, &k->seen))
		return true;
	if (!keyring_folder_lock(k->folder_fd, e))
		return false;
	bool done = refresh(k, e) && (days == 0 || keyring_copy_make(k->folder_fd, today, e)) &&
		    keyring_copy_expire(k->folder_fd, today, days, e);
	keyring_folder_unlock(k->folder_fd);
	if (!done)
		return err_wrap(e, "keyring: copy");
	memcpy(k->copied_day, today, sizeof k->copied_day);
	k->copied = k->seen;
	return true;
}

bool keyring_copies_end(struct keyring *k, const uint8_t name[KEYRING_NAME_BYTES], unsigned days,
			int64_t *ret_utc_ms, struct err *e)
{
	if (!keyring_folder_lock(k->folder_fd, e))
		return false;
	bool done = keyring_copy_end(k->folder_fd, name + DAY_AT, KEYRING_NAME_BYTES - DAY_AT, days,
				     ret_utc_ms, e);
	keyring_folder_unlock(k->folder_fd);
	return done || err_wrap(e, "keyring: copies");
}

void keyring_index(const struct keyring *k, const char *domain, const void *value, size_t len,
		   uint8_t ret_hash[VAULT_HASH_BYTES])
{
	size_t head = strlen(domain) + 1;
	CLEANUP(mem_freep) uint8_t *text = mem_calloc(head + len + 1, 1);
	unsigned hash_len = 0;

	memcpy(text, domain, head);
	if (len > 0)
		memcpy(text + head, value, len);
	const uint8_t *good = HMAC(EVP_sha256(), vault_key_bytes(k->file.index), VAULT_KEY_BYTES,
				   text, head + len, ret_hash, &hash_len);
	assert(good && hash_len == VAULT_HASH_BYTES && "hashing in memory cannot fail");
	mem_wipe(text, head + len);
}
