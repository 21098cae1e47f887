/* panel.h - bordered or differently filled rectangles: entry areas, buttons, indicator boxes. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include "base/img.h"

/*
 * panel_at() - the inner rectangle of the panel around (@ix,@iy): one background colour plus ink,
 * bounded on all four sides by straight lines of other colours that reach from corner to corner.
 * @ret_inner: without the border; false if there is none smaller than the picture
 */
bool panel_at(const struct img *img, int ix, int iy, struct rect *ret_inner);

/* Where from a label a panel is looked for. */
enum panel_way { PANEL_RIGHT, PANEL_LEFT, PANEL_BELOW };

/* What ended the way: a panel behind something else is never looked for. */
enum panel_end {
	PANEL_NOTHING, /* only background within reach */
	PANEL_ELSE,    /* something that is no panel */
	PANEL_THERE,
};

/*
 * panel_beside() - what stands nearest to @label (a phrase's box) with nothing but background
 * between: on its line to the right or left, or below its left half.
 * @reach_px: how far away it may begin
 * @ret_box: the panel without its border; of something else the line of pixels in which it begins
 */
enum panel_end panel_beside(const struct img *img, struct rect label, enum panel_way way,
			    int reach_px, struct rect *ret_box);

/* Where the way from a label over its background ends. */
struct panel_stop {
	struct rect line; /* of pixels: at least one of them is no background */
	uint32_t paper;   /* the background */
};

/* panel_stop_at() - the first thing beside @label; false if there is only background within reach.
 */
bool panel_stop_at(const struct img *img, struct rect label, enum panel_way way, int reach_px,
		   struct panel_stop *ret_stop);

/*
 * panel_entry() - the entry area inside the panel @outer, if that frames an entry and beside it,
 * at most 40 px wide, its arrow: an editable combo box of Motif.
 */
bool panel_entry(const struct img *img, struct rect outer, struct rect *ret_inner);

/* How a border says what is inside: entry areas lie deeper than the form, buttons higher. */
enum panel_relief { PANEL_FLAT, PANEL_SUNKEN, PANEL_RAISED };

/* panel_relief() - by the light on the border of @inner: from the upper left in all toolkits. */
enum panel_relief panel_relief(const struct img *img, struct rect inner);

/* panel_blank() - no ink inside @inner: every pixel has the same colour. */
bool panel_blank(const struct img *img, struct rect inner);
