#!/usr/bin/env python3
# naive.py - how often the naive loop doubles or loses, killed where the agent is killed.
# SPDX-License-Identifier: EUPL-1.2
"""usage: naive.py [again|skip]...   (default: a short selection of `again`; all if AMTSBOTE_LONG)

Prints one line of figures for each policy. Exit 0 if the loop doubled (`again`) or lost (`skip`)
at least once: else the kills would not have hit where it hurts.
"""
import os
import pathlib
import sqlite3
import sys
sys.dont_write_bytecode = True
import world  # noqa: E402
from harness import Case, Harness, Kill, Scene  # noqa: E402

LOOP = [sys.executable, str(pathlib.Path(__file__).with_name("naive_loop.py"))]
SELF = ("intake-fetched", "intake-stored", "intake-acknowledged", "worker-claimed",
        "worker-acted", "worker-act-done", "worker-proof-seen", "worker-outcome-stored",
        "deliver-sending", "deliver-sent")
ALL = ("worker-acted", "worker-act-done", "worker-proof-seen")
SHORT = ("worker-act-done", "worker-proof-seen", "worker-outcome-stored", "deliver-sent")
HURTS = {"again": "doubled", "skip": "lost"}


class NaiveHarness(Harness):
    def ended(self, case, name):
        if super().ended(case, name):
            return True
        db = sqlite3.connect(self.w.state / "naive.db", timeout=30)
        try:
            row = db.execute("SELECT state FROM job WHERE name=?", (name,)).fetchone()
        finally:
            db.close()
        return row == ("skipped",)


def measure(policy, cases):
    scene = Scene(f"naive-{policy}", cases)
    run = NaiveHarness(scene, LOOP, {"NAIVE_POLICY": policy, "AMTSBOTE": world.AGENT[0]})
    run.run()
    for name, out in run.outcome.items():
        print(f"{name}: {'; '.join(out['hits'])}: {'; '.join(out['faults']) or 'right'}")
    names = {run.outcome[case.name]["submission"] for case in cases} - {None}
    chips = {name: run.w.sent[name]["hund"]["chipnummer"].encode() for name in names}
    found = {name: sum(row["chipnummer"] == chip for row in run.rows)
             for name, chip in chips.items()}
    doubled = sum(n > 1 for n in found.values())
    lost = sum(n == 0 or name not in run.answers for name, n in found.items())
    kills = sum(len(o["hits"]) for o in run.outcome.values())
    print(f"naive {policy}: {kills} kills, {len(names)} submissions, {doubled} doubled,"
          f" {lost} lost")
    return {"doubled": doubled, "lost": lost}


def main(argv):
    whole = bool(argv[1:] or os.environ.get("AMTSBOTE_LONG"))
    cases = [Case(point, (Kill(point, nth=(1, 2, 3)),)) for point in (SELF if whole else SHORT)]
    if whole:
        cases += [Case(f"{point}-all", (Kill(point, "all", (1, 2, 3)),)) for point in ALL]
    hurt = [measure(policy, tuple(cases))[HURTS[policy]]
            for policy in (argv[1:] or (HURTS if whole else ["again"]))]
    if not all(hurt):
        print("naive: nothing went wrong: the kills hit nothing that matters")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
