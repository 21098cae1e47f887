/* spot.c - connected pieces of ink that may be letters or parts of letters. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/spot.h"

#include <leptonica/allheaders.h>
#include <stdlib.h>
#include <string.h>
#include "base/mem.h"

enum {
	TALL_MAX_PX = 64,  /* letters of forms and their headings are lower */
	LINE_THICK_PX = 3, /* separators, rules, underlines ... */
	LINE_LONG_PX =
		32, /* ... and longer than any dash of the fonts named in docs/decisions/002 */
	FRAME_SIDE_MIN_PX = 9, /* a closed frame this big is no letter below 20 px size */
	INDICATOR_MAX_PX = 24, /* what lies in a frame up to this size is a check mark, not text */
	BEVEL_LUMA = 16,       /* Motif on grey c0: shadows 86 darker and 36 lighter */
	STIPPLE_PX = 5,        /* an unfocused Motif caret is drawn as dots, serifs 5 px wide */
	ARROW_MIN_PX = 5,
	ARROW_SAME = 3,   /* rows of one length; the stem of a smoothed r is 4 and more */
	BEAM_MAX_PX = 19, /* higher ones have stems of 2 px */
	WORD_PX = 32,     /* pixels in a word of a one-bit picture */
	BEAM_H_PX = 12,   /* of the lowest font in use, 6x13; its l is 3 x 9 and has two serifs */
};

static void pix_free(PIX **pix)
{
	pixDestroy(pix);
}

static void boxa_free(BOXA **boxa)
{
	boxaDestroy(boxa);
}

static bool is_ink(const struct zones *z, int ix, int iy)
{
	return zones_at(z, ix, iy) == ZONE_INK;
}

static int count_ink(const struct zones *z, struct rect r)
{
	int n = 0;

	for (int iy = r.y; iy < r.y + r.h; iy++)
		for (int ix = r.x; ix < r.x + r.w; ix++)
			n += is_ink(z, ix, iy);
	return n;
}

/* A background by majority vote over the pixels around a spot. */
struct vote {
	uint32_t zone;
	uint32_t rgb;
	int lead;
};

static void cast_vote(const struct img *img, const struct zones *z, int ix, int iy, struct vote *v)
{
	uint32_t zone = zones_at(z, ix, iy);

	if (zone == ZONE_INK)
		return;
	if (v->lead == 0) {
		v->zone = zone;
		v->rgb = img_at(img, ix, iy);
	}
	v->lead += v->zone == zone ? 1 : -1;
}

static struct vote zone_around(const struct img *img, const struct zones *z, struct rect box)
{
	struct vote v = { .zone = ZONE_INK };

	for (int ix = box.x - 1; ix <= box.x + box.w; ix++) {
		cast_vote(img, z, ix, box.y - 1, &v);
		cast_vote(img, z, ix, box.y + box.h, &v);
	}
	for (int iy = box.y; iy < box.y + box.h; iy++) {
		cast_vote(img, z, box.x - 1, iy, &v);
		cast_vote(img, z, box.x + box.w, iy, &v);
	}
	return v;
}

static int luma(uint32_t rgb)
{
	return (int)((299 * (rgb >> 16) + 587 * (rgb >> 8 & 255) + 114 * (rgb & 255)) / 1000);
}

/* is_bevel() - lighter than its background on one side, darker on the other: 15 % of either
 * suffice. */
static bool is_bevel(const struct img *img, const struct zones *z, struct rect b, uint32_t paper)
{
	int lighter = 0, darker = 0, all = 0, middle = luma(paper);

	for (int iy = b.y; iy < b.y + b.h; iy++) {
		for (int ix = b.x; ix < b.x + b.w; ix++) {
			int step = is_ink(z, ix, iy) ? luma(img_at(img, ix, iy)) - middle : 0;
			all += step != 0;
			lighter += step > BEVEL_LUMA;
			darker += step < -BEVEL_LUMA;
		}
	}
	return 100 * lighter > 15 * all && 100 * darker > 15 * all;
}

/* is_line() - a rule, or a frame of which only a part was seen. */
static bool is_line(const struct zones *z, struct rect b)
{
	if (b.h > TALL_MAX_PX || (b.h <= LINE_THICK_PX && b.w >= LINE_LONG_PX) ||
	    (b.w <= LINE_THICK_PX && b.h >= LINE_LONG_PX))
		return true;
	/* Also the frames of white fields, whose light shadow (cc) hardly differs from the form. */
	return b.w >= 24 && b.h >= 12 && 5 * count_ink(z, b) < b.w * b.h;
}

