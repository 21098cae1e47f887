/* tone.c - from the colours of ink on a screen back to how much of each pixel it covers. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/learn/tone.h"

#include <stdlib.h>
#include "ocr/fit.h"

#define WHITE 0xffffffU

static uint32_t channel(uint32_t rgb, unsigned k)
{
	return rgb >> 8 * k & 255;
}

/* farther() - @is or @other, whichever is farther from @paper. */
static uint32_t farther(uint32_t is, uint32_t other, uint32_t paper)
{
	return abs((int)other - (int)paper) > abs((int)is - (int)paper) ? other : is;
}

static size_t size_of(const struct img *img)
{
	return (size_t)img->width_px * (size_t)img->height_px;
}

static uint32_t ink_of_all(uint32_t paper, struct img *const *list, size_t n)
{
	uint32_t ink = paper;

	for (size_t i = 0; i < n; i++) {
		for (size_t px = 0; px < size_of(list[i]); px++) {
			uint32_t next = 0;
			for (unsigned k = 0; k < 3; k++)
				next |= farther(channel(ink, k), channel(list[i]->px[px], k),
						channel(paper, k))
					<< 8 * k;
			ink = next;
		}
	}
	return ink;
}

/* list_values() - which tone gives which colour. */
static void list_values(struct tones *t)
{
	for (unsigned k = 0; k < 3; k++)
		for (uint32_t tone = 0; tone < 256; tone++)
			t->value[k][tone] = (uint8_t)channel(
				fit_blend(t->paper_rgb, t->ink_rgb, tone * 0x010101U), k);
}

/*
 * midst() - of the tones that give @rgb in all of @channels, the one in their midst; false if there
 * is none. Render rounds paper and ink apart, so they need not follow one another.
 */
static bool midst(const struct tones *t, uint32_t rgb, unsigned channels, uint32_t *ret_tone)
{
	uint8_t list[256];
	size_t n = 0;

	for (uint32_t tone = 0; tone < 256; tone++) {
		bool gives = true;
		for (unsigned k = 0; k < 3; k++)
			if (channels >> k & 1)
				gives = gives && t->value[k][tone] == channel(rgb, k);
		if (gives)
			list[n++] = (uint8_t)tone;
	}
	*ret_tone = n > 0 ? list[n / 2] : 0;
	return n > 0;
}

/* common() - the tone that all channels of @rgb have; false if none. */
static bool common(const struct tones *t, uint32_t rgb, uint32_t *ret_tone)
{
	uint32_t tone;
	bool found = midst(t, rgb, 7, &tone);

	*ret_tone = tone * 0x010101U;
	return found;
}

/* apart() - a tone for each channel of @rgb; false if some channel has none. */
static bool apart(const struct tones *t, uint32_t rgb, uint32_t *ret_tone)
{
	*ret_tone = 0;
	for (unsigned k = 0; k < 3; k++) {
		uint32_t tone;
		if (!midst(t, rgb, 1U << k, &tone))
			return false;
		*ret_tone |= tone << 8 * k;
	}
	return true;
}

void tones_learn(struct tones *t, uint32_t paper_rgb, struct img *const *list, size_t n)
{
	uint32_t tone;

	*t = (struct tones){ .paper_rgb = paper_rgb, .gray = true };
	t->ink_rgb = ink_of_all(paper_rgb, list, n);
	list_values(t);
	for (size_t i = 0; i < n && t->gray; i++)
		for (size_t px = 0; px < size_of(list[i]) && t->gray; px++)
			t->gray = list[i]->px[px] == paper_rgb || common(t, list[i]->px[px], &tone);
}

/* tone_of() - paper has none and ink has all, whatever else would look the same. */
static bool tone_of(const struct tones *t, uint32_t rgb, uint32_t *ret_tone)
{
	*ret_tone = rgb == t->ink_rgb ? WHITE : 0;
	if (rgb == t->ink_rgb || rgb == t->paper_rgb)
		return true;
	return t->gray ? common(t, rgb, ret_tone) : apart(t, rgb, ret_tone);
}

struct img *tones_apply(const struct tones *t, const struct img *img)
{
	CLEANUP(img_unrefp) struct img *out = img_crop(img, img_bounds(img));
	uint32_t tone;

	for (size_t px = 0; px < size_of(img); px++) {
		if (!tone_of(t, img->px[px], &tone))
			return NULL;
		out->px[px] = WHITE - tone;
	}
	return TAKE(out);
}

int tones_apart_max(const struct tones *t)
{
	int most = 0;

	for (unsigned k = 0; k < 3; k++)
		for (int a = 0; a < 256; a++)
			for (int b = a + most + 1; b < 256; b++)
				if (t->value[k][a] == t->value[k][b])
					most = b - a;
	return most;
}
