/* font.c - one font that a picture may be written in, opened and drawn when it is asked for. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/read/font.h"

#include "agent/desk/corefont.h"
#include "agent/desk/desk.h"
#include "agent/read/alphabet.h"
#include "ocr/repertoire.h"

/* DESK_SIDE_PX: nothing is shown there; the smallest desk. */
enum { DESK_SIDE_PX = 320 };

void font_studio_clear(struct font_studio *studio)
{
	if (studio->own_desk)
		desk_free(studio->desk);
	studio->desk = NULL;
}

bool font_studio_file(struct font_studio *studio, const char *name, const char **ret_file,
		      struct err *e)
{
	if (!studio->outlines.list && !outlines_list(studio->arena, &studio->outlines, e))
		return false;
	const char *file = outlines_find(&studio->outlines, name, studio->arena);
	if (!file)
		return err_set(e, ERR_CONFIG, "fontconfig knows no font '%s' (fc-list)", name);
	*ret_file = file;
	return true;
}

/* draw_core() - the face interface over a core font. */
static bool draw_core(void *self, const char *text, struct img **ret_ink, int *ret_advance_px,
		      struct err *e)
{
	return corefont_draw(self, text, ret_ink, ret_advance_px, e);
}

static bool open_core(struct font_studio *studio, struct font *font, struct err *e)
{
	const struct desk_options o = { .width_px = DESK_SIDE_PX,
					.height_px = DESK_SIDE_PX,
					.silent = true };

	if (!studio->desk) {
		if (!desk_open(&o, &studio->desk, e))
			return err_wrap(e, "a desk to draw core fonts on");
		studio->own_desk = true;
	}
	if (!corefont_open(studio->desk, font->name, &font->corefont, e))
		return false;
	font->face = (struct face){ .name = font->name, .self = font->corefont, .draw = draw_core };
	return true;
}

static bool open_font(struct font_studio *studio, struct font *font, struct err *e)
{
	if (font->corefont || font->freetype)
		return true;
	if (font->core)
		return open_core(studio, font, e);
	if (!freetype_open(&font->outline, &font->freetype, e))
		return err_wrap(e, "font '%s'", font->name);
	font->face = *freetype_face(font->freetype);
	font->face.name = font->name;
	return true;
}

bool font_atlas(struct font_studio *studio, struct font *font, enum font_alphabet alphabet,
		const struct atlas **ret_atlas, struct err *e)
{
	if (!font->atlases[alphabet]) {
		CLEANUP(arena_freep) struct arena *a = arena_new();
		/* A core font gives marks cells of their own: docs/decisions/039. */
		struct repertoire r = alphabet == FONT_USUAL ? alphabet_usual()
				      : font->core           ? repertoire_cells(a)
							     : alphabet_whole(a);
		if (!open_font(studio, font, e) ||
		    !atlas_build(&font->face, &r, &font->atlases[alphabet], e))
			return false;
	}
	*ret_atlas = font->atlases[alphabet];
	return true;
}

void font_close(struct font *font)
{
	for (int i = FONT_USUAL; i <= FONT_WHOLE; i++) {
		atlas_free(font->atlases[i]);
		font->atlases[i] = NULL;
	}
	corefont_free(font->corefont);
	freetype_free(font->freetype);
	font->corefont = NULL;
	font->freetype = NULL;
}
