/* queue.c - long queues, most of which cannot be claimed. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/store/queue.h"

#include <stdlib.h>
#include "agent/store/connection.h"
#include "base/buf.h"
#include "base/clock.h"

/* What job number `id` is, by its last digit: 9 can be claimed. */
static const char fill[] =
	"INSERT INTO recipe (name, seats) VALUES ('free', 1000), ('full', 1);"
	"INSERT INTO recipe (name, stop_cause, stopped_ms) VALUES ('stopped', 'ERR_LOGIN', 1);"
	"WITH RECURSIVE k (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM k WHERE i < %u)"
	" INSERT INTO submission (source, external_hash, received_ms, key, external, payload)"
	" SELECT 'portal', CAST (printf('%%032d', i) AS BLOB), 0, x'01', x'02', x'03' FROM k;"
	"INSERT INTO job (id, mark, recipe, recipe_hash, state, cause, changed_ms, not_before_ms)"
	" SELECT id, 'M' || id,"
	" CASE id %% 10 WHEN 7 THEN 'stopped' WHEN 8 THEN 'full' ELSE 'free' END, '',"
	" CASE id %% 10 WHEN 1 THEN 'held' WHEN 2 THEN 'failed' WHEN 3 THEN 'in_doubt'"
	" WHEN 4 THEN 'closed' WHEN 5 THEN 'closed' ELSE 'waiting' END, 'ERR_NONE', 0,"
	" CASE WHEN id %% 10 IN (6, 0) THEN %lld ELSE 0 END FROM submission;"
	"UPDATE job SET state = 'running', owner = 'w', lease_until_ms = %lld WHERE id = 8;";

bool queue_fill(struct store *s, unsigned n, struct err *e)
{
	CLEANUP(buf_clear) struct buf script;
	long long later_ms = clock_utc_ms() + 3600000;

	buf_init(&script, sizeof fill + 100);
	buf_addf(&script, fill, n, later_ms, later_ms);
	return sql_begin(&s->sql, e) && sql_end(&s->sql, sql_script(&s->sql, script.data, e), e);
}
