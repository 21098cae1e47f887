/* plane.c - the brightness of a screen at half its size and smaller. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/plane.h"

#include <stdlib.h>
#include "base/mem.h"
#include "ocr/scan.h"

/* PAD: what scan_correlate() and scan_boxes() read beyond the last place of a row. */
enum { PAD = SCAN_BLOCK + 8 };

static uint8_t *row_of(const struct plane *plane, int y)
{
	return plane->grey + (size_t)y * (size_t)plane->w;
}

static void set_up(struct plane *plane, int w, int h)
{
	*plane = (struct plane){ .w = w, .h = h };
	plane->grey = mem_calloc((size_t)w * (size_t)h + 1, 1);
}

void plane_halve(const struct img *img, struct rect area, struct plane *plane)
{
	set_up(plane, area.w / 2, area.h / 2);
	for (int y = 0; y < plane->h; y++)
		scan_halve(img_row(img, area.y + 2 * y) + area.x,
			   img_row(img, area.y + 2 * y + 1) + area.x, (size_t)plane->w,
			   row_of(plane, y));
}

void plane_shrink(const struct plane *large, struct plane *plane)
{
	set_up(plane, large->w / 2, large->h / 2);
	for (int y = 0; y < plane->h; y++)
		scan_halve_grey(row_of(large, 2 * y), row_of(large, 2 * y + 1), (size_t)plane->w,
				row_of(plane, y));
}

static void add_up_row(struct plane *plane, int y)
{
	const uint8_t *grey = row_of(plane, y);
	float *v = plane->v + (size_t)y * plane->stride;
	size_t above = (size_t)y * plane->sums_stride + 1, here = above + plane->sums_stride;
	uint32_t sum = 0, square = 0;

	for (size_t x = 0; x < (size_t)plane->w; x++) {
		v[x] = grey[x];
		sum += grey[x];
		square += (uint32_t)grey[x] * grey[x];
		plane->sums[here + x] = plane->sums[above + x] + sum;
		plane->squares[here + x] = plane->squares[above + x] + square;
	}
}

void plane_add_up(struct plane *plane)
{
	plane->stride = (size_t)plane->w + PAD;
	plane->sums_stride = plane->stride + 1;
	plane->v = mem_calloc(plane->stride * (size_t)plane->h + PAD, sizeof *plane->v);
	size_t n = plane->sums_stride * (size_t)(plane->h + 1) + PAD;
	plane->sums = mem_calloc(n, sizeof *plane->sums);
	plane->squares = mem_calloc(n, sizeof *plane->squares);
	for (int y = 0; y < plane->h; y++)
		add_up_row(plane, y);
}

void plane_clear(struct plane *plane)
{
	free(plane->grey);
	free(plane->v);
	free(plane->sums);
	free(plane->squares);
}
