/* tall.c - a list at its full length, on a picture of its window that is as high as it takes. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/locate/tall.h"

#include <string.h>
#include "agent/locate/locator.h"
#include "agent/locate/rows.h"
#include "ocr/panel.h"

/* HIDDEN_RGB: what stands in the place of a field that hides its text. LINE_PX: the lowest letters
 * of a list, LINES_MIN: its lines. */
enum { HIDDEN_RGB = 0x606060, LINE_PX = 10, LINES_MIN = 3 };

/* only() - of several hits the one there is. */
static bool only(const struct hits *hits, struct list_place *ret_list, struct err *e)
{
	if (hits->n > 1)
		return err_set(e, ERR_AMBIGUOUS, "what `in:` names is there %zu times", hits->n);
	if (hits->n == 1)
		*ret_list = (struct list_place){ hits->list[0].box, hits->list[0].window_id };
	return true;
}

/*
 * is_low() - is @box lower than three lines? A wheel turned over such an area changes the value
 * of a combo box or a spin button instead of moving a list.
 */
static bool is_low(struct locator *l, const struct list_place *list)
{
	const struct phrase *texts;
	size_t n, w = 0;
	int high = LINE_PX;

	while (w < l->view.n_windows && l->view.windows[w].window.id != list->window_id)
		w++;
	if (w == l->view.n_windows)
		return true;
	view_phrases(&l->view, w, &texts, &n);
	for (size_t i = 0; i < n; i++)
		if (rect_contains(list->area, texts[i].box) && texts[i].box.h > high)
			high = texts[i].box.h;
	return list->area.h < LINES_MIN * high;
}

/* find_in() - the list that `in:` names. */
static bool find_in(struct locator *l, const struct locate_query *q, struct list_place *ret_list,
		    struct err *e)
{
	const struct locate_query outer = { .target = q->target->in,
					    .scope = q->scope,
					    .everywhere = q->everywhere };
	struct hits hits = { .arena = arena_new() };
	CLEANUP(arena_freep) struct arena *a = hits.arena;

	(void)a; /* owns the hits until the end of this function */
	if (!locate_again(l, &outer, &hits, e) || !only(&hits, ret_list, e))
		return false;
	for (size_t i = 0; i < l->view.n_windows && hits.n; i++)
		if (rect_equal(l->view.windows[i].window.area, ret_list->area))
			return err_set(e, ERR_RECIPE,
				       "a window is no list: `in:` names the list"
				       " that scrolls");
	if (hits.n == 0)
		return true;
	ret_list->area = list_whole(l->view.frame, ret_list->area);
	if (is_low(l, ret_list))
		return err_set(e, ERR_RECIPE,
			       "what `in:` names is too low for a list that scrolls");
	return true;
}

bool locate_list(struct locator *l, const struct locate_query *q, struct list_place *ret_list,
		 struct err *e)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	struct table_field field = { 0 };
	const struct table_query column = { .fields = &field, .n_fields = 1, .arena = a };

	*ret_list = (struct list_place){ 0 };
	if (!view_refresh(&l->view, l->desk, e))
		return false;
	if (q->target->in)
		return find_in(l, q, ret_list, e);
	if (!scope_text(q->scope, q->target->column, a, &field.heading, e))
		return false;
	struct err cause = { 0 };
	if (locate_table_list(l, &column, ret_list, &cause) || cause.code == ERR_NOT_FOUND)
		return true;
	return err_set(e, cause.code, "%s", cause.msg);
}

bool locate_popup_list(struct locator *l, struct list_place *ret_list, struct err *e)
{
	const struct view *v = &l->view;
	struct list_place list = { 0 };

	if (!view_refresh(&l->view, l->desk, e))
		return false;
	if (v->n_windows > 0 && v->windows[0].window.popup) {
		const struct rect box = v->windows[0].window.area;
		list.window_id = v->windows[0].window.id;
		if (!panel_at(v->frame, box.x + box.w / 2, box.y + box.h / 2, &list.area) ||
		    !rect_contains(box, list.area))
			list.area = (struct rect){ 0 };
		else
			list.area = list_whole(v->frame, list.area);
	}
	*ret_list = list;
	return true;
}

/* What is the locator's own view while a tall picture takes its place. */
struct swap {
	struct view own;
	struct rect window; /* of the list, as far as it is on the screen */
	int more_px;        /* rows that the picture has more than the screen */
};

/* to_tall() - @box of the screen on the picture; what holds the list is as much higher. */
static struct rect to_tall(const struct swap *s, const struct tall *t, struct rect box)
{
	if (rect_contains(box, t->place.area))
		box.h += s->more_px;
	else if (box.y >= t->place.area.y + t->place.area.h)
		box.y += s->more_px;
	box.x -= s->window.x;
	box.y -= s->window.y;
	return box;
}

static struct rect to_root(const struct swap *s, struct rect box)
{
	box.x += s->window.x;
	box.y += s->window.y;
	return box;
}

