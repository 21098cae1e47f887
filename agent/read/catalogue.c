/* catalogue.c - the fonts that are tried: those asked for, or the usual ones of the platform. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/read/catalogue.h"

#include <string.h>
#include "base/str.h"

#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))

enum { DPI = 96, POINTS_PER_INCH = 72, UNIT = 64, SIZE_MIN_PT = 8, SIZE_MAX_PT = 12 };

/* A size before it is rounded to 64ths of a pixel: that is 720 of these, so that tenths of a point
 * are whole numbers. */
enum { FINE = 720, FINE_PT = DPI * UNIT * FINE / POINTS_PER_INCH, FINE_PX = UNIT * FINE };

/* EM_PER_64TH: 1024ths of a pixel. */
enum { EM_PER_64TH = 16 };

enum { SIZE_BYTES = 16, DIGITS_MAX = 4 };

/* As Debian 12 installs them: xfonts-base, xfonts-75dpi. */
static const char *const core_fonts[] = {
	"-misc-fixed-medium-r-semicondensed--13-*-*-*-c-60-iso10646-1",
	"-misc-fixed-medium-r-normal--13-*-*-*-c-70-iso10646-1",
	"-misc-fixed-bold-r-normal--13-*-*-*-c-70-iso10646-1",
	"-misc-fixed-medium-r-normal--14-*-*-*-c-70-iso10646-1",
	"-misc-fixed-medium-r-normal--13-*-*-*-c-80-iso10646-1",
	"-misc-fixed-medium-r-normal--15-*-*-*-c-90-iso10646-1",
	"-misc-fixed-bold-r-normal--15-*-*-*-c-90-iso10646-1",
	"-misc-fixed-medium-r-normal--18-*-*-*-c-90-iso10646-1",
	"-misc-fixed-medium-r-normal--20-*-*-*-c-100-iso10646-1",
	"-misc-fixed-medium-r-normal--10-*-*-*-c-60-iso10646-1",
	"-adobe-helvetica-medium-r-normal--10-*-75-75-p-*-iso10646-1",
	"-adobe-helvetica-medium-r-normal--12-*-75-75-p-*-iso10646-1",
	"-adobe-helvetica-medium-r-normal--14-*-75-75-p-*-iso10646-1",
	"-adobe-helvetica-bold-r-normal--12-*-75-75-p-*-iso10646-1",
	"-adobe-helvetica-bold-r-normal--14-*-75-75-p-*-iso10646-1",
};

static const struct {
	const char *name;
	bool proportional; /* Pango and Qt kern it, Xft does not */
} outline_fonts[] = {
	{ "DejaVu Sans", true },     { "DejaVu Sans Bold", true },  { "Liberation Sans", true },
	{ "Noto Sans", true },       { "DejaVu Sans Mono", false }, { "Liberation Mono", false },
	{ "Noto Sans Mono", false },
};

/* How one rendering is drawn. */
static const struct rendering {
	enum catalogue_rendering set;
	enum freetype_look look;
	enum freetype_hinting hinting;
	bool usual; /* the desk's own, and what Debian's desktops set */
	const char *name;
} renderings_known[] = {
	{ RENDER_GRAY, FREETYPE_GRAY, FREETYPE_SLIGHT, true, "gray, slightly hinted" },
	{ RENDER_RGB, FREETYPE_RGB, FREETYPE_SLIGHT, true, "rgb, slightly hinted" },
	{ RENDER_MONO, FREETYPE_MONO, FREETYPE_FULL, true, "mono" },
	{ RENDER_GRAY, FREETYPE_GRAY, FREETYPE_FULL, false, "gray, hinted" },
	{ RENDER_RGB, FREETYPE_RGB, FREETYPE_FULL, false, "rgb, hinted" },
	{ RENDER_GRAY, FREETYPE_GRAY, FREETYPE_UNHINTED, false, "gray, not hinted" },
};

/* How an outline font is to be tried. */
struct manner {
	int fine;            /* its size */
	unsigned renderings; /* enum catalogue_rendering */
	bool both;
};

/*
 * add_outline() - @o in each of @m's renderings; letter by letter, before that shaped if both are
 * wanted. Cairo, which draws shaped text, rounds sizes to 64ths of a pixel; Xft cuts them off.
 */
