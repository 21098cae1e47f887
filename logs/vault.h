/* vault.h - sealing what is personal: AES-256-GCM under a job's own key, and commitments to it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/buf.h"
#include "base/cleanup.h"
#include "base/err.h"

/* VAULT_OVERHEAD_BYTES: version, 12 bytes of nonce, 32 of salt and 16 of tag around a value. */
enum { VAULT_KEY_BYTES = 32, VAULT_OVERHEAD_BYTES = 61, VAULT_HASH_BYTES = 32 };

/* A key in locked memory that is not dumped and not inherited by a fork; opaque. */
struct vault_key;

/* vault_key_new() - from 32 bytes, which are copied; ERR_LIMIT if memory cannot be locked. */
MUST_USE bool vault_key_new(const uint8_t bytes[VAULT_KEY_BYTES], struct vault_key **ret_key,
			    struct err *e);

/* vault_key_random() - a fresh one. */
MUST_USE bool vault_key_random(struct vault_key **ret_key, struct err *e);

/* vault_key_bytes() - the 32 bytes, borrowed; for wrapping and for the socket of `keys` only. */
const uint8_t *vault_key_bytes(const struct vault_key *k);

/* vault_key_free() - wipes. Takes NULL. */
void vault_key_free(struct vault_key *k);
DEFINE_CLEANUP(struct vault_key *, vault_key_free)

/* Which value of which job: bound to the sealed form, so that two of them cannot be swapped. */
struct vault_slot {
	const struct vault_key *key;
	const char *job;  /* its mark */
	const char *what; /* "payload", "reason", ... */
};

/*
 * vault_seal() - append version || nonce || ciphertext || tag to @out. What is sealed is 32 random
 * bytes, then the value; SHA-256 over both is its commitment, which the journal may hold.
 * @ret_commitment: may be NULL
 * @e: ERR_LIMIT (@out is full), ERR_IO (no randomness)
 */
MUST_USE bool vault_seal(const struct vault_slot *slot, const void *plain, size_t len,
			 struct buf *out, uint8_t ret_commitment[VAULT_HASH_BYTES], struct err *e);

/*
 * vault_open() - append the value in @sealed to @out (the caller wipes it).
 * @e: ERR_SEALED if key, job, name or a single bit differ
 */
MUST_USE bool vault_open(const struct vault_slot *slot, const void *sealed, size_t len,
			 struct buf *out, struct err *e);
