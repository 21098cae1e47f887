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

struct prepared {
	int w, h;
	uint32_t *px; /* owned */
	struct runs runs;
	double n, sum[3], power; /* of the pixels that count; power: around the means */
	struct level level[LEVELS];
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

/* set_shares() - from what product on a cell is tried. */
static void set_shares(struct level *l, double least)
{
	double want = fmax(l->keep * least - slack, slack);

	for (int i = 0; i < l->phases * l->phases; i++)
		l->shape[i].kernel.share = (float)(want * want * l->shape[i].power);
}

/* prepare() - what is refused here is released by the caller as well. */
static bool prepare(struct prepared *p, const struct look *look, size_t number, double least,
		    struct err *e)
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
	if (!level_make(grey, mask, p->w, p->h, p->level))
		return err_set(
			e, ERR_RECIPE,
			"picture %zu (%d x %d px): too little of it counts or differs in one "
			"piece",
			number + 1, p->w, p->h);
	set_shares(&p->level[LEVEL_COARSE], least);
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
		if (!prepare(&p->look[p->n], &looks[p->n], p->n, least, e)) {
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
		free(look->px);
		free(look->runs.at);
		level_clear(look->level);
	}
	free(p);
}

/* PLANES: at a half, a quarter and an eighth of the size. */
enum { PLANES = 3 };

/* What is known of the screen, and what was found. */
struct search {
	const struct pyramid *p;
	const struct img *screen;
	struct rect area;
	struct plane plane[PLANES]; /* the first always, the others when first wanted */
	uint8_t *seen;              /* one bit for a place of the area; owned */
	struct look_place *hits;    /* owned */
	size_t n, room;
	bool more;
};

static const struct plane *plane_of(struct search *s, int factor)
{
	int wanted = factor == 2 ? 0 : factor == 4 ? 1 : 2;

	for (int i = 1; i <= wanted; i++)
		if (!s->plane[i].grey)
			plane_shrink(&s->plane[i - 1], &s->plane[i]);
	if (!s->plane[wanted].v)
		plane_add_up(&s->plane[wanted]);
	return &s->plane[wanted];
}

/* GATHER: bytes of several rows that are compared at once; rows are often shorter than a loop
 * that works on 16 of them likes. */
enum { GATHER = 4096 };

/* grey_sums() - of a shape at the box (@px,@py) of a plane. */
static struct scan_grey grey_sums(const struct plane *plane, const struct level_shape *shape,
				  int px, int py)
{
	const uint8_t *want = shape->grey;
	struct scan_grey sums = { 0 };
	uint8_t seen[GATHER];
	size_t n = 0;

	for (size_t i = 0; i < shape->n_parts; i++) {
		struct rect r = shape->parts[i];
		const uint8_t *row =
			plane->grey + (size_t)(py + r.y) * (size_t)plane->w + (size_t)(px + r.x);
		for (int y = 0; y < r.h; y++, row += plane->w) {
			for (int x = 0; x < r.w;) {
				size_t left = (size_t)(r.w - x);
				size_t few = left < GATHER - n ? left : GATHER - n;
				memcpy(seen + n, row + x, few);
				n += few;
				x += (int)few;
				if (n < GATHER)
					continue;
				scan_grey(seen, want, n, &sums);
				want += n;
				n = 0;
			}
		}
	}
	scan_grey(seen, want, n, &sums);
	return sums;
}

