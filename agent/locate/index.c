/* index.c - what each look of a phrase was found to say. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/locate/index.h"

#include <stdlib.h>
#include "base/mem.h"

struct index {
	struct arena *texts;        /* owned; of all entries */
	uint64_t hashes[INDEX_MAX]; /* of the entries, apart: a search reads nothing else */
	struct known list[INDEX_MAX];
	size_t n;
	uint64_t now;
};

struct index *index_new(void)
{
	struct index *x = mem_zalloc(sizeof *x);

	x->texts = arena_new();
	return x;
}

void index_free(struct index *x)
{
	if (!x)
		return;
	arena_free(x->texts);
	free(x);
}

/* by_age() - seen last first. */
static int by_age(const void *left, const void *right)
{
	const struct known *a = left, *b = right;

	return (a->seen < b->seen) - (a->seen > b->seen);
}

static const char *moved(struct arena *a, const char *text)
{
	return text ? arena_strdup(a, text) : NULL;
}

/* forget() - the half seen longest ago, and the memory of its texts. */
static void forget(struct index *x)
{
	struct arena *texts = arena_new();

	qsort(x->list, x->n, sizeof *x->list, by_age);
	x->n /= 2;
	for (size_t i = 0; i < x->n; i++) {
		struct known *k = &x->list[i];
		x->hashes[i] = k->hash;
		k->certain = moved(texts, k->certain);
		k->proposal = moved(texts, k->proposal);
		if (k->read)
			reading_keep(&k->exact, texts);
	}
	arena_free(x->texts);
	x->texts = texts;
}

/* find() - where the entry of @p's look is; x->n if there is none. */
static size_t find(const struct index *x, const struct phrase *p)
{
	for (size_t i = 0; i < x->n; i++) {
		const struct known *k = &x->list[i];
		if (x->hashes[i] == p->hash && k->size.w == p->box.w && k->size.h == p->box.h)
			return i;
	}
	return x->n;
}

const struct known *index_peek(const struct index *x, const struct phrase *p)
{
	size_t i = find(x, p);

	return i < x->n ? &x->list[i] : NULL;
}

struct known *index_entry(struct index *x, const struct phrase *p)
{
	size_t at = find(x, p);

	x->now++;
	if (at < x->n) {
		x->list[at].seen = x->now;
		return &x->list[at];
	}
	if (x->n == INDEX_MAX)
		forget(x);
	struct known *k = &x->list[x->n];
	x->hashes[x->n++] = p->hash;
	*k = (struct known){ .hash = p->hash, .size = p->box, .seen = x->now };
	return k;
}

struct arena *index_texts(struct index *x)
{
	return x->texts;
}