/* is_frame() - all four edges of the box are drawn, nine tenths of each at least. */
static bool is_frame(const struct zones *z, struct rect b)
{
	int right = b.x + b.w - 1, bottom = b.y + b.h - 1;

	return b.w >= FRAME_SIDE_MIN_PX && b.h >= FRAME_SIDE_MIN_PX &&
	       10 * count_ink(z, (struct rect){ b.x, b.y, b.w, 1 }) >= 9 * b.w &&
	       10 * count_ink(z, (struct rect){ b.x, bottom, b.w, 1 }) >= 9 * b.w &&
	       10 * count_ink(z, (struct rect){ b.x, b.y, 1, b.h }) >= 9 * b.h &&
	       10 * count_ink(z, (struct rect){ right, b.y, 1, b.h }) >= 9 * b.h;
}

/* row_run() - length of row @iy if its ink is one run in the middle of the box (1 px off at
 * most), else -1. */
static int row_run(const struct zones *z, struct rect b, int iy)
{
	int n = count_ink(z, (struct rect){ b.x, iy, b.w, 1 });
	int from = b.x + (b.w - n) / 2;

	return n > 0 && count_ink(z, (struct rect){ from, iy, n, 1 }) >= n - 1 ? n : -1;
}

/* is_arrow() - a filled triangle that points up or down: rows change by at most 2 px and stay the
 * same for a few only, one end is a tip. */
static bool is_arrow(const struct zones *z, struct rect b)
{
	int first = row_run(z, b, b.y), last = row_run(z, b, b.y + b.h - 1);
	int way = first > last ? -1 : 1, was = first, same = 1;

	if (b.w < ARROW_MIN_PX || b.h < ARROW_MIN_PX / 2 + 1 || first < 0 || last < 0 ||
	    abs(first - last) < b.w - 2)
		return false;
	for (int iy = b.y + 1; iy < b.y + b.h; iy++) {
		int run = row_run(z, b, iy), step = (run - was) * way;
		same = step ? 1 : same + 1;
		if (run < 0 || step < 0 || step > 2 || same > ARROW_SAME)
			return false;
		was = run;
	}
	return true;
}

/*
 * is_beam() - an I-beam caret: nothing but its middle column between the two serifs. Measured:
 * Motif draws 5 x 15 px beside 9x15 text, whose I is 5 x 10; in 10x20 the I is 2.6 times as high
 * as wide.
 */
static bool is_beam(const struct zones *z, struct rect b)
{
	enum { SERIF_PX = 2 };
	int middle = b.x + b.w / 2, stem = b.h - 2 * SERIF_PX;
	struct rect left = { b.x, b.y + SERIF_PX, b.w / 2, stem };
	struct rect right = { middle + 1, b.y + SERIF_PX, b.w / 2, stem };
	struct rect top = { b.x, b.y, b.w, SERIF_PX };
	struct rect bottom = { b.x, b.y + b.h - SERIF_PX, b.w, SERIF_PX };

	return b.w >= 3 && b.w <= 9 && b.w % 2 == 1 && b.h >= BEAM_H_PX && 10 * b.h >= 28 * b.w &&
	       count_ink(z, left) == 0 && count_ink(z, right) == 0 &&
	       2 * count_ink(z, (struct rect){ middle, left.y, 1, stem }) >= stem - 1 &&
	       2 * count_ink(z, top) >= b.w && 2 * count_ink(z, bottom) >= b.w;
}

/* is_caret() - an I-beam, or one in a field that is insensitive: its foot has a shadow one pixel
 * to the right and below. */
static bool is_caret(const struct zones *z, struct rect b)
{
	return is_beam(z, b) || is_beam(z, (struct rect){ b.x, b.y, b.w - 1, b.h - 1 });
}

/* dotted() - is pixel (@ix,@iy) of a stippled I-beam drawn? @b: the beam; its corner is not. */
static bool dotted(struct rect b, int ix, int iy)
{
	bool stem = ix == b.x + b.w / 2, serif = iy == b.y || iy == b.y + b.h - 1;

	return (stem || serif) && ((ix - b.x + iy - b.y) & 1);
}

