/* merkle.h - the hash tree over all lines of a journal (RFC 6962), grown line by line. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/hash.h"

/* MERKLE_LEVELS: a journal of 2^48 lines would need 120 petabytes. */
enum { MERKLE_LEVELS = 48 };

/* What there is to know of a tree of n leaves in order to let it grow; plain data. */
struct merkle {
	uint64_t n;
	uint8_t peak[MERKLE_LEVELS][HASH_BYTES]; /* [l]: the full subtree of 2^l leaves, if
						  * bit l of n is set */
	struct hasher *hasher;                   /* borrowed */
};

/* Who wants to see every full subtree as it becomes complete, leaves (level 0) included. */
struct merkle_watcher {
	void *self;
	void (*full)(void *self, unsigned level, uint64_t index, const uint8_t hash[HASH_BYTES]);
};

/* merkle_leaf() - hash of one line: SHA-256(0x00 || text). */
void merkle_leaf(struct hasher *hasher, const void *text, size_t len, uint8_t ret_hash[HASH_BYTES]);

/* merkle_node() - SHA-256(0x01 || left || right); @ret_hash may be one of them. */
void merkle_node(struct hasher *hasher, const uint8_t left[HASH_BYTES],
		 const uint8_t right[HASH_BYTES], uint8_t ret_hash[HASH_BYTES]);

/* merkle_grow() - one leaf more, by its hash. @watcher: NULL for nobody. */
void merkle_grow(struct merkle *m, const uint8_t leaf[HASH_BYTES],
		 const struct merkle_watcher *watcher);

/* merkle_root() - of all leaves; SHA-256 of nothing if there is none. */
void merkle_root(const struct merkle *m, uint8_t ret_root[HASH_BYTES]);

/* merkle_tail_root() - of the leaves from @from on, which is where a peak of @m begins. */
void merkle_tail_root(const struct merkle *m, uint64_t from, uint8_t ret_root[HASH_BYTES]);

/* What a proof that a leaf stands in a tree is held against. */
struct merkle_claim {
	uint64_t index; /* of the leaf, from 0 */
	uint64_t n;     /* leaves of the tree */
	uint8_t leaf[HASH_BYTES], root[HASH_BYTES];
};

/* merkle_proves() - does @path (lowest first) lead from leaf to root? RFC 9162, 2.1.3.2. */
bool merkle_proves(struct hasher *hasher, const struct merkle_claim *claim,
		   const uint8_t (*path)[HASH_BYTES], size_t n_path);
