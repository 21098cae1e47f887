/* load.c - reads a recipe folder: recipe.yaml, the schema and the code lists it names. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdlib.h>
#include <string.h>
#include "agent/recipe/application_parse.h"
#include "agent/recipe/check.h"
#include "agent/recipe/code_list.h"
#include "agent/recipe/cut.h"
#include "agent/recipe/parse.h"
#include "agent/recipe/recipe.h"
#include "agent/recipe/schema.h"
#include "agent/recipe/step_parse.h"
#include "agent/recipe/target_parse.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/yaml.h"

/* The language this program speaks; a recipe says which one it was written for. */
#define LANGUAGE "1"

static void take_name(struct parse *p, const struct yaml *y, void *to)
{
	((struct recipe *)to)->name = parse_text(p, y);
}

static void take_language(struct parse *p, const struct yaml *y, void *to)
{
	(void)to;
	if (y->type != YAML_TEXT || !str_eq(y->text, LANGUAGE))
		source_error(p->src, parse_place(y), "this program speaks language %s", LANGUAGE);
}

static void take_version(struct parse *p, const struct yaml *y, void *to)
{
	((struct recipe *)to)->version = parse_text(p, y);
}

static void take_title(struct parse *p, const struct yaml *y, void *to)
{
	((struct recipe *)to)->title = parse_text(p, y);
}

static void take_service(struct parse *p, const struct yaml *y, void *to)
{
	((struct recipe *)to)->service = parse_text(p, y);
}

static void take_schema_uri(struct parse *p, const struct yaml *y, void *to)
{
	((struct recipe *)to)->schema = parse_text(p, y);
}

static void take_accepts(struct parse *p, const struct yaml *y, void *to)
{
	static const struct parse_key rows[] = {
		{ "service", true, take_service },
		{ "schema", false, take_schema_uri },
	};
	const struct parse_keys keys = { "key of accepts", rows, 2 };

	parse_map(p, y, &keys, to);
}

/*
 * take_schema() - the file lies in the folder: a path that leads out would escape the folder's
 * hash.
 */
static void take_schema(struct parse *p, const struct yaml *y, void *to)
{
	struct recipe *r = to;
	const char *name = parse_text(p, y);
	struct err e = { 0 };

	if (!code_list_is_file_name(name)) {
		source_error(p->src, parse_place(y),
			     "a file of the recipe's own folder was expected here");
		return;
	}
	if (!schema_load(arena_printf(r->arena, "%s/%s", r->folder, name), r->arena, &r->input, &e))
		source_error(p->src, parse_place(y), "%s", e.msg);
}

static void take_once_per(struct parse *p, const struct yaml *y, void *to)
{
	struct recipe *r = to;

	r->once_per = parse_value(p, y);
	r->once_per_text = r->once_per->text;
}

static void take_public(struct parse *p, const struct yaml *y, void *to)
{
	struct recipe *r = to;

	r->public_names = parse_texts(p, y, &r->n_public);
	r->public_at = parse_place(y);
}

static void take_help(struct parse *p, const struct yaml *y, void *to)
{
	((struct recipe_config *)to)->help = parse_text(p, y);
}

static void take_type(struct parse *p, const struct yaml *y, void *to)
{
	(void)to;
	if (!str_eq(parse_text(p, y), "text"))
		source_error(p->src, parse_place(y), "a config value has the type 'text'");
}

static void take_config(struct parse *p, const struct yaml *y, void *to)
{
	static const struct parse_key rows[] = {
		{ "help", true, take_help },
		{ "type", false, take_type },
	};
	const struct parse_keys keys = { "key of a config value", rows, 2 };
	struct recipe *r = to;

	if (!parse_is(p, y, YAML_MAP, "a map of config values"))
		return;
	r->config = arena_calloc(r->arena, y->n, sizeof *r->config);
	for (size_t i = 0; i < y->n; i++) {
		struct recipe_config *one = &r->config[r->n_config++];

		*one = (struct recipe_config){ .help = "", .at = parse_place(y->keys[i]) };
		one->name = parse_name(p, y->keys[i]);
		parse_map(p, y->items[i], &keys, one);
	}
}

static void take_values(struct parse *p, const struct yaml *y, void *to)
{
	struct recipe *r = to;

	if (!parse_is(p, y, YAML_MAP, "a map of names to values"))
		return;
	r->values = arena_calloc(r->arena, y->n, sizeof *r->values);
	for (size_t i = 0; i < y->n; i++) {
		struct recipe_value *one = &r->values[r->n_values++];

		one->name = parse_name(p, y->keys[i]);
		one->value = parse_value(p, y->items[i]);
	}
}

static void take_application(struct parse *p, const struct yaml *y, void *to)
{
	application_parse(p, y, &((struct recipe *)to)->application);
}

static void take_targets(struct parse *p, const struct yaml *y, void *to)
{
	(void)p; /* read before everything else, see parse_tree() */
	(void)y;
	(void)to;
}

