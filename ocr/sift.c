/* sift.c - which letters of an atlas cannot stand at a place. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/sift.h"

#include <stdlib.h>
#include <string.h>
#include "base/mem.h"
#include "ocr/atlas.h"
#include "ocr/ceiling.h"
#include "ocr/fit.h"

/* Plain C that compilers turn into vector code, as in ocr/scan.c. */
#if defined(__x86_64__) && defined(__gnu_linux__) && !defined(__clang__)
#define VECTORS __attribute__((target_clones("avx2", "default"), optimize("O3")))
#else
#define VECTORS
#endif

/* BLOCK: letters that are looked at without asking in between. */
enum { BLOCK = 64 };

/* A letter in progress. */
struct sifted {
	uint32_t glyph;
	int column, second_column;
	uint64_t strong, faint, second;
};

/* green_at() - how much ink a letter has at a row of its column @c. */
static uint32_t green_at(const struct atlas *at, const struct glyph *g, int c, int row)
{
	return g->tone ? g->tone[c * at->rows + row] >> 8 & 255
		       : (uint32_t)(g->full[c] >> row & 1) * 255;
}

/* rows_of() - the rows of column @c with at least @least ink. */
static uint64_t rows_of(const struct atlas *at, const struct glyph *g, int c, uint32_t least)
{
	uint64_t rows = 0;

	for (int row = 0; row < at->rows; row++)
		rows |= (uint64_t)(green_at(at, g, c, row) >= least) << row;
	return rows;
}

/* take() - column @c of @g, if it tells more than those before it. */
static void take(const struct atlas *at, const struct glyph *g, int c, struct sifted *s)
{
	uint64_t strong = rows_of(at, g, c, CEILING_STRONG),
		 faint = rows_of(at, g, c, CEILING_FAINT);
	int weight = 2 * __builtin_popcountll(strong) + __builtin_popcountll(faint);
	int most = 2 * __builtin_popcountll(s->strong) + __builtin_popcountll(s->faint);

	if (weight > most) {
		s->second = s->strong;
		s->second_column = s->column;
		s->strong = strong;
		s->faint = faint;
		s->column = g->left_px + c;
	} else if (__builtin_popcountll(strong) > __builtin_popcountll(s->second)) {
		s->second = strong;
		s->second_column = g->left_px + c;
	}
}

static int by_column(const void *left, const void *right)
{
	const struct sifted *a = left, *b = right;

	if (a->column != b->column)
		return a->column < b->column ? -1 : 1;
	return a->glyph < b->glyph ? -1 : a->glyph > b->glyph;
}

/* keep() - the sorted letters as arrays. */
static const struct sift *keep(const struct sifted *list, size_t n, struct arena *a)
{
	struct sift *s = arena_calloc(a, 1, sizeof *s);
	struct sift_group *groups = arena_calloc(a, n, sizeof *groups);
	uint64_t *rows = arena_calloc(a, 3 * n, sizeof *rows);
	uint32_t *glyphs = arena_calloc(a, n, sizeof *glyphs);
	int16_t *columns = arena_calloc(a, n, sizeof *columns);

	for (size_t i = 0; i < n; i++) {
		rows[i] = list[i].strong;
		rows[n + i] = list[i].faint;
		rows[2 * n + i] = list[i].second;
		glyphs[i] = list[i].glyph;
		columns[i] = (int16_t)list[i].second_column;
		if (i == 0 || list[i].column != list[i - 1].column)
			groups[s->n_groups++] = (struct sift_group){ list[i].column, i, i };
		groups[s->n_groups - 1].to = i + 1;
	}
	s->groups = groups;
	s->strong = rows;
	s->faint = rows + n;
	s->second = rows + 2 * n;
	s->glyphs = glyphs;
	s->second_column = columns;
	return s;
}

const struct sift *sift_new(const struct atlas *at, struct arena *a)
{
	CLEANUP(mem_freep) struct sifted *list = mem_calloc(at->n_glyphs + 1, sizeof *list);

	for (size_t i = 0; i < at->n_glyphs; i++) {
		const struct glyph *g = &at->glyphs[i];
		list[i].glyph = (uint32_t)i;
		list[i].column = list[i].second_column = g->left_px;
		for (int c = 0; c < g->width_px; c++)
			take(at, g, c, &list[i]);
	}
	qsort(list, at->n_glyphs, sizeof *list, by_column);
	return keep(list, at->n_glyphs, a);
}

