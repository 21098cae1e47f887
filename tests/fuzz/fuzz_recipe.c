/* fuzz_recipe.c - any bytes as recipe.yaml: findings or a recipe, never a crash. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "agent/recipe/recipe.h"
#include "base/file.h"
#include "tests/fuzz/target.h"

/* One folder a process: the input is the only file in it. */
static const char *folder(void)
{
	static char path[64];

	if (path[0])
		return path;
	const char *shm = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";

	snprintf(path, sizeof path, "%s/fuzz-recipe-XXXXXX", shm);
	if (!mkdtemp(path))
		abort();
	return path;
}

static void remove_folder(void)
{
	struct err e = { 0 };

	(void)!file_remove_tree(folder(), &e); /* the next boot empties it else */
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static bool cleaning;
	char path[96];
	struct arena *a = arena_new();
	struct findings f;
	struct recipe *r = NULL;
	struct buf out;
	struct err e = { 0 };

	if (!cleaning)
		cleaning = atexit(remove_folder) == 0;
	snprintf(path, sizeof path, "%s/recipe.yaml", folder());
	if (!file_write_private(path, data, size, &e))
		abort();
	findings_init(&f, a);
	if (recipe_load(folder(), &f, &r, &e) && (r == NULL) != (f.n_errors > 0))
		abort();
	buf_init(&out, 1 << 24);
	findings_print(&f, &out);
	buf_clear(&out);
	recipe_free(r);
	arena_free(a);
	return 0;
}
