/* marks.c - what the window manager writes on windows for toolkits to read (ICCCM, EWMH). */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/desk/marks.h"

#include <X11/Xatom.h>
#include <X11/Xutil.h>
#include <stdlib.h>
#include "agent/desk/client.h"
#include "agent/desk/display.h"
#include "base/mem.h"

/* Each of them is done somewhere in this folder; tests/desk/test_wm.c asks for them one by one. */
static const enum atom_name supported[] = {
	ATOM__NET_ACTIVE_WINDOW,
	ATOM__NET_CLIENT_LIST,
	ATOM__NET_CLIENT_LIST_STACKING,
	ATOM__NET_CLOSE_WINDOW,
	ATOM__NET_CURRENT_DESKTOP,
	ATOM__NET_DESKTOP_GEOMETRY,
	ATOM__NET_DESKTOP_VIEWPORT,
	ATOM__NET_FRAME_EXTENTS,
	ATOM__NET_MOVERESIZE_WINDOW,
	ATOM__NET_NUMBER_OF_DESKTOPS,
	ATOM__NET_REQUEST_FRAME_EXTENTS,
	ATOM__NET_SUPPORTED,
	ATOM__NET_SUPPORTING_WM_CHECK,
	ATOM__NET_WM_ACTION_CLOSE,
	ATOM__NET_WM_ACTION_FULLSCREEN,
	ATOM__NET_WM_ACTION_MAXIMIZE_HORZ,
	ATOM__NET_WM_ACTION_MAXIMIZE_VERT,
	ATOM__NET_WM_ACTION_MOVE,
	ATOM__NET_WM_ACTION_RESIZE,
	ATOM__NET_WM_ALLOWED_ACTIONS,
	ATOM__NET_WM_DESKTOP,
	ATOM__NET_WM_NAME,
	ATOM__NET_WM_PID,
	ATOM__NET_WM_PING,
	ATOM__NET_WM_STATE,
	ATOM__NET_WM_STATE_ABOVE,
	ATOM__NET_WM_STATE_BELOW,
	ATOM__NET_WM_STATE_DEMANDS_ATTENTION,
	ATOM__NET_WM_STATE_FOCUSED,
	ATOM__NET_WM_STATE_FULLSCREEN,
	ATOM__NET_WM_STATE_MAXIMIZED_HORZ,
	ATOM__NET_WM_STATE_MAXIMIZED_VERT,
	ATOM__NET_WM_STATE_MODAL,
	ATOM__NET_WM_STATE_SKIP_PAGER,
	ATOM__NET_WM_STATE_SKIP_TASKBAR,
	ATOM__NET_WM_USER_TIME,
	ATOM__NET_WM_USER_TIME_WINDOW,
	ATOM__NET_WORKAREA,
};

static const enum atom_name actions[] = {
	ATOM__NET_WM_ACTION_CLOSE,         ATOM__NET_WM_ACTION_FULLSCREEN,
	ATOM__NET_WM_ACTION_MAXIMIZE_HORZ, ATOM__NET_WM_ACTION_MAXIMIZE_VERT,
	ATOM__NET_WM_ACTION_MOVE,          ATOM__NET_WM_ACTION_RESIZE,
};

enum { ATOMS_AT_ONCE_MAX = 64, LONGS_MAX = 4 };

static void set_atoms(struct desk *d, Window on, enum atom_name name, const enum atom_name *list,
		      size_t n)
{
	Atom atoms[ATOMS_AT_ONCE_MAX];

	for (size_t i = 0; i < n; i++)
		atoms[i] = d->atoms[list[i]];
	XChangeProperty(d->x, on, d->atoms[name], XA_ATOM, 32, PropModeReplace,
			(const unsigned char *)atoms, (int)n);
}

static void set_windows(struct desk *d, Window on, enum atom_name name, const Window *list,
			size_t n)
{
	XChangeProperty(d->x, on, d->atoms[name], XA_WINDOW, 32, PropModeReplace,
			(const unsigned char *)list, (int)n);
}

static void set_numbers(struct desk *d, Window on, enum atom_name name, const long *list, int n)
{
	XChangeProperty(d->x, on, d->atoms[name], XA_CARDINAL, 32, PropModeReplace,
			(const unsigned char *)list, n);
}

