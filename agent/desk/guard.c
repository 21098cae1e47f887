/* guard.c - before input: does it go where it is meant to, and who works against it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/desk/guard.h"

#include <stdarg.h>
#include <stdio.h>
#include "agent/desk/client.h"
#include "agent/desk/display.h"
#include "agent/desk/events.h"
#include "agent/desk/focus.h"
#include "agent/desk/survey.h"
#include "base/str.h"

/* Measured reasons in docs/decisions/014. */
enum {
	WINDOWS_MAX = 32,  /* mapped at once */
	GRAB_MS = 1000,    /* for a menu that is being opened or closed */
	FOCUS_MS = 2000,   /* for a window that takes the focus itself */
	LOOK_AGAIN_MS = 5, /* no event tells the end of a grab */
};

void guard_note(struct desk *d, const char *fmt, ...)
{
	struct guard *g = &d->guard;
	va_list ap;

	if (g->said[0] != 0)
		return;
	va_start(ap, fmt);
	(void)vsnprintf(g->said, sizeof g->said, fmt, ap); /* cut: it is for people to read */
	va_end(ap);
}

void guard_count(struct desk *d)
{
	size_t mapped = 0;

	for (size_t i = 0; i < d->wm.n; i++)
		mapped += d->wm.clients[i].mapped;
	if (mapped <= WINDOWS_MAX)
		d->guard.crowded = false;
	else if (!d->guard.crowded) {
		d->guard.crowded = true;
		guard_note(d, "more than %d windows are open at once", WINDOWS_MAX);
	}
}

void guard_resized(struct desk *d, int width_px, int height_px)
{
	d->guard.resized = width_px != d->width_px || height_px != d->height_px;
	d->guard.width_px = width_px;
	d->guard.height_px = height_px;
}

void guard_replaced(struct desk *d, const XSelectionClearEvent *event)
{
	if (event->selection == d->atoms[ATOM_WM_S0])
		d->guard.replaced = true;
}

bool guard_check(struct desk *d, struct err *e)
{
	struct guard *g = &d->guard;
	struct guard was = *g;

	g->said[0] = 0;
	d->wm.steals = 0;
	if (was.replaced)
		return err_set(e, ERR_MISBEHAVED, "another program made itself window manager");
	if (was.resized)
		return err_set(e, ERR_MISBEHAVED, "the screen was resized from %dx%d to %dx%d px",
			       d->width_px, d->height_px, was.width_px, was.height_px);
	if (d->flood.kind != FLOOD_NOTHING) {
		char said[FLOOD_SAID_BYTES];
		flood_say(d, said, sizeof said);
		return err_set(e, ERR_MISBEHAVED, "%s", said);
	}
	if (was.said[0] != 0)
		return err_set(e, ERR_MISBEHAVED, "%s", was.said);
	return true;
}

/* is_menu() - a visible window without a frame, of a program that also has one with. */
static bool is_menu(struct desk *d, Window id)
{
	XWindowAttributes a;

	if (id == d->wm.own || wm_client(&d->wm, id) != NULL ||
	    !XGetWindowAttributes(d->x, id, &a) || a.map_state != IsViewable ||
	    !a.override_redirect)
		return false;
	for (size_t i = 0; i < d->wm.n; i++) {
		if (client_akin(d, id, d->wm.clients[i].id))
			return true;
	}
	return d->wm.n == 0;
}

static bool menu_is_open(struct desk *d)
{
	Window root, parent, *children = NULL;
	unsigned n = 0;
	bool open = false;

	if (!XQueryTree(d->x, d->root, &root, &parent, &children, &n))
		return false;
	for (unsigned i = n; i-- > 0 && !open;)
		open = is_menu(d, children[i]);
	if (children != NULL)
		XFree(children);
	return open;
}

