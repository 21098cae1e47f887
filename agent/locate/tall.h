/* tall.h - a list at its full length, as if the screen were as high as it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "agent/locate/locate.h"

/* Where a list is seen: what scrolls of its window, headings and scroll bar apart. */
struct list_place {
	struct rect area; /* root coordinates; empty: there is no list, or nothing in it */
	uint32_t window_id;
};

/*
 * locate_list() - the list that @q's target is sought in: what its `in:` names, else what stands
 * under the heading that is its column. An empty area: not there (yet).
 * @e: ERR_AMBIGUOUS (several), ERR_RECIPE (a whole window is no list)
 */
MUST_USE bool locate_list(struct locator *l, const struct locate_query *q,
			  struct list_place *ret_list, struct err *e);

/* locate_table_list() - likewise the rows of a table, whatever is certain of them. @e: as
 * locate_table(), without ERR_UNCERTAIN */
MUST_USE bool locate_table_list(struct locator *l, const struct table_query *q,
				struct list_place *ret_list, struct err *e);

/* locate_popup_list() - the list in the window that popped up over all others. */
MUST_USE bool locate_popup_list(struct locator *l, struct list_place *ret_list, struct err *e);

/* All of a list: @sheet are its pages put together (ocr/sheet.h), as wide as @place.area. */
struct tall {
	struct list_place place;
	const struct img *sheet;
};

/*
 * locate_find_tall() - locate_find() on a picture of the list's window in which the list is as long
 * as it is. Boxes are root coordinates with the list's first page on the screen; those farther down
 * go on beyond its end. Only what lies in the list is a hit.
 */
MUST_USE bool locate_find_tall(struct locator *l, const struct tall *t,
			       const struct locate_query *q, struct hits *hits, struct err *e);

/* locate_table_tall() - locate_table() on such a picture. */
MUST_USE bool locate_table_tall(struct locator *l, const struct tall *t,
				const struct table_query *q, struct table *ret_table,
				struct err *e);

/* locate_text_tall() - the entries of such a list that read @text. */
MUST_USE bool locate_text_tall(struct locator *l, const struct tall *t, const char *text,
			       struct hits *hits, struct err *e);
