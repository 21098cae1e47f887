/* flood.c - a window that changes its properties without pause is not listened to any more. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/desk/flood.h"

#include <X11/Xlibint.h>
#include "agent/desk/display.h"
#include "base/mem.h"

/*
 * An answer of the server stands behind all events of before. Where a program makes events faster
 * than they are read, each question multiplies what stands before the answer to the next, and a
 * function that asks seven times does not return. So the count is kept where events come in, and
 * the request to send no more goes out from there.
 */
enum {
	OWNER = 0x464c4f, /* of our entry among the display's; extensions count from 0 */
	USER_TIME_PART = 20,
};

/* stop_listening() - XSelectInput(), for one who holds the display's lock as every reader does. */
static void stop_listening(Display *dpy, Window id)
{
	xChangeWindowAttributesReq *req;

	GetReqExtra(ChangeWindowAttributes, 4, req);
	req->window = (CARD32)id;
	req->valueMask = CWEventMask;
	OneDataCard32(dpy, NEXTPTR(req, xChangeWindowAttributesReq),
		      WM_WINDOW_EVENTS & ~PropertyChangeMask);
	/* At once: Xlib reads on as long as there is something to read. This one does not read. */
	_XSend(dpy, NULL, 0);
}

static void count(struct desk *d, const XPropertyEvent *event)
{
	struct client *c = wm_client(&d->wm, event->window);
	Time second = event->time / 1000; /* the server's: we may be slower than the flood */

	if (c == NULL || c->unheard)
		return;
	if (c->second != second) {
		c->second = second;
		c->changes = 0;
	}
	/* Toolkits write the user's time with every key they take. */
	c->changes += event->atom == d->atoms[ATOM__NET_WM_USER_TIME] ? 1 : USER_TIME_PART;
	if (c->changes < GUARD_CHANGES_MAX * USER_TIME_PART)
		return;
	c->unheard = true;
	d->guard.loud = c->id;
	stop_listening(d->x, c->id);
}

static Bool read_property(Display *x, XEvent *event, xEvent *wire)
{
	XEDataObject all = { .display = x };
	XExtData *ours = XFindOnExtensionList(XEHeadOfExtensionList(all), OWNER);
	Bool is_good = _XWireToEvent(x, event, wire);

	if (ours != NULL && is_good)
		count((struct desk *)(void *)ours->private_data, &event->xproperty);
	return is_good;
}

/* keep() - Xlib would free the desk with its connection. */
static int keep(XExtData *entry)
{
	entry->private_data = NULL;
	return 0;
}

void flood_open(struct desk *d)
{
	XEDataObject all = { .display = d->x };
	XExtData *ours = mem_zalloc(sizeof *ours); /* Xlib's from here on */

	ours->number = OWNER;
	ours->private_data = (XPointer)d;
	ours->free_private = keep;
	XAddToExtensionList(XEHeadOfExtensionList(all), ours);
	(void)XESetWireToEvent(d->x, PropertyNotify, read_property);
}
