/* source.c - the text of a recipe file, and the way from a place in it to a finding. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/recipe/source.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include "base/str.h"
#include "base/utf8.h"

/* A finding is one line that a person reads. */
enum { TEXT_BYTES = 1024 };

static const char *line_start(const struct source *s, int line)
{
	const char *at = s->text;

	for (int i = 1; i < line; i++) {
		at = strchr(at, '\n');
		if (!at)
			return "";
		at++;
	}
	return at;
}

const char *source_at(const struct source *s, struct place at)
{
	const char *p = line_start(s, at.line);

	for (int i = 1; i < at.col && *p && *p != '\n'; i++)
		(void)utf8_next(&p); /* only the way counts */
	return p;
}

/* end_whole() - drop the half of a UTF-8 sequence that a cut may have left at the end. */
static void end_whole(char *text, size_t len)
{
	while (len > 0 && !utf8_valid(text, len))
		text[--len] = 0;
}

/* add() - a cut message still names its place, so the cut is no error. */
PRINTF(3, 0)
static void add(const struct source *s, struct finding *one, const char *fmt, va_list ap)
{
	const char *line = line_start(s, one->at.line);
	char text[TEXT_BYTES];
	int n = vsnprintf(text, sizeof text, fmt, ap);

	if (n >= (int)sizeof text)
		end_whole(text, sizeof text - 1);
	one->file = s->file;
	one->text = text;
	one->source = arena_strndup(s->f->arena, line, strcspn(line, "\r\n"));
	findings_add(s->f, one);
}

void source_error(const struct source *s, struct place at, const char *fmt, ...)
{
	struct finding one = { .level = FINDING_ERROR, .at = at };
	va_list ap;

	va_start(ap, fmt);
	add(s, &one, fmt, ap);
	va_end(ap);
}

void source_warn(const struct source *s, struct place at, const char *fmt, ...)
{
	struct finding one = { .level = FINDING_WARNING, .at = at };
	va_list ap;

	va_start(ap, fmt);
	add(s, &one, fmt, ap);
	va_end(ap);
}

void source_unknown(const struct source *s, struct place at, const char *what, const char *word,
		    const struct words *valid)
{
	CLEANUP(buf_clear) struct buf list = { 0 };
	const char *near = str_nearest(word, valid->list, valid->n);

	if (near) {
		source_error(s, at, "'%s' is no %s; nearest: '%s'", word, what, near);
		return;
	}
	buf_init(&list, TEXT_BYTES / 2);
	for (size_t i = 0; i < valid->n; i++)
		buf_addf(&list, "%s%s", i ? ", " : "", valid->list[i]);
	source_error(s, at, "'%s' is no %s%s%s", word, what,
		     list.len_bytes ? "; expected one of: " : "", list.data);
}
