# universe.py - one run whose every change was written down, and the world at any moment of it.
# SPDX-License-Identifier: EUPL-1.2
import json
import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
import processes
import replay
from harness import Case, Harness, Scene
from outside import judge_case, judge_world
from portal import Portal
from world import BUILD, PROGRAM, STEP_S, TOKEN, World

SHIM = os.environ.get("POWERLOSS_SHIM", str(BUILD / "tests/crash/libpowerloss.so"))
SUBMISSIONS = 3
EPHEMERAL = ("run/", "keys.sock")   # of STATE: made anew at every start


def shim(trace, root, program):
    return {"LD_PRELOAD": SHIM, "POWERLOSS_TRACE": str(trace), "POWERLOSS_ROOTS": str(root),
            "POWERLOSS_PROGRAM": program}


class TracedWorld(World):
    """Agent, application and portal write down what they write, all into one file."""

    def __init__(self):
        super().__init__(environment={})
        self.disk = replay.Disk(self.state, self.keys, self.app, self.portal.folder)
        self.extra = shim(self.trace, f"{self.state}:{self.keys}", "amtsbote")

    @property
    def trace(self):
        return self.folder / "trace"

    def make_portal(self):
        """Its file is made before: what it holds then is on the disk."""
        folder = self.folder / "portal"
        first = Portal(folder, TOKEN)
        first.stop()
        program = pathlib.Path(sys.executable).resolve().name
        return Portal(folder, TOKEN, shim(self.trace, folder, program))

    def application_exports(self):
        words = shim(self.trace, self.app, PROGRAM.name)
        return "".join(f" {name}='{value}'" for name, value in words.items())


class Recording:
    """The run, its changes one by one, and what it came to in the end."""

    def __init__(self):
        harness = Harness(Scene("power", ()), world=TracedWorld())
        self.w = w = harness.w
        w.start()
        for number in range(SUBMISSIONS):
            w.submit({"hund.name": ""} if number == 1 else {})
        limit, watch = time.monotonic() + STEP_S, processes.Watch(w.portal.folder, w.state)
        while len(w.portal.results()) < SUBMISSIONS and time.monotonic() < limit:
            processes.wait_any([watch.fd], time.monotonic() + 1)
            watch.drain()
        harness.drain()
        watch.close()
        w.stop()
        w.portal.stop()
        self.results = w.portal.results()
        self.ops = replay.parse(w.trace.read_bytes())
        self.inside = (w.state, w.keys)

    def check(self):
        """The whole trace must lead to exactly what lies there now."""
        disk, w, faults = self.fresh_disk(), self.w, list(self.w.faults)
        for op in self.ops:
            disk.apply(op)
        for root in (*self.inside, w.app, w.portal.folder):
            for way in replay.differences(disk.tree(root, replay.everything), root):
                if not way.startswith(EPHEMERAL):
                    faults.append(f"the trace has missed something: {root.name}/{way}")
        if len(self.results) != SUBMISSIONS:
            faults.append(f"{len(self.results)} answers to {SUBMISSIONS} submissions")
        return faults

    def fresh_disk(self):
        return self.w.disk.copy()

    def sync_points(self):
        """Where in the trace state directory or keyring were synced."""
        disk, own = self.fresh_disk(), []
        for at, op in enumerate(self.ops):
            disk.apply(op)
            if op[0] == "S" and disk.is_below(op[1], self.inside):
                own.append(at)
        return own


class Moment:
    """Everything as it lay there when the power went; the outside world was not touched by it."""

    def __init__(self, recording, disk, keep):
        w = recording.w
        self.recording = recording
        self.trees = {"state": self.own(disk.tree(w.state, keep)),
                      "keys": disk.tree(w.keys, keep),
                      "app": disk.tree(w.app, replay.everything),
                      "portal": disk.tree(w.portal.folder, replay.everything)}

    @staticmethod
    def own(tree):
        return {way: data for way, data in tree.items()
                if not way.startswith(EPHEMERAL) and way != "run"}

    def same(self):
        """To know it again."""
        return hash(tuple((name, way, data) for name, tree in self.trees.items()
                          for way, data in sorted(tree.items())))

    def lay_out(self):
        """A folder with it all, and a configuration that works in there."""
        folder = pathlib.Path(tempfile.mkdtemp(prefix="amtsbote-power-"))
        for name, tree in self.trees.items():
            replay.write_tree(tree, folder / name)
        for name in ("points", "home", "tmp"):
            (folder / name).mkdir(mode=0o700)
        config = json.loads(self.recording.w.config.read_text())
        config.update(state=str(folder / "state"), keys=str(folder / "keys"), desks="0")
        (folder / "agent.yaml").write_text(json.dumps(config) + "\n")
        return folder


def replace_tree(tree, root):
    shutil.rmtree(root)
    replay.write_tree(tree, root)


def live_on(moment):
    """The whole agent, with a desk, goes on from there to the end; the judge of all kills judges."""
    recording = moment.recording
    cases = tuple(Case(name, end=answer["outcome"]) for name, answer in recording.results.items())
    harness = Harness(Scene("power", cases))
    w = harness.w
    w.portal.stop()
    replace_tree(moment.trees["portal"], w.portal.folder)
    replace_tree(moment.trees["state"], w.state)
    replace_tree(moment.trees["keys"], w.keys)
    w.db.write_bytes(moment.trees["app"]["steuer.db"])
    w.portal.start(w.portal.port)
    w.helpers.add(w.portal.process.pid)
    there = {row["id"] for row in w.portal.rows()}
    w.sent = {name: data for name, data in recording.w.sent.items() if name in there}
    harness.scene = Scene("power", tuple(case for case in cases if case.name in there))
    for case in harness.scene.cases:
        harness.outcome[case.name] = {"hits": [], "faults": [], "submission": case.name}
    w.start()
    try:
        harness.drain()
        w.stop()
        judge_world(harness)
        for case in harness.scene.cases:
            judge_case(harness, case)
    finally:
        w.finish()
    return [*w.faults, *(f for out in harness.outcome.values() for f in out["faults"])]


def rows(path, text):
    """What an SQLite file says; it mends itself first."""
    db = sqlite3.connect(path, timeout=30)
    try:
        return db.execute(text).fetchall()
    finally:
        db.close()


def command(folder, *words, points=""):
    env = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": f"{folder}/home", "LC_ALL": "C.UTF-8",
           "TMPDIR": f"{folder}/tmp", "TZ": "Europe/Berlin"}
    if points:
        env.update(AMTSBOTE_POINT=points, AMTSBOTE_POINT_DIR=str(folder / "points"))
    run = subprocess.run([os.environ.get("AMTSBOTE", str(BUILD / "amtsbote")), *words], env=env,
                         stdin=subprocess.DEVNULL, capture_output=True, text=True,
                         timeout=STEP_S)
    return run.returncode, (run.stdout + run.stderr).strip()


def remove(folder):
    shutil.rmtree(folder)
