/* freetype.c - outline fonts as Xft and Cairo draw them on Debian 12. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/freetype.h"

#include <ft2build.h>
#include FT_FREETYPE_H
#include <stdlib.h>
#include "base/img.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"
#include "ocr/fit.h"
#include "ocr/shape.h"

enum { UNIT = 64 /* of a pixel */, TEXT_MAX = 4096 /* letters of one line */ };

struct freetype {
	FT_Library library; /* owned */
	FT_Face font;       /* owned */
	struct freetype_options options;
	char *name; /* owned; the file */
	struct face face;
	int room_px;                /* around every picture: more than any letter reaches */
	struct shape *shape;        /* owned; NULL: letter by letter */
	struct shape_glyph *glyphs; /* owned; of the text in progress, n of them */
	size_t n, room;
};

/*
 * load_flags() - as libXft and cairo-ft choose them; slight hinting is FreeType's auto-hinter in y
 * only.
 */
static FT_Int32 load_flags(const struct freetype_options *o)
{
	static const FT_Int32 by_look[] = { [FREETYPE_MONO] = FT_LOAD_TARGET_MONO,
					    [FREETYPE_GRAY] = FT_LOAD_TARGET_NORMAL,
					    [FREETYPE_RGB] = FT_LOAD_TARGET_LCD };

	if (o->hinting == FREETYPE_UNHINTED)
		return FT_LOAD_NO_BITMAP | FT_LOAD_NO_HINTING;
	if (o->hinting == FREETYPE_SLIGHT && o->look != FREETYPE_MONO)
		return FT_LOAD_NO_BITMAP | FT_LOAD_TARGET_LIGHT;
	return FT_LOAD_NO_BITMAP | by_look[o->look];
}

static FT_Render_Mode render_mode(enum freetype_look look)
{
	static const FT_Render_Mode modes[] = { [FREETYPE_MONO] = FT_RENDER_MODE_MONO,
						[FREETYPE_GRAY] = FT_RENDER_MODE_NORMAL,
						[FREETYPE_RGB] = FT_RENDER_MODE_LCD };

	return modes[look];
}

/* tone_of() - how much of pixel @ix in row @row of the bitmap is covered, per channel. */
static uint32_t tone_of(const FT_Bitmap *b, enum freetype_look look, int row, int ix)
{
	const unsigned char *at = b->buffer + row * b->pitch;

	if (look == FREETYPE_MONO)
		return at[ix / 8] >> (7 - ix % 8) & 1 ? 0xffffff : 0;
	if (look == FREETYPE_GRAY)
		return at[ix] * UINT32_C(0x010101);
	return (uint32_t)at[3 * ix] << 16 | (uint32_t)at[3 * ix + 1] << 8 | at[3 * ix + 2];
}

/* put() - the glyph in the slot with its pen at (@ix,@iy). */
static void put(const struct freetype *f, struct img *img, int ix, int iy)
{
	const FT_GlyphSlot slot = f->font->glyph;
	const FT_Bitmap *b = &slot->bitmap;
	int w = (int)b->width / (f->options.look == FREETYPE_RGB ? 3 : 1);

	for (int row = 0; row < (int)b->rows; row++) {
		for (int c = 0; c < w; c++) {
			int x = ix + slot->bitmap_left + c, y = iy - slot->bitmap_top + row;
			if (!rect_has_point(img_bounds(img), x, y))
				continue;
			uint32_t *px = &img_row(img, y)[x];
			*px = 0xffffff -
			      fit_add(0xffffff - *px, tone_of(b, f->options.look, row, c));
		}
	}
}

/* advance_px() - of the glyph in the slot, as both libraries round it. */
static int advance_px(const struct freetype *f)
{
	return (int)((f->font->glyph->advance.x + UNIT / 2) / UNIT);
}

/* load() - the glyph in the slot. */
static bool load(struct freetype *f, uint32_t index, struct err *e)
{
	if (FT_Load_Glyph(f->font, index, load_flags(&f->options)) != 0)
		return err_set(e, ERR_CONFIG, "no outline of glyph %u", (unsigned)index);
	return true;
}

/* lay_out() - the glyphs of @text; a letter the font lacks is its own sign for those. */
static bool lay_out(struct freetype *f, const char *text, struct err *e)
{
	size_t n = utf8_count(text);
	const struct shape_glyph *shaped = NULL;

	if (n > TEXT_MAX)
		return err_set(e, ERR_LIMIT, "a text of more than %d letters", TEXT_MAX);
	if (f->shape)
		shaped = shape_text(f->shape, text, &n);
	if (n > f->room) {
		f->room = 2 * n;
		f->glyphs = mem_realloc(f->glyphs, f->room, sizeof *f->glyphs);
	}
	f->n = n;
	for (size_t i = 0; i < n; i++)
		f->glyphs[i] = shaped ? shaped[i]
				      : (struct shape_glyph){ .index = FT_Get_Char_Index(
								      f->font, utf8_next(&text)) };
	return true;
}

