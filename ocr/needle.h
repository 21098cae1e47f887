/* needle.h - every place where a small picture stands on a large one, pixel for pixel. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include "ocr/look.h"

struct needle; /* prepared looks; keeps copies of their pixels */

/*
 * needle_new() - prepare a search.
 * @looks: @n of them, 1..LOOKS_MAX
 * @ret_needle: owned by the caller, needle_free()
 * @e:     those of look_check()
 */
MUST_USE bool needle_new(const struct look *looks, size_t n, struct needle **ret_needle,
			 struct err *e);

/* needle_free() - takes NULL. */
void needle_free(struct needle *n);
DEFINE_CLEANUP(struct needle *, needle_free)

/*
 * needle_find() - every place inside @within where all pixels of a look that count are those of
 * @screen, without tolerance. Several places are for the caller to judge.
 * @screen: the top byte of its pixels means nothing
 * @within: on the screen, cut to it; a look that is larger has no place there
 * @places: from top to bottom; in one row of the screen by look, then from left to right. Two
 *          looks on one spot are two places
 * @e:      those of look_fits(); @places are untouched then
 */
MUST_USE bool needle_find(const struct needle *n, const struct img *screen, struct rect within,
			  struct look_places *places, struct err *e);