void marks_active(struct desk *d, Window id)
{
	struct client *was = wm_client(&d->wm, d->wm.active), *c = wm_client(&d->wm, id);

	if (was != NULL && was != c && (was->states & CLIENT_FOCUSED)) {
		was->states &= ~(unsigned)CLIENT_FOCUSED;
		marks_states(d, was);
	}
	d->wm.active = id;
	if (c != NULL && (c->states & (CLIENT_FOCUSED | CLIENT_ATTENTION)) != CLIENT_FOCUSED) {
		c->states = (c->states | CLIENT_FOCUSED) & ~(unsigned)CLIENT_ATTENTION;
		marks_states(d, c);
	}
	set_windows(d, d->root, ATOM__NET_ACTIVE_WINDOW, &id, 1);
}

void marks_lists(struct desk *d)
{
	struct wm *wm = &d->wm;
	Window *list = mem_calloc(wm->n + 1, sizeof *list);

	for (size_t i = 0; i < wm->n; i++)
		list[i] = wm->clients[i].id;
	set_windows(d, d->root, ATOM__NET_CLIENT_LIST, list, wm->n);
	set_windows(d, d->root, ATOM__NET_CLIENT_LIST_STACKING, wm->order, wm->n_order);
	free(list);
}

void marks_open(struct desk *d)
{
	const long zero[2] = { 0 }, one = 1, size[2] = { d->width_px, d->height_px };
	const long whole[4] = { 0, 0, d->width_px, d->height_px };
	Window own = d->wm.own;

	set_atoms(d, d->root, ATOM__NET_SUPPORTED, supported,
		  sizeof supported / sizeof supported[0]);
	set_numbers(d, d->root, ATOM__NET_NUMBER_OF_DESKTOPS, &one, 1);
	set_numbers(d, d->root, ATOM__NET_CURRENT_DESKTOP, zero, 1);
	set_numbers(d, d->root, ATOM__NET_DESKTOP_VIEWPORT, zero, 2);
	set_numbers(d, d->root, ATOM__NET_DESKTOP_GEOMETRY, size, 2);
	set_numbers(d, d->root, ATOM__NET_WORKAREA, whole, 4);
	XChangeProperty(d->x, own, d->atoms[ATOM__NET_WM_NAME], d->atoms[ATOM_UTF8_STRING], 8,
			PropModeReplace, (const unsigned char *)"amtsbote", 8);
	marks_active(d, None);
	marks_lists(d);
	/* Last: who finds it may rely on all the rest. */
	set_windows(d, own, ATOM__NET_SUPPORTING_WM_CHECK, &own, 1);
	set_windows(d, d->root, ATOM__NET_SUPPORTING_WM_CHECK, &own, 1);
}

void marks_frame(struct desk *d, Window id)
{
	const long none[4] = { 0 };

	/* Else Swing guesses a frame of 5 and 25 px and lays itself out wrongly. */
	set_numbers(d, id, ATOM__NET_FRAME_EXTENTS, none, 4);
}

void marks_new(struct desk *d, Window id)
{
	const long desktop = 0;

	marks_frame(d, id);
	set_numbers(d, id, ATOM__NET_WM_DESKTOP, &desktop, 1);
	set_atoms(d, id, ATOM__NET_WM_ALLOWED_ACTIONS, actions, sizeof actions / sizeof actions[0]);
}

void marks_gone(struct desk *d, Window id)
{
	XDeleteProperty(d->x, id, d->atoms[ATOM__NET_WM_STATE]);
	XDeleteProperty(d->x, id, d->atoms[ATOM__NET_WM_DESKTOP]);
	marks_wm_state(d, id, WithdrawnState);
}

void marks_states(struct desk *d, const struct client *c)
{
	enum atom_name list[CLIENT_STATES];
	size_t n = 0;

	for (unsigned bit = 0; bit < CLIENT_STATES; bit++) {
		if (c->states >> bit & 1)
			list[n++] = client_state_atom(bit);
	}
	set_atoms(d, c->id, ATOM__NET_WM_STATE, list, n);
}

void marks_wm_state(struct desk *d, Window id, int state)
{
	const long value[2] = { state, None };

	XChangeProperty(d->x, id, d->atoms[ATOM_WM_STATE], d->atoms[ATOM_WM_STATE], 32,
			PropModeReplace, (const unsigned char *)value, 2);
}
