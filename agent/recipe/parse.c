/* parse.c - what all parts of a recipe's parser share: texts, values, maps with known keys. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/recipe/parse.h"

#include <stdlib.h>
#include <string.h>
#include "agent/recipe/check_digit.h"
#include "agent/recipe/cut.h"
#include "agent/recipe/expression.h"
#include "base/mem.h"
#include "base/pattern.h"
#include "base/str.h"
#include "base/utf8.h"

struct place parse_place(const struct yaml *y)
{
	return (struct place){ y->line, y->col };
}

bool parse_is(struct parse *p, const struct yaml *y, enum yaml_type type, const char *what)
{
	if (y->type == type)
		return true;
	source_error(p->src, parse_place(y), "%s was expected here", what);
	return false;
}

/* find_row() - the row of @key, NULL if there is none. */
static const struct parse_key *find_row(const struct parse_keys *keys, const char *key)
{
	for (size_t i = 0; i < keys->n; i++)
		if (str_eq(keys->rows[i].key, key))
			return &keys->rows[i];
	return NULL;
}

static void unknown_key(struct parse *p, const struct yaml *key, const struct parse_keys *keys)
{
	const char **list = arena_calloc(p->r->arena, keys->n, sizeof *list);

	for (size_t i = 0; i < keys->n; i++)
		list[i] = keys->rows[i].key;
	source_unknown(p->src, parse_place(key), keys->what, key->text,
		       &(struct words){ list, keys->n });
}

void parse_map(struct parse *p, const struct yaml *y, const struct parse_keys *keys, void *to)
{
	bool cut = false;

	if (!parse_is(p, y, YAML_MAP, "a map (key: value)"))
		return;
	for (size_t i = 0; i < y->n; i++) {
		const struct parse_key *row = find_row(keys, y->keys[i]->text);

		/* the rest of a cut expression becomes a key of its own: one finding is enough */
		if (row)
			row->take(p, y->items[i], to);
		else if (!cut)
			unknown_key(p, y->keys[i], keys);
		cut = cut || cut_expression(p->src, y->items[i], NULL);
	}
	for (size_t i = 0; i < keys->n; i++)
		if (keys->rows[i].required && !yaml_get(y, keys->rows[i].key))
			source_error(p->src, parse_place(y), "'%s' is missing (%s)",
				     keys->rows[i].key, keys->what);
}

static const char *own_nfc(struct parse *p, const char *text)
{
	CLEANUP(mem_freep) char *nfc = utf8_nfc(text);

	return arena_strdup(p->r->arena, nfc);
}

const char *parse_text(struct parse *p, const struct yaml *y)
{
	if (!parse_is(p, y, YAML_TEXT, "a text"))
		return "";
	if (y->text[0] == '=')
		source_error(p->src, parse_place(y),
			     "an expression cannot stand here; a text that begins with '=' is"
			     " written '\\='");
	return own_nfc(p, str_starts(y->text, "\\=") ? y->text + 1 : y->text);
}

/* sign_place() - where the `=` of an expression stands: behind a quote, or below a block's sign. */
static struct place sign_place(struct parse *p, const struct yaml *y)
{
	struct place at = parse_place(y);
	const char *text = source_at(p->src, at);

	if (!y->quoted || *text == '=')
		return at;
	if (*text == '"' || *text == '\'') {
		at.col++;
		return at;
	}
	const char *next = strchr(text, '\n');
	if (!next)
		return at;
	size_t indent = strspn(next + 1, " ");
	if (next[1 + indent] == '=')
		at = (struct place){ at.line + 1, (int)indent + 1 };
	return at;
}

const struct value *parse_literal(struct parse *p, struct place at, const char *text)
{
	struct value *v = arena_alloc(p->r->arena, sizeof *v);

	*v = (struct value){ .at = at, .text = text };
	return v;
}

