/* wm.c - the desk's window manager: placement, stacking and focus of top-level windows. */
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
#include "agent/desk/trap.h"
#include "base/mem.h"

enum { STATE_REMOVE, STATE_ADD, STATE_TOGGLE }; /* EWMH, _NET_WM_STATE messages */

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

static void set_atoms(struct desk *d, Window id, enum atom_name name, const Atom *list, int n)
{
	XChangeProperty(d->x, id, d->atoms[name], XA_ATOM, 32, PropModeReplace,
			(const unsigned char *)list, n);
}

static void set_window(struct desk *d, Window on, enum atom_name name, Window id)
{
	XChangeProperty(d->x, on, d->atoms[name], XA_WINDOW, 32, PropModeReplace,
			(const unsigned char *)&id, 1);
}

void wm_mark_active(struct desk *d, Window id)
{
	d->wm.active = id;
	set_window(d, d->root, ATOM__NET_ACTIVE_WINDOW, id);
}

static void mark_list(struct desk *d)
{
	struct wm *wm = &d->wm;
	Window *list = mem_calloc(wm->n + 1, sizeof *list);

	for (size_t i = 0; i < wm->n; i++)
		list[i] = wm->clients[i].id;
	XChangeProperty(d->x, d->root, d->atoms[ATOM__NET_CLIENT_LIST], XA_WINDOW, 32,
			PropModeReplace, (const unsigned char *)list, (int)wm->n);
	free(list);
}

static void mark_state(struct desk *d, Window id, int state)
{
	long value[2] = { state, None };

	XChangeProperty(d->x, id, d->atoms[ATOM_WM_STATE], d->atoms[ATOM_WM_STATE], 32,
			PropModeReplace, (const unsigned char *)value, 2);
}

/* mark_undecorated() - else Swing guesses a frame of 5 and 25 px and lays itself out wrongly. */
static void mark_undecorated(struct desk *d, Window id)
{
	const long none[4] = { 0 };

	XChangeProperty(d->x, id, d->atoms[ATOM__NET_FRAME_EXTENTS], XA_CARDINAL, 32,
			PropModeReplace, (const unsigned char *)none, 4);
}

/* mark_manager() - what EWMH toolkits look for before they believe that there is a manager. */
static void mark_manager(struct desk *d)
{
	static const enum atom_name supported[] = {
		ATOM__NET_FRAME_EXTENTS,
		ATOM__NET_REQUEST_FRAME_EXTENTS,
		ATOM__NET_ACTIVE_WINDOW,
		ATOM__NET_CLIENT_LIST,
		ATOM__NET_CLOSE_WINDOW,
		ATOM__NET_SUPPORTED,
		ATOM__NET_SUPPORTING_WM_CHECK,
		ATOM__NET_WM_NAME,
		ATOM__NET_WM_PING,
		ATOM__NET_WM_STATE,
		ATOM__NET_WM_STATE_FULLSCREEN,
		ATOM__NET_WM_STATE_MAXIMIZED_HORZ,
		ATOM__NET_WM_STATE_MAXIMIZED_VERT,
		ATOM__NET_WM_STATE_MODAL,
	};
	enum { N = sizeof supported / sizeof supported[0] };
	Atom list[N];

	for (int i = 0; i < N; i++)
		list[i] = d->atoms[supported[i]];
	set_atoms(d, d->root, ATOM__NET_SUPPORTED, list, N);
	set_window(d, d->root, ATOM__NET_SUPPORTING_WM_CHECK, d->wm.own);
	set_window(d, d->wm.own, ATOM__NET_SUPPORTING_WM_CHECK, d->wm.own);
	XChangeProperty(d->x, d->wm.own, d->atoms[ATOM__NET_WM_NAME], d->atoms[ATOM_UTF8_STRING], 8,
			PropModeReplace, (const unsigned char *)"amtsbote", 8);
	wm_mark_active(d, None);
	mark_list(d);
	XSetSelectionOwner(d->x, d->atoms[ATOM_WM_S0], d->wm.own, events_time(d));
}

