/* layout.c - where text stands on a picture: phrases (runs of words) and their boxes. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/layout.h"

#include <stdlib.h>
#include "base/mem.h"
#include "ocr/indicator.h"
#include "ocr/spot.h"
#include "ocr/zone.h"

enum {
	MARGIN_PX = 16, /* seen around the area, so that its backgrounds are known */
	/* One blank of 6x13 is 7 px and more (docs/decisions/002-phrases.md). */
	LETTER_GAP_PX = 6,
	LETTER_MIN_PX = 7, /* an x of the lowest font in use, 6x13, is 6 px high: marks are lower */
	PASSES_MAX = 6,    /* runs grow with each; the screens of the tests need two */
	CARET_W_PX = 2,    /* a line as caret: 1 or 2 px wide, as high as the font */
	CARET_H_PX = 13,
};

/* Letters on one line that belong together. */
struct run {
	struct rect box;
	struct rect first, last; /* its leftmost and rightmost spot */
	uint32_t zone;
	int tall_px;    /* its highest spot */
	int pitch_half; /* median distance of neighbouring centres, half px; 0: unknown */
	int pairs;      /* distances behind that median */
	bool mono;      /* most of them are equal */
	bool gone;      /* swallowed by another */
};

static int least(int a, int b)
{
	return a < b ? a : b;
}

static int most(int a, int b)
{
	return a > b ? a : b;
}

/* gap_between() - empty columns between two boxes; negative where they overlap. */
static int gap_between(struct rect a, struct rect b)
{
	return most(a.x, b.x) - least(a.x + a.w, b.x + b.w);
}

/* on_one_line() - they share a third of the lower one's height (the comma of 9x15: 2 of 5 px). */
static bool on_one_line(struct rect a, struct rect b)
{
	int shared = least(a.y + a.h, b.y + b.h) - most(a.y, b.y);

	return 3 * shared >= least(a.h, b.h);
}

static int centre_half(struct rect r)
{
	return 2 * r.x + r.w;
}

/* swallow() - @b becomes part of @a. */
static void swallow(struct run *a, struct run *b)
{
	if (b->first.x < a->first.x)
		a->first = b->first;
	if (b->last.x + b->last.w > a->last.x + a->last.w)
		a->last = b->last;
	if (b->pairs > a->pairs) {
		a->pitch_half = b->pitch_half;
		a->pairs = b->pairs;
		a->mono = b->mono;
	}
	a->box = rect_union(a->box, b->box);
	a->tall_px = most(a->tall_px, b->tall_px);
	b->gone = true;
}

static size_t root_of(size_t *parent, size_t i)
{
	while (parent[i] != i) {
		parent[i] = parent[parent[i]];
		i = parent[i];
	}
	return i;
}

/*
 * room_between() - empty columns that two spots of one word may have between them: by the higher
 * one, because a hyphen or a full stop is low. A sign twice as high as a letter is none of its
 * word.
 */
static int room_between(struct rect a, struct rect b)
{
	int high = most(a.h, b.h), low = least(a.h, b.h);

	if (low >= LETTER_MIN_PX && high > 2 * low)
		return LETTER_GAP_PX;
	return most(LETTER_GAP_PX, 4 * high / 5);
}

/* join_letters() - neighbours within a word: @spots come from left to right. */
static void join_letters(const struct spot *spots, size_t n, size_t *parent)
{
	for (size_t i = 0; i < n; i++) {
		struct rect a = spots[i].box;
		int reach = a.x + a.w + 52; /* 0.8 of the highest letter, TALL_MAX_PX in spot.c */
		for (size_t j = i + 1; j < n && spots[j].box.x <= reach; j++) {
			struct rect b = spots[j].box;
			if (spots[i].zone == spots[j].zone && on_one_line(a, b) &&
			    gap_between(a, b) <= room_between(a, b))
				parent[root_of(parent, j)] = root_of(parent, i);
		}
	}
}

