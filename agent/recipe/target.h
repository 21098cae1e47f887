/* target.h - what a recipe points at; agent/locate finds it on the screen. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "agent/recipe/value.h"

struct pattern;

enum target_kind {
	TARGET_TEXT,   /* a phrase with exactly this text */
	TARGET_MATCH,  /* a phrase whose text matches a pattern */
	TARGET_FIELD,  /* the entry area that belongs to a label */
	TARGET_BESIDE, /* the panel or phrase nearest to another target on one side */
	TARGET_ROW,    /* a line of a list that holds all given values; with column: its cell */
	TARGET_WINDOW, /* a window by its title */
	TARGET_ANY,    /* the first of several looks that is there */
};

enum target_side { SIDE_RIGHT, SIDE_LEFT, SIDE_ABOVE, SIDE_BELOW };

/* Named schemes that settle a reading; the rule of each stands in check_digit.h. */
enum check_digit { CHECK_DIGIT_NONE, CHECK_DIGIT_MOD11, CHECK_DIGIT_MOD97, CHECK_DIGIT_LUHN };

struct target {
	enum target_kind kind;
	struct place at;
	const char *name; /* the name under `targets:`, NULL if written in place */
	const struct value
		*text; /* TEXT: the phrase; FIELD: the label; WINDOW: title glob or NULL */
	const char *window_class; /* WINDOW: WM_CLASS or NULL */
	const struct pattern
		*match; /* MATCH: what to look for; else the form a value read here must have */
	enum check_digit check_digit;
	enum target_side side;         /* BESIDE */
	const struct target *of;       /* BESIDE: next to what */
	const struct value **row_with; /* ROW: @n_row_with values that stand in the line */
	size_t n_row_with;
	const struct value *column; /* ROW: heading of the cell meant, NULL: the line itself */
	const struct target
		*in; /* only inside this one; NULL: in the active window and its pop-ups */
	const struct target **any; /* ANY: @n_any looks, in order */
	size_t n_any;
	int nth; /* 1..; 0: there must be exactly one */
};
