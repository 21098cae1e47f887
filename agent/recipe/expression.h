/* expression.h - what can be known of an expression without evaluating it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "agent/recipe/value.h"
#include "base/arena.h"

/*
 * EXPRESSION_BYTES_MAX: the longest in real recipes have 200; a longer one belongs under
 * `values:`.
 */
enum { EXPRESSION_BYTES_MAX = 4096 };

/* A name that an expression takes from outside, with the members it goes through. */
struct reference {
	const char *root; /* "input", "familienname", "upper" */
	const char *path; /* "hund.name" in `input.hund.name`; "" if none */
	const char
		*first; /* of a call: its first argument if that is a text written out, else NULL */
	const char *second;  /* likewise; of `has(input, "a.b")` it is a path below input */
	bool called;         /* a parenthesis follows */
	size_t offset_bytes; /* where it begins in the text */
};

/* A comparison that cannot mean what it says (rule 3). */
struct comparison {
	size_t offset_bytes; /* of the operator */
	bool order;          /* < <= > >= on a text */
	const char *operand; /* "input.a.b" or "num(...)" */
};

struct references {
	struct reference *list;
	size_t n;
	struct comparison *comparisons;
	size_t n_comparisons;
	const char
		*method; /* the name behind a `:`, NULL if there is none: texts have no methods */
	size_t method_offset_bytes;
};

/* expression_references() - all of @text's, in order; memory from @a. */
struct references expression_references(const char *text, struct arena *a);

/* expression_takes() - does @v use anything below the name @root? */
bool expression_takes(const struct value *v, const char *root);

/*
 * expression_is_name() - letters of ASCII, digits, _; no word of Lua, not input, config, job or
 * secret. A helper's name is one: behind `iban: =iban(...)` iban is the value.
 */
bool expression_is_name(const char *text);

/* expression_place() - the place of byte @offset_bytes of @v's text. */
struct place expression_place(const struct value *v, size_t offset_bytes);
