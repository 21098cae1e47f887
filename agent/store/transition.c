/* transition.c - the one way a job changes its state: table and compare-and-set together. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/store/transition.h"

#include <inttypes.h>
#include "agent/store/job_row.h"
#include "base/arena.h"
#include "base/clock.h"

/* say_stale() - why the compare-and-set did not fit. */
static bool say_stale(struct store *s, int64_t job, enum job_state from, struct err *e)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	struct sql_call c = sql_call(&s->sql, "SELECT mark, state, owner FROM job WHERE id = ?");
	bool has;

	sql_put_int(&c, job);
	if (!sql_row(&c, &has, e))
		return false;
	if (!has)
		return err_set(e, ERR_NOT_FOUND, "store: no job %" PRId64, job);
	const char *mark = sql_text(&c, 0, a), *word = sql_text(&c, 1, a);
	const char *owner = sql_is_null(&c, 2) ? "nobody" : sql_text(&c, 2, a);
	sql_done(&c);
	return err_set(e, ERR_STALE, "store: job %s is %s, claimed by %s: not this %s claim", mark,
		       word, owner, job_state_word(from));
}

static bool is_leased(enum job_state state)
{
	return state == JOB_RUNNING || state == JOB_COMMITTING;
}

bool transition_make(struct store *s, const struct transition *t, struct err *e)
{
	struct sql_call c = sql_call(
		&s->sql,
		"UPDATE job SET state = ?1, changed_ms = ?2,"
		" owner = iif(?3, owner, NULL),"
		" lease_until_ms = iif(?3, lease_until_ms, NULL)"
		" WHERE id = ?4 AND state = ?5 AND iif(?6, owner IS NOT NULL AND token = ?7,"
		" owner IS NULL)");
	int64_t changed;

	if (!job_may_become(t->from, t->to))
		return err_set(e, ERR_UNSUPPORTED, "store: a job that is %s may not become %s",
			       job_state_word(t->from), job_state_word(t->to));
	sql_put_text(&c, job_state_word(t->to));
	sql_put_int(&c, clock_utc_ms());
	sql_put_int(&c, is_leased(t->to));
	sql_put_int(&c, t->job);
	sql_put_text(&c, job_state_word(t->from));
	sql_put_int(&c, t->ticket != NULL);
	sql_put_int(&c, t->ticket ? (int64_t)t->ticket->token : 0);
	if (!sql_change(&c, &changed, e))
		return false;
	return changed == 1 || say_stale(s, t->job, t->from, e);
}

bool transition_hold(struct store *s, const struct store_ticket *t, enum job_state state,
		     struct err *e)
{
	struct sql_call c = sql_call(&s->sql, "UPDATE job SET changed_ms = ? WHERE id = ?"
					      " AND state = ? AND token = ?"
					      " AND owner IS NOT NULL");
	int64_t changed;

	sql_put_int(&c, clock_utc_ms());
	sql_put_int(&c, t->job);
	sql_put_text(&c, job_state_word(state));
	sql_put_int(&c, (int64_t)t->token);
	if (!sql_change(&c, &changed, e))
		return false;
	return changed == 1 || say_stale(s, t->job, state, e);
}

bool transition_note(struct store *s, int64_t job, enum err_code cause, struct store_bytes reason,
		     struct store_bytes outcome, struct err *e)
{
	struct sql_call c = sql_call(&s->sql, "UPDATE job SET cause = ?, reason = ?, outcome = ?"
					      " WHERE id = ?");

	sql_put_text(&c, cause_word(cause));
	sql_put_bytes(&c, reason);
	sql_put_bytes(&c, outcome);
	sql_put_int(&c, job);
	return sql_change(&c, NULL, e);
}
