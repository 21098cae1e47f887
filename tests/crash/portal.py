# portal.py - the portal of a run: started, fed, and read from outside.
# SPDX-License-Identifier: EUPL-1.2
import json
import pathlib
import sqlite3
import subprocess
import sys

SERVICE = "urn:de:fim:leika:leistung:99123456760610"
SCHEMA = "https://example.invalid/hundesteuer/1.0/schema.json"


class Portal:
    """What the outside world sees: submissions given, fates told, results brought."""

    def __init__(self, folder):
        self.folder = folder
        self.db = folder / "portal.db"
        script = pathlib.Path(__file__).with_name("portal_stand.py")
        self.process = subprocess.Popen([sys.executable, str(script), str(folder)],
                                        stdout=subprocess.PIPE, text=True)
        self.url = f"http://127.0.0.1:{int(self.process.stdout.readline())}"
        self.token = "portal-token-52c1"

    def sql(self, text, *values):
        db = sqlite3.connect(self.db, timeout=30)
        with db:
            rows = db.execute(text, values).fetchall()
        db.close()
        return rows

    def add(self, name, data):
        body = {"id": name, "service": SERVICE, "schema": SCHEMA, "data": data}
        self.sql("INSERT INTO submission(id, body) VALUES(?,?)", name,
                 json.dumps(body, ensure_ascii=False))

    def fates(self):
        """Acknowledged submissions: name -> accepted or refused."""
        return dict(self.sql("SELECT id, fate FROM submission WHERE fate IS NOT NULL"))

    def results(self):
        """name -> list of stored answers."""
        found = {}
        for name, body in self.sql("SELECT id, body FROM result WHERE stored ORDER BY nr"):
            found.setdefault(name, []).append(json.loads(body))
        return found

    def keys(self):
        """name -> set of the idempotency keys it was ever offered under."""
        found = {}
        for name, key in self.sql("SELECT id, key FROM result"):
            found.setdefault(name, set()).add(key)
        return found

    def stop(self):
        self.process.terminate()
        self.process.wait()
        self.process.stdout.close()
