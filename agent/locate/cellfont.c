/* cellfont.c - fonts whose characters are all equally wide, as cells of a screen. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/locate/cellfont.h"

#include <stdlib.h>
#include <string.h>
#include "agent/desk/corefont.h"
#include "base/arena.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"

enum { BLACK = 0x000000 };

/*
 * What terminals draw frames with: box drawing and block elements, and of DEC's special graphics
 * the four scan lines and the diamond.
 */
static const struct {
	uint32_t first, last;
} lines[] = { { 0x2500, 0x259f }, { 0x23ba, 0x23bd }, { 0x25c6, 0x25c6 } };

/* A font on its way: one list for all faces of one cell. */
struct making {
	struct arena *a;
	struct cellfont *font;
	size_t room;
	bool sticks_out; /* some letter is drawn beyond the sides of the cell */
};

/* One letter on its way into the table. */
struct letter {
	const char *text;
	bool line, spills;
	uint32_t rows[CELL_HEIGHT_MAX];
};

static size_t rows_hash(const uint32_t *rows, int n)
{
	uint64_t h = 0xcbf29ce484222325;

	for (int i = 0; i < n; i++)
		h = (h ^ rows[i]) * 0x100000001b3;
	return (size_t)(h ^ h >> 32);
}

static bool rows_equal(const uint32_t *a, const uint32_t *b, int n)
{
	return memcmp(a, b, (size_t)n * sizeof *a) == 0;
}

/* full_row() - a row of a cell that is all ink. */
static uint32_t full_row(const struct cellfont *f)
{
	return f->width_px == 32 ? UINT32_MAX : (1U << f->width_px) - 1;
}

/* middle_columns() - the columns of a cell that a frame may run down in. */
static uint32_t middle_columns(const struct cellfont *f)
{
	int first = f->width_px / 3, last = 2 * f->width_px / 3;

	return full_row(f) >> first << first & full_row(f) >> (f->width_px - 1 - last);
}

static struct cellglyph *find_glyph(const struct cellfont *f, const uint32_t *rows)
{
	for (size_t i = 0; i < f->n_glyphs; i++)
		if (rows_equal(f->glyphs[i].rows, rows, f->height_px))
			return &f->glyphs[i];
	return NULL;
}

static void add_variant(struct arena *a, struct cellglyph *g, const char *text)
{
	for (size_t i = 0; i < g->n_variants; i++)
		if (str_eq(g->variants[i], text))
			return;
	const char **more = arena_calloc(a, g->n_variants + 1, sizeof *more);
	if (g->n_variants)
		memcpy(more, g->variants, g->n_variants * sizeof *more);
	more[g->n_variants++] = arena_strdup(a, text);
	g->variants = more;
}

static void add_look(struct making *m, const struct letter *one)
{
	struct cellfont *f = m->font;
	struct cellglyph *g = find_glyph(f, one->rows);

	if (!g) {
		if (f->n_glyphs == m->room) {
			m->room = 2 * m->room + 256;
			struct cellglyph *more = arena_calloc(m->a, m->room, sizeof *more);
			if (f->n_glyphs)
				memcpy(more, f->glyphs, f->n_glyphs * sizeof *more);
			f->glyphs = more;
		}
		g = &f->glyphs[f->n_glyphs++];
		*g = (struct cellglyph){ .line = one->line };
		memcpy(g->rows, one->rows, sizeof one->rows);
	}
	g->line = g->line && one->line;
	g->spills = g->spills || one->spills;
	add_variant(m->a, g, one->text);
}

/* put_pixel() - of a letter, at (@x,@y) from its cell's corner; false beside the cell. */
static bool put_pixel(struct letter *one, const struct corefont_cell *cell, int x, int y)
{
	if (x < 0 || x >= cell->width_px)
		return false;
	if (y < 0 || y >= cell->ascent_px + cell->descent_px)
		one->spills = true;
	else
		one->rows[y] |= 1U << x;
	return true;
}

/* put_glyph() - a letter of an atlas into its cell; false if it is drawn beyond the sides. */
static bool put_glyph(struct letter *one, const struct atlas *atlas, const struct glyph *g,
		      const struct corefont_cell *cell)
{
	int top = atlas->top_px - (cell->baseline_px - cell->ascent_px);
	int left = g->left_px - cell->pen_px;

	for (int col = 0; col < g->width_px; col++)
		for (int row = 0; row < atlas->rows; row++)
			if ((g->any[col] >> row & 1) &&
			    !put_pixel(one, cell, left + col, top + row))
				return false;
	return true;
}

/*
 * middle_stroke() - a straight stroke through the middle of the cell, from side to side or from top
 * to bottom: terminals draw frames by themselves, too, thicker than the font where they are bold.
 */
