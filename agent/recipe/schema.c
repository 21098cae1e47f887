/* schema.c - reads the subset of JSON Schema 2020-12 and refuses what lies outside it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/recipe/schema.h"

#include <stdlib.h>
#include <string.h>
#include "agent/recipe/schema_rules.h"
#include "base/cleanup.h"
#include "base/decimal.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/pattern.h"
#include "base/str.h"

/* DEPTH_MAX: a chain of references longer than this is a mistake and would eat the stack. */
enum { DEPTH_MAX = 100 };

struct loader {
	const char *file;
	struct arena *arena;
	struct err *e;
	struct schema *root, *latest;
	const struct json *defs; /* `$defs` of the root, NULL if none */
	struct schema **def;     /* one for each member of defs */
};

struct keyword {
	const char *name;
	bool (*read)(struct loader *l, struct json *j, void *field);
	size_t at; /* of the field in struct schema */
};

static bool read_schema(struct loader *l, const struct json *j, struct schema *s);

static bool refuse(struct loader *l, const struct json *j, const char *cause)
{
	return err_set(l->e, ERR_SYNTAX, "%s:%d:%d: %s", l->file, j->line, j->col, cause);
}

/* refuse_name() - the same where a word of the schema explains it. */
static bool refuse_name(struct loader *l, const struct json *j, const char *cause, const char *name)
{
	return err_set(l->e, ERR_SYNTAX, "%s:%d:%d: %s '%s'", l->file, j->line, j->col, cause,
		       name);
}

static bool read_nothing(struct loader *l, struct json *j, void *field)
{
	(void)l;
	(void)j;
	(void)field;
	return true;
}

static bool read_words(struct loader *l, struct json *j, void *field)
{
	(void)field;
	return j->type == JSON_TEXT || refuse(l, j, "expected a text");
}

static bool read_dialect(struct loader *l, struct json *j, void *field)
{
	(void)field;
	if (j->type != JSON_TEXT ||
	    !str_starts(j->text, "https://json-schema.org/draft/2020-12/schema"))
		return refuse(l, j, "expected https://json-schema.org/draft/2020-12/schema");
	return true;
}

static bool read_flag(struct loader *l, struct json *j, void *field)
{
	if (j->type != JSON_BOOL)
		return refuse(l, j, "expected true or false");
	*(bool *)field = j->truth;
	return true;
}

static bool read_count(struct loader *l, struct json *j, void *field)
{
	if (j->type != JSON_NUMBER || !str_to_u64(j->text, INT64_MAX, field))
		return refuse(l, j, "expected a whole number from 0, digits only");
	return true;
}

static bool read_number(struct loader *l, struct json *j, void *field)
{
	struct decimal d;

	if (j->type != JSON_NUMBER)
		return refuse(l, j, "expected a number");
	if (!decimal_from(j->text, &d))
		return refuse(l, j, "a number with too large an exponent");
	*(const char **)field = j->text;
	return true;
}

static bool read_factor(struct loader *l, struct json *j, void *field)
{
	struct decimal d, zero;
	bool has;

	if (!read_number(l, j, field))
		return false;
	if (!decimal_from(j->text, &d) || d.negative || !decimal_from("0", &zero) ||
	    !decimal_has_factor(&zero, &d, &has))
		return refuse(l, j, "expected a number above 0 with at most nine digits");
	return true;
}

static bool read_value(struct loader *l, struct json *j, void *field)
{
	(void)l;
	*(struct json **)field = j;
	return true;
}

static bool read_values(struct loader *l, struct json *j, void *field)
{
	if (j->type != JSON_LIST || j->n == 0)
		return refuse(l, j, "expected a list with at least one value");
	return read_value(l, j, field);
}

static void free_pattern(void *pattern)
{
	pattern_free(pattern);
}

