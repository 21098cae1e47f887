/* edge.c - straight lines on a picture: where one colour ends along a whole side. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/locate/edge.h"

/* is_edge() - at @x every row of @band has another colour than one pixel to the left. */
static bool is_edge(const struct img *img, struct rect band, int x)
{
	if (x < 1 || x >= img->width_px)
		return false;
	for (int y = band.y; y < band.y + band.h; y++)
		if (img_at(img, x, y) == img_at(img, x - 1, y))
			return false;
	return true;
}

int edge_right_of(const struct img *img, struct rect band, int from, int to)
{
	int x = from;

	while (x < to && !is_edge(img, band, x))
		x++;
	return x;
}

int edge_left_of(const struct img *img, struct rect band, int from, int to)
{
	int x = to - 1;

	while (x >= from && !is_edge(img, band, x))
		x--;
	return x;
}

bool edge_is_rule(const struct img *img, struct rect r, int y)
{
	for (int x = r.x; x < r.x + r.w; x++)
		if (img_at(img, x, y) == img_at(img, x, y - 1))
			return false;
	return true;
}

int edge_end(const struct img *img, int x, struct rect span, int y, int step)
{
	int last = y, end = step > 0 ? span.y + span.h : span.y - 1;

	for (; y != end && (y - last) * step <= EDGE_PX; y += step)
		if (img_at(img, x, y) != img_at(img, x - 1, y))
			last = y + step;
	return y == end ? end : last;
}
