/* target_parse.h - reads targets out of YAML; names under `targets:` come before literal texts. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include "agent/recipe/parse.h"
#include "agent/recipe/target.h"

/*
 * target_parse() - @y where a plain text means @plain (TARGET_TEXT, TARGET_FIELD or
 * TARGET_WINDOW).
 */
const struct target *target_parse(struct parse *p, const struct yaml *y, enum target_kind plain);

/*
 * target_parse_but() - as target_parse() with plain texts as phrases, for a map in which the keys
 * @but belong to somebody else.
 */
const struct target *target_parse_but(struct parse *p, const struct yaml *y,
				      const struct words *but);

/* target_parse_named() - the whole of `targets:`; to be called before anything refers to them. */
void target_parse_named(struct parse *p, const struct yaml *y);
