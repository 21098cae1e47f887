/* builtin.h - the functions expressions may call: one table for all readers. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stddef.h>

struct lua_State;

struct builtin {
	const char *name;
	int (*call)(struct lua_State *lua);
	const char *signature;    /* as an author would write it */
	const char *help, *hilfe; /* one sentence, English and German */
};

/* builtin_table() - all of them, static; @ret_n: how many. */
const struct builtin *builtin_table(size_t *ret_n);

/* builtin_find() - by name, NULL if there is none. */
const struct builtin *builtin_find(const char *name);

/*
 * The functions themselves, as Lua calls them. Each raises a Lua error that says what is wrong and
 * never holds the value: messages reach the journal, values do not.
 */

/* builtin_upper() - upper() of the table. */
int builtin_upper(struct lua_State *lua);

/* builtin_lower() - lower() of the table. */
int builtin_lower(struct lua_State *lua);

/* builtin_trim() - trim() of the table. */
int builtin_trim(struct lua_State *lua);

/* builtin_join() - join() of the table. */
int builtin_join(struct lua_State *lua);

/* builtin_matches() - matches() of the table. */
int builtin_matches(struct lua_State *lua);

/* builtin_replace() - replace() of the table. */
int builtin_replace(struct lua_State *lua);

/* builtin_date() - date() of the table. */
int builtin_date(struct lua_State *lua);

/* builtin_date_parts() - date_parts() of the table. */
int builtin_date_parts(struct lua_State *lua);

/* builtin_today() - today() of the table. */
int builtin_today(struct lua_State *lua);

/* builtin_iban() - iban() of the table. */
int builtin_iban(struct lua_State *lua);

/* builtin_num() - num() of the table. */
int builtin_num(struct lua_State *lua);

/* builtin_default() - default() of the table. */
int builtin_default(struct lua_State *lua);

/* builtin_has() - has() of the table. */
int builtin_has(struct lua_State *lua);

/* builtin_each() - each() of the table. */
int builtin_each(struct lua_State *lua);

/* builtin_lookup() - lookup() of the table. */
int builtin_lookup(struct lua_State *lua);
