/* outbox.c - answers on their way to their sources, until each is acknowledged. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/store/outbox.h"

#include <inttypes.h>
#include "agent/store/job_row.h"
#include "agent/store/transition.h"
#include "base/arena.h"
#include "base/clock.h"

bool outbox_put(struct store *s, int64_t job, enum job_state state,
		const struct store_answer *answer, struct err *e)
{
	if (job_has_outcome(state) != (answer != NULL))
		return err_set(e, ERR_UNSUPPORTED, "store: a job that is %s has %s answer",
			       job_state_word(state), answer ? "no" : "an");
	if (!answer)
		return true;
	struct sql_call c = sql_call(&s->sql, "INSERT INTO outbox (job, state, outcome,"
					      " idempotency_key, cause, body)"
					      " VALUES (?, 'due', ?, ?, ?, ?)");

	sql_put_int(&c, job);
	sql_put_text(&c, job_state_word(state));
	sql_put_text(&c, answer->idempotency_key);
	sql_put_text(&c, cause_word(ERR_NONE));
	sql_put_bytes(&c, answer->body);
	return sql_change(&c, NULL, e);
}

/* promote() - deliveries whose time has come are due like new ones: by age. */
static bool promote(struct store *s, int64_t now_ms, struct err *e)
{
	struct sql_call c = sql_call(
		&s->sql, "UPDATE outbox SET not_before_ms = 0 WHERE id IN (SELECT id FROM outbox"
			 " INDEXED BY outbox_later"
			 " WHERE state = 'due' AND not_before_ms > 0 AND not_before_ms <= ?"
			 " ORDER BY not_before_ms LIMIT 256)");

	sql_put_int(&c, now_ms);
	return sql_change(&c, NULL, e);
}

static bool read_next(struct store *s, struct arena *a, struct store_delivery **ret_delivery,
		      struct err *e)
{
	struct sql_call c = sql_call(
		&s->sql,
		"SELECT o.id, o.job, j.mark, b.source, o.idempotency_key, o.outcome,"
		" o.attempts, b.key, b.external, o.body FROM outbox o INDEXED BY outbox_ready"
		" JOIN job j ON j.id = o.job JOIN submission b ON b.id = o.job"
		" WHERE o.state = 'due' AND o.not_before_ms = 0 ORDER BY o.id LIMIT 1");
	bool has;

	*ret_delivery = NULL;
	if (!sql_row(&c, &has, e) || !has)
		return e->code == ERR_NONE;
	struct store_delivery *d = arena_alloc(a, sizeof *d);
	*d = (struct store_delivery){
		.id = sql_int(&c, 0),
		.job = sql_int(&c, 1),
		.mark = sql_text(&c, 2, a),
		.source = sql_text(&c, 3, a),
		.idempotency_key = sql_text(&c, 4, a),
		.attempts = (unsigned)sql_int(&c, 6),
		.key = sql_bytes(&c, 7, a),
		.external = sql_bytes(&c, 8, a),
		.body = sql_bytes(&c, 9, a),
	};
	bool good = job_row_state(&c, 5, &d->outcome, e);
	sql_done(&c);
	if (good)
		*ret_delivery = d;
	return good;
}

/* read_wait() - milliseconds until a delivery is due that waits for its time. */
static bool read_wait(struct store *s, int64_t now_ms, int64_t *ret_wait_ms, struct err *e)
{
	struct sql_call c =
		sql_call(&s->sql, "SELECT not_before_ms FROM outbox INDEXED BY outbox_later"
				  " WHERE state = 'due' AND not_before_ms > 0"
				  " ORDER BY not_before_ms LIMIT 1");
	bool has;

	if (!sql_row(&c, &has, e))
		return false;
	*ret_wait_ms = INT64_MAX;
	if (has)
		*ret_wait_ms = sql_int(&c, 0) > now_ms ? sql_int(&c, 0) - now_ms : 0;
	sql_done(&c);
	return true;
}

