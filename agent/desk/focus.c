/* focus.c - which window has the keyboard: the newest, behind its modal dialogs. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/desk/focus.h"

#include <stddef.h>
#include "agent/desk/client.h"
#include "agent/desk/display.h"
#include "agent/desk/events.h"
#include "agent/desk/marks.h"
#include "agent/desk/stack.h"

/* BLOCKERS_MAX: dialogs over dialogs. STEALS_MAX: two programs that both insist would keep the
 * desk busy for ever; after that many the next input says so. */
enum { BLOCKERS_MAX = 16, STEALS_MAX = 8 };

/* same_group() - does a dialog that names no parent concern @c? */
static bool same_group(const struct client *m, const struct client *c)
{
	return m->group == None || c->group == None || m->group == c->group;
}

/*
 * One that names no parent blocks its whole group, or everything if it has none; others block their
 * parents and whatever those own.
 */
struct client *focus_blocker(struct desk *d, const struct client *c)
{
	struct wm *wm = &d->wm;
	struct client *best = NULL;

	for (size_t i = 0; i < wm->n; i++) {
		struct client *m = &wm->clients[i];
		if (!m->modal || !m->mapped || m == c || stack_descends(wm, c, m->id))
			continue;
		if (c->modal && c->turn > m->turn)
			continue;
		bool over = m->parent == None ? same_group(m, c)
					      : stack_descends(wm, m, c->id) ||
							stack_descends(wm, c, m->parent);
		if (over && (best == NULL || m->turn > best->turn))
			best = m;
	}
	return best;
}

/* As ICCCM 4.1.7 says; a window that wants none keeps the keyboard away. */
void focus_give(struct desk *d, const struct client *c)
{
	d->stir++;
	if (c->takes_input)
		XSetInputFocus(d->x, c->id, RevertToPointerRoot, events_time(d));
	if (c->takes_focus)
		wm_send(d, c->id, d->atoms[ATOM_WM_TAKE_FOCUS]);
	if (d->wm.active != c->id)
		wm_stirred(d);
	marks_active(d, c->id);
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
	for (int i = 0; i < BLOCKERS_MAX; i++) {
		struct client *m = focus_blocker(d, c);
		if (m == NULL)
			break;
		c = m;
		stack_raise(d, c);
	}
	focus_give(d, c);
}

void focus_newest(struct desk *d, struct client *c)
{
	c->turn = ++d->wm.turn;
	stack_raise(d, c);
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
	marks_active(d, None);
}

/* give_back() - unless the other program insists. */
static void give_back(struct desk *d, const struct client *active, Window thief)
{
	struct window_name name, victim;

	window_name(d, thief, &name);
	window_name(d, active->id, &victim);
	guard_note(d, "%s took the keyboard from %s by itself", name.text, victim.text);
	if (d->wm.steals++ < STEALS_MAX)
		focus_give(d, active);
}

void focus_look(struct desk *d)
{
	struct client *active = wm_client(&d->wm, d->wm.active);

	d->wm.focus_moved = false;
	if (active == NULL || !active->mapped)
		return;
	Window top = focus_top_level(d);
	struct client *c = wm_client(&d->wm, top);
	if (top == None || top == active->id)
		return; /* None: between two windows; the next input looks again */
	if (!client_akin(d, top, active->id)) {
		give_back(d, active, top);
	} else if (c != NULL && focus_blocker(d, c) != NULL) {
		give_or_block(d, c);
	} else if (c != NULL) {
		c->turn = ++d->wm.turn;
		wm_stirred(d);
		marks_active(d, c->id);
	}
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

Window focus_top_of(struct desk *d, Window at)
{
	struct wm *wm = &d->wm;

	if (at != wm->focus || wm->stir != wm->focus_stir) {
		wm->focus_top = top_level_of(d, at);
		wm->focus = at;
		wm->focus_stir = wm->stir;
	}
	return wm->focus_top;
}

Window focus_top_level(struct desk *d)
{
	Window at;
	int revert;

	XGetInputFocus(d->x, &at, &revert);
	return focus_top_of(d, at);
}
