/* run.c - one submission through one recipe on one desk. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/run/run.h"

#include <stdlib.h>
#include "agent/desk/desk.h"
#include "agent/run/recording.h"
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
	img_unref(r->ambiguous_on);
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

/*
 * as_login() - whatever went wrong while logging in is a matter of the login, tried once; but what
 * is no refusal stays what it is: nothing started, somebody stopped us, or the recipe says that the
 * application is to blame (all seats are taken).
 */
static void as_login(const struct run *r, struct err *e)
{
	struct err cause = *e;

	if (e->code == ERR_START || e->code == ERR_GONE || e->code == ERR_HUNG ||
	    e->code == ERR_STOPPED || e->code == ERR_STALE || e->code == ERR_DISPLAY ||
	    e->code == ERR_IO)
		return;
	err_clear(e);
	(void)err_set(e, r->declared == ERR_CLASS_APPLICATION ? ERR_MISBEHAVED : ERR_LOGIN,
		      "login: %s", cause.msg);
}

void run_begin(struct run *r, const struct run_task *task, struct arena *a)
{
	r->task = task;
	r->arena = a;
	r->scope = task->scope;
	r->flags = task->flags;
	r->step = NULL;
	r->handlers = NULL;
	r->declared = ERR_CLASS_NONE;
	r->retry_after_ms = 0;
	r->place = r->cause = NULL;
	r->reads = (struct reads){ 0 };
	r->probing = NULL;
	r->baseline = PROBE_UNCLEAR;
	r->acted = r->rehearsed = r->answered = r->contradicted = false;
	r->undecided = NULL;
	r->commit_limit = deadline_in(0);
	r->n_proven = 0;
	r->probe_before = r->probe_after = NULL;
	r->ambiguous = (struct hits){ 0 };
	img_unref(r->ambiguous_on);
	r->ambiguous_on = NULL;
	if (task->recording)
		recording_watch(task->recording, r->o.locator, r->o.recipe);
}

void run_over(struct run *r)
{
	if (r->task->recording)
		recording_leave(r->task->recording);
	lastlook_forget(r);
	r->handlers = NULL;
	r->task = NULL;
	r->arena = NULL;
	r->undecided = NULL;
}

/* tell() - what every result says of the run that led to it; @e is what it failed with. */
static void tell(const struct run *r, const struct err *e, struct run_result *result)
{
	struct err said = *e;

	/* A business reason is for an applicant or a clerk: they do not know our files. */
	if (r->cause && err_code_class(e->code) == ERR_CLASS_BUSINESS) {
		err_clear(&said);
		(void)err_set(&said, e->code, "%s", r->cause);
	}
	result->err = said;
	result->place = e->code == ERR_NONE ? NULL : r->place;
	result->retry_after_ms = r->retry_after_ms;
	result->acted = r->acted;
	result->undecided = r->undecided;
	result->limit = r->commit_limit;
	result->answered = r->answered;
	result->contradicted = r->contradicted;
	result->n_proven = r->n_proven;
	result->probe_before = r->probe_before;
	result->probe_after = r->probe_after;
	result->probe_agrees = r->probe_after && e->code == ERR_NONE;
}

bool run_launch(struct run *r, const struct run_task *task, struct arena *a,
		struct run_result *ret_result)
{
	struct err e = { 0 };

	run_begin(r, task, a);
	bool done = start(r, &e) && login(r, &e);
	if (!done) {
		as_login(r, &e);
		*ret_result = (struct run_result){ .end = failure_end(e.code),
						   .picture = stoppage_picture(r, &e) };
		tell(r, &e, ret_result);
	}
	run_over(r); /* a password's field is not looked at again */
	return done;
}

