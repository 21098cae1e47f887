/* test_scan.c - the vector loops against the portable ones and against plain ones. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/scan.h"

#include <string.h>
#include "tests/check.h"

/* The same source once more, without a clone for AVX2. */
size_t portable_anchors(const struct scan_anchor a[SCAN_ANCHORS], size_t n, uint32_t *hits);
#define SCAN_PORTABLE
#define scan_anchors portable_anchors
#include "ocr/scan.c"
#undef scan_anchors

enum { MOST = 400, ROUNDS = 3000 };

TEST(anchors_are_hit_where_all_colours_agree)
{
	static uint32_t px[MOST + 32], fast[MOST], portable[MOST], plain[MOST];
	size_t all = 0;

	for (int round = 0; round < ROUNDS; round++) {
		struct scan_anchor a[SCAN_ANCHORS];
		size_t n = check_random() % MOST, want = 0;
		uint32_t colours = 1 + (uint32_t)(check_random() % 3);
		for (size_t i = 0; i < MOST + 32; i++)
			px[i] = (uint32_t)check_random() << 24 |
				(uint32_t)(check_random() % colours) << 16;
		for (size_t i = 0; i < SCAN_ANCHORS; i++)
			a[i] = (struct scan_anchor){ px + check_random() % 32,
						     px[check_random() % MOST] };
		for (size_t i = 0; i < n; i++) {
			bool hit = true;
			for (size_t k = 0; k < SCAN_ANCHORS; k++)
				hit = hit && (a[k].px[i] << 8) == (a[k].rgb << 8);
			if (hit)
				plain[want++] = (uint32_t)i;
		}
		CHECK_EQ_UINT(scan_anchors(a, n, fast), want);
		CHECK_EQ_UINT(portable_anchors(a, n, portable), want);
		CHECK_EQ_MEM(fast, plain, want * sizeof *plain);
		CHECK_EQ_MEM(portable, plain, want * sizeof *plain);
		all += want;
	}
	CHECK(all > ROUNDS);
}
