#!/usr/bin/env python3
# standin.py - a small agent without screens, right or wrong on purpose: it tests the harness.
# SPDX-License-Identifier: EUPL-1.2
"""usage: standin.py agent|keys|intake|worker|deliver|jobs|verify ... --config F

Speaks the contract of the real one: processes, fault points, files, portal. STANDIN_FLAW says what
it does wrong: `double` (repeats a commit without looking), `lose` (acknowledges before it stores),
`resend` (a new key for each attempt), `leave` (a process, a file and a socket stay behind),
`never` (comes by no fault point), `wrong` (writes another value), `doubt` (asks a person instead
of looking), `hang` (takes no notice of SIGTERM), `deskless` (no desk in the journal), `forget`
(keeps no fingerprint of it).
"""
import ctypes
import hashlib
import json
import os
import pathlib
import secrets
import select
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.request
sys.dont_write_bytecode = True

FLAW = os.environ.get("STANDIN_FLAW", "")
PARTS = ("keys", "intake", "worker", "deliver")
SCHEMA = """
CREATE TABLE IF NOT EXISTS job(id INTEGER PRIMARY KEY, name TEXT UNIQUE, mark TEXT, body TEXT,
  state TEXT, answer TEXT, key TEXT, told INTEGER DEFAULT 0);
"""
passes = {}


def point(name):
    """base/fault.h in other words."""
    if FLAW == "never":
        return
    for entry in filter(None, os.environ.get("AMTSBOTE_POINT", "").split(",")):
        wanted = entry.split("=")[0]
        if wanted.split(":")[0] != name:
            continue
        passes[wanted] = passes.get(wanted, 0) + 1
        if passes[wanted] != int((wanted + ":1").split(":")[1]):
            continue
        try:
            with open(f"{os.environ['AMTSBOTE_POINT_DIR']}/{name}", "x", encoding="ascii") as f:
                f.write(f"{os.getpid()}\n")
        except FileExistsError:
            continue
        os.kill(os.getpid(), signal.SIGKILL if entry.endswith("=kill") else signal.SIGSTOP)


class Config:
    def __init__(self, path):
        tree = json.loads(pathlib.Path(path).read_text(encoding="utf-8"))
        self.path, self.state = path, pathlib.Path(tree["state"])
        self.url = tree["sources"][0]["url"]
        self.token = pathlib.Path(tree["sources"][0]["token_file"]).read_text().strip()
        self.application = tree["recipes"][0]["config"]["datei"]

    def db(self):
        db = sqlite3.connect(self.state / "store.db", timeout=30, isolation_level=None)
        db.executescript(SCHEMA)
        return db

    def ask(self, method, path, body=None, **more):
        data = None if body is None else json.dumps(body).encode()
        more["Authorization"] = f"Bearer {self.token}"
        request = urllib.request.Request(self.url + path, data, more, method=method)
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.read()


def turns():
    """Once now and then every 50 ms, until the supervisor's end of the pipe closes."""
    while True:
        yield
        if select.select([0], [], [], 0.05)[0]:
            return


def intake(c):
    db = c.db()
    for _ in turns():
        for item in json.loads(c.ask("GET", "/submissions"))["submissions"]:
            name = item["id"]
            body = json.loads(c.ask("GET", f"/submissions/{name}"))
            if FLAW == "lose":
                c.ask("POST", f"/submissions/{name}/acknowledgement",
                      {"fate": "accepted", "message": ""})
            point("intake-fetched")
            mark = "AB-" + "".join(secrets.choice("0123456789ABCDEFGH") for _ in range(10))
            db.execute("INSERT OR IGNORE INTO job(name, mark, body, state) VALUES(?,?,?,?)",
                       (name, mark, json.dumps(body["data"]), "waiting"))
            point("intake-stored")
            if FLAW != "lose":
                c.ask("POST", f"/submissions/{name}/acknowledgement",
                      {"fate": "accepted", "message": ""})
            point("intake-acknowledged")


def enter(c, application, mark, body):
    """The application saves; like a real one it may die in the middle."""
    application.stdin.write(json.dumps([mark, body]) + "\n")
    application.stdin.flush()
    point("worker-acted")
    number = application.stdout.readline().strip()
    point("worker-act-done")
    return number


def probe(c, mark):
    db = sqlite3.connect(c.application, timeout=30)
    row = db.execute("SELECT kassenzeichen FROM hund WHERE bemerkung=?", (mark,)).fetchone()
    db.close()
    return row[0] if row else None


def die_with_parent():
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def note_desk(c):
    """A line of the journal and the fingerprint it names, both whole or not there."""
    text = b"a desk without a screen\n"
    name = hashlib.sha256(text).hexdigest()
    line = json.dumps({"kind": "desk_started", "body": {"desk": name}}) + "\n"
    for path, data, flaw in ((c.state / "desks" / name, text, "forget"),
                             (c.state / "journal/0.jsonl", line.encode(), "deskless")):
        if FLAW == flaw:
            continue
        path.parent.mkdir(exist_ok=True)
        new = path.with_name(f"{path.name}.{os.getpid()}")
        new.write_bytes(data)
        new.rename(path)


