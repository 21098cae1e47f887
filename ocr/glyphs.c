/* glyphs.c - a line read exactly: every text of a known font that has its pixels, or none. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/glyphs.h"

#include <stdlib.h>
#include <string.h>
#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "ocr/certify.h"
#include "ocr/ink.h"
#include "ocr/lattice.h"
#include "ocr/veil.h"

/* FOUND_MAX: texts at different heights of one line ("-" and "_"); more is told as "too many". */
enum { FOUND_MAX = 8 };

/* A line as one atlas sees it. */
struct sight {
	const struct atlas *atlas;
	const struct img *look;
	struct arena *arena;
	struct veil veil;
	struct rect box; /* of the ink outside of the veil */
	uint32_t paper_rgb, ink_rgb;
	uint64_t *ink, *full, *hidden; /* columns; owned; row 0 is box.y */
	struct ground ground;
	uint64_t *shifted; /* owned; three times the width: the ground's columns */
	uint32_t *px;      /* owned; the ground's pixels; NULL in a mono atlas */
};

/* What was found for a line, at each height. */
struct findings {
	struct lattice_line lines[FOUND_MAX];
	int top_px[FOUND_MAX]; /* of the face's picture on the look */
	size_t n;
	bool too_many;
};

static void sight_clear(struct sight *s)
{
	veil_clear(&s->veil);
	free(s->ink);
	free(s->full);
	free(s->hidden);
	free(s->shifted);
	free(s->px);
}

static bool hidden_at(const struct sight *s, int ix, int iy)
{
	return s->veil.set && s->veil.set[(size_t)iy * (size_t)s->look->width_px + (size_t)ix];
}

/* ink_box() - tight around what is neither paper nor hidden. */
static struct rect ink_box(const struct sight *s)
{
	int left = s->look->width_px, right = -1, top = s->look->height_px, bottom = -1;

