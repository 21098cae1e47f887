/* reading.c - texts that may leave the job: certain by pixels, form and check digit. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/locate/locator.h"

#include <string.h>
#include "agent/recipe/check_digit.h"
#include "base/buf.h"
#include "base/mem.h"
#include "base/pattern.h"
#include "base/str.h"
#include "base/utf8.h"
#include "ocr/mend.h"
#include "ocr/panel.h"
#include "ocr/verify.h"

/* TEXT_MAX_BYTES: one screen of text; RIVALS_MAX: beyond it a reading is ambiguous anyway. */
enum { TEXT_MAX_BYTES = 16384, RIVALS_MAX = 64 };

/* The characters that could stand in for one another in a reading: what a form may allow. */
static const char repertoire[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				 "ÄÖÜäöüßÐĐŞȘşșŢȚţțƷǝə.,:;/\\|!'`´’-–_ ";

/* fits() - pattern and check digit hold for @text. */
static bool fits(const struct read_query *q, const char *text, bool *ret_fits, struct err *e)
{
	*ret_fits = true;
	if (q->match && !pattern_matches_whole(q->match, text, ret_fits, e))
		return false;
	if (*ret_fits)
		*ret_fits = check_digit_holds(q->check_digit, text);
	return true;
}

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

/* is_new() - the rival @i did not stand before in the list. */
static bool is_new(const struct rivals *r, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (str_eq(r->list[k], r->list[i]))
			return false;
	return true;
}

/* settle() - which of the texts that look like the certain one fit the form? */
static bool settle(struct locator *l, const struct phrase *p, const struct read_query *q,
		   struct reading *reading, struct err *e)
{
	CLEANUP(buf_clear) struct buf same = { 0 };
	struct rivals r = { .arena = q->arena };
	size_t n_fit = 0;

	if (!add_all(l, p, reading->text, &r, e))
		return false;
	buf_init(&same, TEXT_MAX_BYTES);
	for (size_t i = 0; i < r.n; i++) {
		bool ok;
		if (!fits(q, r.list[i], &ok, e))
			return false;
		if (!ok || !is_new(&r, i))
			continue;
		reading->text = n_fit++ ? reading->text : r.list[i];
		buf_addf(&same, "%s%s", same.len_bytes ? " | " : "", r.list[i]);
	}
	reading->certainty = n_fit == 1 && !r.too_many ? READ_CERTAIN : READ_UNCERTAIN;
	if (n_fit > 1 || r.too_many) {
		reading->certainty = READ_AMBIGUOUS;
		reading->alternatives = arena_strdup(q->arena, same.data);
	}
	return true;
}

/* read_one() - one phrase: exact text, else the proposal as uncertain. */
static bool read_one(struct locator *l, const struct phrase *p, const struct read_query *q,
		     struct reading *ret_reading, struct err *e)
{
	struct reading r = { .certainty = READ_UNCERTAIN, .alternatives = "", .box = p->box };
	const char *text;

	if (!phrase_certain(l, p, &text, e))
		return false;
	if (!text) {
		if (!phrase_proposal(l, p, &text, e))
			return false;
		r.text = arena_strdup(q->arena, text);
		*ret_reading = r;
		return true;
	}
	r.text = arena_strdup(q->arena, text);
	r.exact = true;
	if (!settle(l, p, q, &r, e))
		return false;
	*ret_reading = r;
	return true;
}

struct phrases {
	const struct phrase **list;
	size_t n;
};

/* read_list() - all of @p joined; a single phrase must have the form itself, so that its twins are
 * settled. */
static bool read_list(struct locator *l, const struct phrases *p, const struct read_query *q,
		      struct reading *ret_reading, struct err *e)
{
	CLEANUP(buf_clear) struct buf text = { 0 };
	struct reading whole = { .certainty = READ_CERTAIN, .alternatives = "", .exact = true };
	const struct read_query any = { .arena = q->arena };

	buf_init(&text, TEXT_MAX_BYTES);
	for (size_t i = 0; i < p->n; i++) {
		struct reading one;
		if (!read_one(l, p->list[i], p->n == 1 ? q : &any, &one, e))
			return false;
		if (one.certainty > whole.certainty)
			whole.certainty = one.certainty;
		if (one.certainty == READ_AMBIGUOUS)
			whole.alternatives = one.alternatives;
		whole.exact = whole.exact && one.exact;
		buf_addf(&text, "%s%s", i ? " " : "", one.text);
		whole.box = rect_union(whole.box, one.box);
	}
	if (!buf_check(&text, "text on the screen", e))
		return false;
	whole.text = arena_strdup(q->arena, text.data);
	bool ok = true;
	if (p->n != 1 && !fits(q, whole.text, &ok, e))
		return false;
	if (!ok)
		whole.certainty = READ_UNCERTAIN;
	*ret_reading = whole;
	return true;
}

bool locate_read(struct locator *l, const struct read_query *q, struct reading *ret_reading,
		 struct err *e)
{
	struct phrase *found;
	size_t n;

	if (!view_refresh(&l->view, l->desk, e))
		return false;
	layout_phrases(l->view.frame, q->box, q->arena, &found, &n);
	struct phrases all = { arena_calloc(q->arena, n, sizeof *all.list), n };
	for (size_t i = 0; i < n; i++)
		all.list[i] = &found[i];
	return read_list(l, &all, q, ret_reading, e);
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
	struct phrases own = { arena_calloc(q->arena, n, sizeof *own.list), 0 };
	for (size_t k = 0; k < n; k++)
		if (on_window_itself(l->view.frame, l->view.windows[i].window.area, found[k].box))
			own.list[own.n++] = &found[k];
	return read_list(l, &own, q, ret_reading, e);
}
