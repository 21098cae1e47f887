/* test_pyramid.c - tolerant places against a correlation computed at every place. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/pyramid.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <string.h>
#include "ocr/imagefile.h"
#include "tests/check.h"

enum { WIDTH = 260, HEIGHT = 180, MOST = 64 };
static const double least = 0.85;

static int below(int n)
{
	return (int)(check_random() % (uint64_t)n);
}

/* scribble() - what stands for text: short strokes in one colour, in lines. */
static void scribble(struct img *img, struct rect r, uint32_t rgb)
{
	for (int y = r.y + 2; y + 10 < r.y + r.h; y += 13) {
		for (int x = r.x + 2; x + 6 < r.x + r.w; x += 6) {
			for (int stroke = below(5); stroke > 0; stroke--) {
				struct rect s = { x + below(5), y + below(8), 1, 1 + below(6) };
				if (below(2))
					s = (struct rect){ x, y + below(10), 1 + below(5), 1 };
				img_fill(img, s, rgb);
			}
		}
	}
}

/* drawn() - a form of boxes and text, never the same twice. */
static struct img *drawn(void)
{
	struct img *img = img_new(WIDTH, HEIGHT);

	img_fill(img, img_bounds(img), 0xc0c0c0);
	for (int i = 0; i < 12; i++) {
		struct rect r = { below(WIDTH), below(HEIGHT), 20 + below(90), 14 + below(40) };
		img_fill(img, r, 0x707070);
		img_fill(img, rect_grow(r, -1), i % 3 ? 0xffffff : 0x3060a0);
		scribble(img, rect_grow(r, -2), i % 3 ? 0x000000 : 0xffffff);
	}
	scribble(img, img_bounds(img), 0x202020);
	return img;
}

static struct img *noisy(const struct img *clean, int most)
{
	struct img *img = img_crop(clean, img_bounds(clean));

	for (int i = 0; i < img->width_px * img->height_px; i++) {
		uint32_t px = (uint32_t)check_random() << 24;
		for (int shift = 0; shift < 24; shift += 8) {
			int v = (int)(img->px[i] >> shift & 255) + below(2 * most + 1) - most;
			px |= (uint32_t)(v < 0 ? 0 : v > 255 ? 255 : v) << shift;
		}
		img->px[i] = px;
	}
	return img;
}

/* packed() - through JPEG of quality 75 and back. */
static struct img *packed(const struct img *clean)
{
	PIX *pix = pixCreate(clean->width_px, clean->height_px, 32);
	l_uint8 *data = NULL;
	size_t len = 0;
	struct img *img = NULL;
	struct err e = { 0 };

	for (int i = 0; i < clean->width_px * clean->height_px; i++)
		pixGetData(pix)[i] = clean->px[i] << 8;
	CHECK(pixWriteMemJpeg(&data, &len, pix, 75, 0) == 0);
	CHECK_OK(imagefile_decode(data, len, &img, &e), e);
	lept_free(data);
	pixDestroy(&pix);
	return img;
}

/* smoothed() - each pixel takes an eighth of those right and below: edges as another renderer
 * draws them. */
static struct img *smoothed(const struct img *clean)
{
	struct img *img = img_crop(clean, img_bounds(clean));

	for (int y = 0; y + 1 < img->height_px; y++) {
		for (int x = 0; x + 1 < img->width_px; x++) {
			uint32_t px = 0;
			for (int shift = 0; shift < 24; shift += 8) {
				uint32_t v = 6 * (img_at(clean, x, y) >> shift & 255) +
					     (img_at(clean, x + 1, y) >> shift & 255) +
					     (img_at(clean, x, y + 1) >> shift & 255);
				px |= v / 8 << shift;
			}
			img_row(img, y)[x] = px;
		}
	}
	return img;
}

static bool counts(const struct look *look, int x, int y)
{
	for (size_t i = 0; i < look->n_except; i++)
		if (rect_has_point(look->except[i], x, y))
			return false;
	return true;
}

