/* bare.c - what of a picture carries nothing to read. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/bare.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include "base/mem.h"

/*
 * GROUND_PX: side of a square of one colour that is ground. LINE_PX: length of a line. BESIDE_PX:
 * so near to a line there is ground. SIDE_PX: length of the short sides of a frame; CORNER_PX: so
 * near to the end of a long side they meet it. TEXT_LINE_PX: no line of text is higher.
 * docs/decisions/061-masked-tape.md
 */
enum {
	GROUND_PX = 12,
	LINE_PX = 48,
	BESIDE_PX = 4,
	SIDE_PX = 12,
	CORNER_PX = 4,
	RUN_MAX = 255,
	TEXT_LINE_PX = 96
};

/* A part of the picture and what is known of its pixels: a byte each, row by row. */
struct sheet {
	const struct img *img;             /* borrowed; that part alone */
	struct rect r;                     /* of the copy: 0,0 */
	uint8_t *left, *right, *up, *down; /* pixels of the same colour that way, itself included */
	uint8_t *square; /* side of the largest square of one colour that ends here */
	uint8_t *ground; /* lies in a square of GROUND_PX */
};

static size_t at(const struct sheet *s, int x, int y)
{
	return (size_t)(y - s->r.y) * (size_t)s->r.w + (size_t)(x - s->r.x);
}

static void sheet_open(struct sheet *s)
{
	size_t n = (size_t)s->r.w * (size_t)s->r.h;

	s->left = mem_calloc(6 * n, 1);
	s->right = s->left + n;
	s->up = s->right + n;
	s->down = s->up + n;
	s->square = s->down + n;
	s->ground = s->square + n;
}

static uint8_t one_more(uint8_t n)
{
	return n == RUN_MAX ? RUN_MAX : (uint8_t)(n + 1);
}

static uint8_t least(uint8_t a, uint8_t b)
{
	return a < b ? a : b;
}

/* forward() - runs that end at each pixel of row @y, and squares. */
static void forward(const struct sheet *s, int y)
{
	const uint32_t *px = img_row(s->img, y);
	const uint32_t *above = y > s->r.y ? img_row(s->img, y - 1) : NULL;
	size_t i = at(s, s->r.x, y), w = (size_t)s->r.w;

	for (int x = s->r.x; x < s->r.x + s->r.w; x++, i++) {
		bool l = x > s->r.x && px[x - 1] == px[x], u = above && above[x] == px[x];
		s->left[i] = l ? one_more(s->left[i - 1]) : 1;
		s->up[i] = u ? one_more(s->up[i - w]) : 1;
		s->square[i] = 1;
		if (l && u && above[x - 1] == px[x])
			s->square[i] = one_more(least(s->square[i - w - 1],
						      least(s->square[i - 1], s->square[i - w])));
	}
}

/* backward() - runs that begin at each pixel of row @y. */
static void backward(const struct sheet *s, int y)
{
	const uint32_t *px = img_row(s->img, y);
	const uint32_t *below = y + 1 < s->r.y + s->r.h ? img_row(s->img, y + 1) : NULL;
	size_t w = (size_t)s->r.w, i = at(s, s->r.x, y) + w - 1;

	for (int x = s->r.x + s->r.w - 1; x >= s->r.x; x--, i--) {
		bool r = x + 1 < s->r.x + s->r.w && px[x + 1] == px[x];
		s->right[i] = r ? one_more(s->right[i + 1]) : 1;
		s->down[i] = below && below[x] == px[x] ? one_more(s->down[i + w]) : 1;
	}
}

/* mark_ground() - squares reach up and left from where they end. */
static void mark_ground(const struct sheet *s)
{
	CLEANUP(mem_freep) uint8_t *rows = mem_calloc((size_t)s->r.w, 1);

	for (int y = s->r.y + s->r.h - 1; y >= s->r.y; y--) {
		size_t i = at(s, s->r.x, y);
		int here = 0;
		for (int k = s->r.w - 1; k >= 0; k--) {
			here = s->square[i + (size_t)k] >= GROUND_PX ? GROUND_PX : here - 1;
			if (here > 0)
				rows[k] = GROUND_PX;
			s->ground[i + (size_t)k] = rows[k] > 0;
			rows[k] = (uint8_t)(rows[k] - (rows[k] > 0));
		}
	}
}

static bool is_ground(const struct sheet *s, int x, int y)
{
	return rect_has_point(s->r, x, y) && s->ground[at(s, x, y)];
}

/*
 * beside() - is there ground at most BESIDE_PX away, along (dx,dy) or the other way? Where another
 * line crosses, a little farther on.
 */
