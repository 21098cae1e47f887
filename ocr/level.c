/* level.c - how a picture is sought at a fraction of its size. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/level.h"

#include <math.h>
#include <stdlib.h>
#include "base/mem.h"

/* Measured in docs/decisions/026. */
enum { BOXES_MIN = 40, BOXES_LAST = 9, WORK_MAX = 48 };
static const double keep_min = 0.75;
/* NOISE: standard deviation of noise between -8 and 8. */
static const double noise = 4.9;

static const struct {
	int factor, step;
} plans[] = { { 8, 4 }, { 8, 2 }, { 4, 2 }, { 4, 1 }, { 2, 1 } };

/* Running sums over a picture: of brightness and of pixels that count. */
struct sums {
	int w, h;
	int64_t *grey, *counted; /* (w + 1) x (h + 1); owned */
};

static void sums_clear(struct sums *s)
{
	free(s->grey);
	free(s->counted);
}

static void sums_over(const uint8_t *grey, const uint8_t *mask, struct sums *s)
{
	size_t stride = (size_t)s->w + 1;

	s->grey = mem_calloc(stride * ((size_t)s->h + 1), sizeof *s->grey);
	s->counted = mem_calloc(stride * ((size_t)s->h + 1), sizeof *s->counted);
	for (size_t y = 0; y < (size_t)s->h; y++) {
		int64_t sum = 0, counted = 0;
		for (size_t x = 0; x < (size_t)s->w; x++) {
			sum += grey[y * (stride - 1) + x];
			counted += mask[y * (stride - 1) + x];
			s->grey[(y + 1) * stride + x + 1] = s->grey[y * stride + x + 1] + sum;
			s->counted[(y + 1) * stride + x + 1] =
				s->counted[y * stride + x + 1] + counted;
		}
	}
}

static int64_t within(const struct sums *s, const int64_t *of, struct rect r)
{
	size_t stride = (size_t)s->w + 1;
	const int64_t *top = of + (size_t)r.y * stride + r.x;
	const int64_t *bottom = top + (size_t)r.h * stride;

	return bottom[r.w] - bottom[0] - top[r.w] + top[0];
}

/* box_mean() - of a box inside the picture; false when not all of it counts. */
static bool box_mean(const struct sums *s, struct rect box, double *ret_mean)
{
	if (!rect_contains((struct rect){ 0, 0, s->w, s->h }, box) ||
	    within(s, s->counted, box) < box.w * box.h)
		return false;
	*ret_mean = (double)within(s, s->grey, box) / (box.w * box.h);
	return true;
}

/* Two rows of values that are correlated as they come. */
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

/* likeness() - of the part in boxes from (@ox,@oy) and from (@dx,@dy) further, under noise. */
static double likeness(const struct sums *s, const struct level *l, struct rect first, int dx,
		       int dy)
{
	struct pairs p = { 0 };
	double here, beside;

	for (int y = first.y; y + l->factor <= l->part.y + l->part.h; y += l->factor) {
		for (int x = first.x; x + l->factor <= l->part.x + l->part.w; x += l->factor) {
			struct rect box = { x, y, l->factor, l->factor };
			struct rect moved = { x + dx, y + dy, l->factor, l->factor };
			if (box_mean(s, box, &here) && box_mean(s, moved, &beside))
				pairs_add(&p, here, beside);
		}
	}
	return pairs_score(&p, l->factor);
}

/* least_likeness() - half a step aside in any direction, the boxes beginning anywhere. */
static double least_likeness(const struct sums *s, const struct level *l)
{
	int half = l->step / 2;
	double least = 1;

	for (int phase = 0; phase < l->phases * l->phases; phase++) {
		struct rect first = { l->part.x + phase % l->phases * l->step,
				      l->part.y + phase / l->phases * l->step, 0, 0 };
		for (int corner = 0; corner < 4; corner++) {
			double like = likeness(s, l, first, corner & 1 ? half : -half,
					       corner & 2 ? half : -half);
			least = like < least ? like : least;
		}
	}
	return least;
}

/* part_of() - at most as many boxes of the picture as @boxes: those that vary most. */
static struct rect part_of(const struct sums *s, int factor, int boxes)
{
	double share = sqrt((double)boxes * factor * factor / ((double)s->w * s->h));
	struct rect best = { 0, 0, s->w, s->h };
	double most = -1;

