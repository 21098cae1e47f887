/* flood.c - a program that makes events without pause is not listened to any more. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/desk/flood.h"

#include <X11/Xatom.h>
#include <X11/Xlibint.h>
#include <assert.h>
#include <sys/socket.h>
#include "agent/desk/display.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"

/*
 * An answer of the server stands behind all events of before. Where a program makes events faster
 * than they are handled, each question multiplies what stands before the answer to the next, and a
 * function that asks seven times does not return. So the count is kept where events come in, what
 * is too much is thrown away there, and the request to send no more goes out from there.
 */
enum {
	OWNER = 0x464c4f, /* of our entry among the display's; extensions count from 0 */
	USER_TIME_PART = 20,
	THOUSAND = 1000,
	DROPPED_MAX = 10000, /* and over ENDLESS_MS of it: the connection is given up */
	ENDLESS_MS = 2000,
};

static const enum flood_kind kinds[LASTEvent] = {
	[PropertyNotify] = FLOOD_PROPERTIES,
	[ConfigureNotify] = FLOOD_PLACES,
	[ConfigureRequest] = FLOOD_PLACES,
	[GravityNotify] = FLOOD_PLACES,
	[CirculateNotify] = FLOOD_PLACES,
	[CirculateRequest] = FLOOD_PLACES,
	[CreateNotify] = FLOOD_WINDOWS,
	[DestroyNotify] = FLOOD_WINDOWS,
	[UnmapNotify] = FLOOD_WINDOWS,
	[MapNotify] = FLOOD_WINDOWS,
	[MapRequest] = FLOOD_WINDOWS,
	[ReparentNotify] = FLOOD_WINDOWS,
	[ClientMessage] = FLOOD_MESSAGES,
	[SelectionClear] = FLOOD_SELECTIONS,
	[SelectionRequest] = FLOOD_SELECTIONS,
	[SelectionNotify] = FLOOD_SELECTIONS,
	[FocusIn] = FLOOD_FOCUS,
	[FocusOut] = FLOOD_FOCUS,
	[MappingNotify] = FLOOD_KEYMAP,
};

/* select_events() - XSelectInput(), for one who holds the display's lock as every reader does. */
static void select_events(Display *dpy, Window id, long mask)
{
	xChangeWindowAttributesReq *req;

	GetReqExtra(ChangeWindowAttributes, 4, req);
	req->window = (CARD32)id;
	req->valueMask = CWEventMask;
	OneDataCard32(dpy, NEXTPTR(req, xChangeWindowAttributesReq), (CARD32)mask);
	/* At once: Xlib reads on as long as there is something to read. This one does not read. */
	_XSend(dpy, NULL, 0);
}

/* window_of() - whose event it is, None if nobody's. */
static Window window_of(const XEvent *event, enum flood_kind kind)
{
	switch (kind) {
	case FLOOD_PLACES:
	case FLOOD_WINDOWS: return event->xconfigure.window; /* all have it in this place */
	case FLOOD_SELECTIONS:
		return event->type == SelectionRequest ? event->xselectionrequest.requestor : None;
	case FLOOD_PROPERTIES:
	case FLOOD_MESSAGES:
	case FLOOD_FOCUS: return event->xany.window;
	case FLOOD_NOTHING:
	case FLOOD_KEYMAP:
	case FLOOD_FORGED:
	case FLOOD_KINDS_: break;
	}
	return None;
}

static void note(struct desk *d, enum flood_kind kind, Window window)
{
	if (d->flood.kind != FLOOD_NOTHING)
		return;
	d->flood.kind = kind;
	d->flood.window = window;
}

/* too_many() - add one to what came; above a second's worth it is too much. What was not looked at
 * for long may have come at any time since. */
static bool too_many(struct desk *d, enum flood_kind kind)
{
	struct flood_meter *m = &d->flood.meters[kind];
	int64_t now_ms = clock_boot_ms(), least = (d->flood.looked_ms - now_ms) * FLOOD_MAX;

	if (d->flood.owed[kind] > 0) {
		d->flood.owed[kind]--;
		return false;
	}
	m->n_thousandth -= (now_ms - m->at_ms) * FLOOD_MAX;
	if (m->n_thousandth < least)
		m->n_thousandth = least;
	m->at_ms = now_ms;
	m->n_thousandth += THOUSAND;
	return m->n_thousandth > FLOOD_MAX * THOUSAND;
}

/* go_deaf() - for this kind, and say so where the server lets us. */
static void go_deaf(struct desk *d, enum flood_kind kind, const XEvent *event)
{
	d->flood.deaf[kind] = true;
	note(d, kind, window_of(event, kind));
	if (kind == FLOOD_PLACES || kind == FLOOD_WINDOWS || kind == FLOOD_MESSAGES)
		select_events(d->x, d->root, NoEventMask);
	else if (kind == FLOOD_PROPERTIES)
		select_events(d->x, d->wm.own, NoEventMask);
}

/*
 * drop() - what is not listened to any more. Where the server does not let us turn it off (what is
 * sent to our own window, the keymap) and it comes faster than it can be thrown away, Xlib would
 * never come to the end of it: then the connection is given up.
 */
