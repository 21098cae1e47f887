/* argument.c - what helpers take: texts that are checked, capped and never nil. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/recipe/argument.h"

#include <lauxlib.h>
#include <lua.h>
#include "agent/recipe/sandbox.h"
#include "base/utf8.h"

static void refuse(lua_State *lua, int index, const char *name)
{
	const char *missing = sandbox_of(lua)->missing;

	if (!lua_isnoneornil(lua, index))
		sandbox_fail(lua, "%s: argument %d must be a text, not %s", name, index,
			     lua_isuserdata(lua, index) ? "an object or list"
							: luaL_typename(lua, index));
	if (missing[0] && !lua_isnone(lua, index))
		sandbox_fail(lua, "%s: %s", name, missing);
	sandbox_fail(lua, "%s: argument %d is missing", name, index);
}

const char *argument_text(lua_State *lua, int index, const char *name)
{
	size_t len = 0;

	if (lua_type(lua, index) == LUA_TUSERDATA &&
	    luaL_getmetafield(lua, index, "__tostring") != LUA_TNIL) {
		lua_pop(lua, 1);
		(void)luaL_tolstring(lua, index, NULL); /* leaves the text on the stack */
		lua_replace(lua, index);
	}
	bool number = lua_isinteger(lua, index);

	if (lua_type(lua, index) != LUA_TSTRING && !number)
		refuse(lua, index, name);
	const char *text = lua_tolstring(lua, index, &len);

	if (len > ARGUMENT_BYTES_MAX)
		sandbox_fail(lua, "%s: the text is longer than %d bytes", name, ARGUMENT_BYTES_MAX);
	if (!utf8_valid(text, len))
		sandbox_fail(lua, "%s: the text is not UTF-8", name);
	return text;
}

const char *argument_text_or(lua_State *lua, int index, const char *name, const char *instead)
{
	return lua_isnone(lua, index) ? instead : argument_text(lua, index, name);
}
