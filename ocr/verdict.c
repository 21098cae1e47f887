/* verdict.c - how sure a reading is, and readings of one line put together. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/verdict.h"

#include <string.h>
#include "base/str.h"

void verdict_refuse(struct ocr_reading *r, const char *why)
{
	r->certainty = OCR_UNCERTAIN;
	r->why = why;
	r->text = "";
	r->places = NULL;
	r->n_places = 0;
	r->alternatives = NULL;
	r->n_alternatives = 0;
	r->face = NULL;
	r->drawn_ix = r->drawn_iy = 0;
	r->crowded = false;
	r->besides = 0;
}

void verdict_crowd(struct ocr_reading *r)
{
	verdict_refuse(r, "more texts have these pixels than can be looked at");
	r->crowded = true;
}

void verdict_grade(struct ocr_reading *r, struct arena *a)
{
	r->certainty = OCR_CERTAIN;
	for (size_t i = 0; i < r->n_places; i++)
		if (r->places[i].n_variants > 1)
			r->certainty = OCR_AMBIGUOUS;
	reading_spell(r, a);
}

void verdict_list(struct ocr_reading *r, const char *const *texts, size_t n, struct arena *a)
{
	struct ocr_place *place = arena_calloc(a, 1, sizeof *place);
	const char **own = arena_calloc(a, n, sizeof *own);

	memcpy(own, texts, n * sizeof *own);
	*place = (struct ocr_place){ own, n };
	r->places = place;
	r->n_places = 1;
	verdict_grade(r, a);
}

bool verdict_join(struct ocr_reading *r, const struct ocr_reading *from, struct arena *a)
{
	const char *texts[2 * OCR_TEXTS_MAX];
	size_t n_texts = 0;
	const struct ocr_reading *both[] = { r, from };

	for (size_t i = 0; i < 2; i++) {
		const char *const *list =
			both[i]->n_alternatives ? both[i]->alternatives : &both[i]->text;
		size_t n = both[i]->n_alternatives ? both[i]->n_alternatives : 1;
		if (both[i]->certainty == OCR_AMBIGUOUS && !both[i]->n_alternatives)
			return false;
		for (size_t k = 0; k < n; k++) {
			bool known = false;
			for (size_t m = 0; m < n_texts && !known; m++)
				known = str_eq(texts[m], list[k]);
			if (!known)
				texts[n_texts++] = list[k];
		}
	}
	verdict_list(r, texts, n_texts, a);
	r->besides |= from->besides;
	return n_texts <= OCR_TEXTS_MAX;
}
