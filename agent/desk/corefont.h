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
