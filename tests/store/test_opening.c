/* test_opening.c - which files are stores, how they are kept, and what is said about the others. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include "agent/store/connection.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "tests/check.h"
#include "tests/store/ground.h"

static const char *path_of(struct ground *g)
{
	return arena_printf(g->a, "%s/store.db", g->folder);
}

/* sqlite_ground() - a fresh store, closed again; its path. */
static const char *sqlite_ground(struct ground *g)
{
	if (!CHECK(ground_init(g, &ground_drivers[0])))
		return NULL;
	(void)ground_job(g, 1, "hund");
	store_close(TAKE(g->s));
	return path_of(g);
}

/* run() - statements of somebody else. */
static bool run(const char *path, const char *script)
{
	sqlite3 *db = NULL;
	bool good = sqlite3_open(path, &db) == SQLITE_OK &&
		    sqlite3_exec(db, script, NULL, NULL, NULL) == SQLITE_OK;

	if (!good)
		printf("\t%s\n", sqlite3_errmsg(db));
	(void)sqlite3_close(db);
	return good;
}

TEST(file_wal_and_shared_memory_are_private)
{
	CLEANUP(ground_clear) struct ground g;
	static const char *const names[] = { "store.db", "store.db-wal", "store.db-shm" };
	struct stat st;
	mode_t old = umask(0);

	if (!CHECK(ground_init(&g, &ground_drivers[0])))
		return;
	(void)ground_job(&g, 1, "hund");
	(void)umask(old);
	EACH_CASE (name, names) {
		CHECK(stat(arena_printf(g.a, "%s/%s", g.folder, *name), &st) == 0);
		CHECK_EQ_UINT(st.st_mode & 07777, 0600);
	}
}

static const struct {
	const char *pragma;
	int64_t value;
} wanted[] = {
	{ "PRAGMA synchronous", 2 },
	{ "PRAGMA foreign_keys", 1 },
	{ "PRAGMA secure_delete", 1 },
	{ "PRAGMA temp_store", 2 },
	{ "PRAGMA trusted_schema", 0 },
	{ "PRAGMA busy_timeout", SQL_BUSY_MS },
	{ "PRAGMA user_version", 4 },
	{ "PRAGMA application_id", 0x416d7442 },
	{ "PRAGMA mmap_size", 0 },
	{ "SELECT journal_mode = 'wal' FROM pragma_journal_mode", 1 },
	{ "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'", 0 },
	{ "SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
	  " AND name NOT LIKE 'sqlite_%' AND NOT strict",
	  0 },
};

TEST(every_connection_has_what_was_promised)
{
	CLEANUP(ground_clear) struct ground g;

	if (!CHECK(ground_init(&g, &ground_drivers[0])))
		return;
	EACH_CASE (row, wanted) {
		int64_t value = -1;
		CHECK_OK(sql_pragma(&g.s->sql, row->pragma, &value, &g.e), g.e);
		CHECK_EQ_INT(value, row->value);
	}
}

TEST(a_job_without_submission_and_a_text_for_a_number_are_refused)
{
	CLEANUP(ground_clear) struct ground g;

	if (!CHECK(ground_init(&g, &ground_drivers[0])))
		return;
	CHECK_ERR(sql_script(&g.s->sql,
			     "INSERT INTO job (id, mark, recipe, recipe_hash, state, cause,"
			     " changed_ms) VALUES (7, 'm', 'r', 'h', 'held', 'ERR_NONE', 0)",
			     &g.e),
		  g.e, ERR_IO);
	CHECK_ERR(
		sql_script(&g.s->sql, "INSERT INTO recipe (name, seats) VALUES ('r', 'two')", &g.e),
		g.e, ERR_IO);
}

TEST(what_was_stored_is_there_after_reopening)
{
	CLEANUP(ground_clear) struct ground g;

	if (!sqlite_ground(&g) || !CHECK((g.s = ground_open(&g)) != NULL))
		return;
	struct store_job *job = ground_find(&g, 1);
	CHECK(job && ground_same(job->payload, "sealed payload 1"));
}

/* What others leave in a file's place. */
static bool make_newer(const char *path)
{
	return run(path, "PRAGMA user_version = 5");
}

static bool make_foreign(const char *path)
{
	return unlink(path) == 0 && run(path, "CREATE TABLE t (x); PRAGMA user_version = 1") &&
	       chmod(path, 0600) == 0;
}

