/* query.c - several questions to the X server in one round trip (xcb on Xlib's connection). */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/desk/query.h"

#include <X11/Xlib-xcb.h>
#include <assert.h>
#include <stdlib.h>
#include <xcb/xcb.h>
#include "agent/desk/display.h"

struct question {
	xcb_get_window_attributes_cookie_t attributes;
	xcb_get_geometry_cookie_t geometry;
	xcb_translate_coordinates_cookie_t origin;
};

/* answer() - a window that vanished meanwhile has no replies: that is an answer too. */
static void answer(xcb_connection_t *c, const struct question *q, struct query_place *p)
{
	xcb_generic_error_t *gone[3] = { NULL };
	xcb_get_window_attributes_reply_t *a =
		xcb_get_window_attributes_reply(c, q->attributes, &gone[0]);
	xcb_get_geometry_reply_t *g = xcb_get_geometry_reply(c, q->geometry, &gone[1]);
	xcb_translate_coordinates_reply_t *o =
		xcb_translate_coordinates_reply(c, q->origin, &gone[2]);

	p->visible = a && g && o && a->map_state == XCB_MAP_STATE_VIEWABLE &&
		     a->_class == XCB_WINDOW_CLASS_INPUT_OUTPUT;
	if (p->visible)
		p->area = (struct rect){ o->dst_x, o->dst_y, g->width, g->height };
	free(a);
	free(g);
	free(o);
	for (size_t i = 0; i < 3; i++)
		free(gone[i]);
}

void query_places(struct desk *d, struct query_place *list, size_t n, struct query_echo *ret_echo)
{
	xcb_connection_t *c = XGetXCBConnection(d->x);
	xcb_window_t root = (xcb_window_t)d->root;
	struct question questions[QUERY_PLACES_MAX];

	assert(n <= QUERY_PLACES_MAX);
	for (size_t i = 0; i < n; i++) {
		xcb_window_t id = (xcb_window_t)list[i].id;
		questions[i].attributes = xcb_get_window_attributes(c, id);
		questions[i].geometry = xcb_get_geometry(c, id);
		questions[i].origin = xcb_translate_coordinates(c, id, root, 0, 0);
	}
	xcb_get_input_focus_cookie_t focus = xcb_get_input_focus(c);
	xcb_query_pointer_cookie_t pointer = xcb_query_pointer(c, root);
	for (size_t i = 0; i < n; i++)
		answer(c, &questions[i], &list[i]);
	xcb_get_input_focus_reply_t *f = xcb_get_input_focus_reply(c, focus, NULL);
	xcb_query_pointer_reply_t *p = xcb_query_pointer_reply(c, pointer, NULL);
	*ret_echo = (struct query_echo){ 0 };
	if (f && p)
		*ret_echo = (struct query_echo){ p->root_x, p->root_y, f->focus };
	free(f);
	free(p);
}