static int compare_int(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

/* measure_pitch() - distances of neighbouring letters (not dots and marks) of the run @root. */
static void measure_pitch(const struct spot *spots, size_t n, size_t *parent, size_t root,
			  struct run *run)
{
	enum { DISTANCES_MAX = 64 }; /* enough for a median */
	int list[DISTANCES_MAX], used = 0, was = -1, equal = 0;

	for (size_t i = root; i < n && used < DISTANCES_MAX; i++) {
		if (spots[i].box.x > run->box.x + run->box.w)
			break;
		if (root_of(parent, i) != root || 2 * spots[i].box.h < run->tall_px)
			continue;
		int centre = centre_half(spots[i].box);
		if (was >= 0)
			list[used++] = centre - was;
		was = centre;
	}
	if (used == 0)
		return;
	qsort(list, (size_t)used, sizeof *list, compare_int);
	run->pitch_half = list[used / 2];
	run->pairs = used;
	for (int i = 0; i < used; i++) /* side bearings move a centre by 1 px and a half at most */
		equal += abs(list[i] - run->pitch_half) <= 3;
	run->mono = 10 * equal >= 7 * used;
}

/* make_runs() - one run for each set of joined spots. */
static size_t make_runs(const struct spot *spots, size_t n, size_t *parent, struct run *runs)
{
	CLEANUP(mem_freep) size_t *run_of = mem_calloc(n + 1, sizeof *run_of);
	size_t n_runs = 0;

	/* Roots are made the leftmost spot of their set. */
	for (size_t i = 0; i < n; i++) {
		size_t root = root_of(parent, i);
		if (root > i) {
			parent[root] = i;
			parent[i] = i;
		}
	}
	for (size_t i = 0; i < n; i++) {
		struct run one = { spots[i].box,
				   spots[i].box,
				   spots[i].box,
				   spots[i].zone,
				   spots[i].box.h,
				   0,
				   0,
				   false,
				   false };
		size_t root = root_of(parent, i);
		if (root != i) {
			swallow(&runs[run_of[root]], &one);
			continue;
		}
		run_of[i] = n_runs;
		runs[n_runs++] = one;
	}
	for (size_t i = 0; i < n; i++)
		if (root_of(parent, i) == i)
			measure_pitch(spots, n, parent, i, &runs[run_of[i]]);
	return n_runs;
}

/* typical_pitch() - of the run with the most letters; for runs of one letter. */
static struct run typical_pitch(const struct run *runs, size_t n)
{
	struct run best = { 0 };

	for (size_t i = 0; i < n; i++)
		if (runs[i].pairs > best.pairs)
			best = runs[i];
	return best;
}

/*
 * is_pictogram() - a lone spot twice as high as the letters beside it, like the sign in a message
 * box (22 px beside letters of 10). A capital with an accent is at most 14 px high beside small
 * letters of 7.
 */
static bool is_pictogram(const struct run *lone, const struct run *letters)
{
	return lone->pairs == 0 && letters->pairs > 0 && lone->tall_px > 2 * letters->tall_px;
}

/*
 * one_phrase() - do two runs on one line stand one blank apart? See docs/decisions/002-phrases.md.
 * Where all letters are equally wide their centres decide: 2 pitches apart is one blank, 3 are two.
 */
static bool one_phrase(const struct run *a, const struct run *b, const struct run *typical)
{
	const struct run *left = a->box.x <= b->box.x ? a : b, *right = left == a ? b : a;
	const struct run *known = a->pairs >= b->pairs ? a : b;
	int gap = gap_between(left->box, right->box);

	if (is_pictogram(a, b) || is_pictogram(b, a))
		return false;
	if (known->pairs == 0 && typical->tall_px <= 2 * most(a->tall_px, b->tall_px))
		known = typical;
	if (!known->mono)
		return 20 * gap <= 17 * most(a->tall_px, b->tall_px) || gap <= LETTER_GAP_PX;
	/* Letters that touch are one spot: take the cell at its end. */
	int ends = centre_half(left->last), begins = centre_half(right->first);
	int pitch = known->pitch_half;
	if (20 * left->last.w > 13 * pitch)
		ends = 2 * (left->last.x + left->last.w) - pitch / 2;
	if (20 * right->first.w > 13 * pitch)
		begins = 2 * right->first.x + pitch / 2;
	return 2 * (begins - ends) < 5 * pitch;
}

/*
 * mark_distance() - how far the low run @mark is above or below @base, in half px; -1 if it is no
 * mark of it. Marks above are more frequent than marks below and win a draw.
 */
static int mark_distance(const struct run *mark, const struct run *base)
{
	int above = base->box.y - (mark->box.y + mark->box.h);
	int below = mark->box.y - (base->box.y + base->box.h);
	int gap = most(above, below);

	if (mark->zone != base->zone || 2 * mark->tall_px > base->tall_px ||
	    gap_between(mark->box, base->box) > LETTER_GAP_PX / 2 || 5 * gap > 2 * base->tall_px)
		return -1;
	return 2 * most(gap, 0) + (below > above);
}

/* give_marks() - dots and accents to the nearest letters above or below. */
static bool give_marks(struct run *runs, size_t n)
{
	bool changed = false;

	for (size_t i = 0; i < n; i++) {
		struct run *best = NULL;
		int best_distance = 0;
		for (size_t j = 0; j < n && !runs[i].gone; j++) {
			int distance =
				runs[j].gone || i == j ? -1 : mark_distance(&runs[i], &runs[j]);
			if (distance < 0 || (best && distance >= best_distance))
				continue;
			best = &runs[j];
			best_distance = distance;
		}
		if (best)
			swallow(best, &runs[i]);
		changed = changed || best;
	}
	return changed;
}

/* join_words() - runs on one line of one background, one blank apart. */
static bool join_words(struct run *runs, size_t n, const struct run *typical)
{
	bool changed = false;

	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < n && !runs[i].gone; j++) {
			struct run *a = &runs[i], *b = &runs[j];
			if (i == j || b->gone || a->zone != b->zone ||
			    !on_one_line(a->box, b->box) || !one_phrase(a, b, typical))
				continue;
			swallow(a, b);
			changed = true;
		}
	}
	return changed;
}

