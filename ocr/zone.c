/* zone.c - the backgrounds of a picture. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/zone.h"

#include <stdlib.h>
#include "base/mem.h"

enum {
	/* Strokes of form text are 1 to 4 px wide; the inside of a one-letter field is 15 px
	 * high. */
	ZONE_SQUARE_PX = 7,
	/* The least block behind inverse text: two 6x13 letters. */
	BLOCK_W_PX = 12,
	BLOCK_H_PX = 9,
	ROW_MAX_PX = 40, /* selected rows and texts; windows that overlap are higher */
	LABELS_FIRST = 1,
};

/* What is known of one connected area while rows are read; root areas only, once joined. */
struct area {
	uint32_t parent;
	uint32_t pixels;
	int left, right, top, bottom;
	int64_t edge; /* pixels on the edges of its bounding box, second pass */
	int square;   /* side of the largest square inside, up to ZONE_SQUARE_PX */
};

struct areas {
	struct area *list; /* owned */
	uint32_t n, room;
};

static uint32_t new_area(struct areas *as, int ix, int iy)
{
	if (as->n == as->room) {
		as->room = as->room ? as->room * 2 : 4096;
		as->list = mem_realloc(as->list, as->room, sizeof *as->list);
	}
	as->list[as->n] =
		(struct area){ .parent = as->n, .left = ix, .right = ix, .top = iy, .bottom = iy };
	return as->n++;
}

static uint32_t root_of(struct areas *as, uint32_t i)
{
	while (as->list[i].parent != i) {
		as->list[i].parent = as->list[as->list[i].parent].parent;
		i = as->list[i].parent;
	}
	return i;
}

static uint32_t join(struct areas *as, uint32_t a, uint32_t b)
{
	a = root_of(as, a);
	b = root_of(as, b);
	if (a < b)
		as->list[b].parent = a;
	else
		as->list[a].parent = b;
	return a < b ? a : b;
}

/* square_at() - side of the square that ends at a pixel, from those of its neighbours. */
static uint8_t square_at(uint8_t left, uint8_t above, uint8_t corner)
{
	uint8_t side = left < above ? left : above;

	side = side < corner ? side : corner;
	return side < ZONE_SQUARE_PX ? (uint8_t)(side + 1) : ZONE_SQUARE_PX;
}

/* measure_row() - squares that end in row @iy; @squares holds those of the row above at first. */
static void measure_row(const struct img *img, int iy, uint8_t *squares)
{
	const uint32_t *px = img_row(img, iy), *up = iy > 0 ? px - img->width_px : px;
	uint8_t corner = 0;

	for (int ix = 0; ix < img->width_px; ix++) {
		uint8_t above = squares[ix];
		bool whole = iy > 0 && ix > 0 && px[ix - 1] == px[ix] && up[ix] == px[ix] &&
			     up[ix - 1] == px[ix];
		squares[ix] = whole ? square_at(squares[ix - 1], above, corner) : 1;
		corner = above;
	}
}

/* label_row() - areas of row @iy; @squares: of this row, see measure_row(). */
static void label_row(const struct img *img, int iy, uint32_t *of, struct areas *as,
		      const uint8_t *squares)
{
	const uint32_t *px = img_row(img, iy), *up = iy > 0 ? px - img->width_px : NULL;
	const uint32_t *of_up = up ? of - img->width_px : NULL;

	for (int ix = 0; ix < img->width_px; ix++) {
		bool left = ix > 0 && px[ix - 1] == px[ix], above = up && up[ix] == px[ix];
		if (left && above && of[ix - 1] != of_up[ix])
			of[ix] = join(as, of[ix - 1], of_up[ix]);
		else if (left || above)
			of[ix] = left ? of[ix - 1] : of_up[ix];
		else
			of[ix] = new_area(as, ix, iy);
		struct area *a = &as->list[of[ix]];
		a->square = squares[ix] > a->square ? squares[ix] : a->square;
	}
}

