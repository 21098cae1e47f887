/* pyramid.h - the places where a small picture stands on a large one about as it was taken. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include "ocr/look.h"

/*
 * The score of a place is the normalised cross-correlation of its colours with the look's: 1 for
 * the same picture, also darker, lighter or of more or less contrast (a greyed button may score
 * like a live one), about 0 for another. Each channel has its own mean; only pixels that count do.
 * Where to compute it is decided by brightness on smaller pictures: docs/decisions/026.
 */
struct pyramid; /* prepared looks; keeps copies of their pixels */

/*
 * pyramid_new() - prepare a search.
 * @looks: @n of them, 1..LOOKS_MAX
 * @least: the score a place must have, 0.5 to 0.99
 * @ret_pyramid: owned by the caller, pyramid_free()
 * @e:     those of look_check(); ERR_RECIPE (a look that is flat, smaller than 8 x 8 px, of which
 *         too little counts in one piece, that differs at its edge only or is a pattern of single
 *         pixels; @least out of range)
 */
MUST_USE bool pyramid_new(const struct look *looks, size_t n, double least,
			  struct pyramid **ret_pyramid, struct err *e);

/* pyramid_free() - takes NULL. */
void pyramid_free(struct pyramid *p);
DEFINE_CLEANUP(struct pyramid *, pyramid_free)

/*
 * pyramid_find() - the places inside @within that score at least what was asked for. Of places
 * whose middles are less than half a look apart in both directions only the best is given,
 * whichever look it is of.
 * @screen, @within: as needle_find() takes them
 * @places: best first; equal ones from top to bottom, then from left to right
 * @e:      those of look_fits(); @places are untouched then
 */
MUST_USE bool pyramid_find(const struct pyramid *p, const struct img *screen, struct rect within,
			   struct look_places *places, struct err *e);
