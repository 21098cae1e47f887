/* words.h - from the reading of a phrase to its words, each with a box. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stddef.h>
#include "agent/read/page.h"
#include "ocr/face.h"

/* Words in the making; room grows. */
struct words {
	struct arena *arena; /* owns the list */
	struct page_word *list;
	size_t n, room;
};

/*
 * words_add_read() - the words of a certain or ambiguous reading of @face. A word that is the same
 * in all texts of an ambiguous reading is certain.
 */
MUST_USE bool words_add_read(struct words *words, const struct ocr_reading *r,
			     const struct face *face, struct err *e);

/*
 * words_add_proposed() - Tesseract's @text for the phrase in @box of @img, cut at its widest gaps;
 * as one word if it has fewer gaps than blanks. All of them uncertain.
 */
void words_add_proposed(struct words *words, const struct img *img, struct rect box,
			const char *text);

/* words_doubt() - what was added from word @from on is a proposal only. */
void words_doubt(struct words *words, size_t from);
