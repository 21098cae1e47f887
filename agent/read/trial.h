/* trial.h - which fonts a picture is written in: found on a sample of its phrases. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "agent/read/catalogue.h"
#include "base/err.h"
#include "base/img.h"
#include "base/rect.h"

/*
 * TRIAL_SAMPLE: phrases that each font is tried on. TRIAL_LETTERS: a font that nobody named counts
 * as found when it has the pixels of a phrase of so many different letters. TRIAL_BELIEVED: and a
 * phrase is believed to be in such a font if it has so many. docs/decisions/031 has the figures.
 */
enum { TRIAL_SAMPLE = 16, TRIAL_LETTERS = 5, TRIAL_BELIEVED = 2 };

/* trial_letters() - different letters of @text without blanks, TRIAL_LETTERS at most. */
size_t trial_letters(const char *text);

/* Phrases that no font has explained yet. */
struct trial_sample {
	const struct img *img;
	struct rect list[TRIAL_SAMPLE]; /* of reach_areas() */
	size_t n;
};

/* trial_sample() - some of @areas, spread over all of them, longer ones first. @open[i]: what
 * stands in area i is still to be explained. */
struct trial_sample trial_sample(const struct img *img, const struct rect *areas, const bool *open,
				 size_t n);

/*
 * trial_best() - the font of @catalogue that explains the most phrases of @sample.
 * Fonts that are taken are not tried again.
 * @ret_best: its index; the catalogue's n if no font explains any
 * @e: what is wrong with a font that was asked for by name; a usual one that is missing is skipped
 */
MUST_USE bool trial_best(struct font_studio *studio, struct catalogue *catalogue,
			 const struct trial_sample *sample, size_t *ret_best, struct err *e);
