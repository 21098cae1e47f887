/* faces.h - the recipe's fonts as faces of ocr/; what core X fonts drew is kept for the next
 * compare. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "agent/recipe/recipe.h"
#include "base/cleanup.h"
#include "base/err.h"
#include "ocr/face.h"
#include "ocr/glyphs.h"

struct corefont_cell;
struct desk;
struct faces;

/* faces_open() - one face for each XLFD, each outline font and each learnt font of @app; owned by
 * the caller. ERR_CONFIG names a missing font; errors of atlasfile_read(). */
MUST_USE bool faces_open(struct desk *desk, const struct recipe_application *app,
			 struct faces **ret_faces, struct err *e);

/* faces_free() - takes NULL; must come before the desk's end. */
void faces_free(struct faces *f);
DEFINE_CLEANUP(struct faces *, faces_free)

/* faces_list() - @ret_n faces, borrowed. */
const struct face *faces_list(const struct faces *f, size_t *ret_n);

/*
 * faces_fonts() - the atlases of all faces, built when first asked for (some 30 to 70 ms each);
 * borrowed. None at all if one font is too large for an atlas: what the others say would not be
 * the only text then.
 * @e: ERR_DISPLAY
 */
MUST_USE bool faces_fonts(struct faces *f, const struct glyphs_fonts **ret_fonts, struct err *e);

/* faces_read_all() - would every font's atlas read @text, if it stood there? False for what is not
 * told at once: letters beyond Latin-1, blanks at either end. Only after faces_fonts(). */
bool faces_read_all(const struct faces *f, const char *text);

/* faces_cell() - the character cell of face @i; false if it is no core X font of equally wide
 * characters. */
bool faces_cell(const struct faces *f, size_t i, struct corefont_cell *ret_cell);

/* faces_core_has() - corefont_has() of face @i, which has a cell. */
bool faces_core_has(const struct faces *f, size_t i, uint32_t cp);
