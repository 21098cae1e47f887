/* tone.h - from the colours of ink on a screen back to how much of each pixel it covers. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/img.h"

/*
 * What a colour may have been made of. Render keeps eight bits, so where ink and paper differ by
 * less than 255 several tones give one colour; all of them draw it again.
 */
struct tones {
	uint32_t paper_rgb, ink_rgb;
	bool gray;             /* all channels of every pixel have a tone in common */
	uint8_t value[3][256]; /* that a tone gives, by channel (0: blue) and tone */
};

/*
 * tones_learn() - the ink's colour from @n pictures on @paper_rgb: per channel what is farthest
 * from it.
 */
void tones_learn(struct tones *t, uint32_t paper_rgb, struct img *const *list, size_t n);

/* tones_apply() - @img as black ink on white; NULL if some colour is no ink on this paper. */
struct img *tones_apply(const struct tones *t, const struct img *img);

/* tones_apart_max() - tones of one colour differ by no more, in any channel. */
int tones_apart_max(const struct tones *t);
