/* restored.c - a store that is older than its journal learns what the journal tells of. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/store/restored.h"

#include "agent/store/connection.h"
#include "agent/store/job_row.h"
#include "base/clock.h"

/* ---- what lines tell */

/* job_of() - the id of the job @mark, 0 if there is none. */
static bool job_of(struct store *s, const char *mark, int64_t *ret_id, struct err *e)
{
	struct sql_call c = sql_call(&s->sql, "SELECT id FROM job WHERE mark = ?");
	bool has;

	sql_put_text(&c, mark);
	if (!sql_row(&c, &has, e))
		return false;
	*ret_id = has ? sql_int(&c, 0) : 0;
	sql_done(&c);
	return true;
}

/* put_lost() - a job that the store does not know; one line about it tells so. */
static bool put_lost(struct store *s, const struct restored_line *line, struct err *e)
{
	struct sql_call c = sql_call(&s->sql, "INSERT INTO lost (mark, source, external_hash,"
					      " received_ms, last) VALUES (?, ?, ?, ?, ?)"
					      " ON CONFLICT DO NOTHING");
	const struct store_bytes hash = { line->external_hash, STORE_HASH_BYTES };

	sql_put_text(&c, line->mark);
	sql_put_text(&c, line->source);
	sql_put_bytes(&c, hash);
	sql_put_int(&c, line->t_ms);
	sql_put_text(&c, line->kind);
	return sql_change(&c, NULL, e);
}

static bool note_last(struct store *s, const struct restored_line *line, struct err *e)
{
	struct sql_call c = sql_call(&s->sql, "UPDATE lost SET last = ? WHERE mark = ?");

	sql_put_text(&c, line->kind);
	sql_put_text(&c, line->mark);
	return sql_change(&c, NULL, e);
}

static bool take_about_lost(struct store *s, const struct restored_line *line, struct err *e)
{
	if (line->tells == RESTORED_RECEIVED)
		return put_lost(s, line, e);
	struct sql_call begun = sql_call(&s->sql, "INSERT INTO lost_stage (mark, id)"
						  " SELECT mark, ?2 FROM lost WHERE mark = ?1"
						  " ON CONFLICT DO NOTHING");
	struct sql_call gone =
		sql_call(&s->sql, "DELETE FROM lost_stage WHERE mark = ?1 AND id = ?2");
	struct sql_call *c = line->tells == RESTORED_BEGUN ? &begun : &gone;
	if (line->tells == RESTORED_BEGUN || line->tells == RESTORED_VOID) {
		sql_put_text(c, line->mark);
		sql_put_text(c, line->stage);
		if (!sql_change(c, NULL, e))
			return false;
	}
	return note_last(s, line, e);
}

/* put_begun() - without an intent: that is in the newer store alone. One that is known stays. */
static bool put_begun(struct store *s, int64_t job, const char *stage, int64_t t_ms, struct err *e)
{
	struct sql_call c = sql_call(
		&s->sql,
		"INSERT INTO stage (job, id, place, state, begun_ms, intent)"
		" VALUES (?1, ?2, (SELECT count(*) FROM stage WHERE job = ?1), 'begun', ?3, x'')"
		" ON CONFLICT (job, id) DO UPDATE SET state = 'begun', begun_ms = ?3,"
		" intent = x'' WHERE stage.state = 'void'");

	sql_put_int(&c, job);
	sql_put_text(&c, stage);
	sql_put_int(&c, t_ms);
	return sql_change(&c, NULL, e);
}

/* put_void() - of a commit that only the journal knows; the store's own is looked up anyway. */
static bool put_void(struct store *s, int64_t job, const char *stage, struct err *e)
{
	struct sql_call c = sql_call(&s->sql, "UPDATE stage SET state = 'void' WHERE job = ?"
					      " AND id = ? AND state = 'begun' AND intent = x''");

	sql_put_int(&c, job);
	sql_put_text(&c, stage);
	return sql_change(&c, NULL, e);
}

/* put_held() - whoever decided knows what is to become of it; the store does not any more. */
static bool put_held(struct store *s, int64_t job, struct err *e)
{
	struct sql_call c = sql_call(&s->sql, "UPDATE job SET state = 'held', owner = NULL,"
					      " lease_until_ms = NULL, not_before_ms = 0,"
					      " cause = ?, changed_ms = ?"
					      " WHERE id = ? AND state IN ('waiting', 'running')");

	sql_put_text(&c, cause_word(ERR_STALE));
	sql_put_int(&c, clock_utc_ms());
	sql_put_int(&c, job);
	return sql_change(&c, NULL, e);
}

