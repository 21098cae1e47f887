/* recipe_stop.c - recipes: home, seats, failures in a row, stopped and started again. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <assert.h>
#include "agent/store/connection.h"
#include "agent/store/job_row.h"
#include "base/clock.h"

bool store_recipe_seats(struct store *s, const char *recipe, unsigned seats, struct err *e)
{
	struct sql_call c = sql_call(&s->sql, "INSERT INTO recipe (name, seats) VALUES (?1, ?2)"
					      " ON CONFLICT DO UPDATE SET seats = ?2");

	assert(seats >= 1);
	sql_put_text(&c, recipe);
	sql_put_int(&c, seats);
	return sql_change(&c, NULL, e);
}

bool store_recipe_home(struct store *s, const char *recipe, const char *folder, struct err *e)
{
	struct sql_call c = sql_call(&s->sql, "INSERT INTO recipe (name, folder) VALUES (?1, ?2)"
					      " ON CONFLICT DO UPDATE SET folder = ?2"
					      " WHERE folder <> ?2");

	sql_put_text(&c, recipe);
	sql_put_text(&c, folder);
	return sql_change(&c, NULL, e);
}

bool store_recipe_folder(struct store *s, const char *recipe, struct arena *a,
			 const char **ret_folder, struct err *e)
{
	struct sql_call c = sql_call(&s->sql, "SELECT folder FROM recipe WHERE name = ?");
	bool has;

	sql_put_text(&c, recipe);
	if (!sql_row(&c, &has, e))
		return false;
	*ret_folder = has ? sql_text(&c, 0, a) : "";
	if (has)
		sql_done(&c);
	return true;
}

bool store_recipe_failed(struct store *s, const char *recipe, unsigned *ret_in_row, struct err *e)
{
	struct sql_call c = sql_call(&s->sql, "INSERT INTO recipe (name, in_row) VALUES (?, 1)"
					      " ON CONFLICT DO UPDATE SET in_row = in_row + 1"
					      " RETURNING in_row");
	bool has;

	sql_put_text(&c, recipe);
	if (!sql_row(&c, &has, e))
		return false;
	assert(has && "an upsert without a condition returns its row");
	unsigned in_row = (unsigned)sql_int(&c, 0);
	if (!sql_change(&c, NULL, e)) /* only its end makes it durable */
		return false;
	*ret_in_row = in_row;
	return true;
}

bool store_recipe_worked(struct store *s, const char *recipe, struct err *e)
{
	struct sql_call c = sql_call(&s->sql, "UPDATE recipe SET in_row = 0"
					      " WHERE name = ? AND in_row <> 0");

	sql_put_text(&c, recipe);
	return sql_change(&c, NULL, e);
}

static bool stop(struct store *s, const char *recipe, enum err_code cause,
		 const struct store_due *due, struct err *e)
{
	struct sql_call c = sql_call(
		&s->sql, "INSERT INTO recipe (name, stop_cause, stopped_ms) VALUES (?1, ?2, ?3)"
			 " ON CONFLICT DO UPDATE SET stop_cause = ?2, stopped_ms = ?3"
			 " WHERE stop_cause IS NULL");
	int64_t changed;

	sql_put_text(&c, recipe);
	sql_put_text(&c, cause_word(cause));
	sql_put_int(&c, clock_utc_ms());
	return sql_change(&c, &changed, e) && (changed == 0 || change_due(s, 0, due, e));
}

bool store_recipe_stop(struct store *s, const char *recipe, enum err_code cause,
		       const struct store_due *due, struct err *e)
{
	return change_begin(s, e) && change_end(s, stop(s, recipe, cause, due, e), e);
}

static bool start(struct store *s, const char *recipe, const struct store_due *due, struct err *e)
{
	struct sql_call c = sql_call(&s->sql, "UPDATE recipe SET stop_cause = NULL,"
					      " stopped_ms = NULL, in_row = 0"
					      " WHERE name = ? AND stop_cause IS NOT NULL");
	int64_t changed;

	sql_put_text(&c, recipe);
	if (!sql_change(&c, &changed, e))
		return false;
	if (changed == 0)
		return err_set(e, ERR_NOT_FOUND, "store: recipe '%s' is not stopped", recipe);
	return change_due(s, 0, due, e);
}

bool store_recipe_start(struct store *s, const char *recipe, const struct store_due *due,
			struct err *e)
{
	return change_begin(s, e) && change_end(s, start(s, recipe, due, e), e);
}

bool store_stops(struct store *s, struct arena *a, struct store_stop **ret_list, size_t *ret_n,
		 struct err *e)
{
	struct sql_call c = sql_call(&s->sql, "SELECT name, stop_cause, stopped_ms FROM recipe"
					      " WHERE stop_cause IS NOT NULL ORDER BY name");
	struct store_stop *list = NULL;
	size_t n = 0;
	bool has;

	for (;;) {
		if (!sql_row(&c, &has, e))
			return false;
		if (!has)
			break;
		list = sql_room(a, list, n, sizeof *list);
		list[n] = (struct store_stop){ .recipe = sql_text(&c, 0, a),
					       .since_ms = sql_int(&c, 2) };
		if (!job_row_cause(&c, 1, &list[n++].cause, e)) {
			sql_done(&c);
			return false;
		}
	}
	*ret_list = list;
	*ret_n = n;
	return true;
}