static bool has_commit(const struct steps *steps)
{
	for (size_t i = 0; i < steps->n; i++)
		if (steps->list[i].verb == STEP_COMMIT)
			return true;
	return false;
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

static bool is_proven(const struct run_task *task, const char *stage)
{
	for (size_t i = 0; i < task->n_proven; i++)
		if (str_eq(task->proven[i].id, stage))
			return true;
	return false;
}

/* first_open() - the first step behind every stage that is done already. */
static size_t first_open(const struct run *r)
{
	const struct steps *all = &r->o.recipe->steps;
	size_t first = 0;

	for (size_t i = 0; i < all->n; i++)
		if (all->list[i].verb == STEP_COMMIT &&
		    is_proven(r->task, all->list[i].u.commit.id))
			first = i + 1;
	return first;
}

/* stage_at() - the steps from @first up to the next commit, which ends them. */
static struct steps stage_at(const struct steps *all, size_t first)
{
	size_t end = first;

	while (end < all->n && all->list[end].verb != STEP_COMMIT)
		end++;
	return (struct steps){ all->list + first, (end < all->n ? end + 1 : end) - first };
}

/* walk_stage() - from the start mask, wherever the stage before has left the application. */
static bool walk_stage(struct run *r, const struct steps *stage, struct err *e)
{
	const struct step *last = &stage->list[stage->n - 1];

	if (!stepper_walk(r, &r->o.recipe->application.home, e) ||
	    (last->verb == STEP_COMMIT && !probe_baseline(r, &last->u.commit, e)))
		return false;
	lastlook_forget(r);
	return stepper_walk(r, stage, e);
}

static bool walk(struct run *r, struct run_result *result, struct err *e)
{
	const struct recipe *recipe = r->o.recipe;
	const struct steps *all = &recipe->steps;
	struct steps stage;

	r->handlers = &recipe->on;
	if (!scope_compute(r->scope, e) || !reads_proven(r, e))
		return false;
	for (size_t i = first_open(r); i < all->n && !r->rehearsed; i += stage.n) {
		stage = stage_at(all, i);
		if (!walk_stage(r, &stage, e))
			return false;
	}
	if (r->rehearsed)
		return true;
	if (has_commit(all) && r->n_proven + r->task->n_proven == 0)
		return err_set(e, ERR_RECIPE, "%s: no commit was reached, nothing is entered",
			       recipe->file);
	return outcome(r, result, e);
}

/*
 * doubt() - a run that failed has no outcome; behind a proven commit it must not look as if nothing
 * had been entered. A ledger knows what was, and goes on there.
 */
static void doubt(const struct run *r, struct run_result *result, struct err *e)
{
	struct err cause = *e;

	result->n_values = 0;
	if (r->n_proven == 0 || r->task->ledger || cause.code == ERR_IN_DOUBT)
		return;
	err_clear(e);
	(void)err_set(e, ERR_IN_DOUBT, "a commit is done and proven, what follows failed: %s",
		      cause.msg);
}

/* list_fields() - the rehearsal's table: what was written and stands there. */
static void list_fields(struct run *r, struct run_result *result)
{
	size_t n = 0;

	for (const struct written *w = r->written; w; w = w->next)
		n++;
	result->fields = arena_calloc(r->arena, n, sizeof *result->fields);
	for (const struct written *w = r->written; w; w = w->next)
		result->fields[result->n_fields++] =
			(struct run_field){ .what = w->what,
					    .shows = w->shows,
					    .hidden = w->secret || w->kind == WRITTEN_HIDDEN };
}

void run_submission(struct run *r, const struct run_task *task, struct arena *a,
		    struct run_result *ret_result)
{
	struct run_result result = { .end = RUN_ENTERED };
	struct err e = { 0 };

	run_begin(r, task, a);
	bool done = walk(r, &result, &e);
	list_fields(r, &result);
	if (!done) {
		doubt(r, &result, &e);
		result.end = failure_end(e.code);
	} else if (r->rehearsed) {
		result.end = RUN_REHEARSED;
	} else if (!has_commit(&r->o.recipe->steps)) {
		result.end = RUN_ANSWERED;
	}
	result.picture = done && !r->rehearsed ? NULL : stoppage_picture(r, &e);
	tell(r, &e, &result);
	run_over(r);
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
	r->place = NULL;
	r->o.observer = NULL;
	bool home = stepper_walk(r, &r->o.recipe->application.home, &e);
	r->o.observer = observer;
	r->arena = NULL;
	return home;
}
