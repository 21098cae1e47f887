/* scan.h - the loops over all pixels that the searches for pictures are made of. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* SCAN_ANCHORS: pixels of a needle that are looked at everywhere. Measured in decisions/026. */
enum { SCAN_ANCHORS = 4 };

/* A colour, and where the row of pixels begins that may have it. */
struct scan_anchor {
	const uint32_t *px;
	uint32_t rgb; /* the top byte means nothing, here and there */
};

/*
 * scan_anchors() - the numbers i below @n for which px[i] of every anchor has its colour.
 * @hits: room for @n; written in rising order
 * Returns how many there are.
 */
size_t scan_anchors(const struct scan_anchor a[SCAN_ANCHORS], size_t n, uint32_t *hits);

/* SCAN_BLOCK: places side by side that scan_field() and scan_correlate() look at together. */
enum { SCAN_BLOCK = 128 };

/*
 * scan_halve() - brightness of 2 x 2 pixels as one, 0..255, rounded. It is (red + 2 green + blue)
 * / 4, which needs no multiplication.
 * @upper, @lower: rows of 2 @n pixels
 */
void scan_halve(const uint32_t *upper, const uint32_t *lower, size_t n, uint8_t *half);

/* scan_halve_grey() - the same once more, from rows of 2 @n bytes. */
void scan_halve_grey(const uint8_t *upper, const uint8_t *lower, size_t n, uint8_t *half);

/* What SCAN_BLOCK boxes side by side hold. */
struct scan_field {
	uint32_t sums[SCAN_BLOCK], squares[SCAN_BLOCK]; /* of values 0..255; modulo 2^32 */
	float powers[SCAN_BLOCK];                       /* squares around the mean */
};

/*
 * scan_boxes() - add to @sums what boxes @w wide hold at SCAN_BLOCK places side by side.
 * @top, @bottom: rows of running sums, modulo 2^32, above and at the last row of the boxes
 */
void scan_boxes(const uint32_t *top, const uint32_t *bottom, size_t w, uint32_t sums[SCAN_BLOCK]);

/*
 * scan_powers() - fill in the powers of boxes of @n values; below @least they count as infinite.
 * Returns whether any is not.
 */
bool scan_powers(struct scan_field *f, double n, float least);

/* Values that a row of places is compared with; @w is a multiple of four, filled up with 0. */
struct scan_kernel {
	size_t w, h;
	const float *v; /* row by row, @w each */
	float share;    /* of the squared product in the place's power that is wanted */
};

/*
 * scan_correlate() - of SCAN_BLOCK places side by side those whose product with @k is positive and
 * squared at least its share of their power.
 * @at: the first place; readable for SCAN_BLOCK + @k->w values in @k->h rows of @stride
 * @hits: room for SCAN_BLOCK; written in rising order
 * Returns how many there are.
 */
size_t scan_correlate(const float *at, size_t stride, const struct scan_kernel *k,
		      const float powers[SCAN_BLOCK], uint32_t hits[SCAN_BLOCK]);

/* Sums over one or several rows of bytes: a times b, a, a squared. */
struct scan_grey {
	int64_t ab, a, aa;
};

/* scan_grey() - add @n bytes of @a beside those of @b to @sums; @n is at most 65535. */
void scan_grey(const uint8_t *a, const uint8_t *b, size_t n, struct scan_grey *sums);

/* The same for pixels: products and squares of all three channels together. */
struct scan_colour {
	int64_t ab, aa, red, green, blue;
};

/* scan_colour() - add @n pixels of @a beside those of @b; @n is at most 65535. */
void scan_colour(const uint32_t *a, const uint32_t *b, size_t n, struct scan_colour *sums);
