/* sizes.c - limits on files, functions, nesting, complexity and parameters. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "tools/measure/sizes.h"
#include <string.h>
#include "tools/measure/declaration.h"

/* The numbers of the house style. */
enum {
	FILE_LINES_MAX = 500,
	COLUMNS_MAX = 100,
	TAB_COLUMNS = 8,
	FUNCTION_LINES_MAX = 60,
	NESTING_MAX = 3,
	COMPLEXITY_MAX = 15,
	PARAMETERS_MAX = 5,
	BOOLS_MAX = 1,
};

struct walk {
	const struct tokens *code;
	size_t at;
	int deepest;
	int deepest_line;
};

static void walk_statement(struct walk *w, int level);

static const struct token *here(const struct walk *w)
{
	return &w->code->at[w->at];
}

static void skip_bracket(struct walk *w)
{
	if (token_is(here(w), "("))
		w->at = token_match(w->code, w->at) + 1;
}

static void enter(struct walk *w, int level)
{
	if (level <= w->deepest)
		return;
	w->deepest = level;
	w->deepest_line = here(w)->line;
}

static void walk_block(struct walk *w, int level)
{
	size_t end = token_match(w->code, w->at);

	enter(w, level);
	w->at++;
	while (w->at < end)
		walk_statement(w, level);
	w->at = end + 1;
}

static bool is_control(const struct token *t)
{
	return token_is(t, "if") || token_is(t, "for") || token_is(t, "while") ||
	       token_is(t, "do") || token_is(t, "switch");
}

/* A body of one simple statement is no level of its own, a nested control statement is. */
static void walk_body(struct walk *w, int level)
{
	if (token_is(here(w), "{")) {
		walk_block(w, level);
		return;
	}
	if (is_control(here(w)))
		enter(w, level);
	walk_statement(w, level);
}

static void walk_control(struct walk *w, int level)
{
	bool is_do = token_is(here(w), "do");
	bool is_if = token_is(here(w), "if");

	w->at++;
	skip_bracket(w);
	walk_body(w, level + 1);
	if (is_do) {
		w->at++; /* while */
		skip_bracket(w);
	}
	if (is_if && token_is(here(w), "else")) {
		w->at++;
		if (token_is(here(w), "if"))
			walk_control(w, level);
		else
			walk_body(w, level + 1);
	}
}

/* Declaration or expression up to its semicolon; a macro loop may carry a block. */
static void walk_simple(struct walk *w, int level)
{
	bool value = token_is(here(w), "return");

	for (; here(w)->kind != TOKEN_END; w->at++) {
		value = value || token_is(here(w), "=");
		if (token_is(here(w), ";")) {
			w->at++;
			return;
		}
		if (token_is(here(w), "(") || token_is(here(w), "[")) {
			w->at = token_match(w->code, w->at);
		} else if (token_is(here(w), "{")) {
			if (!value && token_is(here(w) - 1, ")")) {
				walk_block(w, level + 1);
				return;
			}
			w->at = token_match(w->code, w->at);
		}
	}
}

static void walk_statement(struct walk *w, int level)
{
	const struct token *t = here(w);

	if (token_is(t, "case") || token_is(t, "default")) {
		while (!token_is(here(w), ":") && here(w)->kind != TOKEN_END)
			w->at++;
		w->at++;
	} else if (token_is(t, "{")) {
		walk_block(w, level + 1);
	} else if (is_control(t)) {
		walk_control(w, level);
	} else {
		walk_simple(w, level);
	}
}

/* McCabe's number with && || ?: counted; a run of case labels counts once. */
static int complexity(const struct tokens *code, const struct declaration *d)
{
	int paths = 1;

	for (size_t i = d->body; i < d->end; i++) {
		const struct token *t = &code->at[i];

		if (token_is(t, "if") || token_is(t, "for") || token_is(t, "while") ||
		    token_is(t, "&&") || token_is(t, "||") || token_is(t, "?"))
			paths++;
		else if (token_is(t, "case") && !token_is(t - 1, ":"))
			paths++;
	}
	return paths;
}

/* is_error() - `struct err *` as the last parameter does not count (docs/decisions/003). */
static bool is_error(const struct tokens *code, size_t first)
{
	return token_is(&code->at[first], "struct") && token_is(&code->at[first + 1], "err");
}

