/* scope.h - the values one job sees; evaluates expressions (Lua). */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include "agent/recipe/recipe.h"
#include "base/arena.h"
#include "base/cleanup.h"
#include "base/err.h"
#include "base/json.h"

struct scope;

struct scope_options {
	const struct recipe *recipe; /* borrowed, must outlive the scope */
	const struct json *input;    /* the submission's data; borrowed likewise */
	const struct json *config;   /* object of texts, NULL: none */
	const struct json *secrets;  /* object of texts, NULL: none (then `secret.x` is an error) */
	const char *job_id;          /* `job.id` */
	const char *mark;            /* `job.mark` */
	const char *today;           /* "YYYY-MM-DD", what today() answers */
};

/*
 * scope_new() - a bare Lua state with these values; nothing is computed yet.
 * @ret_scope: owned by the caller; every byte it held is wiped when it is freed
 * @e: ERR_CONFIG (a declared config value is missing, an undeclared one given)
 */
MUST_USE bool scope_new(const struct scope_options *o, struct scope **ret_scope, struct err *e);

/* scope_free() - takes NULL. */
void scope_free(struct scope *s);
DEFINE_CLEANUP(struct scope *, scope_free)

/* scope_compute() - evaluate `values:` in order; ERR_EXPRESSION "file:line:col: cause". */
MUST_USE bool scope_compute(struct scope *s, struct err *e);

/*
 * scope_text() - a literal's text, or what an expression gives: text, a number's text; nil is an
 * error that names the first missing member. @ret_text: owned by @a, NFC.
 * @e: ERR_EXPRESSION (nil, table, limits), with the value's place
 */
MUST_USE bool scope_text(struct scope *s, const struct value *v, struct arena *a,
			 const char **ret_text, struct err *e);

/*
 * scope_truth() - for conditions and ticks: nil and false are false; literal true/false, ja/nein.
 */
MUST_USE bool scope_truth(struct scope *s, const struct value *v, bool *ret_truth, struct err *e);

/*
 * scope_set() - give @name a value that was read; ERR_EXPRESSION if the name stands for something
 * else.
 */
MUST_USE bool scope_set(struct scope *s, const char *name, const char *text, struct err *e);

/*
 * scope_set_list() - likewise a list or an object; @j is borrowed as long as anything is evaluated.
 */
MUST_USE bool scope_set_list(struct scope *s, const char *name, const struct json *j,
			     struct err *e);

/* scope_is_secret() - does @v take anything from `secret`? */
bool scope_is_secret(const struct value *v);
