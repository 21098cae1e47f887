/* folder.c - recipe folders and values for tests. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/recipe/folder.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"

static void give_up(const char *what, const struct err *e)
{
	fprintf(stderr, "%s: %s\n", what, e->msg);
	exit(1);
}

void folder_make(char ret_path[FOLDER_PATH_BYTES], const char *yaml)
{
	if (!fmt_into(ret_path, FOLDER_PATH_BYTES, "/tmp/amtsbote-recipe-XXXXXX") ||
	    !mkdtemp(ret_path))
		give_up("mkdtemp", &(struct err){ 0 });
	folder_put(ret_path, "recipe.yaml", yaml);
}

void folder_put(const char *folder, const char *name, const char *text)
{
	char path[2 * FOLDER_PATH_BYTES];
	struct err e = { 0 };

	if (!fmt_into(path, sizeof path, "%s/%s", folder, name) ||
	    !file_write_private(path, text, strlen(text), &e))
		give_up(path, &e);
}

void folder_remove(const char *folder)
{
	struct err e = { 0 };

	if (!file_remove_tree(folder, &e))
		give_up(folder, &e);
}

/* strip() - every @folder/ in @text taken out, so that golden texts hold on every machine. */
static char *strip(const char *text, const char *folder)
{
	struct buf out;
	size_t n = strlen(folder);

	buf_init(&out, 1 << 20);
	for (const char *at = strstr(text, folder); at; at = strstr(text, folder)) {
		buf_add(&out, text, (size_t)(at - text));
		text = at + n + (at[n] == '/');
	}
	buf_adds(&out, text);
	return buf_take(&out);
}

char *folder_findings(const char *folder)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	CLEANUP(recipe_freep) struct recipe *r = NULL;
	CLEANUP(buf_clear) struct buf out;
	struct findings f;
	struct err e = { 0 };

	findings_init(&f, a);
	buf_init(&out, 1 << 20);
	if (!recipe_load(folder, &f, &r, &e))
		buf_addf(&out, "%s\n", e.msg);
	findings_print(&f, &out);
	return strip(out.data, folder);
}

const struct json *folder_json(const char *path, struct arena *a)
{
	CLEANUP(mem_freep) char *data = NULL;
	const struct json *tree = NULL;
	struct err e = { 0 };
	size_t len;

	if (!file_read(path, JSON_BYTES_MAX, &data, &len, &e) ||
	    !json_parse(path, data, len, a, &tree, &e))
		give_up(path, &e);
	return tree;
}

bool folder_sample(int number, char ret_path[FOLDER_PATH_BYTES])
{
	glob_t found;
	bool there = glob(EXAMPLE "/samples/*.json", 0, NULL, &found) == 0 &&
		     (size_t)number <= found.gl_pathc &&
		     fmt_into(ret_path, FOLDER_PATH_BYTES, "%s", found.gl_pathv[number - 1]);

	globfree(&found);
	return there;
}

static const struct json *parse(const char *text, struct arena *a)
{
	const struct json *tree = NULL;
	struct err e = { 0 };

	if (!json_parse("config", text, strlen(text), a, &tree, &e))
		give_up("config", &e);
	return tree;
}

void folder_example(int number, struct arena *a, struct recipe **ret_recipe,
		    struct scope **ret_scope)
{
	char path[FOLDER_PATH_BYTES];
	CLEANUP(mem_freep) char *findings = folder_findings(EXAMPLE);
	struct findings f;
	struct err e = { 0 };

	findings_init(&f, a);
	if (!recipe_load(EXAMPLE, &f, ret_recipe, &e) || !*ret_recipe ||
	    !folder_sample(number, path))
		give_up(findings, &e);
	struct scope_options o = {
		.recipe = *ret_recipe,
		.input = folder_json(path, a),
		.config = parse("{\"programm\":\"steuerverfahren\",\"datei\":\"steuer.db\","
				"\"mandant\":\"0001\"}",
				a),
		.secrets = parse("{\"benutzer\":\"muster\",\"kennwort\":\"geheim\"}", a),
		.job_id = "4711",
		.mark = "AB-4711",
		.today = "2026-11-23",
	};

	if (!scope_new(&o, ret_scope, &e))
		give_up("scope", &e);
}
