/* check_name.c - every expression sees only names that are known where it stands. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/recipe/check_context.h"
#include "agent/recipe/walk.h"
#include "base/str.h"

/* Where expressions are being looked at. */
struct here {
	struct check *c;
	unsigned sees;
	const struct value *may_be_secret; /* the value of a `write` */
};

static void look_at(void *with, const struct value *v)
{
	const struct here *here = with;

	check_expression(here->c, v, here->sees | (v == here->may_be_secret ? SEES_SECRET : 0));
}

static void look_at_target(struct check *c, const struct target *t, unsigned sees)
{
	struct here here = { .c = c, .sees = sees };

	walk_target(t, &(struct visitor){ .value = look_at, .with = &here });
}

static bool is_known(const struct check *c, const char *name)
{
	for (size_t i = 0; i < c->n_known; i++)
		if (str_eq(c->known[i].name, name))
			return true;
	return false;
}

/* learn() - @name is known from here on; known twice is known once. */
static void learn(struct check *c, const char *name, bool durable)
{
	if (!is_known(c, name))
		c->known[c->n_known++] = (struct known){ name, durable };
}

static void learn_read(struct check *c, const char *name, struct place at)
{
	for (size_t i = 0; i < c->r->n_values; i++)
		if (str_eq(c->r->values[i].name, name))
			source_error(c->src, at, "'%s' stands under 'values:' already", name);
	learn(c, name, false);
}

static void look_at_steps(struct check *c, const struct steps *steps, unsigned sees);

/* always_fails() - does no way lead past these steps? */
static bool always_fails(const struct steps *steps)
{
	const struct step *last = steps->n ? &steps->list[steps->n - 1] : NULL;

	return last && last->verb == STEP_FAIL && !last->only_if;
}

/* Ways that part and meet again: known afterwards is what every way knows. */
struct meeting {
	struct check *c;
	size_t before;       /* names known where the ways part */
	const char **common; /* names that all ways so far learnt */
	size_t n_common;
	bool any; /* has a way been walked to its end? */
};

static void part(struct meeting *m, struct check *c)
{
	*m = (struct meeting){ .c = c, .before = c->n_known };
	m->common = arena_calloc(c->arena, c->n_reads + 1, sizeof *m->common);
}

static bool learnt(const struct meeting *m, const char *name)
{
	for (size_t i = m->before; i < m->c->n_known; i++)
		if (str_eq(m->c->known[i].name, name))
			return true;
	return false;
}

/* end_way() - one way is at its end; the next begins where they parted. */
static void end_way(struct meeting *m, bool fails)
{
	struct check *c = m->c;
	size_t n = 0;

	if (!fails && !m->any)
		for (size_t i = m->before; i < c->n_known; i++)
			m->common[m->n_common++] = c->known[i].name;
	for (size_t i = 0; !fails && m->any && i < m->n_common; i++)
		if (learnt(m, m->common[i]))
			m->common[n++] = m->common[i];
	if (!fails && m->any)
		m->n_common = n;
	m->any = m->any || !fails;
	c->n_known = m->before;
}

static void meet(struct meeting *m)
{
	for (size_t i = 0; i < m->n_common; i++)
		learn(m->c, m->common[i], false);
}

static void look_at_if(struct check *c, const struct step_if *branch, unsigned sees)
{
	struct meeting m;

	part(&m, c);
	look_at_steps(c, &branch->then, sees);
	end_way(&m, always_fails(&branch->then));
	look_at_steps(c, &branch->otherwise, sees);
	end_way(&m, always_fails(&branch->otherwise));
	meet(&m);
}

static void look_at_either(struct check *c, const struct step_either *either, unsigned sees)
{
	struct meeting m;

	part(&m, c);
	for (size_t i = 0; i < either->n; i++) {
		const struct either_branch *branch = &either->branches[i];

		if (branch->read_as)
			learn_read(c, branch->read_as, branch->at);
		look_at_steps(c, &branch->then, sees);
		end_way(&m, always_fails(&branch->then));
	}
	meet(&m);
}

/* keep_durable() - what an interruption leaves. */
static void keep_durable(struct check *c)
{
	size_t n = 0;

	for (size_t i = 0; i < c->n_known; i++)
		if (c->known[i].durable)
			c->known[n++] = c->known[i];
	c->n_known = n;
}

