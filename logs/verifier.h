/* verifier.h - the public key of a journal: its text, and whether it signed something (Ed25519). */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/err.h"

/* VERIFIER_TEXT_BYTES: name, +, 8 hex digits, +, base64 of 33 bytes, NUL. */
enum {
	VERIFIER_NAME_BYTES = 65,
	VERIFIER_KEY_BYTES = 32,
	VERIFIER_ID_BYTES = 4,
	VERIFIER_SIGNATURE_BYTES = 64,
	VERIFIER_TEXT_BYTES = VERIFIER_NAME_BYTES + 10 + 44 + 1,
};

struct verifier {
	char name[VERIFIER_NAME_BYTES]; /* "amtsbote/0123456789abcdef": of journal and key */
	uint8_t key[VERIFIER_KEY_BYTES];
	uint8_t id[VERIFIER_ID_BYTES]; /* first bytes of a hash over name and key */
};

/* verifier_init() - from name (verifier_name_valid()) and key. */
void verifier_init(struct verifier *v, const char *name, const uint8_t key[VERIFIER_KEY_BYTES]);

/* verifier_read() - "name+id+key" as verifier_text() gives it; ERR_CONFIG. */
MUST_USE bool verifier_read(const char *text, struct verifier *ret_verifier, struct err *e);

/* verifier_text() - the form of C2SP signed-note: "name+1a2b3c4d+base64". */
void verifier_text(const struct verifier *v, char ret_text[VERIFIER_TEXT_BYTES]);

/* verifier_signed() - is this its signature over exactly these bytes? */
bool verifier_signed(const struct verifier *v, const void *text, size_t len,
		     const uint8_t signature[VERIFIER_SIGNATURE_BYTES]);

/* verifier_name_valid() - 1 to 64 of [A-Za-z0-9._:/-]. */
bool verifier_name_valid(const char *name);

/* verifier_base64() - of @len bytes, with NUL; room for 4 * (len + 2) / 3 + 1 bytes. */
void verifier_base64(const uint8_t *bytes, size_t len, char *ret_text);

/*
 * verifier_from_base64() - exactly as verifier_base64() writes it, else false.
 * @room: most bytes it may give
 */
bool verifier_from_base64(const char *text, size_t len, uint8_t *ret_bytes, size_t room,
			  size_t *ret_len);
