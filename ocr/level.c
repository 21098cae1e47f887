/* level.c - how a picture is sought at a fraction of its size. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/level.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include "base/mem.h"

/* BOXES_MIN, BOXES_LAST, keep_min: measured in docs/decisions/026. BOXES_MAX: work is bounded. */
enum { BOXES_MIN = 40, BOXES_LAST = 9, BOXES_MAX = 256 };
static const double keep_min = 0.7, keep_middle = 0.5;
/* noise: standard deviation of what is between -8 and 8. */
static const double noise = 4.9;

static const struct {
	int factor, step;
} plans[] = { { 8, 4 }, { 8, 2 }, { 4, 2 }, { 4, 1 }, { 2, 1 } };

/* Running sums over a picture: of brightness and of pixels that count. */
struct sums {
	int w, h;
	int64_t *grey, *counted; /* (w + 1) x (h + 1); owned */
	double power;            /* of brightness, mean square around the mean of what counts */
};

static void sums_clear(struct sums *s)
{
	free(s->grey);
	free(s->counted);
}

static void sums_over(const uint8_t *grey, const uint8_t *mask, struct sums *s)
{
	size_t stride = (size_t)s->w + 1;
	double n = 0, all = 0, squares = 0;

	s->grey = mem_calloc(stride * ((size_t)s->h + 1), sizeof *s->grey);
	s->counted = mem_calloc(stride * ((size_t)s->h + 1), sizeof *s->counted);
	for (size_t y = 0; y < (size_t)s->h; y++) {
		int64_t sum = 0, counted = 0;
		for (size_t x = 0; x < (size_t)s->w; x++) {
			sum += grey[y * (stride - 1) + x];
			counted += mask[y * (stride - 1) + x];
			if (mask[y * (stride - 1) + x]) {
				double v = grey[y * (stride - 1) + x];
				n++;
				all += v;
				squares += v * v;
			}
			s->grey[(y + 1) * stride + x + 1] = s->grey[y * stride + x + 1] + sum;
			s->counted[(y + 1) * stride + x + 1] =
				s->counted[y * stride + x + 1] + counted;
		}
	}
	s->power = n > 0 ? (squares - all * all / n) / n : 0;
}

static int64_t within(const struct sums *s, const int64_t *of, struct rect r)
{
	size_t stride = (size_t)s->w + 1;
	const int64_t *top = of + (size_t)r.y * stride + r.x;
	const int64_t *bottom = top + (size_t)r.h * stride;

	return bottom[r.w] - bottom[0] - top[r.w] + top[0];
}

/* A grid of boxes over the part of a look that is sought. */
struct grid {
	int factor, step;
	struct rect at; /* px: the first box's corner; boxes side by side and below each other */
};

static struct rect box_of(const struct grid *g, int x, int y)
{
	return (struct rect){ g->at.x + x * g->factor, g->at.y + y * g->factor, g->factor,
			      g->factor };
}

/* counts() - does all of a box count, and all that is in it elsewhere in its cell? */
static bool counts(const struct sums *s, const struct grid *g, struct rect box)
{
	int more = g->step - 1;
	struct rect all = { box.x - more, box.y - more, box.w + more, box.h + more };

	return within(s, s->counted, all) == all.w * all.h;
}

static double mean_at(const struct sums *s, struct rect box, int dx, int dy)
{
	struct rect moved = { box.x - dx, box.y - dy, box.w, box.h };

	return (double)within(s, s->grey, moved) / (box.w * box.h);
}

/* mean_of_cell() - what the box shows on average over the places of a cell. */
static double mean_of_cell(const struct sums *s, const struct grid *g, struct rect box)
{
	double sum = 0;

	for (int dy = 0; dy < g->step; dy++)
		for (int dx = 0; dx < g->step; dx++)
			sum += mean_at(s, box, dx, dy);
	return sum / (g->step * g->step);
}

/* Values in pairs that are correlated as they come. */
struct pairs {
	double n, a, b, aa, bb, ab;
};

static void pairs_add(struct pairs *p, double a, double b)
{
	p->n++;
	p->a += a;
	p->b += b;
	p->aa += a * a;
	p->bb += b * b;
	p->ab += a * b;
}

static double pairs_score(const struct pairs *p, int factor)
{
	double rough = noise * noise * p->n / (factor * factor);
	double power_a = p->aa - p->a * p->a / p->n, power_b = p->bb - p->b * p->b / p->n;

	if (p->n < 2 || power_a <= 0 || power_b <= 0)
		return 0;
	return (p->ab - p->a * p->b / p->n) / sqrt(power_a * (power_b + rough));
}

/* likeness() - of the cell's average and its place (@dx,@dy), with noise. */
static double likeness(const struct sums *s, const struct grid *g, int dx, int dy)
{
	struct pairs p = { 0 };

	for (int y = 0; y < g->at.h; y++) {
		for (int x = 0; x < g->at.w; x++) {
			struct rect box = box_of(g, x, y);
			if (counts(s, g, box))
				pairs_add(&p, mean_of_cell(s, g, box), mean_at(s, box, dx, dy));
		}
	}
	return pairs_score(&p, g->factor);
}

