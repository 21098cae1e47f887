/* check_expression.c - one expression: syntax, names, paths, comparisons, secrets. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <lua.h>
#include <string.h>
#include "agent/recipe/builtin.h"
#include "agent/recipe/check_context.h"
#include "agent/recipe/expression.h"
#include "agent/recipe/schema.h"
#include "agent/recipe/schema_near.h"
#include "base/str.h"

/* The words that are neither helpers nor values. */
enum { ROOTS = 4 };

/* One expression being looked at. */
struct look {
	struct check *c;
	const struct value *v;
	unsigned sees;
};

static struct place place_of(const struct look *l, const struct reference *ref)
{
	return expression_place(l->v, ref->offset_bytes);
}

static void say_unknown(const struct look *l, const struct reference *ref)
{
	const struct check *c = l->c;
	size_t n_builtins, n = 0;
	const struct builtin *builtins = builtin_table(&n_builtins);
	const char **list = arena_calloc(c->arena, c->n_known + n_builtins + ROOTS, sizeof *list);

	for (size_t i = 0; i < c->n_known; i++)
		list[n++] = c->known[i].name;
	for (size_t i = 0; i < n_builtins; i++)
		list[n++] = builtins[i].name;
	list[n++] = "input";
	list[n++] = "config";
	list[n++] = "job";
	list[n++] = "secret";
	const char *near = str_nearest(ref->root, list, n);

	source_error(c->src, place_of(l, ref), "nothing is called '%s' here%s%s%s", ref->root,
		     near ? "; nearest: '" : "", near ? near : "", near ? "'" : "");
}

static bool is_known(const struct check *c, const char *name)
{
	for (size_t i = 0; i < c->n_known; i++)
		if (str_eq(c->known[i].name, name))
			return true;
	return false;
}

static bool is_read_somewhere(const struct check *c, const char *name)
{
	for (size_t i = 0; i < c->n_reads; i++)
		if (str_eq(c->reads[i], name))
			return true;
	return false;
}

static void check_value_name(const struct look *l, const struct reference *ref)
{
	const struct check *c = l->c;
	bool read = is_read_somewhere(c, ref->root);
	bool known = is_known(c, ref->root) || (read && c->names_in_targets);

	if (known && ref->called)
		source_error(c->src, place_of(l, ref), "'%s' is a value here, nothing to call",
			     ref->root);
	if (known)
		return;
	if (read)
		source_error(c->src, place_of(l, ref),
			     "'%s' is not read on every way to this place, or may be gone after an"
			     " interruption",
			     ref->root);
	else
		say_unknown(l, ref);
}

/*
 * check_input_path() - `input.a.b` against the schema, with the word that is wrong and the one
 * meant.
 */
static void check_input_path(const struct look *l, const struct reference *ref, const char *path)
{
	const struct check *c = l->c;

	if (!path[0] || !c->r->input || schema_has_path(c->r->input, path))
		return;
	const char *near = schema_near_path(c->r->input, path, c->arena);

	source_error(c->src, place_of(l, ref), "the input has no '%s'%s%s%s", path,
		     near ? "; nearest: '" : "", near ? near : "", near ? "'" : "");
}

static void check_input(const struct look *l, const struct reference *ref)
{
	if (l->sees & SEES_INPUT)
		check_input_path(l, ref, ref->path);
	else
		source_error(l->c->src, place_of(l, ref),
			     "here no job runs yet: only config can be used");
}

static void check_config(const struct look *l, const struct reference *ref)
{
	const struct recipe *r = l->c->r;
	const char **list = arena_calloc(l->c->arena, r->n_config + 1, sizeof *list);

	for (size_t i = 0; i < r->n_config; i++) {
		list[i] = r->config[i].name;
		if (str_eq(list[i], ref->path))
			return;
	}
	source_unknown(l->c->src, place_of(l, ref), "value under 'config:'", ref->path,
		       &(struct words){ list, r->n_config });
}

static void check_job(const struct look *l, const struct reference *ref)
{
	static const char *const members[] = { "id", "mark" };

	if (!(l->sees & SEES_INPUT))
		source_error(l->c->src, place_of(l, ref),
			     "here no job runs yet: only config can be used");
	else if (!str_eq(ref->path, "id") && !str_eq(ref->path, "mark"))
		source_unknown(l->c->src, place_of(l, ref), "member of job", ref->path,
			       &(struct words){ members, 2 });
}

static void check_secret(const struct look *l, const struct reference *ref)
{
	if (!(l->sees & SEES_SECRET))
		source_error(l->c->src, place_of(l, ref),
			     "secrets may stand in the 'value' of 'write' only");
	else if (!ref->path[0])
		source_error(l->c->src, place_of(l, ref), "which secret? as in secret.kennwort");
}

static void check_call(const struct look *l, const struct reference *ref, bool of_input)
{
	if (!ref->called)
		source_error(l->c->src, place_of(l, ref), "'%s' is called with parentheses: %s",
			     ref->root, builtin_find(ref->root)->signature);
	if (str_eq(ref->root, "has") && ref->second && of_input)
		check_input_path(l, ref, ref->second);
}

static void check_reference(const struct look *l, const struct references *refs, size_t i)
{
	const struct reference *ref = &refs->list[i], *next = ref + 1;
	bool of_input = i + 1 < refs->n && str_eq(next->root, "input") && !next->path[0];

	if (str_eq(ref->root, "input"))
		check_input(l, ref);
	else if (str_eq(ref->root, "config"))
		check_config(l, ref);
	else if (str_eq(ref->root, "job"))
		check_job(l, ref);
	else if (str_eq(ref->root, "secret"))
		check_secret(l, ref);
	else if (builtin_find(ref->root) && !is_known(l->c, ref->root))
		check_call(l, ref, of_input);
	else
		check_value_name(l, ref);
}

static void check_comparison(const struct look *l, const struct comparison *one)
{
	struct place at = expression_place(l->v, one->offset_bytes);

	if (one->order)
		source_error(l->c->src, at,
			     "%s is a text and has no order: compare num(%s) with num(\"...\")",
			     one->operand, one->operand);
	else
		source_error(l->c->src, at,
			     "%s never equals a number written out: compare with num(\"...\"),"
			     " or a text with a text",
			     one->operand);
}

/* check_syntax() - does Lua take it? */
static bool check_syntax(const struct look *l)
{
	struct check *c = l->c;
	struct err e = { 0 };
	size_t offset = 0;

	if (l->v->text[strspn(l->v->text, " \t\n")] == 0) {
		source_error(c->src, l->v->at, "an expression was expected behind '='");
		return false;
	}
	if (sandbox_load(&c->sandbox, l->v->text, &offset, &e)) {
		lua_settop(c->sandbox.lua, 0);
		return true;
	}
	source_error(c->src, expression_place(l->v, offset), "not an expression: %s", e.msg);
	return false;
}

void check_expression(struct check *c, const struct value *v, unsigned sees)
{
	const struct look l = { c, v, sees };

	if (!v->expression || !check_syntax(&l))
		return;
	struct references refs = expression_references(v->text, c->arena);

	for (size_t i = 0; i < refs.n; i++)
		check_reference(&l, &refs, i);
	for (size_t i = 0; i < refs.n_comparisons; i++)
		check_comparison(&l, &refs.comparisons[i]);
	if (refs.method)
		source_error(c->src, expression_place(v, refs.method_offset_bytes),
			     "texts have no methods: write %s(...) if there is such a function",
			     refs.method);
}
