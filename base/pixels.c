/* pixels.c - rows of 24-bit pixels whose top byte means nothing: compared, taken over. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/pixels.h"

#if defined(__x86_64__) && defined(__gnu_linux__)
#define STREAMS
#include <immintrin.h>
#endif

/*
 * Plain C that compilers turn into vector code: SSE2 is what every x86-64 has, the clone for AVX2
 * is chosen by the loader where the processor has it, other machines get their own.
 */
#if defined(STREAMS) && !defined(__clang__) /* which has no optimize() */
#define VECTORS __attribute__((target_clones("avx2", "default"), optimize("O3")))
#else
#define VECTORS
#endif

/* BLOCK: pixels that are compared without looking at the result in between. */
enum { BLOCK = 64, STREAM_PX = 8 };

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

#ifdef STREAMS
/* wide() - with 32 bytes at a time a third faster than with 16. @to is aligned to that. */
__attribute__((target("avx2"))) static size_t wide(uint32_t *to, const uint32_t *from, size_t n)
{
	const __m256i rgb = _mm256_set1_epi32(PIXELS_RGB);
	size_t i = 0;

	for (; i + STREAM_PX <= n; i += STREAM_PX) {
		__m256i px = _mm256_loadu_si256((const __m256i *)(const void *)(from + i));
		_mm256_stream_si256((__m256i *)(void *)(to + i), _mm256_and_si256(px, rgb));
	}
	return i;
}

void pixels_stream(uint32_t *restrict to, const uint32_t *restrict from, size_t n)
{
	size_t i = 0;

	for (; i < n && (uintptr_t)(to + i) % sizeof(__m256i) != 0; i++)
		to[i] = from[i] & PIXELS_RGB;
	if (__builtin_cpu_supports("avx2"))
		i += wide(to + i, from + i, n - i);
	pixels_take(to + i, from + i, n - i);
}

void pixels_fence(void)
{
	_mm_sfence();
}
#else
void pixels_stream(uint32_t *restrict to, const uint32_t *restrict from, size_t n)
{
	pixels_take(to, from, n);
}

void pixels_fence(void)
{
}
#endif

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
