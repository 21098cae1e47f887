/* pyramid.c - the places where a small picture stands on a large one about as it was taken. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/pyramid.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "base/mem.h"
#include "base/pixels.h"
#include "ocr/level.h"
#include "ocr/plane.h"
#include "ocr/scan.h"

/* SIDE_MIN_PX: four pixels at half the size. HITS_MAX bounds memory. */
enum { SIDE_MIN_PX = 8, HITS_MAX = 65536 };

/* Measured in docs/decisions/026. */
static const double flat_power = 4, slack = 0.1, quiet_share = 1.0 / 64;

struct run {
	int x, y, n;
};

struct runs {
	struct run *at; /* owned */
	size_t n, room;
};

/* One of the four ways in which pixels fall into 2 x 2 boxes. */
struct half_shape {
	int w, h;
	uint8_t *v; /* owned */
	struct runs runs;
	double n, sum, power;
};

struct prepared {
	int w, h;
	uint32_t *px; /* owned */
	struct runs runs;
	double n, sum[3], power; /* of the pixels that count; power: around the means */
	struct half_shape half[4];
	struct level level;
};

struct pyramid {
	double least;
	size_t n;
	struct prepared look[LOOKS_MAX];
};

/* runs_over() - the pixels of a @w x @h mask that are set. */
static void runs_over(const uint8_t *mask, int w, int h, struct runs *runs)
{
	for (int y = 0; y < h; y++) {
		for (int x = 0; x < w; x++) {
			const uint8_t *at = mask + (size_t)y * (size_t)w + x;
			if (!*at)
				continue;
			if (x > 0 && at[-1]) {
				runs->at[runs->n - 1].n++;
				continue;
			}
			if (runs->n == runs->room) {
				runs->room = 2 * runs->room + 64;
				runs->at = mem_realloc(runs->at, runs->room, sizeof *runs->at);
			}
			runs->at[runs->n++] = (struct run){ x, y, 1 };
		}
	}
}

/* grey_sums() - products of @shape with the half screen at (@x,@y); with itself for NULL. */
static struct scan_grey grey_sums(const struct half_shape *shape, const struct plane_half *half,
				  int x, int y)
{
	struct scan_grey sums = { 0 };

	for (size_t i = 0; i < shape->runs.n; i++) {
		const struct run *run = &shape->runs.at[i];
		const uint8_t *want = shape->v + (size_t)run->y * (size_t)shape->w + run->x;
		const uint8_t *have = want;
		if (half)
			have = half->v + (size_t)(y + run->y) * (size_t)half->w + x + run->x;
		scan_grey(have, want, (size_t)run->n, &sums);
	}
	return sums;
}

static struct scan_colour colour_sums(const struct prepared *p, const struct img *screen, int ix,
				      int iy)
{
	struct scan_colour sums = { 0 };

	for (size_t i = 0; i < p->runs.n; i++) {
		const struct run *run = &p->runs.at[i];
		const uint32_t *want = p->px + (size_t)run->y * (size_t)p->w + run->x;
		const uint32_t *have = want;
		if (screen)
			have = img_row(screen, iy + run->y) + ix + run->x;
		scan_colour(have, want, (size_t)run->n, &sums);
	}
	return sums;
}

static double power_of(const struct scan_colour *s, double n)
{
	double red = (double)s->red, green = (double)s->green, blue = (double)s->blue;

	return (double)s->aa - (red * red + green * green + blue * blue) / n;
}

/* half_at() - the look as it falls into boxes that begin at (@ox,@oy), each 0 or 1. */
static void half_at(const struct look *look, const uint8_t *mask, int ox, int oy,
		    struct half_shape *shape)
{
	int w = look->img->width_px;
	struct plane_half half = { 0 };
	struct rect area = { ox, oy, (w - ox) / 2 * 2, (look->img->height_px - oy) / 2 * 2 };

