/* zone.c - the backgrounds of a picture. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/zone.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include "base/mem.h"
#include "base/pixels.h"

enum {
	/* Strokes of form text are 1 to 4 px wide; the inside of a one-letter field is 15 px
	 * high. */
	ZONE_SQUARE_PX = 7,
	/* The least block behind inverse text: two 6x13 letters. */
	BLOCK_W_PX = 12,
	BLOCK_H_PX = 9,
	ROW_MAX_PX = 40, /* selected rows and texts; windows that overlap are higher */
	LABELS_FIRST = 1,
	ROOM_FIRST = 4096,
	SHORT_PX = 16, /* what letters are made of: longer runs are worth a call */
};

/* A connected area; while rows are read only the first of those that met is one, see root_of(). */
struct area {
	uint32_t parent;
	int left, right, top, bottom;
	int64_t pixels;
	int64_t edge; /* pixels on the edges of its bounding box */
	bool square;  /* holds a square of ZONE_SQUARE_PX */
};

/* Pixels of one colour side by side: a form has some dozen in a row of a thousand pixels. */
struct strip {
	int from, to; /* columns, the last not included */
	int row;
	uint32_t area;
};

/* What is found, row by row. */
struct survey {
	const struct img *img; /* borrowed */
	struct area *areas;    /* owned */
	struct strip *strips;  /* owned, in reading order */
	uint32_t n_areas, room_areas;
	size_t n_strips, room_strips;
};

static void survey_clear(struct survey *s)
{
	free(s->areas);
	free(s->strips);
}

static uint32_t new_area(struct survey *s)
{
	if (s->n_areas == s->room_areas) {
		s->room_areas = s->room_areas ? s->room_areas * 2 : ROOM_FIRST;
		s->areas = mem_realloc(s->areas, s->room_areas, sizeof *s->areas);
	}
	s->areas[s->n_areas] = (struct area){ .parent = s->n_areas };
	return s->n_areas++;
}

static struct strip *new_strip(struct survey *s)
{
	if (s->n_strips == s->room_strips) {
		s->room_strips = s->room_strips ? s->room_strips * 2 : ROOM_FIRST;
		s->strips = mem_realloc(s->strips, s->room_strips, sizeof *s->strips);
	}
	return &s->strips[s->n_strips++];
}

static uint32_t root_of(struct area *list, uint32_t i)
{
	while (list[i].parent != i) {
		list[i].parent = list[list[i].parent].parent;
		i = list[i].parent;
	}
	return i;
}

/* join() - two areas are one; returns it. */
static uint32_t join(struct area *list, uint32_t a, uint32_t b)
{
	a = root_of(list, a);
	b = root_of(list, b);
	uint32_t root = a < b ? a : b;
	list[a].parent = list[b].parent = root;
	list[root].square = list[a].square || list[b].square;
	return root;
}

/* ends_square() - do the last columns of @strip, up to one of them, close a square downwards? */
static bool ends_square(const struct img *img, const struct strip *strip)
{
	uint32_t rgb = img_row(img, strip->row)[strip->from];
	int side = 0;

	if (strip->row < ZONE_SQUARE_PX - 1)
		return false;
	for (int ix = strip->from; ix < strip->to && side < ZONE_SQUARE_PX; ix++) {
		int up = 1;
		while (up < ZONE_SQUARE_PX && img_row(img, strip->row - up)[ix] == rgb)
			up++;
		side = up == ZONE_SQUARE_PX ? side + 1 : 0;
	}
	return side == ZONE_SQUARE_PX;
}

/* run_end() - the column behind the pixels of one colour that begin at @from. */
static int run_end(const uint32_t *px, int from, int width_px)
{
	int to = from + 1, near = from + SHORT_PX < width_px ? from + SHORT_PX : width_px;

	while (to < near && px[to] == px[from])
		to++;
	if (to < near || to == width_px)
		return to;
	return to + (int)pixels_same(px + to - 1, px + to, (size_t)(width_px - to));
}

/* note_square() - does @strip close a square of its area? */
static void note_square(struct survey *s, const struct strip *strip)
{
	struct area *root = &s->areas[root_of(s->areas, strip->area)];

	if (!root->square && strip->to - strip->from >= ZONE_SQUARE_PX)
		root->square = ends_square(s->img, strip);
}

/* take_same() - row @iy looks like the one above, whose strips begin at @above: so do its own. */
static void take_same(struct survey *s, int iy, size_t above)
{
	size_t above_end = s->n_strips;

	for (; above < above_end; above++) {
		struct strip *strip = new_strip(s);
		*strip = s->strips[above]; /* behind new_strip(), which may move them */
		strip->row = iy;
		note_square(s, strip);
	}
}

