/* client.c - what a top-level window says about itself by its properties. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/desk/client.h"

#include <X11/Xatom.h>
#include <X11/Xlib-xcb.h>
#include <X11/Xutil.h>
#include <X11/extensions/XRes.h>
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <xcb/xcb.h>
#include "agent/desk/display.h"

/* MwmUtil.h, which only Motif's development package has: five longs, the fourth is the input
 * mode. */
enum { MOTIF_INPUT_MODE = 1 << 2, MOTIF_MODELESS = 0 };

enum { LONGS_MAX = 32 };

/* In the order of enum client_state. */
static const enum atom_name state_atoms[CLIENT_STATES] = {
	ATOM__NET_WM_STATE_MODAL,
	ATOM__NET_WM_STATE_FULLSCREEN,
	ATOM__NET_WM_STATE_MAXIMIZED_HORZ,
	ATOM__NET_WM_STATE_MAXIMIZED_VERT,
	ATOM__NET_WM_STATE_ABOVE,
	ATOM__NET_WM_STATE_BELOW,
	ATOM__NET_WM_STATE_DEMANDS_ATTENTION,
	ATOM__NET_WM_STATE_FOCUSED,
	ATOM__NET_WM_STATE_SKIP_TASKBAR,
	ATOM__NET_WM_STATE_SKIP_PAGER,
};

enum atom_name client_state_atom(unsigned bit)
{
	assert(bit < CLIENT_STATES);
	return state_atoms[bit];
}

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