/* channel_sums() - of one channel: products and squares around the means of what counts. */
static void channel_sums(const struct look *look, const struct img *part, int shift, double sums[3])
{
	int w = look->img->width_px, size = w * look->img->height_px;
	double n = 0, a = 0, b = 0;

	for (int i = 0; i < size; i++) {
		if (!counts(look, i % w, i / w))
			continue;
		n++;
		a += look->img->px[i] >> shift & 255;
		b += part->px[i] >> shift & 255;
	}
	for (int i = 0; i < size; i++) {
		if (!counts(look, i % w, i / w))
			continue;
		double p = (look->img->px[i] >> shift & 255) - a / n;
		double q = (part->px[i] >> shift & 255) - b / n;
		sums[0] += p * q;
		sums[1] += p * p;
		sums[2] += q * q;
	}
}

/* score_at() - as the header defines it, in floating point and without any short cut. */
static double score_at(const struct look *look, const struct img *screen, int x, int y)
{
	struct rect box = { x, y, look->img->width_px, look->img->height_px };
	CLEANUP(img_unrefp) struct img *part = img_crop(screen, box);
	double sums[3] = { 0 };

	for (int shift = 0; shift < 24; shift += 8)
		channel_sums(look, part, shift, sums);
	return sums[1] > 0 && sums[2] > 0 ? sums[0] / sqrt(sums[1] * sums[2]) : 0;
}

static bool find(const struct look *looks, size_t n, const struct img *screen, struct rect within,
		 struct look_places *places)
{
	CLEANUP(pyramid_freep) struct pyramid *p = NULL;
	struct err e = { 0 };

	return CHECK_OK(pyramid_new(looks, n, least, &p, &e), e) &&
	       CHECK_OK(pyramid_find(p, screen, within, places, &e), e);
}

/* accounted() - is a place as good or better found on this spot? */
static bool accounted(const struct look_places *places, int x, int y, double score)
{
	for (size_t i = 0; i < places->n; i++) {
		struct rect r = places->at[i].box;
		if (2 * abs(r.x - x) < r.w && 2 * abs(r.y - y) < r.h &&
		    places->at[i].score >= score - 1e-9)
			return true;
	}
	return false;
}

/* varied() - enough contrast to be sought. */
static bool varied(const struct look *look)
{
	struct pyramid *p = NULL;
	struct err e = { 0 };
	bool fine = pyramid_new(look, 1, least, &p, &e);

	pyramid_free(p);
	return fine;
}

TEST(scores_are_those_of_the_plain_correlation_and_no_place_is_missed)
{
	static struct img *(*const change[])(const struct img *) = { packed, smoothed };
	size_t expected = 0, trials = 0;

	for (int round = 0; round < 150; round++) {
		CLEANUP(img_unrefp) struct img *screen = drawn();
		CLEANUP(img_unrefp)
		struct img *taken = round % 3 ? change[round % 2](screen) : noisy(screen, 8);
		int w = 8 + below(round % 2 ? 90 : 40), h = 8 + below(40);
		int x0 = below(WIDTH - w + 1), y0 = below(HEIGHT - h + 1);
		CLEANUP(img_unrefp)
		struct img *needle = img_crop(taken, (struct rect){ x0, y0, w, h });
		const struct rect except = { below(w), below(h), w / 4, h / 4 };
		struct look look = { needle, &except, (size_t)below(2) };
		struct look_place at[MOST];
		struct look_places places = { at, MOST, 0, false };
		if (!varied(&look))
			continue;
		trials++;
		if (!find(&look, 1, screen, img_bounds(screen), &places))
			continue;
		for (size_t i = 0; i < places.n; i++) {
			double want = score_at(&look, screen, at[i].box.x, at[i].box.y);
			CHECK(fabs(at[i].score - want) < 1e-9);
		}
		if (score_at(&look, screen, x0, y0) >= least) {
			double own = score_at(&look, screen, x0, y0);
			expected++;
			if (!CHECK(places.more || accounted(&places, x0, y0, own)))
				printf("\tround %d: %d x %d at (%d,%d), score %.3f\n", round, w, h,
				       x0, y0, own);
		}
		/* anywhere else, sampled */
		for (int i = 0; i < 300; i++) {
			int x = below(WIDTH - w + 1), y = below(HEIGHT - h + 1);
			double score = score_at(&look, screen, x, y);
			if (score >= least)
				CHECK(places.more || accounted(&places, x, y, score));
		}
	}
	printf("%zu of %zu needles stand where they were taken\n", expected, trials);
	CHECK(expected > 75);
}

