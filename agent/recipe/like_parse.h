/* like_parse.h - texts that need not be known whole: `like:` with * and ?, and `whole: false`. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include "agent/recipe/parse.h"

/*
 * like_parse_glob() - the pattern of @v, a literal text that stands at @y, in which * is any text
 * and ? any letter; NULL and a finding for an expression.
 */
const struct pattern *like_parse_glob(struct parse *p, const struct yaml *y, const struct value *v);

/* like_parse_part() - the pattern of texts in which @v stands, words whole. */
const struct pattern *like_parse_part(struct parse *p, const struct yaml *y, const struct value *v);
