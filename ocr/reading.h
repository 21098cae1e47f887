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
	OCR_CARET = 1 << 0, /* a bar taller than anything the font draws */
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
	struct rect box;  /* tight around the ink, coordinates of the picture */
	int64_t cost_us;
};

/* OCR_TEXTS_MAX: five letters with two looks each; more are told by place only. */
enum { OCR_TEXTS_MAX = 32 };

/* reading_allows() - is @text the certain text, or one of an ambiguous reading's? Never for an
 * uncertain one. */
bool reading_allows(const struct ocr_reading *r, const char *text);

/* reading_spell() - fill text and alternatives of @r from its places; @a owns them. */
void reading_spell(struct ocr_reading *r, struct arena *a);

/* reading_certainty_word() - "certain", "ambiguous", "uncertain"; static. */
const char *reading_certainty_word(enum ocr_certainty certainty);
