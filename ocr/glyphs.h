/* glyphs.h - a line read exactly: every text of a known font that has its pixels, or none. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include "base/arena.h"
#include "base/err.h"
#include "base/img.h"
#include "ocr/atlas.h"
#include "ocr/reading.h"

/*
 * glyphs_read() - the line inside @area: one line of text in one colour on paper of one colour,
 * with at least one pixel on each side in which it has no ink, for what touches the edge may be cut
 * off. What @img holds around @area tells what else may be there: ocr/around.h.
 * Certain: no other text of the atlas's letters has these pixels, and drawn again as a whole it has
 * them too. Not seen, so not told: blanks at either end, and which blank (U+0020 stands for all).
 * @a: owns the texts of @ret_reading
 * @e: errors of the face only
 */
MUST_USE bool glyphs_read(const struct atlas *atlas, const struct img *img, struct rect area,
			  struct arena *a, struct ocr_reading *ret_reading, struct err *e);

/* A few fonts that a line may be written in. */
struct glyphs_fonts {
	const struct atlas *const *atlases;
	size_t n;
};

/*
 * glyphs_read_any() - the line in whichever font has its pixels. Texts of several fonts that are
 * not the same make it ambiguous. The face of the result is the first that fits.
 */
MUST_USE bool glyphs_read_any(const struct glyphs_fonts *fonts, const struct img *img,
			      struct rect area, struct arena *a, struct ocr_reading *ret_reading,
			      struct err *e);
