/* cell.c - character screens addressed by cell: where a range of cells is and what it reads. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/locate/locator.h"

#include "base/buf.h"
#include "base/str.h"

/* CELLS_MAX: cells of a screen in one direction; TEXT_MAX_BYTES: of a row of them. */
enum { CELLS_MAX = 4096, TEXT_MAX_BYTES = 4 * CELLS_MAX };

static bool number_of(const struct locate_query *q, const struct value *v, struct arena *a,
		      int *ret_number, struct err *e)
{
	const char *text;
	uint64_t number;

	if (!scope_text(q->scope, v, a, &text, e))
		return false;
	if (!str_to_u64(text, CELLS_MAX, &number) || number == 0)
		return err_set(e, ERR_RECIPE, "rows and columns are numbers from 1 on");
	*ret_number = (int)number;
	return true;
}

static bool range_of(const struct locate_query *q, struct arena *a, struct grid_range *ret_range,
		     struct err *e)
{
	const struct target *t = q->target;
	struct grid_range r = { .n = t->cells };

	if (!number_of(q, t->cell_row, a, &r.row, e) ||
	    !number_of(q, t->cell_column, a, &r.column, e))
		return false;
	r.row--;
	r.column--;
	*ret_range = r;
	return true;
}

bool cell_find(struct locator *l, const struct locate_query *q, const struct realm *realm,
	       struct hits *hits, struct err *e)
{
	struct grid_range r;
	struct grid g;

	if (!range_of(q, hits->arena, &r, e) || !grid_find(l, realm->window, &g, e))
		return false;
	if (!g.font)
		return true;
	if (r.row >= g.rows || r.column + r.n > g.columns)
		return err_set(e, ERR_RECIPE,
			       "%d cells from [%d, %d] on do not lie on a screen of %d rows and %d"
			       " columns",
			       r.n, r.row + 1, r.column + 1, g.rows, g.columns);
	struct hit hit = { .box = grid_box(&g, r.row, r.column, r.n), .window_id = g.window_id };
	if (rect_contains(realm->area, hit.box) && !view_covered(&l->view, realm->window, hit.box))
		hits_add(hits, hit);
	return true;
}

/* What a range of cells reads, cell by cell. */
struct cells_read {
	struct arena *arena;
	struct ocr_place *places;
	size_t n, first, end; /* first..end: without the blanks around the text */
	bool frame, unknown;
};

static void add_cell(struct cells_read *s, enum cell_kind kind, const struct cellglyph *g)
{
	static const char *const blank[] = { " " }, *const unread[] = { "\ufffd" };
	struct ocr_place *p = &s->places[s->n++];

	*p = (struct ocr_place){ kind == CELL_BLANK ? blank : unread, 1 };
	if ((kind == CELL_LETTER || kind == CELL_LINE) && g)
		*p = (struct ocr_place){ g->variants, g->n_variants };
	s->frame |= kind == CELL_LINE;
	s->unknown |= kind == CELL_UNKNOWN;
	if (kind == CELL_BLANK)
		return;
	if (s->end == 0)
		s->first = s->n - 1;
	s->end = s->n;
}

/* spilled_on() - a letter of the row above or below is drawn over this cell, too. */
static bool spilled_on(const struct grid *g, const struct img *frame, int row, int column)
{
	const struct cellglyph *glyph = NULL;

	for (int next = row - 1; next <= row + 1; next += 2)
		if (next >= 0 && next < g->rows &&
		    grid_cell(g, frame, next, column, &glyph) == CELL_LETTER && glyph->spills)
			return true;
	return false;
}

/* cells_reading() - certain if every cell is one letter, blanks at either end left out. */
static void cells_reading(const struct cells_read *s, struct ocr_reading *ret)
{
	*ret = (struct ocr_reading){ .engine = OCR_ENGINE_GLYPHS,
				     .places = s->places + s->first,
				     .n_places = s->end - s->first };
	reading_spell(ret, s->arena);
	ret->certainty = reading_count(ret, 1) == 1 ? OCR_CERTAIN : OCR_AMBIGUOUS;
	if (!s->frame && !s->unknown)
		return;
	ret->certainty = OCR_UNCERTAIN;
	ret->why = s->unknown ? "a cell holds no letter of the font" : "a frame stands there";
}

void grid_reading(const struct grid *g, const struct img *frame, const struct grid_range *r,
		  struct arena *a, struct ocr_reading *ret_reading)
{
	struct cells_read s = { .arena = a,
				.places = arena_calloc(a, (size_t)r->n + 1, sizeof *s.places) };
	const struct cellglyph *glyph = NULL;

	for (int i = 0; i < r->n; i++) {
		enum cell_kind kind = grid_cell(g, frame, r->row, r->column + i, &glyph);
		add_cell(&s, kind, glyph);
		s.unknown |= spilled_on(g, frame, r->row, r->column + i);
	}
	cells_reading(&s, ret_reading);
}

bool locate_read_cells(struct locator *l, uint32_t window_id, const struct read_query *q,
		       struct reading *ret_reading, struct err *e)
{
	struct reading r = { .certainty = OCR_UNCERTAIN, .alternatives = "", .box = q->box };
	struct ocr_reading exact;
	struct grid g;
	size_t i = 0;

	if (!view_refresh(&l->view, l->desk, e))
		return false;
	while (i < l->view.n_windows && l->view.windows[i].window.id != window_id)
		i++;
	if (i == l->view.n_windows)
		return err_set(e, ERR_NOT_FOUND, "the window to be read is gone");
	if (!grid_find(l, i, &g, e))
		return false;
	const struct rect all = { g.rx, g.ry, g.pane.x + g.pane.w - g.rx,
				  g.pane.y + g.pane.h - g.ry };
	if (!g.font || !rect_contains(all, q->box))
		return err_set(e, ERR_NOT_FOUND, "the character screen is gone");
	const struct grid_range range = { .row = (q->box.y - g.ry) / g.font->height_px,
					  .column = (q->box.x - g.rx) / g.font->width_px,
					  .n = q->box.w / g.font->width_px };
	grid_reading(&g, l->view.frame, &range, q->arena, &exact);
	if (exact.certainty != OCR_UNCERTAIN) {
		if (!reading_settle(&exact, q, &r, e))
			return false;
	} else {
		r.text = arena_strdup(q->arena, exact.text);
	}
	r.box = q->box;
	*ret_reading = r;
	return true;
}
