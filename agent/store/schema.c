/* schema.c - the tables, and how an older store becomes a present one. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "agent/store/schema.h"

#include <inttypes.h>
#include "base/buf.h"

/* APPLICATION_ID: "AmtB", so that no other program's data base is taken for a store. */
enum { APPLICATION_ID = 0x416d7442, SCRIPT_BYTES_MAX = 16384 };

/*
 * What never changes and may be large lies in submission; a job's row is rewritten by every change.
 *
 * A waiting job has not_before_ms 0 as soon as it may run: the claim sets it to 0 when the time has
 * come. So the oldest job of a recipe that may run is the first entry of job_ready, however many
 * wait for their time, for their recipe or have long been closed.
 *
 * Ids are never given twice (AUTOINCREMENT): the journal names an op for ever.
 */
static const char version_1[] =
	"CREATE TABLE submission ("
	" id INTEGER PRIMARY KEY AUTOINCREMENT,"
	" source TEXT NOT NULL,"
	" external_hash BLOB NOT NULL CHECK (length(external_hash) = 32),"
	" received_ms INTEGER NOT NULL,"
	" key BLOB NOT NULL,"
	" external BLOB NOT NULL,"
	" payload BLOB NOT NULL,"
	" UNIQUE (source, external_hash)) STRICT;"

	"CREATE TABLE recipe ("
	" name TEXT PRIMARY KEY,"
	" seats INTEGER NOT NULL DEFAULT 1 CHECK (seats >= 1),"
	" in_row INTEGER NOT NULL DEFAULT 0 CHECK (in_row >= 0),"
	" stop_cause TEXT,"
	" stopped_ms INTEGER,"
	" CHECK ((stop_cause IS NULL) = (stopped_ms IS NULL))) STRICT, WITHOUT ROWID;"

	"CREATE TABLE job ("
	" id INTEGER PRIMARY KEY REFERENCES submission (id),"
	" mark TEXT NOT NULL UNIQUE CHECK (mark <> ''),"
	" recipe TEXT NOT NULL,"
	" recipe_hash TEXT NOT NULL,"
	" once_hash BLOB CHECK (length(once_hash) = 32),"
	" first INTEGER REFERENCES job (id),"
	" state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'committing', 'entered',"
	"  'answered', 'returned', 'by_hand', 'closed', 'held', 'in_doubt', 'failed')),"
	" token INTEGER NOT NULL DEFAULT 0,"
	" owner TEXT,"
	" lease_until_ms INTEGER,"
	" attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),"
	" cause TEXT NOT NULL,"
	" changed_ms INTEGER NOT NULL,"
	" not_before_ms INTEGER NOT NULL DEFAULT 0 CHECK (not_before_ms >= 0),"
	" acknowledged INTEGER NOT NULL DEFAULT 0 CHECK (acknowledged IN (0, 1)),"
	" desk_gone_ms INTEGER,"
	" reason BLOB NOT NULL DEFAULT x'',"
	" outcome BLOB NOT NULL DEFAULT x'',"
	" CHECK ((owner IS NULL) = (lease_until_ms IS NULL)),"
	" CHECK (owner IS NULL OR state IN ('running', 'committing')),"
	" CHECK (state <> 'running' OR owner IS NOT NULL),"
	" CHECK (recipe <> '' OR state NOT IN ('waiting', 'running', 'committing'))) STRICT;"
	"CREATE INDEX job_state ON job (state);"
	"CREATE INDEX job_first ON job (first) WHERE first IS NOT NULL;"
	"CREATE INDEX job_once ON job (recipe, once_hash) WHERE once_hash IS NOT NULL;"
	"CREATE INDEX job_ready ON job (recipe) WHERE state = 'waiting' AND not_before_ms = 0;"
	"CREATE INDEX job_later ON job (not_before_ms) WHERE state = 'waiting'"
	" AND not_before_ms > 0;"
	"CREATE INDEX job_probe ON job (recipe) WHERE state = 'committing' AND owner IS NULL;"
	"CREATE INDEX job_lease ON job (lease_until_ms) WHERE state = 'running';"
	"CREATE INDEX job_seat ON job (recipe) WHERE owner IS NOT NULL;"
	"CREATE INDEX job_owner ON job (owner) WHERE owner IS NOT NULL;"

	"CREATE TABLE stage ("
	" job INTEGER NOT NULL REFERENCES job (id),"
	" id TEXT NOT NULL CHECK (id <> ''),"
	" place INTEGER NOT NULL,"
	" state TEXT NOT NULL CHECK (state IN ('begun', 'proven', 'void')),"
	" begun_ms INTEGER NOT NULL,"
	" intent BLOB NOT NULL,"
	" value BLOB NOT NULL DEFAULT x'',"
	" PRIMARY KEY (job, place),"
	" UNIQUE (job, id)) STRICT, WITHOUT ROWID;"

	"CREATE TABLE outbox ("
	" id INTEGER PRIMARY KEY AUTOINCREMENT,"
	" job INTEGER NOT NULL UNIQUE REFERENCES job (id),"
	" state TEXT NOT NULL CHECK (state IN ('due', 'done', 'dead')),"
	" outcome TEXT NOT NULL CHECK (outcome IN ('entered', 'answered', 'returned', 'by_hand')),"
	" idempotency_key TEXT NOT NULL UNIQUE CHECK (idempotency_key <> ''),"
	" attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),"
	" cause TEXT NOT NULL,"
	" not_before_ms INTEGER NOT NULL DEFAULT 0 CHECK (not_before_ms >= 0),"
	" body BLOB NOT NULL) STRICT;"
	"CREATE INDEX outbox_ready ON outbox (id) WHERE state = 'due' AND not_before_ms = 0;"
	"CREATE INDEX outbox_later ON outbox (not_before_ms) WHERE state = 'due'"
	" AND not_before_ms > 0;"

	"CREATE TABLE due ("
	" op INTEGER PRIMARY KEY AUTOINCREMENT,"
	" job INTEGER REFERENCES job (id),"
	" kind TEXT NOT NULL CHECK (kind <> ''),"
	" body TEXT NOT NULL) STRICT;"
	"CREATE INDEX due_job ON due (job) WHERE job IS NOT NULL;";

