/* gcm.c - AES-256-GCM (OpenSSL). */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "logs/gcm.h"

#include <assert.h>
#include <errno.h>
#include <openssl/evp.h>
#include <string.h>
#include <sys/random.h>
#include "base/mem.h"

bool gcm_random(void *ret_bytes, size_t len, struct err *e)
{
	uint8_t *to = ret_bytes;

	while (len > 0) {
		ssize_t n = getrandom(to, len, 0);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_set(e, ERR_IO, "the kernel gives no random bytes: %s",
				       strerror(errno));
		to += n;
		len -= (size_t)n;
	}
	return true;
}

/* context() - with key, nonce and associated data in; freeing it wipes the key schedule. */
static EVP_CIPHER_CTX *context(const struct gcm *g, int encrypt)
{
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	int out_len;

	assert(ctx && "out of memory");
	assert(g->aad.len <= GCM_MESSAGE_MAX);
	int good = EVP_CipherInit_ex(ctx, EVP_aes_256_gcm(), NULL, g->key, g->nonce, encrypt);
	assert(good == 1 && "AES-256-GCM is always there");
	good = EVP_CipherUpdate(ctx, NULL, &out_len, g->aad.data, (int)g->aad.len);
	assert(good == 1 && "nothing in memory can fail");
	return ctx;
}

void gcm_seal(const struct gcm *g, const struct gcm_piece *pieces, size_t n, uint8_t *out)
{
	EVP_CIPHER_CTX *ctx = context(g, 1);
	int good, out_len;

	for (size_t i = 0; i < n; i++) {
		assert(pieces[i].len <= GCM_MESSAGE_MAX);
		if (pieces[i].len == 0)
			continue;
		good = EVP_CipherUpdate(ctx, out, &out_len, pieces[i].data, (int)pieces[i].len);
		assert(good == 1 && (size_t)out_len == pieces[i].len);
		out += out_len;
	}
	good = EVP_CipherFinal_ex(ctx, out, &out_len);
	assert(good == 1 && out_len == 0);
	good = EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_GCM_GET_TAG, GCM_TAG_BYTES, out);
	assert(good == 1);
	EVP_CIPHER_CTX_free(ctx);
}

bool gcm_open(const struct gcm *g, const uint8_t *sealed, size_t len, uint8_t *out)
{
	uint8_t tag[GCM_TAG_BYTES], nothing[GCM_TAG_BYTES];
	int good, out_len;

	if (len < GCM_TAG_BYTES || len > GCM_MESSAGE_MAX)
		return false;
	size_t plain_len = len - GCM_TAG_BYTES;
	EVP_CIPHER_CTX *ctx = context(g, 0);
	if (plain_len > 0) {
		good = EVP_CipherUpdate(ctx, out, &out_len, sealed, (int)plain_len);
		assert(good == 1 && (size_t)out_len == plain_len);
	}
	memcpy(tag, sealed + plain_len, sizeof tag);
	good = EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_GCM_SET_TAG, GCM_TAG_BYTES, tag);
	assert(good == 1);
	bool same = EVP_CipherFinal_ex(ctx, nothing, &out_len) == 1;
	EVP_CIPHER_CTX_free(ctx);
	if (!same)
		mem_wipe(out, plain_len);
	return same;
}
