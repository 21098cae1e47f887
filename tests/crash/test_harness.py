#!/usr/bin/env python3
# test_harness.py - is the harness able to see a doubled, lost, wrong or unkilled job?
# SPDX-License-Identifier: EUPL-1.2
"""usage: test_harness.py FLAW   (or: test_harness.py --list)

Runs the stand-in agent with that flaw through some kills. With `none` nothing may be complained
about; with every other the words of its row have to be among the complaints.
"""
import pathlib
import sys
sys.dont_write_bytecode = True
import harness  # noqa: E402
from harness import Case, Harness, Kill, Scene  # noqa: E402

STANDIN = [sys.executable, str(pathlib.Path(__file__).with_name("standin.py"))]
harness.STEP_S = 3  # the stand-in needs tenths of a second
PLAIN = (
    Case("stored", (Kill("intake-stored"),)),
    Case("fetched-agent", (Kill("intake-fetched", "agent"),)),
    Case("acted", (Kill("worker-act-done"),)),
    Case("proof-application", (Kill("worker-proof-seen", "application"),)),
    Case("sent", (Kill("deliver-sent"),)),
    Case("sending-all", (Kill("deliver-sending", "all"),)),
    Case("none"),
)
FETCHED = Case("fetched", (Kill("intake-fetched"),))
FLAWS = {
    "none": ((), PLAIN),
    "double": (("DOUBLED: 2 records",), (PLAIN[2],)),
    "lose": (("LOST: no answer", "came to no end"), (FETCHED,)),
    "resend": (("answered under other keys",), (PLAIN[4],)),
    "leave": (("processes outlive", "left: tmp/left"), (PLAIN[6],)),
    "never": (("nobody came by intake-stored", "0 kills hit, 1 wanted"), (PLAIN[0],)),
    "wrong": (("column vornamen: 'Franz-Jörg'",), (PLAIN[6],)),
    "doubt": (("came to no end", "1 jobs in doubt, expected 0"), (PLAIN[2],)),
    "hang": (("the agent does not end within",), (PLAIN[6],)),
    "deskless": (("no desk is in the journal",), (PLAIN[6],)),
    "forget": (("the fingerprint of a desk is not kept",), (PLAIN[6],)),
}


def main(argv):
    if argv[1] == "--list":
        print("\n".join(FLAWS))
        return 0
    words, cases = FLAWS[argv[1]]
    harness.world_module.END_S = 3
    run = Harness(Scene(argv[1], cases), STANDIN, {"STANDIN_FLAW": argv[1]})
    good = run.run()
    hits = run.show()
    said = "\n".join([*run.w.faults, *(f for o in run.outcome.values() for f in o["faults"])])
    missing = [word for word in words if word not in said]
    wanted = sum(len(case.kills) for case in cases)
    if argv[1] == "none" and (not good or hits != wanted):
        print(f"{hits} hits of {wanted}; nothing was wrong")
        return 1
    if missing or (words and good):
        print(f"the harness did not say {missing}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
