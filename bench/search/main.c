/* main.c - how long searches for pictures take on two screens; processor time in nanoseconds. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "base/mem.h"
#include "bench/search/screens.h"
#include "ocr/needle.h"
#include "ocr/pyramid.h"

/*
 * usage: images_measure draw SEED FORM.ppm TEXT.ppm
 *        images_measure seek SCREEN.ppm OTHER.ppm X Y W H ROUNDS
 *
 * `draw` makes the screens. `seek` takes the needle from (X,Y) of SCREEN and prints lines
 * "exact-present NS...", "exact-absent" (one pixel changed), "tolerant-present" (noise +-8) and
 * "tolerant-absent" (a needle from the same place of OTHER). It fails when the places are not those
 * they must be.
 */
enum { WIDTH = SCREENS_WIDTH, HEIGHT = SCREENS_HEIGHT, ROUNDS_MAX = 1000, MOST = 64 };
static const double least = 0.9;

static int64_t now_ns(void)
{
	struct timespec t;

	if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t) != 0)
		abort();
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static _Noreturn void fail(const char *what)
{
	(void)fprintf(stderr, "images_measure: %s\n", what);
	exit(1);
}

static void ppm_write(const char *path, const struct img *img)
{
	FILE *f = fopen(path, "wb");

	if (!f)
		fail(path);
	(void)fprintf(f, "P6\n%d %d\n255\n", img->width_px, img->height_px);
	for (int i = 0; i < img->width_px * img->height_px; i++) {
		uint32_t px = img->px[i];
		const uint8_t rgb[3] = { (uint8_t)(px >> 16), (uint8_t)(px >> 8), (uint8_t)px };
		(void)fwrite(rgb, 1, 3, f);
	}
	if (fclose(f) != 0)
		fail(path);
}

/* ppm_read() - only what ppm_write() wrote. */
static struct img *ppm_read(const char *path)
{
	struct img *img = img_new(WIDTH, HEIGHT);
	FILE *f = fopen(path, "rb");
	int w = 0, h = 0;

	if (!f || fscanf(f, "P6 %d %d 255", &w, &h) != 2 || w != WIDTH || h != HEIGHT ||
	    fgetc(f) != '\n')
		fail(path);
	for (int i = 0; i < WIDTH * HEIGHT; i++) {
		uint8_t rgb[3];
		if (fread(rgb, 1, 3, f) != 3)
			fail(path);
		img->px[i] = (uint32_t)rgb[0] << 16 | (uint32_t)rgb[1] << 8 | rgb[2];
	}
	(void)fclose(f);
	return img;
}

static void noise(struct img *img)
{
	uint32_t random = 1;

	for (int i = 0; i < img->width_px * img->height_px; i++) {
		uint32_t px = 0;
		for (int shift = 0; shift < 24; shift += 8) {
			random = random * 1664525 + 1013904223;
			int v = (int)(img->px[i] >> shift & 255) + (int)(random >> 16) % 17 - 8;
			px |= (uint32_t)(v < 0 ? 0 : v > 255 ? 255 : v) << shift;
		}
		img->px[i] = px;
	}
}

/* A search, prepared; one of the two. */
struct search {
	struct needle *needle;
	struct pyramid *pyramid;
};

/* report() - a line of times, after one search that does not count. */
static void report(const char *name, const struct search *s, const struct img *screen, int rounds,
		   const struct rect *at)
{
	struct look_place room[MOST];
	struct look_places places = { room, MOST, 0, false };
	struct err e = { 0 };

	(void)printf("%s", name);
	for (int i = -1; i < rounds; i++) {
		int64_t began = now_ns();
		bool done =
			s->needle
				? needle_find(s->needle, screen, img_bounds(screen), &places, &e)
				: pyramid_find(s->pyramid, screen, img_bounds(screen), &places, &e);
		int64_t took = now_ns() - began;
		bool here = false;
		for (size_t k = 0; k < places.n; k++)
			here = here || (at && rect_equal(room[k].box, *at));
		if (!done || here != (at != NULL) || (!at && places.n > 0))
			fail(done ? name : e.msg);
		if (i >= 0)
			(void)printf(" %" PRId64, took);
	}
	(void)printf("\n# %s: %zu places%s\n", name, places.n, places.more ? " and more" : "");
}

static void exact(const char *name, const struct img *needle, const struct img *screen, int rounds,
		  const struct rect *at)
{
	const struct look look = { needle, NULL, 0 };
	struct search s = { 0 };
	struct err e = { 0 };
	int64_t began = now_ns();

	if (!needle_new(&look, 1, &s.needle, &e))
		fail(e.msg);
	(void)printf("# prepared in %" PRId64 " us\n", (now_ns() - began) / 1000);
	report(name, &s, screen, rounds, at);
	needle_free(s.needle);
}

static void tolerant(const char *name, const struct img *needle, const struct img *screen,
		     int rounds, const struct rect *at)
{
	const struct look look = { needle, NULL, 0 };
	struct search s = { 0 };
	struct err e = { 0 };
	int64_t began = now_ns();

	if (!pyramid_new(&look, 1, least, &s.pyramid, &e))
		fail(e.msg);
	(void)printf("# prepared in %" PRId64 " us\n", (now_ns() - began) / 1000);
	report(name, &s, screen, rounds, at);
	pyramid_free(s.pyramid);
}

/* change_one() - the pixel in the middle, or the next that differs from the first, becomes as the
 * first: no colour is new. */
static void change_one(struct img *img)
{
	int n = img->width_px * img->height_px, i = n / 2 + img->width_px / 2;

	while (i < n && img->px[i] == img->px[0])
		i++;
	if (i == n)
		fail("the needle is of one colour from its middle on");
	img->px[i] = img->px[0];
}

static int seek(char **word)
{
	CLEANUP(img_unrefp) struct img *screen = ppm_read(word[0]);
	CLEANUP(img_unrefp) struct img *other = ppm_read(word[1]);
	struct rect at = { atoi(word[2]), atoi(word[3]), atoi(word[4]), atoi(word[5]) };
	int rounds = atoi(word[6]);

	if (rounds < 1 || rounds > ROUNDS_MAX || !rect_contains(img_bounds(screen), at))
		fail("a number is out of range");
	CLEANUP(img_unrefp) struct img *needle = img_crop(screen, at);
	CLEANUP(img_unrefp) struct img *foreign = img_crop(other, at);
	exact("exact-present", needle, screen, rounds, &at);
	change_one(needle);
	exact("exact-absent", needle, screen, rounds, NULL);
	img_unref(needle);
	needle = img_crop(screen, at);
	noise(needle);
	tolerant("tolerant-present", needle, screen, rounds, &at);
	tolerant("tolerant-absent", foreign, screen, rounds, NULL);
	return 0;
}

int main(int argc, char **argv)
{
	CLEANUP(img_unrefp) struct img *form = NULL, *text = NULL;
	struct err e = { 0 };

	if (argc == 9 && strcmp(argv[1], "seek") == 0)
		return seek(argv + 2);
	if (argc != 5 || strcmp(argv[1], "draw") != 0)
		fail("usage: draw SEED FORM TEXT | seek SCREEN OTHER X Y W H ROUNDS");
	if (!screens_draw(strtoull(argv[2], NULL, 10), &form, &text, &e))
		fail(e.msg);
	ppm_write(argv[3], form);
	ppm_write(argv[4], text);
	return 0;
}
