/* glyphs.c - a line read exactly: every text of a known font that has its pixels, or none. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/glyphs.h"

#include "base/clock.h"
#include "ocr/around.h"
#include "ocr/ink.h"
#include "ocr/sight.h"
#include "ocr/veil.h"
#include "ocr/verdict.h"

static struct veil_fonts veil_fonts(const struct glyphs_fonts *fonts)
{
	return (struct veil_fonts){ fonts->atlases, fonts->n };
}

/* add() - @one to what else the line may say. */
static void add(struct ocr_reading *all, const struct ocr_reading *one, struct arena *a)
{
	const struct rect box = all->box;

	if (all->crowded)
		return;
	if (all->certainty == OCR_UNCERTAIN || one->crowded)
		*all = *one;
	else if (one->certainty != OCR_UNCERTAIN && !verdict_join(all, one, a))
		verdict_crowd(all);
	all->box = box;
}

/* in_fonts() - @line in whichever font, added to @r. */
static bool in_fonts(const struct glyphs_fonts *fonts, const struct sight_line *line,
		     struct ocr_reading *r, struct err *e)
{
	for (size_t i = 0; i < fonts->n && !r->crowded; i++) {
		struct ocr_reading one = { .engine = OCR_ENGINE_GLYPHS, .text = "" };
		if (!sight_read(line, fonts->atlases[i], &one, e))
			return false;
		add(r, &one, line->arena);
	}
	return true;
}

/* without_rules() - with each of what may be an underline left out, added to @r. */
static bool without_rules(const struct glyphs_fonts *fonts, struct sight_line line,
			  struct ocr_reading *r, struct err *e)
{
	enum veil_rule_kind kind =
		r->certainty == OCR_UNCERTAIN ? VEIL_RULE_CROSSED : VEIL_RULE_CLEAR;
	struct rect rules[VEIL_RULES_MAX];
	size_t n = veil_rules(line.look, line.paper_rgb, kind, rules);

	for (size_t i = 0; i < n && !r->crowded; i++) {
		CLEANUP(veil_clear) struct veil veil = veil_rule(line.look, rules[i]);
		line.veil = veil;
		if (!in_fonts(fonts, &line, r, e))
			return false;
	}
	return true;
}

/* without_caret() - with the caret left out, if there is one. */
static bool without_caret(const struct glyphs_fonts *fonts, struct sight_line line,
			  struct ocr_reading *r, struct err *e)
{
	const struct veil_fonts all = veil_fonts(fonts);
	CLEANUP(veil_clear) struct veil veil = veil_caret(line.look, line.paper_rgb, &all);

	line.veil = veil;
	return !veil.set || in_fonts(fonts, &line, r, e);
}

/*
 * read_look() - as it is; if that gives nothing, without a caret. What is clear of the letters may
 * be an underline even where they have a reading with it.
 */
static bool read_look(const struct glyphs_fonts *fonts, const struct sight_line *line,
		      struct ocr_reading *r, struct err *e)
{
	if (!in_fonts(fonts, line, r, e))
		return false;
	if (r->certainty == OCR_UNCERTAIN && !r->crowded && !without_caret(fonts, *line, r, e))
		return false;
	return r->besides || r->crowded || without_rules(fonts, *line, r, e);
}

/* read_inside() - a look without the borders at its edges. */
static bool read_inside(const struct glyphs_fonts *fonts, const struct sight_line *line,
			struct ocr_reading *r, struct err *e)
{
	const struct veil_fonts all = veil_fonts(fonts);
	struct rect in = veil_border(line->look, line->paper_rgb, &all);

	if (rect_empty(in) || rect_equal(in, img_bounds(line->look)))
		return true;
	CLEANUP(img_unrefp) struct img *inside = img_crop(line->look, in);
	struct sight_line part = *line;
	part.look = inside;
	if (!read_look(fonts, &part, r, e))
		return false;
	r->besides |= r->certainty == OCR_UNCERTAIN ? 0 : OCR_BORDER;
	r->drawn_ix += r->certainty == OCR_UNCERTAIN ? 0 : in.x;
	r->drawn_iy += r->certainty == OCR_UNCERTAIN ? 0 : in.y;
	return true;
}

