#!/usr/bin/env python3
# test_export.py - an exported file proves itself with nothing but the key; no change of it does.
# SPDX-License-Identifier: EUPL-1.2
import hashlib
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

AMTSBOTE = os.environ["AMTSBOTE"]
LEDGER = str(pathlib.Path(os.environ["AMTSBOTE_BUILD_DIR"]) / "tests/logs/ledger")
JOB = "AB-0123456789"
HEAD = 5  # lines before the checkpoint, which has 7
FIRST = HEAD + 7  # index of the first line of the journal


def call(*args):
    return subprocess.run([AMTSBOTE, *args], capture_output=True, text=True, check=False)


def node(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


def proves(index, size, line, path):
    """RFC 9162, 2.1.3.2: the root that @path leads to."""
    hashed, last = hashlib.sha256(b"\0" + line).digest(), size - 1
    for sibling in path:
        if index & 1 or index == last:
            hashed = node(sibling, hashed)
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            hashed = node(hashed, sibling)
        index, last = index >> 1, last >> 1
    assert last == 0
    return hashed


class Export(unittest.TestCase):
    def setUp(self):
        self.held = tempfile.TemporaryDirectory(prefix="amtsbote-export-")
        self.folder = pathlib.Path(self.held.name)
        self.key = self.make("segments")[0]
        self.file = self.folder / "file"
        done = call("export", JOB, "--journal", self.folder / "segments/journal", "--output",
                    self.file)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.lines = self.file.read_text().split("\n")

    def tearDown(self):
        self.held.cleanup()

    def make(self, kind):
        done = subprocess.run([LEDGER, self.folder / kind, kind], capture_output=True, text=True,
                              check=True)
        return done.stdout.split()

    def verify(self, key=None):
        return call("verify", self.file, *(["--key", key] if key else []))

    def assert_bad(self, lines, number):
        self.file.write_text("\n".join(lines))
        done = self.verify(self.key)
        self.assertEqual(done.returncode, 1, done.stdout)
        self.assertRegex(done.stdout, rf"\Anot whole: .*/file:{number}: ")

    def test_every_line_about_the_job_that_is_signed(self):
        journal = [line for path in sorted((self.folder / "segments/journal").glob("*.jsonl"))
                   for line in path.read_text().splitlines()]
        wanted = [line for line in journal[:56] if f'"job":"{JOB}"' in line]
        self.assertEqual([line for line in self.lines if line.startswith("{")], wanted)
        done = self.verify(self.key)
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertRegex(done.stdout, rf"\Awhole: {JOB}: {len(wanted)} lines, \d+ to \d+\n")
        self.assertNotIn("--key", done.stdout)
        self.assertIn("--key", self.verify().stdout)

    def test_the_proofs_are_those_of_the_standard(self):
        import base64
        root = base64.b64decode(self.lines[HEAD + 2])
        blocks = "\n".join(self.lines[FIRST:]).split("\n\n")[:-1]
        self.assertGreater(len(blocks), 20)
        for block in blocks:
            line, *path = block.split("\n")
            index = int(re.match(r'\{"n":(\d+),', line)[1]) - 1
            self.assertEqual(proves(index, 56, line.encode(), map(bytes.fromhex, path)), root)

    def test_damage(self):
        def at(number, text):
            return [*self.lines[:number], text, *self.lines[number + 1:]]

        line, path = self.lines[FIRST], self.lines[FIRST + 1]
        self.assert_bad(at(0, "amtsbote-export 2"), 1)
        self.assert_bad(at(1, "job AB-9876543210"), FIRST + 1)
        self.assert_bad(at(3, "lines 0"), 4)
        self.assert_bad(at(HEAD + 1, "57"), HEAD + 1)
        self.assert_bad(at(FIRST, line.replace("write", "wrote")), FIRST + 1)
        self.assert_bad(at(FIRST, line.replace(JOB, "AB-9876543210")), FIRST + 1)
        self.assert_bad(at(FIRST, line.replace('"n":2,', '"n":3,')), FIRST + 1)
        self.assert_bad(at(FIRST + 1, path[::-1]), FIRST + 1)
        self.assert_bad(at(FIRST + 1, path[:-1]), FIRST + 2)
        self.assert_bad(at(FIRST + 1, path.upper().replace("0", "A")), FIRST + 2)
        self.assert_bad(self.lines[:FIRST + 1] + self.lines[FIRST + 2:], FIRST + 1)
        self.assert_bad(self.lines[:-2], len(self.lines) - 2)
        self.assert_bad([*self.lines, "more"], len(self.lines))
        self.assert_bad([*self.lines[:FIRST], *self.lines[FIRST + 8:]], len(self.lines) - 8 - 1)

    def test_keys(self):
        other = self.make("plain")[0]
        done = self.verify(other)
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stdout, rf"\Anot whole: .*:{HEAD + 1}: .*key that was given\n")
        done = self.verify(self.key[:-3] + "AA=")  # no key at all: nothing was checked
        self.assertEqual((done.returncode, done.stdout), (2, ""))

    def test_what_cannot_be_exported(self):
        self.make("unsigned")
        for job, folder, why in ((JOB, "unsigned", "signed yet"),
                                 ("AB-1", "segments", "knows none")):
            done = call("export", job, "--journal", self.folder / folder / "journal")
            self.assertEqual((done.returncode, done.stdout), (1, ""))
            self.assertIn(why, done.stderr)
        path = self.folder / "segments/journal/000002.jsonl"
        path.write_bytes(path.read_bytes().replace(b"write", b"wrote", 1))
        done = call("export", JOB, "--journal", path.parent)
        self.assertEqual(done.returncode, 1)
        self.assertIn("000002.jsonl:", done.stderr)


if __name__ == "__main__":
    unittest.main()
