/* pane.c - the windows inside a window. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/desk/pane.h"

#include <X11/Xutil.h>
#include "agent/desk/display.h"
#include "agent/desk/events.h"
#include "agent/desk/query.h"
#include "agent/desk/trap.h"

/* The list as it grows. */
struct panes {
	struct desk *desk;
	struct pane *list;
	size_t n;
};

/* add() - @id, if it can be seen inside the pane @parent. */
static void add(struct panes *p, Window id, size_t parent)
{
	struct query_place here = { .id = id };
	struct query_echo unused;

	query_places(p->desk, &here, 1, &unused);
	struct rect area = here.area;
	if (p->n > 0)
		area = rect_intersection(area, p->list[parent].area);
	if (!here.visible || rect_empty(area))
		return;
	p->list[p->n++] = (struct pane){ (uint32_t)id, parent, area };
}

/* add_children() - in the order in which the server stacks them. */
static void add_children(struct panes *p, size_t parent)
{
	Window root, up, *children = NULL;
	unsigned n = 0;

	if (!XQueryTree(p->desk->x, p->list[parent].id, &root, &up, &children, &n))
		return;
	for (unsigned i = 0; i < n && p->n < PANES_MAX; i++)
		add(p, children[i], parent);
	if (children != NULL)
		XFree(children);
}

bool pane_list(struct desk *d, uint32_t id, struct arena *a, struct pane **ret_list, size_t *ret_n,
	       struct err *e)
{
	struct panes p = { .desk = d };

	if (d->lost)
		return events_lost(d, e);
	p.list = arena_calloc(a, PANES_MAX, sizeof *p.list);
	trap_begin(d->x);
	add(&p, id, 0);
	for (size_t i = 0; i < p.n; i++)
		add_children(&p, i);
	(void)trap_end(d->x); /* a window that went meanwhile has no children */
	*ret_list = p.list;
	*ret_n = p.n;
	return true;
}

bool pane_steps(struct desk *d, uint32_t id, struct pane_steps *ret_steps)
{
	XSizeHints h;
	long supplied;

	if (d->lost || !XGetWMNormalHints(d->x, id, &h, &supplied))
		return false;
	if (!(h.flags & PResizeInc) || h.width_inc < 2 || h.height_inc < 2)
		return false;
	if (!(h.flags & (PBaseSize | PMinSize)))
		return false;
	bool base = h.flags & PBaseSize;
	*ret_steps = (struct pane_steps){ base ? h.base_width : h.min_width,
					  base ? h.base_height : h.min_height, h.width_inc,
					  h.height_inc };
	return true;
}
