/* sift.h - which letters of an atlas cannot stand at a place: a look at their heaviest columns. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include "base/arena.h"

struct atlas;
struct ground;

/* All letters whose heaviest column lies as far from the pen, one behind the other. */
struct sift_group {
	int column; /* from the pen */
	size_t from, to;
};

/* The letters of an atlas by that column; arrays of one place a letter. */
struct sift {
	const struct sift_group *groups;
	size_t n_groups;
	const uint64_t *strong,
		*faint;               /* rows of at least CEILING_STRONG, CEILING_FAINT in green */
	const uint32_t *glyphs;       /* their numbers in the atlas */
	const uint64_t *second;       /* strong rows of the column that tells second most */
	const int16_t *second_column; /* from the pen */
};

/* sift_new() - the letters of @atlas, whose glyphs are complete. @a owns all of it. */
const struct sift *sift_new(const struct atlas *atlas, struct arena *a);

/*
 * sift_letters() - the numbers of all glyphs of @atlas that may stand alone with the pen at
 * @pen_px: no pixel has more ink than the line can bear there. In ascending order.
 * @ret_fits: room for all glyphs
 */
size_t sift_letters(const struct atlas *atlas, const struct ground *ground, int pen_px,
		    uint32_t *ret_fits);
