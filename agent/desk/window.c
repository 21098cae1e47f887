/* window.c - the windows of a desk as its window manager sees them. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/desk/window.h"

#include <X11/Xatom.h>
#include <X11/Xutil.h>
#include <string.h>
#include "agent/desk/display.h"
#include "agent/desk/events.h"
#include "agent/desk/focus.h"
#include "base/utf8.h"

/* TITLE_BYTES_MAX: longer titles are cut; no recipe can name that much. */
enum { TITLE_BYTES_MAX = 1024 };

/* from_latin1() - ICCCM STRING is ISO 8859-1. */
static char *from_latin1(struct arena *a, const unsigned char *s, size_t len)
{
	char *to = arena_alloc(a, 2 * len + 1);
	size_t n = 0;

	for (size_t i = 0; i < len; i++) {
		char one[5];
		size_t bytes = utf8_encode(s[i], one);
		memcpy(to + n, one, bytes);
		n += bytes;
	}
	return to;
}

static const char *utf8_title(struct desk *d, struct arena *a, Window id)
{
	unsigned char *data = NULL;
	unsigned long n, left;
	const char *title = NULL;
	int format;
	Atom type;

	if (XGetWindowProperty(d->x, id, d->atoms[ATOM__NET_WM_NAME], 0, TITLE_BYTES_MAX / 4, False,
			       d->atoms[ATOM_UTF8_STRING], &type, &format, &n, &left,
			       &data) != Success ||
	    data == NULL)
		return NULL;
	if (type == d->atoms[ATOM_UTF8_STRING] && utf8_valid((char *)data, n))
		title = arena_strndup(a, (char *)data, n);
	XFree(data);
	return title;
}

static const char *read_title(struct desk *d, struct arena *a, Window id)
{
	const char *title = utf8_title(d, a, id);
	XTextProperty old;
	char **list = NULL;
	int n = 0;

	if (title != NULL)
		return title;
	if (!XGetWMName(d->x, id, &old) || old.value == NULL)
		return "";
	if (old.encoding == XA_STRING)
		title = from_latin1(a, old.value, strnlen((char *)old.value, old.nitems));
	else if (Xutf8TextPropertyToTextList(d->x, &old, &list, &n) >= Success && n > 0 &&
		 utf8_valid(list[0], strlen(list[0])))
		title = arena_strdup(a, list[0]);
	if (list != NULL)
		XFreeStringList(list);
	XFree(old.value);
	return title ? title : "";
}

static const char *read_class(struct desk *d, struct arena *a, Window id)
{
	XClassHint hint = { 0 };
	const char *cls = "";

	if (!XGetClassHint(d->x, id, &hint))
		return "";
	if (hint.res_class != NULL && utf8_valid(hint.res_class, strlen(hint.res_class)))
		cls = arena_strdup(a, hint.res_class);
	if (hint.res_name != NULL)
		XFree(hint.res_name);
	if (hint.res_class != NULL)
		XFree(hint.res_class);
	return cls;
}

/* read_window() - false if there is nothing to see of @id. */
static bool read_window(struct desk *d, struct arena *a, Window id, struct window *ret)
{
	const struct client *c = wm_client(&d->wm, id);
	XWindowAttributes at;

	if (!XGetWindowAttributes(d->x, id, &at))
		return false;
	if (at.map_state != IsViewable || at.class != InputOutput)
		return false;
	*ret = (struct window){
		.id = (uint32_t)id,
		.parent_id = c ? (uint32_t)c->parent : 0,
		.area = { at.x, at.y, at.width + 2 * at.border_width,
			  at.height + 2 * at.border_width },
		.title = read_title(d, a, id),
		.cls = read_class(d, a, id),
		.popup = at.override_redirect,
		.modal = c && c->modal,
	};
	return true;
}

/* read_windows() - ask the server for every window there is to see. */
static bool read_windows(struct desk *d, struct window_cache *to, struct err *e)
{
	Window root, parent, *children = NULL;
	unsigned n_children = 0;

	if (!XQueryTree(d->x, d->root, &root, &parent, &children, &n_children))
		return err_set(e, ERR_DISPLAY, "X server does not list its windows");
	arena_free(to->arena);
	*to = (struct window_cache){ .arena = arena_new(), .stir = d->wm.stir };
	to->list = arena_calloc(to->arena, n_children + 1, sizeof *to->list);
	for (unsigned i = n_children; i-- > 0;) {
		if (read_window(d, to->arena, children[i], &to->list[to->n]))
			to->n++;
	}
	if (children != NULL)
		XFree(children);
	return true;
}

void window_forget(struct window_cache *cache)
{
	arena_free(cache->arena);
	*cache = (struct window_cache){ 0 };
}

bool window_list(struct desk *d, struct arena *a, struct window **ret_list, size_t *ret_n,
		 struct err *e)
{
	struct window_cache *c = &d->windows;

	(void)XSync(d->x, False); /* so that changes before this call have been told */
	if (!events_pump(d, e))
		return false;
	if ((c->arena == NULL || c->stir != d->wm.stir) && !read_windows(d, c, e))
		return false;
	struct window *list = arena_calloc(a, c->n + 1, sizeof *list);
	Window focused = focus_top_level(d);
	for (size_t i = 0; i < c->n; i++) {
		list[i] = c->list[i];
		list[i].title = arena_strdup(a, c->list[i].title);
		list[i].cls = arena_strdup(a, c->list[i].cls);
		list[i].active = list[i].id == d->wm.active && list[i].id == focused;
	}
	if (d->lost)
		return err_set(e, ERR_DISPLAY, "X server %s is gone", d->server.display);
	*ret_list = list;
	*ret_n = c->n;
	return true;
}

bool window_raise(struct desk *d, uint32_t id, struct err *e)
{
	if (!events_pump(d, e))
		return false;
	struct client *c = wm_client(&d->wm, id);
	if (c == NULL || !c->mapped)
		return err_set(e, ERR_NOT_FOUND, "no window 0x%x to raise", (unsigned)id);
	focus_newest(d, c);
	return events_pump(d, e);
}

bool window_close(struct desk *d, uint32_t id, struct err *e)
{
	if (!events_pump(d, e))
		return false;
	wm_ask_to_close(d, id);
	return events_pump(d, e);
}