/* check-sizes: allow complexity - one pass over the tokens, each kind a branch */
static void check_parameters(const struct source *s, const struct declaration *d,
			     struct findings *f)
{
	const struct token *name = &s->code.at[d->name];
	size_t first = d->open + 1; /* token of the parameter in hand */
	int parameters = 0, bools = 0;
	bool is_bool = false, is_pointer = false, is_open = false;

	for (size_t i = d->open + 1; i <= d->close; i++) {
		const struct token *t = &s->code.at[i];

		if (i == d->close || token_is(t, ",")) {
			parameters += is_open && !(i == d->close && is_error(&s->code, first));
			first = i + 1;
			bools += is_bool && !is_pointer;
			is_bool = is_pointer = is_open = false;
		} else if (token_is(t, "(") || token_is(t, "[")) {
			i = token_match(&s->code, i);
			is_pointer = true;
		} else {
			is_bool = is_bool || token_is(t, "bool") || token_is(t, "_Bool");
			is_pointer = is_pointer || token_is(t, "*");
			/* neither `void` alone nor `...` is a parameter */
			is_open = is_open || !(token_is(t, "void") || token_is(t, "."));
		}
	}
	if (parameters > PARAMETERS_MAX)
		finding_add(f, s, name->line, "parameters", "%.*s: %d parameters, at most %d",
			    (int)name->length, name->text, parameters, PARAMETERS_MAX);
	if (bools > BOOLS_MAX)
		finding_add(f, s, name->line, "bools", "%.*s: %d bool parameters, make them flags",
			    (int)name->length, name->text, bools);
}

static void check_body(const struct source *s, const struct declaration *d, struct findings *f)
{
	const struct tokens *code = &s->code;
	const struct token *name = &code->at[d->name];
	struct walk w = { .code = code, .at = d->body };
	int lines = code->at[d->end].line - code->at[d->first].line + 1;
	int paths = complexity(code, d);

	walk_block(&w, 0);
	if (lines > FUNCTION_LINES_MAX)
		finding_add(f, s, name->line, "function-lines", "%.*s: %d lines, at most %d",
			    (int)name->length, name->text, lines, FUNCTION_LINES_MAX);
	if (w.deepest > NESTING_MAX)
		finding_add(f, s, w.deepest_line, "nesting", "%.*s: nested %d deep, at most %d",
			    (int)name->length, name->text, w.deepest, NESTING_MAX);
	if (paths > COMPLEXITY_MAX)
		finding_add(f, s, name->line, "complexity", "%.*s: complexity %d, at most %d",
			    (int)name->length, name->text, paths, COMPLEXITY_MAX);
	for (size_t i = d->body; i < d->end; i++)
		if (token_is(&code->at[i], "goto"))
			finding_add(f, s, code->at[i].line, "goto", "%.*s: goto; use CLEANUP()",
				    (int)name->length, name->text);
}

static void check_lines(const struct source *s, struct findings *f)
{
	int line = 1, columns = 0;

	for (const char *c = s->text; *c != '\0'; c++) {
		if (*c == '\n') {
			if (columns > COLUMNS_MAX)
				finding_add(f, s, line, "columns", "%d columns, at most %d",
					    columns, COLUMNS_MAX);
			line++;
			columns = 0;
		} else if (*c == '\t') {
			columns += TAB_COLUMNS - columns % TAB_COLUMNS;
		} else if (((unsigned char)*c & 0xC0) != 0x80) {
			/* a UTF-8 continuation byte takes no column */
			columns++;
		}
	}
	if (line - 1 > FILE_LINES_MAX)
		finding_add(f, s, line - 1, "file-lines", "%d lines, at most %d", line - 1,
			    FILE_LINES_MAX);
}

void sizes_check(const struct source *s, struct findings *f)
{
	struct declaration d = { 0 };
	size_t length = strlen(s->path);

	check_lines(s, f);
	if (length < 2 ||
	    (strcmp(s->path + length - 2, ".c") != 0 && strcmp(s->path + length - 2, ".h") != 0))
		return;
	for (size_t at = 0; declaration_next(s, at, &d); at = d.end + 1) {
		if (d.is_function)
			check_parameters(s, &d, f);
		if (d.is_function && d.has_body)
			check_body(s, &d, f);
	}
}
