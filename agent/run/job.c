/* job.c - one claimed job: from the store through the application to its end in the store. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/run/job.h"

#include <stdio.h>
#include <string.h>
#include "agent/model/failure.h"
#include "agent/recipe/day.h"
#include "agent/run/claim.h"
#include "agent/run/recording.h"
#include "base/clock.h"
#include "base/fault.h"

/* DEATHS_MAX: workers that a job may cost. A machine that is started anew every day of a fortnight
 * while the same job runs is no reason to ask a person. */
enum { DEATHS_MAX = 20 };

/* ---- who watches */

/* verb_of() - the step's word as a journal word; steps outside of the recipe have none. */
static const char *verb_of(const struct step_report *report)
{
	return report->word && *report->word ? report->word : "start";
}

/* on_step() - struct run_observer: a line a step. A journal that cannot be written stops the run at
 * its next commit, whose intent must be in it. */
static void on_step(void *self, const struct step_report *report)
{
	static const char *const sure[] = { "done", "seen", "verified", "failed" };
	const struct job_witness *w = self;
	bool failed = report->mark == STEP_FAILED;
	struct journal_body body = journal_body(failed ? JK_STEP_FAILED : JK_STEP_DONE);
	struct err unsaid = { 0 };

	if (!w->ledger)
		return;
	journal_put(&body, JF_LINE, report->line > 0 ? (uint64_t)report->line : 0);
	journal_put_id(&body, JF_VERB, verb_of(report));
	journal_put(&body, JF_TOOK_US, (uint64_t)report->took_us);
	if (failed)
		journal_put_id(&body, JF_CAUSE, err_code_word(report->cause));
	else
		journal_put_id(&body, JF_SURE, sure[report->mark]);
	err_ignored(ledger_say(w->ledger, &body, &unsaid));
}

void job_witness_init(struct job_witness *w)
{
	*w = (struct job_witness){ .observer = { .self = w, .step = on_step } };
}

/* ---- what the run needs */

static bool open_payload(struct claim *c, const struct json **ret_input, struct err *e)
{
	const char *text;

	return ledger_open(&c->ledger, "payload", c->job->payload, c->arena, &text, e) &&
	       json_parse(c->job->mark, text, strlen(text), c->arena, ret_input, e);
}

/* list_void() - stages that were begun and did not happen, as far as anybody knows. */
static void list_void(struct claim *c)
{
	const char **list = arena_calloc(c->arena, c->job->n_stages + 1, sizeof *list);

	c->task.n_void_stages = 0;
	for (size_t i = 0; i < c->job->n_stages; i++)
		if (c->job->stages[i].again)
			list[c->task.n_void_stages++] = c->job->stages[i].id;
	c->task.void_stages = list;
}

/* open_stages() - what proven commits gave. */
static bool open_stages(struct claim *c, struct err *e)
{
	size_t n = 0;

	c->proven = arena_calloc(c->arena, c->job->n_stages, sizeof *c->proven);
	for (size_t i = 0; i < c->job->n_stages; i++) {
		const struct store_stage *s = &c->job->stages[i];
		struct run_value *values;
		const char *json;
		if (!s->proven)
			continue;
		if (!ledger_open(&c->ledger, arena_printf(c->arena, "values:%s", s->id), s->values,
				 c->arena, &json, e) ||
		    !ledger_read_values(json, c->arena, &values, &c->proven[n].n_values, e))
			return false;
		c->proven[n].id = s->id;
		c->proven[n++].values = values;
	}
	c->task.proven = c->proven;
	c->task.n_proven = n;
	list_void(c);
	return true;
}

/* record() - from now on there is a tape of this claim, if the configuration wants one. */
static void record(struct claim *c, enum tape_mode mode)
{
	const struct recording_options o = {
		.folder = c->d->tapes, .mark = c->job->mark, .key = c->key, .mode = mode
	};

	if (mode && c->d->tapes)
		c->task.recording = c->recording = recording_new(&o);
}