static bool beside(const struct sheet *s, int x, int y, int dx, int dy)
{
	for (int k = -BESIDE_PX; k <= BESIDE_PX; k++)
		for (int on = -BESIDE_PX; on <= BESIDE_PX; on += BESIDE_PX)
			if (is_ground(s, x + k * dx + on * dy, y + k * dy + on * dx))
				return true;
	return false;
}

/* ends_long() - does a line of the same colour along the row begin or end near (@x,@y)? */
static bool ends_long(const struct sheet *s, int x, int y)
{
	size_t i = at(s, x, y);

	return s->left[i] + s->right[i] - 1 >= LINE_PX &&
	       (s->left[i] <= CORNER_PX || s->right[i] <= CORNER_PX);
}

/* is_bare() - by itself, whatever is near. */
static bool is_bare(const struct sheet *s, int x, int y)
{
	size_t i = at(s, x, y);
	int across = s->left[i] + s->right[i] - 1, along = s->up[i] + s->down[i] - 1;

	if (s->ground[i])
		return true;
	if (across >= LINE_PX && beside(s, x, y, 0, 1))
		return true;
	if (along < SIDE_PX || !beside(s, x, y, 1, 0))
		return false;
	/* The short side of a frame turns into its long ones; a stroke of a letter does not. */
	return along >= LINE_PX || ends_long(s, x, y - s->up[i] + 1) ||
	       ends_long(s, x, y + s->down[i] - 1);
}

/* Bytes of a map of what is near to what is not known. */
enum { NEAR_NOTHING, UNKNOWN, NEAR_ACROSS, NEAR_ALONG };

/* spread_row() - what is unknown in @row spreads by BARE_AWAY_X_PX both ways. */
static void spread_row(uint8_t *row, int w)
{
	for (int x = 0, left = 0; x < w; x++) {
		left = row[x] == UNKNOWN ? BARE_AWAY_X_PX + 1 : left - (left > 0);
		if (left > 0 && row[x] == NEAR_NOTHING)
			row[x] = NEAR_ACROSS;
	}
	for (int x = w - 1, left = 0; x >= 0; x--) {
		left = row[x] == UNKNOWN ? BARE_AWAY_X_PX + 1 : left - (left > 0);
		if (left > 0 && row[x] == NEAR_NOTHING)
			row[x] = NEAR_ACROSS;
	}
}

/* spread_down() - the next row; @left: for how many rows more each column is near to something. */
static void spread_down(uint8_t *row, uint8_t *left, int w)
{
	for (int x = 0; x < w; x++) {
		left[x] = row[x] == UNKNOWN || row[x] == NEAR_ACROSS
				  ? BARE_AWAY_Y_PX + 1
				  : (uint8_t)(left[x] - (left[x] > 0));
		if (left[x] > 0 && row[x] == NEAR_NOTHING)
			row[x] = NEAR_ALONG;
	}
}

/* spread() - whatever is near to what is unknown in @map of @w x @h is no longer NEAR_NOTHING. */
static void spread(uint8_t *map, int w, int h)
{
	CLEANUP(mem_freep) uint8_t *left = mem_calloc((size_t)w, 1);

	for (int y = 0; y < h; y++)
		spread_row(map + (size_t)y * (size_t)w, w);
	for (int y = 0; y < h; y++)
		spread_down(map + (size_t)y * (size_t)w, left, w);
	memset(left, 0, (size_t)w);
	for (int y = h - 1; y >= 0; y--)
		spread_down(map + (size_t)y * (size_t)w, left, w);
}

/* A piece of the map that hangs together, by runs of its rows; merged ones point to an earlier. */
struct piece {
	size_t into; /* itself, or the piece it became part of */
	struct rect box;
};

struct pieces {
	struct piece *list; /* owned; the first stands for none */
	size_t n, room;
};

static size_t piece_of(struct pieces *p, size_t i)
{
	while (p->list[i].into != i)
		i = p->list[i].into;
	return i;
}

static size_t new_piece(struct pieces *p)
{
	if (p->n == p->room) {
		p->room = p->room ? 2 * p->room : 64;
		p->list = mem_realloc(p->list, p->room, sizeof *p->list);
	}
	p->list[p->n] = (struct piece){ .into = p->n };
	return p->n++;
}

/* merge() - pieces @a and @b are one, if there are two; returns which. */
static size_t merge(struct pieces *p, size_t a, size_t b)
{
	a = piece_of(p, a);
	b = piece_of(p, b);
	if (a == 0 || a == b)
		return b;
	if (b == 0)
		return a;
	size_t first = a < b ? a : b, then = a < b ? b : a;
	p->list[then].into = first;
	p->list[first].box = rect_union(p->list[first].box, p->list[then].box);
	return first;
}

