/* look.h - a small picture that is sought on a large one, and the places where it stands. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/err.h"
#include "base/img.h"

/* LOOK_PIXELS_MAX: four times full HD. The rest: more than a recipe wants. */
enum { LOOKS_MAX = 16, LOOK_EXCEPT_MAX = 64, LOOK_PIXELS_MAX = 4 * 1920 * 1080 };

/* One appearance of what is sought (plain, pressed, with focus). Looks may differ in size. */
struct look {
	const struct img *img;     /* borrowed; the top byte of its pixels means nothing */
	const struct rect *except; /* in its coordinates: pixels that do not count; borrowed */
	size_t n_except; /* 0..LOOK_EXCEPT_MAX; what sticks out is cut, overlaps are fine */
};

/* Where a look stands. */
struct look_place {
	struct rect box; /* on the screen; as large as the look */
	size_t look;     /* its number, from 0 */
	double score;    /* 1 is equality; the exact search gives nothing else */
};

/* Room for places, and what was found. */
struct look_places {
	struct look_place *at; /* room for @most; owned by the caller */
	size_t most;           /* at least 1 */
	size_t n;              /* of @at: filled */
	bool more;             /* there are more than @most; those in @at are not all */
};

/*
 * look_check() - can these be sought at all?
 * @e: ERR_LIMIT (no or too many looks or exceptions, a look of more than LOOK_PIXELS_MAX),
 *     ERR_RECIPE (a look of which fewer than two pixels count: it would be a colour, no picture)
 */
MUST_USE bool look_check(const struct look *looks, size_t n, struct err *e);

/* look_mask() - 1 for every pixel that counts, else 0; row by row; the caller frees. */
uint8_t *look_mask(const struct look *look);

/*
 * look_fits() - ERR_RECIPE when a look of this size is larger than the whole screen: it can never
 * stand there.
 */
MUST_USE bool look_fits(int width_px, int height_px, const struct img *screen, struct err *e);
