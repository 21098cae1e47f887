/* barrier.c - waiting until the application has eaten its input: ping or expose. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/desk/barrier.h"

#include <stdint.h>
#include "agent/desk/answer.h"
#include "agent/desk/client.h"
#include "agent/desk/display.h"
#include "agent/desk/events.h"
#include "agent/desk/expose.h"
#include "agent/desk/probe.h"
#include "agent/desk/processes.h"

/* ENDING_MS: from the last window's end to the process's: docs/decisions/013. */
enum { ENDING_MS = 1000 };

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

static bool answered(const struct desk *d)
{
	return d->barrier.n > 0 ? expose_answered(&d->barrier) : d->barrier.ponged;
}

bool barrier_ended(struct desk *d)
{
	return desk_app(d) == DESK_APP_EXITED || desk_app(d) == DESK_APP_KILLED;
}

bool barrier_await(struct desk *d, struct deadline until, bool *ret_answered, struct err *e)
{
	while (!answered(d) && !d->barrier.gone && !deadline_over(until)) {
		if (barrier_ended(d))
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
	return barrier_await(d, limit, ret_answered, e);
}

bool barrier_starved(struct desk *d)
{
	/* Twice the program: it may have handed its work to the server in between. */
	const struct client *c = wm_client(&d->wm, d->barrier.top);
	pid_t pid = c != NULL ? c->pid : 0;

	return processes_runs(pid) || processes_runs(d->server.process.pid) || processes_runs(pid);
}

/*
 * closed_or_ended() - a program that ends closes its windows first. While others of it are open it
 * lives; without any its end is waited for, because it comes after the last window's.
 */
static bool closed_or_ended(struct desk *d, struct deadline limit, struct desk_answer *to,
			    struct err *e)
{
	limit = deadline_sooner(limit, deadline_in(ENDING_MS));
	while (d->wm.n == 0 && desk_app(d) == DESK_APP_RUNNING && !deadline_over(limit)) {
		if (!events_step(d, limit, e))
			return false;
	}
	to->kind = barrier_ended(d) ? DESK_ENDED : DESK_CLOSED;
	return true;
}

static bool over(struct desk *d)
{
	return d->barrier.gone || barrier_ended(d);
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
		const struct client *c = wm_client(&d->wm, top); /* until the next event */
		bool pings = c != NULL && c->pings;
		b->top = top;
		bool good =
			pings ? ping(d, c, limit, &done, e) : expose_ask(d, top, limit, &done, e);
		b->top = None;
		b->left -= pings && done;
		if (!good)
			return false;
		if (!done && !over(d) && deadline_over(limit))
			break;
		if (!done)
			expose_unlearn(b, top);
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
	d->barrier.left = 0; /* nobody to ask again */
	if (!d->app.shown && !barrier_ended(d))
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

	d->barrier.left = 1;
	if (!ask_window(d, id, limit, &top, ret, e))
		return false;
	answer_describe(d, top, ret);
	return true;
}

static bool is_answered(const struct desk_answer *a)
{
	return a->kind == DESK_ANSWERED || a->kind == DESK_LATE;
}

/* await_answers() - @n of them, each to a question put behind the answer before. */
static bool await_answers(struct desk *d, int n, struct deadline limit, struct err *e)
{
	struct desk_answer answer = { .kind = DESK_CLOSED };
	Window top = None;

	if (!events_pump(d, e) || !guard_check(d, e))
		return false;
	d->barrier.left = n;
	while (answer.kind == DESK_CLOSED || (is_answered(&answer) && d->barrier.left > 0)) {
		if (!ask_window(d, 0, limit, &top, &answer, e))
			return false;
	}
	if (!guard_check(d, e))
		return false;
	if (is_answered(&answer))
		return true;
	answer_describe(d, top, &answer); /* its name costs three questions */
	return err_set(e, answer.kind == DESK_SILENT ? ERR_HUNG : ERR_GONE, "barrier: %s",
		       answer.said);
}

bool desk_barrier(struct desk *d, struct deadline limit, struct err *e)
{
	return await_answers(d, 1, limit, e);
}

bool desk_eaten(struct desk *d, struct deadline limit, struct err *e)
{
	return await_answers(d, 2, limit, e);
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
	b->left = 1;
	if (top != None && !by_ping)
		good = expose_ask(d, top, limit, &done, e);
	else if (c != NULL && c->pings)
		good = ping(d, c, limit, &done, e);
	b->top = None;
	if (good)
		*ret_answered = done;
	return good || err_wrap(e, "barrier");
}
