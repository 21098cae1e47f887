/* check_context.h - what the parts of the checker share. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "agent/recipe/recipe.h"
#include "agent/recipe/sandbox.h"
#include "agent/recipe/source.h"

/* A value's name that expressions may use at one point of the recipe. */
struct known {
	const char *name;
	bool durable; /* computed, or read by a proof: an interruption leaves it */
};

struct check {
	const struct recipe *r;
	const struct source *src;
	struct arena *arena; /* owned: names and lists of this check */
	struct sandbox sandbox;
	struct known *known; /* @n_known names, room for every name of the recipe */
	size_t n_known;
	const char **reads; /* every name that any step reads */
	size_t n_reads;
	bool names_in_targets; /* under `targets:` every name that is read anywhere is known */
};

/* What an expression may use besides values and helpers; depends on where it stands. */
enum check_sees {
	SEES_CONFIG = 1,
	SEES_INPUT = 2, /* the submission and the job */
	SEES_SECRET = 4,
	SEES_JOB = SEES_CONFIG | SEES_INPUT,
};

/*
 * check_expression() - findings about one value; literals have none. @sees: flags of enum
 * check_sees.
 */
void check_expression(struct check *c, const struct value *v, unsigned sees);

/* check_name() - findings about names: every expression sees only what is known where it stands. */
void check_name(struct check *c);

/* check_flow() - findings about order: unreachable steps, ids, branches, handlers. */
void check_flow(struct check *c);

/* check_stage() - findings about commits: their parts and what may follow them. */
void check_stage(struct check *c);

/* check_form() - findings about targets and about the form of values that leave the job. */
void check_form(struct check *c);

/* check_lists() - findings about targets that a list is gone through for. */
void check_lists(struct check *c);
