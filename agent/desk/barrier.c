/* barrier.c - waiting until the application has eaten its input: ping or expose. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/desk/barrier.h"

#include <sched.h>
#include <stdint.h>
#include "agent/desk/answer.h"
#include "agent/desk/client.h"
#include "agent/desk/display.h"
#include "agent/desk/events.h"
#include "agent/desk/probe.h"
#include "agent/desk/processes.h"

enum {
	CORNER_PX = 8, /* every toolkit tried repaints something for it; 16 or more repaint more */
	HARDER_MS = 150,  /* without any movement: 100 times what an idle program needs */
	ENDING_MS = 1000, /* from the last window's end to the process's: docs/decisions/013 */
	REST_LOOKS = 100, /* at 20 to 50 us each: nearly all are at rest by then */
	REST_MS = 1,      /* no event tells that a program sleeps */
	LINGER_MS = 10, /* for the rest of the repaints the first time, so that none comes later */
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

static bool all_replied(const struct barrier *b)
{
	size_t n = 0;

	while (n < b->n && replied(b, &b->probes[n]))
		n++;
	return n == b->n;
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
				(struct barrier_known){ p->id, p->place, p->visible, p->entire };
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
		if (!whole && p->echoes && !p->entire)
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

static bool has_ended(struct desk *d)
{
	return desk_app(d) == DESK_APP_EXITED || desk_app(d) == DESK_APP_KILLED;
}

/* await() - until the answer, the window's or the application's end, or @until; *ret_answered tells
 * whether it was the first. */
static bool await(struct desk *d, struct deadline until, bool *ret_answered, struct err *e)
{
	while (!answered(d) && !d->barrier.gone && !deadline_over(until)) {
		if (has_ended(d))
			return true;
		if (!events_step(d, until, e))
			return false;
	}
	/* We may have come to nothing ourselves until then: the answer can be there already. */
	if (!events_pump(d, e))
		return false;
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

/* is_decided() - answered, nobody left who could, or no time left. */
static bool is_decided(struct desk *d, struct deadline limit)
{
	return answered(d) || d->barrier.gone || has_ended(d) || deadline_over(limit);
}

/* is_starved() - program or server have work and did not come to it: not silent, only late. The
 * program is looked at twice, because it may have handed its work to the server in between. */
static bool is_starved(struct desk *d)
{
	const struct client *c = wm_client(&d->wm, d->barrier.top);
	pid_t pid = c != NULL ? c->pid : 0;

	return processes_runs(pid) || processes_runs(d->server.process.pid) || processes_runs(pid);
}

/*
 * ask_harder() - ask, and again with more effort whenever nothing at all moves. While something
 * does, the application is busy with earlier input, and more effort would take its echo for an
 * answer. Nor is a program asked again that only waits for a processor: it would answer the first
 * question, and what the second one cleared would still be blank.
 */
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
		} while (!is_decided(d, limit) && (b->moved || is_starved(d)));
		if (is_decided(d, limit) || b->all_must || b->effort == BARRIER_ANY)
			return true;
		b->effort++;
	}
}

/* linger() - let the repaints come that were not needed any more; else they would count as changes,
 * and what they repaint would be read as blank. Ends early only when nobody has work left. */
static bool linger(struct desk *d, struct deadline limit, struct err *e)
{
	struct deadline until = sooner(limit, deadline_in(LINGER_MS));

	for (;;) {
		if (!events_pump(d, e))
			return false;
		if (all_replied(&d->barrier) || deadline_over(limit) ||
		    (deadline_over(until) && !is_starved(d)))
			return true;
		if (deadline_over(until))
			until = sooner(limit, deadline_in(LINGER_MS));
		if (!events_step(d, until, e))
			return false;
	}
}

/*
 * rest() - until neither program nor server has work left. The border that is drawn for a moved
 * focus looks like an answer; until the true one comes, what was cleared is blank. A program that
 * always has work is not waited for without end.
 */
static bool rest(struct desk *d, struct deadline limit, struct err *e)
{
	struct deadline until = sooner(limit, deadline_in(HARDER_MS));

	for (int looks = 0; !deadline_over(until) && !has_ended(d) && is_starved(d); looks++) {
		if (looks < REST_LOOKS)
			(void)sched_yield(); /* cannot fail on Linux */
		else if (!events_step(d, sooner(until, deadline_in(REST_MS)), e))
			return false;
	}
	return true;
}

/*
 * try_entire() - does one corner make a window repaint the other one too? Such a window must not be
 * asked by both: it would answer twice, and its second answer would be taken for one to the next
 * question, though the program has not come so far yet.
 */
static bool try_entire(struct desk *d, struct deadline limit, bool *ret_blank, struct err *e)
{
	struct barrier *b = &d->barrier;
	bool any = false, had[BARRIER_PROBES_MAX];

	for (size_t i = 0; i < b->n; i++) {
		had[i] = replied(b, &b->probes[i]);
		b->probes[i].entire = b->probes[i].echoes && had[i];
		any |= b->probes[i].entire;
	}
	if (!any || b->effort != BARRIER_CORNERS)
		return true;
	bool good = ask(d, e) && linger(d, limit, e);
	*ret_blank |= !all_replied(b);
	for (size_t i = 0; i < b->n; i++) {
		struct barrier_probe *p = &b->probes[i];
		p->entire = p->entire && p->head && p->tail;
		p->head = p->tail = had[i];
	}
	return good;
}

