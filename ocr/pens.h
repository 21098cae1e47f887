/* pens.h - which letters of a text an underline belongs to. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include "base/rect.h"
#include "ocr/atlas.h"

/* Rows of an atlas, both with ink. */
struct rows {
	int first, last;
};

/* pens_rows() - where the letter @text has ink; false if it is absent. */
bool pens_rows(const struct atlas *atlas, const char *text, struct rows *ret_rows);

/*
 * pens_underlined() - do some letters of @text, in a row, stand on @rule, and is it as long as the
 * pen moves over them? One of them rises above the line that letters stand on, and the text has
 * two letters at least. @pen_px: where the picture of the whole text lies; coordinates of @rule.
 */
bool pens_underlined(const struct atlas *atlas, const char *text, int pen_px, struct rect rule);

/* pens_rise() - has some letter of @text ink above the line that letters stand on? */
bool pens_rise(const struct atlas *atlas, const char *text);