def desk(c):
    note_desk(c)
    server = subprocess.Popen(["Xvfb", "3600"], executable="/bin/sleep",
                              preexec_fn=die_with_parent)
    application = subprocess.Popen(["steuerverfahren", __file__, "application", "--config", c.path],
                                   executable=sys.executable, text=True, stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE, preexec_fn=die_with_parent)
    return server, application


def worker(c):
    db, (server, application) = c.db(), desk(c)
    for _ in turns():
        row = db.execute("SELECT id, mark, body, state FROM job WHERE state IN"
                         " ('waiting', 'running', 'committing') ORDER BY id").fetchone()
        if not row:
            continue
        job, mark, body, state = row
        point("worker-claimed")
        number = None
        if state == "committing" and FLAW == "doubt":
            db.execute("UPDATE job SET state='in_doubt' WHERE id=?", (job,))
            continue
        if state == "committing" and FLAW != "double":
            number = probe(c, mark)
            if not number:
                select.select([], [], [], 0.3)  # what a dying application still writes
                number = probe(c, mark)
        db.execute("UPDATE job SET state='committing' WHERE id=?", (job,))
        point("worker-intent-stored")
        number = number or enter(c, application, mark, json.loads(body))
        if not number:
            sys.exit("the application ended")
        point("worker-proof-seen")
        answer = {"job": mark, "outcome": "entered", "values": {"kassenzeichen": number}}
        db.execute("UPDATE job SET state='entered', answer=?, key=? WHERE id=?",
                   (json.dumps(answer), f"{mark}-1", job))
        point("worker-outcome-stored")
    for process in (application, server):
        process.kill()
        process.wait()


def deliver(c):
    db = c.db()
    for _ in turns():
        for job, name, answer, key in db.execute(
                "SELECT id, name, answer, key FROM job WHERE state='entered'").fetchall():
            if FLAW == "resend":
                key = secrets.token_hex(4)
            point("deliver-sending")
            c.ask("PUT", f"/submissions/{name}/result", json.loads(answer),
                  **{"Idempotency-Key": key})
            point("deliver-sent")
            db.execute("UPDATE job SET state='closed' WHERE id=?", (job,))


def keys(c):
    for _ in turns():
        pass


def application(c):
    here = pathlib.Path(__file__).parents
    sys.path += [str(here[2] / "demo"), str(here[1] / "run")]
    import check
    import stage
    for line in sys.stdin:
        mark, data = json.loads(line)
        data = json.loads(json.dumps(data).replace("Hans", "Franz")) if FLAW == "wrong" else data
        row = check.expected_record(data, mark, {"mandant": "0001"}, {"benutzer": "muster"})
        row.update(stage.UNWRITTEN)
        db = sqlite3.connect(c.application, timeout=30)
        with db:
            n = db.execute("SELECT count(*) FROM hund").fetchone()[0]
            number = next(f"52.{i:06}.{d}" for i in range(104711 + 3 * n, 999999)
                          for d in range(10) if check.check_digit_holds(f"52.{i:06}.{d}"))
            row["kassenzeichen"] = number
            db.execute(f"INSERT INTO hund({','.join(row)}) VALUES({','.join('?' * len(row))})",
                       list(row.values()))
        db.close()
        print(number, flush=True)


def start(c, part, pipe):
    return subprocess.Popen([sys.executable, __file__, part, "--config", c.path], stdin=pipe)


def agent(c):
    if FLAW == "hang":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    else:
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    reading, writing = os.pipe()  # its other end is ours alone: closed when we end
    os.set_inheritable(writing, False)
    parts = {part: start(c, part, reading) for part in PARTS}
    point("supervisor-started")
    try:
        while True:
            for part, process in parts.items():
                if process.poll() is not None:
                    parts[part] = start(c, part, reading)
            select.select([], [], [], 0.05)
    finally:
        os.close(writing)
        for process in parts.values():
            process.wait()
        if FLAW == "leave":
            subprocess.Popen(["sleep", "600"], start_new_session=True)
            pathlib.Path(os.environ["TMPDIR"], "left").touch()


def jobs(c):
    wanted = sys.argv[sys.argv.index("--state") + 1]
    for row in c.db().execute("SELECT mark, state FROM job WHERE state=?", (wanted,)):
        print(*row)


def main(argv):
    c = Config(argv[argv.index("--config") + 1])
    if argv[0] == "verify":
        return 0
    {f.__name__: f for f in (agent, keys, intake, worker, deliver, application, jobs)}[argv[0]](c)
    return 0


if __name__ == "__main__":
    socket.setdefaulttimeout(10)
    sys.exit(main(sys.argv[1:]))
