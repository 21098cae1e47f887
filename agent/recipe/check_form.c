/* check_form.c - findings about targets, and about the form of values that leave the job. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/recipe/check_context.h"
#include "agent/recipe/expression.h"
#include "agent/recipe/schema_near.h"
#include "agent/recipe/walk.h"
#include "base/str.h"

static void check_target(void *with, const struct target *t)
{
	struct check *c = with;

	if (t->name)
		return; /* looked at where it is defined */
	if (t->kind == TARGET_ROW && t->n_row_with == 1)
		source_warn(
			c->src, t->at,
			"one value may stand in several rows: name a second one, unless this one"
			" is unique");
}

/* A walk along targets; a named one that is met while it is open describes itself. */
struct trail {
	const struct recipe *r;
	unsigned char *state; /* by index of the named target */
};

enum { STATE_NEW, STATE_OPEN, STATE_DONE };

static bool has_circle(struct trail *trail, const struct target *t);

static bool inside_has_circle(struct trail *trail, const struct target *t)
{
	for (size_t i = 0; i < t->n_any; i++)
		if (has_circle(trail, t->any[i]))
			return true;
	return has_circle(trail, t->of) || has_circle(trail, t->in);
}

static bool has_circle(struct trail *trail, const struct target *t)
{
	size_t at = 0;

	if (!t)
		return false;
	while (at < trail->r->n_targets && trail->r->targets[at] != t)
		at++;
	if (at == trail->r->n_targets)
		return inside_has_circle(trail, t);
	if (trail->state[at] != STATE_NEW)
		return trail->state[at] == STATE_OPEN;
	trail->state[at] = STATE_OPEN;
	bool circle = inside_has_circle(trail, t);

	trail->state[at] = STATE_DONE;
	return circle;
}

static void check_circles(struct check *c)
{
	struct trail trail = { .r = c->r };

	trail.state = arena_calloc(c->arena, c->r->n_targets + 1, 1);
	for (size_t i = 0; i < c->r->n_targets; i++)
		if (has_circle(&trail, c->r->targets[i]))
			source_error(c->src, c->r->targets[i]->at,
				     "the target '%s' is described by itself",
				     c->r->targets[i]->name);
}

/*
 * has_form() - is there a pattern that settles what is read here? Names of names are followed a
 * little.
 */
static bool has_form(const struct target *t)
{
	enum { HOPS_MAX = 8 };

	for (int hops = 0; t->n_any == 1 && hops < HOPS_MAX; hops++)
		t = t->any[0];
	if (t->match)
		return true;
	for (size_t i = 0; i < t->n_any; i++)
		if (!t->any[i]->match)
			return false;
	return t->n_any > 0;
}

static bool leaves_job(struct check *c, const char *name)
{
	for (size_t i = 0; i < c->r->n_entered; i++)
		if (expression_takes(c->r->entered[i].value, name))
			return true;
	return false;
}

static void demand_form(struct check *c, const char *name, struct place at)
{
	if (leaves_job(c, name))
		source_error(c->src, at,
			     "'%s' leaves the job in 'outcome:', so its reading needs 'match'"
			     " (rule 9)",
			     name);
}

static void check_reads(struct check *c, const struct steps *steps)
{
	const struct steps *inner[WALK_LISTS_MAX];

	for (size_t i = 0; i < steps->n; i++) {
		const struct step *s = &steps->list[i];

		if (s->verb == STEP_READ && !has_form(s->u.read.from))
			demand_form(c, s->u.read.as, s->at);
		for (size_t k = 0; s->verb == STEP_READ_TABLE && k < s->u.table.columns.n; k++)
			if (!s->u.table.columns.list[k].match)
				demand_form(c, s->u.table.as, s->u.table.columns.list[k].at);
		for (size_t k = 0; s->verb == STEP_EITHER && k < s->u.either.n; k++) {
			const struct either_branch *branch = &s->u.either.branches[k];

			if (branch->read_as && !branch->read_match)
				demand_form(c, branch->read_as, branch->at);
		}
		for (size_t k = walk_inner(s, inner); k-- > 0;)
			check_reads(c, inner[k]);
	}
}

/* is_something() - a value, a reading, or a member of the submission? */
static bool is_something(struct check *c, const char *name)
{
	for (size_t i = 0; i < c->r->n_values; i++)
		if (str_eq(c->r->values[i].name, name))
			return true;
	for (size_t i = 0; i < c->n_reads; i++)
		if (str_eq(c->reads[i], name))
			return true;
	/* without a schema nothing can be said of the submission's members */
	return !c->r->input || schema_near_knows(c->r->input, name, c->arena);
}

void check_form(struct check *c)
{
	const struct recipe *r = c->r;

	check_circles(c);
	for (size_t i = 0; i < r->n_targets; i++) {
		struct target anonymous = *r->targets[i];

		anonymous.name = NULL;
		walk_target(&anonymous, &(struct visitor){ .target = check_target, .with = c });
	}
	walk_recipe(r, &(struct visitor){ .target = check_target, .with = c });
	check_reads(c, &r->steps);
	for (size_t i = 0; i < r->n_public; i++)
		if (!is_something(c, r->public_names[i]))
			source_error(c->src, r->public_at,
				     "public: no value, reading or member of the submission is"
				     " called '%s'",
				     r->public_names[i]);
}