	plane_halve(look->img, area, &half);
	shape->w = half.w;
	shape->h = half.h;
	shape->v = half.v;
	CLEANUP(mem_freep) uint8_t *counts = mem_calloc((size_t)half.w, (size_t)half.h);
	for (int y = 0; y < half.h; y++) {
		const uint8_t *up = mask + (size_t)(oy + 2 * y) * (size_t)w + ox;
		for (int x = 0; x < half.w; x++)
			counts[(size_t)y * (size_t)half.w + (size_t)x] =
				up[2 * x] && up[2 * x + 1] && up[w + 2 * x] && up[w + 2 * x + 1];
	}
	runs_over(counts, half.w, half.h, &shape->runs);
	for (size_t i = 0; i < shape->runs.n; i++)
		shape->n += shape->runs.at[i].n;
	struct scan_grey own = grey_sums(shape, NULL, 0, 0);
	shape->sum = (double)own.a;
	shape->power = shape->n > 0 ? (double)own.aa - shape->sum * shape->sum / shape->n : 0;
}

/* grey_of() - brightness of every pixel; the caller frees. */
static uint8_t *grey_of(const struct img *img)
{
	size_t n = (size_t)img->width_px * (size_t)img->height_px;
	uint8_t *grey = mem_calloc(n, 1);

	for (size_t i = 0; i < n; i++) {
		const uint32_t two[2] = { img->px[i], img->px[i] };
		scan_halve(two, two, 1, grey + i);
	}
	return grey;
}

/* is_flat() - hardly any contrast of brightness in what counts. */
static bool is_flat(const uint8_t *grey, const uint8_t *mask, size_t size)
{
	double n = 0, sum = 0, squares = 0;

	for (size_t i = 0; i < size; i++) {
		n += mask[i];
		sum += mask[i] * grey[i];
		squares += mask[i] * grey[i] * grey[i];
	}
	return squares - sum * sum / n < flat_power * n;
}

/* prepare() - what is refused here is released by the caller as well. */
static bool prepare(struct prepared *p, const struct look *look, size_t number, struct err *e)
{
	size_t size = (size_t)look->img->width_px * (size_t)look->img->height_px;
	CLEANUP(mem_freep) uint8_t *mask = look_mask(look);
	CLEANUP(mem_freep) uint8_t *grey = grey_of(look->img);

	p->w = look->img->width_px;
	p->h = look->img->height_px;
	if (p->w < SIDE_MIN_PX || p->h < SIDE_MIN_PX)
		return err_set(e, ERR_RECIPE,
			       "picture %zu has %d x %d px, with tolerance at least %d x %d are "
			       "sought",
			       number + 1, p->w, p->h, SIDE_MIN_PX, SIDE_MIN_PX);
	if (is_flat(grey, mask, size))
		return err_set(e, ERR_RECIPE,
			       "picture %zu (%d x %d px) is flat: nothing in it is lighter or "
			       "darker than the rest",
			       number + 1, p->w, p->h);
	if (!level_choose(grey, mask, p->w, p->h, &p->level))
		return err_set(e, ERR_RECIPE,
			       "picture %zu (%d x %d px): too little of it counts in one piece",
			       number + 1, p->w, p->h);
	p->px = mem_calloc(size, sizeof *p->px);
	pixels_take(p->px, look->img->px, size);
	runs_over(mask, p->w, p->h, &p->runs);
	for (size_t i = 0; i < p->runs.n; i++)
		p->n += p->runs.at[i].n;
	struct scan_colour own = colour_sums(p, NULL, 0, 0);
	p->sum[0] = (double)own.red;
	p->sum[1] = (double)own.green;
	p->sum[2] = (double)own.blue;
	p->power = power_of(&own, p->n);
	for (int i = 0; i < 4; i++)
		half_at(look, mask, i & 1, i >> 1, &p->half[i]);
	return true;
}

bool pyramid_new(const struct look *looks, size_t n, double least, struct pyramid **ret_pyramid,
		 struct err *e)
{
	if (!look_check(looks, n, e))
		return false;
	if (!(least >= 0.5 && least <= 0.99))
		return err_set(e, ERR_RECIPE, "a score of %.3f is wanted, possible are 0.5 to 0.99",
			       least);
	CLEANUP(pyramid_freep) struct pyramid *p = mem_zalloc(sizeof *p);
	p->least = least;
	for (; p->n < n; p->n++) {
		if (!prepare(&p->look[p->n], &looks[p->n], p->n, e)) {
			p->n++; /* what it has by now is released, too */
			return false;
		}
	}
	*ret_pyramid = TAKE(p);
	return true;
}

void pyramid_free(struct pyramid *p)
{
	for (size_t i = 0; p && i < p->n; i++) {
		struct prepared *look = &p->look[i];
		for (int k = 0; k < 4; k++) {
			free(look->half[k].v);
			free(look->half[k].runs.at);
		}
		free(look->px);
		free(look->runs.at);
		level_clear(&look->level);
	}
	free(p);
}

