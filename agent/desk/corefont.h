/* corefont.h - text drawn with a core X font on the desk's own server, as Xt programs do. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include "base/cleanup.h"
#include "base/err.h"
#include "base/img.h"

struct corefont;
struct desk;

/*
 * corefont_open() - the font set of one XLFD name, in the UTF-8 locale, on the desk's server.
 * @name:     XLFD or alias; one that names a single charset stands for all charsets of its face.
 *            ERR_CONFIG if the server has no such font, or not its Latin-1 part
 * @ret_font: owned by the caller; must be freed before the desk
 */
MUST_USE bool corefont_open(struct desk *desk, const char *name, struct corefont **ret_font,
			    struct err *e);

/* corefont_free() - takes NULL. */
void corefont_free(struct corefont *font);
DEFINE_CLEANUP(struct corefont *, corefont_free)

/*
 * corefont_draw() - @text (one line, valid UTF-8) in black on white.
 * @ret_ink: new picture, big enough for every overhang; owned by the caller. Pen and baseline start
 *           at the same pixel in every picture of one font. A text without ink gives a white
 *           picture.
 * @ret_advance_px: how far the pen moved
 * @e: ERR_DISPLAY, ERR_LIMIT (wider than IMG_SIDE_MAX)
 */
MUST_USE bool corefont_draw(struct corefont *font, const char *text, struct img **ret_ink,
			    int *ret_advance_px, struct err *e);

/* corefont_has() - does the font draw @cp itself, not the box or blank it shows for what it
 * lacks? */
bool corefont_has(struct corefont *font, uint32_t cp);

/* corefont_rows() - from the ascent to the descent of the font, in rows of the pictures of
 * corefont_draw(); @ret_to_px is exclusive. Where programs cut lines off, they do it there. */
void corefont_rows(const struct corefont *font, int *ret_from_px, int *ret_to_px);

/* The box of one character in a font whose characters are all equally wide, px. */
struct corefont_cell {
	int width_px, ascent_px, descent_px;
	int pen_px, baseline_px; /* where the pen stands in the pictures of corefont_draw() */
};

/* corefont_cell() - false if the font is proportional. */
bool corefont_cell(const struct corefont *font, struct corefont_cell *ret_cell);
