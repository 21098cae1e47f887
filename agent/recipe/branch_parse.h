/* branch_parse.h - reads the branches of `either` out of YAML. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include "agent/recipe/parse.h"
#include "agent/recipe/step.h"

/* branch_parse() - a map of names to what each branch is seen by, with `read` and `do`. */
struct step_either branch_parse(struct parse *p, const struct yaml *y);

/*
 * branch_inherit_forms() - a value that the probe reads without saying its form has the form it
 * has in the proof: it is the same value.
 */
void branch_inherit_forms(struct step_commit *commit);
