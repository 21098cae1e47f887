/* merkle.c - the hash tree over all lines of a journal. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "logs/merkle.h"

#include <assert.h>
#include <string.h>

/* The byte in front tells a leaf from a node: no node can be passed off as a line. */
enum { LEAF = 0, NODE = 1 };

void merkle_leaf(struct hasher *hasher, const void *text, size_t len, uint8_t ret_hash[HASH_BYTES])
{
	const uint8_t mark = LEAF;

	hasher_add(hasher, &mark, 1);
	hasher_add(hasher, text, len);
	hasher_end(hasher, ret_hash);
}

void merkle_node(struct hasher *hasher, const uint8_t left[HASH_BYTES],
		 const uint8_t right[HASH_BYTES], uint8_t ret_hash[HASH_BYTES])
{
	uint8_t both[1 + 2 * HASH_BYTES] = { NODE };

	memcpy(both + 1, left, HASH_BYTES);
	memcpy(both + 1 + HASH_BYTES, right, HASH_BYTES);
	hasher_add(hasher, both, sizeof both);
	hasher_end(hasher, ret_hash);
}

void merkle_grow(struct merkle *m, const uint8_t leaf[HASH_BYTES],
		 const struct merkle_watcher *watcher)
{
	uint8_t hash[HASH_BYTES];
	unsigned level = 0;

	memcpy(hash, leaf, sizeof hash);
	for (;; level++) {
		if (watcher)
			watcher->full(watcher->self, level, m->n >> level, hash);
		if (!(m->n >> level & 1))
			break;
		merkle_node(m->hasher, m->peak[level], hash, hash);
	}
	assert(level < MERKLE_LEVELS);
	memcpy(m->peak[level], hash, sizeof hash);
	m->n++;
}

void merkle_root(const struct merkle *m, uint8_t ret_root[HASH_BYTES])
{
	merkle_tail_root(m, 0, ret_root);
}

void merkle_tail_root(const struct merkle *m, uint64_t from, uint8_t ret_root[HASH_BYTES])
{
	uint8_t root[HASH_BYTES];
	bool begun = false;
	uint64_t end = m->n;

	hasher_end(m->hasher, root); /* of nothing */
	for (unsigned level = 0; level < MERKLE_LEVELS && end > from; level++) {
		if (!(m->n >> level & 1))
			continue;
		if (begun)
			merkle_node(m->hasher, m->peak[level], root, root);
		else
			memcpy(root, m->peak[level], sizeof root);
		begun = true;
		end -= UINT64_C(1) << level;
	}
	assert(end == from || !begun);
	memcpy(ret_root, root, sizeof root);
}

bool merkle_proves(struct hasher *hasher, const struct merkle_claim *claim,
		   const uint8_t (*path)[HASH_BYTES], size_t n_path)
{
	uint64_t at = claim->index, last = claim->n - 1;
	uint8_t hash[HASH_BYTES];

	if (claim->index >= claim->n)
		return false;
	memcpy(hash, claim->leaf, sizeof hash);
	for (size_t i = 0; i < n_path; i++) {
		if (last == 0)
			return false;
		if (at & 1 || at == last) {
			merkle_node(hasher, path[i], hash, hash);
			/* Levels at which we stand alone at the right edge have no sibling. */
			for (; !(at & 1) && at != 0; at >>= 1)
				last >>= 1;
		} else {
			merkle_node(hasher, hash, path[i], hash);
		}
		at >>= 1;
		last >>= 1;
	}
	return last == 0 && memcmp(hash, claim->root, sizeof hash) == 0;
}
