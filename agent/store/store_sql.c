/* store_sql.c - the one door to SQLite: statements, transactions, its errors as ours. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/store/store_sql.h"

#include <assert.h>
#include <limits.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include "base/mem.h"
#include "base/str.h"

/* What SQLite's primary codes mean to the person who must do something about them. */
static const struct {
	int rc;
	enum err_code code;
	const char *text;
} causes[] = {
	{ SQLITE_FULL, ERR_IO, "the disk is full" },
	{ SQLITE_READONLY, ERR_IO, "it may not be written" },
	{ SQLITE_PERM, ERR_IO, "it may not be written" },
	{ SQLITE_CANTOPEN, ERR_IO, "it cannot be opened" },
	{ SQLITE_CORRUPT, ERR_IO, "it is damaged" },
	{ SQLITE_NOTADB, ERR_CONFIG, "it is not a store" },
	{ SQLITE_BUSY, ERR_IO, "another process keeps it locked" },
	{ SQLITE_LOCKED, ERR_IO, "another process keeps it locked" },
	{ SQLITE_IOERR, ERR_IO, "reading or writing failed" },
};

static bool fail(struct sql *db, int rc, struct err *e)
{
	bool last = db->handle && sqlite3_extended_errcode(db->handle) == rc;
	const char *detail = last ? sqlite3_errmsg(db->handle) : sqlite3_errstr(rc);
	int system_errno = last ? sqlite3_system_errno(db->handle) : 0;

	for (size_t i = 0; i < sizeof causes / sizeof *causes; i++) {
		if (causes[i].rc != (rc & 0xff))
			continue;
		if (system_errno && (rc & 0xff) != SQLITE_FULL)
			detail = strerror(system_errno);
		return err_set(e, causes[i].code, "store '%s': %s (%s, SQLite %d)", db->path,
			       causes[i].text, detail, rc);
	}
	return err_set(e, ERR_IO, "store '%s': %s (SQLite %d)", db->path, detail, rc);
}

/* Set first, then read back: a pragma that cannot be had is not an error to SQLite. */
static const struct {
	const char *set, *get;
	int64_t value;
} pragmas[] = {
	{ "PRAGMA synchronous = FULL", "PRAGMA synchronous", 2 },
	{ "PRAGMA foreign_keys = ON", "PRAGMA foreign_keys", 1 },
	{ "PRAGMA secure_delete = ON", "PRAGMA secure_delete", 1 },
	{ "PRAGMA temp_store = MEMORY", "PRAGMA temp_store", 2 },
	{ "PRAGMA trusted_schema = OFF", "PRAGMA trusted_schema", 0 },
	{ "PRAGMA cell_size_check = ON", "PRAGMA cell_size_check", 1 },
	{ "PRAGMA mmap_size = 0", "PRAGMA mmap_size", 0 },
};

static bool want_pragmas(struct sql *db, struct err *e)
{
	for (size_t i = 0; i < sizeof pragmas / sizeof *pragmas; i++) {
		int64_t value;
		if (!sql_script(db, pragmas[i].set, e) ||
		    !sql_pragma(db, pragmas[i].get, &value, e))
			return false;
		if (value != pragmas[i].value)
			return err_set(e, ERR_CONFIG, "store '%s': '%s' had no effect", db->path,
				       pragmas[i].set);
	}
	return true;
}

static bool want_wal(struct sql *db, struct err *e)
{
	struct sql_call c = sql_call(db, "PRAGMA journal_mode = WAL");
	bool has, wal;

	if (!sql_row(&c, &has, e))
		return false;
	wal = has && str_eq((const char *)sqlite3_column_text(c.stmt, 0), "wal");
	sql_done(&c);
	if (!wal)
		return err_set(e, ERR_CONFIG, "store '%s': its folder cannot hold a WAL", db->path);
	return true;
}

