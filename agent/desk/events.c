/* events.c - the one place where a desk waits. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/desk/events.h"

#include <X11/Xatom.h>
#include <errno.h>
#include <poll.h>
#include <string.h>
#include "agent/desk/display.h"
#include "agent/desk/stop.h"

/* LOST_MS: a server that is killed closes its connections some ms before it is a zombie. */
enum { FDS = 3, LOST_MS = 500 };

static void dispatch(struct desk *d, XEvent *event)
{
	if (event->type == d->frame.damage_event) {
		const XDamageNotifyEvent *damage = (const XDamageNotifyEvent *)(void *)event;
		if (!barrier_damaged(d, damage))
			frame_damaged(d, damage);
		return;
	}
	if (event->type == MappingNotify) {
		XRefreshKeyboardMapping(&event->xmapping);
		d->keymap.doubted = true;
	}
	wm_handle(d, event);
	selection_handle(d, event);
}

/* drain() - handle what has arrived; returns how many events that was. */
static int drain(struct desk *d)
{
	int handled = 0, arrived = d->lost ? 0 : XPending(d->x);

	/* Only what has arrived by now, else a program that never pauses would keep us here. And
	 * XNextEvent() on a broken connection has nothing to return, so ask before each. */
	while (handled < arrived && !d->lost && XEventsQueued(d->x, QueuedAlready) > 0) {
		XEvent event;
		XNextEvent(d->x, &event);
		dispatch(d, &event);
		handled++;
	}
	if (!d->lost)
		wm_catch_up(d);
	flood_looked(d);
	return handled;
}

static bool pump(struct desk *d, int *ret_handled, struct err *e)
{
	*ret_handled = drain(d);
	if (application_check(&d->app))
		d->happened |= DESK_APP_ENDED;
	if (d->lost)
		return events_lost(d, e);
	return true;
}

bool events_lost(struct desk *d, struct err *e)
{
	if (d->flood.kind != FLOOD_NOTHING)
		return guard_check(d, e);
	if (child_wait(&d->server.process, deadline_in(LOST_MS)))
		return err_set(e, ERR_DISPLAY, "X server %s is gone", d->server.display);
	return err_set(
		e, ERR_DISPLAY,
		"the connection to X server %s was cut by another program; the server runs on",
		d->server.display);
}

bool events_pump(struct desk *d, struct err *e)
{
	int handled;

	return pump(d, &handled, e);
}

bool events_step(struct desk *d, struct deadline until, struct err *e)
{
	bool runs = d->app.state == DESK_APP_RUNNING;
	struct pollfd fds[FDS] = {
		{ .fd = ConnectionNumber(d->x), .events = POLLIN },
		{ .fd = runs ? d->app.first.pidfd : -1, .events = POLLIN }, /* -1: not looked at */
		{ .fd = stop_fd(), .events = POLLIN },
	};
	int handled;

	if (!pump(d, &handled, e))
		return false;
	if (handled > 0 || (runs && d->app.state != DESK_APP_RUNNING))
		return true;
	/* Whoever waited for an answer may have read events meanwhile: they are not in the socket
	 * any more, so poll() would not see them. */
	if (XEventsQueued(d->x, QueuedAlready) > 0)
		return pump(d, &handled, e);
	if (poll(fds, FDS, deadline_left_ms(until)) < 0 && errno != EINTR)
		return err_set(e, ERR_IO, "wait for the display: %s", strerror(errno));
	if (stop_requested())
		return err_set(e, ERR_STOPPED, "a signal asked to stop");
	return pump(d, &handled, e);
}

Time events_time(struct desk *d)
{
	XEvent event;
	Time now = CurrentTime;

	flood_expect(d, FLOOD_PROPERTIES, 1);
	/* ICCCM 2.1: appending nothing to a property is how to ask the server for its time. */
	XChangeProperty(d->x, d->wm.own, d->atoms[ATOM__AMTSBOTE_TIME], XA_INTEGER, 32,
			PropModeAppend, NULL, 0);
	(void)XSync(d->x, False);
	while (!d->lost && XCheckTypedWindowEvent(d->x, d->wm.own, PropertyNotify, &event)) {
		if (event.xproperty.atom == d->atoms[ATOM__AMTSBOTE_TIME])
			now = event.xproperty.time;
		else
			selection_handle(d, &event);
	}
	return now;
}

bool desk_wait(struct desk *d, struct deadline until, unsigned *ret_events, struct err *e)
{
	/* Also when there is something to tell already: others are served. */
	if (!events_pump(d, e) || !frame_update(d, e))
		return false;
	while (d->happened == 0) {
		if (!events_step(d, until, e) || !frame_update(d, e))
			return false;
		if (d->happened == 0 && deadline_over(until))
			break;
	}
	*ret_events = d->happened ? d->happened : DESK_TIMEOUT;
	d->happened = 0;
	return true;
}