static void look_at_commit(struct check *c, const struct step_commit *commit, unsigned sees)
{
	size_t before = c->n_known;

	look_at_steps(c, &commit->act, sees);
	look_at_steps(c, &commit->proof, sees);
	for (size_t i = before; i < c->n_known; i++)
		c->known[i].durable = true; /* the store keeps a proof's values */
	struct known *proven = arena_calloc(c->arena, c->n_known + 1, sizeof *proven);
	size_t n_proven = c->n_known;

	for (size_t i = 0; i < n_proven; i++)
		proven[i] = c->known[i];
	/* the probe runs on a fresh desk, perhaps by another worker, without this stage's values */
	c->n_known = before;
	keep_durable(c);
	look_at_steps(c, &commit->probe, sees);
	for (size_t i = 0; i < n_proven; i++)
		c->known[i] = proven[i];
	c->n_known = n_proven;
	keep_durable(c);
}

static void look_at_step(struct check *c, const struct step *s, unsigned sees)
{
	struct here here = { .c = c, .sees = sees };

	if (s->verb == STEP_WRITE)
		here.may_be_secret = s->u.write.value;
	walk_step(s, &(struct visitor){ .value = look_at, .with = &here });
	if (s->verb == STEP_READ)
		learn_read(c, s->u.read.as, s->at);
	else if (s->verb == STEP_READ_TABLE)
		learn_read(c, s->u.table.as, s->at);
	else if (s->verb == STEP_IF)
		look_at_if(c, &s->u.branch, sees);
	else if (s->verb == STEP_EITHER)
		look_at_either(c, &s->u.either, sees);
	else if (s->verb == STEP_COMMIT)
		look_at_commit(c, &s->u.commit, sees);
}

static void look_at_steps(struct check *c, const struct steps *steps, unsigned sees)
{
	for (size_t i = 0; i < steps->n; i++) {
		struct meeting m;
		bool optional = steps->list[i].only_if != NULL;

		if (optional)
			part(&m, c);
		look_at_step(c, &steps->list[i], sees);
		if (!optional)
			continue;
		end_way(&m, false);
		end_way(&m, false); /* the way past it */
		meet(&m);
	}
}

/* look_at_handlers() - a handler may run at any time: it knows its own reads only. */
static void look_at_handlers(struct check *c, const struct recipe_handlers *h, unsigned sees)
{
	for (size_t i = 0; i < h->n; i++) {
		size_t before = c->n_known;

		look_at_target(c, h->list[i].sees, sees);
		look_at_steps(c, &h->list[i].act, sees);
		c->n_known = before;
	}
}

static void look_at_values(struct check *c)
{
	struct here here = { .c = c, .sees = SEES_JOB };

	for (size_t i = 0; i < c->r->n_values; i++) {
		look_at(&here, c->r->values[i].value);
		if (is_known(c, c->r->values[i].name))
			source_error(c->src, c->r->values[i].value->at, "'%s' is defined twice",
				     c->r->values[i].name);
		learn(c, c->r->values[i].name, true);
	}
	if (c->r->once_per)
		look_at(&here, c->r->once_per);
}

/* look_at_application() - these parts run before and between jobs. */
static void look_at_application(struct check *c)
{
	const struct recipe_application *app = &c->r->application;
	struct here here = { .c = c, .sees = SEES_CONFIG };

	for (size_t i = 0; i < app->n_start; i++)
		look_at(&here, app->start[i]);
	if (app->window)
		look_at_target(c, app->window, SEES_CONFIG);
	look_at_steps(c, &app->login, SEES_CONFIG);
	look_at_handlers(c, &app->login_on, SEES_CONFIG);
	look_at_steps(c, &app->home, SEES_CONFIG);
	c->n_known = 0;
}

/*
 * look_at_targets() - where a named target is used is not looked up: it may use what is read
 * anywhere.
 */
static void look_at_targets(struct check *c)
{
	c->names_in_targets = true;
	for (size_t i = 0; i < c->r->n_targets; i++) {
		struct target anonymous = *c->r->targets[i];

		anonymous.name = NULL; /* so that the walk enters it */
		look_at_target(c, &anonymous, SEES_JOB);
	}
	c->names_in_targets = false;
}

void check_name(struct check *c)
{
	struct here here = { .c = c, .sees = SEES_JOB };

	look_at_application(c);
	look_at_values(c);
	look_at_targets(c);
	look_at_handlers(c, &c->r->on, SEES_JOB);
	look_at_steps(c, &c->r->steps, SEES_JOB);
	for (size_t i = 0; i < c->r->n_entered; i++)
		look_at(&here, c->r->entered[i].value);
}
