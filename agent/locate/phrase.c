/* phrase.c - what a phrase on the screen says: read by its pixels first, proposed by Tesseract
 * second. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/locate/locator.h"

#include <stdlib.h>
#include <string.h>
#include "base/mem.h"
#include "base/pattern.h"
#include "base/str.h"
#include "base/utf8.h"
#include "ocr/around.h"
#include "ocr/glyphs.h"
#include "ocr/mend.h"
#include "ocr/tess.h"
#include "ocr/verify.h"

/* WIDE_PX: Motif's I-beam stands 2 px beside a letter and, in 10x20, 7 px above small ones. */
enum { WIDE_PX = 8 };

struct img *phrase_look(const struct locator *l, const struct phrase *p)
{
	return img_crop(l->view.frame, rect_grow(p->box, PHRASE_MARGIN_PX));
}

/* even() - all pixels of @r have one colour. */
static bool even(const struct img *img, struct rect r)
{
	uint32_t first = img_at(img, r.x, r.y);

	for (int iy = r.y; iy < r.y + r.h; iy++) {
		const uint32_t *px = img_row(img, iy) + r.x;
		if (px[0] != first || memcmp(px, px + 1, (size_t)(r.w - 1) * sizeof *px) != 0)
			return false;
	}
	return true;
}

/*
 * seen_whole_on() - @p as the index keeps it. Where something crosses an edge of its look, as a
 * caret beside low letters does, what it reads depends on more: its box is larger by WIDE_PX there.
 */
static struct phrase seen_whole_on(const struct img *frame, const struct phrase *p)
{
	struct rect in = rect_intersection(rect_grow(p->box, PHRASE_MARGIN_PX), img_bounds(frame));
	int up = even(frame, (struct rect){ in.x, in.y, in.w, 1 }) ? 0 : WIDE_PX;
	int down = even(frame, (struct rect){ in.x, in.y + in.h - 1, in.w, 1 }) ? 0 : WIDE_PX;
	int left = even(frame, (struct rect){ in.x, in.y, 1, in.h }) ? 0 : WIDE_PX;
	int right = even(frame, (struct rect){ in.x + in.w - 1, in.y, 1, in.h }) ? 0 : WIDE_PX;
	struct phrase whole = { .box = { p->box.x - left, p->box.y - up, p->box.w + left + right,
					 p->box.h + up + down },
				.hash = p->hash };

	if (up || down || left || right)
		whole.hash = img_hash(frame, rect_grow(whole.box, PHRASE_MARGIN_PX));
	return whole;
}

static struct phrase seen_whole(const struct locator *l, const struct phrase *p)
{
	return seen_whole_on(l->view.frame, p);
}

/* is_open() - may more of the picture around it tell what this look could not? */
static bool is_open(const struct known *known)
{
	return known->read && known->exact.certainty == OCR_UNCERTAIN && !known->exact.crowded;
}

/* in_context() - @p with as much around it as a reading may look at. */
static struct phrase in_context(const struct locator *l, const struct phrase *p)
{
	struct phrase wide = { .box = rect_grow(p->box, AROUND_PX) };

	wide.hash = img_hash(l->view.frame, rect_intersection(rect_grow(wide.box, PHRASE_MARGIN_PX),
							      img_bounds(l->view.frame)));
	return wide;
}

/* known_of() - the entry of the look of @p; if that says nothing, of what is around it, too. */
static struct known *known_of(struct locator *l, const struct phrase *p)
{
	const struct phrase whole = seen_whole(l, p);
	struct known *known = index_entry(l->index, &whole);

	if (!is_open(known))
		return known;
	const struct phrase wide = in_context(l, p);
	known = index_entry(l->index, &wide);
	/* Asked for again, because a new entry may have moved it. */
	if (!known->proposal)
		known->proposal = index_entry(l->index, &whole)->proposal;
	return known;
}

/* read_in_context() - what others beside it, or the edge of its field, left open. */
static bool read_in_context(struct locator *l, const struct phrase *p, struct arena *a,
			    struct ocr_reading *ret_reading, struct err *e)
{
	struct rect around = rect_intersection(rect_grow(in_context(l, p).box, PHRASE_MARGIN_PX),
					       img_bounds(l->view.frame));
	struct rect look = rect_grow(p->box, PHRASE_MARGIN_PX);
	const struct glyphs_fonts *fonts;

	if (!faces_fonts(l->faces, &fonts, e))
		return false;
	CLEANUP(img_unrefp) struct img *img = img_crop(l->view.frame, around);
	look.x -= around.x;
	look.y -= around.y;
	if (!glyphs_read_any(fonts, img, look, a, ret_reading, e))
		return false;
	/* As if the look alone had been read. */
	ret_reading->drawn_ix -= look.x;
	ret_reading->drawn_iy -= look.y;
	ret_reading->box.x -= look.x;
	ret_reading->box.y -= look.y;
	return true;
}

