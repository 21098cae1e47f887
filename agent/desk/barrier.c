/* barrier.c - waiting until the application has eaten its input: ping or expose. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/desk/barrier.h"

#include <stdint.h>
#include <stdlib.h>
#include "agent/desk/display.h"
#include "agent/desk/events.h"
#include "agent/desk/focus.h"

enum {
	CORNER_PX = 8, /* every toolkit tried repaints something for it; 16 or more repaint more */
	HARDER_MS = 150, /* without any movement: 100 times what an idle program needs */
	LINGER_MS = 10,  /* for the rest of the repaints the first time, so that none comes later */
	LEAVES_MAX = 64, /* windows looked at; a big Motif form has some hundred */
	DEPTH_MAX = 16,
};

/* A window without visible children: containers often have no repaint of their own. */
struct leaf {
	Window id;
	struct rect area;  /* what can be seen of it, on the root window */
	struct rect place; /* all of it, likewise */
	bool echoes;       /* holds the pointer or the focus */
};

/* Where typing shows: there, damage is weak proof. */
struct echo {
	int pointer_x, pointer_y;
	Window focus;
};

struct leaves {
	struct leaf list[LEAVES_MAX];
	size_t n;
	struct echo echo;
};

void barrier_ponged(struct desk *d, const XClientMessageEvent *m)
{
	if (m->data.l[1] == d->barrier.ping && (Window)m->data.l[2] == d->barrier.pinged)
		d->barrier.ponged = true;
}

void barrier_vanished(struct desk *d, Window id)
{
	if (id == d->barrier.top)
		d->barrier.gone = true;
}

static bool touches(struct rect area, int x, int y)
{
	struct rect corner = { x, y, CORNER_PX, CORNER_PX };

	return !rect_empty(rect_intersection(area, corner));
}

/* tail_x() - left edge of the lower right corner. */
static int tail_x(const struct barrier_probe *p)
{
	return p->visible.x + p->visible.w - CORNER_PX;
}

/* tail_y() - upper edge of the lower right corner. */
static int tail_y(const struct barrier_probe *p)
{
	return p->visible.y + p->visible.h - CORNER_PX;
}

bool barrier_damaged(struct desk *d, const XDamageNotifyEvent *event)
{
	struct barrier *b = &d->barrier;
	struct rect area = { event->area.x, event->area.y, event->area.width, event->area.height };

	if (event->damage == d->frame.damage)
		return false;
	for (size_t i = 0; i < b->n; i++) {
		struct barrier_probe *p = &b->probes[i];
		if (event->damage != p->damage)
			continue;
		p->touched = b->moved = true;
		p->head |= touches(area, p->visible.x, p->visible.y);
		p->tail |= touches(area, tail_x(p), tail_y(p));
	}
	return true;
}

/* replied() - was this probe repainted? Echo of typing damages fields too, but between their
 * borders: it is told from the repaint by the corners, which only an Expose makes a program
 * draw. */
static bool replied(const struct barrier *b, const struct barrier_probe *p)
{
	if (p->echoes)
		return p->head && p->tail;
	return b->effort == BARRIER_CORNERS ? p->head : p->touched;
}

static bool exposed(const struct barrier *b)
{
	size_t needed = b->effort == BARRIER_ANY || b->n < BARRIER_ANSWERS ? 1 : BARRIER_ANSWERS;
	size_t answers = 0;

	for (size_t i = 0; i < b->n; i++) {
		/* Both corners of one window are two repaints. */
		if (replied(b, &b->probes[i]))
			answers += b->probes[i].echoes && !b->all_must ? BARRIER_ANSWERS : 1;
	}
	return answers >= (b->all_must ? b->n : needed);
}

static struct barrier_lesson *lesson_of(struct barrier *b, Window top)
{
	for (size_t i = 0; i < BARRIER_LESSONS; i++) {
		if (b->lessons[i].top == top)
			return &b->lessons[i];
	}
	return NULL;
}

/* learn() - remember who answered, so that later only those are asked and all of them must. */
static void learn(struct barrier *b, Window top)
{
	struct barrier_lesson *lesson = lesson_of(b, top);

	if (lesson == NULL) {
		lesson = &b->lessons[b->next_lesson];
		b->next_lesson = (b->next_lesson + 1) % BARRIER_LESSONS;
	}
	*lesson = (struct barrier_lesson){ .top = top, .effort = b->effort };
	for (size_t i = 0; i < b->n && lesson->n < BARRIER_ANSWERS; i++) {
		const struct barrier_probe *p = &b->probes[i];
		if (replied(b, p))
			lesson->known[lesson->n++] =
				(struct barrier_known){ p->id, p->place, p->visible };
	}
}

/* unlearn() - what was learned about @top may have been hidden since: choose anew next time. */
static void unlearn(struct barrier *b, Window top)
{
	struct barrier_lesson *lesson = lesson_of(b, top);

	if (lesson != NULL)
		*lesson = (struct barrier_lesson){ .top = None };
}

