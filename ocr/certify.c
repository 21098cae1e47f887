/* certify.c - the text drawn again, at its place and in its colours, and every pixel compared. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/certify.h"

#include "base/cleanup.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "ocr/fit.h"

/* tone_at() - how much ink the drawing has at a pixel of the look. */
static uint32_t tone_at(const struct img *drawn, const struct certify_claim *c, int ix, int iy)
{
	if (!rect_has_point(img_bounds(drawn), ix - c->ix, iy - c->iy))
		return 0;
	return 0xffffff - img_at(drawn, ix - c->ix, iy - c->iy);
}

/* is_shown() - is the row of the look one that is compared? */
static bool is_shown(const struct certify_claim *c, int iy)
{
	int row = iy - c->iy - c->cut_top_px;

	return row < 0 || row >= 64 || !(c->cut >> row & 1);
}

/* is_hidden() - the pixel is not compared. */
static bool is_hidden(const struct img *look, const struct certify_claim *c, int ix, int iy)
{
	return !is_shown(c, iy) ||
	       (c->veil && c->veil[(size_t)iy * (size_t)look->width_px + (size_t)ix]);
}

/* nothing_outside() - the drawing has no ink beyond the look. */
static bool nothing_outside(const struct img *look, const struct img *drawn,
			    const struct certify_claim *c)
{
	for (int iy = 0; iy < drawn->height_px; iy++)
		for (int ix = 0; ix < drawn->width_px; ix++)
			if (img_at(drawn, ix, iy) != 0xffffff && is_shown(c, iy + c->iy) &&
			    !rect_has_point(img_bounds(look), ix + c->ix, iy + c->iy))
				return false;
	return true;
}

static bool same_pixels(const struct img *look, const struct img *drawn,
			const struct certify_claim *c)
{
	for (int iy = 0; iy < look->height_px; iy++) {
		for (int ix = 0; ix < look->width_px; ix++) {
			uint32_t tone = tone_at(drawn, c, ix, iy);
			if (is_hidden(look, c, ix, iy))
				continue;
			if (img_at(look, ix, iy) !=
			    (tone ? blend_over(c->face->blend, c->paper_rgb, c->ink_rgb, tone)
				  : c->paper_rgb))
				return false;
		}
	}
	return true;
}

/* A letter as the face draws it alone. */
struct alone {
	struct img *drawn; /* owned */
	int ix;            /* of its drawing on that of the text */
};

/* more_of() - what @now has more than @had, no less in any channel; where the sum is full, the
 * letter alone tells. */
static uint32_t more_of(uint32_t now, uint32_t had, uint32_t alone)
{
	uint32_t more = 0;

	for (unsigned shift = 0; shift < 24; shift += 8) {
		uint32_t sum = now >> shift & 255, before = had >> shift & 255;
		more |= (sum == 255 && before ? alone >> shift & 255 : sum - before) << shift;
	}
	return more;
}

/* ink_letter() - what @now draws more than @before, the letter @a, inked over @painted. */
static void ink_letter(const struct certify_claim *c, const struct img *before,
		       const struct img *now, const struct alone *a, struct img *painted)
{
	for (int iy = 0; iy < painted->height_px; iy++) {
		for (int ix = 0; ix < painted->width_px; ix++) {
			uint32_t had = before ? tone_at(before, c, ix, iy) : 0;
			uint32_t tone = more_of(tone_at(now, c, ix, iy), had,
						tone_at(a->drawn, c, ix - a->ix, iy));
			uint32_t *px = &img_row(painted, iy)[ix];
			if (tone)
				*px = blend_over(c->face->blend, *px, c->ink_rgb, tone);
		}
	}
}

/* same_painted() - pixel by pixel, where it is compared. */
static bool same_painted(const struct img *look, const struct img *painted,
			 const struct certify_claim *c)
{
	for (int iy = 0; iy < look->height_px; iy++)
		for (int ix = 0; ix < look->width_px; ix++)
			if (!is_hidden(look, c, ix, iy) &&
			    img_at(look, ix, iy) != img_at(painted, ix, iy))
				return false;
	return true;
}

/* covers() - has @now at least as much ink as @before everywhere? */
static bool covers(const struct img *now, const struct img *before, const struct certify_claim *c,
		   struct rect look)
{
	for (int iy = 0; iy < look.h; iy++) {
		for (int ix = 0; ix < look.w; ix++) {
			uint32_t had = tone_at(before, c, ix, iy), has = tone_at(now, c, ix, iy);
			for (unsigned shift = 0; shift < 24; shift += 8)
				if ((has >> shift & 255) < (had >> shift & 255))
					return false;
		}
	}
	return true;
}

