/* code_list.c - JSON files beside the recipe that translate codes into texts, for lookup(). */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/recipe/code_list.h"

#include <string.h>
#include "agent/recipe/expression.h"
#include "agent/recipe/walk.h"
#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"

/* The longest German code list in use (nationalities, professions) has about 5,000 lines. */
enum { LIST_BYTES_MAX = 1024 * 1024, LISTS_MAX = 32 };

bool code_list_is_file_name(const char *name)
{
	return name[0] && name[0] != '.' && !strchr(name, '/');
}

static bool is_loaded(const struct recipe *r, const char *name)
{
	for (size_t i = 0; i < r->n_lists; i++)
		if (str_eq(r->lists[i].name, name))
			return true;
	return false;
}

static bool has_only_texts(const struct json *list)
{
	if (list->type != JSON_OBJECT)
		return false;
	for (size_t i = 0; i < list->n; i++)
		if (list->items[i]->type != JSON_TEXT)
			return false;
	return true;
}

static bool read_list(struct recipe *r, const char *name, const struct json **ret, struct err *e)
{
	CLEANUP(mem_freep) char *data = NULL;
	const char *path = arena_printf(r->arena, "%s/%s", r->folder, name);
	size_t len;

	if (!file_read(path, LIST_BYTES_MAX, &data, &len, e) ||
	    !json_parse(path, data, len, r->arena, ret, e))
		return false;
	return has_only_texts(*ret) ||
	       err_set(e, ERR_SYNTAX, "%s must be an object of texts", path);
}

static void load(struct parse *p, struct place at, const char *name)
{
	struct recipe *r = p->r;
	const struct json *list = NULL;
	struct err e = { 0 };

	if (!code_list_is_file_name(name)) {
		source_error(p->src, at, "a file of the recipe's own folder was expected here");
		return;
	}
	if (is_loaded(r, name))
		return;
	if (r->n_lists == LISTS_MAX) {
		source_error(p->src, at, "more than %d code lists", LISTS_MAX);
		return;
	}
	if (!read_list(r, name, &list, &e)) {
		source_error(p->src, at, "%s", e.msg);
		return;
	}
	r->lists[r->n_lists++] = (struct recipe_list){ arena_strdup(r->arena, name), list };
}

static void visit(void *with, const struct value *v)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	struct parse *p = with;

	if (!v->expression)
		return;
	struct references refs = expression_references(v->text, a);

	for (size_t i = 0; i < refs.n; i++) {
		const struct reference *ref = &refs.list[i];
		struct place at = expression_place(v, ref->offset_bytes);

		if (!str_eq(ref->root, "lookup") || !ref->called)
			continue;
		if (ref->first)
			load(p, at, ref->first);
		else
			source_error(p->src, at,
				     "lookup: the file's name must be written out, so that it can"
				     " be read with the recipe");
	}
}

void code_list_load_all(struct parse *p)
{
	const struct visitor v = { .value = visit, .with = p };

	p->r->lists = arena_calloc(p->r->arena, LISTS_MAX, sizeof *p->r->lists);
	walk_recipe(p->r, &v);
}
