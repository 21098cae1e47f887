/* builtin_number.c - num(): exact decimal numbers inside Lua. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <lauxlib.h>
#include <lua.h>
#include "agent/recipe/amount.h"
#include "agent/recipe/argument.h"
#include "agent/recipe/builtin.h"
#include "agent/recipe/sandbox.h"

/* Name of the numbers' metatable in Lua's registry. */
#define NUMBER "amtsbote.num"

static void push_number(lua_State *lua, struct amount d);

/* number_at() - operand @index: a num(), a whole number, or a text that is a decimal. */
static struct amount number_at(lua_State *lua, int index)
{
	const struct amount *own = luaL_testudata(lua, index, NUMBER);
	struct amount d;

	if (own)
		return *own;
	if (!amount_from(argument_text(lua, index, "num"), &d))
		sandbox_fail(lua, "num: not a decimal number such as -1234.50 (at most %d digits)",
			     AMOUNT_DIGITS_MAX);
	return d;
}

static int number_add(lua_State *lua)
{
	struct amount d;

	if (!amount_add(number_at(lua, 1), number_at(lua, 2), &d))
		sandbox_fail(lua, "num: the sum has too many digits");
	push_number(lua, d);
	return 1;
}

static int number_subtract(lua_State *lua)
{
	struct amount b = number_at(lua, 2), d;

	b.units = -b.units;
	if (!amount_add(number_at(lua, 1), b, &d))
		sandbox_fail(lua, "num: the difference has too many digits");
	push_number(lua, d);
	return 1;
}

static int number_multiply(lua_State *lua)
{
	struct amount d;

	if (!amount_multiply(number_at(lua, 1), number_at(lua, 2), &d))
		sandbox_fail(lua, "num: the product has too many digits");
	push_number(lua, d);
	return 1;
}

static int number_negate(lua_State *lua)
{
	struct amount d = number_at(lua, 1);

	d.units = -d.units;
	push_number(lua, d);
	return 1;
}

static int number_less(lua_State *lua)
{
	lua_pushboolean(lua, amount_compare(number_at(lua, 1), number_at(lua, 2)) < 0);
	return 1;
}

static int number_at_most(lua_State *lua)
{
	lua_pushboolean(lua, amount_compare(number_at(lua, 1), number_at(lua, 2)) <= 0);
	return 1;
}

/* Lua asks only for two userdata: a num() and a proxy are not equal. */
static int number_equal(lua_State *lua)
{
	bool both = luaL_testudata(lua, 1, NUMBER) && luaL_testudata(lua, 2, NUMBER);

	lua_pushboolean(lua, both && amount_compare(number_at(lua, 1), number_at(lua, 2)) == 0);
	return 1;
}

static int number_text(lua_State *lua)
{
	char text[AMOUNT_TEXT_BYTES];

	amount_text(number_at(lua, 1), text);
	(void)lua_pushstring(lua, text); /* a pointer of Lua's own, not needed */
	return 1;
}

/* number_concat() - either side may be the number. */
static int number_concat(lua_State *lua)
{
	const char *left = argument_text(lua, 1, "..");
	const char *right = argument_text(lua, 2, "..");

	lua_settop(lua, 2);
	(void)lua_pushstring(lua, left);
	(void)lua_pushstring(lua, right);
	lua_concat(lua, 2);
	return 1;
}

static void push_number(lua_State *lua, struct amount d)
{
	static const luaL_Reg rows[] = {
		{ "__add", number_add },       { "__sub", number_subtract },
		{ "__mul", number_multiply },  { "__unm", number_negate },
		{ "__lt", number_less },       { "__le", number_at_most },
		{ "__eq", number_equal },      { "__tostring", number_text },
		{ "__concat", number_concat }, { NULL, NULL },
	};
	struct amount *own = lua_newuserdatauv(lua, sizeof *own, 0);

	*own = d;
	if (luaL_newmetatable(lua, NUMBER))
		luaL_setfuncs(lua, rows, 0);
	(void)lua_setmetatable(lua, -2); /* always works */
}

int builtin_num(lua_State *lua)
{
	push_number(lua, number_at(lua, 1));
	return 1;
}
