/* expression.c - what can be known of an expression without evaluating it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/recipe/expression.h"

#include <string.h>
#include "agent/recipe/lexer.h"
#include "base/buf.h"
#include "base/str.h"
#include "base/utf8.h"

static const char *const lua_words[] = {
	"and",      "break",  "do",   "else", "elseif", "end",   "false", "for",
	"function", "goto",   "if",   "in",   "local",  "nil",   "not",   "or",
	"repeat",   "return", "then", "true", "until",  "while",
};

static const char *const root_words[] = { "input", "config", "job", "secret" };

/* A walk through the tokens of one expression. */
struct walk {
	struct tokens t;
	const char *text;
	struct arena *a;
	struct references *out;
	const char **locals; /* names the expression itself declares */
	size_t n_locals;
};

static bool is_word_of(const char *const *list, size_t n, const struct token *t)
{
	for (size_t i = 0; i < n; i++)
		if (lexer_is(t, list[i]))
			return true;
	return false;
}

static bool is_lua_word(const struct token *t)
{
	return is_word_of(lua_words, sizeof lua_words / sizeof *lua_words, t);
}

static bool is_own_name(const struct token *t)
{
	return t->kind == TOKEN_NAME && !is_lua_word(t);
}

/* declare() - the names from token @i on, as far as they go on with commas. */
static void declare(struct walk *w, size_t i)
{
	for (; i < w->t.n && is_own_name(&w->t.list[i]); i += 2) {
		w->locals[w->n_locals++] =
			arena_strndup(w->a, w->t.list[i].at, w->t.list[i].len_bytes);
		if (!lexer_is(&w->t.list[i + 1], ","))
			return;
	}
}

/* collect_locals() - scopes inside one expression are small: a local name counts for all of it. */
static void collect_locals(struct walk *w)
{
	for (size_t i = 0; i < w->t.n; i++) {
		const struct token *t = &w->t.list[i];

		if (lexer_is(t, "local") || lexer_is(t, "for"))
			declare(w, i + (lexer_is(t + 1, "function") ? 2 : 1));
		if (lexer_is(t, "function"))
			declare(w, i + (lexer_is(t + 1, "(") ? 2 : 3));
	}
}

static bool is_local(const struct walk *w, const struct token *t)
{
	return is_word_of(w->locals, w->n_locals, t);
}

/*
 * is_reference() - a name in front of a single `=` is a key of a table or the left of an
 * assignment.
 */
static bool is_reference(const struct walk *w, size_t i)
{
	const struct token *t = &w->t.list[i];

	if (!is_own_name(t) || is_local(w, t) || lexer_is(t + 1, "="))
		return false;
	return i == 0 || !(lexer_is(t - 1, ".") || lexer_is(t - 1, ":"));
}

/* member_at() - `.name` or `["name"]` at token @i: its name, and how many tokens it takes. */
static const char *member_at(const struct walk *w, size_t i, size_t *ret_taken)
{
	const struct token *t = &w->t.list[i];

	if (lexer_is(t, ".") && t[1].kind == TOKEN_NAME) {
		*ret_taken = 2;
		return arena_strndup(w->a, t[1].at, t[1].len_bytes);
	}
	if (!lexer_is(t, "[") || t[1].kind != TOKEN_STRING || !lexer_is(t + 2, "]"))
		return NULL;
	*ret_taken = 3;
	return lexer_string(t + 1, w->a);
}

/* take_path() - the members behind token @i; returns the index of the token behind them. */
static size_t take_path(struct walk *w, size_t i, const char **ret_path)
{
	CLEANUP(buf_clear) struct buf path = { 0 };
	size_t taken = 0;
	const char *member;

	buf_init(&path, EXPRESSION_BYTES_MAX);
	for (i++; (member = member_at(w, i, &taken)); i += taken)
		buf_addf(&path, "%s%s", path.len_bytes ? "." : "", member);
	*ret_path = arena_strdup(w->a, path.data);
	return i;
}

/* take_arguments() - the texts written out as first and second argument of the call at token @i. */
static void take_arguments(struct walk *w, size_t i, struct reference *ref)
{
	const struct token *t = &w->t.list[i];

	ref->called = lexer_is(t, "(");
	if (!ref->called)
		return;
	ref->first = lexer_string(t + 1, w->a);
	for (t++; t->kind != TOKEN_END; t++) {
		if (lexer_is(t, "(") || lexer_is(t, ")"))
			return;
		if (!lexer_is(t, ","))
			continue;
		ref->second = lexer_string(t + 1, w->a);
		return;
	}
}

static bool is_comparison(const struct token *t)
{
	static const char *const signs[] = { "==", "~=", "<", "<=", ">", ">=" };

	return t->kind == TOKEN_SIGN && is_word_of(signs, sizeof signs / sizeof *signs, t);
}

static bool is_order(const struct token *t)
{
	return t->at[0] == '<' || t->at[0] == '>';
}

