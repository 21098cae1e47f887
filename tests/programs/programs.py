#!/usr/bin/env python3
# programs.py - real programs on a desk of ours: what they wrote is the text, or it was refused.
# SPDX-License-Identifier: EUPL-1.2
"""usage: programs.py NAME | --list | --due

Light programs are driven in every `./dev test`, heavy ones on their day of the week
(AMTSBOTE_SHARD=k/7), or always with AMTSBOTE_LONG=1. Exit 77 when it is not the turn of one, or its
program is missing. --due: exit 0 if the packages of group `heavy` are wanted today.
PROGRAM_KEEP=FILE.pgm keeps a picture of the screen of a test that fails.
"""
import os
import sys
import foreign
import mainframe
import pointer
import remote
import terminal
import toolkits
from desk import Refused, Skip, Wrong

DAYS = 7
SKIPPED = 77

LIGHT = {
    "xterm-keys": terminal.xterm_keys,
    "xterm-paste": terminal.xterm_paste,
    "xterm-latin1": terminal.xterm_latin1,
    "dialog": terminal.dialog_form,
    "cobol": terminal.cobol,
    "yad": toolkits.yad,
    "tk": toolkits.tk,
    "motif": toolkits.motif,
    "pointer-xterm": pointer.xterm,
    "pointer-tk": pointer.tk,
    "pointer-gtk": pointer.gtk,
    "pointer-qt": pointer.qt,
    "pointer-motif": pointer.motif,
}
HEAVY = {
    "qt": toolkits.qt,
    "swing": toolkits.swing,
    "x3270": mainframe.x3270,
    "wine": foreign.wine,
    "pointer-swing": pointer.swing,
    "rdp": remote.rdp,
    "pointer-swing-list": pointer.swing_list,
}


def turn(name):
    """Is it this one's turn? Else why not."""
    if name in LIGHT or os.environ.get("AMTSBOTE_LONG"):
        return ""
    day = list(HEAVY).index(name) % DAYS + 1
    if os.environ.get("AMTSBOTE_SHARD", "") == f"{day}/{DAYS}":
        return ""
    return f"runs with AMTSBOTE_LONG=1, in CI on day {day} of the week"


def run(name):
    reason = turn(name)
    if reason:
        print(f"skip {name}: {reason}")
        return SKIPPED
    try:
        {**LIGHT, **HEAVY}[name]()
    except Skip as cause:
        print(f"skip {name}: {cause}")
        return SKIPPED
    except (Wrong, Refused) as cause:
        print(f"{name}: {type(cause).__name__}: {cause}")
        return 1
    return 0


def main(argv):
    known = {**LIGHT, **HEAVY}
    if len(argv) != 2 or argv[1] not in ("--list", "--due", *known):
        print(__doc__, file=sys.stderr)
        return 2
    if argv[1] == "--list":
        print("\n".join(known))
        return 0
    if argv[1] == "--due":
        return 0 if any(not turn(name) for name in HEAVY) else 1
    return run(argv[1])


if __name__ == "__main__":
    sys.exit(main(sys.argv))
