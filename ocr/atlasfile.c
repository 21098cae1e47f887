/* atlasfile.c - a learnt font as a file. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ocr/atlasfile.h"

#include <stdlib.h>
#include <string.h>
#include "base/arena.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"
#include "ocr/extent.h"

/* HEAD_BYTES: magic, version, length, checksum; see docs/atlas-format.md. */
enum { MAGIC_BYTES = 8, HEAD_BYTES = MAGIC_BYTES + 4 + 4 + HASH_BYTES };

#define MAGIC "AMTATLAS"

/* How the pixels of one glyph are kept. */
enum kind { KIND_FULL, KIND_GRAY, KIND_COLOUR, KINDS };

/* ---- writing */

/* put() - @n bytes of @value, the lowest first. */
static void put(struct buf *to, uint64_t value, size_t n)
{
	for (size_t i = 0; i < n; i++)
		buf_addc(to, (char)(value >> (8 * i) & 255));
}

static uint32_t tone_at(const struct glyph *g, size_t i)
{
	return g->tone ? g->tone[i] : 0;
}

static enum kind kind_of(const struct glyph *g, int rows)
{
	if (!g->tone)
		return KIND_FULL;
	for (size_t i = 0; i < (size_t)g->width_px * (size_t)rows; i++)
		if (tone_at(g, i) != (tone_at(g, i) & 255) * UINT32_C(0x010101))
			return KIND_COLOUR;
	return KIND_GRAY;
}

static void put_pixels(struct buf *to, const struct glyph *g, int rows)
{
	const enum kind kind = kind_of(g, rows);

	for (int c = 0; kind == KIND_FULL && c < g->width_px; c++)
		put(to, g->full[c], ((size_t)rows + 7) / 8);
	for (size_t i = 0; kind != KIND_FULL && i < (size_t)g->width_px * (size_t)rows; i++)
		put(to, g->tone[i], kind == KIND_GRAY ? 1 : 3);
}

static void put_glyph(struct buf *to, const struct glyph *g, int rows)
{
	put(to, (uint64_t)(g->left_px), 2);
	put(to, (uint64_t)g->width_px, 2);
	put(to, (uint64_t)g->advance_px, 2);
	put(to, (uint64_t)kind_of(g, rows), 1);
	put(to, g->n_members - g->n_guessed, 2);
	put(to, g->n_guessed, 2);
	for (size_t i = 0; i < g->n_members; i++) {
		put(to, strlen(g->members[i]), 1);
		buf_adds(to, g->members[i]);
	}
	put_pixels(to, g, rows);
}

static void put_body(struct buf *to, const struct atlas *at)
{
	put(to, (uint64_t)at->rows, 1);
	put(to, at->n_glyphs, 2);
	for (size_t i = 0; i < at->n_glyphs; i++)
		put_glyph(to, &at->glyphs[i], at->rows);
}

bool atlasfile_encode(const struct atlas *at, struct buf *to, struct err *e)
{
	CLEANUP(buf_clear) struct buf body = { 0 };
	uint8_t digest[HASH_BYTES];

	buf_init(&body, ATLASFILE_BYTES_MAX - HEAD_BYTES);
	put_body(&body, at);
	if (!buf_check(&body, "the font", e))
		return false;
	hash_of(body.data, body.len_bytes, digest);
	buf_add(to, MAGIC, MAGIC_BYTES);
	put(to, ATLASFILE_VERSION, 4);
	put(to, body.len_bytes, 4);
	buf_add(to, digest, sizeof digest);
	buf_add(to, body.data, body.len_bytes);
	return buf_check(to, "the font", e);
}

bool atlasfile_write(const char *path, const struct atlas *at, struct err *e)
{
	CLEANUP(buf_clear) struct buf bytes = { 0 };

	buf_init(&bytes, ATLASFILE_BYTES_MAX);
	return atlasfile_encode(at, &bytes, e) &&
	       file_write_private(path, bytes.data, bytes.len_bytes, e);
}

/* ---- reading */

/* The bytes that are left, and the first thing that is wrong. */
struct reader {
	const uint8_t *at, *end;
	struct arena *arena;
	struct atlas *atlas;
	size_t n_members; /* so far */
	struct err *e;
};

static bool damaged(struct reader *r, const char *what)
{
	return err_set(r->e, ERR_SYNTAX, "%s", what);
}

/* get() - the next @n bytes, the lowest first; false if there are less. */
static bool get(struct reader *r, size_t n, uint64_t *ret)
{
	uint64_t value = 0;

	if ((size_t)(r->end - r->at) < n)
		return damaged(r, "it ends too early");
	for (size_t i = 0; i < n; i++)
		value |= (uint64_t)r->at[i] << (8 * i);
	r->at += n;
	*ret = value;
	return true;
}

/* get_number() - of @n bytes, from @least to @most. */
static bool get_number(struct reader *r, size_t n, uint64_t least, uint64_t most, int *ret)
{
	uint64_t value = 0;

	if (!get(r, n, &value))
		return false;
	if (value < least || value > most)
		return damaged(r, "a number is out of its range");
	*ret = (int)value;
	return true;
}