/* What is known of the screen, and what was found. */
struct search {
	const struct pyramid *p;
	const struct img *screen;
	struct rect area;
	struct plane_half half;
	struct plane plane[3]; /* by 2, 4, 8; made when first wanted */
	uint8_t *seen; /* one bit for a place of the area; owned */
	struct look_place *hits; /* owned */
	size_t n, room;
	bool more;
};

static const struct plane *plane_of(struct search *s, int factor)
{
	struct plane *plane = &s->plane[factor == 2 ? 0 : factor == 4 ? 1 : 2];

	if (!plane->v)
		plane_shrink(&s->half, factor / 2, plane);
	return plane;
}

/* half_score() - at half the size; (@x,@y) in the area. */
static double half_score(const struct search *s, const struct prepared *p, int x, int y)
{
	const struct half_shape *shape = &p->half[(x & 1) + 2 * (y & 1)];
	struct scan_grey sums = grey_sums(shape, &s->half, (x + 1) / 2, (y + 1) / 2);
	double a = (double)sums.a, power = (double)sums.aa - a * a / shape->n;

	if (power <= 0 || shape->power <= 0)
		return 0;
	return ((double)sums.ab - a * shape->sum / shape->n) / sqrt(power * shape->power);
}

static double full_score(const struct search *s, const struct prepared *p, int x, int y)
{
	struct scan_colour c = colour_sums(p, s->screen, s->area.x + x, s->area.y + y);
	double power = power_of(&c, p->n);
	double common = (double)c.red * p->sum[0] + (double)c.green * p->sum[1] +
			(double)c.blue * p->sum[2];

	return power <= 0 ? 0 : ((double)c.ab - common / p->n) / sqrt(power * p->power);
}

/* try_place() - the two finer levels, once for every place. */
static void try_place(struct search *s, size_t number, int x, int y)
{
	const struct prepared *p = &s->p->look[number];

	if (x < 0 || y < 0 || x > s->area.w - p->w || y > s->area.h - p->h)
		return;
	size_t bit = (size_t)y * (size_t)s->area.w + (size_t)x;
	if (s->seen[bit / 8] >> bit % 8 & 1)
		return;
	s->seen[bit / 8] |= (uint8_t)(1 << bit % 8);
	if (half_score(s, p, x, y) < s->p->least - slack)
		return;
	double score = full_score(s, p, x, y);
	if (score < s->p->least)
		return;
	if (s->n == HITS_MAX) {
		s->more = true;
		return;
	}
	if (s->n == s->room) {
		s->room = 2 * s->room + 64;
		s->hits = mem_realloc(s->hits, s->room, sizeof *s->hits);
	}
	struct rect box = { s->area.x + x, s->area.y + y, p->w, p->h };
	s->hits[s->n++] = (struct look_place){ box, number, score };
}

/* try_around() - every place nearer to (@x,@y) than to its neighbours. */
static void try_around(struct search *s, size_t number, int x, int y)
{
	int half = s->p->look[number].level.step / 2;

	for (int dy = -half; dy <= half; dy++)
		for (int dx = -half; dx <= half; dx++)
			try_place(s, number, x + dx, y + dy);
}

/* scores_at() - of SCAN_BLOCK places side by side, squared, with the sign of the correlation. */
static bool scores_at(const struct plane *plane, const struct level_shape *shape, int x, int y,
		      double scores[SCAN_BLOCK])
{
	double sums[SCAN_BLOCK] = { 0 }, squares[SCAN_BLOCK] = { 0 };
	float products[SCAN_BLOCK];
	double most = 0;

	for (size_t i = 0; i < shape->n_parts; i++) {
		struct rect r = shape->parts[i];
		size_t top = (size_t)(y + r.y) * plane->sums_stride + (size_t)(x + r.x);
		size_t bottom = top + (size_t)r.h * plane->sums_stride;
		scan_boxes(plane->sums + top, plane->sums + bottom, (size_t)r.w, sums);
		scan_boxes(plane->squares + top, plane->squares + bottom, (size_t)r.w, squares);
	}
	for (int i = 0; i < SCAN_BLOCK; i++) {
		scores[i] = squares[i] - sums[i] * sums[i] / shape->n;
		most = scores[i] > most ? scores[i] : most;
	}
	if (most <= quiet_share * shape->power)
		return false;
	scan_correlate(plane->v + (size_t)y * plane->stride + x, plane->stride, &shape->kernel,
		       products);
	for (int i = 0; i < SCAN_BLOCK; i++) {
		double product = (double)products[i], power = scores[i] * shape->power;
		bool counts = scores[i] > quiet_share * shape->power && product > 0;
		scores[i] = counts ? product * product / power : 0;
	}
	return true;
}

