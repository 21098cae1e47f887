/* face.h - how one font looks: draws any text exactly as the application's renderer would. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include "base/err.h"
#include "base/img.h"

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
	 * kern() - by how many pixels the pen moves on farther (or less) when @right follows @left
	 * than the two advances say; FACE_APART if the two are not drawn one by one. NULL: the
	 * renderer does not kern.
	 */
	int (*kern)(void *self, const char *left, const char *right);
	int kern_most_px; /* kern() gives no number beyond it, either way */
};

/* FACE_APART: a ligature stands there instead. */
enum { FACE_APART = 127 };
