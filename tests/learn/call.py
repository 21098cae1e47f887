#!/usr/bin/env python3
# call.py - `amtsbote learn-font` called wrongly, on programs without a font to learn, and rightly.
# SPDX-License-Identifier: EUPL-1.2
import os
import pathlib
import shlex
import subprocess
import sys
import tempfile
import unittest
sys.dont_write_bytecode = True  # the tree stays as it is

HERE = pathlib.Path(__file__).parent.resolve()
LIMIT_S = 150


def learn(*words):
    """Exit code, output, complaint."""
    done = subprocess.run([os.environ["AMTSBOTE"], "learn-font", *words], capture_output=True,
                          text=True, timeout=LIMIT_S, check=False)
    return done.returncode, done.stdout, done.stderr


class Case(unittest.TestCase):
    def setUp(self):
        held = tempfile.TemporaryDirectory(prefix="amtsbote-learn-test-")
        self.addCleanup(held.cleanup)
        self.atlas = pathlib.Path(held.name) / "x.atlas"

    def refuse(self, code, said, *words):
        got, out, complaint = learn(*words)
        self.assertEqual((got, out), (code, ""), complaint)
        self.assertIn(said, complaint)
        self.assertFalse(self.atlas.exists())


class Usage(Case):
    def test_wrong_usage_is_2(self):
        for words in ([], ["--app", "xterm"], ["-o", "x"], ["--app", "a", "-o", "x", "y"],
                      ["--app", "a", "-o", "x", "--into", "7"],
                      ["--app", "a", "-o", "x", "--into", "7,y"],
                      ["--app", "a", "-o", "x", "--timeout", "soon"],
                      ["--app", "a", "-o", "x", "--letters", b"\xff"]):
            self.refuse(2, "amtsbote learn-font:", *words)
        self.assertEqual(learn("--colour")[0], 2)

    def test_help(self):
        code, out, _ = learn("--help")
        self.assertEqual(code, 0)
        self.assertIn("--letters", out)

    def test_no_program(self):
        self.refuse(1, "/nowhere/program", "--app", "/nowhere/program", "-o", self.atlas)
        self.refuse(1, "--app", "--app", "'open", "-o", self.atlas)


class Program(Case):
    def test_a_field_that_is_clicked_is_learnt(self):
        command = shlex.join(["wish", str(HERE / "entry.tcl"), "{DejaVu Sans Mono} 10", "7"])
        code, out, said = learn("--app", command, "--into", "100,10", "-o", self.atlas,
                                "--letters", "AHinov017")
        self.assertEqual(code, 0, said)
        self.assertEqual(self.atlas.read_bytes()[:8], b"AMTATLAS")
        self.assertIn("9 letters, in tones, paper #ffffff, ink #000000", out)
        self.assertIn("not learnt, the field takes it as something else (1): 7", out)

    def test_a_place_without_a_field(self):
        form = HERE.parent / "doctor/form.tcl"
        command = shlex.join(["wish", str(form), "label", "/dev/null"])
        self.refuse(1, "--into X,Y", "--app", command, "--into", "2,2", "-o", self.atlas)


if __name__ == "__main__":
    unittest.main()
