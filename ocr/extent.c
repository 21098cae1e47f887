/* extent.c - how far the letters of an atlas reach. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/extent.h"

#include "base/img.h"
#include "ocr/sift.h"

/* longest_run() - of ones in @bits. */
static int longest_run(uint64_t bits)
{
	int n = 0;

	for (; bits; n++)
		bits &= bits << 1;
	return n;
}

/* longest_row() - the longest run of ink across a glyph. */
static int longest_row(const struct atlas *at, const struct glyph *g)
{
	int longest = 0;

	for (int row = 0; row < at->rows; row++) {
		int run = 0;
		for (int c = 0; c < g->width_px; c++) {
			run = g->any[c] >> row & 1 ? run + 1 : 0;
			longest = run > longest ? run : longest;
		}
	}
	return longest;
}

/* measure() - widen the atlas's bounds by @g. */
static void measure(struct atlas *at, const struct glyph *g)
{
	int right = g->left_px + g->width_px, across = longest_row(at, g);

	if (g->width_px == 0)
		return;
	at->left_min_px = g->left_px < at->left_min_px ? g->left_px : at->left_min_px;
	at->left_max_px = g->left_px > at->left_max_px ? g->left_px : at->left_max_px;
	at->right_max_px = right > at->right_max_px ? right : at->right_max_px;
	at->wide_max_px = across > at->wide_max_px ? across : at->wide_max_px;
	for (int c = 0; c < g->width_px; c++) {
		int down = longest_run(g->any[c]);
		at->tall_max_px = down > at->tall_max_px ? down : at->tall_max_px;
	}
}

void extent_measure(struct atlas *at)
{
	at->pens = at->pens > 1 ? at->pens : 1;
	at->mono = true;
	at->left_min_px = IMG_SIDE_MAX;
	at->left_max_px = at->right_max_px = at->tall_max_px = at->wide_max_px = 0;
	for (size_t i = 0; i < at->n_glyphs; i++) {
		measure(at, &at->glyphs[i]);
		at->mono = at->mono && !at->glyphs[i].tone;
	}
	if (at->right_max_px == 0)
		at->left_min_px = 0;
	at->sift = sift_new(at, at->arena);
}
