/* wm.c - the desk's window manager: the list of top-level windows, and what they ask for. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/desk/wm.h"

#include <X11/Xatom.h>
#include <X11/Xutil.h>
#include <stdlib.h>
#include <string.h>
#include "agent/desk/client.h"
#include "agent/desk/display.h"
#include "agent/desk/events.h"
#include "agent/desk/focus.h"
#include "agent/desk/marks.h"
#include "agent/desk/place.h"
#include "agent/desk/stack.h"
#include "agent/desk/trap.h"
#include "base/mem.h"

enum { STATE_REMOVE, STATE_ADD, STATE_TOGGLE }; /* EWMH, _NET_WM_STATE messages */
enum { SOURCE_PAGER = 2 };                      /* EWMH: a person asks by a tool of theirs */

struct client *wm_client(struct wm *wm, Window id)
{
	for (size_t i = 0; i < wm->n; i++) {
		if (wm->clients[i].id == id)
			return &wm->clients[i];
	}
	return NULL;
}

void wm_send(struct desk *d, Window id, Atom protocol)
{
	XClientMessageEvent message = {
		.type = ClientMessage,
		.window = id,
		.message_type = d->atoms[ATOM_WM_PROTOCOLS],
		.format = 32,
		.data.l = { (long)protocol, (long)events_time(d), (long)id },
	};

	d->stir++;
	(void)XSendEvent(d->x, id, False, NoEventMask,
			 (XEvent *)&message); /* only fails to encode */
}

void wm_ask_to_close(struct desk *d, Window id)
{
	const struct client *c = wm_client(&d->wm, id);

	if (c != NULL && c->deletes)
		wm_send(d, id, d->atoms[ATOM_WM_DELETE_WINDOW]);
	else
		XDestroyWindow(d->x, id);
}

bool wm_open(struct desk *d, struct err *e)
{
	XSetWindowAttributes a = { .override_redirect = True, .event_mask = PropertyChangeMask };

	d->wm.own = XCreateWindow(d->x, d->root, -10, -10, 1, 1, 0, CopyFromParent, InputOutput,
				  CopyFromParent, CWOverrideRedirect | CWEventMask, &a);
	trap_begin(d->x);
	XSelectInput(d->x, d->root,
		     SubstructureRedirectMask | SubstructureNotifyMask | StructureNotifyMask);
	if (trap_end(d->x) != 0)
		return err_set(e, ERR_DISPLAY, "%s has a window manager already",
			       d->server.display);
	XSetSelectionOwner(d->x, d->atoms[ATOM_WM_S0], d->wm.own, events_time(d));
	marks_open(d);
	return true;
}

void wm_clear(struct wm *wm)
{
	free(wm->clients);
	free(wm->order);
	*wm = (struct wm){ 0 };
}

void wm_stirred(struct desk *d)
{
	d->wm.stir++;
	d->happened |= DESK_WINDOWS;
}

static struct client *manage(struct desk *d, Window id)
{
	struct wm *wm = &d->wm;
	XWindowAttributes a;

	if (!XGetWindowAttributes(d->x, id, &a) || a.override_redirect)
		return NULL;
	wm->clients = mem_realloc(wm->clients, wm->n + 1, sizeof *wm->clients);
	struct client *c = &wm->clients[wm->n++];
	*c = (struct client){ .id = id,
			      .area = { a.x, a.y, a.width, a.height },
			      .pid = client_pid(d, id),
			      .raised = ++wm->turn };
	XSelectInput(d->x, id, WM_WINDOW_EVENTS);
	client_read_states(d, c);
	client_read(d, c);
	marks_new(d, id);
	marks_states(d, c);
	place_new(d, c);
	stack_apply(d);
	return c;
}

static void unmanage(struct desk *d, Window id)
{
	struct wm *wm = &d->wm;
	struct client *c = wm_client(wm, id);

	if (c == NULL)
		return;
	Window parent = c->parent;
	bool was_active = wm->active == id;
	size_t behind = wm->n - (size_t)(c - wm->clients) - 1;
	memmove(c, c + 1, behind * sizeof *c);
	wm->n--;
	stack_apply(d);
	wm_stirred(d);
	if (was_active)
		focus_again(d, parent);
}

