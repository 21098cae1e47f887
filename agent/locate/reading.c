/* reading.c - texts that may leave the job: certain by pixels, form and check digit. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/locate/lines.h"
#include "agent/locate/locator.h"
#include "agent/locate/sieve.h"

#include <string.h>
#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"
#include "ocr/mend.h"
#include "ocr/panel.h"
#include "ocr/verify.h"

/* TEXT_MAX_BYTES: one screen of text; RIVALS_MAX: beyond it a reading is ambiguous anyway. */
enum { TEXT_MAX_BYTES = 16384, RIVALS_MAX = SIEVE_MAX };

/* The characters that could stand in for one another in a reading: what a form may allow. */
static const char repertoire[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				 "ÄÖÜäöüßÐĐŞȘşșŢȚţțƷǝə.,:;/\\|!'`´’-–_ ";

/* with_twin() - @text with the code point at byte @at (@len bytes) replaced by @twin. */
static const char *with_twin(struct arena *a, const char *text, size_t at, const char *twin)
{
	const char *rest = text + at;

	(void)utf8_next(&rest);
	return arena_printf(a, "%.*s%s%s", (int)at, text, twin, rest);
}

/* Texts that look the same; each passes through every twin of its later letters. */
struct rivals {
	struct arena *arena;
	const char *list[RIVALS_MAX];
	size_t n;
	bool too_many;
};

static void add_rival(struct rivals *r, const char *text)
{
	if (r->n == RIVALS_MAX)
		r->too_many = true;
	else
		r->list[r->n++] = text;
}

/* One text as one face draws it; its rivals begin at @from. */
struct drawing {
	const struct face *face;
	const char *text;
	size_t from;
};

/* add_twins() - to every rival of @d so far, its forms with a twin at byte @at. */
static bool add_twins(struct rivals *r, const struct drawing *d, size_t at, struct err *e)
{
	const char *here = d->text + at, *twins;
	uint32_t cp = utf8_next(&here);
	size_t so_far = r->n;

	if (!verify_twins(d->face, cp, repertoire, r->arena, &twins, e))
		return false;
	while (*twins) {
		char bytes[5];
		(void)utf8_encode(utf8_next(&twins), bytes);
		for (size_t i = d->from; i < so_far; i++)
			add_rival(r, with_twin(r->arena, r->list[i], at, bytes));
	}
	return true;
}

/*
 * add_drawing() - @d's text and all with twins in it. Rivals of different byte lengths would shift
 * the places of later twins, so twins are looked for from the last letter to the first.
 */
static bool add_drawing(struct rivals *r, const struct drawing *d, struct err *e)
{
	add_rival(r, d->text);
	for (size_t at = strlen(d->text); at-- > 0;)
		if (((unsigned char)d->text[at] & 0xc0) != 0x80 && !add_twins(r, d, at, e))
			return false;
	return true;
}

/*
 * add_all() - what @p says in each face: another one may draw the same pixels for another text.
 * @text: certain in one of them
 */
static bool add_all(struct locator *l, const struct phrase *p, const char *text, struct rivals *r,
		    struct err *e)
{
	size_t n;
	const struct face *faces = faces_list(l->faces, &n);
	CLEANUP(img_unrefp) struct img *look = phrase_look(l, p);
	const struct img *looks[] = { look };

	for (size_t i = 0; i < n; i++) {
		CLEANUP(mem_freep) char *mended = NULL;
		bool equal;
		if (!verify_text(looks, 1, &faces[i], text, &equal, e) ||
		    (!equal && !mend_text(l->menders[i], look, text, &mended, e)))
			return false;
		const struct drawing d = { .face = &faces[i],
					   .from = r->n,
					   .text = equal    ? text
						   : mended ? arena_strdup(r->arena, mended)
							    : NULL };
		if (d.text && !add_drawing(r, &d, e))
			return false;
	}
	return true;
}

/* sieve_exact() - all texts that the pixels allow. */
static bool sieve_exact(struct sieve *s, const struct ocr_reading *exact, struct err *e)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	size_t n = reading_count(exact, TEXTS_MAX);

	s->too_many = n > TEXTS_MAX;
	for (size_t i = 0; i < n && i < TEXTS_MAX; i++)
		if (!sieve_add(s, reading_text(exact, i, a), e))
			return false;
	return true;
}

