/* proxy.h - objects and lists of a submission as Lua sees them: to be read, never to be changed. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include "base/json.h"

struct lua_State;

/*
 * proxy_open() - prepare @lua: read-only objects, and members of a missing object are missing
 * themselves.
 */
void proxy_open(struct lua_State *lua);

/*
 * proxy_push() - push @j as Lua sees it: texts and numbers as text, true and false, null and NULL
 * as nil, objects and lists as read-only proxies that borrow @j.
 * @path: what to call it in messages, "input.hund"
 */
void proxy_push(struct lua_State *lua, const struct json *j, const char *path);

/* proxy_json() - what a proxy stands for; NULL if the value at @index is none. */
const struct json *proxy_json(struct lua_State *lua, int index);

/* proxy_path() - what messages call the proxy at @index. */
const char *proxy_path(struct lua_State *lua, int index);
