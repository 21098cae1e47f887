/* proxy.c - objects and lists of a submission as Lua sees them. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/recipe/proxy.h"

#include <lauxlib.h>
#include <lua.h>
#include <string.h>
#include "agent/recipe/sandbox.h"
#include "base/str.h"

/* Name of the metatable in Lua's registry. */
#define PROXY "amtsbote.proxy"

enum { PATH_BYTES_MAX = 200 };

struct proxy {
	const struct json *j; /* borrowed */
	char path[];
};

static struct proxy *proxy_at(lua_State *lua, int index)
{
	return luaL_testudata(lua, index, PROXY);
}

const struct json *proxy_json(lua_State *lua, int index)
{
	struct proxy *p = proxy_at(lua, index);

	return p ? p->j : NULL;
}

const char *proxy_path(lua_State *lua, int index)
{
	return proxy_at(lua, index)->path;
}

void proxy_push(lua_State *lua, const struct json *j, const char *path)
{
	if (!j || j->type == JSON_NULL) {
		lua_pushnil(lua);
	} else if (j->type == JSON_BOOL) {
		lua_pushboolean(lua, j->truth);
	} else if (j->type == JSON_TEXT || j->type == JSON_NUMBER) {
		(void)lua_pushstring(lua, j->text); /* a pointer of Lua's own, not needed */
	} else {
		size_t n = strlen(path) + 1;
		struct proxy *p = lua_newuserdatauv(lua, sizeof *p + n, 0);

		p->j = j;
		memcpy(p->path, path, n);
		luaL_setmetatable(lua, PROXY);
	}
}

/* last_word() - "hund" of "input.hund". */
static const char *last_word(const char *path)
{
	const char *dot = strrchr(path, '.');

	return dot ? dot + 1 : path;
}

/*
 * note_missing() - remember what was asked for and is not there; the texts are names, never
 * values.
 */
static void note_missing(lua_State *lua, const struct proxy *p, const char *name, bool is_null)
{
	struct sandbox *sb = sandbox_of(lua);
	const char *near =
		p->j->type == JSON_OBJECT ? str_nearest(name, p->j->names, p->j->n) : NULL;
	bool fits;

	if (is_null)
		fits = fmt_into(sb->missing, sizeof sb->missing, "%s.%s is missing: it is null",
				p->path, name);
	else
		fits = fmt_into(sb->missing, sizeof sb->missing,
				"%s.%s is missing: '%s' has no member '%s'%s%s%s", p->path, name,
				last_word(p->path), name, near ? "; nearest: '" : "",
				near ? near : "", near ? "'" : "");
	if (!fits)
		fits = fmt_into(sb->missing, sizeof sb->missing, "a member of %s is missing",
				p->path);
	(void)fits; /* paths are capped below the room */
}

static const struct json *list_entry(const struct json *list, lua_Integer at)
{
	return at >= 1 && (size_t)at <= list->n ? list->items[at - 1] : NULL;
}

static int proxy_index(lua_State *lua)
{
	struct proxy *p = proxy_at(lua, 1);
	const struct json *member;
	char path[PATH_BYTES_MAX];

	/* lua_tolstring() on a copy: it would turn a number in place into a text */
	lua_pushvalue(lua, 2);
	const char *name = lua_tostring(lua, -1);

	if (!name)
		sandbox_fail(lua, "%s: only texts and whole numbers lead to members", p->path);
	if (p->j->type == JSON_LIST && lua_isinteger(lua, 2))
		member = list_entry(p->j, lua_tointeger(lua, 2));
	else
		member = json_get(p->j, name);
	if (!member || member->type == JSON_NULL)
		note_missing(lua, p, name, member != NULL);
	if (!fmt_into(path, sizeof path, "%s.%s", p->path, name))
		sandbox_fail(lua, "the path of a member is too long");
	proxy_push(lua, member, path);
	return 1;
}

static int proxy_length(lua_State *lua)
{
	struct proxy *p = proxy_at(lua, 1);

	if (p->j->type != JSON_LIST)
		sandbox_fail(lua, "%s is no list", p->path);
	lua_pushinteger(lua, (lua_Integer)p->j->n);
	return 1;
}

static int refuse_change(lua_State *lua)
{
	sandbox_fail(lua, "expressions change nothing");
}

static int nil_index(lua_State *lua)
{
	lua_pushnil(lua);
	return 1;
}

static int nil_used(lua_State *lua)
{
	const char *missing = sandbox_of(lua)->missing;

	sandbox_fail(lua, "%s", missing[0] ? missing : "a value is missing (nil)");
}

/* set_functions() - put the functions into the table on top of the stack. */
static void set_functions(lua_State *lua, const luaL_Reg *rows)
{
	luaL_setfuncs(lua, rows, 0);
	lua_pushboolean(lua, 0); /* getmetatable() is not there; this closes the way all the same */
	lua_setfield(lua, -2, "__metatable");
}

void proxy_open(lua_State *lua)
{
	static const luaL_Reg proxy_rows[] = {
		{ "__index", proxy_index },
		{ "__newindex", refuse_change },
		{ "__len", proxy_length },
		{ NULL, NULL },
	};
	static const luaL_Reg nil_rows[] = {
		{ "__index", nil_index }, { "__newindex", refuse_change }, { "__concat", nil_used },
		{ "__len", nil_used },    { "__call", nil_used },          { "__lt", nil_used },
		{ "__le", nil_used },     { "__add", nil_used },           { "__sub", nil_used },
		{ "__mul", nil_used },    { "__div", nil_used },           { "__unm", nil_used },
		{ NULL, NULL },
	};

	(void)luaL_newmetatable(lua, PROXY); /* true: nobody made it before */
	set_functions(lua, proxy_rows);
	lua_pop(lua, 1);
	lua_pushnil(lua);
	lua_newtable(lua);
	set_functions(lua, nil_rows);
	(void)lua_setmetatable(lua, -2); /* for nil it holds in the whole state */
	lua_pop(lua, 1);
}
