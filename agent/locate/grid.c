/* grid.c - a character screen: where its cells are. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/locate/grid.h"

#include <string.h>
#include "agent/desk/pane.h"
#include "agent/locate/locator.h"
#include "base/mem.h"

/*
 * LETTERS_MIN: different letters that prove where the cells begin (docs/decisions/035).
 * CELLS_MIN: a label of Motif is one row of cells, too, and no screen.
 */
enum { LETTERS_MIN = 5, CELLS_MIN = 2 };

struct rect grid_box(const struct grid *g, int row, int column, int n)
{
	return (struct rect){ g->rx + column * g->font->width_px, g->ry + row * g->font->height_px,
			      n * g->font->width_px, g->font->height_px };
}

enum cell_kind grid_cell(const struct grid *g, const struct img *frame, int row, int column,
			 const struct cellglyph **ret_glyph)
{
	return cellfont_read(g->font, frame, g->rx + column * g->font->width_px,
			     g->ry + row * g->font->height_px, ret_glyph);
}

/* fit_cells() - how many whole cells there are from the corner on. */
static void fit_cells(struct grid *g)
{
	g->columns = (g->pane.x + g->pane.w - g->rx) / g->font->width_px;
	g->rows = (g->pane.y + g->pane.h - g->ry) / g->font->height_px;
}

/* What is seen if the cells begin at one place. */
struct sight {
	bool *seen; /* by glyph */
	size_t letters, read, inked;
};

/* look() - count what stands in the cells of @g. */
static void look(const struct grid *g, const struct img *frame, struct sight *s)
{
	const struct cellglyph *glyph = NULL;

	memset(s->seen, 0, g->font->n_glyphs * sizeof *s->seen);
	s->letters = s->read = s->inked = 0;
	for (int row = 0; row < g->rows; row++)
		for (int column = 0; column < g->columns; column++) {
			enum cell_kind kind = grid_cell(g, frame, row, column, &glyph);
			s->inked += kind != CELL_BLANK;
			s->read += kind == CELL_LETTER || kind == CELL_LINE;
			if (kind != CELL_LETTER)
				continue;
			bool *seen = &s->seen[glyph - g->font->glyphs];
			s->letters += !*seen;
			*seen = true;
		}
}

/* proves() - enough different letters, and most of what stands there is letters and frames. */
static bool proves(const struct sight *s)
{
	return s->letters >= LETTERS_MIN && 2 * s->read > s->inked;
}

/*
 * prove() - the one place, less than a cell from the corner of the pane, where the cells can begin.
 */
static bool prove(const struct img *frame, struct grid *g)
{
	CLEANUP(mem_freep) bool *seen = mem_calloc(g->font->n_glyphs, sizeof *seen);
	struct sight s = { .seen = seen };
	struct grid found = { 0 };
	int places = 0;

	for (int y = 0; y < g->font->height_px; y++)
		for (int x = 0; x < g->font->width_px; x++) {
			g->rx = g->pane.x + x;
			g->ry = g->pane.y + y;
			fit_cells(g);
			if (g->columns < CELLS_MIN || g->rows < CELLS_MIN)
				continue;
			look(g, frame, &s);
			if (!proves(&s))
				continue;
			found = *g;
			places++;
		}
	*g = found;
	return places == 1;
}

/* cut_by() - what the strip @child along one side leaves of @area; empty if it is no such strip. */
static struct rect cut_by(struct rect area, struct rect child)
{
	struct rect left = area;
	bool full_h = child.h >= area.h, full_w = child.w >= area.w;

	if (full_h == full_w)
		return (struct rect){ 0 };
	if (full_h && child.x <= area.x) {
		left.x = child.x + child.w;
		left.w = area.x + area.w - left.x;
	} else if (full_h && child.x + child.w >= area.x + area.w) {
		left.w = child.x - area.x;
	} else if (full_w && child.y <= area.y) {
		left.y = child.y + child.h;
		left.h = area.y + area.h - left.y;
	} else if (full_w && child.y + child.h >= area.y + area.h) {
		left.h = child.y - area.y;
	} else {
		return (struct rect){ 0 };
	}
	return left;
}

/* own_area() - the pane without scroll bars along its sides; empty if it holds other windows. */
static struct rect own_area(const struct pane *list, size_t n, size_t i, const struct img *frame)
{
	struct rect area = rect_intersection(list[i].area, img_bounds(frame));

	for (size_t k = i + 1; k < n && !rect_empty(area); k++)
		if (list[k].parent == i)
			area = cut_by(area, list[k].area);
	return area;
}

/* find_in() - the proven grid of a pane, in any of the fonts; the font is NULL if there is none. */
static void find_in(struct locator *l, uint32_t window_id, const struct pane *pane,
		    struct rect area, struct grid *ret_grid)
{
	*ret_grid = (struct grid){ 0 };
	for (size_t i = 0; i < l->cellfonts->n; i++) {
		struct grid g = { .font = &l->cellfonts->list[i],
				  .window_id = window_id,
				  .pane_id = pane->id,
				  .pane = area };
		if (!rect_empty(area) && prove(l->view.frame, &g)) {
			*ret_grid = g;
			return;
		}
	}
}

/* check_steps() - the program, if it says how many cells it has, means as many. */
static bool check_steps(struct locator *l, struct rect window, const struct grid *g, struct err *e)
{
	struct pane_steps s;

	if (!pane_steps(l->desk, g->window_id, &s) || s.step_w != g->font->width_px ||
	    s.step_h != g->font->height_px)
		return true;
	int columns = (window.w - s.base_w) / s.step_w, rows = (window.h - s.base_h) / s.step_h;
	if (columns == g->columns && rows == g->rows)
		return true;
	return err_set(
		e, ERR_UNSUPPORTED,
		"a screen of %d x %d cells by its window, of %d x %d by its drawing: its margin"
		" is wider than a cell",
		rows, columns, g->rows, g->columns);
}

/* still() - what was proved in the same pane of the same size is so. */
static bool still(const struct grid *g, uint32_t window_id, const struct pane *pane,
		  struct rect area)
{
	return g->font && g->window_id == window_id && g->pane_id == pane->id &&
	       rect_equal(g->pane, area);
}

bool grid_find(struct locator *l, size_t window, struct grid *ret_grid, struct err *e)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	const struct window *w = &l->view.windows[window].window;
	struct grid found = { 0 };
	struct pane *list;
	size_t n;

	if (!l->cellfonts && !cellfonts_new(l->faces, &l->cellfonts, e))
		return false;
	if (!pane_list(l->desk, w->id, a, &list, &n, e))
		return false;
	for (size_t i = 0; i < n; i++) {
		struct rect area = own_area(list, n, i, l->view.frame);
		struct grid g;
		if (still(&l->grid, w->id, &list[i], area))
			g = l->grid;
		else
			find_in(l, w->id, &list[i], area, &g);
		if (g.font && found.font)
			return err_set(e, ERR_AMBIGUOUS, "the window has two character screens");
		if (g.font)
			found = g;
	}
	if (found.font && !check_steps(l, w->area, &found, e))
		return false;
	if (found.font)
		l->grid = found;
	*ret_grid = found;
	return true;
}
