#!/usr/bin/env python3
# verdict.py - what the scenes of this run said: of one case, of a scene as a whole, of all kills.
# SPDX-License-Identifier: EUPL-1.2
"""usage: verdict.py case SCENE CASE | verdict.py whole SCENE | verdict.py count LEAST SCENE...

Reads what tests/crash/cases.py wrote. A scene that did not run today is skipped (77).
"""
import json
import os
import pathlib
import sys

SKIPPED = 77


def result_file(scene):
    root = pathlib.Path(os.environ.get("AMTSBOTE_SOURCE_DIR", pathlib.Path(__file__).parents[2]))
    build = pathlib.Path(os.environ.get("AMTSBOTE_BUILD_DIR", root / "build/dev"))
    return build / f"tests/crash/{scene}.json"


def read(scene):
    path = result_file(scene)
    if not path.exists():
        print(f"skipped: scene {scene} has not run")
        sys.exit(SKIPPED)
    return json.loads(path.read_text())


def tell(faults):
    for fault in faults:
        print(fault)
    return 1 if faults else 0


def case(scene, name):
    out = read(scene)["cases"].get(name, {"hits": [], "faults": ["it was not run"]})
    for hit in out["hits"]:
        print(f"hit: {hit}")
    for line in out.get("log", []):
        print(f"| {line}")
    return tell(out["faults"])


def count(least, *scenes):
    """Kills that hit, in all scenes that ran."""
    hits = {scene: sum(len(one["hits"]) for one in read(scene)["cases"].values())
            for scene in scenes}
    print(", ".join(f"{scene} {n}" for scene, n in hits.items()))
    print(f"crash: {sum(hits.values())} kills hit, at least {least} demanded")
    return 0 if sum(hits.values()) >= int(least) else 1


def main(argv):
    if argv[1] == "case":
        return case(*argv[2:])
    if argv[1] == "whole":
        return tell(read(argv[2])["whole"])
    return count(*argv[2:])


if __name__ == "__main__":
    sys.exit(main(sys.argv))
