/* rect.h - rectangles of whole pixels; right and bottom edges are exclusive. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>

struct rect {
	int x, y, w, h; /* px; empty when w or h is 0 or less */
};

/* rect_empty() - holds no pixel. */
static inline bool rect_empty(struct rect r)
{
	return r.w <= 0 || r.h <= 0;
}

/* rect_intersection() - the pixels in both; empty (all 0) if there are none. */
struct rect rect_intersection(struct rect a, struct rect b);

/* rect_union() - the smallest rectangle around both; an empty one does not count. */
struct rect rect_union(struct rect a, struct rect b);

/* rect_contains() - every pixel of @in lies in @out. */
bool rect_contains(struct rect out, struct rect in);

/* rect_has_point() - the pixel (@x,@y) lies in @r. */
bool rect_has_point(struct rect r, int x, int y);

/* rect_grow() - @r with @px more on each side (fewer when negative). */
struct rect rect_grow(struct rect r, int px);

/* rect_equal() - the same four numbers. */
bool rect_equal(struct rect a, struct rect b);
