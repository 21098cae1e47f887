/* keyring.h - the keys that open everything; held by the process `keys` alone. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/buf.h"
#include "base/cleanup.h"
#include "base/err.h"
#include "logs/vault.h"

/*
 * One file, mode 0600, in a folder of mode 0700 outside the state directory: a master key, the day
 * keys wrapped by it, an index key for keyed hashes. Job keys are wrapped by the key of the day
 * they were made; the wrapped form names that day.
 */
struct keyring;

/*
 * KEYRING_WRAPPED_BYTES: most bytes of a wrapped job key. KEYRING_FORM_BYTES: what it has today.
 * KEYRING_NAME_BYTES: how it begins: the name of the day key that wraps it.
 */
enum { KEYRING_WRAPPED_BYTES = 128, KEYRING_FORM_BYTES = 79, KEYRING_NAME_BYTES = 19 };

/*
 * keyring_create() - make @folder and a fresh ring in it, durable.
 * @state: the state directory; a keyring below it (or above it) is refused
 * @e: ERR_CONFIG (below the state directory, exists already, folder open to others), ERR_IO
 */
MUST_USE bool keyring_create(const char *folder, const char *state, struct err *e);

/* keyring_open() - ERR_CONFIG (missing, others can read it), ERR_SEALED (damaged), ERR_IO. */
MUST_USE bool keyring_open(const char *folder, struct keyring **ret_ring, struct err *e);

/* keyring_close() - wipes. Takes NULL. */
void keyring_close(struct keyring *k);
DEFINE_CLEANUP(struct keyring *, keyring_close)

/*
 * keyring_new_key() - a fresh job key and its wrapped form under the key of @day ("2026-11-23",
 * UTC), which is made and durable first if it is new.
 */
MUST_USE bool keyring_new_key(struct keyring *k, const char *day, struct vault_key **ret_key,
			      struct buf *wrapped, struct err *e);

/* keyring_unwrap() - ERR_SEALED if it is not of this ring, its day is erased, or it is damaged. */
MUST_USE bool keyring_unwrap(struct keyring *k, const void *wrapped, size_t len,
			     struct vault_key **ret_key, struct err *e);

/* keyring_index() - HMAC-SHA-256 of @domain, NUL and @value under the index key. */
void keyring_index(const struct keyring *k, const char *domain, const void *value, size_t len,
		   uint8_t ret_hash[VAULT_HASH_BYTES]);

/*
 * Erasing the job keys that one day key wraps takes three steps, each of which may be repeated:
 * succeed, rewrap those that are to live on (whoever keeps them stores the new forms), forget.
 */

/*
 * keyring_succeed() - from now on keys of the day of the day key @name are made under a newer one,
 * which is made and durable first if there is none.
 * @e: ERR_SEALED (no name of a day key), ERR_IO, ERR_LIMIT
 */
MUST_USE bool keyring_succeed(struct keyring *k, const uint8_t name[KEYRING_NAME_BYTES],
			      struct err *e);

/*
 * keyring_rewrap() - append the same job key under the newest key of its day to @out. The job key
 * is never seen outside. @e: as keyring_unwrap()
 */
MUST_USE bool keyring_rewrap(struct keyring *k, const void *wrapped, size_t len, struct buf *out,
			     struct err *e);

/*
 * keyring_forget() - the day key @name leaves the ring, durable; nothing that it wraps opens any
 * more. One that is not there is forgotten already.
 * @e: ERR_SEALED (no name; it is the newest of its day: keyring_succeed() first), ERR_IO
 */
MUST_USE bool keyring_forget(struct keyring *k, const uint8_t name[KEYRING_NAME_BYTES],
			     struct err *e);

/*
 * keyring_keep_copies() - the copy of the ring beside it that bears the name of @today is as the
 * ring is, and those of @days days ago and earlier are gone (logs/keyring_copy.h). Cheap if nothing
 * changed since the last call. @e: ERR_IO
 */
MUST_USE bool keyring_keep_copies(struct keyring *k, const char *today, unsigned days,
				  struct err *e);

/*
 * keyring_copies_end() - when the last copy that holds the day key @name goes, if they are kept for
 * @days days: UTC milliseconds, 0 if none holds it. @e: ERR_IO
 */
MUST_USE bool keyring_copies_end(struct keyring *k, const uint8_t name[KEYRING_NAME_BYTES],
				 unsigned days, int64_t *ret_utc_ms, struct err *e);
