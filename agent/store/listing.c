/* listing.c - looking at jobs: pages, one by its mark, counts. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <assert.h>
#include "agent/store/connection.h"
#include "agent/store/job_row.h"

enum { LIMIT_MAX = 1000 };

static bool read_list(struct sql_call *c, struct arena *a, struct store_job **ret_list,
		      size_t *ret_n, struct err *e)
{
	struct store_job *list = NULL;
	size_t n = 0;
	bool has;

	for (;;) {
		if (!sql_row(c, &has, e))
			return false;
		if (!has)
			break;
		list = sql_room(a, list, n, sizeof *list);
		if (!job_row_plain(c, a, &list[n++], e)) {
			sql_done(c);
			return false;
		}
	}
	*ret_list = list;
	*ret_n = n;
	return true;
}

bool store_list(struct store *s, const struct store_filter *f, struct arena *a,
		struct store_job **ret_list, size_t *ret_n, struct err *e)
{
	static const char any[] =
		JOB_ROW_COLUMNS JOB_ROW_TABLES " WHERE j.id > ? ORDER BY j.id LIMIT ?";
	static const char one[] = JOB_ROW_COLUMNS JOB_ROW_TABLES
		" WHERE j.id > ? AND j.state = ? ORDER BY j.id LIMIT ?";
	struct sql_call c = sql_call(&s->sql, f->any_state ? any : one);

	assert(f->limit >= 1 && f->limit <= LIMIT_MAX);
	sql_put_int(&c, f->after);
	if (!f->any_state)
		sql_put_text(&c, job_state_word(f->state));
	sql_put_int(&c, (int64_t)f->limit);
	return read_list(&c, a, ret_list, ret_n, e);
}

static bool find(struct store *s, const char *mark, struct arena *a, struct store_job **ret_job,
		 struct err *e)
{
	struct sql_call c = sql_call(&s->sql, "SELECT id FROM job WHERE mark = ?");
	bool has;

	sql_put_text(&c, mark);
	if (!sql_row(&c, &has, e))
		return false;
	if (!has)
		return err_set(e, ERR_NOT_FOUND, "store: no job '%s'", mark);
	int64_t id = sql_int(&c, 0);
	sql_done(&c);
	return job_row_whole(s, id, a, ret_job, e);
}

bool store_find(struct store *s, const char *mark, struct arena *a, struct store_job **ret_job,
		struct err *e)
{
	struct store_job *job = NULL;

	/* Job and stages of one moment. */
	if (!sql_look(&s->sql, e) || !sql_end(&s->sql, find(s, mark, a, &job, e), e))
		return false;
	*ret_job = job;
	return true;
}

bool store_counts(struct store *s, uint64_t ret_counts[JOB_STATES_N], struct err *e)
{
	struct sql_call c = sql_call(&s->sql, "SELECT state, count(*) FROM job GROUP BY state");
	uint64_t counts[JOB_STATES_N] = { 0 };
	enum job_state state;
	bool has;

	for (;;) {
		if (!sql_row(&c, &has, e))
			return false;
		if (!has)
			break;
		if (!job_row_state(&c, 0, &state, e)) {
			sql_done(&c);
			return false;
		}
		counts[state] = (uint64_t)sql_int(&c, 1);
	}
	for (int i = 0; i < JOB_STATES_N; i++)
		ret_counts[i] = counts[i];
	return true;
}
