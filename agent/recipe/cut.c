/* cut.c - unquoted expressions that YAML ends too early: at `, ` in braces, at `: `, at ` #`. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/recipe/cut.h"

#include <string.h>
#include "base/str.h"
#include "base/utf8.h"

/* Where a walk through an expression's text stands. */
struct walk {
	int open;   /* brackets not closed yet */
	char quote; /* the quote we are in, 0 outside */
	bool word;  /* the last token wants something behind it (an operator) */
};

static void walk_over(struct walk *w, char c)
{
	if (w->quote) {
		if (c == w->quote)
			w->quote = 0;
		return;
	}
	if (c == '"' || c == '\'')
		w->quote = c;
	else if (strchr("([{", c))
		w->open++;
	else if (strchr(")]}", c))
		w->open--;
	if (c != ' ')
		w->word = strchr(".=~<>+*/-,(", c) != NULL;
}

static bool unfinished(const char *text)
{
	struct walk w = { 0 };

	for (; *text; text++)
		walk_over(&w, *text);
	return w.quote || w.open > 0 || w.word;
}

/* sign_at() - the sign of YAML at @at: one that ends a plain text; NULL if there is none. */
static const char *sign_at(const char *at)
{
	if (str_starts(at, ", ") || str_starts(at, ",\n"))
		return ", ";
	if (str_starts(at, ": ") || str_starts(at, ":\n"))
		return ": ";
	return str_starts(at, "#") ? " #" : NULL;
}

bool cut_expression(const struct source *s, const struct yaml *y, struct cut *ret_cut)
{
	struct place end = { y->end_line, y->end_col };

	if (y->type != YAML_TEXT || y->quoted || y->text[0] != '=' || !unfinished(y->text + 1))
		return false;
	const char *behind = source_at(s, end);
	size_t blanks = strspn(behind, " ");
	const char *sign = sign_at(behind + blanks);

	if (!sign)
		return false;
	end.col += (int)blanks;
	if (ret_cut)
		*ret_cut = (struct cut){ end, sign };
	return true;
}

/* expression_start() - behind the `=` of the next unquoted expression of the line; NULL: none. */
static const char *expression_start(const char *at)
{
	for (; *at && *at != '\n'; at++) {
		bool value = strchr(":,[{-", *at) != NULL && (at[1] == ' ' || at[1] == '=');

		if (value && at[1 + strspn(at + 1, " ")] == '=')
			return at + 2 + strspn(at + 1, " ");
	}
	return NULL;
}

/* first_sign() - the first sign at which YAML ends the expression at @at; NULL if it is whole. */
static const char *first_sign(const char *at)
{
	struct walk w = { 0 };

	for (const char *c = at; *c && *c != '\n'; c++) {
		bool inside = w.quote || w.open > 0;

		if (inside && (*c != '#' || c[-1] == ' ') && sign_at(c))
			return c;
		walk_over(&w, *c);
		if (w.open < 0)
			return NULL;
	}
	return NULL;
}

bool cut_in_line(const struct source *s, int line, struct cut *ret_cut)
{
	const char *start = source_at(s, (struct place){ line, 1 });

	for (const char *at = expression_start(start); at; at = expression_start(at)) {
		const char *sign = first_sign(at);
		struct place place = { line, 1 };

		if (!sign)
			continue;
		while (start < sign && utf8_next(&start))
			place.col++;
		*ret_cut = (struct cut){ place, sign_at(sign) };
		return true;
	}
	return false;
}

void cut_report(const struct source *s, const struct cut *cut)
{
	source_error(s, cut->at,
		     "YAML ends the expression here, at '%s'; put it in single quotes or under"
		     " 'values:'",
		     cut->sign);
}