TEST(found_at_every_parity_and_in_every_corner)
{
	static const int sizes[][2] = { { 8, 8 }, { 19, 11 }, { 32, 32 }, { 70, 40 }, { 121, 41 } };

	EACH_CASE (size, sizes) {
		int w = (*size)[0], h = (*size)[1];
		CLEANUP(img_unrefp) struct img *scene = drawn();
		CLEANUP(img_unrefp) struct img *needle = img_new(w, h);
		CLEANUP(img_unrefp) struct img *soft = NULL;
		struct look look = { 0 };
		/* Eight by eight at random may come out so even that it is rightly refused. */
		do {
			for (int i = 0; i < w * h; i++)
				needle->px[i] = below(2) ? 0xf0f0f0 : 0x101010;
			img_unref(soft);
			soft = smoothed(needle);
			look = (struct look){ soft, NULL, 0 };
		} while (!varied(&look));
		for (int i = 0; i < 68; i++) {
			int x = i < 64 ? 40 + i % 8 : i % 2 * (WIDTH - w);
			int y = i < 64 ? 30 + i / 8 : i / 2 % 2 * (HEIGHT - h);
			CLEANUP(img_unrefp) struct img *screen = img_crop(scene, img_bounds(scene));
			struct look_place at[MOST];
			struct look_places places = { at, MOST, 0, false };
			img_blit(screen, needle, x, y);
			if (!find(&look, 1, screen, img_bounds(screen), &places))
				return;
			if (CHECK_EQ_UINT(places.n, 1))
				CHECK(rect_equal(at[0].box, (struct rect){ x, y, w, h }));
		}
	}
}

TEST(excluded_areas_may_show_anything)
{
	CLEANUP(img_unrefp) struct img *screen = drawn();
	const struct rect box = { 90, 60, 100, 40 }, hidden = { 20, 10, 60, 20 };
	CLEANUP(img_unrefp) struct img *needle = img_crop(screen, box);
	struct look look = { needle, &hidden, 1 };
	struct look_place at[MOST];
	struct look_places places = { at, MOST, 0, false };
	struct rect shown = { box.x + hidden.x, box.y + hidden.y, hidden.w, hidden.h };

	img_fill(screen, shown, 0xff0000);
	img_fill(screen, rect_grow(shown, -5), 0x0000ff);
	if (find(&look, 1, screen, img_bounds(screen), &places) && CHECK(places.n > 0)) {
		CHECK(rect_equal(at[0].box, box));
		CHECK(at[0].score > 1 - 1e-9);
	}
	look.n_except = 0;
	if (find(&look, 1, screen, img_bounds(screen), &places))
		CHECK(places.n == 0 || at[0].score < 0.95);
}

TEST(the_best_look_of_a_spot_is_given_and_the_limit_says_more)
{
	CLEANUP(img_unrefp) struct img *screen = drawn();
	CLEANUP(img_unrefp) struct img *needle = img_crop(screen, (struct rect){ 30, 40, 40, 24 });
	CLEANUP(img_unrefp) struct img *worse = noisy(needle, 20);
	const struct look looks[2] = { { worse, NULL, 0 }, { needle, NULL, 0 } };
	struct look_place at[2];
	struct look_places places = { at, 2, 0, false };

	img_blit(screen, needle, 200, 150);
	if (!find(looks, 2, screen, img_bounds(screen), &places))
		return;
	CHECK_EQ_UINT(places.n, 2);
	CHECK(rect_equal(at[0].box, (struct rect){ 30, 40, 40, 24 }));
	CHECK(rect_equal(at[1].box, (struct rect){ 200, 150, 40, 24 }));
	CHECK_EQ_UINT(at[0].look, 1);
	CHECK_EQ_UINT(at[1].look, 1);
	CHECK(!places.more);
	places.most = 1;
	if (find(looks, 2, screen, img_bounds(screen), &places)) {
		CHECK_EQ_UINT(places.n, 1);
		CHECK(places.more);
	}
	if (find(looks, 2, screen, (struct rect){ 29, 39, 42, 26 }, &places)) {
		CHECK_EQ_UINT(places.n, 1);
		CHECK(!places.more);
	}
	if (find(looks, 2, screen, (struct rect){ 31, 40, 100, 26 }, &places))
		CHECK_EQ_UINT(places.n, 0);
	if (find(looks, 2, screen, (struct rect){ 500, 40, 100, 26 }, &places))
		CHECK_EQ_UINT(places.n, 0);
}