/* join_row() - the runs of row @y of @map join what touches them above; @above: pieces by column.
 */
static void join_row(struct pieces *p, const uint8_t *row, size_t *above, struct rect line)
{
	for (int x = 0; x < line.w; x++) {
		int from = x;
		size_t piece = 0;
		for (; x < line.w && row[x] != NEAR_NOTHING; x++)
			piece = above[x] ? merge(p, above[x], piece) : piece;
		if (x > from && piece == 0)
			piece = new_piece(p);
		if (x > from) {
			struct rect run = { from, line.y, x - from, 1 };
			p->list[piece].box = rect_union(p->list[piece].box, run);
		}
		for (int k = from; k < x; k++)
			above[k] = piece;
		if (x < line.w)
			above[x] = 0;
	}
}

/*
 * fill_lines() - a piece of @map as high as a line of text becomes a rectangle: where it bulges
 * tells letters that reach up or down from those that do not.
 */
static void fill_lines(uint8_t *map, int w, int h)
{
	CLEANUP(mem_freep) size_t *above = mem_calloc((size_t)w, sizeof *above);
	struct pieces p = { 0 };

	(void)new_piece(&p);
	for (int y = 0; y < h; y++)
		join_row(&p, map + (size_t)y * (size_t)w, above, (struct rect){ 0, y, w, 1 });
	for (size_t i = 1; i < p.n; i++) {
		struct rect b = p.list[i].box;
		if (p.list[i].into != i || b.h > TEXT_LINE_PX)
			continue;
		for (int y = b.y; y < b.y + b.h; y++)
			memset(map + (size_t)y * (size_t)w + (size_t)b.x, NEAR_ALONG, (size_t)b.w);
	}
	free(p.list);
}

/* unknown_of() - a map of @r: UNKNOWN where a pixel is not bare. Owned by the caller. */
static uint8_t *unknown_of(const struct sheet *s, struct rect r)
{
	uint8_t *map = mem_calloc((size_t)r.w * (size_t)r.h, 1);

	for (int y = r.y; y < r.y + r.h; y++)
		for (int x = r.x; x < r.x + r.w; x++)
			map[(size_t)(y - r.y) * (size_t)r.w + (size_t)(x - r.x)] =
				!is_bare(s, x, y);
	return map;
}

/* tell() - a pixel of @area is bare where nothing unknown of @map, which is that of @r, is near. */
static void tell(const struct sheet *s, struct rect area, const uint8_t *map, struct rect r,
		 uint8_t *ret_bare)
{
	for (int y = area.y; y < area.y + area.h; y++) {
		const uint8_t *row = map + (size_t)(y - r.y) * (size_t)r.w;
		for (int x = area.x; x < area.x + area.w; x++)
			*ret_bare++ = row[x - r.x] == NEAR_NOTHING && is_bare(s, x, y);
	}
}

/* paint_known() - the paper goes on where known ink stands. */
static void paint_known(struct img *img, const struct bare_query *q, struct rect part)
{
	for (size_t i = 0; i < q->n_known; i++) {
		struct rect k = q->known[i];
		k.x -= part.x;
		k.y -= part.y;
		if (rect_has_point(img_bounds(img), k.x - 1, k.y - 1))
			img_fill(img, k, img_at(img, k.x - 1, k.y - 1));
	}
}

void bare_find(const struct bare_query *q, uint8_t *ret_bare)
{
	const struct rect part =
		rect_intersection(rect_grow(q->area, BARE_CONTEXT_PX), img_bounds(q->img));
	CLEANUP(img_unrefp) struct img *copy = img_crop(q->img, part);
	struct sheet s = { .img = copy, .r = img_bounds(copy) };
	struct rect area = { q->area.x - part.x, q->area.y - part.y, q->area.w, q->area.h };
	struct rect r = { area.x - BARE_AWAY_X_PX, area.y - BARE_AWAY_Y_PX,
			  area.w + 2 * BARE_AWAY_X_PX, area.h + 2 * BARE_AWAY_Y_PX };

	r = rect_intersection(r, s.r);
	paint_known(copy, q, part);
	sheet_open(&s);
	for (int y = 0; y < s.r.h; y++)
		forward(&s, y);
	for (int y = s.r.h - 1; y >= 0; y--)
		backward(&s, y);
	mark_ground(&s);
	CLEANUP(mem_freep) uint8_t *map = unknown_of(&s, r);
	spread(map, r.w, r.h);
	fill_lines(map, r.w, r.h);
	tell(&s, area, map, r, ret_bare);
	free(s.left);
}
