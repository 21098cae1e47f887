/* img.c - a picture of 24-bit pixels in memory. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/img.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>
#include "base/mem.h"

struct img *img_new(int width_px, int height_px)
{
	assert(width_px > 0 && width_px <= IMG_SIDE_MAX && height_px > 0 &&
	       height_px <= IMG_SIDE_MAX);
	struct img *img = mem_zalloc(sizeof *img);
	img->width_px = width_px;
	img->height_px = height_px;
	img->refs = 1;
	img->px = mem_calloc((size_t)width_px * (size_t)height_px, sizeof *img->px);
	return img;
}

struct img *img_over(int width_px, int height_px, uint32_t *px)
{
	assert(width_px > 0 && width_px <= IMG_SIDE_MAX && height_px > 0 &&
	       height_px <= IMG_SIDE_MAX);
	struct img *img = mem_zalloc(sizeof *img);
	*img = (struct img){ width_px, height_px, px, .refs = 1, .borrowed = true };
	return img;
}

struct img *img_ref(struct img *img)
{
	img->refs++;
	return img;
}

void img_unref(struct img *img)
{
	if (!img || --img->refs > 0)
		return;
	if (!img->borrowed)
		free(img->px);
	free(img);
}

struct rect img_bounds(const struct img *img)
{
	return (struct rect){ 0, 0, img->width_px, img->height_px };
}

struct img *img_crop(const struct img *img, struct rect r)
{
	r = rect_intersection(r, img_bounds(img));
	struct img *part = img_new(r.w, r.h);
	for (int iy = 0; iy < r.h; iy++)
		memcpy(img_row(part, iy), img_row(img, r.y + iy) + r.x, (size_t)r.w * 4);
	return part;
}

void img_blit(struct img *dst, const struct img *src, int ix, int iy)
{
	struct rect to = { ix, iy, src->width_px, src->height_px };
	struct rect seen = rect_intersection(to, img_bounds(dst));

	for (int row = 0; row < seen.h; row++)
		memcpy(img_row(dst, seen.y + row) + seen.x,
		       img_row(src, seen.y + row - iy) + (seen.x - ix), (size_t)seen.w * 4);
}

void img_fill(struct img *img, struct rect r, uint32_t rgb)
{
	r = rect_intersection(r, img_bounds(img));
	for (int iy = r.y; iy < r.y + r.h; iy++)
		for (int ix = r.x; ix < r.x + r.w; ix++)
			img_row(img, iy)[ix] = rgb & 0xffffff;
}

bool img_equal(const struct img *a, const struct img *b)
{
	return a->width_px == b->width_px && a->height_px == b->height_px &&
	       memcmp(a->px, b->px, (size_t)a->width_px * (size_t)a->height_px * 4) == 0;
}

struct rect img_tight(const struct img *img, struct rect r, uint32_t paper)
{
	r = rect_intersection(r, img_bounds(img));
	int left = r.x + r.w, right = -1, top = 0, bottom = -1;

	for (int iy = r.y; iy < r.y + r.h; iy++) {
		for (int ix = r.x; ix < r.x + r.w; ix++) {
			if (img_at(img, ix, iy) == paper)
				continue;
			left = ix < left ? ix : left;
			right = ix > right ? ix : right;
			top = bottom < 0 ? iy : top;
			bottom = iy;
		}
	}
	return right < 0 ? (struct rect){ 0 }
			 : (struct rect){ left, top, right - left + 1, bottom - top + 1 };
}

uint64_t img_hash(const struct img *img, struct rect r)
{
	r = rect_intersection(r, img_bounds(img));
	uint64_t h = (uint64_t)(uint32_t)r.w << 32 | (uint32_t)r.h;
	for (int iy = r.y; iy < r.y + r.h; iy++)
		h = XXH3_64bits_withSeed(img_row(img, iy) + r.x, (size_t)r.w * sizeof *img->px, h);
	return h;
}
