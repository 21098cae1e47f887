/* phrase.c - what a phrase on the screen says: drawn and compared first, proposed by Tesseract
 * second. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/locate/locator.h"

#include <stdlib.h>
#include <string.h>
#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"
#include "ocr/mend.h"
#include "ocr/tess.h"
#include "ocr/verify.h"

struct img *phrase_look(const struct locator *l, const struct phrase *p)
{
	return img_crop(l->view.frame, rect_grow(p->box, PHRASE_MARGIN_PX));
}

struct known *phrase_known(struct locator *l, const struct phrase *p)
{
	for (size_t i = 0; i < l->n_known; i++) {
		struct known *k = &l->known[i];
		if (k->hash == p->hash && k->size.w == p->box.w && k->size.h == p->box.h)
			return k;
	}
	if (l->n_known == KNOWN_MAX) {
		arena_free(l->texts);
		l->texts = arena_new();
		l->n_known = 0;
	}
	struct known *k = &l->known[l->n_known++];
	*k = (struct known){ .hash = p->hash, .size = p->box };
	return k;
}

bool phrase_shows(struct locator *l, const struct phrase *p, const char *text, bool *ret_shows,
		  struct err *e)
{
	struct known *known = phrase_known(l, p);
	size_t n;
	const struct face *faces = faces_list(l->faces, &n);
	bool equal = false;

	if (known->certain && str_eq(known->certain, text)) {
		*ret_shows = true;
		return true;
	}
	CLEANUP(img_unrefp) struct img *look = phrase_look(l, p);
	const struct img *looks[] = { look };
	for (size_t i = 0; i < n && !equal; i++)
		if (!verify_text(looks, 1, &faces[i], text, &equal, e) ||
		    (equal && !verify_draws(&faces[i], text, &equal, e)))
			return false;
	if (equal && !known->certain)
		known->certain = arena_strdup(l->texts, text);
	*ret_shows = equal;
	return true;
}

bool phrase_proposal(struct locator *l, const struct phrase *p, const char **ret_text,
		     struct err *e)
{
	struct known *known = phrase_known(l, p);

	if (!known->proposal) {
		CLEANUP(mem_freep) char *text = NULL;
		const struct tess_options any = { 0 };
		if (!tess_read_line(l->tess, l->view.frame, p->box, &any, &text, e))
			return false;
		known->proposal = arena_strdup(l->texts, text);
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
	struct known *known = phrase_known(l, p);

	for (size_t i = 0; i < l->n_menders && !known->certain; i++) {
		CLEANUP(mem_freep) char *text = NULL;
		if (!mend_text(l->menders[i], look, proposal, &text, e))
			return false;
		if (text)
			known->certain = arena_strdup(l->texts, text);
	}
	return true;
}

/* decode_alone() - without a proposal: spares Tesseract's 8 ms for what a known face draws. */
static bool decode_alone(struct locator *l, const struct phrase *p, struct err *e)
{
	struct known *known = phrase_known(l, p);

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
	if (*ret_says || too_different(p->box, text))
		return true;
	/* What is certainly another text needs no proposal; a twin of @text was seen above. */
	if (!decode_alone(l, p, e))
		return false;
	if (phrase_known(l, p)->certain)
		return true;
	if (!phrase_proposal(l, p, &proposal, e))
		return false;
	*ret_says = str_eq(proposal, text);
	return true;
}

bool phrase_certain(struct locator *l, const struct phrase *p, const char **ret_text, struct err *e)
{
	const char *proposal;

	if (!decode_alone(l, p, e))
		return false;
	struct known *known = phrase_known(l, p);
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
	struct known *known = phrase_known(l, inside);
	if (!known->proposal)
		known->proposal = arena_strdup(l->texts, text);
	return true;
}
