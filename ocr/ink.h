/* ink.h - what is written on a picture: the pixels that differ from its background. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/img.h"

struct ink {
	struct rect box;         /* tight around the ink; empty: there is none */
	int width_px, height_px; /* of the picture; @set has rows of width_px */
	uint8_t *set;            /* one byte a pixel of the whole picture, 1: ink; owned */
	bool one_colour;         /* all of it, in every look */
};

/*
 * ink_of() - the ink that all of @looks have (@n_looks pictures of one size, at least one). The
 * background of each is its most frequent colour. Released by ink_clear().
 */
struct ink ink_of(const struct img *const *looks, size_t n_looks);

/* ink_background() - the most frequent colour of @img. */
uint32_t ink_background(const struct img *img);

/* ink_on() - what differs from @paper in one picture; one_colour is not told. */
struct ink ink_on(const struct img *img, uint32_t paper);

/* ink_clear() - release what ink_of() or ink_on() made. */
void ink_clear(struct ink *k);

/* ink_equal() - boxes of one size and the same pixels in them, wherever they lie. */
bool ink_equal(const struct ink *a, const struct ink *b);