static void on_map_request(struct desk *d, Window id)
{
	struct client *c = wm_client(&d->wm, id);

	if (c == NULL)
		c = manage(d, id);
	if (c == NULL)
		return;
	marks_wm_state(d, id, NormalState);
	XMapWindow(d->x, id);
}

static void on_map(struct desk *d, const XMapEvent *event)
{
	struct client *c = wm_client(&d->wm, event->window);

	wm_stirred(d);
	if (c == NULL || c->mapped)
		return;
	c->mapped = true;
	d->app.shown = true;
	guard_count(d);
	bool others = wm_client(&d->wm, d->wm.active) != NULL;
	bool returning = c->returning;
	c->returning = false;
	if (others && (returning || (c->shy && focus_blocker(d, c) == NULL)))
		return; /* it is there to be seen, and the keyboard stays where it is */
	focus_newest(d, c);
}

static void on_unmap(struct desk *d, const XUnmapEvent *event)
{
	struct client *c = wm_client(&d->wm, event->window);

	wm_stirred(d);
	barrier_vanished(d, event->window);
	if (c == NULL)
		return;
	if (c->own_unmaps > 0 && !event->send_event) {
		c->own_unmaps--;
		return;
	}
	marks_gone(d, event->window);
	unmanage(d, event->window);
}

/*
 * iconify() - there is nothing on a desk to get an icon back from, so no window may go that way:
 * it is iconified as its toolkit expects, comes back at once behind the others, and says so.
 */
static void iconify(struct desk *d, struct client *c)
{
	Window id = c->id;

	if (!c->mapped)
		return;
	c->iconified++;
	c->returning = true;
	c->mapped = false; /* until the server tells that it came back */
	c->own_unmaps++;
	c->turn = 0;
	marks_wm_state(d, id, IconicState);
	XUnmapWindow(d->x, id);
	stack_lower(d, c);
	marks_wm_state(d, id, NormalState);
	XMapWindow(d->x, id);
	wm_stirred(d);
	if (d->wm.active != id)
		return;
	marks_active(d, None);
	focus_again(d, None);
}

static void on_configure(struct desk *d, const XConfigureEvent *event)
{
	struct client *c = wm_client(&d->wm, event->window);

	if (event->window == d->root) {
		guard_resized(d, event->width, event->height);
		return;
	}
	wm_stirred(d);
	if (c != NULL)
		c->area = (struct rect){ event->x, event->y, event->width, event->height };
}

static void on_property(struct desk *d, const XPropertyEvent *event)
{
	struct client *c = wm_client(&d->wm, event->window);
	Atom name = event->atom;

	if (c == NULL)
		return;
	if (name == XA_WM_NAME || name == d->atoms[ATOM__NET_WM_NAME] ||
	    name == d->atoms[ATOM_WM_WINDOW_ROLE] || name == XA_WM_CLASS)
		wm_stirred(d);
	/* _NET_WM_STATE is ours to write once the window is mapped. */
	else if (name == XA_WM_HINTS || name == XA_WM_TRANSIENT_FOR || name == XA_WM_NORMAL_HINTS ||
		 name == d->atoms[ATOM_WM_PROTOCOLS] || name == d->atoms[ATOM__MOTIF_WM_HINTS])
		c->stale = true;
}

/* become_modal() - what a window is that was not modal before. */
static void become_modal(struct desk *d, struct client *c)
{
	stack_apply(d);
	if (c->mapped)
		focus_newest(d, c);
}

void wm_catch_up(struct desk *d)
{
	for (size_t i = 0; i < d->wm.n; i++) {
		struct client *c = &d->wm.clients[i];
		if (!c->stale)
			continue;
		bool was_modal = c->modal;
		client_read(d, c);
		wm_stirred(d);
		if (c->modal && !was_modal)
			become_modal(d, c);
		else
			stack_apply(d);
	}
	if (d->wm.focus_moved)
		focus_look(d);
}

