/* due.c - the journal line that is owed for a change, in the change's own transaction. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/store/connection.h"
#include "base/arena.h"

bool change_begin(struct store *s, struct err *e)
{
	s->op = s->last_op = 0;
	return sql_begin(&s->sql, e);
}

bool change_end(struct store *s, bool done, struct err *e)
{
	if (!sql_end(&s->sql, done, e))
		return false;
	s->last_op = s->op;
	return true;
}

bool change_due(struct store *s, int64_t job, const struct store_due *due, struct err *e)
{
	if (!due)
		return true;
	struct sql_call c = sql_call(&s->sql, "INSERT INTO due (job, kind, body, process)"
					      " VALUES (nullif(?, 0), ?, ?, ?)");

	sql_put_int(&c, job);
	sql_put_text(&c, due->kind);
	sql_put_text(&c, due->body);
	sql_put_text(&c, s->process);
	if (!sql_change(&c, NULL, e))
		return false;
	s->op = sql_last_id(&s->sql);
	return true;
}

int64_t store_last_op(const struct store *s)
{
	return s->last_op;
}

bool store_due_done(struct store *s, int64_t op, struct err *e)
{
	struct sql_call c = sql_call(&s->sql, "DELETE FROM due WHERE op = ?");

	sql_put_int(&c, op);
	return sql_change(&c, NULL, e);
}

bool store_owed(struct store *s, struct arena *a, struct store_owed **ret_list, size_t *ret_n,
		struct err *e)
{
	struct sql_call c = sql_call(&s->sql, "SELECT d.op, j.mark, d.kind, d.body, d.process"
					      " FROM due d LEFT JOIN job j ON j.id = d.job"
					      " ORDER BY d.op");
	struct store_owed *list = NULL;
	size_t n = 0;
	bool has;

	for (;;) {
		if (!sql_row(&c, &has, e))
			return false;
		if (!has)
			break;
		list = sql_room(a, list, n, sizeof *list);
		list[n++] = (struct store_owed){
			.op = sql_int(&c, 0),
			.mark = sql_text(&c, 1, a),
			.kind = sql_text(&c, 2, a),
			.body = sql_text(&c, 3, a),
			.process = sql_text(&c, 4, a),
		};
	}
	*ret_list = list;
	*ret_n = n;
	return true;
}
