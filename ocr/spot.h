/* spot.h - connected pieces of ink that may be letters or parts of letters. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include "base/img.h"
#include "ocr/zone.h"

struct spot {
	struct rect box;
	uint32_t zone; /* the background it lies on */
};

/*
 * spots_find() - pieces of ink (8 neighbours) from left to right, without borders, bevels, lines,
 * arrows, indicators with what is inside them, and I-beam carets.
 * @ret_list: owned by the caller (free())
 */
void spots_find(const struct img *img, const struct zones *z, struct spot **ret_list,
		size_t *ret_n);
