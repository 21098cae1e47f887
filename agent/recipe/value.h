/* value.h - one text of a recipe: literal, or an expression computed when it is needed. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>

/* Where something stands in a recipe's file; lines and columns from 1. */
struct place {
	int line, col;
};

struct value {
	struct place at;
	bool expression; /* began with `=` */
	const char *
		text; /* literal text, or the Lua expression without its `=`; owned by the recipe */
};
