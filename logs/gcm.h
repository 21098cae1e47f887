/* gcm.h - AES-256-GCM over one message in pieces (OpenSSL). */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/err.h"

/* GCM_MESSAGE_MAX: OpenSSL counts in int. */
enum { GCM_KEY_BYTES = 32, GCM_NONCE_BYTES = 12, GCM_TAG_BYTES = 16, GCM_MESSAGE_MAX = 1 << 30 };

struct gcm_piece {
	const void *data;
	size_t len;
};

/* What both directions need; everything borrowed. */
struct gcm {
	const uint8_t *key;   /* GCM_KEY_BYTES */
	const uint8_t *nonce; /* GCM_NONCE_BYTES, never twice under one key */
	struct gcm_piece aad; /* bound to the message, not in it */
};

/* gcm_random() - @len bytes from the kernel; ERR_IO. */
MUST_USE bool gcm_random(void *ret_bytes, size_t len, struct err *e);

/* gcm_seal() - encrypt the @n pieces one behind the other into @out, then the tag. */
void gcm_seal(const struct gcm *g, const struct gcm_piece *pieces, size_t n, uint8_t *out);

/*
 * gcm_open() - decrypt @len bytes with the tag at their end into @out (@len - GCM_TAG_BYTES bytes).
 * Returns false if a single bit differs; then @out is wiped.
 */
bool gcm_open(const struct gcm *g, const uint8_t *sealed, size_t len, uint8_t *out);
