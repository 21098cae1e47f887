/* sandbox.c - a bare Lua state in which an expression can do nothing but end. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/recipe/sandbox.h"

#include <assert.h>
#include <lauxlib.h>
#include <lua.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "agent/recipe/expression.h"
#include "agent/recipe/lexer.h"
#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"

/* HOOK_STEPS: the deadline is looked at so often; one step joins at most 8 MiB, about 1 ms. */
enum { HOOK_STEPS = 100, MESSAGE_BYTES = 400 };

/* Lua puts "CHUNK:LINE: " before its messages; ours have no use for it. */
#define CHUNK "expression"

static void *take_memory(void *ud, void *old, size_t old_bytes, size_t new_bytes)
{
	struct sandbox *sb = ud;
	size_t had = old ? old_bytes : 0; /* for a new block Lua passes its type here */

	if (sb->capped && new_bytes > had && sb->used_bytes + (new_bytes - had) > SANDBOX_BYTES_MAX)
		return NULL;
	void *fresh = new_bytes ? mem_zalloc(new_bytes) : NULL;

	if (fresh && old)
		memcpy(fresh, old, had < new_bytes ? had : new_bytes);
	if (old)
		mem_wipe(old, had);
	free(old);
	sb->used_bytes = sb->used_bytes - had + new_bytes;
	return fresh;
}

static void count_steps(lua_State *lua, lua_Debug *ar)
{
	struct sandbox *sb = sandbox_of(lua);

	(void)ar;
	sb->steps_left -= HOOK_STEPS;
	if (sb->steps_left <= 0)
		sandbox_fail(lua, "more than %d steps", SANDBOX_STEPS_MAX);
	if (deadline_over(sb->until))
		sandbox_fail(lua, "longer than %d ms", SANDBOX_MS_MAX);
}

/* on_panic() - an error outside sandbox_call(): ours, not the expression's. */
static int on_panic(lua_State *lua)
{
	(void)lua;
	assert(false && "Lua raised an error outside a protected call");
	return 0;
}

static void renew_limits(struct sandbox *sb)
{
	sb->steps_left = SANDBOX_STEPS_MAX;
	sb->until = deadline_in(SANDBOX_MS_MAX);
	sb->missing[0] = 0;
}

void sandbox_open(struct sandbox *sb, const struct scope_options *owner)
{
	*sb = (struct sandbox){ .owner = owner };
	sb->lua = lua_newstate(take_memory, sb);
	assert(sb->lua && "an empty state needs about 5 KiB");
	*(struct sandbox **)lua_getextraspace(sb->lua) = sb;
	(void)lua_atpanic(sb->lua, on_panic); /* there was none before */
	lua_sethook(sb->lua, count_steps, LUA_MASKCOUNT, HOOK_STEPS);
	renew_limits(sb);
}

static void drop_passing(struct sandbox *sb)
{
	if (sb->passing)
		mem_wipe(sb->passing, strlen(sb->passing));
	free(sb->passing);
	sb->passing = NULL;
}

void sandbox_close(struct sandbox *sb)
{
	if (!sb->lua)
		return;
	lua_close(sb->lua);
	drop_passing(sb);
	mem_wipe(sb, sizeof *sb);
}

struct sandbox *sandbox_of(lua_State *lua)
{
	return *(struct sandbox **)lua_getextraspace(lua);
}

void sandbox_fail(lua_State *lua, const char *fmt, ...)
{
	char text[MESSAGE_BYTES];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof text, fmt, ap); /* a cut message still says what is wrong */
	va_end(ap);
	(void)lua_pushstring(lua, text);
	(void)lua_error(lua); /* jumps */
	abort();
}

void sandbox_pass(lua_State *lua, char *text)
{
	struct sandbox *sb = sandbox_of(lua);

	drop_passing(sb);
	sb->passing = text;
	(void)lua_pushstring(lua, text);
	drop_passing(sb);
}

/* cause_of() - Lua's message on top of the stack without "expression:1: ". */
static const char *cause_of(lua_State *lua)
{
	const char *text = lua_type(lua, -1) == LUA_TSTRING ? lua_tostring(lua, -1) : "no message";

	if (!str_starts(text, CHUNK ":"))
		return text;
	const char *behind = strstr(text, ": ");
	return behind ? behind + 2 : text;
}

static bool translate(struct sandbox *sb, int status, struct err *e)
{
	if (status == LUA_ERRMEM)
		(void)err_set(e, ERR_EXPRESSION, "more than %d MiB of memory",
			      SANDBOX_BYTES_MAX / 1024 / 1024);
	else
		(void)err_set(e, ERR_EXPRESSION, "%s", cause_of(sb->lua));
	lua_settop(sb->lua, 0);
	drop_passing(sb);
	return false;
}

/* load() - Lua's status; its message or the function is on the stack. */
static int load(struct sandbox *sb, const char *text, size_t len)
{
	CLEANUP(buf_clear) struct buf chunk = { 0 };

	buf_init(&chunk, EXPRESSION_BYTES_MAX + 16);
	buf_adds(&chunk, "return ");
	buf_add(&chunk, text, len);
	return luaL_loadbufferx(sb->lua, chunk.data, chunk.len_bytes, "=" CHUNK, "t");
}

/* breaks_before_end() - is the text wrong already, whatever might follow its first @len bytes? */
static bool breaks_before_end(struct sandbox *sb, const char *text, size_t len)
{
	static const char at_end[] = "near <eof>";
	bool breaks = false;

	if (load(sb, text, len) != LUA_OK) {
		const char *cause = cause_of(sb->lua);
		size_t n = strlen(cause), tail = sizeof at_end - 1;

		breaks = n < tail || !str_eq(cause + n - tail, at_end);
	}
	lua_settop(sb->lua, 0);
	return breaks;
}

/*
 * find_fault() - Lua names lines only. A prefix that ends before the fault is merely unfinished,
 * one that holds it is wrong: the first token that makes it wrong is found by halving.
 */
static size_t find_fault(struct sandbox *sb, const char *text)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	struct tokens t = lexer_tokens(text, a);
	size_t low = 0, high = t.n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		const struct token *last = &t.list[mid];

		if (breaks_before_end(sb, text, (size_t)(last->at - text) + last->len_bytes))
			high = mid;
		else
			low = mid + 1;
	}
	if (low == t.n && t.n > 0 && t.list[t.n - 1].kind == TOKEN_BROKEN)
		low = t.n - 1; /* an unfinished text runs to the end */
	return (size_t)(t.list[low].at - text);
}

bool sandbox_load(struct sandbox *sb, const char *text, size_t *ret_offset_bytes, struct err *e)
{
	size_t len = strlen(text);

	if (len > EXPRESSION_BYTES_MAX) {
		if (ret_offset_bytes)
			*ret_offset_bytes = 0;
		return err_set(e, ERR_EXPRESSION, "the expression is longer than %d bytes",
			       EXPRESSION_BYTES_MAX);
	}
	int status = load(sb, text, len);

	if (status == LUA_OK)
		return true;
	(void)translate(sb, status, e);
	if (ret_offset_bytes)
		*ret_offset_bytes = find_fault(sb, text);
	return false;
}

bool sandbox_call(struct sandbox *sb, int n_args, struct err *e)
{
	renew_limits(sb);
	sb->capped = true;
	int status = lua_pcall(sb->lua, n_args, 1, 0);

	sb->capped = false;
	return status == LUA_OK || translate(sb, status, e);
}