static const char *middle_stroke(const struct cellfont *f, const uint32_t *rows)
{
	const uint32_t all = full_row(f);
	bool across = false, down = true;

	for (int y = 0; y < f->height_px; y++)
		down = down && rows[y] == rows[0];
	if (down)
		return rows[0] && (rows[0] & ~middle_columns(f)) == 0 ? "\u2502" : NULL;
	for (int y = 0; y < f->height_px; y++) {
		bool middle = y >= f->height_px / 3 && y <= 2 * f->height_px / 3;
		if (rows[y] != 0 && (rows[y] != all || !middle))
			return NULL;
		across |= rows[y] == all;
	}
	return across ? "\u2500" : NULL;
}

/* add_letters() - what the atlas has in one cell each; sequences take two here and are left out. */
static void add_letters(struct making *m, const struct atlas *atlas,
			const struct corefont_cell *cell)
{
	for (size_t i = 0; i < atlas->n_glyphs; i++) {
		const struct glyph *g = &atlas->glyphs[i];
		struct letter one = { 0 };
		if (g->advance_px != cell->width_px || g->width_px == 0)
			continue;
		if (!put_glyph(&one, atlas, g, cell)) {
			m->sticks_out = true;
			return;
		}
		for (size_t k = 0; k < g->n_members; k++) {
			one.text = g->members[k];
			add_look(m, &one);
		}
		one.text = middle_stroke(m->font, one.rows);
		if (one.text)
			add_look(m, &one);
	}
}

/* add_line() - one character of frames, drawn by the face. */
static bool add_line(struct making *m, const struct face *face, const struct corefont_cell *cell,
		     uint32_t cp, struct err *e)
{
	CLEANUP(img_unrefp) struct img *ink = NULL;
	int advance_px, top = cell->baseline_px - cell->ascent_px;
	char text[5];
	struct letter one = { .text = text, .line = true };
	uint32_t any = 0;

	(void)utf8_encode(cp, text);
	if (!face->draw(face->self, text, &ink, &advance_px, e))
		return false;
	if (advance_px != cell->width_px)
		return true;
	for (int y = 0; y < cell->ascent_px + cell->descent_px; y++) {
		for (int x = 0; x < cell->width_px; x++)
			if (rect_has_point(img_bounds(ink), cell->pen_px + x, top + y) &&
			    img_at(ink, cell->pen_px + x, top + y) == BLACK)
				one.rows[y] |= 1U << x;
		any |= one.rows[y];
	}
	if (any)
		add_look(m, &one);
	return true;
}

static bool add_lines(struct making *m, const struct faces *faces, size_t i,
		      const struct corefont_cell *cell, struct err *e)
{
	size_t n;
	const struct face *list = faces_list(faces, &n);

	for (size_t k = 0; k < sizeof lines / sizeof *lines; k++)
		for (uint32_t cp = lines[k].first; cp <= lines[k].last; cp++)
			if (faces_core_has(faces, i, cp) && !add_line(m, &list[i], cell, cp, e))
				return false;
	return true;
}

/* fill_slots() - a table to find a glyph by its rows. */
static void fill_slots(struct arena *a, struct cellfont *f)
{
	f->n_slots = 64;
	while (f->n_slots < 4 * f->n_glyphs)
		f->n_slots *= 2;
	f->slots = arena_calloc(a, f->n_slots, sizeof *f->slots);
	for (size_t i = 0; i < f->n_glyphs; i++) {
		size_t at = rows_hash(f->glyphs[i].rows, f->height_px) & (f->n_slots - 1);
		while (f->slots[at])
			at = (at + 1) & (f->n_slots - 1);
		f->slots[at] = (uint32_t)i + 1;
	}
}

static bool same_cell(const struct cellfont *f, const struct corefont_cell *cell)
{
	return f->width_px == cell->width_px && f->ascent_px == cell->ascent_px &&
	       f->height_px == cell->ascent_px + cell->descent_px;
}

/* make() - the font of the cell of face @first, with all faces behind it that have the same. */
static bool make(struct making *m, struct faces *faces, size_t first, struct err *e)
{
	const struct glyphs_fonts *fonts;
	struct corefont_cell cell;

	if (!faces_fonts(faces, &fonts, e))
		return false;
	for (size_t i = first; i < fonts->n && !m->sticks_out; i++) {
		if (!faces_cell(faces, i, &cell) || !same_cell(m->font, &cell))
			continue;
		add_letters(m, fonts->atlases[i], &cell);
		if (!add_lines(m, faces, i, &cell, e))
			return false;
	}
	fill_slots(m->a, m->font);
	return true;
}

