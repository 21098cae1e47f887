/* barrier.c - waiting until the application has eaten its input: ping or expose. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/desk/barrier.h"

#include <stdint.h>
#include <stdlib.h>
#include "agent/desk/display.h"
#include "agent/desk/events.h"
#include "agent/desk/focus.h"

enum {
	CORNER_PX = 8,   /* every toolkit tried repaints something for it; 16 or more repaint more */
	HARDER_MS = 150, /* 100 times what an idle program needs; then it is busy, or must be asked harder */
	LEAVES_MAX = 64, /* windows looked at; a big Motif form has some hundred */
	DEPTH_MAX = 16,
	ANSWERS = 2,     /* one repaint may be the application's own business, two are the barrier */
};

/* A window without visible children: containers often have no repaint of their own. */
struct leaf {
	Window id;
	struct rect area; /* what can be seen of it, on the root window */
	int width_px, height_px;
	bool echoes;      /* holds the pointer or the focus */
};

struct leaves {
	struct leaf list[LEAVES_MAX];
	size_t n;
	int pointer_x, pointer_y;
	Window focus;
};

void barrier_ponged(struct desk *d, const XClientMessageEvent *m)
{
	if (m->data.l[1] == d->barrier.ping && (Window)m->data.l[2] == d->barrier.pinged)
		d->barrier.ponged = true;
}

static bool touches(struct rect area, int x, int y)
{
	struct rect corner = {x, y, CORNER_PX, CORNER_PX};

	return !rect_empty(rect_intersection(area, corner));
}

bool barrier_damaged(struct desk *d, const XDamageNotifyEvent *event)
{
	struct barrier *b = &d->barrier;
	struct rect area = {event->area.x, event->area.y, event->area.width, event->area.height};

	if (event->damage == d->frame.damage)
		return false;
	for (size_t i = 0; i < b->n; i++) {
		struct barrier_probe *p = &b->probes[i];
		if (event->damage != p->damage)
			continue;
		p->touched = true;
		p->head |= touches(area, 0, 0);
		p->tail |= touches(area, p->width_px - CORNER_PX, p->height_px - CORNER_PX);
	}
	return true;
}

/*
 * exposed() - have enough probes been repainted? Echo of typing damages fields too, but between
 * their borders: it is told from the repaint by the corners, which only an Expose makes a program draw.
 */
static bool exposed(const struct barrier *b)
{
	size_t needed = b->effort == BARRIER_ANY || b->n < ANSWERS ? 1 : ANSWERS;
	size_t answers = 0;

	for (size_t i = 0; i < b->n; i++) {
		const struct barrier_probe *p = &b->probes[i];
		if (p->echoes)
			answers += p->head && p->tail ? ANSWERS : 0;
		else
			answers += b->effort == BARRIER_CORNERS ? p->head : p->touched;
	}
	return answers >= needed;
}

static void add_leaf(struct leaves *l, Window id, struct rect area, const XWindowAttributes *a)
{
	if (l->n == LEAVES_MAX)
		return;
	l->list[l->n++] = (struct leaf){
		.id = id,
		.area = area,
		.width_px = a->width,
		.height_px = a->height,
		.echoes = id == l->focus || rect_has_point(area, l->pointer_x, l->pointer_y),
	};
}

/* find_leaves() - the visible windows below @id that have no visible children. */
static void find_leaves(struct desk *d, struct leaves *l, Window id, struct rect visible, int depth)
{
	Window root, parent, child, *children = NULL;
	XWindowAttributes a;
	size_t before = l->n;
	unsigned n = 0;
	int rx, ry;

	if (!XGetWindowAttributes(d->x, id, &a) || a.map_state != IsViewable ||
	    a.class != InputOutput ||
	    !XTranslateCoordinates(d->x, id, d->root, 0, 0, &rx, &ry, &child))
		return;
	struct rect area = rect_intersection(visible, (struct rect){rx, ry, a.width, a.height});
	if (rect_empty(area) || depth > DEPTH_MAX)
		return;
	if (!XQueryTree(d->x, id, &root, &parent, &children, &n))
		return;
	for (unsigned i = n; i-- > 0 && l->n < LEAVES_MAX;)
		find_leaves(d, l, children[i], area, depth + 1);
	if (children != NULL)
		XFree(children);
	if (l->n == before)
		add_leaf(l, id, area, &a);
}

