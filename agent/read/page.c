/* page.c - what stands on a picture: rows of words, each with its box and how sure it is. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/read/page.h"

#include <stdlib.h>
#include "agent/desk/stop.h"
#include "agent/read/catalogue.h"
#include "agent/read/reach.h"
#include "agent/read/trial.h"
#include "agent/read/words.h"
#include "base/mem.h"
#include "base/str.h"
#include "ocr/glyphs.h"
#include "ocr/layout.h"
#include "ocr/tess.h"

/* FONTS_MAX: of one screen; a window with more than labels, values, headings and a list in bold is
 * rare, and each font more makes more letters look alike. */
enum { FONTS_MAX = 4 };

/* One picture being read. */
struct reader {
	const struct img *img;
	const struct page_options *o;
	struct arena *arena; /* of the page */
	struct font_studio studio;
	struct catalogue catalogue;
	struct phrase *phrases;
	struct rect *areas;           /* one a phrase: what is read for it */
	struct ocr_reading *readings; /* one a phrase */
	bool *open;                   /* one a phrase: not read yet */
	size_t n;
	const struct atlas *atlases[FONTS_MAX]; /* whole alphabets of the fonts found */
	size_t n_fonts;
	struct tess *tess; /* owned; opened when first needed */
};

static void reader_clear(struct reader *r)
{
	tess_free(r->tess);
	catalogue_clear(&r->catalogue);
	font_studio_clear(&r->studio);
}

static bool stopped(struct err *e)
{
	return stop_requested() && !err_set(e, ERR_STOPPED, "stopped by a signal");
}

/* read_phrases() - what is not read yet, or all of it, in @n fonts at @atlases. */
static bool read_phrases(struct reader *r, const struct atlas *const *atlases, size_t n, bool again,
			 struct err *e)
{
	const struct glyphs_fonts fonts = { atlases, n };

	for (size_t i = 0; i < r->n; i++) {
		if (!again && !r->open[i])
			continue;
		if (stopped(e) ||
		    !glyphs_read_any(&fonts, r->img, r->areas[i], r->arena, &r->readings[i], e))
			return false;
		r->open[i] = r->readings[i].certainty == OCR_UNCERTAIN;
	}
	return true;
}

/*
 * find_fonts() - one after the other, each on what those before it left; in the end everything is
 * read in all of them, because what one font explains another may explain otherwise.
 */
static bool find_fonts(struct reader *r, struct err *e)
{
	for (size_t best = 0; r->n_fonts < FONTS_MAX; r->n_fonts++) {
		const struct trial_sample sample = trial_sample(r->img, r->areas, r->open, r->n);
		if (sample.n == 0)
			break;
		if (!trial_best(&r->studio, &r->catalogue, &sample, &best, e))
			return false;
		if (best == r->catalogue.n)
			break;
		struct font *font = &r->catalogue.list[best];
		font->taken = true;
		const struct atlas **atlas = &r->atlases[r->n_fonts];
		if (!font_atlas(&r->studio, font, FONT_WHOLE, atlas, e) ||
		    !read_phrases(r, atlas, 1, false, e))
			return false;
	}
	return r->n_fonts < 2 || read_phrases(r, r->atlases, r->n_fonts, true, e);
}

static bool propose(struct reader *r, size_t i, struct words *words, struct err *e)
{
	const struct tess_options o = { .scale = 0 };
	CLEANUP(mem_freep) char *text = NULL;

	if (stopped(e) || (!r->tess && !tess_open(r->o->language, &r->tess, e)) ||
	    !tess_read_line(r->tess, r->img, r->phrases[i].box, &o, &text, e))
		return false;
	words_add_proposed(words, r->img, r->phrases[i].box, text);
	return true;
}

/* face_of() - the one that has read it. */
static const struct face *face_of(const struct reader *r, const struct ocr_reading *reading)
{
	for (size_t i = 0; i < r->n_fonts; i++)
		if (r->atlases[i]->face->name == reading->face)
			return r->atlases[i]->face;
	return NULL;
}

static bool add_words(struct reader *r, size_t i, struct words *words, struct err *e)
{
	const struct ocr_reading *reading = &r->readings[i];
	const struct face *face = face_of(r, reading);

	if (r->open[i] || !face)
		return propose(r, i, words, e);
	size_t from = words->n;
	if (!words_add_read(words, reading, face, e))
		return false;
	/* One letter of another font, which was not found, may look like this. */
	if (r->catalogue.usual && trial_letters(reading->text) < TRIAL_BELIEVED)
		words_doubt(words, from);
	return true;
}

/* same_row() - as layout_order() has it: the middle lies in the row's first phrase. */
static bool same_row(struct rect first, struct rect box)
{
	int middle = box.y + box.h / 2;

	return middle >= first.y && middle < first.y + first.h;
}

/* make_rows() - phrases are in reading order; those of one height make a row. */
static bool make_rows(struct reader *r, struct page *page, struct err *e)
{
	struct page_row *rows = arena_calloc(r->arena, r->n, sizeof *rows);

	page->rows = rows;
	page->certain = true;
	for (size_t i = 0; i < r->n;) {
		struct rect first = r->phrases[i].box;
		struct words words = { .arena = r->arena };
		struct page_row *row = &rows[page->n];
		for (; i < r->n && same_row(first, r->phrases[i].box); i++)
			if (!add_words(r, i, &words, e))
				return false;
		for (size_t k = 0; k < words.n; k++) {
			row->box = rect_union(row->box, words.list[k].box);
			page->certain = page->certain && words.list[k].certainty == OCR_CERTAIN;
		}
		row->words = words.list;
		row->n = words.n;
		page->n += words.n > 0;
	}
	return true;
}

/* make_catalogue() - fonts that were asked for are opened at once: else a name that is wrong would
 * be an error on some pictures only. */
static bool make_catalogue(struct reader *r, struct err *e)
{
	struct catalogue *c = &r->catalogue;
	const struct atlas *unused;

	if (!r->o->n_fonts)
		return catalogue_usual(&r->studio, r->o->renderings, c, e);
	if (!catalogue_named(&r->studio, r->o->fonts, r->o->n_fonts, r->o->renderings, c, e))
		return false;
	for (size_t i = 0; i < c->n; i++)
		if (!font_atlas(&r->studio, &c->list[i], FONT_USUAL, &unused, e))
			return false;
	return true;
}

bool page_read(const struct img *img, const struct page_options *o, struct arena *a,
	       struct page *ret_page, struct err *e)
{
	CLEANUP(reader_clear)
	struct reader r = {
		.img = img, .o = o, .arena = a, .studio = { .desk = o->desk, .arena = a }
	};
	struct page page = { .width_px = img->width_px, .height_px = img->height_px };

	layout_phrases(img, img_bounds(img), a, &r.phrases, &r.n);
	r.areas = reach_areas(img, r.phrases, &r.n, a);
	r.readings = arena_calloc(a, r.n, sizeof *r.readings);
	r.open = arena_calloc(a, r.n, sizeof *r.open);
	for (size_t i = 0; i < r.n; i++)
		r.open[i] = true;
	if (!make_catalogue(&r, e) || !find_fonts(&r, e) || !make_rows(&r, &page, e))
		return false;
	*ret_page = page;
	return true;
}
