/* page.h - what stands on a picture: rows of words, each with its box and how sure it is. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "base/arena.h"
#include "base/err.h"
#include "base/img.h"
#include "ocr/reading.h"

struct desk;

struct page_word {
	struct rect box;  /* of its ink, as the font draws it; of a proposal: between gaps */
	const char *text; /* valid UTF-8 without control characters; "" if nobody can read it */
	enum ocr_certainty certainty;
	enum ocr_engine engine;
	const char *const *alternatives; /* of an ambiguous word, if they are few enough to list */
	size_t n_alternatives;
	bool apart; /* more than a blank lies before it: another phrase begins */
};

/* What stands on one line of the screen. */
struct page_row {
	struct rect box;
	const struct page_word *words;
	size_t n;
};

struct page {
	int width_px, height_px;
	const struct page_row *rows; /* top to bottom; words left to right */
	size_t n;
	bool certain; /* every word is */
};

struct page_options {
	const char *const *fonts; /* as catalogue_named() takes them; n_fonts 0: the usual ones */
	size_t n_fonts;
	unsigned renderings;  /* enum catalogue_rendering; 0: by default */
	const char *language; /* of Tesseract: "deu", "deu+eng" */
	struct desk *desk;    /* borrowed; to draw core fonts on; NULL: one is opened if needed */
};

/*
 * page_read() - all text of @img.
 * @a: owns all of *ret_page
 * @e: ERR_CONFIG (no such font, no language data), ERR_DISPLAY, ERR_IO, ERR_STOPPED (by a signal)
 */
MUST_USE bool page_read(const struct img *img, const struct page_options *o, struct arena *a,
			struct page *ret_page, struct err *e);
