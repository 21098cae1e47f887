/* needle.c - every place where a small picture stands on a large one, pixel for pixel. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/needle.h"

#include <stdlib.h>
#include "base/mem.h"
#include "base/pixels.h"
#include "ocr/scan.h"

enum {
	BUCKETS = 4096, /* of colours; two in one are only taken for less rare than they are */
	TRIALS = 256,   /* places and pixels tried against each other when anchors are chosen */
	PROBES = 8,     /* more pixels, looked at one by one where the anchors agree */
	ANCHORS = SCAN_ANCHORS + PROBES,
};

/* A run of pixels in one row that count. */
struct run {
	int ix, iy, n;
};

struct spot {
	int ix, iy;
};

struct prepared {
	int width_px, height_px;
	uint32_t *px;     /* row by row, top bytes 0; owned */
	struct run *runs; /* owned */
	size_t n_runs;
	struct spot anchor[ANCHORS];
};

struct needle {
	size_t n;
	struct prepared look[LOOKS_MAX];
};

static uint32_t colour(const struct prepared *p, struct spot at)
{
	return p->px[(size_t)at.iy * (size_t)p->width_px + (size_t)at.ix];
}

/* note_runs() - the mask as runs. */
static void note_runs(struct prepared *p, const uint8_t *mask)
{
	size_t room = 0;

	for (int iy = 0; iy < p->height_px; iy++) {
		const uint8_t *row = mask + (size_t)iy * (size_t)p->width_px;
		for (int ix = 0; ix < p->width_px; ix++) {
			if (!row[ix])
				continue;
			if (ix > 0 && row[ix - 1]) {
				p->runs[p->n_runs - 1].n++;
				continue;
			}
			if (p->n_runs == room) {
				room = 2 * room + 64;
				p->runs = mem_realloc(p->runs, room, sizeof *p->runs);
			}
			p->runs[p->n_runs++] = (struct run){ ix, iy, 1 };
		}
	}
}

static size_t bucket(uint32_t rgb)
{
	return (rgb * UINT32_C(2654435761)) >> 20;
}

/* rarest() - the pixel that counts whose colour the picture has least often. */
static struct spot rarest(const struct prepared *p)
{
	CLEANUP(mem_freep) uint32_t *times = mem_calloc(BUCKETS, sizeof *times);
	struct spot best = { p->runs[0].ix, p->runs[0].iy };

	for (size_t r = 0; r < p->n_runs; r++)
		for (int k = 0; k < p->runs[r].n; k++)
			times[bucket(
				colour(p, (struct spot){ p->runs[r].ix + k, p->runs[r].iy }))]++;
	for (size_t r = 0; r < p->n_runs; r++) {
		for (int k = 0; k < p->runs[r].n; k++) {
			struct spot at = { p->runs[r].ix + k, p->runs[r].iy };
			if (times[bucket(colour(p, at))] < times[bucket(colour(p, best))])
				best = at;
		}
	}
	return best;
}

/* Pixels that count, evenly spread: at most TRIALS. */
struct trials {
	size_t n;
	struct spot at[TRIALS];
};

/* spread() - those whose colour is @rgb, or all when @rgb is no colour. */
static struct trials spread(const struct prepared *p, uint32_t rgb)
{
	struct trials t = { 0 };
	size_t all = 0, seen = 0;

	for (int pass = 0; pass < 2; pass++) {
		for (size_t r = 0; r < p->n_runs; r++) {
			for (int k = 0; k < p->runs[r].n; k++) {
				struct spot at = { p->runs[r].ix + k, p->runs[r].iy };
				if (rgb <= PIXELS_RGB && colour(p, at) != rgb)
					continue;
				if (pass == 0)
					all++;
				else if (seen++ * TRIALS / all >= t.n && t.n < TRIALS)
					t.at[t.n++] = at;
			}
		}
	}
	return t;
}

/* share_of() - of the pixels tried: those of this colour, in 256ths. */
static size_t share_of(const struct prepared *p, const struct trials *all, uint32_t rgb)
{
	size_t same = 0;

	for (size_t i = 0; i < all->n; i++)
		same += colour(p, all->at[i]) == rgb;
	return 256 * same / all->n;
}

