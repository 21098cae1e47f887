/* finish.c - the ends of a claim: store, journal, and what goes back to the source. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>
#include <time.h>
#include "agent/model/backoff.h"
#include "agent/run/claim.h"
#include "base/clock.h"
#include "base/fault.h"
#include "base/json.h"
#include "base/str.h"

/*
 * UNSEEN_MAX: failures after which a commit that could not be looked up is in doubt. More than a
 * rule's own: to look again costs nothing, to ask a person does. By the application's back-off it
 * is ten minutes in the mean; the recipe stops before, and somebody is told.
 */
enum { ANSWER_BYTES_MAX = 2 * 1024 * 1024, UNSEEN_MAX = 10 };

/* write_answer() - {"job":..,"outcome":..,"values":{..}} or with a reason. */
static void write_answer(const struct claim *c, enum job_state outcome, const char *values,
			 const char *reason, struct buf *out)
{
	buf_adds(out, "{\"job\":");
	json_write_text(c->job->mark, out);
	buf_addf(out, ",\"outcome\":\"%s\"", job_state_word(outcome));
	if (values)
		buf_addf(out, ",\"values\":%s", values);
	if (reason) {
		buf_adds(out, ",\"reason\":");
		json_write_text(reason, out);
	}
	buf_addc(out, '}');
}

/* One end on its way to the store. */
struct ending {
	struct store_end end;
	struct journal_body body; /* complete but for reason and outcome */
	const char *values;       /* JSON of the outcome, NULL: none */
	const char *reason;       /* NULL: none */
};

static bool write_end(struct claim *c, struct ending *x, struct err *e)
{
	CLEANUP(sealed_clear) struct sealed outcome = { 0 }, reason = { 0 }, answer = { 0 };
	CLEANUP(buf_clear) struct buf text = { 0 };
	const struct ledger *l = &c->ledger;
	bool outward = job_has_outcome(x->end.to);
	const struct store_answer back = { .idempotency_key = c->job->mark };
	struct store_answer full = back;

	if (x->values && !ledger_seal(l, "outcome", x->values, &outcome, e))
		return false;
	if (x->reason && !ledger_seal(l, "reason", x->reason, &reason, e))
		return false;
	buf_init(&text, ANSWER_BYTES_MAX);
	write_answer(c, x->end.to, x->values, x->reason, &text);
	if (!buf_check(&text, "answer", e) ||
	    (outward && !ledger_seal(l, "answer", text.data, &answer, e)))
		return false;
	x->end.outcome = sealed_bytes(&outcome);
	x->end.reason = sealed_bytes(&reason);
	full.body = sealed_bytes(&answer);
	x->end.answer = outward ? &full : NULL;
	if (x->reason)
		journal_put_hash(&x->body, JF_REASON, reason.commitment);
	if (x->values)
		journal_put_hash(&x->body, JF_OUTCOME, outcome.commitment);
	const struct store_due due = ledger_due(&x->body, c->arena);
	if (!store_end(c->d->store, &l->ticket, &x->end, &due, e))
		return false;
	fault_point("worker-outcome-stored");
	return ledger_note(l, &x->body, e);
}

bool finish_entered(struct claim *c, const struct run_result *r, struct err *e)
{
	CLEANUP(buf_clear) struct buf values = { 0 };
	enum job_state to = r->end == RUN_ANSWERED ? JOB_ANSWERED : JOB_ENTERED;
	struct ending x = { .end = { .from = JOB_RUNNING, .to = to },
			    .body = journal_body(JK_OUTCOME) };

	buf_init(&values, ANSWER_BYTES_MAX);
	ledger_values(r->values, r->n_values, &values);
	x.values = values.data;
	journal_put_id(&x.body, JF_STATE, job_state_word(to));
	return buf_check(&values, "outcome", e) && write_end(c, &x, e) &&
	       store_recipe_worked(c->d->store, c->job->recipe, e);
}

static bool finish_returned(struct claim *c, const struct err *cause, struct err *e)
{
	struct ending x = {
		.end = { .from = JOB_RUNNING, .to = JOB_RETURNED, .cause = cause->code },
		.body = journal_body(JK_BUSINESS_FAILURE),
		.reason = cause->msg
	};

	journal_put_id(&x.body, JF_CAUSE, err_code_word(cause->code));
	return write_end(c, &x, e) && store_recipe_worked(c->d->store, c->job->recipe, e);
}

