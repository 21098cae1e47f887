/* signer.c - the key that signs checkpoints, and what it signed last. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "logs/signer.h"

#include <assert.h>
#include <errno.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "logs/gcm.h"
#include "logs/keyring_folder.h"
#include "logs/vault.h"

/*
 * signer: magic, version (4 bytes, big-endian as all numbers), origin (16 hex digits), key, 1 if
 * another is to follow, that one or zeros, SHA-256 of all that.
 * signed: magic, version, lines, segment, end in it, hash of the last line, the tree's peaks from
 * the lowest, length of the note, note, SHA-256 of all that.
 */
#define KEY_MAGIC "AMTSSIGN"
#define SEEN_MAGIC "AMTSSEEN"
#define NAME_PREFIX "amtsbote/"

enum {
	MAGIC_BYTES = 8,
	VERSION = 1,
	ORIGIN_BYTES = 16,
	ORIGIN_AT = MAGIC_BYTES + 4,
	KEY_AT = ORIGIN_AT + ORIGIN_BYTES,
	NEXT_FLAG_AT = KEY_AT + VAULT_KEY_BYTES,
	NEXT_AT = NEXT_FLAG_AT + 1,
	KEY_FILE_BYTES = NEXT_AT + VAULT_KEY_BYTES + HASH_BYTES,
	SEEN_FIXED = MAGIC_BYTES + 4 + 8 + 4 + 8 + HASH_BYTES,
	SEEN_MAX = SEEN_FIXED + MERKLE_LEVELS * HASH_BYTES + 4 + NOTE_MAX + HASH_BYTES,
};

struct signer {
	char *key_path, *seen_path; /* owned */
	char origin[ORIGIN_BYTES + 1];
	struct vault_key *key, *next; /* owned; next is NULL as a rule */
	struct verifier verifier, next_verifier;
	struct signer_seen seen;
};

/* ---- bytes */

static void put_number(struct buf *b, uint64_t v, int n_bytes)
{
	for (int shift = 8 * (n_bytes - 1); shift >= 0; shift -= 8)
		buf_addc(b, (char)(v >> shift & 0xff));
}

static uint64_t take_number(const uint8_t **at, int n_bytes)
{
	uint64_t v = 0;

	while (n_bytes-- > 0)
		v = v << 8 | *(*at)++;
	return v;
}

/* seal() - the digest behind all that was put. */
static void seal(struct buf *b)
{
	uint8_t digest[HASH_BYTES];

	hash_of(b->data, b->len_bytes, digest);
	buf_add(b, digest, sizeof digest);
}

/* unsealed() - magic, version and digest are right. */
static bool unsealed(const uint8_t *data, size_t len, const char *magic, size_t least)
{
	const uint8_t *version = data + MAGIC_BYTES;
	uint8_t digest[HASH_BYTES];

	if (len < least || memcmp(data, magic, MAGIC_BYTES) != 0 ||
	    take_number(&version, 4) != VERSION)
		return false;
	hash_of(data, len - HASH_BYTES, digest);
	return memcmp(digest, data + len - HASH_BYTES, HASH_BYTES) == 0;
}

/* ---- keys */

/* key_object() - OpenSSL's form of a private key; lives as long as one use. */
static EVP_PKEY *key_object(const struct vault_key *key)
{
	EVP_PKEY *p = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, vault_key_bytes(key),
						   VAULT_KEY_BYTES);

	assert(p && "any 32 bytes are a private key");
	return p;
}

static void publish(const struct signer *s, const struct vault_key *key,
		    struct verifier *ret_verifier)
{
	char name[VERIFIER_NAME_BYTES];
	uint8_t public_key[VERIFIER_KEY_BYTES];
	size_t len = sizeof public_key;
	EVP_PKEY *p = key_object(key);
	bool good = EVP_PKEY_get_raw_public_key(p, public_key, &len) == 1 &&
		    fmt_into(name, sizeof name, NAME_PREFIX "%s", s->origin);

	EVP_PKEY_free(p);
	assert(good && len == sizeof public_key);
	verifier_init(ret_verifier, name, public_key);
}

static void publish_all(struct signer *s)
{
	publish(s, s->key, &s->verifier);
	if (s->next)
		publish(s, s->next, &s->next_verifier);
}

