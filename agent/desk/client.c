/* client.c - what a top-level window says about itself by its properties. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/desk/client.h"

#include <X11/Xatom.h>
#include <X11/Xutil.h>
#include <stddef.h>
#include "agent/desk/display.h"

/* MwmUtil.h, which only Motif's development package has: five longs, the fourth is the input
 * mode. */
enum { MOTIF_INPUT_MODE = 1 << 2, MOTIF_MODELESS = 0 };

enum { STATES_MAX = 32 };

static void read_protocols(struct desk *d, struct client *c)
{
	Atom *list;
	int n;

	c->takes_focus = c->pings = c->deletes = false;
	if (!XGetWMProtocols(d->x, c->id, &list, &n))
		return;
	for (int i = 0; i < n; i++) {
		c->takes_focus |= list[i] == d->atoms[ATOM_WM_TAKE_FOCUS];
		c->pings |= list[i] == d->atoms[ATOM__NET_WM_PING];
		c->deletes |= list[i] == d->atoms[ATOM_WM_DELETE_WINDOW];
	}
	XFree(list);
}

/* read_longs() - up to STATES_MAX values of a 32-bit property; NULL or XFree() the result. */
static long *read_longs(struct desk *d, Window id, Atom name, Atom type, unsigned long *ret_n)
{
	unsigned char *data = NULL;
	unsigned long left;
	Atom is;
	int format;

	*ret_n = 0;
	if (XGetWindowProperty(d->x, id, name, 0, STATES_MAX, False, type, &is, &format, ret_n,
			       &left, &data) != Success)
		return NULL;
	if (data != NULL && (is != type || format != 32)) {
		XFree(data);
		data = NULL;
	}
	if (data == NULL)
		*ret_n = 0;
	return (long *)(void *)data; /* Xlib hands 32-bit values out as longs */
}

static void read_state(struct desk *d, struct client *c)
{
	unsigned long n;
	long *list = read_longs(d, c->id, d->atoms[ATOM__NET_WM_STATE], XA_ATOM, &n);

	c->modal = false;
	for (unsigned long i = 0; i < n; i++) {
		Atom state = (Atom)list[i];
		c->modal |= state == d->atoms[ATOM__NET_WM_STATE_MODAL];
		c->fullscreen |= state == d->atoms[ATOM__NET_WM_STATE_FULLSCREEN] ||
				 state == d->atoms[ATOM__NET_WM_STATE_MAXIMIZED_VERT];
	}
	if (list != NULL)
		XFree(list);
	list = read_longs(d, c->id, d->atoms[ATOM__MOTIF_WM_HINTS], d->atoms[ATOM__MOTIF_WM_HINTS],
			  &n);
	if (n >= 4 && (list[0] & MOTIF_INPUT_MODE) && list[3] != MOTIF_MODELESS)
		c->modal = true;
	if (list != NULL)
		XFree(list);
}

void client_read(struct desk *d, struct client *c)
{
	Window parent = None;
	XWMHints *hints = XGetWMHints(d->x, c->id);

	c->takes_input = hints == NULL || !(hints->flags & InputHint) || hints->input;
	if (hints != NULL)
		XFree(hints);
	c->parent = None;
	if (XGetTransientForHint(d->x, c->id, &parent) && parent != d->root && parent != c->id)
		c->parent = parent;
	read_protocols(d, c);
	read_state(d, c);
}

bool client_wants_position(struct desk *d, const struct client *c)
{
	XSizeHints hints;
	long supplied;

	return XGetWMNormalHints(d->x, c->id, &hints, &supplied) && (hints.flags & USPosition);
}
