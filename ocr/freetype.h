/* freetype.h - outline fonts as Xft and Cairo draw them on Debian 12: a face of FreeType glyphs. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include "base/cleanup.h"
#include "base/err.h"
#include "ocr/face.h"

struct freetype;

/* fontconfig's hintstyle; medium is drawn as full. FREETYPE_STRONG: the font's instructions are
 * obeyed sideways too, by FreeType's TrueType interpreter 35, as Java does. */
enum freetype_hinting { FREETYPE_UNHINTED, FREETYPE_SLIGHT, FREETYPE_FULL, FREETYPE_STRONG };

/* fontconfig's antialias and rgba; other orders of sub-pixels are not drawn. */
enum freetype_look { FREETYPE_MONO, FREETYPE_GRAY, FREETYPE_RGB };

/* Whose text it is. FREETYPE_XFT: Xft and Cairo. FREETYPE_QT: Qt 5, at quarters of a pixel, always
 * shaped; hinted slightly or not. FREETYPE_WINE: 17 levels. FREETYPE_WINE_EDIT: its edit controls
 * without smoothing, whose letters stand as far apart as smoothed ones. docs/decisions/044, 050 */
enum freetype_program { FREETYPE_XFT, FREETYPE_QT, FREETYPE_WINE, FREETYPE_WINE_EDIT };

struct freetype_options {
	const char *file; /* of the font; for reports as well */
	int size_64ths;   /* of a pixel per em: 10 pt at 96 dpi are 853 */
	enum freetype_hinting hinting;
	enum freetype_look look;
	bool shaped; /* kerning, ligatures and marks by HarfBuzz: Pango does so, Xft does not */
	enum freetype_program program;
	int em_1024ths; /* the size before it was rounded, as Pango has it; 0: @size_64ths */
	int cell_px;    /* how far apart a terminal draws letters; 0: by their own advances */
};

/* FREETYPE_SIZE_MAX_PX: letters of larger fonts are taller than an atlas holds. */
enum { FREETYPE_SIZE_MAX_PX = 128 };

/*
 * freetype_open() - the first font of the file. Letters stand at whole pixels; what fontconfig
 * calls embolden, matrix and embedded bitmaps is not drawn.
 * @ret_font: owned by the caller
 * @e: ERR_CONFIG (no such file, no outline font, no such size, no such text of the program)
 */
MUST_USE bool freetype_open(const struct freetype_options *given, struct freetype **ret_font,
			    struct err *e);

/* freetype_free() - takes NULL. */
void freetype_free(struct freetype *font);
DEFINE_CLEANUP(struct freetype *, freetype_free)

/* freetype_face() - the font as a face; lives as long as the font. */
const struct face *freetype_face(const struct freetype *font);
