/* finding.c - prints what a rule found, unless a comment allows it there. */
/* SPDX-License-Identifier: EUPL-1.2 */
#define _GNU_SOURCE
#include "tools/measure/finding.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const char ALLOW[] = "check-sizes: allow ";

static bool allows(const struct token *comment, const char *rule)
{
	const char *at = memmem(comment->text, comment->length, ALLOW, sizeof(ALLOW) - 1);
	size_t length = strlen(rule);

	if (at == NULL)
		return false;
	at += sizeof(ALLOW) - 1;
	/* the text ends in a NUL, so these comparisons stay inside it */
	return strncmp(at, rule, length) == 0 && strncmp(at + length, " - ", 3) == 0;
}

static bool is_allowed(const struct source *s, int line, const char *rule)
{
	bool anywhere = strcmp(rule, "file-lines") == 0;

	for (size_t i = 0; i < s->comments.count; i++) {
		const struct token *comment = &s->comments.at[i];
		bool near = comment->end_line == line || comment->end_line == line - 1;

		if ((anywhere || near) && allows(comment, rule))
			return true;
	}
	return false;
}

void finding_add(struct findings *f, const struct source *s, int line, const char *rule,
		 const char *format, ...)
{
	va_list args;

	if (is_allowed(s, line, rule))
		return;
	f->count++;
	printf("%s:%d: ", s->path, line);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
}
