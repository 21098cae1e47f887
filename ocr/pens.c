/* pens.c - which letters of a text an underline belongs to. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/pens.h"

#include <stdlib.h>
#include <string.h>
#include "base/utf8.h"

/*
 * Where in a face's pictures the pen starts is not known, so a rule is compared in length, and
 * the letters must stand on it.
 * NEAR_PX: Motif draws an underline one pixel longer than the letter is wide, pens of GTK and Qt
 * lie between pixels. LETTER_CODES: of the longest sequence in DIN 91379. LETTERS_MIN: a letter
 * alone may be one of another font, whose foot looks like an underline (docs/decisions/033).
 */
enum { NEAR_PX = 1, LETTER_CODES = 4, LETTERS_MIN = 2 };

/* next_letter() - the longest letter of @at that *@text begins with; NULL: none. */
static const struct glyph *next_letter(const struct atlas *at, const char **text)
{
	const struct glyph *found = NULL;
	const char *end = *text, *behind = *text;
	char letter[4 * LETTER_CODES + 1];

	for (int i = 0; i < LETTER_CODES && *end; i++) {
		(void)utf8_next(&end);
		size_t len = (size_t)(end - *text);
		memcpy(letter, *text, len);
		letter[len] = 0;
		const struct glyph *g = atlas_find(at, letter);
		found = g ? g : found;
		behind = g ? end : behind;
	}
	*text = behind;
	return found;
}

static bool rows_of(const struct glyph *g, struct rows *ret_rows)
{
	uint64_t ink = 0;

	for (int i = 0; g && i < g->width_px; i++)
		ink |= g->any[i];
	if (!ink)
		return false;
	*ret_rows = (struct rows){ __builtin_ctzll(ink), 63 - __builtin_clzll(ink) };
	return true;
}

bool pens_rows(const struct atlas *at, const char *text, struct rows *ret_rows)
{
	return rows_of(atlas_find(at, text), ret_rows);
}

/* rises() - has @g ink above the line that letters stand on? Of its row, none. */
static bool rises(const struct atlas *at, const struct glyph *g)
{
	struct rows rows, d;

	return rows_of(g, &rows) && (!pens_rows(at, "d", &d) || rows.first < d.last);
}

/* reaches() - do the letters from @text on, the first at @pen_px, end where the rule does? */
static bool reaches(const struct atlas *at, const char *text, int pen_px, struct rect rule)
{
	const struct glyph *before = NULL;
	bool stands = false;
	int long_px = 0;

	while (*text && long_px < rule.w) {
		const struct glyph *g = next_letter(at, &text);
		if (!g)
			return false;
		int kern = atlas_kern(at, before, g), left = pen_px + long_px + kern + g->left_px;
		if (left < rule.x - NEAR_PX || left + g->width_px > rule.x + rule.w + NEAR_PX)
			return false;
		long_px += kern + g->advance_px;
		stands = stands || rises(at, g);
		if (stands && g->width_px && abs(long_px - rule.w) <= NEAR_PX)
			return true;
		before = at->kerns ? g : NULL;
	}
	return false;
}

bool pens_underlined(const struct atlas *at, const char *text, int pen_px, struct rect rule)
{
	const struct glyph *before = NULL;
	bool stands = false;
	int letters = 0;

	/* Where between two pixels the pens are is not known here. */
	if (at->pens > 1)
		return false;

	while (*text) {
		const char *here = text;
		const struct glyph *g = next_letter(at, &text);
		if (!g)
			return false;
		pen_px += atlas_kern(at, before, g);
		letters += g->width_px > 0;
		stands = stands || (g->width_px && reaches(at, here, pen_px, rule));
		pen_px += g->advance_px;
		before = at->kerns ? g : NULL;
	}
	return stands && letters >= LETTERS_MIN;
}

bool pens_rise(const struct atlas *at, const char *text)
{
	while (*text) {
		const struct glyph *g = next_letter(at, &text);
		if (!g || rises(at, g))
			return g;
	}
	return false;
}
