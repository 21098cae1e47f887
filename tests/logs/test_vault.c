/* test_vault.c - sealed values: a foreign one opens, every changed bit and swap is refused. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "logs/vault.h"

#include "base/hash.h"
#include "tests/check.h"

#define JOB "AB-0123456789"
#define VALUE "Škvorecová"

/* Made by another implementation: key 00 01 02 ..., nonce 64 65 ..., salt c8 c9 ... */
static const char foreign_hex[] =
	"016465666768696a6b6c6d6e6f80d214adb5249851eeb38d3b0eb0bc2a9a1bdcd157b12dad47304eab1f4643"
	"af51492bb62360fe679285bb9e7f98f0e2f5ee6b4eba4ded95baafd5b5";
static const char foreign_commitment[] =
	"7791ca1b1034c7bb028c9e200a0319fc5c7df479ba949ba5c17653fe064af93b";

static struct vault_key *counting_key(void)
{
	uint8_t bytes[VAULT_KEY_BYTES];
	struct vault_key *key = NULL;
	struct err e = { 0 };

	for (int i = 0; i < VAULT_KEY_BYTES; i++)
		bytes[i] = (uint8_t)i;
	if (!vault_key_new(bytes, &key, &e))
		abort();
	return key;
}

static struct buf room(void)
{
	struct buf b;

	buf_init(&b, 1 << 20);
	return b;
}

TEST(a_value_sealed_elsewhere_opens)
{
	CLEANUP(vault_key_freep) struct vault_key *key = counting_key();
	CLEANUP(buf_clear) struct buf out = room();
	struct vault_slot slot = { key, JOB, "payload" };
	uint8_t sealed[(sizeof foreign_hex - 1) / 2];
	struct err e = { 0 };

	for (size_t i = 0; i < sizeof sealed; i++) {
		unsigned byte;
		CHECK(sscanf(foreign_hex + 2 * i, "%2x", &byte) == 1);
		sealed[i] = (uint8_t)byte;
	}
	CHECK_OK(vault_open(&slot, sealed, sizeof sealed, &out, &e), e);
	CHECK_EQ_STR(out.data, VALUE);
	uint8_t salted[32 + sizeof VALUE - 1], digest[HASH_BYTES];
	char hex[HASH_HEX_BYTES];
	for (int i = 0; i < 32; i++)
		salted[i] = (uint8_t)(200 + i);
	memcpy(salted + 32, VALUE, sizeof VALUE - 1);
	hash_of(salted, sizeof salted, digest);
	hash_hex(digest, hex);
	CHECK_EQ_STR(hex, foreign_commitment);
}

TEST(what_is_sealed_opens_and_no_two_are_alike)
{
	static const size_t lengths[] = { 0, 1, 15, 16, 17, 4096, 100000 };
	CLEANUP(vault_key_freep) struct vault_key *key = NULL;
	struct err e = { 0 };

	CHECK_OK(vault_key_random(&key, &e), e);
	struct vault_slot slot = { key, JOB, "intent:anmelden" };
	EACH_CASE (len, lengths) {
		CLEANUP(buf_clear) struct buf one = room(), two = room(), out = room();
		uint8_t c1[VAULT_HASH_BYTES], c2[VAULT_HASH_BYTES];
		char *value = malloc(*len + 1);
		for (size_t i = 0; i < *len; i++)
			value[i] = (char)check_random();
		CHECK_OK(vault_seal(&slot, value, *len, &one, c1, &e), e);
		CHECK_OK(vault_seal(&slot, value, *len, &two, c2, &e), e);
		CHECK_EQ_UINT(one.len_bytes, *len + VAULT_OVERHEAD_BYTES);
		CHECK(memcmp(one.data, two.data, one.len_bytes) != 0);
		CHECK(memcmp(c1, c2, sizeof c1) != 0);
		CHECK_OK(vault_open(&slot, one.data, one.len_bytes, &out, &e), e);
		CHECK_EQ_UINT(out.len_bytes, *len);
		CHECK_EQ_MEM(out.data, value, *len);
		free(value);
	}
}

TEST(every_changed_bit_and_every_cut_is_refused)
{
	CLEANUP(vault_key_freep) struct vault_key *key = counting_key();
	CLEANUP(buf_clear) struct buf sealed = room(), out = room();
	struct vault_slot slot = { key, JOB, "payload" };
	struct err e = { 0 };

	CHECK_OK(vault_seal(&slot, VALUE, strlen(VALUE), &sealed, NULL, &e), e);
	for (size_t bit = 0; bit < 8 * sealed.len_bytes; bit++) {
		sealed.data[bit / 8] ^= (char)(1 << bit % 8);
		CHECK_ERR(vault_open(&slot, sealed.data, sealed.len_bytes, &out, &e), e,
			  ERR_SEALED);
		sealed.data[bit / 8] ^= (char)(1 << bit % 8);
	}
	for (size_t len = 0; len < sealed.len_bytes; len++)
		CHECK_ERR(vault_open(&slot, sealed.data, len, &out, &e), e, ERR_SEALED);
	CHECK_EQ_UINT(out.len_bytes, 0);
	CHECK_OK(vault_open(&slot, sealed.data, sealed.len_bytes, &out, &e), e);
}

TEST(a_value_opens_in_its_own_place_only)
{
	CLEANUP(vault_key_freep) struct vault_key *key = counting_key(), *other = NULL;
	CLEANUP(buf_clear) struct buf sealed = room(), out = room();
	struct err e = { 0 };

	CHECK_OK(vault_key_random(&other, &e), e);
	struct vault_slot slot = { key, JOB, "reason" };
	const struct vault_slot swapped[] = {
		{ other, JOB, "reason" },
		{ key, "AB-0123456780", "reason" },
		{ key, JOB, "outcome" },
		{ key, JOB, "" },
		{ key, "", "reason" },
		/* the border between the two names counts */
		{ key, JOB "r", "eason" },
	};
	CHECK_OK(vault_seal(&slot, VALUE, strlen(VALUE), &sealed, NULL, &e), e);
	EACH_CASE (s, swapped)
		CHECK_ERR(vault_open(s, sealed.data, sealed.len_bytes, &out, &e), e, ERR_SEALED);
}

TEST(what_does_not_fit_is_an_error_and_nothing_is_added)
{
	CLEANUP(vault_key_freep) struct vault_key *key = counting_key();
	CLEANUP(buf_clear) struct buf small = { 0 }, sealed = room();
	struct vault_slot slot = { key, JOB, "reason" };
	char long_name[1000];
	struct err e = { 0 };

	buf_init(&small, VAULT_OVERHEAD_BYTES + 2);
	CHECK_ERR(vault_seal(&slot, "abc", 3, &small, NULL, &e), e, ERR_LIMIT);
	CHECK_EQ_UINT(small.len_bytes, 0);
	CHECK_OK(vault_seal(&slot, "abc", 3, &sealed, NULL, &e), e);
	buf_clear(&small);
	buf_init(&small, 2);
	CHECK_ERR(vault_open(&slot, sealed.data, sealed.len_bytes, &small, &e), e, ERR_LIMIT);
	CHECK_EQ_UINT(small.len_bytes, 0);
	memset(long_name, 'x', sizeof long_name);
	long_name[sizeof long_name - 1] = 0;
	slot.what = long_name;
	CHECK_ERR(vault_seal(&slot, "abc", 3, &sealed, NULL, &e), e, ERR_LIMIT);
}
