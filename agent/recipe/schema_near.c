/* schema_near.c - the path of a schema that a misspelt one was meant to be. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/recipe/schema_near.h"

#include <string.h>
#include "agent/recipe/schema_rules.h"
#include "base/str.h"

/* The largest FIM schema seen has some 400 members in 8 levels. */
enum { NAMES_MAX = 2048, DEPTH_MAX = 24 };

struct gathering {
	const char **names;
	size_t n;
};

static void gather(struct gathering *g, const struct schema *s, int depth);

static void gather_list(struct gathering *g, const struct schema_list *list, int depth)
{
	for (size_t i = 0; i < list->n; i++)
		gather(g, list->list[i], depth);
}

static void gather(struct gathering *g, const struct schema *s, int depth)
{
	if (!s || depth > DEPTH_MAX || g->n == NAMES_MAX)
		return;
	for (size_t i = 0; i < s->properties.n && g->n < NAMES_MAX; i++)
		g->names[g->n++] = s->properties.names[i];
	for (size_t i = 0; i < s->properties.n; i++)
		gather(g, s->properties.schemas[i], depth + 1);
	gather(g, s->ref, depth + 1);
	gather(g, s->items, depth + 1);
	gather(g, s->then, depth + 1);
	gather(g, s->otherwise, depth + 1);
	gather_list(g, &s->all, depth + 1);
	gather_list(g, &s->any, depth + 1);
	gather_list(g, &s->one, depth + 1);
}

/* valid_length() - how many bytes of @path the schema knows, up to the end of a member. */
static size_t valid_length(const struct schema *s, const char *path, struct arena *a)
{
	size_t valid = 0;

	for (size_t end = strcspn(path, "."); path[valid]; end += strcspn(path + end, ".")) {
		if (!schema_has_path(s, arena_strndup(a, path, end)))
			break;
		valid = end;
		end += path[end] == '.';
	}
	return valid;
}

const char *schema_near_path(const struct schema *s, const char *path, struct arena *a)
{
	struct gathering g = { .names = arena_calloc(a, NAMES_MAX, sizeof *g.names) };
	size_t valid = valid_length(s, path, a), n = 0;
	size_t begin = valid + (path[valid] == '.');
	size_t len = strcspn(path + begin, ".");
	const char *prefix = arena_strndup(a, path, begin);

	gather(&g, s, 0);
	for (size_t i = 0; i < g.n; i++)
		if (schema_has_path(s, arena_printf(a, "%s%s", prefix, g.names[i])))
			g.names[n++] = g.names[i];
	const char *near = str_nearest(arena_strndup(a, path + begin, len), g.names, n);

	if (!near)
		return NULL;
	const char *whole = arena_printf(a, "%s%s%s", prefix, near, path + begin + len);

	return schema_has_path(s, whole) ? whole : arena_printf(a, "%s%s", prefix, near);
}

bool schema_near_knows(const struct schema *s, const char *name, struct arena *a)
{
	struct gathering g = { .names = arena_calloc(a, NAMES_MAX, sizeof *g.names) };

	gather(&g, s, 0);
	for (size_t i = 0; i < g.n; i++)
		if (str_eq(g.names[i], name))
			return true;
	return false;
}
