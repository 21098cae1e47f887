/* fit.h - may this letter stand here? Its pixels against the line's, none tolerated. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "ocr/atlas.h"
#include "ocr/blend.h"
#include "ocr/ceiling.h"

/*
 * A line laid under an atlas: columns of rows, row 0 where the atlas's row 0 would be. Ink under
 * the veil (a caret) is unknown: any letter may have ink there or not.
 */
struct ground {
	int width_px;
	int first, last;        /* columns with ink; with a veil, @first may be its first column */
	int seen;               /* the first column with ink outside of the veil */
	int limit;              /* the last column that may have ink: @last, or the veil's */
	bool veiled;            /* is there any veil? */
	int open_from, open_to; /* every letter has ink in one of these columns */
	uint64_t open;          /* ... and in one of these rows */
	const uint64_t *ink;    /* rows that are not paper */
	const uint64_t *full;   /* rows of the ink's own colour */
	const uint64_t *veil;
	const uint32_t *px; /* column by column, rows of the atlas each; for letters with tones */
	int rows;
	uint32_t paper_rgb, ink_rgb;
	bool over; /* letters are inked one after the other, not added up and inked at once */
	enum blend blend;
	const struct ceiling *ceiling; /* NULL in a mono atlas */
};

/* What the last letters have drawn where later ones may still draw. */
struct canvas {
	int from, to; /* columns, @to is exclusive */
	uint64_t cover[ATLAS_SPAN_MAX];
	/* ATLAS_SPAN_MAX columns of ATLAS_ROWS_MAX; colours where letters are inked one by one;
	 * owned; NULL in a mono atlas. */
	uint32_t *tone;
};

/* A letter at a pen position. */
struct stroke {
	const struct glyph *glyph;
	int pen_px;
};

/* fit_blend() - ink over @under where letters cover @tone of it, as Render does per channel. */
static inline uint32_t fit_blend(uint32_t under_rgb, uint32_t ink_rgb, uint32_t tone)
{
	return blend_over(BLEND_RENDER, under_rgb, ink_rgb, tone);
}

/* fit_add() - two letters over one pixel: Render adds up what they cover before it inks. */
static inline uint32_t fit_add(uint32_t a, uint32_t b)
{
	uint32_t out = 0;

	for (unsigned shift = 0; shift < 24; shift += 8) {
		uint32_t sum = (a >> shift & 255) + (b >> shift & 255);
		out |= (sum > 255 ? 255 : sum) << shift;
	}
	return out;
}

/* fit_start() - a canvas from column @from on, without anything on it. */
void fit_start(struct canvas *c, int from);

/* fit_draw() - put a letter on it; what lies before @c->from is left out. */
void fit_draw(struct canvas *c, const struct ground *ground, const struct stroke *s);

/*
 * fit_letter() - may @s be drawn over @c? Before column @settled nothing else can follow, so every
 * pixel must be right; behind it nothing may have more ink than the line has.
 */
bool fit_letter(const struct canvas *c, const struct ground *ground, const struct stroke *s,
		int settled);

/* fit_all() - does @c alone explain all ink from its first column on? */
bool fit_all(const struct canvas *c, const struct ground *ground);

/* fit_is_open() - has the letter of @s ink in the part of @ground where a letter must, or none? */
bool fit_is_open(const struct ground *ground, const struct stroke *s);
