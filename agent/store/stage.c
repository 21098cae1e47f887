/* stage.c - commits: begun, and then proven or known not to have happened. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/store/connection.h"
#include "agent/store/transition.h"
#include "base/clock.h"

/*
 * A stage that is new, or void, may begin; a proven one never runs again, one that is begun may
 * have happened. The place is that of the first beginning.
 */
static bool begin_stage(struct store *s, int64_t job, const char *id, struct store_bytes intent,
			struct err *e)
{
	struct sql_call c = sql_call(
		&s->sql,
		"INSERT INTO stage (job, id, place, state, begun_ms, intent)"
		" VALUES (?1, ?2, (SELECT count(*) FROM stage WHERE job = ?1), 'begun', ?3,"
		" ?4) ON CONFLICT (job, id) DO UPDATE SET state = 'begun', begun_ms = ?3,"
		" intent = ?4 WHERE stage.state = 'void'");
	int64_t changed;

	sql_put_int(&c, job);
	sql_put_text(&c, id);
	sql_put_int(&c, clock_utc_ms());
	sql_put_bytes(&c, intent);
	if (!sql_change(&c, &changed, e))
		return false;
	return changed == 1 ||
	       err_set(e, ERR_UNSUPPORTED, "store: stage '%s' is begun or proven: not again", id);
}

static bool end_stage(struct store *s, int64_t job, const char *id, const char *state,
		      struct store_bytes values, struct err *e)
{
	struct sql_call c = sql_call(&s->sql, "UPDATE stage SET state = ?, value = ?"
					      " WHERE job = ? AND id = ? AND state = 'begun'");
	int64_t changed;

	sql_put_text(&c, state);
	sql_put_bytes(&c, values);
	sql_put_int(&c, job);
	sql_put_text(&c, id);
	if (!sql_change(&c, &changed, e))
		return false;
	return changed == 1 || err_set(e, ERR_STALE, "store: stage '%s' is not begun", id);
}

/* forget_desk() - the present desk is alive; whatever died before has nothing open. */
static bool forget_desk(struct store *s, int64_t job, struct err *e)
{
	struct sql_call c = sql_call(&s->sql, "UPDATE job SET desk_gone_ms = NULL WHERE id = ?");

	sql_put_int(&c, job);
	return sql_change(&c, NULL, e);
}

bool store_stage_begin(struct store *s, const struct store_ticket *t, const char *id,
		       struct store_bytes intent, const struct store_due *due, struct err *e)
{
	struct transition forth = { t->job, JOB_RUNNING, JOB_COMMITTING, t };

	if (!change_begin(s, e))
		return false;
	bool good = transition_make(s, &forth, e) && begin_stage(s, t->job, id, intent, e) &&
		    change_due(s, t->job, due, e);
	return change_end(s, good, e);
}

static bool leave_stage(struct store *s, const struct store_ticket *t, const char *id,
			const char *state, struct store_bytes values, struct err *e)
{
	struct transition back = { t->job, JOB_COMMITTING, JOB_RUNNING, t };

	return transition_make(s, &back, e) && end_stage(s, t->job, id, state, values, e) &&
	       forget_desk(s, t->job, e);
}

bool store_stage_prove(struct store *s, const struct store_ticket *t, const char *id,
		       struct store_bytes values, const struct store_due *due, struct err *e)
{
	if (!change_begin(s, e))
		return false;
	bool good = leave_stage(s, t, id, "proven", values, e) && change_due(s, t->job, due, e);
	return change_end(s, good, e);
}

bool store_stage_void(struct store *s, const struct store_ticket *t, const char *id,
		      const struct store_due *due, struct err *e)
{
	if (!change_begin(s, e))
		return false;
	bool good = leave_stage(s, t, id, "void", (struct store_bytes){ 0 }, e) &&
		    change_due(s, t->job, due, e);
	return change_end(s, good, e);
}
