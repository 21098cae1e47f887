/* blend.c - the pixels of Wine's smoothed text. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/blend.h"

#include <stddef.h>

enum { LEVELS = 17, LEVEL_FULL = LEVELS - 1, LEVEL_FAINT = 1 /* not drawn */ };

/* strengths[] - what white on black gets of 255 at each level; read off Wine 8's own screens. */
static const uint8_t strengths[LEVELS] = { 0,   77,  104, 124, 140, 154, 167, 178, 189,
					   199, 208, 217, 225, 233, 240, 248, 255 };

uint32_t blend_wine_tone(unsigned level)
{
	return level <= LEVEL_FAINT ? 0 : 255U - strengths[LEVEL_FULL - level];
}

/* level_of() - the level that @tone was made of. */
static unsigned level_of(uint32_t tone)
{
	unsigned level = LEVEL_FULL;

	while (level > 0 && blend_wine_tone(level) > tone)
		level--;
	return level;
}

/*
 * Towards a darker ink the way is the strength that black has on white, towards a lighter one what
 * white has on black; both are bent by the ink's own value, and every division cuts off.
 */
uint32_t blend_wine(uint32_t under, uint32_t ink, uint32_t tone)
{
	if (tone == 0 || under == ink)
		return under;
	if (tone == 255)
		return ink;
	if (under > ink) {
		uint32_t left = 255 - tone, least = left + (255 - left) * ink / 255;
		return ink + (under - ink) * (least - ink) / (255 - ink);
	}
	uint32_t most = strengths[level_of(tone)] * ink / 255;
	return ink - (ink - under) * (ink - most) / ink;
}
