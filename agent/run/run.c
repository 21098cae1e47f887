/* run.c - one submission through one recipe on one desk. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/run/run.h"

#include <stdlib.h>
#include "agent/desk/desk.h"
#include "agent/run/runner.h"
#include "agent/run/stoppage.h"
#include "base/mem.h"
#include "base/str.h"

struct run *run_new(const struct run_options *o)
{
	struct run *r = mem_zalloc(sizeof *r);

	r->o = *o;
	r->how = "";
	r->windows_changed = true;
	return r;
}

void run_free(struct run *r)
{
	if (!r)
		return;
	lastlook_forget(r);
	free(r);
}

/* start() - the program and its arguments, computed by the first submission's scope. */
static bool start(struct run *r, struct err *e)
{
	const struct recipe_application *app = &r->o.recipe->application;
	const char **argv = arena_calloc(r->arena, app->n_start + 1, sizeof *argv);

	for (size_t i = 0; i < app->n_start; i++)
		if (!scope_text(r->scope, app->start[i], r->arena, &argv[i], e))
			return false;
	return desk_launch(r->o.desk, argv, NULL, e);
}

/* join_handlers() - those of the login first: they know more about what can happen there. */
static struct recipe_handlers join_handlers(struct arena *a, const struct recipe_handlers *first,
					    const struct recipe_handlers *then)
{
	struct recipe_handlers both = { .n = first->n + then->n };

	both.list = arena_calloc(a, both.n, sizeof *both.list);
	for (size_t i = 0; i < both.n; i++)
		both.list[i] = i < first->n ? first->list[i] : then->list[i - first->n];
	return both;
}

/* login() - wait for the window, then the recipe's login, up to the start mask. */
static bool login(struct run *r, struct err *e)
{
	const struct recipe_application *app = &r->o.recipe->application;
	struct recipe_handlers both = join_handlers(r->arena, &app->login_on, &r->o.recipe->on);
	struct hit hit;

	wait_within(r, STEP_WITHIN_MS);
	if (app->window && !wait_target(r, app->window, &hit, e))
		return false;
	r->handlers = &both;
	bool done = stepper_walk(r, &app->login, e) && stepper_walk(r, &app->home, e);
	r->handlers = NULL;
	return done;
}

/* as_login() - whatever went wrong while logging in is a matter of the login, tried once. */
static void as_login(struct err *e)
{
	struct err cause = *e;

	if (e->code == ERR_START || e->code == ERR_GONE || e->code == ERR_HUNG ||
	    e->code == ERR_STOPPED || e->code == ERR_DISPLAY)
		return;
	err_clear(e);
	(void)err_set(e, ERR_LOGIN, "login: %s", cause.msg);
}

bool run_launch(struct run *r, struct scope *scope, struct arena *a, struct run_result *ret_result)
{
	struct err e = { 0 };

	r->arena = a;
	r->scope = scope;
	r->step = NULL;
	r->handlers = NULL;
	bool done = start(r, &e) && login(r, &e);
	if (!done) {
		as_login(&e);
		*ret_result = (struct run_result){ .end = failure_end(e.code),
						   .err = e,
						   .picture = stoppage_picture(r, &e) };
	}
	lastlook_forget(r); /* a password's field is not looked at again */
	r->handlers = NULL;
	r->arena = NULL;
	return done;
}

/* commit_of() - the recipe's first commit, NULL for a query. */
static const struct step_commit *commit_of(const struct steps *steps)
{
	for (size_t i = 0; i < steps->n; i++)
		if (steps->list[i].verb == STEP_COMMIT)
			return &steps->list[i].u.commit;
	return NULL;
}

/* outcome() - the members of `outcome: entered:`, computed. */
static bool outcome(struct run *r, struct run_result *result, struct err *e)
{
	const struct recipe *recipe = r->o.recipe;

	result->values = arena_calloc(r->arena, recipe->n_entered, sizeof *result->values);
	for (size_t i = 0; i < recipe->n_entered; i++) {
		const char *text;
		if (!scope_text(r->scope, recipe->entered[i].value, r->arena, &text, e))
			return false;
		result->values[result->n_values++] =
			(struct run_value){ recipe->entered[i].name, text };
	}
	return true;
}

/* probe() - rehearse the commit's probe; its values must not replace those of the proof. */
static bool probe(struct run *r, const char *wanted, const char **ret_branch, struct err *e)
{
	const struct step_commit *c = commit_of(&r->o.recipe->steps);

	if (!(r->flags & RUN_REHEARSE_PROBE) || !c || c->probe.n == 0)
		return true;
	if (!commit_probe(r, c, ret_branch, e))
		return false;
	if (!*ret_branch || !str_eq(*ret_branch, wanted))
		return err_set(e, ERR_RECIPE, "probe: took the branch '%s', wanted '%s'",
			       *ret_branch ? *ret_branch : "none", wanted);
	return true;
}

