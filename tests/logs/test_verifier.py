#!/usr/bin/env python3
# test_verifier.py - `amtsbote verify` and verifier.py say the same of good and damaged journals.
# SPDX-License-Identifier: EUPL-1.2
import base64
import hashlib
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

from nacl.signing import SigningKey
sys.dont_write_bytecode = True  # the tree stays as it is
import verifier  # noqa: E402
import verifier_forms as forms  # noqa: E402

ROOT = pathlib.Path(os.environ.get("AMTSBOTE_SOURCE_DIR", pathlib.Path(__file__).parents[2]))
BUILD = pathlib.Path(os.environ.get("AMTSBOTE_BUILD_DIR", ROOT / "build/dev"))
AGENT = os.environ.get("AMTSBOTE", str(BUILD / "amtsbote"))
LIMIT_S = 60
NAME = "amtsbote/0123456789abcdef"
TIME = "2026-11-23T10:11:12.123456Z"
NO_HASH = "0" * 64
STEP = '"line":1,"verb":"write","sure":"verified","took_us":1'
FIRST, SECOND, THIRD = (SigningKey(bytes([n]) * 32) for n in (1, 2, 3))
FORGED = {"forged": True}


def run(*words):
    done = subprocess.run(words, capture_output=True, timeout=LIMIT_S, check=False)
    return done.returncode, done.stdout.decode(), done.stderr.decode(errors="replace")


def product(path, key):
    """What `amtsbote verify` says, in short: whole, lines, signed; or not whole, place."""
    code, out, said = run(AGENT, "verify", str(path), *(["--key", key] if key else []))
    wrong = re.match(r"not whole: (\S+): ", out)
    whole = re.match(r"whole: .*?(\d+) lines", out)
    if code == 1 and wrong:
        return "not whole", wrong[1]
    assert code == 0 and whole, f"exit code {code}: {out}{said}"
    signed = re.search(r"^signed: lines 1 to (\d+)", out, re.MULTILINE)
    return "whole", whole[1], signed[1] if signed else "0"


def second(path, key):
    """The same of verifier.py."""
    said = verifier.verdict(path, key)
    wrong = re.match(r"not whole (\S+): ", said)
    if wrong:
        return "not whole", wrong[1]
    return ("whole", *re.fullmatch(r"whole (\d+), signed to (\d+)", said).groups())


class Book:
    """A journal that is written by hand."""

    def __init__(self):
        self.lines, self.notes, self.tree = [], [], forms.Tree()

    def add(self, kind="step_done", body=STEP, time=TIME, job="AB-1"):
        prev = hashlib.sha256(self.lines[-1]).hexdigest() if self.lines else NO_HASH
        text = (f'{{"n":{len(self.lines) + 1},"t":"{time}","origin":{{"process":"worker-1",'
                f'"host":"{"0" * 16}","boot":"{"1" * 16}"}},"job":"{job}","kind":"{kind}",'
                f'"body":{{{body}}},"prev":"{prev}"}}').encode()
        self.lines.append(text)
        self.tree.add(hashlib.sha256(b"\0" + text).digest())
        return self

    def key(self, key):
        public = bytes(key.verify_key).hex()
        return self.add("key_changed", f'"public_key":"{public}"', job="")

    def told(self, lines, root=None):
        root = root or self.tree.root().hex()
        return self.add("checkpoint", f'"lines":{lines},"root":"{root}"', job="")

    def note(self, *signatures, size=None, time=TIME):
        """signatures: keys, (key, changes), or whole lines."""
        root = base64.b64encode(self.tree.root()).decode()
        head = f"{NAME}\n{size or self.tree.size}\n{root}\ntime {time}\n".encode()
        lines = [one if isinstance(one, bytes) else
                 sign(one, head) if isinstance(one, SigningKey) else
                 sign(one[0], head, **one[1]) for one in signatures]
        self.notes.append(head + b"\n" + b"".join(lines) + b"\n")
        return self

    def write(self, folder, tail=b""):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        (folder / "000001.jsonl").write_bytes(b"".join(line + b"\n" for line in self.lines))
        if self.notes or tail:
            (folder / "checkpoints").write_bytes(b"".join(self.notes) + tail)


def sign(key, text, name=NAME, cut=64, forged=False):
    signature = bytearray(key.sign(text).signature)
    signature[5] ^= forged
    return signature_line(name, key_id(key, name) + bytes(signature)[:cut])


def signature_line(name, data):
    return f"\u2014 {name} {base64.b64encode(data).decode()}\n".encode()


def key_id(key, name):
    return forms.key_id(name.encode(), bytes(key.verify_key))