/* is_dotted() - are of the beam @b all dots drawn, and no pixel between those of its serifs? */
static bool is_dotted(const struct zones *z, struct rect b)
{
	if (b.x < 0 || b.x + b.w > z->width_px || b.y + b.h > z->height_px)
		return false;
	for (int iy = b.y; iy < b.y + b.h; iy++) {
		bool serif = iy == b.y || iy == b.y + b.h - 1;
		for (int ix = b.x; ix < b.x + b.w; ix++)
			if (dotted(b, ix, iy) ? !is_ink(z, ix, iy) : serif && is_ink(z, ix, iy))
				return false;
	}
	return true;
}

/*
 * beam_below() - the stippled I-beam whose upper end is @top, 3 x 2 px of three dots; empty if
 * there is none. Its stem may touch letters, so that it is no piece of its own.
 */
static struct rect beam_below(const struct zones *z, struct rect top)
{
	if (top.w != 3 || top.h != 2)
		return (struct rect){ 0 };
	for (int high = BEAM_H_PX | 1; high <= BEAM_MAX_PX; high += 2) {
		struct rect beam = { top.x - 1, top.y, 5, high };
		if (is_dotted(z, beam))
			return beam;
	}
	return (struct rect){ 0 };
}

/* is_part() - does @s consist of dots of @beam? */
static bool is_part(const struct zones *z, const struct spot *s, struct rect beam)
{
	if (!rect_contains(beam, s->box))
		return false;
	for (int iy = s->box.y; iy < s->box.y + s->box.h; iy++)
		for (int ix = s->box.x; ix < s->box.x + s->box.w; ix++)
			if (is_ink(z, ix, iy) && !dotted(beam, ix, iy))
				return false;
	return true;
}

/* drop_beams() - pieces of stippled carets that stand clear of the letters the stem touches. */
static void drop_beams(const struct zones *z, struct spot *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct rect beam = beam_below(z, list[i].box);
		if (rect_empty(beam))
			continue;
		size_t from = i;
		while (from > 0 && list[from - 1].box.x >= beam.x)
			from--;
		for (size_t k = from; k < n && list[k].box.x < beam.x + beam.w; k++)
			if (is_part(z, &list[k], beam))
				list[k].box.w = list[k].box.h = 0;
	}
}

static int compare_left(const void *a, const void *b)
{
	const struct spot *x = a, *y = b;

	return x->box.x != y->box.x ? x->box.x - y->box.x : x->box.y - y->box.y;
}

static bool is_dot(const struct spot *s)
{
	return s->box.w <= STIPPLE_PX && s->box.h <= 2;
}

/* Spots from left to right, those of one column from top to bottom. */
struct columns {
	struct spot *list; /* borrowed; boxes grow or become empty */
	struct rect *was;  /* owned; the boxes as they were sorted */
	size_t *first;     /* owned; of each column, and one more */
	int width_px;
};

static void columns_clear(struct columns *c)
{
	free(c->was);
	free(c->first);
}

static struct columns columns_of(struct spot *list, size_t n, int width_px)
{
	struct columns c = { .list = list, .width_px = width_px };
	size_t i = 0;

	c.was = mem_calloc(n + 1, sizeof *c.was);
	c.first = mem_calloc((size_t)width_px + 1, sizeof *c.first);
	for (int ix = 0; ix <= width_px; ix++) {
		while (i < n && list[i].box.x < ix)
			i++;
		c.first[ix] = i;
	}
	for (i = 0; i < n; i++)
		c.was[i] = list[i].box;
	return c;
}