/* by_silence() - first those where no echo appears, then the big ones, which surely show something. */
static int by_silence(const void *a, const void *b)
{
	const struct leaf *l = a, *r = b;
	int64_t size_l = (int64_t)l->area.w * l->area.h, size_r = (int64_t)r->area.w * r->area.h;

	if (l->echoes != r->echoes)
		return l->echoes ? 1 : -1;
	return (size_l < size_r) - (size_l > size_r);
}

/* target() - an open menu before the active window: it has grabbed what we would ask below it. */
static Window target(struct desk *d)
{
	Window root, parent, *children = NULL, found = None;
	unsigned n = 0;

	if (!XQueryTree(d->x, d->root, &root, &parent, &children, &n))
		return None;
	for (unsigned i = n; i-- > 0 && found == None;) {
		XWindowAttributes a;
		if (wm_client(&d->wm, children[i]) == NULL && children[i] != d->wm.own &&
		    XGetWindowAttributes(d->x, children[i], &a) && a.map_state == IsViewable &&
		    a.override_redirect && a.class == InputOutput)
			found = children[i];
	}
	for (unsigned i = n; i-- > 0 && found == None && d->wm.active == None;) {
		const struct client *c = wm_client(&d->wm, children[i]);
		if (c != NULL && c->mapped)
			found = children[i];
	}
	if (children != NULL)
		XFree(children);
	return found != None ? found : d->wm.active;
}

static void choose_probes(struct desk *d, Window top)
{
	struct barrier *b = &d->barrier;
	struct leaves l = {0};
	Window root, child;
	int wx, wy, revert;
	unsigned mask;

	XGetInputFocus(d->x, &l.focus, &revert);
	(void)XQueryPointer(d->x, d->root, &root, &child, &l.pointer_x, &l.pointer_y, &wx, &wy,
			    &mask); /* one screen: it cannot be elsewhere */
	find_leaves(d, &l, top, (struct rect){0, 0, d->width_px, d->height_px}, 0);
	qsort(l.list, l.n, sizeof l.list[0], by_silence);
	for (size_t i = 0; i < l.n && b->n < BARRIER_PROBES_MAX; i++) {
		/* Where typing echoes, damage is weak proof: only asked when the others are too few. */
		if (l.list[i].echoes && b->n >= ANSWERS)
			break;
		b->probes[b->n++] = (struct barrier_probe){
			.id = l.list[i].id,
			.damage = XDamageCreate(d->x, l.list[i].id, XDamageReportRawRectangles),
			.width_px = l.list[i].width_px,
			.height_px = l.list[i].height_px,
			.echoes = l.list[i].echoes,
		};
	}
}

/* ask() - clear part of each probe; what the clearing itself damages is told before the ungrab, and
 * so is over before any answer can come. */
static bool ask(struct desk *d, struct err *e)
{
	struct barrier *b = &d->barrier;
	unsigned size = b->effort == BARRIER_CORNERS ? CORNER_PX : 0; /* 0: up to the edges */

	XGrabServer(d->x);
	for (size_t i = 0; i < b->n; i++) {
		struct barrier_probe *p = &b->probes[i];
		XClearArea(d->x, p->id, 0, 0, size, size, True);
		if (size != 0 && p->echoes)
			XClearArea(d->x, p->id, p->width_px - CORNER_PX, p->height_px - CORNER_PX,
				   size, size, True);
	}
	(void)XSync(d->x, False);
	bool good = events_pump(d, e);
	for (size_t i = 0; i < b->n; i++)
		b->probes[i].head = b->probes[i].tail = b->probes[i].touched = false;
	XUngrabServer(d->x);
	(void)XFlush(d->x);
	return good;
}