/* place_of() - where window @id stands on the root window; false if it cannot be seen. */
static bool place_of(struct desk *d, Window id, struct rect *ret_place)
{
	XWindowAttributes a;
	Window child;
	int x, y;

	if (!XGetWindowAttributes(d->x, id, &a) || a.map_state != IsViewable ||
	    a.class != InputOutput ||
	    !XTranslateCoordinates(d->x, id, d->root, 0, 0, &x, &y, &child))
		return false;
	*ret_place = (struct rect){ x, y, a.width, a.height };
	return true;
}

static struct echo echo_now(struct desk *d)
{
	struct echo echo = { 0 };
	Window root, child;
	int wx, wy, revert;
	unsigned mask;

	XGetInputFocus(d->x, &echo.focus, &revert);
	(void)XQueryPointer(d->x, d->root, &root, &child, &echo.pointer_x, &echo.pointer_y, &wx,
			    &wy, &mask); /* one screen: it cannot be elsewhere */
	return echo;
}

static bool echoes_in(const struct echo *echo, Window id, struct rect area)
{
	return id == echo->focus || rect_has_point(area, echo->pointer_x, echo->pointer_y);
}

/* find_leaves() - the visible windows below @id that have no visible children. Three round trips
 * for each window: a form of 100 costs longer than the application takes to answer. */
