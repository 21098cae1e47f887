/* grid.h - a character screen: where its cells are, found by the font and proved by what is drawn.
 */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "agent/locate/cellfont.h"
#include "base/err.h"
#include "base/rect.h"

struct arena;
struct locator;
struct ocr_reading;

struct grid {
	const struct cellfont *font; /* borrowed from the locator; NULL: no grid */
	uint32_t window_id;          /* top-level window */
	uint32_t pane_id;            /* X window the cells are drawn in */
	struct rect pane;            /* of it what holds cells */
	int rx, ry;                  /* corner of the first cell, root coordinates */
	int columns, rows;
};

/* Some cells of one row; row and column are counted from 0. */
struct grid_range {
	int row, column, n;
};

/*
 * grid_find() - the character screen in window @window of the view.
 * @ret_grid: valid until the recipe's fonts go; its font is NULL if there is none
 * @e: ERR_AMBIGUOUS (two of them), ERR_UNSUPPORTED (the program says that it has another number of
 * cells than fit), ERR_DISPLAY
 */
MUST_USE bool grid_find(struct locator *l, size_t window, struct grid *ret_grid, struct err *e);

/* grid_box() - root rectangle of @n cells from (@row,@column) on, both counted from 0. */
struct rect grid_box(const struct grid *g, int row, int column, int n);

/* grid_cell() - what stands in the cell (@row,@column) on @frame. */
enum cell_kind grid_cell(const struct grid *g, const struct img *frame, int row, int column,
			 const struct cellglyph **ret_glyph);

/*
 * grid_reading() - a range of cells, blanks at either end left out: certain if each cell is one
 * letter, ambiguous if some look like several, uncertain if a frame or an unknown look is there.
 * @a: owns the texts
 */
void grid_reading(const struct grid *g, const struct img *frame, const struct grid_range *r,
		  struct arena *a, struct ocr_reading *ret_reading);
