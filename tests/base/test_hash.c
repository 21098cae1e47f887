/* test_hash.c - SHA-256 against the vectors of FIPS 180-4. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/check.h"

#include "base/hash.h"

TEST(digests_are_those_of_the_standard)
{
	static const struct {
		const char *text, *want;
	} rows[] = {
		{ "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
		{ "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
		{ "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
		  "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		uint8_t digest[HASH_BYTES], back[HASH_BYTES];
		char hex[HASH_HEX_BYTES];
		hash_of(rows[i].text, strlen(rows[i].text), digest);
		hash_hex(digest, hex);
		CHECK_EQ_STR(hex, rows[i].want);
		CHECK(hash_from_hex(hex, back) && memcmp(back, digest, sizeof back) == 0);
	}
}

TEST(pieces_hash_like_the_whole)
{
	uint8_t whole[HASH_BYTES], pieces[HASH_BYTES];
	CLEANUP(hasher_freep) struct hasher *h = hasher_new();

	hash_of("abcdef", 6, whole);
	hasher_add(h, "abc", 3);
	hasher_add(h, "", 0);
	hasher_add(h, "def", 3);
	hasher_end(h, pieces);
	CHECK(memcmp(whole, pieces, sizeof whole) == 0);
	hasher_add(h, "abcdef", 6); /* and once more, of what comes now */
	hasher_end(h, pieces);
	CHECK(memcmp(whole, pieces, sizeof whole) == 0);
}

TEST(only_64_lower_case_digits_are_a_digest)
{
	uint8_t digest[HASH_BYTES] = { 7 };

	CHECK(!hash_from_hex("", digest));
	CHECK(!hash_from_hex("E3B0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
			     digest));
	CHECK(!hash_from_hex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b85",
			     digest));
	CHECK(!hash_from_hex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b8555",
			     digest));
	CHECK(!hash_from_hex("g3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
			     digest));
	CHECK(digest[0] == 7);
}
