/* focus.c - which window has the keyboard: the newest, behind its modal dialogs. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/desk/focus.h"

#include <stddef.h>
#include "agent/desk/display.h"
#include "agent/desk/events.h"

/* PARENTS_MAX: a chain of dialogs longer than this is a loop of WM_TRANSIENT_FOR. */
enum { PARENTS_MAX = 16 };

static bool descends(struct wm *wm, const struct client *c, Window ancestor)
{
	for (int i = 0; c != NULL && i < PARENTS_MAX; i++) {
		if (c->parent == ancestor)
			return true;
		c = wm_client(wm, c->parent);
	}
	return false;
}

/*
 * blocker() - the newest modal window that keeps the keyboard from @c, NULL if none.
 * One that names no parent blocks everything; others block their parents and whatever those own.
 */
static struct client *blocker(struct wm *wm, const struct client *c)
{
	struct client *best = NULL;

	for (size_t i = 0; i < wm->n; i++) {
		struct client *m = &wm->clients[i];
		if (!m->modal || !m->mapped || m == c || descends(wm, c, m->id))
			continue;
		if (c->modal && c->turn > m->turn)
			continue;
		bool over =
			m->parent == None || descends(wm, m, c->id) || descends(wm, c, m->parent);
		if (over && (best == NULL || m->turn > best->turn))
			best = m;
	}
	return best;
}

/* give() - hand the keyboard over as ICCCM 4.1.7 says; a window that wants none keeps it away. */
static void give(struct desk *d, const struct client *c)
{
	if (c->takes_input)
		XSetInputFocus(d->x, c->id, RevertToPointerRoot, events_time(d));
	if (c->takes_focus)
		wm_send(d, c->id, d->atoms[ATOM_WM_TAKE_FOCUS]);
	if (d->wm.active != c->id)
		wm_stirred(d);
	wm_mark_active(d, c->id);
}

/* raise_family() - @c, then its dialogs above it, oldest first so that the newest is topmost. */
static void raise_family(struct desk *d, const struct client *c, int depth)
{
	struct wm *wm = &d->wm;
	uint64_t done = 0;

	XRaiseWindow(d->x, c->id);
	while (depth < PARENTS_MAX) {
		const struct client *next = NULL;
		for (size_t i = 0; i < wm->n; i++) {
			const struct client *k = &wm->clients[i];
			if (k->parent == c->id && k->mapped && k->turn > done &&
			    (next == NULL || k->turn < next->turn))
				next = k;
		}
		if (next == NULL)
			return;
		done = next->turn;
		raise_family(d, next, depth + 1);
	}
}

static struct client *newest(struct wm *wm)
{
	struct client *best = NULL;

	for (size_t i = 0; i < wm->n; i++) {
		struct client *c = &wm->clients[i];
		if (c->mapped && (c->takes_input || c->takes_focus) &&
		    (best == NULL || c->turn > best->turn))
			best = c;
	}
	return best;
}

static void give_or_block(struct desk *d, struct client *c)
{
	for (int i = 0; i < PARENTS_MAX; i++) {
		struct client *m = blocker(&d->wm, c);
		if (m == NULL)
			break;
		c = m;
		raise_family(d, c, 0);
	}
	give(d, c);
}

void focus_newest(struct desk *d, struct client *c)
{
	c->turn = ++d->wm.turn;
	raise_family(d, c, 0);
	if (c->takes_input || c->takes_focus)
		give_or_block(d, c);
}

void focus_again(struct desk *d, Window parent)
{
	struct client *c = wm_client(&d->wm, parent);

	if (c == NULL || !c->mapped)
		c = newest(&d->wm);
	if (c != NULL) {
		focus_newest(d, c);
		return;
	}
	wm_stirred(d);
	wm_mark_active(d, None);
}

/* top_level_of() - the child of the root window that holds @at, None if it is gone. */
static Window top_level_of(struct desk *d, Window at)
{
	Window root, parent, *children = NULL;
	unsigned n;

	while (at > PointerRoot && at != d->root) {
		if (!XQueryTree(d->x, at, &root, &parent, &children, &n))
			return None;
		if (children != NULL)
			XFree(children);
		children = NULL;
		if (parent == d->root)
			return at;
		at = parent;
	}
	return None;
}

Window focus_top_level(struct desk *d)
{
	struct wm *wm = &d->wm;
	Window at;
	int revert;

	XGetInputFocus(d->x, &at, &revert);
	if (at != wm->focus || wm->stir != wm->focus_stir) {
		wm->focus_top = top_level_of(d, at);
		wm->focus = at;
		wm->focus_stir = wm->stir;
	}
	return wm->focus_top;
}
