/* declaration.h - finds functions and prototypes at file scope. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include "tools/measure/source.h"

struct declaration {
	size_t first; /* indices into source.code */
	size_t name;
	size_t open; /* bracket of the parameters */
	size_t close;
	size_t body; /* opening brace, when has_body */
	size_t end;  /* last token */
	bool is_function;
	bool has_body;
};

/* declaration_next() - the declaration that begins at `at`; false at the end of the file. */
bool declaration_next(const struct source *s, size_t at, struct declaration *ret_d);