bool wm_open(struct desk *d, struct err *e)
{
	XSetWindowAttributes a = { .override_redirect = True, .event_mask = PropertyChangeMask };

	d->wm.own = XCreateWindow(d->x, d->root, -10, -10, 1, 1, 0, CopyFromParent, InputOutput,
				  CopyFromParent, CWOverrideRedirect | CWEventMask, &a);
	trap_begin(d->x);
	XSelectInput(d->x, d->root, SubstructureRedirectMask | SubstructureNotifyMask);
	if (trap_end(d->x) != 0)
		return err_set(e, ERR_DISPLAY, "%s has a window manager already",
			       d->server.display);
	mark_manager(d);
	return true;
}

void wm_clear(struct wm *wm)
{
	free(wm->clients);
	*wm = (struct wm){ 0 };
}

static int clamp(int at, int size, int room)
{
	if (at + size > room)
		at = room - size;
	return at < 0 ? 0 : at;
}

/* place() - dialogs over the middle of their parent, everything else in the corner, always
 * alike. */
static void place(struct desk *d, struct client *c)
{
	const struct client *parent = wm_client(&d->wm, c->parent);
	XWindowChanges change = { .border_width = 0 };

	if (c->fullscreen) {
		c->before_fullscreen = c->area;
		c->area = (struct rect){ 0, 0, d->width_px, d->height_px };
	} else if (parent != NULL) {
		c->area.x = parent->area.x + (parent->area.w - c->area.w) / 2;
		c->area.y = parent->area.y + (parent->area.h - c->area.h) / 2;
	} else if (!client_wants_position(d, c)) {
		c->area.x = c->modal ? (d->width_px - c->area.w) / 2 : 0;
		c->area.y = c->modal ? (d->height_px - c->area.h) / 2 : 0;
	}
	c->area.x = clamp(c->area.x, c->area.w, d->width_px);
	c->area.y = clamp(c->area.y, c->area.h, d->height_px);
	change.x = c->area.x;
	change.y = c->area.y;
	change.width = c->area.w;
	change.height = c->area.h;
	XConfigureWindow(d->x, c->id, CWX | CWY | CWWidth | CWHeight | CWBorderWidth, &change);
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
	*c = (struct client){ .id = id, .area = { a.x, a.y, a.width, a.height } };
	XSelectInput(d->x, id, PropertyChangeMask);
	client_read(d, c);
	mark_undecorated(d, id);
	place(d, c);
	mark_list(d);
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
	mark_list(d);
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
	mark_state(d, id, NormalState);
	XMapWindow(d->x, id);
}

static void on_map(struct desk *d, const XMapEvent *event)
{
	struct client *c = wm_client(&d->wm, event->window);

	wm_stirred(d);
	if (c == NULL || c->mapped)
		return;
	c->mapped = true;
	focus_newest(d, c);
}

static void on_unmap(struct desk *d, Window id)
{
	wm_stirred(d);
	barrier_vanished(d, id);
	if (wm_client(&d->wm, id) == NULL)
		return;
	mark_state(d, id, WithdrawnState);
	unmanage(d, id);
}

/* tell_area() - ICCCM 4.1.5: a request that changes nothing is answered by a message of our own. */
static void tell_area(struct desk *d, const struct client *c)
{
	XConfigureEvent told = {
		.type = ConfigureNotify,
		.event = c->id,
		.window = c->id,
		.x = c->area.x,
		.y = c->area.y,
		.width = c->area.w,
		.height = c->area.h,
	};

	(void)XSendEvent(d->x, c->id, False, StructureNotifyMask, (XEvent *)&told);
}

static void on_configure_request(struct desk *d, const XConfigureRequestEvent *r)
{
	struct client *c = wm_client(&d->wm, r->window);
	unsigned long mask = r->value_mask & (CWX | CWY | CWWidth | CWHeight);
	XWindowChanges change = { .x = r->x, .y = r->y, .width = r->width, .height = r->height };

	if (c == NULL) {
		mask |= r->value_mask & (CWBorderWidth | CWSibling | CWStackMode);
		change.border_width = r->border_width;
		change.sibling = r->above;
		change.stack_mode = r->detail;
		XConfigureWindow(d->x, r->window, (unsigned)mask, &change);
		return;
	}
	struct rect wish = { mask & CWX ? r->x : c->area.x, mask & CWY ? r->y : c->area.y,
			     mask & CWWidth ? r->width : c->area.w,
			     mask & CWHeight ? r->height : c->area.h };
	if (c->fullscreen || rect_equal(wish, c->area)) {
		tell_area(d, c);
		return;
	}
	XConfigureWindow(d->x, r->window, (unsigned)mask, &change);
}