/* Whether a pixel would tell the picture from one shifted. */
enum told { TOLD, NOT_TOLD, OUTSIDE };

/* told() - would @by, when @first comes to lie on @other? */
static enum told told(const struct prepared *p, struct spot first, struct spot other,
		      struct spot by)
{
	struct spot at = { other.ix + by.ix - first.ix, other.iy + by.iy - first.iy };

	if (at.ix < 0 || at.iy < 0 || at.ix >= p->width_px || at.iy >= p->height_px)
		return OUTSIDE;
	return colour(p, at) != colour(p, by) ? TOLD : NOT_TOLD;
}

/* worth() - of a pixel as the next anchor. Shifts it tells count four times as much as what it
 * would tell if the picture's colours were strewn about; outside the picture they are. */
static size_t worth(const struct prepared *p, const struct trials *left, struct spot first,
		    struct spot by, size_t share)
{
	size_t sum = 256 - share;

	for (size_t s = 0; s < left->n; s++) {
		enum told t = told(p, first, left->at[s], by);
		sum += 256 - share;
		sum += t == TOLD ? 1024 : t == OUTSIDE ? 4 * (256 - share) : 0;
	}
	return sum;
}

/*
 * next_anchor() - the pixel that tells most of the shifts which the anchors so far let pass. What a
 * picture looks like in its own neighbourhood stands for the screen, which is not known yet; and
 * so does an empty area of the first anchor's colour, which most screens have most of.
 */
static struct spot next_anchor(const struct prepared *p, const struct trials *all,
			       const struct trials *left, const struct spot *anchor, size_t n)
{
	size_t best_worth = 0;
	struct spot best = anchor[n - 1];
	bool plain = true;

	for (size_t i = 1; i < n; i++)
		plain = plain && colour(p, anchor[i]) == colour(p, anchor[0]);
	for (size_t k = 0; k < all->n; k++) {
		uint32_t rgb = colour(p, all->at[k]);
		bool known = false;
		for (size_t i = 0; i < n; i++)
			known = known ||
				(anchor[i].ix == all->at[k].ix && anchor[i].iy == all->at[k].iy);
		if (known)
			continue;
		size_t w = worth(p, left, anchor[0], all->at[k], share_of(p, all, rgb));
		if (plain && rgb != colour(p, anchor[0]))
			w += 640 * (1 + left->n);
		if (w > best_worth) {
			best_worth = w;
			best = all->at[k];
		}
	}
	return best;
}

static void choose_anchors(struct prepared *p)
{
	p->anchor[0] = rarest(p);
	struct trials all = spread(p, UINT32_MAX), left = spread(p, colour(p, p->anchor[0]));

	for (size_t i = 1; i < ANCHORS; i++) {
		p->anchor[i] = next_anchor(p, &all, &left, p->anchor, i);
		size_t kept = 0;
		for (size_t s = 0; s < left.n; s++)
			if (told(p, p->anchor[0], left.at[s], p->anchor[i]) != TOLD)
				left.at[kept++] = left.at[s];
		left.n = kept;
	}
}

static void prepare(struct prepared *p, const struct look *look)
{
	size_t n = (size_t)look->img->width_px * (size_t)look->img->height_px;
	CLEANUP(mem_freep) uint8_t *mask = look_mask(look);

	p->width_px = look->img->width_px;
	p->height_px = look->img->height_px;
	p->px = mem_calloc(n, sizeof *p->px);
	pixels_take(p->px, look->img->px, n);
	note_runs(p, mask);
	choose_anchors(p);
}

bool needle_new(const struct look *looks, size_t n, struct needle **ret_needle, struct err *e)
{
	if (!look_check(looks, n, e))
		return false;
	struct needle *needle = mem_zalloc(sizeof *needle);
	for (size_t i = 0; i < n; i++)
		prepare(&needle->look[i], &looks[i]);
	needle->n = n;
	*ret_needle = needle;
	return true;
}

