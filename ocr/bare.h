/* bare.h - what of a picture carries nothing to read: plain ground, lines and frames. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include "base/img.h"
#include "base/rect.h"

/*
 * How far from @area bare_find() looks, and how far from what it does not know it keeps away, in
 * pixels: docs/decisions/061-masked-tape.md.
 */
enum { BARE_CONTEXT_PX = 72, BARE_AWAY_X_PX = 16, BARE_AWAY_Y_PX = 6 };

struct bare_query {
	const struct img *img;
	struct rect area;         /* inside the picture */
	const struct rect *known; /* as if the paper at their upper left corners went on in them */
	size_t n_known;
};

/*
 * bare_find() - one byte for each pixel of the area, row by row, 1: it belongs to plain ground, or
 * to a long line or a frame beside such, and nothing that could be read is near. All else is 0.
 * @ret_bare: area.w * area.h bytes
 */
void bare_find(const struct bare_query *q, uint8_t *ret_bare);
