/* lines.h - several lines in one area: which line ends are real. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "agent/locate/locate.h"

/* One phrase of an area, in reading order. */
struct line_part {
	const char *text;
	struct rect box;
	bool drawn; /* @line_y is known */
	int line_y; /* the same for all phrases of one line in one font */
};

/* lines_count() - on how many lines @n parts stand. */
size_t lines_count(const struct line_part *parts, size_t n);

/*
 * lines_join() - phrases of one line by a blank, lines by U+000A, empty lines between them too.
 * A line end is real if the next line's first word would have had room behind it; else the area may
 * have wrapped there, and the text with a blank in its place is an alternative: the form may settle
 * it. Where the number of empty lines is not known it is uncertain.
 * @whole: the certainty of the least certain part; gets text, certainty, alternatives, and
 *         the empty lines are added to its lines
 */
MUST_USE bool lines_join(struct locator *l, const struct read_query *q,
			 const struct line_part *parts, size_t n, struct reading *whole,
			 struct err *e);
