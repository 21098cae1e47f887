/* fit.c - may this letter stand here? Its pixels against the line's. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/fit.h"

#include <stdlib.h>
#include <string.h>

void fit_start(struct canvas *c, int from)
{
	c->from = from;
	c->to = from;
}

/* widen() - paper up to column @to. */
static void widen(struct canvas *c, const struct ground *ground, int to)
{
	for (; c->to < to; c->to++) {
		c->cover[c->to - c->from] = 0;
		if (!c->tone)
			continue;
		uint32_t *column = c->tone + (c->to - c->from) * ATLAS_ROWS_MAX;
		for (int row = 0; row < ground->rows; row++)
			column[row] = ground->over ? ground->paper_rgb : 0;
	}
}

void fit_draw(struct canvas *c, const struct ground *ground, const struct stroke *s)
{
	const struct glyph *g = s->glyph;
	int left = s->pen_px + g->left_px;

	widen(c, ground, left + g->width_px);
	for (int i = left < c->from ? c->from - left : 0; i < g->width_px; i++) {
		int at = left + i - c->from;
		c->cover[at] |= g->any[i];
		if (!c->tone)
			continue;
		uint32_t *column = c->tone + at * ATLAS_ROWS_MAX;
		for (int row = 0; row < ground->rows; row++) {
			uint32_t tone = g->tone ? g->tone[i * ground->rows + row]
						: (uint32_t)(g->full[i] >> row & 1) * 0xffffff;
			column[row] = ground->over ? blend_over(ground->blend, column[row],
								ground->ink_rgb, tone)
						   : fit_add(column[row], tone);
		}
	}
}

static uint64_t cover_at(const struct canvas *c, int column)
{
	return column >= c->from && column < c->to ? c->cover[column - c->from] : 0;
}

/* shade() - the colour of a pixel of the canvas once @tone more of it is covered. */
static uint32_t shade(const struct canvas *c, const struct ground *ground, int x, int row,
		      uint32_t tone)
{
	bool inside = x >= c->from && x < c->to;
	uint32_t before = inside ? c->tone[(x - c->from) * ATLAS_ROWS_MAX + row] : 0;

	if (ground->over && inside)
		return blend_over(ground->blend, before, ground->ink_rgb, tone);
	return ceiling_inked(ground->ceiling->ink, fit_add(tone, before));
}

/*
 * not_beyond() - can more ink still turn @is into @want? Per channel, towards the ink's colour; Qt
 * may fall back one step from it (253 over 253, 191 of it covered: 252).
 */
static bool not_beyond(uint32_t is, uint32_t want, const struct ground *ground)
{
	const uint32_t ink = ground->ink_rgb;
	const int step = ground->blend == BLEND_QT;

	for (unsigned shift = 0; shift < 24; shift += 8) {
		int a = (int)(is >> shift & 255), b = (int)(want >> shift & 255);
		int end = (int)(ink >> shift & 255);
		if (abs(b - end) > step && (a <= end ? b < a || b > end : b > a || b < end))
			return false;
	}
	return true;
}

/* may_become() - can later letters still make @want of a pixel with @tone more ink? */
static bool may_become(const struct canvas *c, const struct ground *ground, int x, int row,
		       uint32_t tone)
{
	int index = x * ground->rows + row;

	if (ground->over)
		return not_beyond(shade(c, ground, x, row, tone), ground->px[index], ground);
	if (x >= c->from && x < c->to)
		tone = fit_add(tone, c->tone[(x - c->from) * ATLAS_ROWS_MAX + row]);
	for (unsigned shift = 0; shift < 24; shift += 8)
		if ((tone >> shift & 255) > (ground->ceiling->most[index] >> shift & 255))
			return false;
	return true;
}

/* tones_fit() - the pixels of column @i that are neither all ink nor none. */
static bool tones_fit(const struct canvas *c, const struct ground *ground, const struct stroke *s,
		      int i, bool settled)
{
	const struct glyph *g = s->glyph;
	int x = s->pen_px + g->left_px + i;
	uint64_t todo = g->any[i] & ~g->full[i] & ~ground->veil[x];

	for (; todo; todo &= todo - 1) {
		int row = __builtin_ctzll(todo);
		uint32_t tone = g->tone[i * ground->rows + row];
		if (settled ? shade(c, ground, x, row, tone) != ground->px[x * ground->rows + row]
			    : !may_become(c, ground, x, row, tone))
			return false;
	}
	return true;
}

/* column_settled() - with @letter over it, does @c explain all of column @x? */
static bool column_settled(const struct canvas *c, const struct ground *ground, int x,
			   uint64_t letter)
{
	uint64_t cover = cover_at(c, x);

	if (x < 0 || x >= ground->width_px)
		return !cover;
	uint64_t open = ~ground->veil[x];
	if (!c->tone)
		return (((cover | letter) ^ ground->ink[x]) & open) == 0;
	if (ground->ink[x] & ~(cover | letter) & open)
		return false;
	for (uint64_t todo = cover & ~letter & open; todo; todo &= todo - 1) {
		int row = __builtin_ctzll(todo);
		if (shade(c, ground, x, row, 0) != ground->px[x * ground->rows + row])
			return false;
	}
	return true;
}

bool fit_letter(const struct canvas *c, const struct ground *ground, const struct stroke *s,
		int settled)
{
	const struct glyph *g = s->glyph;
	int left = s->pen_px + g->left_px;

	if (g->width_px && (left < 0 || left + g->width_px > ground->width_px))
		return false;
	for (int i = 0; i < g->width_px; i++)
		if (g->full[i] & ~(ground->full[left + i] | ground->veil[left + i]))
			return false;
	for (int i = 0; g->tone && i < g->width_px; i++)
		if (!tones_fit(c, ground, s, i, left + i < settled))
			return false;
	for (int x = c->from; x < settled; x++) {
		bool inside = x >= left && x < left + g->width_px;
		if (!column_settled(c, ground, x, inside ? g->any[x - left] : 0))
			return false;
	}
	return true;
}

bool fit_all(const struct canvas *c, const struct ground *ground)
{
	int end = c->to > ground->last + 1 ? c->to : ground->last + 1;

	for (int x = c->from; x < end; x++)
		if (!column_settled(c, ground, x, 0))
			return false;
	return true;
}

bool fit_is_open(const struct ground *ground, const struct stroke *s)
{
	int left = s->pen_px + s->glyph->left_px;

	for (int i = 0; i < s->glyph->width_px; i++)
		if (left + i >= ground->open_from && left + i < ground->open_to &&
		    s->glyph->any[i] & ground->open)
			return true;
	return s->glyph->width_px == 0;
}
