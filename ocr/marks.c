/* marks.c - how many equal marks stand in a row. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/marks.h"

#include <stdlib.h>
#include "base/mem.h"
#include "ocr/ink.h"

/* PHASE_PX: a mark whose place is rounded is drawn a pixel wider, higher or farther. */
enum { PHASE_PX = 1 };

static int distance(uint32_t a, uint32_t b)
{
	int sum = 0;

	for (int shift = 0; shift < 24; shift += 8)
		sum += abs((int)(a >> shift & 255) - (int)(b >> shift & 255));
	return sum;
}

/*
 * harden() - of smoothed edges only the darker half is ink: discs of Qt and stars of Tk meet in
 * paler pixels.
 */
static void harden(struct ink *k, const struct img *look)
{
	const size_t n = (size_t)k->width_px * (size_t)k->height_px;
	const uint32_t paper = ink_background(look);
	int most = 0;

	for (size_t i = 0; i < n; i++)
		if (k->set[i] && distance(look->px[i], paper) > most)
			most = distance(look->px[i], paper);
	for (size_t i = 0; i < n; i++)
		k->set[i] &= 2 * distance(look->px[i], paper) > most;
}

/*
 * wash() - take the piece of ink at (@ix,@iy) away, with all that touches it.
 * @todo: room for every pixel of the picture
 */
static void wash(struct ink *k, int ix, int iy, size_t *todo)
{
	size_t n = 0, w = (size_t)k->width_px, at = (size_t)iy * w + (size_t)ix;

	if (k->set[at])
		todo[n++] = at;
	k->set[at] = 0;
	while (n > 0) {
		at = todo[--n];
		int x = (int)(at % w), y = (int)(at / w);
		for (int i = 0; i < 9; i++) {
			int u = x + i % 3 - 1, v = y + i / 3 - 1;
			if (u < 0 || v < 0 || u >= k->width_px || v >= k->height_px)
				continue;
			at = (size_t)v * w + (size_t)u;
			if (k->set[at])
				todo[n++] = at;
			k->set[at] = 0;
		}
	}
}

/* wash_edges() - what touches the edge is the field's frame and its round corners, or a mark
 * that is seen in part and does not count. */
static void wash_edges(struct ink *k)
{
	CLEANUP(mem_freep)
	size_t *todo = mem_calloc((size_t)k->width_px * (size_t)k->height_px, sizeof *todo);

	for (int ix = 0; ix < k->width_px; ix++) {
		wash(k, ix, 0, todo);
		wash(k, ix, k->height_px - 1, todo);
	}
	for (int iy = 0; iy < k->height_px; iy++) {
		wash(k, 0, iy, todo);
		wash(k, k->width_px - 1, iy, todo);
	}
}

/* column_span() - first and last row of ink in column @ix; false if there is none. */
static bool column_span(const struct ink *k, int ix, struct rect *span)
{
	int top = -1, bottom = -1;

	for (int iy = 0; iy < k->height_px; iy++) {
		if (!k->set[(size_t)iy * (size_t)k->width_px + (size_t)ix])
			continue;
		top = top < 0 ? iy : top;
		bottom = iy;
	}
	*span = (struct rect){ ix, top, 1, bottom - top + 1 };
	return top >= 0;
}

/* next_mark() - the piece of ink that begins at or behind column @from. */
static bool next_mark(const struct ink *k, int from, struct rect *ret_mark)
{
	struct rect span, mark = { 0 };
	int ix = from;

	while (ix < k->width_px && !column_span(k, ix, &span))
		ix++;
	for (; ix < k->width_px && column_span(k, ix, &span); ix++)
		mark = mark.w ? rect_union(mark, span) : span;
	*ret_mark = mark;
	return mark.w > 0;
}

static bool close_to(int a, int b)
{
	return abs(a - b) <= PHASE_PX;
}

static bool alike(struct rect a, struct rect b)
{
	return close_to(a.w, b.w) && close_to(a.h, b.h) && close_to(a.y, b.y);
}

bool marks_count(const struct img *const looks[2], size_t *ret_n)
{
	CLEANUP(ink_clear) struct ink k = ink_of(looks, 2);
	struct rect first = { 0 }, last = { 0 }, mark;
	int pitch_px = 0;
	size_t n = 0;

	wash_edges(&k);
	harden(&k, looks[0]);
	for (int ix = 0; next_mark(&k, ix, &mark); ix = mark.x + mark.w) {
		n++;
		if (n == 1)
			first = mark;
		if (n == 2)
			pitch_px = mark.x - first.x;
		if (n >= 2 && (!alike(mark, first) || !close_to(mark.x - last.x, pitch_px)))
			return false;
		last = mark;
	}
	/* Where nothing moved, a single piece is as well the caret of an empty field. */
	if (n == 1 && img_equal(looks[0], looks[1]))
		return false;
	*ret_n = n;
	return true;
}
