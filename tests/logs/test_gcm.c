/* test_gcm.c - AES-256-GCM against the specification's own example, in pieces of every length. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "logs/gcm.h"

#include "tests/check.h"

enum { PLAIN_BYTES = 60, AAD_BYTES = 20 };

/* unhex() - @hex into @out; the test's own constants. */
static void unhex(const char *hex, uint8_t *out)
{
	for (; *hex; hex += 2) {
		unsigned byte;
		if (sscanf(hex, "%2x", &byte) != 1)
			abort();
		*out++ = (uint8_t)byte;
	}
}

/* McGrew and Viega, The Galois/Counter Mode of Operation, test case 16. */
struct example {
	uint8_t key[GCM_KEY_BYTES], nonce[GCM_NONCE_BYTES], aad[AAD_BYTES];
	uint8_t plain[PLAIN_BYTES], sealed[PLAIN_BYTES + GCM_TAG_BYTES];
	struct gcm g;
};

static void example_fill(struct example *x)
{
	unhex("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308", x->key);
	unhex("cafebabefacedbaddecaf888", x->nonce);
	unhex("feedfacedeadbeeffeedfacedeadbeefabaddad2", x->aad);
	unhex("d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
	      "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
	      x->plain);
	unhex("522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
	      "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
	      "76fc6ece0f4e1768cddf8853bb2d551b",
	      x->sealed);
	x->g = (struct gcm){ x->key, x->nonce, { x->aad, AAD_BYTES } };
}

TEST(the_example_of_the_specification)
{
	uint8_t out[PLAIN_BYTES + GCM_TAG_BYTES];
	struct example x;

	example_fill(&x);
	for (size_t cut = 0; cut <= PLAIN_BYTES; cut++) {
		struct gcm_piece pieces[] = { { x.plain, cut },
					      { x.plain + cut, PLAIN_BYTES - cut } };
		memset(out, 0, sizeof out);
		gcm_seal(&x.g, pieces, 2, out);
		CHECK_EQ_MEM(out, x.sealed, sizeof out);
	}
	CHECK(gcm_open(&x.g, x.sealed, sizeof x.sealed, out));
	CHECK_EQ_MEM(out, x.plain, PLAIN_BYTES);
}

TEST(what_is_refused_leaves_nothing_behind)
{
	uint8_t out[PLAIN_BYTES + GCM_TAG_BYTES];
	static const uint8_t nothing[PLAIN_BYTES];
	struct example x;

	example_fill(&x);
	x.aad[3] ^= 1;
	memset(out, 7, sizeof out);
	CHECK(!gcm_open(&x.g, x.sealed, sizeof x.sealed, out));
	CHECK_EQ_MEM(out, nothing, PLAIN_BYTES);
	for (size_t len = 0; len < GCM_TAG_BYTES; len++)
		CHECK(!gcm_open(&x.g, x.sealed, len, out));
}

TEST(random_bytes_differ)
{
	uint8_t a[32] = { 0 }, b[32] = { 0 };
	struct err e = { 0 };

	CHECK_OK(gcm_random(a, sizeof a, &e), e);
	CHECK_OK(gcm_random(b, sizeof b, &e), e);
	CHECK(memcmp(a, b, sizeof a) != 0);
}
