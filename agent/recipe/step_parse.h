/* step_parse.h - reads steps out of YAML by the table of steps. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include "agent/recipe/parse.h"
#include "agent/recipe/step.h"

/* step_parse_list() - a list of steps, or one step alone, as in `do: { click: speichern }`. */
struct steps step_parse_list(struct parse *p, const struct yaml *y);

/* step_parse_handlers() - a list of `{ sees, do }`. */
struct recipe_handlers step_parse_handlers(struct parse *p, const struct yaml *y);
