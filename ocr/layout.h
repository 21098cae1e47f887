/* layout.h - where text stands on a picture: phrases (runs of words) and their boxes. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/img.h"

struct phrase {
	struct rect box; /* tight around the ink, image coordinates */
	uint64_t hash;   /* img_hash() of the box grown by the margin: same look, same number */
};

/* PHRASE_MARGIN_PX: background around a phrase that belongs to its look, and no more than that. */
enum { PHRASE_MARGIN_PX = 2 };

/*
 * layout_phrases() - the phrases inside @area in reading order (top to bottom, left to right).
 * A phrase is a run of words on one line; a gap wider than about twice the blank of its own size,
 * a border or another background ends it. Borders, bevels, arrows and check marks are not text.
 * @a: owns the list
 */
void layout_phrases(const struct img *img, struct rect area, struct arena *a,
		    struct phrase **ret_list, size_t *ret_n);

/*
 * layout_order() - put @n items of @size_bytes into reading order: rows by their first item, what
 * has its middle in it belongs to the row. Every item begins with its struct rect.
 */
void layout_order(void *list, size_t n, size_t size_bytes);
