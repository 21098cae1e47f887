/* mem.h - heap memory that is never NULL: out of memory ends the process (style.md, Ownership). */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stddef.h>

/* mem_zalloc() - @size_bytes zeroed bytes; the caller frees with free(). */
void *mem_zalloc(size_t size_bytes);

/* mem_calloc() - @n zeroed elements of @size_bytes each; overflow of the product aborts. */
void *mem_calloc(size_t n, size_t size_bytes);

/* mem_realloc() - resize @p (takes it) to @n elements of @size_bytes each; overflow aborts. */
void *mem_realloc(void *p, size_t n, size_t size_bytes);

/* mem_strdup() - copy of @s; the caller frees. */
char *mem_strdup(const char *s);

/* mem_strndup() - copy of the first @len bytes of @s, NUL-terminated; the caller frees. */
char *mem_strndup(const char *s, size_t len);

/* mem_freep() - free() for `CLEANUP(mem_freep) char *p = NULL;` */
void mem_freep(void *p);

/* mem_wipe() - overwrite @size_bytes at @p in a way the compiler may not drop. */
void mem_wipe(void *p, size_t size_bytes);