static bool make_text(const char *path)
{
	static const char text[] = "This is no data base, but a text somebody keeps here.\n";
	struct err e = { 0 };
	char pages[8192];

	memset(pages, ' ', sizeof pages);
	memcpy(pages, text, sizeof text);
	return file_write_private(path, pages, sizeof pages, &e);
}

static bool make_readable(const char *path)
{
	return chmod(path, 0640) == 0;
}

static bool make_link(const char *path)
{
	char other[128];

	return fmt_into(other, sizeof other, "%s.other", path) && rename(path, other) == 0 &&
	       symlink(other, path) == 0;
}

static bool make_folder(const char *path)
{
	return unlink(path) == 0 && mkdir(path, 0700) == 0;
}

static bool make_negative(const char *path)
{
	return run(path, "PRAGMA user_version = -1");
}

static const struct {
	bool (*make)(const char *path);
	enum err_code code;
	const char *says;
} others[] = {
	{ make_newer, ERR_CONFIG, "schema 5 is newer than this program's 4" },
	{ make_negative, ERR_CONFIG, "schema -1" },
	{ make_foreign, ERR_CONFIG, "another program's data base" },
	{ make_text, ERR_CONFIG, "it is not a store" },
	{ make_readable, ERR_CONFIG, "can be read by others" },
	{ make_link, ERR_CONFIG, "not a regular file" },
	{ make_folder, ERR_CONFIG, "not a regular file" },
};

TEST(what_is_no_store_of_ours_is_refused_by_name)
{
	EACH_CASE (row, others) {
		CLEANUP(ground_clear) struct ground g;
		const char *path = sqlite_ground(&g);
		struct err e = { 0 };
		if (!path || !CHECK(row->make(path)))
			return;
		CHECK(!g.driver->open(g.folder, &g.s, &e));
		CHECK_EQ_INT(e.code, row->code);
		CHECK_HAS_STR(e.msg, row->says);
		CHECK_HAS_STR(e.msg, path);
	}
}

/* read_schema() - what version 1 left, as statements; free() it. */
static char *read_schema(struct ground *g)
{
	const char *source = getenv("AMTSBOTE_SOURCE_DIR");
	char *text = NULL;
	size_t len;

	if (CHECK(source != NULL))
		CHECK_OK(file_read(arena_printf(g->a, "%s/tests/store/schema-1.sql", source),
				   64 * 1024, &text, &len, &g->e),
			 g->e);
	return text;
}

TEST(a_store_of_version_1_is_brought_forward_with_everything_in_it)
{
	CLEANUP(ground_clear) struct ground g;
	const char *path = sqlite_ground(&g);
	CLEANUP(mem_freep) char *old = path ? read_schema(&g) : NULL;
	struct store_owed *owed;
	size_t n = 0;

	if (!old || !CHECK(unlink(path) == 0 && run(path, old) && chmod(path, 0600) == 0) ||
	    !CHECK((g.s = ground_open(&g)) != NULL))
		return;
	struct store_job *waits = ground_find(&g, 1), *doubt = ground_find(&g, 2);
	CHECK(waits && waits->attempts == 1 && waits->deaths == 0 && waits->not_before_ms > 0);
	CHECK(doubt && doubt->attempts == 2 && doubt->n_stages == 1 && !doubt->stages[0].proven);
	CHECK(ground_is(&g, 3, JOB_CLOSED));
	CHECK_OK(store_owed(g.s, g.a, &owed, &n, &g.e), g.e);
	CHECK_EQ_UINT(n, 1);
	struct store_job *job = ground_claim(&g, "worker-1");
	CHECK(job && job->id == 2 && job->state == JOB_COMMITTING);
}

TEST(a_missing_folder_is_named)
{
	struct store *s = NULL;
	struct err e = { 0 };

	CHECK(!store_open("/nowhere/store.db", &s, &e));
	CHECK_HAS_STR(e.msg, "'/nowhere/store.db': its folder: No such file");
	CHECK_EQ_INT(e.code, ERR_IO);
}

/* An empty file is what a crash directly after its creation leaves. */
TEST(an_empty_file_becomes_a_store)
{
	CLEANUP(ground_clear) struct ground g;
	const char *path = sqlite_ground(&g);

	if (!path || !CHECK(truncate(path, 0) == 0))
		return;
	CHECK((g.s = ground_open(&g)) != NULL && ground_job(&g, 1, "hund") > 0);
}

