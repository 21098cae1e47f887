/* sight.c - a line as one atlas sees it: every text of its letters that has its pixels. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/sight.h"

#include <stdlib.h>
#include <string.h>
#include "base/cleanup.h"
#include "base/mem.h"
#include "ocr/certify.h"
#include "ocr/edges.h"
#include "ocr/lattice.h"
#include "ocr/pens.h"
#include "ocr/pigment.h"
#include "ocr/verdict.h"

/* FOUND_MAX: texts at different heights of one line ("-" and "_"); more is told as "too many". */
enum { FOUND_MAX = 8 };

/* A line as one atlas sees it. */
struct sight {
	const struct atlas *atlas;
	const struct img *look;
	struct arena *arena;
	const struct veil *veil;
	struct rect open;
	bool all_seen;
	struct rect box; /* of the ink outside of the veil */
	uint32_t paper_rgb, ink_rgb;
	bool over;                     /* letters are inked one by one */
	uint64_t *ink, *full, *hidden; /* columns; owned; row 0 is box.y */
	uint64_t cut; /* rows of the atlas that the program may have cut off, as it is laid now */
	struct ground ground;
	uint64_t *shifted; /* owned; three times the width: the ground's columns */
	uint32_t *px;      /* owned; the ground's pixels; NULL in a mono atlas */
	struct ceiling_ink inks;
	struct ceiling *ceiling; /* owned; the ground's */
};

/* What was found for a line, at each height. */
struct findings {
	struct lattice_line lines[FOUND_MAX];
	int top_px[FOUND_MAX];   /* of the face's picture on the look */
	uint64_t cut[FOUND_MAX]; /* rows of the atlas that may be cut off */
	size_t n;
	bool too_many;
};

static void sight_clear(struct sight *s)
{
	free(s->ink);
	free(s->full);
	free(s->hidden);
	free(s->shifted);
	free(s->px);
	free(s->ceiling);
}

