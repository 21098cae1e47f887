/* mem.c - heap memory that is never NULL. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/mem.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static _Noreturn void out_of_memory(void)
{
	/* No allocation may happen here, so no log call either. */
	(void)fputs("amtsbote: out of memory\n", stderr);
	abort();
}

void *mem_zalloc(size_t size_bytes)
{
	return mem_calloc(1, size_bytes);
}

void *mem_calloc(size_t n, size_t size_bytes)
{
	void *p = calloc(n ? n : 1, size_bytes ? size_bytes : 1);

	if (!p)
		out_of_memory();
	return p;
}

void *mem_realloc(void *p, size_t n, size_t size_bytes)
{
	if (size_bytes && n > SIZE_MAX / size_bytes)
		out_of_memory();
	size_t want = n * size_bytes;
	void *q = realloc(p, want ? want : 1);
	if (!q)
		out_of_memory();
	return q;
}

char *mem_strdup(const char *s)
{
	return mem_strndup(s, strlen(s));
}

char *mem_strndup(const char *s, size_t len)
{
	char *copy = mem_calloc(len + 1, 1);

	if (len > 0) /* nothing may come from nowhere: @s may be NULL then */
		memcpy(copy, s, len);
	return copy;
}

void mem_freep(void *p)
{
	free(*(void **)p);
}

void mem_wipe(void *p, size_t size_bytes)
{
	explicit_bzero(p, size_bytes);
}
