/* window.c - the windows of a desk as its window manager sees them. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/desk/window.h"

#include <X11/Xatom.h>
#include <X11/Xutil.h>
#include <assert.h>
#include <string.h>
#include "agent/desk/client.h"
#include "agent/desk/display.h"
#include "agent/desk/events.h"
#include "agent/desk/focus.h"
#include "agent/desk/place.h"
#include "base/cleanup.h"
#include "base/str.h"
#include "base/utf8.h"

/* TITLE_BYTES_MAX: longer titles are cut; no recipe can name that much. */
enum { TITLE_BYTES_MAX = 1024, NAME_BYTES_MAX = 96 };

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

/* read_role() - a STRING, so ISO 8859-1, though toolkits use ASCII. */
static const char *read_role(struct desk *d, struct arena *a, Window id)
{
	XTextProperty role;

	if (!XGetTextProperty(d->x, id, &role, d->atoms[ATOM_WM_WINDOW_ROLE]) || role.value == NULL)
		return "";
	const char *text = from_latin1(a, role.value, strnlen((char *)role.value, role.nitems));
	XFree(role.value);
	return text;
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
		.role = read_role(d, a, id),
		.pid = c ? c->pid : client_pid(d, id),
		.popup = at.override_redirect,
		.modal = c && c->modal,
		.urgent = c && (c->urgent || (c->states & CLIENT_ATTENTION)),
		.iconified = c ? c->iconified : 0,
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
		list[i].role = arena_strdup(a, c->list[i].role);
		list[i].active = list[i].id == d->wm.active && list[i].id == focused;
	}
	if (d->lost)
		return events_lost(d, e);
	*ret_list = list;
	*ret_n = c->n;
	return true;
}

bool window_match(const struct window *w, const struct window_pattern *p)
{
	return !w->popup && (p->title == NULL || str_glob(p->title, w->title)) &&
	       (p->cls == NULL || str_eq(p->cls, w->cls)) &&
	       (p->role == NULL || str_eq(p->role, w->role)) && (p->pid == 0 || p->pid == w->pid);
}

/* describe() - a pattern for messages. */
static const char *describe(struct arena *a, const struct window_pattern *p)
{
	const char *text = arena_printf(a, "window '%s'", p->title ? p->title : "*");

	if (p->cls != NULL)
		text = arena_printf(a, "%s of class '%s'", text, p->cls);
	if (p->role != NULL)
		text = arena_printf(a, "%s with role '%s'", text, p->role);
	return p->pid != 0 ? arena_printf(a, "%s of process %d", text, (int)p->pid) : text;
}

bool window_find(struct desk *d, struct arena *a, const struct window_pattern *p,
		 struct window *ret_window, struct err *e)
{
	const struct window *found = NULL;
	struct window *list;
	size_t n;

	if (!window_list(d, a, &list, &n, e))
		return false;
	for (size_t i = 0; i < n; i++) {
		if (!window_match(&list[i], p))
			continue;
		if (found != NULL)
			return err_set(e, ERR_AMBIGUOUS, "%s: '%s' (0x%x) and '%s' (0x%x)",
				       describe(a, p), found->title, (unsigned)found->id,
				       list[i].title, (unsigned)list[i].id);
		found = &list[i];
	}
	if (found == NULL)
		return err_set(e, ERR_NOT_FOUND, "no %s among %zu windows", describe(a, p), n);
	*ret_window = *found;
	return true;
}

void window_name(struct desk *d, unsigned long id, struct window_name *ret)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	char title[NAME_BYTES_MAX];
	const char *whole = d->lost ? "" : read_title(d, a, id);
	pid_t pid = d->lost ? 0 : client_pid(d, id);

	if (!fmt_into(title, sizeof title, "%s", whole)) {
		size_t len = NAME_BYTES_MAX - 4;
		while (len > 0 && ((unsigned char)whole[len] & 0xc0) == 0x80)
			len--; /* never half a character */
		memcpy(title, whole, len);
		memcpy(title + len, "...", 4);
	}
	bool fits =
		pid != 0 ? fmt_into(ret->text, sizeof ret->text, "window '%s' (0x%lx, process %d)",
				    title, id, (int)pid)
			 : fmt_into(ret->text, sizeof ret->text, "window '%s' (0x%lx)", title, id);
	assert(fits);
}

bool window_move(struct desk *d, uint32_t id, struct rect to, struct err *e)
{
	(void)XSync(d->x, False);
	if (!events_pump(d, e))
		return false;
	struct client *c = wm_client(&d->wm, id);
	if (c == NULL || !c->mapped)
		return err_set(e, ERR_NOT_FOUND, "no window 0x%x to move", (unsigned)id);
	if (to.w <= 0 || to.h <= 0)
		to.w = c->area.w, to.h = c->area.h;
	if (!rect_contains((struct rect){ 0, 0, d->width_px, d->height_px }, to))
		return err_set(e, ERR_RECIPE,
			       "%dx%d px at %d,%d are not within the screen of %dx%d", to.w, to.h,
			       to.x, to.y, d->width_px, d->height_px);
	place_at(d, c, to);
	(void)XSync(d->x, False);
	if (!events_pump(d, e))
		return false;
	c = wm_client(&d->wm, id);
	if (c != NULL && (c->area.x != to.x || c->area.y != to.y))
		return err_set(e, ERR_MISBEHAVED, "window 0x%x was sent to %d,%d and is at %d,%d",
			       (unsigned)id, to.x, to.y, c->area.x, c->area.y);
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
