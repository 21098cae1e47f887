/* merkle_proof.c - proofs that lines stand in a tree, collected while it grows. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "logs/merkle_proof.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include "base/mem.h"

void merkle_proofs_clear(struct merkle_proofs *p)
{
	free(p->list);
	*p = (struct merkle_proofs){ 0 };
}

void merkle_proofs_want(struct merkle_proofs *p, const struct merkle *m)
{
	if (p->n == p->room) {
		p->room = p->room ? 2 * p->room : 64;
		p->list = mem_realloc(p->list, p->room, sizeof *p->list);
	}
	struct merkle_proof *one = &p->list[p->n++];
	/* What stands left of a leaf is complete when the leaf comes: the peaks. */
	*one = (struct merkle_proof){ .index = m->n, .has = m->n };
	memcpy(one->path, m->peak, sizeof one->path);
}

/* keep() - a full subtree is the right sibling of all wanted leaves in the one left of it. */
static void keep(void *self, unsigned level, uint64_t index, const uint8_t hash[HASH_BYTES])
{
	struct merkle_proofs *p = self;
	size_t low = 0, high = p->n;

	if (!(index & 1))
		return;
	while (low < high) { /* the first that does not lie left of our sibling */
		size_t middle = low + (high - low) / 2;
		if (p->list[middle].index >> level < index - 1)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < p->n && p->list[low].index >> level == index - 1; low++) {
		memcpy(p->list[low].path[level], hash, HASH_BYTES);
		p->list[low].has |= UINT64_C(1) << level;
	}
}

struct merkle_watcher merkle_proofs_watcher(struct merkle_proofs *p)
{
	return (struct merkle_watcher){ p, keep };
}

size_t merkle_proofs_path(const struct merkle_proofs *p, size_t i, const struct merkle *m,
			  uint8_t ret_path[MERKLE_LEVELS][HASH_BYTES])
{
	const struct merkle_proof *one = &p->list[i];
	size_t n = 0;

	assert(one->index < m->n);
	for (unsigned level = 0; level < MERKLE_LEVELS && (m->n - 1) >> level > 0; level++) {
		uint64_t right = ((one->index >> level) + 1) << level;
		bool known = one->has >> level & 1;
		if (!known && right >= m->n)
			continue; /* alone at the right edge */
		if (known)
			memcpy(ret_path[n], one->path[level], HASH_BYTES);
		else
			merkle_tail_root(m, right, ret_path[n]);
		n++;
	}
	return n;
}