/* is_text() - not a caret that stands alone, not a dotted line. */
static bool is_text(const struct run *r)
{
	bool caret = r->box.w <= CARET_W_PX && r->box.h >= CARET_H_PX;
	bool dots = r->box.h <= 3 && r->box.w >= 32;

	return !r->gone && !caret && !dots;
}

static int compare_top(const void *a, const void *b)
{
	const struct rect *x = a, *y = b;

	return x->y != y->y ? x->y - y->y : x->x - y->x;
}

static int compare_left(const void *a, const void *b)
{
	const struct rect *x = a, *y = b;

	return x->x - y->x;
}

void layout_order(void *list, size_t n, size_t size_bytes)
{
	unsigned char *items = list;

	if (n == 0)
		return;
	qsort(items, n, size_bytes, compare_top);
	for (size_t from = 0, to; from < n; from = to) {
		const struct rect *first = (const void *)(items + from * size_bytes);
		int bottom = first->y + first->h;
		for (to = from + 1; to < n; to++) {
			const struct rect *r = (const void *)(items + to * size_bytes);
			if (r->y + r->h / 2 >= bottom)
				break;
		}
		qsort(items + from * size_bytes, to - from, size_bytes, compare_left);
	}
}

/* runs_of() - all runs of a picture; owned by the caller. */
static struct run *runs_of(const struct img *img, size_t *ret_n)
{
	CLEANUP(zones_clear) struct zones z;
	CLEANUP(mem_freep) struct spot *spots = NULL;
	size_t n_spots, kept = 0;

	zones_find(img, &z);
	spots_find(img, &z, &spots, &n_spots);
	CLEANUP(mem_freep) size_t *parent = mem_calloc(n_spots + 1, sizeof *parent);
	for (size_t i = 0; i < n_spots; i++)
		parent[i] = i;
	join_letters(spots, n_spots, parent);
	struct run *runs = mem_calloc(n_spots + 1, sizeof *runs);
	size_t n = make_runs(spots, n_spots, parent, runs);
	struct run typical = typical_pitch(runs, n);
	for (int pass = 0; pass < PASSES_MAX; pass++) {
		bool joined = join_words(runs, n, &typical);
		if (!give_marks(runs, n) && !joined)
			break;
	}
	for (size_t i = 0; i < n; i++)
		if (is_text(&runs[i]))
			runs[kept++] = runs[i];
	*ret_n = kept;
	return runs;
}

void layout_phrases(const struct img *img, struct rect area, struct arena *a,
		    struct phrase **ret_list, size_t *ret_n)
{
	struct rect seen = rect_intersection(rect_grow(area, MARGIN_PX), img_bounds(img));
	size_t n = 0, kept = 0;

	*ret_list = NULL;
	*ret_n = 0;
	if (rect_empty(seen))
		return;
	CLEANUP(img_unrefp) struct img *part = img_crop(img, seen);
	CLEANUP(mem_freep) struct run *runs = runs_of(part, &n);
	struct phrase *list = arena_calloc(a, n + 1, sizeof *list);
	for (size_t i = 0; i < n; i++) {
		struct rect box = indicator_trim(part, runs[i].box);
		box.x += seen.x;
		box.y += seen.y;
		if (rect_contains(area, box))
			list[kept++] =
				(struct phrase){ box,
						 img_hash(img, rect_grow(box, PHRASE_MARGIN_PX)) };
	}
	layout_order(list, kept, sizeof *list);
	*ret_list = list;
	*ret_n = kept;
}
