/* plane.h - the brightness of a screen at half its size and smaller. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include "base/img.h"

struct plane {
	int w, h;      /* rounded down */
	uint8_t *grey; /* row by row, 0..255; owned */
	/* What plane_add_up() adds. Padded so that scan_correlate() may read beyond a row. */
	size_t stride;
	float *v; /* the same values; owned */
	/* Sums of values and of squares left of and above each, modulo 2^32; one row and column
	 * more than @v. */
	size_t sums_stride;
	uint32_t *sums, *squares; /* owned */
};

/* plane_halve() - the part @area of @img, which it must not leave, at half its size. */
void plane_halve(const struct img *img, struct rect area, struct plane *plane);

/* plane_shrink() - @large at half its size. */
void plane_shrink(const struct plane *large, struct plane *plane);

/* plane_add_up() - make the running sums. */
void plane_add_up(struct plane *plane);

/* plane_clear() - release; a zeroed one is fine. */
void plane_clear(struct plane *plane);
