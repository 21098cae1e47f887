# portal.py - the portal of a run: started, fed, and read from outside.
# SPDX-License-Identifier: EUPL-1.2
import json
import os
import pathlib
import sqlite3
import subprocess
import sys
import urllib.request
import processes

SERVICE = "urn:de:fim:leika:leistung:99123456760610"
SCHEMA = "https://example.invalid/hundesteuer/1.0/schema.json"
ROOT = pathlib.Path(os.environ.get("AMTSBOTE_SOURCE_DIR", pathlib.Path(__file__).parents[2]))


class Portal:
    """What the outside world sees: submissions given, fates told, results brought."""

    def __init__(self, folder, token, environment=None):
        self.folder, self.token, self.extra = folder, token, environment or {}
        self.db = folder / "portal.db"
        self.start()

    def start(self, port=0):
        env = {"PATH": os.environ["PATH"], "PORTAL_TOKEN": self.token, **self.extra}
        self.process = subprocess.Popen(
            [sys.executable, "-B", str(ROOT / "demo/portal/portal.py"), str(self.db),
             "--port", str(port)], stdout=subprocess.PIPE, text=True, env=env,
            preexec_fn=processes.die_with_parent)
        self.port = int(self.process.stdout.readline())
        self.url = f"http://127.0.0.1:{self.port}"

    def ask(self, path, value):
        request = urllib.request.Request(self.url + path, json.dumps(value).encode(),
                                         {"Authorization": f"Bearer {self.token}"})
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.loads(answer.read())

    def add(self, name, data):
        self.ask(f"/submissions?service={SERVICE}&schema={SCHEMA}&id={name}", data)

    def misbehave(self, **switches):
        self.ask("/fehler", switches)

    def rows(self):
        """Everything it holds, out of its own file."""
        db = sqlite3.connect(self.db, timeout=30)
        try:
            db.row_factory = sqlite3.Row
            return [dict(row) for row in db.execute("SELECT * FROM submission ORDER BY seq")]
        finally:
            db.close()

    def fates(self):
        """Acknowledged submissions: name -> accepted or refused."""
        return {row["id"]: row["fate"] for row in self.rows() if row["fate"]}

    def results(self):
        """name -> the answer that was brought."""
        return {row["id"]: json.loads(row["result"]) for row in self.rows() if row["result"]}

    def other_keys(self):
        """name -> how often an answer came under another key than the first."""
        return {row["id"]: row["other_key"] for row in self.rows() if row["other_key"]}

    def stop(self):
        self.process.terminate()
        self.process.wait()
        self.process.stdout.close()