static void sign_with(const struct vault_key *key, const struct verifier *v, struct note *n)
{
	CLEANUP(buf_clear) struct buf text = { 0 };
	uint8_t signature[VERIFIER_SIGNATURE_BYTES];
	size_t len = sizeof signature;
	EVP_PKEY *p = key_object(key);
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();

	buf_init(&text, NOTE_MAX);
	note_write_text(n, &text);
	bool good = ctx && EVP_DigestSignInit(ctx, NULL, NULL, NULL, p) == 1 &&
		    EVP_DigestSign(ctx, signature, &len, (const uint8_t *)text.data,
				   text.len_bytes) == 1;
	EVP_MD_CTX_free(ctx);
	EVP_PKEY_free(p);
	assert(good && len == sizeof signature && "signing in memory cannot fail");
	note_sign(n, v, signature);
}

void signer_sign(const struct signer *s, struct note *n)
{
	memcpy(n->origin, s->verifier.name, sizeof n->origin);
	sign_with(s->key, &s->verifier, n);
	if (s->next)
		sign_with(s->next, &s->next_verifier, n);
}

/* ---- the file of the key */

static bool write_key(const struct signer *s, struct err *e)
{
	static const uint8_t none[VAULT_KEY_BYTES] = { 0 };
	struct buf b;

	buf_init(&b, KEY_FILE_BYTES);
	buf_add(&b, KEY_MAGIC, MAGIC_BYTES);
	put_number(&b, VERSION, 4);
	buf_add(&b, s->origin, ORIGIN_BYTES);
	buf_add(&b, vault_key_bytes(s->key), VAULT_KEY_BYTES);
	put_number(&b, s->next != NULL, 1);
	buf_add(&b, s->next ? vault_key_bytes(s->next) : none, VAULT_KEY_BYTES);
	seal(&b);
	bool done = buf_check(&b, "the signing key", e) &&
		    file_write_private(s->key_path, b.data, b.len_bytes, e);
	mem_wipe(b.data, b.len_bytes);
	buf_clear(&b);
	return done;
}

static bool parse_key(struct signer *s, const uint8_t *data, size_t len, struct err *e)
{
	if (len != KEY_FILE_BYTES || !unsealed(data, len, KEY_MAGIC, KEY_FILE_BYTES) ||
	    data[NEXT_FLAG_AT] > 1)
		return err_set(e, ERR_SEALED, "'%s' is damaged, or of another version",
			       s->key_path);
	memcpy(s->origin, data + ORIGIN_AT, ORIGIN_BYTES);
	return vault_key_new(data + KEY_AT, &s->key, e) &&
	       (!data[NEXT_FLAG_AT] || vault_key_new(data + NEXT_AT, &s->next, e));
}

static bool read_key(struct signer *s, struct err *e)
{
	char *data;
	size_t len;

	if (!file_is_private(s->key_path, e) ||
	    !file_read(s->key_path, KEY_FILE_BYTES, &data, &len, e))
		return false;
	bool done = parse_key(s, (const uint8_t *)data, len, e);
	mem_wipe(data, len);
	free(data);
	return done;
}

/* make_key() - a fresh one with a name of its own. */
static bool make_key(struct signer *s, struct err *e)
{
	uint8_t dice[ORIGIN_BYTES / 2];

	if (!gcm_random(dice, sizeof dice, e) || !vault_key_random(&s->key, e))
		return false;
	for (size_t i = 0; i < sizeof dice; i++)
		if (!fmt_into(s->origin + 2 * i, 3, "%02x", dice[i]))
			return err_set(e, ERR_LIMIT, "two digits"); /* they always fit */
	return write_key(s, e);
}

/* ---- the file of what was signed */

bool signer_remember(struct signer *s, const struct signer_seen *seen, struct err *e)
{
	CLEANUP(buf_clear) struct buf b = { 0 };
	size_t note_len = strlen(seen->note);

	buf_init(&b, SEEN_MAX);
	buf_add(&b, SEEN_MAGIC, MAGIC_BYTES);
	put_number(&b, VERSION, 4);
	put_number(&b, seen->tree.n, 8);
	put_number(&b, seen->segment, 4);
	put_number(&b, seen->tail.end, 8);
	buf_add(&b, seen->tail.hash, HASH_BYTES);
	for (int l = 0; l < MERKLE_LEVELS; l++)
		if (seen->tree.n >> l & 1)
			buf_add(&b, seen->tree.peak[l], HASH_BYTES);
	put_number(&b, note_len, 4);
	buf_add(&b, seen->note, note_len);
	seal(&b);
	if (!buf_check(&b, "what was signed", e) ||
	    !file_write_private(s->seen_path, b.data, b.len_bytes, e))
		return false;
	s->seen = *seen;
	s->seen.tree.hasher = s->seen.tail.hasher = NULL;
	return true;
}

