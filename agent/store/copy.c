/* copy.c - the store as a file that can be carried away, and whether a file is whole. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include "agent/store/connection.h"
#include "base/arena.h"
#include "base/cleanup.h"
#include "base/str.h"

bool store_copy(struct store *s, const char *path, struct err *e)
{
	CLEANUP(close_fdp) int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd < 0)
		return err_set(e, ERR_IO, "store: create '%s': %s", path, strerror(errno));
	return sql_copy(&s->sql, path, e) &&
	       (fsync(fd) == 0 || err_set(e, ERR_IO, "sync '%s': %s", path, strerror(errno)));
}

/* check_integrity() - SQLite's own look at its pages and indices. */
static bool check_integrity(struct store *s, struct err *e)
{
	CLEANUP(arena_freep) struct arena *a = arena_new();
	struct sql_call c = sql_call(&s->sql, "PRAGMA integrity_check(1)");
	bool has;

	if (!sql_row(&c, &has, e))
		return false;
	const char *found = has ? sql_text(&c, 0, a) : "no answer";
	sql_done(&c);
	return str_eq(found, "ok") || err_set(e, ERR_IO, "store: it is damaged: %s", found);
}

bool store_check(struct store *s, struct err *e)
{
	struct sql_call c = sql_call(&s->sql, "PRAGMA foreign_key_check");
	bool has;

	if (!check_integrity(s, e) || !sql_row(&c, &has, e))
		return false;
	sql_done(&c);
	return !has || err_set(e, ERR_IO, "store: it is damaged: a row refers to none");
}

bool store_op(struct store *s, int64_t *ret_op, struct err *e)
{
	struct sql_call c = sql_call(&s->sql, "SELECT seq FROM sqlite_sequence WHERE name = 'due'");
	bool has;

	if (!sql_row(&c, &has, e))
		return false;
	*ret_op = has ? sql_int(&c, 0) : 0;
	sql_done(&c);
	return true;
}
