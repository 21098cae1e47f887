/* source.h - one C file as text, tokens and comments. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

enum token_kind {
	TOKEN_WORD,
	TOKEN_LITERAL, /* number, string, character */
	TOKEN_PUNCT,   /* one character, or && or || */
	TOKEN_COMMENT,
	TOKEN_END,
};

struct token {
	enum token_kind kind;
	const char *text; /* into source.text */
	size_t length;
	int line;     /* of the first character, from 1 */
	int end_line; /* of the last character */
};

struct tokens {
	struct token *at; /* owned */
	size_t count;
	size_t room;
};

struct source {
	const char *path; /* borrowed */
	char *text;       /* owned, ends in NUL */
	size_t size;
	struct tokens code;     /* without comments and preprocessor lines; ends in TOKEN_END */
	struct tokens comments; /* also those in preprocessor lines */
};

/* source_read() - read and split a file; false when it cannot be read. */
bool source_read(struct source *s, const char *path);

/* source_clear() - free what source_read() allocated. */
void source_clear(struct source *s);

/* token_is() - compare with a word or punctuation. */
bool token_is(const struct token *t, const char *text);

/* token_match() - index of the bracket that closes the one at `open`, or of TOKEN_END. */
size_t token_match(const struct tokens *list, size_t open);
