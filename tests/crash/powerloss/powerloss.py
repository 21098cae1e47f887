#!/usr/bin/env python3
# powerloss.py - the power goes at every sync of a run: is what had been promised still there?
# SPDX-License-Identifier: EUPL-1.2
"""usage: powerloss.py

Records one run of the whole agent, then cuts the power at every moment just before a sync, when
most had been done on the strength of the sync before: the state directory and the keyring are laid
out as synced, without whatever was not; portal and application stay as they were. The agent starts
in there (without desks), and everything that the outside had been told must be found. Now and then
the losses are drawn: single pages and names stay or go (SEED=). AMTSBOTE_LONG=1 draws everywhere.
"""
import os
import pathlib
import random
import re
import sys
import time
sys.dont_write_bytecode = True
sys.path[:0] = [str(pathlib.Path(__file__).parent), str(pathlib.Path(__file__).parents[1])]
import replay  # noqa: E402
from universe import Moment, Recording, command, live_on, remove, rows  # noqa: E402

SEED = int(os.environ.get("SEED", random.SystemRandom().randrange(1 << 32)))
DRAWN = 40         # moments with drawn losses, unless it may take long
LIVED = 2          # moments from which the whole agent goes on to the end, likewise
LISTED = re.compile(r"^(AB-[0-9A-Z]{10}) +([a-z_]+) ", re.M)


def told(folder, recording):
    """What had left the house: (marks acknowledged, records by mark, answers by mark)."""
    portal = rows(folder / "portal/portal.db", "SELECT id, fate, result, key FROM submission")
    marks = {name: answer.get("job") for name, answer in recording.results.items()}
    acknowledged = {marks[name] for name, fate, _, _ in portal if fate}
    answered = {marks[name]: key for name, _, result, key in portal if result}
    records = [row[0] for row in rows(folder / "app/steuer.db", "SELECT bemerkung FROM hund")]
    return acknowledged, records, answered


def inside(folder):
    """What the agent holds after it has recovered."""
    state = folder / "state/store.db"
    stages = {mark: how for mark, how in rows(
        state, "SELECT job.mark, stage.state FROM stage JOIN job ON job.id = stage.job")}
    keys = dict(rows(state, "SELECT job.mark, outbox.idempotency_key FROM outbox"
                            " JOIN job ON job.id = outbox.job"))
    journal = "".join(path.read_text(errors="replace")
                      for path in sorted((folder / "state/journal").glob("*.jsonl")))
    return stages, keys, journal


def judge(folder, recording):
    """Faults of one moment."""
    code, said = command(folder, "agent", "--config", f"{folder}/agent.yaml",
                         points="supervisor-started=kill")
    if code != -9:
        return [f"the agent does not start: {code}: {said}"]
    faults = []
    code, said = command(folder, "verify", "--config", f"{folder}/agent.yaml")
    if code != 0:
        faults.append(f"verify: {said}")
    code, said = command(folder, "jobs", "list", "--config", f"{folder}/agent.yaml")
    if code != 0:
        return [*faults, f"jobs list: {said}"]
    jobs = dict(LISTED.findall(said))
    check = rows(folder / "state/store.db", "PRAGMA integrity_check")
    if check != [("ok",)]:
        faults.append(f"the store is damaged: {check}")
    acknowledged, records, answered = told(folder, recording)
    stages, keys, journal = inside(folder)
    faults += [f"LOST: {mark} was acknowledged" for mark in acknowledged if mark not in jobs]
    for mark in records:
        if mark not in stages:
            faults.append(f"DOUBLES: {mark} is in the application, its commit is not known")
        if f'"job":"{mark}","kind":"commit_intent"' not in journal:
            faults.append(f"the journal knows no intent of {mark}, which is in the application")
    for mark, key in answered.items():
        if keys.get(mark) != key:
            faults.append(f"DOUBLES: {mark} was answered under {key}, now {keys.get(mark)}")
    for mark, state in jobs.items():
        if state == "closed" and mark not in answered:
            faults.append(f"LOST: {mark} is closed, and nobody was told")
        if state == "entered" and mark not in records:
            faults.append(f"LOST: {mark} is entered, and no record is there")
    return faults


class Test:
    def __init__(self, recording):
        self.recording, self.seen, self.faults, self.cuts = recording, {}, {}, 0
        self.lived = 0

    def cut(self, name, disk, keep):
        """One loss of power; the same remains are judged once."""
        moment = Moment(self.recording, disk, keep)
        self.cuts += 1
        key = moment.same()
        if key in self.seen:
            return
        folder = moment.lay_out()
        try:
            self.seen[key] = judge(folder, self.recording)
        finally:
            if self.seen.get(key) and os.environ.get("CRASH_KEEP"):
                print(f"kept: {folder}: {name}")
            else:
                remove(folder)
        if self.seen.get(key):
            self.faults[name] = self.seen[key]

    def live_on(self, name, disk, keep):
        self.lived += 1
        faults = live_on(Moment(self.recording, disk, keep))
        if faults:
            self.faults[f"{name}, gone on to the end"] = faults

    def run(self):
        points = self.recording.sync_points()
        draw = random.Random(SEED)
        drawn = set(points if os.environ.get("AMTSBOTE_LONG")
                    else draw.sample(points, min(DRAWN, len(points))))
        lived = set(points if os.environ.get("AMTSBOTE_LONG") else draw.sample(points, LIVED))
        disk, known = self.recording.fresh_disk(), set(points)
        for at, op in enumerate(self.recording.ops):
            if at in known:
                self.cut(f"before sync {at}, all lost", disk, replay.nothing)
                if at in drawn:
                    self.cut(f"before sync {at}, drawn", disk, replay.some(draw))
            if at in lived:
                self.live_on(f"before sync {at}, all lost", disk, replay.nothing)
            disk.apply(op)
        self.cut("the end, all lost", disk, replay.nothing)
        return points


def lying_disk(recording):
    """A disk that never syncs: the judge has to see that everything promised is gone."""
    disk = recording.fresh_disk()
    for op in recording.ops:
        if op[0] != "S" or not disk.is_below(op[1], recording.inside):
            disk.apply(op)
    folder = Moment(recording, disk, replay.nothing).lay_out()
    try:
        return judge(folder, recording)
    finally:
        remove(folder)


def main():
    began = time.monotonic()
    print(f"SEED={SEED}")
    recording = Recording()
    try:
        faults = recording.check()
        test = Test(recording)
        points = test.run() if not faults else []
        seen = "".join(lying_disk(recording)) if not faults else ""
        if not faults and ("LOST" not in seen or "DOUBLES" not in seen):
            faults.append(f"a disk that syncs nothing went unnoticed: {seen}")
    finally:
        recording.w.finish()
    for fault in faults:
        print(fault)
    for name, said in test.faults.items():
        print(f"{name}:", *said, sep="\n  ")
    print(f"powerloss: {len(recording.ops)} changes, {len(points)} syncs, {test.cuts} cuts,"
          f" {len(test.seen)} different remains, {test.lived} lived on,"
          f" {len(test.faults)} bad, {time.monotonic() - began:.0f} s")
    return 1 if faults or test.faults or len(points) < 20 else 0


if __name__ == "__main__":
    sys.exit(main())
