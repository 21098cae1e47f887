/* plane.h - the brightness of a screen at half its size and smaller. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include "base/img.h"

/* Half the size: the mean brightness of 2 x 2 pixels. */
struct plane_half {
	int w, h; /* rounded up; a last odd pixel counts twice */
	uint8_t *v; /* row by row, 0..255; owned */
};

/* plane_halve() - the part @area of @img, which it must not leave. Release: plane_half_clear(). */
void plane_halve(const struct img *img, struct rect area, struct plane_half *half);

/* plane_half_clear() - release; a zeroed one is fine. */
void plane_half_clear(struct plane_half *half);

/* Smaller still, with running sums, padded so that scan_correlate() may read beyond a row. */
struct plane {
	int w, h; /* rounded up; the last pixels count more often */
	size_t stride; /* of @v */
	float *v; /* 0..255; owned */
	/* Sums of values and squares left of and above each; one row and column more than @v. */
	size_t sums_stride;
	double *sums, *squares; /* owned */
};

/* plane_shrink() - @half by @times (1, 2 or 4) in either direction. Release: plane_clear(). */
void plane_shrink(const struct plane_half *half, int times, struct plane *plane);

/* plane_clear() - release; a zeroed one is fine. */
void plane_clear(struct plane *plane);
