/* scan.h - the loops over all pixels that the searches for pictures are made of. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
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

/* SCAN_BLOCK: places that scan_correlate() and scan_boxes() look at together. */
enum { SCAN_BLOCK = 128 };

/*
 * scan_halve() - brightness of 2 x 2 pixels as one, 0..255.
 * @upper, @lower: rows of 2 @n pixels
 */
void scan_halve(const uint32_t *upper, const uint32_t *lower, size_t n, uint8_t *half);

/* Values that a row of places is compared with; @w is a multiple of four, filled up with 0. */
struct scan_kernel {
	size_t w, h;
	const float *v; /* row by row, @w each */
};

/*
 * scan_correlate() - of SCAN_BLOCK places side by side the sum of products with @k.
 * @at: the first place; readable for SCAN_BLOCK + @k->w values in @k->h rows of @stride
 */
void scan_correlate(const float *at, size_t stride, const struct scan_kernel *k,
		    float sums[SCAN_BLOCK]);

/*
 * scan_boxes() - add to @sums what boxes @w wide hold at SCAN_BLOCK places side by side.
 * @top, @bottom: rows of running sums above and at the last row of the boxes
 */
void scan_boxes(const double *top, const double *bottom, size_t w, double sums[SCAN_BLOCK]);

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
