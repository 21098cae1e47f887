/* mend.c - the exact text of a line, found from a proposal by drawing it again. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/mend.h"

#include <stdlib.h>
#include <string.h>
#include "base/buf.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "ocr/ink.h"
#include "ocr/verify.h"

/*
 * TRIES_MAX: compares of one letter with one place: a bound on hostile pictures, not measured;
 * beyond it the line counts as not drawn in this face. BLANKS_MAX: a phrase holds no wider gap.
 */
enum { TRIES_MAX = 100000, TEXT_MAX_BYTES = 1024, BLANKS_MAX = 2, AHEAD = 3, LETTERS_MAX = 512 };

/* What German masks are made of, the most frequent first; then the other letters of Latin-1. */
static const char repertoire[] =
	"enisratdhulcgmobwfkzpvjyxqENISRATDHULCGMOBWFKZPVJYXQ0123456789.,:;-/()'\"!?+*&%=<>_@#"
	"äöüßÄÖÜéèáàçñøåæœšžčřłńőűşğıđÉÈÁÀÇÑØÅÆŠŽČŘŁŃŐŰŞĞİĐêëîïôóòúùûýíìãõðþ€§°–’„“[]|~";

struct letter {
	uint32_t cp;
	struct ink ink; /* owned */
	int advance_px;
	bool pictured; /* ink of its own; compared once, not at every place */
};

struct mend {
	const struct face *face;            /* borrowed */
	struct letter letters[LETTERS_MAX]; /* every one drawn so far */
	size_t n_letters;
	struct ink absent; /* owned; what stands for every letter the face lacks */
	struct ink seen;   /* owned; of the line in progress */
	struct buf text;   /* owned; certain so far */
	int dx, dy;        /* from a letter's picture, pen at 0, to the look */
	unsigned tries;
};

/* A place in the line: what is certain up to here. */
struct spot {
	int pen_px; /* from the first letter's pen */
	int right;  /* last column of ink so far, in pen coordinates; unused before the first */
	const char *proposal; /* what is left of it */
	bool first;
};

struct mend *mend_new(const struct face *face)
{
	struct mend *m = mem_zalloc(sizeof *m);

	m->face = face;
	return m;
}

void mend_free(struct mend *m)
{
	if (!m)
		return;
	for (size_t i = 0; i < m->n_letters; i++)
		ink_clear(&m->letters[i].ink);
	ink_clear(&m->absent);
	free(m);
}

/* draw() - the ink of @cp alone. */
static bool draw(struct mend *m, uint32_t cp, struct ink *ret_ink, int *ret_advance_px,
		 struct err *e)
{
	CLEANUP(img_unrefp) struct img *img = NULL;
	char bytes[5];

	(void)utf8_encode(cp, bytes);
	if (!m->face->draw(m->face->self, bytes, &img, ret_advance_px, e))
		return err_wrap(e, "face '%s'", m->face->name);
	*ret_ink = ink_of((const struct img *const *)&img, 1);
	return true;
}

/* has_picture() - ink of its own: a letter the face lacks looks like every other one it lacks. */
static bool has_picture(const struct mend *m, const struct letter *l)
{
	return !rect_empty(l->ink.box) && !ink_equal(&l->ink, &m->absent);
}

/*
 * letter_of() - the drawn letter @cp, drawn now if it is the first time; NULL if there are too
 * many.
 */
static bool letter_of(struct mend *m, uint32_t cp, const struct letter **ret_letter, struct err *e)
{
	struct letter *l = &m->letters[m->n_letters];
	int advance_px;

	for (size_t i = 0; i < m->n_letters; i++) {
		if (m->letters[i].cp == cp) {
			*ret_letter = &m->letters[i];
			return true;
		}
	}
	*ret_letter = NULL;
	if (m->n_letters == LETTERS_MAX)
		return true;
	if (!m->absent.set && !draw(m, VERIFY_ABSENT, &m->absent, &advance_px, e))
		return false;
	if (!draw(m, cp, &l->ink, &l->advance_px, e))
		return false;
	l->cp = cp;
	l->pictured = has_picture(m, l);
	m->n_letters++;
	*ret_letter = l;
	return true;
}

/* ink_at() - ink at (@ix,@iy), none outside of the picture. */
static bool ink_at(const struct ink *k, int ix, int iy)
{
	if (ix < 0 || iy < 0 || ix >= k->width_px || iy >= k->height_px)
		return false;
	return k->set[(size_t)iy * (size_t)k->width_px + (size_t)ix];
}

/*
 * columns_equal() - letter and look agree in the pen columns @from..@to, over all rows that either
 * has ink in.
 */
