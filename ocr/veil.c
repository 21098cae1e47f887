/* veil.c - ink that is no letter, told from letters by its shape. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/veil.h"

#include <stdlib.h>
#include <string.h>
#include "base/mem.h"
#include "ocr/reading.h"

/* CARET_PX: what toolkits draw in text fields without an I-beam (GTK 1, Qt 1 or 2, Tk 2). */
enum { CARET_PX = 2 };

void veil_clear(struct veil *v)
{
	free(v->set);
	v->set = NULL;
}

/* tallest_run() - the longest run of one colour that is not paper in column @ix. */
static struct rect tallest_run(const struct img *look, uint32_t paper, int ix)
{
	struct rect best = { ix, 0, 1, 0 };

	for (int from = 0, to; from < look->height_px; from = to) {
		uint32_t rgb = img_at(look, ix, from);
		for (to = from + 1; to < look->height_px && img_at(look, ix, to) == rgb; to++)
			;
		if (rgb != paper && to - from > best.h)
			best = (struct rect){ ix, from, 1, to - from };
	}
	return best;
}

/* bar_at() - the bar that begins at column @ix; empty if it is none, or too wide for a caret. */
static struct rect bar_at(const struct img *look, uint32_t paper, int ix, int taller_px)
{
	struct rect bar = tallest_run(look, paper, ix);
	int wide = 1;

	if (bar.h <= taller_px)
		return (struct rect){ 0 };
	while (ix + wide < look->width_px) {
		struct rect next = tallest_run(look, paper, ix + wide);
		if (next.y != bar.y || next.h != bar.h ||
		    img_at(look, ix + wide, bar.y) != img_at(look, ix, bar.y))
			break;
		wide++;
	}
	bar.w = wide;
	return wide <= CARET_PX ? bar : (struct rect){ 0 };
}

struct veil veil_caret(const struct img *look, uint32_t paper, const struct atlas *atlas)
{
	size_t n = (size_t)look->width_px * (size_t)look->height_px;
	struct veil v = { 0 };

	for (int ix = 0; ix < look->width_px && rect_empty(v.bar); ix++)
		v.bar = bar_at(look, paper, ix, atlas->tall_max_px);
	if (rect_empty(v.bar))
		return v;
	v.set = mem_calloc(n, 1);
	v.besides = OCR_CARET;
	for (int iy = v.bar.y; iy < v.bar.y + v.bar.h; iy++)
		memset(v.set + (size_t)iy * (size_t)look->width_px + (size_t)v.bar.x, 1,
		       (size_t)v.bar.w);
	return v;
}