static bool read_pattern(struct loader *l, struct json *j, void *field)
{
	struct pattern *pattern;
	struct err cause = { 0 };

	if (j->type != JSON_TEXT)
		return refuse(l, j, "expected a text");
	if (!pattern_new(j->text, &pattern, &cause))
		return refuse(l, j, cause.msg);
	arena_attach(l->arena, pattern, free_pattern);
	*(const struct pattern **)field = pattern;
	return true;
}

static bool read_format(struct loader *l, struct json *j, void *field)
{
	/* All but `date` are remarks, as JSON Schema has it. */
	static const char *const remarks[] = {
		"date-time",     "time", "duration", "email",    "idn-email",
		"hostname",      "ipv4", "ipv6",     "uri",      "iri",
		"uri-reference", "uuid", "regex",    "password",
	};

	if (j->type != JSON_TEXT)
		return refuse(l, j, "expected a text");
	*(bool *)field = str_eq(j->text, "date");
	for (size_t i = 0; i < sizeof remarks / sizeof *remarks; i++)
		if (str_eq(j->text, remarks[i]))
			return true;
	return *(bool *)field || refuse_name(l, j, "unknown format", j->text);
}

/* add_type() - note one word of `type`; @number becomes true if it stands for every number. */
static bool add_type(struct loader *l, const struct json *j, struct schema *s, bool *number)
{
	static const struct {
		const char *name;
		enum json_type type;
	} rows[] = {
		{ "null", JSON_NULL },      { "boolean", JSON_BOOL }, { "object", JSON_OBJECT },
		{ "array", JSON_LIST },     { "string", JSON_TEXT },  { "number", JSON_NUMBER },
		{ "integer", JSON_NUMBER },
	};

	for (size_t i = 0; j->type == JSON_TEXT && i < sizeof rows / sizeof *rows; i++) {
		if (!str_eq(j->text, rows[i].name))
			continue;
		s->types[rows[i].type] = true;
		*number = *number || str_eq(j->text, "number");
		return true;
	}
	return refuse(l, j, "expected null, boolean, object, array, string, number or integer");
}

static bool read_type(struct loader *l, struct json *j, void *field)
{
	struct schema *s = field;
	bool number = false;

	s->typed = true;
	if (j->type != JSON_LIST && !add_type(l, j, s, &number))
		return false;
	if (j->type == JSON_LIST && j->n == 0)
		return refuse(l, j, "expected at least one type");
	for (size_t i = 0; j->type == JSON_LIST && i < j->n; i++)
		if (!add_type(l, j->items[i], s, &number))
			return false;
	s->whole = s->types[JSON_NUMBER] && !number;
	return true;
}

static bool read_required(struct loader *l, struct json *j, void *field)
{
	struct schema *s = field;

	if (j->type != JSON_LIST)
		return refuse(l, j, "expected a list of names");
	s->required = arena_calloc(l->arena, j->n, sizeof *s->required);
	for (size_t i = 0; i < j->n; i++) {
		if (j->items[i]->type != JSON_TEXT)
			return refuse(l, j->items[i], "expected a name");
		s->required[s->n_required++] = j->items[i]->text;
	}
	return true;
}

static bool read_inner(struct loader *l, struct json *j, void *field)
{
	struct schema *s = arena_alloc(l->arena, sizeof *s);

	*(struct schema **)field = s;
	return read_schema(l, j, s);
}

static bool read_list(struct loader *l, struct json *j, void *field)
{
	struct schema_list *to = field;

	if (j->type != JSON_LIST || j->n == 0)
		return refuse(l, j, "expected a list with at least one schema");
	to->list = arena_calloc(l->arena, j->n, sizeof *to->list);
	to->n = j->n;
	for (size_t i = 0; i < j->n; i++)
		if (!read_inner(l, j->items[i], &to->list[i]))
			return false;
	return true;
}

