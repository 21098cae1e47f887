/* store_sql.h - the one door to SQLite: statements, transactions, its errors as ours. */
/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "agent/store/store.h"
#include "base/arena.h"
#include "base/err.h"

struct sqlite3;
struct sqlite3_stmt;

struct sql_cached {
	const char *text; /* a literal: its address is its name */
	struct sqlite3_stmt *stmt;
};

/* A connection; one process and one thread use it. */
struct sql {
	struct sqlite3 *handle;   /* owned */
	char *path;               /* owned; for messages */
	struct sql_cached *cache; /* owned, as are its statements */
	size_t n_cache;
};

/* SQL_BUSY_MS: how long one process waits for another's transaction; they take milliseconds. */
enum { SQL_BUSY_MS = 30000 };

/*
 * sql_open() - connect to the file @path, which exists, and demand WAL, synchronous=FULL, foreign
 * keys, secure_delete and temporary tables in memory; each is read back.
 * @e: ERR_IO, ERR_CONFIG (not a data base, or one that cannot be had so)
 */
MUST_USE bool sql_open(struct sql *db, const char *path, struct err *e);

/* sql_open_to_read() - the same without demands; nothing can be changed. @e: as sql_open() */
MUST_USE bool sql_open_to_read(struct sql *db, const char *path, struct err *e);

/*
 * sql_copy() - the data base as it is at one moment, into the file @path, which exists and is
 * empty; others go on writing. Durable. ERR_IO.
 */
MUST_USE bool sql_copy(struct sql *db, const char *path, struct err *e);

/* sql_close() - an open transaction is rolled back; a cleared struct is left alone. */
void sql_close(struct sql *db);

/* sql_begin() - start a transaction that may write; waits for others up to SQL_BUSY_MS. */
MUST_USE bool sql_begin(struct sql *db, struct err *e);

/* sql_look() - start one that only reads: what it sees does not change until sql_end(). */
MUST_USE bool sql_look(struct sql *db, struct err *e);

/*
 * sql_end() - make the transaction durable if @done, else undo it.
 * Returns true if it is durable; with @done false, @e is left as the caller's.
 */
MUST_USE bool sql_end(struct sql *db, bool done, struct err *e);

/* sql_script() - run several statements without values or results. */
MUST_USE bool sql_script(struct sql *db, const char *script, struct err *e);

/* sql_empty_log() - all of the log goes into the file, and the log is cut to nothing. ERR_IO. */
MUST_USE bool sql_empty_log(struct sql *db, struct err *e);

/* sql_pragma() - the number a pragma has; @text is "PRAGMA name". */
MUST_USE bool sql_pragma(struct sql *db, const char *text, int64_t *ret_value, struct err *e);

/* One statement on its way; errors wait in it until sql_change() or sql_row(). */
struct sql_call {
	struct sql *db; /* borrowed */
	struct sqlite3_stmt *stmt;
	int n_put;
	int rc; /* SQLite's */
};

/* sql_call() - take up the statement @text, a literal; prepared once a connection. */
struct sql_call sql_call(struct sql *db, const char *text);

/* sql_put_int() - the next value; borrowed until the statement is done. */
void sql_put_int(struct sql_call *c, int64_t value);

/* sql_put_text() - likewise; NULL is NULL. */
void sql_put_text(struct sql_call *c, const char *text);

/* sql_put_bytes() - likewise; none is an empty value, not NULL. */
void sql_put_bytes(struct sql_call *c, struct store_bytes bytes);

/* sql_change() - run it to its end; @ret_rows may be NULL, else how many rows it changed. */
MUST_USE bool sql_change(struct sql_call *c, int64_t *ret_rows, struct err *e);

/* sql_row() - go to the next row; without one the statement is done. */
MUST_USE bool sql_row(struct sql_call *c, bool *ret_has, struct err *e);

/* sql_done() - leave the statement before its last row. May be called twice. */
void sql_done(struct sql_call *c);

/* sql_is_null() - of the present row; columns count from 0, here and below. */
bool sql_is_null(struct sql_call *c, int column);

/* sql_int() - NULL is 0. */
int64_t sql_int(struct sql_call *c, int column);

/* sql_text() - a copy that @a owns; NULL is "". */
const char *sql_text(struct sql_call *c, int column, struct arena *a);

/* sql_bytes() - a copy that @a owns. */
struct store_bytes sql_bytes(struct sql_call *c, int column, struct arena *a);

/* sql_last_id() - id of the row inserted last. */
int64_t sql_last_id(struct sql *db);

/*
 * sql_room() - room for one more behind the @n rows of @size_bytes each that are in @list, which
 * only this function has made; NULL to begin. @a owns.
 */
void *sql_room(struct arena *a, void *list, size_t n, size_t size_bytes);
