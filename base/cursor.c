/* cursor.c - turns bytes of a document into lines and columns. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/cursor.h"

/* points() - code points that begin in @n bytes. */
static int points(const char *s, size_t n)
{
	int count = 0;

	for (size_t i = 0; i < n; i++)
		count += ((unsigned char)s[i] & 0xc0) != 0x80;
	return count;
}

/* go_back() - to an earlier byte; counts only what lies between if that is one line. */
static void go_back(struct cursor *c, size_t at)
{
	int line = c->line;

	for (size_t i = at; i < c->at; i++)
		line -= c->data[i] == '\n';
	if (line == c->line) {
		c->col -= points(c->data + at, c->at - at);
	} else {
		size_t begin = at;
		while (begin > 0 && c->data[begin - 1] != '\n')
			begin--;
		c->col = 1 + points(c->data + begin, at - begin);
	}
	c->line = line;
	c->at = at;
}

void cursor_go(struct cursor *c, size_t at)
{
	if (at < c->at)
		go_back(c, at);
	for (; c->at < at; c->at++) {
		if (c->data[c->at] == '\n') {
			c->line++;
			c->col = 1;
		} else {
			c->col += points(c->data + c->at, 1);
		}
	}
}
