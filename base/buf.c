/* buf.c - growing text with a cap. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/mem.h"

void buf_init(struct buf *b, size_t cap_bytes)
{
	*b = (struct buf){ .cap_bytes = cap_bytes };
	b->room_bytes = cap_bytes < 64 ? cap_bytes : 64;
	b->data = mem_calloc(b->room_bytes + 1, 1);
}

void buf_clear(struct buf *b)
{
	free(b->data);
	*b = (struct buf){ 0 };
}

void buf_reset(struct buf *b)
{
	b->len_bytes = 0;
	b->overflowed = false;
	if (b->data) /* NULL behind buf_clear() and buf_take() */
		b->data[0] = 0;
}

/* make_room() - room for @len more bytes and the NUL; false if the cap forbids it. */
static bool make_room(struct buf *b, size_t len)
{
	if (len > b->cap_bytes - b->len_bytes) {
		b->overflowed = true;
		return false;
	}
	size_t want = b->len_bytes + len;
	if (want <= b->room_bytes)
		return true;
	size_t room = b->room_bytes ? b->room_bytes : 64;
	while (room < want)
		room = room > b->cap_bytes / 2 ? b->cap_bytes : room * 2;
	b->data = mem_realloc(b->data, room + 1, 1);
	b->room_bytes = room;
	return true;
}

void buf_add(struct buf *b, const void *bytes, size_t len)
{
	if (len == 0 || !make_room(b, len))
		return;
	memcpy(b->data + b->len_bytes, bytes, len);
	b->len_bytes += len;
	b->data[b->len_bytes] = 0;
}

void buf_adds(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s));
}

void buf_addc(struct buf *b, char c)
{
	buf_add(b, &c, 1);
}

void buf_addf(struct buf *b, const char *fmt, ...)
{
	va_list ap, again;

	va_start(ap, fmt);
	va_copy(again, ap);
	int n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0)
		b->overflowed = true; /* longer than INT_MAX: nothing may vanish silently */
	if (n > 0 && make_room(b, (size_t)n)) {
		(void)vsnprintf(b->data + b->len_bytes, (size_t)n + 1, fmt, again);
		b->len_bytes += (size_t)n;
	}
	va_end(again);
}

bool buf_check(const struct buf *b, const char *what, struct err *e)
{
	if (!b->overflowed)
		return true;
	return err_set(e, ERR_LIMIT, "%s is longer than %zu bytes", what, b->cap_bytes);
}

char *buf_take(struct buf *b)
{
	char *text = b->data;

	*b = (struct buf){ 0 };
	return text;
}
