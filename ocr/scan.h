/* scan.h - the loops over all pixels that the searches for pictures are made of. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stddef.h>
#include <stdint.h>

/* SCAN_ANCHORS: pixels of a needle that are looked at everywhere. Measured in decisions/026. */
enum { SCAN_ANCHORS = 4 };

/* A colour, and where the row of pixels begins that may have it. */
struct scan_anchor {
	const uint32_t *px;
	uint32_t rgb; /* the top byte means nothing, here and there */
};

/*
 * scan_anchors() - the numbers i below @n for which px[i] of every anchor has its colour.
 * @hits: room for @n; written in rising order
 * Returns how many there are.
 */
size_t scan_anchors(const struct scan_anchor a[SCAN_ANCHORS], size_t n, uint32_t *hits);
