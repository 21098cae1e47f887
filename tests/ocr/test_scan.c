/* test_scan.c - the vector loops against the portable ones and against plain ones. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/scan.h"

#include <string.h>
#include "tests/check.h"

/* The same source once more, without a clone for AVX2. */
#define SCAN_PORTABLE
#define scan_anchors portable_anchors
#define scan_halve portable_halve
#define scan_halve_grey portable_halve_grey
#define scan_boxes portable_boxes
#define scan_powers portable_powers
#define scan_correlate portable_correlate
#define scan_grey(a, b, n, s) portable_grey(a, b, n, s)
#define scan_colour(a, b, n, s) portable_colour(a, b, n, s)
#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "ocr/scan.c"
#undef scan_anchors
#undef scan_halve
#undef scan_halve_grey
#undef scan_boxes
#undef scan_powers
#undef scan_correlate
#undef scan_grey
#undef scan_colour

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

TEST(halves_are_the_mean_brightness)
{
	static uint32_t upper[2 * MOST], lower[2 * MOST];
	static uint8_t fast[MOST], portable[MOST], again[MOST];

	for (int round = 0; round < 200; round++) {
		size_t n = check_random() % MOST;
		for (size_t i = 0; i < 2 * MOST; i++) {
			upper[i] = (uint32_t)check_random();
			lower[i] = round % 2 ? 0xffffff : (uint32_t)check_random();
		}
		scan_halve(upper, lower, n, fast);
		portable_halve(upper, lower, n, portable);
		for (size_t i = 0; i < n; i++) {
			const uint32_t four[] = { upper[2 * i], upper[2 * i + 1], lower[2 * i],
						  lower[2 * i + 1] };
			unsigned sum = 0;
			for (int k = 0; k < 4; k++)
				sum += (four[k] >> 16 & 255) + 2 * (four[k] >> 8 & 255) +
				       (four[k] & 255);
			CHECK_EQ_UINT(fast[i], (sum + 8) / 16);
			CHECK_EQ_UINT(portable[i], (sum + 8) / 16);
		}
		scan_halve_grey(fast, portable, n / 2, again);
		for (size_t i = 0; i < n / 2; i++)
			CHECK_EQ_UINT(again[i], (2 * fast[2 * i] + 2 * fast[2 * i + 1] + 2) / 4);
		portable_halve_grey(fast, portable, n / 2, portable);
		CHECK_EQ_MEM(again, portable, n / 2);
	}
}

TEST(sums_of_products_are_those_of_large_numbers)
{
	static uint8_t a[65535], b[65535];
	static uint32_t p[65535], q[65535];

	for (int round = 0; round < 20; round++) {
		size_t n = round < 2 ? 65535 : check_random() % 65535;
		struct scan_grey fast = { 0 }, portable = { 0 }, grey = { 0 };
		struct scan_colour quick = { 0 }, slow = { 0 }, colour = { 0 };
		for (size_t i = 0; i < n; i++) {
			a[i] = round ? (uint8_t)check_random() : 255;
			b[i] = round ? (uint8_t)check_random() : 255;
			p[i] = round ? (uint32_t)check_random() : UINT32_MAX;
			q[i] = round ? (uint32_t)check_random() : UINT32_MAX;
			grey.ab += a[i] * b[i];
			grey.aa += a[i] * a[i];
			grey.a += a[i];
			for (int shift = 0; shift < 24; shift += 8) {
				int64_t c = p[i] >> shift & 255, d = q[i] >> shift & 255;
				colour.ab += c * d;
				colour.aa += c * c;
			}
			colour.red += p[i] >> 16 & 255;
			colour.green += p[i] >> 8 & 255;
			colour.blue += p[i] & 255;
		}
		scan_grey(a, b, n, &fast);
		portable_grey(a, b, n, &portable);
		scan_colour(p, q, n, &quick);
		portable_colour(p, q, n, &slow);
		CHECK_EQ_MEM(&fast, &grey, sizeof grey);
		CHECK_EQ_MEM(&portable, &grey, sizeof grey);
		CHECK_EQ_MEM(&quick, &colour, sizeof colour);
		CHECK_EQ_MEM(&slow, &colour, sizeof colour);
	}
}

TEST(places_that_correlate_are_alike_in_both_and_near_the_plain_sum)
{
	enum { W = 9, H = 5, STRIDE = SCAN_BLOCK + 16 };
	static float at[STRIDE * H];
	static uint32_t rows[2][SCAN_BLOCK + W + 1];
	size_t all = 0, most = (size_t)300 * SCAN_BLOCK;

	for (int round = 0; round < 300; round++) {
		float values[12 * H] = { 0 };
		struct scan_kernel k = { 12, H, values, (float)(check_random() % 1000) / 1e3F };
		struct scan_field fast = { 0 }, portable = { 0 };
		uint32_t hits[SCAN_BLOCK], others[SCAN_BLOCK];
		rows[0][0] = (uint32_t)check_random();
		rows[1][0] = (uint32_t)check_random();
		for (size_t i = 0; i < SCAN_BLOCK + W; i++) {
			rows[0][i + 1] = rows[0][i] + (uint32_t)(check_random() % 5000);
			rows[1][i + 1] = rows[1][i] + 5000 + (uint32_t)(check_random() % 5000);
		}
		for (size_t i = 0; i < STRIDE * H; i++)
			at[i] = (float)(check_random() % 256);
		for (size_t i = 0; i < W * H; i++)
			values[i / W * 12 + i % W] = (float)(check_random() % 255) - 127.25F;
		scan_boxes(rows[0], rows[1], W, fast.sums);
		portable_boxes(rows[0], rows[1], W, portable.sums);
		for (size_t i = 0; i < SCAN_BLOCK; i++) {
			fast.squares[i] = fast.sums[i] * (uint32_t)(100 + check_random() % 4000);
			portable.squares[i] = fast.squares[i];
			CHECK_EQ_UINT(fast.sums[i],
				      rows[1][i + W] - rows[1][i] - rows[0][i + W] + rows[0][i]);
		}
		CHECK_EQ_INT(scan_powers(&fast, W * H, 1e4F),
			     portable_powers(&portable, W * H, 1e4F));
		CHECK_EQ_MEM(&fast, &portable, sizeof fast);
		size_t n = scan_correlate(at, STRIDE, &k, fast.powers, hits);
		CHECK_EQ_UINT(portable_correlate(at, STRIDE, &k, fast.powers, others), n);
		CHECK_EQ_MEM(hits, others, n * sizeof *hits);
		all += n;
		for (size_t i = 0, h = 0; i < SCAN_BLOCK; i++) {
			double sum = 0;
			for (size_t c = 0; c < W * H; c++)
				sum += (double)values[c / W * 12 + c % W] *
				       (double)at[c / W * STRIDE + i + c % W];
			bool hit = h < n && hits[h] == i;
			double margin = sum * fabs(sum) - (double)k.share * (double)fast.powers[i];
			if (fabs(margin) > 1e-3 * sum * sum)
				CHECK_EQ_INT(hit, margin >= 0);
			h += hit;
		}
	}
	CHECK(all > most / 100 && all < most - most / 100); /* some hit, some do not */
}
