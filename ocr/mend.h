/* mend.h - the exact text of a line, found from a proposal by drawing it again and mending what
 * differs. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include "base/cleanup.h"
#include "base/err.h"
#include "base/img.h"
#include "ocr/face.h"

struct mend;

/* mend_new() - a mender for @face (borrowed, must outlive it); owned by the caller. */
struct mend *mend_new(const struct face *face);

/* mend_free() - takes NULL. */
void mend_free(struct mend *m);
DEFINE_CLEANUP(struct mend *, mend_free)

/*
 * mend_text() - the text whose drawing is pixel-equal to the ink of @look.
 * Works from left to right over the letters of the face, each drawn once: the characters of
 * @proposal are tried first, then every character German masks use; one is kept only if every pixel
 * up to its right edge agrees. The whole text is drawn and compared at the end, so kerning cannot
 * fool it.
 * @look:     one line of text and its background, nothing else
 * @ret_text: valid UTF-8, owned by the caller (free()); NULL if no such text was found. A text with
 *            twins may come back as its twin: the caller looks for those (verify_twins()).
 * @e: errors of the face only
 */
MUST_USE bool mend_text(struct mend *m, const struct img *look, const char *proposal,
			char **ret_text, struct err *e);