/* least_likeness() - in the corners of the cell, however cells fall into boxes. */
static double least_likeness(const struct sums *s, const struct grid *g)
{
	int far = g->step - 1, phases = g->factor / g->step;
	double least = 1;

	for (int phase = 0; phase < phases * phases; phase++) {
		struct grid shifted = *g;
		shifted.at.x += phase % phases * g->step;
		shifted.at.y += phase / phases * g->step;
		for (int corner = 0; corner < (far ? 4 : 1); corner++) {
			double like =
				likeness(s, &shifted, corner & 1 ? far : 0, corner & 2 ? far : 0);
			least = like < least ? like : least;
		}
	}
	return least;
}

/* power_in() - how much the boxes of a grid vary. */
static double power_in(const struct sums *s, const struct grid *g)
{
	struct pairs p = { 0 };

	for (int y = 0; y < g->at.h; y++) {
		for (int x = 0; x < g->at.w; x++) {
			struct rect box = box_of(g, x, y);
			if (counts(s, g, box)) {
				double mean = mean_at(s, box, 0, 0);
				pairs_add(&p, mean, mean);
			}
		}
	}
	return p.n > 0 ? p.aa - p.a * p.a / p.n : 0;
}

/*
 * part_of() - the grid over the whole look or, if that has more than @most boxes, over the part of
 * it that varies most. Room is left for the boxes of every phase. False if there is none.
 */
static bool part_of(const struct sums *s, int most, struct grid *g)
{
	int first = g->step > 1 ? g->step : 0, last = g->step > 1 ? g->factor : g->factor - 1;
	int across = (s->w - last) / g->factor, down = (s->h - last) / g->factor;
	double share = sqrt(most / ((double)across * down)), best = -1;

	if (across < 2 || down < 2)
		return false;
	g->at = (struct rect){ first, first, across, down };
	if (share >= 1)
		return true;
	int w = (int)(across * share), h = (int)(down * share);
	struct grid trial = *g;
	trial.at.w = w < 4 ? (across < 4 ? across : 4) : w;
	trial.at.h = h < 4 ? (down < 4 ? down : 4) : h;
	trial.at.w = trial.at.w * trial.at.h > most ? most / trial.at.h : trial.at.w;
	for (int y = 0; y <= down - trial.at.h; y += 2) {
		for (int x = 0; x <= across - trial.at.w; x += 2) {
			trial.at.x = first + x * g->factor;
			trial.at.y = first + y * g->factor;
			double power = power_in(s, &trial);
			if (power > best) {
				best = power;
				*g = trial;
			}
		}
	}
	return true;
}

/* add_part() - one more run of boxes: below an equal one it makes that higher. */
static void add_part(struct level_shape *shape, struct rect run)
{
	for (size_t i = 0; i < shape->n_parts; i++) {
		struct rect *part = &shape->parts[i];
		if (part->x == run.x && part->w == run.w && part->y + part->h == run.y) {
			part->h++;
			return;
		}
	}
	shape->parts = mem_realloc(shape->parts, shape->n_parts + 1, sizeof *shape->parts);
	shape->parts[shape->n_parts++] = run;
}

/* note_row() - values and parts of one row of boxes; the values' sum. */
static double note_row(const struct sums *s, const struct grid *g, int y, float *values,
		       struct level_shape *shape)
{
	struct rect run = { 0, y, 0, 1 };
	double sum = 0;

	for (int x = 0; x < shape->w; x++) {
		struct rect box = box_of(g, x, y);
		bool counted = counts(s, g, box);
		values[x] = counted ? (float)mean_of_cell(s, g, box) : -1;
		if (counted) {
			sum += (double)values[x];
			run.x = run.w++ == 0 ? x : run.x;
		}
		if (run.w > 0 && (!counted || x + 1 == shape->w)) {
			add_part(shape, run);
			shape->n += run.w;
			run.w = 0;
		}
	}
	return sum;
}

/* pack() - what counts as bytes, one part after the other. */
static void pack(struct level_shape *shape, const float *values)
{
	uint8_t *to = shape->grey = mem_calloc((size_t)shape->n, 1);
	double squares = 0;

	for (size_t i = 0; i < shape->n_parts; i++) {
		struct rect r = shape->parts[i];
		for (int k = 0; k < r.w * r.h; k++) {
			size_t row = (size_t)(r.y + k / r.w);
			float value = values[row * shape->kernel.w + (size_t)(r.x + k % r.w)];
			*to = (uint8_t)lround((double)value);
			shape->grey_sum += *to;
			squares += *to * *to;
			to++;
		}
	}
	shape->grey_power = squares - shape->grey_sum * shape->grey_sum / shape->n;
}

