/* row.c - lines of a list: all the given values on one line, and the cell under a heading. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/locate/locator.h"

#include <stdlib.h>
#include "agent/locate/edge.h"
#include "agent/locate/heading.h"
#include "base/str.h"
#include "ocr/panel.h"

/*
 * BEARING_PX: heading and cells of a column begin at the same pen, but for side bearings.
 * GRID_GAP_PX: lines between the cells of a grid; between two fields of Motif there are 8 px of
 * bevels at least. The frame of Motif's cursor around a row is 2 px thick.
 */
enum { BEARING_PX = 4, GRID_GAP_PX = 3 };

bool same_line(struct rect a, struct rect b)
{
	int top = a.y > b.y ? a.y : b.y;
	int bottom = a.y + a.h < b.y + b.h ? a.y + a.h : b.y + b.h;
	int lower = a.h < b.h ? a.h : b.h;

	return 2 * (bottom - top) > lower;
}

/*
 * add_panel() - the panel at the height @ry belongs to the list @area if only a cursor parts them:
 * the frame around a row (Motif), which reaches from side to side.
 */
static bool add_panel(const struct img *frame, struct rect *area, int ry)
{
	struct rect other, both;

	if (!panel_at(frame, area->x + area->w / 2, ry, &other) ||
	    abs(other.x - area->x) > GRID_GAP_PX ||
	    abs(other.x + other.w - area->x - area->w) > GRID_GAP_PX ||
	    img_at(frame, other.x, other.y) != img_at(frame, area->x, area->y))
		return false;
	both = rect_union(*area, other);
	int gap = both.h - other.h - area->h, side = other.x - both.x;
	if (gap <= 0 || gap > GRID_GAP_PX)
		return false;
	/* If the row with the cursor is the outermost, its frame is part of the list. */
	both.h += side;
	both.y -= other.y < area->y ? side : 0;
	*area = both;
	return true;
}

struct rect list_around(const struct img *frame, struct rect area)
{
	enum { PARTS = 3 };
	int first_w = area.w;

	for (int i = 0; i < PARTS; i++)
		if (!add_panel(frame, &area, area.y + area.h + GRID_GAP_PX) &&
		    !add_panel(frame, &area, area.y - GRID_GAP_PX))
			break;
	if (area.w > first_w) { /* it began with that row */
		area.y -= (area.w - first_w) / 2;
		area.h += (area.w - first_w) / 2;
	}
	return area;
}

struct rect list_whole(const struct img *frame, struct rect area)
{
	const struct rect span = { 0, 1, frame->width_px, frame->height_px - 1 };
	int y, left, right;

	area = list_around(frame, area);
	if (area.x < 1 || area.x + area.w >= frame->width_px)
		return area;
	y = area.y + area.h / 2;
	left = edge_end(frame, area.x, span, y, -1);
	right = edge_end(frame, area.x + area.w, span, y, -1);
	int top = (left > right ? left : right) + 1;
	left = edge_end(frame, area.x, span, y, 1);
	right = edge_end(frame, area.x + area.w, span, y, 1);
	int bottom = left < right ? left : right;
	return rect_union(area, (struct rect){ area.x, top, area.w, bottom - top });
}

/* One search: what is constant while its lines are walked. */
struct search {
	struct locator *l;
	const struct locate_query *query;
	const struct realm *realm;
	struct hits *hits;
};

/* home_of() - the panel a phrase stands in, empty if in none. */
static struct rect home_of(const struct search *s, struct rect box)
{
	struct rect panel;

	if (!panel_at(s->l->view.frame, box.x + box.w / 2, box.y + box.h / 2, &panel))
		return (struct rect){ 0 };
	return panel;
}

/*
 * has_twin_at() - a panel as wide as @cell and right above or below it, which has the height @y
 * in it. The frame of a list's cursor is its border, too.
 */
static bool has_twin_at(const struct search *s, struct rect cell, int y)
{
	struct rect other;

	if (!panel_at(s->l->view.frame, cell.x + cell.w / 2, y, &other) ||
	    abs(other.x - cell.x) > GRID_GAP_PX ||
	    abs(other.x + other.w - cell.x - cell.w) > GRID_GAP_PX)
		return false;
	int gap = other.y > cell.y ? other.y - (cell.y + cell.h) : cell.y - (other.y + other.h);
	return gap > 0 && gap <= GRID_GAP_PX;
}

/*
 * is_entry() - an entry area, which is no line of a list even if the value searched for stands in
 * it: room for one line only, and no cell of a grid.
 */
static bool is_entry(const struct search *s, struct rect home, struct rect box)
{
	if (rect_empty(home) || home.h >= 3 * box.h)
		return false;
	return !has_twin_at(s, home, home.y + home.h + GRID_GAP_PX + home.h / 2) &&
	       !has_twin_at(s, home, home.y - GRID_GAP_PX - home.h / 2);
}

/* in_row() - @box stands on the line of @anchor in the same list, or in the same row of a grid. */
static bool in_row(const struct search *s, struct rect anchor, struct rect box)
{
	if (!rect_contains(s->realm->area, box) || !same_line(box, anchor))
		return false;
	struct rect home = home_of(s, anchor), its = home_of(s, box);
	return rect_equal(home, its) ||
	       (!rect_empty(home) && !rect_empty(its) && home.y == its.y && home.h == its.h);
}

