/* keyholder.h - asking the process `keys`, which alone holds the keyring, over a Unix socket. */
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
 * Who asks decides what is answered (agent/serve/keys): everybody may seal (new keys, index
 * hashes); only worker, deliver and a person on the command line may open.
 * A connection that broke, because `keys` was restarted, is made anew on the next call.
 */
struct keyholder;

/*
 * keyholder_open() - connect.
 * @socket: path of the Unix socket, STATE/keys.sock
 * @role:   "intake", "worker", "deliver", "cli"
 * @e: ERR_SEALED if nobody answers there within 10 s; ERR_IO if its folder is not there,
 *     ERR_CONFIG if there is no such role
 */
MUST_USE bool keyholder_open(const char *socket, const char *role, struct keyholder **ret_holder,
			     struct err *e);

/* keyholder_close() - takes NULL. */
void keyholder_close(struct keyholder *h);
DEFINE_CLEANUP(struct keyholder *, keyholder_close)

/* keyholder_new_key() - a fresh job key and its wrapped form (appended to @wrapped). */
MUST_USE bool keyholder_new_key(struct keyholder *h, struct vault_key **ret_key,
				struct buf *wrapped, struct err *e);

/* keyholder_unwrap() - the job key again; ERR_SEALED if it is not of this ring or not allowed. */
MUST_USE bool keyholder_unwrap(struct keyholder *h, const void *wrapped, size_t len,
			       struct vault_key **ret_key, struct err *e);

/* keyholder_index() - keyed hash of @value in @domain ("external", "once"). */
MUST_USE bool keyholder_index(struct keyholder *h, const char *domain, const char *value,
			      uint8_t ret_hash[VAULT_HASH_BYTES], struct err *e);

/*
 * keyholder_checkpoint() - have the journal signed up to its last line.
 * @renew: a fresh key signs from here on
 * @ret_key: VAULT_HASH_BYTES, the public key
 * @e: ERR_SEALED if the journal does not go on from what was signed last, or not allowed; ERR_IO
 */
MUST_USE bool keyholder_checkpoint(struct keyholder *h, bool renew,
				   uint8_t ret_key[VAULT_HASH_BYTES], struct err *e);

/*
 * keyholder_rewrap() - the job keys @wrapped, all under the day key @name, once more under a newer
 * one of that day; from now on no other key is made under @name.
 * @name:    KEYRING_NAME_BYTES
 * @wrapped: @n forms of KEYRING_FORM_BYTES each, one behind the other; @n may be 0, at most
 *           KEYHOLDER_REWRAP_MAX
 * @out:     appended: as many in the same order
 * @e: ERR_SEALED (one is not under @name, damaged; not allowed), ERR_IO
 */
MUST_USE bool keyholder_rewrap(struct keyholder *h, const void *name, const void *wrapped, size_t n,
			       struct buf *out, struct err *e);

/*
 * keyholder_forget() - the day key @name is no more: nothing opens what it wraps, durable.
 * @ret_final_ms: UTC milliseconds when the last copy of the keyring that holds it goes; 0: none
 * @e: ERR_SEALED (nothing has come after it: keyholder_rewrap() first; not allowed), ERR_IO
 */
MUST_USE bool keyholder_forget(struct keyholder *h, const void *name, int64_t *ret_final_ms,
			       struct err *e);
