/* room.h - a desk and a client of the test's own on it, which can be as odd as no toolkit is. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <X11/Xatom.h>
#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include "tests/desk/stage.h"

struct room {
	struct stage s;
	Display *x;
	Window root;
	struct arena *a;
};

/* room_open() - a desk without an application, and the connection. */
static inline bool room_open(struct room *r)
{
	*r = (struct room){ .a = arena_new() };
	if (!stage_open(&r->s))
		return false;
	setenv("XAUTHORITY", desk_cookie_file(r->s.desk), 1);
	r->x = XOpenDisplay(desk_display(r->s.desk));
	unsetenv("XAUTHORITY");
	if (!CHECK(r->x != NULL))
		return false;
	r->root = DefaultRootWindow(r->x);
	return true;
}

/* room_close() - both down, nothing left. */
static inline void room_close(struct room *r)
{
	if (r->x != NULL)
		XCloseDisplay(r->x);
	arena_free(r->a);
	stage_close(&r->s);
}

/* room_serve() - let the window manager handle all that was sent so far. */
static inline struct window room_serve(struct room *r, const char *title)
{
	XSync(r->x, False);
	(void)stage_window(&r->s, title); /* what the manager answers may bring more */
	return stage_window(&r->s, title);
}

/* room_make() - a window, not mapped yet. */
static inline Window room_make(struct room *r, const char *title)
{
	Window w = XCreateSimpleWindow(r->x, r->root, 0, 0, 200, 100, 0, 0, 0xffffff);

	XStoreName(r->x, w, title);
	XSelectInput(r->x, w, StructureNotifyMask | FocusChangeMask);
	return w;
}

/* room_set_atom() - a property of one atom. */
static inline void room_set_atom(struct room *r, Window w, const char *name, const char *value)
{
	Atom atom = XInternAtom(r->x, value, False);

	XChangeProperty(r->x, w, XInternAtom(r->x, name, False), XA_ATOM, 32, PropModeReplace,
			(unsigned char *)&atom, 1);
}

/* room_set_number() - a property of one number. */
static inline void room_set_number(struct room *r, Window w, const char *name, long value)
{
	XChangeProperty(r->x, w, XInternAtom(r->x, name, False), XA_CARDINAL, 32, PropModeReplace,
			(unsigned char *)&value, 1);
}

/* room_longs() - the values of a property; owned by the arena. */
static inline long *room_longs(struct room *r, Window w, const char *name, unsigned long *ret_n)
{
	unsigned char *data = NULL;
	unsigned long left;
	int format = 0;
	Atom type;

	*ret_n = 0;
	if (XGetWindowProperty(r->x, w, XInternAtom(r->x, name, False), 0, 256, False,
			       AnyPropertyType, &type, &format, ret_n, &left, &data) != Success ||
	    format != 32)
		return NULL;
	long *copy = arena_calloc(r->a, *ret_n + 1, sizeof *copy);
	memcpy(copy, data, *ret_n * sizeof *copy);
	XFree(data);
	return copy;
}

/* room_lists() - does property @name of @w hold the atom @value? */
static inline bool room_lists(struct room *r, Window w, const char *name, const char *value)
{
	unsigned long n;
	long *list = room_longs(r, w, name, &n);

	for (unsigned long i = 0; i < n; i++) {
		if ((Atom)list[i] == XInternAtom(r->x, value, False))
			return true;
	}
	return false;
}

/* room_number() - value @index of property @name; -1 and a failure if there is none. */
static inline long room_number(struct room *r, Window w, const char *name, unsigned long index)
{
	unsigned long n;
	long *list = room_longs(r, w, name, &n);

	return CHECK(index < n) ? list[index] : -1;
}

/* room_message() - a client message to the window manager about @w. */
static inline void room_message(struct room *r, Window w, const char *type, const long data[3])
{
	XClientMessageEvent m = { .type = ClientMessage,
				  .window = w,
				  .message_type = XInternAtom(r->x, type, False),
				  .format = 32,
				  .data.l = { data[0], data[1], data[2] } };

	XSendEvent(r->x, r->root, False, SubstructureNotifyMask | SubstructureRedirectMask,
		   (XEvent *)&m);
}

/* room_state() - ask for EWMH state @name: @action 0 removes, 1 adds, 2 toggles. */
static inline void room_state(struct room *r, Window w, int action, const char *name)
{
	room_message(r, w, "_NET_WM_STATE",
		     (long[]){ action, (long)XInternAtom(r->x, name, False), 0 });
}

/* room_focus_of() - the window that has the focus now. */
static inline Window room_focus_of(struct room *r)
{
	Window w;
	int revert;

	XGetInputFocus(r->x, &w, &revert);
	return w;
}

/* room_stack_is() - are the managed windows, bottom to top, these @n? By property and by server. */
static inline bool room_stack_is(struct room *r, const Window *want, unsigned long n)
{
	Window root, parent, *children = NULL;
	unsigned n_children = 0;
	unsigned long n_list, at = 0;

	(void)room_serve(r, "");
	long *list = room_longs(r, r->root, "_NET_CLIENT_LIST_STACKING", &n_list);
	bool same = n_list == n;
	for (unsigned long i = 0; same && i < n; i++)
		same = (Window)list[i] == want[i];
	XQueryTree(r->x, r->root, &root, &parent, &children, &n_children);
	for (unsigned i = 0; i < n_children && at < n; i++)
		at += children[i] == want[at];
	XFree(children);
	return same && at == n;
}
