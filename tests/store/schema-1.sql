-- A store as version 1 of the schema left it: one job that waits for its time, one commit that is
-- to be looked up, one delivered.
CREATE TABLE submission ( id INTEGER PRIMARY KEY AUTOINCREMENT,
  source TEXT NOT NULL,
  external_hash BLOB NOT NULL CHECK (length(external_hash) = 32),
  received_ms INTEGER NOT NULL,
  key BLOB NOT NULL,
  external BLOB NOT NULL,
  payload BLOB NOT NULL, UNIQUE (source, external_hash)) STRICT;
CREATE TABLE recipe ( name TEXT PRIMARY KEY,
  seats INTEGER NOT NULL DEFAULT 1 CHECK (seats >= 1),
  in_row INTEGER NOT NULL DEFAULT 0 CHECK (in_row >= 0),
  stop_cause TEXT,
  stopped_ms INTEGER, CHECK ((stop_cause IS NULL) = (stopped_ms IS NULL))) STRICT, WITHOUT ROWID;
CREATE TABLE job ( id INTEGER PRIMARY KEY REFERENCES submission (id),
  mark TEXT NOT NULL UNIQUE CHECK (mark <> ''),
  recipe TEXT NOT NULL,
  recipe_hash TEXT NOT NULL,
  once_hash BLOB CHECK (length(once_hash) = 32),
  first INTEGER REFERENCES job (id),
  state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'committing', 'entered',  'answered', 'returned', 'by_hand', 'closed', 'held', 'in_doubt', 'failed')),
  token INTEGER NOT NULL DEFAULT 0,
  owner TEXT,
  lease_until_ms INTEGER,
  attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  cause TEXT NOT NULL,
  changed_ms INTEGER NOT NULL,
  not_before_ms INTEGER NOT NULL DEFAULT 0 CHECK (not_before_ms >= 0),
  acknowledged INTEGER NOT NULL DEFAULT 0 CHECK (acknowledged IN (0, 1)),
  desk_gone_ms INTEGER,
  reason BLOB NOT NULL DEFAULT x'',
  outcome BLOB NOT NULL DEFAULT x'', CHECK ((owner IS NULL) = (lease_until_ms IS NULL)), CHECK (owner IS NULL OR state IN ('running', 'committing')), CHECK (state <> 'running' OR owner IS NOT NULL), CHECK (recipe <> '' OR state NOT IN ('waiting', 'running', 'committing'))) STRICT;
CREATE INDEX job_state ON job (state);
CREATE INDEX job_first ON job (first) WHERE first IS NOT NULL;
CREATE INDEX job_once ON job (recipe, once_hash) WHERE once_hash IS NOT NULL;
CREATE INDEX job_ready ON job (recipe) WHERE state = 'waiting' AND not_before_ms = 0;
CREATE INDEX job_later ON job (not_before_ms) WHERE state = 'waiting' AND not_before_ms > 0;
CREATE INDEX job_probe ON job (recipe) WHERE state = 'committing' AND owner IS NULL;
CREATE INDEX job_lease ON job (lease_until_ms) WHERE state = 'running';
CREATE INDEX job_seat ON job (recipe) WHERE owner IS NOT NULL;
CREATE INDEX job_owner ON job (owner) WHERE owner IS NOT NULL;
CREATE TABLE stage ( job INTEGER NOT NULL REFERENCES job (id),
  id TEXT NOT NULL CHECK (id <> ''),
  place INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('begun', 'proven', 'void')),
  begun_ms INTEGER NOT NULL,
  intent BLOB NOT NULL,
  value BLOB NOT NULL DEFAULT x'', PRIMARY KEY (job, place), UNIQUE (job, id)) STRICT, WITHOUT ROWID;
CREATE TABLE outbox ( id INTEGER PRIMARY KEY AUTOINCREMENT,
  job INTEGER NOT NULL UNIQUE REFERENCES job (id),
  state TEXT NOT NULL CHECK (state IN ('due', 'done', 'dead')),
  outcome TEXT NOT NULL CHECK (outcome IN ('entered', 'answered', 'returned', 'by_hand')),
  idempotency_key TEXT NOT NULL UNIQUE CHECK (idempotency_key <> ''),
  attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  cause TEXT NOT NULL,
  not_before_ms INTEGER NOT NULL DEFAULT 0 CHECK (not_before_ms >= 0),
  body BLOB NOT NULL) STRICT;
CREATE INDEX outbox_ready ON outbox (id) WHERE state = 'due' AND not_before_ms = 0;
CREATE INDEX outbox_later ON outbox (not_before_ms) WHERE state = 'due' AND not_before_ms > 0;
CREATE TABLE due ( op INTEGER PRIMARY KEY AUTOINCREMENT,
  job INTEGER REFERENCES job (id),
  kind TEXT NOT NULL CHECK (kind <> ''),
  body TEXT NOT NULL) STRICT;
CREATE INDEX due_job ON due (job) WHERE job IS NOT NULL;
INSERT INTO recipe (name) VALUES ('hund');
INSERT INTO submission (id, source, external_hash, received_ms, key, external, payload)
  VALUES (1, 'portal', zeroblob(32), 1000, x'01', x'02', x'03'),
         (2, 'portal', randomblob(32), 1000, x'01', x'02', x'03'),
         (3, 'portal', randomblob(32), 1000, x'01', x'02', x'03');
INSERT INTO job (id, mark, recipe, recipe_hash, state, cause, changed_ms, not_before_ms, attempts)
  VALUES (1, 'AB-0000000001', 'hund', 'h', 'waiting', 'ERR_HUNG', 2000, 253402300799000, 1);
INSERT INTO job (id, mark, recipe, recipe_hash, state, cause, changed_ms, desk_gone_ms, attempts)
  VALUES (2, 'AB-0000000002', 'hund', 'h', 'committing', 'ERR_GONE', 2000, 2000, 2);
INSERT INTO job (id, mark, recipe, recipe_hash, state, cause, changed_ms)
  VALUES (3, 'AB-0000000003', 'hund', 'h', 'closed', 'ERR_NONE', 2000);
INSERT INTO stage (job, id, place, state, begun_ms, intent)
  VALUES (2, 'anmelden', 0, 'begun', 1500, x'04');
INSERT INTO due (job, kind, body) VALUES (2, 'desk_gone', '{"token":1}');
PRAGMA user_version = 1;
PRAGMA application_id = 1097692226;
PRAGMA journal_mode = wal;