static void drop_probes(struct desk *d)
{
	struct barrier *b = &d->barrier;

	for (size_t i = 0; i < b->n; i++)
		XDamageDestroy(d->x, b->probes[i].damage);
	b->n = 0;
}

static bool answered(const struct barrier *b)
{
	return b->n > 0 ? exposed(b) : b->ponged;
}

/* await() - until the answer, or @until; *ret_answered tells which. */
static bool await(struct desk *d, struct deadline until, bool *ret_answered, struct err *e)
{
	while (!answered(&d->barrier) && !deadline_over(until)) {
		if (desk_app(d) == DESK_APP_EXITED || desk_app(d) == DESK_APP_KILLED)
			return err_set(e, ERR_GONE, "the application ended instead of answering");
		if (!events_step(d, until, e))
			return false;
	}
	*ret_answered = answered(&d->barrier);
	return true;
}

static bool ping(struct desk *d, const struct client *c, struct deadline limit, bool *ret_answered,
		 struct err *e)
{
	struct barrier *b = &d->barrier;
	XClientMessageEvent m = {
		.type = ClientMessage,
		.window = c->id,
		.message_type = d->atoms[ATOM_WM_PROTOCOLS],
		.format = 32,
		.data.l = {(long)d->atoms[ATOM__NET_WM_PING], ++b->ping, (long)c->id},
	};

	b->ponged = false;
	b->pinged = c->id;
	(void)XSendEvent(d->x, c->id, False, NoEventMask, (XEvent *)&m); /* only fails to encode */
	return await(d, limit, ret_answered, e);
}

static struct deadline sooner(struct deadline a, struct deadline b)
{
	return a.at_ms < b.at_ms ? a : b;
}

static bool expose(struct desk *d, Window top, struct deadline limit, bool *ret_answered,
		   struct err *e)
{
	struct barrier *b = &d->barrier;
	bool good = true;

	choose_probes(d, top);
	if (b->learned_on != top)
		b->effort = BARRIER_CORNERS;
	b->learned_on = top;
	for (;;) {
		struct deadline until = b->effort == BARRIER_ANY ? limit : deadline_in(HARDER_MS);
		good = ask(d, e) && await(d, sooner(limit, until), ret_answered, e);
		if (!good || *ret_answered || deadline_over(limit))
			break;
		b->effort++;
	}
	if (!*ret_answered)
		b->effort = BARRIER_CORNERS; /* a hang teaches nothing about how to ask */
	if (!d->lost)
		drop_probes(d);
	return good;
}

bool desk_barrier(struct desk *d, struct deadline limit, struct err *e)
{
	bool done = false;

	(void)XSync(d->x, False); /* input sent so far is in the application's queue after this */
	if (!events_pump(d, e))
		return false;
	Window top = target(d);
	if (top == None)
		return true;
	const struct client *c = wm_client(&d->wm, top);
	bool good = c != NULL && c->pings ? ping(d, c, limit, &done, e)
					  : expose(d, top, limit, &done, e);
	if (!good)
		return err_wrap(e, "barrier");
	if (done || wm_client(&d->wm, top) == NULL)
		return true; /* a window that closed meanwhile has eaten what was for it */
	return err_set(e, ERR_HUNG, "barrier: window 0x%lx does not answer", top);
}

bool desk_settle(struct desk *d, int quiet_ms, struct deadline limit, struct err *e)
{
	if (!desk_barrier(d, limit, e))
		return false;
	int64_t since = clock_boot_ms();
	for (;;) {
		struct frame *f = &d->frame;
		if (!events_pump(d, e))
			return false;
		if (f->restless_at_ms > since)
			since = f->restless_at_ms;
		int64_t left = since + quiet_ms - clock_boot_ms();
		if (left <= 0)
			return true;
		if (deadline_over(limit))
			return err_set(e, ERR_HUNG, "screen does not rest: %dx%d px at %d,%d move",
				       f->restless.w, f->restless.h, f->restless.x, f->restless.y);
		if (!events_step(d, sooner(limit, deadline_in(left)), e))
			return false;
	}
}
