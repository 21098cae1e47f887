/* lattice.h - every way to write a line with the letters of an atlas. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stddef.h>
#include "base/arena.h"
#include "ocr/fit.h"
#include "ocr/reading.h"

enum lattice_outcome {
	LATTICE_NONE,     /* no text has these pixels */
	LATTICE_FOUND,    /* @ret_line spells every text that has them */
	LATTICE_TOO_MANY, /* more ways than are looked at */
};

struct lattice_line {
	const struct ocr_place *places;
	size_t n_places;
	int pen_px; /* where the first variants begin */
	int fine;   /* pens behind it: struct face */
};

/* LATTICE_LINES_MAX: what is written the same way from another place between two pixels counts
 * once; more is told as "too many". */
enum { LATTICE_LINES_MAX = 8 };

/*
 * lattice_find() - all texts whose drawing, letter by letter, is exactly the ink of @ground.
 * @a: owns the places
 * @ret_n: one, or several where pens lie between pixels: the texts of one line begin at one place
 */
enum lattice_outcome lattice_find(const struct atlas *atlas, const struct ground *ground,
				  struct arena *a, struct lattice_line ret_lines[LATTICE_LINES_MAX],
				  size_t *ret_n);