/* stretch() - the window @from with the list's rows as in @t; beside them what stands beside the
 * middle of the list: its borders. Owned by the caller. */
static struct img *stretch(const struct img *from, struct rect area, const struct img *sheet)
{
	int more_px = sheet->height_px - area.h, end = area.y + area.h;
	struct img *to = img_new(from->width_px, from->height_px + more_px);
	size_t bytes = (size_t)from->width_px * sizeof(uint32_t);

	for (int iy = 0; iy < to->height_px; iy++) {
		int source = iy < area.y ? iy : iy - more_px;
		if (iy >= area.y && source < end)
			source = area.y + area.h / 2;
		memcpy(img_row(to, iy), img_row(from, source), bytes);
	}
	img_blit(to, sheet, area.x, area.y);
	return to;
}

/* picture_of() - the window of the list without what nobody may read, stretched. */
static struct img *picture_of(const struct view *v, const struct tall *t, struct rect window)
{
	CLEANUP(img_unrefp) struct img *now = img_crop(v->frame, window);
	struct rect area = t->place.area, hidden;

	for (size_t i = 0; i < v->n_hidden; i++) {
		if (!view_hidden_box(v, i, &hidden))
			continue;
		hidden.x -= window.x;
		hidden.y -= window.y;
		img_fill(now, hidden, HIDDEN_RGB);
	}
	area.x -= window.x;
	area.y -= window.y;
	return stretch(now, area, t->sheet);
}

/* swap_in() - from now on @l sees the tall picture; false if the window is gone or covered. */
static bool swap_in(struct locator *l, const struct tall *t, struct swap *s, struct err *e)
{
	const struct rect area = t->place.area;
	size_t i = 0;

	if (!view_refresh(&l->view, l->desk, e))
		return false;
	while (i < l->view.n_windows && l->view.windows[i].window.id != t->place.window_id)
		i++;
	if (i == l->view.n_windows || view_covered(&l->view, i, area))
		return err_set(e, ERR_UNCERTAIN, "the list is no longer seen whole");
	s->own = l->view;
	s->window = rect_intersection(l->view.windows[i].window.area, img_bounds(l->view.frame));
	s->more_px = t->sheet->height_px - area.h;
	if (!rect_contains(s->window, area) || s->window.h + s->more_px > IMG_SIDE_MAX)
		return err_set(e, ERR_UNCERTAIN, "the list is longer than a picture may be");
	struct view tall = { .arena = arena_new(), .n_windows = 1 };
	tall.windows = arena_calloc(tall.arena, 1, sizeof *tall.windows);
	tall.windows[0].window = l->view.windows[i].window;
	tall.seen = picture_of(&l->view, t, s->window);
	tall.frame = tall.seen;
	tall.windows[0].window.area = img_bounds(tall.seen);
	l->view = tall;
	return true;
}

static void swap_out(struct locator *l, struct swap *s)
{
	view_clear(&l->view);
	l->view = s->own;
}

/* keep_listed() - of @hits those in the list, in root coordinates. */
static void keep_listed(struct hits *hits, const struct tall *t, const struct swap *s)
{
	const struct rect list = to_tall(s, t, t->place.area);
	size_t kept = 0;

	for (size_t i = 0; i < hits->n; i++) {
		struct hit hit = hits->list[i];
		if (!rect_contains(list, hit.box))
			continue;
		hit.box = to_root(s, hit.box);
		hits->list[kept++] = hit;
	}
	hits->n = kept;
}

bool locate_find_tall(struct locator *l, const struct tall *t, const struct locate_query *q,
		      struct hits *hits, struct err *e)
{
	struct swap s;

	*hits = (struct hits){ .arena = hits->arena };
	if (!swap_in(l, t, &s, e))
		return false;
	bool done = locate_again(l, q, hits, e);
	keep_listed(hits, t, &s);
	swap_out(l, &s);
	return done;
}

bool locate_text_tall(struct locator *l, const struct tall *t, const char *text, struct hits *hits,
		      struct err *e)
{
	struct swap s;

	*hits = (struct hits){ .arena = hits->arena };
	if (!swap_in(l, t, &s, e))
		return false;
	const struct realm realm = { 0, to_tall(&s, t, t->place.area) };
	bool done = text_find(l, &realm, text, hits, e);
	keep_listed(hits, t, &s);
	swap_out(l, &s);
	return done;
}

bool locate_table_tall(struct locator *l, const struct tall *t, const struct table_query *q,
		       struct table *ret_table, struct err *e)
{
	struct table_query tall = *q;
	struct swap s;

	if (!swap_in(l, t, &s, e))
		return false;
	tall.window_id = t->place.window_id;
	tall.area = rect_empty(q->area) ? q->area : to_tall(&s, t, q->area);
	bool done = table_lay_out(l, &tall, ret_table, e);
	swap_out(l, &s);
	return done;
}
