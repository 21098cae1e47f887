/* piece.h - connected things on one background: carets, selections, check boxes, frames. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/img.h"

struct piece {
	struct rect box; /* around all its pixels */
	int pixels;
	bool one_colour; /* all of them are alike */
	bool row_convex; /* no row has a pixel that is none of it between two that are */
};

/* What is looked through for pieces, and what is left out of them. */
struct piece_ground {
	struct rect area;        /* nothing outside is seen */
	uint32_t paper;          /* the colour that is no part of any piece */
	const struct rect *less; /* @n_less boxes whose pixels are no part of a piece either, but
				    fill its rows */
	size_t n_less;
};

/* pieces_find() - all pieces (8 neighbours), by their topmost row; @a owns the list. */
void pieces_find(const struct img *img, const struct piece_ground *ground, struct arena *a,
		 struct piece **ret_list, size_t *ret_n);
