/* pixels.c - rows of 24-bit pixels whose top byte means nothing: compared, taken over. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/pixels.h"

/*
 * Plain C that compilers turn into vector code: SSE2 is what every x86-64 has, the clone for AVX2
 * is chosen by the loader where the processor has it, other machines get their own.
 */
#if defined(__x86_64__) && defined(__gnu_linux__)
#define VECTORS __attribute__((target_clones("avx2", "default"), optimize("O3")))
#else
#define VECTORS
#endif

/* BLOCK: pixels that are compared without looking at the result in between. */
enum { BLOCK = 64 };

static inline uint32_t differs(const uint32_t *a, const uint32_t *b)
{
	uint32_t any = 0;

	for (size_t i = 0; i < BLOCK; i++)
		any |= a[i] ^ b[i];
	return any & PIXELS_RGB;
}

VECTORS size_t pixels_same(const uint32_t *a, const uint32_t *b, size_t n)
{
	size_t i = 0;

	while (n - i >= BLOCK && !differs(a + i, b + i))
		i += BLOCK;
	while (i < n && ((a[i] ^ b[i]) & PIXELS_RGB) == 0)
		i++;
	return i;
}

VECTORS size_t pixels_same_back(const uint32_t *a, const uint32_t *b, size_t n)
{
	size_t left = n;

	while (left >= BLOCK && !differs(a + left - BLOCK, b + left - BLOCK))
		left -= BLOCK;
	while (left > 0 && ((a[left - 1] ^ b[left - 1]) & PIXELS_RGB) == 0)
		left--;
	return n - left;
}

VECTORS void pixels_take(uint32_t *restrict to, const uint32_t *restrict from, size_t n)
{
	for (size_t i = 0; i < n; i++)
		to[i] = from[i] & PIXELS_RGB;
}

VECTORS void pixels_strip(uint32_t *px, size_t n)
{
	uint32_t any = 0;

	for (size_t i = 0; i < n; i++)
		any |= px[i];
	if ((any & ~PIXELS_RGB) == 0)
		return;
	for (size_t i = 0; i < n; i++)
		px[i] &= PIXELS_RGB;
}
