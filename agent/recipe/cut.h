/* cut.h - unquoted expressions that YAML ends too early: at `, ` in braces, at `: `, at ` #`. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include "agent/recipe/source.h"
#include "agent/recipe/value.h"
#include "base/yaml.h"

struct cut {
	struct place at;  /* the sign at which YAML ended the expression */
	const char *sign; /* ", " and so on, static */
};

/* cut_expression() - is @y an unquoted expression that YAML cut? @ret_cut may be NULL. */
bool cut_expression(const struct source *s, const struct yaml *y, struct cut *ret_cut);

/* cut_in_line() - the same from the text alone, for a line that YAML could not read at all. */
bool cut_in_line(const struct source *s, int line, struct cut *ret_cut);

/* cut_report() - the finding, with what to write instead. */
void cut_report(const struct source *s, const struct cut *cut);