/* get_text() - one member. */
static bool get_text(struct reader *r, const char **ret_text)
{
	int len = 0;

	if (!get_number(r, 1, 1, ATLASFILE_TEXT_BYTES_MAX, &len))
		return false;
	if (r->end - r->at < len)
		return damaged(r, "it ends too early");
	const char *text = arena_strndup(r->arena, (const char *)r->at, (size_t)len);
	r->at += len;
	if (strlen(text) != (size_t)len || !utf8_valid(text, (size_t)len) ||
	    utf8_forbidden(text) != 0)
		return damaged(r, "a letter is not valid UTF-8");
	*ret_text = text;
	return true;
}

static bool get_members(struct reader *r, struct glyph *g)
{
	int n_drawn = 0, n_guessed = 0;

	if (!get_number(r, 2, 1, ATLAS_LETTERS_MAX, &n_drawn) ||
	    !get_number(r, 2, 0, ATLAS_LETTERS_MAX, &n_guessed))
		return false;
	g->n_guessed = (size_t)n_guessed;
	g->n_members = (size_t)(n_drawn + n_guessed);
	r->n_members += g->n_members;
	/* Each takes two bytes at least. */
	if (r->n_members > 2 * ATLAS_LETTERS_MAX || (size_t)(r->end - r->at) < 2 * g->n_members)
		return damaged(r, "it has more letters than bytes");
	const char **members = arena_calloc(r->arena, g->n_members, sizeof *members);
	for (size_t i = 0; i < g->n_members; i++)
		if (!get_text(r, &members[i]))
			return false;
	g->members = members;
	return true;
}

/* get_full() - columns of bits. */
static bool get_full(struct reader *r, struct glyph *g)
{
	const int rows = r->atlas->rows;
	const size_t bytes = ((size_t)rows + 7) / 8;

	if ((size_t)(r->end - r->at) < bytes * (size_t)g->width_px)
		return damaged(r, "it ends too early");
	uint64_t *columns = arena_calloc(r->arena, (size_t)g->width_px, sizeof *columns);
	for (int c = 0; c < g->width_px; c++) {
		if (!get(r, bytes, &columns[c]))
			return false;
		if (rows < 64 && columns[c] >> rows)
			return damaged(r, "a letter has ink below its last row");
	}
	g->any = g->full = columns;
	return true;
}

/* get_tones() - @bytes of each pixel. */
static bool get_tones(struct reader *r, struct glyph *g, size_t bytes)
{
	const size_t rows = (size_t)r->atlas->rows, n = (size_t)g->width_px * rows;
	uint64_t value = 0;

	if ((size_t)(r->end - r->at) < bytes * n)
		return damaged(r, "it ends too early");
	uint32_t *tone = arena_calloc(r->arena, n, sizeof *tone);
	uint64_t *any = arena_calloc(r->arena, (size_t)g->width_px, sizeof *any);
	uint64_t *full = arena_calloc(r->arena, (size_t)g->width_px, sizeof *full);
	for (size_t i = 0; i < n; i++) {
		if (!get(r, bytes, &value))
			return false;
		tone[i] = (uint32_t)value * (bytes == 1 ? UINT32_C(0x010101) : 1);
		any[i / rows] |= (uint64_t)(tone[i] != 0) << i % rows;
		full[i / rows] |= (uint64_t)(tone[i] == 0xffffff) << i % rows;
	}
	g->tone = tone;
	g->any = any;
	g->full = full;
	return true;
}

static bool get_glyph(struct reader *r, struct glyph *g)
{
	int kind = 0;

	if (!get_number(r, 2, 0, 2 * LEARNT_PEN_PX, &g->left_px) ||
	    !get_number(r, 2, 0, ATLAS_WIDTH_MAX, &g->width_px) ||
	    !get_number(r, 2, 1, ATLAS_WIDTH_MAX, &g->advance_px) ||
	    !get_number(r, 1, 0, KINDS - 1, &kind) || !get_members(r, g))
		return false;
	g->advance = g->advance_px;
	if (kind == KIND_FULL ? !get_full(r, g) : !get_tones(r, g, kind == KIND_GRAY ? 1 : 3))
		return false;
	if (g->width_px == 0)
		return (g->n_members == 1 && str_eq(g->members[0], " ") && g->left_px == 0) ||
		       damaged(r, "a letter other than the blank has no ink");
	return (g->any[0] && g->any[g->width_px - 1]) ||
	       damaged(r, "a letter begins or ends with an empty column");
}

static int ink_px(const struct glyph *g)
{
	int n = 0;

	for (int c = 0; c < g->width_px; c++)
		n += __builtin_popcountll(g->any[c]);
	return n;
}

/* is_sorted() - by ink and then by name, as ocr/atlas.c sorts them; the lattice relies on it. */
static bool is_sorted(const struct atlas *at)
{
	for (size_t i = 1; i < at->n_glyphs; i++) {
		const struct glyph *a = &at->glyphs[i - 1], *b = &at->glyphs[i];
		int less = ink_px(a) - ink_px(b);
		if (less < 0 || (less == 0 && strcmp(a->members[0], b->members[0]) >= 0))
			return false;
	}
	return true;
}