static void on_state_message(struct desk *d, struct client *c, const XClientMessageEvent *m)
{
	unsigned now = c->states;
	bool was_modal = c->modal;

	for (unsigned bit = 0; bit < CLIENT_STATES; bit++) {
		Atom state = d->atoms[client_state_atom(bit)];
		if (state != (Atom)m->data.l[1] && state != (Atom)m->data.l[2])
			continue;
		bool on = m->data.l[0] == STATE_ADD ||
			  (m->data.l[0] == STATE_TOGGLE && !(c->states >> bit & 1));
		now = on ? now | 1u << bit : now & ~(1u << bit);
	}
	now = (now & ~(unsigned)CLIENT_FOCUSED) | (c->states & CLIENT_FOCUSED);
	if ((now ^ c->states) & CLIENT_MODAL)
		c->modal = now & CLIENT_MODAL;
	place_states(d, c, now);
	if (c->modal && !was_modal)
		become_modal(d, c);
}

/* ask_activation() - a window of another program than the active one may only ask for attention. */
static void ask_activation(struct desk *d, struct client *c, bool by_person)
{
	const struct client *active = wm_client(&d->wm, d->wm.active);

	if (!c->mapped)
		return;
	if (by_person || active == NULL || client_akin(d, c->id, active->id))
		focus_newest(d, c);
	else
		place_states(d, c, c->states | CLIENT_ATTENTION);
}

static void on_message(struct desk *d, const XClientMessageEvent *m)
{
	struct client *c = wm_client(&d->wm, m->window);

	if (m->message_type == d->atoms[ATOM_WM_PROTOCOLS] &&
	    (Atom)m->data.l[0] == d->atoms[ATOM__NET_WM_PING]) {
		barrier_ponged(d, m);
		return;
	}
	if (m->message_type == d->atoms[ATOM__NET_REQUEST_FRAME_EXTENTS])
		marks_frame(d, m->window);
	if (c == NULL)
		return;
	if (m->message_type == d->atoms[ATOM__NET_ACTIVE_WINDOW])
		ask_activation(d, c, m->data.l[0] == SOURCE_PAGER);
	else if (m->message_type == d->atoms[ATOM__NET_WM_STATE])
		on_state_message(d, c, m);
	else if (m->message_type == d->atoms[ATOM__NET_MOVERESIZE_WINDOW])
		place_moveresize(d, m);
	else if (m->message_type == d->atoms[ATOM__NET_CLOSE_WINDOW])
		wm_ask_to_close(d, c->id);
	else if (m->message_type == d->atoms[ATOM_WM_CHANGE_STATE] && m->data.l[0] == IconicState)
		iconify(d, c);
}

static void on_focus(struct desk *d, const XFocusChangeEvent *event)
{
	/* Grabs come and go with menus; the focus itself stays. */
	if (event->mode == NotifyNormal || event->mode == NotifyWhileGrabbed)
		d->wm.focus_moved = true;
}

void wm_handle(struct desk *d, const XEvent *event)
{
	switch (event->type) {
	case MapRequest: on_map_request(d, event->xmaprequest.window); break;
	case MapNotify: on_map(d, &event->xmap); break;
	case UnmapNotify: on_unmap(d, &event->xunmap); break;
	case DestroyNotify:
		wm_stirred(d);
		barrier_vanished(d, event->xdestroywindow.window);
		unmanage(d, event->xdestroywindow.window);
		break;
	case ConfigureRequest: place_asked(d, &event->xconfigurerequest); break;
	case ConfigureNotify: on_configure(d, &event->xconfigure); break;
	case PropertyNotify: on_property(d, &event->xproperty); break;
	case FocusIn:
	case FocusOut: on_focus(d, &event->xfocus); break;
	case SelectionClear: guard_replaced(d, &event->xselectionclear); break;
	case ClientMessage: on_message(d, &event->xclient); break;
	default: /* event numbers are open-ended: extensions add theirs */ break;
	}
}

Window wm_top_at(struct desk *d, int rx, int ry)
{
	Window child = None;
	int x, y;

	/* No event is in flight that we care about: this asks the server, not our list. */
	if (!XTranslateCoordinates(d->x, d->root, d->root, rx, ry, &x, &y, &child))
		return None;
	return child;
}
