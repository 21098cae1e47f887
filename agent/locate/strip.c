/* strip.c - the rows of a window, cut into strips whose phrases depend on few rows only. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/locate/strip.h"

#include <string.h>

/*
 * A window is cut at most once in each BLOCK_PX rows of the screen, at the first row that looks
 * like the one above and the one below it and holds nothing but what is wide or high: paper and
 * borders, no letter's stem. A stippled trough, as scroll bars of terminals have it, looks the same
 * every second row; it lets be cut too. Only what is near decides where a cut is, so that a screen
 * is cut alike however it came about. LETTER_PX: higher and wider than any letter of a mask.
 * REACH_PX: layout_phrases() looks that much farther.
 */
enum { BLOCK_PX = 64, LETTER_PX = 40, REACH_PX = 16 };

/* same_rows() - do rows @iy and @iy + @step look alike, as far as the window goes? */
static bool same_rows(const struct strip_rows *r, int iy, int step)
{
	const uint32_t *row = img_row(r->frame, iy) + r->area.x;
	const uint32_t *next = img_row(r->frame, iy + step) + r->area.x;

	return memcmp(row, next, (size_t)r->area.w * sizeof *row) == 0;
}

/*
 * goes_on() - does the colour of (@ix,@iy), looked at every @step rows, go on for LETTER_PX rows? A
 * plain one (@step 1) also if it goes on to the frame's edge.
 */
static bool goes_on(const struct strip_rows *r, int ix, int iy, int step)
{
	uint32_t rgb = img_at(r->frame, ix, iy);
	int top = iy, last = iy;

	while (top >= step && iy - top < LETTER_PX && img_at(r->frame, ix, top - step) == rgb)
		top -= step;
	while (last + step < r->frame->height_px && last - top < LETTER_PX - 1 &&
	       img_at(r->frame, ix, last + step) == rgb)
		last += step;
	return last - top >= LETTER_PX - 1 ||
	       (step == 1 && (top == 0 || last == r->frame->height_px - 1));
}

/* is_high() - higher than a letter, plain or stippled. */
static bool is_high(const struct strip_rows *r, int ix, int iy)
{
	return goes_on(r, ix, iy, 1) || goes_on(r, ix, iy, 2);
}

/* is_free() - stands no letter in row @iy? */
static bool is_free(const struct strip_rows *r, int iy)
{
	const uint32_t *px = img_row(r->frame, iy);
	int end = r->area.x + r->area.w;

	for (int from = r->area.x, to; from < end; from = to) {
		for (to = from + 1; to < end && px[to] == px[from]; to++)
			;
		if (to - from < LETTER_PX && !is_high(r, from, iy))
			return false;
	}
	return true;
}

/* may_begin() - row @iy may begin a strip: it and its neighbours are alike, or each second row is,
 * and no letter is there. */
static bool may_begin(const struct strip_rows *r, int iy)
{
	int end = r->area.y + r->area.h;

	if (iy <= r->area.y || iy + 1 >= end)
		return false;
	if (same_rows(r, iy - 1, 1) && same_rows(r, iy, 1))
		return is_free(r, iy);
	/* Both of a pair: the strokes of an equals sign have a free row between. */
	return iy + 2 < end && same_rows(r, iy - 1, 2) && same_rows(r, iy, 2) && is_free(r, iy) &&
	       is_free(r, iy + 1);
}

/* cut_in() - the first row from @top to before @bottom where a strip may begin; @bottom if none. */
static int cut_in(const struct strip_rows *r, int top, int bottom)
{
	for (int iy = top; iy < bottom; iy++)
		if (may_begin(r, iy))
			return iy;
	return bottom;
}

/* cut() - the strips without phrases; @list has room for one a block and one more. */
static size_t cut(const struct strip_rows *r, struct strip *list)
{
	int top = r->area.y, end = r->area.y + r->area.h;
	size_t n = 0;

	for (int block = top - top % BLOCK_PX + BLOCK_PX; block < end; block += BLOCK_PX) {
		int last = block + BLOCK_PX < end ? block + BLOCK_PX : end;
		int at = cut_in(r, block, last);
		if (at == last)
			continue;
		list[n++] = (struct strip){ .top = top, .bottom = at };
		top = at;
	}
	list[n++] = (struct strip){ .top = top, .bottom = end };
	return n;
}

/* holds() - has no row changed that @s depends on? */
static bool holds(const struct strip_rows *r, const struct strip *s)
{
	int from = s->top - REACH_PX - PHRASE_MARGIN_PX, to = s->bottom + REACH_PX;

	if (!r->changed)
		return false;
	from = from < 0 ? 0 : from;
	to = to > r->frame->height_px ? r->frame->height_px : to;
	for (int iy = from; iy < to; iy++)
		if (r->changed[iy])
			return false;
	return true;
}

/* take_over() - the phrases that @was knows for the same rows; false if it has none. */
static bool take_over(const struct strip_rows *r, const struct strips *was, struct arena *a,
		      struct strip *s)
{
	if (!was || !holds(r, s))
		return false;
	for (size_t i = 0; i < was->n; i++) {
		const struct strip *old = &was->list[i];
		if (old->top != s->top || old->bottom != s->bottom)
			continue;
		struct phrase *list = arena_calloc(a, old->n + 1, sizeof *list);
		if (old->n > 0)
			memcpy(list, old->phrases, old->n * sizeof *list);
		s->phrases = list;
		s->n = old->n;
		return true;
	}
	return false;
}

/* lay_out() - the phrases that stand in @s. */
static void lay_out(const struct strip_rows *r, struct arena *a, struct strip *s)
{
	const struct rect seen = { r->area.x, s->top, r->area.w, s->bottom - s->top };
	struct phrase *list;

	layout_phrases(r->frame, seen, a, &list, &s->n);
	s->phrases = list;
}

void strips_make(const struct strip_rows *r, const struct strips *was, struct arena *a,
		 struct strips *ret_strips, int *ret_laid_out)
{
	struct strip *list = arena_calloc(a, (size_t)(r->area.h / BLOCK_PX) + 3, sizeof *list);
	size_t n = rect_empty(r->area) ? 0 : cut(r, list);

	*ret_laid_out = 0;
	for (size_t i = 0; i < n; i++) {
		if (take_over(r, was, a, &list[i]))
			continue;
		lay_out(r, a, &list[i]);
		*ret_laid_out += list[i].bottom - list[i].top;
	}
	*ret_strips = (struct strips){ list, n };
}
