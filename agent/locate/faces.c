/* faces.c - the recipe's fonts as faces of ocr/. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/locate/faces.h"

#include <stdlib.h>
#include <string.h>
#include "agent/desk/corefont.h"
#include "agent/desk/fontfile.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"
#include "ocr/atlasfile.h"
#include "ocr/freetype.h"
#include "ocr/repertoire.h"

/* DRAWN_MAX: some masks of about 30 labels in three fonts; the oldest goes first. LATIN1_MAX: code
 * points below it are looked up in a table. */
enum { DRAWN_MAX = 512, LATIN1_MAX = 256 };

struct drawn {
	char *text;      /* owned; NULL: free place */
	struct img *ink; /* owned */
	int advance_px;
};

struct core {
	struct corefont *font; /* owned */
	struct drawn drawn[DRAWN_MAX];
	size_t next;
};

struct faces {
	struct core *cores; /* owned; faces[i].self points here */
	size_t n_cores;
	struct freetype **outlines; /* owned; their faces follow those of the cores */
	size_t n_outlines;
	struct learnt **learnt; /* owned; theirs follow */
	size_t n_learnt;
	struct face *faces; /* owned, n of them */
	size_t n;
	struct face *once; /* owned; the same, but nothing is kept of what they draw */
	/* Of @once, those of learnt fonts are theirs, the others owned; NULL: not built yet. */
	const struct atlas **atlases;
	struct glyphs_fonts fonts;
	bool in_all[LATIN1_MAX]; /* letters that every atlas has a picture of */
};

/* draw() - the face interface over one core font; pictures of short texts are kept. */
static bool draw(void *self, const char *text, struct img **ret_ink, int *ret_advance_px,
		 struct err *e)
{
	struct core *core = self;

	for (size_t i = 0; i < DRAWN_MAX && core->drawn[i].text; i++) {
		if (!str_eq(core->drawn[i].text, text))
			continue;
		*ret_ink = img_ref(core->drawn[i].ink);
		*ret_advance_px = core->drawn[i].advance_px;
		return true;
	}
	if (!corefont_draw(core->font, text, ret_ink, ret_advance_px, e))
		return false;
	struct drawn *place = &core->drawn[core->next++ % DRAWN_MAX];
	free(place->text);
	img_unref(place->ink);
	place->text = mem_strdup(text);
	place->ink = img_ref(*ret_ink);
	place->advance_px = *ret_advance_px;
	return true;
}

/* draw_once() - the letters of an atlas and lines to be certified come but once. */
static bool draw_once(void *self, const char *text, struct img **ret_ink, int *ret_advance_px,
		      struct err *e)
{
	struct core *core = self;

	return corefont_draw(core->font, text, ret_ink, ret_advance_px, e);
}

static bool open_cores(struct faces *f, struct desk *desk, const struct recipe_application *app,
		       struct err *e)
{
	for (; f->n_cores < app->n_fonts; f->n_cores++) {
		struct core *core = &f->cores[f->n_cores];
		const char *name = app->fonts[f->n_cores];
		if (!corefont_open(desk, name, &core->font, e))
			return false;
		struct face *face = &f->faces[f->n];
		*face = (struct face){ .name = name, .self = core, .draw = draw };
		corefont_rows(core->font, &face->shown_from_px, &face->shown_to_px);
		f->once[f->n] = f->faces[f->n];
		f->once[f->n++].draw = draw_once;
	}
	return true;
}

/* open_outline() - the font's file in the sizes and colours that the recipe says. */
static bool open_outline(struct desk *desk, const struct recipe_outline *font,
			 struct freetype **ret_font, struct err *e)
{
	static const enum freetype_hinting hinting[] = {
		[OUTLINE_SLIGHT] = FREETYPE_SLIGHT,
		[OUTLINE_FULL] = FREETYPE_FULL,
		[OUTLINE_UNHINTED] = FREETYPE_UNHINTED,
		[OUTLINE_STRONG] = FREETYPE_STRONG,
	};
	static const enum freetype_program programs[] = { [OUTLINE_XFT] = FREETYPE_XFT,
							  [OUTLINE_QT] = FREETYPE_QT,
							  [OUTLINE_WINE] = FREETYPE_WINE,
							  [OUTLINE_WINE_EDIT] =
								  FREETYPE_WINE_EDIT };
	CLEANUP(arena_freep) struct arena *a = arena_new();
	struct freetype_options o = {
		.size_64ths = font->size_64ths,
		.em_1024ths = font->em_1024ths,
		.cell_px = font->cell_px,
		.hinting = hinting[font->hinting],
		.look = !font->antialias ? FREETYPE_MONO
			: font->rgb      ? FREETYPE_RGB
					 : FREETYPE_GRAY,
		.shaped = font->kerning,
		.program = programs[font->program],
	};

	return fontfile_find(desk, font->family, font->bold ? FONT_BOLD_WEIGHT : FONT_USUAL_WEIGHT,
			     a, &o.file, e) &&
	       freetype_open(&o, ret_font, e);
}

static bool open_outlines(struct faces *f, struct desk *desk, const struct recipe_application *app,
			  struct err *e)
{
	for (; f->n_outlines < app->n_outlines; f->n_outlines++) {
		struct freetype **font = &f->outlines[f->n_outlines];
		if (!open_outline(desk, &app->outlines[f->n_outlines], font, e))
			return false;
		f->faces[f->n] = *freetype_face(*font);
		f->once[f->n] = f->faces[f->n];
		f->n++;
	}
	return true;
}

