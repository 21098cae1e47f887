/* plane.c - the brightness of a screen at half its size and smaller. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/plane.h"

#include <stdlib.h>
#include "base/mem.h"
#include "ocr/scan.h"

/* PAD: what scan_correlate() and scan_boxes() read beyond the last place of a row. */
enum { PAD = SCAN_BLOCK + 8 };

/* doubled() - the last pixel of an odd row once more. */
static void doubled(const uint32_t *upper, const uint32_t *lower, uint8_t *half)
{
	const uint32_t up[2] = { *upper, *upper }, low[2] = { *lower, *lower };

	scan_halve(up, low, 1, half);
}

void plane_halve(const struct img *img, struct rect area, struct plane_half *half)
{
	size_t whole = (size_t)area.w / 2;

	half->w = (area.w + 1) / 2;
	half->h = (area.h + 1) / 2;
	half->v = mem_calloc((size_t)half->w * (size_t)half->h, 1);
	for (int y = 0; y < half->h; y++) {
		int next = 2 * y + 1 < area.h ? 2 * y + 1 : 2 * y;
		const uint32_t *upper = img_row(img, area.y + 2 * y) + area.x;
		const uint32_t *lower = img_row(img, area.y + next) + area.x;
		uint8_t *row = half->v + (size_t)y * (size_t)half->w;
		scan_halve(upper, lower, whole, row);
		if (area.w % 2)
			doubled(upper + 2 * whole, lower + 2 * whole, row + whole);
	}
}

void plane_half_clear(struct plane_half *half)
{
	free(half->v);
}

/* mean() - of @times x @times values from (@x,@y), those beyond the edge being the last ones. */
static float mean(const struct plane_half *half, int x, int y, int times)
{
	int sum = 0;

	for (int v = y; v < y + times; v++) {
		const uint8_t *row = half->v + (size_t)(v < half->h ? v : half->h - 1) *
						       (size_t)half->w;
		for (int u = x; u < x + times; u++)
			sum += row[u < half->w ? u : half->w - 1];
	}
	return (float)sum / (float)(times * times);
}

/* means_of_two() - two whole rows, halved again. */
static void means_of_two(const uint8_t *upper, const uint8_t *lower, int n, float *to)
{
	for (int i = 0; i < n; i++)
		to[i] = (float)(upper[2 * i] + upper[2 * i + 1] + lower[2 * i] +
				lower[2 * i + 1]) /
			4;
}

static void fill_row(const struct plane_half *half, int times, int y, struct plane *plane)
{
	float *row = plane->v + (size_t)y * plane->stride;
	int x = 0;

	if (times == 2 && 2 * y + 1 < half->h) {
		const uint8_t *upper = half->v + (size_t)(2 * y) * (size_t)half->w;
		x = half->w / 2;
		means_of_two(upper, upper + half->w, x, row);
	}
	for (; x < plane->w; x++)
		row[x] = mean(half, x * times, y * times, times);
}

static void add_up(struct plane *plane, int y)
{
	const float *row = plane->v + (size_t)y * plane->stride;
	double *sums = plane->sums + (size_t)(y + 1) * plane->sums_stride;
	double *squares = plane->squares + (size_t)(y + 1) * plane->sums_stride;
	double sum = 0, square = 0;

	for (int x = 0; x < plane->w; x++) {
		sum += (double)row[x];
		square += (double)row[x] * (double)row[x];
		sums[x + 1] = sums[x + 1 - (ptrdiff_t)plane->sums_stride] + sum;
		squares[x + 1] = squares[x + 1 - (ptrdiff_t)plane->sums_stride] + square;
	}
}

void plane_shrink(const struct plane_half *half, int times, struct plane *plane)
{
	plane->w = (half->w + times - 1) / times;
	plane->h = (half->h + times - 1) / times;
	plane->stride = (size_t)plane->w + PAD;
	plane->sums_stride = plane->stride + 1;
	plane->v = mem_calloc(plane->stride * (size_t)plane->h + PAD, sizeof *plane->v);
	size_t n = plane->sums_stride * (size_t)(plane->h + 1) + PAD;
	plane->sums = mem_calloc(n, sizeof *plane->sums);
	plane->squares = mem_calloc(n, sizeof *plane->squares);
	for (int y = 0; y < plane->h; y++) {
		fill_row(half, times, y, plane);
		add_up(plane, y);
	}
}

void plane_clear(struct plane *plane)
{
	free(plane->v);
	free(plane->sums);
	free(plane->squares);
}
