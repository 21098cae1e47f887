/* heading.h - the headings of a table: which columns there are, and where each ends. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "base/arena.h"
#include "base/rect.h"

struct locator;
struct phrase;
struct realm;

/* One heading and what lies under it, root coordinates. */
struct table_column {
	struct rect head;
	int from_x, to_x; /* where its cells are; to_x is exclusive */
	bool left_drawn;  /* a line, bevel or other colour ends the heading on this side */
	bool right_drawn;
};

/* The line of headings; columns from left to right. */
struct table_head {
	struct table_column *columns;
	size_t n;
	struct rect box; /* around the texts of all headings */
};

/*
 * heading_line() - the columns whose headings stand on the line of @heading in @realm, with the
 * borders that are drawn between them. Where none is drawn, the column ends at the next heading.
 */
void heading_line(struct locator *l, const struct realm *realm, struct rect heading,
		  struct arena *a, struct table_head *ret_head);

/* heading_column() - the column whose heading is @heading; NULL if there is none. */
const struct table_column *heading_column(const struct table_head *h, struct rect heading);

/* heading_is_text() - phrase @i of @n is not a bevel that was taken for text: no other stands
 * inside it. */
bool heading_is_text(const struct phrase *list, size_t n, size_t i);