/* open_learnt() - what was read from a file is complete: its atlas needs not be built. */
static bool open_learnt(struct faces *f, const struct recipe_application *app, struct err *e)
{
	for (; f->n_learnt < app->n_learnt; f->n_learnt++) {
		struct learnt **font = &f->learnt[f->n_learnt];
		if (!atlasfile_read(app->learnt[f->n_learnt].file, font, e))
			return false;
		f->faces[f->n] = f->once[f->n] = *learnt_face(*font);
		f->n++;
	}
	return true;
}

bool faces_open(struct desk *desk, const struct recipe_application *app, struct faces **ret_faces,
		struct err *e)
{
	CLEANUP(faces_freep) struct faces *f = mem_zalloc(sizeof *f);
	const size_t most = app->n_fonts + app->n_outlines + app->n_learnt;

	f->cores = mem_calloc(app->n_fonts, sizeof *f->cores);
	f->outlines = mem_calloc(app->n_outlines, sizeof(struct freetype *));
	f->learnt = mem_calloc(app->n_learnt, sizeof(struct learnt *));
	f->faces = mem_calloc(most, sizeof *f->faces);
	f->once = mem_calloc(most, sizeof *f->once);
	if (!open_cores(f, desk, app, e) || !open_outlines(f, desk, app, e) ||
	    !open_learnt(f, app, e))
		return err_wrap(e, "application.fonts");
	*ret_faces = TAKE(f);
	return true;
}

/* n_built() - atlases that are built; those of the learnt fonts come behind them. */
static size_t n_built(const struct faces *f)
{
	return f->n - f->n_learnt;
}

static void drop_atlases(struct faces *f)
{
	for (size_t i = 0; f->atlases && i < n_built(f); i++)
		atlas_free((struct atlas *)f->atlases[i]);
	free(f->atlases);
	f->atlases = NULL;
}

void faces_free(struct faces *f)
{
	if (!f)
		return;
	drop_atlases(f);
	free(f->once);
	for (size_t i = 0; i < f->n_learnt; i++)
		learnt_free(f->learnt[i]);
	free(f->learnt);
	for (size_t i = 0; i < f->n_outlines; i++)
		freetype_free(f->outlines[i]);
	free(f->outlines);
	for (size_t i = 0; i < f->n_cores; i++) {
		corefont_free(f->cores[i].font);
		for (size_t k = 0; k < DRAWN_MAX; k++) {
			free(f->cores[i].drawn[k].text);
			img_unref(f->cores[i].drawn[k].ink);
		}
	}
	free(f->cores);
	free(f->faces);
	free(f);
}

const struct face *faces_list(const struct faces *f, size_t *ret_n)
{
	*ret_n = f->n;
	return f->faces;
}

/* note_latin1() - which letters below LATIN1_MAX are in every atlas. */
static void note_latin1(struct faces *f)
{
	for (uint32_t cp = ' '; cp < LATIN1_MAX; cp++) {
		char bytes[5];
		(void)utf8_encode(cp, bytes);
		f->in_all[cp] = true;
		for (size_t i = 0; i < f->n; i++)
			f->in_all[cp] = f->in_all[cp] && atlas_find(f->atlases[i], bytes);
	}
}

/* build() - all atlases; @ret_small is false if some font is too large for one. */
static bool build(struct faces *f, bool *ret_small, struct err *e)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	const struct repertoire all = repertoire_read(a), cells = repertoire_cells(a);

	*ret_small = true;
	f->atlases = mem_calloc(f->n + 1, sizeof(struct atlas *));
	for (size_t i = 0; i < f->n_learnt; i++)
		f->atlases[n_built(f) + i] = learnt_atlas(f->learnt[i]);
	for (size_t i = 0; i < n_built(f) && *ret_small; i++) {
		struct atlas *built = NULL;
		struct err why = { 0 };
		if (atlas_build(&f->once[i], i < f->n_cores ? &cells : &all, &built, &why)) {
			f->atlases[i] = built;
			continue;
		}
		*ret_small = false;
		if (why.code != ERR_LIMIT)
			return err_set(e, why.code, "%s", why.msg);
	}
	return true;
}

bool faces_fonts(struct faces *f, const struct glyphs_fonts **ret_fonts, struct err *e)
{
	bool small = true;

	if (!f->atlases) {
		if (!build(f, &small, e)) {
			drop_atlases(f);
			return false;
		}
		if (small) {
			note_latin1(f);
			f->fonts = (struct glyphs_fonts){ f->atlases, f->n };
		}
	}
	*ret_fonts = &f->fonts;
	return true;
}

bool faces_read_all(const struct faces *f, const char *text)
{
	uint32_t cp = ' ', last;

	if (*text == ' ')
		return false;
	do {
		last = cp;
		cp = utf8_next(&text);
		if (cp >= LATIN1_MAX || (cp && !f->in_all[cp]))
			return false;
	} while (cp);
	return last != ' ';
}

bool faces_cell(const struct faces *f, size_t i, struct corefont_cell *ret_cell)
{
	return i < f->n_cores && corefont_cell(f->cores[i].font, ret_cell);
}

bool faces_core_has(const struct faces *f, size_t i, uint32_t cp)
{
	return corefont_has(f->cores[i].font, cp);
}
