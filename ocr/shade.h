/* shade.h - how strongly a text stands out from what it stands on: disabled ones do so less. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include "base/img.h"

struct shade {
	int contrast;  /* luma of the strongest ink against the background, 0..255 */
	bool grey;     /* neither ink nor background has a hue */
	bool stippled; /* every other pixel of the letters is left out (Motif) */
};

/* shade_of() - of the text in @box (a phrase's). */
struct shade shade_of(const struct img *img, struct rect box);