/* measure() - how far the pen moves over @text, which is laid out. */
static bool measure(struct freetype *f, const char *text, int *ret_advance_px, struct err *e)
{
	if (!lay_out(f, text, e))
		return false;
	*ret_advance_px = 0;
	for (size_t i = 0; i < f->n; i++) {
		if (!load(f, f->glyphs[i].index, e))
			return false;
		*ret_advance_px += advance_px(f) + f->glyphs[i].kern_px;
	}
	return true;
}

/* draw() - the face interface. */
static bool draw(void *self, const char *text, struct img **ret_ink, int *ret_advance_px,
		 struct err *e)
{
	struct freetype *f = self;
	int wide = 0, pen = f->room_px;

	if (!measure(f, text, &wide, e))
		return false;
	if (wide < 0 || wide + 2 * f->room_px > IMG_SIDE_MAX)
		return err_set(e, ERR_LIMIT, "text of %d px cannot be drawn", wide);
	CLEANUP(img_unrefp) struct img *img = img_new(wide + 2 * f->room_px, 2 * f->room_px);
	img_fill(img, img_bounds(img), 0xffffff);
	for (size_t i = 0; i < f->n; i++) {
		const struct shape_glyph *g = &f->glyphs[i];
		if (!load(f, g->index, e))
			return false;
		int step = advance_px(f) + g->kern_px;
		if (FT_Render_Glyph(f->font->glyph, render_mode(f->options.look)) != 0)
			return err_set(e, ERR_CONFIG, "glyph %u cannot be drawn",
				       (unsigned)g->index);
		put(f, img, pen + g->dx_px, f->room_px + g->dy_px);
		pen += step;
	}
	*ret_ink = TAKE(img);
	*ret_advance_px = wide;
	return true;
}

/* kern() - the face interface. Together they must be the glyphs that they are one by one. */
static int kern(void *self, const char *left, const char *right)
{
	struct freetype *f = self;
	uint32_t alone[2 * FACE_APART];
	size_t n = 0, n_both;
	int px = 0;
	char both[64];

	for (int i = 0; i < 2; i++) {
		size_t n_part;
		const struct shape_glyph *part = shape_text(f->shape, i ? right : left, &n_part);
		for (size_t k = 0; k < n_part && n < 2 * FACE_APART; k++) {
			px -= part[k].kern_px;
			alone[n++] = part[k].index;
		}
	}
	if (!fmt_into(both, sizeof both, "%s%s", left, right))
		return FACE_APART;
	const struct shape_glyph *pair = shape_text(f->shape, both, &n_both);
	if (n_both != n)
		return FACE_APART;
	for (size_t i = 0; i < n; i++) {
		if (pair[i].index != alone[i])
			return FACE_APART;
		px += pair[i].kern_px;
	}
	return px > f->face.kern_most_px || px < -f->face.kern_most_px ? FACE_APART : px;
}

bool freetype_open(const struct freetype_options *o, struct freetype **ret_font, struct err *e)
{
	CLEANUP(freetype_freep) struct freetype *f = mem_zalloc(sizeof *f);

	if (o->size_64ths < UNIT || o->size_64ths > FREETYPE_SIZE_MAX_PX * UNIT)
		return err_set(e, ERR_CONFIG, "no font is %d/64 px tall", o->size_64ths);
	f->options = *o;
	f->name = mem_strdup(o->file);
	f->options.file = f->name;
	/* Twice the em on every side: no letter of a text font reaches so far. */
	f->room_px = 2 * (o->size_64ths / UNIT + 1);
	f->face = (struct face){ .name = f->name, .self = f, .draw = draw };
	if (FT_Init_FreeType(&f->library) != 0)
		abort(); /* out of memory, as mem_zalloc() */
	if (FT_New_Face(f->library, f->name, 0, &f->font) != 0)
		return err_set(e, ERR_CONFIG, "'%s' is no font", f->name);
	if (!FT_IS_SCALABLE(f->font) ||
	    FT_Set_Char_Size(f->font, o->size_64ths, o->size_64ths, 0, 0) != 0 ||
	    FT_Select_Charmap(f->font, FT_ENCODING_UNICODE) != 0)
		return err_set(e, ERR_CONFIG, "'%s' is no outline font of Unicode letters",
			       f->name);
	if (o->shaped && !shape_open(f->name, o->size_64ths, &f->shape, e))
		return false;
	if (o->shaped) {
		f->face.kern = kern;
		/* A quarter of the em; DejaVu Sans kerns T. by 18 hundredths. */
		f->face.kern_most_px = o->size_64ths / (4 * UNIT) + 1;
	}
	*ret_font = TAKE(f);
	return true;
}

void freetype_free(struct freetype *f)
{
	if (!f)
		return;
	if (f->font)
		(void)FT_Done_Face(f->font); /* nothing can be done about it */
	if (f->library)
		(void)FT_Done_FreeType(f->library); /* likewise */
	shape_free(f->shape);
	free(f->glyphs);
	free(f->name);
	free(f);
}

const struct face *freetype_face(const struct freetype *f)
{
	return &f->face;
}
