/* stack.c - the order of the managed windows: dialogs above their parents, always. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/desk/stack.h"

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "agent/desk/display.h"
#include "agent/desk/marks.h"
#include "base/mem.h"

/* PARENTS_MAX: a chain of dialogs longer than this is a loop of WM_TRANSIENT_FOR. */
enum { PARENTS_MAX = 16 };

/* Families are stacked by layer; a family has that of its root. */
enum layer { LAYER_BELOW, LAYER_NORMAL, LAYER_DIALOG, LAYER_ABOVE };

/* An order in the making. */
struct stacking {
	struct wm *wm;
	bool *done;    /* by index in wm->clients */
	Window *order; /* bottom to top */
	size_t n;
};

bool stack_descends(struct wm *wm, const struct client *c, Window ancestor)
{
	for (int i = 0; c != NULL && i < PARENTS_MAX; i++) {
		if (c->parent == ancestor)
			return ancestor != None;
		c = wm_client(wm, c->parent);
	}
	return false;
}

static enum layer layer_of(const struct client *c)
{
	if (c->states & CLIENT_ABOVE)
		return LAYER_ABOVE;
	if (c->group_dialog || (c->modal && c->parent == None))
		return LAYER_DIALOG;
	return c->states & CLIENT_BELOW ? LAYER_BELOW : LAYER_NORMAL;
}

/* family_raised() - when @c or any window above it for its sake was raised last. */
static uint64_t family_raised(struct wm *wm, const struct client *c)
{
	uint64_t newest = c->raised;

	for (size_t i = 0; i < wm->n; i++) {
		const struct client *k = &wm->clients[i];
		if (k->raised > newest && stack_descends(wm, k, c->id))
			newest = k->raised;
	}
	return newest;
}

static bool is_below(struct wm *wm, const struct client *a, const struct client *b)
{
	if (layer_of(a) != layer_of(b))
		return layer_of(a) < layer_of(b);
	return family_raised(wm, a) < family_raised(wm, b);
}

/* add_families() - those whose root has the parent @parent, lowest first. @stray: any parent. */
static void add_families(struct stacking *s, Window parent, bool stray)
{
	for (;;) {
		const struct client *lowest = NULL;
		for (size_t i = 0; i < s->wm->n; i++) {
			const struct client *c = &s->wm->clients[i];
			bool orphan = wm_client(s->wm, c->parent) == NULL;
			bool fits = stray || (parent == None ? orphan : c->parent == parent);
			if (fits && !s->done[i] && (lowest == NULL || is_below(s->wm, c, lowest)))
				lowest = c;
		}
		if (lowest == NULL)
			return;
		s->done[lowest - s->wm->clients] = true;
		s->order[s->n++] = lowest->id;
		add_families(s, lowest->id, false); /* ends: every window is added once */
	}
}

void stack_apply(struct desk *d)
{
	struct wm *wm = &d->wm;
	struct stacking s = { .wm = wm,
			      .done = mem_calloc(wm->n + 1, sizeof *s.done),
			      .order = mem_calloc(wm->n + 1, sizeof *s.order) };

	add_families(&s, None, false);
	add_families(&s, None, true); /* loops of parents have no root */
	free(s.done);
	if (s.n == wm->n_order && memcmp(s.order, wm->order, s.n * sizeof *s.order) == 0) {
		free(s.order);
		return;
	}
	free(wm->order);
	wm->order = s.order;
	wm->n_order = s.n;
	if (s.n > 0)
		XRaiseWindow(d->x, s.order[s.n - 1]);
	/* One below the other, not XRestackWindows(): a window that is gone must not stop the
	 * rest. */
	for (size_t i = s.n; i-- > 1;) {
		XWindowChanges change = { .sibling = s.order[i], .stack_mode = Below };
		XConfigureWindow(d->x, s.order[i - 1], CWSibling | CWStackMode, &change);
	}
	marks_lists(d);
	wm_stirred(d);
}

void stack_raise(struct desk *d, struct client *c)
{
	c->raised = ++d->wm.turn;
	stack_apply(d);
}

void stack_lower(struct desk *d, struct client *c)
{
	for (size_t i = 0; i < d->wm.n; i++)
		d->wm.clients[i].raised++; /* only their order counts */
	d->wm.turn++;
	for (size_t i = 0; i < d->wm.n; i++) {
		struct client *k = &d->wm.clients[i];
		if (k == c || stack_descends(&d->wm, k, c->id))
			k->raised = 0;
	}
	stack_apply(d);
}