const struct value *parse_value(struct parse *p, const struct yaml *y)
{
	struct value *v = arena_alloc(p->r->arena, sizeof *v);

	*v = (struct value){ .at = parse_place(y), .text = "" };
	if (!parse_is(p, y, YAML_TEXT, "a text or an expression"))
		return v;
	if (y->text[0] != '=') {
		v->text = parse_text(p, y);
		return v;
	}
	v->expression = true;
	v->at = sign_place(p, y);
	v->text = own_nfc(p, y->text + 1);
	/* what stays of a cut expression is not looked at again */
	if (parse_was_cut(p, y))
		*v = (struct value){ .at = v->at, .text = "" };
	return v;
}

bool parse_was_cut(struct parse *p, const struct yaml *y)
{
	struct cut cut;

	if (!cut_expression(p->src, y, &cut))
		return false;
	cut_report(p->src, &cut);
	return true;
}

const struct value **parse_values(struct parse *p, const struct yaml *y, size_t *ret_n)
{
	size_t n = y->type == YAML_LIST ? y->n : 1;
	const struct value **list = arena_calloc(p->r->arena, n, sizeof *list);

	for (size_t i = 0; i < n; i++)
		list[i] = parse_value(p, y->type == YAML_LIST ? y->items[i] : y);
	if (n == 0)
		source_error(p->src, parse_place(y), "the list is empty");
	*ret_n = n;
	return list;
}

const char **parse_texts(struct parse *p, const struct yaml *y, size_t *ret_n)
{
	*ret_n = 0;
	if (!parse_is(p, y, YAML_LIST, "a list"))
		return NULL;
	const char **list = arena_calloc(p->r->arena, y->n, sizeof *list);

	for (size_t i = 0; i < y->n; i++)
		list[i] = parse_text(p, y->items[i]);
	*ret_n = y->n;
	return list;
}

const char *parse_name(struct parse *p, const struct yaml *y)
{
	if (!parse_is(p, y, YAML_TEXT, "a name"))
		return "";
	if (!expression_is_name(y->text))
		source_error(p->src, parse_place(y),
			     "'%s' cannot be a name: letters a-z, digits and _ only, no word of"
			     " the language",
			     y->text);
	return arena_strdup(p->r->arena, y->text);
}

bool parse_flag(struct parse *p, const struct yaml *y)
{
	if (y->type == YAML_TEXT && (str_eq(y->text, "true") || str_eq(y->text, "false")))
		return str_eq(y->text, "true");
	source_error(p->src, parse_place(y), "true or false was expected here");
	return false;
}

int parse_number(struct parse *p, const struct yaml *y, int max)
{
	uint64_t v = 0;

	if (y->type == YAML_TEXT && str_to_u64(y->text, (uint64_t)max, &v) && v > 0)
		return (int)v;
	source_error(p->src, parse_place(y), "a whole number from 1 to %d was expected here", max);
	return 1;
}

int64_t parse_duration(struct parse *p, const struct yaml *y)
{
	int64_t ms = 0;

	if (y->type != YAML_TEXT || !str_to_duration_ms(y->text, &ms))
		source_error(p->src, parse_place(y),
			     "a duration was expected here, such as 250ms, 30s, 5m or 2h");
	return ms;
}

static void free_pattern(void *pattern)
{
	pattern_free(pattern);
}

const struct pattern *parse_pattern(struct parse *p, const struct yaml *y)
{
	struct err e = { 0 };
	struct pattern *pattern = NULL;

	if (!parse_is(p, y, YAML_TEXT, "a pattern"))
		return NULL;
	if (!pattern_new(y->text, &pattern, &e)) {
		source_error(p->src, parse_place(y), "not a pattern: %s", e.msg);
		return NULL;
	}
	arena_attach(p->r->arena, pattern, free_pattern);
	return pattern;
}

enum check_digit parse_check_digit(struct parse *p, const struct yaml *y)
{
	static const char *const schemes[] = { "mod11", "mod97",    "luhn",
					       "iban",  "mod97_10", "mod11_10" };
	enum check_digit scheme = CHECK_DIGIT_NONE;

	if (parse_is(p, y, YAML_TEXT, "a check digit scheme") &&
	    !check_digit_from(y->text, &scheme))
		source_unknown(p->src, parse_place(y), "check digit scheme", y->text,
			       &(struct words){ schemes, sizeof schemes / sizeof *schemes });
	return scheme;
}
