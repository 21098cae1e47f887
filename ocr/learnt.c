/* learnt.c - a font that is known by its letters' pixels only. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/learnt.h"

#include <stdlib.h>
#include <string.h>
#include "base/arena.h"
#include "base/img.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"
#include "ocr/fit.h"

#define WHITE 0xffffffU

/* SIGN_PX: of what is not known; every second pixel is ink. LETTER_BYTES_MAX: as in a file. */
enum { SIGN_PX = 7, LETTER_BYTES_MAX = 64 };

/* A text and how it looks. */
struct entry {
	const char *text;
	size_t len_bytes;
	const struct glyph *glyph;
};

struct learnt {
	struct atlas *atlas;   /* owned */
	struct entry *entries; /* owned, n of them by text */
	size_t n, longest_bytes;
	char *name; /* owned */
	struct face face;
};

static int compare(const char *a, size_t len_a, const char *b, size_t len_b)
{
	int order = memcmp(a, b, len_a < len_b ? len_a : len_b);

	return order ? order : (len_a > len_b) - (len_a < len_b);
}

static int compare_entries(const void *left, const void *right)
{
	const struct entry *a = left, *b = right;

	return compare(a->text, a->len_bytes, b->text, b->len_bytes);
}

/* find() - the letter of exactly these bytes. */
static const struct glyph *find(const struct learnt *f, const char *text, size_t len)
{
	const struct entry wanted = { text, len, NULL };
	const struct entry *one =
		f->n ? bsearch(&wanted, f->entries, f->n, sizeof *f->entries, compare_entries)
		     : NULL;

	return one ? one->glyph : NULL;
}

/* next() - the letter that @text begins with, NULL if it is not known; *text is set behind it. */
static const struct glyph *next(const struct learnt *f, const char **text)
{
	const char *end = *text, *ends[LETTER_BYTES_MAX];
	const struct glyph *glyph;
	size_t n = 0;

	while (*end && n < LETTER_BYTES_MAX && (size_t)(end - *text) < f->longest_bytes) {
		(void)utf8_next(&end);
		ends[n++] = end;
	}
	while (n-- > 0) {
		glyph = find(f, *text, (size_t)(ends[n] - *text));
		if (glyph) {
			*text = ends[n];
			return glyph;
		}
	}
	(void)utf8_next(text);
	return NULL;
}

/* put() - @g with its pen at column @pen. */
static void put(const struct learnt *f, struct img *img, const struct glyph *g, int pen)
{
	const size_t rows = (size_t)f->atlas->rows;

	for (int c = 0; c < g->width_px; c++) {
		for (int row = 0; row < f->atlas->rows; row++) {
			int ix = pen - LEARNT_PEN_PX + g->left_px + c;
			if (!(g->any[c] >> row & 1))
				continue;
			uint32_t *px = &img_row(img, LEARNT_TOP_PX + row)[ix];
			uint32_t tone = g->tone ? g->tone[(size_t)c * rows + (size_t)row] : WHITE;
			*px = WHITE - fit_add(WHITE - *px, tone);
		}
	}
}

/* put_sign() - of a letter that is not known. */
static void put_sign(struct img *img, int pen)
{
	for (int iy = 0; iy < img->height_px; iy++)
		for (int ix = 0; ix < SIGN_PX; ix++)
			if ((ix + iy) % 2 == 0 || iy == 0 || iy == img->height_px - 1)
				img_row(img, iy)[pen + ix] = 0;
}

static int advance_of(const struct glyph *g)
{
	return g ? g->advance_px : SIGN_PX + 1;
}

/* draw() - the face interface. */
static bool draw(void *self, const char *text, struct img **ret_ink, int *ret_advance_px,
		 struct err *e)
{
	struct learnt *f = self;
	int wide = 0, pen = LEARNT_PEN_PX;

	for (const char *rest = text; *rest && wide <= IMG_SIDE_MAX;)
		wide += advance_of(next(f, &rest));
	/* A letter ends at most that far behind its pen. */
	const int width = LEARNT_PEN_PX + wide + 2 * ATLAS_WIDTH_MAX;
	if (width > IMG_SIDE_MAX)
		return err_set(e, ERR_LIMIT, "text of more than %d px cannot be drawn",
			       IMG_SIDE_MAX);
	struct img *img = img_new(width, f->atlas->rows + 2 * LEARNT_TOP_PX);
	img_fill(img, img_bounds(img), WHITE);
	for (const char *rest = text; *rest;) {
		const struct glyph *g = next(f, &rest);
		if (g)
			put(f, img, g, pen);
		else
			put_sign(img, pen);
		pen += advance_of(g);
	}
	*ret_ink = img;
	*ret_advance_px = wide;
	return true;
}

/* alike() - the face interface. */
static bool alike(void *self, const char *letter, const char *other)
{
	const struct learnt *f = self;
	const struct glyph *g = find(f, letter, strlen(letter));

	for (size_t i = 0; g && i < g->n_guessed; i++)
		if (str_eq(g->members[g->n_members - 1 - i], other))
			return true;
	return false;
}

struct learnt *learnt_new(struct atlas *atlas, const char *name)
{
	struct learnt *f = mem_zalloc(sizeof *f);
	size_t room = 0;

	for (size_t i = 0; i < atlas->n_glyphs; i++)
		room += atlas->glyphs[i].n_members;
	f->atlas = atlas;
	f->name = mem_strdup(name);
	f->entries = mem_calloc(room + 1, sizeof *f->entries);
	for (size_t i = 0; i < atlas->n_glyphs; i++) {
		const struct glyph *g = &atlas->glyphs[i];
		for (size_t k = 0; k < g->n_members - g->n_guessed; k++) {
			const size_t len = strlen(g->members[k]);
			f->entries[f->n++] = (struct entry){ g->members[k], len, g };
			f->longest_bytes = len > f->longest_bytes ? len : f->longest_bytes;
		}
	}
	if (f->n > 0)
		qsort(f->entries, f->n, sizeof *f->entries, compare_entries);
	f->face = (struct face){ .name = f->name, .self = f, .draw = draw, .alike = alike };
	atlas->face = &f->face;
	atlas->top_px = LEARNT_TOP_PX;
	return f;
}

void learnt_free(struct learnt *f)
{
	if (!f)
		return;
	atlas_free(f->atlas);
	free(f->entries);
	free(f->name);
	free(f);
}

const struct atlas *learnt_atlas(const struct learnt *f)
{
	return f->atlas;
}

const struct face *learnt_face(const struct learnt *f)
{
	return &f->face;
}
