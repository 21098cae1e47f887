/* scan.c - the loops over all pixels that the searches for pictures are made of. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/scan.h"

#include <math.h>
#include <string.h>
#include "base/pixels.h"

/*
 * Plain C that compilers turn into vector code, as in base/pixels.c. The test compiles this file
 * a second time with SCAN_PORTABLE and compares the two.
 */
#if defined(__x86_64__) && defined(__gnu_linux__) && !defined(__clang__) && !defined(SCAN_PORTABLE)
#define VECTORS \
	__attribute__((target_clones("avx2", "default"), optimize("O3", "no-trapping-math")))
#else
#define VECTORS
#endif

/* BLOCK: pixels that are looked at without asking in between. */
enum { BLOCK = 64 };

/* note_hits() - the numbers of those set, from @first on; eight that are not are passed at once. */
static inline size_t note_hits(const uint8_t hit[BLOCK], size_t first, uint32_t *hits, size_t found)
{
	for (size_t k = 0; k < BLOCK; k += 8) {
		uint64_t eight;
		memcpy(&eight, hit + k, sizeof eight);
		for (size_t i = k; eight && i < k + 8; i++) {
			hits[found] = (uint32_t)(first + i);
			found += hit[i];
		}
	}
	return found;
}

VECTORS size_t scan_anchors(const struct scan_anchor a[SCAN_ANCHORS], size_t n, uint32_t *hits)
{
	const uint32_t *p = a[0].px, *q = a[1].px, *r = a[2].px, *s = a[3].px;
	const uint32_t b = a[0].rgb, c = a[1].rgb, d = a[2].rgb, e = a[3].rgb;
	uint8_t hit[BLOCK];
	size_t found = 0, i = 0;

	for (; n - i >= BLOCK; i += BLOCK) {
		uint32_t least = PIXELS_RGB;
		for (size_t k = i; k < i + BLOCK; k++) {
			uint32_t off = ((p[k] ^ b) | (q[k] ^ c) | (r[k] ^ d) | (s[k] ^ e));
			off &= PIXELS_RGB;
			least = off < least ? off : least;
		}
		if (least > 0)
			continue;
		for (size_t k = 0; k < BLOCK; k++) {
			uint32_t off =
				((p[i + k] ^ b) | (q[i + k] ^ c) | (r[i + k] ^ d) | (s[i + k] ^ e));
			hit[k] = (off & PIXELS_RGB) == 0;
		}
		found = note_hits(hit, i, hits, found);
	}
	for (; i < n; i++) {
		uint32_t off = ((p[i] ^ b) | (q[i] ^ c) | (r[i] ^ d) | (s[i] ^ e));
		hits[found] = (uint32_t)i;
		found += (off & PIXELS_RGB) == 0;
	}
	return found;
}

/* RED_BLUE: two channels in one word, with room for sums of four each. */
#define RED_BLUE UINT32_C(0xff00ff)
#define GREEN UINT32_C(0xff00)

/* HALVED: results at a time; two rows are added up before anything is taken apart. */
enum { HALVED = 256 };

VECTORS void scan_halve(const uint32_t *upper, const uint32_t *lower, size_t n, uint8_t *half)
{
	uint16_t sums[2 * HALVED];

	for (size_t from = 0; from < n; from += HALVED) {
		size_t few = n - from < HALVED ? n - from : HALVED;
		for (size_t i = 0; i < 2 * few; i++) {
			uint32_t a = upper[2 * from + i], b = lower[2 * from + i];
			uint32_t both = (a & RED_BLUE) + (b & RED_BLUE);
			uint32_t green = (a & GREEN) + (b & GREEN);
			sums[i] = (uint16_t)((both >> 16) + both + (green >> 7));
		}
		for (size_t i = 0; i < few; i++) {
			uint32_t two;
			memcpy(&two, sums + 2 * i, sizeof two);
			half[from + i] = (uint8_t)(((two >> 16) + (two & 0xffff) + 8) >> 4);
		}
	}
}