/* level_score() - of the cell of the place (@x,@y) of the area, the cell's first. */
static double level_score(const struct search *s, const struct level *l, int x, int y)
{
	const struct plane *plane = &s->plane[l->factor == 2 ? 0 : l->factor == 4 ? 1 : 2];
	const struct level_shape *shape = level_shape_at(l, x, y);
	int shift = __builtin_ctz((unsigned)l->factor); /* a power of two */
	int px = (x + shape->left) >> shift, py = (y + shape->top) >> shift;
	struct scan_grey sums;

	if (px + shape->w > plane->w || py + shape->h > plane->h)
		return 0;
	sums = grey_sums(plane, shape, px, py);
	double a = (double)sums.a, power = (double)sums.aa - a * a / shape->n;
	if (power <= 0 || shape->grey_power <= 0)
		return 0;
	return ((double)sums.ab - a * shape->grey_sum / shape->n) / sqrt(power * shape->grey_power);
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
	if (level_score(s, &p->level[LEVEL_HALF], x, y) < s->p->least - slack)
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

/* try_cell() - the places of the cell that begins at (@x,@y), by the middle level if any. */
static void try_cell(struct search *s, size_t number, int x, int y)
{
	const struct level *level = s->p->look[number].level, *middle = &level[LEVEL_MIDDLE];
	int step = level[LEVEL_COARSE].step, fine = middle->shape ? middle->step : step;

	for (int cell = 0; cell < step * step / (fine * fine); cell++) {
		int cx = x + cell % (step / fine) * fine, cy = y + cell / (step / fine) * fine;
		if (middle->shape &&
		    level_score(s, middle, cx, cy) < middle->keep * s->p->least - slack)
			continue;
		for (int i = 0; i < fine * fine; i++)
			try_place(s, number, cx + i % fine, cy + i / fine);
	}
}

/* look_over() - sums of SCAN_BLOCK places; false if too little is to be seen at any of them. */
static bool look_over(const struct plane *plane, const struct level_shape *shape, int x, int y,
		      struct scan_field *field)
{
	memset(field, 0, sizeof *field);
	for (size_t i = 0; i < shape->n_parts; i++) {
		struct rect r = shape->parts[i];
		size_t top = (size_t)(y + r.y) * plane->sums_stride + (size_t)(x + r.x);
		size_t bottom = top + (size_t)r.h * plane->sums_stride;
		scan_boxes(plane->sums + top, plane->sums + bottom, (size_t)r.w, field->sums);
		scan_boxes(plane->squares + top, plane->squares + bottom, (size_t)r.w,
			   field->squares);
	}
	return scan_powers(field, shape->n, (float)(quiet_share * shape->power));
}

/* seek_block() - SCAN_BLOCK boxes from (@x,@y) on, for every phase. */
static void seek_block(struct search *s, size_t number, const struct plane *plane, int x, int y)
{
	const struct level *l = &s->p->look[number].level[LEVEL_COARSE];
	struct scan_field field;
	uint32_t hits[SCAN_BLOCK];
	bool any = false;

	for (int i = 0; i < l->phases * l->phases; i++) {
		const struct level_shape *shape = &l->shape[i];
		if (i == 0 || !l->alike)
			any = look_over(plane, shape, x, y, &field);
		if (!any)
			continue;
		size_t n = scan_correlate(plane->v + (size_t)y * plane->stride + x, plane->stride,
					  &shape->kernel, field.powers, hits);
		for (size_t k = 0; k < n; k++)
			if (x + (int)hits[k] <= plane->w - shape->w)
				try_cell(s, number, (x + (int)hits[k]) * l->factor - shape->left,
					 y * l->factor - shape->top);
	}
}

static void seek(struct search *s, size_t number)
{
	const struct level *l = &s->p->look[number].level[LEVEL_COARSE];
	const struct plane *plane = plane_of(s, l->factor);

	memset(s->seen, 0, (size_t)s->area.w * (size_t)s->area.h / 8 + 1);
	for (int y = 0; y <= plane->h - l->shape[0].h; y++)
		for (int x = 0; x <= plane->w - l->shape[0].w; x += SCAN_BLOCK)
			seek_block(s, number, plane, x, y);
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
		plane_halve(screen, s.area, &s.plane[0]);
		s.seen = mem_calloc((size_t)s.area.w * (size_t)s.area.h / 8 + 1, 1);
		for (size_t i = 0; i < p->n; i++)
			if (p->look[i].w <= s.area.w && p->look[i].h <= s.area.h)
				seek(&s, i);
	}
	give_best(&s, places);
	for (int i = 0; i < PLANES; i++)
		plane_clear(&s.plane[i]);
	free(s.seen);
	free(s.hits);
	return true;
}