/* free_of_grabs() - of the keyboard if @keys, else of the pointer; an open menu may hold both. */
static bool free_of_grabs(struct desk *d, const struct survey *seen, bool keys, struct err *e)
{
	struct deadline limit = deadline_in(GRAB_MS);
	struct survey s = *seen;

	for (;;) {
		if (!(keys ? s.keyboard_held : s.pointer_held) || menu_is_open(d))
			return true;
		if (deadline_over(limit))
			return err_set(e, ERR_MISBEHAVED,
				       "a program holds the %s, and no menu is open",
				       keys ? "keyboard" : "pointer");
		if (!events_step(d, deadline_in(LOOK_AGAIN_MS), e) ||
		    !survey_take(d, s.rx, s.ry, &s, e))
			return false;
	}
}

static bool look_around(struct desk *d, struct err *e)
{
	if (!events_pump(d, e))
		return false;
	if (d->lost)
		return events_lost(d, e);
	return guard_check(d, e);
}

/* below() - the uppermost managed window at a point under what has no frame, None if none. */
static Window below(struct desk *d, int rx, int ry)
{
	for (size_t i = d->wm.n_order; i-- > 0;) {
		const struct client *c = wm_client(&d->wm, d->wm.order[i]);
		if (c != NULL && c->mapped && rect_has_point(c->area, rx, ry))
			return c->id;
	}
	return None;
}

bool guard_point(struct desk *d, const struct survey *s, struct err *e)
{
	struct window_name name, hidden;

	if (!guard_check(d, e) || !free_of_grabs(d, s, false, e))
		return false;
	Window top = s->under, under = below(d, s->rx, s->ry);
	if (top == None || wm_client(&d->wm, top) != NULL)
		return true;
	if (under == None || client_akin(d, top, under) || client_akin(d, top, d->wm.active))
		return true;
	window_name(d, top, &name);
	window_name(d, under, &hidden);
	return err_set(e, ERR_MISBEHAVED, "%s of another program covers %s at %d,%d", name.text,
		       hidden.text, s->rx, s->ry);
}

bool guard_aim(struct desk *d, uint32_t id, int rx, int ry, struct err *e)
{
	struct window_name meant, name;

	if (!look_around(d, e))
		return false;
	Window top = wm_top_at(d, rx, ry);
	if (d->lost) /* the server may end between two questions */
		return events_lost(d, e);
	if (top == id && top != None)
		return true;
	window_name(d, id, &meant);
	if (top == None)
		return err_set(e, ERR_MISMATCH, "%s is not at %d,%d", meant.text, rx, ry);
	window_name(d, top, &name);
	return err_set(e, ERR_MISMATCH, "%s covers %s at %d,%d", name.text, meant.text, rx, ry);
}

/* has_focus() - the active window, or a menu of its program that took the focus as well. */
static bool has_focus(struct desk *d, Window top)
{
	return top == d->wm.active || (is_menu(d, top) && client_akin(d, top, d->wm.active));
}

/* await_focus() - for a window that takes the focus itself when told. */
static bool await_focus(struct desk *d, struct err *e)
{
	struct deadline limit = deadline_in(FOCUS_MS);
	struct window_name name;

	for (bool given = false;; given = true) {
		const struct client *c = wm_client(&d->wm, d->wm.active);
		if (c == NULL || has_focus(d, focus_top_level(d)))
			return guard_check(d, e);
		if (!given)
			focus_give(d, c);
		if (deadline_over(limit))
			break;
		if (!events_step(d, deadline_in(LOOK_AGAIN_MS), e))
			return false;
	}
	if (!guard_check(d, e))
		return false;
	window_name(d, d->wm.active, &name);
	return err_set(e, ERR_HUNG, "%s does not take the keyboard", name.text);
}

bool guard_keys(struct desk *d, const struct survey *s, struct err *e)
{
	if (!guard_check(d, e) || !free_of_grabs(d, s, true, e))
		return false;
	return has_focus(d, focus_top_of(d, s->focus)) || await_focus(d, e);
}
