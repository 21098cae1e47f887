/* lexer.h - the tokens of a Lua expression, for the checker. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "base/arena.h"

enum token_kind {
	TOKEN_NAME, /* names and Lua's own words */
	TOKEN_NUMBER,
	TOKEN_STRING, /* with its quotes */
	TOKEN_SIGN,   /* one operator or bracket */
	TOKEN_BROKEN, /* an unfinished string, a character that Lua does not know */
	TOKEN_END,
};

struct token {
	enum token_kind kind;
	const char *at; /* in the expression's text */
	size_t len_bytes;
};

struct tokens {
	struct token *list; /* @n tokens and a TOKEN_END behind them */
	size_t n;
};

/*
 * lexer_tokens() - split @text (borrowed by the tokens), comments left out; the list belongs to
 * @a.
 */
struct tokens lexer_tokens(const char *text, struct arena *a);

/* lexer_is() - does the token consist of exactly this text? */
bool lexer_is(const struct token *t, const char *text);

/* lexer_string() - what a string token means if it has no escapes; NULL otherwise. Owned by @a. */
const char *lexer_string(const struct token *t, struct arena *a);
