/* corefont.c - text drawn with a core X font on the desk's own server. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/desk/corefont.h"

#include <X11/Xutil.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include "agent/desk/display.h"
#include "base/mem.h"
#include "base/str.h"

enum { BLACK = 0x000000, WHITE = 0xffffff, RGB = 0xffffff, MARGIN_PX = 1 };

struct corefont {
	struct desk *desk; /* borrowed */
	XFontSet set;
};

/* make_set() - Xlib binds a font set to the locale of the moment it is made in, and only to that. */
static XFontSet make_set(Display *x, const char *name)
{
	CLEANUP(mem_freep) char *before = mem_strdup(setlocale(LC_CTYPE, NULL));
	char **missing = NULL, *standby = NULL;
	int n_missing = 0;
	XFontSet set = NULL;

	if (setlocale(LC_CTYPE, "C.UTF-8") != NULL && XSupportsLocale())
		set = XCreateFontSet(x, name, &missing, &n_missing, &standby);
	(void)setlocale(LC_CTYPE, before); /* it was valid a moment ago */
	/* Character sets without a font are normal: DIN letters come from the iso10646-1 one. */
	if (missing != NULL)
		XFreeStringList(missing);
	return set;
}

bool corefont_open(struct desk *d, const char *name, struct corefont **ret_font, struct err *e)
{
	if (d->lost)
		return err_set(e, ERR_DISPLAY, "X server %s is gone", d->server.display);
	XFontSet set = make_set(d->x, name);
	if (set == NULL)
		return err_set(e, ERR_CONFIG, "X server has no font '%s'", name);
	struct corefont *font = mem_zalloc(sizeof *font);
	font->desk = d;
	font->set = set;
	*ret_font = font;
	return true;
}

void corefont_free(struct corefont *font)
{
	if (font == NULL)
		return;
	if (!font->desk->lost)
		XFreeFontSet(font->desk->x, font->set);
	free(font);
}

/* fetch() - the pixmap's pixels as a picture. */
static bool fetch(struct desk *d, Pixmap from, struct rect r, struct img **ret_img, struct err *e)
{
	XImage *got = XGetImage(d->x, from, 0, 0, (unsigned)r.w, (unsigned)r.h, AllPlanes, ZPixmap);

	if (got == NULL)
		return err_set(e, ERR_DISPLAY, "X server gives no picture of drawn text");
	struct img *img = img_new(r.w, r.h);
	for (int y = 0; y < r.h; y++) {
		const uint32_t *is = (const uint32_t *)(const void *)(got->data +
								      y * got->bytes_per_line);
		for (int x = 0; x < r.w; x++)
			img_row(img, y)[x] = is[x] & RGB;
	}
	XDestroyImage(got);
	*ret_img = img;
	return true;
}

bool corefont_draw(struct corefont *font, const char *text, struct img **ret_ink,
		   int *ret_advance_px, struct err *e)
{
	struct desk *d = font->desk;
	const XRectangle *most = &XExtentsOfFontSet(font->set)->max_ink_extent;
	int len = (int)strlen(text);

	if (d->lost)
		return err_set(e, ERR_DISPLAY, "X server %s is gone", d->server.display);
	int advance_px = Xutf8TextEscapement(font->set, text, len);
	/* The widest overhang of the font on both sides, so that the pen starts at the same pixel of
	 * every picture: a longer text continues a shorter one's picture. */
	struct rect all = { most->x < 0 ? most->x : 0, most->y,
			    advance_px + most->width - (most->x < 0 ? 2 * most->x : 0),
			    most->height };
	all = rect_grow(all, MARGIN_PX);
	if (all.w > IMG_SIDE_MAX || all.h > IMG_SIDE_MAX)
		return err_set(e, ERR_LIMIT, "text of %d px is too wide to draw", all.w);
	Pixmap canvas = XCreatePixmap(d->x, d->root, (unsigned)all.w, (unsigned)all.h, 24);
	XGCValues values = {.foreground = WHITE, .graphics_exposures = False};
	GC gc = XCreateGC(d->x, canvas, GCForeground | GCGraphicsExposures, &values);
	XFillRectangle(d->x, canvas, gc, 0, 0, (unsigned)all.w, (unsigned)all.h);
	XSetForeground(d->x, gc, BLACK);
	Xutf8DrawString(d->x, canvas, font->set, gc, -all.x, -all.y, text, len);
	bool good = fetch(d, canvas, all, ret_ink, e);
	if (!d->lost) {
		XFreeGC(d->x, gc);
		XFreePixmap(d->x, canvas);
	}
	if (good)
		*ret_advance_px = advance_px;
	return good;
}

/* has_glyph() - X protocol: a character that does not exist has metrics that are all zero. */
static bool has_glyph(const XFontStruct *f, uint32_t cp)
{
	unsigned row = cp >> 8, col = cp & 0xff;

	if (cp > 0xffff || row < f->min_byte1 || row > f->max_byte1 ||
	    col < f->min_char_or_byte2 || col > f->max_char_or_byte2)
		return false;
	if (f->per_char == NULL)
		return true; /* all characters alike, all exist */
	unsigned columns = f->max_char_or_byte2 - f->min_char_or_byte2 + 1;
	const XCharStruct *c = &f->per_char[(row - f->min_byte1) * columns + col -
					    f->min_char_or_byte2];
	return c->width != 0 || c->ascent != 0 || c->descent != 0 || c->lbearing != 0 ||
	       c->rbearing != 0;
}

static bool ends_with(const char *s, const char *end)
{
	size_t len = strlen(s), len_end = strlen(end);

	return len >= len_end && str_eq(s + len - len_end, end);
}

bool corefont_has(struct corefont *font, uint32_t cp)
{
	XFontStruct **fonts;
	char **names;
	int n = XFontsOfFontSet(font->set, &fonts, &names);

	for (int i = 0; i < n; i++) {
		bool unicode = ends_with(names[i], "-iso10646-1");
		bool latin1 = ends_with(names[i], "-iso8859-1") && cp <= 0xff;
		if ((unicode || latin1) && has_glyph(fonts[i], cp))
			return true;
	}
	return false;
}
