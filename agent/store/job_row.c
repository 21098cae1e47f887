/* job_row.c - from rows to struct store_job, and the words of causes. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/store/job_row.h"

#include <inttypes.h>
#include "base/str.h"

/* Names, not numbers: the table in base/err.h may grow in its middle. */
static const char *const words[] = {
#define X(code, text, cls) [code] = #code,
	ERR_CODES(X)
#undef X
};

const char *cause_word(enum err_code code)
{
	return words[code];
}

bool job_row_state(struct sql_call *c, int column, enum job_state *ret_state, struct err *e)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	const char *word = sql_text(c, column, a);

	if (job_state_named(word, ret_state))
		return true;
	return err_set(e, ERR_IO, "store '%s': it is damaged: no state '%s'", c->db->path, word);
}

bool job_row_cause(struct sql_call *c, int column, enum err_code *ret_code, struct err *e)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	const char *word = sql_text(c, column, a);

	for (int i = 0; i < ERR_MAX_; i++) {
		if (str_eq(words[i], word)) {
			*ret_code = (enum err_code)i;
			return true;
		}
	}
	return err_set(e, ERR_IO, "store '%s': it is damaged: no cause '%s'", c->db->path, word);
}

bool job_row_plain(struct sql_call *c, struct arena *a, struct store_job *ret_job, struct err *e)
{
	struct store_job job = {
		.id = sql_int(c, 0),
		.mark = sql_text(c, 1, a),
		.source = sql_text(c, 2, a),
		.recipe = sql_text(c, 3, a),
		.recipe_hash = sql_text(c, 4, a),
		.token = (uint64_t)sql_int(c, 6),
		.attempts = (unsigned)sql_int(c, 7),
		.received_ms = sql_int(c, 9),
		.changed_ms = sql_int(c, 10),
		.not_before_ms = sql_int(c, 11),
		.acknowledged = sql_int(c, 12) != 0,
		.desk_gone = !sql_is_null(c, 13),
		.desk_gone_ms = sql_int(c, 13),
		.first_mark = sql_text(c, 14, a),
		.deaths = (unsigned)sql_int(c, 15),
		.hold_ms = sql_int(c, 16),
		.erasure = sql_is_null(c, 17)   ? STORE_WHOLE
			   : sql_is_null(c, 18) ? STORE_ERASING
						: STORE_ERASED,
		.final_ms = sql_int(c, 19),
	};

	if (!job_row_state(c, 5, &job.state, e) || !job_row_cause(c, 8, &job.cause, e))
		return false;
	*ret_job = job;
	return true;
}

static bool read_stages(struct store *s, struct arena *a, struct store_job *job, struct err *e)
{
	struct sql_call c = sql_call(&s->sql, "SELECT id, state = 'proven', state = 'void',"
					      " begun_ms, intent, value"
					      " FROM stage WHERE job = ? ORDER BY place");
	bool has;

	sql_put_int(&c, job->id);
	for (;;) {
		if (!sql_row(&c, &has, e))
			return false;
		if (!has)
			return true;
		job->stages = sql_room(a, job->stages, job->n_stages, sizeof *job->stages);
		job->stages[job->n_stages++] = (struct store_stage){
			.id = sql_text(&c, 0, a),
			.proven = sql_int(&c, 1) != 0,
			.again = sql_int(&c, 2) != 0,
			.begun_ms = sql_int(&c, 3),
			.intent = sql_bytes(&c, 4, a),
			.values = sql_bytes(&c, 5, a),
		};
	}
}

bool job_row_whole(struct store *s, int64_t id, struct arena *a, struct store_job **ret_job,
		   struct err *e)
{
	struct sql_call c = sql_call(
		&s->sql, JOB_ROW_COLUMNS
		", b.key, b.payload, b.external, j.reason, j.outcome, j.hold" JOB_ROW_TABLES
		" WHERE j.id = ?");
	struct store_job *job = arena_alloc(a, sizeof *job);
	bool has;

	sql_put_int(&c, id);
	if (!sql_row(&c, &has, e))
		return false;
	if (!has)
		return err_set(e, ERR_NOT_FOUND, "store: no job %" PRId64, id);
	bool good = job_row_plain(&c, a, job, e);
	job->key = sql_bytes(&c, 20, a);
	job->payload = sql_bytes(&c, 21, a);
	job->external = sql_bytes(&c, 22, a);
	job->reason = sql_bytes(&c, 23, a);
	job->outcome = sql_bytes(&c, 24, a);
	job->hold = sql_bytes(&c, 25, a);
	sql_done(&c);
	if (!good || !read_stages(s, a, job, e))
		return false;
	*ret_job = job;
	return true;
}