/* settle() - the kernel around its mean. */
static void settle(struct level_shape *shape, float *values, double mean)
{
	size_t w = (size_t)shape->w, size = w * (size_t)shape->h;

	for (size_t i = 0; i < size; i++) {
		float *v = values + i / w * shape->kernel.w + i % w;
		*v = *v >= 0 ? *v - (float)mean : 0;
		shape->power += (double)*v * (double)*v;
	}
}

static void fill_shape(const struct sums *s, const struct grid *g, struct level_shape *shape)
{
	struct scan_kernel *k = &shape->kernel;
	double sum = 0;

	*shape =
		(struct level_shape){ .left = g->at.x, .top = g->at.y, .w = g->at.w, .h = g->at.h };
	k->w = ((size_t)shape->w + 3) / 4 * 4;
	k->h = (size_t)shape->h;
	float *values = mem_calloc(k->w * k->h, sizeof *values);
	k->v = values;
	for (int y = 0; y < shape->h; y++)
		sum += note_row(s, g, y, values + (size_t)y * k->w, shape);
	if (shape->n > 0) {
		pack(shape, values);
		settle(shape, values, sum / shape->n);
	}
}

/*
 * make_shapes() - false if one of them has fewer than @least boxes, or hardly any contrast: one
 * step of brightness or, at half the size, a quarter of the whole picture's. Such a picture
 * differs at its edge only, or is a pattern of single pixels.
 */
static bool make_shapes(const struct sums *s, const struct grid *g, double least, struct level *l)
{
	size_t n = (size_t)l->phases * (size_t)l->phases;
	double contrast = l->factor == 2 && s->power > 16 ? s->power / 16 : 1;
	bool enough = true;

	l->shape = mem_calloc(n, sizeof *l->shape);
	l->alike = true;
	for (size_t i = 0; i < n; i++) {
		struct grid shifted = *g;
		struct level_shape *shape = &l->shape[i];
		shifted.at.x += (int)i % l->phases * l->step;
		shifted.at.y += (int)i / l->phases * l->step;
		fill_shape(s, &shifted, shape);
		enough = enough && shape->n >= least && shape->grey_power >= contrast * shape->n;
		l->alike = l->alike && shape->n >= shape->w * shape->h;
	}
	return enough;
}

static void shapes_clear(struct level *l)
{
	for (int i = 0; l->shape && i < l->phases * l->phases; i++) {
		free((float *)(uintptr_t)l->shape[i].kernel.v);
		free(l->shape[i].grey);
		free(l->shape[i].parts);
	}
	free(l->shape);
	*l = (struct level){ 0 };
}

/* make() - one level of at most @most boxes; false, and nothing made, if it would be worth less
 * than @keep or have fewer than @least boxes. */
static bool make(const struct sums *s, struct level *l, int most, double keep, double least)
{
	struct grid g = { .factor = l->factor, .step = l->step };

	l->phases = l->factor / l->step;
	if (!part_of(s, most, &g))
		return false;
	l->keep = least_likeness(s, &g);
	if (l->keep >= keep && make_shapes(s, &g, least, l))
		return true;
	shapes_clear(l);
	return false;
}

static bool make_coarse(const struct sums *s, struct level *l)
{
	size_t n_plans = sizeof plans / sizeof *plans;

	for (size_t i = 0; i < n_plans; i++) {
		bool last = i + 1 == n_plans;
		int most = plans[i].step > 2 ? BOXES_MAX : plans[i].step == 2 ? 96 : 64;
		*l = (struct level){ .factor = plans[i].factor, .step = plans[i].step };
		if (make(s, l, most, last ? 0 : keep_min, last ? BOXES_LAST : BOXES_MIN))
			return true;
	}
	return false;
}

bool level_make(const uint8_t *grey, const uint8_t *mask, int w, int h, struct level level[LEVELS])
{
	CLEANUP(sums_clear) struct sums s = { .w = w, .h = h };

	sums_over(grey, mask, &s);
	if (!make_coarse(&s, &level[LEVEL_COARSE]))
		return false;
	if (level[LEVEL_COARSE].step > 2) {
		level[LEVEL_MIDDLE] = (struct level){ .factor = 4, .step = 2 };
		(void)make(&s, &level[LEVEL_MIDDLE], INT_MAX, keep_middle, BOXES_LAST);
	}
	level[LEVEL_HALF] = (struct level){ .factor = 2, .step = 1 };
	return make(&s, &level[LEVEL_HALF], INT_MAX, 0, BOXES_LAST);
}

/* phase_of() - all numbers are powers of two, and this is asked for often. */
static int phase_of(const struct level *l, int at)
{
	int first = l->step > 1 ? l->step : 0, mask = l->factor - 1;
	int left = (l->factor - (at & mask & -l->step) - first) & mask;

	return left >> __builtin_ctz((unsigned)l->step);
}

const struct level_shape *level_shape_at(const struct level *l, int x, int y)
{
	return &l->shape[phase_of(l, y) * l->phases + phase_of(l, x)];
}

void level_clear(struct level level[LEVELS])
{
	for (int i = 0; i < LEVELS; i++)
		shapes_clear(&level[i]);
}