/* measure() - bounding boxes and sizes, on the roots; labels become roots. */
static void measure(const struct img *img, uint32_t *of, struct areas *as)
{
	for (uint32_t i = LABELS_FIRST; i < as->n; i++) {
		struct area *root = &as->list[root_of(as, i)];
		if (as->list[i].square > root->square)
			root->square = as->list[i].square;
	}
	for (int iy = 0; iy < img->height_px; iy++) {
		for (int ix = 0; ix < img->width_px; ix++, of++) {
			struct area *a = &as->list[ *of = root_of(as, *of)];
			a->pixels++;
			a->left = ix < a->left ? ix : a->left;
			a->right = ix > a->right ? ix : a->right;
			a->top = iy < a->top ? iy : a->top;
			a->bottom = iy > a->bottom ? iy : a->bottom;
		}
	}
}

/* is_block_shaped() - worth counting its edges. */
static bool is_block_shaped(const struct area *a)
{
	int w = a->right - a->left + 1, h = a->bottom - a->top + 1;

	return w >= BLOCK_W_PX && h >= BLOCK_H_PX && 5 * (int64_t)a->pixels >= 2 * (int64_t)w * h;
}

static void count_edges(const struct img *img, const uint32_t *of, struct areas *as)
{
	for (int iy = 0; iy < img->height_px; iy++) {
		for (int ix = 0; ix < img->width_px; ix++, of++) {
			struct area *a = &as->list[*of];
			a->edge +=
				ix == a->left || ix == a->right || iy == a->top || iy == a->bottom;
		}
	}
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
	return a->square >= ZONE_SQUARE_PX || fills_its_edges(a);
}

static bool area_inside(const struct area *in, const struct area *out)
{
	return in->left >= out->left && in->right <= out->right && in->top >= out->top &&
	       in->bottom <= out->bottom;
}

/*
 * cut_leaks() - in an inverse row the text often has the colour of the background around the row
 * (Motif swaps the two), and a descender in the last pixel line touches it: what reaches into the
 * row is ink.
 */
static void cut_leaks(const struct img *img, uint32_t *of, struct areas *as)
{
	for (uint32_t i = LABELS_FIRST; i < as->n; i++) {
		const struct area *row = &as->list[i];
		if (row->parent != i || row->bottom - row->top >= ROW_MAX_PX ||
		    !fills_its_edges(row) || row->edge == edge_pixels(row))
			continue;
		for (int iy = row->top; iy <= row->bottom; iy++) {
			uint32_t *at = of + (size_t)iy * (size_t)img->width_px;
			for (int ix = row->left; ix <= row->right; ix++)
				if (!area_inside(&as->list[at[ix]], row))
					at[ix] = ZONE_INK;
		}
	}
}

void zones_find(const struct img *img, struct zones *ret)
{
	size_t w = (size_t)img->width_px, n = w * (size_t)img->height_px;
	struct areas as = { .n = LABELS_FIRST, .room = 4096 };
	CLEANUP(mem_freep) uint8_t *squares = mem_calloc(w, 1);

	as.list = mem_calloc(as.room, sizeof *as.list);
	*ret = (struct zones){ img->width_px, img->height_px, mem_calloc(n, sizeof *ret->of) };
	for (int iy = 0; iy < img->height_px; iy++) {
		measure_row(img, iy, squares);
		label_row(img, iy, ret->of + (size_t)iy * w, &as, squares);
	}
	measure(img, ret->of, &as);
	count_edges(img, ret->of, &as);
	cut_leaks(img, ret->of, &as);
	for (size_t i = 0; i < n; i++)
		if (!is_background(&as.list[ret->of[i]]))
			ret->of[i] = ZONE_INK;
	free(as.list);
}

void zones_clear(struct zones *z)
{
	free(z->of);
	z->of = NULL;
}

uint32_t zones_at(const struct zones *z, int ix, int iy)
{
	if (ix < 0 || iy < 0 || ix >= z->width_px || iy >= z->height_px)
		return ZONE_INK;
	return z->of[(size_t)iy * (size_t)z->width_px + (size_t)ix];
}
