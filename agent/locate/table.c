/* table.c - tables by their headings: columns, rows, cells. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/locate/rows.h"

#include <string.h>
#include "agent/locate/tall.h"
#include "base/str.h"

/*
 * BEARING_PX: as in row.c. BEVEL_PX: of the cells' own borders, and of a cursor around a row.
 * INK_PX: dotted frames are thinner, letters taller.
 */
enum { BEARING_PX = 4, BEVEL_PX = 2, INK_PX = 4 };

/* find_window() - the window asked for, and what of it is to be searched. */
static bool find_window(struct laying *t, struct err *e)
{
	const struct view *v = &t->l->view;
	size_t i = 0;

	if (t->query->window_id == 0)
		i = view_active(v);
	else
		while (i < v->n_windows && v->windows[i].window.id != t->query->window_id)
			i++;
	if (i == v->n_windows)
		return err_set(e, ERR_NOT_FOUND, "there is no window to look for a table in");
	t->realm = (struct realm){ i, v->windows[i].window.area };
	if (!rect_empty(t->query->area))
		t->realm.area = t->query->area;
	t->table->window_id = v->windows[i].window.id;
	return true;
}

/* find_on_line() - the phrase on the line of @line that says @text; empty if none does. */
static bool find_on_line(struct laying *t, struct rect line, const char *text, struct rect *ret_box,
			 struct err *e)
{
	const struct phrase *list;
	size_t n;

	*ret_box = (struct rect){ 0 };
	view_phrases(&t->l->view, t->realm.window, &list, &n);
	for (size_t i = 0; i < n; i++) {
		bool says;
		if (!same_line(list[i].box, line) || !rect_contains(t->realm.area, list[i].box))
			continue;
		if (!phrase_says(t->l, &list[i], text, &says, e))
			return false;
		if (says && !rect_empty(*ret_box))
			return err_set(e, ERR_AMBIGUOUS, "two columns are called '%s'", text);
		if (says)
			*ret_box = list[i].box;
	}
	return true;
}

/* take_line() - if all headings stand on the line of @line, its columns are the table's. */
static bool take_line(struct laying *t, struct rect line, bool *ret_taken, struct err *e)
{
	const struct table_query *q = t->query;
	struct rect *boxes = arena_calloc(q->arena, q->n_fields, sizeof *boxes);

	*ret_taken = false;
	for (size_t i = 0; i < q->n_fields; i++) {
		if (!find_on_line(t, line, q->fields[i].heading, &boxes[i], e))
			return false;
		if (rect_empty(boxes[i]))
			return true;
	}
	heading_line(t->l, &t->realm, line, q->arena, &t->head);
	t->asked = arena_calloc(q->arena, q->n_fields, sizeof *t->asked);
	for (size_t i = 0; i < q->n_fields; i++)
		for (size_t k = 0; k < t->head.n; k++)
			if (rect_equal(t->head.columns[k].head, boxes[i]))
				t->asked[i] = &t->head.columns[k];
	*ret_taken = true;
	return true;
}

/* find_head() - the one line on which all headings stand. */
static bool find_head(struct laying *t, struct err *e)
{
	const char *first = t->query->fields[0].heading;
	const struct phrase *list;
	size_t n, found = 0;

	view_phrases(&t->l->view, t->realm.window, &list, &n);
	for (size_t i = 0; i < n; i++) {
		bool says, taken = false;
		if (!rect_contains(t->realm.area, list[i].box))
			continue;
		if (!phrase_says(t->l, &list[i], first, &says, e) ||
		    (says && !take_line(t, list[i].box, &taken, e)))
			return false;
		found += taken;
	}
	if (found > 1)
		return err_set(e, ERR_AMBIGUOUS,
			       "the headings from '%s' on stand there %zu times; in: settles it",
			       first, found);
	if (found == 0)
		return err_set(e, ERR_NOT_FOUND, "no line has the %zu headings from '%s' on",
			       t->query->n_fields, first);
	return true;
}

/* check_end() - below the rows nothing stands that begins where the first column does. */
static bool check_end(const struct laying *t, struct err *e)
{
	struct rect area = t->table->area, first = rows_first(t);
	const struct phrase *list;
	size_t n;

	view_phrases(&t->l->view, t->realm.window, &list, &n);
	for (size_t i = 0; i < n && t->n_texts > 0; i++) {
		int below = list[i].box.y - (area.y + area.h),
		    off = list[i].box.x - t->texts[0].box.x;
		if (below >= 0 && below < 3 * first.h && off >= -BEARING_PX && off <= BEARING_PX &&
		    rect_contains(t->realm.area, list[i].box))
			return err_set(e, ERR_UNCERTAIN, "the rows may go on at %d,%d",
				       list[i].box.x, list[i].box.y);
	}
	return true;
}

