#!/usr/bin/env python3
# portal_stand.py - stand-in for demo/portal: FOLDER, prints its port.
# SPDX-License-Identifier: EUPL-1.2
import base64
import hashlib
import http.server
import json
import sqlite3
import sys

SCHEMA = """
CREATE TABLE IF NOT EXISTS submission(nr INTEGER PRIMARY KEY, id TEXT UNIQUE, body TEXT,
  fate TEXT, message TEXT);
CREATE TABLE IF NOT EXISTS result(nr INTEGER PRIMARY KEY, id TEXT, key TEXT, body TEXT,
  stored INTEGER);
"""


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def db(self):
        db = sqlite3.connect(self.server.path, timeout=30)
        return db

    def answer(self, code, body=b"", **more):
        self.send_response(code)
        self.send_header("Content-Length", str(len(body)))
        for name, value in more.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        parts = self.path.split("?")[0].strip("/").split("/")
        with self.db() as db:
            if len(parts) == 1:
                rows = db.execute("SELECT id FROM submission WHERE fate IS NULL ORDER BY nr")
                return self.answer(200, json.dumps(
                    {"submissions": [{"id": row[0]} for row in rows]}).encode())
            row = db.execute("SELECT body FROM submission WHERE id=?", parts[1:2]).fetchone()
        if not row:
            return self.answer(404)
        body = row[0].encode()
        digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
        return self.answer(200, body, Digest=f"sha-256={digest}")

    def body(self):
        return json.loads(self.rfile.read(int(self.headers["Content-Length"])))

    def do_POST(self):
        body = self.body()
        with self.db() as db:
            db.execute("UPDATE submission SET fate=?, message=? WHERE id=?",
                       (body["fate"], body["message"], self.path.split("/")[2]))
        self.answer(204)

    def do_PUT(self):
        body, key, name = self.body(), self.headers["Idempotency-Key"], self.path.split("/")[2]
        with self.db() as db:
            old = db.execute("SELECT key FROM result WHERE id=? AND stored", (name,)).fetchone()
            db.execute("INSERT INTO result(id, key, body, stored) VALUES(?,?,?,?)",
                       (name, key, json.dumps(body), not old))
        self.answer(200 if not old or old[0] == key else 409, b"{}")

    def log_message(self, *_):
        pass


def main(folder):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.path = f"{folder}/portal.db"
    with sqlite3.connect(server.path) as db:
        db.executescript(SCHEMA)
    print(server.server_address[1], flush=True)
    server.serve_forever()


main(sys.argv[1])