def printed(key, name=NAME):
    """As `amtsbote init` prints it."""
    public = base64.b64encode(b"\1" + bytes(key.verify_key)).decode()
    return f"{name}+{key_id(key, name).hex()}+{public}"


def signed():
    """Two lines, one note."""
    return Book().key(FIRST).add().note(FIRST)


class Case(unittest.TestCase):
    def setUp(self):
        held = tempfile.TemporaryDirectory(prefix="amtsbote-verifier-test-")
        self.addCleanup(held.cleanup)
        self.folder = pathlib.Path(held.name)
        self.journal = self.folder / "journal"

    def agree(self, path, key, what):
        with self.subTest(what):
            said = second(path, key)
            self.assertEqual(said, product(path, key))
            return said
        return ("they disagree",)

    def both(self, what, book, key=FIRST, tail=b"", name=NAME):
        book.write(self.journal, tail)
        return self.agree(self.journal, printed(key, name) if key else None, what)


class Damage(Case):
    def test_cases_of_the_damage_program(self):
        code, _, said = run("python3", "-B", str(ROOT / "tests/logs/damage.py"),
                            str(BUILD / "tests/logs/ledger"), str(self.folder))
        self.assertEqual(code, 0, said)
        cases = sorted(self.folder.glob("*/expect"))
        self.assertTrue(cases)
        for expect in cases:
            key = expect.with_name("key")
            said = self.agree(expect.with_name("journal"),
                              key.read_text().strip() if key.exists() else None,
                              expect.parent.name)
            with self.subTest(expect.parent.name):
                self.assertEqual(said[:2], wanted(*expect.read_text().split()))


def wanted(verdict, *where):
    """good LINES; bad FILE LINE, line 0: the file as a whole."""
    if verdict == "good":
        return "whole", where[0]
    return "not whole", where[0] if where[1] == "0" else ":".join(where)


