/* check_list.c - findings about targets whose list is gone through: which, and where they stand. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/recipe/check_context.h"
#include "agent/recipe/walk.h"

/* The targets of one step; only @may of them may be gone through a list for. */
struct watch {
	struct check *c;
	const struct target *may;
};

static void check_kind(struct check *c, const struct target *t)
{
	bool row = t->kind == TARGET_ROW;

	if (!row && t->kind != TARGET_TEXT && t->kind != TARGET_MATCH)
		source_error(c->src, t->at, "'scrolls' goes with row_with, text, match or like");
	else if (!t->in && !(row && t->column))
		source_error(c->src, t->at, "'scrolls' needs 'in', which names the list%s",
			     row ? ", or 'column'" : "");
	if (t->nth > 0 || t->related)
		source_error(c->src, t->at,
			     "what is sought by scrolling is there once: no 'nth', no relation");
}

static void check_target(void *with, const struct target *t)
{
	const struct watch *w = with;

	if (!t->scrolls)
		return;
	if (t != w->may)
		source_error(w->c->src, t->at,
			     "'scrolls' moves a list: only click, expect and read seek their own"
			     " target so, and no proof does");
	else if (!t->name)
		check_kind(w->c, t);
}

static void check_one(struct check *c, const struct target *t, const struct target *may)
{
	walk_target(t,
		    &(struct visitor){ .target = check_target, .with = &(struct watch){ c, may } });
}

/* may_seek() - the target of @s for which a list may be gone through; NULL if there is none. */
static const struct target *may_seek(const struct step *s)
{
	switch ((int)s->verb) {
	case STEP_CLICK: return s->u.click.target;
	case STEP_EXPECT: return s->u.look.target;
	case STEP_READ: return s->u.read.from;
	default: return NULL;
	}
}

static void check_steps(struct check *c, const struct steps *steps, bool proof)
{
	const struct steps *inner[WALK_LISTS_MAX];

	for (size_t i = 0; i < steps->n; i++) {
		const struct step *s = &steps->list[i];
		struct watch w = { c, proof ? NULL : may_seek(s) };

		walk_step(s, &(struct visitor){ .target = check_target, .with = &w });
		for (size_t k = walk_inner(s, inner); k-- > 0;)
			check_steps(c, inner[k],
				    s->verb == STEP_COMMIT && inner[k] == &s->u.commit.proof);
	}
}

static void check_handlers(struct check *c, const struct recipe_handlers *h)
{
	for (size_t i = 0; i < h->n; i++) {
		check_one(c, h->list[i].sees, NULL);
		check_steps(c, &h->list[i].act, false);
	}
}

void check_lists(struct check *c)
{
	const struct recipe *r = c->r;

	for (size_t i = 0; i < r->n_targets; i++) {
		struct target anonymous = *r->targets[i];

		anonymous.name = NULL;
		check_one(c, &anonymous, &anonymous);
	}
	check_steps(c, &r->application.login, false);
	check_handlers(c, &r->application.login_on);
	check_steps(c, &r->application.home, false);
	check_handlers(c, &r->on);
	check_steps(c, &r->steps, false);
}
