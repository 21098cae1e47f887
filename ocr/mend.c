/* mend.c - the exact text of a line, found from a proposal by drawing it again. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/mend.h"

#include <string.h>
#include "base/buf.h"
#include "base/utf8.h"
#include "ocr/ink.h"

/*
 * DRAWS_MAX: a line of 80 characters needs about 200 drawings when the proposal is good and 2,000 when it is
 * useless; beyond that the font is not the line's. WIDE_GAP_PX: side bearings of two letters leave less.
 */
enum { DRAWS_MAX = 4000, TEXT_MAX_BYTES = 1024, WIDE_GAP_PX = 3, AHEAD = 3 };

/* What German masks are made of, the most frequent first. */
static const char repertoire[] =
	"enisratdhulcgmobwfkzpvjyxqENISRATDHULCGMOBWFKZPVJYXQ0123456789.,:;-/()'\"!?+*&%=<>_@#"
	"äöüßÄÖÜéèáàçñøåæœšžčřłńőűşğıÉÈÁÀÇÑØÅÆŠŽČŘŁŃŐŰŞĞİ€§°–’„“";

struct mend {
	const struct face *face; /* borrowed */
	struct ink seen;         /* owned */
	int dx, dy;              /* from the drawing's pixels to the look's */
	struct buf text;         /* owned: what is certain so far */
	unsigned draws;
};

static bool mend_char(struct mend *m, const char *proposal, int right, bool *ret_found,
		      struct err *e);

/* ink_at() - ink at (@ix,@iy), none outside of the picture. */
static bool ink_at(const struct ink *k, int ix, int iy)
{
	if (ix < 0 || iy < 0 || ix >= k->width_px || iy >= k->height_px)
		return false;
	return k->set[(size_t)iy * (size_t)k->width_px + (size_t)ix];
}

/* columns_equal() - drawing and look agree in the drawing's columns @from..@to, over all rows of both. */
static bool columns_equal(const struct mend *m, const struct ink *drawn, int from, int to)
{
	int top = drawn->box.y < m->seen.box.y - m->dy ? drawn->box.y : m->seen.box.y - m->dy;
	int bottom = drawn->box.y + drawn->box.h;

	if (m->seen.box.y + m->seen.box.h - m->dy > bottom)
		bottom = m->seen.box.y + m->seen.box.h - m->dy;
	for (int ix = from; ix <= to; ix++)
		for (int iy = top; iy < bottom; iy++)
			if (ink_at(drawn, ix, iy) != ink_at(&m->seen, ix + m->dx, iy + m->dy))
				return false;
	return true;
}

/* draw() - the ink of the text so far; counts towards DRAWS_MAX. */
static bool draw(struct mend *m, struct ink *ret_ink, struct err *e)
{
	CLEANUP(img_unrefp) struct img *img = NULL;

	m->draws++;
	if (!m->face->draw(m->face->self, m->text.data, &img, e))
		return err_wrap(e, "face '%s'", m->face->name);
	*ret_ink = ink_of((const struct img *const *)&img, 1);
	return true;
}

/* place_first() - the first character fixes where drawing and look lie on each other. */
static bool place_first(struct mend *m, const struct ink *drawn)
{
	int last = m->seen.box.y + m->seen.box.h - (drawn->box.y + drawn->box.h);

	m->dx = m->seen.box.x - drawn->box.x;
	for (m->dy = m->seen.box.y - drawn->box.y; m->dy <= last; m->dy++)
		if (columns_equal(m, drawn, drawn->box.x, drawn->box.x + drawn->box.w - 1))
			return true;
	return false;
}

/* accept() - does the text so far explain the look up to its own right edge? *ret_right is that edge. */
static bool accept(struct mend *m, int right, int *ret_right, bool *ret_ok, struct err *e)
{
	CLEANUP(ink_clear) struct ink drawn = { 0 };

	*ret_ok = false;
	if (!draw(m, &drawn, e))
		return false;
	if (rect_empty(drawn.box))
		return true;
	*ret_right = drawn.box.x + drawn.box.w - 1;
	if (right < 0)
		*ret_ok = place_first(m, &drawn);
	else
		*ret_ok = *ret_right > right && columns_equal(m, &drawn, right + 1, *ret_right);
	return true;
}