static bool drop(struct desk *d)
{
	struct flood *f = &d->flood;

	if (++f->dropped > DROPPED_MAX && clock_boot_ms() - f->looked_ms > ENDLESS_MS)
		(void)shutdown(ConnectionNumber(d->x), SHUT_RDWR); /* once is enough */
	return false;
}

/* pass_property() - those of a managed window are counted by the server's clock and for it alone;
 * toolkits write the user's time with every key they take. */
static bool pass_property(struct desk *d, struct client *c, const XPropertyEvent *event)
{
	Time second = event->time / THOUSAND;

	if (c->unheard)
		return drop(d);
	if (c->second != second) {
		c->second = second;
		c->changes = 0;
	}
	c->changes += event->atom == d->atoms[ATOM__NET_WM_USER_TIME] ? 1 : USER_TIME_PART;
	if (c->changes < FLOOD_MAX * USER_TIME_PART)
		return true;
	c->unheard = true;
	note(d, FLOOD_PROPERTIES, c->id);
	select_events(d->x, c->id, WM_WINDOW_EVENTS & ~PropertyChangeMask);
	return false;
}

/* is_answer() - the one to our last ping: as many come as we ask. */
static bool is_answer(const struct desk *d, const XEvent *event)
{
	const XClientMessageEvent *m = &event->xclient;

	return event->type == ClientMessage && !d->barrier.ponged &&
	       m->message_type == d->atoms[ATOM_WM_PROTOCOLS] &&
	       (Atom)m->data.l[0] == d->atoms[ATOM__NET_WM_PING] && m->data.l[1] == d->barrier.ping;
}

static bool pass(struct desk *d, const XEvent *event)
{
	enum flood_kind kind = FLOOD_SELECTIONS; /* the only extension's that is watched: XFIXES */
	struct client *c = NULL;

	if (event->type < LASTEvent)
		kind = kinds[event->type] != FLOOD_NOTHING ? kinds[event->type] : FLOOD_FORGED;
	if (kind == FLOOD_PROPERTIES)
		c = wm_client(&d->wm, event->xproperty.window);
	if (c != NULL)
		return pass_property(d, c, &event->xproperty);
	if (!d->flood.deaf[kind] && !is_answer(d, event) && too_many(d, kind))
		go_deaf(d, kind, event);
	return !d->flood.deaf[kind] || drop(d);
}

static Bool read_event(Display *x, XEvent *event, xEvent *wire)
{
	XEDataObject all = { .display = x };
	XExtData *ours = XFindOnExtensionList(XEHeadOfExtensionList(all), OWNER);

	if (ours == NULL || ours->private_data == NULL)
		return _XWireToEvent(x, event, wire);
	struct desk *d = (struct desk *)(void *)ours->private_data;
	return d->flood.next[wire->u.u.type & (FLOOD_TYPES - 1)](x, event, wire) && pass(d, event);
}

/* keep() - Xlib would free the desk with its connection. */
static int keep(XExtData *entry)
{
	entry->private_data = NULL;
	return 0;
}

void flood_watch(struct desk *d, int type)
{
	d->flood.next[type] = XESetWireToEvent(d->x, type, read_event);
}

void flood_looked(struct desk *d)
{
	d->flood.looked_ms = clock_boot_ms();
	d->flood.dropped = 0;
}

void flood_open(struct desk *d)
{
	XEDataObject all = { .display = d->x };
	XExtData *ours = mem_zalloc(sizeof *ours); /* Xlib's from here on */

	ours->number = OWNER;
	ours->private_data = (XPointer)d;
	ours->free_private = keep;
	XAddToExtensionList(XEHeadOfExtensionList(all), ours);
	flood_looked(d);
	for (int type = KeyPress; type < GenericEvent; type++)
		flood_watch(d, type);
}

void flood_expect(struct desk *d, enum flood_kind kind, unsigned n)
{
	d->flood.owed[kind] += n;
}

void flood_say(struct desk *d, char *to, size_t room)
{
	static const struct {
		const char *by_window, *by_nobody;
	} did[FLOOD_KINDS_] = {
		[FLOOD_PROPERTIES] = { "changed its properties", "changed the desk's properties" },
		[FLOOD_PLACES] = { "was moved, resized or raised", "" },
		[FLOOD_WINDOWS] = { "or others came or went", "" },
		[FLOOD_MESSAGES] = { "was the subject of messages", "sent messages to the desk" },
		[FLOOD_SELECTIONS] = { "asked for selections", "took selections" },
		[FLOOD_FOCUS] = { "took or lost the keyboard", "" },
		[FLOOD_KEYMAP] = { "", "set the keymap" },
		[FLOOD_FORGED] = { "", "sent forged events" },
	};
	const struct flood *f = &d->flood;
	struct window_name name = { "a program" };
	bool named = f->window != None && f->window != d->wm.own;

	if (named)
		window_name(d, f->window, &name);
	bool fits = fmt_into(
		to, room, "%s %s %d times within a second; that is not listened to any more",
		name.text, named ? did[f->kind].by_window : did[f->kind].by_nobody, FLOOD_MAX);
	assert(fits);
}
