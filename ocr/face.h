/* face.h - how one font looks: draws any text exactly as the application's renderer would. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include "base/err.h"
#include "base/img.h"
#include "ocr/blend.h"

/* Where and in which colour paint() paints. */
struct face_brush {
	int ix, iy; /* where the left upper corner of draw()'s picture would lie */
	uint32_t ink_rgb;
	int fine; /* where between two pixels the pen starts: see struct face, @pens */
};

/* An interface: core X fonts are drawn on the desk (agent/locate), others by renderers of this
 * folder. */
struct face {
	const char *name; /* for reports; borrowed */
	void *self;       /* the renderer's own object; borrowed */
	/*
	 * draw() - @text (one line, valid UTF-8) in black on white.
	 * @ret_ink: new picture with every overhang, owned by the caller; white if there is no ink.
	 * Pen and baseline start at the same pixel in every picture of one face.
	 * @ret_advance_px: how far the pen moved
	 */
	bool (*draw)(void *self, const char *text, struct img **ret_ink, int *ret_advance_px,
		     struct err *e);
	/*
	 * draw_at() - the same with the pen @fine behind a whole pixel; distances are pens. NULL:
	 * letters stand at whole pixels.
	 */
	bool (*draw_at)(void *self, const char *text, int fine, struct img **ret_ink,
			int *ret_advance, struct err *e);
	int pens; /* places a pixel that a pen may have: FACE_FINE with draw_at(), else 0 or 1 */
	/*
	 * kern() - by how many pens the pen moves on farther (or less) when @right follows @left
	 * than the two advances say; FACE_APART if the two are not drawn one by one. NULL: the
	 * renderer does not kern.
	 */
	int (*kern)(void *self, const char *left, const char *right);
	/*
	 * alike() - may @other look as @letter does, though the face does not draw it? NULL: what
	 * it draws is all that the font has.
	 */
	bool (*alike)(void *self, const char *letter, const char *other);
	/*
	 * Rows of its pictures beyond which programs that use it cut letters off, as a terminal
	 * does at its cells and Motif at the font's ascent; shown_to_px is exclusive, 0: none do.
	 */
	int shown_from_px, shown_to_px;
	int kern_most_px; /* kern() gives no distance beyond it, either way */
	/*
	 * paint() - @text letter by letter over @on, as programs ink that do not add letters up
	 * first (blend_adds()). NULL: the program adds.
	 * @ret_inside: all of it is on the picture
	 */
	bool (*paint)(void *self, const char *text, const struct face_brush *brush, struct img *on,
		      bool *ret_inside, struct err *e);
	enum blend blend; /* the program's arithmetic */
};

/* FACE_APART: a ligature stands there instead. */
enum { FACE_APART = INT16_MAX };

/* FACE_FINE: of a pixel. Letters have one look in each quarter, marks may change in between. */
enum { FACE_FINE = 64, FACE_QUARTER = FACE_FINE / 4 };

/* face_pens() - places a pixel. */
static inline int face_pens(const struct face *face)
{
	return face && face->pens > 1 ? face->pens : 1;
}
