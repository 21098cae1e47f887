/* expose.c - a question that only a repaint answers: part of a window is cleared, and the Expose
 * stands in the application's queue behind our input. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/desk/expose.h"

#include <sched.h>
#include <stdint.h>
#include "agent/desk/display.h"
#include "agent/desk/events.h"
#include "agent/desk/probe.h"

enum {
	CORNER_PX = 8, /* every toolkit tried repaints something for it; 16 or more repaint more */
	HARDER_MS = 150,  /* without any movement: 100 times what an idle program needs */
	REST_LOOKS = 100, /* at 20 to 50 us each: nearly all are at rest by then */
	REST_MS = 1,      /* no event tells that a program sleeps */
	LINGER_MS = 10, /* for the rest of the repaints the first time, so that none comes later */
};

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
	if (event->serial < b->asked)
		return true; /* by the clearing itself, or before it */
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

bool expose_answered(const struct barrier *b)
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

void expose_unlearn(struct barrier *b, Window top)
{
	struct barrier_lesson *lesson = probe_lesson(b, top);

	if (lesson != NULL)
		*lesson = (struct barrier_lesson){ .top = None };
}

/*
 * listen_anew() - what was damaged is told again when it is damaged again. Told once is enough for
 * a repaint: a text field repaints itself in some twenty rectangles, and every one that is told
 * costs the server a write and us a wake.
 */
static void listen_anew(struct desk *d)
{
	for (size_t i = 0; i < d->barrier.n; i++)
		XDamageSubtract(d->x, d->barrier.probes[i].damage, None, None);
}

/* ask() - clear part of each probe. What the clearing itself damages is told before the ungrab is
 * served, and any answer after it: their serials tell them apart, without a round trip. */
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
	listen_anew(d);
	for (size_t i = 0; i < b->n; i++)
		b->probes[i].head = b->probes[i].tail = b->probes[i].touched = false;
	b->moved = false;
	b->asked = NextRequest(d->x);
	XUngrabServer(d->x);
	(void)XFlush(d->x);
	return events_pump(d, e);
}

/* is_decided() - answered, nobody left who could, or no time left. */
static bool is_decided(struct desk *d, struct deadline limit)
{
	return expose_answered(&d->barrier) || d->barrier.gone || barrier_ended(d) ||
	       deadline_over(limit);
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
		for (bool again = false;; again = true) {
			b->moved = false;
			if (again)
				listen_anew(d); /* what has moved already may move still */
			if (!barrier_await(d, deadline_sooner(limit, deadline_in(HARDER_MS)),
					   ret_answered, e))
				return false;
			if (is_decided(d, limit) || !(b->moved || barrier_starved(d)))
				break;
		}
		if (is_decided(d, limit) || b->all_must || b->effort == BARRIER_ANY)
			return true;
		b->effort++;
	}
}

/* linger() - let the repaints come that were not needed any more; else they would count as changes,
 * and what they repaint would be read as blank. Ends early only when nobody has work left. */
static bool linger(struct desk *d, struct deadline limit, struct err *e)
{
	struct deadline until = deadline_sooner(limit, deadline_in(LINGER_MS));

	for (;;) {
		if (!events_pump(d, e))
			return false;
		if (all_replied(&d->barrier) || deadline_over(limit) ||
		    (deadline_over(until) && !barrier_starved(d)))
			return true;
		if (deadline_over(until))
			until = deadline_sooner(limit, deadline_in(LINGER_MS));
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
	struct deadline until = deadline_sooner(limit, deadline_in(HARDER_MS));

	for (int looks = 0; !deadline_over(until) && !barrier_ended(d) && barrier_starved(d);
	     looks++) {
		if (looks < REST_LOOKS)
			(void)sched_yield(); /* cannot fail on Linux */
		else if (!events_step(d, deadline_sooner(until, deadline_in(REST_MS)), e))
			return false;
	}
	/* The server may be between two events of one drawing: look after the last only. */
	if (deadline_over(until))
		(void)XSync(d->x, False);
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

/* ask_once() - one question to the probes chosen, and what it taught. */
static bool ask_once(struct desk *d, struct deadline limit, bool *ret_answered, bool *ret_blank,
		     struct err *e)
{
	struct barrier *b = &d->barrier;

	*ret_answered = false;
	if (!ask_harder(d, limit, ret_answered, e))
		return false;
	if (!*ret_answered)
		return true;
	b->left--;
	if (!b->all_must) {
		if (!linger(d, limit, e))
			return false;
		*ret_blank = !all_replied(b);
		if (!try_entire(d, limit, ret_blank, e))
			return false;
		learn(b, b->top);
	}
	return rest(d, limit, e);
}

/* expose_once() - *ret_blank: there was an answer, but not every window has been repainted. */
static bool expose_once(struct desk *d, Window top, struct deadline limit, bool *ret_answered,
			bool *ret_blank, struct err *e)
{
	struct barrier *b = &d->barrier;

	*ret_blank = false;
	probe_choose(d, top);
	bool good = ask_once(d, limit, ret_answered, ret_blank, e);
	while (good && *ret_answered && b->all_must && b->left > 0)
		good = ask_once(d, limit, ret_answered, ret_blank, e);
	if (!d->lost) {
		for (size_t i = 0; i < b->n; i++)
			XDamageDestroy(d->x, b->probes[i].damage);
	}
	b->n = 0;
	return good && events_pump(d, e);
}

/*
 * A program that does not run for a while after its first answer leaves other windows
 * blank, and a reader would take them for empty. So those that answer are asked once more: that
 * answer stands behind all repaints of before, and leaves none out.
 */
bool expose_ask(struct desk *d, Window top, struct deadline limit, bool *ret_answered,
		struct err *e)
{
	bool blank;

	if (!expose_once(d, top, limit, ret_answered, &blank, e))
		return false;
	return !blank || d->barrier.gone || barrier_ended(d) ||
	       expose_once(d, top, limit, ret_answered, &blank, e);
}
