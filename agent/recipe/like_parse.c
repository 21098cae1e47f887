/* like_parse.c - texts that need not be known whole: `like:` with * and ?, and `whole: false`. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/recipe/like_parse.h"

#include <string.h>
#include "base/buf.h"

enum { PATTERN_BYTES_MAX = 4096 };

/* add_quoted() - the byte as itself; what is not ASCII is itself anyway. */
static void add_quoted(struct buf *b, char c)
{
	static const char letters[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

	if ((unsigned char)c < 0x80 && !strchr(letters, c))
		buf_addc(b, '\\');
	buf_addc(b, c);
}

/* compile() - @b as a pattern that stands at @y. */
static const struct pattern *compile(struct parse *p, const struct yaml *y, const struct buf *b)
{
	struct yaml made = *y;

	made.text = b->data;
	return parse_pattern(p, &made);
}

/* is_literal() - patterns are made when the recipe is read: there are no values yet. */
static bool is_literal(struct parse *p, const struct value *v, const char *key)
{
	if (v->expression)
		source_error(p->src, v->at, "'%s' needs a literal text, no expression", key);
	return !v->expression;
}

const struct pattern *like_parse_glob(struct parse *p, const struct yaml *y, const struct value *v)
{
	CLEANUP(buf_clear) struct buf b = { 0 };

	if (!is_literal(p, v, "like"))
		return NULL;
	buf_init(&b, PATTERN_BYTES_MAX);
	for (const char *at = v->text; *at; at++) {
		if (*at == '*')
			buf_adds(&b, ".*");
		else if (*at == '?')
			buf_addc(&b, '.');
		else
			add_quoted(&b, *at);
	}
	return compile(p, y, &b);
}

const struct pattern *like_parse_part(struct parse *p, const struct yaml *y, const struct value *v)
{
	CLEANUP(buf_clear) struct buf b = { 0 };

	if (!is_literal(p, v, "whole: false"))
		return NULL;
	buf_init(&b, PATTERN_BYTES_MAX);
	buf_adds(&b, ".*(?<!\\w)"); /* words are not cut */
	for (const char *at = v->text; *at; at++)
		add_quoted(&b, *at);
	buf_adds(&b, "(?!\\w).*");
	return compile(p, y, &b);
}