bool restored_take(struct store *s, const struct restored_line *line, struct err *e)
{
	int64_t job;

	if (!job_of(s, line->mark, &job, e))
		return false;
	if (!job)
		return take_about_lost(s, line, e);
	switch (line->tells) {
	case RESTORED_BEGUN: return put_begun(s, job, line->stage, line->t_ms, e);
	case RESTORED_VOID: return put_void(s, job, line->stage, e);
	case RESTORED_DECIDED: return put_held(s, job, e);
	case RESTORED_RECEIVED:
	case RESTORED_OTHER: break;
	}
	return true;
}

/* ---- where jobs are that have begun something */

#define BEGUN "(SELECT count(*) FROM stage k WHERE k.job = job.id AND k.state = 'begun')"
#define BEGUN_UNKNOWN \
	"EXISTS (SELECT 1 FROM stage k WHERE k.job = job.id AND k.state = 'begun'" \
	" AND k.intent = x'')"
#define ON_NO_DESK "owner = NULL, lease_until_ms = NULL, not_before_ms = 0, changed_ms = ?2"

/* put_jobs() - one begun commit is looked up, of several only a person can tell. @job: 0: all. */
static bool put_jobs(struct store *s, int64_t job, struct err *e)
{
	struct sql_call probe = sql_call(
		&s->sql,
		"UPDATE job SET state = 'committing', desk_gone_ms = ?2, cause = ?3,"
		" " ON_NO_DESK " WHERE (?1 = 0 OR id = ?1) AND recipe <> ''"
		" AND state IN ('waiting', 'running') AND " BEGUN " = 1 AND " BEGUN_UNKNOWN);
	struct sql_call doubt = sql_call(
		&s->sql, "UPDATE job SET state = 'in_doubt', desk_gone_ms = NULL, cause = ?3,"
			 " " ON_NO_DESK " WHERE (?1 = 0 OR id = ?1) AND " BEGUN_UNKNOWN
			 " AND (state IN ('waiting', 'running', 'held', 'failed')"
			 " OR (state = 'committing' AND " BEGUN " > 1))");
	struct sql_call *const calls[] = { &probe, &doubt };

	for (int i = 0; i < 2; i++) {
		sql_put_int(calls[i], job);
		sql_put_int(calls[i], clock_utc_ms());
		sql_put_text(calls[i], cause_word(i ? ERR_IN_DOUBT : ERR_NONE));
		if (!sql_change(calls[i], NULL, e))
			return false;
	}
	return true;
}

/* ---- begin and end */

bool restored_begin(struct store *s, struct err *e)
{
	return change_begin(s, e);
}

/* reach() - an op that the journal names is never given again. */
static bool reach(struct store *s, int64_t op, struct err *e)
{
	struct sql_call set = sql_call(&s->sql, "UPDATE sqlite_sequence SET seq = max(seq, ?)"
						" WHERE name = 'due'");
	int64_t changed;

	sql_put_int(&set, op);
	if (!sql_change(&set, &changed, e) || changed > 0)
		return e->code == ERR_NONE;
	struct sql_call put = sql_call(&s->sql, "INSERT INTO sqlite_sequence (name, seq)"
						" VALUES ('due', ?)");
	sql_put_int(&put, op);
	return sql_change(&put, NULL, e);
}

static bool put_pause(struct store *s, enum restored_pause pause, struct err *e)
{
	struct sql_call on = sql_call(&s->sql, "INSERT INTO restored (one, whole, since_ms)"
					       " VALUES (1, ?1, ?2) ON CONFLICT (one) DO UPDATE"
					       " SET whole = max(whole, ?1)");
	struct sql_call off = sql_call(&s->sql, "DELETE FROM restored");
	int64_t changed;

	if (pause == RESTORED_PAUSE_KEEP)
		return true;
	if (pause == RESTORED_PAUSE_OVER)
		return sql_change(&off, &changed, e) &&
		       (changed == 1 || err_set(e, ERR_UNSUPPORTED,
						"store: it is not paused, nothing was restored"));
	sql_put_int(&on, pause == RESTORED_PAUSE_WHOLE);
	sql_put_int(&on, clock_utc_ms());
	return sql_change(&on, NULL, e);
}

