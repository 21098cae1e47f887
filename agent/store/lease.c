/* lease.c - who has which job, for how long, and what follows when the desk is dead. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <assert.h>
#include "agent/model/failure.h"
#include "agent/store/connection.h"
#include "agent/store/job_row.h"
#include "agent/store/transition.h"
#include "base/clock.h"

bool store_renew(struct store *s, const struct store_ticket *t, int64_t lease_ms, struct err *e)
{
	struct sql_call c = sql_call(&s->sql, "UPDATE job SET lease_until_ms = ? WHERE id = ?"
					      " AND token = ? AND owner IS NOT NULL");
	int64_t changed;

	assert(lease_ms < INT64_MAX / 2 && "a lease ends");
	sql_put_int(&c, clock_utc_ms() + lease_ms);
	sql_put_int(&c, t->job);
	sql_put_int(&c, (int64_t)t->token);
	if (!sql_change(&c, &changed, e))
		return false;
	return changed == 1 || err_set(e, ERR_STALE, "store: the lease was lost");
}

/* read_state() - what the leased job is now; ERR_STALE if the claim is over. */
static bool read_state(struct store *s, const struct store_ticket *t, enum job_state *ret_state,
		       struct err *e)
{
	struct sql_call c = sql_call(&s->sql, "SELECT state FROM job WHERE id = ? AND token = ?"
					      " AND owner IS NOT NULL");
	bool has;

	sql_put_int(&c, t->job);
	sql_put_int(&c, (int64_t)t->token);
	if (!sql_row(&c, &has, e))
		return false;
	if (!has)
		return err_set(e, ERR_STALE, "store: the claim is over already");
	bool good = job_row_state(&c, 0, ret_state, e);
	sql_done(&c);
	return good;
}

/* A second death (of the desk that probed) leaves the time of the first: that one had acted. */
static bool note_gone(struct store *s, const struct store_ticket *t, const struct store_gone *gone,
		      struct err *e)
{
	struct sql_call c = sql_call(
		&s->sql,
		"UPDATE job SET owner = NULL, lease_until_ms = NULL, cause = ?1,"
		" attempts = attempts + ?4, deaths = deaths + ?5, changed_ms = ?2,"
		" not_before_ms = ?6,"
		" desk_gone_ms = iif(state = 'committing', coalesce(desk_gone_ms, ?2), NULL)"
		" WHERE id = ?3");

	sql_put_text(&c, cause_word(gone->cause));
	sql_put_int(&c, clock_utc_ms());
	sql_put_int(&c, t->job);
	sql_put_int(&c, !gone->died && failure_counts(gone->cause));
	sql_put_int(&c, gone->died);
	sql_put_int(&c, gone->not_before_ms);
	return sql_change(&c, NULL, e);
}

static bool desk_gone(struct store *s, const struct store_ticket *t, const struct store_gone *gone,
		      const struct store_due *due, struct err *e)
{
	struct transition back = { t->job, JOB_RUNNING, JOB_WAITING, t };
	enum job_state state;

	if (!read_state(s, t, &state, e))
		return false;
	if (state == JOB_RUNNING && !transition_make(s, &back, e))
		return false;
	return note_gone(s, t, gone, e) && change_due(s, t->job, due, e);
}

bool store_desk_gone(struct store *s, const struct store_ticket *t, const struct store_gone *gone,
		     const struct store_due *due, struct err *e)
{
	return change_begin(s, e) && change_end(s, desk_gone(s, t, gone, due, e), e);
}

bool store_owned(struct store *s, const char *owner, struct arena *a,
		 struct store_ticket **ret_tickets, size_t *ret_n, struct err *e)
{
	struct sql_call c =
		sql_call(&s->sql, "SELECT id, token FROM job WHERE owner = ? ORDER BY id");
	struct store_ticket *list = NULL;
	size_t n = 0;
	bool has;

	sql_put_text(&c, owner);
	for (;;) {
		if (!sql_row(&c, &has, e))
			return false;
		if (!has)
			break;
		list = sql_room(a, list, n, sizeof *list);
		list[n++] = (struct store_ticket){ sql_int(&c, 0), (uint64_t)sql_int(&c, 1) };
	}
	*ret_tickets = list;
	*ret_n = n;
	return true;
}
