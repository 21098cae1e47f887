/* font_parse.c - reads `application.fonts` out of YAML. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/recipe/font_parse.h"

#include <string.h>
#include <sys/stat.h>
#include "agent/recipe/code_list.h"
#include "base/str.h"

/* The desk tells every program that an inch has 96 pixels. SIZE_MAX_64THS: ocr/freetype.h. */
enum { DPI = 96, POINTS_PER_INCH = 72, SIZE_MAX_64THS = 128 * 64, NUMBER_BYTES = 8 };

/* A size before it is rounded: 720ths of a 64th of a pixel, so that tenths of a point are whole. */
enum {
	FINE = 720,
	FINE_PT = 64 * FINE * DPI / POINTS_PER_INCH,
	FINE_PX = 64 * FINE,
	FINE_PER_1024TH = FINE / 16,
};

/* A font in progress. */
struct draft {
	struct recipe_outline font;
	int64_t size_fine;
};

/* one_of() - the number of the word @y is among @valid; 0 and a finding for anything else. */
static size_t one_of(struct parse *p, const struct yaml *y, const char *what,
		     const struct words *valid)
{
	const char *word = parse_text(p, y);

	for (size_t i = 0; i < valid->n; i++)
		if (str_eq(valid->list[i], word))
			return i;
	source_unknown(p->src, parse_place(y), what, word, valid);
	return 0;
}

static void take_family(struct parse *p, const struct yaml *y, void *to)
{
	((struct draft *)to)->font.family = parse_text(p, y);
}

/* size_of() - "10pt", "10.5pt" or "13px" in FINEs of a 64th; 0 if it is none. */
static int64_t size_of(const char *text)
{
	size_t len = strlen(text), whole = strspn(text, "0123456789");
	char number[NUMBER_BYTES];
	uint64_t tenths, rest = 0;

	if (len < 3 || !fmt_into(number, sizeof number, "%.*s", (int)whole, text) ||
	    !str_to_u64(number, SIZE_MAX_64THS, &tenths))
		return 0;
	const char *unit = text + whole;
	if (unit[0] == '.' && unit[1] >= '0' && unit[1] <= '9') {
		rest = (uint64_t)(unit[1] - '0');
		unit += 2;
	}
	tenths = 10 * tenths + rest;
	if (str_eq(unit, "px"))
		return (int64_t)tenths * FINE_PX / 10;
	if (str_eq(unit, "pt"))
		return (int64_t)tenths * FINE_PT / 10;
	return 0;
}

static void take_size(struct parse *p, const struct yaml *y, void *to)
{
	struct draft *d = to;

	d->size_fine = size_of(parse_text(p, y));
	if (d->size_fine < 64 * FINE || d->size_fine > (int64_t)SIZE_MAX_64THS * FINE)
		source_error(p->src, parse_place(y),
			     "a size up to 128px was expected here, such as 10pt or 13px");
}

static void take_bold(struct parse *p, const struct yaml *y, void *to)
{
	((struct recipe_outline *)to)->bold = parse_flag(p, y);
}

static void take_antialias(struct parse *p, const struct yaml *y, void *to)
{
	((struct draft *)to)->font.antialias = parse_flag(p, y);
}

static void take_rgba(struct parse *p, const struct yaml *y, void *to)
{
	static const char *const words[] = { "none", "rgb" };

	((struct draft *)to)->font.rgb =
		one_of(p, y, "order of sub-pixels", &(struct words){ words, 2 }) == 1;
}

static void take_hinting(struct parse *p, const struct yaml *y, void *to)
{
	static const char *const words[] = {
		[OUTLINE_SLIGHT] = "slight",
		[OUTLINE_FULL] = "full",
		[OUTLINE_UNHINTED] = "none",
		[OUTLINE_STRONG] = "strong",
	};

	((struct draft *)to)->font.hinting = (enum outline_hinting)one_of(
		p, y, "hinting", &(struct words){ words, sizeof words / sizeof *words });
}

static void take_program(struct parse *p, const struct yaml *y, void *to)
{
	static const char *const words[] = {
		[OUTLINE_XFT] = "xft",
		[OUTLINE_QT] = "qt",
		[OUTLINE_WINE] = "wine",
		[OUTLINE_WINE_EDIT] = "wine-edit",
	};

	((struct draft *)to)->font.program = (enum outline_program)one_of(
		p, y, "program", &(struct words){ words, sizeof words / sizeof *words });
}

static void take_cell(struct parse *p, const struct yaml *y, void *to)
{
	int64_t fine = size_of(parse_text(p, y));

	((struct draft *)to)->font.cell_px = (int)(fine / FINE_PX);
	if (fine < FINE_PX || fine % FINE_PX != 0 || fine > (int64_t)SIZE_MAX_64THS * FINE)
		source_error(p->src, parse_place(y),
			     "the width of a terminal's cells was expected here, such as 9px");
}