/*
 * row_holds() - is @text one of the phrases in the row of @anchor? To the pixel: a value is no
 * label.
 */
static bool row_holds(const struct search *s, struct rect anchor, const char *text, bool *ret_holds,
		      struct err *e)
{
	const struct phrase *list;
	size_t n;

	*ret_holds = false;
	view_phrases(&s->l->view, s->realm->window, &list, &n);
	for (size_t i = 0; i < n && !*ret_holds; i++)
		if (in_row(s, anchor, list[i].box) &&
		    !phrase_shows(s->l, &list[i], text, ret_holds, e))
			return false;
	return true;
}

/* row_box() - around all phrases in the row of @anchor. */
static struct rect row_box(const struct search *s, struct rect anchor)
{
	struct rect box = anchor;
	const struct phrase *list;
	size_t n;

	view_phrases(&s->l->view, s->realm->window, &list, &n);
	for (size_t i = 0; i < n; i++)
		if (in_row(s, anchor, list[i].box))
			box = rect_union(box, list[i].box);
	return box;
}

/* cell_under() - what stands in the row of @anchor under the heading @head; empty: nothing. */
static bool cell_under(const struct search *s, struct rect anchor, struct rect head,
		       struct rect *ret_cell, struct err *e)
{
	const struct phrase *list;
	struct table_head h;
	size_t n;

	/* The heading may stand outside of the list that `in:` names. */
	const struct view *v = &s->l->view;
	const struct realm all = { s->realm->window, v->windows[s->realm->window].window.area };
	heading_line(s->l, &all, head, s->hits->arena, &h);
	const struct table_column *c = heading_column(&h, head);
	int from = c->from_x - (c->left_drawn ? 0 : BEARING_PX);
	int to = c->to_x - (c->right_drawn ? 0 : BEARING_PX);
	*ret_cell = (struct rect){ 0 };
	view_phrases(&s->l->view, s->realm->window, &list, &n);
	for (size_t i = 0; i < n; i++) {
		struct rect box = list[i].box;
		if (!in_row(s, anchor, box) || box.x + box.w <= from || box.x >= to)
			continue;
		if (box.x < from || box.x + box.w > to)
			return err_set(e, ERR_UNCERTAIN,
				       "a text of the row reaches over two columns");
		*ret_cell = rect_union(*ret_cell, box);
	}
	return true;
}

/*
 * cell_of() - what stands in the row of @anchor under the heading; the lowest heading above the
 * row counts, because entry fields above a list may have labels of the same text.
 */
static bool cell_of(const struct search *s, struct rect anchor, const char *heading,
		    struct rect *ret_cell, struct err *e)
{
	struct rect head = { 0 };
	const struct phrase *list;
	size_t n;

	view_phrases(&s->l->view, s->realm->window, &list, &n);
	for (size_t i = 0; i < n; i++) {
		bool says;
		if (list[i].box.y >= anchor.y || list[i].box.y <= head.y)
			continue;
		if (!phrase_says(s->l, &list[i], heading, &says, e))
			return false;
		if (says)
			head = list[i].box;
	}
	if (rect_empty(head))
		return err_set(e, ERR_NOT_FOUND, "no column '%s' above the row", heading);
	return cell_under(s, anchor, head, ret_cell, e);
}

/*
 * add_row() - the row of @anchor, or its cell, becomes a hit if every other value stands there too.
 */
static bool add_row(const struct search *s, struct rect anchor, struct err *e)
{
	const struct target *t = s->query->target;
	struct arena *a = s->hits->arena;
	bool holds = true;
	const char *text;

	for (size_t i = 1; i < t->n_row_with && holds; i++)
		if (!scope_text(s->query->scope, t->row_with[i], a, &text, e) ||
		    !row_holds(s, anchor, text, &holds, e))
			return false;
	if (!holds)
		return true;
	struct hit hit = { .box = row_box(s, anchor),
			   .window_id = s->l->view.windows[s->realm->window].window.id };
	if (t->column) {
		if (!scope_text(s->query->scope, t->column, a, &text, e) ||
		    !cell_of(s, anchor, text, &hit.box, e))
			return false;
	}
	if (!rect_empty(hit.box))
		hits_add(s->hits, hit);
	return true;
}

bool row_find(struct locator *l, const struct locate_query *q, const struct realm *realm,
	      struct hits *hits, struct err *e)
{
	const struct search s = { .l = l, .query = q, .realm = realm, .hits = hits };
	const struct phrase *list;
	const char *first;
	size_t n;

	if (!scope_text(q->scope, q->target->row_with[0], hits->arena, &first, e))
		return false;
	view_phrases(&l->view, realm->window, &list, &n);
	for (size_t i = 0; i < n; i++) {
		bool says;
		if (!rect_contains(realm->area, list[i].box))
			continue;
		if (!phrase_shows(l, &list[i], first, &says, e))
			return false;
		if (says && is_entry(&s, home_of(&s, list[i].box), list[i].box))
			continue;
		if (says && !add_row(&s, list[i].box, e))
			return false;
	}
	return true;
}
