/* ceiling.h - how much ink each pixel of a line can bear: more of it gives another colour. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "ocr/blend.h"

enum { CEILING_CHANNELS = 3, CEILING_STEPS = 256 };

/*
 * Bits of a column for the first, coarse look at a letter: CEILING_FAINT: an antialiased edge;
 * CEILING_STRONG: a stem.
 */
enum { CEILING_FAINT = 24, CEILING_STRONG = 128 };

/* What one ink on one paper makes of each tone, and back. */
struct ceiling_ink {
	uint8_t inked[CEILING_CHANNELS][CEILING_STEPS]; /* the colour of a tone over paper */
	uint8_t most[CEILING_CHANNELS][CEILING_STEPS];  /* the most ink that a colour may have */
	bool known[CEILING_CHANNELS][CEILING_STEPS];    /* does any tone give this colour? */
	uint32_t paper_rgb, ink_rgb;
	enum blend blend;
	bool over; /* letters are inked one by one: two over one pixel give colours of their own */
};

/* The pixels of a line, column by column, rows each. */
struct ceiling {
	const uint32_t *most; /* tones; per channel no letter may have more there */
	const uint64_t *weak; /* rows that bear less than CEILING_STRONG in green */
	const uint64_t *bare; /* rows that bear less than CEILING_FAINT in green */
	const struct ceiling_ink *ink;
	bool hopeless; /* some pixel has a colour that no tone gives: no text has these pixels */
};

/* ceiling_ink_init() - the tables of @ink, whose last four members are set. */
void ceiling_ink_init(struct ceiling_ink *ink);

/* What is laid under an atlas. */
struct ceiling_pixels {
	const uint32_t *px; /* @n columns of @rows */
	const uint64_t *veil;
	int n, rows;
};

/* ceiling_new() - of @p, in memory that the caller frees: one block. */
struct ceiling *ceiling_new(const struct ceiling_ink *ink, const struct ceiling_pixels *p);

/* ceiling_bears() - has none of @n tones more in any channel than @most has at its place? */
bool ceiling_bears(const uint32_t *most, const uint32_t *tones, size_t n);

/* ceiling_inked() - the colour of @tone over paper. */
static inline uint32_t ceiling_inked(const struct ceiling_ink *ink, uint32_t tone)
{
	return (uint32_t)ink->inked[0][tone >> 16 & 255] << 16 |
	       (uint32_t)ink->inked[1][tone >> 8 & 255] << 8 | ink->inked[2][tone & 255];
}
