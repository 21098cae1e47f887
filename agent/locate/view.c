/* view.c - the screen at one moment. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/locate/view.h"

#include <string.h>
#include "agent/desk/desk.h"
#include "base/clock.h"
#include "ocr/panel.h"

/* same_windows() - nothing about the stack of windows changed that a target could depend on. */
static bool same_windows(const struct view *v, const struct window *now, size_t n)
{
	if (n != v->n_windows)
		return false;
	for (size_t i = 0; i < n; i++) {
		const struct window *was = &v->windows[i].window;
		if (was->id != now[i].id || !rect_equal(was->area, now[i].area))
			return false;
	}
	return true;
}

/* covered() - some window above window @i hides part of @box. */
static bool covered(const struct view_window *list, size_t i, struct rect box)
{
	for (size_t above = 0; above < i; above++)
		if (!rect_empty(rect_intersection(list[above].window.area, box)))
			return true;
	return false;
}

/* area_of() - of the window with @id; empty if it is gone. */
static struct rect area_of(const struct view *v, uint32_t id)
{
	for (size_t i = 0; i < v->n_windows; i++)
		if (v->windows[i].window.id == id)
			return v->windows[i].window.area;
	return (struct rect){ 0 };
}

bool view_hidden_box(const struct view *v, size_t i, struct rect *ret_box)
{
	struct rect area = area_of(v, v->hidden[i].window_id);

	*ret_box = v->hidden[i].box;
	ret_box->x += area.x;
	ret_box->y += area.y;
	return !rect_empty(area);
}

bool view_hides(const struct view *v, struct rect box)
{
	struct rect hidden;

	for (size_t i = 0; i < v->n_hidden; i++)
		if (view_hidden_box(v, i, &hidden) && !rect_empty(rect_intersection(hidden, box)))
			return true;
	return false;
}

bool view_hide(struct view *v, uint32_t id, struct rect box)
{
	struct rect area = area_of(v, id);

	if (view_hides(v, box))
		return true;
	if (v->n_hidden == VIEW_HIDDEN_MAX)
		return false;
	box.x -= area.x;
	box.y -= area.y;
	v->hidden[v->n_hidden++] = (struct view_hidden){ id, box };
	for (size_t i = 0; i < v->n_windows; i++)
		v->windows[i].looked_at = false;
	return true;
}

/*
 * is_there() - hidden field @i may still be on the screen. What another window covers, and a window
 * that is not up, may come back; only another page in its place ends it.
 */
static bool is_there(const struct view *v, size_t i)
{
	struct rect box, panel;
	size_t w = 0;

	if (!view_hidden_box(v, i, &box))
		return true;
	while (v->windows[w].window.id != v->hidden[i].window_id)
		w++;
	return covered(v->windows, w, box) ||
	       (panel_at(v->frame, box.x + box.w / 2, box.y + box.h / 2, &panel) &&
		rect_equal(panel, box));
}

/* drop_hidden() - forget the fields in whose place another page is. */
static void drop_hidden(struct view *v)
{
	size_t kept = 0;

	for (size_t i = 0; i < v->n_hidden; i++)
		if (is_there(v, i))
			v->hidden[kept++] = v->hidden[i];
	v->n_hidden = kept;
}

/* drop_unseen() - forget the phrases of window @w that stand in a hidden field. */
static void drop_unseen(const struct view *v, struct view_window *w)
{
	size_t kept = 0;

	for (size_t k = 0; k < w->n_phrases; k++)
		if (!view_hides(v, w->phrases[k].box))
			w->phrases[kept++] = w->phrases[k];
	w->n_phrases = kept;
}

/* drop_covered() - forget the phrases of window @i that a window above it hides in part. */
static void drop_covered(struct view_window *list, size_t i)
{
	struct view_window *w = &list[i];
	size_t kept = 0;

	for (size_t k = 0; k < w->n_phrases; k++)
		if (!covered(list, i, w->phrases[k].box))
			w->phrases[kept++] = w->phrases[k];
	w->n_phrases = kept;
}

