/* cut.h - one letter out of a text: its ink, where it lies from the pen, and how far that moves. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include "agent/learn/specimen.h"
#include "base/err.h"

/* Places by which every letter is cut: "  H" alone, and how far a blank moves. */
struct ruler {
	struct specimen *specimen; /* borrowed */
	struct img *mark;          /* owned; the letter H, tight */
	int mark_x, mark_y;        /* in "  H" on the specimen's area: the pen behind two blanks */
	int blank_px;
	int room_px; /* so far behind the pen letters are still shown as they are */
};

/*
 * ruler_make() - write H behind several blanks.
 * @e: ERR_UNSUPPORTED (the letters do not stand at whole pixels), ERR_NOT_FOUND (the field does not
 *     show an H), errors of the desk
 */
MUST_USE bool ruler_make(struct ruler *r, struct specimen *specimen, struct err *e);

/* ruler_clear() - release what ruler_make() made. */
void ruler_clear(struct ruler *r);

/* What became of a letter. */
#define CUT_FATES(X) \
	X(CUT_LEARNT, "learnt") \
	X(CUT_UNASKED, "not asked for") \
	X(CUT_NO_WAY, "not on the keymap, and the field pastes nothing") \
	X(CUT_OTHER, "the field takes it as something else") \
	X(CUT_LOST, "what stands behind it is not drawn as usual") \
	X(CUT_NO_INK, "drawn as nothing") \
	X(CUT_BOX, "drawn as the box for what the font lacks") \
	X(CUT_COLOURS, "drawn in colours that are no ink on the field's paper") \
	X(CUT_STAYS, "the pen stays where it is") \
	X(CUT_WIDE, "wider than an atlas holds") \
	X(CUT_UNPROVEN, "drawn differently beside other letters")

enum cut_fate {
#define X(fate, words) fate,
	CUT_FATES(X)
#undef X
};

struct cut {
	const char *text;
	enum cut_fate fate;
	struct img *img; /* owned; its ink on the paper, tight; NULL: not learnt, or a blank */
	int dx, dy;      /* of the picture's corner, from the pen and from the area's upper edge */
	int advance_px;
};

/* cut_letter() - write @text between blanks, and an H behind it. @ret_cut->img is the caller's. */
MUST_USE bool cut_letter(const struct ruler *r, const char *text, struct cut *ret_cut,
			 struct err *e);

/* cut_fate_words() - in words; static. */
const char *cut_fate_words(enum cut_fate fate);
