/* rows.c - where the rows of a table are, and the texts in them. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/locate/rows.h"

#include <string.h>
#include "agent/locate/edge.h"

/*
 * body_of() - from below the border of the headings to the bottom of the realm, as wide as the
 * columns. That border, if one is drawn, is less than a heading's height below them.
 */
static struct rect body_of(const struct laying *t)
{
	const struct table_head *h = &t->head;
	const struct img *img = t->l->view.frame;
	struct rect all = rect_intersection(t->realm.area, img_bounds(img));
	const struct table_column *last = &h->columns[h->n - 1];
	int left = h->columns[0].left_drawn ? h->columns[0].from_x : all.x;
	int right = last->right_drawn ? last->to_x : all.x + all.w;
	int top = h->box.y + h->box.h, reach = top + h->box.h, y = top;

	for (int at = top + 1; at < reach && at < all.y + all.h; at++) {
		if (edge_is_rule(img, h->columns[0].head, at))
			y = at, reach = at + EDGE_PX;
	}
	return (struct rect){ left, y, right - left, all.y + all.h - y };
}

/* is_headed() - does the text stand below one of the headings, or in a column that is drawn? */
static bool is_headed(const struct laying *t, struct rect text)
{
	for (size_t i = 0; i < t->head.n; i++) {
		const struct table_column *c = &t->head.columns[i];
		int from = c->left_drawn ? c->from_x : c->head.x;
		int to = c->right_drawn ? c->to_x : c->head.x + c->head.w;
		if (text.x < to && from < text.x + text.w)
			return true;
	}
	return false;
}

struct rect rows_first(const struct laying *t)
{
	for (size_t i = 0; i < t->n_texts; i++)
		if (is_headed(t, t->texts[i].box))
			return t->texts[i].box;
	return (struct rect){ 0 };
}

/*
 * find_wall() - the edge next to the rows on their left that goes on below the first one: the frame
 * of a list, not that of a row with a cursor. @span.x - 1 if there is none.
 */
static int find_wall(const struct laying *t, struct rect first, struct rect span)
{
	const struct img *img = t->l->view.frame;
	int head_x = t->head.columns[0].head.x;
	int x = first.x < head_x ? first.x : head_x;

	for (;;) {
		x = edge_left_of(img, first, span.x, x);
		if (x < span.x || edge_end(img, x, span, first.y, 1) > first.y + 3 * first.h)
			return x;
	}
}

/* right_wall() - likewise the edge on their right, beyond a last heading that is drawn as one of
 * the table; where @span ends if there is none. */
static int right_wall(const struct laying *t, struct rect first, struct rect span)
{
	const struct img *img = t->l->view.frame;
	const struct table_column *last = &t->head.columns[t->head.n - 1];
	int x = last->left_drawn ? last->head.x + last->head.w : span.x, end = span.x + span.w;

	x = first.x + first.w > x ? first.x + first.w : x;
	for (;;) {
		x = edge_right_of(img, first, x + 1, end);
		if (x >= end || edge_end(img, x, span, first.y, 1) > first.y + 3 * first.h)
			return x < end ? x : end;
	}
}

/*
 * find_area() - where rows may be: from the headings down to where the border left of the first row
 * ends. Where nothing is drawn there, it is all of the realm.
 */
static void find_area(struct laying *t, struct rect first)
{
	struct rect area = body_of(t), all = area;
	int right = area.x + area.w;
	int wall = find_wall(t, first, all);

	if (wall >= all.x) {
		int top = edge_end(t->l->view.frame, wall, all, first.y, -1) + 1;
		area.h = edge_end(t->l->view.frame, wall, all, first.y, 1) - top;
		area.y = top;
		area.x = wall;
		right = right_wall(t, first, all);
	}
	area.w = right - area.x;
	t->table->area = area;
}

/* add_texts() - those of one part of the rows, laid out as if nothing stood beside it. */
static void add_texts(struct laying *t, struct rect part)
{
	const struct img *frame = t->l->view.frame;
	struct arena *a = t->query->arena;
	struct phrase *list;
	size_t n;

	part = rect_intersection(part, img_bounds(frame));
	if (rect_empty(part))
		return;
	CLEANUP(img_unrefp) struct img *alone = img_crop(frame, part);
	layout_phrases(alone, img_bounds(alone), a, &list, &n);
	struct phrase *all = arena_calloc(a, t->n_texts + n + 1, sizeof *all);
	if (t->n_texts)
		memcpy(all, t->texts, t->n_texts * sizeof *all);
	t->texts = all;
	for (size_t i = 0; i < n; i++) {
		struct rect box = list[i].box;
		box.x += part.x;
		box.y += part.y;
		uint64_t hash = img_hash(frame, rect_grow(box, PHRASE_MARGIN_PX));
		t->texts[t->n_texts++] = (struct phrase){ box, hash };
	}
}

/*
 * collect() - the texts inside @area, apart from the headings, beside whose bevels a row may be
 * taken for a part of them, and apart for each column that is bounded: two texts may stand as near
 * as two words on either side of a border that is drawn beside the headings only.
 */
static void collect(struct laying *t, struct rect area)
{
	const struct table_head *h = &t->head;
	struct rect rest = area;

	t->n_texts = 0;
	for (size_t i = 0; i + 1 < h->n; i++) {
		const struct table_column *c = &h->columns[i];
		struct rect part = rest;
		part.w = c->to_x - part.x;
		if (!c->right_drawn || part.w <= 0)
			continue;
		add_texts(t, part);
		rest.x = h->columns[i + 1].from_x;
		rest.w = area.x + area.w - rest.x;
	}
	add_texts(t, rest);
	layout_order(t->texts, t->n_texts, sizeof *t->texts);
}

void rows_find(struct laying *t)
{
	collect(t, body_of(t));
	struct rect first = rows_first(t);
	if (rect_empty(first)) {
		t->n_texts = 0; /* what stands beside all headings is no row */
		return;
	}
	find_area(t, first);
	collect(t, t->table->area);
}