/* expose_once() - *ret_blank: there was an answer, but not every window has been repainted. */
static bool expose_once(struct desk *d, Window top, struct deadline limit, bool *ret_answered,
			bool *ret_blank, struct err *e)
{
	struct barrier *b = &d->barrier;

	*ret_blank = false;
	probe_choose(d, top);
	bool good = ask_harder(d, limit, ret_answered, e);
	if (good && *ret_answered && !b->all_must) {
		good = linger(d, limit, e);
		*ret_blank = !all_replied(b);
		good = good && try_entire(d, limit, ret_blank, e);
		learn(b, top);
	}
	good = good && (!*ret_answered || rest(d, limit, e));
	if (!d->lost) {
		for (size_t i = 0; i < b->n; i++)
			XDamageDestroy(d->x, b->probes[i].damage);
	}
	b->n = 0;
	return good && events_pump(d, e);
}

/*
 * expose() - a program that does not run for a while after its first answer leaves other windows
 * blank, and a reader would take them for empty. So those that answer are asked once more: that
 * answer stands behind all repaints of before, and leaves none out.
 */
static bool expose(struct desk *d, Window top, struct deadline limit, bool *ret_answered,
		   struct err *e)
{
	bool blank;

	if (!expose_once(d, top, limit, ret_answered, &blank, e))
		return false;
	return !blank || d->barrier.gone || has_ended(d) ||
	       expose_once(d, top, limit, ret_answered, &blank, e);
}

/*
 * closed_or_ended() - a program that ends closes its windows first. While others of it are open it
 * lives; without any its end is waited for, because it comes after the last window's.
 */
static bool closed_or_ended(struct desk *d, struct deadline limit, struct desk_answer *to,
			    struct err *e)
{
	limit = sooner(limit, deadline_in(ENDING_MS));
	while (d->wm.n == 0 && desk_app(d) == DESK_APP_RUNNING && !deadline_over(limit)) {
		if (!events_step(d, limit, e))
			return false;
	}
	to->kind = has_ended(d) ? DESK_ENDED : DESK_CLOSED;
	return true;
}

static bool over(struct desk *d)
{
	return d->barrier.gone || has_ended(d);
}

/*
 * put_question() - to @top, until there is an answer of some kind. Without one the windows are
 * chosen anew: a page turned or a dialog put over them hides them for good. An answer to an earlier
 * question is as good, because all of them stand behind the same input.
 */
static bool put_question(struct desk *d, Window top, struct deadline limit, struct desk_answer *to,
			 struct err *e)
{
	struct barrier *b = &d->barrier;
	bool done = false;

	b->gone = false;
	while (!done && !over(d)) {
		const struct client *c = wm_client(&d->wm, top);
		b->top = top;
		bool good = c != NULL && c->pings ? ping(d, c, limit, &done, e)
						  : expose(d, top, limit, &done, e);
		b->top = None;
		if (!good)
			return false;
		if (!done && !over(d) && deadline_over(limit))
			break;
		if (!done)
			unlearn(b, top);
	}
	to->kind = done ? DESK_ANSWERED : DESK_SILENT;
	return done || !over(d) || closed_or_ended(d, limit, to, e);
}

static bool is_there(struct desk *d, Window top)
{
	XWindowAttributes a;

	return XGetWindowAttributes(d->x, top, &a) && a.map_state == IsViewable;
}

/* nobody_there() - no window is open: either none was yet, or its program is about to end. */
static bool nobody_there(struct desk *d, struct deadline limit, struct desk_answer *to,
			 struct err *e)
{
	if (!d->app.shown && !has_ended(d))
		return true;
	if (!closed_or_ended(d, limit, to, e))
		return false;
	if (to->kind == DESK_CLOSED)
		to->kind = DESK_ANSWERED; /* it lives and shows nothing; all input is eaten */
	return true;
}

/* ask_window() - desk_ask() without the sentence; @ret_top: whom it is about. */
static bool ask_window(struct desk *d, uint32_t id, struct deadline limit, Window *ret_top,
		       struct desk_answer *ret, struct err *e)
{
	struct desk_answer answer = { .kind = DESK_ANSWERED };
	int64_t begin_ms = clock_boot_ms();

	(void)XSync(d->x, False); /* input sent so far is in the application's queue after this */
	if (!events_pump(d, e))
		return false;
	Window top = id != 0 ? (Window)id : probe_target(d);
	bool good = true;
	if (id != 0 && !is_there(d, top))
		good = closed_or_ended(d, limit, &answer, e);
	else if (top != None)
		good = put_question(d, top, limit, &answer, e);
	else
		good = nobody_there(d, limit, &answer, e);
	if (!good)
		return err_wrap(e, "barrier");
	answer.took_ms = (int)(clock_boot_ms() - begin_ms);
	if (answer.kind == DESK_ANSWERED && answer.took_ms > DESK_LATE_MS)
		answer.kind = DESK_LATE;
	*ret = answer;
	*ret_top = top;
	return true;
}

bool desk_ask(struct desk *d, uint32_t id, struct deadline limit, struct desk_answer *ret,
	      struct err *e)
{
	Window top;

	if (!ask_window(d, id, limit, &top, ret, e))
		return false;
	answer_describe(d, top, ret);
	return true;
}

bool desk_barrier(struct desk *d, struct deadline limit, struct err *e)
{
	struct desk_answer answer = { .kind = DESK_CLOSED };
	Window top = None;

	if (!events_pump(d, e) || !guard_check(d, e))
		return false;
	while (answer.kind == DESK_CLOSED) {
		if (!ask_window(d, 0, limit, &top, &answer, e))
			return false;
	}
	if (answer.kind == DESK_ANSWERED || answer.kind == DESK_LATE)
		return guard_check(d, e);
	answer_describe(d, top, &answer); /* its name costs three questions */
	return err_set(e, answer.kind == DESK_SILENT ? ERR_HUNG : ERR_GONE, "barrier: %s",
		       answer.said);
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
