/* erase.c - what is personal goes, and what keeps it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/store/erase.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>
#include "agent/store/connection.h"
#include "agent/store/job_row.h"
#include "base/arena.h"
#include "base/clock.h"

/* day_key_of() - the name at the beginning of a wrapped key. */
static struct store_bytes day_key_of(struct store_bytes key)
{
	return (struct store_bytes){ key.data, key.len < STORE_DAY_KEY_BYTES
						       ? key.len
						       : STORE_DAY_KEY_BYTES };
}

bool day_key_lives(struct store *s, struct store_bytes key, struct err *e)
{
	struct sql_call c = sql_call(&s->sql, "SELECT 1 FROM retired WHERE day_key = ?");
	bool has;

	sql_put_bytes(&c, day_key_of(key));
	if (!sql_row(&c, &has, e))
		return false;
	sql_done(&c);
	return !has || err_set(e, ERR_STALE, "store: the key was made under one that is erased");
}

/* ---- holding */

static bool hold(struct store *s, int64_t job, bool set, struct store_bytes reason,
		 const struct store_due *due, struct err *e)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	struct sql_call c = sql_call(&s->sql, "UPDATE job SET hold_ms = nullif(?, 0), hold = ?"
					      " WHERE id = ?");
	struct store_job *j;

	if (!job_row_whole(s, job, a, &j, e))
		return false;
	if (j->erasure != STORE_WHOLE)
		return err_set(e, ERR_UNSUPPORTED, "%s is erased: nothing is left to hold",
			       j->mark);
	if ((j->hold_ms != 0) == set)
		return err_set(e, ERR_UNSUPPORTED, "%s is %s", j->mark,
			       set ? "held already" : "not held");
	sql_put_int(&c, set ? clock_utc_ms() : 0);
	sql_put_bytes(&c, reason);
	sql_put_int(&c, job);
	return sql_change(&c, NULL, e) && change_due(s, job, due, e);
}

bool store_hold(struct store *s, int64_t job, bool set, struct store_bytes reason,
		const struct store_due *due, struct err *e)
{
	return change_begin(s, e) && change_end(s, hold(s, job, set, reason, due, e), e);
}

/* ---- taking out of the store */

static bool may_erase(const struct store_job *j, struct err *e)
{
	if (j->erasure != STORE_WHOLE)
		return err_set(e, ERR_STALE, "%s is erased already", j->mark);
	if (j->state != JOB_CLOSED)
		return err_set(e, ERR_UNSUPPORTED, "%s is %s: only what is closed is erased",
			       j->mark, job_state_word(j->state));
	if (j->hold_ms != 0)
		return err_set(e, ERR_UNSUPPORTED,
			       "%s is held: amtsbote hold --lift %s says that it need not be kept",
			       j->mark, j->mark);
	return true;
}

static bool note_erasure(struct store *s, const struct store_job *j, struct err *e)
{
	struct sql_call c = sql_call(&s->sql, "INSERT INTO erasure (job, day_key, begun_ms)"
					      " VALUES (?, ?, ?)");

	sql_put_int(&c, j->id);
	sql_put_bytes(&c, day_key_of(j->key));
	sql_put_int(&c, clock_utc_ms());
	return sql_change(&c, NULL, e);
}

static bool empty_submission(struct store *s, int64_t job, struct store_bytes key, struct err *e)
{
	struct sql_call c = sql_call(&s->sql, "UPDATE submission SET key = ?, external = x'',"
					      " payload = x'' WHERE id = ?");

	sql_put_bytes(&c, key);
	sql_put_int(&c, job);
	return sql_change(&c, NULL, e);
}

static bool empty_job(struct store *s, int64_t job, struct store_bytes reason, struct err *e)
{
	struct sql_call c = sql_call(&s->sql, "UPDATE job SET reason = ?, outcome = x'',"
					      " hold = x'' WHERE id = ?");

	sql_put_bytes(&c, reason);
	sql_put_int(&c, job);
	return sql_change(&c, NULL, e);
}

static bool empty_rest(struct store *s, int64_t job, struct err *e)
{
	struct sql_call stages = sql_call(&s->sql, "UPDATE stage SET intent = x'', value = x''"
						   " WHERE job = ?");
	struct sql_call answer = sql_call(&s->sql, "UPDATE outbox SET body = x'' WHERE job = ?");

	sql_put_int(&stages, job);
	sql_put_int(&answer, job);
	return sql_change(&stages, NULL, e) && sql_change(&answer, NULL, e);
}

