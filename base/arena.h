/* arena.h - memory that lives and dies with one unit of work (a job, a recipe, a file). */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stddef.h>
#include "base/cleanup.h"
#include "base/err.h"

struct arena;

/* arena_new() - empty arena; the caller frees it with arena_free(). */
struct arena *arena_new(void);

/* arena_free() - free everything that came from @a; takes NULL. */
void arena_free(struct arena *a);
DEFINE_CLEANUP(struct arena *, arena_free)

/* arena_alloc() - @size_bytes zeroed bytes, aligned for any type, owned by @a. */
void *arena_alloc(struct arena *a, size_t size_bytes);

/* arena_calloc() - @n zeroed elements of @size_bytes each, owned by @a; overflow aborts. */
void *arena_calloc(struct arena *a, size_t n, size_t size_bytes);

/*
 * arena_attach() - let @a own @object, which lives on the heap: when @a is freed,
 * @free_object(@object) is called; what was attached last goes first.
 */
void arena_attach(struct arena *a, void *object, void (*free_object)(void *object));

/* arena_strdup() - copy of @s owned by @a. */
char *arena_strdup(struct arena *a, const char *s);

/* arena_strndup() - copy of the first @len bytes of @s, NUL-terminated, owned by @a. */
char *arena_strndup(struct arena *a, const char *s, size_t len);

/* arena_printf() - formatted text owned by @a, as long as it needs to be. */
char *arena_printf(struct arena *a, const char *fmt, ...) PRINTF(2, 3);
