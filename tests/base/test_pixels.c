/* test_pixels.c - the fast comparison against the plain one, at every length and offset. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/pixels.h"

#include <string.h>
#include "tests/check.h"

enum { MOST = 300, ROUNDS = 2000 };

/* row() - pixels with anything in the top byte. */
static void row(uint32_t *px)
{
	for (size_t i = 0; i < MOST; i++)
		px[i] = (uint32_t)check_random();
}

static size_t plain(const uint32_t *a, const uint32_t *b, size_t n, bool back)
{
	size_t same = 0;

	while (same < n) {
		size_t i = back ? n - 1 - same : same;
		if ((a[i] & 0xffffff) != (b[i] & 0xffffff))
			break;
		same++;
	}
	return same;
}

TEST(as_far_as_the_plain_comparison)
{
	uint32_t a[MOST], b[MOST];

	for (int round = 0; round < ROUNDS; round++) {
		row(a);
		memcpy(b, a, sizeof b);
		uint64_t random = check_random();
		size_t at = random & 31, n = (random >> 8) % (MOST - 32);
		for (unsigned i = 0; i < (random >> 60); i++) {
			uint64_t where = check_random();
			b[where % MOST] ^= UINT32_C(1) << (where >> 32 & 31);
		}
		CHECK_EQ_UINT(pixels_same(a + at, b + at, n), plain(a + at, b + at, n, false));
		CHECK_EQ_UINT(pixels_same_back(a + at, b + at, n), plain(a + at, b + at, n, true));
	}
}

TEST(the_top_byte_is_no_difference_and_is_not_taken_over)
{
	uint32_t a[MOST], b[MOST];

	row(a);
	for (size_t i = 0; i < MOST; i++)
		b[i] = a[i] ^ 0xff000000;
	CHECK_EQ_UINT(pixels_same(a, b, MOST), MOST);
	CHECK_EQ_UINT(pixels_same_back(a, b, MOST), MOST);
	memset(b, 0xee, sizeof b);
	pixels_take(b + 1, a + 1, MOST - 2);
	CHECK_EQ_UINT(b[0], 0xeeeeeeee);
	CHECK_EQ_UINT(b[MOST - 1], 0xeeeeeeee);
	for (size_t i = 1; i < MOST - 1; i++)
		CHECK_EQ_UINT(b[i], a[i] & 0xffffff);
	memset(b, 0xee, sizeof b);
	pixels_stream(b + 1, a + 1, MOST - 2);
	pixels_fence();
	CHECK_EQ_UINT(b[0], 0xeeeeeeee);
	CHECK_EQ_UINT(b[MOST - 1], 0xeeeeeeee);
	for (size_t i = 1; i < MOST - 1; i++)
		CHECK_EQ_UINT(b[i], a[i] & 0xffffff);
	pixels_take(b + 1, a + 1, MOST - 1);
	const uint32_t first = a[0];
	pixels_strip(a + 1, MOST - 1);
	for (size_t i = 1; i < MOST - 1; i++)
		CHECK_EQ_UINT(a[i], b[i]);
	CHECK_EQ_UINT(a[0], first);
}
