/* veil.c - ink that is no letter, told from letters by its shape. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/veil.h"

#include <stdlib.h>
#include <string.h>
#include "base/mem.h"
#include "ocr/reading.h"

/*
 * BAR_PX: what toolkits draw in text fields without an I-beam (GTK 1, Qt 1 or 2, Tk 2).
 * ARM_PX, STEM_PX: Motif's I-beam is 5 px wide with a stem of 1 px, from 20 px of height on 6 and
 * 2; without the focus every other pixel of it is drawn, as on a chessboard.
 * CARET_MIN_PX: of the lowest font in use, 6x10.
 * RULE_*: underlines of forms are 1 px thick, those of text from 14 px on 2; `i` is 3 px wide.
 * RULE_ROWS: an underline lies at most 3 rows above the deepest descender (g of DejaVu Sans 12).
 * BORDER_COLOURS: of a row at the edge: a shadow, and at its ends those beside it.
 */
enum {
	BAR_PX = 2,
	ARM_PX = 2,
	STEM_PX = 2,
	CARET_MIN_PX = 9,
	RULE_MIN_PX = 3,
	RULE_THICK_PX = 2,
	RULE_ROWS = 4,
	BORDER_COLOURS = 3,
};

/* A caret: a stem with or without serifs; of a stippled one the pixels of one parity only. */
struct caret {
	struct rect box;
	int arm_px, stem_px; /* 0 arms: a bar */
	int step;            /* 1: whole, 2: stippled */
	int parity;          /* of x + y */
	uint32_t rgb;
};

void veil_clear(struct veil *v)
{
	free(v->set);
	v->set = NULL;
}

/* draws() - has the caret @c a pixel at (@ix,@iy) of its box? */
static bool draws(const struct caret *c, int ix, int iy)
{
	int row = iy - c->box.y, column = ix - c->box.x;
	bool serif = row < c->stem_px || row >= c->box.h - c->stem_px;
	bool stem = column >= c->arm_px && column < c->arm_px + c->stem_px;

	return (stem || (serif && c->arm_px)) && (c->step == 1 || ((ix + iy) & 1) == c->parity);
}

/* is_drawn() - all pixels of @c have its colour, and of a stippled one some between them not. */
static bool is_drawn(const struct img *look, const struct caret *c)
{
	bool stippled = false;

	if (!rect_contains(img_bounds(look), c->box))
		return false;
	for (int iy = c->box.y; iy < c->box.y + c->box.h; iy++) {
		for (int ix = c->box.x; ix < c->box.x + c->box.w; ix++) {
			if (draws(c, ix, iy) && img_at(look, ix, iy) != c->rgb)
				return false;
			stippled = stippled || img_at(look, ix, iy) != c->rgb;
		}
	}
	return c->step == 1 || stippled;
}

/* What a letter that is the caret must have, and what it may have: the ink in the caret's box. */
struct trace {
	int wide_px, high_px;
	uint64_t must[2 * ARM_PX + STEM_PX], may[2 * ARM_PX + STEM_PX]; /* columns */
};

/* trace_of() - @c is lower than the words of a glyph. */
static struct trace trace_of(const struct img *look, uint32_t paper, const struct caret *c)
{
	struct trace t = { .wide_px = c->box.w, .high_px = c->box.h };

	for (int i = 0; i < c->box.w; i++) {
		for (int row = 0; row < c->box.h; row++) {
			int ix = c->box.x + i, iy = c->box.y + row;
			t.must[i] |= (uint64_t)draws(c, ix, iy) << row;
			t.may[i] |= (uint64_t)(img_at(look, ix, iy) != paper) << row;
		}
	}
	return t;
}

/* covers() - can @g be what the trace shows, with the trace's corner at (@column,@row) of it? */
static bool covers(const struct glyph *g, const struct trace *t, int column, int row)
{
	uint64_t inside = ((uint64_t)1 << t->high_px) - 1;

	for (int i = 0; i < t->wide_px; i++) {
		uint64_t any = g->any[column + i] >> row,
			 full = g->full[column + i] >> row & inside;
		if ((any & t->must[i]) != t->must[i] || full & ~t->may[i])
			return false;
	}
	return true;
}

/* in_a_letter() - has some letter of @at all pixels of the trace, and none where it has none? */
static bool in_a_letter(const struct atlas *at, const struct trace *t)
{
	for (size_t k = 0; k < at->n_glyphs; k++) {
		const struct glyph *g = &at->glyphs[k];
		for (int column = 0; column + t->wide_px <= g->width_px; column++)
			for (int row = 0; row + t->high_px <= at->rows; row++)
				if (covers(g, t, column, row))
					return true;
	}
	return false;
}

/* The tallest caret so far. */
struct search {
	const struct img *look;
	uint32_t paper_rgb;
	const struct veil_fonts *fonts;
	struct caret best; /* its box is empty: none */
	bool several;      /* another is as tall */
};

