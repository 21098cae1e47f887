/* view.c - the screen at one moment. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/locate/view.h"

#include "agent/desk/desk.h"

/* BAND_PX: rows above and below a change that are looked at again; the highest text is 20 px. */
enum { BAND_PX = 24 };

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

/* band_of() - the rows of @window that @dirty touches, with every old phrase that touches them
 * whole. */
static struct rect band_of(const struct view_window *was, struct rect dirty)
{
	struct rect area = was->window.area;
	struct rect band = { area.x, dirty.y - BAND_PX, area.w, dirty.h + 2 * BAND_PX };

	for (bool grown = true; grown;) {
		grown = false;
		for (size_t i = 0; i < was->n_phrases; i++) {
			struct rect box = was->phrases[i].box;
			if (rect_empty(rect_intersection(box, band)) ||
			    (box.y >= band.y && box.y + box.h <= band.y + band.h))
				continue;
			box.x = band.x;
			box.w = band.w;
			band = rect_union(band, box);
			grown = true;
		}
	}
	return rect_intersection(band, area);
}

/* keep() - the phrases of @was that still hold, and the new ones of the rows that changed. */
static void keep(struct arena *a, const struct img *frame, const struct view_window *was,
		 struct rect dirty, struct view_window *now)
{
	struct rect band = { 0 };
	struct phrase *fresh = NULL;
	size_t n_fresh = 0;

	if (!rect_empty(rect_intersection(dirty, was->window.area))) {
		band = band_of(was, dirty);
		/* Some rows more, so that a letter on the edge of the band is seen whole. */
		layout_phrases(frame, rect_intersection(rect_grow(band, BAND_PX), was->window.area),
			       a, &fresh, &n_fresh);
	}
	now->phrases = arena_calloc(a, was->n_phrases + n_fresh, sizeof *now->phrases);
	for (size_t i = 0; i < was->n_phrases; i++)
		if (rect_empty(rect_intersection(was->phrases[i].box, band)))
			now->phrases[now->n_phrases++] = was->phrases[i];
	for (size_t i = 0; i < n_fresh; i++)
		if (!rect_empty(rect_intersection(fresh[i].box, band)))
			now->phrases[now->n_phrases++] = fresh[i];
	layout_order(now->phrases, now->n_phrases, sizeof *now->phrases);
	now->looked_at = true;
}

bool view_refresh(struct view *v, struct desk *desk, struct err *e)
{
	CLEANUP(arena_freep) struct arena *fresh = arena_new();
	const struct img *frame;
	struct window *windows;
	size_t n;

	if (!window_list(desk, fresh, &windows, &n, e) || !desk_frame(desk, &frame, e))
		return false;
	struct rect dirty = desk_frame_dirty(desk);
	bool same = v->arena && same_windows(v, windows, n);
	struct view_window *list = arena_calloc(fresh, n, sizeof *list);
	for (size_t i = 0; i < n; i++) {
		list[i].window = windows[i];
		if (same && v->windows[i].looked_at)
			keep(fresh, frame, &v->windows[i], dirty, &list[i]);
	}
	/*
	 * Rows that changed may be covered in part: what view_phrases() would drop is dropped here.
	 */
	for (size_t i = 0; same && i < n; i++)
		drop_covered(list, i);
	arena_free(v->arena);
	*v = (struct view){ .arena = TAKE(fresh), .frame = frame, .windows = list, .n_windows = n };
	return true;
}

void view_clear(struct view *v)
{
	arena_free(v->arena);
	*v = (struct view){ 0 };
}

void view_phrases(struct view *v, size_t i, const struct phrase **ret_list, size_t *ret_n)
{
	struct view_window *w = &v->windows[i];

	if (!w->looked_at) {
		layout_phrases(v->frame, w->window.area, v->arena, &w->phrases, &w->n_phrases);
		drop_covered(v->windows, i);
		w->looked_at = true;
	}
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