/*
 * open_key() - of the job. It may have been wrapped anew since the claim, because another job of
 * its day was erased: what stands in the store now counts.
 */
static bool open_key(struct claim *c, struct err *e)
{
	const struct store_bytes *old = &c->job->key;
	struct store_job *now;
	struct err since = { 0 };

	if (keyholder_unwrap(c->d->keys, old->data, old->len, &c->key, e))
		return true;
	if (e->code != ERR_SEALED || !store_find(c->d->store, c->job->mark, c->arena, &now, &since))
		return false;
	if (now->key.len == old->len && memcmp(now->key.data, old->data, old->len) == 0)
		return false;
	err_clear(e);
	return keyholder_unwrap(c->d->keys, now->key.data, now->key.len, &c->key, e);
}

/* prepare() - key, payload, frozen recipe, settings, scope: nothing of it needs a desk. */
static bool prepare(struct claim *c, struct err *e)
{
	struct job_desk *d = c->d;
	struct job_settings settings = { 0 };
	const char *folder = arena_printf(c->arena, "%s/%s", d->recipes, c->job->recipe_hash);

	if (!open_key(c, e))
		return false;
	c->ledger.key = c->key;
	if (!workplace_recipe(d->place, folder, &c->recipe, e) ||
	    !d->settings(d->self, c->job->recipe, c->arena, &settings, e) ||
	    !open_payload(c, &c->values.input, e) || !open_stages(c, e))
		return false;
	c->values.job_id = c->values.mark = c->job->mark;
	c->values.today = day_today(c->arena);
	c->values.recipe = c->recipe;
	c->values.config = settings.config;
	c->values.secrets = settings.secrets;
	claim_bind(c);
	if (!claim_scope(c, e))
		return false;
	record(c, settings.tape);
	return true;
}

static bool note_start(struct claim *c, struct err *e)
{
	struct journal_body body = journal_body(JK_JOB_STARTED);

	journal_put_id(&body, JF_RECIPE, c->job->recipe);
	journal_put_hex(&body, JF_RECIPE_HASH, c->job->recipe_hash);
	journal_put(&body, JF_ATTEMPT, c->job->attempts + 1);
	journal_put(&body, JF_TOKEN, c->job->token);
	return ledger_say(&c->ledger, &body, e);
}

/* ---- the way through */

/*
 * interrupted() - the act was begun and its fate is open. Up to the commit's limit the application
 * may still be saving, unless it has said that it is done; only then the desk goes, as a person
 * would leave it if it still answers, and the next claim looks on a fresh one.
 */
static bool interrupted(struct claim *c, const struct run_result *r, struct err *e)
{
	const char *stage = arena_strdup(c->arena, r->undecided);

	if (!r->answered)
		workplace_outlast(c->d->place, r->limit, claim_outlive, c);
	workplace_leave(c->d->place, &c->task);
	if (r->contradicted)
		return finish_doubt(c, stage, &r->err, e);
	return finish_desk_gone(c, r->err.code == ERR_STOPPED ? ERR_STOPPED : ERR_GONE, e);
}

/*
 * after_failure() - a desk on which something failed is not to be trusted. Where nobody is logged
 * in there is no way home: keys that are pressed there mean something else.
 */
static void after_failure(struct claim *c, const struct run_result *r, bool launched)
{
	if (!launched)
		workplace_close(c->d->place);
	else if (failure_rule_of(r->err.code)->new_desk)
		workplace_leave(c->d->place, &c->task);
}

static bool walk(struct claim *c, struct err *e)
{
	struct run_result r = { .end = RUN_FAILED };
	struct run *run;

	if (!claim_desk(c, &r, &run, e))
		return false;
	if (run)
		run_submission(run, &c->task, c->arena, &r);
	if (r.undecided)
		return interrupted(c, &r, e);
	if (r.end == RUN_ENTERED || r.end == RUN_ANSWERED)
		return finish_entered(c, &r, e);
	(void)fprintf(stderr, "amtsbote worker: %s: %s (%s)\n", c->job->mark, run_end_word(r.end),
		      err_code_text(r.err.code));
	after_failure(c, &r, run != NULL);
	return finish_result(c, &r, e);
}

