/* target.h - what a recipe points at; agent/locate finds it on the screen. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "agent/recipe/value.h"

struct pattern;

enum target_kind {
	TARGET_TEXT,   /* a phrase with exactly this text */
	TARGET_MATCH,  /* a phrase whose text matches a pattern, or is like a text */
	TARGET_FIELD,  /* the entry area that belongs to a label */
	TARGET_POINT,  /* the pixel at a distance from another target's upper left corner */
	TARGET_BESIDE, /* the panel or phrase nearest to another target on one side */
	TARGET_ROW,    /* a line of a list that holds all given values; with column: its cell */
	TARGET_CELL,   /* cells of a character screen, by row and column */
	TARGET_WINDOW, /* a window by its title */
	TARGET_ANY,    /* the first of several looks that is there */
};

/* SIDE_NEAR: any side, within the distance of docs/decisions/034-controls.md. */
enum target_side { SIDE_RIGHT, SIDE_LEFT, SIDE_ABOVE, SIDE_BELOW, SIDE_NEAR };

/* Named schemes that settle a reading; the rule of each stands in check_digit.h. */
enum check_digit {
	CHECK_DIGIT_NONE,
	CHECK_DIGIT_MOD11,
	CHECK_DIGIT_MOD97,
	CHECK_DIGIT_LUHN,
	CHECK_DIGIT_IBAN,
	CHECK_DIGIT_MOD97_10,
	CHECK_DIGIT_MOD11_10,
};

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
	/* MATCH: what to look for instead of @match, made of `like:` or of `whole: false` */
	const struct pattern *like;
	enum target_side side;         /* BESIDE, or related */
	const struct target *of;       /* BESIDE, POINT: next to what; or related: to what */
	bool related;                  /* TEXT, MATCH, FIELD: only the one nearest to @of */
	int dx_px, dy_px;              /* POINT */
	const struct value **row_with; /* ROW: @n_row_with values that stand in the line */
	size_t n_row_with;
	const struct value *column; /* ROW: heading of the cell meant, NULL: the line itself */
	const struct value *cell_row, *cell_column; /* CELL: counted from 1 */
	int cells;                                  /* CELL: so many, in one row */
	const struct target
		*in; /* only inside this one; NULL: in the active window and its pop-ups */
	const struct target **any; /* ANY: @n_any looks, in order */
	size_t n_any;
	int nth;      /* 1..; 0: there must be exactly one */
	bool tab;     /* TEXT: the title of a tab, by its look */
	bool scrolls; /* ROW, TEXT, MATCH: its list is gone through from end to end */
};