static void take_kerning(struct parse *p, const struct yaml *y, void *to)
{
	((struct draft *)to)->font.kerning = parse_flag(p, y);
}

static void parse_outline(struct parse *p, const struct yaml *y, struct recipe_outline *font)
{
	static const struct parse_key rows[] = {
		{ "bold", false, take_bold },       { "family", true, take_family },
		{ "size", true, take_size },        { "antialias", false, take_antialias },
		{ "rgba", false, take_rgba },       { "hinting", false, take_hinting },
		{ "kerning", false, take_kerning }, { "drawn_by", false, take_program },
		{ "cell", false, take_cell },
	};
	const struct parse_keys keys = { "key of a font", rows, sizeof rows / sizeof *rows };

	struct draft d = { .font = { .at = parse_place(y), .family = "", .antialias = true } };

	parse_map(p, y, &keys, &d);
	*font = d.font;
	/* Cairo, which draws what Pango kerns, rounds to 64ths; Xft cuts off. */
	font->size_64ths = (int)((d.size_fine + (font->kerning ? FINE / 2 : 0)) / FINE);
	font->em_1024ths = (int)(d.size_fine / FINE_PER_1024TH);
	if (font->rgb && !font->antialias)
		source_error(p->src, font->at, "sub-pixels (rgba) are drawn by antialias only");
	if (font->program == OUTLINE_WINE_EDIT &&
	    (font->antialias || font->hinting != OUTLINE_FULL))
		source_error(p->src, font->at,
			     "wine-edit is for fonts with antialias: false and hinting: full");
	if (font->cell_px && (font->kerning || font->program != OUTLINE_XFT))
		source_error(p->src, font->at, "cells are a terminal's: Xft's, without kerning");
	if (font->program == OUTLINE_QT &&
	    (!font->antialias || font->rgb || font->hinting != OUTLINE_SLIGHT))
		source_error(p->src, font->at, "Qt's text is drawn gray and slightly hinted only");
}

/* is_below() - a relative path of plain names, so that it does not leave the folder. */
static bool is_below(struct parse *p, const char *path)
{
	for (const char *slash; (slash = strchr(path, '/')) != NULL; path = slash + 1)
		if (!code_list_is_file_name(
			    arena_strndup(p->r->arena, path, (size_t)(slash - path))))
			return false;
	return code_list_is_file_name(path);
}

/* take_learnt() - a file of the folder: what lies outside would escape the folder's hash. */
static void take_learnt(struct parse *p, const struct yaml *y, void *to)
{
	struct recipe_learnt *font = to;
	const char *name = parse_text(p, y);
	struct stat st;

	if (!is_below(p, name)) {
		source_error(p->src, parse_place(y),
			     "a file of the recipe's own folder was expected here, such as"
			     " fonts/mask.atlas");
		return;
	}
	font->file = arena_printf(p->r->arena, "%s/%s", p->r->folder, name);
	if (stat(font->file, &st) != 0 || !S_ISREG(st.st_mode))
		source_error(p->src, parse_place(y),
			     "'%s' is not in the recipe's folder: amtsbote learn-font makes it",
			     name);
}

static void parse_learnt(struct parse *p, const struct yaml *y, struct recipe_learnt *font)
{
	static const struct parse_key rows[] = { { "learnt", true, take_learnt } };
	const struct parse_keys keys = { "key of a learnt font", rows, 1 };

	*font = (struct recipe_learnt){ .at = parse_place(y), .file = "" };
	parse_map(p, y, &keys, font);
}

/* is_learnt() - which kind of font is the map? */
static bool is_learnt(const struct yaml *y)
{
	return yaml_get(y, "learnt") != NULL;
}

/* Room for as many fonts of each kind as are listed. */
struct lists {
	struct recipe_outline *outlines;
	struct recipe_learnt *learnt;
};

static void parse_font(struct parse *p, const struct yaml *y, const struct lists *to,
		       struct recipe_application *app)
{
	if (y->type != YAML_MAP)
		app->fonts[app->n_fonts++] = parse_text(p, y);
	else if (is_learnt(y))
		parse_learnt(p, y, &to->learnt[app->n_learnt++]);
	else
		parse_outline(p, y, &to->outlines[app->n_outlines++]);
}

void font_parse(struct parse *p, const struct yaml *y, struct recipe_application *app)
{
	if (!parse_is(p, y, YAML_LIST, "a list"))
		return;
	const struct lists lists = {
		arena_calloc(p->r->arena, y->n, sizeof *lists.outlines),
		arena_calloc(p->r->arena, y->n, sizeof *lists.learnt),
	};
	app->fonts = arena_calloc(p->r->arena, y->n, sizeof *app->fonts);
	app->outlines = lists.outlines;
	app->learnt = lists.learnt;
	for (size_t i = 0; i < y->n; i++)
		parse_font(p, y->items[i], &lists, app);
}
