/* level.h - how a picture is sought at a fraction of its size: the factor, and what it becomes. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include "ocr/look.h"
#include "ocr/scan.h"

/* A picture in boxes of factor x factor pixels, one phase of them: minus its mean, 0 where it does
 * not count. */
struct level_shape {
	int w, h; /* boxes; the kernel's width is filled up to a multiple of four */
	struct scan_kernel kernel; /* its values are owned */
	double n, power; /* boxes that count; sum of the squares */
	struct rect *parts; /* the boxes that count as rectangles; owned */
	size_t n_parts;
};

/*
 * The coarse level of one look. Sought is @part of it, at places @step pixels apart: the shape
 * number oy * phases + ox is that of places which lie (ox,oy) * step pixels before a box begins.
 */
struct level {
	int factor, step; /* px: 8 or 4 or 2; 1 to 4 */
	int phases; /* factor / step; that many squared shapes */
	struct rect part;
	double keep; /* the least score, times that wanted, of a place half a step beside */
	struct level_shape *shape; /* owned */
};

/*
 * level_choose() - the cheapest level at which the look still resembles itself half a step aside.
 * @grey, @mask: brightness and what counts, row by row, @w x @h
 * Returns false if it has no such level: what counts is scattered or smaller than a few boxes.
 */
bool level_choose(const uint8_t *grey, const uint8_t *mask, int w, int h, struct level *level);

/* level_clear() - release; a zeroed one is fine. */
void level_clear(struct level *level);
