/* pixels.h - rows of 24-bit pixels whose top byte means nothing: compared, taken over. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stddef.h>
#include <stdint.h>

/* PIXELS_RGB: the bits of a pixel that are seen. */
#define PIXELS_RGB UINT32_C(0xffffff)

/* pixels_same() - how many of the first @n pixels of @a and @b are alike, up to the first that
 * differs. */
size_t pixels_same(const uint32_t *a, const uint32_t *b, size_t n);

/* pixels_same_back() - the same from the last of @n pixels backwards. */
size_t pixels_same_back(const uint32_t *a, const uint32_t *b, size_t n);

/* pixels_strip() - clear the top byte of @n pixels, where any is set. */
void pixels_strip(uint32_t *px, size_t n);

/* pixels_take() - copy @n pixels with their top byte cleared; the two do not overlap. */
void pixels_take(uint32_t *restrict to, const uint32_t *restrict from, size_t n);

/* pixels_stream() - the same past the cache, for pictures that would only sweep it clean; after the
 * last row pixels_fence(). */
void pixels_stream(uint32_t *restrict to, const uint32_t *restrict from, size_t n);

/* pixels_fence() - what was streamed before is there for other threads and processes too. */
void pixels_fence(void);
