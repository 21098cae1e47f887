/* pigment.h - the colour of ink that no pixel of a line shows, none being covered whole. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include "base/img.h"
#include "ocr/atlas.h"

/* PIGMENT_INKS_MAX: of several letters that may begin a line the right one explains most; the last
 * guess is what most screens write with, black on light and white on dark paper. */
enum { PIGMENT_INKS_MAX = 3 };

/*
 * pigment_guess() - inks in which some letter of @atlas begins the line whose ink is inside @box.
 * Guesses only, for a reader that compares every pixel with them; none in a mono atlas.
 * @ret_inks: the one that explains most pixels first
 * returns how many there are
 */
size_t pigment_guess(const struct atlas *atlas, const struct img *look, struct rect box,
		     uint32_t paper_rgb, uint32_t ret_inks[PIGMENT_INKS_MAX]);