static bool parse_seen(const uint8_t *data, size_t len, struct signer_seen *seen)
{
	const uint8_t *at = data + MAGIC_BYTES + 4, *end = data + len - HASH_BYTES;

	if (!unsealed(data, len, SEEN_MAGIC, SEEN_FIXED + 4 + HASH_BYTES))
		return false;
	seen->tree.n = take_number(&at, 8);
	seen->segment = (unsigned)take_number(&at, 4);
	seen->tail.end = take_number(&at, 8);
	seen->tail.known = true;
	seen->tail.n = seen->tree.n;
	memcpy(seen->tail.hash, at, HASH_BYTES);
	at += HASH_BYTES;
	if (seen->tree.n >> MERKLE_LEVELS)
		return false;
	for (int l = 0; l < MERKLE_LEVELS; l++) {
		if (!(seen->tree.n >> l & 1))
			continue;
		if (end - at < HASH_BYTES)
			return false;
		memcpy(seen->tree.peak[l], at, HASH_BYTES);
		at += HASH_BYTES;
	}
	if (end - at < 4)
		return false;
	uint64_t note_len = take_number(&at, 4);
	if (note_len != (uint64_t)(end - at) || note_len >= NOTE_MAX)
		return false;
	memcpy(seen->note, at, note_len);
	return true;
}

static bool read_seen(struct signer *s, struct err *e)
{
	struct signer_seen seen = { 0 };
	char *data;
	size_t len;

	s->seen.tail.known = true; /* line 1 follows line 0, whose hash is zeros */
	if (access(s->seen_path, F_OK) != 0 && errno == ENOENT)
		return true;
	if (!file_read(s->seen_path, SEEN_MAX, &data, &len, e))
		return false;
	bool good = parse_seen((const uint8_t *)data, len, &seen);
	free(data);
	if (!good)
		return err_set(e, ERR_SEALED, "'%s' is damaged, or of another version",
			       s->seen_path);
	s->seen = seen;
	return true;
}

/* ---- open and change */

static char *path_in(const char *folder, const char *name)
{
	struct buf b;

	buf_init(&b, strlen(folder) + strlen(name) + 1);
	buf_addf(&b, "%s/%s", folder, name);
	return buf_take(&b);
}

bool signer_open(const char *folder, struct signer **ret_signer, struct err *e)
{
	CLEANUP(signer_closep) struct signer *s = mem_zalloc(sizeof *s);
	CLEANUP(close_fdp) int folder_fd = -1;

	s->key_path = path_in(folder, "signer");
	s->seen_path = path_in(folder, "signed");
	if (!keyring_folder_open(folder, &folder_fd, e) || !keyring_folder_lock(folder_fd, e))
		return false; /* closing the folder ends the lock */
	bool missing = access(s->key_path, F_OK) != 0 && errno == ENOENT;
	if (!(missing ? make_key(s, e) : read_key(s, e)) || !read_seen(s, e))
		return err_wrap(e, "signing key");
	publish_all(s);
	*ret_signer = TAKE(s);
	return true;
}

void signer_close(struct signer *s)
{
	if (!s)
		return;
	vault_key_free(s->key);
	vault_key_free(s->next);
	free(s->key_path);
	free(s->seen_path);
	free(s);
}

const struct verifier *signer_verifier(const struct signer *s)
{
	return &s->verifier;
}

const struct verifier *signer_next(const struct signer *s)
{
	return s->next ? &s->next_verifier : NULL;
}

const struct signer_seen *signer_seen(const struct signer *s)
{
	return &s->seen;
}

bool signer_renew(struct signer *s, struct err *e)
{
	if (s->next)
		return true;
	if (!vault_key_random(&s->next, e))
		return false;
	if (!write_key(s, e)) {
		vault_key_free(s->next);
		s->next = NULL;
		return err_wrap(e, "signing key");
	}
	publish_all(s);
	return true;
}

bool signer_switch(struct signer *s, struct err *e)
{
	struct vault_key *old = s->key;

	assert(s->next);
	s->key = s->next;
	s->next = NULL;
	if (!write_key(s, e)) {
		s->next = s->key;
		s->key = old;
		return err_wrap(e, "signing key");
	}
	vault_key_free(old);
	publish_all(s);
	return true;
}
