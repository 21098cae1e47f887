/* certify.h - the text drawn again, at its place and in its colours, and every pixel compared. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "base/err.h"
#include "base/img.h"
#include "ocr/face.h"

struct certify_claim {
	const struct face *face;
	const char *text;
	int fine;   /* pens that the first one stands behind its pixel: struct face */
	int ix, iy; /* where the left upper corner of the face's picture lies on the look */
	uint32_t paper_rgb, ink_rgb;
	bool over;    /* letters are inked one after the other: see struct ground */
	uint64_t cut; /* rows that are not compared; bit 0 is row cut_top_px of the picture */
	int cut_top_px;
	const uint8_t *veil; /* one byte a pixel of the look, 1: not compared; NULL: all are */
};

/*
 * certify_text() - is @look, every pixel of it, what the claim's face draws? No tolerance.
 * @e: errors of the face only
 */
MUST_USE bool certify_text(const struct img *look, const struct certify_claim *claim,
			   bool *ret_equal, struct err *e);