static bool read_properties(struct loader *l, struct json *j, void *field)
{
	struct schema *s = field;

	if (j->type != JSON_OBJECT)
		return refuse(l, j, "expected an object with a schema for each name");
	s->properties.n = j->n;
	s->properties.names = j->names;
	s->properties.schemas = arena_calloc(l->arena, j->n, sizeof *s->properties.schemas);
	for (size_t i = 0; i < j->n; i++)
		if (!read_inner(l, j->items[i], &s->properties.schemas[i]))
			return false;
	return true;
}

static bool read_defs(struct loader *l, struct json *j, void *field)
{
	/* Read beforehand by read_all_defs(), because references may come first. */
	return field == l->root || refuse(l, j, "$defs may stand at the top only");
}

/* same_name() - is @pointer, where ~1 stands for / and ~0 for ~, the member @name? */
static bool same_name(const char *pointer, const char *name)
{
	while (*pointer) {
		char c = *pointer++;
		if (c == '~' && (*pointer == '0' || *pointer == '1'))
			c = *pointer++ == '0' ? '~' : '/';
		if (c != *name++)
			return false;
	}
	return *name == 0;
}

static bool read_ref(struct loader *l, struct json *j, void *field)
{
	const char *start = "#/$defs/";

	if (j->type != JSON_TEXT)
		return refuse(l, j, "expected a text");
	if (str_eq(j->text, "#")) {
		*(struct schema **)field = l->root;
		return true;
	}
	if (!str_starts(j->text, start))
		return refuse_name(l, j, "expected a reference to #/$defs/..., got", j->text);
	const char *name = j->text + strlen(start);
	for (size_t i = 0; l->defs && i < l->defs->n; i++) {
		if (!same_name(name, l->defs->names[i]))
			continue;
		*(struct schema **)field = l->def[i];
		return true;
	}
	return refuse_name(l, j, "there is no definition", name);
}

#define AT(member) offsetof(struct schema, member)

static const struct keyword keywords[] = {
	{ "$schema", read_dialect, 0 },
	{ "$id", read_words, 0 },
	{ "$comment", read_words, 0 },
	{ "$defs", read_defs, 0 },
	{ "$ref", read_ref, AT(ref) },
	{ "title", read_words, 0 },
	{ "description", read_words, 0 },
	{ "default", read_nothing, 0 },
	{ "examples", read_nothing, 0 },
	{ "type", read_type, 0 },
	{ "enum", read_values, AT(values) },
	{ "const", read_value, AT(value) },
	{ "properties", read_properties, 0 },
	{ "required", read_required, 0 },
	{ "additionalProperties", read_inner, AT(additional) },
	{ "minProperties", read_count, AT(n_members.least) },
	{ "maxProperties", read_count, AT(n_members.most) },
	{ "items", read_inner, AT(items) },
	{ "prefixItems", read_list, AT(prefix) },
	{ "minItems", read_count, AT(n_items.least) },
	{ "maxItems", read_count, AT(n_items.most) },
	{ "uniqueItems", read_flag, AT(unique) },
	{ "minLength", read_count, AT(length.least) },
	{ "maxLength", read_count, AT(length.most) },
	{ "pattern", read_pattern, AT(pattern) },
	{ "format", read_format, AT(date) },
	{ "minimum", read_number, AT(minimum) },
	{ "maximum", read_number, AT(maximum) },
	{ "exclusiveMinimum", read_number, AT(above) },
	{ "exclusiveMaximum", read_number, AT(below) },
	{ "multipleOf", read_factor, AT(factor) },
	{ "allOf", read_list, AT(all) },
	{ "anyOf", read_list, AT(any) },
	{ "oneOf", read_list, AT(one) },
	{ "not", read_inner, AT(negated) },
	{ "if", read_inner, AT(condition) },
	{ "then", read_inner, AT(then) },
	{ "else", read_inner, AT(otherwise) },
};

static bool read_keyword(struct loader *l, const char *name, struct json *j, struct schema *s)
{
	for (size_t i = 0; i < sizeof keywords / sizeof *keywords; i++)
		if (str_eq(name, keywords[i].name))
			return keywords[i].read(l, j, (char *)s + keywords[i].at);
	return refuse_name(l, j, "a keyword that is not supported:", name);
}

