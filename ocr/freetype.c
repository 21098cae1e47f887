/* freetype.c - outline fonts as Xft and Cairo draw them on Debian 12. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/freetype.h"

#include <ft2build.h>
#include FT_FREETYPE_H
#include FT_DRIVER_H
#include FT_MODULE_H
#include FT_TRUETYPE_TABLES_H
#include <stdlib.h>
#include "base/img.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"
#include "ocr/fit.h"
#include "ocr/shape.h"

#define WINE_LEVELS 17U

/* QUARTERS: looks of one glyph in Qt; QT_NUDGE: 64ths that it adds to each of their places. */
enum { QUARTERS = 4, QT_NUDGE = 1, LINEAR_SHIFT = 10 /* of 65536ths of a pixel, to 64ths */ };

enum { UNIT = 64 /* of a pixel */, TEXT_MAX = 4096 /* letters of one line */ };

/* EM_PER_64TH: 1024ths of a pixel. */
enum { EM_PER_64TH = 16 };

/* KERNED_MAX: glyphs of two letters. */
enum { KERNED_MAX = 256 };

/* A glyph as it is drawn; rendering takes much longer than putting it somewhere. */
struct drawn {
	bool known;
	int left_px, top_px, width_px, rows; /* as FreeType's bitmap_left and bitmap_top */
	int advance_64ths;
	uint32_t *tones; /* owned; row by row */
};

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
	struct drawn *drawn; /* owned; one a glyph of the font and quarter of a pixel */
	int quarters;        /* 1: letters stand at whole pixels */
	bool paced;          /* the pen moves on as the shaper says, not as the hinted glyph */
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
static uint32_t tone_of(const FT_Bitmap *b, const struct freetype_options *o, int row, int ix)
{
	const unsigned char *at = b->buffer + row * b->pitch;

	if (o->look == FREETYPE_MONO)
		return at[ix / 8] >> (7 - ix % 8) & 1 ? 0xffffff : 0;
	if (o->program == FREETYPE_WINE)
		return blend_wine_tone((unsigned)at[ix] * WINE_LEVELS >> 8) * UINT32_C(0x010101);
	if (o->look == FREETYPE_GRAY)
		return at[ix] * UINT32_C(0x010101);
	return (uint32_t)at[3 * ix] << 16 | (uint32_t)at[3 * ix + 1] << 8 | at[3 * ix + 2];
}

/* put() - a glyph with its pen at (@ix,@iy). */
static void put(const struct drawn *d, struct img *img, int ix, int iy)
{
	for (int row = 0; row < d->rows; row++) {
		for (int c = 0; c < d->width_px; c++) {
			int x = ix + d->left_px + c, y = iy - d->top_px + row;
			uint32_t tone = d->tones[row * d->width_px + c];
			if (tone == 0 || !rect_has_point(img_bounds(img), x, y))
				continue;
			uint32_t *px = &img_row(img, y)[x];
			*px = 0xffffff - fit_add(0xffffff - *px, tone);
		}
	}
}

/* ink() - the same with the pen at @at, inked over what is there; false if some is outside. */
static bool ink(const struct drawn *d, const struct face_brush *at, struct img *on, enum blend by)
{
	bool inside = true;

	for (int row = 0; row < d->rows; row++) {
		for (int c = 0; c < d->width_px; c++) {
			int x = at->ix + d->left_px + c, y = at->iy - d->top_px + row;
			uint32_t tone = d->tones[row * d->width_px + c];
			bool here = rect_has_point(img_bounds(on), x, y);
			inside = inside && (here || !tone);
			if (!here || !tone)
				continue;
			uint32_t *px = &img_row(on, y)[x];
			*px = blend_over(by, *px, at->ink_rgb, tone);
		}
	}
	return inside;
}

/* keep_bitmap() - of the glyph in the slot, which is rendered. */
static void keep_bitmap(const struct freetype *f, struct drawn *d)
{
	const FT_GlyphSlot slot = f->font->glyph;
	const FT_Bitmap *b = &slot->bitmap;

	d->left_px = slot->bitmap_left;
	d->top_px = slot->bitmap_top;
	d->width_px = (int)b->width / (f->options.look == FREETYPE_RGB ? 3 : 1);
	d->rows = (int)b->rows;
	d->tones = mem_calloc((size_t)d->width_px * (size_t)d->rows + 1, sizeof *d->tones);
	for (int row = 0; row < d->rows; row++)
		for (int c = 0; c < d->width_px; c++)
			d->tones[row * d->width_px + c] = tone_of(b, &f->options, row, c);
}