bool finish_held(struct claim *c, enum job_state from, const struct err *cause, struct err *e)
{
	struct ending x = { .end = { .from = from, .to = JOB_HELD, .cause = cause->code },
			    .body = journal_body(JK_HELD),
			    .reason = cause->msg };

	journal_put_id(&x.body, JF_CAUSE, err_code_word(cause->code));
	return write_end(c, &x, e);
}

/* since() - " on 2026-11-23 at 06:41 UTC", as a person looks for it. */
static const char *since(const struct claim *c, const char *stage)
{
	time_t begun = (time_t)(clock_utc_ms() / 1000); /* in this claim, unless the store knows */
	char text[40];
	struct tm tm;

	for (size_t i = 0; i < c->job->n_stages; i++)
		if (str_eq(c->job->stages[i].id, stage) && !c->job->stages[i].proven)
			begun = (time_t)(c->job->stages[i].begun_ms / 1000);
	if (!gmtime_r(&begun, &tm) ||
	    strftime(text, sizeof text, " on %Y-%m-%d at %H:%M UTC", &tm) == 0)
		return "";
	return arena_strdup(c->arena, text);
}

/* stop_recipe() - no more jobs of it until a person has looked. */
static bool stop_recipe(struct claim *c, enum err_code code, struct err *e)
{
	struct journal_body body = journal_body(code == ERR_LOGIN ? JK_LOGIN_FAILED : JK_STOPPED);

	journal_put_id(&body, JF_RECIPE, c->job->recipe);
	journal_put_id(&body, JF_CAUSE, err_code_word(code));
	const struct store_due due = ledger_due(&body, c->arena);
	struct ledger of_none = c->ledger;
	of_none.mark = ""; /* it is about no job, in the store too */
	(void)fprintf(stderr, "amtsbote worker: recipe %s is stopped: %s (amtsbote resume %s)\n",
		      c->job->recipe, err_code_text(code), c->job->recipe);
	return store_recipe_stop(c->d->store, c->job->recipe, code, &due, e) &&
	       ledger_note(&of_none, &body, e);
}

/* count_failure() - too many in a row stop the recipe, before the job goes back to the queue. */
static bool count_failure(struct claim *c, enum err_code code, struct err *e)
{
	unsigned limit = code == ERR_NONE ? 0 : failure_rule_of(code)->stop_after, in_row;

	if (limit == 0)
		return true;
	if (!store_recipe_failed(c->d->store, c->job->recipe, &in_row, e))
		return false;
	return in_row < limit || stop_recipe(c, code, e);
}

bool finish_doubt(struct claim *c, const char *stage, const struct err *cause, struct err *e)
{
	struct ending x = {
		.end = { .from = JOB_COMMITTING, .to = JOB_IN_DOUBT, .cause = ERR_IN_DOUBT },
		.body = journal_body(JK_COMMIT_DOUBT),
		.reason =
			!c->key ? NULL : /* it cannot be sealed */
				arena_printf(c->arena,
					     "stage '%s' was begun%s and nobody can tell whether it"
					     " happened; look for a record with the mark %s: %s",
					     stage, since(c, stage), c->job->mark, cause->msg),
	};

	if (!count_failure(c, cause->code, e))
		return false;
	journal_put_hash(&x.body, JF_REASON, NULL);
	journal_put_id(&x.body, JF_STAGE, stage);
	journal_put_id(&x.body, JF_CAUSE, err_code_word(cause->code));
	return write_end(c, &x, e);
}

static bool leave_open(struct claim *c, const struct store_gone *gone, struct err *e)
{
	struct journal_body body = journal_body(JK_DESK_GONE);

	journal_put(&body, JF_TOKEN, c->ledger.ticket.token);
	const struct store_due due = ledger_due(&body, c->arena);
	return count_failure(c, gone->cause, e) &&
	       store_desk_gone(c->d->store, &c->ledger.ticket, gone, &due, e) &&
	       ledger_note(&c->ledger, &body, e);
}

