/* lexer.c - the tokens of a Lua expression, for the checker. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/recipe/lexer.h"

#include <string.h>
#include "base/str.h"

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static size_t name_len(const char *s)
{
	size_t n = 0;

	while (is_letter(s[n]) || is_digit(s[n]))
		n++;
	return n;
}

/* number_len() - as Lua reads it: exponents take a sign, the rest is checked by Lua. */
static size_t number_len(const char *s)
{
	bool hex = s[0] == '0' && (s[1] == 'x' || s[1] == 'X');
	const char *exponents = hex ? "pP" : "eE";
	size_t n = 0;

	for (;;) {
		if (s[n] && strchr(exponents, s[n]) && (s[n + 1] == '+' || s[n + 1] == '-'))
			n += 2;
		else if (is_letter(s[n]) || is_digit(s[n]) || (s[n] == '.' && s[n + 1] != '.'))
			n++;
		else
			return n;
	}
}

/* quoted_len() - 0 if the string does not end on its line. */
static size_t quoted_len(const char *s)
{
	size_t n = 1;

	while (s[n] && s[n] != s[0] && s[n] != '\n')
		n += s[n] == '\\' && s[n + 1] ? 2 : 1;
	return s[n] == s[0] ? n + 1 : 0;
}

/* long_level() - number of = in a long bracket that opens at @s; -1 if none does. */
static int long_level(const char *s)
{
	size_t n = s[0] == '[' ? strspn(s + 1, "=") : 0;

	return s[0] == '[' && s[1 + n] == '[' ? (int)n : -1;
}

/* long_len() - 0 if a long bracket is not closed. */
static size_t long_len(const char *s, int level)
{
	for (const char *end = strchr(s, ']'); end; end = strchr(end + 1, ']')) {
		size_t n = strspn(end + 1, "=");

		if ((int)n == level && end[1 + n] == ']')
			return (size_t)(end - s) + n + 2;
	}
	return 0;
}

static size_t sign_len(const char *s)
{
	static const char *const signs[] = { "...", "..", "==", "~=", "<=", ">=", "//", "::", "<<",
					     ">>",  "+",  "-",  "*",  "/",  "%",  "^",  "#",  "&",
					     "~",   "|",  "<",  ">",  "=",  "(",  ")",  "{",  "}",
					     "[",   "]",  ";",  ":",  ",",  "." };

	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
		if (str_starts(s, signs[i]))
			return strlen(signs[i]);
	return 0;
}

/* skip_blank() - behind blanks and comments. */
static const char *skip_blank(const char *s)
{
	for (;;) {
		s += strspn(s, " \t\r\n\f\v");
		if (!str_starts(s, "--"))
			return s;
		int level = long_level(s + 2);
		size_t n = level >= 0 ? long_len(s + 2, level) : strcspn(s, "\n");

		if (n == 0)
			return s + strlen(s);
		s += level >= 0 ? n + 2 : n;
	}
}

static struct token next_token(const char *s)
{
	int level = long_level(s);
	size_t n;

	if (!*s)
		return (struct token){ TOKEN_END, s, 0 };
	if (is_letter(*s))
		return (struct token){ TOKEN_NAME, s, name_len(s) };
	if (is_digit(*s) || (*s == '.' && is_digit(s[1])))
		return (struct token){ TOKEN_NUMBER, s, number_len(s) };
	if (*s == '"' || *s == '\'' || level >= 0) {
		n = level >= 0 ? long_len(s, level) : quoted_len(s);
		return n ? (struct token){ TOKEN_STRING, s, n }
			 : (struct token){ TOKEN_BROKEN, s, strlen(s) };
	}
	n = sign_len(s);
	return n ? (struct token){ TOKEN_SIGN, s, n } : (struct token){ TOKEN_BROKEN, s, 1 };
}

struct tokens lexer_tokens(const char *text, struct arena *a)
{
	/* no token is shorter than a byte */
	struct tokens t = { .list = arena_calloc(a, strlen(text) + 1, sizeof *t.list) };
	struct token one = next_token(skip_blank(text));

	while (one.kind != TOKEN_END) {
		t.list[t.n++] = one;
		one = next_token(skip_blank(one.at + one.len_bytes));
	}
	t.list[t.n] = one;
	return t;
}

bool lexer_is(const struct token *t, const char *text)
{
	return t->len_bytes == strlen(text) && memcmp(t->at, text, t->len_bytes) == 0;
}

const char *lexer_string(const struct token *t, struct arena *a)
{
	if (t->kind != TOKEN_STRING || t->at[0] == '[' || memchr(t->at, '\\', t->len_bytes))
		return NULL;
	return arena_strndup(a, t->at + 1, t->len_bytes - 2);
}