/* read_longs() - up to LONGS_MAX values of a 32-bit property; NULL or XFree() the result. */
static long *read_longs(struct desk *d, Window id, Atom name, Atom type, unsigned long *ret_n)
{
	unsigned char *data = NULL;
	unsigned long left;
	Atom is;
	int format;

	*ret_n = 0;
	if (XGetWindowProperty(d->x, id, name, 0, LONGS_MAX, False, type, &is, &format, ret_n,
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

/* read_long() - the first value of a 32-bit property; false if there is none. */
static bool read_long(struct desk *d, Window id, Atom name, Atom type, long *ret)
{
	unsigned long n;
	long *list = read_longs(d, id, name, type, &n);

	if (n > 0)
		*ret = list[0];
	if (list != NULL)
		XFree(list);
	return n > 0;
}

void client_read_states(struct desk *d, struct client *c)
{
	unsigned long n;
	long *list = read_longs(d, c->id, d->atoms[ATOM__NET_WM_STATE], XA_ATOM, &n);

	c->states = 0;
	for (unsigned long i = 0; i < n; i++) {
		for (unsigned bit = 0; bit < CLIENT_STATES; bit++) {
			if ((Atom)list[i] == d->atoms[state_atoms[bit]])
				c->states |= 1u << bit;
		}
	}
	c->states &= ~(unsigned)CLIENT_FOCUSED;
	if (list != NULL)
		XFree(list);
}

static bool is_motif_modal(struct desk *d, Window id)
{
	Atom name = d->atoms[ATOM__MOTIF_WM_HINTS];
	unsigned long n;
	long *list = read_longs(d, id, name, name, &n);
	bool modal = n >= 4 && (list[0] & MOTIF_INPUT_MODE) && list[3] != MOTIF_MODELESS;

	if (list != NULL)
		XFree(list);
	return modal;
}

/* is_shy() - the user time may stand on a window of its own, so that it wakes nobody. */
static bool is_shy(struct desk *d, Window id)
{
	long other = 0, time = 1;

	if (read_long(d, id, d->atoms[ATOM__NET_WM_USER_TIME_WINDOW], XA_WINDOW, &other))
		id = (Window)other;
	return read_long(d, id, d->atoms[ATOM__NET_WM_USER_TIME], XA_CARDINAL, &time) && time == 0;
}

static void read_limits(struct desk *d, struct client *c)
{
	struct client_limits *to = &c->limits;
	XSizeHints h;
	long supplied;

	*to = (struct client_limits){ 0 };
	if (!XGetWMNormalHints(d->x, c->id, &h, &supplied))
		return;
	if (h.flags & PMinSize)
		to->min_w = h.min_width, to->min_h = h.min_height;
	if (h.flags & PMaxSize)
		to->max_w = h.max_width, to->max_h = h.max_height;
	/* ICCCM 4.1.2.3: each of base and smallest size stands in for the other. */
	if (h.flags & PBaseSize)
		to->base_w = h.base_width, to->base_h = h.base_height;
	else
		to->base_w = to->min_w, to->base_h = to->min_h;
	if (!(h.flags & PMinSize))
		to->min_w = to->base_w, to->min_h = to->base_h;
	if (h.flags & PResizeInc)
		to->step_w = h.width_inc, to->step_h = h.height_inc;
	if (h.flags & PAspect) {
		to->low_w = h.min_aspect.x, to->low_h = h.min_aspect.y;
		to->high_w = h.max_aspect.x, to->high_h = h.max_aspect.y;
	}
}

static void read_hints(struct desk *d, struct client *c)
{
	XWMHints *hints = XGetWMHints(d->x, c->id);

	c->takes_input = hints == NULL || !(hints->flags & InputHint) || hints->input;
	c->urgent = hints != NULL && (hints->flags & XUrgencyHint);
	c->group = hints != NULL && (hints->flags & WindowGroupHint) ? hints->window_group : None;
	if (hints != NULL)
		XFree(hints);
}

void client_read(struct desk *d, struct client *c)
{
	Window parent = None;

	read_hints(d, c);
	c->parent = None;
	c->group_dialog = false;
	if (XGetTransientForHint(d->x, c->id, &parent) && parent != c->id) {
		c->group_dialog = parent == d->root || parent == None;
		c->parent = c->group_dialog ? None : parent;
	}
	read_protocols(d, c);
	read_limits(d, c);
	c->modal = (c->states & CLIENT_MODAL) || is_motif_modal(d, c->id);
	c->shy = is_shy(d, c->id);
	c->stale = false;
}

bool client_wants_position(struct desk *d, const struct client *c)
{
	XSizeHints hints;
	long supplied;

	return XGetWMNormalHints(d->x, c->id, &hints, &supplied) && (hints.flags & USPosition);
}

static int fit_side(int px, int smallest, int largest)
{
	if (largest > 0 && px > largest)
		px = largest;
	if (px < smallest)
		px = smallest;
	return px < 1 ? 1 : px;
}

static int fit_step(int px, int base, int step)
{
	return step > 1 && px > base ? base + (px - base) / step * step : px;
}

void client_fit(const struct client *c, int *w_px, int *h_px)
{
	const struct client_limits *l = &c->limits;
	int w = fit_side(*w_px, l->min_w, l->max_w), h = fit_side(*h_px, l->min_h, l->max_h);

	/* Only ever made smaller, so that what fitted on the screen still does. */
	if (l->low_w > 0 && l->low_h > 0 && (int64_t)w * l->low_h < (int64_t)h * l->low_w)
		h = (int)((int64_t)w * l->low_h / l->low_w);
	if (l->high_w > 0 && l->high_h > 0 && (int64_t)w * l->high_h > (int64_t)h * l->high_w)
		w = (int)((int64_t)h * l->high_w / l->high_h);
	w = fit_step(w, l->base_w, l->step_w);
	h = fit_step(h, l->base_h, l->step_h);
	*w_px = fit_side(w, l->min_w, l->max_w);
	*h_px = fit_side(h, l->min_h, l->max_h);
}

/* server_pid() - whose connection made @id, as the kernel told the server; 0 if it does not say. */
static pid_t server_pid(struct desk *d, Window id)
{
	XResClientIdSpec spec = { .client = id, .mask = XRES_CLIENT_ID_PID_MASK };
	XResClientIdValue *list = NULL;
	pid_t pid = 0;
	long n = 0;

	if (XResQueryClientIds(d->x, 1, &spec, &n, &list) != Success)
		return 0;
	for (long i = 0; i < n; i++) {
		if (XResGetClientIdType(&list[i]) == XRES_CLIENT_ID_PID)
			pid = XResGetClientPid(&list[i]);
	}
	XResClientIdsDestroy(n, list);
	return pid > 0 ? pid : 0;
}

pid_t client_pid(struct desk *d, Window id)
{
	long said = 0;
	pid_t pid = d->has_xres ? server_pid(d, id) : 0;

	if (pid == 0 && read_long(d, id, d->atoms[ATOM__NET_WM_PID], XA_CARDINAL, &said))
		pid = said > 0 && said <= INT32_MAX ? (pid_t)said : 0;
	return pid;
}

bool client_akin(struct desk *d, Window a, Window b)
{
	/* One mask for all: the server cuts its ids into as many equal parts as clients. */
	Window mask = xcb_get_setup(XGetXCBConnection(d->x))->resource_id_mask;
	const struct client *ca = wm_client(&d->wm, a), *cb = wm_client(&d->wm, b);

	if (a == None || b == None)
		return false;
	if ((a & ~mask) == (b & ~mask))
		return true;
	if (ca != NULL && cb != NULL && ca->group != None && ca->group == cb->group)
		return true;
	pid_t pid = ca != NULL ? ca->pid : client_pid(d, a);
	return pid != 0 && pid == (cb != NULL ? cb->pid : client_pid(d, b));
}
