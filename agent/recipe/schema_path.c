/* schema_path.c - which members a schema speaks of. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>
#include "agent/recipe/schema.h"
#include "agent/recipe/schema_rules.h"
#include "base/str.h"

/* DEPTH_MAX: no path of a recipe has more than some ten members, no chain of $ref more than 100. */
enum { DEPTH_MAX = 200 };

static bool has_path(const struct schema *s, const char *path, size_t depth);

static bool any_has_path(const struct schema_list *list, const char *path, size_t depth)
{
	for (size_t i = 0; i < list->n; i++)
		if (has_path(list->list[i], path, depth))
			return true;
	return false;
}

/* entries_have_path() - the same for "[2].rest" below a list. */
static bool entries_have_path(const struct schema *s, const char *path, size_t depth)
{
	const char *close = strchr(path, ']');
	char number[20];
	uint64_t nth;

	if (!close || !fmt_into(number, sizeof number, "%.*s", (int)(close - path - 1), path + 1) ||
	    !str_to_u64(number, INT64_MAX, &nth) || nth == 0 || nth > s->n_items.most)
		return false;
	if (s->typed && !s->types[JSON_LIST])
		return false;
	const char *rest = close + 1 + (close[1] == '.');
	if (nth <= s->prefix.n)
		return has_path(s->prefix.list[nth - 1], rest, depth + 1);
	return s->items && has_path(s->items, rest, depth + 1);
}

/* members_have_path() - the same for "name.rest" below an object. */
static bool members_have_path(const struct schema *s, const char *path, size_t depth)
{
	size_t len = strcspn(path, ".[");
	const char *rest = path + len + (path[len] == '.');

	if (s->typed && !s->types[JSON_OBJECT])
		return false;
	for (size_t i = 0; i < s->properties.n; i++) {
		const char *name = s->properties.names[i];
		if (strncmp(name, path, len) == 0 && name[len] == 0)
			return has_path(s->properties.schemas[i], rest, depth + 1);
	}
	return s->additional && has_path(s->additional, rest, depth + 1);
}

/* says_nothing() - no word about members or entries: everything may be below. */
static bool says_nothing(const struct schema *s)
{
	bool about_members = s->properties.n > 0 || s->additional;
	bool about_entries = s->prefix.n > 0 || s->items;
	bool composed = s->ref || s->all.n > 0 || s->any.n > 0 || s->one.n > 0 || s->condition;
	bool can_hold = !s->typed || s->types[JSON_OBJECT] || s->types[JSON_LIST];

	return !about_members && !about_entries && !composed && can_hold && !s->values && !s->value;
}

static bool has_path(const struct schema *s, const char *path, size_t depth)
{
	if (!s || s->nothing || depth > DEPTH_MAX)
		return false;
	if (!*path || says_nothing(s))
		return true;
	if (*path == '[' ? entries_have_path(s, path, depth) : members_have_path(s, path, depth))
		return true;
	return has_path(s->ref, path, depth + 1) || any_has_path(&s->all, path, depth + 1) ||
	       any_has_path(&s->any, path, depth + 1) || any_has_path(&s->one, path, depth + 1) ||
	       has_path(s->then, path, depth + 1) || has_path(s->otherwise, path, depth + 1);
}

bool schema_has_path(const struct schema *s, const char *path)
{
	return has_path(s, path, 0);
}
