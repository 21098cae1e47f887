/* builtin_value.c - helpers on missing values, lists and code lists. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <lua.h>
#include <string.h>
#include "agent/recipe/argument.h"
#include "agent/recipe/builtin.h"
#include "agent/recipe/proxy.h"
#include "agent/recipe/sandbox.h"
#include "agent/recipe/scope.h"
#include "base/str.h"

enum { WORD_BYTES = 128 };

int builtin_default(lua_State *lua)
{
	if (lua_isnone(lua, 2))
		sandbox_fail(lua, "default: argument 2 is missing");
	lua_settop(lua, lua_isnil(lua, 1) ? 2 : 1);
	return 1;
}

/* step_down() - member @path[0..n-1] of @j; NULL if there is none. */
static const struct json *step_down(const struct json *j, const char *path, size_t n)
{
	char word[WORD_BYTES];

	return fmt_into(word, sizeof word, "%.*s", (int)n, path) ? json_get(j, word) : NULL;
}

int builtin_has(lua_State *lua)
{
	const char *path = argument_text(lua, 2, "has");
	const struct json *j = proxy_json(lua, 1);

	if (!j && !lua_isnil(lua, 1))
		sandbox_fail(lua, "has: argument 1 must be an object");
	while (j && *path) {
		size_t n = strcspn(path, ".");

		j = n < WORD_BYTES ? step_down(j, path, n) : NULL;
		path += n + (path[n] == '.');
	}
	lua_pushboolean(lua, j != NULL);
	return 1;
}

/*
 * next_entry() - the iterator of each(): the list and the number of the last entry are its
 * upvalues.
 */
static int next_entry(lua_State *lua)
{
	const struct json *list = proxy_json(lua, lua_upvalueindex(1));
	lua_Integer at = lua_tointeger(lua, lua_upvalueindex(2)) + 1;

	if ((size_t)at > list->n)
		return 0;
	lua_pushinteger(lua, at);
	lua_replace(lua, lua_upvalueindex(2));
	(void)lua_geti(lua, lua_upvalueindex(1), at); /* its type is the loop's business */
	return 1;
}

int builtin_each(lua_State *lua)
{
	const struct json *list = proxy_json(lua, 1);
	const char *missing = sandbox_of(lua)->missing;

	if (!list || list->type != JSON_LIST)
		sandbox_fail(lua, "each: %s",
			     lua_isnil(lua, 1) && missing[0] ? missing
							     : "argument 1 must be a list");
	lua_settop(lua, 1);
	lua_pushinteger(lua, 0);
	lua_pushcclosure(lua, next_entry, 2);
	return 1;
}

static const struct json *find_list(const struct recipe *r, const char *name)
{
	for (size_t i = 0; i < r->n_lists; i++)
		if (str_eq(r->lists[i].name, name))
			return r->lists[i].codes;
	return NULL;
}

int builtin_lookup(lua_State *lua)
{
	const char *name = argument_text(lua, 1, "lookup");
	const char *code = argument_text(lua, 2, "lookup");
	const struct scope_options *o = sandbox_of(lua)->owner;
	const struct json *list = find_list(o->recipe, name);
	const struct json *text = json_get(list, code);

	if (!list)
		sandbox_fail(lua, "lookup: the recipe has no list '%s'", name);
	if (!text || text->type != JSON_TEXT)
		sandbox_fail(lua, "lookup: '%s' has no text for this code", name);
	(void)lua_pushstring(lua, text->text); /* a pointer of Lua's own, not needed */
	return 1;
}
