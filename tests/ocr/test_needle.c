/* test_needle.c - exact places of pictures against a search without any cleverness. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/needle.h"

#include <string.h>
#include "base/mem.h"
#include "tests/check.h"

enum { ROUNDS = 1500, MOST = 4096 };

static int below(int n)
{
	return (int)(check_random() % (uint64_t)n);
}

/* noisy() - few colours, so that much looks alike; anything in the top bytes. */
static struct img *noisy(int w, int h, int colours)
{
	struct img *img = img_new(w, h);

	for (int i = 0; i < w * h; i++)
		img->px[i] = (uint32_t)below(colours) * 0x010001 | (uint32_t)check_random() << 24;
	return img;
}

static bool counts(const struct look *look, int x, int y)
{
	for (size_t i = 0; i < look->n_except; i++) {
		struct rect r = look->except[i];
		if (x >= r.x && x < r.x + r.w && y >= r.y && y < r.y + r.h)
			return false;
	}
	return true;
}

static bool stands_at(const struct look *look, const struct img *screen, int x, int y)
{
	for (int v = 0; v < look->img->height_px; v++)
		for (int u = 0; u < look->img->width_px; u++)
			if (counts(look, u, v) && (img_at(look->img, u, v) & 0xffffff) !=
							  (img_at(screen, x + u, y + v) & 0xffffff))
				return false;
	return true;
}

/* plainly() - what needle_find() promises, pixel by pixel. */
static size_t plainly(const struct look *looks, size_t n, const struct img *screen, struct rect in,
		      struct look_place *at)
{
	size_t found = 0;

	for (int y = 0; y < screen->height_px; y++) {
		for (size_t i = 0; i < n; i++) {
			for (int x = 0; x < screen->width_px; x++) {
				int w = looks[i].img->width_px, h = looks[i].img->height_px;
				bool inside = x >= in.x && y >= in.y && x + w <= in.x + in.w &&
					      y + h <= in.y + in.h && x + w <= screen->width_px &&
					      y + h <= screen->height_px;
				if (inside && found < MOST && stands_at(&looks[i], screen, x, y))
					at[found++] = (struct look_place){ { x, y, w, h }, i, 1 };
			}
		}
	}
	return found;
}

static bool same_places(const struct look_places *got, const struct look_place *want, size_t n)
{
	if (!CHECK_EQ_UINT(got->n, n))
		return false;
	for (size_t i = 0; i < n; i++)
		if (!CHECK(rect_equal(got->at[i].box, want[i].box)) ||
		    !CHECK_EQ_UINT(got->at[i].look, want[i].look))
			return false;
	return true;
}

static struct needle *prepare(const struct look *looks, size_t n)
{
	struct needle *needle = NULL;
	struct err e = { 0 };

	return CHECK_OK(needle_new(looks, n, &needle, &e), e) ? needle : NULL;
}

static bool seek(const struct needle *needle, const struct img *screen, struct rect within,
		 struct look_places *places)
{
	struct err e = { 0 };

	return needle && CHECK_OK(needle_find(needle, screen, within, places, &e), e);
}

/* find() - prepare, seek, release. */
static bool find(const struct look *looks, size_t n, const struct img *screen, struct rect within,
		 struct look_places *places)
{
	CLEANUP(needle_freep) struct needle *needle = prepare(looks, n);

	return seek(needle, screen, within, places);
}

/* piece() - a look: cut from the screen so that it stands there, or made up. */
static struct img *piece(const struct img *screen, int colours)
{
	int w = 1 + below(12), h = 1 + below(12);

	w += w * h < 2;
	if (below(4) == 0)
		return noisy(w, h, colours);
	return img_crop(screen, (struct rect){ below(screen->width_px - w + 1),
					       below(screen->height_px - h + 1), w, h });
}

TEST(places_are_those_of_the_plain_search)
{
	static struct look_place got[MOST], want[MOST];
	size_t all = 0, several = 0;

	for (int round = 0; round < ROUNDS; round++) {
		int colours = 1 + below(4);
		CLEANUP(img_unrefp)
		struct img *screen = noisy(16 + below(150), 16 + below(20), colours);
		struct rect within = img_bounds(screen), except[3][2];
		struct look looks[3];
		size_t n = 1 + (size_t)below(3);
		if (below(2))
			within = (struct rect){ below(30) - 10, below(20) - 10, below(150),
						below(30) };
		for (size_t i = 0; i < n; i++) {
			looks[i] = (struct look){ piece(screen, colours), except[i], 0 };
			struct rect *r = except[i];
			r[0] = (struct rect){ 1 + below(12), below(12), below(6), below(6) };
			r[1] = (struct rect){ below(12) - 4, 1 + below(12), below(6), below(6) };
			if (looks[i].img->width_px > 2 && looks[i].img->height_px > 8)
				looks[i].n_except = (size_t)below(3);
		}
		struct look_places places = { got, MOST, 0, false };
		size_t expected = plainly(looks, n, screen, within, want);
		if (find(looks, n, screen, within, &places) && expected < MOST)
			same_places(&places, want, expected);
		all += expected;
		several += expected > 1;
		for (size_t i = 0; i < n; i++)
			img_unref((struct img *)(uintptr_t)looks[i].img);
	}
	printf("%zu places in %d searches, several in %zu\n", all, ROUNDS, several);
	CHECK(all > ROUNDS);
}

/* A picture with some of everything, on a screen of many colours. */
struct scene {
	struct img *screen, *needle;
	struct look look;
};

static struct scene scene_new(int w, int h)
{
	struct scene s = { noisy(200, 120, 200), noisy(w, h, 200), { 0 } };

