/* shade.c - how strongly a text stands out from what it stands on. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/shade.h"

#include <stdlib.h>

enum { HUE = 24 };

static int luma(uint32_t rgb)
{
	return (int)((299 * (rgb >> 16) + 587 * (rgb >> 8 & 255) + 114 * (rgb & 255)) / 1000);
}

static bool is_grey(uint32_t rgb)
{
	int r = (int)(rgb >> 16 & 255), g = (int)(rgb >> 8 & 255), b = (int)(rgb & 255);

	return abs(r - g) <= HUE && abs(g - b) <= HUE && abs(r - b) <= HUE;
}

/* is_alone() - no pixel left, right, above or below has the colour of (@ix,@iy). */
static bool is_alone(const struct img *img, int ix, int iy)
{
	static const int dx[] = { -1, 1, 0, 0 }, dy[] = { 0, 0, -1, 1 };
	uint32_t rgb = img_at(img, ix, iy);

	for (int i = 0; i < 4; i++)
		if (rect_has_point(img_bounds(img), ix + dx[i], iy + dy[i]) &&
		    img_at(img, ix + dx[i], iy + dy[i]) == rgb)
			return false;
	return true;
}

struct shade shade_of(const struct img *img, struct rect box)
{
	struct shade s = { 0 };
	int ink = 0, alone = 0;

	box = rect_intersection(box, img_bounds(img));
	if (rect_empty(box))
		return s;
	/* The corner outside of the ink is background. */
	struct rect around = rect_intersection(rect_grow(box, 1), img_bounds(img));
	uint32_t paper = img_at(img, around.x, around.y), strongest = paper;
	for (int iy = box.y; iy < box.y + box.h; iy++) {
		for (int ix = box.x; ix < box.x + box.w; ix++) {
			uint32_t rgb = img_at(img, ix, iy);
			int contrast = abs(luma(rgb) - luma(paper));
			if (rgb == paper)
				continue;
			ink++;
			alone += is_alone(img, ix, iy);
			if (contrast <= s.contrast)
				continue;
			s.contrast = contrast;
			strongest = rgb;
		}
	}
	s.grey = is_grey(paper) && is_grey(strongest);
	s.stippled = ink > 0 && 10 * alone >= 9 * ink;
	return s;
}