/* read_by_pixels() - as far as the look goes, then with what crosses its edge. */
static bool read_by_pixels(struct locator *l, const struct phrase *p, struct arena *a,
			   struct ocr_reading *ret_reading, struct err *e)
{
	const struct phrase looks[] = { *p, seen_whole(l, p) };
	const struct glyphs_fonts *fonts;

	if (!faces_fonts(l->faces, &fonts, e))
		return false;
	for (size_t i = 0; i < 2; i++) {
		if (i > 0 && rect_equal(looks[1].box, looks[0].box))
			return true;
		CLEANUP(img_unrefp) struct img *look = phrase_look(l, &looks[i]);
		if (!glyphs_read_any(fonts, look, img_bounds(look), a, ret_reading, e))
			return false;
		if (ret_reading->certainty != OCR_UNCERTAIN || ret_reading->crowded)
			return true;
	}
	return true;
}

/* read_once() - @p by @reader into @known, if that was not done. */
static bool read_once(struct locator *l, const struct phrase *p, struct known *known,
		      bool (*reader)(struct locator *, const struct phrase *, struct arena *,
				     struct ocr_reading *, struct err *),
		      struct err *e)
{
	CLEANUP(arena_freep) struct arena *made = arena_new();

	if (known->read)
		return true;
	if (!reader(l, p, made, &known->exact, e))
		return false;
	reading_keep(&known->exact, index_texts(l->index));
	known->read = true;
	l->counts.read++;
	return true;
}

bool phrase_reading(struct locator *l, const struct phrase *p,
		    const struct ocr_reading **ret_reading, struct err *e)
{
	const struct phrase whole = seen_whole(l, p);
	struct known *known = index_entry(l->index, &whole);

	if (!read_once(l, p, known, read_by_pixels, e))
		return false;
	if (is_open(known)) {
		known = known_of(l, p);
		if (!read_once(l, p, known, read_in_context, e))
			return false;
	}
	*ret_reading = &known->exact;
	return true;
}

/* draws() - does one of the faces draw @text as the ink of @p? */
static bool draws(struct locator *l, const struct phrase *p, const char *text, bool *ret_draws,
		  struct err *e)
{
	CLEANUP(img_unrefp) struct img *look = phrase_look(l, p);
	const struct img *looks[] = { look };
	size_t n;
	const struct face *faces = faces_list(l->faces, &n);

	*ret_draws = false;
	for (size_t i = 0; i < n && !*ret_draws; i++)
		if (!verify_text(looks, 1, &faces[i], text, ret_draws, e) ||
		    (*ret_draws && !verify_draws(&faces[i], text, ret_draws, e)))
			return false;
	return true;
}

const struct ocr_reading *phrase_known(const struct locator *l, const struct phrase *p)
{
	const struct rect look = rect_grow(p->box, PHRASE_MARGIN_PX);
	const unsigned harmless = OCR_BORDER | OCR_UNDERLINE;
	const struct img *seen = l->view.seen;
	struct phrase now = *p;

	if (!seen || !rect_contains(img_bounds(seen), look))
		return NULL;
	/* The pixels that @p was found on may be newer. */
	now.hash = img_hash(seen, look);
	const struct phrase whole = seen_whole_on(seen, &now);
	const struct known *known = index_peek(l->index, &whole);
	if (!known || !known->read || known->exact.certainty == OCR_UNCERTAIN ||
	    (known->exact.besides & ~harmless))
		return NULL;
	return &known->exact;
}

bool phrase_shows(struct locator *l, const struct phrase *p, const char *text, bool *ret_shows,
		  struct err *e)
{
	const struct ocr_reading *exact;

	if (!phrase_reading(l, p, &exact, e))
		return false;
	struct known *known = known_of(l, p);
	bool allowed = reading_allows(exact, text);
	/* Of the texts that differ only under a caret none is shown: that has to be drawn. */
	bool hidden = (exact->besides & ~(unsigned)OCR_BORDER) && exact->certainty == OCR_AMBIGUOUS;
	*ret_shows = (allowed && !hidden) || (known->certain && str_eq(known->certain, text));
	if (*ret_shows)
		return true;
	/* The reading holds every text of the atlases' letters; other letters are drawn. */
	if (!allowed && exact->certainty != OCR_UNCERTAIN && faces_read_all(l->faces, text))
		return true;
	if (!draws(l, p, text, ret_shows, e))
		return false;
	if (*ret_shows && exact->certainty == OCR_UNCERTAIN && !known->certain)
		known->certain = arena_strdup(index_texts(l->index), text);
	return true;
}

