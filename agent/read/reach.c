/* reach.c - how far a line of text reaches: its phrase, and ink beside it that was left out. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/read/reach.h"

#include <stdbool.h>
#include <string.h>
#include "base/cleanup.h"
#include "ocr/ink.h"

/*
 * ASIDE: heights of the phrase looked at on either side; the widest letter with a blank is less.
 * ABOVE_PART: of the height, above and below; a mark stands as far from its letter, at most.
 */
enum { ASIDE = 2, ABOVE_PART = 3, ABOVE_MIN_PX = 3 };

/* What a strip of pixels holds, one pixel wide, along one side of a phrase. */
enum strip { STRIP_PAPER, STRIP_BORDER, STRIP_INK };

/* paper_of() - the most frequent colour of a phrase's box. */
static uint32_t paper_of(const struct img *img, struct rect box)
{
	CLEANUP(img_unrefp) struct img *look = img_crop(img, box);
	const struct img *looks[] = { look };
	CLEANUP(ink_clear) struct ink k = ink_of(looks, 1);
	size_t i = 0, n = (size_t)look->width_px * (size_t)look->height_px;

	while (i < n - 1 && k.set[i])
		i++;
	return look->px[i];
}

/*
 * strip_of() - of one colour it is paper, or a border that goes along the whole side. So is what
 * has more than @run_px of one colour other than paper: the edge of another background.
 */
static enum strip strip_of(const struct img *img, struct rect strip, uint32_t paper, int run_px)
{
	uint32_t first = img_at(img, strip.x, strip.y), was = first;
	bool same = true;
	int run = 0;

	for (int i = 0; i < strip.w * strip.h; i++) {
		uint32_t rgb = img_at(img, strip.x + i % strip.w, strip.y + i / strip.w);
		run = rgb == was ? run + 1 : 1;
		if (rgb != paper && run > run_px)
			return STRIP_BORDER;
		same = same && rgb == first;
		was = rgb;
	}
	if (!same)
		return STRIP_INK;
	return first == paper ? STRIP_PAPER : STRIP_BORDER;
}

/* is_other() - the strip goes through another phrase. */
static bool is_other(const struct phrase *phrases, size_t n, size_t i, struct rect strip)
{
	for (size_t k = 0; k < n; k++)
		if (k != i && !rect_empty(rect_intersection(phrases[k].box, strip)))
			return true;
	return false;
}

/* One side of a phrase. */
struct side {
	int dx, dy; /* outwards */
	int far_px; /* how far is looked */
};

/* strip_at() - the strip @step pixels off the side of @box. */
static struct rect strip_at(struct rect box, struct side side, int step)
{
	if (side.dx)
		return (struct rect){ side.dx > 0 ? box.x + box.w + step : box.x - 1 - step, box.y,
				      1, box.h };
	return (struct rect){ box.x, side.dy > 0 ? box.y + box.h + step : box.y - 1 - step, box.w,
			      1 };
}

/* stray() - how many pixels off the side the farthest ink lies that nobody has claimed; 0: none. */
static int stray(const struct img *img, const struct phrase *phrases, size_t n, size_t i,
		 struct side side)
{
	struct rect box = phrases[i].box;
	uint32_t paper = paper_of(img, box);
	int farthest = 0;

	for (int step = 0; step < side.far_px; step++) {
		struct rect strip = strip_at(box, side, step);
		if (!rect_contains(img_bounds(img), strip))
			break;
		enum strip is = strip_of(img, strip, paper, box.h);
		if (is == STRIP_BORDER || (is == STRIP_INK && is_other(phrases, n, i, strip)))
			break;
		if (is == STRIP_INK)
			farthest = step + 1;
	}
	return farthest;
}

static struct rect area_of(const struct img *img, const struct phrase *phrases, size_t n, size_t i)
{
	struct rect box = phrases[i].box;
	int aside = ASIDE * box.h, above = box.h / ABOVE_PART;

	above = above < ABOVE_MIN_PX ? ABOVE_MIN_PX : above;
	int left = stray(img, phrases, n, i, (struct side){ -1, 0, aside });
	int right = stray(img, phrases, n, i, (struct side){ 1, 0, aside });
	int top = stray(img, phrases, n, i, (struct side){ 0, -1, above });
	int bottom = stray(img, phrases, n, i, (struct side){ 0, 1, above });
	const struct rect all = { box.x - left, box.y - top, box.w + left + right,
				  box.h + top + bottom };
	return rect_grow(all, 1);
}

/* contested() - both on one line, and what one of them reaches for the other does, too. */
static bool contested(const struct phrase *p, struct rect p_area, const struct phrase *q,
		      struct rect q_area)
{
	int top = p->box.y > q->box.y ? p->box.y : q->box.y;
	int p_end = p->box.y + p->box.h, q_end = q->box.y + q->box.h;
	int shared = (p_end < q_end ? p_end : q_end) - top;
	int lower = p->box.h < q->box.h ? p->box.h : q->box.h;

	return 2 * shared > lower && !rect_empty(rect_intersection(p_area, q_area)) &&
	       rect_empty(rect_intersection(rect_grow(p->box, 1), rect_grow(q->box, 1)));
}

struct rect *reach_areas(const struct img *img, struct phrase *phrases, size_t *n, struct arena *a)
{
	struct rect *areas = arena_calloc(a, *n, sizeof *areas);

	for (size_t i = 0; i < *n; i++)
		areas[i] = area_of(img, phrases, *n, i);
	for (size_t i = 0; i < *n; i++) {
		for (size_t k = i + 1; k < *n;) {
			if (!contested(&phrases[i], areas[i], &phrases[k], areas[k])) {
				k++;
				continue;
			}
			phrases[i].box = rect_union(phrases[i].box, phrases[k].box);
			areas[i] = rect_union(areas[i], areas[k]);
			(*n)--;
			memmove(&phrases[k], &phrases[k + 1], (*n - k) * sizeof *phrases);
			memmove(&areas[k], &areas[k + 1], (*n - k) * sizeof *areas);
			k = i + 1;
		}
	}
	return areas;
}
