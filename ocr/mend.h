/* mend.h - the exact text of a line, found from a proposal by drawing it again and mending what differs. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include "base/err.h"
#include "base/img.h"
#include "ocr/face.h"

/*
 * mend_text() - the text whose drawing in @face is pixel-equal to the ink of @look.
 * Works from left to right: the characters of @proposal are tried first, then every character German
 * masks use; a character is kept only if every pixel up to its right edge agrees.
 * @look:     one line of text and its background, nothing else
 * @ret_text: valid UTF-8, owned by the caller (free()); NULL if no such text was found. A text with twins may
 *            come back as its twin: the caller looks for those (verify_twins()).
 * @e: errors of the face only
 */
MUST_USE bool mend_text(const struct img *look, const struct face *face, const char *proposal,
			char **ret_text, struct err *e);
