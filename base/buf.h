/* buf.h - growing text with a cap; what does not fit is reported, never cut silently. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "base/err.h"

struct buf {
	char *data; /* owned; NUL-terminated; never NULL after buf_init() */
	size_t len_bytes;
	size_t room_bytes;
	size_t cap_bytes; /* most bytes it may ever hold, without the NUL */
	bool overflowed;  /* something did not fit; stays set */
};

/* buf_init() - empty text that may grow to @cap_bytes. buf_clear() releases it. */
void buf_init(struct buf *b, size_t cap_bytes);

/* buf_clear() - free the text; @b may be initialised again. For CLEANUP(buf_clear). */
void buf_clear(struct buf *b);

/* buf_reset() - make the text empty, keep the memory and forget an overflow. */
void buf_reset(struct buf *b);

/* buf_add() - append @len bytes; if they do not fit, nothing is added and overflowed is set. */
void buf_add(struct buf *b, const void *bytes, size_t len);

/* buf_adds() - append a NUL-terminated text, as buf_add(). */
void buf_adds(struct buf *b, const char *s);

/* buf_addc() - append one byte, as buf_add(). */
void buf_addc(struct buf *b, char c);

/* buf_addf() - append formatted text, as buf_add(). */
void buf_addf(struct buf *b, const char *fmt, ...) PRINTF(2, 3);

/* buf_check() - false and ERR_LIMIT naming @what if anything did not fit. */
MUST_USE bool buf_check(const struct buf *b, const char *what, struct err *e);

/* buf_take() - the text, owned by the caller (free()); @b is cleared. */
char *buf_take(struct buf *b);