	if (share >= 1)
		return best;
	int w = (int)(s->w * share), h = (int)(s->h * share);
	w = w < 5 * factor ? 5 * factor : w;
	h = h < 5 * factor ? 5 * factor : h;
	struct rect part = { 0, 0, w < s->w ? w : s->w, h < s->h ? h : s->h };
	for (part.y = 0; part.y + part.h <= s->h; part.y += 2 * factor) {
		for (part.x = 0; part.x + part.w <= s->w; part.x += 2 * factor) {
			struct pairs p = { 0 };
			double mean;
			for (int y = part.y; y + factor <= part.y + part.h; y += factor)
				for (int x = part.x; x + factor <= part.x + part.w; x += factor)
					if (box_mean(s, (struct rect){ x, y, factor, factor }, &mean))
						pairs_add(&p, mean, mean);
			double power = p.n > 0 ? p.aa - p.a * p.a / p.n : 0;
			if (power > most) {
				most = power;
				best = part;
			}
		}
	}
	return best;
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

static void fill_shape(const struct sums *s, const struct level *l, int ox, int oy,
		       struct level_shape *shape)
{
	int f = l->factor;
	double sum = 0;

	shape->w = (l->part.w - ox) / f;
	shape->h = (l->part.h - oy) / f;
	shape->kernel.w = ((size_t)shape->w + 3) / 4 * 4;
	shape->kernel.h = (size_t)shape->h;
	float *values = mem_calloc(shape->kernel.w * shape->kernel.h + 1, sizeof *values);
	uint8_t *counts = mem_calloc(shape->kernel.w * shape->kernel.h + 1, 1);
	shape->kernel.v = values;
	for (int y = 0; y < shape->h; y++) {
		struct rect run = { 0, y, 0, 1 };
		for (int x = 0; x < shape->w; x++) {
			size_t at = (size_t)y * shape->kernel.w + (size_t)x;
			double mean = 0;
			counts[at] = box_mean(s,
					      (struct rect){ l->part.x + ox + x * f,
							     l->part.y + oy + y * f, f, f },
					      &mean);
			values[at] = (float)mean;
			sum += mean;
			shape->n += counts[at];
			if (counts[at] && run.w++ == 0)
				run.x = x;
			if (run.w > 0 && (!counts[at] || x + 1 == shape->w)) {
				add_part(shape, run);
				run.w = 0;
			}
		}
	}
	for (size_t i = 0; i < shape->kernel.w * shape->kernel.h; i++) {
		values[i] = counts[i] ? values[i] - (float)(sum / shape->n) : 0;
		shape->power += (double)values[i] * (double)values[i];
	}
	free(counts);
}

/* boxes_left() - that count in the phase that has fewest of them. */
static double boxes_left(const struct level *l)
{
	double least = l->shape[0].n;

	for (int i = 1; i < l->phases * l->phases; i++)
		least = l->shape[i].n < least ? l->shape[i].n : least;
	return least;
}

static void make_shapes(const struct sums *s, struct level *l)
{
	size_t n = (size_t)l->phases * (size_t)l->phases;

	l->shape = mem_calloc(n, sizeof *l->shape);
	for (int oy = 0; oy < l->phases; oy++)
		for (int ox = 0; ox < l->phases; ox++)
			fill_shape(s, l, ox * l->step, oy * l->step,
				   &l->shape[oy * l->phases + ox]);
}

/* boxes_for() - so many that the places of a screen, @step apart, take about the same time. */
static int boxes_for(int step)
{
	return step > 2 ? 8 * WORK_MAX : 2 * WORK_MAX;
}

bool level_choose(const uint8_t *grey, const uint8_t *mask, int w, int h, struct level *level)
{
	CLEANUP(sums_clear) struct sums s = { .w = w, .h = h };
	size_t n_plans = sizeof plans / sizeof *plans;

	sums_over(grey, mask, &s);
	for (size_t i = 0; i < n_plans; i++) {
		struct level l = { .factor = plans[i].factor, .step = plans[i].step };
		bool last = i + 1 == n_plans;
		l.phases = l.factor / l.step;
		l.part = part_of(&s, l.factor, boxes_for(l.step));
		if (l.part.w < 2 * l.factor || l.part.h < 2 * l.factor)
			continue;
		l.keep = least_likeness(&s, &l);
		if (l.keep < keep_min && !last)
			continue;
		make_shapes(&s, &l);
		if (boxes_left(&l) >= (last ? BOXES_LAST : BOXES_MIN)) {
			*level = l;
			return true;
		}
		level_clear(&l);
	}
	return false;
}

void level_clear(struct level *level)
{
	for (int i = 0; level->shape && i < level->phases * level->phases; i++) {
		free((float *)(uintptr_t)level->shape[i].kernel.v);
		free(level->shape[i].parts);
	}
	free(level->shape);
}
