#!/usr/bin/env python3
# damage.py - good signed journals and every kind of damage to them, as folders for any verifier.
# SPDX-License-Identifier: EUPL-1.2
"""usage: damage.py LEDGER OUT

LEDGER is the program that makes good journals. OUT gets a folder for each case:
    journal/   what is to be verified
    key        the verifier key to be given; no such file: none is
    expect     "good N", N lines; or "bad FILE LINE", LINE 0: the file as a whole
The keys are made for the occasion.
"""
import base64
import hashlib
import json
import pathlib
import shutil
import subprocess
import sys

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

FIRST = "000001.jsonl"
NOTES = "checkpoints"
NOTE_LINES = 7  # of a checkpoint with one signature, the empty line behind it included


def sha(data):
    return hashlib.sha256(data).digest()


def leaf(line):
    return sha(b"\0" + line)


def root(leaves):
    """RFC 6962, 2.1, from leaf hashes."""
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while 2 * k < len(leaves):
        k *= 2
    return sha(b"\1" + root(leaves[:k]) + root(leaves[k:]))


class Book:
    """A journal in memory: segments of lines, and checkpoints."""

    def __init__(self, folder):
        paths = sorted(folder.glob("??????.jsonl"))
        self.segments = [path.read_bytes().split(b"\n")[:-1] for path in paths]
        notes = folder / NOTES
        text = notes.read_bytes() if notes.exists() else b""
        self.notes, note = [], []
        for line in text.splitlines(keepends=True):
            note.append(line)
            if line == b"\n" and note[-2].startswith("—".encode()):
                self.notes.append(b"".join(note))
                note = []
        self.raw = {}  # file name -> bytes, or None: the file is missing

    def write(self, folder):
        folder.mkdir(parents=True)
        files = {f"{n:06d}.jsonl": b"".join(line + b"\n" for line in lines)
                 for n, lines in enumerate(self.segments, 1)}
        if self.notes:
            files[NOTES] = b"".join(self.notes)
        files.update(self.raw)
        for name, data in files.items():
            if data is not None:
                (folder / name).write_bytes(data)

    @property
    def lines(self):
        return self.segments[0]

    def all(self):
        return [line for lines in self.segments for line in lines]

    def sizes(self):
        return [int(note.split(b"\n")[1]) for note in self.notes]

    def rechain(self, at):
        """Make line @at (from 1) and all behind it follow again, as who has no key would."""
        lines = self.lines
        for n in range(at, len(lines) + 1):
            line = json.loads(lines[n - 1])
            line["n"] = n
            line["prev"] = sha(lines[n - 2]).hex() if n > 1 else "0" * 64
            lines[n - 1] = dump(line)


def dump(line):
    return json.dumps(line, separators=(",", ":")).encode()


def change(book, n, old, new, segment=0):
    line = book.segments[segment][n - 1]
    assert old in line, (old, line)
    book.segments[segment][n - 1] = line.replace(old, new, 1)


def member(name):
    """Another digit in a member of line 5 that keeps its form."""
    def damage(book):
        line = json.loads(book.lines[4])
        part = line if name in line else line["origin"]
        text = str(part[name])
        digit = text[-2] if name == "t" else text[-1]
        other = "3" if digit != "3" else "4"
        part[name] = text[:-2] + other + "Z" if name == "t" else text[:-1] + other
        if name == "n":
            part[name] = int(part[name])
        book.lines[4] = dump(line)
    return damage


def in_body(book):
    line = json.loads(book.lines[4])
    line["body"]["op"] += 1
    book.lines[4] = dump(line)


def edit(at, old, new):
    return lambda book: change(book, at, old, new)


def drop(book):
    del book.lines[4]


def swap(book):
    book.lines[4:6] = book.lines[5:3:-1]


def upper(book):
    head, prev = book.lines[4].rsplit(b'"prev":"', 1)
    book.lines[4] = head + b'"prev":"' + prev.upper()


def order(book):
    line = json.loads(book.lines[4])
    line["job"] = line.pop("job")
    book.lines[4] = dump(line)


def too_long(book):
    book.lines[4] = book.lines[4].replace(b'"op":', b'"op":' + b"0" * 5000)


def torn_line(book):
    data = b"".join(line + b"\n" for line in book.lines[:19]) + book.lines[19][:40]
    book.raw[FIRST] = data


def last_byte(book):
    book.raw[FIRST] = b"".join(line + b"\n" for line in book.lines)[:-1]


def rechained(book):
    line = json.loads(book.lines[11])
    line["job"] = "AB-0000000001"
    book.lines[11] = dump(line)
    book.rechain(13)


def checkpoint_line_gone(book):
    del book.lines[16]
    book.rechain(17)