/* read_around() - a line that others touch, or that its field may have cut off. */
static bool read_around(const struct glyphs_fonts *fonts, const struct around_line *where,
			bool one_by_one, struct arena *arena, struct ocr_reading *r, struct err *e)
{
	const struct veil_fonts all = veil_fonts(fonts);
	CLEANUP(around_clear) struct around around = around_look(where, &all);
	struct sight_line line = { .look = around.look,
				   .arena = arena,
				   .paper_rgb = where->paper_rgb,
				   .one_by_one = one_by_one,
				   .veil = around.veil,
				   .open = around.open,
				   .all_seen = around.deep_px == 0 };

	line.veil.besides = OCR_NEIGHBOUR;
	if (!around.look)
		return true;
	if (!in_fonts(fonts, &line, r, e))
		return false;
	if (r->certainty == OCR_UNCERTAIN)
		return true;
	r->box = around.ink;
	r->box.x += around.ix;
	r->box.y += around.iy;
	r->drawn_ix += around.ix;
	r->drawn_iy += around.iy;
	return true;
}

/* read_alone() - a line as if nothing were around it. */
static bool read_alone(const struct glyphs_fonts *fonts, const struct around_line *where,
		       bool one_by_one, struct arena *arena, struct ocr_reading *r, struct err *e)
{
	CLEANUP(img_unrefp) struct img *look = img_crop(where->img, where->in);
	const struct sight_line line = { .look = look,
					 .arena = arena,
					 .paper_rgb = where->paper_rgb,
					 .one_by_one = one_by_one };

	CLEANUP(ink_clear) struct ink k = ink_on(look, where->paper_rgb);
	r->box = k.box;
	if (!read_look(fonts, &line, r, e))
		return false;
	if (r->certainty == OCR_UNCERTAIN && !r->crowded && !read_inside(fonts, &line, r, e))
		return false;
	r->box.x += rect_empty(r->box) ? 0 : where->in.x;
	r->box.y += rect_empty(r->box) ? 0 : where->in.y;
	if (r->certainty == OCR_UNCERTAIN)
		return true;
	r->drawn_ix += where->in.x;
	r->drawn_iy += where->in.y;
	if (!rect_equal(where->in, where->area))
		r->besides |= OCR_BORDER;
	return true;
}

/* where_of() - the line inside of its borders. */
static struct around_line where_of(const struct glyphs_fonts *fonts, const struct img *img,
				   struct rect area)
{
	const struct veil_fonts all = veil_fonts(fonts);
	CLEANUP(img_unrefp) struct img *look = img_crop(img, area);
	struct around_line where = { .img = img, .area = area, .paper_rgb = ink_background(look) };

	where.in = around_inside(&where, &all);
	return where;
}

bool glyphs_read_any(const struct glyphs_fonts *fonts, const struct img *img, struct rect area,
		     struct arena *a, struct ocr_reading *ret_reading, struct err *e)
{
	struct rect seen = rect_intersection(area, img_bounds(img));
	struct ocr_reading r = { .engine = OCR_ENGINE_GLYPHS, .text = "" };
	int64_t began_us = clock_boot_us();
	bool (*const readers[])(const struct glyphs_fonts *, const struct around_line *, bool,
				struct arena *, struct ocr_reading *,
				struct err *) = { read_alone, read_around };

	verdict_refuse(&r, fonts->n ? "the area holds no pixel" : "no font to read it with");
	if (!rect_empty(seen)) {
		const struct around_line where = where_of(fonts, img, seen);
		for (int i = 0; i < 4 && r.certainty == OCR_UNCERTAIN && !r.crowded; i++)
			if (!readers[i % 2](fonts, &where, i > 1, a, &r, e))
				return false;
	}
	r.cost_us = clock_boot_us() - began_us;
	*ret_reading = r;
	return true;
}

bool glyphs_read(const struct atlas *atlas, const struct img *img, struct rect area,
		 struct arena *a, struct ocr_reading *ret_reading, struct err *e)
{
	const struct glyphs_fonts one = { &atlas, 1 };

	return glyphs_read_any(&one, img, area, a, ret_reading, e);
}
