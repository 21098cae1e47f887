/* err.c - the one error object: what failed, why, and whose failure it is. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/err.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const struct {
	const char *text;
	enum err_class cls;
} codes[] = {
#define X(code, text, cls) [code] = { text, cls },
	ERR_CODES(X)
#undef X
};

static const char *const class_names[] = {
#define X(cls, name) [cls] = name,
	ERR_CLASSES(X)
#undef X
};

/* mark_cut() - end a full buffer visibly, without leaving half a UTF-8 sequence behind. */
static void mark_cut(char *msg)
{
	size_t end = ERR_MSG_MAX - 4;

	while (end > 0 && ((unsigned char)msg[end] & 0xc0) == 0x80)
		end--;
	memcpy(msg + end, "...", 4);
}

bool err_set(struct err *e, enum err_code code, const char *fmt, ...)
{
	va_list ap;

	assert(e->code == ERR_NONE && "an error is set once, where it happens");
	va_start(ap, fmt);
	int n = vsnprintf(e->msg, sizeof e->msg, fmt, ap);
	va_end(ap);
	if (n >= (int)sizeof e->msg)
		mark_cut(e->msg);
	e->code = code;
	return false;
}

bool err_wrap(struct err *e, const char *fmt, ...)
{
	char cause[sizeof e->msg];
	va_list ap;

	assert(e->code != ERR_NONE && "only an error can be given context");
	memcpy(cause, e->msg, sizeof cause);
	va_start(ap, fmt);
	int n = vsnprintf(e->msg, sizeof e->msg, fmt, ap);
	va_end(ap);
	size_t used = n < 0 ? 0 : (size_t)n;
	if (used + 2 + strlen(cause) < sizeof e->msg) {
		memcpy(e->msg + used, ": ", 2);
		memcpy(e->msg + used + 2, cause, strlen(cause) + 1);
		return false;
	}
	if (used < sizeof e->msg - 2) {
		memcpy(e->msg + used, ": ", 2);
		memcpy(e->msg + used + 2, cause, sizeof e->msg - used - 2);
	}
	mark_cut(e->msg);
	return false;
}

void err_clear(struct err *e)
{
	*e = (struct err){ 0 };
}

const char *err_code_word(enum err_code code)
{
	static const char *const words[] = {
#define X(code, text, cls) [code] = #code,
		ERR_CODES(X)
#undef X
	};

	return words[code];
}

const char *err_code_text(enum err_code code)
{
	return codes[code].text;
}

enum err_class err_code_class(enum err_code code)
{
	return codes[code].cls;
}

const char *err_class_name(enum err_class cls)
{
	return class_names[cls];
}
