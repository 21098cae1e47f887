/* names.c - the names an expression sees inside Lua. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/recipe/names.h"

#include <lauxlib.h>
#include <lua.h>
#include "agent/recipe/builtin.h"
#include "agent/recipe/sandbox.h"
#include "base/str.h"

/* Fields of Lua's registry, which no expression can reach. */
#define NAMES "amtsbote.names"
#define SECRET_ALLOWED "amtsbote.secret"

static int names_index(lua_State *lua)
{
	if (lua_type(lua, 2) != LUA_TSTRING)
		sandbox_fail(lua, "a name was expected");
	const char *name = lua_tostring(lua, 2);

	if (str_eq(name, "secret")) {
		(void)lua_getfield(lua, LUA_REGISTRYINDEX, SECRET_ALLOWED); /* nil is no as well */
		if (!lua_toboolean(lua, -1))
			sandbox_fail(lua, "secrets are for the value of 'write' only");
	}
	names_get(lua, name);
	if (lua_isnil(lua, -1))
		sandbox_fail(lua, "'%s' has no value here", name);
	return 1;
}

static int refuse_change(lua_State *lua)
{
	sandbox_fail(lua, "expressions change nothing");
}

void names_open(lua_State *lua)
{
	static const luaL_Reg rows[] = {
		{ "__index", names_index },
		{ "__newindex", refuse_change },
		{ NULL, NULL },
	};
	size_t n;
	const struct builtin *builtins = builtin_table(&n);

	lua_newtable(lua);
	lua_setfield(lua, LUA_REGISTRYINDEX, NAMES);
	for (size_t i = 0; i < n; i++) {
		lua_pushcfunction(lua, builtins[i].call);
		names_set(lua, builtins[i].name);
	}
	/* a userdata, not a table: nothing can be put into it past its metatable */
	(void)lua_newuserdatauv(lua, 1, 0); /* what it holds does not matter */
	lua_newtable(lua);
	luaL_setfuncs(lua, rows, 0);
	(void)lua_setmetatable(lua, -2); /* always works */
	lua_rawseti(lua, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
}

void names_set(lua_State *lua, const char *name)
{
	(void)lua_getfield(lua, LUA_REGISTRYINDEX, NAMES); /* a table, from names_open() */
	lua_insert(lua, -2);
	lua_setfield(lua, -2, name);
	lua_pop(lua, 1);
}

void names_get(lua_State *lua, const char *name)
{
	(void)lua_getfield(lua, LUA_REGISTRYINDEX, NAMES); /* as above */
	(void)lua_getfield(lua, -1, name);                 /* nil is for the caller */
	lua_remove(lua, -2);
}

void names_allow_secret(lua_State *lua, bool allowed)
{
	lua_pushboolean(lua, allowed);
	lua_setfield(lua, LUA_REGISTRYINDEX, SECRET_ALLOWED);
}
