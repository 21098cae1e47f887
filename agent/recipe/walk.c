/* walk.c - walks over the values and targets of a recipe, by the table of steps. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/recipe/walk.h"

static void visit_value(const struct visitor *v, const struct value *value)
{
	if (value && v->value)
		v->value(v->with, value);
}

static void visit_inside(const struct target *t, const struct visitor *v)
{
	visit_value(v, t->text);
	visit_value(v, t->column);
	visit_value(v, t->cell_row);
	visit_value(v, t->cell_column);
	for (size_t i = 0; i < t->n_row_with; i++)
		visit_value(v, t->row_with[i]);
	for (size_t i = 0; i < t->n_any; i++)
		walk_target(t->any[i], v);
	if (t->of)
		walk_target(t->of, v);
	if (t->in)
		walk_target(t->in, v);
}

void walk_target(const struct target *t, const struct visitor *v)
{
	if (v->target)
		v->target(v->with, t);
	if (!t->name)
		visit_inside(t, v);
}

static void walk_branches(const struct step_either *either, const struct visitor *v)
{
	for (size_t i = 0; i < either->n; i++)
		walk_target(either->branches[i].sees, v);
}

static void walk_menu(const struct step_menu *menu, const struct visitor *v)
{
	for (size_t i = 0; i < menu->n; i++)
		visit_value(v, menu->path[i]);
}

/* walk_argument() - what the row @arg of the table has put into @s. */
static void walk_argument(const struct step *s, const struct step_arg *arg, const struct visitor *v)
{
	const void *slot = (const char *)s + arg->offset;
	const struct target *const *target = slot;
	const struct value *const *value = slot;

	switch (arg->type) {
	case ARG_TARGET:
	case ARG_FIELD:
	case ARG_MARK:
		if (*target)
			walk_target(*target, v);
		break;
	case ARG_VALUE: visit_value(v, *value); break;
	case ARG_PATH: walk_menu(slot, v); break;
	case ARG_BRANCHES: walk_branches(slot, v); break;
	case ARG_BUSINESS: visit_value(v, ((const struct step_fail *)slot)->reason); break;
	case ARG_APPLICATION: /* the same member as ARG_BUSINESS */
	case ARG_NAME:
	case ARG_TEXT:
	case ARG_CHORD:
	case ARG_FLAG:
	case ARG_BUTTON:
	case ARG_DURATION:
	case ARG_PATTERN:
	case ARG_CHECK_DIGIT:
	case ARG_HEADINGS:
	case ARG_STEPS: /* for walk_inner() */
	case ARG_TYPE_MAX_: break;
	}
}

void walk_step(const struct step *s, const struct visitor *v)
{
	const struct step_kind *kind = step_kind(s->verb);

	visit_value(v, s->only_if);
	for (size_t i = 0; i < kind->n_args; i++)
		walk_argument(s, &kind->args[i], v);
}

static size_t add_list(const struct steps *ret[WALK_LISTS_MAX], size_t n, const struct steps *one)
{
	if (n < WALK_LISTS_MAX)
		ret[n++] = one;
	return n;
}

size_t walk_inner(const struct step *s, const struct steps *ret_lists[WALK_LISTS_MAX])
{
	const struct step_kind *kind = step_kind(s->verb);
	size_t n = 0;

	for (size_t i = 0; i < kind->n_args; i++)
		if (kind->args[i].type == ARG_STEPS)
			n = add_list(ret_lists, n,
				     (const void *)((const char *)s + kind->args[i].offset));
	if (s->verb != STEP_EITHER)
		return n;
	for (size_t i = 0; i < s->u.either.n; i++)
		n = add_list(ret_lists, n, &s->u.either.branches[i].then);
	return n;
}

void walk_steps(const struct steps *steps, const struct visitor *v)
{
	const struct steps *inner[WALK_LISTS_MAX];

	for (size_t i = 0; i < steps->n; i++) {
		if (v->step)
			v->step(v->with, &steps->list[i]);
		walk_step(&steps->list[i], v);
		for (size_t k = walk_inner(&steps->list[i], inner); k-- > 0;)
			walk_steps(inner[k], v);
	}
}

static void walk_handlers(const struct recipe_handlers *h, const struct visitor *v)
{
	for (size_t i = 0; i < h->n; i++) {
		walk_target(h->list[i].sees, v);
		walk_steps(&h->list[i].act, v);
	}
}

static void walk_application(const struct recipe_application *app, const struct visitor *v)
{
	for (size_t i = 0; i < app->n_start; i++)
		visit_value(v, app->start[i]);
	if (app->window)
		walk_target(app->window, v);
	walk_steps(&app->login, v);
	walk_handlers(&app->login_on, v);
	walk_steps(&app->home, v);
}

void walk_recipe(const struct recipe *r, const struct visitor *v)
{
	visit_value(v, r->once_per);
	for (size_t i = 0; i < r->n_values; i++)
		visit_value(v, r->values[i].value);
	walk_application(&r->application, v);
	for (size_t i = 0; i < r->n_targets; i++)
		visit_inside(r->targets[i], v);
	walk_handlers(&r->on, v);
	walk_steps(&r->steps, v);
	for (size_t i = 0; i < r->n_entered; i++)
		visit_value(v, r->entered[i].value);
}
