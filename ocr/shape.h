/* shape.h - which glyphs a text becomes and where they go, as Pango asks HarfBuzz. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include "base/cleanup.h"
#include "base/err.h"

struct shape;

/* One glyph. All distances are rounded to whole pixels one by one, as Pango does. */
struct shape_glyph {
	uint32_t index;   /* in the font */
	int kern_px;      /* what its neighbour adds to its advance */
	int dx_px, dy_px; /* from the pen; down is positive */
};

/* shape_open() - @size_64ths: of a pixel per em. ERR_CONFIG: no font. Owned by the caller. */
MUST_USE bool shape_open(const char *file, int size_64ths, struct shape **ret_shape, struct err *e);

/* shape_free() - takes NULL. */
void shape_free(struct shape *s);
DEFINE_CLEANUP(struct shape *, shape_free)

/* shape_text() - the glyphs of @text from left to right; borrowed until the next call. */
const struct shape_glyph *shape_text(struct shape *s, const char *text, size_t *ret_n);
