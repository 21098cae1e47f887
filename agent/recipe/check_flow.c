/* check_flow.c - findings about order: unreachable steps, ids, branches, handlers. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/recipe/check_context.h"
#include "agent/recipe/walk.h"
#include "base/str.h"

/* ends_always() - does no way lead past @s? */
static bool ends_always(const struct step *s);

static bool list_ends_always(const struct steps *steps)
{
	for (size_t i = 0; i < steps->n; i++)
		if (ends_always(&steps->list[i]))
			return true;
	return false;
}

static bool ends_always(const struct step *s)
{
	if (s->only_if)
		return false;
	if (s->verb == STEP_FAIL)
		return true;
	if (s->verb == STEP_IF)
		return list_ends_always(&s->u.branch.then) &&
		       list_ends_always(&s->u.branch.otherwise);
	if (s->verb != STEP_EITHER || s->u.either.n == 0)
		return false;
	for (size_t i = 0; i < s->u.either.n; i++)
		if (!list_ends_always(&s->u.either.branches[i].then))
			return false;
	return true;
}

static void check_reach(struct check *c, const struct steps *steps)
{
	const struct steps *inner[WALK_LISTS_MAX];

	for (size_t i = 0; i < steps->n; i++) {
		for (size_t k = walk_inner(&steps->list[i], inner); k-- > 0;)
			check_reach(c, inner[k]);
		if (i == 0 || !ends_always(&steps->list[i - 1]))
			continue;
		source_error(c->src, steps->list[i].at,
			     "this step is never reached: the job ends before it");
	}
}

/* Ids already seen. */
struct ids {
	struct check *c;
	const char **list;
	size_t n;
};

static size_t count_steps(const struct steps *steps)
{
	const struct steps *inner[WALK_LISTS_MAX];
	size_t n = steps->n;

	for (size_t i = 0; i < steps->n; i++)
		for (size_t k = walk_inner(&steps->list[i], inner); k-- > 0;)
			n += count_steps(inner[k]);
	return n;
}

static void check_id(struct ids *ids, const struct step *s)
{
	if (!s->id)
		return;
	for (size_t i = 0; i < ids->n; i++)
		if (str_eq(ids->list[i], s->id))
			source_error(ids->c->src, s->at, "two steps have the id '%s'", s->id);
	ids->list[ids->n++] = s->id;
}

static void check_ids(struct ids *ids, const struct steps *steps)
{
	const struct steps *inner[WALK_LISTS_MAX];

	for (size_t i = 0; i < steps->n; i++) {
		check_id(ids, &steps->list[i]);
		for (size_t k = walk_inner(&steps->list[i], inner); k-- > 0;)
			check_ids(ids, inner[k]);
	}
}

static void check_branch_names(struct check *c, const struct step_either *either)
{
	for (size_t i = 0; i < either->n; i++)
		for (size_t k = 0; k < i; k++)
			if (str_eq(either->branches[i].name, either->branches[k].name))
				source_error(c->src, either->branches[i].at,
					     "two branches are called '%s'",
					     either->branches[i].name);
}

static void check_either(struct check *c, const struct steps *steps)
{
	const struct steps *inner[WALK_LISTS_MAX];

	for (size_t i = 0; i < steps->n; i++) {
		const struct step *s = &steps->list[i];

		if (s->verb == STEP_EITHER && s->u.either.n > WALK_LISTS_MAX)
			source_error(c->src, s->at, "more than %d branches", WALK_LISTS_MAX);
		if (s->verb == STEP_EITHER)
			check_branch_names(c, &s->u.either);
		for (size_t k = walk_inner(s, inner); k-- > 0;)
			check_either(c, inner[k]);
	}
}

/* home must prove that the start mask is there: the next job begins from it. */
static void check_home(struct check *c)
{
	const struct steps *home = &c->r->application.home;
	const struct step *last = home->n ? &home->list[home->n - 1] : NULL;

	if (last && last->verb != STEP_EXPECT)
		source_error(c->src, last->at,
			     "'home' must end with 'expect': the start mask has to be proven");
}

void check_flow(struct check *c)
{
	const struct recipe *r = c->r;
	const struct recipe_application *app = &r->application;
	const struct recipe_handlers *handlers[] = { &r->on, &app->login_on };
	const struct steps *lists[] = { &r->steps, &app->login, &app->home };
	struct ids ids = { .c = c };

	ids.list = arena_calloc(c->arena, count_steps(&r->steps) + 1, sizeof *ids.list);
	check_ids(&ids, &r->steps);
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
		check_reach(c, lists[i]);
		check_either(c, lists[i]);
	}
	for (size_t i = 0; i < sizeof handlers / sizeof *handlers; i++)
		for (size_t k = 0; k < handlers[i]->n; k++) {
			check_reach(c, &handlers[i]->list[k].act);
			check_either(c, &handlers[i]->list[k].act);
		}
	check_home(c);
}
