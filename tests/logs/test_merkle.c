/* test_merkle.c - roots against RFC 6962's definition, every proof of every small tree. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "logs/merkle.h"

#include "logs/merkle_proof.h"
#include "tests/check.h"

enum { LEAVES = 70 };

struct leaves {
	struct hasher *hasher;
	uint8_t hash[LEAVES][HASH_BYTES];
};

static void leaves_make(struct leaves *l)
{
	l->hasher = hasher_new();
	for (uint8_t i = 0; i < LEAVES; i++)
		merkle_leaf(l->hasher, &i, 1, l->hash[i]);
}

/* defined() - MTH(D[from:to]) word for word as RFC 6962, 2.1 has it. */
static void defined(struct leaves *l, unsigned from, unsigned to, uint8_t ret_root[HASH_BYTES])
{
	uint8_t left[HASH_BYTES], right[HASH_BYTES];
	unsigned k = 1;

	if (to - from == 1) {
		memcpy(ret_root, l->hash[from], HASH_BYTES);
		return;
	}
	while (2 * k < to - from)
		k *= 2;
	defined(l, from, from + k, left);
	defined(l, from + k, to, right);
	merkle_node(l->hasher, left, right, ret_root);
}

TEST(merkle_root_of_nothing_and_of_known_leaves)
{
	/* RFC 6962's own test vectors, as other logs publish them. */
	static const char *const leaf[] = { "", "\x00", "\x10" };
	static const size_t len[] = { 0, 1, 1 };
	static const char *const root[] = {
		"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
		"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
		"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
		"aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
	};
	CLEANUP(hasher_freep) struct hasher *h = hasher_new();
	struct merkle m = { .hasher = h };
	uint8_t hash[HASH_BYTES];
	char hex[HASH_HEX_BYTES];

	for (int i = 0; i < 4; i++) {
		merkle_root(&m, hash);
		hash_hex(hash, hex);
		CHECK_EQ_STR(hex, root[i]);
		if (i == 3)
			break;
		merkle_leaf(h, leaf[i], len[i], hash);
		merkle_grow(&m, hash, NULL);
	}
}

TEST(merkle_root_is_the_defined_one_at_every_size)
{
	struct leaves l;
	struct merkle m = { 0 };
	uint8_t got[HASH_BYTES], want[HASH_BYTES];

	leaves_make(&l);
	m.hasher = l.hasher;
	for (unsigned n = 1; n <= LEAVES; n++) {
		merkle_grow(&m, l.hash[n - 1], NULL);
		merkle_root(&m, got);
		defined(&l, 0, n, want);
		CHECK_EQ_MEM(got, want, HASH_BYTES);
	}
	hasher_free(l.hasher);
}

/* check_proof() - it holds, and nothing near it does. */
static void check_proof(struct leaves *l, struct merkle_claim claim,
			uint8_t path[MERKLE_LEVELS][HASH_BYTES], size_t n)
{
	const uint8_t(*p)[HASH_BYTES] = (const uint8_t(*)[HASH_BYTES])path;
	struct merkle_claim other = claim;

	CHECK(merkle_proves(l->hasher, &claim, p, n));
	CHECK(n == 0 || !merkle_proves(l->hasher, &claim, p, n - 1));
	CHECK(!merkle_proves(l->hasher, &claim, p, n + 1));
	for (size_t i = 0; i < n; i++) {
		path[i][31] ^= 1;
		CHECK(!merkle_proves(l->hasher, &claim, p, n));
		path[i][31] ^= 1;
	}
	other.index = claim.n;
	CHECK(!merkle_proves(l->hasher, &other, p, n));
	other.index = claim.index ^ 1;
	CHECK(claim.n == 1 || !merkle_proves(l->hasher, &other, p, n));
	other = claim;
	other.leaf[0] ^= 1;
	CHECK(!merkle_proves(l->hasher, &other, p, n));
	other = claim;
	other.root[0] ^= 1;
	CHECK(!merkle_proves(l->hasher, &other, p, n));
}

TEST(merkle_proofs_of_all_leaves_of_all_sizes)
{
	uint8_t path[MERKLE_LEVELS][HASH_BYTES];
	struct leaves l;

	leaves_make(&l);
	for (unsigned n = 1; n <= LEAVES; n++) {
		CLEANUP(merkle_proofs_clear) struct merkle_proofs proofs = { 0 };
		struct merkle_watcher watcher = merkle_proofs_watcher(&proofs);
		struct merkle m = { .hasher = l.hasher };
		for (unsigned i = 0; i < n; i++) {
			merkle_proofs_want(&proofs, &m);
			merkle_grow(&m, l.hash[i], &watcher);
		}
		struct merkle_claim claim = { .n = n };
		merkle_root(&m, claim.root);
		for (unsigned i = 0; i < n; i++) {
			memset(path, 0x55, sizeof path);
			size_t len = merkle_proofs_path(&proofs, i, &m, path);
			claim.index = i;
			memcpy(claim.leaf, l.hash[i], HASH_BYTES);
			check_proof(&l, claim, path, len);
		}
	}
	hasher_free(l.hasher);
}

TEST(merkle_proofs_of_a_few_leaves)
{
	CLEANUP(merkle_proofs_clear) struct merkle_proofs proofs = { 0 };
	struct merkle_watcher watcher = merkle_proofs_watcher(&proofs);
	uint8_t path[MERKLE_LEVELS][HASH_BYTES] = { 0 };
	struct merkle_claim claim = { .n = LEAVES };
	struct leaves l;

	leaves_make(&l);
	struct merkle m = { .hasher = l.hasher };
	for (unsigned i = 0; i < LEAVES; i++) {
		if (check_random() % 5 == 0)
			merkle_proofs_want(&proofs, &m);
		merkle_grow(&m, l.hash[i], &watcher);
	}
	merkle_root(&m, claim.root);
	for (size_t i = 0; i < proofs.n; i++) {
		claim.index = proofs.list[i].index;
		memcpy(claim.leaf, l.hash[claim.index], HASH_BYTES);
		size_t len = merkle_proofs_path(&proofs, i, &m, path);
		CHECK(len <= 7);
		check_proof(&l, claim, path, len);
	}
	hasher_free(l.hasher);
}
