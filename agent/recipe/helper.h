/* helper.h - the functions expressions may call: one table for scope, checker and manual. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stddef.h>

struct lua_State;

struct helper {
	const char *name;
	int (*call)(struct lua_State *lua);
	const char *signature;    /* as an author would write it */
	const char *help, *hilfe; /* one sentence, English and German */
};

/* helper_table() - all of them, static; @ret_n: how many. */
const struct helper *helper_table(size_t *ret_n);

/* helper_find() - by name, NULL if there is none. */
const struct helper *helper_find(const char *name);

/*
 * The helpers themselves, by what they work on. Each raises a Lua error that says what is wrong and never
 * holds the value: messages reach the journal, values do not.
 */
int helper_upper(struct lua_State *lua);
int helper_lower(struct lua_State *lua);
int helper_trim(struct lua_State *lua);
int helper_join(struct lua_State *lua);
int helper_matches(struct lua_State *lua);
int helper_replace(struct lua_State *lua);
int helper_date(struct lua_State *lua);
int helper_date_parts(struct lua_State *lua);
int helper_today(struct lua_State *lua);
int helper_iban(struct lua_State *lua);
int helper_num(struct lua_State *lua);
int helper_default(struct lua_State *lua);
int helper_has(struct lua_State *lua);
int helper_each(struct lua_State *lua);
int helper_lookup(struct lua_State *lua);