/* from_row() - the first spot of column @ix that begins at row @iy or below. */
static size_t from_row(const struct columns *c, int ix, int iy)
{
	size_t low = c->first[ix], high = c->first[ix + 1];

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (c->was[middle].y < iy)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* dot_below() - a dot under spot @at, with one empty row between them at most; NULL: none. */
static struct spot *dot_below(const struct columns *c, size_t at)
{
	const struct spot *s = &c->list[at];
	int bottom = s->box.y + s->box.h, left = s->box.x - STIPPLE_PX + 1;
	int right = s->box.x + STIPPLE_PX < c->width_px ? s->box.x + STIPPLE_PX : c->width_px;

	for (int ix = left > 0 ? left : 0; ix < right; ix++) {
		for (size_t i = from_row(c, ix, bottom);
		     i < c->first[ix + 1] && c->was[i].y <= bottom + 1; i++) {
			struct spot *o = &c->list[i];
			if (i != at && !rect_empty(o->box) && is_dot(o) && o->zone == s->zone &&
			    o->box.x + o->box.w > s->box.x)
				return o;
		}
	}
	return NULL;
}

/*
 * join_stipple() - the dots of a stippled caret become one spot: tiny pieces one above the other
 * with one empty row between them. A spot that was swallowed gets an empty box.
 */
static void join_stipple(struct spot *list, size_t n, int width_px)
{
	CLEANUP(columns_clear) struct columns c = columns_of(list, n, width_px);
	struct spot *dot;

	for (size_t i = 0; i < n; i++) {
		bool grows = !rect_empty(list[i].box) && is_dot(&list[i]);
		while (grows && (dot = dot_below(&c, i)) != NULL) {
			list[i].box = rect_union(list[i].box, dot->box);
			dot->box = (struct rect){ 0 };
		}
	}
}

/* in_indicator() - inside one of the small frames that were dropped. */
static bool in_indicator(const struct rect *frames, size_t n, struct rect box)
{
	for (size_t i = 0; i < n; i++)
		if (rect_contains(frames[i], box))
			return true;
	return false;
}

/* mask_word() - ink of the first WORD_PX pixels of @of, or of the @n there are, from the left. */
static l_uint32 mask_word(const uint32_t *of, int n)
{
	l_uint32 word = 0;

	/* One background from end to end: most words are nothing else. */
	if (n >= WORD_PX && of[0] != ZONE_INK &&
	    memcmp(of, of + 1, (WORD_PX - 1) * sizeof *of) == 0)
		return 0;
	for (int i = 0; i < n && i < WORD_PX; i++)
		word |= (l_uint32)(of[i] == ZONE_INK) << (WORD_PX - 1 - i);
	return word;
}

/* mask_of() - the ink as Leptonica's one-bit picture. */
static PIX *mask_of(const struct zones *z)
{
	PIX *mask = pixCreate(z->width_px, z->height_px, 1);

	if (!mask)
		abort(); /* out of memory, as mem_zalloc() */
	for (int iy = 0; iy < z->height_px; iy++) {
		l_uint32 *line = pixGetData(mask) + (size_t)iy * (size_t)pixGetWpl(mask);
		const uint32_t *of = z->of + (size_t)iy * (size_t)z->width_px;
		for (int from = 0; from < z->width_px; from += WORD_PX)
			*line++ = mask_word(of + from, z->width_px - from);
	}
	return mask;
}

/* keep_text() - drop what is certainly no letter; frames of indicators are remembered. */
static size_t keep_text(const struct img *img, const struct zones *z, BOXA *boxes,
			struct spot *list)
{
	size_t kept = 0, n_frames = 0, n = 0;
	int total = boxaGetCount(boxes);
	CLEANUP(mem_freep) struct rect *frames = mem_calloc((size_t)total + 1, sizeof *frames);

	for (int i = 0; i < total; i++) {
		struct rect b;
		(void)boxaGetBoxGeometry(boxes, i, &b.x, &b.y, &b.w, &b.h); /* i is in range */
		struct vote v = zone_around(img, z, b);
		if (v.zone == ZONE_INK || is_line(z, b) || is_arrow(z, b))
			continue;
		if (!is_frame(z, b) && !is_bevel(img, z, b, v.rgb))
			list[n++] = (struct spot){ b, v.zone };
		else if (b.w <= INDICATOR_MAX_PX && b.h <= INDICATOR_MAX_PX)
			frames[n_frames++] = b;
	}
	for (size_t i = 0; i < n; i++)
		if (!in_indicator(frames, n_frames, list[i].box))
			list[kept++] = list[i];
	return kept;
}

void spots_find(const struct img *img, const struct zones *z, struct spot **ret_list, size_t *ret_n)
{
	CLEANUP(pix_free) PIX *mask = mask_of(z);
	CLEANUP(boxa_free) BOXA *boxes = pixConnCompBB(mask, 8);
	size_t kept = 0;

	if (!boxes)
		abort(); /* only out of memory: the mask is valid */
	struct spot *list = mem_calloc((size_t)boxaGetCount(boxes) + 1, sizeof *list);
	size_t n = keep_text(img, z, boxes, list);
	qsort(list, n, sizeof *list, compare_left);
	drop_beams(z, list, n);
	join_stipple(list, n, z->width_px);
	for (size_t i = 0; i < n; i++)
		if (!rect_empty(list[i].box) && !is_caret(z, list[i].box))
			list[kept++] = list[i];
	qsort(list, kept, sizeof *list, compare_left);
	*ret_list = list;
	*ret_n = kept;
}
