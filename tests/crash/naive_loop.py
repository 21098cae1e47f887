#!/usr/bin/env python3
# naive_loop.py - claim, run, mark done: the loop that everybody writes first.
# SPDX-License-Identifier: EUPL-1.2
"""usage: naive_loop.py agent|jobs|verify --config F   (NAIVE_POLICY=again|skip)

The same portal, application, recipe and `amtsbote run`, without anything that is durable between
the act and the mark. What it finds claimed and not done after a crash it runs again (`again`) or
leaves for good (`skip`). It comes by the fault points where the agent has them.
"""
import json
import os
import pathlib
import select
import signal
import sqlite3
import subprocess
import sys
sys.dont_write_bytecode = True
from standin import Config, point  # noqa: E402

POLICY = os.environ.get("NAIVE_POLICY", "again")
AGENT = os.environ["AMTSBOTE"]


class Loop:
    def __init__(self, config, tree):
        self.c, self.recipe = config, tree["recipes"][0]
        self.db = sqlite3.connect(config.state / "naive.db", timeout=30, isolation_level=None)
        self.db.execute("CREATE TABLE IF NOT EXISTS job(name TEXT PRIMARY KEY, state TEXT,"
                        " answer TEXT)")
        self.settings = config.state / "settings.json"
        self.settings.write_text(json.dumps(self.recipe["config"]), encoding="utf-8")

    def mark(self, name, state, answer=None):
        self.db.execute("INSERT INTO job VALUES(?1,?2,?3) ON CONFLICT DO UPDATE SET state=?2,"
                        " answer=coalesce(?3, answer)", (name, state, answer))

    def fetch(self):
        for item in json.loads(self.c.ask("GET", "/submissions"))["submissions"]:
            name = item["id"]
            body = json.loads(self.c.ask("GET", f"/submissions/{name}"))
            point("intake-fetched")
            path = self.c.state / f"{name}.json"
            path.write_text(json.dumps(body["data"]), encoding="utf-8")
            if not self.db.execute("SELECT 1 FROM job WHERE name=?", (name,)).fetchone():
                self.mark(name, "waiting")
            point("intake-stored")
            self.c.ask("POST", f"/submissions/{name}/acknowledgement",
                       {"fate": "accepted", "message": ""})
            point("intake-acknowledged")

    def enter(self, name):
        self.mark(name, "claimed")
        point("worker-claimed")
        result = self.c.state / f"{name}.result"
        result.unlink(missing_ok=True)
        code = subprocess.run(
            [AGENT, "run", self.recipe["folder"], "--submission", f"{self.c.state}/{name}.json",
             "--config", str(self.settings), "--secrets", self.recipe["secrets"], "--quiet",
             "--result", str(result)], stdin=subprocess.DEVNULL, check=False).returncode
        point("worker-outcome-stored")
        if code != 0:
            return
        told = json.loads(result.read_text(encoding="utf-8"))
        self.mark(name, "done", json.dumps({"job": told["mark"], "outcome": told["end"],
                                            "values": told["outcome"]}))

    def report(self, name, answer):
        point("deliver-sending")
        self.c.ask("PUT", f"/submissions/{name}/result", json.loads(answer),
                   **{"Idempotency-Key": name})
        point("deliver-sent")
        self.mark(name, "closed")

    def turn(self, recovering):
        self.fetch()
        if recovering and POLICY == "skip":
            self.db.execute("UPDATE job SET state='skipped' WHERE state='claimed'")
        for (name,) in self.db.execute("SELECT name FROM job WHERE state IN"
                                       " ('waiting', 'claimed')").fetchall():
            self.enter(name)
            if POLICY == "skip":
                self.db.execute("UPDATE job SET state='skipped' WHERE state='claimed'")
        for name, answer in self.db.execute("SELECT name, answer FROM job WHERE"
                                            " state='done'").fetchall():
            self.report(name, answer)


def agent(config, tree):
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    loop = Loop(config, tree)
    loop.turn(True)
    while True:
        select.select([], [], [], 0.1)
        loop.turn(False)


def main(argv):
    path = argv[argv.index("--config") + 1]
    if argv[0] == "agent":
        agent(Config(path), json.loads(pathlib.Path(path).read_text(encoding="utf-8")))
    if argv[0] == "jobs" and argv[argv.index("--state") + 1] == "closed":
        for (answer,) in Loop(Config(path), {"recipes": [{"config": {}}]}).db.execute(
                "SELECT answer FROM job WHERE state='closed'"):
            print(json.loads(answer)["job"])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