/* overlaps() - has the text pixels in the column's width? */
static bool overlaps(const struct table_column *c, struct rect text)
{
	return text.x < c->to_x && text.x + text.w > c->from_x;
}

/* column_of() - the only column that the text is in; NULL and @ret_n: how many there are. */
static struct table_column *column_of(const struct table_head *h, struct rect text, size_t *ret_n)
{
	struct table_column *found = NULL;

	*ret_n = 0;
	for (size_t i = 0; i < h->n; i++) {
		if (!overlaps(&h->columns[i], text))
			continue;
		found = &h->columns[i];
		++*ret_n;
	}
	return *ret_n == 1 ? found : NULL;
}

/*
 * widen() - columns between which nothing is drawn are as wide as their heading and all texts that
 * stand, directly or by way of others, below or above it.
 */
static void widen(struct laying *t)
{
	struct table_head *h = &t->head;
	bool grown = true;

	for (size_t i = 0; i < h->n; i++) {
		struct table_column *c = &h->columns[i];
		if (!c->left_drawn)
			c->from_x = c->head.x - BEARING_PX;
		if (!c->right_drawn)
			c->to_x = c->head.x + c->head.w;
	}
	while (grown) {
		grown = false;
		for (size_t i = 0; i < t->n_texts; i++) {
			struct rect b = t->texts[i].box;
			size_t n;
			struct table_column *c = column_of(h, b, &n);
			if (!c)
				continue;
			if (!c->left_drawn && b.x < c->from_x)
				c->from_x = b.x, grown = true;
			if (!c->right_drawn && b.x + b.w > c->to_x)
				c->to_x = b.x + b.w, grown = true;
		}
	}
}

/* check_columns() - every text stands in exactly one column, and whole. */
static bool check_columns(const struct laying *t, struct err *e)
{
	const struct table_head *h = &t->head;

	for (size_t i = 0; i + 1 < h->n; i++)
		if (h->columns[i].to_x > h->columns[i + 1].from_x)
			return err_set(e, ERR_UNCERTAIN, "columns %zu and %zu overlap", i + 1,
				       i + 2);
	for (size_t i = 0; i < t->n_texts; i++) {
		struct rect b = t->texts[i].box;
		size_t n;
		const struct table_column *c = column_of(h, b, &n);
		if (n > 1)
			return err_set(e, ERR_UNCERTAIN, "a text at %d,%d reaches over %zu columns",
				       b.x, b.y, n);
		if (!c || b.x < c->from_x || b.x + b.w > c->to_x)
			return err_set(e, ERR_UNCERTAIN, "a text at %d,%d stands under no heading",
				       b.x, b.y);
	}
	return true;
}

/* is_elided() - the application says itself that it has cut the text off. */
static bool is_elided(const char *text)
{
	size_t len = strlen(text);
	const char *end = len >= 3 ? text + len - 3 : ""; /* as many bytes either way */

	return str_eq(end, "...") || str_eq(end, "\u2026");
}

/*
 * may_be_cut() - so near to the column's end that another word could stand behind it unseen: Tk
 * cuts without a sign, between two letters if it comes to that (docs/decisions/035).
 */
static bool may_be_cut(const struct laying *t, const struct table_column *c, struct rect text)
{
	return !t->query->ellipsis && c->right_drawn && c->to_x - (text.x + text.w) < t->head.box.h;
}

/* inked() - pixels of another colour in the part of row @y that lies inside the column. */
static int inked(const struct laying *t, const struct table_column *c, int y)
{
	const struct img *img = t->l->view.frame;
	struct rect area = t->table->area;
	int from = c->from_x > area.x ? c->from_x : area.x, to = area.x + area.w, n = 0;

	from += BEVEL_PX;
	to = (c->to_x < to ? c->to_x : to) - BEVEL_PX;
	for (int x = from + 1; x < to; x++)
		n += img_at(img, x, y) != img_at(img, from, y);
	return n;
}

/* is_blank() - nothing stands in the column beside the texts of @row. */
static bool is_blank(const struct laying *t, const struct table_column *c, struct rect row)
{
	for (int y = row.y; y < row.y + row.h; y++)
		if (inked(t, c, y) > 0)
			return false;
	return true;
}

/* One row on its way. */
struct line {
	const struct phrase *texts;
	size_t n;
	struct rect box;
};

/* read_cell() - all texts of a row that stand in one column. */
static bool read_cell(struct laying *t, const struct line *line, size_t field, struct reading *ret,
		      struct err *e)
{
	const struct table_field *f = &t->query->fields[field];
	const struct table_column *c = t->asked[field];
	const struct read_query q = { .match = f->match,
				      .check_digit = f->check_digit,
				      .arena = t->query->arena };
	struct phrases in = { .list = arena_calloc(q.arena, line->n + 1, sizeof *in.list) };