bool restored_end(struct store *s, const struct restored_end *end, struct err *e)
{
	bool done = end->done && put_jobs(s, 0, e) && (end->op == 0 || reach(s, end->op, e)) &&
		    put_pause(s, end->pause, e) && change_due(s, 0, end->due, e);

	return change_end(s, done, e);
}

bool restored_state(struct store *s, struct restored_state *ret_state, struct err *e)
{
	struct sql_call c = sql_call(&s->sql, "SELECT whole, since_ms FROM restored WHERE one = 1");
	bool has;

	if (!sql_row(&c, &has, e))
		return false;
	*ret_state = (struct restored_state){ .paused = has };
	if (!has)
		return true;
	ret_state->whole = sql_int(&c, 0) != 0;
	ret_state->since_ms = sql_int(&c, 1);
	sql_done(&c);
	return true;
}

/* ---- what is lost */

#define LOST \
	"SELECT l.mark, l.source, l.last, l.received_ms," \
	" (SELECT count(*) FROM lost_stage k WHERE k.mark = l.mark) FROM lost l"

static struct restored_lost lost_row(struct sql_call *c, struct arena *a)
{
	return (struct restored_lost){ .mark = sql_text(c, 0, a),
				       .source = sql_text(c, 1, a),
				       .last = sql_text(c, 2, a),
				       .received_ms = sql_int(c, 3),
				       .begun = (unsigned)sql_int(c, 4) };
}

bool restored_list(struct store *s, struct arena *a, struct restored_lost **ret_list, size_t *ret_n,
		   struct err *e)
{
	struct sql_call c = sql_call(&s->sql, LOST " ORDER BY l.received_ms, l.mark");
	struct restored_lost *list = NULL;
	size_t n = 0;
	bool has;

	for (;;) {
		if (!sql_row(&c, &has, e))
			return false;
		if (!has)
			break;
		list = sql_room(a, list, n, sizeof *list);
		list[n++] = lost_row(&c, a);
	}
	*ret_list = list;
	*ret_n = n;
	return true;
}

bool restored_find(struct store *s, const char *source,
		   const uint8_t external_hash[STORE_HASH_BYTES], struct arena *a,
		   struct restored_lost *ret_lost, struct err *e)
{
	struct sql_call c = sql_call(&s->sql, LOST " WHERE l.source = ? AND l.external_hash = ?");
	const struct store_bytes hash = { external_hash, STORE_HASH_BYTES };
	bool has;

	sql_put_text(&c, source);
	sql_put_bytes(&c, hash);
	if (!sql_row(&c, &has, e))
		return false;
	*ret_lost = (struct restored_lost){ .mark = "", .source = "", .last = "" };
	if (!has)
		return true;
	*ret_lost = lost_row(&c, a);
	sql_done(&c);
	return true;
}

/* open_stages() - what the lost job @mark had begun is begun in @job. */
static bool open_stages(struct store *s, int64_t job, const char *mark, struct err *e)
{
	struct sql_call c = sql_call(
		&s->sql, "INSERT INTO stage (job, id, place, state, begun_ms, intent)"
			 " SELECT ?1, id, (SELECT count(*) FROM lost_stage k WHERE k.mark = ?2"
			 " AND k.id < l.id), 'begun', ?3, x''"
			 " FROM lost_stage l WHERE l.mark = ?2");

	sql_put_int(&c, job);
	sql_put_text(&c, mark);
	sql_put_int(&c, clock_utc_ms());
	return sql_change(&c, NULL, e);
}

bool restored_back(struct store *s, int64_t job, const char *mark, struct err *e)
{
	struct sql_call stages = sql_call(&s->sql, "DELETE FROM lost_stage WHERE mark = ?");

	if (!open_stages(s, job, mark, e))
		return false;
	sql_put_text(&stages, mark);
	if (!sql_change(&stages, NULL, e))
		return false;
	struct sql_call row = sql_call(&s->sql, "DELETE FROM lost WHERE mark = ?");
	int64_t changed;
	sql_put_text(&row, mark);
	return sql_change(&row, &changed, e) && (changed == 0 || put_jobs(s, job, e));
}
