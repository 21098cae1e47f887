/* learnt_sample.h - the handmade fonts as learnt ones. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include "ocr/learnt.h"
#include "tests/check.h"
#include "tests/ocr/handmade.h"

enum { SAMPLE_LETTERS_MAX = 32 };

/* sample_atlas() - every letter of @font, cut as an application's field would show it. */
static inline struct atlas *sample_atlas(struct handmade *font)
{
	struct atlas_letter letters[SAMPLE_LETTERS_MAX];
	char texts[SAMPLE_LETTERS_MAX][5];
	struct atlas *at = NULL;
	struct err e = { 0 };

	for (size_t i = 0; i < font->n; i++) {
		struct atlas_letter *l = &letters[i];
		*l = (struct atlas_letter){ .text = texts[i], .ix = LEARNT_PEN_PX - HANDMADE_LEFT };
		(void)utf8_encode(font->letters[i].cp, texts[i]);
		CHECK(handmade_draw(font, texts[i], &l->img, &l->advance_px, &e));
	}
	CHECK_OK(atlas_assemble(NULL, &(struct atlas_letters){ letters, font->n }, &at, &e), e);
	for (size_t i = 0; i < font->n; i++)
		img_unref(letters[i].img);
	return at;
}
