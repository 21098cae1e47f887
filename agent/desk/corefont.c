/* corefont.c - text drawn with a core X font on the desk's own server. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/desk/corefont.h"

#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <stdlib.h>
#include <string.h>
#include "agent/desk/display.h"
#include "base/mem.h"

/* PAD_PX: overhang beyond pen and advance; the widest in the misc fonts is 3 px. */
enum { PAD_PX = 8 };

struct corefont {
	struct desk *desk;  /* borrowed */
	XFontSet set;       /* owned */
	GC black, white;    /* owned */
	Pixmap canvas;      /* owned; grows to the longest text drawn */
	int canvas_width_px;
	int ascent_px, height_px;
};

bool corefont_open(struct desk *desk, const char *name, struct corefont **ret_font, struct err *e)
{
	CLEANUP(corefont_freep) struct corefont *f = mem_zalloc(sizeof *f);
	char **missing = NULL, *substitute;
	int n_missing = 0;

	f->desk = desk;
	f->set = XCreateFontSet(desk->x, name, &missing, &n_missing, &substitute);
	if (missing)
		XFreeStringList(missing); /* charsets of the locale: iso10646 is the one that counts */
	if (!f->set)
		return err_set(e, ERR_CONFIG, "the X server has no font '%s'", name);
	const XRectangle *most = &XExtentsOfFontSet(f->set)->max_ink_extent;
	f->ascent_px = -most->y + 1;
	f->height_px = most->height + 2;
	f->black = XCreateGC(desk->x, desk->root, 0, NULL);
	f->white = XCreateGC(desk->x, desk->root, 0, NULL);
	XSetForeground(desk->x, f->black, 0x000000);
	XSetForeground(desk->x, f->white, 0xffffff);
	*ret_font = TAKE(f);
	return true;
}

void corefont_free(struct corefont *font)
{
	if (!font)
		return;
	Display *x = font->desk->x;
	if (x && font->set && !font->desk->lost) {
		XFreeFontSet(x, font->set);
		if (font->black)
			XFreeGC(x, font->black);
		if (font->white)
			XFreeGC(x, font->white);
		if (font->canvas)
			XFreePixmap(x, font->canvas);
	}
	free(font);
}

/* make_canvas() - a pixmap at least @width_px wide. */
static void make_canvas(struct corefont *f, int width_px)
{
	Display *x = f->desk->x;

	if (f->canvas_width_px >= width_px)
		return;
	if (f->canvas)
		XFreePixmap(x, f->canvas);
	f->canvas_width_px = width_px < 512 ? 512 : width_px;
	f->canvas = XCreatePixmap(x, f->desk->root, (unsigned)f->canvas_width_px,
				  (unsigned)f->height_px,
				  (unsigned)DefaultDepth(x, DefaultScreen(x)));
}

bool corefont_draw(struct corefont *font, const char *text, struct img **ret_ink,
		   int *ret_advance_px, struct err *e)
{
	Display *x = font->desk->x;
	int len = (int)strlen(text);

	if (font->desk->lost)
		return err_set(e, ERR_DISPLAY, "the X server is gone");
	int advance_px = Xutf8TextEscapement(font->set, text, len);
	int width_px = advance_px + 2 * PAD_PX;
	if (width_px > IMG_SIDE_MAX)
		return err_set(e, ERR_LIMIT, "a text is wider than %d px", IMG_SIDE_MAX);
	make_canvas(font, width_px);
	XFillRectangle(x, font->canvas, font->white, 0, 0, (unsigned)width_px,
		       (unsigned)font->height_px);
	Xutf8DrawString(x, font->canvas, font->set, font->black, PAD_PX, font->ascent_px, text, len);
	XImage *got = XGetImage(x, font->canvas, 0, 0, (unsigned)width_px,
				(unsigned)font->height_px, AllPlanes, ZPixmap);
	if (!got)
		return err_set(e, ERR_DISPLAY, "a drawn text cannot be fetched");
	struct img *ink = img_new(width_px, font->height_px);
	for (int iy = 0; iy < ink->height_px; iy++)
		for (int ix = 0; ix < ink->width_px; ix++)
			img_row(ink, iy)[ix] = (uint32_t)XGetPixel(got, ix, iy) & 0xffffff;
	XDestroyImage(got);
	*ret_ink = ink;
	*ret_advance_px = advance_px;
	return true;
}

/* has_glyph() - metrics of one code point in one font, as XQueryFont tells them. */
static bool has_glyph(const XFontStruct *font, uint32_t cp)
{
	unsigned row = cp >> 8, col = cp & 0xff;

	if (cp > 0xffff || row < font->min_byte1 || row > font->max_byte1 ||
	    col < font->min_char_or_byte2 || col > font->max_char_or_byte2)
		return false;
	if (!font->per_char)
		return true;
	unsigned columns = font->max_char_or_byte2 - font->min_char_or_byte2 + 1;
	const XCharStruct *c = &font->per_char[(row - font->min_byte1) * columns +
					       (col - font->min_char_or_byte2)];
	return c->width || c->ascent || c->descent || c->lbearing || c->rbearing;
}

bool corefont_has(struct corefont *font, uint32_t cp)
{
	XFontStruct **fonts;
	char **names;
	int n = XFontsOfFontSet(font->set, &fonts, &names);

	for (int i = 0; i < n; i++)
		if (strstr(names[i], "iso10646") && has_glyph(fonts[i], cp))
			return true;
	return false;
}