/* is_known() - an earlier face has the same cell, be it of use or not. */
static bool is_known(const struct faces *faces, size_t i, const struct corefont_cell *cell)
{
	struct corefont_cell other;

	while (i-- > 0)
		if (faces_cell(faces, i, &other) && other.width_px == cell->width_px &&
		    other.ascent_px == cell->ascent_px && other.descent_px == cell->descent_px)
			return true;
	return false;
}

bool cellfonts_new(struct faces *faces, struct cellfonts **ret_fonts, struct err *e)
{
	CLEANUP(cellfonts_freep) struct cellfonts *c = mem_zalloc(sizeof *c);
	size_t n;

	c->arena = arena_new();
	(void)faces_list(faces, &n);
	c->list = arena_calloc(c->arena, n + 1, sizeof *c->list);
	for (size_t i = 0; i < n; i++) {
		struct corefont_cell cell;
		struct making m = { .a = c->arena, .font = &c->list[c->n] };
		if (!faces_cell(faces, i, &cell) || is_known(faces, i, &cell))
			continue;
		if (cell.width_px > CELL_WIDTH_MAX ||
		    cell.ascent_px + cell.descent_px > CELL_HEIGHT_MAX)
			continue;
		*m.font = (struct cellfont){ .width_px = cell.width_px,
					     .height_px = cell.ascent_px + cell.descent_px,
					     .ascent_px = cell.ascent_px };
		if (!make(&m, faces, i, e))
			return false;
		c->n += !m.sticks_out && m.font->n_glyphs > 0;
	}
	*ret_fonts = TAKE(c);
	return true;
}

void cellfonts_free(struct cellfonts *c)
{
	if (!c)
		return;
	arena_free(c->arena);
	free(c);
}

static const struct cellglyph *look_up(const struct cellfont *f, const uint32_t *rows)
{
	size_t at = rows_hash(rows, f->height_px) & (f->n_slots - 1);

	for (; f->slots[at]; at = (at + 1) & (f->n_slots - 1))
		if (rows_equal(f->glyphs[f->slots[at] - 1].rows, rows, f->height_px))
			return &f->glyphs[f->slots[at] - 1];
	return NULL;
}

/* cell_rows() - the pixels that differ from the first one; false if there are three colours. */
static bool cell_rows(const struct cellfont *f, const struct img *img, int ix, int iy,
		      uint32_t *rows)
{
	uint32_t paper = img_at(img, ix, iy), ink = paper;

	for (int y = 0; y < f->height_px; y++) {
		const uint32_t *px = img_row(img, iy + y) + ix;
		uint32_t bits = 0;
		for (int x = 0; x < f->width_px; x++) {
			if (px[x] == paper)
				continue;
			if (ink == paper)
				ink = px[x];
			if (px[x] != ink)
				return false;
			bits |= 1U << x;
		}
		rows[y] = bits;
	}
	return true;
}

/* arm() - is the ink of a row what is left of a stroke that comes from one of its sides? */
static bool arm(uint32_t row, uint32_t all)
{
	uint32_t from_left = row + 1, rest = all & ~row;

	return (row & from_left) == 0 || (rest & (rest + 1)) == 0;
}

/*
 * is_frame() - corners, crosses and branches that a terminal draws by itself: all ink lies in the
 * middle columns, or in a middle row that runs out to a side; and some does run out.
 */
static bool is_frame(const struct cellfont *f, const uint32_t *rows)
{
	const uint32_t all = full_row(f), middle = middle_columns(f);
	bool out = false;
	int last = f->height_px - 1;

	for (int y = 0; y <= last; y++) {
		if ((rows[y] & ~middle) == 0)
			continue;
		if (y < f->height_px / 3 || y > 2 * f->height_px / 3 || !arm(rows[y], all))
			return false;
		out = true;
	}
	bool down = rows[0] && rows[last];
	return down || out;
}

enum cell_kind cellfont_read(const struct cellfont *f, const struct img *img, int ix, int iy,
			     const struct cellglyph **ret_glyph)
{
	const uint32_t all = full_row(f);
	uint32_t rows[CELL_HEIGHT_MAX], other[CELL_HEIGHT_MAX], any = 0;

	if (!cell_rows(f, img, ix, iy, rows))
		return CELL_UNKNOWN;
	for (int y = 0; y < f->height_px; y++) {
		any |= rows[y];
		other[y] = ~rows[y] & all;
	}
	if (any == 0)
		return CELL_BLANK;
	const struct cellglyph *dark = look_up(f, rows), *light = look_up(f, other);
	*ret_glyph = NULL;
	if (!dark && !light)
		return is_frame(f, rows) || is_frame(f, other) ? CELL_LINE : CELL_UNKNOWN;
	if (dark && light && !(dark->line && light->line))
		return CELL_UNKNOWN;
	*ret_glyph = dark ? dark : light;
	return (*ret_glyph)->line ? CELL_LINE : CELL_LETTER;
}