/* sieve_mended() - @text, found by mending, and all that look like it in some face. */
static bool sieve_mended(struct sieve *s, struct locator *l, const struct phrase *p,
			 const char *text, struct err *e)
{
	struct rivals r = { .arena = s->query->arena };

	if (!add_all(l, p, text, &r, e))
		return false;
	s->too_many = s->too_many || r.too_many;
	for (size_t i = 0; i < r.n; i++)
		if (!sieve_add(s, r.list[i], e))
			return false;
	return true;
}

/* read_mended() - where the pixels' reading is uncertain: what the proposal can be mended to, else
 * the proposal. */
static bool read_mended(struct locator *l, const struct phrase *p, struct sieve *s,
			struct reading *r, struct err *e)
{
	const char *text;

	if (!phrase_certain(l, p, &text, e))
		return false;
	r->exact = text;
	if (!text && !phrase_proposal(l, p, &text, e))
		return false;
	r->text = arena_strdup(s->query->arena, text);
	if (!r->exact)
		return true;
	if (!sieve_mended(s, l, p, r->text, e))
		return false;
	sieve_settle(s, r);
	return true;
}

bool reading_settle(const struct ocr_reading *exact, const struct read_query *q, struct reading *r,
		    struct err *e)
{
	struct sieve s = { .query = q };

	r->text = arena_strdup(q->arena, exact->text);
	r->exact = true;
	if (!sieve_exact(&s, exact, e))
		return false;
	sieve_settle(&s, r);
	return true;
}

/* read_one() - one phrase, and which of the texts it may be has the form. */
static bool read_one(struct locator *l, const struct phrase *p, const struct read_query *q,
		     struct reading *ret_reading, struct err *e)
{
	struct reading r = { .certainty = OCR_UNCERTAIN, .alternatives = "", .box = p->box };
	struct sieve s = { .query = q };
	const struct ocr_reading *exact;

	if (!phrase_reading(l, p, &exact, e))
		return false;
	s.too_many = exact->crowded;
	if (exact->certainty == OCR_UNCERTAIN) {
		if (!read_mended(l, p, &s, &r, e))
			return false;
	} else if (!reading_settle(exact, q, &r, e)) {
		return false;
	}
	*ret_reading = r;
	return true;
}

/* with_paper() - @drawn with the paper around it that a reading needs; owned by the caller. */
static struct img *with_paper(const struct img *drawn)
{
	const int edge = PHRASE_MARGIN_PX;
	struct img *img = img_new(drawn->width_px + 2 * edge, drawn->height_px + 2 * edge);

	img_fill(img, img_bounds(img), 0xffffff);
	img_blit(img, drawn, edge, edge);
	return img;
}

/* sieve_drawn() - all texts that have the pixels @d draws, and so what a field with them may hold.
 */
static bool sieve_drawn(struct sieve *s, struct locator *l, const struct drawing *d, struct err *e)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	CLEANUP(img_unrefp) struct img *ink = NULL;
	struct ocr_reading exact;
	const struct glyphs_fonts *fonts;
	int advance_px;

	if (!faces_fonts(l->faces, &fonts, e) ||
	    !d->face->draw(d->face->self, d->text, &ink, &advance_px, e))
		return false;
	CLEANUP(img_unrefp) struct img *look = with_paper(ink);
	if (!glyphs_read_any(fonts, look, img_bounds(look), a, &exact, e))
		return false;
	if (exact.certainty != OCR_UNCERTAIN && reading_allows(&exact, d->text))
		return sieve_exact(s, &exact, e);
	/* A letter that no atlas has: its twins and those of the others, one by one. */
	struct rivals r = { .arena = s->query->arena };
	if (!add_drawing(&r, d, e))
		return false;
	s->too_many = s->too_many || r.too_many || exact.crowded;
	for (size_t i = 0; i < r.n; i++)
		if (!sieve_add(s, r.list[i], e))
			return false;
	return true;
}