/*
 * Deaths of workers are no failures of a job. A commit that could not be looked up is looked up
 * later; a job's not_before_ms is above 0 only while it waits or is committing and unclaimed.
 */
static const char version_2[] =
	"ALTER TABLE due ADD COLUMN process TEXT NOT NULL DEFAULT '';"
	"ALTER TABLE recipe ADD COLUMN folder TEXT NOT NULL DEFAULT '';"
	"ALTER TABLE job ADD COLUMN deaths INTEGER NOT NULL DEFAULT 0 CHECK (deaths >= 0);"
	"DROP INDEX job_later;"
	"CREATE INDEX job_later ON job (not_before_ms) WHERE not_before_ms > 0;"
	"DROP INDEX job_probe;"
	"CREATE INDEX job_probe ON job (recipe) WHERE state = 'committing' AND owner IS NULL"
	" AND not_before_ms = 0;";

/*
 * A store that was restored: paused until a person lets it go on; submissions that the journal
 * knows and the store does not, with the commits they had begun.
 */
static const char version_3[] = "CREATE TABLE restored ("
				" one INTEGER PRIMARY KEY CHECK (one = 1),"
				" whole INTEGER NOT NULL CHECK (whole IN (0, 1)),"
				" since_ms INTEGER NOT NULL) STRICT;"
				"CREATE TABLE lost ("
				" mark TEXT PRIMARY KEY CHECK (mark <> ''),"
				" source TEXT NOT NULL,"
				" external_hash BLOB NOT NULL CHECK (length(external_hash) = 32),"
				" received_ms INTEGER NOT NULL,"
				" last TEXT NOT NULL,"
				" UNIQUE (source, external_hash)) STRICT, WITHOUT ROWID;"
				"CREATE TABLE lost_stage ("
				" mark TEXT NOT NULL REFERENCES lost (mark),"
				" id TEXT NOT NULL CHECK (id <> ''),"
				" PRIMARY KEY (mark, id)) STRICT, WITHOUT ROWID;";

/*
 * Erasing (docs/decisions/057). A wrapped job key begins with the name of the day key that wraps
 * it, STORE_DAY_KEY_BYTES; `retired` are those that no key may be stored under any more.
 */
static const char version_4[] =
	"ALTER TABLE job ADD COLUMN hold_ms INTEGER;"
	"ALTER TABLE job ADD COLUMN hold BLOB NOT NULL DEFAULT x'';"
	"CREATE TABLE erasure ("
	" job INTEGER PRIMARY KEY REFERENCES job (id),"
	" day_key BLOB NOT NULL,"
	" begun_ms INTEGER NOT NULL,"
	" done_ms INTEGER,"
	" final_ms INTEGER NOT NULL DEFAULT 0) STRICT;"
	"CREATE INDEX erasure_open ON erasure (job) WHERE done_ms IS NULL;"
	"CREATE TABLE retired (day_key BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;"
	"CREATE INDEX submission_day_key ON submission (substr(key, 1, 19));"
	"CREATE INDEX job_closed ON job (recipe, changed_ms) WHERE state = 'closed'"
	" AND hold_ms IS NULL;";

static const char *const versions[] = { version_1, version_2, version_3, version_4 };

enum { VERSION = sizeof versions / sizeof *versions };

static bool check_version(struct sql *db, int64_t *ret_version, struct err *e)
{
	int64_t id, tables;

	if (!sql_pragma(db, "PRAGMA application_id", &id, e) ||
	    !sql_pragma(db, "PRAGMA user_version", ret_version, e) ||
	    !sql_pragma(db, "SELECT count(*) FROM sqlite_schema", &tables, e))
		return false;
	if (id != APPLICATION_ID && (id != 0 || *ret_version != 0 || tables != 0))
		return err_set(e, ERR_CONFIG, "store '%s': another program's data base", db->path);
	if (*ret_version < 0 || *ret_version > VERSION)
		return err_set(e, ERR_CONFIG,
			       "store '%s': its schema %" PRId64 " is newer than this program's %d",
			       db->path, *ret_version, VERSION);
	return true;
}

static bool migrate(struct sql *db, int64_t from, struct err *e)
{
	CLEANUP(buf_clear) struct buf script;

	buf_init(&script, SCRIPT_BYTES_MAX);
	buf_addf(&script, "%s PRAGMA user_version = %" PRId64 "; PRAGMA application_id = %d;",
		 versions[from], from + 1, APPLICATION_ID);
	return buf_check(&script, "migration", e) && sql_script(db, script.data, e);
}

bool schema_bring_forward(struct sql *db, struct err *e)
{
	int64_t version;

	/* Nothing to do is the rule, and waits for nobody. */
	if (!sql_look(db, e) || !sql_end(db, check_version(db, &version, e), e))
		return false;
	while (version < VERSION) {
		/* Once more inside the transaction: another process may be doing the same. */
		if (!sql_begin(db, e))
			return false;
		bool good = check_version(db, &version, e) &&
			    (version == VERSION || migrate(db, version, e));
		if (!sql_end(db, good, e))
			return false;
	}
	return true;
}

bool schema_read(struct sql *db, int64_t *ret_version, int64_t *ret_newest, struct err *e)
{
	if (!check_version(db, ret_version, e))
		return false;
	*ret_newest = VERSION;
	return true;
}
