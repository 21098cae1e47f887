/* rect.c - rectangles of whole pixels. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/rect.h"

static int least(int a, int b)
{
	return a < b ? a : b;
}

static int most(int a, int b)
{
	return a > b ? a : b;
}

struct rect rect_intersection(struct rect a, struct rect b)
{
	struct rect r = { .x = most(a.x, b.x), .y = most(a.y, b.y) };

	r.w = least(a.x + a.w, b.x + b.w) - r.x;
	r.h = least(a.y + a.h, b.y + b.h) - r.y;
	return rect_empty(r) ? (struct rect){ 0 } : r;
}

struct rect rect_union(struct rect a, struct rect b)
{
	if (rect_empty(a))
		return b;
	if (rect_empty(b))
		return a;
	struct rect r = { .x = least(a.x, b.x), .y = least(a.y, b.y) };
	r.w = most(a.x + a.w, b.x + b.w) - r.x;
	r.h = most(a.y + a.h, b.y + b.h) - r.y;
	return r;
}

bool rect_contains(struct rect out, struct rect in)
{
	return !rect_empty(in) && rect_equal(rect_intersection(out, in), in);
}

bool rect_has_point(struct rect r, int x, int y)
{
	return x >= r.x && x < r.x + r.w && y >= r.y && y < r.y + r.h;
}

struct rect rect_grow(struct rect r, int px)
{
	return (struct rect){ r.x - px, r.y - px, r.w + 2 * px, r.h + 2 * px };
}

bool rect_equal(struct rect a, struct rect b)
{
	return a.x == b.x && a.y == b.y && a.w == b.w && a.h == b.h;
}