bool locate_alone(struct locator *l, const struct read_query *q, const struct face *face,
		  const char *text, bool *ret_alone, struct err *e)
{
	const struct drawing d = { .face = face, .text = text };
	struct sieve s = { .query = q };

	if (*text && !sieve_drawn(&s, l, &d, e))
		return false;
	*ret_alone = !*text || (s.n == 1 && !s.too_many && str_eq(s.fit[0], text));
	return true;
}

/* join() - the texts of @parts, by blanks or, in an area, by lines; has the whole the form? */
static bool join(struct locator *l, const struct line_part *parts, const struct phrases *p,
		 const struct read_query *q, struct reading *whole, struct err *e)
{
	CLEANUP(buf_clear) struct buf text = { 0 };
	bool ok = true;

	if (p->area && lines_count(parts, p->n) > 1)
		return lines_join(l, q, parts, p->n, whole, e);
	buf_init(&text, TEXT_MAX_BYTES);
	for (size_t i = 0; i < p->n; i++)
		buf_addf(&text, "%s%s", i ? " " : "", parts[i].text);
	if (!buf_check(&text, "text on the screen", e))
		return false;
	whole->text = arena_strdup(q->arena, text.data);
	if (p->n != 1 && !sieve_fits(q, whole->text, &ok, e))
		return false;
	if (!ok)
		whole->certainty = OCR_UNCERTAIN;
	return true;
}

/* read_part() - one of @p; @form is what it must be alone. */
static bool read_part(struct locator *l, const struct phrase *p, const struct read_query *form,
		      struct line_part *ret_part, struct reading *whole, struct err *e)
{
	const struct ocr_reading *exact;
	struct reading one;

	if (!read_one(l, p, form, &one, e) || !phrase_reading(l, p, &exact, e))
		return false;
	if (one.certainty > whole->certainty)
		whole->certainty = one.certainty;
	if (one.certainty == OCR_AMBIGUOUS)
		whole->alternatives = one.alternatives;
	whole->exact = whole->exact && one.exact;
	whole->box = rect_union(whole->box, one.box);
	*ret_part = (struct line_part){ .text = one.text,
					.box = p->box,
					.drawn = exact->certainty != OCR_UNCERTAIN,
					.line_y = p->box.y + exact->drawn_iy };
	return true;
}

/* reading_of_phrases() - a single phrase must have the form itself, so that its twins are
 * settled. */
bool reading_of_phrases(struct locator *l, const struct phrases *p, const struct read_query *q,
			struct reading *ret_reading, struct err *e)
{
	struct line_part *parts = arena_calloc(q->arena, p->n, sizeof *parts);
	struct reading whole = { .certainty = OCR_CERTAIN, .alternatives = "", .exact = true };
	const struct read_query any = { .arena = q->arena };

	for (size_t i = 0; i < p->n; i++)
		if (!read_part(l, p->list[i], p->n == 1 ? q : &any, &parts[i], &whole, e))
			return false;
	whole.lines = lines_count(parts, p->n);
	if (!join(l, parts, p, q, &whole, e))
		return false;
	*ret_reading = whole;
	return true;
}

/* nothing_read() - of a box that nobody may look into. */
static struct reading nothing_read(struct rect box)
{
	return (struct reading){
		.certainty = OCR_UNCERTAIN, .text = "", .alternatives = "", .box = box
	};
}

/* check_cut() - what stands in a field is its text only if nothing of it can be out of sight. */
static bool check_cut(struct locator *l, const struct read_query *q, struct reading *r,
		      struct err *e)
{
	struct rect panel;
	bool all;

