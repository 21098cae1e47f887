/* atlas.h - every letter of a font as its pixels, letters that look alike together. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/cleanup.h"
#include "base/err.h"
#include "ocr/face.h"
#include "ocr/sift.h"

/*
 * ATLAS_ROWS_MAX: a column of pixels is one word. ATLAS_LETTERS_MAX: DIN 91379 names 980.
 * ATLAS_WIDTH_MAX: a letter with its overhang; the font's widest in masks is below 40.
 */
enum {
	ATLAS_ROWS_MAX = 64,
	ATLAS_LETTERS_MAX = 4096,
	ATLAS_WIDTH_MAX = 256,
	ATLAS_SPAN_MAX = 512, /* of all letters drawn over one another */
};

/*
 * One look: bitmap, place and advance, and all texts that have it. Columns count from the left edge
 * of the face's pictures, where the pen starts at the same pixel always; row 0 is the atlas's top.
 */
struct glyph {
	int left_px, width_px;     /* columns with ink; a blank has none */
	int advance_px;            /* at least 1 */
	int advance;               /* the same in pens: see struct atlas */
	int fine_first, fine_last; /* so it looks if the pen is as many pens behind a pixel */
	size_t letter;             /* the same for all looks of one letter */
	const uint64_t *any;       /* per column: rows with ink; bit 0 is row 0 */
	const uint64_t *full;      /* per column: rows of the full ink colour, part of any */
	const uint32_t *tone; /* column by column, rows each: 0xRRGGBB, how much ink; NULL if all
				  is full */
	const char *const *members; /* texts, at least one: the twin class */
	size_t n_members;
	size_t n_guessed; /* of the members, the last ones: nobody saw how they look here, but fonts
			     draw them so (ocr/likeness.h); the face does not draw them */
};

struct atlas {
	const struct face *face;    /* borrowed, must outlive it */
	const struct glyph *glyphs; /* by the number of pixels, most first */
	size_t n_glyphs;
	const char *const *absent; /* texts the font has no picture for */
	size_t n_absent;
	int top_px, rows; /* row 0 in the face's pictures, and how many there are */
	int left_min_px, left_max_px, right_max_px; /* of ink; right is exclusive */
	int tall_max_px, wide_max_px; /* the longest unbroken run of ink, down and across */
	bool mono;                    /* every pixel is full ink or none */
	bool coloured;                /* some pixel is not covered alike in all channels */
	int pens;                     /* places a pixel that the pen may have: 1, or FACE_FINE */
	size_t n_letters;             /* if it kerns */
	int16_t *kerns;          /* n_letters squared, asked for when needed; NULL: no kerning */
	const struct sift *sift; /* its letters by their heaviest column */
	struct arena *arena;     /* owns all of it */
};

/* What an atlas is made of. */
struct repertoire {
	const char *const *texts; /* valid UTF-8, a code point or a sequence that is one letter */
	size_t n;
};

/*
 * atlas_build() - draw every text of @r once. U+0020 is the only blank: what else has no ink, or
 * the font's sign for missing letters, or an advance of 0, counts as absent.
 * A face that kerns has no twin classes: what looks alike may be moved differently.
 * @ret_atlas: owned by the caller
 * @e: ERR_LIMIT (too many texts, letters too tall or wide), errors of the face
 */
MUST_USE bool atlas_build(const struct face *face, const struct repertoire *r,
			  struct atlas **ret_atlas, struct err *e);

/* A letter that was drawn already. */
struct atlas_letter {
	const char *text;
	struct img *img; /* ink in black on white; borrowed */
	int ix, iy;     /* of the picture's corner, from a pixel that is the same for all letters */
	int advance_px; /* at least 1 */
};

/* What atlas_assemble() puts together. */
struct atlas_letters {
	const struct atlas_letter *list;
	size_t n;
};

/* atlas_assemble() - the same out of letters that were drawn already. @face may be NULL; it is the
 * caller's to set then. @e: ERR_LIMIT */
MUST_USE bool atlas_assemble(const struct face *face, const struct atlas_letters *letters,
			     struct atlas **ret_atlas, struct err *e);

/* atlas_free() - takes NULL. */
void atlas_free(struct atlas *atlas);
DEFINE_CLEANUP(struct atlas *, atlas_free)

/* atlas_kern() - by how many pens @right is moved after @left, or FACE_APART; both of @atlas. */
int atlas_kern(const struct atlas *atlas, const struct glyph *left, const struct glyph *right);

/* atlas_find() - the look of @text; NULL if it is absent or was never asked for. */
const struct glyph *atlas_find(const struct atlas *atlas, const char *text);