def checkpoint_line_changed(book):
    line = json.loads(book.lines[24])
    line["body"]["root"] = "00" * 32
    book.lines[24] = dump(line)


def future_kind(book):
    line = json.loads(book.lines[24])
    book.lines.append(dump({**line, "n": 26, "kind": "witnessed", "body": {},
                            "prev": sha(book.lines[24]).hex()}))


def future_member(book):
    line = json.loads(book.lines[24])
    prev = line.pop("prev")
    assert prev
    book.lines.append(dump({**line, "n": 26, "v": 2, "prev": sha(book.lines[24]).hex()}))


# ---- checkpoints

def notes_of(change_list):
    def damage(book):
        book.notes = change_list(book.notes)
    return damage


def note_edit(at, old, new):
    def damage(book):
        assert old in book.notes[at], (old, book.notes[at])
        book.notes[at] = book.notes[at].replace(old, new, 1)
    return damage


def note_line(at, line, text):
    """Another text in a line of a checkpoint."""
    def damage(book):
        lines = book.notes[at].split(b"\n")
        lines[line] = text(lines[line])
        book.notes[at] = b"\n".join(lines)
    return damage


def flip_base64(text):
    head, last = text[:-8], text[-8:]
    return head + (b"A" if last[:1] != b"A" else b"B") + last[1:]


def later(text):
    return text[:-2] + (b"3Z" if text[-2:] != b"3Z" else b"4Z")


def stray_bits(text):
    """The same bytes in base64 that is not the one form: the last letter's unused bits."""
    letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    body = text.rstrip(b"=")
    at = letters.index(body[-1:])
    return body[:-1] + letters[at ^ 1:][:1] + text[len(body):]


class Forger:
    """Somebody with a key of his own."""

    def __init__(self):
        self.key = Ed25519PrivateKey.generate()
        self.public = self.key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    def sign(self, text):
        name = text.split(b"\n")[0]
        blob = sha(name + b"\n\x01" + self.public)[:4] + self.key.sign(text)
        return b"\xe2\x80\x94 " + name + b" " + base64.b64encode(blob) + b"\n"

    def note(self, book, old):
        """@old over the lines as they are now, signed anew."""
        lines = old.split(b"\n")
        size = int(lines[1])
        lines[2] = base64.b64encode(root([leaf(line) for line in book.all()[:size]]))
        text = b"\n".join(lines[:4]) + b"\n"
        return text + b"\n" + self.sign(text) + b"\n"


def forged(book):
    book.notes[2] = Forger().note(book, book.notes[2])


def all_anew(book):
    """History rewritten from line 3 on, by somebody who signs it himself."""
    forger = Forger()
    line = json.loads(book.lines[2])
    line["job"] = "AB-0000000001"
    book.lines[2] = dump(line)
    for n, raw in enumerate(book.lines, 1):
        line = json.loads(raw)
        if line["kind"] == "key_changed":
            line["body"]["public_key"] = forger.public.hex()
            book.lines[n - 1] = dump(line)
    book.rechain(4)
    for at, note in enumerate(book.notes):
        size = int(note.split(b"\n")[1])
        book.notes[at] = forger.note(book, note)
        line = json.loads(book.lines[size])
        line["body"]["root"] = base64.b64decode(book.notes[at].split(b"\n")[2]).hex()
        book.lines[size] = dump(line)
        book.rechain(size + 1)


def heir_unknown(book):
    """The line that names the following key names another."""
    for n, raw in enumerate(book.lines, 1):
        line = json.loads(raw)
        if line["kind"] == "key_changed" and n > 8:
            line["body"]["public_key"] = Forger().public.hex()
            book.lines[n - 1] = dump(line)
            book.rechain(n + 1)
            return


def switch_of(book):
    return next(at for at, note in enumerate(book.notes) if note.count(b"\xe2\x80\x94") == 2)


def heir_forged(book):
    at = switch_of(book)
    note_line(at, 6, flip_base64)(book)


def old_key_silent(book):
    at = switch_of(book)
    lines = book.notes[at].split(b"\n")
    del lines[5]
    book.notes[at] = b"\n".join(lines)


def old_key_again(book):
    """A checkpoint behind the change of keys without the new one's signature."""
    at = switch_of(book) + 1
    book.notes[at] = Forger().note(book, book.notes[at])


# ---- segments

def segments(do):
    def damage(book):
        book.segments = do(book.segments)
    return damage


def torn_segment(book):
    lines = book.segments[1]
    book.raw["000002.jsonl"] = b"".join(line + b"\n" for line in lines)[:-30]


# name: (journal, damage, file, line); line 0: the file as a whole
def at(line):
    return FIRST, line


def note(number):
    return NOTES, 1 + NOTE_LINES * (number - 1)


