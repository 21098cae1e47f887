/* sheet.c - a list longer than its window, from pictures of it as it scrolls. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/sheet.h"

#include <string.h>
#include "ocr/ink.h"

/* SHARE: of a page that two of them must have in common; wheels move half a short list at a time
 * (docs/decisions/046-lists.md). */
enum { SHARE = 3 };

/* is_plain_column() - one colour from top to bottom, but for borders there. */
static bool is_plain_column(const struct img *page, int ix)
{
	for (int iy = SHEET_EDGE_PX; iy < page->height_px - SHEET_EDGE_PX; iy++)
		if (img_at(page, ix, iy) != img_at(page, ix, SHEET_EDGE_PX))
			return false;
	return true;
}

static bool is_plain_row(const struct img *page, int iy)
{
	const uint32_t *row = img_row(page, iy);

	for (int ix = SHEET_EDGE_PX; ix < page->width_px - SHEET_EDGE_PX; ix++)
		if (row[ix] != row[SHEET_EDGE_PX])
			return false;
	return true;
}

/* clear_row() - what of row @iy has the colour of a ring becomes paper, if all of it has. */
static void clear_row(struct img *page, int iy, uint32_t ring, uint32_t paper)
{
	if (img_at(page, SHEET_EDGE_PX, iy) == ring && is_plain_row(page, iy))
		img_fill(page, (struct rect){ 0, iy, page->width_px, 1 }, paper);
}

static void clear_column(struct img *page, int ix, uint32_t paper)
{
	const uint32_t rgb = img_at(page, ix, SHEET_EDGE_PX);

	for (int iy = 0; iy < page->height_px; iy++)
		if (img_at(page, ix, iy) == rgb)
			img_row(page, iy)[ix] = paper;
}

/* clear_edges() - columns along the sides that hold no text become paper, and a ring as well. */
static void clear_edges(struct img *page, uint32_t paper)
{
	const int w = page->width_px, h = page->height_px;

	for (int i = 0; i < SHEET_EDGE_PX; i++) {
		const uint32_t left = img_at(page, i, SHEET_EDGE_PX);
		bool plain = is_plain_column(page, i), other = is_plain_column(page, w - 1 - i);
		bool ring = plain && other && left != paper &&
			    left == img_at(page, w - 1 - i, SHEET_EDGE_PX);
		if (plain)
			clear_column(page, i, paper);
		if (other)
			clear_column(page, w - 1 - i, paper);
		for (int k = 0; ring && k < SHEET_EDGE_PX; k++) {
			clear_row(page, k, left, paper);
			clear_row(page, h - 1 - k, left, paper);
		}
	}
}

struct img *sheet_page(const struct img *frame, struct rect area)
{
	struct img *page = img_crop(frame, area);

	if (page->width_px > 3 * SHEET_EDGE_PX && page->height_px > 3 * SHEET_EDGE_PX)
		clear_edges(page, ink_background(page));
	return page;
}

bool sheet_has_room(const struct img *page)
{
	int end = page->height_px - SHEET_EDGE_PX, last = end, iy = SHEET_EDGE_PX, top;

	while (iy < end && is_plain_row(page, iy))
		iy++;
	for (top = iy; iy < end && !is_plain_row(page, iy); iy++)
		;
	while (last > iy && is_plain_row(page, last - 1))
		last--;
	return end - last > 2 * (iy - top);
}

void sheet_begin(struct sheet *s, const struct img *page)
{
	*s = (struct sheet){ .img = img_crop(page, img_bounds(page)),
			     .last = img_crop(page, img_bounds(page)),
			     .height_px = page->height_px };
}

/* shares() - have @a from row @ay on and @b from row @by on the same @n rows? */
static bool shares(const struct img *a, int ay, const struct img *b, int by, int n)
{
	size_t bytes = (size_t)a->width_px * sizeof(uint32_t);

	for (int i = 0; i < n; i++)
		if (memcmp(img_row(a, ay + i), img_row(b, by + i), bytes) != 0)
			return false;
	return true;
}

/* grow() - room for @height_px rows; a list is long, so it doubles. */
static bool grow(struct sheet *s, int height_px)
{
	int room = 2 * s->img->height_px;

	if (height_px <= s->img->height_px)
		return true;
	if (height_px > IMG_SIDE_MAX)
		return false;
	room = room > IMG_SIDE_MAX ? IMG_SIDE_MAX : room;
	struct img *tall = img_new(s->img->width_px, room > height_px ? room : height_px);
	img_blit(tall, s->img, 0, 0);
	img_unref(s->img);
	s->img = tall;
	return true;
}

/* paint() - the page joined last, but for its upper edge, which the page before shows better. */
static void paint(struct sheet *s, int from_iy)
{
	size_t bytes = (size_t)s->img->width_px * sizeof(uint32_t);

	for (int iy = from_iy; iy < s->last->height_px; iy++)
		memcpy(img_row(s->img, s->at_iy + iy), img_row(s->last, iy), bytes);
	s->height_px = s->at_iy + s->last->height_px;
}

enum sheet_join sheet_join(struct sheet *s, const struct img *page)
{
	int inner = page->height_px - 2 * SHEET_EDGE_PX, shift = -1;

	for (int i = 0; SHARE * (inner - i) >= inner; i++) {
		if (!shares(page, SHEET_EDGE_PX, s->last, SHEET_EDGE_PX + i, inner - i))
			continue;
		if (shift >= 0)
			return SHEET_DOUBTFUL;
		shift = i;
	}
	if (shift < 0)
		return SHEET_APART;
	if (!grow(s, s->at_iy + shift + page->height_px))
		return SHEET_FULL;
	s->at_iy += shift;
	s->moved_px = shift;
	img_unref(s->last);
	s->last = img_crop(page, img_bounds(page));
	if (shift > 0)
		paint(s, SHEET_EDGE_PX);
	return SHEET_JOINED;
}

void sheet_finish(struct sheet *s)
{
	const struct rect known = { 0, 0, s->img->width_px, s->height_px };
	struct img *cut = img_crop(s->img, known);

	img_unref(s->img);
	s->img = cut;
}

bool sheet_find(const struct sheet *s, const struct img *page, int *ret_iy)
{
	int inner = page->height_px - 2 * SHEET_EDGE_PX, found = -1;

	for (int iy = 0; iy + page->height_px <= s->height_px; iy++) {
		if (!shares(page, SHEET_EDGE_PX, s->img, iy + SHEET_EDGE_PX, inner))
			continue;
		if (found >= 0)
			return false;
		found = iy;
	}
	if (found >= 0)
		*ret_iy = found;
	return found >= 0;
}

void sheet_clear(struct sheet *s)
{
	img_unref(s->img);
	img_unref(s->last);
	*s = (struct sheet){ 0 };
}