static void take_on(struct parse *p, const struct yaml *y, void *to)
{
	((struct recipe *)to)->on = step_parse_handlers(p, y);
}

static void take_steps(struct parse *p, const struct yaml *y, void *to)
{
	((struct recipe *)to)->steps = step_parse_list(p, y);
}

static void take_entered(struct parse *p, const struct yaml *y, void *to)
{
	struct recipe *r = to;

	if (!parse_is(p, y, YAML_MAP, "a map of names to values"))
		return;
	r->entered = arena_calloc(r->arena, y->n, sizeof *r->entered);
	for (size_t i = 0; i < y->n; i++) {
		struct recipe_outcome *one = &r->entered[r->n_entered++];

		one->name = arena_strdup(r->arena, y->keys[i]->text);
		one->value = parse_value(p, y->items[i]);
	}
}

static void take_outcome(struct parse *p, const struct yaml *y, void *to)
{
	static const struct parse_key rows[] = { { "entered", true, take_entered } };
	const struct parse_keys keys = { "key of outcome", rows, 1 };

	parse_map(p, y, &keys, to);
}

static void parse_tree(struct parse *p, const struct yaml *y)
{
	static const struct parse_key rows[] = {
		{ "recipe", true, take_name },
		{ "language", true, take_language },
		{ "version", true, take_version },
		{ "title", true, take_title },
		{ "accepts", true, take_accepts },
		{ "input", false, take_schema },
		{ "once_per", false, take_once_per },
		{ "public", false, take_public },
		{ "config", false, take_config },
		{ "values", false, take_values },
		{ "application", true, take_application },
		{ "targets", false, take_targets },
		{ "on", false, take_on },
		{ "steps", true, take_steps },
		{ "outcome", false, take_outcome },
	};
	const struct parse_keys keys = { "key of a recipe", rows, sizeof rows / sizeof *rows };
	const struct yaml *targets = yaml_get(y, "targets");

	if (targets)
		target_parse_named(p, targets);
	parse_map(p, y, &keys, p->r);
}

static bool is_number_of(const char **at, int *ret)
{
	int v = 0;

	if (**at < '0' || **at > '9')
		return false;
	for (; **at >= '0' && **at <= '9' && v < 10000000; (*at)++)
		v = v * 10 + (**at - '0');
	*ret = v;
	return true;
}

/*
 * report_syntax() - "FILE:LINE:COL: cause" of base/yaml as a finding, with what it likely comes
 * from.
 */
static void report_syntax(struct parse *p, const struct err *e)
{
	const char *cause = e->msg;
	struct place at = { 1, 1 };
	struct cut cut;

	if (str_starts(cause, p->src->file) && cause[strlen(p->src->file)] == ':') {
		cause += strlen(p->src->file) + 1;
		if (is_number_of(&cause, &at.line) && *cause == ':') {
			cause++;
			(void)is_number_of(&cause, &at.col); /* 1 stays if there is none */
		}
		cause += strspn(cause, ": ");
	}
	/* the reader may notice the cut only on the line below */
	if (cut_in_line(p->src, at.line, &cut) ||
	    (at.line > 1 && cut_in_line(p->src, at.line - 1, &cut)))
		cut_report(p->src, &cut);
	else
		source_error(p->src, at, "%s", cause);
}

static void parse_file(struct parse *p, const char *data, size_t len)
{
	const struct yaml *tree = NULL;
	struct err e = { 0 };

	if (!yaml_parse(p->src->file, data, len, p->r->arena, &tree, &e)) {
		report_syntax(p, &e);
		return;
	}
	parse_tree(p, tree);
	code_list_load_all(p);
	check_recipe(p->r, p->src);
}

static struct recipe *new_recipe(const char *folder)
{
	struct recipe *r = mem_zalloc(sizeof *r);

	r->arena = arena_new();
	r->folder = arena_strdup(r->arena, folder);
	r->file = arena_printf(r->arena, "%s/recipe.yaml", folder);
	r->name = r->version = r->title = r->service = r->schema = "";
	r->application.sessions = 1;
	return r;
}

bool recipe_load(const char *folder, struct findings *f, struct recipe **ret_recipe, struct err *e)
{
	CLEANUP(recipe_freep) struct recipe *r = new_recipe(folder);
	CLEANUP(mem_freep) char *data = NULL;
	size_t len, errors_before = f->n_errors;

	if (!file_read(r->file, YAML_BYTES_MAX, &data, &len, e))
		return err_wrap(e, "recipe %s", folder);
	/* a file that is no text has no lines to show */
	struct source src = { .f = f, .file = r->file, .text = utf8_valid(data, len) ? data : "" };
	struct parse p = { .src = &src, .r = r };

	parse_file(&p, data, len);
	*ret_recipe = f->n_errors == errors_before ? TAKE(r) : NULL;
	return true;
}

void recipe_free(struct recipe *r)
{
	if (!r)
		return;
	arena_free(r->arena);
	free(r);
}
