/* level.h - how a picture is sought at a fraction of its size: the factor, and what it becomes. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include "ocr/look.h"
#include "ocr/scan.h"

/* The part in boxes of factor x factor pixels of one phase: minus its mean, 0 where it does not
 * count. */
struct level_shape {
	int left, top; /* px from the look's corner to the first box */
	int w, h;      /* boxes; the kernel's width is filled up to a multiple of four */
	struct scan_kernel kernel; /* its values are owned */
	uint8_t *grey;             /* what counts with its mean, 0..255, part by part; owned */
	double n, power; /* boxes that count; squares around the mean, of the kernel ... */
	double grey_sum, grey_power; /* ... and of @grey */
	struct rect *parts;          /* the boxes that count as rectangles; owned */
	size_t n_parts;
};

/*
 * One level of a look. A cell is step x step places, the first of which has coordinates that step
 * divides. A shape is what a screen shows on average over a cell, so that one comparison decides
 * about the cell; there is one for each way in which cells fall into boxes.
 */
struct level {
	int factor, step;          /* px: 8, 4 or 2; 4, 2 or 1 */
	int phases;                /* factor / step; that many squared shapes */
	double keep;               /* the least score of a place of the cell, times that wanted */
	bool alike;                /* all shapes have the same parts */
	struct level_shape *shape; /* owned; NULL: this level would not help */
};

/* From coarse to fine. The first is sought everywhere, the others where the one before says so. */
enum level_name { LEVEL_COARSE, LEVEL_MIDDLE, LEVEL_HALF, LEVELS };

/*
 * level_make() - the levels of a look. The coarse one is the cheapest at which the look, or the
 * part of it that varies most, still resembles the average of its cell; the middle one is of
 * quarter size and 2 x 2 places, for cells that are larger; the last has half the size and cells
 * of one place.
 * @grey, @mask: brightness and what counts, row by row, @w x @h
 * Returns false if there are none: what counts is scattered, smaller than a few boxes, or plain but
 * for its edge. Then, too, @level wants level_clear().
 */
bool level_make(const uint8_t *grey, const uint8_t *mask, int w, int h, struct level level[LEVELS]);

/* level_shape_at() - the shape for the place (@x,@y) and its cell. */
const struct level_shape *level_shape_at(const struct level *level, int x, int y);

/* level_clear() - release all; zeroed ones are fine. */
void level_clear(struct level level[LEVELS]);