static void on_configure(struct desk *d, const XConfigureEvent *event)
{
	struct client *c = wm_client(&d->wm, event->window);

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
	if (name == XA_WM_NAME || name == d->atoms[ATOM__NET_WM_NAME]) {
		wm_stirred(d);
		return;
	}
	if (name != XA_WM_HINTS && name != XA_WM_TRANSIENT_FOR &&
	    name != d->atoms[ATOM_WM_PROTOCOLS] && name != d->atoms[ATOM__MOTIF_WM_HINTS])
		return; /* _NET_WM_STATE is ours to write once the window is mapped */
	bool was_modal = c->modal;
	client_read(d, c);
	wm_stirred(d);
	if (c->modal && !was_modal && c->mapped)
		focus_newest(d, c);
}

/* set_fullscreen() - also for "maximised": without decoration the two are the same picture. */
static void set_fullscreen(struct desk *d, struct client *c, bool on)
{
	struct rect area =
		on ? (struct rect){ 0, 0, d->width_px, d->height_px } : c->before_fullscreen;

	if (c->fullscreen == on)
		return;
	if (on)
		c->before_fullscreen = c->area;
	c->fullscreen = on;
	XMoveResizeWindow(d->x, c->id, area.x, area.y, (unsigned)area.w, (unsigned)area.h);
}

static void write_states(struct desk *d, const struct client *c)
{
	Atom list[4];
	int n = 0;

	if (c->modal)
		list[n++] = d->atoms[ATOM__NET_WM_STATE_MODAL];
	if (c->fullscreen) {
		list[n++] = d->atoms[ATOM__NET_WM_STATE_FULLSCREEN];
		list[n++] = d->atoms[ATOM__NET_WM_STATE_MAXIMIZED_VERT];
		list[n++] = d->atoms[ATOM__NET_WM_STATE_MAXIMIZED_HORZ];
	}
	set_atoms(d, c->id, ATOM__NET_WM_STATE, list, n);
}

static void on_state_message(struct desk *d, struct client *c, const XClientMessageEvent *m)
{
	for (int i = 1; i <= 2; i++) {
		Atom state = (Atom)m->data.l[i];
		bool is_modal = state == d->atoms[ATOM__NET_WM_STATE_MODAL];
		bool is_full = state == d->atoms[ATOM__NET_WM_STATE_FULLSCREEN] ||
			       state == d->atoms[ATOM__NET_WM_STATE_MAXIMIZED_VERT];
		bool now = is_modal ? c->modal : c->fullscreen;
		bool on = m->data.l[0] == STATE_ADD || (m->data.l[0] == STATE_TOGGLE && !now);
		if (is_modal) {
			c->modal = on;
			wm_stirred(d);
		}
		if (is_full)
			set_fullscreen(d, c, on);
	}
	write_states(d, c);
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
		mark_undecorated(d, m->window);
	if (c == NULL)
		return;
	if (m->message_type == d->atoms[ATOM__NET_ACTIVE_WINDOW] && c->mapped)
		focus_newest(d, c);
	else if (m->message_type == d->atoms[ATOM__NET_WM_STATE])
		on_state_message(d, c, m);
	else if (m->message_type == d->atoms[ATOM__NET_CLOSE_WINDOW])
		wm_ask_to_close(d, c->id);
}

void wm_handle(struct desk *d, const XEvent *event)
{
	switch (event->type) {
	case MapRequest: on_map_request(d, event->xmaprequest.window); break;
	case MapNotify: on_map(d, &event->xmap); break;
	case UnmapNotify: on_unmap(d, event->xunmap.window); break;
	case DestroyNotify:
		wm_stirred(d);
		barrier_vanished(d, event->xdestroywindow.window);
		unmanage(d, event->xdestroywindow.window);
		break;
	case ConfigureRequest: on_configure_request(d, &event->xconfigurerequest); break;
	case ConfigureNotify: on_configure(d, &event->xconfigure); break;
	case PropertyNotify: on_property(d, &event->xproperty); break;
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
