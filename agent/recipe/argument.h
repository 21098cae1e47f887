/* argument.h - what helpers take: texts that are checked, capped and never nil. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

struct lua_State;

/* A longer text is no value of a form; the cap bounds what one call can cost. */
enum { ARGUMENT_BYTES_MAX = 64 * 1024 };

/*
 * argument_text() - argument @index of helper @name as text: a text, a whole number, or a num().
 * Raises an error that names what is missing otherwise. Borrowed from Lua's stack.
 */
const char *argument_text(struct lua_State *lua, int index, const char *name);

/* argument_text_or() - the same, or @instead if the argument is not given. */
const char *argument_text_or(struct lua_State *lua, int index, const char *name,
			     const char *instead);