void needle_free(struct needle *n)
{
	for (size_t i = 0; n && i < n->n; i++) {
		free(n->look[i].px);
		free(n->look[i].runs);
	}
	free(n);
}

static inline bool agrees(const struct prepared *p, const struct img *screen, struct spot to,
			  struct spot by)
{
	return (img_at(screen, to.ix + by.ix, to.iy + by.iy) & PIXELS_RGB) == colour(p, by);
}

/*
 * stands() - are all runs at (@ix,@iy) of the screen? @odd is the pixel that was wrong last time
 * and is looked at first: in patterns that repeat it is the wrong one again and again.
 */
static bool stands(const struct prepared *p, const struct img *screen, struct spot to,
		   struct spot *odd)
{
	if (!agrees(p, screen, to, *odd))
		return false;
	for (size_t i = SCAN_ANCHORS; i < ANCHORS; i++)
		if (!agrees(p, screen, to, p->anchor[i]))
			return false;
	for (size_t r = 0; r < p->n_runs; r++) {
		const struct run *run = &p->runs[r];
		const uint32_t *want = p->px + (size_t)run->iy * (size_t)p->width_px + run->ix;
		const uint32_t *have = img_row(screen, to.iy + run->iy) + to.ix + run->ix;
		size_t same = pixels_same(want, have, (size_t)run->n);
		if (same < (size_t)run->n) {
			*odd = (struct spot){ run->ix + (int)same, run->iy };
			return false;
		}
	}
	return true;
}

/* What one look needs while rows are gone through. */
struct walk {
	struct spot odd;
	uint32_t *hits;             /* room for a row of places; shared, borrowed */
	struct look_places *places; /* shared, borrowed */
};

/* add_place() - false when there is no more room. */
static bool add_place(struct look_places *places, struct look_place place)
{
	if (places->n == places->most) {
		places->more = true;
		return false;
	}
	places->at[places->n++] = place;
	return true;
}

/* find_in_row() - places of look @number whose top row is @iy; false when there is no more room. */
static bool find_in_row(const struct needle *n, size_t number, const struct img *screen,
			struct rect row, struct walk *walk)
{
	const struct prepared *p = &n->look[number];
	struct scan_anchor a[SCAN_ANCHORS];

	for (size_t i = 0; i < SCAN_ANCHORS; i++) {
		a[i].px = img_row(screen, row.y + p->anchor[i].iy) + row.x + p->anchor[i].ix;
		a[i].rgb = colour(p, p->anchor[i]);
	}
	size_t n_hits = scan_anchors(a, (size_t)row.w, walk->hits);
	for (size_t k = 0; k < n_hits; k++) {
		struct spot to = { row.x + (int)walk->hits[k], row.y };
		struct rect box = { to.ix, to.iy, p->width_px, p->height_px };
		if (stands(p, screen, to, &walk->odd) &&
		    !add_place(walk->places, (struct look_place){ box, number, 1 }))
			return false;
	}
	return true;
}

bool needle_find(const struct needle *n, const struct img *screen, struct rect within,
		 struct look_places *places, struct err *e)
{
	struct rect area = rect_intersection(within, img_bounds(screen));
	struct walk walk[LOOKS_MAX] = { 0 };

	for (size_t i = 0; i < n->n; i++)
		if (!look_fits(n->look[i].width_px, n->look[i].height_px, screen, e))
			return false;
	places->n = 0;
	places->more = false;
	CLEANUP(mem_freep) uint32_t *hits = mem_calloc((size_t)area.w + 1, sizeof *hits);
	for (size_t i = 0; i < n->n; i++)
		walk[i] = (struct walk){ n->look[i].anchor[0], hits, places };
	for (int iy = area.y; iy < area.y + area.h; iy++) {
		for (size_t i = 0; i < n->n; i++) {
			const struct prepared *p = &n->look[i];
			struct rect row = { area.x, iy, area.w - p->width_px + 1, 1 };
			if (row.w > 0 && iy + p->height_px <= area.y + area.h &&
			    !find_in_row(n, i, screen, row, &walk[i]))
				return true;
		}
	}
	return true;
}
