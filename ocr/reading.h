/* reading.h - what a line was read as, and how sure that is; the one result of every reader. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/rect.h"

enum ocr_certainty {
	OCR_CERTAIN,   /* the only text that has these pixels */
	OCR_AMBIGUOUS, /* one of the texts that @places spell, and no other */
	OCR_UNCERTAIN, /* @text is a proposal, "" if there is none; nothing follows from it */
};

enum ocr_engine {
	OCR_ENGINE_GLYPHS,    /* drawn in a known font and compared, pixel by pixel */
	OCR_ENGINE_TESSERACT, /* proposes, never certifies */
};

/* What stood on the line besides text, and was left out of the reading. */
enum ocr_besides {
	OCR_CARET = 1 << 0,     /* a bar or an I-beam that no letter has */
	OCR_UNDERLINE = 1 << 1, /* from pen to pen of the text above it: a mnemonic's */
	OCR_BORDER = 1 << 2,    /* a border at the edge of the look, longer than any stroke */
	OCR_NEIGHBOUR =
		1 << 3, /* ink above or below, or a field's edge: the line may go on there */
};

/* One place of a text: what may stand there. All texts of a reading are its places in a row. */
struct ocr_place {
	const char *const *variants; /* at least one, all different */
	size_t n_variants;
};

struct ocr_reading {
	enum ocr_certainty certainty;
	enum ocr_engine engine;
	unsigned besides;               /* enum ocr_besides */
	const char *text;               /* valid UTF-8; the first variant of each place */
	const struct ocr_place *places; /* of certain and ambiguous readings; else none */
	size_t n_places;
	/* The whole texts of an ambiguous reading; none if there are more than OCR_TEXTS_MAX. */
	const char *const *alternatives;
	size_t n_alternatives;
	const char *face; /* the font's name; borrowed from it; NULL if none fits */
	const char *why;  /* uncertain: the reason, for reports; static; else NULL */
	bool crowded;     /* uncertain, because more texts than can be told have these pixels:
			     no other reader's text is the only one either */
	struct rect box;  /* tight around the ink, coordinates of the picture */
	/* Where the corner of the face's drawing of @text lies on the picture; 0,0 if uncertain. A
	 * part of the text is drawn as far right as the advance of what stands before it. */
	int drawn_ix, drawn_iy;
	int64_t cost_us;
};

/* OCR_TEXTS_MAX: five letters with two looks each; more are told by place only. */
enum { OCR_TEXTS_MAX = 32 };

/* reading_allows() - is @text the certain text, or one of an ambiguous reading's? Never for an
 * uncertain one. */
bool reading_allows(const struct ocr_reading *r, const char *text);

/* reading_spell() - fill text and alternatives of @r from its places; @a owns them. */
void reading_spell(struct ocr_reading *r, struct arena *a);

/* reading_count() - how many texts the places of @r spell; @most + 1 stands for more than @most. */
size_t reading_count(const struct ocr_reading *r, size_t most);

/* reading_text() - text @number of those, counted from 0; @a owns it. */
const char *reading_text(const struct ocr_reading *r, size_t number, struct arena *a);

/* reading_keep() - @r with all its texts in @a instead of where they were made. */
void reading_keep(struct ocr_reading *r, struct arena *a);

/* reading_certainty_word() - "certain", "ambiguous", "uncertain"; static. */
const char *reading_certainty_word(enum ocr_certainty certainty);

/* reading_same_places() - do @n places of either have the same variants in the same order? */
bool reading_same_places(const struct ocr_place *a, const struct ocr_place *b, size_t n);
