/* table_parse.h - reads the columns of `read_table` out of YAML. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include "agent/recipe/parse.h"

/* table_parse() - a list of headings: texts, or { heading, match, check_digit }; at least one. */
struct table_headings table_parse(struct parse *p, const struct yaml *y);
