/* piece.c - connected things on one background. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/piece.h"

#include "base/mem.h"

/* What a pixel of the area is. */
enum { FREE, THING, LEFT_OUT, TAKEN };

struct fill {
	const struct img *img;
	struct rect area;
	uint8_t *is;   /* owned: row by row, see above */
	size_t *stack; /* owned: pixels whose neighbours are still to be looked at */
	size_t n;
};

static uint8_t *at(struct fill *f, int x, int y)
{
	return &f->is[(size_t)y * (size_t)f->area.w + (size_t)x];
}

/* sort_pixels() - what each pixel of the area is, seen from the ground. */
static void sort_pixels(struct fill *f, const struct piece_ground *ground)
{
	for (int y = 0; y < f->area.h; y++)
		for (int x = 0; x < f->area.w; x++)
			*at(f, x, y) = img_at(f->img, f->area.x + x, f->area.y + y) == ground->paper
					       ? FREE
					       : THING;
	for (size_t i = 0; i < ground->n_less; i++) {
		struct rect r = rect_intersection(ground->less[i], f->area);
		for (int y = r.y; y < r.y + r.h; y++)
			for (int x = r.x; x < r.x + r.w; x++)
				*at(f, x - f->area.x, y - f->area.y) = LEFT_OUT;
	}
}

static void push(struct fill *f, int x, int y)
{
	if (x < 0 || y < 0 || x >= f->area.w || y >= f->area.h || *at(f, x, y) != THING)
		return;
	*at(f, x, y) = TAKEN;
	f->stack[f->n++] = (size_t)y * (size_t)f->area.w + (size_t)x;
}

/* Leftmost and rightmost pixel of a piece in a row. */
struct span {
	int from, to;
};

/* take() - the piece of the pixel (@x,@y); @spans has a place for each row of the area. */
static struct piece take(struct fill *f, int x, int y, struct span *spans)
{
	uint32_t rgb = img_at(f->img, f->area.x + x, f->area.y + y);
	struct piece p = { .box = { x, y, 1, 1 }, .one_colour = true, .row_convex = true };

	for (int i = y; i < f->area.h; i++)
		spans[i] = (struct span){ f->area.w, -1 };
	push(f, x, y);
	while (f->n > 0) {
		size_t pixel = f->stack[--f->n];
		int px = (int)(pixel % (size_t)f->area.w), py = (int)(pixel / (size_t)f->area.w);
		struct span *s = &spans[py];
		p.box = rect_union(p.box, (struct rect){ px, py, 1, 1 });
		p.one_colour &= img_at(f->img, f->area.x + px, f->area.y + py) == rgb;
		p.pixels++;
		s->from = px < s->from ? px : s->from;
		s->to = px > s->to ? px : s->to;
		for (int i = 0; i < 9; i++)
			push(f, px + i % 3 - 1, py + i / 3 - 1);
	}
	return p;
}

/* is_row_convex() - between the ends of each row nothing of the ground shows through. */
static bool is_row_convex(struct fill *f, struct rect box, const struct span *spans)
{
	for (int y = box.y; y < box.y + box.h; y++)
		for (int x = spans[y].from; x <= spans[y].to; x++)
			if (*at(f, x, y) == FREE)
				return false;
	return true;
}

static struct piece *append(struct arena *a, struct piece *list, size_t n, struct piece p)
{
	enum { FIRST = 8 };
	bool full = n == 0 || (n >= FIRST && (n & (n - 1)) == 0);

	if (full) {
		struct piece *more = arena_calloc(a, n == 0 ? FIRST : 2 * n, sizeof *more);
		for (size_t i = 0; i < n; i++)
			more[i] = list[i];
		list = more;
	}
	list[n] = p;
	return list;
}

void pieces_find(const struct img *img, const struct piece_ground *ground, struct arena *a,
		 struct piece **ret_list, size_t *ret_n)
{
	struct fill f = { .img = img, .area = rect_intersection(ground->area, img_bounds(img)) };
	size_t pixels = (size_t)f.area.w * (size_t)f.area.h;

	*ret_list = NULL;
	*ret_n = 0;
	if (rect_empty(f.area))
		return;
	CLEANUP(mem_freep) uint8_t *is = f.is = mem_calloc(pixels, 1);
	CLEANUP(mem_freep) size_t *stack = f.stack = mem_calloc(pixels, sizeof *stack);
	CLEANUP(mem_freep) struct span *spans = mem_calloc((size_t)f.area.h, sizeof *spans);
	(void)is; /* f has them, these names free them */
	(void)stack;
	sort_pixels(&f, ground);
	for (int y = 0; y < f.area.h; y++) {
		for (int x = 0; x < f.area.w; x++) {
			if (*at(&f, x, y) != THING)
				continue;
			struct piece p = take(&f, x, y, spans);
			p.row_convex = is_row_convex(&f, p.box, spans);
			p.box.x += f.area.x;
			p.box.y += f.area.y;
			*ret_list = append(a, *ret_list, *ret_n, p);
			(*ret_n)++;
		}
	}
}