static void find_leaves(struct desk *d, struct leaves *l, Window id, struct rect visible, int depth)
{
	Window root, parent, *children = NULL;
	struct rect place;
	size_t before = l->n;
	unsigned n = 0;

	if (!place_of(d, id, &place))
		return;
	struct rect area = rect_intersection(visible, place);
	if (rect_empty(area) || depth > DEPTH_MAX)
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
						 .place = place,
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

	return id != d->wm.own && wm_client(&d->wm, id) == NULL &&
	       XGetWindowAttributes(d->x, id, &a) && a.map_state == IsViewable &&
	       a.override_redirect && a.class == InputOutput;
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

/* target() - an open menu before the active window: it has grabbed what we would ask below it. */
static Window target(struct desk *d)
{
	Window popup = topmost(d, true);

	if (popup != None)
		return popup;
	return d->wm.active != None ? d->wm.active : topmost(d, false);
}

static void add_probe(struct desk *d, struct barrier_probe probe)
{
	probe.damage = XDamageCreate(d->x, probe.id, XDamageReportRawRectangles);
	d->barrier.probes[d->barrier.n++] = probe;
}

/* add_learned() - the windows of @lesson; false, and none, if one of them stands elsewhere now. */
static bool add_learned(struct desk *d, const struct barrier_lesson *lesson)
{
	for (size_t i = 0; i < lesson->n; i++) {
		struct rect place;
		if (!place_of(d, lesson->known[i].id, &place) ||
		    !rect_equal(place, lesson->known[i].place))
			return false;
	}
	struct echo echo = echo_now(d);
	for (size_t i = 0; i < lesson->n; i++) {
		const struct barrier_known *k = &lesson->known[i];
		struct rect area = { k->place.x + k->visible.x, k->place.y + k->visible.y,
				     k->visible.w, k->visible.h };
		add_probe(d, (struct barrier_probe){ .id = k->id,
						     .place = k->place,
						     .visible = k->visible,
						     .echoes = echoes_in(&echo, k->id, area) });
	}
	return lesson->n > 0;
}

/* add_leaves() - the windows below @top most likely to answer. */
static void add_leaves(struct desk *d, Window top)
{
	struct barrier *b = &d->barrier;
	struct leaves l = { .echo = echo_now(d) };

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

static void choose_probes(struct desk *d, Window top)
{
	struct barrier *b = &d->barrier;
	const struct barrier_lesson *lesson = lesson_of(b, top);

	b->all_must = lesson != NULL && add_learned(d, lesson);
	b->effort = b->all_must ? lesson->effort : BARRIER_CORNERS;
	if (!b->all_must)
		add_leaves(d, top);
}

/* ask() - clear part of each probe; what the clearing itself damages is told before the ungrab, and
 * so is over before any answer can come. */
static bool ask(struct desk *d, struct err *e)
{
	struct barrier *b = &d->barrier;
	bool whole = b->effort != BARRIER_CORNERS;

	XGrabServer(d->x);
	for (size_t i = 0; i < b->n; i++) {
		struct barrier_probe *p = &b->probes[i];
		unsigned width_px = whole ? (unsigned)p->visible.w : CORNER_PX;
		unsigned height_px = whole ? (unsigned)p->visible.h : CORNER_PX;
		XClearArea(d->x, p->id, p->visible.x, p->visible.y, width_px, height_px, True);
		if (!whole && p->echoes)
			XClearArea(d->x, p->id, tail_x(p), tail_y(p), width_px, height_px, True);
	}
	(void)XSync(d->x, False);
	bool good = events_pump(d, e);
	for (size_t i = 0; i < b->n; i++)
		b->probes[i].head = b->probes[i].tail = b->probes[i].touched = false;
	b->moved = false;
	XUngrabServer(d->x);
	(void)XFlush(d->x);
	return good;
}

static bool answered(const struct desk *d)
{
	return d->barrier.n > 0 ? exposed(&d->barrier) : d->barrier.ponged;
}

/* await() - until the answer, or @until; *ret_answered tells which. */
static bool await(struct desk *d, struct deadline until, bool *ret_answered, struct err *e)
{
	while (!answered(d) && !d->barrier.gone && !deadline_over(until)) {
		if (desk_app(d) == DESK_APP_EXITED || desk_app(d) == DESK_APP_KILLED)
			return err_set(e, ERR_GONE, "the application ended instead of answering");
		if (!events_step(d, until, e))
			return false;
	}
	*ret_answered = answered(d);
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
		.data.l = { (long)d->atoms[ATOM__NET_WM_PING], ++b->ping, (long)c->id },
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

/* ask_harder() - ask, and again with more effort whenever nothing at all moves. While something
 * does, the application is busy with earlier input, and more effort would take its echo for an
 * answer. */
static bool ask_harder(struct desk *d, struct deadline limit, bool *ret_answered, struct err *e)
{
	struct barrier *b = &d->barrier;

	for (;;) {
		if (!ask(d, e))
			return false;
		do {
			b->moved = false;
			if (!await(d, sooner(limit, deadline_in(HARDER_MS)), ret_answered, e))
				return false;
		} while (!*ret_answered && !b->gone && b->moved && !deadline_over(limit));
		if (*ret_answered || b->gone || deadline_over(limit) || b->all_must ||
		    b->effort == BARRIER_ANY)
			return true;
		b->effort++;
	}
}

/* linger() - let the repaints come that were not needed any more; else they would count as
 * changes. */
static bool linger(struct desk *d, struct deadline limit, struct err *e)
{
	struct barrier *b = &d->barrier;
	struct deadline until = sooner(limit, deadline_in(LINGER_MS));
	size_t left = b->n;

	while (left > 0 && !deadline_over(until)) {
		if (!events_step(d, until, e))
			return false;
		left = 0;
		for (size_t i = 0; i < b->n; i++)
			left += !replied(b, &b->probes[i]);
	}
	return true;
}

static bool expose(struct desk *d, Window top, struct deadline limit, bool *ret_answered,
		   struct err *e)
{
	struct barrier *b = &d->barrier;

	choose_probes(d, top);
	d->frame.held = true;
	bool good = ask_harder(d, limit, ret_answered, e);
	if (good && *ret_answered && !b->all_must) {
		good = linger(d, limit, e);
		learn(b, top);
	}
	d->frame.held = false;
	if (!d->lost) {
		for (size_t i = 0; i < b->n; i++)
			XDamageDestroy(d->x, b->probes[i].damage);
	}
	b->n = 0;
	return good && events_pump(d, e);
}

bool desk_barrier(struct desk *d, struct deadline limit, struct err *e)
{
	struct barrier *b = &d->barrier;
	bool done = false;

	(void)XSync(d->x, False); /* input sent so far is in the application's queue after this */
	if (!events_pump(d, e))
		return false;
	/*
	 * A window that closes has eaten what was for it; the one behind it is asked instead.
	 * Without an answer the windows are chosen anew: a page turned or a dialog put over them
	 * hides them for good. An answer to an earlier question is as good, because all of them
	 * stand behind the same input.
	 */
	for (b->top = target(d); b->top != None; b->top = target(d)) {
		const struct client *c = wm_client(&d->wm, b->top);
		Window top = b->top;
		b->gone = false;
		bool good = c != NULL && c->pings ? ping(d, c, limit, &done, e)
						  : expose(d, top, limit, &done, e);
		b->top = None;
		if (!good)
			return err_wrap(e, "barrier");
		if (done)
			return true;
		if (!b->gone && deadline_over(limit))
			return err_set(e, ERR_HUNG, "barrier: window 0x%lx does not answer", top);
		unlearn(b, top);
	}
	return true;
}

/* await_quiet() - until nothing changed for @quiet_ms after *since, which moves on with each
 * change. */
static bool await_quiet(struct desk *d, int quiet_ms, struct deadline limit, int64_t *since,
			struct err *e)
{
	const struct frame *f = &d->frame;

	for (;;) {
		if (!events_pump(d, e))
			return false;
		if (f->restless_at_ms > *since)
			*since = f->restless_at_ms;
		int64_t left = *since + quiet_ms - clock_boot_ms();
		if (left <= 0)
			return true;
		if (deadline_over(limit))
			return err_set(e, ERR_HUNG, "screen does not rest: %dx%d px at %d,%d move",
				       f->restless.w, f->restless.h, f->restless.x, f->restless.y);
		if (!events_step(d, sooner(limit, deadline_in(left)), e))
			return false;
	}
}

bool desk_settle(struct desk *d, int quiet_ms, struct deadline limit, struct err *e)
{
	if (!desk_barrier(d, limit, e))
		return false;
	int64_t since = clock_boot_ms();

	/* The barrier after the quiet time is for a loaded machine, on which an application that
	 * does not run for 40 ms looks quiet: it must have run since, and still have changed
	 * nothing. */
	do {
		if (!await_quiet(d, quiet_ms, limit, &since, e) || !desk_barrier(d, limit, e))
			return false;
	} while (d->frame.restless_at_ms > since);
	return true;
}