bool phrase_proposal(struct locator *l, const struct phrase *p, const char **ret_text,
		     struct err *e)
{
	struct known *known = known_of(l, p);

	if (!known->proposal) {
		CLEANUP(mem_freep) char *text = NULL;
		const struct tess_options any = { 0 };
		if (!tess_read_line(l->tess, l->view.frame, p->box, &any, &text, e))
			return false;
		l->counts.proposed++;
		known->proposal = arena_strdup(index_texts(l->index), text);
	}
	*ret_text = known->proposal;
	return true;
}

/* too_different() - no font draws @text in a box of this shape; spares Tesseract's 8 ms. */
static bool too_different(struct rect box, const char *text)
{
	int n = (int)utf8_count(text);

	/* The narrowest letters (il.) take 2 px, the widest less than twice the line's height. */
	return box.w < 2 * n || box.w > 2 * n * (box.h + 4);
}

/* decode() - the exact text of @p with @proposal as a start; NULL in known->certain if no face
 * draws it. */
static bool decode(struct locator *l, const struct phrase *p, const char *proposal, struct err *e)
{
	CLEANUP(img_unrefp) struct img *look = phrase_look(l, p);
	struct known *known = known_of(l, p);

	for (size_t i = 0; i < l->n_menders && !known->certain; i++) {
		CLEANUP(mem_freep) char *text = NULL;
		if (!mend_text(l->menders[i], look, proposal, &text, e))
			return false;
		if (text)
			known->certain = arena_strdup(index_texts(l->index), text);
	}
	return true;
}

/* decode_alone() - without a proposal: spares Tesseract's 8 ms for what a known face draws. */
static bool decode_alone(struct locator *l, const struct phrase *p, struct err *e)
{
	struct known *known = known_of(l, p);

	if (known->certain || known->decoded)
		return true;
	known->decoded = true;
	return decode(l, p, "", e);
}

bool phrase_says(struct locator *l, const struct phrase *p, const char *text, bool *ret_says,
		 struct err *e)
{
	const char *proposal;

	if (!phrase_shows(l, p, text, ret_says, e))
		return false;
	struct known *known = known_of(l, p);
	*ret_says = *ret_says || reading_allows(&known->exact, text);
	if (*ret_says || known->exact.certainty != OCR_UNCERTAIN || too_different(p->box, text))
		return true;
	/* What is certainly another text needs no proposal; a twin of @text was seen above. */
	if (!decode_alone(l, p, e))
		return false;
	if (known->certain)
		return true;
	if (!phrase_proposal(l, p, &proposal, e))
		return false;
	*ret_says = str_eq(proposal, text);
	return true;
}

bool phrase_matches(struct locator *l, const struct phrase *p, const struct pattern *pattern,
		    bool *ret_matches, struct err *e)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	const struct ocr_reading *exact;
	const char *text;

	if (!phrase_reading(l, p, &exact, e))
		return false;
	if (exact->certainty == OCR_UNCERTAIN)
		return phrase_certain(l, p, &text, e) &&
		       (text || phrase_proposal(l, p, &text, e)) &&
		       pattern_matches_whole(pattern, text, ret_matches, e);
	size_t n = reading_count(exact, TEXTS_MAX);
	*ret_matches = false;
	for (size_t i = 0; i < n && i < TEXTS_MAX && !*ret_matches; i++)
		if (!pattern_matches_whole(pattern, reading_text(exact, i, a), ret_matches, e))
			return false;
	return true;
}

bool phrase_certain(struct locator *l, const struct phrase *p, const char **ret_text, struct err *e)
{
	const char *proposal;

	if (!decode_alone(l, p, e))
		return false;
	struct known *known = known_of(l, p);
	if (!known->certain && !known->mended) {
		known->mended = true;
		if (!phrase_proposal(l, p, &proposal, e) || !decode(l, p, proposal, e))
			return false;
	}
	*ret_text = known->certain;
	return true;
}

bool locate_propose(struct locator *l, struct rect box, const char *text, struct err *e)
{
	const struct phrase *list, *inside = NULL;
	size_t n, n_inside = 0;

	if (!view_refresh(&l->view, l->desk, e))
		return false;
	size_t i = view_window_at(&l->view, box.x + box.w / 2, box.y + box.h / 2);
	if (i == l->view.n_windows)
		return true;
	view_phrases(&l->view, i, &list, &n);
	for (size_t k = 0; k < n; k++) {
		if (!rect_contains(box, list[k].box))
			continue;
		inside = &list[k];
		n_inside++;
	}
	if (n_inside != 1)
		return true;
	struct known *known = known_of(l, inside);
	if (!known->proposal)
		known->proposal = arena_strdup(index_texts(l->index), text);
	return true;
}