/* same_values() - what the probe read is what the proof read. */
static bool same_values(struct run *r, const struct run_result *result, struct err *e)
{
	struct run_result again = { 0 };

	if (!outcome(r, &again, e))
		return false;
	for (size_t i = 0; i < result->n_values; i++)
		if (!str_eq(result->values[i].text, again.values[i].text))
			return err_set(e, ERR_MISMATCH, "probe: '%s' differs from the proof's",
				       result->values[i].name);
	return true;
}

static bool rehearse_after(struct run *r, struct run_result *result, struct err *e)
{
	if (!(r->flags & RUN_REHEARSE_PROBE))
		return true;
	if (!probe(r, "found", &r->probe_after, e) || !same_values(r, result, e))
		return false;
	r->probe_agrees = r->probe_after != NULL;
	return true;
}

static bool walk(struct run *r, struct run_result *result, struct err *e)
{
	const struct recipe *recipe = r->o.recipe;

	r->handlers = &recipe->on;
	if (!scope_compute(r->scope, e))
		return false;
	if (!stepper_walk(r, &recipe->application.home, e) ||
	    !probe(r, "absent", &r->probe_before, e))
		return false;
	lastlook_forget(r);
	if (r->probe_before && !stepper_walk(r, &recipe->application.home, e))
		return false;
	if (!stepper_walk(r, &recipe->steps, e))
		return false;
	if (r->rehearsed)
		return true;
	if (commit_of(&recipe->steps) && r->n_proven == 0)
		return err_set(e, ERR_RECIPE, "%s: no commit was reached, nothing is entered",
			       recipe->file);
	return outcome(r, result, e);
}

/*
 * doubt() - a run that failed has no outcome; behind a proven commit it must not look as if nothing
 * had been entered.
 */
static void doubt(const struct run *r, struct run_result *result, struct err *e)
{
	struct err cause = *e;

	result->n_values = 0;
	if (r->n_proven == 0 || cause.code == ERR_IN_DOUBT)
		return;
	err_clear(e);
	(void)err_set(e, ERR_IN_DOUBT, "a commit is done and proven, what follows failed: %s",
		      cause.msg);
}

/* contradicted() - the probe found our record with other values than the proof read. */
static bool contradicted(const struct run *r)
{
	return r->probe_after && str_eq(r->probe_after, "found") && !r->probe_agrees;
}

/* list_fields() - the rehearsal's table: what was written and stands there. */
static void list_fields(struct run *r, struct run_result *result)
{
	size_t n = 0;

	for (const struct written *w = r->written; w; w = w->next)
		n++;
	result->fields = arena_calloc(r->arena, n, sizeof *result->fields);
	for (const struct written *w = r->written; w; w = w->next)
		result->fields[result->n_fields++] = (struct run_field){
			.what = w->what, .shows = w->shows, .hidden = w->kind == WRITTEN_HIDDEN
		};
}

void run_submission(struct run *r, struct scope *scope, unsigned flags, struct arena *a,
		    struct run_result *ret_result)
{
	struct run_result result = { .end = RUN_ENTERED };
	struct err e = { 0 };

	r->arena = a;
	r->scope = scope;
	r->flags = flags;
	r->acted = r->rehearsed = r->probe_agrees = r->declared = false;
	r->n_proven = 0;
	r->probe_before = r->probe_after = NULL;
	r->ambiguous = (struct hits){ 0 };
	bool done = walk(r, &result, &e);
	list_fields(r, &result);
	if (!done)
		doubt(r, &result, &e);
	if (!done)
		result.end = failure_end(e.code);
	else if (r->rehearsed)
		result.end = RUN_REHEARSED;
	else if (!commit_of(&r->o.recipe->steps))
		result.end = RUN_ANSWERED;
	result.picture = done && !r->rehearsed ? NULL : stoppage_picture(r, &e);
	if (done && !r->rehearsed && !rehearse_after(r, &result, &e) && contradicted(r)) {
		result.end = RUN_IN_DOUBT;
		result.n_values = 0;
	}
	result.err = e;
	result.acted = r->acted;
	result.probe_before = r->probe_before;
	result.probe_after = r->probe_after;
	result.probe_agrees = r->probe_agrees;
	lastlook_forget(r);
	r->arena = NULL;
	*ret_result = result;
}

bool run_leave(struct run *r, struct scope *scope)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	const struct run_observer *observer = r->o.observer;
	struct err e = { 0 };

	r->arena = a;
	r->scope = scope;
	r->handlers = NULL;
	r->rehearsed = false;
	r->o.observer = NULL;
	bool home = stepper_walk(r, &r->o.recipe->application.home, &e);
	r->o.observer = observer;
	r->arena = NULL;
	return home;
}
