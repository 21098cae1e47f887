/* rows.h - where the rows of a table are, and the texts in them; for table.c and tall.c only. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include "agent/locate/heading.h"
#include "agent/locate/locator.h"

/* A table on its way. */
struct laying {
	struct locator *l;
	const struct table_query *query;
	struct realm realm;
	struct table_head head;
	struct table_column **asked; /* the fields' columns */
	struct phrase *texts;        /* of all rows, from top to bottom */
	size_t n_texts;
	struct table *table;
};

/*
 * rows_find() - the area of the rows, bounded by what is drawn, and all texts in it, for the
 * headings that were found. No text at all leaves the area empty.
 */
void rows_find(struct laying *t);

/* rows_first() - of the texts below a heading the first of the uppermost line, no scroll bar's
 * arrow; empty if there is none. */
struct rect rows_first(const struct laying *t);

/* table_lay_out() - locate_table() on the view as it is. */
MUST_USE bool table_lay_out(struct locator *l, const struct table_query *q, struct table *ret_table,
			    struct err *e);