/* A text on its way to being inked letter by letter. */
struct inking {
	struct img *painted, *last_painted; /* owned; with and without the last letter */
	struct img *drawn, *last_drawn;     /* owned; likewise, as the face draws it; NULL: blank */
};

static void inking_clear(struct inking *k)
{
	img_unref(k->painted);
	img_unref(k->last_painted);
	img_unref(k->drawn);
	img_unref(k->last_drawn);
}

/*
 * ink_part() - @part drawn, which has @letter more than before; a letter that goes into the last is
 * inked with it.
 */
static bool ink_part(const struct certify_claim *c, const char *part, const char *letter,
		     struct inking *k, struct err *e)
{
	struct img *now;
	struct alone a;
	int advance_px, alone_px;

	if (!c->face->draw(c->face->self, letter, &a.drawn, &alone_px, e))
		return err_wrap(e, "face '%s'", c->face->name);
	CLEANUP(img_unrefp) struct img *drawn = a.drawn;
	if (!c->face->draw(c->face->self, part, &now, &advance_px, e))
		return err_wrap(e, "face '%s'", c->face->name);
	a.ix = advance_px - alone_px;
	if (k->drawn && !covers(now, k->drawn, c, img_bounds(k->painted))) {
		img_blit(k->painted, k->last_painted, 0, 0);
		img_unref(k->drawn);
	} else {
		img_blit(k->last_painted, k->painted, 0, 0);
		img_unref(k->last_drawn);
		k->last_drawn = k->drawn;
	}
	ink_letter(c, k->last_drawn, now, &a, k->painted);
	k->drawn = now;
	return true;
}

/* PAD_ROWS: above and below a look, where letters may have been cut off: as high as an atlas. */
enum { PAD_ROWS = 64 };

/* bare_outside() - is @painted paper above and below @look, @pad rows of it, but for what may be
 * cut off there? */
static bool bare_outside(const struct img *painted, const struct img *look,
			 const struct certify_claim *c, int pad)
{
	for (int row = 0; row < painted->height_px; row++) {
		int iy = row - pad;
		if ((iy >= 0 && iy < look->height_px) || !is_shown(c, iy))
			continue;
		for (int ix = 0; ix < painted->width_px; ix++)
			if (img_at(painted, ix, row) != c->paper_rgb)
				return false;
	}
	return true;
}

/* certify_painted() - the text painted as the program does. */
static bool certify_painted(const struct img *look, const struct certify_claim *c, bool *ret_equal,
			    struct err *e)
{
	const int pad = c->cut ? PAD_ROWS : 0;
	const struct face_brush brush = { c->ix, c->iy + pad, c->ink_rgb, c->fine };
	CLEANUP(img_unrefp)
	struct img *padded = img_new(look->width_px, look->height_px + 2 * pad);
	bool inside;

	img_fill(padded, img_bounds(padded), c->paper_rgb);
	if (!c->face->paint(c->face->self, c->text, &brush, padded, &inside, e))
		return err_wrap(e, "face '%s'", c->face->name);
	const struct rect part = { 0, pad, look->width_px, look->height_px };
	CLEANUP(img_unrefp) struct img *painted = img_crop(padded, part);
	*ret_equal = inside && bare_outside(padded, look, c, pad) && same_painted(look, painted, c);
	return true;
}

/* certify_over() - the text drawn letter by letter: what each adds to those before it. */
static bool certify_over(const struct img *look, const struct certify_claim *c, bool *ret_equal,
			 struct err *e)
{
	CLEANUP(inking_clear)
	struct inking k = { .painted = img_new(look->width_px, look->height_px),
			    .last_painted = img_new(look->width_px, look->height_px) };
	const char *rest = c->text, *letter = rest;

	img_fill(k.painted, img_bounds(look), c->paper_rgb);
	while (utf8_next(&rest) != 0) {
		CLEANUP(mem_freep) char *part = mem_strndup(c->text, (size_t)(rest - c->text));
		if (!ink_part(c, part, part + (letter - c->text), &k, e))
			return false;
		letter = rest;
	}
	*ret_equal =
		k.drawn && nothing_outside(look, k.drawn, c) && same_painted(look, k.painted, c);
	return true;
}

bool certify_text(const struct img *look, const struct certify_claim *c, bool *ret_equal,
		  struct err *e)
{
	CLEANUP(img_unrefp) struct img *drawn = NULL;
	int advance_px;

	if (c->face->paint)
		return certify_painted(look, c, ret_equal, e);
	if (c->over)
		return certify_over(look, c, ret_equal, e);
	if (!c->face->draw(c->face->self, c->text, &drawn, &advance_px, e))
		return err_wrap(e, "face '%s'", c->face->name);
	*ret_equal = nothing_outside(look, drawn, c) && same_pixels(look, drawn, c);
	return true;
}
