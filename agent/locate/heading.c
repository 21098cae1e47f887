/* heading.c - the headings of a table, and where its columns end. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/locate/heading.h"

#include <stdlib.h>
#include "agent/locate/edge.h"
#include "agent/locate/locator.h"

/* COLUMNS_MAX: phrases on one line. */
enum { COLUMNS_MAX = 256 };

/* part() - where one column ends and the next begins. */
static void part(const struct img *img, struct rect band, struct table_column *left,
		 struct table_column *right)
{
	int from = left->head.x + left->head.w, to = right->head.x;
	int first = edge_right_of(img, band, from, to);

	if (first == to) {
		left->to_x = right->from_x = right->head.x;
		return;
	}
	left->to_x = first;
	right->from_x = edge_left_of(img, band, from, to);
	left->right_drawn = right->left_drawn = true;
}

static int by_x(const void *left, const void *right)
{
	const struct table_column *a = left, *b = right;

	return (a->head.x > b->head.x) - (a->head.x < b->head.x);
}

bool heading_is_text(const struct phrase *list, size_t n, size_t i)
{
	for (size_t k = 0; k < n; k++)
		if (k != i && rect_contains(list[i].box, list[k].box))
			return false;
	return true;
}

void heading_line(struct locator *l, const struct realm *realm, struct rect heading,
		  struct arena *a, struct table_head *ret_head)
{
	const struct img *frame = l->view.frame;
	struct table_head h = { .columns = arena_calloc(a, COLUMNS_MAX, sizeof *h.columns) };
	struct rect area = rect_intersection(realm->area, img_bounds(frame));
	const struct phrase *list;
	size_t n;

	view_phrases(&l->view, realm->window, &list, &n);
	for (size_t i = 0; i < n && h.n < COLUMNS_MAX; i++) {
		if (!same_line(list[i].box, heading) || !rect_contains(realm->area, list[i].box) ||
		    !heading_is_text(list, n, i))
			continue;
		h.columns[h.n++] = (struct table_column){ .head = list[i].box };
		h.box = rect_union(h.box, list[i].box);
	}
	qsort(h.columns, h.n, sizeof *h.columns, by_x);
	for (size_t i = 0; i + 1 < h.n; i++)
		part(frame, h.box, &h.columns[i], &h.columns[i + 1]);
	if (h.n > 0) {
		struct table_column *first = &h.columns[0], *last = &h.columns[h.n - 1];
		int right = last->head.x + last->head.w;
		first->from_x = edge_left_of(frame, h.box, area.x + 1, first->head.x);
		first->left_drawn = first->from_x > area.x;
		last->to_x = edge_right_of(frame, h.box, right, area.x + area.w);
		last->right_drawn = last->to_x < area.x + area.w;
	}
	*ret_head = h;
}

const struct table_column *heading_column(const struct table_head *h, struct rect heading)
{
	for (size_t i = 0; i < h->n; i++)
		if (rect_equal(h->columns[i].head, heading))
			return &h->columns[i];
	return NULL;
}