/* load() - glyph @index at a quarter of a pixel into the font's slot. */
static bool load(struct freetype *f, uint32_t index, int quarter, struct err *e)
{
	FT_Vector nudge = { quarter * FACE_QUARTER + QT_NUDGE, 0 };

	if (f->quarters > 1)
		FT_Set_Transform(f->font, NULL, &nudge);
	return FT_Load_Glyph(f->font, index, load_flags(&f->options)) == 0 ||
	       err_set(e, ERR_CONFIG, "no outline of glyph %u", (unsigned)index);
}

/* rounded() - 64ths as whole pixels. */
static int rounded(FT_Long distance_64ths)
{
	return (int)((distance_64ths + UNIT / 2) / UNIT);
}

/* hinted_advance() - of the glyph in the slot; Wine's edit controls ask as if they smoothed. */
static bool hinted_advance(struct freetype *f, uint32_t index, int *ret_64ths, struct err *e)
{
	if (f->options.program == FREETYPE_WINE_EDIT &&
	    FT_Load_Glyph(f->font, index, FT_LOAD_NO_BITMAP | FT_LOAD_TARGET_NORMAL) != 0)
		return err_set(e, ERR_CONFIG, "no outline of glyph %u", (unsigned)index);
	*ret_64ths = rounded(f->font->glyph->advance.x) * UNIT;
	return f->options.program != FREETYPE_WINE_EDIT || load(f, index, 0, e);
}

