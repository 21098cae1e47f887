#!/usr/bin/env python3
# test_reader.py - a second implementation reads what the first wrote; both find the same damage.
# SPDX-License-Identifier: EUPL-1.2
import hashlib
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
try:
    import reader
except ModuleNotFoundError as missing:
    print(f"skip: {missing} (package python3-cryptography)")
    sys.exit(77)

BUILD = pathlib.Path(os.environ["AMTSBOTE_BUILD_DIR"])
SPECIMEN = str(BUILD / "tests/logs/specimen")
JOB = "AB-0123456789"
VALUE = "Škvorecová, Große Bäckergasse 12a"
SEED = int(os.environ.get("SEED", random.SystemRandom().randrange(2 ** 32)))
ROUNDS = 150


def run(*args, good=True):
    done = subprocess.run(args, capture_output=True, check=False)
    if good and done.returncode != 0:
        raise AssertionError(f"{args}: {done.stderr.decode()}{done.stdout.decode()}")
    return done


def native_verdict(folder):
    """What journal_verify() says, as reader.verify() says it."""
    lines, file, line = run(SPECIMEN, "verify", str(folder)).stdout.decode().split()
    return int(lines), None if file == "whole" else (file, int(line))


class InFolder(unittest.TestCase):
    def setUp(self):
        self.held = tempfile.TemporaryDirectory(prefix="amtsbote-reader-")
        self.folder = pathlib.Path(self.held.name)

    def tearDown(self):
        self.held.cleanup()


class Journal(InFolder):
    def setUp(self):
        super().setUp()
        run(SPECIMEN, "every-kind", str(self.folder))

    def test_every_kind_is_read_by_the_document(self):
        lines, bad, fitted = reader.verify(self.folder)
        self.assertIsNone(bad)
        self.assertEqual((lines, None), native_verdict(self.folder))
        self.assertEqual({line["kind"] for line in fitted}, set(reader.KINDS))
        self.assertEqual(lines, 3 * len(reader.KINDS))
        self.assertGreater(len(reader.segments(self.folder)), 3)
        used = {name for line in fitted for name in line["body"]}
        self.assertEqual(used, set(reader.FIELDS))

    def test_the_origin_is_what_the_document_says(self):
        def fingerprint(path):
            try:
                data = pathlib.Path(path).read_bytes()[:64]
            except FileNotFoundError:
                data = b""
            return hashlib.sha256(data).hexdigest()[:16] if data else "0" * 16

        origin = reader.verify(self.folder)[2][0]["origin"]
        self.assertEqual(origin["process"], "specimen-1")
        self.assertEqual(origin["host"], fingerprint("/etc/machine-id"))
        self.assertEqual(origin["boot"], fingerprint("/proc/sys/kernel/random/boot_id"))

    def test_a_line_by_the_document_is_accepted(self):
        last = reader.segments(self.folder)[-1]
        raw = last.read_bytes().splitlines()[-1]
        line = {"n": json.loads(raw)["n"] + 1, "t": "2100-02-28T23:59:59.999999Z",
                "origin": {"process": "reader", "host": "0" * 16, "boot": "f" * 16}, "job": "",
                "kind": "agent_started", "body": {"late": True, "pid": 2 ** 53, "version": "9"},
                "prev": hashlib.sha256(raw).hexdigest()}
        with last.open("ab") as out:
            out.write(json.dumps(line, separators=(",", ":")).encode() + b"\n")
        self.assertEqual(native_verdict(self.folder), reader.verify(self.folder)[:2])
        self.assertIsNone(native_verdict(self.folder)[1])

    def test_both_find_the_same_damage(self):
        chance = random.Random(SEED)
        print(f"SEED={SEED}")
        paths = reader.segments(self.folder)
        whole = {path: path.read_bytes() for path in paths}
        found = 0
        for turn in range(ROUNDS):
            path = chance.choice(paths)
            self.damage(chance, path, whole[path])
            ours = reader.verify(self.folder)[:2]
            with self.subTest(turn=turn, seed=SEED):
                self.assertEqual(native_verdict(self.folder), ours)
            found += ours[1] is not None
            path.write_bytes(whole[path])
        # What may stay unseen is a change of the very last line that keeps its form.
        self.assertGreater(found, ROUNDS * 9 // 10)

    @staticmethod
    def damage(chance, path, data):
        lines = data.splitlines(keepends=True)
        at = chance.randrange(len(lines))
        way = chance.randrange(8)
        if way == 0:
            del lines[at]
        elif way == 1:
            lines.insert(at, chance.choice(lines))
        elif way == 2:
            lines[at] = lines[at].replace(b"1", b"2", 1)
        elif way == 3:
            lines[at] = lines[at][:chance.randrange(len(lines[at]))]
        elif way == 4:
            lines[at] = lines[at].replace(b",", b", ", 1)
        elif way == 5:
            lines[at:] = []
        else:
            line = bytearray(lines[at])
            line[chance.randrange(len(line))] ^= 1 << chance.randrange(8)
            lines[at] = bytes(line)
        path.write_bytes(b"".join(lines))


class Sealed(InFolder):
    def setUp(self):
        super().setUp()
        run(SPECIMEN, "seal", str(self.folder), VALUE)
        self.ring = reader.Ring((self.folder / "keys/ring").read_bytes())
        self.key = self.ring.unwrap((self.folder / "wrapped").read_bytes())

    def test_a_value_opens_by_the_document(self):
        value, commitment = reader.unseal(self.key, JOB, "payload",
                                          (self.folder / "sealed").read_bytes())
        self.assertEqual(value.decode(), VALUE)
        self.assertEqual(commitment, (self.folder / "commitment").read_bytes())

    def test_the_index_hash_is_what_the_document_says(self):
        self.assertEqual(self.ring.index(b"external", VALUE.encode()),
                         (self.folder / "index").read_bytes())

    def test_a_value_sealed_by_the_document_opens(self):
        for value in ["", "x", VALUE * 1000]:
            (self.folder / "sealed").write_bytes(
                reader.seal(self.key, JOB, "reason", value.encode(), os.urandom(12),
                            os.urandom(32)))
            opened = run(SPECIMEN, "unseal", str(self.folder), "reason")
            self.assertEqual(opened.stdout.decode(), value)
            wrong = run(SPECIMEN, "unseal", str(self.folder), "payload", good=False)
            self.assertEqual((wrong.returncode, wrong.stdout), (1, b""))


if __name__ == "__main__":
    unittest.main()
