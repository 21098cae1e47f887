/* docs.c - every function that a header shows has its own comment. */
/* SPDX-License-Identifier: EUPL-1.2 */
#define _GNU_SOURCE
#include "tools/measure/docs.h"
#include <stdio.h>
#include <string.h>
#include "tools/measure/declaration.h"

static bool names(const struct token *comment, const struct token *name)
{
	char wanted[128];
	int length = snprintf(wanted, sizeof(wanted), "%.*s() - ", (int)name->length, name->text);

	return length > 0 && (size_t)length < sizeof(wanted) &&
	       memmem(comment->text, comment->length, wanted, (size_t)length) != NULL;
}

static bool has_doc(const struct source *s, const struct token *previous, const struct token *name)
{
	for (size_t i = 0; i < s->comments.count; i++) {
		const struct token *comment = &s->comments.at[i];
		bool between = (previous == NULL || comment->text > previous->text) &&
			       comment->text < name->text;

		if (between && names(comment, name))
			return true;
	}
	return false;
}

void docs_check(const struct source *s, struct findings *f)
{
	const struct token *previous = NULL;
	struct declaration d = { 0 };

	for (size_t at = 0; declaration_next(s, at, &d); at = d.end + 1) {
		const struct token *name = &s->code.at[d.name];

		if (d.is_function && !token_is(name, "TEST") && !has_doc(s, previous, name))
			finding_add(f, s, name->line, "docs",
				    "%.*s: no comment of its own that says \"%.*s() - ...\"",
				    (int)name->length, name->text, (int)name->length, name->text);
		previous = &s->code.at[d.end];
	}
}