bool store_next_delivery(struct store *s, struct arena *a, struct store_delivery **ret_delivery,
			 int64_t *ret_wait_ms, struct err *e)
{
	int64_t now_ms = clock_utc_ms(), wait_ms = 0;
	struct store_delivery *d = NULL;

	if (!sql_begin(&s->sql, e))
		return false;
	bool good = promote(s, now_ms, e) && read_next(s, a, &d, e) &&
		    (d || read_wait(s, now_ms, &wait_ms, e));
	if (!sql_end(&s->sql, good, e))
		return false;
	*ret_delivery = d;
	*ret_wait_ms = wait_ms;
	return true;
}

/* find_due() - the job and outcome of a delivery that is due; ERR_STALE if it is not. */
static bool find_due(struct store *s, int64_t delivery, int64_t *ret_job,
		     enum job_state *ret_outcome, struct err *e)
{
	struct sql_call c = sql_call(&s->sql, "SELECT job, outcome FROM outbox"
					      " WHERE id = ? AND state = 'due'");
	bool has;

	sql_put_int(&c, delivery);
	if (!sql_row(&c, &has, e))
		return false;
	if (!has)
		return err_set(e, ERR_STALE, "store: delivery %" PRId64 " is not due", delivery);
	*ret_job = sql_int(&c, 0);
	bool good = job_row_state(&c, 1, ret_outcome, e);
	sql_done(&c);
	return good;
}

static bool delivered(struct store *s, int64_t delivery, const struct store_due *due, struct err *e)
{
	struct sql_call c = sql_call(&s->sql, "UPDATE outbox SET state = 'done', body = x''"
					      " WHERE id = ?");
	struct transition t = { .to = JOB_CLOSED };

	if (!find_due(s, delivery, &t.job, &t.from, e))
		return false;
	sql_put_int(&c, delivery);
	return sql_change(&c, NULL, e) && transition_make(s, &t, e) && change_due(s, t.job, due, e);
}

bool store_delivered(struct store *s, int64_t delivery, const struct store_due *due, struct err *e)
{
	return change_begin(s, e) && change_end(s, delivered(s, delivery, due, e), e);
}

static bool not_delivered(struct store *s, int64_t delivery, enum err_code cause,
			  int64_t not_before_ms, struct err *e)
{
	struct sql_call c = sql_call(&s->sql, "UPDATE outbox SET state = ?, cause = ?,"
					      " attempts = attempts + 1, not_before_ms = ?"
					      " WHERE id = ?");
	bool dead = not_before_ms == INT64_MAX;

	sql_put_text(&c, dead ? "dead" : "due");
	sql_put_text(&c, cause_word(cause));
	sql_put_int(&c, dead || not_before_ms < 0 ? 0 : not_before_ms);
	sql_put_int(&c, delivery);
	return sql_change(&c, NULL, e);
}

bool store_not_delivered(struct store *s, int64_t delivery, enum err_code cause,
			 int64_t not_before_ms, const struct store_due *due, struct err *e)
{
	enum job_state outcome;
	int64_t job;

	if (!change_begin(s, e))
		return false;
	bool good = find_due(s, delivery, &job, &outcome, e) &&
		    not_delivered(s, delivery, cause, not_before_ms, e) &&
		    change_due(s, job, due, e);
	return change_end(s, good, e);
}

static bool revive(struct store *s, int64_t job, const struct store_due *due, struct err *e)
{
	struct sql_call c = sql_call(&s->sql, "UPDATE outbox SET state = 'due', attempts = 0,"
					      " not_before_ms = 0 WHERE job = ?"
					      " AND state = 'dead'");
	int64_t changed;

	sql_put_int(&c, job);
	if (!sql_change(&c, &changed, e))
		return false;
	if (changed == 0)
		return err_set(e, ERR_NOT_FOUND, "store: job %" PRId64 " has no dead letter", job);
	return change_due(s, job, due, e);
}

bool store_revive(struct store *s, int64_t job, const struct store_due *due, struct err *e)
{
	return change_begin(s, e) && change_end(s, revive(s, job, due, e), e);
}
