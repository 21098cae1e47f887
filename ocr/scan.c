/* scan.c - the loops over all pixels that the searches for pictures are made of. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/scan.h"

#include <stdbool.h>
#include "base/pixels.h"

/*
 * Plain C that compilers turn into vector code, as in base/pixels.c. The test compiles this file
 * a second time with SCAN_PORTABLE and compares the two.
 */
#if defined(__x86_64__) && defined(__gnu_linux__) && !defined(SCAN_PORTABLE)
#define VECTORS __attribute__((target_clones("avx2", "default"), optimize("O3")))
#else
#define VECTORS
#endif

/* BLOCK: pixels that are looked at without asking in between. */
enum { BLOCK = 64 };

VECTORS size_t scan_anchors(const struct scan_anchor a[SCAN_ANCHORS], size_t n, uint32_t *hits)
{
	const uint32_t *p = a[0].px, *q = a[1].px, *r = a[2].px, *s = a[3].px;
	const uint32_t b = a[0].rgb, c = a[1].rgb, d = a[2].rgb, e = a[3].rgb;
	size_t found = 0, i = 0;

	for (; n - i >= BLOCK; i += BLOCK) {
		uint32_t any = 0;
		for (size_t k = i; k < i + BLOCK; k++) {
			uint32_t off = ((p[k] ^ b) | (q[k] ^ c) | (r[k] ^ d) | (s[k] ^ e));
			any |= (off & PIXELS_RGB) == 0;
		}
		if (!any)
			continue;
		for (size_t k = i; k < i + BLOCK; k++) {
			uint32_t off = ((p[k] ^ b) | (q[k] ^ c) | (r[k] ^ d) | (s[k] ^ e));
			hits[found] = (uint32_t)k;
			found += (off & PIXELS_RGB) == 0;
		}
	}
	for (; i < n; i++) {
		uint32_t off = ((p[i] ^ b) | (q[i] ^ c) | (r[i] ^ d) | (s[i] ^ e));
		hits[found] = (uint32_t)i;
		found += (off & PIXELS_RGB) == 0;
	}
	return found;
}