/* Opening and closing a second connection must not cost the first its locks (POSIX). */
TEST(a_second_connection_leaves_the_first_its_locks)
{
	CLEANUP(ground_clear) struct ground g;

	if (!CHECK(ground_init(&g, &ground_drivers[0])))
		return;
	CHECK_OK(sql_begin(&g.s->sql, &g.e), g.e);
	store_close(ground_open(&g));
	pid_t pid = fork();
	if (pid == 0) { /* another process finds the file locked still */
		int fd = open(path_of(&g), O_RDWR);
		struct flock lock = { .l_type = F_WRLCK, .l_start = 0x40000000, .l_len = 512 };
		bool locked = fd >= 0 && fcntl(fd, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
		_exit(locked ? 0 : 1);
	}
	int status = 0;
	CHECK(waitpid(pid, &status, 0) == pid && status == 0);
	CHECK_OK(sql_end(&g.s->sql, true, &g.e), g.e);
}

/* damage() - overwrite the pages behind the first with something else. */
static bool damage(const char *path)
{
	char trash[4096];
	int fd = open(path, O_RDWR);
	bool good = fd >= 0;
	off_t end = good ? lseek(fd, 0, SEEK_END) : 0;

	memset(trash, 0xa5, sizeof trash);
	for (off_t at = sizeof trash; good && at < end; at += (off_t)sizeof trash)
		good = pwrite(fd, trash, sizeof trash, at) == (ssize_t)sizeof trash;
	if (fd >= 0)
		(void)close(fd);
	return good;
}

TEST(a_damaged_store_says_so)
{
	CLEANUP(ground_clear) struct ground g;
	const char *path = sqlite_ground(&g);
	struct store_job *job = NULL;

	if (!path || !CHECK(damage(path)))
		return;
	if (!g.driver->open(g.folder, &g.s, &g.e)) {
		CHECK_HAS_STR(g.e.msg, "it is damaged");
		return;
	}
	CHECK(!store_find(g.s, "AB-0000000001", g.a, &job, &g.e));
	CHECK_EQ_INT(g.e.code, ERR_IO);
	CHECK_HAS_STR(g.e.msg, "it is damaged");
	CHECK_HAS_STR(g.e.msg, path);
}

TEST(a_state_or_cause_that_is_no_word_of_ours_is_damage)
{
	CLEANUP(ground_clear) struct ground g;
	const char *path = sqlite_ground(&g);
	struct store_job *job = NULL;

	if (!path || !CHECK(run(path, "UPDATE job SET cause = 'ERR_ELSE'")) ||
	    !CHECK((g.s = ground_open(&g)) != NULL))
		return;
	CHECK(!store_find(g.s, "AB-0000000001", g.a, &job, &g.e));
	CHECK_HAS_STR(g.e.msg, "it is damaged: no cause 'ERR_ELSE'");
}

/* Every state and every cause that there is can be stored. */
TEST(all_words_are_known_to_the_schema)
{
	CLEANUP(ground_clear) struct ground g;

	if (!CHECK(ground_init(&g, &ground_drivers[0])))
		return;
	(void)ground_job(&g, 1, "hund");
	for (int i = 0; i < JOB_STATES_N; i++) {
		bool leased = i == JOB_RUNNING || i == JOB_COMMITTING;
		const char *script = arena_printf(
			g.a, "UPDATE job SET state = '%s', owner = %s, lease_until_ms = %s",
			job_state_word((enum job_state)i), leased ? "'w'" : "NULL",
			leased ? "1" : "NULL");
		CHECK_OK(sql_script(&g.s->sql, script, &g.e), g.e);
		CHECK(ground_is(&g, 1, (enum job_state)i));
	}
	for (int i = 0; i < ERR_MAX_; i++) {
		CHECK_OK(store_recipe_stop(g.s, "hund", (enum err_code)i, NULL, &g.e), g.e);
		struct store_stop *stops = NULL;
		size_t n = 0;
		CHECK_OK(store_stops(g.s, g.a, &stops, &n, &g.e), g.e);
		CHECK(n == 1 && stops[0].cause == (enum err_code)i);
		CHECK_OK(store_recipe_start(g.s, "hund", NULL, &g.e), g.e);
	}
}
