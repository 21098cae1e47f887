/* fuzz_yaml.c - any bytes as YAML: refused with a place, or a tree whose places are in order. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdlib.h>
#include <string.h>
#include "base/utf8.h"
#include "base/yaml.h"
#include "tests/fuzz/target.h"

/* check() - every node lies in the document, ends behind its begin, and holds good text. */
static void check(const struct yaml *y, int depth)
{
	if (depth > YAML_DEPTH_MAX || y->line < 1 || y->col < 1 || y->end_line < y->line ||
	    (y->end_line == y->line && y->end_col < y->col))
		abort();
	if (y->type == YAML_TEXT &&
	    (!utf8_valid(y->text, strlen(y->text)) || utf8_forbidden(y->text)))
		abort();
	for (size_t i = 0; i < y->n; i++) {
		if (y->keys)
			check(y->keys[i], depth + 1);
		check(y->items[i], depth + 1);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	const struct yaml *tree;
	struct err e = { 0 };

	if (yaml_parse("d", (const char *)data, size, a, &tree, &e))
		check(tree, 0);
	else if (e.code == ERR_NONE || strncmp(e.msg, "d:", 2) != 0 || strchr(e.msg, '\n'))
		abort();
	arena_free(a);
	return 0;
}
