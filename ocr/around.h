/* around.h - what surrounds a line: borders, its neighbours' ink, and edges that may cut it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include "base/img.h"
#include "base/rect.h"
#include "ocr/veil.h"

/* AROUND_PX: so far beyond a line's area a reading looks; what is farther away is unknown. */
enum { AROUND_PX = 8 };

/* Where a line is, and what of the picture around it counts. */
struct around_line {
	const struct img *img; /* borrowed */
	struct rect area;      /* of the line, with a margin */
	struct rect in;        /* without the borders at its edges, by around_inside() */
	uint32_t paper_rgb;
};

/*
 * around_inside() - @line->area without borders at its edges that go on outside of it: wider than
 * any caret, and longer than any stroke of a letter.
 */
struct rect around_inside(const struct around_line *line, const struct veil_fonts *fonts);

/* A line with room for every letter, in which all that may be another's ink is hidden. */
struct around {
	struct img *look; /* owned; NULL: nothing is near the line */
	struct veil veil; /* owned */
	int ix, iy;       /* of its corner on the picture */
	struct rect ink;  /* on the look: what is surely the line's */
	struct rect open; /* of the look: every letter has ink in it, seen or hidden */
	int deep_px;      /* rows of the line with ink that hangs together with neighbours' */
};

/*
 * around_look() - hidden is: ink above and below the line's area and what hangs together with it;
 * what borders hide above and below; what lies left and right of the line's ink if a border is near
 * there, because a field may cut its text off without a trace.
 */
struct around around_look(const struct around_line *line, const struct veil_fonts *fonts);

/* around_clear() - release what it holds. For CLEANUP(around_clear). */
void around_clear(struct around *a);
