/* place.c - where windows stand and how big they are. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/desk/place.h"

#include <stddef.h>
#include "agent/desk/client.h"
#include "agent/desk/display.h"
#include "agent/desk/marks.h"
#include "agent/desk/stack.h"

enum {
	MOVERESIZE_X = 1 << 8,
	MOVERESIZE_Y = 1 << 9,
	MOVERESIZE_W = 1 << 10,
	MOVERESIZE_H = 1 << 11
};

static int clamp(int at, int size, int room)
{
	if (at + size > room)
		at = room - size;
	return at < 0 ? 0 : at;
}

/* big_area() - the area that @c's states mean. */
static struct rect big_area(const struct desk *d, const struct client *c)
{
	struct rect area = c->before_big;

	if (c->states & CLIENT_FULLSCREEN)
		return (struct rect){ 0, 0, d->width_px, d->height_px };
	if (c->states & CLIENT_MAX_HORZ)
		area.x = 0, area.w = d->width_px;
	if (c->states & CLIENT_MAX_VERT)
		area.y = 0, area.h = d->height_px;
	if (c->states & CLIENT_BIG)
		client_fit(c, &area.w, &area.h);
	return area;
}

static void configure(struct desk *d, const struct client *c)
{
	XWindowChanges change = { .x = c->area.x,
				  .y = c->area.y,
				  .width = c->area.w,
				  .height = c->area.h,
				  .border_width = 0 };

	XConfigureWindow(d->x, c->id, CWX | CWY | CWWidth | CWHeight | CWBorderWidth, &change);
}

void place_new(struct desk *d, struct client *c)
{
	const struct client *parent = wm_client(&d->wm, c->parent);
	bool central = c->modal || c->group_dialog;

	client_fit(c, &c->area.w, &c->area.h);
	if (parent != NULL) {
		c->area.x = parent->area.x + (parent->area.w - c->area.w) / 2;
		c->area.y = parent->area.y + (parent->area.h - c->area.h) / 2;
	} else if (!client_wants_position(d, c)) {
		c->area.x = central ? (d->width_px - c->area.w) / 2 : 0;
		c->area.y = central ? (d->height_px - c->area.h) / 2 : 0;
	}
	c->area.x = clamp(c->area.x, c->area.w, d->width_px);
	c->area.y = clamp(c->area.y, c->area.h, d->height_px);
	c->before_big = c->area;
	c->area = big_area(d, c);
	configure(d, c);
}

/* tell_area() - ICCCM 4.1.5: a request that changes nothing is answered by a message of our own. */
static void tell_area(struct desk *d, const struct client *c)
{
	XConfigureEvent told = {
		.type = ConfigureNotify,
		.event = c->id,
		.window = c->id,
		.x = c->area.x,
		.y = c->area.y,
		.width = c->area.w,
		.height = c->area.h,
	};

	d->stir++;
	(void)XSendEvent(d->x, c->id, False, StructureNotifyMask, (XEvent *)&told);
}

void place_at(struct desk *d, struct client *c, struct rect wish)
{
	client_fit(c, &wish.w, &wish.h);
	if ((c->states & CLIENT_BIG) || rect_equal(wish, c->area)) {
		tell_area(d, c);
		return;
	}
	c->area = wish;
	configure(d, c);
}

/* ask_rank() - only up and down: what a sibling is meant by goes by families here. */
static void ask_rank(struct desk *d, struct client *c, int mode)
{
	if (mode == Above || mode == TopIf)
		stack_raise(d, c);
	else if (mode == Below || mode == BottomIf)
		stack_lower(d, c);
}

/* pass_on() - for windows that are not managed, or not yet. */
static void pass_on(struct desk *d, const XConfigureRequestEvent *r)
{
	XWindowChanges change = { .x = r->x,
				  .y = r->y,
				  .width = r->width,
				  .height = r->height,
				  .border_width = r->border_width,
				  .sibling = r->above,
				  .stack_mode = r->detail };

	XConfigureWindow(d->x, r->window, (unsigned)r->value_mask, &change);
}

void place_asked(struct desk *d, const XConfigureRequestEvent *r)
{
	struct client *c = wm_client(&d->wm, r->window);
	unsigned long mask = r->value_mask;

	if (c == NULL) {
		pass_on(d, r);
		return;
	}
	if (mask & CWStackMode)
		ask_rank(d, c, r->detail);
	if (mask & (CWX | CWY | CWWidth | CWHeight | CWBorderWidth))
		place_at(d, c,
			 (struct rect){ mask & CWX ? r->x : c->area.x,
					mask & CWY ? r->y : c->area.y,
					mask & CWWidth ? r->width : c->area.w,
					mask & CWHeight ? r->height : c->area.h });
}

void place_moveresize(struct desk *d, const XClientMessageEvent *m)
{
	struct client *c = wm_client(&d->wm, m->window);
	long flags = m->data.l[0];

	if (c == NULL)
		return;
	place_at(d, c,
		 (struct rect){ flags & MOVERESIZE_X ? (int)m->data.l[1] : c->area.x,
				flags & MOVERESIZE_Y ? (int)m->data.l[2] : c->area.y,
				flags & MOVERESIZE_W ? (int)m->data.l[3] : c->area.w,
				flags & MOVERESIZE_H ? (int)m->data.l[4] : c->area.h });
}

void place_states(struct desk *d, struct client *c, unsigned now)
{
	unsigned changed = c->states ^ now;

	if (!(c->states & CLIENT_BIG))
		c->before_big = c->area;
	c->states = now;
	if (changed & CLIENT_BIG) {
		c->area = big_area(d, c);
		configure(d, c);
	}
	marks_states(d, c);
	if (changed & (CLIENT_ABOVE | CLIENT_BELOW | CLIENT_MODAL))
		stack_apply(d);
	if (changed)
		wm_stirred(d);
}