BAD = {
    "digit-n": ("plain", member("n"), *at(5)),
    "digit-t": ("plain", member("t"), *at(6)),
    "digit-process": ("plain", member("process"), *at(6)),
    "digit-host": ("plain", member("host"), *at(6)),
    "digit-boot": ("plain", member("boot"), *at(6)),
    "digit-job": ("plain", member("job"), *at(6)),
    "digit-body": ("plain", in_body, *at(6)),
    "digit-prev": ("plain", member("prev"), *at(5)),
    "letter-kind": ("plain", edit(6, b"step_done", b"step_donf"), *at(6)),
    "other-kind": ("plain", edit(5, b'"commit_intent"', b'"commit_proof"'), *at(5)),
    "quote": ("plain", edit(5, b'"t":', b"'t':"), *at(5)),
    "blank": ("plain", edit(5, b",", b", "), *at(5)),
    "leading-zero": ("plain", edit(5, b'"op":', b'"op":0'), *at(5)),
    "zero-byte": ("plain", edit(5, b'"job"', b'"j\0b"'), *at(5)),
    "upper-case-hex": ("plain", upper, *at(5)),
    "member-order": ("plain", order, *at(5)),
    "no-such-day": ("plain", lambda b: b.lines.__setitem__(
        4, b.lines[4].replace(json.loads(b.lines[4])["t"][:10].encode(), b"2026-02-30")), *at(5)),
    "line-too-long": ("plain", too_long, *at(5)),
    "carriage-returns": ("plain", lambda b: b.segments.__setitem__(
        0, [line + b"\r" for line in b.lines]), *at(1)),
    "dropped-line": ("plain", drop, *at(5)),
    "first-line-dropped": ("plain", lambda b: b.lines.pop(0), *at(1)),
    "duplicated-line": ("plain", lambda b: b.lines.insert(5, b.lines[4]), *at(6)),
    "swapped-lines": ("plain", swap, *at(5)),
    "empty-line": ("plain", lambda b: b.lines.insert(4, b""), *at(5)),
    "torn-line": ("plain", torn_line, *at(20)),
    "last-line-feed": ("plain", last_byte, *at(25)),
    "future-kind": ("plain", future_kind, *at(26)),
    "future-member": ("plain", future_member, *at(26)),
    "rewound-before-checkpoint": ("plain", lambda b: b.lines.__delitem__(slice(20, None)),
                                  *note(3)),
    "all-lines-gone": ("plain", segments(lambda s: []), *note(1)),
    "rechained": ("plain", rechained, *at(16)),
    "checkpoint-line-gone": ("plain", checkpoint_line_gone, *at(24)),
    "checkpoint-line-changed": ("plain", checkpoint_line_changed, *at(25)),
    "notes-gone": ("plain", notes_of(lambda n: []), *at(9)),
    "notes-cut": ("plain", notes_of(lambda n: n[:2]), *at(25)),
    "notes-torn": ("plain", notes_of(lambda n: n[:2] + [n[2][:60]]), *at(25)),
    "notes-first-gone": ("plain", notes_of(lambda n: n[1:]), *at(9)),
    "notes-middle-gone": ("plain", notes_of(lambda n: [n[0], n[2]]), *at(17)),
    "notes-swapped": ("plain", notes_of(lambda n: [n[1], n[0], n[2]]), *at(9)),
    "notes-twice": ("plain", notes_of(lambda n: [n[0], *n]), *note(2)),
    "notes-garbage": ("plain", notes_of(lambda n: [b"nothing\nof\nthe\nkind\n\n"]), *note(1)),
    "note-root": ("plain", note_line(2, 2, flip_base64), *note(3)),
    "note-size": ("plain", note_line(2, 1, lambda t: b"23"), *note(3)),
    "note-time": ("plain", note_line(2, 3, later), *note(3)),
    "note-origin": ("plain", note_edit(1, b"amtsbote/", b"amtsbott/"), *note(2)),
    "note-signature": ("plain", note_line(2, 5, flip_base64), *note(3)),
    "note-stray-bits": ("plain", note_line(2, 2, stray_bits), *note(3)),
    "note-unsigned": ("plain", note_line(2, 5, lambda t: b""), *note(3)),
    "note-more": ("plain", note_edit(2, b"\ntime ", b"\nmore\ntime "), *note(3)),
    "note-size-zero": ("plain", note_line(0, 1, lambda t: b"0"), *note(1)),
    "note-forged": ("plain", forged, *note(3)),
    "all-anew": ("plain", all_anew, NOTES, 0),
    "heir-unknown": ("rotated", heir_unknown, FIRST, "switch-size"),
    "heir-forged": ("rotated", heir_forged, NOTES, "switch"),
    "old-key-silent": ("rotated", old_key_silent, NOTES, "switch"),
    "key-not-of-the-journal": ("rotated", old_key_again, NOTES, "after-switch"),
    "segment-missing": ("segments", segments(lambda s: s), "000002.jsonl", 0),
    "first-segment-missing": ("segments", segments(lambda s: s), FIRST, 0),
    "segments-swapped": ("segments", segments(lambda s: [s[0], s[2], s[1], *s[3:]]),
                         "000002.jsonl", 1),
    "segment-empty": ("segments", segments(lambda s: [s[0], [], *s[2:]]), "000002.jsonl", 0),
    "segment-cut": ("segments", lambda b: b.segments[1].pop(), "000003.jsonl", 1),
    "segment-torn": ("segments", torn_segment, "000002.jsonl", "last"),
    "last-segments-gone": ("segments", segments(lambda s: s[:2]), NOTES, "beyond"),
}

