#!/usr/bin/env python3
# turn.py - tests that take long run on their day of the week, and always when asked for.
# SPDX-License-Identifier: EUPL-1.2
"""usage: turn.py DAY COMMAND...

Becomes COMMAND on its DAY (1..7) of CI's week (AMTSBOTE_SHARD=DAY/7) and with AMTSBOTE_LONG=1; else
says so and exits 77, which ctest calls skipped.
"""
import os
import sys

SKIPPED = 77
DAYS = 7


def why_not(day):
    """Empty if a test of this day is to run now."""
    if os.environ.get("AMTSBOTE_LONG") or os.environ.get("AMTSBOTE_SHARD", "") == f"{day}/{DAYS}":
        return ""
    return f"runs with AMTSBOTE_LONG=1, in CI on day {day} of the week"


def main(argv):
    if len(argv) < 3 or argv[1] not in map(str, range(1, DAYS + 1)):
        print(__doc__, file=sys.stderr)
        return 2
    reason = why_not(argv[1])
    if reason:
        print(reason)
        return SKIPPED
    os.execvp(argv[2], argv[2:])


if __name__ == "__main__":
    sys.exit(main(sys.argv))
