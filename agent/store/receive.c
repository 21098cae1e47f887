/* receive.c - intake: a submission and its job come in together, once. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/store/connection.h"
#include "agent/store/erase.h"
#include "agent/store/job_row.h"
#include "agent/store/once.h"
#include "agent/store/outbox.h"
#include "agent/store/restored.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/str.h"

static struct store_bytes digest(const uint8_t hash[STORE_HASH_BYTES])
{
	return (struct store_bytes){ hash, STORE_HASH_BYTES };
}

static bool find_known(struct store *s, const struct store_submission *in, struct store_receipt *r,
		       struct err *e)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	struct sql_call c = sql_call(&s->sql, "SELECT j.id, j.mark FROM submission b"
					      " JOIN job j ON j.id = b.id"
					      " WHERE b.source = ? AND b.external_hash = ?");
	bool has;

	sql_put_text(&c, in->source);
	sql_put_bytes(&c, digest(in->external_hash));
	if (!sql_row(&c, &has, e) || !has)
		return e->code == ERR_NONE;
	r->job = sql_int(&c, 0);
	bool fits = fmt_into(r->mark, sizeof r->mark, "%s", sql_text(&c, 1, a));
	sql_done(&c);
	return fits || err_set(e, ERR_IO, "store: the mark of job is too long");
}

static bool check_mark(struct store *s, const char *mark, struct err *e)
{
	struct sql_call c = sql_call(&s->sql, "SELECT 1 FROM job WHERE mark = ?");
	bool has;

	sql_put_text(&c, mark);
	if (!sql_row(&c, &has, e))
		return false;
	sql_done(&c);
	return !has || err_set(e, ERR_STALE, "store: the mark %s is taken", mark);
}

static bool put_submission(struct store *s, const struct store_submission *in, struct err *e)
{
	struct sql_call c = sql_call(&s->sql, "INSERT INTO submission (source, external_hash,"
					      " received_ms, key, external, payload)"
					      " VALUES (?, ?, ?, ?, ?, ?)");

	sql_put_text(&c, in->source);
	sql_put_bytes(&c, digest(in->external_hash));
	sql_put_int(&c, clock_utc_ms());
	sql_put_bytes(&c, in->key);
	sql_put_bytes(&c, in->external);
	sql_put_bytes(&c, in->payload);
	return sql_change(&c, NULL, e);
}

static bool put_job(struct store *s, const struct store_submission *in, int64_t job, int64_t first,
		    struct err *e)
{
	struct sql_call c = sql_call(&s->sql, "INSERT INTO job (id, mark, recipe, recipe_hash,"
					      " once_hash, first, state, cause, changed_ms, reason)"
					      " VALUES (?, ?, ?, ?, ?, nullif(?, 0), ?, ?, ?, ?)");
	bool twice = first != 0 && in->state == JOB_WAITING;

	sql_put_int(&c, job);
	sql_put_text(&c, in->mark);
	sql_put_text(&c, in->recipe);
	sql_put_text(&c, in->recipe_hash);
	if (in->has_once)
		sql_put_bytes(&c, digest(in->once_hash));
	else
		sql_put_text(&c, NULL);
	sql_put_int(&c, first);
	sql_put_text(&c, job_state_word(twice ? JOB_HELD : in->state));
	sql_put_text(&c, cause_word(twice ? ERR_TWICE : in->cause));
	sql_put_int(&c, clock_utc_ms());
	sql_put_bytes(&c, in->reason);
	return sql_change(&c, NULL, e);
}

/* Only these may a submission begin with; whatever else the caller does is a mistake of ours. */
static bool check_beginning(const struct store_submission *in, struct err *e)
{
	if (in->state != JOB_WAITING && in->state != JOB_HELD && in->state != JOB_RETURNED)
		return err_set(e, ERR_UNSUPPORTED, "store: no job begins %s",
			       job_state_word(in->state));
	if (in->state == JOB_WAITING && !*in->recipe)
		return err_set(e, ERR_UNSUPPORTED, "store: no job waits for no recipe");
	return true;
}

/* put_all() - rows of a submission that is not known yet; @first is the job before it, or 0. */
static bool put_all(struct store *s, const struct store_submission *in, int64_t first,
		    struct store_receipt *r, struct err *e)
{
	enum job_state state = first && in->state == JOB_WAITING ? JOB_HELD : in->state;

	if (!fmt_into(r->mark, sizeof r->mark, "%s", in->mark))
		return err_set(e, ERR_LIMIT, "store: the mark '%s' is too long", in->mark);
	if ((*in->recipe && !route_recipe(s, in->recipe, e)) || !day_key_lives(s, in->key, e) ||
	    !put_submission(s, in, e))
		return false;
	r->job = sql_last_id(&s->sql);
	return put_job(s, in, r->job, first, e) && restored_back(s, r->job, in->mark, e) &&
	       outbox_put(s, r->job, state, in->answer, e);
}

static bool receive(struct store *s, const struct store_submission *in, const struct store_due *due,
		    struct store_receipt *r, struct err *e)
{
	int64_t first = 0;

	if (!check_beginning(in, e) || !find_known(s, in, r, e))
		return false;
	r->fate = STORE_KNOWN;
	if (r->job)
		return true;
	if (!check_mark(s, in->mark, e) ||
	    (in->has_once && !once_first(s, in->recipe, in->once_hash, &first, r->first_mark, e)) ||
	    !put_all(s, in, first, r, e))
		return false;
	r->fate = first ? STORE_ANOTHER : STORE_NEW;
	return change_due(s, r->job, first && in->due_another ? in->due_another : due, e);
}

bool store_receive(struct store *s, const struct store_submission *in, const struct store_due *due,
		   struct store_receipt *ret_receipt, struct err *e)
{
	struct store_receipt r = { 0 };

	if (!change_begin(s, e) || !change_end(s, receive(s, in, due, &r, e), e))
		return false;
	*ret_receipt = r;
	return true;
}

static bool acknowledged(struct store *s, int64_t job, const struct store_due *due, struct err *e)
{
	struct sql_call c = sql_call(&s->sql, "UPDATE job SET acknowledged = 1"
					      " WHERE id = ? AND acknowledged = 0");
	int64_t changed;

	sql_put_int(&c, job);
	return sql_change(&c, &changed, e) && (changed == 0 || change_due(s, job, due, e));
}

bool store_acknowledged(struct store *s, int64_t job, const struct store_due *due, struct err *e)
{
	return change_begin(s, e) && change_end(s, acknowledged(s, job, due, e), e);
}
