/* merkle_proof.h - proofs that lines stand in a tree, collected while it grows. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include "logs/merkle.h"

struct merkle_proof {
	uint64_t index; /* of the leaf, from 0 */
	uint64_t has;   /* bit l: path[l] is known */
	uint8_t path[MERKLE_LEVELS][HASH_BYTES];
};

/* Proofs under way; memory for them only, not for the tree. */
struct merkle_proofs {
	struct merkle_proof *list; /* owned; by index */
	size_t n, room;
};

/* merkle_proofs_clear() - release. For CLEANUP(). */
void merkle_proofs_clear(struct merkle_proofs *p);

/* merkle_proofs_want() - one for the leaf that @m grows by next. */
void merkle_proofs_want(struct merkle_proofs *p, const struct merkle *m);

/* merkle_proofs_watcher() - to be passed to every merkle_grow(). */
struct merkle_watcher merkle_proofs_watcher(struct merkle_proofs *p);

/*
 * merkle_proofs_path() - the proof of list[@i] in the tree @m as it is now, lowest hash first.
 * Returns how many hashes; they are as merkle_proves() wants them.
 */
size_t merkle_proofs_path(const struct merkle_proofs *p, size_t i, const struct merkle *m,
			  uint8_t ret_path[MERKLE_LEVELS][HASH_BYTES]);
