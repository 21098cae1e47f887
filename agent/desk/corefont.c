/* corefont.c - text drawn with a core X font on the desk's own server. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/desk/corefont.h"

#include <X11/Xutil.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include "agent/desk/display.h"
#include "agent/desk/events.h"
#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"

enum { BLACK = 0x000000, WHITE = 0xffffff, RGB = 0xffffff, MARGIN_PX = 1, NAME_BYTES_MAX = 4096 };

enum { NO_BREAK_SPACE = 0xa0, NON_CHARACTER = 0xffff };

/* X Logical Font Description: the character set stands behind this dash. */
enum { XLFD_CHARSET_DASH = 13 };

struct corefont {
	struct desk *desk; /* borrowed */
	XFontSet set;
	XFontStruct *unicode; /* owned; the set's iso10646-1 font with its metrics, NULL if none */
	XFontStruct *latin1;  /* owned; its iso8859-1 font likewise */
};

/* ends_with() - font names have no case: aliases give them in capitals. */
static bool ends_with(const char *s, const char *end)
{
	size_t len = strlen(s), len_end = strlen(end);

	return len >= len_end && strcasecmp(s + len - len_end, end) == 0;
}

/* with_all_charsets() - @name, if it is one whole XLFD, with every character set of its face, else
 * as it is; owned by the caller. */
static char *with_all_charsets(const char *name)
{
	const char *end = name;
	int dashes = 0;

	while (*end != 0 && (dashes += *end == '-') < XLFD_CHARSET_DASH)
		end++;
	if (name[0] != '-' || dashes != XLFD_CHARSET_DASH || strchr(name, ',') != NULL)
		return mem_strdup(name);
	CLEANUP(buf_clear) struct buf family = { 0 };
	buf_init(&family, NAME_BYTES_MAX);
	buf_add(&family, name, (size_t)(end - name));
	buf_adds(&family, "-*-*");
	return buf_take(&family);
}

/*
 * family_name() - the face that @name means, with every character set; owned by the caller. A name
 * that ends in iso10646-1 alone would leave ASCII without a font: Xlib looks for that in an
 * iso8859-1 one. Wild cards are resolved, because with another character set they could mean
 * another face.
 */
static char *family_name(Display *x, const char *name)
{
	char **list = NULL;
	int n = 0;

	if (name[0] == '-' && strchr(name, ',') == NULL && !ends_with(name, "*"))
		list = XListFonts(x, name, 1, &n);
	char *family = with_all_charsets(n > 0 ? list[0] : name);
	if (list != NULL)
		XFreeFontNames(list);
	return family;
}

/* make_set() - Xlib binds a font set to the locale of the moment it is made in, and only to
 * that. */
static XFontSet make_set(Display *x, const char *family, bool *ret_whole)
{
	CLEANUP(mem_freep) char *before = mem_strdup(setlocale(LC_CTYPE, NULL));
	char **missing = NULL, *standby = NULL;
	int n_missing = 0;
	XFontSet set = NULL;

	*ret_whole = true;
	if (setlocale(LC_CTYPE, "C.UTF-8") != NULL && XSupportsLocale())
		set = XCreateFontSet(x, family, &missing, &n_missing, &standby);
	(void)setlocale(LC_CTYPE, before); /* it was valid a moment ago */
	/*
	 * Most character sets of the locale have no font, which is normal: DIN letters come from
	 * the iso10646-1 one. But without the Latin-1 part Xlib draws ASCII two bytes a glyph.
	 */
	for (int i = 0; i < n_missing; i++)
		*ret_whole = *ret_whole && !str_eq(missing[i], "ISO8859-1");
	if (missing != NULL)
		XFreeStringList(missing);
	return set;
}

/* same_face() - are the Latin-1 and Unicode fonts of @set those of @family, which is resolved? */
static bool same_face(XFontSet set, const char *family)
{
	size_t len = strlen(family) - strlen("*-*");
	XFontStruct **fonts;
	char **names;
	int n = XFontsOfFontSet(set, &fonts, &names);

	for (int i = 0; i < n; i++)
		if ((ends_with(names[i], "-iso10646-1") || ends_with(names[i], "-iso8859-1")) &&
		    strncasecmp(names[i], family, len) != 0)
			return false;
	return n > 0;
}