class Corners(Case):
    """What the damage program leaves out."""

    def test_bodies(self):
        for body in (f'"op":{2 ** 53},{STEP}', f'"op":{2 ** 53 + 1},{STEP}',
                     f'"op":1,"late":true,{STEP}', f'"late":false,{STEP}',
                     f'"late":true,"op":1,{STEP}', f'{STEP},"x":1',
                     f"{STEP},", "", '"op":1', STEP.replace("1", '"1"'), f'{STEP},"attempt":1',
                     STEP.replace("write", "wrote"), STEP.replace("write", "w" * 64),
                     STEP.replace("write", "w" * 65), STEP.replace("write", "")):
            self.both(body, Book().add(body=body), None)

    def test_times_and_jobs(self):
        for time in ("1969-12-31T23:59:59.999999Z", "1970-01-01T00:00:00.000000Z",
                     "9999-12-31T23:59:59.999999Z", "2026-06-30T23:59:60.000000Z",
                     "2100-02-29T00:00:00.000000Z", "2024-02-29T00:00:00.000000Z",
                     "2024-02-28T24:00:00.000000Z", "2024-02-28T00:00:00.00000Z"):
            self.both(time, Book().add(time=time), None)
            self.both(time, Book().key(FIRST).note(FIRST, time=time))
        for job in ("", "A" * 64, "A" * 65, "A/b", "Ä", "a_b:c.d-e"):
            self.both(job, Book().add(job=job), None)

    def test_every_kind(self):
        values = {"count": "1", "time": "1", "truth": "true", "id": '"a"', "word": '"a"',
                  "hash": f'"{NO_HASH}"', "commitment": f'"{NO_HASH}"'}
        for kind in forms.KINDS.keys() - {"checkpoint", "key_changed", "restored"}:
            body = [f'"{name}":{values[forms.FIELDS[name]]}' for name in forms.KINDS[kind]]
            self.assertEqual(self.both(kind, Book().add(kind, ",".join(body)), None)[0], "whole")
            self.both(f"{kind}, cut", Book().add(kind, ",".join(body[:-1])), None)

    def test_restored(self):
        """(lines, kept) of a `restored` line behind a note about two lines."""
        def body(lines, kept):
            return f'"uid":7,"lines":{lines},"root":"{NO_HASH}","kept":{kept}'
        for lines, kept, end in ((9, 2, "whole"), (3, 2, "whole"), (2, 2, "not whole"),
                                 (9, 1, "not whole"), (9, 3, "not whole"), (9, 0, "not whole")):
            for more in (False, True):
                book = signed().add("restored", body(lines, kept), job="")
                book = book.add().note(FIRST) if more else book
                said = self.both(f"{lines} {kept} {more}", book)
                self.assertEqual(said[0], end)
        self.both("no note before it", Book().key(FIRST).add("restored", body(9, 0), job=""), None)

    def test_tails_of_checkpoints(self):
        for tail in (b"gar bage", b"gar bage\n", b"a\nx", b"a\nx\n", b"a\n03\n", b"a\n3\nAAAA\n",
                     b"\n", b"a" * 3000, b"\0" * 100, b"a\0", b"\xe2\x80", b"a\r\n"):
            self.both(f"{tail[:20]}", signed(), tail=tail)
            self.both(f"{tail[:20]} and a line", signed().add(), tail=tail)
        note = signed().add().note(FIRST).notes[1]
        for cut in (1, 2, 3, 100, 120, 150):
            self.both(f"cut by {cut}", signed().add(), tail=note[:-cut])
        self.both("cut, no such time", signed().add(), tail=note.replace(b"2026", b"1926")[:-1])
        self.both("cut, not more lines", signed().add(), tail=signed().notes[0][:-1])
        self.both("far, then none", signed().note(FIRST, size=9), tail=b"gar bage\n")

    def test_which_comes_first(self):
        book = signed()
        book.lines[1] = b"x"
        self.both("a line that does not fit, a note about it", book)
        book.notes = []
        self.both("a line that does not fit, a note that is none", book, tail=b"gar bage\n")

    def test_keys_that_follow(self):
        forged = (SECOND, FORGED)
        follows = signed().key(SECOND).note(FIRST, SECOND).add().note(SECOND)
        for key in (FIRST, SECOND, THIRD):
            self.both("it follows", follows, key)
        self.both("it never signed", signed().key(SECOND).note(FIRST), SECOND)
        self.both("it alone", signed().key(SECOND).note(SECOND))
        self.both("forged", signed().key(SECOND).note(FIRST, forged))
        for what, keys in (("taken back", (SECOND, FIRST)), ("another", (SECOND, THIRD))):
            for signers in ((FIRST, SECOND), (FIRST, forged), (FIRST, THIRD)):
                book = signed()
                for key in keys:
                    book.key(key)
                self.both(what, book.note(*signers))
                self.both(f"{what}, later", book.add().note(signers[1]))

    def test_signatures(self):
        forged, short = (FIRST, FORGED), (FIRST, {"cut": 63})
        for signers in ((forged, FIRST), (FIRST, forged), (FIRST, FIRST), (short, FIRST),
                        (FIRST, short), (short,), ((FIRST, {"name": "other"}),),
                        (FIRST, (FIRST, {"name": "other", "forged": True}))):
            self.both(f"{signers}", Book().key(FIRST).note(*signers))
        for size in (0, 1, 4, 5, 96, 97):
            witness = signature_line("w", b"a" * size)
            self.both(f"witness {size}", Book().key(FIRST).note(FIRST, witness))
        witness = signature_line("w", b"a" * 76)
        for count in (1, 5, 6):
            self.both(f"{count} witnesses", Book().key(FIRST).note(*[witness] * count, FIRST))
        for old, new in ((b"\xe2\x80\x94", b"-"), (b" w", b"  w"), (b" w", b" w+"),
                         (b" w", b" " + b"w" * 65), (b"\n", b" \n"), (b"\n", b"\r\n"),
                         (b"=", b""), (b"YQ", b"YR")):
            self.both(f"witness {new}", Book().key(FIRST).note(FIRST, witness.replace(old, new)))

    def test_notes_and_lines(self):
        self.both("the name is another", signed(), name="other")
        self.both("before any key", Book().add().note(FIRST))
        self.both("at its key", Book().key(FIRST).note(FIRST))
        self.both("2^53", Book().key(FIRST).note(FIRST, size=2 ** 53))
        self.both("2^53 + 1", Book().key(FIRST).note(FIRST, size=2 ** 53 + 1))
        self.both("told", signed().told(2))
        self.both("told twice", signed().told(2, signed().tree.root().hex()).told(2))
        self.both("told of another", signed().told(1))
        self.both("told with another root", signed().told(2, NO_HASH))
        self.both("told of itself", signed().told(3))
        self.both("told of none", Book().told(1, NO_HASH), None)

    def test_files(self):
        lines = [line + b"\n" for line in Book().add().add().lines]
        for files in ({}, {"000001.jsonl": b""}, {"000001.jsonl": lines[0], "checkpoints": b""},
                      {"000000.jsonl": b"x", "000001.jsonl": lines[0]}, {"000003.jsonl": lines[0]},
                      {"0000002.jsonl": b"x", "000001.jsonl": lines[0], "000002.jsonl~": b"x"},
                      {"000001.jsonl": lines[0], "000002.jsonl": b""},
                      {"000001.jsonl": lines[0], "000002.jsonl": b"", "000003.jsonl": b""},
                      {"000001.jsonl": lines[0], "000003.jsonl": b""},
                      {"000001.jsonl": lines[0] + b"\0\0"},
                      {"000001.jsonl": lines[0] + lines[1][:-1], "000002.jsonl": b""}):
            shutil.rmtree(self.journal, ignore_errors=True)
            self.journal.mkdir()
            for name, text in files.items():
                (self.journal / name).write_bytes(text)
            self.agree(self.journal, None, f"{files}")
            self.agree(self.journal, printed(FIRST), f"{files}, with a key")


