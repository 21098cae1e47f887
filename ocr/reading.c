/* reading.c - what a line was read as, and how sure that is. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/reading.h"

#include <string.h>
#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"

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

size_t reading_count(const struct ocr_reading *r, size_t most)
{
	size_t n = 1;

	for (size_t i = 0; i < r->n_places; i++) {
		if (n > most / r->places[i].n_variants)
			return most + 1;
		n *= r->places[i].n_variants;
	}
	return n;
}

/* The number is read like digits, the first place counting least. */
const char *reading_text(const struct ocr_reading *r, size_t number, struct arena *a)
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
	size_t n = reading_count(r, OCR_TEXTS_MAX);

	r->text = reading_text(r, 0, a);
	r->alternatives = NULL;
	r->n_alternatives = 0;
	if (n < 2 || n > OCR_TEXTS_MAX)
		return;
	const char **list = arena_calloc(a, n, sizeof *list);
	for (size_t i = 0; i < n; i++)
		list[i] = reading_text(r, i, a);
	r->alternatives = list;
	r->n_alternatives = n;
}

void reading_keep(struct ocr_reading *r, struct arena *a)
{
	struct ocr_place *places = arena_calloc(a, r->n_places, sizeof *places);

	for (size_t i = 0; i < r->n_places; i++) {
		size_t n = r->places[i].n_variants;
		const char **variants = arena_calloc(a, n, sizeof *variants);
		for (size_t k = 0; k < n; k++)
			variants[k] = arena_strdup(a, r->places[i].variants[k]);
		places[i] = (struct ocr_place){ variants, n };
	}
	r->places = places;
	if (r->certainty == OCR_UNCERTAIN)
		r->text = arena_strdup(a, r->text);
	else
		reading_spell(r, a);
}

const char *reading_certainty_word(enum ocr_certainty certainty)
{
	static const char *const words[] = { [OCR_CERTAIN] = "certain",
					     [OCR_AMBIGUOUS] = "ambiguous",
					     [OCR_UNCERTAIN] = "uncertain" };

	return words[certainty];
}

bool reading_same_places(const struct ocr_place *a, const struct ocr_place *b, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (a[i].n_variants != b[i].n_variants)
			return false;
		for (size_t k = 0; k < a[i].n_variants; k++)
			if (!str_eq(a[i].variants[k], b[i].variants[k]))
				return false;
	}
	return true;
}