/*
 * too_often() - a job whose claims end with the death of their worker is never counted by a result;
 * a job that kills its worker would do so for ever.
 */
static bool too_often(const struct claim *c, struct err *cause)
{
	if (c->job->deaths < DEATHS_MAX)
		return false;
	(void)err_set(cause, ERR_MISBEHAVED, "%u workers ended while they had it", c->job->deaths);
	return true;
}

/*
 * once_more() - a commit did not happen and may be done again. An application that ends at every
 * save without saving would be asked for ever. What its last screen did not show, after it was
 * interrupted, says nothing about the recipe: it counts like the application's own failures.
 */
static bool once_more(struct claim *c, enum err_code before, struct err *e)
{
	struct err cause = { 0 };

	if (before == ERR_NONE ||
	    failure_tries_again(failure_rule_of(before)->retry ? before : ERR_GONE,
				c->job->attempts))
		return walk(c, e);
	(void)err_set(&cause, before, "%u times: %s", c->job->attempts, err_code_text(before));
	return finish_given_up(c, NULL, &cause, e);
}

/* run_claim() - prepared: first what is open from before, then what is left to do. */
static bool run_claim(struct claim *c, struct err *e)
{
	const enum err_code before = c->job->cause;
	struct store_job *now = NULL;
	enum lookup_end end;

	if (c->job->state == JOB_RUNNING)
		return walk(c, e);
	c->begun = NULL; /* not by this claim: what became of it is yet to be seen */
	if (!lookup_stage(c, &end, e))
		return false;
	if (end == LOOKUP_OVER)
		return true;
	/* What was found stands in the store now: read it back rather than believe ourselves. */
	if (!store_find(c->d->store, c->job->mark, c->arena, &now, e))
		return false;
	c->job = now;
	if (!open_stages(c, e) || !claim_scope(c, e))
		return false;
	return end == LOOKUP_VOID ? once_more(c, before, e) : walk(c, e);
}

/*
 * unprepared() - no desk was touched; a commit that is open stays open, and is tried again. Not for
 * ever: it comes before every other job.
 */
static bool unprepared(struct claim *c, const struct err *cause, struct err *e)
{
	const struct store_stage *open = lookup_open(c->job);
	struct err stopped = { 0 };

	/* Without its supervisor `keys` is gone too: that is no failure of the job. */
	if (c->job->state == JOB_RUNNING && c->d->stopping(c->d->self, 0)) {
		(void)err_set(&stopped, ERR_STOPPED, "%s", cause->msg);
		return finish_failed(c, &stopped, e);
	}
	if (c->job->state == JOB_RUNNING || !open)
		return finish_failed(c, cause, e);
	return finish_unseen(c, open->id, cause, 0, e);
}

/* begin() - prepared: unless it has cost too many workers. */
static bool begin(struct claim *c, struct err *e)
{
	const struct store_stage *open = lookup_open(c->job);
	struct err cause = { 0 };

	if (!too_often(c, &cause))
		return run_claim(c, e);
	return finish_given_up(c, c->job->state == JOB_COMMITTING && open ? open->id : NULL, &cause,
			       e);
}

bool job_run(struct job_desk *d, const struct store_job *job, struct err *e)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	struct claim c = { .d = d,
			   .job = job,
			   .arena = a,
			   .ledger = { .store = d->store,
				       .journal = d->journal,
				       .mark = job->mark,
				       .ticket = { job->id, job->token } } };
	struct err cause = { 0 };

	fault_point("worker-claimed");
	d->witness->ledger = &c.ledger;
	bool done = note_start(&c, e);
	if (done)
		done = prepare(&c, &cause) ? begin(&c, e) : unprepared(&c, &cause, e);
	d->witness->ledger = NULL;
	recording_end(c.recording);
	workplace_between(d->place, c.scope);
	scope_free(c.scope);
	vault_key_free(c.key);
	return done;
}