/* number_behind() - is a number written out at token @i (from its sign on)? */
static bool number_behind(const struct walk *w, size_t i)
{
	const struct token *t = &w->t.list[i];

	return t->kind == TOKEN_NUMBER || (lexer_is(t, "-") && t[1].kind == TOKEN_NUMBER);
}

static void add_comparison(struct walk *w, const struct token *sign, bool order,
			   const char *operand)
{
	struct comparison *one = &w->out->comparisons[w->out->n_comparisons++];

	*one = (struct comparison){ (size_t)(sign->at - w->text), order, operand };
}

/*
 * compare_operand() - tokens @from..@to-1 are an operand; do its neighbours make a wrong
 * comparison?
 */
static void compare_operand(struct walk *w, size_t from, size_t to, const struct reference *ref)
{
	const struct token *before = from > 0 ? &w->t.list[from - 1] : &w->t.list[w->t.n];
	const struct token *behind = &w->t.list[to];
	bool is_num = str_eq(ref->root, "num");
	const char *operand =
		is_num ? "num(...)" : arena_printf(w->a, "%s.%s", ref->root, ref->path);

	if (is_comparison(behind) && is_order(behind) && !is_num)
		add_comparison(w, behind, true, operand);
	else if (is_comparison(behind) && !is_order(behind) && number_behind(w, to + 1))
		add_comparison(w, behind, false, operand);
	if (!is_comparison(before))
		return;
	if (is_order(before) && !is_num)
		add_comparison(w, before, true, operand);
	else if (!is_order(before) && from > 1 && w->t.list[from - 2].kind == TOKEN_NUMBER)
		add_comparison(w, before, false, operand);
}

/* behind_call() - the token behind the parenthesis that opens at @i. */
static size_t behind_call(const struct walk *w, size_t i)
{
	int open = 0;

	for (; i < w->t.n; i++) {
		if (lexer_is(&w->t.list[i], "("))
			open++;
		if (lexer_is(&w->t.list[i], ")") && --open == 0)
			return i + 1;
	}
	return i;
}

static void take_reference(struct walk *w, size_t i)
{
	struct reference *ref = &w->out->list[w->out->n++];
	const struct token *t = &w->t.list[i];

	ref->root = arena_strndup(w->a, t->at, t->len_bytes);
	ref->offset_bytes = (size_t)(t->at - w->text);
	size_t end = take_path(w, i, &ref->path);

	take_arguments(w, end, ref);
	if (str_eq(ref->root, "input") && ref->path[0])
		compare_operand(w, i, end, ref);
	if (str_eq(ref->root, "num") && ref->called)
		compare_operand(w, i, behind_call(w, end), ref);
}

struct references expression_references(const char *text, struct arena *a)
{
	struct references out = { 0 };
	struct walk w = { .t = lexer_tokens(text, a), .text = text, .a = a, .out = &out };

	out.list = arena_calloc(a, w.t.n + 1, sizeof *out.list);
	out.comparisons = arena_calloc(a, 2 * w.t.n + 1, sizeof *out.comparisons);
	w.locals = arena_calloc(a, 2 * w.t.n + 1, sizeof *w.locals);
	collect_locals(&w);
	for (size_t i = 0; i < w.t.n; i++) {
		const struct token *t = &w.t.list[i];

		if (is_reference(&w, i))
			take_reference(&w, i);
		if (!lexer_is(t, ":") || t[1].kind != TOKEN_NAME || out.method)
			continue;
		out.method = arena_strndup(a, t[1].at, t[1].len_bytes);
		out.method_offset_bytes = (size_t)(t->at - text);
	}
	return out;
}

bool expression_takes(const struct value *v, const char *root)
{
	CLEANUP(arena_freep) struct arena *a = NULL;

	if (!v->expression)
		return false;
	a = arena_new();
	struct references refs = expression_references(v->text, a);

	for (size_t i = 0; i < refs.n; i++)
		if (str_eq(refs.list[i].root, root))
			return true;
	return false;
}

bool expression_is_name(const char *text)
{
	const char *letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789";
	struct token t = { TOKEN_NAME, text, strlen(text) };
	bool digit_first = text[0] >= '0' && text[0] <= '9';

	return text[0] && !digit_first && strspn(text, letters) == t.len_bytes &&
	       !is_lua_word(&t) &&
	       !is_word_of(root_words, sizeof root_words / sizeof *root_words, &t);
}

struct place expression_place(const struct value *v, size_t offset_bytes)
{
	struct place at = { v->at.line, v->at.col + 1 }; /* behind the `=` */
	const char *s = v->text, *end = v->text + offset_bytes;

	while (s < end) {
		uint32_t cp = utf8_next(&s);

		if (cp == 0)
			break;
		at.col++;
		if (cp == '\n')
			at = (struct place){ at.line + 1, v->at.col };
	}
	return at;
}