static bool erase(struct store *s, int64_t job, const struct store_remains *r,
		  const struct store_due *due, struct err *e)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	struct store_job *j;

	if (!job_row_whole(s, job, a, &j, e) || !may_erase(j, e) || !day_key_lives(s, r->key, e))
		return false;
	/* Else it would be among those that have to be wrapped anew because of it. */
	if (r->key.len >= STORE_DAY_KEY_BYTES && j->key.len >= STORE_DAY_KEY_BYTES &&
	    memcmp(r->key.data, j->key.data, STORE_DAY_KEY_BYTES) == 0)
		return err_set(e, ERR_STALE, "store: the fresh key lies under the day key to go");
	return note_erasure(s, j, e) && empty_submission(s, job, r->key, e) &&
	       empty_job(s, job, r->reason, e) && empty_rest(s, job, e) &&
	       change_due(s, job, due, e);
}

bool store_erase(struct store *s, int64_t job, const struct store_remains *r,
		 const struct store_due *due, struct err *e)
{
	return change_begin(s, e) && change_end(s, erase(s, job, r, due, e), e);
}

bool store_pending(struct store *s, struct arena *a, struct store_pending **ret_list, size_t *ret_n,
		   struct err *e)
{
	struct sql_call c = sql_call(&s->sql, "SELECT x.job, j.mark, x.day_key FROM erasure x"
					      " INDEXED BY erasure_open JOIN job j ON j.id = x.job"
					      " WHERE x.done_ms IS NULL ORDER BY x.job");
	struct store_pending *list = NULL;
	size_t n = 0;
	bool has;

	for (;;) {
		if (!sql_row(&c, &has, e))
			return false;
		if (!has)
			break;
		list = sql_room(a, list, n, sizeof *list);
		list[n++] = (struct store_pending){ sql_int(&c, 0), sql_text(&c, 1, a),
						    sql_bytes(&c, 2, a) };
	}
	*ret_list = list;
	*ret_n = n;
	return true;
}

bool store_erased(struct store *s, int64_t job, int64_t final_ms, const struct store_due *due,
		  struct err *e)
{
	struct sql_call c = sql_call(&s->sql, "UPDATE erasure SET done_ms = ?, final_ms = ?"
					      " WHERE job = ? AND done_ms IS NULL");
	int64_t changed = 0;

	if (!change_begin(s, e))
		return false;
	sql_put_int(&c, clock_utc_ms());
	sql_put_int(&c, final_ms);
	sql_put_int(&c, job);
	bool good = sql_change(&c, &changed, e) && (changed == 0 || change_due(s, job, due, e));
	return change_end(s, good, e);
}

/* ---- the keys of the others */

bool store_wrapped(struct store *s, struct store_bytes day_key, struct arena *a,
		   struct store_rewrap **ret_list, size_t *ret_n, struct err *e)
{
	struct sql_call c = sql_call(&s->sql, "SELECT id, key FROM submission"
					      " WHERE substr(key, 1, 19) = ? LIMIT ?");
	struct store_rewrap *list = NULL;
	size_t n = 0;
	bool has;

	static_assert(STORE_DAY_KEY_BYTES == 19, "as in the statement and its index");
	sql_put_bytes(&c, day_key);
	sql_put_int(&c, STORE_WRAPPED_MAX);
	for (;;) {
		if (!sql_row(&c, &has, e))
			return false;
		if (!has)
			break;
		list = sql_room(a, list, n, sizeof *list);
		list[n++] =
			(struct store_rewrap){ .job = sql_int(&c, 0), .old = sql_bytes(&c, 1, a) };
	}
	*ret_list = list;
	*ret_n = n;
	return true;
}

static bool rewrap(struct store *s, const struct store_rewrap *one, struct err *e)
{
	struct sql_call c =
		sql_call(&s->sql, "UPDATE submission SET key = ? WHERE id = ? AND key = ?");

	sql_put_bytes(&c, one->fresh);
	sql_put_int(&c, one->job);
	sql_put_bytes(&c, one->old);
	return sql_change(&c, NULL, e);
}

bool store_rewrap(struct store *s, const struct store_rewrap *list, size_t n, struct err *e)
{
	bool good = true;

	if (!sql_begin(&s->sql, e))
		return false;
	for (size_t i = 0; i < n && good; i++)
		good = rewrap(s, &list[i], e);
	return sql_end(&s->sql, good, e);
}

static bool retire(struct store *s, struct store_bytes day_key, struct err *e)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	struct sql_call c = sql_call(
		&s->sql, "INSERT INTO retired (day_key) VALUES (?) ON CONFLICT DO NOTHING");
	struct store_rewrap *list;
	size_t n;

	if (!store_wrapped(s, day_key, a, &list, &n, e))
		return false;
	if (n > 0)
		return err_set(e, ERR_STALE, "store: job %" PRId64 " has its key under it",
			       list[0].job);
	sql_put_bytes(&c, day_key);
	return sql_change(&c, NULL, e);
}

bool store_retire(struct store *s, struct store_bytes day_key, struct err *e)
{
	return sql_begin(&s->sql, e) && sql_end(&s->sql, retire(s, day_key, e), e);
}

bool store_scrub(struct store *s, struct err *e)
{
	return sql_empty_log(&s->sql, e);
}