static bool is_no_letter(const struct search *s, const struct caret *c)
{
	struct trace t = { 0 };

	if (c->box.h < ATLAS_ROWS_MAX)
		t = trace_of(s->look, s->paper_rgb, c);
	for (size_t i = 0; i < s->fonts->n && t.high_px; i++)
		if (in_a_letter(s->fonts->atlases[i], &t))
			return false;
	return true;
}

static void propose(struct search *s, const struct caret *c)
{
	bool as_tall = c->box.h == s->best.box.h;
	bool same = !rect_empty(rect_intersection(c->box, s->best.box));

	if (c->box.h < s->best.box.h || c->box.h < CARET_MIN_PX || !is_drawn(s->look, c) ||
	    !is_no_letter(s, c))
		return;
	/* A bar is the stem of the beam around it. */
	s->several = as_tall && (s->several || !same);
	if (!as_tall || c->box.w > s->best.box.w)
		s->best = *c;
}

/* propose_beams() - the I-beams whose stem is the run from @top to @bottom of column @ix. */
static void propose_beams(struct search *s, const struct rect *run, int step)
{
	uint32_t rgb = img_at(s->look, run->x, run->y);

	/* The ends of a stippled stem may be the serifs' gaps. */
	for (int above = step - 1; above >= 0; above--) {
		for (int below = step - 1; below >= 0; below--) {
			const struct caret c = {
				.box = { run->x - ARM_PX, run->y - above, 2 * ARM_PX + run->w,
					 run->h + above + below },
				.arm_px = ARM_PX,
				.stem_px = run->w,
				.step = step,
				.parity = (run->x + run->y) & 1,
				.rgb = rgb,
			};
			propose(s, &c);
		}
	}
}

/* wide_as() - how many columns from @run->x on have just this run. */
static int wide_as(const struct search *s, const struct rect *run)
{
	uint32_t rgb = img_at(s->look, run->x, run->y);
	int wide = 1, bottom = run->y + run->h;

	for (; run->x + wide < s->look->width_px && wide <= BAR_PX; wide++) {
		int ix = run->x + wide;
		if ((run->y > 0 && img_at(s->look, ix, run->y - 1) == rgb) ||
		    (bottom < s->look->height_px && img_at(s->look, ix, bottom) == rgb))
			return wide;
		for (int iy = run->y; iy < bottom; iy++)
			if (img_at(s->look, ix, iy) != rgb)
				return wide;
	}
	return wide;
}

/* propose_run() - bars and beams of the run; @run->w is 1. */
static void propose_run(struct search *s, const struct rect *run, int step)
{
	struct rect stem = *run;

	if (run->h < CARET_MIN_PX)
		return;
	if (step == 1) {
		struct caret bar = { .box = *run,
				     .step = 1,
				     .rgb = img_at(s->look, run->x, run->y) };
		bar.box.w = bar.stem_px = wide_as(s, run);
		if (bar.box.w <= BAR_PX)
			propose(s, &bar);
	}
	for (stem.w = 1; stem.w <= STEM_PX; stem.w++)
		propose_beams(s, &stem, step);
}

/* propose_column() - every run of one colour in column @ix, of each pixel or of every other. */
static void propose_column(struct search *s, int ix, int step, int first)
{
	int height = s->look->height_px;

	for (int from = first, to; from < height; from = to) {
		uint32_t rgb = img_at(s->look, ix, from);
		for (to = from + step; to < height && img_at(s->look, ix, to) == rgb; to += step)
			;
		const struct rect run = { ix, from, 1, to - step - from + 1 };
		if (rgb != s->paper_rgb)
			propose_run(s, &run, step);
	}
}

/* hide() - the part of @r in the look. */
static void hide(struct veil *v, const struct img *look, struct rect r)
{
	for (int iy = r.y; iy < r.y + r.h; iy++)
		memset(v->set + (size_t)iy * (size_t)look->width_px + (size_t)r.x, 1, (size_t)r.w);
}

struct veil veil_caret(const struct img *look, uint32_t paper, const struct veil_fonts *fonts)
{
	struct search s = { .look = look, .paper_rgb = paper, .fonts = fonts };
	struct veil v = { 0 };

	for (int step = 1; step <= 2 && s.best.box.h == 0; step++)
		for (int ix = 0; ix < look->width_px; ix++)
			for (int first = 0; first < step; first++)
				propose_column(&s, ix, step, first);
	if (s.best.box.h == 0 || s.several)
		return v;
	v.set = mem_calloc((size_t)look->width_px * (size_t)look->height_px, 1);
	v.box = v.caret = s.best.box;
	v.besides = OCR_CARET;
	for (int iy = v.box.y; iy < v.box.y + v.box.h; iy++)
		for (int ix = v.box.x; ix < v.box.x + v.box.w; ix++)
			if (draws(&s.best, ix, iy))
				hide(&v, look, (struct rect){ ix, iy, 1, 1 });
	return v;
}

/* A level run of one colour. */
static int run_end(const struct img *look, int ix, int iy)
{
	uint32_t rgb = img_at(look, ix, iy);

	while (ix < look->width_px && img_at(look, ix, iy) == rgb)
		ix++;
	return ix;
}

