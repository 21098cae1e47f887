/* edges.h - what a reading is worth where a field may have cut its line off. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include "base/arena.h"
#include "base/err.h"
#include "base/rect.h"
#include "ocr/face.h"
#include "ocr/reading.h"

struct edges {
	const struct face *face;
	struct rect open; /* of the look: every letter has ink in it */
	int width_px;     /* of the look; with room beside @open the line may be cut off there */
	bool all_seen;    /* nothing of the line is hidden in @open */
	struct arena *arena;
};

/*
 * edges_judge() - letters of which nothing shows are dropped from @r, and it is refused where each
 * of its texts has half a letter out of sight. @e: errors of the face only
 */
MUST_USE bool edges_judge(const struct edges *s, struct ocr_reading *r, struct err *e);
