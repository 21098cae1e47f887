/* finding.c - what the checker has to say about a recipe: all of it, each with its place. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/recipe/finding.h"

#include <string.h>
#include "base/utf8.h"

static const char *const level_words[] = {
	[FINDING_ERROR] = "error",
	[FINDING_WARNING] = "warning",
};

void findings_init(struct findings *f, struct arena *a)
{
	*f = (struct findings){ .arena = a };
}

/*
 * stands_behind() - does @a come later in the order than @b? Equal ones keep the order of adding.
 */
static bool stands_behind(const struct finding *a, const struct finding *b)
{
	int file = strcmp(a->file, b->file);

	if (file != 0)
		return file > 0;
	if (a->at.line != b->at.line)
		return a->at.line > b->at.line;
	return a->at.col > b->at.col;
}

void findings_add(struct findings *f, const struct finding *one)
{
	struct finding *copy = arena_alloc(f->arena, sizeof *copy);
	struct finding **at = &f->first;

	*copy = *one;
	copy->file = arena_strdup(f->arena, one->file);
	copy->text = arena_strdup(f->arena, one->text);
	copy->source = arena_strdup(f->arena, one->source);
	while (*at && !stands_behind(*at, copy))
		at = &(*at)->next;
	copy->next = *at;
	*at = copy;
	if (copy->level == FINDING_ERROR)
		f->n_errors++;
	else
		f->n_warnings++;
}

/* add_caret() - a line with ^ below column @col; tabs stay tabs, so that both lines move alike. */
static void add_caret(const char *source, int col, struct buf *out)
{
	for (int i = 1; i < col; i++) {
		uint32_t cp = utf8_next(&source);

		buf_addc(out, cp == '\t' ? '\t' : ' ');
	}
	buf_adds(out, "^\n");
}

void findings_print(const struct findings *f, struct buf *out)
{
	for (const struct finding *one = f->first; one; one = one->next) {
		buf_addf(out, "%s:%d:%d: %s: %s\n", one->file, one->at.line, one->at.col,
			 level_words[one->level], one->text);
		if (!one->source[0])
			continue;
		buf_addf(out, "%s\n", one->source);
		add_caret(one->source, one->at.col, out);
	}
}