bool finish_desk_gone(struct claim *c, enum err_code cause, struct err *e)
{
	return leave_open(c, &(struct store_gone){ .cause = cause }, e);
}

bool finish_unseen(struct claim *c, const char *stage, const struct err *cause,
		   int64_t retry_after_ms, struct err *e)
{
	const struct failure_rule *rule = failure_rule_of(cause->code);
	unsigned failed = c->job->attempts + 1;
	struct store_gone gone = { .cause = cause->code };

	if (!rule->retry || failed >= UNSEEN_MAX)
		return finish_doubt(c, stage, cause, e);
	int64_t wait_ms = backoff_ms(&rule->backoff, failed, &c->d->random);
	gone.not_before_ms = clock_utc_ms() + (wait_ms > retry_after_ms ? wait_ms : retry_after_ms);
	return leave_open(c, &gone, e);
}

/* end_technical() - tried @again, after @retry_after_ms or the class's back-off; or failed. */
static bool end_technical(struct claim *c, const struct err *cause, bool again,
			  int64_t retry_after_ms, struct err *e)
{
	unsigned failed = c->job->attempts + 1;
	const struct backoff *backoff = &failure_rule_of(cause->code)->backoff;
	struct ending x = { .end = { .from = JOB_RUNNING,
				     .to = again ? JOB_WAITING : JOB_FAILED,
				     .cause = cause->code },
			    .body = journal_body(JK_TECHNICAL_FAILURE),
			    /* Without the key the reason cannot be sealed: then it is not kept. */
			    .reason = c->key ? cause->msg : NULL };

	journal_put_hash(&x.body, JF_REASON, NULL);
	if (!count_failure(c, cause->code, e))
		return false;
	if (again && retry_after_ms == 0)
		retry_after_ms = backoff_ms(backoff, failed, &c->d->random);
	if (again)
		x.end.not_before_ms = clock_utc_ms() + retry_after_ms;
	journal_put_id(&x.body, JF_CAUSE, err_code_word(cause->code));
	journal_put_id(&x.body, JF_CLASS, err_class_name(err_code_class(cause->code)));
	journal_put(&x.body, JF_ATTEMPT, failed);
	return write_end(c, &x, e);
}

static bool finish_technical(struct claim *c, const struct run_result *r, struct err *e)
{
	bool again = failure_tries_again(r->err.code, c->job->attempts + 1);

	return end_technical(c, &r->err, again, r->retry_after_ms, e);
}

bool finish_given_up(struct claim *c, const char *open, const struct err *cause, struct err *e)
{
	return open ? finish_doubt(c, open, cause, e) : end_technical(c, cause, false, 0, e);
}

/* finish_stopped() - nobody failed: it waits for the next worker. */
static bool finish_stopped(struct claim *c, struct err *e)
{
	struct ending x = { .end = { .from = JOB_RUNNING, .to = JOB_WAITING, .cause = ERR_STOPPED },
			    .body = journal_body(JK_REQUEUED) };

	journal_put_id(&x.body, JF_CAUSE, err_code_word(ERR_STOPPED));
	journal_put(&x.body, JF_UNTIL, (uint64_t)clock_utc_ms());
	return write_end(c, &x, e);
}

bool finish_failed(struct claim *c, const struct err *cause, struct err *e)
{
	const struct run_result r = { .end = failure_end(cause->code), .err = *cause };

	return finish_result(c, &r, e);
}

bool finish_result(struct claim *c, const struct run_result *r, struct err *e)
{
	bool half = c->task.n_proven + r->n_proven > 0; /* the application has a part of it */

	if (r->err.code == ERR_STALE)
		return err_set(e, ERR_STALE, "%s", r->err.msg);
	if (!claim_undo(c, r->err.code, e))
		return false;
	if (r->err.code == ERR_STOPPED)
		return finish_stopped(c, e);
	/* Nobody is told "refused" of what is entered in part: a person sorts that out. */
	if (r->end == RUN_RETURNED && half)
		return finish_held(c, JOB_RUNNING, &r->err, e);
	if (r->end == RUN_RETURNED)
		return finish_returned(c, &r->err, e);
	if (r->end == RUN_HELD)
		return finish_held(c, JOB_RUNNING, &r->err, e);
	return finish_technical(c, r, e);
}