/* read_schema() - fill @s, which is zeroed, from @j. */
static bool read_schema(struct loader *l, const struct json *j, struct schema *s)
{
	s->line = j->line;
	s->col = j->col;
	s->before = l->latest;
	l->latest = s;
	s->n_items.most = s->n_members.most = s->length.most = UINT64_MAX;
	if (j->type == JSON_BOOL) {
		s->nothing = !j->truth;
		return true;
	}
	if (j->type != JSON_OBJECT)
		return refuse(l, j, "expected a schema (an object, true or false)");
	for (size_t i = 0; i < j->n; i++)
		if (!read_keyword(l, j->names[i], j->items[i], s))
			return false;
	return true;
}

/* read_all() - the definitions, whose places are made first, then the rest. */
static bool read_all(struct loader *l, const struct json *j)
{
	l->defs = json_get(j, "$defs");
	if (l->defs && l->defs->type != JSON_OBJECT)
		return refuse(l, l->defs, "expected an object with a schema for each name");
	size_t n = l->defs ? l->defs->n : 0;
	l->def = arena_calloc(l->arena, n, sizeof *l->def);
	l->root = arena_alloc(l->arena, sizeof *l->root);
	for (size_t i = 0; i < n; i++)
		l->def[i] = arena_alloc(l->arena, sizeof **l->def);
	for (size_t i = 0; i < n; i++)
		if (!read_schema(l, l->defs->items[i], l->def[i]))
			return false;
	return read_schema(l, j, l->root);
}

static bool no_circle(struct loader *l, struct schema *s, int depth);

static bool no_circle_in(struct loader *l, const struct schema_list *list, int depth)
{
	for (size_t i = 0; i < list->n; i++)
		if (!no_circle(l, list->list[i], depth))
			return false;
	return true;
}

/*
 * no_circle() - following only what applies to the same value, @s never comes back to itself. What
 * is said about members and entries needs no look: a document is at most JSON_DEPTH_MAX deep.
 */
static bool no_circle(struct loader *l, struct schema *s, int depth)
{
	if (!s || s->visit == SCHEMA_DONE)
		return true;
	if (s->visit == SCHEMA_OPEN || depth > DEPTH_MAX)
		return err_set(l->e, ERR_SYNTAX, "%s:%d:%d: %s", l->file, s->line, s->col,
			       s->visit == SCHEMA_OPEN ? "a $ref leads back to itself"
						       : "too long a chain of $ref");
	struct schema *single[] = { s->ref, s->negated, s->condition, s->then, s->otherwise };
	s->visit = SCHEMA_OPEN;
	for (size_t i = 0; i < sizeof single / sizeof *single; i++)
		if (!no_circle(l, single[i], depth + 1))
			return false;
	if (!no_circle_in(l, &s->all, depth + 1) || !no_circle_in(l, &s->any, depth + 1) ||
	    !no_circle_in(l, &s->one, depth + 1))
		return false;
	s->visit = SCHEMA_DONE;
	return true;
}

bool schema_load(const char *path, struct arena *a, const struct schema **ret_schema, struct err *e)
{
	struct loader l = { .file = path, .arena = a, .e = e };
	CLEANUP(mem_freep) char *data = NULL;
	const struct json *j;
	size_t len;

	if (!file_read(path, JSON_BYTES_MAX, &data, &len, e))
		return false;
	if (!json_parse(path, data, len, a, &j, e)) {
		e->code = ERR_SYNTAX; /* the recipe's fault, not that of a submission */
		return false;
	}
	if (!read_all(&l, j))
		return false;
	for (struct schema *s = l.latest; s; s = s->before)
		if (!no_circle(&l, s, 0))
			return false;
	*ret_schema = l.root;
	return true;
}

bool schema_validate(const struct schema *s, const char *name, const struct json *value,
		     struct err *e)
{
	return schema_check_document(s, name, value, e);
}
