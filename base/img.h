/* img.h - a picture of 24-bit pixels in memory, shared by reference count. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/cleanup.h"
#include "base/rect.h"

/* IMG_SIDE_MAX: X11 coordinates are 16-bit signed. */
enum { IMG_SIDE_MAX = 32767 };

struct img {
	int width_px, height_px;
	uint32_t *px; /* row by row, width_px each, 0x00RRGGBB (top byte always 0); owned */
	unsigned refs;
	bool borrowed; /* px is another's */
};

/* img_new() - black picture, both sides 1..IMG_SIDE_MAX; one reference, owned by the caller. */
struct img *img_new(int width_px, int height_px);

/* img_over() - picture over @px, which outlives it and is not released with it; as img_new() else.
 */
struct img *img_over(int width_px, int height_px, uint32_t *px);

/* img_ref() - one more reference to @img. */
struct img *img_ref(struct img *img);

/* img_unref() - one reference less; the last frees the pixels. Takes NULL. */
void img_unref(struct img *img);
DEFINE_CLEANUP(struct img *, img_unref)

/* img_bounds() - the rectangle (0,0,width,height). */
struct rect img_bounds(const struct img *img);

/* img_at() - pixel (@ix,@iy); both must lie inside. */
static inline uint32_t img_at(const struct img *img, int ix, int iy)
{
	return img->px[(size_t)iy * (size_t)img->width_px + (size_t)ix];
}

/* img_row() - first pixel of row @iy. */
static inline uint32_t *img_row(const struct img *img, int iy)
{
	return img->px + (size_t)iy * (size_t)img->width_px;
}

/* img_crop() - copy of the part of @img inside @r (cut to the bounds; must not be empty). */
struct img *img_crop(const struct img *img, struct rect r);

/* img_blit() - copy all of @src into @dst with its corner at (@ix,@iy); what sticks out is cut. */
void img_blit(struct img *dst, const struct img *src, int ix, int iy);

/* img_fill() - paint the part of @r inside @img with @rgb. */
void img_fill(struct img *img, struct rect r, uint32_t rgb);

/* img_equal() - same size and same pixels. */
bool img_equal(const struct img *a, const struct img *b);

/* img_tight() - the least box around what is not @paper in @r inside @img; empty if all is. */
struct rect img_tight(const struct img *img, struct rect r, uint32_t paper);

/* img_hash() - XXH3 over size and pixels of @r inside @img; for caches, never for proofs. */
uint64_t img_hash(const struct img *img, struct rect r);