static int connect(struct sql *db)
{
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE |
		    SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_NOFOLLOW;
	int rc = sqlite3_open_v2(db->path, &db->handle, flags, NULL);

	if (rc == SQLITE_OK)
		rc = sqlite3_busy_timeout(db->handle, SQL_BUSY_MS);
	if (rc == SQLITE_OK)
		rc = sqlite3_db_config(db->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	/* What may not be written SQLite opens for reading, and fails much later. */
	if (rc == SQLITE_OK && sqlite3_db_readonly(db->handle, "main"))
		rc = SQLITE_READONLY;
	return rc;
}

bool sql_open(struct sql *db, const char *path, struct err *e)
{
	*db = (struct sql){ .path = mem_strdup(path) };
	int rc = connect(db);
	bool good = rc == SQLITE_OK || fail(db, rc, e);

	if (good && want_wal(db, e) && want_pragmas(db, e))
		return true;
	sql_close(db);
	return false;
}

/* copy_into() - all pages in one step: in WAL mode that is one moment, and nobody waits for it. */
static int copy_into(struct sql *db, struct sql *to)
{
	struct sqlite3_backup *b = sqlite3_backup_init(to->handle, "main", db->handle, "main");

	if (!b)
		return sqlite3_extended_errcode(to->handle);
	int stepped = sqlite3_backup_step(b, -1), finished = sqlite3_backup_finish(b);
	return stepped == SQLITE_DONE ? finished : stepped;
}

bool sql_copy(struct sql *db, const char *path, struct err *e)
{
	struct sql to = { .path = mem_strdup(path) };
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE |
		    SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_NOFOLLOW;
	int rc = sqlite3_open_v2(path, &to.handle, flags, NULL);

	if (rc == SQLITE_OK)
		rc = copy_into(db, &to);
	bool good = rc == SQLITE_OK || fail(&to, rc, e);
	sql_close(&to);
	return good;
}

bool sql_open_to_read(struct sql *db, const char *path, struct err *e)
{
	*db = (struct sql){ .path = mem_strdup(path) };
	int flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE |
		    SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_NOFOLLOW;
	int rc = sqlite3_open_v2(db->path, &db->handle, flags, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_busy_timeout(db->handle, SQL_BUSY_MS);
	if (rc == SQLITE_OK)
		return true;
	(void)fail(db, rc, e); /* false, as we return */
	sql_close(db);
	return false;
}

void sql_close(struct sql *db)
{
	for (size_t i = 0; i < db->n_cache; i++)
		(void)sqlite3_finalize(db->cache[i].stmt); /* repeats an old error */
	if (db->handle) {
		int rc = sqlite3_close(db->handle);
		assert(rc == SQLITE_OK && "all statements are finalised");
	}
	free(db->cache);
	free(db->path);
	*db = (struct sql){ 0 };
}

bool sql_script(struct sql *db, const char *script, struct err *e)
{
	int rc = sqlite3_exec(db->handle, script, NULL, NULL, NULL);

	return rc == SQLITE_OK || fail(db, rc, e);
}

bool sql_empty_log(struct sql *db, struct err *e)
{
	int rc =
		sqlite3_wal_checkpoint_v2(db->handle, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);

	return rc == SQLITE_OK || fail(db, rc, e);
}

bool sql_pragma(struct sql *db, const char *text, int64_t *ret_value, struct err *e)
{
	struct sql_call c = sql_call(db, text);
	bool has;

	if (!sql_row(&c, &has, e))
		return false;
	*ret_value = has ? sql_int(&c, 0) : 0;
	sql_done(&c);
	return true;
}

bool sql_begin(struct sql *db, struct err *e)
{
	struct sql_call c = sql_call(db, "BEGIN IMMEDIATE");

	return sql_change(&c, NULL, e);
}

bool sql_look(struct sql *db, struct err *e)
{
	struct sql_call c = sql_call(db, "BEGIN DEFERRED");

	return sql_change(&c, NULL, e);
}

bool sql_end(struct sql *db, bool done, struct err *e)
{
	if (done) {
		struct sql_call commit = sql_call(db, "COMMIT");
		done = sql_change(&commit, NULL, e);
	}
	/* A full disk has ended the transaction already. */
	if (!done && !sqlite3_get_autocommit(db->handle)) {
		struct err ignored = { 0 };
		struct sql_call rollback = sql_call(db, "ROLLBACK");
		err_ignored(sql_change(&rollback, NULL, &ignored)); /* e holds the cause */
	}
	return done;
}

static int prepare(struct sql *db, const char *text, struct sqlite3_stmt **ret_stmt)
{
	for (size_t i = 0; i < db->n_cache; i++) {
		if (db->cache[i].text == text) {
			*ret_stmt = db->cache[i].stmt;
			return SQLITE_OK;
		}
	}
	int rc =
		sqlite3_prepare_v3(db->handle, text, -1, SQLITE_PREPARE_PERSISTENT, ret_stmt, NULL);
	if (rc != SQLITE_OK)
		return rc;
	db->cache = mem_realloc(db->cache, db->n_cache + 1, sizeof *db->cache);
	db->cache[db->n_cache++] = (struct sql_cached){ text, *ret_stmt };
	return SQLITE_OK;
}

struct sql_call sql_call(struct sql *db, const char *text)
{
	struct sql_call c = { .db = db };

	c.rc = prepare(db, text, &c.stmt);
	assert((c.rc != SQLITE_OK || !sqlite3_stmt_busy(c.stmt)) && "a statement is in use once");
	return c;
}

void sql_put_int(struct sql_call *c, int64_t value)
{
	if (c->rc == SQLITE_OK)
		c->rc = sqlite3_bind_int64(c->stmt, ++c->n_put, value);
}

void sql_put_text(struct sql_call *c, const char *text)
{
	if (c->rc == SQLITE_OK)
		c->rc = sqlite3_bind_text(c->stmt, ++c->n_put, text, -1, SQLITE_STATIC);
}

void sql_put_bytes(struct sql_call *c, struct store_bytes bytes)
{
	if (c->rc == SQLITE_OK) /* a NULL pointer would become NULL, which no column takes */
		c->rc = sqlite3_bind_blob64(c->stmt, ++c->n_put, bytes.len ? bytes.data : "",
					    bytes.len, SQLITE_STATIC);
}

void sql_done(struct sql_call *c)
{
	if (!c->stmt)
		return;
	(void)sqlite3_reset(c->stmt);          /* repeats the error sql_row() has reported */
	(void)sqlite3_clear_bindings(c->stmt); /* always SQLITE_OK; what was borrowed is let go */
	c->stmt = NULL;
}

bool sql_row(struct sql_call *c, bool *ret_has, struct err *e)
{
	if (c->rc == SQLITE_OK)
		c->rc = sqlite3_step(c->stmt);
	if (c->rc == SQLITE_ROW) {
		c->rc = SQLITE_OK;
		*ret_has = true;
		return true;
	}
	bool good = c->rc == SQLITE_DONE;
	if (good)
		*ret_has = false;
	else
		(void)fail(c->db, c->rc, e); /* returned below */
	sql_done(c);
	return good;
}

bool sql_change(struct sql_call *c, int64_t *ret_rows, struct err *e)
{
	bool has;

	do {
		if (!sql_row(c, &has, e))
			return false;
	} while (has);
	if (ret_rows)
		*ret_rows = sqlite3_changes64(c->db->handle);
	return true;
}

bool sql_is_null(struct sql_call *c, int column)
{
	return sqlite3_column_type(c->stmt, column) == SQLITE_NULL;
}

int64_t sql_int(struct sql_call *c, int column)
{
	return sqlite3_column_int64(c->stmt, column);
}

const char *sql_text(struct sql_call *c, int column, struct arena *a)
{
	const unsigned char *text = sqlite3_column_text(c->stmt, column);

	return text ? arena_strdup(a, (const char *)text) : "";
}

struct store_bytes sql_bytes(struct sql_call *c, int column, struct arena *a)
{
	const void *data = sqlite3_column_blob(c->stmt, column);
	size_t len = (size_t)sqlite3_column_bytes(c->stmt, column);

	if (!data || len == 0)
		return (struct store_bytes){ 0 };
	return (struct store_bytes){ memcpy(arena_alloc(a, len), data, len), len };
}

int64_t sql_last_id(struct sql *db)
{
	return sqlite3_last_insert_rowid(db->handle);
}

void *sql_room(struct arena *a, void *list, size_t n, size_t size_bytes)
{
	if (n != 0 && (n & (n - 1)) != 0)
		return list; /* it was doubled at the last power of two */
	void *more = arena_calloc(a, n ? 2 * n : 1, size_bytes);

	if (n)
		memcpy(more, list, n * size_bytes);
	return more;
}
