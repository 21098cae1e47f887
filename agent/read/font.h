/* font.h - one font that a picture may be written in, opened and drawn when it is asked for. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include "agent/read/outline.h"
#include "base/arena.h"
#include "base/err.h"
#include "ocr/atlas.h"
#include "ocr/freetype.h"

struct corefont;
struct desk;

/* How much of an alphabet is drawn. */
enum font_alphabet { FONT_USUAL, FONT_WHOLE };

struct font {
	const char *name; /* as it was asked for; for reports */
	bool core;        /* drawn by an X server, else by FreeType */
	struct freetype_options outline;
	/* Once opened: */
	struct corefont *corefont; /* owned */
	struct freetype *freetype; /* owned */
	struct face face;
	struct atlas *atlases[2]; /* owned; by enum font_alphabet, NULL before they are asked for */
	bool failed;              /* the machine has no such font */
	bool taken;               /* found in the picture */
};

/* What fonts are drawn with; one for all fonts of a page. */
struct font_studio {
	struct desk *desk; /* for core fonts: borrowed, or owned and opened when first needed */
	bool own_desk;
	struct outlines outlines; /* listed when first needed */
	struct arena *arena;      /* borrowed; owns the list */
};

/* font_studio_clear() - end the desk if it is the studio's own; after the last font. */
void font_studio_clear(struct font_studio *studio);

/* font_studio_file() - the file of an outline font by its name; ERR_CONFIG if there is none. */
MUST_USE bool font_studio_file(struct font_studio *studio, const char *name, const char **ret_file,
			       struct err *e);

/*
 * font_atlas() - the letters of @font, drawn at the first call.
 * @ret_atlas: borrowed, lives as long as @font
 * @e: ERR_CONFIG (no such font), ERR_DISPLAY, ERR_LIMIT (letters too large)
 */
MUST_USE bool font_atlas(struct font_studio *studio, struct font *font, enum font_alphabet alphabet,
			 const struct atlas **ret_atlas, struct err *e);

/* font_close() - release what was opened; before font_studio_clear(). */
void font_close(struct font *font);
