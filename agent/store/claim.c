/* claim.c - which job runs next: O(log n) in the queue's length, whatever the others wait for. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <assert.h>
#include "agent/store/connection.h"
#include "agent/store/job_row.h"
#include "agent/store/restored.h"
#include "base/arena.h"
#include "base/clock.h"

/*
 * Indices are named: the planner, who knows no numbers, would take `state = 'waiting'` for a rare
 * thing and walk the whole queue (tests/store/test_plan.c).
 */

/* Recipes that may have one more job leased: not stopped, a seat free. There are few recipes. */
#define FREE_RECIPES \
	" FROM recipe r WHERE r.stop_cause IS NULL AND (SELECT count(*) FROM job k" \
	" INDEXED BY job_seat WHERE k.recipe = r.name AND k.owner IS NOT NULL) < r.seats"

/* expire() - a running job whose lease is over goes back to the queue (never a committing one). */
static bool expire(struct store *s, int64_t now_ms, struct err *e)
{
	struct sql_call c = sql_call(
		&s->sql, "UPDATE job INDEXED BY job_lease SET state = 'waiting', owner = NULL,"
			 " lease_until_ms = NULL, deaths = deaths + 1, cause = ?,"
			 " changed_ms = ?, not_before_ms = 0"
			 " WHERE state = 'running' AND lease_until_ms <= ?");

	sql_put_text(&c, cause_word(ERR_HUNG));
	sql_put_int(&c, now_ms);
	sql_put_int(&c, now_ms);
	return sql_change(&c, NULL, e);
}

/* promote() - jobs whose time has come stand in the queue by age again; the rest later. */
static bool promote(struct store *s, int64_t now_ms, struct err *e)
{
	struct sql_call c =
		sql_call(&s->sql, "UPDATE job SET not_before_ms = 0 WHERE id IN (SELECT id FROM job"
				  " INDEXED BY job_later"
				  " WHERE not_before_ms > 0 AND not_before_ms <= ?"
				  " ORDER BY not_before_ms LIMIT 256)");

	sql_put_int(&c, now_ms);
	return sql_change(&c, NULL, e);
}

/* read_id() - the number @c selects, 0 for none. */
static bool read_id(struct sql_call *c, int64_t *ret_id, struct err *e)
{
	bool has;

	if (!sql_row(c, &has, e))
		return false;
	*ret_id = has ? sql_int(c, 0) : 0;
	sql_done(c);
	return true;
}

/*
 * pick() - the job to claim, 0 for none: those to be probed first. In a store that was restored
 * nothing begins; what the journal says was begun is looked up, if the journal was there to say so.
 */
static bool pick(struct store *s, int64_t *ret_job, struct err *e)
{
	struct restored_state restored;

	*ret_job = 0;
	if (!restored_state(s, &restored, e) || restored.whole)
		return e->code == ERR_NONE;
	struct sql_call probe = sql_call(
		&s->sql, "SELECT min((SELECT j.id FROM job j INDEXED BY job_probe"
			 " WHERE j.recipe = r.name AND j.state = 'committing' AND j.owner IS NULL"
			 " AND j.not_before_ms = 0"
			 " ORDER BY j.id LIMIT 1))" FREE_RECIPES);

	if (!read_id(&probe, ret_job, e) || *ret_job || restored.paused)
		return e->code == ERR_NONE;
	struct sql_call ready = sql_call(
		&s->sql, "SELECT min((SELECT j.id FROM job j INDEXED BY job_ready"
			 " WHERE j.recipe = r.name AND j.state = 'waiting' AND j.not_before_ms = 0"
			 " ORDER BY j.id LIMIT 1))" FREE_RECIPES);
	return read_id(&ready, ret_job, e);
}

/* take() - waiting -> running or committing -> committing, the one change without a due. */
static bool take(struct store *s, const struct store_claimer *by, int64_t job, int64_t now_ms,
		 struct err *e)
{
	struct sql_call c = sql_call(
		&s->sql, "UPDATE job SET state = iif(state = 'waiting', 'running', state),"
			 " token = token + 1, owner = ?, lease_until_ms = ?, changed_ms = ?"
			 " WHERE id = ? AND owner IS NULL"
			 " AND state IN ('waiting', 'committing')");

	sql_put_text(&c, by->owner);
	sql_put_int(&c, now_ms + by->lease_ms);
	sql_put_int(&c, now_ms);
	sql_put_int(&c, job);
	return sql_change(&c, NULL, e);
}

/* read_wait() - until a job's time comes or a lease is over. */
static bool read_wait(struct store *s, int64_t now_ms, int64_t *ret_wait_ms, struct err *e)
{
	struct sql_call later =
		sql_call(&s->sql, "SELECT not_before_ms FROM job INDEXED BY job_later"
				  " WHERE not_before_ms > 0"
				  " ORDER BY not_before_ms LIMIT 1");
	struct sql_call lease =
		sql_call(&s->sql, "SELECT lease_until_ms FROM job INDEXED BY job_lease"
				  " WHERE state = 'running'"
				  " ORDER BY lease_until_ms LIMIT 1");
	int64_t a_ms, b_ms;

	if (!read_id(&later, &a_ms, e) || !read_id(&lease, &b_ms, e))
		return false;
	int64_t at_ms = a_ms == 0 || (b_ms != 0 && b_ms < a_ms) ? b_ms : a_ms;
	*ret_wait_ms = at_ms == 0 ? INT64_MAX : at_ms > now_ms ? at_ms - now_ms : 0;
	return true;
}

bool store_claim(struct store *s, const struct store_claimer *by, struct arena *a,
		 struct store_job **ret_job, int64_t *ret_wait_ms, struct err *e)
{
	int64_t now_ms = clock_utc_ms(), id = 0, wait_ms = 0;
	struct store_job *job = NULL;

	assert(by->lease_ms < INT64_MAX / 2 && "a lease ends");
	if (!sql_begin(&s->sql, e))
		return false;
	bool good = expire(s, now_ms, e) && promote(s, now_ms, e) && pick(s, &id, e);
	if (good && id)
		good = take(s, by, id, now_ms, e) && job_row_whole(s, id, a, &job, e);
	else if (good)
		good = read_wait(s, now_ms, &wait_ms, e);
	if (!sql_end(&s->sql, good, e))
		return false;
	*ret_job = job;
	*ret_wait_ms = wait_ms;
	return true;
}
