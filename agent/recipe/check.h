/* check.h - what can be proved of a recipe without the application: all findings at once. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include "agent/recipe/recipe.h"
#include "agent/recipe/source.h"

/*
 * check_recipe() - add every finding about the parsed recipe; parts that failed to parse are
 * placeholders.
 */
void check_recipe(const struct recipe *r, const struct source *src);
