/* verify.h - does this text stand there? Draw it and compare pixels; no tolerance anywhere. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "base/arena.h"
#include "base/err.h"
#include "base/img.h"
#include "ocr/face.h"

/*
 * verify_text() - is @text, drawn in @face, exactly the ink of the picture?
 * @looks: @n_looks pictures (1..4) of the same area, same size, between which only a caret moved or
 *         blinked. Ink counts only where all of them have it. The background of each is its most
 *         frequent colour; all ink that counts must have one colour. A face that draws tones is
 *         laid on that background, which must be the same in all of them, in the ink's colour
 *         (per channel what is farthest from it), and every pixel compared; where looks differ,
 *         the one nearer to the background counts, for a caret only adds.
 * @ret_equal: the ink's bounding box and every pixel in it agree; an empty text wants no ink at
 *             all. Blanks at either end have no ink: they are not verified here.
 * @e: errors of the face only
 */
MUST_USE bool verify_text(const struct img *const *looks, size_t n_looks, const struct face *face,
			  const char *text, bool *ret_equal, struct err *e);

/* VERIFY_CARET_PX: Motif's caret is 5 px wide, a block caret as wide as a letter of 9x15 without
 * bearings. */
enum { VERIFY_CARET_PX = 7 };

/*
 * verify_caret_only() - has @look all the ink that both @inside looks have, and besides it at most
 * one caret (ink in one stretch of VERIFY_CARET_PX columns)? All three have one size.
 */
bool verify_caret_only(const struct img *look, const struct img *const inside[2]);

/*
 * verify_draws() - has @face a picture of its own for every letter of @text? A letter a font
 * lacks is drawn as the same box as any other it lacks, so that nothing follows from equal
 * pixels.
 * @e: errors of the face only
 */
MUST_USE bool verify_draws(const struct face *face, const char *text, bool *ret_draws,
			   struct err *e);

/* VERIFY_ABSENT: no character, so every font draws its box for missing ones, or nothing. */
enum { VERIFY_ABSENT = 0xfdd0 };

/*
 * verify_twins() - which code points of @repertoire look exactly like @cp in @face (same ink, same
 * advance when drawn between two letters), or may, as the face says?
 * @repertoire: valid UTF-8, each code point once
 * @ret_twins:  the others, concatenated, owned by @a; "" if there are none
 */
MUST_USE bool verify_twins(const struct face *face, uint32_t cp, const char *repertoire,
			   struct arena *a, const char **ret_twins, struct err *e);
