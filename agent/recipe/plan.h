/* plan.h - what a recipe would write for one submission, found without a desk. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include "agent/recipe/recipe.h"
#include "agent/recipe/scope.h"
#include "base/buf.h"
#include "base/err.h"

/*
 * plan_print() - append one line a computed value (`name = value`), then one line a step that
 * writes, ticks or chooses, in order, following every `if` as the submission decides. Secrets
 * appear as `secret`. What depends on something the screen must show first is printed as such.
 */
MUST_USE bool plan_print(const struct recipe *r, struct scope *s, struct buf *out, struct err *e);
