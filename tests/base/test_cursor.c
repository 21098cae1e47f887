/* test_cursor.c - turns bytes of a document into lines and columns. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/check.h"

#include "base/cursor.h"

static const char text[] = "aä\n\n€b\r\nx";

static const struct {
	size_t at;
	int line, col;
} rows[] = {
	{ 0, 1, 1 }, { 1, 1, 2 }, { 3, 1, 3 },  { 4, 2, 1 },  { 5, 3, 1 },
	{ 8, 3, 2 }, { 9, 3, 3 }, { 11, 4, 1 }, { 12, 4, 2 },
};

TEST(every_way_leads_to_the_same_place)
{
	EACH_CASE (from, rows) {
		for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
			struct cursor c = { .data = text, .line = 1, .col = 1 };
			cursor_go(&c, from->at);
			cursor_go(&c, rows[i].at);
			CHECK_EQ_INT(c.line, rows[i].line);
			CHECK_EQ_INT(c.col, rows[i].col);
			CHECK_EQ_UINT(c.at, rows[i].at);
		}
	}
}
