/* sandbox.h - a bare Lua state: memory, steps and time are capped. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/clock.h"
#include "base/err.h"

struct lua_State;
struct scope_options;

enum {
	SANDBOX_BYTES_MAX = 8 * 1024 * 1024,
	SANDBOX_STEPS_MAX = 1000000,
	SANDBOX_MS_MAX =
		2000, /* a million cheap steps take 20 ms; dear ones (joining texts) do not */
	SANDBOX_MISSING_BYTES = 320,
};

/*
 * No library is opened. What is put into the state, its owner puts there. Every byte is wiped
 * when Lua gives it back, so nothing personal or secret stays behind in the heap.
 */
struct sandbox {
	struct lua_State *lua; /* owned */
	size_t used_bytes;
	bool capped; /* in sandbox_call(): elsewhere Lua could not say that the cap is reached */
	int64_t steps_left;
	struct deadline until;
	char *passing; /* owned: a text on its way into Lua, which may jump before taking it */
	const struct scope_options *owner; /* borrowed: day and code lists for the functions */
	char missing
		[SANDBOX_MISSING_BYTES]; /* the last member asked for that was not there, or "" */
};

/* sandbox_open() - an empty state; @owner may be NULL if nothing will be called. */
void sandbox_open(struct sandbox *sb, const struct scope_options *owner);

/* sandbox_close() - wipe and free all of it; for CLEANUP(sandbox_close). */
void sandbox_close(struct sandbox *sb);

/* sandbox_of() - the sandbox a state belongs to. */
struct sandbox *sandbox_of(struct lua_State *lua);

/*
 * sandbox_load() - compile an expression and push it as a function.
 * @ret_offset_bytes: where in @text the fault is; may be NULL
 * @e: ERR_EXPRESSION, Lua's words without its chunk and line
 */
MUST_USE bool sandbox_load(struct sandbox *sb, const char *text, size_t *ret_offset_bytes,
			   struct err *e);

/*
 * sandbox_call() - call the function below @n_args arguments with fresh limits; it leaves one
 * result.
 * @e: ERR_EXPRESSION (Lua's words, or a limit); nothing is left on the stack then
 */
MUST_USE bool sandbox_call(struct sandbox *sb, int n_args, struct err *e);

/* sandbox_fail() - raise an error from inside a helper: does not return. */
_Noreturn void sandbox_fail(struct lua_State *lua, const char *fmt, ...) PRINTF(2, 3);

/* sandbox_pass() - push @text (malloc'ed, taken), safe against Lua jumping out on the way. */
void sandbox_pass(struct lua_State *lua, char *text);