TEST(another_colour_scores_less)
{
	CLEANUP(img_unrefp) struct img *screen = img_new(WIDTH, HEIGHT);
	CLEANUP(img_unrefp) struct img *needle = img_new(24, 24);
	struct look look = { needle, NULL, 0 };
	struct look_place at[MOST];
	struct look_places places = { at, MOST, 0, false };

	/* as bright as each other: (red + 2 green + blue) / 4 */
	img_fill(needle, (struct rect){ 6, 6, 12, 12 }, 0xf00000);
	img_fill(screen, (struct rect){ 66, 56, 12, 12 }, 0x0000f0);
	img_fill(screen, (struct rect){ 166, 106, 12, 12 }, 0xf00000);
	if (find(&look, 1, screen, img_bounds(screen), &places) && CHECK_EQ_UINT(places.n, 1))
		CHECK(rect_equal(at[0].box, (struct rect){ 160, 100, 24, 24 }));
}

TEST(what_cannot_be_sought_is_named)
{
	static const struct {
		int w, h;
		double score;
		bool plain, hidden;
		enum err_code code;
		const char *says;
	} cases[] = {
		{ 20, 20, 0.9, true, false, ERR_RECIPE, "is flat" },
		{ 1, 1, 0.9, false, false, ERR_RECIPE, "shows nothing" },
		{ 7, 30, 0.9, false, false, ERR_RECIPE, "at least 8 x 8" },
		{ 20, 20, 0.9, false, true, ERR_RECIPE, "in one piece" },
		{ 20, 20, 0.2, false, false, ERR_RECIPE, "0.5 to 0.99" },
		{ 20, 20, 1.0, false, false, ERR_RECIPE, "0.5 to 0.99" },
		{ 30000, 30000, 0.9, false, false, ERR_LIMIT, "at most" },
	};
	struct rect columns[20];

	for (int i = 0; i < 20; i++)
		columns[i] = (struct rect){ i, 0, i % 2, 20 };
	EACH_CASE (row, cases) {
		static uint32_t none;
		struct img *img =
			row->w > 1000 ? img_over(row->w, row->h, &none) : img_new(row->w, row->h);
		struct look look = { img, columns, row->hidden ? 20 : 0 };
		struct pyramid *p = NULL;
		struct err e = { 0 };
		for (int i = 0; i < row->w * row->h && row->w < 1000; i++)
			img->px[i] = row->plain ? 0x30a0f0 : (uint32_t)check_random();
		CHECK(!pyramid_new(&look, 1, row->score, &p, &e));
		CHECK_EQ_INT(e.code, row->code);
		CHECK_HAS_STR(e.msg, row->says);
		img_unref(img);
	}
}

TEST(a_look_larger_than_the_screen_is_named)
{
	CLEANUP(img_unrefp) struct img *screen = drawn();
	CLEANUP(img_unrefp) struct img *small = img_crop(screen, (struct rect){ 0, 0, 60, 60 });
	CLEANUP(img_unrefp) struct img *needle = img_crop(screen, (struct rect){ 0, 0, 61, 60 });
	CLEANUP(pyramid_freep) struct pyramid *p = NULL;
	struct look look = { needle, NULL, 0 };
	struct look_place at[1];
	struct look_places places = { at, 1, 7, true };
	struct err e = { 0 };

	if (!CHECK_OK(pyramid_new(&look, 1, least, &p, &e), e))
		return;
	CHECK_ERR(pyramid_find(p, small, img_bounds(small), &places, &e), e, ERR_RECIPE);
	CHECK_EQ_UINT(places.n, 7);
}
