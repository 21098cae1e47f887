/* reading.c - what a line was read as, and how sure that is. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/reading.h"

#include <string.h>
#include "base/buf.h"
#include "base/mem.h"

/* TEXT_MAX_BYTES: 32,767 px hold fewer letters than that, even of 2 px and 4 bytes each. */
enum { TEXT_MAX_BYTES = 1 << 17 };

/*
 * allows_from() - does the rest of @text spell the places from @at on? Each variant is tried, so
 * that "ab" then "c" is found where "a" then "bc" was not.
 */
static bool allows_from(const struct ocr_reading *r, size_t at, const char *text, unsigned *steps)
{
	if (at == r->n_places)
		return text[0] == 0;
	for (size_t i = 0; i<r->places[at].n_variants && * steps> 0; i++) {
		const char *variant = r->places[at].variants[i];
		size_t len = strlen(variant);
		(*steps)--;
		if (strncmp(text, variant, len) == 0 && allows_from(r, at + 1, text + len, steps))
			return true;
	}
	return false;
}

bool reading_allows(const struct ocr_reading *r, const char *text)
{
	/* A bound on texts made to match in very many ways; none of a font's own does. */
	unsigned steps = 1U << 20;

	return r->certainty != OCR_UNCERTAIN && allows_from(r, 0, text, &steps);
}

/* count_texts() - how many texts the places spell; at most OCR_TEXTS_MAX + 1. */
static size_t count_texts(const struct ocr_reading *r)
{
	size_t n = 1;

	for (size_t i = 0; i < r->n_places && n <= OCR_TEXTS_MAX; i++)
		n *= r->places[i].n_variants;
	return n <= OCR_TEXTS_MAX ? n : OCR_TEXTS_MAX + 1;
}

/* text_number() - text @number of all that the places spell, counted like digits. */
static const char *text_number(const struct ocr_reading *r, size_t number, struct arena *a)
{
	CLEANUP(buf_clear) struct buf text = { 0 };

	buf_init(&text, TEXT_MAX_BYTES);
	for (size_t i = 0; i < r->n_places; i++) {
		const struct ocr_place *p = &r->places[i];
		buf_adds(&text, p->variants[number % p->n_variants]);
		number /= p->n_variants;
	}
	return arena_strdup(a, text.data);
}

void reading_spell(struct ocr_reading *r, struct arena *a)
{
	size_t n = count_texts(r);

	r->text = text_number(r, 0, a);
	r->alternatives = NULL;
	r->n_alternatives = 0;
	if (n < 2 || n > OCR_TEXTS_MAX)
		return;
	const char **list = arena_calloc(a, n, sizeof *list);
	for (size_t i = 0; i < n; i++)
		list[i] = text_number(r, i, a);
	r->alternatives = list;
	r->n_alternatives = n;
}

const char *reading_certainty_word(enum ocr_certainty certainty)
{
	static const char *const words[] = { [OCR_CERTAIN] = "certain",
					     [OCR_AMBIGUOUS] = "ambiguous",
					     [OCR_UNCERTAIN] = "uncertain" };

	return words[certainty];
}
