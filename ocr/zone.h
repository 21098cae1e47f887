/* zone.h - the backgrounds of a picture: large areas of one colour, numbered; all else is ink. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include "base/img.h"

/* ZONE_INK: a pixel of no background. */
enum { ZONE_INK = 0 };

struct zones {
	int width_px, height_px;
	uint32_t *of; /* background of each pixel, row by row, or ZONE_INK; owned */
};

/*
 * zones_find() - @ret is cleared by zones_clear().
 * A background is a connected area (4 neighbours) of one colour that somewhere holds a square of
 * ZONE_SQUARE_PX, or fills the edges of its own bounding box as an inverse selection does.
 */
void zones_find(const struct img *img, struct zones *ret);

/* zones_clear() - free what zones_find() made. For CLEANUP(zones_clear). */
void zones_clear(struct zones *z);

/* zones_at() - background of the pixel (@ix,@iy); ZONE_INK outside of the picture. Here, because it
 * is asked for every pixel of every piece of ink. */
static inline uint32_t zones_at(const struct zones *z, int ix, int iy)
{
	if (ix < 0 || iy < 0 || ix >= z->width_px || iy >= z->height_px)
		return ZONE_INK;
	return z->of[(size_t)iy * (size_t)z->width_px + (size_t)ix];
}
