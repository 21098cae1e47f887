# ablage.py - what the portal keeps: submissions, acknowledgements, results, in one SQLite file.
# SPDX-License-Identifier: EUPL-1.2
import datetime
import json
import secrets
import sqlite3
import threading

SCHEMA = """
CREATE TABLE IF NOT EXISTS submission (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    body BLOB NOT NULL,
    received TEXT NOT NULL,
    fate TEXT,
    message TEXT,
    acknowledgements INTEGER NOT NULL DEFAULT 0,
    result TEXT,
    key TEXT,
    same_key INTEGER NOT NULL DEFAULT 0,
    other_key INTEGER NOT NULL DEFAULT 0
)"""


class Missing(Exception):
    """No submission of that id."""


class Conflict(Exception):
    """Something else stands there already."""


def utc_now():
    return datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds")


class Ablage:
    """Every change is on the disk before the method returns: the portal may be killed any time."""

    def __init__(self, path):
        self.lock = threading.Lock()
        self.db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self.db.row_factory = sqlite3.Row
        self.db.execute("PRAGMA journal_mode=WAL")
        self.db.execute("PRAGMA synchronous=FULL")
        self.db.execute(SCHEMA)

    def submit(self, data, service, schema, wanted_id=None):
        """A new submission; data is any JSON value. Returns its id."""
        new_id = wanted_id or secrets.token_hex(8)
        envelope = {"id": new_id, "service": service, "schema": schema, "data": data}
        return self.submit_raw(json.dumps(envelope, ensure_ascii=False).encode(), new_id)

    def submit_raw(self, body, wanted_id=None):
        """The same with the very bytes that will be handed out: a broken portal's submission."""
        new_id = wanted_id or secrets.token_hex(8)
        with self.lock:
            try:
                self.db.execute("INSERT INTO submission (id, body, received) VALUES (?, ?, ?)",
                                (new_id, body, utc_now()))
            except sqlite3.IntegrityError:
                raise Conflict("this id exists") from None
        return new_id

    def row(self, wanted_id):
        found = self.db.execute("SELECT * FROM submission WHERE id = ?", (wanted_id,)).fetchone()
        if found is None:
            raise Missing(wanted_id)
        return found

    def waiting(self, limit, acknowledged_too=False):
        """Ids of what was not acknowledged, oldest first."""
        where = "" if acknowledged_too else "WHERE fate IS NULL"
        with self.lock:
            rows = self.db.execute(f"SELECT id FROM submission {where} ORDER BY seq LIMIT ?",
                                   (limit,)).fetchall()
        return [row["id"] for row in rows]

    def body(self, wanted_id):
        with self.lock:
            return self.row(wanted_id)["body"]

    def acknowledge(self, wanted_id, fate, message):
        """Idempotent; a second acknowledgement of the other kind is a conflict."""
        with self.lock:
            before = self.row(wanted_id)
            if before["fate"] not in (None, fate):
                raise Conflict(f"was acknowledged as {before['fate']}")
            self.db.execute("UPDATE submission SET fate = ?, message = coalesce(message, ?), "
                            "acknowledgements = acknowledgements + 1 WHERE id = ?",
                            (fate, message, wanted_id))

    def put_result(self, wanted_id, key, result):
        """The first result stays; the same key again is counted, another key is a conflict."""
        with self.lock:
            before = self.row(wanted_id)
            if before["key"] not in (None, key):
                self.db.execute("UPDATE submission SET other_key = other_key + 1 WHERE id = ?",
                                (wanted_id,))
                raise Conflict("a result with another key is here")
            self.db.execute("UPDATE submission SET result = coalesce(result, ?), key = ?, "
                            "same_key = same_key + 1 WHERE id = ?", (result, key, wanted_id))

    def everything(self, before=None, limit=-1):
        """All columns but the body, newest first; before: a seq, for the next page."""
        with self.lock:
            rows = self.db.execute(
                "SELECT seq, id, received, fate, message, acknowledgements, result, key, same_key,"
                " other_key FROM submission WHERE ? IS NULL OR seq < ? ORDER BY seq DESC LIMIT ?",
                (before, before, limit)).fetchall()
        return [dict(row) for row in rows]

    def counts(self):
        """How many are waiting, accepted, refused, have a result, have none yet, are there."""
        with self.lock:
            return dict(self.db.execute(
                "SELECT count(*) AS total, total(fate IS NULL) AS waiting, "
                "total(fate = 'accepted') AS accepted, total(fate = 'refused') AS refused, "
                "total(result IS NOT NULL) AS results FROM submission").fetchone())