	/* The box of a label beside another is no panel, and has nothing to hide. */
	if (!q->field || rect_empty(r->box) ||
	    !panel_at(l->view.frame, q->box.x + q->box.w / 2, q->box.y + q->box.h / 2, &panel) ||
	    !rect_equal(panel, q->box))
		return true;
	if (!field_shows_all(l, q->box, r, &all, e))
		return false;
	if (all)
		return true;
	r->cut = true;
	r->exact = false;
	r->certainty = OCR_UNCERTAIN;
	return true;
}

bool locate_read(struct locator *l, const struct read_query *q, struct reading *ret_reading,
		 struct err *e)
{
	struct phrase *found;
	size_t n;

	if (!view_refresh(&l->view, l->desk, e))
		return false;
	if (view_hides(&l->view, q->box)) {
		*ret_reading = nothing_read(q->box);
		return true;
	}
	layout_phrases(l->view.frame, q->box, q->arena, &found, &n);
	struct phrases all = { arena_calloc(q->arena, n, sizeof *all.list), n, true };
	for (size_t i = 0; i < n; i++)
		all.list[i] = &found[i];
	struct reading r;
	if (!reading_of_phrases(l, &all, q, &r, e) || !check_cut(l, q, &r, e))
		return false;
	*ret_reading = r;
	return true;
}

/* take_said() - is @said, blanks at its ends apart, one of the texts, and has it the form? */
static bool take_said(const struct ocr_reading *exact, const char *said, const struct read_query *q,
		      struct reading *r, struct err *e)
{
	size_t begin = strspn(said, " "), len = strlen(said);
	bool ok;

	while (len > begin && said[len - 1] == ' ')
		len--;
	const char *inner = arena_printf(q->arena, "%.*s", (int)(len - begin), said + begin);
	if (!reading_allows(exact, inner))
		return true;
	if (!sieve_fits(q, said, &ok, e))
		return false;
	r->text = arena_strdup(q->arena, said);
	r->alternatives = "";
	r->certainty = ok ? OCR_CERTAIN : OCR_UNCERTAIN;
	return true;
}

bool locate_read_line(struct locator *l, const struct img *line, const char *said,
		      const struct read_query *q, struct reading *ret_reading, struct err *e)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	struct reading r = nothing_read(img_bounds(line));
	struct sieve s = { .query = q };
	struct ocr_reading exact;
	const struct glyphs_fonts *fonts;

	if (!faces_fonts(l->faces, &fonts, e) ||
	    !glyphs_read_any(fonts, line, img_bounds(line), a, &exact, e))
		return false;
	if (exact.certainty != OCR_UNCERTAIN) {
		r.exact = true;
		r.text = arena_strdup(q->arena, exact.text);
		if (!sieve_exact(&s, &exact, e))
			return false;
		sieve_settle(&s, &r);
		if (said && !take_said(&exact, said, q, &r, e))
			return false;
	}
	*ret_reading = r;
	return true;
}

/* on_window_itself() - no panel smaller than half the window holds the phrase. */
static bool on_window_itself(const struct img *frame, struct rect window, struct rect box)
{
	struct rect panel;

	if (!panel_at(frame, box.x + box.w / 2, box.y + box.h / 2, &panel))
		return true;
	return panel.w * 2 > window.w || !rect_contains(window, panel);
}

bool locate_read_window(struct locator *l, uint32_t id, const struct read_query *q,
			struct reading *ret_reading, struct err *e)
{
	const struct phrase *found;
	size_t n, i = 0;

	if (!view_refresh(&l->view, l->desk, e))
		return false;
	while (i < l->view.n_windows && l->view.windows[i].window.id != id)
		i++;
	if (i == l->view.n_windows)
		return err_set(e, ERR_NOT_FOUND, "the window to be read is gone");
	view_phrases(&l->view, i, &found, &n);
	struct phrases own = { arena_calloc(q->arena, n, sizeof *own.list), 0, false };
	for (size_t k = 0; k < n; k++)
		if (on_window_itself(l->view.frame, l->view.windows[i].window.area, found[k].box))
			own.list[own.n++] = &found[k];
	return reading_of_phrases(l, &own, q, ret_reading, e);
}
