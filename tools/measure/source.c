/* source.c - splits C into tokens; preprocessor lines are left out. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "tools/measure/source.h"
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct cursor {
	const char *at;
	int line;
	bool line_begins; /* only blanks since the last newline */
};

static void tokens_add(struct tokens *list, enum token_kind kind, const struct cursor *from,
		       const struct cursor *to)
{
	if (list->count == list->room) {
		list->room = list->room * 2 + 256;
		list->at = realloc(list->at, list->room * sizeof(*list->at));
		if (list->at == NULL)
			abort();
	}
	list->at[list->count++] = (struct token){
		.kind = kind,
		.text = from->at,
		.length = (size_t)(to->at - from->at),
		.line = from->line,
		.end_line = to->line,
	};
}

static void step(struct cursor *c)
{
	if (*c->at == '\n') {
		c->line++;
		c->line_begins = true;
	} else if (!isspace((unsigned char)*c->at)) {
		c->line_begins = false;
	}
	c->at++;
}

static bool comment_skip(struct cursor *c)
{
	if (c->at[0] != '/' || (c->at[1] != '*' && c->at[1] != '/'))
		return false;
	bool block = c->at[1] == '*';

	step(c);
	step(c);
	while (*c->at != '\0' && (block ? strncmp(c->at, "*/", 2) != 0 : *c->at != '\n'))
		step(c);
	if (block && *c->at != '\0') {
		step(c);
		step(c);
	}
	return true;
}

static void quoted_skip(struct cursor *c)
{
	char quote = *c->at;

	step(c);
	while (*c->at != '\0' && *c->at != quote && *c->at != '\n') {
		if (*c->at == '\\' && c->at[1] != '\0')
			step(c);
		step(c);
	}
	if (*c->at == quote)
		step(c);
}

static void directive_skip(struct source *s, struct cursor *c)
{
	while (*c->at != '\0' && *c->at != '\n') {
		struct cursor from = *c;

		if (comment_skip(c))
			tokens_add(&s->comments, TOKEN_COMMENT, &from, c);
		else if (*c->at == '"' || *c->at == '\'')
			quoted_skip(c);
		else if (*c->at == '\\' && c->at[1] == '\n')
			step(c), step(c);
		else
			step(c);
	}
}

static enum token_kind token_skip(struct cursor *c)
{
	if (*c->at == '"' || *c->at == '\'') {
		quoted_skip(c);
		return TOKEN_LITERAL;
	}
	if (isalnum((unsigned char)*c->at) || *c->at == '_') {
		bool number = isdigit((unsigned char)*c->at);

		while (isalnum((unsigned char)*c->at) || *c->at == '_')
			step(c);
		return number ? TOKEN_LITERAL : TOKEN_WORD;
	}
	if ((*c->at == '&' || *c->at == '|') && c->at[1] == c->at[0])
		step(c);
	step(c);
	return TOKEN_PUNCT;
}

static void source_split(struct source *s)
{
	struct cursor c = { .at = s->text, .line = 1, .line_begins = true };

	while (*c.at != '\0') {
		struct cursor from = c;

		if (isspace((unsigned char)*c.at)) {
			step(&c);
		} else if (*c.at == '#' && c.line_begins) {
			directive_skip(s, &c);
		} else if (comment_skip(&c)) {
			tokens_add(&s->comments, TOKEN_COMMENT, &from, &c);
			/* a directive may follow a comment on its line */
			c.line_begins = from.line_begins || from.line != c.line;
		} else {
			enum token_kind kind = token_skip(&c);
			tokens_add(&s->code, kind, &from, &c);
		}
	}
	tokens_add(&s->code, TOKEN_END, &c, &c);
}

bool source_read(struct source *s, const char *path)
{
	FILE *f = fopen(path, "rb");
	size_t room = 0, got = 0;

	*s = (struct source){ .path = path };
	if (f == NULL)
		return false;
	do {
		room += 65536;
		s->text = realloc(s->text, room + 1);
		if (s->text == NULL)
			abort();
		got = fread(s->text + s->size, 1, room - s->size, f);
		s->size += got;
	} while (got > 0);
	fclose(f);
	s->text[s->size] = '\0';
	source_split(s);
	return true;
}

void source_clear(struct source *s)
{
	free(s->text);
	free(s->code.at);
	free(s->comments.at);
}

bool token_is(const struct token *t, const char *text)
{
	return strlen(text) == t->length && memcmp(t->text, text, t->length) == 0;
}

size_t token_match(const struct tokens *list, size_t open)
{
	const struct token *first = &list->at[open];
	const char *closing = token_is(first, "(") ? ")" : token_is(first, "[") ? "]" : "}";
	char opening[2] = { first->text[0], '\0' };
	int depth = 0;

	for (size_t i = open; list->at[i].kind != TOKEN_END; i++) {
		depth += token_is(&list->at[i], opening);
		depth -= token_is(&list->at[i], closing);
		if (depth == 0)
			return i;
	}
	return list->count - 1;
}
