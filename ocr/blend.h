/* blend.h - how a program turns ink that covers part of a pixel into the pixel's colour. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

/* Whose arithmetic; what each was measured with: docs/decisions/022 and 044. */
enum blend { BLEND_RENDER /* X servers, Cairo */, BLEND_QT, BLEND_WINE };

/* blend_adds() - may letters of one text be added up and inked at once? Else one by one. */
static inline bool blend_adds(enum blend by)
{
	return by == BLEND_RENDER;
}

/* blend_wine() - one channel, as Wine's gdi draws its glyphs of 17 levels. */
uint32_t blend_wine(uint32_t under, uint32_t ink, uint32_t tone);

/* blend_wine_tone() - level 0..16 as a tone: what black on white loses of 255. */
uint32_t blend_wine_tone(unsigned level);

/* blend_channel() - ink over @under where letters cover @tone of it; each 0..255. */
static inline uint32_t blend_channel(enum blend by, uint32_t under, uint32_t ink, uint32_t tone)
{
	if (by == BLEND_WINE)
		return blend_wine(under, ink, tone);
	ink *= tone;
	under *= 255 - tone;
	if (by == BLEND_QT)
		return ((ink + (ink >> 8) + 128) >> 8) + ((under + (under >> 8) + 128) >> 8);
	ink += 128;
	under += 128;
	return ((ink + (ink >> 8)) >> 8) + ((under + (under >> 8)) >> 8);
}

/* blend_over() - the same per channel of 0xRRGGBB. */
static inline uint32_t blend_over(enum blend by, uint32_t under_rgb, uint32_t ink_rgb,
				  uint32_t tone)
{
	uint32_t out = 0;

	for (unsigned shift = 0; shift < 24; shift += 8)
		out |= blend_channel(by, under_rgb >> shift & 255, ink_rgb >> shift & 255,
				     tone >> shift & 255)
		       << shift;
	return out;
}
