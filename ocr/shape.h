/* shape.h - which glyphs a text becomes and where they go, as Pango asks HarfBuzz. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include "base/cleanup.h"
#include "base/err.h"

struct shape;

/* One glyph. In SHAPE_WHOLE all distances are whole pixels. */
struct shape_glyph {
	uint32_t index;    /* in the font */
	int kern_64ths;    /* what its neighbour adds to its advance */
	int advance_64ths; /* with that; Pango takes no other, the hinted one neither */
	int dx_64ths;      /* from the pen */
	int dy_px;         /* down is positive */
};

/* SHAPE_WHOLE: distances are rounded to whole pixels one by one, as Pango does. SHAPE_FINE: they
 * are 64ths, as Qt has them. */
enum shape_grid { SHAPE_WHOLE, SHAPE_FINE };

/* shape_open() - @em_1024ths: of a pixel per em. ERR_CONFIG: no font. Owned by the caller. */
MUST_USE bool shape_open(const char *file, int em_1024ths, enum shape_grid grid,
			 struct shape **ret_shape, struct err *e);

/* shape_plainly() - from now on without kerning and ligatures; marks stand where the font says. */
void shape_plainly(struct shape *s);

/* shape_free() - takes NULL. */
void shape_free(struct shape *s);
DEFINE_CLEANUP(struct shape *, shape_free)

/* shape_text() - the glyphs of @text from left to right; borrowed until the next call. */
const struct shape_glyph *shape_text(struct shape *s, const char *text, size_t *ret_n);
