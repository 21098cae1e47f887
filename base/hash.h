/* hash.h - SHA-256 and its hex form (OpenSSL). */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/cleanup.h"

enum { HASH_BYTES = 32, HASH_HEX_BYTES = 65 };

/* hash_of() - the digest of one piece. */
void hash_of(const void *bytes, size_t len, uint8_t ret_digest[HASH_BYTES]);

/* Digests of pieces, one after the other. */
struct hasher;

/* hasher_new() - ready for bytes; the caller frees it. */
struct hasher *hasher_new(void);

/* hasher_free() - takes NULL. */
void hasher_free(struct hasher *h);
DEFINE_CLEANUP(struct hasher *, hasher_free)

/* hasher_add() - @len more bytes. */
void hasher_add(struct hasher *h, const void *bytes, size_t len);

/* hasher_end() - the digest of what was added since the last one; ready for the next. */
void hasher_end(struct hasher *h, uint8_t ret_digest[HASH_BYTES]);

/* hash_hex() - 64 lower-case digits and NUL. */
void hash_hex(const uint8_t digest[HASH_BYTES], char ret_hex[HASH_HEX_BYTES]);

/* hash_from_hex() - false unless @hex is exactly 64 lower-case digits. */
bool hash_from_hex(const char *hex, uint8_t ret_digest[HASH_BYTES]);