static int seen_right(const struct mend *m)
{
	return m->seen.box.x + m->seen.box.w - 1 - m->dx;
}

/* try_char() - the text with @cp behind it, and all that follows from it. */
static bool try_char(struct mend *m, uint32_t cp, const char *proposal, int right, bool *ret_found,
		     struct err *e)
{
	size_t len = m->text.len_bytes;
	char bytes[5];
	int edge = 0;
	bool ok;

	if (m->draws >= DRAWS_MAX)
		return true;
	(void)utf8_encode(cp, bytes);
	buf_adds(&m->text, bytes);
	if (!accept(m, right, &edge, &ok, e))
		return false;
	if (ok && edge == seen_right(m))
		*ret_found = true;
	else if (ok && edge < seen_right(m) && !mend_char(m, proposal, edge, ret_found, e))
		return false;
	if (!*ret_found) {
		m->text.len_bytes = len;
		m->text.data[len] = 0;
	}
	return true;
}

/* try_proposed() - the next characters of the proposal: the one that is due, then a skipped one. */
static bool try_proposed(struct mend *m, const char *proposal, int right, bool *ret_found,
			 struct err *e)
{
	uint32_t cp;

	for (int i = 0; i < AHEAD && !*ret_found && (cp = utf8_next(&proposal)); i++)
		if (cp != ' ' && !try_char(m, cp, proposal, right, ret_found, e))
			return false;
	return true;
}

/* blanks() - how many blanks @gap_px may hold at most: none under WIDE_GAP_PX, never more than two. */
static int blanks(int gap_px)
{
	return gap_px <= WIDE_GAP_PX ? 0 : 2;
}

/* gap_after() - columns without ink right of the drawing's column @right. */
static int gap_after(const struct mend *m, int right)
{
	int gap = 0;

	while (right + 1 + gap <= seen_right(m)) {
		for (int iy = m->seen.box.y; iy < m->seen.box.y + m->seen.box.h; iy++)
			if (ink_at(&m->seen, right + 1 + gap + m->dx, iy))
				return gap;
		gap++;
	}
	return gap;
}

/* mend_char() - the character behind the text so far, whose ink ends at column @right (-1: none yet). */
static bool mend_char(struct mend *m, const char *proposal, int right, bool *ret_found,
		      struct err *e)
{
	int most = right < 0 ? 0 : blanks(gap_after(m, right));
	size_t len = m->text.len_bytes;

	for (int n = 0; n <= most && !*ret_found; n++) {
		const char *rest = proposal, *all = repertoire;
		uint32_t cp;
		if (n > 0)
			buf_addc(&m->text, ' ');
		while (*rest == ' ')
			rest++;
		if (!try_proposed(m, rest, right, ret_found, e))
			return false;
		if (utf8_next(&rest) == 0)
			rest = "";
		while (!*ret_found && (cp = utf8_next(&all)))
			if (!try_char(m, cp, rest, right, ret_found, e))
				return false;
	}
	if (!*ret_found) {
		m->text.len_bytes = len;
		m->text.data[len] = 0;
	}
	return true;
}

static void mend_clear(struct mend *m)
{
	ink_clear(&m->seen);
	buf_clear(&m->text);
}

bool mend_text(const struct img *look, const struct face *face, const char *proposal,
	       char **ret_text, struct err *e)
{
	CLEANUP(mend_clear) struct mend m = { .face = face, .seen = ink_of(&look, 1) };
	bool found = false;

	*ret_text = NULL;
	buf_init(&m.text, TEXT_MAX_BYTES);
	if (rect_empty(m.seen.box) || !m.seen.one_colour)
		return true;
	if (!mend_char(&m, proposal, -1, &found, e))
		return false;
	if (found && !m.text.overflowed)
		*ret_text = buf_take(&m.text);
	return true;
}