	for (int iy = 0; iy < s->look->height_px; iy++) {
		for (int ix = 0; ix < s->look->width_px; ix++) {
			if (img_at(s->look, ix, iy) == s->paper_rgb || hidden_at(s, ix, iy))
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

/* farther() - @is or @other, whichever is farther from @paper. */
static uint32_t farther(uint32_t is, uint32_t other, uint32_t paper)
{
	return abs((int)other - (int)paper) > abs((int)is - (int)paper) ? other : is;
}

/*
 * ink_colour() - per channel the value farthest from the paper: in a line of one ink some pixel is
 * wholly covered in each. Where none is, no text will fit.
 */
static uint32_t ink_colour(const struct sight *s)
{
	uint32_t ink = s->paper_rgb;

	for (int iy = s->box.y; iy < s->box.y + s->box.h; iy++) {
		for (int ix = s->box.x; ix < s->box.x + s->box.w; ix++) {
			uint32_t rgb = img_at(s->look, ix, iy), next = 0;
			if (hidden_at(s, ix, iy))
				continue;
			for (unsigned shift = 0; shift < 24; shift += 8)
				next |= farther(ink >> shift & 255, rgb >> shift & 255,
						s->paper_rgb >> shift & 255)
					<< shift;
			ink = next;
		}
	}
	return ink;
}

/* columns() - the look as words, row 0 at the ink's upper edge. The veil may reach beyond. */
static void columns(struct sight *s)
{
	size_t w = (size_t)s->look->width_px;

	s->ink = mem_calloc(w, sizeof *s->ink);
	s->full = mem_calloc(w, sizeof *s->full);
	s->shifted = mem_calloc(3 * w, sizeof *s->shifted);
	if (!s->atlas->mono)
		s->px = mem_calloc(w * (size_t)s->atlas->rows, sizeof *s->px);
	for (int iy = s->box.y; iy < s->box.y + s->box.h; iy++) {
		const uint32_t *row = img_row(s->look, iy);
		for (int ix = s->box.x; ix < s->box.x + s->box.w; ix++) {
			uint64_t bit = (uint64_t)1 << (iy - s->box.y);
			if (row[ix] != s->paper_rgb && !hidden_at(s, ix, iy))
				s->ink[ix] |= bit;
			if (row[ix] == s->ink_rgb)
				s->full[ix] |= bit;
		}
	}
}

/* hide() - the veil of the ground's column @ix, whose row 0 is row @top of the look. */
static uint64_t hide(const struct sight *s, int ix, int top)
{
	uint64_t hidden = 0;

	for (int row = 0; row < s->atlas->rows; row++) {
		int iy = top + row;
		if (iy >= 0 && iy < s->look->height_px && hidden_at(s, ix, iy))
			hidden |= (uint64_t)1 << row;
	}
	return hidden;
}

/* lay() - the look under the atlas so that row 0 of the atlas is row @top of the look. */
static void lay(struct sight *s, int top)
{
	int w = s->look->width_px, shift = s->box.y - top, right = s->box.x + s->box.w - 1;
	int veil_right = s->veil.bar.x + s->veil.bar.w - 1;
	bool veiled = !rect_empty(s->veil.bar);

	for (int ix = 0; ix < w; ix++) {
		s->shifted[ix] = s->ink[ix] << shift;
		s->shifted[w + ix] = s->full[ix] << shift;
		s->shifted[2 * w + ix] = veiled ? hide(s, ix, top) : 0;
		for (int row = 0; s->px && row < s->atlas->rows; row++) {
			bool inside = top + row >= 0 && top + row < s->look->height_px;
			s->px[ix * s->atlas->rows + row] =
				inside ? img_at(s->look, ix, top + row) : s->paper_rgb;
		}
	}
	s->ground = (struct ground){
		.width_px = w,
		.first = veiled && s->veil.bar.x < s->box.x ? s->veil.bar.x : s->box.x,
		.last = right,
		.limit = veiled && veil_right > right ? veil_right : right,
		.veiled = veiled,
		.ink = s->shifted,
		.full = s->shifted + w,
		.veil = s->shifted + 2 * w,
		.px = s->px,
		.rows = s->atlas->rows,
		.paper_rgb = s->paper_rgb,
		.ink_rgb = s->ink_rgb,
	};
}

/* search() - at every height the ink fits in. */
static void search(struct sight *s, struct findings *f)
{
	columns(s);
	for (int top = s->box.y + s->box.h - s->atlas->rows; top <= s->box.y; top++) {
		struct lattice_line line;
		lay(s, top);
		enum lattice_outcome outcome = lattice_find(s->atlas, &s->ground, s->arena, &line);
		if (outcome == LATTICE_TOO_MANY || (outcome && f->n == FOUND_MAX))
			f->too_many = true;
		if (outcome != LATTICE_FOUND || f->n == FOUND_MAX)
			continue;
		f->lines[f->n] = line;
		f->top_px[f->n++] = top - s->atlas->top_px;
	}
}

static void refuse(struct ocr_reading *r, const char *why)
{
	r->certainty = OCR_UNCERTAIN;
	r->why = why;
	r->text = "";
	r->places = NULL;
	r->n_places = 0;
	r->alternatives = NULL;
	r->n_alternatives = 0;
	r->face = NULL;
}

/* grade() - certain if the places leave no choice. */
static void grade(struct ocr_reading *r, struct arena *a)
{
	r->certainty = OCR_CERTAIN;
	for (size_t i = 0; i < r->n_places; i++)
		if (r->places[i].n_variants > 1)
			r->certainty = OCR_AMBIGUOUS;
	reading_spell(r, a);
}

/* certified() - @line at height @top_px, drawn again as a whole; else @r is refused. */
static bool certified(const struct sight *s, const struct findings *f, size_t i,
		      struct ocr_reading *r, struct err *e)
{
	const struct certify_claim claim = { .face = s->atlas->face,
					     .text = r->text,
					     .ix = f->lines[i].pen_px,
					     .iy = f->top_px[i],
					     .paper_rgb = s->paper_rgb,
					     .ink_rgb = s->ink_rgb,
					     .veil = s->veil.set };
	bool equal;

	if (!certify_text(s->look, &claim, &equal, e))
		return false;
	if (!equal)
		refuse(r, "the letters fit one by one, the text drawn as a whole does not");
	return true;
}

/* join() - all texts of @from as alternatives of @r; false if they are too many to list. */
static bool join(struct ocr_reading *r, const struct ocr_reading *from, struct arena *a)
{
	struct ocr_place *place = arena_calloc(a, 1, sizeof *place);
	const char **texts = arena_calloc(a, 2 * OCR_TEXTS_MAX, sizeof *texts);
	const struct ocr_reading *both[] = { r, from };

	for (size_t i = 0; i < 2; i++) {
		const char *const *list =
			both[i]->n_alternatives ? both[i]->alternatives : &both[i]->text;
		size_t n = both[i]->n_alternatives ? both[i]->n_alternatives : 1;
		if (both[i]->certainty == OCR_AMBIGUOUS && !both[i]->n_alternatives)
			return false;
		for (size_t k = 0; k < n; k++) {
			bool known = false;
			for (size_t m = 0; m < place->n_variants && !known; m++)
				known = str_eq(texts[m], list[k]);
			if (!known)
				texts[place->n_variants++] = list[k];
		}
	}
	place->variants = texts;
	r->places = place;
	r->n_places = 1;
	grade(r, a);
	return place->n_variants <= OCR_TEXTS_MAX;
}

/* conclude() - from what was found at each height to one reading. */
static bool conclude(const struct sight *s, const struct findings *f, struct ocr_reading *r,
		     struct err *e)
{
	r->besides = s->veil.besides;
	if (f->too_many)
		refuse(r, "more texts have these pixels than can be looked at");
	else if (f->n == 0)
		refuse(r, "no text of this font has these pixels");
	if (f->too_many || f->n == 0)
		return true;
	for (size_t i = 0; i < f->n; i++) {
		struct ocr_reading one = *r;
		one.face = s->atlas->face->name;
		one.why = NULL;
		one.places = f->lines[i].places;
		one.n_places = f->lines[i].n_places;
		grade(&one, s->arena);
		if (!certified(s, f, i, &one, e))
			return false;
		if (i > 0 && one.certainty != OCR_UNCERTAIN && !join(r, &one, s->arena))
			refuse(&one, "more texts have these pixels than can be looked at");
		if (i == 0 || one.certainty == OCR_UNCERTAIN)
			*r = one;
		if (r->certainty == OCR_UNCERTAIN)
			return true;
	}
	return true;
}

/* touches_edge() - what touches it may be cut off. */
static bool touches_edge(struct rect box, const struct img *look)
{
	return box.x == 0 || box.y == 0 || box.x + box.w == look->width_px ||
	       box.y + box.h == look->height_px;
}

/* attempt() - with the veil that @s has. */
static bool attempt(struct sight *s, struct ocr_reading *r, struct err *e)
{
	struct findings f = { .n = 0 };

	s->box = ink_box(s);
	s->ink_rgb = ink_colour(s);
	if (rect_empty(s->box)) {
		r->besides = s->veil.besides;
		r->why = NULL;
		grade(r, s->arena);
		return true;
	}
	if (touches_edge(s->box, s->look))
		refuse(r, "ink touches the edge of the area: it may be cut off");
	else if (s->box.h > s->atlas->rows)
		refuse(r, "the ink is taller than the font");
	if (touches_edge(s->box, s->look) || s->box.h > s->atlas->rows)
		return true;
	if (s->atlas->n_glyphs > 0)
		search(s, &f);
	return conclude(s, &f, r, e);
}

/* paper_of() - the background's colour, as ink_of() has found it. */
static uint32_t paper_of(const struct img *look, const struct ink *k)
{
	size_t i = 0;

	while (k->set[i])
		i++;
	return look->px[i];
}

/* read_look() - as it is; if that gives nothing, without a caret. */
static bool read_look(const struct atlas *atlas, const struct img *look, struct arena *a,
		      struct ocr_reading *r, struct err *e)
{
	CLEANUP(ink_clear) struct ink k = ink_of(&look, 1);
	const struct sight fresh = {
		.atlas = atlas, .look = look, .arena = a, .paper_rgb = paper_of(look, &k)
	};
	CLEANUP(sight_clear) struct sight plain = fresh;
	CLEANUP(sight_clear) struct sight veiled = fresh;

	r->box = k.box;
	if (!attempt(&plain, r, e))
		return false;
	if (r->certainty != OCR_UNCERTAIN)
		return true;
	veiled.veil = veil_caret(look, plain.paper_rgb, atlas);
	return rect_empty(veiled.veil.bar) || attempt(&veiled, r, e);
}

bool glyphs_read(const struct atlas *atlas, const struct img *img, struct rect area,
		 struct arena *a, struct ocr_reading *ret_reading, struct err *e)
{
	struct rect seen = rect_intersection(area, img_bounds(img));
	struct ocr_reading r = { .engine = OCR_ENGINE_GLYPHS, .text = "" };
	int64_t began_us = clock_boot_us();

	if (rect_empty(seen)) {
		refuse(&r, "the area holds no pixel");
	} else {
		CLEANUP(img_unrefp) struct img *look = img_crop(img, seen);
		if (!read_look(atlas, look, a, &r, e))
			return false;
		r.box.x += rect_empty(r.box) ? 0 : seen.x;
		r.box.y += rect_empty(r.box) ? 0 : seen.y;
	}
	r.cost_us = clock_boot_us() - began_us;
	*ret_reading = r;
	return true;
}

bool glyphs_read_any(const struct glyphs_fonts *fonts, const struct img *img, struct rect area,
		     struct arena *a, struct ocr_reading *ret_reading, struct err *e)
{
	struct ocr_reading all = { .engine = OCR_ENGINE_GLYPHS, .text = "" };
	int64_t cost_us = 0;

	refuse(&all, "no font to read it with");
	for (size_t i = 0; i < fonts->n; i++) {
		struct ocr_reading one;
		if (!glyphs_read(fonts->atlases[i], img, area, a, &one, e))
			return false;
		cost_us += one.cost_us;
		if (all.certainty == OCR_UNCERTAIN)
			all = one;
		else if (one.certainty != OCR_UNCERTAIN && !join(&all, &one, a))
			refuse(&all, "more texts have these pixels than can be looked at");
	}
	all.cost_us = cost_us;
	*ret_reading = all;
	return true;
}
