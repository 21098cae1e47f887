/* check_stage.c - findings about commits: their parts and what may follow them (rule 8). */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>
#include "agent/recipe/check_context.h"
#include "agent/recipe/walk.h"
#include "base/str.h"

/* STAGE_NAME_MAX: as journal and store hold it. */
enum { STAGE_NAME_MAX = 64 };

static const char stage_letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				    "0123456789._:-";

static bool is_navigation(const struct step *s)
{
	return s->verb == STEP_MENU || s->verb == STEP_KEY || s->verb == STEP_TAB ||
	       s->verb == STEP_CLICK || s->verb == STEP_EXPECT;
}

static void check_act(struct check *c, const struct step_commit *commit, struct place at)
{
	if (commit->act.n == 0)
		source_error(c->src, at, "'do' has no step");
	for (size_t i = 0; i < commit->act.n; i++)
		if (step_group(commit->act.list[i].verb) != GROUP_EDIT)
			source_error(
				c->src, commit->act.list[i].at,
				"'%s' is no act: 'do' holds clicks and keys, what comes of them"
				" stands in 'proof'",
				step_word(commit->act.list[i].verb));
}

static void check_proof(struct check *c, const struct step_commit *commit, struct place at)
{
	if (commit->proof.n == 0)
		source_error(c->src, at,
			     "a commit needs a proof: what on the screen shows that it happened?");
	for (size_t i = 0; i < commit->proof.n; i++)
		if (commit->proof.list[i].verb == STEP_READ && commit->proof.list[i].u.read.scrolls)
			source_error(c->src, commit->proof.list[i].at,
				     "'scrolls' clicks into the field: a proof only looks");
		else if (step_group(commit->proof.list[i].verb) != GROUP_LOOK)
			source_error(c->src, commit->proof.list[i].at,
				     "'%s' changes something: a proof only looks",
				     step_word(commit->proof.list[i].verb));
	for (size_t i = 0; i < commit->proof.n; i++)
		if (commit->proof.list[i].verb == STEP_READ_TABLE)
			source_error(c->src, commit->proof.list[i].at,
				     "a proof reads single values: what outlives an interruption is"
				     " a text, no list");
}

static const struct either_branch *find_branch(const struct step_either *either, const char *name)
{
	for (size_t i = 0; i < either->n; i++)
		if (str_eq(either->branches[i].name, name))
			return &either->branches[i];
	return NULL;
}

static bool reads_name(const struct either_branch *branch, const char *name)
{
	if (branch->read_as && str_eq(branch->read_as, name))
		return true;
	for (size_t i = 0; i < branch->then.n; i++)
		if (branch->then.list[i].verb == STEP_READ &&
		    str_eq(branch->then.list[i].u.read.as, name))
			return true;
	return false;
}

/*
 * check_found() - what the proof reads, the probe must read as well, or the outcome would lack
 * it.
 */
static void check_found(struct check *c, const struct step_commit *commit,
			const struct either_branch *found)
{
	for (size_t i = 0; i < commit->proof.n; i++) {
		const struct step *s = &commit->proof.list[i];

		if (s->verb == STEP_READ && !reads_name(found, s->u.read.as))
			source_error(c->src, found->at,
				     "the proof reads '%s', so 'found' must read it as well",
				     s->u.read.as);
	}
}

static void check_answer(struct check *c, const struct step_commit *commit, const struct step *last)
{
	const struct step_either *either = &last->u.either;
	const struct either_branch *found = find_branch(either, "found");

	if (!found || !find_branch(either, "absent"))
		source_error(c->src, last->at,
			     "the 'either' of a probe needs the branches 'found' and 'absent'");
	if (found)
		check_found(c, commit, found);
}

