/* cellfont.h - fonts whose characters are all equally wide, letter by letter as cells of a screen.
 */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "agent/locate/faces.h"
#include "base/cleanup.h"
#include "base/err.h"
#include "base/img.h"

/* CELL_WIDTH_MAX, CELL_HEIGHT_MAX: a row of a cell is one word; ten and twenty are large ones. */
enum { CELL_WIDTH_MAX = 32, CELL_HEIGHT_MAX = 64 };

enum cell_kind {
	CELL_BLANK,   /* one colour */
	CELL_LETTER,  /* a letter of the font, pixel for pixel; or one of several that look alike */
	CELL_LINE,    /* a part of a frame, which no letter looks like */
	CELL_UNKNOWN, /* neither */
};

/* One look of a cell. */
struct cellglyph {
	uint32_t rows[CELL_HEIGHT_MAX]; /* bit 0 is the leftmost pixel */
	const char **variants;          /* all texts that look so */
	size_t n_variants;
	bool line;   /* no letter is among them */
	bool spills; /* one of them is drawn over the cell above or below, too */
};

/* All faces of a recipe that have the same cell: a terminal writes in one and its bold one. */
struct cellfont {
	int width_px, height_px, ascent_px;
	struct cellglyph *glyphs; /* the arena's */
	size_t n_glyphs;
	uint32_t *slots; /* 1 + index of a glyph, 0: free; by the hash of its rows */
	size_t n_slots;  /* a power of two */
};

struct cellfonts {
	struct arena *arena; /* owned: all of it */
	struct cellfont *list;
	size_t n;
};

/*
 * cellfonts_new() - of the core X fonts among @faces that have one cell for every character and
 * draw no letter beyond its sides; none of them is an empty list.
 * @ret_fonts: owned by the caller
 * @e: ERR_DISPLAY
 */
MUST_USE bool cellfonts_new(struct faces *faces, struct cellfonts **ret_fonts, struct err *e);

/* cellfonts_free() - takes NULL. */
void cellfonts_free(struct cellfonts *c);
DEFINE_CLEANUP(struct cellfonts *, cellfonts_free)

/*
 * cellfont_read() - the cell whose corner is the pixel (@ix,@iy) of @img, which holds all of it.
 * Ink may be the darker or the lighter of its two colours; three are CELL_UNKNOWN.
 * @ret_glyph: for CELL_LETTER; for CELL_LINE NULL if no font has that piece of a frame
 */
enum cell_kind cellfont_read(const struct cellfont *f, const struct img *img, int ix, int iy,
			     const struct cellglyph **ret_glyph);
