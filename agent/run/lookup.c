/* lookup.c - did a commit happen whose desk died? Looked up on fresh desks, absence twice. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/run/claim.h"
#include "base/clock.h"
#include "base/fault.h"
#include "base/str.h"

/*
 * TRIES: desks for one look: a desk may die as the one before did. LOOKS: observations of absence
 * that count (architecture.md: two). LOOK_MS: how often a wait looks at lease and signals.
 */
enum { TRIES = 3, LOOKS = 2, LOOK_MS = 1000, RETRY_MS = 1000 };

const struct store_stage *lookup_open(const struct store_job *job)
{
	for (size_t i = 0; i < job->n_stages; i++)
		if (!job->stages[i].proven && !job->stages[i].again)
			return &job->stages[i];
	return NULL;
}

static const struct step_commit *commit_of(const struct recipe *r, const char *stage)
{
	for (size_t i = 0; i < r->steps.n; i++)
		if (r->steps.list[i].verb == STEP_COMMIT &&
		    str_eq(r->steps.list[i].u.commit.id, stage))
			return &r->steps.list[i].u.commit;
	return NULL;
}

/* wait_for() - let @ms pass, serving lease and watch. */
static bool wait_for(struct claim *c, int64_t ms, struct err *e)
{
	struct deadline until = deadline_in(ms);

	while (!deadline_over(until)) {
		int left = deadline_left_ms(until);
		if (!c->watch.look(c->watch.self, e))
			return false;
		(void)c->d->stopping(c->d->self, left < LOOK_MS ? left : LOOK_MS); /* asked above */
	}
	return true;
}

/*
 * wait_visible() - until whatever the dead application may still write has had its declared time.
 * All of it, from now, on a clock that never steps: when the desk died is known by the clock of
 * records only, and after a loss of power that clock is set.
 */
static bool wait_visible(struct claim *c, int64_t visible_after_ms, struct err *e)
{
	return wait_for(c, visible_after_ms, e);
}

/* look_once() - one fresh desk, one look; the application is left as a person would leave it, so
 * that it frees its seat, unless our record is there: then the job goes on. */
static void look_once(struct claim *c, const struct probe_query *q, struct probe_result *result)
{
	struct run_result started = { 0 };
	struct run *run = NULL;

	if (!claim_scope(c, &started.err) || !claim_desk(c, &started, &run, &started.err) || !run) {
		workplace_close(c->d->place);
		*result = (struct probe_result){ .branch = PROBE_UNCLEAR,
						 .err = started.err,
						 .retry_after_ms = started.retry_after_ms };
		return;
	}
	run_probe(run, &c->task, q, c->arena, result);
	if (result->branch != PROBE_FOUND)
		workplace_leave(c->d->place, &c->task);
}

/* is_technical() - was it the desk that failed, and not the looking? */
static bool is_technical(const struct probe_result *r)
{
	enum err_class cls = err_code_class(r->err.code);

	return r->branch == PROBE_UNCLEAR && r->err.code != ERR_IN_DOUBT &&
	       (cls == ERR_CLASS_APPLICATION || cls == ERR_CLASS_ENVIRONMENT);
}

/* may_try_again() - here and now; a refused login is tried once, a stop is a stop. */
static bool may_try_again(const struct probe_result *r)
{
	return is_technical(r) && r->err.code != ERR_LOGIN && r->err.code != ERR_STOPPED &&
	       r->err.code != ERR_STALE;
}

/* look() - until a desk lives long enough to tell; *result is the last that was seen. */
static bool look(struct claim *c, const struct step_commit *commit, const struct probe_query *q,
		 struct probe_result *result, struct err *e)
{
	for (int i = 0;; i++) {
		look_once(c, q, result);
		if (!may_try_again(result) || i + 1 == TRIES)
			return true;
		int64_t wait_ms = result->retry_after_ms ? result->retry_after_ms : RETRY_MS;
		if (wait_ms > 2 * commit->visible_after_ms)
			wait_ms = 2 * commit->visible_after_ms;
		if (!wait_for(c, wait_ms, e))
			return false;
	}
}

