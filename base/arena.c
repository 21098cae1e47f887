/* arena.c - memory that lives and dies with one unit of work. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/arena.h"

#include <assert.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/mem.h"

/* BLOCK_BYTES: small enough for a submission, few enough blocks for a recipe; not measured. */
enum { BLOCK_BYTES = 16384 };

struct block {
	struct block *next;
	size_t used_bytes;
	size_t size_bytes;
	alignas(max_align_t) unsigned char data[];
};

struct attached {
	struct attached *next;
	void *object; /* owned */
	void (*free_object)(void *object);
};

struct arena {
	struct block *head;        /* owned list; the newest block first */
	struct attached *attached; /* in the blocks; the newest first */
};

struct arena *arena_new(void)
{
	return mem_zalloc(sizeof(struct arena));
}

void arena_free(struct arena *a)
{
	if (!a)
		return;
	for (struct attached *x = a->attached; x; x = x->next)
		x->free_object(x->object);
	while (a->head) {
		struct block *next = a->head->next;
		free(a->head);
		a->head = next;
	}
	free(a);
}

static void add_block(struct arena *a, size_t least_bytes)
{
	size_t size = least_bytes > BLOCK_BYTES ? least_bytes : BLOCK_BYTES;
	struct block *b = mem_zalloc(sizeof *b + size);

	b->size_bytes = size;
	b->next = a->head;
	a->head = b;
}

void *arena_alloc(struct arena *a, size_t size_bytes)
{
	assert(size_bytes < SIZE_MAX / 2 && "sizes are capped long before this");
	size_t step = alignof(max_align_t);
	size_t want = (size_bytes + step - 1) / step * step;
	if (!a->head || a->head->size_bytes - a->head->used_bytes < want)
		add_block(a, want);
	void *p = a->head->data + a->head->used_bytes;
	a->head->used_bytes += want;
	return p;
}

void *arena_calloc(struct arena *a, size_t n, size_t size_bytes)
{
	assert(size_bytes == 0 || n <= SIZE_MAX / 2 / size_bytes);
	return arena_alloc(a, n * size_bytes);
}

void arena_attach(struct arena *a, void *object, void (*free_object)(void *object))
{
	struct attached *x = arena_alloc(a, sizeof *x);

	*x = (struct attached){ a->attached, object, free_object };
	a->attached = x;
}

char *arena_strdup(struct arena *a, const char *s)
{
	return arena_strndup(a, s, strlen(s));
}

char *arena_strndup(struct arena *a, const char *s, size_t len)
{
	char *copy = arena_alloc(a, len + 1);

	if (len > 0) /* as in mem_strndup() */
		memcpy(copy, s, len);
	return copy;
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap, again;

	va_start(ap, fmt);
	va_copy(again, ap);
	int n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	assert(n >= 0 && "formats are literals");
	char *text = arena_alloc(a, (size_t)n + 1);
	(void)vsnprintf(text, (size_t)n + 1, fmt, again); /* measured just above */
	va_end(again);
	return text;
}