# What none of this can show without a witness; and what is no damage.
STILL_GOOD = {
    "tail-cut": ("segments", lambda b: b.segments[-1].pop()),
    "tail-and-notes-cut": ("plain", lambda b: (b.lines.__delitem__(slice(17, None)),
                                               b.notes.__delitem__(slice(2, None)))),
    "last-checkpoint-line-cut": ("plain", lambda b: b.lines.pop()),
    "note-half-written": ("plain", lambda b: b.notes.append(b.notes[-1][:70])),
    "other-files": ("plain", lambda b: b.raw.update({"torn-1": b"x", "README": b"y"})),
}

KINDS = ("one", "plain", "segments", "writers", "rotated", "torn", "unsigned")


def where(book, damaged, line):
    """The places that depend on how long lines are."""
    if line == "last":
        return len(book.segments[1])
    if line == "beyond":
        return note([size <= len(damaged.all()) for size in book.sizes()].index(False) + 1)[1]
    if isinstance(line, str):
        switch = switch_of(book)
        begins = [1]
        for one in book.notes:
            begins.append(begins[-1] + one.count(b"\n"))
        return {"switch": begins[switch], "switch-size": book.sizes()[switch],
                "after-switch": begins[switch + 1]}[line]
    return line


def put(folder, book, key, expect):
    book.write(folder / "journal")
    (folder / "expect").write_text(expect + "\n")
    if key:
        (folder / "key").write_text(key + "\n")


def make(ledger, out):
    keys, good = {}, {}
    work = out / ".work"
    work.mkdir()
    for name in (*KINDS, "other"):
        kind = "plain" if name == "other" else name
        done = subprocess.run([ledger, str(work / name), kind], capture_output=True, text=True,
                              check=True)
        keys[name] = done.stdout.split()
        good[name] = work / name / "journal"
    for name in KINDS:
        book = Book(good[name])
        key = None if name == "unsigned" else keys[name][0]
        put(out / f"good-{name}", book, key, f"good {len(book.all())}")
    put(out / "good-rotated-last-key", Book(good["rotated"]), keys["rotated"][1],
        f"good {len(Book(good['rotated']).all())}")
    put(out / "good-no-key-given", Book(good["plain"]), None, "good 25")
    for name, (kind, damage) in STILL_GOOD.items():
        book = Book(good[kind])
        damage(book)
        put(out / f"good-{name}", book, keys[kind][0], f"good {len(book.all())}")
    for name, (kind, damage, file, line) in BAD.items():
        book, before = Book(good[kind]), Book(good[kind])
        damage(book)
        if name.endswith("segment-missing"):
            book.raw[file] = None
        put(out / f"bad-{name}", book, keys[kind][0],
            f"bad {file} {where(before, book, line)}")
    foreign(out, good, keys)
    shutil.rmtree(work)


def foreign(out, good, keys):
    """What belongs to another journal."""
    other = Book(good["other"])

    def bad(name, book, key, file, line):
        put(out / f"bad-{name}", book, key, f"bad {file} {line}")

    bad("wrong-key", Book(good["plain"]), keys["other"][0], NOTES, 0)
    bad("nothing-signed", Book(good["unsigned"]), keys["plain"][0], NOTES, 0)
    bad("foreign-journal", other, keys["plain"][0], NOTES, 0)
    book = Book(good["plain"])
    book.notes = other.notes
    bad("foreign-notes", book, keys["plain"][0], *note(1))
    book = Book(good["plain"])
    book.lines.insert(4, other.lines[4])
    bad("inserted-line", book, keys["plain"][0], *at(5))
    book = Book(good["segments"])
    book.segments[1] = Book(good["plain"]).lines
    bad("foreign-segment", book, keys["segments"][0], "000002.jsonl", 1)
    book = Book(good["plain"])
    book.segments = other.segments
    bad("foreign-lines", book, keys["plain"][0], *note(1))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    make(sys.argv[1], pathlib.Path(sys.argv[2]))
