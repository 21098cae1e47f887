/* once.c - what may come once only, and the recipe of a job that came without one. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/store/once.h"

#include "base/arena.h"
#include "base/str.h"

static struct store_bytes digest(const uint8_t hash[STORE_HASH_BYTES])
{
	return (struct store_bytes){ hash, STORE_HASH_BYTES };
}

bool once_first(struct store *s, const char *recipe, const uint8_t once_hash[STORE_HASH_BYTES],
		int64_t *ret_job, char ret_mark[STORE_NAME_BYTES], struct err *e)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	struct sql_call c = sql_call(&s->sql, "SELECT id, mark FROM job WHERE recipe = ?"
					      " AND once_hash = ? AND once_hash IS NOT NULL"
					      " ORDER BY id LIMIT 1");
	bool has;

	*ret_job = 0;
	sql_put_text(&c, recipe);
	sql_put_bytes(&c, digest(once_hash));
	if (!sql_row(&c, &has, e) || !has)
		return e->code == ERR_NONE;
	*ret_job = sql_int(&c, 0);
	bool fits = fmt_into(ret_mark, STORE_NAME_BYTES, "%s", sql_text(&c, 1, a));
	sql_done(&c);
	return fits || err_set(e, ERR_IO, "store: the mark of job is too long");
}

static bool check_first(struct store *s, const struct store_route *route, struct err *e)
{
	char mark[STORE_NAME_BYTES];
	int64_t first;

	if (!route->has_once)
		return true;
	if (!once_first(s, route->recipe, route->once_hash, &first, mark, e))
		return false;
	return first == 0 || err_set(e, ERR_TWICE, "job %s carries the same", mark);
}

static bool put_payload(struct store *s, int64_t job, const struct store_route *route,
			struct err *e)
{
	struct sql_call c = sql_call(&s->sql, "UPDATE submission SET payload = ? WHERE id = ?");

	sql_put_bytes(&c, route->payload);
	sql_put_int(&c, job);
	return sql_change(&c, NULL, e);
}

bool route_recipe(struct store *s, const char *recipe, struct err *e)
{
	struct sql_call c =
		sql_call(&s->sql, "INSERT INTO recipe (name) VALUES (?) ON CONFLICT DO NOTHING");

	sql_put_text(&c, recipe);
	return sql_change(&c, NULL, e);
}

bool route_take(struct store *s, int64_t job, const struct store_route *route, struct err *e)
{
	struct sql_call c = sql_call(&s->sql, "UPDATE job SET recipe = ?, recipe_hash = ?,"
					      " once_hash = ? WHERE id = ? AND recipe = ''");
	int64_t changed;

	if (!check_first(s, route, e) || !route_recipe(s, route->recipe, e))
		return false;
	sql_put_text(&c, route->recipe);
	sql_put_text(&c, route->recipe_hash);
	if (route->has_once)
		sql_put_bytes(&c, digest(route->once_hash));
	else
		sql_put_text(&c, NULL);
	sql_put_int(&c, job);
	if (!sql_change(&c, &changed, e))
		return false;
	if (changed != 1)
		return err_set(e, ERR_UNSUPPORTED, "store: the job has a recipe");
	return put_payload(s, job, route, e);
}
