#!/usr/bin/env python3
# test_durable.py - the power goes when a program is done: is what it called durable still there?
# SPDX-License-Identifier: EUPL-1.2
"""usage: test_durable.py

durable.c writes files, folders and a journal, some of it where somebody was killed before he had
synced. What was not synced is lost, names of files too.
"""
import os
import pathlib
import subprocess
import sys
import tempfile
sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).parent))
import replay  # noqa: E402

BUILD = pathlib.Path(os.environ["AMTSBOTE_BUILD_DIR"])
SHIM, PROGRAM = BUILD / "tests/crash/libpowerloss.so", BUILD / "tests/crash/durable"
WANTED = {"new": b"neu", "changed": b"anders", "folder": None, "slash": None,
          "folder/inside": b"innen", "journal": None, "notes": None}


def run(folder, trace):
    environment = {"PATH": "/usr/bin:/bin", "LD_PRELOAD": str(SHIM),
                   "POWERLOSS_TRACE": str(trace), "POWERLOSS_ROOTS": str(folder),
                   "POWERLOSS_PROGRAM": PROGRAM.name}
    subprocess.run([PROGRAM, folder], env=environment, check=True)
    return replay.parse(trace.read_bytes())


def remains(disk, folder, ops, keep=replay.nothing):
    for op in ops:
        disk.apply(op)
    return disk.tree(folder, keep)


def main():
    with tempfile.TemporaryDirectory(prefix="amtsbote-durable-") as base:
        folder, trace = pathlib.Path(base, "disk"), pathlib.Path(base, "trace")
        folder.mkdir()
        (folder / "changed").write_bytes(b"vorher")
        fresh = replay.Disk(folder)
        ops = run(folder, trace)
        missed = replay.differences(remains(fresh.copy(), folder, ops, replay.everything), folder)
        synced = remains(fresh.copy(), folder, ops)
        lying = remains(fresh.copy(), folder, [op for op in ops if op[0] != "S"])
    faults = [f"the trace has missed {way}" for way in missed]
    faults += [f"{way}: {synced.get(way, 'lost')}" for way, data in WANTED.items()
               if way not in synced or synced[way] != data]
    faults += [f"{way}: {synced.get(way, b'lost')[:60]}"
               for way, end in (("journal/000001.jsonl", b"}\n"), ("notes/checkpoints", b"AA\n\n"))
               if not synced.get(way, b"").endswith(end)]
    if lying != {"changed": b"vorher"}:
        faults.append(f"a disk that syncs nothing kept {sorted(lying)}")
    print(*faults, f"durable: {len(ops)} changes, {len(synced)} names kept", sep="\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