static void check_probe(struct check *c, const struct step_commit *commit)
{
	const struct steps *probe = &commit->probe;
	const struct step *last = probe->n ? &probe->list[probe->n - 1] : NULL;

	for (size_t i = 0; i < probe->n; i++) {
		const struct step *s = &probe->list[i];
		bool looks = step_group(s->verb) == GROUP_LOOK;

		if (!looks && !is_navigation(s) && s->verb != STEP_WRITE)
			source_error(c->src, s->at,
				     "'%s' cannot stand in a probe: it looks, and finds its way by"
				     " menu, tab, click, key and write",
				     step_word(s->verb));
	}
	if (last && last->verb != STEP_EITHER)
		source_error(c->src, last->at,
			     "a probe ends with 'either' that tells 'found' from 'absent'");
	if (last && last->verb == STEP_EITHER)
		check_answer(c, commit, last);
	if (last && !commit->mark_into)
		source_warn(c->src, last->at,
			    "a probe without 'mark' cannot tell our record from another");
}

/*
 * check_stage_id() - a stage's name stands in store and journal and decides what is not done again:
 * two of one name would take each other's proof.
 */
static void check_stage_id(struct check *c, const struct steps *steps, size_t at)
{
	const struct step *s = &steps->list[at];
	const char *id = s->u.commit.id;
	size_t len = strlen(id);

	if (len == 0 || len > STAGE_NAME_MAX || strspn(id, stage_letters) != len)
		source_error(c->src, s->at,
			     "a stage's id has 1 to %d of the letters A-Z a-z, digits and . _ : -",
			     STAGE_NAME_MAX);
	for (size_t i = 0; i < at; i++)
		if (steps->list[i].verb == STEP_COMMIT && str_eq(steps->list[i].u.commit.id, id))
			source_error(c->src, s->at, "two commits have the id '%s'", id);
}

static void check_commit(struct check *c, const struct step *s)
{
	check_act(c, &s->u.commit, s->at);
	check_proof(c, &s->u.commit, s->at);
	check_probe(c, &s->u.commit);
}

/* refuse_inside() - a commit ends a stage, so it stands in `steps:` itself. */
static void refuse_inside(struct check *c, const struct steps *steps)
{
	const struct steps *inner[WALK_LISTS_MAX];

	for (size_t i = 0; i < steps->n; i++) {
		if (steps->list[i].verb == STEP_COMMIT)
			source_error(
				c->src, steps->list[i].at,
				"a commit stands directly under 'steps:', where its stage ends");
		for (size_t k = walk_inner(&steps->list[i], inner); k-- > 0;)
			refuse_inside(c, inner[k]);
	}
}

static size_t last_commit(const struct steps *steps)
{
	size_t last = steps->n;

	for (size_t i = 0; i < steps->n; i++)
		if (steps->list[i].verb == STEP_COMMIT)
			last = i;
	return last;
}

/* check_order() - behind a commit there is the way to the next one, or the end. */
static void check_order(struct check *c, const struct steps *steps)
{
	size_t last = last_commit(steps);

	for (size_t i = 1; i < steps->n; i++) {
		const struct step *s = &steps->list[i];

		if (i == last + 1)
			source_error(c->src, s->at,
				     "nothing may follow the last commit: what goes back is made"
				     " from its proof");
		else if (steps->list[i - 1].verb == STEP_COMMIT && !is_navigation(s))
			source_error(c->src, s->at,
				     "the next stage begins at the start mask: it must first find"
				     " its way (menu, key, tab, click)");
	}
}

void check_stage(struct check *c)
{
	const struct steps *steps = &c->r->steps, *inner[WALK_LISTS_MAX];
	const struct recipe_application *app = &c->r->application;
	const struct recipe_handlers *handlers[] = { &c->r->on, &app->login_on };

	for (size_t i = 0; i < steps->n; i++) {
		if (steps->list[i].verb == STEP_COMMIT) {
			check_commit(c, &steps->list[i]);
			check_stage_id(c, steps, i);
		}
		for (size_t k = walk_inner(&steps->list[i], inner); k-- > 0;)
			refuse_inside(c, inner[k]);
	}
	refuse_inside(c, &app->login);
	refuse_inside(c, &app->home);
	for (size_t i = 0; i < sizeof handlers / sizeof *handlers; i++)
		for (size_t k = 0; k < handlers[i]->n; k++)
			refuse_inside(c, &handlers[i]->list[k].act);
	check_order(c, steps);
}