/*
 * find_set() - programs hand their font's name to Xlib with its wild cards, which decide what is
 * scaled for the character sets that the face has no font of: the euro sign of Helvetica 14 comes
 * from one. So the name is taken with them, unless they would mean another face.
 */
static XFontSet find_set(Display *x, const char *name, bool *ret_whole)
{
	CLEANUP(mem_freep) char *given = with_all_charsets(name);
	CLEANUP(mem_freep) char *family = family_name(x, name);
	XFontSet set = NULL;

	if (ends_with(family, "-*-*") && !str_eq(given, family))
		set = make_set(x, given, ret_whole);
	if (set != NULL && *ret_whole && same_face(set, family))
		return set;
	if (set != NULL)
		XFreeFontSet(x, set);
	return make_set(x, family, ret_whole);
}

/* load_metrics() - the set itself keeps only the fonts' bounds. */
static void load_metrics(struct corefont *font, Display *x)
{
	XFontStruct **fonts;
	char **names;
	int n = XFontsOfFontSet(font->set, &fonts, &names);

	for (int i = 0; i < n; i++) {
		if (font->unicode == NULL && ends_with(names[i], "-iso10646-1"))
			font->unicode = XLoadQueryFont(x, names[i]);
		if (font->latin1 == NULL && ends_with(names[i], "-iso8859-1"))
			font->latin1 = XLoadQueryFont(x, names[i]);
	}
}

bool corefont_open(struct desk *d, const char *name, struct corefont **ret_font, struct err *e)
{
	if (d->lost)
		return events_lost(d, e);
	bool whole = true;
	XFontSet set = find_set(d->x, name, &whole);
	if (set == NULL)
		return err_set(e, ERR_CONFIG, "X server has no font '%s'", name);
	if (!whole) {
		XFreeFontSet(d->x, set);
		return err_set(e, ERR_CONFIG, "font '%s' is one charset only; end its name in -*-*",
			       name);
	}
	struct corefont *font = mem_zalloc(sizeof *font);
	font->desk = d;
	font->set = set;
	load_metrics(font, d->x);
	*ret_font = font;
	return true;
}

