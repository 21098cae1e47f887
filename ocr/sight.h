/* sight.h - a line as one atlas sees it: every text of its letters that has its pixels. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/err.h"
#include "base/img.h"
#include "ocr/atlas.h"
#include "ocr/reading.h"
#include "ocr/veil.h"

/* One line of text on paper of one colour. */
struct sight_line {
	const struct img *look; /* borrowed */
	struct arena *arena;    /* borrowed; owns the texts found */
	uint32_t paper_rgb;
	struct veil veil; /* owned by the caller; without a set: nothing is hidden */
	struct rect open; /* of the look: every letter has ink in it; empty: anywhere */
	bool all_seen;    /* no ink in @open is hidden, but at its sides the line may be cut off */
	bool one_by_one;  /* letters may be inked so even where that shows only if they overlap */
};

/*
 * sight_read() - fills certainty, texts, face, place and besides of @r, nothing else.
 * @e: errors of the face only
 */
MUST_USE bool sight_read(const struct sight_line *line, const struct atlas *atlas,
			 struct ocr_reading *r, struct err *e);
