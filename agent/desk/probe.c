/* probe.c - which windows the expose barrier asks. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/desk/probe.h"

#include <stdint.h>
#include <stdlib.h>
#include "agent/desk/client.h"
#include "agent/desk/display.h"
#include "agent/desk/query.h"

/* LEAVES_MAX: windows looked at; a big Motif form has some hundred. */
enum { LEAVES_MAX = 64, DEPTH_MAX = 16 };

/* A window without visible children: containers often have no repaint of their own. */
struct leaf {
	Window id;
	struct rect area;  /* what can be seen of it, on the root window */
	struct rect place; /* all of it, likewise */
	bool echoes;       /* holds the pointer or the focus */
};

struct leaves {
	struct leaf list[LEAVES_MAX];
	size_t n;
	struct query_echo echo;
};

struct barrier_lesson *probe_lesson(struct barrier *b, Window top)
{
	for (size_t i = 0; i < BARRIER_LESSONS; i++) {
		if (b->lessons[i].top == top)
			return &b->lessons[i];
	}
	return NULL;
}

/* echoes_in() - what is typed or moved now shows in @area: damage there is weak proof. */
static bool echoes_in(const struct query_echo *echo, Window id, struct rect area)
{
	return id == echo->focus || rect_has_point(area, echo->pointer_x, echo->pointer_y);
}

/* find_leaves() - the visible windows below @id that have no visible children. Two round trips for
 * each window: a form of 100 costs longer than the application takes to answer. */
static void find_leaves(struct desk *d, struct leaves *l, Window id, struct rect visible, int depth)
{
	Window root, parent, *children = NULL;
	struct query_place here = { .id = id };
	size_t before = l->n;
	unsigned n = 0;

	query_places(d, &here, 1, &l->echo);
	struct rect area = rect_intersection(visible, here.area);
	if (!here.visible || rect_empty(area) || depth > DEPTH_MAX)
		return;
	if (!XQueryTree(d->x, id, &root, &parent, &children, &n))
		return;
	for (unsigned i = n; i-- > 0 && l->n < LEAVES_MAX;)
		find_leaves(d, l, children[i], area, depth + 1);
	if (children != NULL)
		XFree(children);
	if (l->n == before && l->n < LEAVES_MAX)
		l->list[l->n++] = (struct leaf){ .id = id,
						 .area = area,
						 .place = here.area,
						 .echoes = echoes_in(&l->echo, id, area) };
}

/* by_silence() - first those where no echo appears, then the big ones, which surely show
 * something. */
static int by_silence(const void *a, const void *b)
{
	const struct leaf *l = a, *r = b;
	int64_t size_l = (int64_t)l->area.w * l->area.h, size_r = (int64_t)r->area.w * r->area.h;

	if (l->echoes != r->echoes)
		return l->echoes ? 1 : -1;
	return (size_l < size_r) - (size_l > size_r);
}

static bool is_popup(struct desk *d, Window id)
{
	XWindowAttributes a;

	if (id == d->wm.own || wm_client(&d->wm, id) != NULL)
		return false;
	if (!XGetWindowAttributes(d->x, id, &a) || a.map_state != IsViewable ||
	    !a.override_redirect || a.class != InputOutput)
		return false;
	/* What another program puts above is no menu of this one; guard.c has a name for it. */
	return d->wm.active == None || client_akin(d, id, d->wm.active);
}

/*
 * topmost() - the uppermost window that is a popup (or else a mapped client), None if none. A
 * popup behind the active window counts for nothing: it has grabbed nothing, and what is covered
 * is never exposed.
 */
static Window topmost(struct desk *d, bool popup)
{
	Window root, parent, *children = NULL, found = None;
	unsigned n = 0;

	if (!XQueryTree(d->x, d->root, &root, &parent, &children, &n))
		return None;
	for (unsigned i = n; i-- > 0 && found == None;) {
		const struct client *c = wm_client(&d->wm, children[i]);
		if (popup && children[i] == d->wm.active)
			break;
		if (popup ? is_popup(d, children[i]) : c != NULL && c->mapped)
			found = children[i];
	}
	if (children != NULL)
		XFree(children);
	return found;
}

Window probe_target(struct desk *d)
{
	struct barrier *b = &d->barrier;

	/* No window came, went or moved in the stack: what was found then is still so. */
	if (b->found_at_stir != d->wm.stir) {
		b->popup = topmost(d, true);
		b->topmost = topmost(d, false);
		b->found_at_stir = d->wm.stir;
	}
	if (b->popup != None)
		return b->popup;
	return d->wm.active != None ? d->wm.active : b->topmost;
}

static void add_probe(struct desk *d, struct barrier_probe probe)
{
	probe.damage = XDamageCreate(d->x, probe.id, XDamageReportDeltaRectangles);
	d->barrier.probes[d->barrier.n++] = probe;
}

/* add_learned() - the windows of @lesson; false, and none, if one of them stands elsewhere now. */
static bool add_learned(struct desk *d, const struct barrier_lesson *lesson)
{
	struct query_place now[BARRIER_ANSWERS];
	struct query_echo echo;

	for (size_t i = 0; i < lesson->n; i++)
		now[i] = (struct query_place){ .id = lesson->known[i].id };
	query_places(d, now, lesson->n, &echo);
	for (size_t i = 0; i < lesson->n; i++) {
		if (!now[i].visible || !rect_equal(now[i].area, lesson->known[i].place))
			return false;
	}
	for (size_t i = 0; i < lesson->n; i++) {
		const struct barrier_known *k = &lesson->known[i];
		struct rect area = { k->place.x + k->visible.x, k->place.y + k->visible.y,
				     k->visible.w, k->visible.h };
		add_probe(d, (struct barrier_probe){ .id = k->id,
						     .place = k->place,
						     .visible = k->visible,
						     .entire = k->entire,
						     .echoes = echoes_in(&echo, k->id, area) });
	}
	return lesson->n > 0;
}

/* add_leaves() - the windows below @top most likely to answer. */
static void add_leaves(struct desk *d, Window top)
{
	struct barrier *b = &d->barrier;
	struct leaves l = { 0 };

	find_leaves(d, &l, top, (struct rect){ 0, 0, d->width_px, d->height_px }, 0);
	qsort(l.list, l.n, sizeof l.list[0], by_silence);
	for (size_t i = 0; i < l.n && b->n < BARRIER_PROBES_MAX; i++) {
		const struct leaf *leaf = &l.list[i];
		struct rect visible = { leaf->area.x - leaf->place.x, leaf->area.y - leaf->place.y,
					leaf->area.w, leaf->area.h };
		/* Where typing echoes, damage is weak proof: only asked when the others are too
		 * few. */
		if (leaf->echoes && b->n >= BARRIER_ANSWERS)
			break;
		add_probe(d, (struct barrier_probe){ .id = leaf->id,
						     .place = leaf->place,
						     .visible = visible,
						     .echoes = leaf->echoes });
	}
}

void probe_choose(struct desk *d, Window top)
{
	struct barrier *b = &d->barrier;
	const struct barrier_lesson *lesson = probe_lesson(b, top);

	b->all_must = lesson != NULL && add_learned(d, lesson);
	b->effort = b->all_must ? lesson->effort : BARRIER_CORNERS;
	if (!b->all_must)
		add_leaves(d, top);
}