/* glyph_of() - glyph @index at a quarter of a pixel, drawn at the first call; borrowed. */
static bool glyph_of(struct freetype *f, uint32_t index, int quarter,
		     const struct drawn **ret_drawn, struct err *e)
{
	if (index >= (uint32_t)f->font->num_glyphs)
		return err_set(e, ERR_CONFIG, "no glyph %u", (unsigned)index);
	struct drawn *d = &f->drawn[(int)index * f->quarters + quarter];
	*ret_drawn = d;
	if (d->known)
		return true;
	if (!load(f, index, quarter, e))
		return false;
	/* As both libraries round it; Qt takes what the font says before any hint. */
	if (f->quarters > 1)
		d->advance_64ths = (int)(f->font->glyph->linearHoriAdvance >> LINEAR_SHIFT);
	else if (!hinted_advance(f, index, &d->advance_64ths, e))
		return false;
	if (FT_Render_Glyph(f->font->glyph, render_mode(f->options.look)) != 0)
		return err_set(e, ERR_CONFIG, "glyph %u cannot be drawn", (unsigned)index);
	keep_bitmap(f, d);
	d->known = true;
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

/* advance_of() - how far the pen moves over @g. */
static int advance_of(const struct freetype *f, const struct drawn *d, const struct shape_glyph *g)
{
	if (f->options.cell_px)
		return d->advance_64ths ? f->options.cell_px * UNIT : 0;
	return f->paced ? g->advance_64ths : d->advance_64ths + g->kern_64ths;
}

/* measure() - how far the pen moves over @text, which is laid out. */
static bool measure(struct freetype *f, const char *text, int *ret_64ths, struct err *e)
{
	if (!lay_out(f, text, e))
		return false;
	*ret_64ths = 0;
	for (size_t i = 0; i < f->n; i++) {
		const struct drawn *d;
		if (!glyph_of(f, f->glyphs[i].index, 0, &d, e))
			return false;
		*ret_64ths += advance_of(f, d, &f->glyphs[i]);
	}
	return true;
}

/* A glyph and the pixel that its picture counts from. */
struct placed {
	const struct drawn *drawn;
	int ix, iy;
};

/* place() - glyph @i of the text in progress with the pen at *@pen_64ths, which moves on. */
static bool place(struct freetype *f, size_t i, int *pen_64ths, struct placed *ret, struct err *e)
{
	const struct shape_glyph *g = &f->glyphs[i];
	const int at = *pen_64ths + g->dx_64ths; /* no ink is left of the picture */
	const int quarter = f->quarters > 1 ? at % UNIT / FACE_QUARTER : 0;

	if (!glyph_of(f, g->index, quarter, &ret->drawn, e))
		return false;
	ret->ix = at / UNIT;
	ret->iy = f->room_px + g->dy_px;
	*pen_64ths += advance_of(f, ret->drawn, g);
	return true;
}

/* draw_at() - the face interface. */
static bool draw_at(void *self, const char *text, int fine, struct img **ret_ink, int *ret_advance,
		    struct err *e)
{
	struct freetype *f = self;
	int advance = 0, pen = f->room_px * UNIT + fine;

	if (!measure(f, text, &advance, e))
		return false;
	const int wide = (advance + UNIT - 1) / UNIT;
	if (advance < 0 || wide + 2 * f->room_px > IMG_SIDE_MAX)
		return err_set(e, ERR_LIMIT, "text of %d px cannot be drawn", wide);
	CLEANUP(img_unrefp) struct img *img = img_new(wide + 2 * f->room_px, 2 * f->room_px);
	img_fill(img, img_bounds(img), 0xffffff);
	for (size_t i = 0; i < f->n; i++) {
		struct placed p;
		if (!place(f, i, &pen, &p, e))
			return false;
		put(p.drawn, img, p.ix, p.iy);
	}
	*ret_ink = TAKE(img);
	*ret_advance = advance;
	return true;
}

/* draw() - the face interface. */
static bool draw(void *self, const char *text, struct img **ret_ink, int *ret_advance_px,
		 struct err *e)
{
	int advance;

	if (!draw_at(self, text, 0, ret_ink, &advance, e))
		return false;
	*ret_advance_px = advance / UNIT;
	return true;
}

/* paint() - the face interface. */
static bool paint(void *self, const char *text, const struct face_brush *brush, struct img *on,
		  bool *ret_inside, struct err *e)
{
	struct freetype *f = self;
	int pen = f->room_px * UNIT + brush->fine;

	if (!lay_out(f, text, e))
		return false;
	*ret_inside = true;
	for (size_t i = 0; i < f->n; i++) {
		struct placed p;
		if (!place(f, i, &pen, &p, e))
			return false;
		const struct face_brush at = { .ix = brush->ix + p.ix,
					       .iy = brush->iy + p.iy,
					       .ink_rgb = brush->ink_rgb };
		*ret_inside = ink(p.drawn, &at, on, f->face.blend) && *ret_inside;
	}
	return true;
}

/* kern() - the face interface. Together they must be the glyphs that they are one by one. */
static int kern(void *self, const char *left, const char *right)
{
	struct freetype *f = self;
	uint32_t alone[KERNED_MAX];
	size_t n = 0, n_both;
	int far = 0;
	char both[64];

	for (int i = 0; i < 2; i++) {
		size_t n_part;
		const struct shape_glyph *part = shape_text(f->shape, i ? right : left, &n_part);
		for (size_t k = 0; k < n_part && n < KERNED_MAX; k++) {
			far -= part[k].kern_64ths;
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
		far += pair[i].kern_64ths;
	}
	if (far > f->face.kern_most_px * UNIT || far < -f->face.kern_most_px * UNIT)
		return FACE_APART;
	return f->quarters > 1 ? far : far / UNIT;
}

/* blend_of() - without smoothing every program inks whole pixels. */
static enum blend blend_of(const struct freetype_options *o)
{
	static const enum blend by_program[] = { [FREETYPE_XFT] = BLEND_RENDER,
						 [FREETYPE_QT] = BLEND_QT,
						 [FREETYPE_WINE] = BLEND_WINE,
						 [FREETYPE_WINE_EDIT] = BLEND_RENDER };

	return o->look == FREETYPE_MONO ? BLEND_RENDER : by_program[o->program];
}

/* open_library() - with the interpreter that the hinting asks for. */
static void open_library(struct freetype *f)
{
	FT_UInt version = TT_INTERPRETER_VERSION_35;

	if (FT_Init_FreeType(&f->library) != 0)
		abort(); /* out of memory, as mem_zalloc() */
	if (f->options.hinting == FREETYPE_STRONG)
		/* Without it letters are drawn otherwise, so that nothing is read. */
		(void)FT_Property_Set(f->library, "truetype", "interpreter-version", &version);
}

/* check() - what can be drawn of @o. */
static bool check(const struct freetype_options *o, struct err *e)
{
	if (o->size_64ths < UNIT || o->size_64ths > FREETYPE_SIZE_MAX_PX * UNIT)
		return err_set(e, ERR_CONFIG, "no font is %d/64 px tall", o->size_64ths);
	if (o->program == FREETYPE_QT &&
	    (o->look != FREETYPE_GRAY || o->hinting != FREETYPE_SLIGHT))
		return err_set(e, ERR_CONFIG, "Qt's text is drawn gray and slightly hinted only");
	if (o->program == FREETYPE_WINE_EDIT &&
	    (o->look != FREETYPE_MONO || o->hinting != FREETYPE_FULL))
		return err_set(e, ERR_CONFIG, "Wine's edit controls smooth as its labels do");
	if (o->cell_px < 0 || o->cell_px > FREETYPE_SIZE_MAX_PX || (o->cell_px && o->shaped))
		return err_set(e, ERR_CONFIG, "no cells are %d px wide", o->cell_px);
	return true;
}

/* set_up() - the options as the program takes them. */
static void set_up(struct freetype *f, const struct freetype_options *o)
{
	f->options = *o;
	f->name = mem_strdup(o->file);
	f->options.file = f->name;
	f->quarters = 1;
	f->face = (struct face){ .name = f->name, .self = f, .draw = draw, .blend = blend_of(o) };
	if (!blend_adds(f->face.blend))
		f->face.paint = paint;
	if (o->program == FREETYPE_QT) {
		f->options.size_64ths = (o->size_64ths + UNIT / 2) / UNIT * UNIT;
		f->options.em_1024ths = 0;
		f->options.shaped = true;
		f->quarters = QUARTERS;
		f->face.draw_at = draw_at;
		f->face.pens = FACE_FINE;
	}
	if (!f->options.em_1024ths)
		f->options.em_1024ths = f->options.size_64ths * EM_PER_64TH;
	/* Twice the em on every side: no letter of a text font reaches so far. */
	f->room_px = 2 * (f->options.size_64ths / UNIT + 1);
}

/* has_lines_of_wine() - is the text Wine's, which draws without smoothing too? */
static bool has_lines_of_wine(const struct freetype *f)
{
	return f->options.program == FREETYPE_WINE ||
	       (f->options.look == FREETYPE_MONO && f->options.hinting == FREETYPE_FULL);
}

/*
 * note_rows() - a terminal cuts letters off at its cells, which are as high as the font; Wine at
 * its lines, which are as high as the font's table for Windows says.
 */
static void note_rows(struct freetype *f)
{
	const FT_Size_Metrics *m = &f->font->size->metrics;
	const TT_OS2 *os2 = FT_Get_Sfnt_Table(f->font, FT_SFNT_OS2);
	const bool wine = os2 && has_lines_of_wine(f), cells = FT_IS_FIXED_WIDTH(f->font);
	int up = (int)(m->ascender / UNIT), down = (int)(-m->descender / UNIT);

	if (f->shape || !(wine || cells))
		return;
	if (wine) {
		int line_up = rounded(FT_MulFix(os2->usWinAscent, m->y_scale));
		int line_down = rounded(FT_MulFix(os2->usWinDescent, m->y_scale));
		up = cells && up < line_up ? up : line_up;
		down = cells && down < line_down ? down : line_down;
	}
	f->face.shown_from_px = f->room_px - up;
	f->face.shown_to_px = f->room_px + down;
}

bool freetype_open(const struct freetype_options *given, struct freetype **ret_font, struct err *e)
{
	CLEANUP(freetype_freep) struct freetype *f = mem_zalloc(sizeof *f);
	const struct freetype_options *o = &f->options;

	if (!check(given, e))
		return false;
	set_up(f, given);
	open_library(f);
	if (FT_New_Face(f->library, f->name, 0, &f->font) != 0)
		return err_set(e, ERR_CONFIG, "'%s' is no font", f->name);
	if (!FT_IS_SCALABLE(f->font) ||
	    FT_Set_Char_Size(f->font, o->size_64ths, o->size_64ths, 0, 0) != 0 ||
	    FT_Select_Charmap(f->font, FT_ENCODING_UNICODE) != 0)
		return err_set(e, ERR_CONFIG, "'%s' is no outline font of Unicode letters",
			       f->name);
	f->drawn = mem_calloc((size_t)(f->font->num_glyphs * f->quarters) + 1, sizeof *f->drawn);
	bool java = o->program == FREETYPE_XFT && o->hinting == FREETYPE_STRONG;
	enum shape_grid grid = f->quarters > 1 ? SHAPE_FINE : SHAPE_WHOLE;
	if ((o->shaped || java) && !shape_open(f->name, o->em_1024ths, grid, &f->shape, e))
		return false;
	if (java)
		shape_plainly(f->shape);
	note_rows(f);
	if (o->shaped && !java) {
		f->paced = grid == SHAPE_WHOLE;
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
	for (FT_Long i = 0; f->drawn && i < f->font->num_glyphs * f->quarters; i++)
		free(f->drawn[i].tones);
	free(f->drawn);
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