VECTORS void scan_halve_grey(const uint8_t *upper, const uint8_t *lower, size_t n, uint8_t *half)
{
	for (size_t i = 0; i < n; i++) {
		unsigned four = (unsigned)upper[2 * i] + upper[2 * i + 1];
		four += (unsigned)lower[2 * i] + lower[2 * i + 1];
		half[i] = (uint8_t)((four + 2) >> 2);
	}
}

VECTORS void scan_boxes(const uint32_t *top, const uint32_t *bottom, size_t w,
			uint32_t sums[SCAN_BLOCK])
{
	for (size_t i = 0; i < SCAN_BLOCK; i++)
		sums[i] += (bottom[i + w] - bottom[i]) - (top[i + w] - top[i]);
}

VECTORS bool scan_powers(struct scan_field *f, double n, float least)
{
	uint32_t any = 0;

	for (size_t i = 0; i < SCAN_BLOCK; i++) {
		double sum = (double)(int32_t)f->sums[i];
		f->powers[i] = (float)((double)(int32_t)f->squares[i] - sum * sum / n);
	}
	for (size_t i = 0; i < SCAN_BLOCK; i++) {
		any |= f->powers[i] >= least;
		f->powers[i] = f->powers[i] >= least ? f->powers[i] : INFINITY;
	}
	return any;
}

/* Every place adds in the same order, so that both clones round alike. */
VECTORS size_t scan_correlate(const float *at, size_t stride, const struct scan_kernel *k,
			      const float powers[SCAN_BLOCK], uint32_t hits[SCAN_BLOCK])
{
	float s[SCAN_BLOCK] = { 0 };
	uint32_t any = 0;
	size_t found = 0;

	for (size_t v = 0; v < k->h; v++) {
		for (size_t u = 0; u < k->w; u += 4) {
			const float *row = at + v * stride + u, *t = k->v + v * k->w + u;
			const float t0 = t[0], t1 = t[1], t2 = t[2], t3 = t[3];
			for (size_t i = 0; i < SCAN_BLOCK; i++)
				s[i] += (t0 * row[i] + t1 * row[i + 1]) +
					(t2 * row[i + 2] + t3 * row[i + 3]);
		}
	}
	for (size_t i = 0; i < SCAN_BLOCK; i++) {
		s[i] = s[i] * fabsf(s[i]) - k->share * powers[i];
		any |= s[i] >= 0;
	}
	for (size_t i = 0; any && i < SCAN_BLOCK; i++) {
		hits[found] = (uint32_t)i;
		found += s[i] >= 0;
	}
	return found;
}

VECTORS void scan_grey(const uint8_t *a, const uint8_t *b, size_t n, struct scan_grey *sums)
{
	uint32_t ab = 0, aa = 0, all = 0; /* 65535 times 255 squared is less than 2^32 */

	for (size_t i = 0; i < n; i++) {
		ab += (uint32_t)(a[i] * b[i]);
		aa += (uint32_t)(a[i] * a[i]);
		all += a[i];
	}
	sums->ab += ab;
	sums->aa += aa;
	sums->a += all;
}

/* PIECE: 8192 pixels of three channels squared are less than 2^32. */
enum { PIECE = 8192 };

VECTORS void scan_colour(const uint32_t *a, const uint32_t *b, size_t n, struct scan_colour *sums)
{
	for (size_t from = 0; from < n; from += PIECE) {
		size_t to = n - from < PIECE ? n : from + PIECE;
		uint32_t ab = 0, aa = 0, red = 0, green = 0, blue = 0;
		for (size_t i = from; i < to; i++) {
			uint32_t r = a[i] >> 16 & 255, g = a[i] >> 8 & 255, c = a[i] & 255;
			ab += r * (b[i] >> 16 & 255) + g * (b[i] >> 8 & 255) + c * (b[i] & 255);
			aa += r * r + g * g + c * c;
			red += r;
			green += g;
			blue += c;
		}
		sums->ab += ab;
		sums->aa += aa;
		sums->red += red;
		sums->green += green;
		sums->blue += blue;
	}
}