static bool note_look(struct claim *c, const char *stage, const struct probe_result *r, int number,
		      struct err *e)
{
	static const char *const words[] = { "found", "absent", "unclear", "existed" };
	struct journal_body body = journal_body(JK_PROBE_RESULT);

	journal_put_id(&body, JF_STAGE, stage);
	journal_put_id(&body, JF_BRANCH, words[r->branch]);
	journal_put(&body, JF_LOOK, (uint64_t)number);
	return ledger_say(&c->ledger, &body, e);
}

/* look_twice() - found at once is found; absent counts when a second look agrees. */
static bool look_twice(struct claim *c, const struct step_commit *commit,
		       const struct probe_query *q, struct probe_result *result, struct err *e)
{
	for (int i = 1; i <= LOOKS; i++) {
		if (!look(c, commit, q, result, e) || !note_look(c, q->stage, result, i, e))
			return false;
		if (result->branch != PROBE_ABSENT)
			return true;
	}
	return true;
}

/* decide() - what the looks mean for the store. */
static bool decide(struct claim *c, const char *stage, const struct probe_result *r,
		   enum lookup_end *ret_end, struct err *e)
{
	*ret_end = LOOKUP_OVER;
	switch (r->branch) {
	case PROBE_FOUND:
		*ret_end = LOOKUP_PROVEN;
		return c->run_ledger.proof(c->run_ledger.self, stage, r->values, r->n_values, e);
	case PROBE_ABSENT:
		*ret_end = LOOKUP_VOID;
		return c->run_ledger.undo(c->run_ledger.self, stage, ERR_NOT_FOUND, e);
	case PROBE_EXISTED: return finish_held(c, JOB_COMMITTING, &r->err, e);
	case PROBE_UNCLEAR: break;
	}
	if (r->err.code == ERR_STALE)
		return err_set(e, ERR_STALE, "%s", r->err.msg);
	if (r->err.code == ERR_STOPPED)
		return finish_desk_gone(c, ERR_STOPPED, e);
	return is_technical(r) ? finish_unseen(c, stage, &r->err, r->retry_after_ms, e)
			       : finish_doubt(c, stage, &r->err, e);
}

/*
 * interrupted() - a stop in between is no answer, and no failure either: the next worker looks. A
 * store or journal that cannot be written is for the caller.
 */
static bool interrupted(struct claim *c, struct err *e)
{
	if (e->code != ERR_STOPPED)
		return false;
	err_clear(e);
	return finish_desk_gone(c, ERR_STOPPED, e);
}

bool lookup_stage(struct claim *c, enum lookup_end *ret_end, struct err *e)
{
	const struct store_stage *stage = lookup_open(c->job);
	struct probe_result result = { .branch = PROBE_UNCLEAR };

	*ret_end = LOOKUP_OVER;
	if (!stage)
		return err_set(e, ERR_SEALED, "%s is committing without an open stage",
			       c->job->mark);
	const struct step_commit *commit = commit_of(c->recipe, stage->id);
	struct probe_query q = { .stage = stage->id };
	fault_point("worker-probe-begun");
	workplace_leave(c->d->place, &c->task);
	/* A restored store has no intent: what was read before the act is not known. */
	if (stage->intent.len > 0 &&
	    !ledger_open(&c->ledger, arena_printf(c->arena, "intent:%s", stage->id), stage->intent,
			 c->arena, &q.intent_json, e))
		return false;
	if (!commit || commit->probe.n == 0)
		(void)err_set(&result.err, ERR_IN_DOUBT, "the recipe has no probe for it");
	else if (!wait_visible(c, commit->visible_after_ms, e) ||
		 !look_twice(c, commit, &q, &result, e))
		return interrupted(c, e);
	return decide(c, stage->id, &result, ret_end, e);
}
