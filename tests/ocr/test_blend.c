/* test_blend.c - ink over paper as programs compute it, against what stood on their screens. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/blend.h"

#include "tests/check.h"

enum { LEVELS_SEEN = 15 };

/*
 * Colours of smoothed text of Wine 8 in DejaVu Serif 13 px and DejaVu Sans 12 px, faintest first:
 * all that one channel has in 8 screens of tests/screens (SEED=5202 and 5101), but for places where
 * letters overlap.
 */
static const struct {
	uint32_t ink, paper;
	uint8_t seen[LEVELS_SEEN];
} wine[] = {
	{ 0x00, 0xd5, { 200, 194, 187, 181, 173, 166, 157, 148, 139, 128, 116, 103, 86, 64, 0 } },
	{ 0x20, 0xd4, { 200, 195, 190, 184, 178, 172, 165, 157, 149, 140, 130, 119, 104, 86, 32 } },
	{ 0x20, 0xe3, { 214, 209, 203, 197, 190, 184, 176, 167, 159, 149, 138, 126, 110, 90, 32 } },
	{ 0xff,
	  0x4a,
	  { 148, 163, 174, 184, 193, 201, 209, 216, 222, 229, 234, 240, 245, 251, 255 } },
};

TEST(wine_inks_fifteen_levels)
{
	EACH_CASE (row, wine) {
		for (unsigned i = 0; i < LEVELS_SEEN; i++) {
			uint32_t tone = blend_wine_tone(i + 2);
			CHECK_EQ_UINT(blend_wine(row->paper, row->ink, tone), row->seen[i]);
		}
		for (unsigned faint = 0; faint < 2; faint++)
			CHECK_EQ_UINT(blend_wine(row->paper, row->ink, blend_wine_tone(faint)),
				      row->paper);
	}
}

TEST(nothing_covered_is_paper_and_all_covered_is_ink)
{
	static const enum blend all[] = { BLEND_RENDER, BLEND_QT, BLEND_WINE };

	EACH_CASE (by, all) {
		for (uint32_t paper = 0; paper < 256; paper += 5) {
			for (uint32_t ink = 0; ink < 256; ink += 3) {
				CHECK_EQ_UINT(blend_channel(*by, paper, ink, 0), paper);
				CHECK_EQ_UINT(blend_channel(*by, paper, ink, 255), ink);
			}
		}
	}
}

TEST(black_on_white_is_what_a_tone_takes_away)
{
	static const enum blend all[] = { BLEND_RENDER, BLEND_QT };

	EACH_CASE (by, all)
		for (uint32_t tone = 0; tone < 256; tone++)
			CHECK_EQ_UINT(blend_channel(*by, 255, 0, tone), 255 - tone);
	for (unsigned level = 0; level <= 16; level++)
		CHECK_EQ_UINT(blend_wine(255, 0, blend_wine_tone(level)),
			      255 - blend_wine_tone(level));
}
