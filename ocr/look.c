/* look.c - a small picture that is sought on a large one. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/look.h"

#include <stdlib.h>
#include <string.h>
#include "base/mem.h"

uint8_t *look_mask(const struct look *look)
{
	size_t w = (size_t)look->img->width_px, h = (size_t)look->img->height_px;
	uint8_t *mask = mem_calloc(w, h);

	memset(mask, 1, w * h);
	for (size_t i = 0; i < look->n_except; i++) {
		struct rect r = rect_intersection(look->except[i], img_bounds(look->img));
		for (int iy = r.y; iy < r.y + r.h; iy++)
			memset(mask + (size_t)iy * w + (size_t)r.x, 0, (size_t)r.w);
	}
	return mask;
}

static bool one_check(const struct look *look, size_t number, struct err *e)
{
	size_t n = (size_t)look->img->width_px * (size_t)look->img->height_px, counted = 0;

	if (look->n_except > LOOK_EXCEPT_MAX)
		return err_set(e, ERR_LIMIT, "picture %zu has %zu excluded areas, at most %d",
			       number + 1, look->n_except, LOOK_EXCEPT_MAX);
	if (n > LOOK_PIXELS_MAX)
		return err_set(
			e, ERR_LIMIT, "picture %zu has %d x %d px, at most %d pixels can be sought",
			number + 1, look->img->width_px, look->img->height_px, LOOK_PIXELS_MAX);
	CLEANUP(mem_freep) uint8_t *mask = look_mask(look);
	for (size_t i = 0; i < n; i++)
		counted += mask[i];
	if (counted < 2)
		return err_set(e, ERR_RECIPE,
			       "picture %zu (%d x %d px) shows nothing: %zu of its pixels count",
			       number + 1, look->img->width_px, look->img->height_px, counted);
	return true;
}

bool look_check(const struct look *looks, size_t n, struct err *e)
{
	if (n == 0 || n > LOOKS_MAX)
		return err_set(e, ERR_LIMIT, "%zu pictures to seek, possible are 1 to %d", n,
			       LOOKS_MAX);
	for (size_t i = 0; i < n; i++)
		if (!one_check(&looks[i], i, e))
			return false;
	return true;
}

bool look_fits(int width_px, int height_px, const struct img *screen, struct err *e)
{
	if (width_px <= screen->width_px && height_px <= screen->height_px)
		return true;
	return err_set(e, ERR_RECIPE, "a picture of %d x %d px is sought on a screen of %d x %d px",
		       width_px, height_px, screen->width_px, screen->height_px);
}
