/* verifier.c - the public key of a journal (OpenSSL). */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "logs/verifier.h"

#include <assert.h>
#include <openssl/evp.h>
#include <string.h>
#include "base/hash.h"
#include "base/str.h"

/* ALGORITHM: C2SP signed-note's byte for Ed25519. BASE64_MAX: a signature with its key's id. */
enum { ALGORITHM = 1, BASE64_MAX = 512, ID_DIGITS = 2 * VERIFIER_ID_BYTES };

/* ---- base64 */

void verifier_base64(const uint8_t *bytes, size_t len, char *ret_text)
{
	assert(len <= BASE64_MAX);
	(void)EVP_EncodeBlock((unsigned char *)ret_text, bytes, (int)len); /* tells the length */
}

bool verifier_from_base64(const char *text, size_t len, uint8_t *ret_bytes, size_t room,
			  size_t *ret_len)
{
	uint8_t bytes[BASE64_MAX];
	char again[BASE64_MAX * 4 / 3 + 8];

	if (len == 0 || len % 4 != 0 || len / 4 * 3 > sizeof bytes)
		return false;
	int got = EVP_DecodeBlock(bytes, (const unsigned char *)text, (int)len);
	if (got < 0)
		return false;
	size_t n = (size_t)got - (text[len - 1] == '=') - (text[len - 2] == '=');
	if (n > room)
		return false;
	/* OpenSSL lets blanks and stray bits pass; we want the one form. */
	verifier_base64(bytes, n, again);
	if (strlen(again) != len || memcmp(again, text, len) != 0)
		return false;
	memcpy(ret_bytes, bytes, n);
	*ret_len = n;
	return true;
}

/* ---- the key */

bool verifier_name_valid(const char *name)
{
	static const char good[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				   "0123456789._:/-";
	size_t len = strspn(name, good);

	return len > 0 && len < VERIFIER_NAME_BYTES && name[len] == 0;
}

void verifier_init(struct verifier *v, const char *name, const uint8_t key[VERIFIER_KEY_BYTES])
{
	static const uint8_t between[] = { '\n', ALGORITHM };
	CLEANUP(hasher_freep) struct hasher *h = hasher_new();
	uint8_t digest[HASH_BYTES];

	assert(verifier_name_valid(name));
	memcpy(v->name, name, strlen(name) + 1);
	memcpy(v->key, key, sizeof v->key);
	hasher_add(h, name, strlen(name));
	hasher_add(h, between, sizeof between);
	hasher_add(h, key, VERIFIER_KEY_BYTES);
	hasher_end(h, digest);
	memcpy(v->id, digest, sizeof v->id);
}

void verifier_text(const struct verifier *v, char ret_text[VERIFIER_TEXT_BYTES])
{
	uint8_t typed[1 + VERIFIER_KEY_BYTES] = { ALGORITHM };
	char base64[64];

	memcpy(typed + 1, v->key, sizeof v->key);
	verifier_base64(typed, sizeof typed, base64);
	bool fits = fmt_into(ret_text, VERIFIER_TEXT_BYTES, "%s+%02x%02x%02x%02x+%s", v->name,
			     v->id[0], v->id[1], v->id[2], v->id[3], base64);

	assert(fits);
}

bool verifier_read(const char *text, struct verifier *ret_verifier, struct err *e)
{
	const char *plus = strchr(text, '+');
	size_t name_len = plus ? (size_t)(plus - text) : 0, n = 0;
	uint8_t typed[1 + VERIFIER_KEY_BYTES];
	char name[VERIFIER_NAME_BYTES] = "", again[VERIFIER_TEXT_BYTES];
	struct verifier v;

	if (plus && name_len < sizeof name)
		memcpy(name, text, name_len);
	if (!verifier_name_valid(name) || strlen(plus) < ID_DIGITS + 3 ||
	    plus[1 + ID_DIGITS] != '+' ||
	    !verifier_from_base64(plus + ID_DIGITS + 2, strlen(plus) - ID_DIGITS - 2, typed,
				  sizeof typed, &n) ||
	    n != sizeof typed || typed[0] != ALGORITHM)
		return err_set(e, ERR_CONFIG, "'%.80s' is no verifier key (name+id+key)", text);
	verifier_init(&v, name, typed + 1);
	verifier_text(&v, again);
	if (!str_eq(again, text))
		return err_set(e, ERR_CONFIG, "'%.80s' is mistyped: its id does not fit", text);
	*ret_verifier = v;
	return true;
}

bool verifier_signed(const struct verifier *v, const void *text, size_t len,
		     const uint8_t signature[VERIFIER_SIGNATURE_BYTES])
{
	EVP_PKEY *key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, v->key, sizeof v->key);
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	bool good = key && ctx && EVP_DigestVerifyInit(ctx, NULL, NULL, NULL, key) == 1 &&
		    EVP_DigestVerify(ctx, signature, VERIFIER_SIGNATURE_BYTES, text, len) == 1;

	EVP_MD_CTX_free(ctx);
	EVP_PKEY_free(key);
	return good;
}
