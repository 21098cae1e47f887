/* inputs.c - the files a command is given. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/cli/inputs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "agent/recipe/schema.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"

/* FINDINGS_MAX_BYTES: some thousand findings; a recipe with more has one cause. */
enum { FINDINGS_MAX_BYTES = 1024 * 1024 };

bool inputs_recipe(const struct inputs *in, struct recipe **ret_recipe, struct err *e)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	CLEANUP(buf_clear) struct buf text = { 0 };
	struct findings f;

	buf_init(&text, FINDINGS_MAX_BYTES);
	findings_init(&f, a);
	if (!recipe_load(in->recipe_folder, &f, ret_recipe, e))
		return false;
	findings_print(&f, &text);
	(void)fputs(text.data, stderr);
	if (*ret_recipe)
		return true;
	return err_set(e, ERR_RECIPE, "%zu error%s in '%s'", f.n_errors, f.n_errors == 1 ? "" : "s",
		       in->recipe_folder);
}

/* read_json() - one JSON file as a tree. */
static bool read_json(const char *path, struct arena *a, const struct json **ret_tree,
		      struct err *e)
{
	CLEANUP(mem_freep) char *data = NULL;
	size_t len;

	return file_read(path, JSON_BYTES_MAX, &data, &len, e) &&
	       json_parse(path, data, len, a, ret_tree, e);
}

bool inputs_submission(const char *path, const struct recipe *recipe, struct arena *a,
		       const struct json **ret_tree, struct err *e)
{
	if (!read_json(path, a, ret_tree, e))
		return err_wrap(e, "submission");
	if (recipe->input && !schema_validate(recipe->input, path, *ret_tree, e))
		return err_wrap(e, "submission");
	return true;
}

/* read_settings() - a JSON file of ours: what is wrong with it is never the applicant's fault. */
static bool read_settings(const char *path, struct arena *a, const struct json **ret_tree,
			  struct err *e)
{
	if (read_json(path, a, ret_tree, e))
		return true;
	if (e->code == ERR_INPUT)
		e->code = ERR_CONFIG;
	return false;
}

/* texts_only() - @tree is an object whose members are all texts. */
static bool texts_only(const char *path, const struct json *tree, struct err *e)
{
	if (tree->type != JSON_OBJECT)
		return err_set(e, ERR_CONFIG, "%s:%d:%d: expected an object of texts", path,
			       tree->line, tree->col);
	for (size_t i = 0; i < tree->n; i++)
		if (tree->items[i]->type != JSON_TEXT)
			return err_set(e, ERR_CONFIG, "%s:%d:%d: '%s' must be a text in quotes",
				       path, tree->items[i]->line, tree->items[i]->col,
				       tree->names[i]);
	return true;
}

/* add_text() - one more member of @tree; the arrays have room for it. */
static void add_text(struct json *tree, struct arena *a, const char *name, const char *text)
{
	struct json *item = arena_alloc(a, sizeof *item);
	size_t at = 0;

	*item = (struct json){ .type = JSON_TEXT, .text = text };
	while (at < tree->n && !str_eq(tree->names[at], name))
		at++;
	tree->names[at] = name;
	tree->items[at] = item;
	tree->n += at == tree->n;
}

bool inputs_config(const struct inputs *in, struct arena *a, const struct json **ret_tree,
		   struct err *e)
{
	const struct json *file = NULL;
	struct json *all = arena_alloc(a, sizeof *all);

	if (in->config_file &&
	    (!read_settings(in->config_file, a, &file, e) || !texts_only(in->config_file, file, e)))
		return err_wrap(e, "configuration");
	size_t most = (file ? file->n : 0) + in->n_settings;
	*all = (struct json){ .type = JSON_OBJECT };
	all->items = arena_calloc(a, most, sizeof *all->items);
	all->names = arena_calloc(a, most, sizeof *all->names);
	for (size_t i = 0; file && i < file->n; i++)
		add_text(all, a, file->names[i], file->items[i]->text);
	for (size_t i = 0; i < in->n_settings; i++) {
		const char *equals = strchr(in->settings[i], '=');
		if (!equals)
			return err_set(e, ERR_CONFIG, "--set wants NAME=VALUE, not '%s'",
				       in->settings[i]);
		size_t len = (size_t)(equals - in->settings[i]);
		add_text(all, a, arena_strndup(a, in->settings[i], len), equals + 1);
	}
	*ret_tree = all;
	return true;
}

bool inputs_secrets(const struct inputs *in, struct arena *a, const struct json **ret_tree,
		    struct err *e)
{
	*ret_tree = NULL;
	if (!in->secrets_file)
		return true;
	if (!file_is_private(in->secrets_file, e) ||
	    !read_settings(in->secrets_file, a, ret_tree, e) ||
	    !texts_only(in->secrets_file, *ret_tree, e))
		return err_wrap(e, "secrets");
	return true;
}
