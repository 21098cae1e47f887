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

/*
 * panel_right_of() - the nearest panel right of @label (a phrase's box) on its line: whose
 * vertical extent covers the label's middle, beginning at most @reach_px right of it, with
 * nothing but background between.
 */
bool panel_right_of(const struct img *img, struct rect label, int reach_px, struct rect *ret_inner);

/* panel_left_of() - as panel_right_of(), on the other side (indicators of check boxes). */
bool panel_left_of(const struct img *img, struct rect label, int reach_px, struct rect *ret_inner);

/* panel_below() - the nearest panel below @label that begins at most @reach_px under it and
 * covers its left edge or middle. */
bool panel_below(const struct img *img, struct rect label, int reach_px, struct rect *ret_inner);

/* panel_blank() - no ink inside @inner: every pixel has the same colour. */
bool panel_blank(const struct img *img, struct rect inner);