/* seek_row() - one row of boxes for one phase. */
static void seek_row(struct search *s, size_t number, int phase, int y)
{
	const struct level *l = &s->p->look[number].level;
	const struct level_shape *shape = &l->shape[phase];
	const struct plane *plane = plane_of(s, l->factor);
	double want = fmax(l->keep * s->p->least - slack, slack), scores[SCAN_BLOCK];
	int left = l->part.x + phase % l->phases * l->step;
	int top = l->part.y + phase / l->phases * l->step;

	for (int x = 0; x <= plane->w - shape->w; x += SCAN_BLOCK) {
		if (!scores_at(plane, shape, x, y, scores))
			continue;
		int n = plane->w - shape->w - x + 1;
		for (int i = 0; i < n && i < SCAN_BLOCK; i++)
			if (scores[i] >= want * want)
				try_around(s, number, (x + i) * l->factor - left,
					   y * l->factor - top);
	}
}

static void seek(struct search *s, size_t number)
{
	const struct level *l = &s->p->look[number].level;

	memset(s->seen, 0, (size_t)s->area.w * (size_t)s->area.h / 8 + 1);
	for (int phase = 0; phase < l->phases * l->phases; phase++)
		for (int y = 0; y <= plane_of(s, l->factor)->h - l->shape[phase].h; y++)
			seek_row(s, number, phase, y);
}

/* by_score() - best first, then from top to bottom and from left to right. */
static int by_score(const void *left, const void *right)
{
	const struct look_place *a = left, *b = right;

	if (a->score < b->score || a->score > b->score)
		return a->score < b->score ? 1 : -1;
	if (a->box.y != b->box.y)
		return a->box.y < b->box.y ? -1 : 1;
	if (a->box.x != b->box.x)
		return a->box.x < b->box.x ? -1 : 1;
	return a->look < b->look ? -1 : a->look > b->look;
}

/* is_same_spot() - the middles are less than half the better one's size apart. */
static bool is_same_spot(struct rect better, struct rect other)
{
	int dx = 2 * better.x + better.w - 2 * other.x - other.w;
	int dy = 2 * better.y + better.h - 2 * other.y - other.h;

	return abs(dx) < better.w && abs(dy) < better.h;
}

/* give_best() - each only if no better one stands on its spot. */
static void give_best(struct search *s, struct look_places *places)
{
	places->n = 0;
	places->more = s->more;
	if (s->n > 0)
		qsort(s->hits, s->n, sizeof *s->hits, by_score);
	for (size_t i = 0; i < s->n; i++) {
		bool taken = false;
		for (size_t k = 0; k < places->n && !taken; k++)
			taken = is_same_spot(places->at[k].box, s->hits[i].box);
		if (taken)
			continue;
		if (places->n == places->most) {
			places->more = true;
			return;
		}
		places->at[places->n++] = s->hits[i];
	}
}

bool pyramid_find(const struct pyramid *p, const struct img *screen, struct rect within,
		  struct look_places *places, struct err *e)
{
	struct search s = { .p = p, .screen = screen };

	for (size_t i = 0; i < p->n; i++)
		if (!look_fits(p->look[i].w, p->look[i].h, screen, e))
			return false;
	s.area = rect_intersection(within, img_bounds(screen));
	if (!rect_empty(s.area)) {
		plane_halve(screen, s.area, &s.half);
		s.seen = mem_calloc((size_t)s.area.w * (size_t)s.area.h / 8 + 1, 1);
		for (size_t i = 0; i < p->n; i++)
			if (p->look[i].w <= s.area.w && p->look[i].h <= s.area.h)
				seek(&s, i);
	}
	give_best(&s, places);
	plane_half_clear(&s.half);
	for (int i = 0; i < 3; i++)
		plane_clear(&s.plane[i]);
	free(s.seen);
	free(s.hits);
	return true;
}