static bool hidden_at(const struct sight *s, int ix, int iy)
{
	return s->veil->set && s->veil->set[(size_t)iy * (size_t)s->look->width_px + (size_t)ix];
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

/*
 * may_cut() - the rows of the atlas, with row 0 at row @top of the look, that the program may have
 * cut off: those the face names, as far as they lie beyond all ink that is seen.
 */
static uint64_t may_cut(const struct sight *s, int top)
{
	const struct face *face = s->atlas->face;
	int from = s->box.y - top, to = from + s->box.h;
	uint64_t cut = 0;

	for (int row = 0; face->shown_to_px && row < s->atlas->rows; row++) {
		int at = s->atlas->top_px + row;
		if ((at < face->shown_from_px && row < from) ||
		    (at >= face->shown_to_px && row >= to))
			cut |= (uint64_t)1 << row;
	}
	return cut;
}

/* open_rows() - the rows of the atlas, with row 0 at row @top of the look, with ink of all letters.
 */
static uint64_t open_rows(const struct sight *s, int top)
{
	uint64_t open = 0;

	for (int row = 0; row < s->atlas->rows; row++)
		if (rect_empty(s->open) ||
		    (top + row >= s->open.y && top + row < s->open.y + s->open.h))
			open |= (uint64_t)1 << row;
	return open;
}

/* lay() - the look under the atlas so that row 0 of the atlas is row @top of the look. */
static void lay(struct sight *s, int top)
{
	int w = s->look->width_px, shift = s->box.y - top, right = s->box.x + s->box.w - 1;
	struct rect veil = s->veil->box;
	int veil_right = veil.x + veil.w - 1;
	bool veiled = !rect_empty(veil);

	s->cut = may_cut(s, top);
	for (int ix = 0; ix < w; ix++) {
		s->shifted[ix] = s->ink[ix] << shift;
		s->shifted[w + ix] = s->full[ix] << shift;
		s->shifted[2 * w + ix] = (veiled ? hide(s, ix, top) : 0) | s->cut;
		for (int row = 0; s->px && row < s->atlas->rows; row++) {
			bool inside = top + row >= 0 && top + row < s->look->height_px;
			s->px[ix * s->atlas->rows + row] =
				inside ? img_at(s->look, ix, top + row) : s->paper_rgb;
		}
	}
	s->ground = (struct ground){
		.width_px = w,
		.first = veiled && veil.x < s->box.x ? veil.x : s->box.x,
		.seen = s->box.x,
		.last = right,
		.limit = veiled && veil_right > right ? veil_right : right,
		.veiled = veiled || s->cut,
		.open_from = s->open.x,
		.open_to = rect_empty(s->open) ? w : s->open.x + s->open.w,
		.open = open_rows(s, top),
		.ink = s->shifted,
		.full = s->shifted + w,
		.veil = s->shifted + 2 * w,
		.px = s->px,
		.rows = s->atlas->rows,
		.paper_rgb = s->paper_rgb,
		.ink_rgb = s->ink_rgb,
		.over = s->over,
		.blend = s->atlas->face->blend,
	};
	free(s->ceiling);
	s->ceiling = !s->px ? NULL
			    : ceiling_new(&s->inks, &(struct ceiling_pixels){ s->px, s->ground.veil,
									      w, s->atlas->rows });
	s->ground.ceiling = s->ceiling;
}

/*
 * heights() - from where to where row 0 of the atlas may lie. Programs draw the caret as high as
 * the font, from above its d to below its p; the stem of a letter in a larger font is not. An
 * underline lies below the line that letters stand on; the foot of an L does not.
 */
static void heights(const struct sight *s, int *from, int *to)
{
	struct rect caret = s->veil->caret, rule = s->veil->rule;
	struct rows high, deep;
	int least = *from, most = *to;

	if (!pens_rows(s->atlas, "d", &high) || !pens_rows(s->atlas, "p", &deep))
		return;
	if (!rect_empty(caret)) {
		least = caret.y - high.first;
		most = caret.y + caret.h - 1 - deep.last;
	} else if (!rect_empty(rule)) {
		most = rule.y - 1 - high.last;
	}
	*from = least > *from ? least : *from;
	*to = most < *to ? most : *to;
}

/* search() - at every height the ink fits in. */
static void search(struct sight *s, struct findings *f)
{
	int from = s->box.y + s->box.h - s->atlas->rows, to = s->box.y;

	columns(s);
	heights(s, &from, &to);
	for (int top = from; top <= to; top++) {
		struct lattice_line lines[LATTICE_LINES_MAX];
		size_t n;
		lay(s, top);
		enum lattice_outcome outcome =
			lattice_find(s->atlas, &s->ground, s->arena, lines, &n);
		f->too_many = f->too_many || outcome == LATTICE_TOO_MANY || f->n + n > FOUND_MAX;
		for (size_t i = 0; i < n && outcome == LATTICE_FOUND && f->n < FOUND_MAX; i++) {
			f->lines[f->n] = lines[i];
			f->cut[f->n] = s->cut;
			f->top_px[f->n++] = top - s->atlas->top_px;
		}
	}
}

/* certified() - @line at height @top_px, drawn again as a whole; else @r is refused. */
static bool certified(const struct sight *s, const struct findings *f, size_t i,
		      struct ocr_reading *r, struct err *e)
{
	const struct certify_claim claim = { .face = s->atlas->face,
					     .text = r->text,
					     .fine = f->lines[i].fine,
					     .ix = r->drawn_ix,
					     .iy = f->top_px[i],
					     .paper_rgb = s->paper_rgb,
					     .ink_rgb = s->ink_rgb,
					     .over = s->over,
					     .cut = f->cut[i],
					     .cut_top_px = s->atlas->top_px,
					     .veil = s->veil->set };
	bool equal;

	if (!certify_text(s->look, &claim, &equal, e))
		return false;
	if (!equal)
		verdict_refuse(r, "the letters fit one by one, the text drawn as a whole does not");
	return true;
}

/* believed() - is @text one that has such a veil? */
static bool believed(const struct sight *s, const char *text, int pen_px)
{
	if (!rect_empty(s->veil->rule))
		return pens_underlined(s->atlas, text, pen_px, s->veil->rule);
	/* Low letters alone may be the foot of a letter whose stem is taken for the caret. */
	return rect_empty(s->veil->caret) || pens_rise(s->atlas, text);
}

/* keep_believed() - of the texts of @r those that are; false: none of them, or too many to try. */
static bool keep_believed(const struct sight *s, struct ocr_reading *r)
{
	const char *fit[OCR_TEXTS_MAX];
	const char *const *texts = r->n_alternatives ? r->alternatives : &r->text;
	size_t n = r->n_alternatives ? r->n_alternatives : 1, kept = 0;

	if (!s->veil->set)
		return true;
	if (r->certainty == OCR_AMBIGUOUS && r->n_alternatives == 0)
		return rect_empty(s->veil->rule);
	for (size_t i = 0; i < n; i++)
		if (believed(s, texts[i], r->drawn_ix))
			fit[kept++] = texts[i];
	if (kept > 0 && kept < n)
		verdict_list(r, fit, kept, s->arena);
	return kept > 0;
}

/* at_height() - what was found at height @i, drawn again; uncertain if that is not the same. */
static bool at_height(const struct sight *s, const struct findings *f, size_t i,
		      struct ocr_reading *r, struct err *e)
{
	r->face = s->atlas->face->name;
	r->why = NULL;
	r->places = f->lines[i].places;
	r->n_places = f->lines[i].n_places;
	r->drawn_ix = f->lines[i].pen_px;
	r->drawn_iy = f->top_px[i];
	verdict_grade(r, s->arena);
	const struct edges edges = { s->atlas->face, s->open, s->look->width_px, s->all_seen,
				     s->arena };
	if (!rect_empty(s->open) && !edges_judge(&edges, r, e))
		return false;
	if (r->certainty == OCR_UNCERTAIN)
		return true;
	return certified(s, f, i, r, e);
}

/* conclude() - from what was found at each height to one reading. */
static bool conclude(const struct sight *s, const struct findings *f, struct ocr_reading *r,
		     struct err *e)
{
	const struct ocr_reading blank = *r;
	size_t n = 0;

	verdict_refuse(r, "no text of this font has these pixels");
	if (f->too_many)
		verdict_crowd(r);
	for (size_t i = 0; i < f->n && !f->too_many; i++) {
		struct ocr_reading one = blank;
		if (!at_height(s, f, i, &one, e))
			return false;
		if (one.certainty != OCR_UNCERTAIN && !keep_believed(s, &one))
			continue;
		if (n > 0 && one.certainty != OCR_UNCERTAIN && !verdict_join(r, &one, s->arena))
			verdict_crowd(&one);
		if (n == 0 || one.certainty == OCR_UNCERTAIN)
			*r = one;
		n++;
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

/* How a line's ink is thought to have come onto the paper. */
struct manner {
	const uint32_t *ink_rgb; /* if no pixel shows it; NULL: the one farthest from the paper */
	bool over;               /* letters are inked one by one */
};

static struct sight sight_of(const struct sight_line *line, const struct atlas *atlas)
{
	struct sight s = { .atlas = atlas,
			   .look = line->look,
			   .arena = line->arena,
			   .veil = &line->veil,
			   .open = line->open,
			   .all_seen = line->all_seen,
			   .paper_rgb = line->paper_rgb };

	s.box = ink_box(&s);
	s.ink_rgb = ink_colour(&s);
	return s;
}

/* attempt() - the line in one manner. */
static bool attempt(const struct sight_line *line, const struct atlas *atlas,
		    const struct manner *manner, struct ocr_reading *r, struct err *e)
{
	CLEANUP(sight_clear) struct sight s = sight_of(line, atlas);
	struct findings f = { .n = 0 };

	s.over = manner->over;
	if (manner->ink_rgb)
		s.ink_rgb = *manner->ink_rgb;
	r->besides = s.veil->besides;
	r->why = NULL;
	if (rect_empty(s.box)) {
		/* An I of a larger font looks like a caret on an empty line. */
		if (s.veil->set)
			verdict_refuse(r, "no letter beside what may be a caret");
		else
			verdict_grade(r, s.arena);
		return true;
	}
	if (touches_edge(s.box, s.look)) {
		verdict_refuse(r, "ink touches the edge of the area: it may be cut off");
		return true;
	}
	if (s.box.h > atlas->rows) {
		verdict_refuse(r, "the ink is taller than the font");
		return true;
	}
	s.inks = (struct ceiling_ink){ .paper_rgb = s.paper_rgb,
				       .ink_rgb = s.ink_rgb,
				       .blend = atlas->face->blend,
				       .over = s.over };
	ceiling_ink_init(&s.inks);
	if (atlas->n_glyphs > 0)
		search(&s, &f);
	return conclude(&s, &f, r, e);
}

/* is_open() - may another manner still tell something? */
static bool is_open(const struct ocr_reading *r)
{
	return r->certainty == OCR_UNCERTAIN && !r->crowded;
}

/*
 * attempt_inked() - in one ink, added up; then, where letters have sub-pixels, inked one by one: so
 * Cairo draws a run of letters no two of which overlap, but for the filter's edges. Java draws all
 * so, which shows in gray only where letters overlap.
 */
static bool attempt_inked(const struct sight_line *line, const struct atlas *atlas,
			  const uint32_t *ink_rgb, struct ocr_reading *r, struct err *e)
{
	struct manner manner = { .ink_rgb = ink_rgb, .over = !blend_adds(atlas->face->blend) };

	if (!attempt(line, atlas, &manner, r, e))
		return false;
	if (manner.over)
		return true;
	manner.over = true;
	if (!is_open(r) || !(atlas->coloured || (line->one_by_one && !atlas->mono)))
		return true;
	return attempt(line, atlas, &manner, r, e);
}

/*
 * attempt_guessed() - few pixels of a short text in thin letters are covered whole, least of all in
 * sub-pixels: what could not be read is read in the inks that its first letter may have.
 */
static bool attempt_guessed(const struct sight_line *line, const struct atlas *atlas,
			    struct ocr_reading *r, struct err *e)
{
	const struct sight s = sight_of(line, atlas); /* owns nothing yet */
	uint32_t inks[PIGMENT_INKS_MAX];
	size_t n = 0;

	if (!rect_empty(s.box) && !touches_edge(s.box, s.look))
		n = pigment_guess(atlas, s.look, s.box, s.paper_rgb, inks);
	for (size_t i = 0; i < n && is_open(r); i++)
		if (inks[i] != s.ink_rgb && !attempt_inked(line, atlas, &inks[i], r, e))
			return false;
	return true;
}

bool sight_read(const struct sight_line *line, const struct atlas *atlas, struct ocr_reading *r,
		struct err *e)
{
	if (!attempt_inked(line, atlas, NULL, r, e))
		return false;
	/* A caret or an underline may be what the guess would be made from. */
	bool drawn = !rect_empty(line->veil.caret) || !rect_empty(line->veil.rule);
	return !is_open(r) || drawn || attempt_guessed(line, atlas, r, e);
}
