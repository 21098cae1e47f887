/* barrier.c - waiting until the application has eaten its input: ping or expose. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/desk/barrier.h"

#include <stdint.h>
#include "agent/desk/display.h"
#include "agent/desk/events.h"
#include "agent/desk/probe.h"

enum {
	CORNER_PX = 8, /* every toolkit tried repaints something for it; 16 or more repaint more */
	HARDER_MS = 150, /* without any movement: 100 times what an idle program needs */
	LINGER_MS = 10,  /* for the rest of the repaints the first time, so that none comes later */
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

/* learn() - remember who answered, so that later only those are asked and all of them must. */
static void learn(struct barrier *b, Window top)
{
	struct barrier_lesson *lesson = probe_lesson(b, top);

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
	struct barrier_lesson *lesson = probe_lesson(b, top);

	if (lesson != NULL)
		*lesson = (struct barrier_lesson){ .top = None };
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

	probe_choose(d, top);
	bool good = ask_harder(d, limit, ret_answered, e);
	if (good && *ret_answered && !b->all_must) {
		good = linger(d, limit, e);
		learn(b, top);
	}
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
	for (b->top = probe_target(d); b->top != None; b->top = probe_target(d)) {
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

bool barrier_ask(struct desk *d, bool by_ping, struct deadline limit, bool *ret_answered,
		 struct err *e)
{
	struct barrier *b = &d->barrier;

	(void)XSync(d->x, False); /* as in desk_barrier() */
	if (!events_pump(d, e))
		return false;
	b->top = probe_target(d);
	const struct client *c = wm_client(&d->wm, b->top);
	Window top = b->top;
	bool done = false, good = true;

	b->gone = false;
	if (top != None && !by_ping)
		good = expose(d, top, limit, &done, e);
	else if (c != NULL && c->pings)
		good = ping(d, c, limit, &done, e);
	b->top = None;
	if (good)
		*ret_answered = done;
	return good || err_wrap(e, "barrier");
}

/* await_quiet() - until nothing changed for @quiet_ms after *since, which moves on with each
 * change. */
static bool await_quiet(struct desk *d, int quiet_ms, struct deadline limit, int64_t *since,
			struct err *e)
{
	const struct frame *f = &d->frame;

	for (;;) {
		if (!events_pump(d, e) || !frame_update(d, e))
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
	if (!desk_barrier(d, limit, e) || !frame_update(d, e))
		return false;
	int64_t since = clock_boot_ms();

	/* The barrier after the quiet time is for a loaded machine, on which an application that
	 * does not run for 40 ms looks quiet: it must have run since, and still have changed
	 * nothing. */
	do {
		if (!await_quiet(d, quiet_ms, limit, &since, e) || !desk_barrier(d, limit, e) ||
		    !frame_update(d, e))
			return false;
	} while (d->frame.restless_at_ms > since);
	return true;
}
