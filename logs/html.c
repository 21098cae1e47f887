/* html.c - appending text to a page. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "logs/html.h"

#include <stdint.h>
#include <string.h>
#include "base/cleanup.h"
#include "base/utf8.h"

#define REPLACEMENT "\xef\xbf\xbd"

static const char *reference(uint32_t cp)
{
	switch (cp) {
	case '&': return "&amp;";
	case '<': return "&lt;";
	case '>': return "&gt;";
	case '"': return "&quot;";
	case '\'': return "&#39;";
	default: return NULL;
	}
}

/* one() - one code point, given as text of its own. */
static void one(struct buf *out, const char *letter, uint32_t cp)
{
	const char *ref = reference(cp);

	if (ref)
		buf_adds(out, ref);
	else if (utf8_forbidden(letter))
		buf_adds(out, REPLACEMENT);
	else
		buf_adds(out, letter);
}

/* valid() - @len bytes of UTF-8, NUL behind them. */
static void valid(struct buf *out, const char *s)
{
	for (uint32_t cp = utf8_next(&s); cp; cp = utf8_next(&s)) {
		char letter[5];
		(void)utf8_encode(cp, letter); /* its length is of no interest */
		one(out, letter, cp);
	}
}

void html_text(struct buf *out, const char *s)
{
	size_t left = strlen(s);

	while (left > 0) {
		CLEANUP(buf_clear) struct buf part = { 0 };
		size_t good = utf8_valid_bytes(s, left);
		buf_init(&part, good + 1);
		buf_add(&part, s, good);
		valid(out, part.data);
		s += good;
		left -= good;
		if (left > 0) { /* the byte that is none */
			buf_adds(out, REPLACEMENT);
			s++;
			left--;
		}
	}
}

void html_both(struct buf *out, const char *german, const char *english)
{
	buf_adds(out, "<span lang=\"de\">");
	html_text(out, german);
	buf_adds(out, "</span><span lang=\"en\">");
	html_text(out, english);
	buf_adds(out, "</span>");
}
