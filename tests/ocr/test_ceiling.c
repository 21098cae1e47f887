/* test_ceiling.c - what a pixel can bear is all that letters may have put there, and no more. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/ceiling.h"

#include "base/cleanup.h"
#include "base/mem.h"
#include "tests/check.h"

/* The same source once more, without a clone for AVX2. */
#define CEILING_PORTABLE
#define ceiling_ink_init portable_ink_init
#define ceiling_new portable_new
#define ceiling_bears portable_bears
#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "ocr/ceiling.c"
#undef ceiling_ink_init
#undef ceiling_new
#undef ceiling_bears

enum { ROUNDS = 400, TRIES = 500, MOST = 300, RGB = 0xffffff };

static uint32_t any_colour(void)
{
	return (uint32_t)check_random() & RGB;
}

static uint32_t any_tone(void)
{
	return (uint32_t)check_random() & 255;
}

/* channel_of() - channel 0 is red. */
static uint32_t channel_of(uint32_t rgb, int channel)
{
	return rgb >> (16 - 8 * channel) & 255;
}

TEST(added_ink_is_borne_and_not_a_step_more)
{
	for (int round = 0; round < ROUNDS; round++) {
		struct ceiling_ink ink = { .paper_rgb = any_colour(), .ink_rgb = any_colour() };
		ceiling_ink_init(&ink);
		for (int i = 0; i < TRIES; i++) {
			int channel = (int)(check_random() % CEILING_CHANNELS);
			uint32_t first = any_tone(), sum = first + any_tone();
			sum = sum > 255 ? 255 : sum;
			uint32_t seen =
				blend_channel(BLEND_RENDER, channel_of(ink.paper_rgb, channel),
					      channel_of(ink.ink_rgb, channel), sum);
			uint32_t most = ink.most[channel][seen];
			CHECK(ink.known[channel][seen]);
			CHECK(first <= most && sum <= most);
			CHECK_EQ_UINT(ink.inked[channel][most], seen);
			for (uint32_t more = most + 1; more < CEILING_STEPS; more++)
				CHECK(ink.inked[channel][more] != seen);
		}
	}
}

TEST(ink_over_ink_is_borne)
{
	static const enum blend programs[] = { BLEND_RENDER, BLEND_QT, BLEND_WINE };

	for (int round = 0; round < ROUNDS; round++) {
		struct ceiling_ink ink = { .paper_rgb = any_colour(),
					   .ink_rgb = any_colour(),
					   .blend = programs[round % 3],
					   .over = true };
		ceiling_ink_init(&ink);
		for (int i = 0; i < TRIES; i++) {
			int channel = (int)(check_random() % CEILING_CHANNELS);
			uint32_t first = any_tone(), end = channel_of(ink.ink_rgb, channel);
			uint32_t seen = ink.inked[channel][first];
			for (int more = 0; more < 3; more++) {
				CHECK(first <= ink.most[channel][seen]);
				seen = blend_channel(ink.blend, seen, end, any_tone());
			}
		}
	}
}

/* A line of one column, its pixels below a veil or not. */
TEST(what_no_tone_gives_is_hopeless_unless_veiled)
{
	struct ceiling_ink ink = { .paper_rgb = RGB, .ink_rgb = 0x800000 };
	const uint32_t px[] = { RGB, 0xbf7f7f, 0x700000 };
	const uint64_t open = 0, veiled = 4;
	struct ceiling_pixels p = { px, &open, 1, 3 };

	ceiling_ink_init(&ink);
	CLEANUP(mem_freep) struct ceiling *bad = ceiling_new(&ink, &p);
	CHECK(bad->hopeless);
	p.veil = &veiled;
	CLEANUP(mem_freep) struct ceiling *good = ceiling_new(&ink, &p);
	CHECK(!good->hopeless);
	CHECK_EQ_UINT(good->most[2], RGB);
	CHECK_EQ_UINT(good->most[0] >> 8 & 255, 0);
	CHECK_EQ_UINT(good->bare[0], 1);
	CHECK_EQ_UINT(good->most[1] >> 8 & 255, 128);
	CHECK_EQ_UINT(good->weak[0], 1);
}

TEST(vectors_compare_as_plain_loops_do)
{
	static uint32_t most[MOST], tones[MOST];

	for (int round = 0; round < ROUNDS * 10; round++) {
		size_t n = check_random() % MOST, bad = check_random() % (2 * MOST);
		for (size_t i = 0; i < n; i++) {
			most[i] = any_colour();
			tones[i] = most[i] & any_colour();
		}
		if (bad < n) {
			unsigned shift = 8 * (unsigned)(check_random() % 3);
			most[bad] &= ~(UINT32_C(128) << shift);
			tones[bad] |= UINT32_C(128) << shift;
		}
		CHECK(ceiling_bears(most, tones, n) == (bad >= n));
		CHECK(portable_bears(most, tones, n) == (bad >= n));
	}
}
