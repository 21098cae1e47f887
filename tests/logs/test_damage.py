#!/usr/bin/env python3
# test_damage.py - `amtsbote verify` finds every kind of damage, and names the right place.
# SPDX-License-Identifier: EUPL-1.2
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
try:
    import damage
except ModuleNotFoundError as missing:
    print(f"skip: {missing} (package python3-cryptography)")
    sys.exit(77)

AMTSBOTE = os.environ["AMTSBOTE"]
LEDGER = str(pathlib.Path(os.environ["AMTSBOTE_BUILD_DIR"]) / "tests/logs/ledger")


def verdict(folder):
    """What the program says, as `expect` says it."""
    key = folder / "key"
    given = ["--key", key.read_text().strip()] if key.exists() else []
    done = subprocess.run([AMTSBOTE, "verify", str(folder), *given], capture_output=True,
                          text=True, check=False)
    good = re.match(r"whole: (\d+) lines", done.stdout)
    if good and done.returncode == 0:
        return f"good {good[1]}"
    bad = re.match(r"not whole: ([^:]+):(?:(\d+):)? .+\n", done.stdout)
    if bad and done.returncode == 1:
        return f"bad {bad[1]} {bad[2] or 0}"
    return f"{done.returncode} {done.stdout}{done.stderr}"


class Damage(unittest.TestCase):
    def test_all(self):
        with tempfile.TemporaryDirectory(prefix="amtsbote-damage-") as held:
            out = pathlib.Path(held)
            damage.make(LEDGER, out)
            folders = sorted(path for path in out.iterdir() if path.is_dir())
            self.assertGreaterEqual(len([f for f in folders if f.name.startswith("bad-")]), 60)
            for folder in folders:
                with self.subTest(folder.name):
                    self.assertEqual(verdict(folder), (folder / "expect").read_text().strip())
            print(f"{len(folders)} cases")


if __name__ == "__main__":
    unittest.main()
