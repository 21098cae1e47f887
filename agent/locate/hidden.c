/* hidden.c - fields that hide their text: known by their place, never read. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/locate/locator.h"

bool locate_hide(struct locator *l, const struct hit *field, struct err *e)
{
	if (!view_refresh(&l->view, l->desk, e))
		return false;
	return view_hide(&l->view, field->window_id, field->box) ||
	       err_set(e, ERR_LIMIT, "more than %d hidden fields", VIEW_HIDDEN_MAX);
}

bool locate_hidden(struct locator *l, struct arena *a, struct rect **ret_boxes, size_t *ret_n,
		   struct err *e)
{
	size_t n = 0;

	if (!view_refresh(&l->view, l->desk, e))
		return false;
	*ret_boxes = arena_calloc(a, VIEW_HIDDEN_MAX, sizeof **ret_boxes);
	for (size_t i = 0; i < l->view.n_hidden; i++)
		n += view_hidden_box(&l->view, i, &(*ret_boxes)[n]);
	*ret_n = n;
	return true;
}