/* look_at() - the phrases of window @i of @v; what @was has of them holds where no row changed. */
static void look_at(struct view *v, size_t i, const struct strips *was)
{
	struct view_window *w = &v->windows[i];
	const struct strip_rows rows = { .frame = v->frame,
					 .area = rect_intersection(w->window.area,
								   img_bounds(v->frame)),
					 .changed = v->changed };
	int laid_out;

	strips_make(&rows, was, v->arena, &w->strips, &laid_out);
	v->laid_out_rows += laid_out;
	w->n_phrases = 0;
	for (size_t k = 0; k < w->strips.n; k++)
		w->n_phrases += w->strips.list[k].n;
	w->phrases = arena_calloc(v->arena, w->n_phrases + 1, sizeof *w->phrases);
	struct phrase *to = w->phrases;
	for (size_t k = 0; k < w->strips.n; k++) {
		const struct strip *s = &w->strips.list[k];
		if (s->n > 0)
			memcpy(to, s->phrases, s->n * sizeof *to);
		to += s->n;
	}
	drop_covered(v->windows, i);
	drop_unseen(v, w);
	layout_order(w->phrases, w->n_phrases, sizeof *w->phrases);
	w->looked_at = true;
}

/* note_changes() - which rows of @dirty are not those of the last picture, and keep them. */
static void note_changes(struct view *v, const struct view *last, struct rect dirty)
{
	const struct img *now = v->frame;
	size_t row_bytes = (size_t)now->width_px * sizeof *now->px;

	v->changed = arena_calloc(v->arena, (size_t)now->height_px, sizeof *v->changed);
	v->seen = last->seen;
	if (!v->seen || v->seen->width_px != now->width_px ||
	    v->seen->height_px != now->height_px) {
		img_unref(v->seen);
		v->seen = img_new(now->width_px, now->height_px);
		dirty = img_bounds(now);
	}
	dirty = rect_intersection(dirty, img_bounds(now));
	for (int iy = dirty.y; iy < dirty.y + dirty.h; iy++) {
		if (last->seen && memcmp(img_row(v->seen, iy), img_row(now, iy), row_bytes) == 0)
			continue;
		memcpy(img_row(v->seen, iy), img_row(now, iy), row_bytes);
		v->changed[iy] = true;
	}
}

bool view_refresh(struct view *v, struct desk *desk, struct err *e)
{
	CLEANUP(arena_freep) struct arena *fresh = arena_new();
	const struct img *frame;
	struct window *windows;
	size_t n;

	if (v->watch.leave)
		v->watch.leave(v->watch.self);
	if (!window_list(desk, fresh, &windows, &n, e) || !desk_frame(desk, &frame, e))
		return false;
	struct rect dirty = desk_frame_dirty(desk);
	int64_t seen_at_us = clock_boot_us();
	bool same = v->arena && same_windows(v, windows, n);
	struct view now = { .frame = frame,
			    .n_windows = n,
			    .laid_out_rows = v->laid_out_rows,
			    .seen_at_us = seen_at_us,
			    .untaken =
				    v->take_all ? img_bounds(frame) : rect_union(v->untaken, dirty),
			    .watch = v->watch };
	now.arena = TAKE(fresh);
	now.windows = arena_calloc(now.arena, n, sizeof *now.windows);
	for (size_t i = 0; i < n; i++)
		now.windows[i].window = windows[i];
	memcpy(now.hidden, v->hidden, sizeof now.hidden);
	now.n_hidden = v->n_hidden;
	drop_hidden(&now);
	note_changes(&now, v, dirty);
	for (size_t i = 0; same && i < n; i++)
		if (v->windows[i].looked_at)
			look_at(&now, i, &v->windows[i].strips);
	arena_free(v->arena);
	*v = now;
	return true;
}

void view_clear(struct view *v)
{
	arena_free(v->arena);
	img_unref(v->seen);
	*v = (struct view){ 0 };
}

void view_phrases(struct view *v, size_t i, const struct phrase **ret_list, size_t *ret_n)
{
	struct view_window *w = &v->windows[i];

	if (!w->looked_at)
		look_at(v, i, NULL);
	*ret_list = w->phrases;
	*ret_n = w->n_phrases;
}

bool view_covered(const struct view *v, size_t i, struct rect box)
{
	return covered(v->windows, i, box);
}

size_t view_window_at(const struct view *v, int rx, int ry)
{
	for (size_t i = 0; i < v->n_windows; i++)
		if (rect_has_point(v->windows[i].window.area, rx, ry))
			return i;
	return v->n_windows;
}

size_t view_active(const struct view *v)
{
	size_t topmost = v->n_windows;

	for (size_t i = v->n_windows; i-- > 0;) {
		if (v->windows[i].window.active)
			return i;
		if (!v->windows[i].window.popup)
			topmost = i;
	}
	return topmost;
}