void corefont_free(struct corefont *font)
{
	if (font == NULL)
		return;
	if (font->unicode != NULL)
		XFreeFont(font->desk->x, font->unicode);
	if (font->latin1 != NULL)
		XFreeFont(font->desk->x, font->latin1);
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
		const uint32_t *is =
			(const uint32_t *)(const void *)(got->data + y * got->bytes_per_line);
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
		return events_lost(d, e);
	int advance_px = Xutf8TextEscapement(font->set, text, len);
	/* The widest overhang of the font on both sides, so that the pen starts at the same pixel
	 * of every picture: a longer text continues a shorter one's picture. */
	struct rect all = { most->x < 0 ? most->x : 0, most->y,
			    advance_px + most->width - (most->x < 0 ? 2 * most->x : 0),
			    most->height };
	all = rect_grow(all, MARGIN_PX);
	if (all.w > IMG_SIDE_MAX || all.h > IMG_SIDE_MAX)
		return err_set(e, ERR_LIMIT, "text of %d px is too wide to draw", all.w);
	Pixmap canvas = XCreatePixmap(d->x, d->root, (unsigned)all.w, (unsigned)all.h, 24);
	XGCValues values = { .foreground = WHITE, .graphics_exposures = False };
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

void corefont_rows(const struct corefont *font, int *ret_from_px, int *ret_to_px)
{
	const XFontSetExtents *all = XExtentsOfFontSet(font->set);
	const XFontStruct *const fonts[] = { font->latin1, font->unicode };
	int ascent_px = -all->max_logical_extent.y;
	int descent_px = all->max_logical_extent.height - ascent_px;
	int baseline_px = MARGIN_PX - all->max_ink_extent.y;

	for (size_t i = 0; i < sizeof fonts / sizeof *fonts; i++) {
		if (fonts[i] == NULL)
			continue;
		ascent_px = fonts[i]->ascent < ascent_px ? fonts[i]->ascent : ascent_px;
		descent_px = fonts[i]->descent < descent_px ? fonts[i]->descent : descent_px;
	}
	*ret_from_px = baseline_px - ascent_px;
	*ret_to_px = baseline_px + descent_px;
}

bool corefont_cell(const struct corefont *font, struct corefont_cell *ret_cell)
{
	const XRectangle *most = &XExtentsOfFontSet(font->set)->max_ink_extent;
	const XFontStruct *f = font->latin1 != NULL ? font->latin1 : font->unicode;

	if (f == NULL || f->min_bounds.width != f->max_bounds.width || f->max_bounds.width < 1)
		return false;
	*ret_cell = (struct corefont_cell){
		.width_px = f->max_bounds.width,
		.ascent_px = f->ascent,
		.descent_px = f->descent,
		.pen_px = MARGIN_PX - (most->x < 0 ? most->x : 0),
		.baseline_px = MARGIN_PX - most->y,
	};
	return true;
}

/* glyph_hash() - what the font draws for @cp alone, in a cell of its largest size. */
static uint64_t glyph_hash(struct desk *d, const XFontStruct *f, uint32_t cp)
{
	XChar2b code = { (unsigned char)(cp >> 8), (unsigned char)(cp & 0xff) };
	struct rect cell = { 0, 0, f->max_bounds.width + 2 * MARGIN_PX,
			     f->ascent + f->descent + 2 * MARGIN_PX };
	Pixmap canvas = XCreatePixmap(d->x, d->root, (unsigned)cell.w, (unsigned)cell.h, 24);
	XGCValues values = { .foreground = WHITE, .font = f->fid };
	GC gc = XCreateGC(d->x, canvas, GCForeground | GCFont, &values);
	CLEANUP(img_unrefp) struct img *img = NULL;
	struct err unsaid = { 0 };

	XFillRectangle(d->x, canvas, gc, 0, 0, (unsigned)cell.w, (unsigned)cell.h);
	XSetForeground(d->x, gc, BLACK);
	XDrawString16(d->x, canvas, gc, MARGIN_PX, MARGIN_PX + f->ascent, &code, 1);
	bool good = fetch(d, canvas, cell, &img, &unsaid);
	XFreeGC(d->x, gc);
	XFreePixmap(d->x, canvas);
	return good ? img_hash(img, img_bounds(img)) : 0;
}

/* is_drawn() - for fonts whose characters are all of one size, of which the server gives no list:
 * is
 * @cp drawn otherwise than the substitute for missing characters, and than a code that never
 * exists? */
static bool is_drawn(struct desk *d, const XFontStruct *f, uint32_t cp)
{
	uint64_t is = glyph_hash(d, f, cp);

	if (cp == ' ' || cp == NO_BREAK_SPACE)
		return true;
	return is != glyph_hash(d, f, f->default_char) && is != glyph_hash(d, f, NON_CHARACTER) &&
	       is != glyph_hash(d, f, ' ');
}

/* has_glyph() - X protocol: a character that does not exist has metrics that are all zero. */
static bool has_glyph(struct desk *d, const XFontStruct *f, uint32_t cp)
{
	unsigned row = cp >> 8, col = cp & 0xff;

	if (cp > 0xffff || row < f->min_byte1 || row > f->max_byte1 || col < f->min_char_or_byte2 ||
	    col > f->max_char_or_byte2)
		return false;
	if (f->per_char == NULL)
		return f->all_chars_exist || is_drawn(d, f, cp);
	unsigned columns = f->max_char_or_byte2 - f->min_char_or_byte2 + 1;
	const XCharStruct *c =
		&f->per_char[(row - f->min_byte1) * columns + col - f->min_char_or_byte2];
	return c->width != 0 || c->ascent != 0 || c->descent != 0 || c->lbearing != 0 ||
	       c->rbearing != 0;
}

bool corefont_has(struct corefont *font, uint32_t cp)
{
	struct desk *d = font->desk;

	if (d->lost)
		return false;
	if (font->unicode != NULL && has_glyph(d, font->unicode, cp))
		return true;
	return cp <= 0xff && font->latin1 != NULL && has_glyph(d, font->latin1, cp);
}