static int compare_texts(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* has_doubles() - is a letter that the font draws there twice? */
static bool has_doubles(const struct atlas *at, size_t n_members)
{
	CLEANUP(mem_freep) const char **texts = mem_calloc(n_members + 1, sizeof *texts);
	bool twice = false;
	size_t n = 0;

	for (size_t i = 0; i < at->n_glyphs; i++)
		for (size_t k = 0; k < at->glyphs[i].n_members - at->glyphs[i].n_guessed; k++)
			texts[n++] = at->glyphs[i].members[k];
	if (n > 0)
		qsort(texts, n, sizeof *texts, compare_texts);
	for (size_t i = 1; i < n && !twice; i++)
		twice = str_eq(texts[i - 1], texts[i]);
	return twice;
}

static bool get_body(struct reader *r)
{
	int n_glyphs = 0;

	if (!get_number(r, 1, 1, ATLAS_ROWS_MAX, &r->atlas->rows) ||
	    !get_number(r, 2, 1, ATLAS_LETTERS_MAX, &n_glyphs))
		return false;
	/* Each takes a dozen bytes at least. */
	if ((r->end - r->at) / 12 < n_glyphs)
		return damaged(r, "it has more letters than bytes");
	struct glyph *glyphs = arena_calloc(r->arena, (size_t)n_glyphs, sizeof *glyphs);
	r->atlas->glyphs = glyphs;
	for (; r->atlas->n_glyphs < (size_t)n_glyphs; r->atlas->n_glyphs++)
		if (!get_glyph(r, &glyphs[r->atlas->n_glyphs]))
			return false;
	if (r->at != r->end)
		return damaged(r, "something stands behind its last letter");
	if (has_doubles(r->atlas, r->n_members))
		return damaged(r, "a letter is there twice");
	if (!is_sorted(r->atlas))
		return damaged(r, "its letters are not sorted");
	extent_measure(r->atlas);
	return r->atlas->right_max_px - r->atlas->left_min_px <= ATLAS_SPAN_MAX ||
	       damaged(r, "its letters reach too far");
}

/* is_canonical() - are these the bytes that the font would be written as? */
static bool is_canonical(const struct atlas *at, const uint8_t *bytes, size_t size, struct err *e)
{
	CLEANUP(buf_clear) struct buf again = { 0 };

	buf_init(&again, ATLASFILE_BYTES_MAX);
	if (!atlasfile_encode(at, &again, e))
		return false;
	return (again.len_bytes == size && memcmp(again.data, bytes, size) == 0) ||
	       err_set(e, ERR_SYNTAX, "it is not written as atlases are");
}

/* open_head() - @r is set to the body. */
static bool open_head(struct reader *r)
{
	uint8_t digest[HASH_BYTES];
	uint64_t version = 0, length = 0;

	if (r->end - r->at < HEAD_BYTES || memcmp(r->at, MAGIC, MAGIC_BYTES) != 0)
		return damaged(r, "it is no atlas");
	r->at += MAGIC_BYTES;
	if (!get(r, 4, &version) || !get(r, 4, &length))
		return false;
	if (version != ATLASFILE_VERSION)
		return err_set(r->e, ERR_UNSUPPORTED,
			       "an atlas of another version (%u, this program reads %d): learn the"
			       " font again",
			       (unsigned)version, ATLASFILE_VERSION);
	const uint8_t *sum = r->at;
	r->at += HASH_BYTES;
	if ((uint64_t)(r->end - r->at) != length)
		return damaged(r, "it has not the length it says");
	hash_of(r->at, (size_t)length, digest);
	return memcmp(sum, digest, sizeof digest) == 0 ||
	       damaged(r, "it is damaged: the checksum differs");
}

static bool decode(const uint8_t *bytes, size_t size, const char *name, struct learnt **ret_font,
		   struct err *e)
{
	CLEANUP(atlas_freep) struct atlas *at = mem_zalloc(sizeof *at);

	at->arena = arena_new();
	struct reader r = {
		.at = bytes, .end = bytes + size, .arena = at->arena, .atlas = at, .e = e
	};
	if (size > ATLASFILE_BYTES_MAX)
		return err_set(e, ERR_LIMIT, "it is larger than %d bytes", ATLASFILE_BYTES_MAX);
	if (!open_head(&r) || !get_body(&r) || !is_canonical(at, bytes, size, e))
		return false;
	*ret_font = learnt_new(TAKE(at), name);
	return true;
}

bool atlasfile_decode(const uint8_t *bytes, size_t size, const char *name, struct learnt **ret_font,
		      struct err *e)
{
	return decode(bytes, size, name, ret_font, e) || err_wrap(e, "atlas '%s'", name);
}

bool atlasfile_read(const char *path, struct learnt **ret_font, struct err *e)
{
	CLEANUP(mem_freep) char *data = NULL;
	size_t size;

	return file_read(path, ATLASFILE_BYTES_MAX, &data, &size, e) &&
	       atlasfile_decode((const uint8_t *)data, size, path, ret_font, e);
}
