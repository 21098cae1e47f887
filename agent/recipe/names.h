/* names.h - what an expression sees in Lua: functions, input, config, job, secret, values. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>

struct lua_State;

/* names_open() - make a read-only world of names Lua's globals; pushes nothing. */
void names_open(struct lua_State *lua);

/* names_set() - pop the value on top of the stack and call it @name. */
void names_set(struct lua_State *lua, const char *name);

/* names_get() - push what @name stands for, nil if nothing. */
void names_get(struct lua_State *lua, const char *name);

/* names_allow_secret() - may the next expression read `secret`? Not until this says so. */
void names_allow_secret(struct lua_State *lua, bool allowed);
