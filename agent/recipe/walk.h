/* walk.h - walks over the values and targets of a recipe, by the table of steps. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include "agent/recipe/recipe.h"

/* What to call on the way; each may be NULL. */
struct visitor {
	void (*value)(void *with, const struct value *v);
	void (*target)(void *with,
		       const struct target *t);         /* also called for targets inside targets */
	void (*step)(void *with, const struct step *s); /* of walk_steps() and walk_recipe() */
	void *with;
};

/* walk_recipe() - everything that stands anywhere in @r, each once. */
void walk_recipe(const struct recipe *r, const struct visitor *v);

/*
 * walk_target() - @t and what is written inside it; a named target is entered only from its
 * definition.
 */
void walk_target(const struct target *t, const struct visitor *v);

/* walk_step() - what stands in the step itself, not in steps inside it. */
void walk_step(const struct step *s, const struct visitor *v);

/* walk_steps() - all of the steps, with those inside them. */
void walk_steps(const struct steps *steps, const struct visitor *v);

/* The lists of steps inside one step: of if, commit, and the branches of either. */
enum { WALK_LISTS_MAX = 24 };

/* walk_inner() - borrowed pointers to them; returns how many, at most WALK_LISTS_MAX. */
size_t walk_inner(const struct step *s, const struct steps *ret_lists[WALK_LISTS_MAX]);