/* take_row() - strips of row @iy, joined with those of the row above, which begin at @above. */
static void take_row(struct survey *s, int iy, size_t above)
{
	const uint32_t *px = img_row(s->img, iy);
	const uint32_t *up = iy > 0 ? img_row(s->img, iy - 1) : NULL;
	size_t above_end = s->n_strips;

	if (up && memcmp(px, up, (size_t)s->img->width_px * sizeof *px) == 0) {
		take_same(s, iy, above);
		return;
	}
	for (int from = 0, to; from < s->img->width_px; from = to) {
		uint32_t area = 0;
		to = run_end(px, from, s->img->width_px);
		for (; above < above_end && s->strips[above].from < to; above++) {
			const struct strip *a = &s->strips[above];
			if (a->to > from && up[a->from] == px[from])
				area = area ? join(s->areas, area, a->area) : a->area;
			if (a->to > to)
				break; /* it reaches over the next one too */
		}
		struct strip *strip = new_strip(s);
		*strip = (struct strip){ from, to, iy, area ? area : new_area(s) };
		note_square(s, strip);
	}
}

/* measure() - bounding boxes and sizes, on the roots; labels become roots. */
static void measure(struct survey *s)
{
	for (size_t i = 0; i < s->n_strips; i++) {
		struct strip *strip = &s->strips[i];
		struct area *a = &s->areas[strip->area = root_of(s->areas, strip->area)];
		if (a->pixels == 0) {
			a->left = strip->from;
			a->right = strip->to - 1;
			a->top = strip->row;
		}
		a->left = strip->from < a->left ? strip->from : a->left;
		a->right = strip->to - 1 > a->right ? strip->to - 1 : a->right;
		a->bottom = strip->row; /* they come from top to bottom */
		a->pixels += strip->to - strip->from;
	}
}

static void count_edges(struct survey *s)
{
	for (size_t i = 0; i < s->n_strips; i++) {
		const struct strip *strip = &s->strips[i];
		struct area *a = &s->areas[strip->area];
		int wide = strip->to - strip->from;
		bool level = strip->row == a->top || strip->row == a->bottom;
		int ends = (strip->from == a->left) + (strip->to - 1 == a->right);
		a->edge += level || ends > wide ? wide : ends;
	}
}

/* is_block_shaped() - worth counting its edges. */
static bool is_block_shaped(const struct area *a)
{
	int w = a->right - a->left + 1, h = a->bottom - a->top + 1;

	return w >= BLOCK_W_PX && h >= BLOCK_H_PX && 5 * a->pixels >= 2 * (int64_t)w * h;
}

/* edge_pixels() - on the edges of the bounding box. */
static int64_t edge_pixels(const struct area *a)
{
	return 2 * ((int64_t)a->right - a->left + a->bottom - a->top);
}

/* fills_its_edges() - text of a selection may touch them: nine tenths must be there. */
static bool fills_its_edges(const struct area *a)
{
	return is_block_shaped(a) && 10 * a->edge >= 9 * edge_pixels(a);
}

static bool is_background(const struct area *a)
{
	return a->square || fills_its_edges(a);
}

static bool area_inside(const struct area *in, const struct area *out)
{
	return in->left >= out->left && in->right <= out->right && in->top >= out->top &&
	       in->bottom <= out->bottom;
}

/* fill() - the pixels of @strip belong to @area. */
static void fill(const struct zones *z, const struct strip *strip, uint32_t area)
{
	uint32_t *from = z->of + (size_t)strip->row * (size_t)z->width_px + strip->from;

	static_assert(sizeof(wchar_t) == sizeof *from, "wmemset() sets numbers of 32 bits");
	(void)wmemset((wchar_t *)from, (wchar_t)area, (size_t)(strip->to - strip->from));
}

/*
 * cut_leaks() - in an inverse row the text often has the colour of the background around the row
 * (Motif swaps the two), and a descender in the last pixel line touches it: what reaches into the
 * row is ink.
 */
static void cut_leaks(const struct survey *s, const struct zones *z)
{
	for (uint32_t i = LABELS_FIRST; i < s->n_areas; i++) {
		const struct area *row = &s->areas[i];
		if (row->parent != i || row->bottom - row->top >= ROW_MAX_PX ||
		    !fills_its_edges(row) || row->edge == edge_pixels(row))
			continue;
		for (int iy = row->top; iy <= row->bottom; iy++) {
			uint32_t *at = z->of + (size_t)iy * (size_t)z->width_px;
			for (int ix = row->left; ix <= row->right; ix++)
				if (at[ix] != ZONE_INK && !area_inside(&s->areas[at[ix]], row))
					at[ix] = ZONE_INK;
		}
	}
}

void zones_find(const struct img *img, struct zones *ret)
{
	size_t n = (size_t)img->width_px * (size_t)img->height_px;
	CLEANUP(survey_clear) struct survey s = { .img = img };

	(void)new_area(&s); /* stands for ZONE_INK */
	for (size_t iy = 0, above = 0, next; iy < (size_t)img->height_px; iy++, above = next) {
		next = s.n_strips;
		take_row(&s, (int)iy, above);
	}
	measure(&s);
	count_edges(&s);
	*ret = (struct zones){ img->width_px, img->height_px, mem_calloc(n, sizeof *ret->of) };
	for (size_t i = 0; i < s.n_strips; i++)
		if (is_background(&s.areas[s.strips[i].area]))
			fill(ret, &s.strips[i], s.strips[i].area);
	cut_leaks(&s, ret);
}

void zones_clear(struct zones *z)
{
	free(z->of);
	z->of = NULL;
}
