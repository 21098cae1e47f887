#!/usr/bin/env python3
# cases.py - the table of kills: which point, which victim, which time; and who runs when.
# SPDX-License-Identifier: EUPL-1.2
"""usage: cases.py --list            one line each: daily or weekly, scene, its cases
          cases.py SCENE             run one scene, write BUILD/tests/crash/SCENE.json

A scene runs in every `./dev test`, or on its day of the week (AMTSBOTE_SHARD=k/7), or always
with AMTSBOTE_LONG=1. Exit 0 when it could be judged: tests/crash/verdict.py says how; 77 if it is
not its turn.
"""
import json
import pathlib
import sys
sys.dont_write_bytecode = True
sys.path.insert(1, str(pathlib.Path(__file__).parents[1] / "tools"))
from turn import DAYS, SKIPPED, why_not  # noqa: E402
from harness import Case, Harness, Kill, Scene  # noqa: E402
from verdict import result_file  # noqa: E402

PER_SCENE = 7      # cases of one scene of the week

# Where each process is killed by itself, and what else dies there.
INTAKE = ("intake-fetched", "intake-stored", "intake-acknowledged")
DELIVER = ("deliver-sending", "deliver-sent", "deliver-stored")
KEYS = ("keys-new", "keys-unwrap")
BEFORE = ("worker-claimed", "worker-intent-stored", "worker-intent-journaled")
AFTER = ("worker-acted", "worker-act-done", "worker-proof-seen", "worker-proof-stored",
         "worker-proof-journaled", "worker-outcome-stored")
PROBE = ("worker-probe-begun", "worker-probe-look")
SUPERVISOR = ("supervisor-started", "supervisor-recovered")
DESK = ("application", "server")
OTHERS = ("keys", "agent", "all")


def one(point, victim="self", nth=(1, 2), **more):
    """A case of a single kill, named after it."""
    times = "" if nth == (1, 2) else f"-{nth[0]}"
    return Case(f"{point}-{victim}{times}", (Kill(point, victim, nth),), **more)


def probed(point, victim="self", first="worker-act-done", killed="self"):
    """The act is done, its worker dies; then something dies while its record is looked for."""
    return Case(f"{first}-{killed}-{point}-{victim}", (Kill(first, killed), Kill(point, victim)))


def blind(point, victim):
    """Whoever looks for the record afterwards is told nothing by the search."""
    return Case(f"blind-{point}-{victim}", (Kill(point, victim),), end="in_doubt",
                meanwhile="stumm")


DAILY = (
    Scene("intake", (
        *(one(point) for point in INTAKE),
        one("intake-fetched", "keys"), one("intake-stored", "agent"), one("intake-stored", "all"),
        one("intake-acknowledged", "all"),
        *(one(point) for point in KEYS), one("journal-written"),
    )),
    Scene("deliver", (
        *(one(point) for point in DELIVER),
        one("deliver-sending", "keys"), one("deliver-sent", "agent"), one("deliver-sent", "all"),
        one("deliver-stored", "all"),
    )),
    Scene("before", (
        one("worker-claimed"), one("worker-claimed", "application"), one("worker-claimed", "keys"),
        one("worker-intent-stored"), one("worker-intent-stored", "server"),
        one("worker-intent-stored", "all"), one("worker-intent-journaled"),
        one("worker-intent-journaled", "agent"),
    )),
    Scene("act", (
        one("worker-acted"), one("worker-acted", "application"), one("worker-acted", "server"),
        one("worker-acted", "all"), one("worker-act-done"), one("worker-act-done", "agent"),
        one("worker-act-done", "all"),
    )),
    Scene("proof", (
        one("worker-proof-seen"), one("worker-proof-seen", "application"),
        one("worker-proof-seen", "all"), one("worker-proof-stored"),
        one("worker-proof-stored", "all"), one("worker-proof-journaled"),
        one("worker-outcome-stored"), one("worker-outcome-stored", "all"),
    )),
    Scene("recovery", (
        probed("worker-probe-begun"), probed("worker-probe-look"),
        probed("worker-probe-look", "server"), probed("supervisor-recovered", killed="all"),
        one("supervisor-started"), blind("worker-act-done", "self"),
    )),
    Scene("desks", tuple(
        Case(f"burst-{point}-{victim}", (Kill(point, victim),), burst=2)
        for point, victim in (("worker-acted", "self"), ("worker-act-done", "worker"),
                              ("worker-proof-seen", "all"), ("deliver-sending", "agent"))
    ), desks=2, always=False),
    # The record comes 3 s after the application died, where no agent can end who writes it.
    Scene("late", (
        Case("late-record", trouble="spaet", far=True, meanwhile=""),
        Case("late-record-worker-probe-look-self", (Kill("worker-probe-look"),), trouble="spaet",
             far=True),
    ), visible="5s", always=False),
    # What was saved is found 5 s later only.
    Scene("index", (
        Case("index-worker-act-done-self", (Kill("worker-act-done"),), trouble="index"),
        Case("index-worker-proof-seen-all", (Kill("worker-proof-seen", "all"),), trouble="index"),
    ), visible="7s", always=False),
)


def product():
    """Every point with everybody who can die there."""
    for point in INTAKE + DELIVER + KEYS:
        yield from (one(point, victim) for victim in ("self", "worker", *OTHERS))
    for point in BEFORE + AFTER:
        yield from (one(point, who) for who in ("self", "intake", "deliver", *DESK, *OTHERS))
        yield one(point, "self", (2,))
    for point in PROBE:
        desk = DESK if point != "worker-probe-begun" else ()  # then there is none
        yield from (probed(point, victim) for victim in ("self", *desk, *OTHERS))
    for point in SUPERVISOR:
        yield from (one(point, victim) for victim in ("self", "all"))
        yield probed(point, killed="all")
    for point in ("worker-intent-stored", "worker-acted", "worker-act-done", "worker-proof-seen"):
        # Not the agent alone: a worker that nobody killed ends what it began, and knows.
        yield from (blind(point, victim) for victim in ("self", *DESK, "all"))


def weekly():
    """What the daily scenes leave over, in scenes of a few cases each."""
    have = {case.name for scene in DAILY for case in scene.cases}
    rest = [case for case in dict.fromkeys(product()) if case.name not in have]
    for at in range(0, len(rest), PER_SCENE):
        yield Scene(f"week-{at // PER_SCENE + 1:02}", tuple(rest[at:at + PER_SCENE]),
                    always=False)


SCENES = {scene.name: scene for scene in (*DAILY, *weekly())}


def turn(scene):
    """Is it this scene's turn? Else why not."""
    if scene.always:
        return ""
    rest = [one.name for one in SCENES.values() if not one.always]
    return why_not(rest.index(scene.name) % DAYS + 1)


def main(argv):
    if len(argv) != 2 or (argv[1] != "--list" and argv[1] not in SCENES):
        print(__doc__, file=sys.stderr)
        return 2
    if argv[1] == "--list":
        for scene in SCENES.values():
            when = "daily" if scene.always else "weekly"
            print(when, scene.name, *(case.name for case in scene.cases))
        return 0
    scene = SCENES[argv[1]]
    path = result_file(scene.name)
    path.unlink(missing_ok=True)
    why = turn(scene)
    if why:
        print(f"skipped: {why}")
        return SKIPPED
    run = Harness(scene)
    run.run()
    run.show()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"cases": run.outcome, "whole": run.w.faults}, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