/* bears() - all pixels of @g. */
static bool bears(const struct ground *ground, const struct glyph *g, int pen_px)
{
	const struct stroke s = { g, pen_px };
	static const struct canvas nothing = { .from = 0 };
	int left = pen_px + g->left_px;

	if (g->width_px && (left < 0 || left + g->width_px > ground->width_px))
		return false;
	if (!ground->ceiling || !g->tone)
		return fit_letter(&nothing, ground, &s, 0);
	if (!ceiling_bears(ground->ceiling->most + left * ground->rows, g->tone,
			   (size_t)(g->width_px * ground->rows)))
		return false;
	return !ground->over || fit_letter(&nothing, ground, &s, 0);
}

/* weak_at() - the rows of column @x that bear no strong ink. */
static uint64_t weak_at(const struct ground *ground, int x)
{
	return ground->ceiling ? ground->ceiling->weak[x] : ~(ground->full[x] | ground->veil[x]);
}

/* note_hits() - the places of those set, from @first on; eight that are not are passed at once. */
static inline size_t note_hits(const uint8_t hit[BLOCK], size_t first, uint32_t *places,
			       size_t found)
{
	for (size_t k = 0; k < BLOCK; k += sizeof(uint64_t)) {
		uint64_t eight;
		memcpy(&eight, hit + k, sizeof eight);
		for (size_t i = k; eight && i < k + sizeof eight; i++)
			if (hit[i])
				places[found++] = (uint32_t)(first + i);
	}
	return found;
}

/* pass() - which of @n letters have nothing on those rows; their places. */
VECTORS static size_t pass(const uint64_t *strong, const uint64_t *faint, size_t n,
			   const uint64_t rows[2], uint32_t *ret_places)
{
	const uint64_t weak = rows[0], bare = rows[1];
	uint8_t hit[BLOCK];
	size_t found = 0;

	memset(hit, 0, sizeof hit);

	for (size_t from = 0; from < n; from += BLOCK) {
		const size_t few = n - from < BLOCK ? n - from : BLOCK;
		if (few < BLOCK)
			memset(hit, 0, sizeof hit);
		for (size_t k = 0; k < few; k++)
			hit[k] = ((strong[from + k] & weak) | (faint[from + k] & bare)) == 0;
		found = note_hits(hit, from, ret_places, found);
	}
	return found;
}

static int by_number(const void *left, const void *right)
{
	uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;

	return a < b ? -1 : a > b;
}

/* second_bears() - the column that tells second most of the letter at place @i. */
static bool second_bears(const struct sift *s, const struct ground *ground, int pen_px, size_t i)
{
	const int x = pen_px + s->second_column[i];

	return !s->second[i] ||
	       (x >= 0 && x < ground->width_px && !(s->second[i] & weak_at(ground, x)));
}

size_t sift_letters(const struct atlas *at, const struct ground *ground, int pen_px,
		    uint32_t *ret_fits)
{
	const struct sift *s = at->sift;
	size_t n = 0;

	for (const struct sift_group *g = s->groups; g < s->groups + s->n_groups; g++) {
		const int x = pen_px + g->column;
		const bool inside = x >= 0 && x < ground->width_px;
		/* A column outside bears nothing: only letters without ink there pass. */
		const uint64_t rows[2] = { inside ? weak_at(ground, x) : UINT64_MAX,
					   inside ? ground->ceiling ? ground->ceiling->bare[x] : 0
						  : UINT64_MAX };
		const size_t from = n, passed = pass(s->strong + g->from, s->faint + g->from,
						     g->to - g->from, rows, ret_fits + n);
		for (size_t k = 0; k < passed; k++) {
			const size_t i = g->from + ret_fits[from + k];
			if (second_bears(s, ground, pen_px, i) &&
			    bears(ground, &at->glyphs[s->glyphs[i]], pen_px))
				ret_fits[n++] = s->glyphs[i];
		}
	}
	qsort(ret_fits, n, sizeof *ret_fits, by_number);
	return n;
}