static bool columns_equal(const struct mend *m, const struct letter *l, int pen_px, int from)
{
	const struct rect *drawn = &l->ink.box, *seen = &m->seen.box;
	int top = drawn->y < seen->y - m->dy ? drawn->y : seen->y - m->dy;
	int bottom = drawn->y + drawn->h;

	if (seen->y + seen->h - m->dy > bottom)
		bottom = seen->y + seen->h - m->dy;
	for (int ix = from; ix < pen_px + drawn->x + drawn->w; ix++)
		for (int iy = top; iy < bottom; iy++)
			if (ink_at(&l->ink, ix - pen_px, iy) !=
			    ink_at(&m->seen, ix + m->dx, iy + m->dy))
				return false;
	return true;
}

/* place_first() - the first letter fixes where drawing and look lie on each other. */
static bool place_first(struct mend *m, const struct letter *l)
{
	int last = m->seen.box.y + m->seen.box.h - (l->ink.box.y + l->ink.box.h);

	m->dx = m->seen.box.x - l->ink.box.x;
	for (m->dy = m->seen.box.y - l->ink.box.y; m->dy <= last; m->dy++)
		if (columns_equal(m, l, 0, l->ink.box.x))
			return true;
	return false;
}

static int seen_right(const struct mend *m)
{
	return m->seen.box.x + m->seen.box.w - 1 - m->dx;
}

static bool go_on(struct mend *m, const struct spot *at, bool *ret_found, struct err *e);

/* try_letter() - @cp at @at, and all that follows from it. */
static bool try_letter(struct mend *m, uint32_t cp, const struct spot *at, bool *ret_found,
		       struct err *e)
{
	size_t len = m->text.len_bytes;
	const struct letter *l;
	char bytes[5];

	if (m->tries++ > TRIES_MAX)
		return true;
	if (!letter_of(m, cp, &l, e))
		return false;
	if (!l || !l->pictured)
		return true;
	int right = at->pen_px + l->ink.box.x + l->ink.box.w - 1;
	if (at->first ? !place_first(m, l)
		      : right <= at->right || !columns_equal(m, l, at->pen_px, at->right + 1))
		return true;
	(void)utf8_encode(cp, bytes);
	buf_adds(&m->text, bytes);
	struct spot next = { .pen_px = at->pen_px + l->advance_px,
			     .right = right,
			     .proposal = at->proposal };
	if (right == seen_right(m))
		*ret_found = true;
	else if (right < seen_right(m) && !go_on(m, &next, ret_found, e))
		return false;
	if (!*ret_found) {
		m->text.len_bytes = len;
		m->text.data[len] = 0;
	}
	return true;
}

/*
 * try_all() - the next characters of the proposal, then the whole repertoire without the one due.
 */
static bool try_all(struct mend *m, const struct spot *at, bool *ret_found, struct err *e)
{
	struct spot here = *at;
	const char *all = repertoire;
	uint32_t cp;

	for (int i = 0; i < AHEAD && !*ret_found && (cp = utf8_next(&here.proposal)); i++)
		if (cp != ' ' && !try_letter(m, cp, &here, ret_found, e))
			return false;
	here.proposal = at->proposal;
	(void)utf8_next(&here.proposal); /* it stands for the letter that differs */
	while (!*ret_found && (cp = utf8_next(&all)))
		if (!try_letter(m, cp, &here, ret_found, e))
			return false;
	return true;
}

/* go_on() - the letter behind @at, at once or after blanks. */
static bool go_on(struct mend *m, const struct spot *at, bool *ret_found, struct err *e)
{
	size_t len = m->text.len_bytes;
	struct spot here = *at;
	const struct letter *blank;

	while (*here.proposal == ' ')
		here.proposal++;
	if (!letter_of(m, ' ', &blank, e))
		return false;
	for (int n = 0; n <= BLANKS_MAX && !*ret_found; n++) {
		if (!try_all(m, &here, ret_found, e))
			return false;
		if (!blank || at->first)
			break;
		here.pen_px += blank->advance_px;
		if (!*ret_found)
			buf_addc(&m->text, ' ');
	}
	if (!*ret_found) {
		m->text.len_bytes = len;
		m->text.data[len] = 0;
	}
	return true;
}

bool mend_text(struct mend *m, const struct img *look, const char *proposal, char **ret_text,
	       struct err *e)
{
	struct spot start = { .proposal = proposal, .first = true };
	bool found = false, equal = false;

	*ret_text = NULL;
	m->seen = ink_of(&look, 1);
	m->tries = 0;
	buf_init(&m->text, TEXT_MAX_BYTES);
	bool done = rect_empty(m->seen.box) || !m->seen.one_colour || go_on(m, &start, &found, e);
	if (done && found && !m->text.overflowed)
		done = verify_text(&look, 1, m->face, m->text.data, &equal, e);
	if (done && equal)
		*ret_text = buf_take(&m->text);
	ink_clear(&m->seen);
	buf_clear(&m->text);
	return done;
}
