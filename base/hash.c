/* hash.c - SHA-256 and hex (OpenSSL). */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/hash.h"

#include <assert.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>
#include "base/mem.h"

struct hasher {
	EVP_MD_CTX *ctx; /* owned */
};

struct hasher *hasher_new(void)
{
	struct hasher *h = mem_zalloc(sizeof *h);

	h->ctx = EVP_MD_CTX_new();
	assert(h->ctx && "out of memory");
	int good = EVP_DigestInit_ex(h->ctx, EVP_sha256(), NULL);
	assert(good == 1 && "SHA-256 is always there");
	return h;
}

void hasher_free(struct hasher *h)
{
	if (!h)
		return;
	EVP_MD_CTX_free(h->ctx);
	free(h);
}

void hasher_add(struct hasher *h, const void *bytes, size_t len)
{
	int good = EVP_DigestUpdate(h->ctx, bytes, len);
	assert(good == 1 && "hashing in memory cannot fail");
}

void hasher_end(struct hasher *h, uint8_t ret_digest[HASH_BYTES])
{
	int good = EVP_DigestFinal_ex(h->ctx, ret_digest, NULL) == 1 &&
		   EVP_DigestInit_ex(h->ctx, NULL, NULL) == 1; /* NULL: the same once more */
	assert(good && "hashing in memory cannot fail");
}

void hash_of(const void *bytes, size_t len, uint8_t ret_digest[HASH_BYTES])
{
	CLEANUP(hasher_freep) struct hasher *h = hasher_new();

	hasher_add(h, bytes, len);
	hasher_end(h, ret_digest);
}

void hash_hex(const uint8_t digest[HASH_BYTES], char ret_hex[HASH_HEX_BYTES])
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < HASH_BYTES; i++) {
		ret_hex[2 * i] = digits[digest[i] >> 4];
		ret_hex[2 * i + 1] = digits[digest[i] & 15];
	}
	ret_hex[HASH_HEX_BYTES - 1] = 0;
}

/* nibble() - of a lower-case hex digit, else 16 or more; without a branch, which half the digits of
 * a hash would take. */
static unsigned nibble(char c)
{
	unsigned digit = (unsigned char)c - 48U, letter = (unsigned char)c - 97U;

	return digit < 10 ? digit : letter < 6 ? letter + 10 : 16;
}

bool hash_from_hex(const char *hex, uint8_t ret_digest[HASH_BYTES])
{
	uint8_t digest[HASH_BYTES];
	unsigned all = 0;

	if (strlen(hex) != HASH_HEX_BYTES - 1)
		return false;
	for (size_t i = 0; i < HASH_BYTES; i++) {
		unsigned high = nibble(hex[2 * i]), low = nibble(hex[2 * i + 1]);
		all |= high | low;
		digest[i] = (uint8_t)(high << 4 | low);
	}
	if (all > 15)
		return false;
	memcpy(ret_digest, digest, sizeof digest);
	return true;
}
