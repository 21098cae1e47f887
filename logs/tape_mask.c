/* tape_mask.c - which pixels of a screen may be kept. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "logs/tape_mask.h"

#include <stdlib.h>
#include <string.h>
#include "base/mem.h"

struct tape_mask {
	int width_px, height_px;
	uint8_t *open; /* owned; one a pixel, 1: may be kept */
};

struct tape_mask *tape_mask_new(int width_px, int height_px)
{
	struct tape_mask *m = mem_zalloc(sizeof *m);

	m->width_px = width_px;
	m->height_px = height_px;
	m->open = mem_calloc((size_t)width_px * (size_t)height_px, 1);
	return m;
}

void tape_mask_free(struct tape_mask *m)
{
	if (!m)
		return;
	free(m->open);
	free(m);
}

static void set(struct tape_mask *m, struct rect r, int open)
{
	r = rect_intersection(r, (struct rect){ 0, 0, m->width_px, m->height_px });
	for (int y = r.y; y < r.y + r.h; y++)
		memset(m->open + (size_t)y * (size_t)m->width_px + (size_t)r.x, open, (size_t)r.w);
}

void tape_mask_open(struct tape_mask *m, struct rect r)
{
	set(m, r, 1);
}

void tape_mask_close(struct tape_mask *m, struct rect r)
{
	set(m, r, 0);
}

bool tape_mask_fits(const struct tape_mask *m, int width_px, int height_px)
{
	return m->width_px == width_px && m->height_px == height_px;
}

void tape_mask_row(const struct tape_mask *m, const struct img *frame, struct tape_mask_span at,
		   uint32_t *into)
{
	const uint8_t *open = m->open + (size_t)at.iy * (size_t)m->width_px + (size_t)at.ix;
	const uint32_t *px = img_row(frame, at.iy) + at.ix;

	for (int i = 0; i < at.n; i++)
		into[i] = open[i] ? px[i] : (uint32_t)TAPE_FILL_RGB;
}