/* ink_in() - pixels of @r that are not paper; what lies outside of the look is. */
static int ink_in(const struct img *look, uint32_t paper, struct rect r)
{
	struct rect seen = rect_intersection(r, img_bounds(look));
	int n = 0;

	for (int iy = seen.y; iy < seen.y + seen.h; iy++)
		for (int ix = seen.x; ix < seen.x + seen.w; ix++)
			n += img_at(look, ix, iy) != paper;
	return n;
}

/* same_run() - is @run the whole run in row @iy, too? */
static bool same_run(const struct img *look, struct rect run, int iy)
{
	if (iy < 0 || iy >= look->height_px || run_end(look, run.x, iy) != run.x + run.w)
		return false;
	return img_at(look, run.x, iy) == img_at(look, run.x, run.y) &&
	       (run.x == 0 || img_at(look, run.x - 1, iy) != img_at(look, run.x, iy));
}

/* is_rule() - thin, with ink above it. @rule is its lowest row at first. */
static bool is_rule(const struct img *look, uint32_t paper, enum veil_rule_kind kind,
		    struct rect *rule)
{
	if (rule->w < RULE_MIN_PX || rule->x == 0 || rule->x + rule->w == look->width_px ||
	    same_run(look, *rule, rule->y + 1))
		return false;
	while (rule->h <= RULE_THICK_PX && same_run(look, *rule, rule->y - 1)) {
		rule->y--;
		rule->h++;
	}
	struct rect around = rect_grow(*rule, 1);
	struct rect letters = { rule->x, 0, rule->w, rule->y };
	if (rule->h > RULE_THICK_PX || ink_in(look, paper, letters) == 0)
		return false;
	return kind == VEIL_RULE_CROSSED || ink_in(look, paper, around) == rule->w * rule->h;
}

size_t veil_rules(const struct img *look, uint32_t paper, enum veil_rule_kind kind,
		  struct rect list[VEIL_RULES_MAX])
{
	int bottom = look->height_px - 1, first;
	size_t n = 0;

	while (bottom > 0 &&
	       ink_in(look, paper, (struct rect){ 0, bottom, look->width_px, 1 }) == 0)
		bottom--;
	first = bottom - RULE_ROWS + 1 > 1 ? bottom - RULE_ROWS + 1 : 1;
	/* What touches the edge is a border, or cut off. */
	for (int iy = bottom < look->height_px - 1 ? bottom : 0; iy >= first; iy--) {
		for (int ix = 0, end; ix < look->width_px && n < VEIL_RULES_MAX; ix = end) {
			end = run_end(look, ix, iy);
			struct rect rule = { ix, iy, end - ix, 1 };
			if (img_at(look, ix, iy) != paper && is_rule(look, paper, kind, &rule))
				list[n++] = rule;
		}
	}
	return n;
}

struct veil veil_rule(const struct img *look, struct rect rule)
{
	struct veil v = { .box = rule, .rule = rule, .besides = OCR_UNDERLINE };

	v.set = mem_calloc((size_t)look->width_px * (size_t)look->height_px, 1);
	hide(&v, look, rule);
	return v;
}

bool veil_is_border(const struct img *look, uint32_t paper, struct rect strip)
{
	uint32_t was = img_at(look, strip.x, strip.y);
	int colours = 1;

	for (int i = 0; i < strip.w * strip.h; i++) {
		uint32_t rgb = img_at(look, strip.x + i % strip.w, strip.y + i / strip.w);
		if (rgb == paper)
			return false;
		colours += rgb != was;
		was = rgb;
	}
	return colours <= BORDER_COLOURS;
}

/* borders() - how far the innermost border lies from the side of @in; 0: there is none. */
static int borders(const struct img *look, uint32_t paper, struct rect in, int side)
{
	int half = (side < 2 ? in.h : in.w) / 2;

	for (int far = half; far > 0; far--) {
		const struct rect strips[] = { { in.x, in.y + far - 1, in.w, 1 },
					       { in.x, in.y + in.h - far, in.w, 1 },
					       { in.x + far - 1, in.y, 1, in.h },
					       { in.x + in.w - far, in.y, 1, in.h } };
		if (veil_is_border(look, paper, strips[side]))
			return far;
	}
	return 0;
}

struct rect veil_border(const struct img *look, uint32_t paper, const struct veil_fonts *fonts)
{
	struct rect in = img_bounds(look), longest = { 0 };

	for (size_t i = 0; i < fonts->n; i++) {
		const struct atlas *at = fonts->atlases[i];
		longest.w = at->wide_max_px > longest.w ? at->wide_max_px : longest.w;
		longest.h = at->tall_max_px > longest.h ? at->tall_max_px : longest.h;
	}
	/* Twice: where a border ends, those across it do. */
	for (int i = 0; i < 8; i++) {
		int side = i % 4;
		if (side < 2 ? in.w <= longest.w : in.h <= longest.h)
			continue;
		int cut = borders(look, paper, in, side);
		in = (struct rect){ in.x + (side == 2 ? cut : 0), in.y + (side == 0 ? cut : 0),
				    in.w - (side > 1 ? cut : 0), in.h - (side < 2 ? cut : 0) };
	}
	return in;
}
