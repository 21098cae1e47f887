/* traits.c - what a server and a window say about themselves, for diagnosis. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/desk/traits.h"

#include <X11/Xatom.h>
#include <X11/Xutil.h>
#include <string.h>
#include "agent/desk/display.h"
#include "base/utf8.h"

/* X.Org counts MMmmppsss: 12101007 is 1.21.1.7, which it calls 21.1.7 since version 21. */
static const char *release_text(int number, struct arena *a)
{
	int major = number / 10000000, minor = number / 100000 % 100, patch = number / 1000 % 100;

	if (major == 1 && minor >= 21)
		return arena_printf(a, "%d.%d.%d", minor, patch, number % 1000);
	return arena_printf(a, "%d.%d.%d.%d", major, minor, patch, number % 1000);
}

void traits_of_server(struct desk *d, struct arena *a, struct traits_server *ret)
{
	int n = 0;
	char **list = XListExtensions(d->x, &n);

	*ret = (struct traits_server){ .vendor = arena_strdup(a, ServerVendor(d->x)),
				       .release = release_text(VendorRelease(d->x), a) };
	ret->extension = arena_calloc(a, (size_t)n + 1, sizeof *ret->extension);
	for (int i = 0; list != NULL && i < n; i++)
		ret->extension[ret->n++] = arena_strdup(a, list[i]);
	if (list != NULL)
		(void)XFreeExtensionList(list);
}

static pid_t read_pid(struct desk *d, Window id)
{
	unsigned char *data = NULL;
	unsigned long n = 0, left;
	pid_t pid = 0;
	int format;
	Atom type, name = XInternAtom(d->x, "_NET_WM_PID", False);

	if (XGetWindowProperty(d->x, id, name, 0, 1, False, XA_CARDINAL, &type, &format, &n, &left,
			       &data) != Success ||
	    data == NULL)
		return 0;
	if (type == XA_CARDINAL && format == 32 && n == 1)
		pid = (pid_t) * (long *)(void *)data; /* Xlib hands 32-bit values out as longs */
	XFree(data);
	return pid > 0 ? pid : 0;
}

static const char *read_instance(struct desk *d, struct arena *a, Window id)
{
	XClassHint hint = { 0 };
	const char *name = "";

	if (!XGetClassHint(d->x, id, &hint))
		return "";
	if (hint.res_name != NULL && utf8_valid(hint.res_name, strlen(hint.res_name)))
		name = arena_strdup(a, hint.res_name);
	if (hint.res_name != NULL)
		XFree(hint.res_name);
	if (hint.res_class != NULL)
		XFree(hint.res_class);
	return name;
}

bool traits_of_window(struct desk *d, uint32_t id, struct arena *a, struct traits_window *ret)
{
	const struct client *c = wm_client(&d->wm, id);

	if (c == NULL)
		return false;
	*ret = (struct traits_window){ .takes_input = c->takes_input,
				       .takes_focus = c->takes_focus,
				       .pings = c->pings,
				       .deletes = c->deletes };
	ret->pid = read_pid(d, id);
	ret->instance = read_instance(d, a, id);
	return true;
}

uint32_t traits_focus(struct desk *d)
{
	Window at = None;
	int revert;

	XGetInputFocus(d->x, &at, &revert);
	return at > PointerRoot ? (uint32_t)at : 0;
}

pid_t traits_app_pid(const struct desk *d)
{
	return d->app.first.pid;
}

bool traits_barrier(struct desk *d, enum traits_barrier way, struct deadline limit,
		    bool *ret_answered, struct err *e)
{
	return barrier_ask(d, way == TRAITS_PING, limit, ret_answered, e);
}