	s.look.img = s.needle;
	return s;
}

static void scene_free(struct scene *s)
{
	img_unref(s->screen);
	img_unref(s->needle);
}

static size_t count_at(const struct needle *needle, const struct img *screen, struct rect *ret_box)
{
	struct look_place at[8] = { 0 };
	struct look_places places = { at, 8, 0, false };

	if (!seek(needle, screen, img_bounds(screen), &places))
		return 99;
	*ret_box = at[0].box;
	return places.n;
}

TEST(found_at_every_place_up_to_the_edges)
{
	struct scene s = scene_new(31, 17);
	CLEANUP(needle_freep) struct needle *needle = prepare(&s.look, 1);

	for (int y = 0; y <= 120 - 17; y++) {
		for (int x = 0; x <= 200 - 31; x += y % 13 == 0 ? 1 : 169) {
			CLEANUP(img_unrefp)
			struct img *screen = img_crop(s.screen, img_bounds(s.screen));
			struct rect box = { 0 };
			img_blit(screen, s.needle, x, y);
			CHECK_EQ_UINT(count_at(needle, screen, &box), 1);
			CHECK(rect_equal(box, (struct rect){ x, y, 31, 17 }));
		}
	}
	scene_free(&s);
}

TEST(one_changed_pixel_makes_it_absent_wherever_it_is)
{
	struct scene s = scene_new(37, 19);
	const struct rect except = { 5, 4, 7, 3 };
	struct rect box;

	img_blit(s.screen, s.needle, 90, 50);
	for (int mode = 0; mode < 2; mode++) {
		s.look.except = &except;
		s.look.n_except = (size_t)mode;
		CLEANUP(needle_freep) struct needle *needle = prepare(&s.look, 1);
		CHECK_EQ_UINT(count_at(needle, s.screen, &box), 1);
		for (int i = 0; i < 37 * 19; i++) {
			uint32_t *px = img_row(s.screen, 50 + i / 37) + 90 + i % 37;
			uint32_t bit = UINT32_C(1) << below(24);
			bool counted = mode == 0 || !rect_has_point(except, i % 37, i / 37);
			*px ^= bit;
			CHECK_EQ_UINT(count_at(needle, s.screen, &box), counted ? 0 : 1);
			*px ^= bit;
		}
	}
	scene_free(&s);
}

TEST(the_top_byte_means_nothing)
{
	struct scene s = scene_new(20, 20);
	CLEANUP(needle_freep) struct needle *needle = prepare(&s.look, 1);
	struct rect box;

	img_blit(s.screen, s.needle, 3, 99);
	for (int i = 0; i < 200 * 120; i++)
		s.screen->px[i] ^= 0xa5000000;
	CHECK_EQ_UINT(count_at(needle, s.screen, &box), 1);
	scene_free(&s);
}

TEST(overlapping_places_are_all_told_and_the_limit_says_more)
{
	CLEANUP(img_unrefp) struct img *screen = img_new(40, 10);
	CLEANUP(img_unrefp) struct img *needle = img_new(6, 3);
	struct look look = { needle, NULL, 0 };
	struct look_place at[288];
	struct look_places places = { at, 280, 0, false };

	if (find(&look, 1, screen, img_bounds(screen), &places)) {
		CHECK_EQ_UINT(places.n, 280); /* (40 - 6 + 1) * (10 - 3 + 1) */
		CHECK(!places.more);
	}
	places.most = 279;
	if (find(&look, 1, screen, img_bounds(screen), &places)) {
		CHECK_EQ_UINT(places.n, 279);
		CHECK(places.more);
	}
}

TEST(what_cannot_be_sought_is_named)
{
	CLEANUP(img_unrefp) struct img *screen = img_new(50, 40);
	CLEANUP(img_unrefp) struct img *dot = img_new(1, 1);
	CLEANUP(img_unrefp) struct img *wide = img_new(51, 1);
	CLEANUP(img_unrefp) struct img *tall = img_new(2, 41);
	uint32_t none = 0;
	CLEANUP(img_unrefp) struct img *huge = img_over(30000, 30000, &none);
	const struct rect whole = { -5, -5, 100, 100 };
	struct look looks[LOOKS_MAX + 1];
	struct needle *needle = NULL;
	struct look_place at[1];
	struct look_places places = { at, 1, 7, true };
	struct err e = { 0 };

	CHECK_ERR(needle_new(&(struct look){ dot, NULL, 0 }, 1, &needle, &e), e, ERR_RECIPE);
	CHECK_ERR(needle_new(&(struct look){ wide, &whole, 1 }, 1, &needle, &e), e, ERR_RECIPE);
	CHECK_ERR(needle_new(&(struct look){ huge, NULL, 0 }, 1, &needle, &e), e, ERR_LIMIT);
	CHECK_ERR(needle_new(&(struct look){ wide, &whole, 65 }, 1, &needle, &e), e, ERR_LIMIT);
	CHECK_ERR(needle_new(looks, 0, &needle, &e), e, ERR_LIMIT);
	CHECK_ERR(needle_new(looks, LOOKS_MAX + 1, &needle, &e), e, ERR_LIMIT);
	CHECK(needle == NULL);
	looks[0] = (struct look){ wide, NULL, 0 };
	looks[1] = (struct look){ tall, NULL, 0 };
	for (int i = 0; i < 2; i++) {
		if (!CHECK_OK(needle_new(&looks[i], 1, &needle, &e), e))
			return;
		CHECK_ERR(needle_find(needle, screen, img_bounds(screen), &places, &e), e,
			  ERR_RECIPE);
		CHECK_EQ_UINT(places.n, 7);
		needle_free(needle);
	}
}