class Export(Case):
    def exported(self, *jobs, witnesses=()):
        book = Book().key(FIRST)
        for job in jobs:
            book.add(job=job)
        book.note(FIRST, *witnesses).write(self.journal)
        code, out, said = run(AGENT, "export", "AB-1", "--journal", str(self.journal))
        self.assertEqual(code, 0, said)
        return out.encode()

    def both_of(self, what, text, key=FIRST, name=NAME):
        path = self.folder / "exported"
        path.write_bytes(text)
        return self.agree(path, printed(key, name) if key else None, what)

    def test_trees_of_all_shapes(self):
        for size in range(1, 18):
            text = self.exported(*["AB-1" if at % 2 else "AB-2" for at in range(size + 1)])
            self.assertEqual(self.both_of(f"{size}", text)[0], "whole")
        witness = signature_line("w", b"a" * 76)
        self.both_of("a witness", self.exported("AB-1", witnesses=[witness]))
        self.both_of("forged, too", self.exported("AB-1", witnesses=[(FIRST, FORGED)]))

    def test_every_line_damaged(self):
        lines = self.exported("AB-1", "AB-2", "AB-1").split(b"\n")[:-1]
        for at, line in enumerate(lines):
            for new in ((), (line, line), (b"",), (line + b" ",), (line + b"\r",), (line + b"\0",),
                        (line + b"a" * 5000,), (line.upper(),), (line[:-1] + b"0",)):
                self.both_of(f"line {at + 1}: {new}",
                             b"\n".join([*lines[:at], *new, *lines[at + 1:], b""]))
            for end in (b"\n", b""):
                self.both_of(f"cut behind line {at + 1}", b"\n".join(lines[:at + 1]) + end)

    def test_lines_out_of_place(self):
        head, _, rest = self.exported("AB-1", "AB-2", "AB-1", "AB-1").partition(b"{")
        one, two, three = (b"{" + part + b"\n\n" for part in rest[:-6].split(b"\n\n{"))
        more = one[:-1] + (b"a" * 64 + b"\n") * 100 + b"\n"
        for what, body in (("as it was", one + two + three), ("swapped", two + one + three),
                           ("twice", one + one + three), ("one less", one + three),
                           ("one more", one + two + three + three),
                           ("a long proof", more + two + three),
                           ("beyond", one.replace(b'"n":2', b'"n":200') + two + three),
                           ("zero", one.replace(b'"n":2', b'"n":0') + two + three)):
            self.both_of(what, head + body + b"end\n")
        self.both_of("left out", head.replace(b"lines 3", b"lines 2") + one + three + b"end\n")
        for tail in (b" ", b"\0", b"\n", b"x\n"):
            self.both_of(f"behind the end: {tail}", head + one + two + three + b"end\n" + tail)

    def test_heads_and_keys(self):
        text = self.exported("AB-1")
        for old, new in ((b"export 1", b"export 2"), (b"lines 1", b"lines 01"),
                         (b"lines 1", b"lines 0"), (b"lines 1", b"lines 10001"),
                         (b"job AB-1", b"job AB-2"), (b"job AB-1", b"job "),
                         (printed(FIRST).encode(), printed(SECOND).encode())):
            self.both_of(f"{new}", text.replace(old, new, 1))
            self.both_of(f"{new}, other key", text.replace(old, new, 1), SECOND)
        self.both_of("no key", text, None)
        self.both_of("other key", text, SECOND)
        self.both_of("other name", text, name="other")


class Command(Case):
    def test_exit_codes(self):
        program = (sys.executable, "-B", str(ROOT / "tests/logs/verifier.py"))
        signed().write(self.journal)
        journal = str(self.journal)
        self.assertEqual(run(*program, journal, printed(FIRST))[:2], (0, "whole 2, signed to 2\n"))
        code, out, _ = run(*program, journal, printed(SECOND))
        self.assertEqual((code, out.split(": ")[0]), (1, "not whole checkpoints"))
        self.assertEqual(run(*program, journal, "abc")[:2], (2, ""))
        self.assertEqual(run(*program, journal + "-none")[:2], (2, ""))
        self.assertEqual(run(*program)[:2], (2, ""))


if __name__ == "__main__":
    unittest.main(verbosity=2)