static void add_outline(struct catalogue *c, const char *name, struct freetype_options o,
			struct manner m, struct arena *a)
{
	for (size_t i = 0; i < ARRAY_LEN(renderings_known); i++) {
		const struct rendering *r = &renderings_known[i];
		if (!(r->set & m.renderings) || (c->usual && !r->usual))
			continue;
		o.look = r->look;
		o.hinting = r->hinting;
		for (int shaped = m.both; shaped >= 0; shaped--) {
			o.shaped = shaped;
			o.size_64ths = (m.fine + (shaped ? FINE / 2 : 0)) / FINE;
			o.em_1024ths = m.fine * EM_PER_64TH / FINE;
			c->list[c->n++] = (struct font){
				.name = arena_printf(a, "%s, %s%s", name, r->name,
						     shaped ? ", shaped" : ""),
				.outline = o,
			};
		}
	}
}

bool catalogue_usual(struct font_studio *studio, unsigned renderings,
		     struct catalogue *ret_catalogue, struct err *e)
{
	size_t most = ARRAY_LEN(core_fonts) + ARRAY_LEN(outline_fonts) *
						      (SIZE_MAX_PT - SIZE_MIN_PT + 1) *
						      ARRAY_LEN(renderings_known) * 2;
	struct catalogue c = { .usual = true };

	renderings = renderings ? renderings : RENDER_GRAY | RENDER_RGB;
	if (!studio->outlines.list && !outlines_list(studio->arena, &studio->outlines, e))
		return false;
	c.list = arena_calloc(studio->arena, most, sizeof *c.list);
	for (size_t i = 0; i < ARRAY_LEN(core_fonts); i++)
		c.list[c.n++] = (struct font){ .name = core_fonts[i], .core = true };
	for (size_t i = 0; i < ARRAY_LEN(outline_fonts); i++) {
		const char *name = outline_fonts[i].name;
		struct freetype_options o = { .file = outlines_find(&studio->outlines, name,
								    studio->arena) };
		for (int pt = SIZE_MIN_PT; o.file && pt <= SIZE_MAX_PT; pt++) {
			struct manner m = { pt * FINE_PT, renderings,
					    outline_fonts[i].proportional };
			add_outline(&c, arena_printf(studio->arena, "%s %d", name, pt), o, m,
				    studio->arena);
		}
	}
	*ret_catalogue = c;
	return true;
}

/* read_size() - "10", "10.5", "13px"; false if it is no size. */
static bool read_size(const char *text, int *ret_fine)
{
	size_t len = strspn(text, "0123456789");
	uint64_t whole = 0;
	char digits[SIZE_BYTES];
	int tenths = 0;

	if (len == 0 || len > DIGITS_MAX ||
	    !fmt_into(digits, sizeof digits, "%.*s", (int)len, text) ||
	    !str_to_u64(digits, UINT16_MAX, &whole))
		return false;
	text += len;
	if (text[0] == '.' && text[1] >= '0' && text[1] <= '9') {
		tenths = text[1] - '0';
		text += 2;
	}
	int unit = str_eq(text, "px") ? FINE_PX : FINE_PT;
	*ret_fine = (int)whole * unit + tenths * (unit / 10);
	return str_eq(text, "px") || *text == 0;
}

/* add_named() - one font as somebody wrote it. */
static bool add_named(struct font_studio *studio, const char *text, unsigned renderings,
		      struct catalogue *c, struct err *e)
{
	const char *blank = strrchr(text, ' ');
	struct freetype_options o = { .file = NULL };
	struct manner m = { .renderings = renderings, .both = true };

	if (text[0] == '-' || !blank || !read_size(blank + 1, &m.fine)) {
		c->list[c->n++] = (struct font){ .name = text, .core = true };
		return true;
	}
	const char *name = arena_strndup(studio->arena, text, (size_t)(blank - text));
	if (m.fine < FINE_PX || m.fine > FREETYPE_SIZE_MAX_PX * FINE_PX)
		return err_set(e, ERR_CONFIG, "font '%s': sizes go from 1 to %d px", text,
			       FREETYPE_SIZE_MAX_PX);
	if (!font_studio_file(studio, name, &o.file, e))
		return false;
	add_outline(c, text, o, m, studio->arena);
	return true;
}

bool catalogue_named(struct font_studio *studio, const char *const *names, size_t n,
		     unsigned renderings, struct catalogue *ret_catalogue, struct err *e)
{
	struct catalogue c = { .usual = false };

	renderings = renderings ? renderings : RENDER_GRAY | RENDER_RGB | RENDER_MONO;
	c.list = arena_calloc(studio->arena, n * ARRAY_LEN(renderings_known) * 2, sizeof *c.list);
	for (size_t i = 0; i < n; i++)
		if (!add_named(studio, names[i], renderings, &c, e))
			return false;
	*ret_catalogue = c;
	return true;
}

void catalogue_clear(struct catalogue *catalogue)
{
	for (size_t i = 0; i < catalogue->n; i++)
		font_close(&catalogue->list[i]);
	catalogue->n = 0;
}
