/* vault.c - sealing what is personal, and commitments to it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "logs/vault.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include "base/hash.h"
#include "base/mem.h"
#include "logs/gcm.h"
#include "logs/locked.h"

/* version || nonce || ciphertext of (salt || value) || tag: docs/sealed-values.md */
enum { VERSION = 1, SALT_BYTES = 32, SLOT_BYTES_MAX = 512 };

static_assert(1 + GCM_NONCE_BYTES + SALT_BYTES + GCM_TAG_BYTES == VAULT_OVERHEAD_BYTES, "");

struct vault_key {
	uint8_t bytes[VAULT_KEY_BYTES]; /* the object lies in locked memory */
};

bool vault_key_new(const uint8_t bytes[VAULT_KEY_BYTES], struct vault_key **ret_key, struct err *e)
{
	void *memory;

	if (!locked_new(sizeof(struct vault_key), &memory, e))
		return false;
	*ret_key = memory;
	memcpy((*ret_key)->bytes, bytes, VAULT_KEY_BYTES);
	return true;
}

bool vault_key_random(struct vault_key **ret_key, struct err *e)
{
	void *memory;

	if (!locked_new(sizeof(struct vault_key), &memory, e))
		return false;
	struct vault_key *key = memory;
	if (!gcm_random(key->bytes, VAULT_KEY_BYTES, e)) {
		vault_key_free(key);
		return false;
	}
	*ret_key = key;
	return true;
}

const uint8_t *vault_key_bytes(const struct vault_key *k)
{
	return k->bytes;
}

void vault_key_free(struct vault_key *k)
{
	locked_free(k);
}

/* bind_slot() - what a sealed value is bound to: version, job, NUL, name, NUL. */
static bool bind_slot(const struct vault_slot *slot, struct buf *out, struct err *e)
{
	buf_init(out, SLOT_BYTES_MAX);
	buf_addc(out, VERSION);
	buf_add(out, slot->job, strlen(slot->job) + 1);
	buf_add(out, slot->what, strlen(slot->what) + 1);
	return buf_check(out, "the name of a sealed value", e);
}

bool vault_seal(const struct vault_slot *slot, const void *plain, size_t len, struct buf *out,
		uint8_t ret_commitment[VAULT_HASH_BYTES], struct err *e)
{
	CLEANUP(buf_clear) struct buf aad = { 0 };
	uint8_t nonce[GCM_NONCE_BYTES], salt[SALT_BYTES];

	if (len > GCM_MESSAGE_MAX - VAULT_OVERHEAD_BYTES)
		return err_set(e, ERR_LIMIT, "a value of %zu bytes cannot be sealed", len);
	if (!bind_slot(slot, &aad, e) || !gcm_random(nonce, sizeof nonce, e) ||
	    !gcm_random(salt, sizeof salt, e))
		return false;
	struct gcm g = { slot->key->bytes, nonce, { aad.data, aad.len_bytes } };
	struct gcm_piece pieces[] = { { salt, sizeof salt }, { plain, len } };
	CLEANUP(mem_freep) uint8_t *sealed = mem_calloc(len + VAULT_OVERHEAD_BYTES, 1);
	sealed[0] = VERSION;
	memcpy(sealed + 1, nonce, sizeof nonce);
	gcm_seal(&g, pieces, 2, sealed + 1 + sizeof nonce);
	buf_add(out, sealed, len + VAULT_OVERHEAD_BYTES);
	if (ret_commitment) {
		CLEANUP(hasher_freep) struct hasher *h = hasher_new();
		hasher_add(h, salt, sizeof salt);
		hasher_add(h, plain, len);
		hasher_end(h, ret_commitment);
	}
	mem_wipe(salt, sizeof salt);
	return buf_check(out, "a sealed value", e);
}

static bool refuse(const struct vault_slot *slot, struct err *e)
{
	return err_set(e, ERR_SEALED,
		       "sealed '%s' of job %s: not this key, job or name, or damaged", slot->what,
		       slot->job);
}

bool vault_open(const struct vault_slot *slot, const void *sealed, size_t len, struct buf *out,
		struct err *e)
{
	CLEANUP(buf_clear) struct buf aad = { 0 };
	const uint8_t *bytes = sealed;

	if (len < VAULT_OVERHEAD_BYTES || len > GCM_MESSAGE_MAX || bytes[0] != VERSION)
		return refuse(slot, e);
	if (!bind_slot(slot, &aad, e))
		return false;
	struct gcm g = { slot->key->bytes, bytes + 1, { aad.data, aad.len_bytes } };
	size_t salted_len = len - VAULT_OVERHEAD_BYTES + SALT_BYTES;
	CLEANUP(mem_freep) uint8_t *salted = mem_calloc(salted_len, 1);
	if (!gcm_open(&g, bytes + 1 + GCM_NONCE_BYTES, len - 1 - GCM_NONCE_BYTES, salted))
		return refuse(slot, e);
	buf_add(out, salted + SALT_BYTES, salted_len - SALT_BYTES);
	mem_wipe(salted, salted_len);
	return buf_check(out, "an opened value", e);
}
