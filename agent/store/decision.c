/* decision.c - how a claim ends, and what persons decide about a job at rest. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/model/failure.h"
#include "agent/store/connection.h"
#include "agent/store/once.h"
#include "agent/store/outbox.h"
#include "agent/store/transition.h"

/* is_failure() - one of the job's own, which counts. */
static bool is_failure(const struct store_end *end)
{
	return (end->to == JOB_WAITING || end->to == JOB_FAILED) && failure_counts(end->cause);
}

/* check_rest() - only store_claim() and the stages lead to states in which a job is leased. */
static bool check_rest(enum job_state to, struct err *e)
{
	if (to != JOB_RUNNING && to != JOB_COMMITTING)
		return true;
	return err_set(e, ERR_UNSUPPORTED, "store: no claim ends and nobody decides in %s",
		       job_state_word(to));
}

static bool put_times(struct store *s, int64_t job, const struct store_end *end, struct err *e)
{
	struct sql_call c = sql_call(&s->sql, "UPDATE job SET attempts = attempts + ?,"
					      " not_before_ms = ? WHERE id = ?");
	bool later = end->to == JOB_WAITING && end->not_before_ms > 0;

	sql_put_int(&c, is_failure(end));
	sql_put_int(&c, later ? end->not_before_ms : 0);
	sql_put_int(&c, job);
	return sql_change(&c, NULL, e);
}

bool store_end(struct store *s, const struct store_ticket *t, const struct store_end *end,
	       const struct store_due *due, struct err *e)
{
	struct transition out = { t->job, end->from, end->to, t };

	if (!change_begin(s, e))
		return false;
	bool good = check_rest(end->to, e) && transition_make(s, &out, e) &&
		    transition_note(s, t->job, end->cause, end->reason, end->outcome, e) &&
		    put_times(s, t->job, end, e) &&
		    outbox_put(s, t->job, end->to, end->answer, e) && change_due(s, t->job, due, e);
	return change_end(s, good, e);
}

/* ---- persons */

static bool void_stages(struct store *s, int64_t job, struct err *e)
{
	struct sql_call c = sql_call(&s->sql, "UPDATE stage SET state = 'void'"
					      " WHERE job = ? AND state = 'begun'");

	sql_put_int(&c, job);
	return sql_change(&c, NULL, e);
}

/* check_stages() - a job that runs again has no stage of which nobody knows; one that was held and
 * is said to be entered has. */
static bool check_stages(struct store *s, int64_t job, const struct store_decision *d,
			 struct err *e)
{
	struct sql_call c = sql_call(&s->sql, "SELECT 1 FROM stage WHERE job = ?"
					      " AND state = 'begun' LIMIT 1");
	bool has;

	sql_put_int(&c, job);
	if (!sql_row(&c, &has, e))
		return false;
	sql_done(&c);
	if (d->to == JOB_WAITING && has)
		return err_set(e, ERR_UNSUPPORTED,
			       "store: a commit of this job may have happened: decide that first");
	if (d->from == JOB_HELD && d->to == JOB_ENTERED && !has)
		return err_set(e, ERR_UNSUPPORTED, "store: no commit of this job was begun");
	return true;
}

static bool reset_attempts(struct store *s, int64_t job, struct err *e)
{
	struct sql_call c =
		sql_call(&s->sql, "UPDATE job SET attempts = 0, deaths = 0 WHERE id = ?");

	sql_put_int(&c, job);
	return sql_change(&c, NULL, e);
}

/* forget_time() - who decides takes the job out of its wait. */
static bool forget_time(struct store *s, int64_t job, struct err *e)
{
	struct sql_call c = sql_call(&s->sql, "UPDATE job SET not_before_ms = 0,"
					      " desk_gone_ms = NULL WHERE id = ?");

	sql_put_int(&c, job);
	return sql_change(&c, NULL, e);
}

/*
 * leave() - out of .from. A commit whose fate nobody is looking up at the moment is in doubt as
 * soon as a person takes it over.
 */
static bool leave(struct store *s, int64_t job, const struct store_decision *d, struct err *e)
{
	const struct transition doubt = { .job = job, .from = JOB_COMMITTING, .to = JOB_IN_DOUBT };
	const struct transition open = { .job = job, .from = JOB_IN_DOUBT, .to = d->to };
	const struct transition move = { .job = job, .from = d->from, .to = d->to };

	if (d->from == JOB_COMMITTING)
		return transition_make(s, &doubt, e) && transition_make(s, &open, e);
	if (d->from != JOB_WAITING && !job_needs_person(d->from))
		return err_set(e, ERR_UNSUPPORTED, "store: nobody decides about a job that is %s",
			       job_state_word(d->from));
	return transition_make(s, &move, e);
}

static bool decide(struct store *s, int64_t job, const struct store_decision *d,
		   const struct store_due *due, struct err *e)
{
	return check_rest(d->to, e) && (!d->route || route_take(s, job, d->route, e)) &&
	       leave(s, job, d, e) && forget_time(s, job, e) &&
	       transition_note(s, job, ERR_NONE, d->reason, d->outcome, e) &&
	       (!d->void_stages || void_stages(s, job, e)) && check_stages(s, job, d, e) &&
	       (!d->reset_attempts || reset_attempts(s, job, e)) &&
	       outbox_put(s, job, d->to, d->answer, e) && change_due(s, job, due, e);
}

bool store_decide(struct store *s, int64_t job, const struct store_decision *d,
		  const struct store_due *due, struct err *e)
{
	return change_begin(s, e) && change_end(s, decide(s, job, d, due, e), e);
}
