/* view.c - the screen at one moment. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/locate/view.h"

#include "agent/desk/desk.h"

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

bool view_refresh(struct view *v, struct desk *desk, struct err *e)
{
	CLEANUP(arena_freep) struct arena *fresh = arena_new();
	const struct img *frame;
	struct window *windows;
	size_t n;

	if (!window_list(desk, fresh, &windows, &n, e) || !desk_frame(desk, &frame, e))
		return false;
	uint64_t hash = img_hash(frame, img_bounds(frame));
	bool same_pixels = v->arena && hash == v->hash && same_windows(v, windows, n);
	struct view_window *list = arena_calloc(fresh, n, sizeof *list);
	for (size_t i = 0; i < n; i++)
		list[i].window = windows[i];
	for (size_t i = 0; same_pixels && i < n; i++) {
		const struct view_window *was = &v->windows[i];
		if (!was->looked_at)
			continue;
		list[i].phrases = arena_calloc(fresh, was->n_phrases, sizeof *list[i].phrases);
		for (size_t k = 0; k < was->n_phrases; k++)
			list[i].phrases[k] = was->phrases[k];
		list[i].n_phrases = was->n_phrases;
		list[i].looked_at = true;
	}
	arena_free(v->arena);
	*v = (struct view){ .arena = TAKE(fresh), .frame = frame, .hash = hash,
			    .windows = list, .n_windows = n };
	return true;
}

void view_clear(struct view *v)
{
	arena_free(v->arena);
	*v = (struct view){ 0 };
}

bool view_covered(const struct view *v, size_t i, struct rect box)
{
	for (size_t above = 0; above < i; above++)
		if (!rect_empty(rect_intersection(v->windows[above].window.area, box)))
			return true;
	return false;
}

void view_phrases(struct view *v, size_t i, const struct phrase **ret_list, size_t *ret_n)
{
	struct view_window *w = &v->windows[i];

	if (!w->looked_at) {
		size_t n, kept = 0;
		layout_phrases(v->frame, w->window.area, v->arena, &w->phrases, &n);
		for (size_t k = 0; k < n; k++)
			if (!view_covered(v, i, w->phrases[k].box))
				w->phrases[kept++] = w->phrases[k];
		w->n_phrases = kept;
		w->looked_at = true;
	}
	*ret_list = w->phrases;
	*ret_n = w->n_phrases;
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
