/* indicator.h - check boxes and radio buttons: where they stand and what they show. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include "base/img.h"
#include "ocr/panel.h"

/*
 * indicator_beside() - the box or circle nearest to @label (a phrase's box), left or right of it,
 * with nothing but background between.
 * @reach_px: how far away it may begin
 * @ret_box: around all of it, border and shadow too; of something else the line of pixels in which
 * it begins
 */
enum panel_end indicator_beside(const struct img *img, struct rect label, enum panel_way way,
				int reach_px, struct rect *ret_box);

/* What it shows. Faint: a mark in a box that is filled like the form; toolkits draw so what is on
 * and disabled, Tk also what is neither on nor off. */
enum indicator_mark {
	INDICATOR_UNKNOWN,
	INDICATOR_EMPTY,
	INDICATOR_MARKED,
	INDICATOR_FAINT,
	INDICATOR_MIXED,
};

struct indicator {
	bool round; /* one of several (circle, diamond) rather than a box */
	enum indicator_mark mark;
};

/* indicator_look() - what stands in @box (of indicator_beside()); see docs/decisions/034. */
struct indicator indicator_look(const struct img *img, struct rect box);

/*
 * indicator_trim() - @box of a phrase without the indicator in front of its text, which stands no
 * farther from it than words from each other; @box itself if there is none.
 */
struct rect indicator_trim(const struct img *img, struct rect box);
