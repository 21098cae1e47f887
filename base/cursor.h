/* cursor.h - turns bytes of a document into lines and columns. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stddef.h>

/* Begins as { .data = document, .line = 1, .col = 1 }. */
struct cursor {
	const char *data; /* borrowed */
	size_t at;        /* byte that line and col belong to */
	int line, col;    /* from 1; columns in code points; a line ends behind LF */
};

/* cursor_go() - move to byte @at; costs as many steps as bytes lie between (within a line). */
void cursor_go(struct cursor *c, size_t at);