	*ret = (struct reading){ .certainty = OCR_CERTAIN, .text = "", .alternatives = "" };
	for (size_t i = 0; i < line->n; i++)
		if (overlaps(c, line->texts[i].box))
			in.list[in.n++] = &line->texts[i];
	if (in.n == 0) {
		if (!is_blank(t, c, line->box))
			ret->certainty = OCR_UNCERTAIN;
		return true;
	}
	if (in.n > 1)
		return err_set(e, ERR_UNCERTAIN,
			       "two texts stand side by side under '%s', at %d,%d and %d,%d",
			       f->heading, in.list[0]->box.x, in.list[0]->box.y, in.list[1]->box.x,
			       in.list[1]->box.y);
	if (!reading_of_phrases(t->l, &in, &q, ret, e))
		return false;
	if (may_be_cut(t, c, ret->box) || (t->query->ellipsis && is_elided(ret->text)))
		ret->certainty = OCR_UNCERTAIN;
	return true;
}

/* in_row() - is row @y of pixels part of a text's line? */
static bool in_row(const struct laying *t, int y)
{
	for (size_t i = 0; i < t->n_texts; i++)
		if (y >= t->texts[i].box.y - BEVEL_PX &&
		    y < t->texts[i].box.y + t->texts[i].box.h + BEVEL_PX)
			return true;
	return false;
}

/* check_rest() - besides the texts the columns hold lines, but nothing that may be a row. */
static bool check_rest(const struct laying *t, struct err *e)
{
	struct rect area = t->table->area;

	for (size_t i = 0; i < t->query->n_fields; i++) {
		int run = 0;
		for (int y = area.y + BEVEL_PX; y < area.y + area.h - BEVEL_PX; y++) {
			bool plain = in_row(t, y) || inked(t, t->asked[i], y) <= BEVEL_PX;
			run = plain ? 0 : run + 1;
			if (run >= INK_PX)
				return err_set(e, ERR_UNCERTAIN,
					       "something at %d,%d is no text that could be read",
					       t->asked[i]->from_x, y);
		}
	}
	return true;
}

/* is_cut_off() - a row that touches the end of the area is perhaps not all there. */
static bool is_cut_off(const struct laying *t, struct rect box)
{
	struct rect area = t->table->area;

	return box.y + box.h >= area.y + area.h - 1 || box.y <= area.y + 1;
}

static bool add_row(struct laying *t, struct line *line, struct err *e)
{
	struct table *table = t->table;
	size_t n = t->query->n_fields;
	struct table_row row = { .cells = arena_calloc(t->query->arena, n, sizeof *row.cells) };

	for (size_t i = 0; i < line->n; i++)
		line->box = rect_union(line->box, line->texts[i].box);
	row.box = line->box;
	if (is_cut_off(t, row.box)) {
		table->cut_off = true;
		return true;
	}
	for (size_t i = 0; i < n; i++)
		if (!read_cell(t, line, i, &row.cells[i], e))
			return false;
	table->rows[table->n_rows++] = row;
	return true;
}

static bool add_rows(struct laying *t, struct err *e)
{
	t->table->rows = arena_calloc(t->query->arena, t->n_texts + 1, sizeof *t->table->rows);
	for (size_t i = 0, end; i < t->n_texts; i = end) {
		for (end = i + 1; end < t->n_texts && same_line(t->texts[i].box, t->texts[end].box);
		     end++)
			;
		struct line line = { .texts = t->texts + i, .n = end - i };
		if (!add_row(t, &line, e))
			return false;
	}
	return true;
}

bool table_lay_out(struct locator *l, const struct table_query *q, struct table *ret_table,
		   struct err *e)
{
	struct laying t = { .l = l, .query = q, .table = ret_table };

	*ret_table = (struct table){ 0 };
	if (!find_window(&t, e) || !find_head(&t, e))
		return false;
	rows_find(&t);
	if (t.n_texts == 0)
		return true;
	if (view_covered(&l->view, t.realm.window, ret_table->area))
		return err_set(e, ERR_UNCERTAIN, "another window covers a part of the table");
	widen(&t);
	return check_columns(&t, e) && check_rest(&t, e) && check_end(&t, e) && add_rows(&t, e);
}

bool locate_table(struct locator *l, const struct table_query *q, struct table *ret_table,
		  struct err *e)
{
	return view_refresh(&l->view, l->desk, e) && table_lay_out(l, q, ret_table, e);
}

bool locate_table_list(struct locator *l, const struct table_query *q, struct list_place *ret_list,
		       struct err *e)
{
	struct table table = { 0 };
	struct laying t = { .l = l, .query = q, .table = &table };

	if (!view_refresh(&l->view, l->desk, e) || !find_window(&t, e) || !find_head(&t, e))
		return false;
	rows_find(&t);
	*ret_list = (struct list_place){ table.area, table.window_id };
	return true;
}
