#!/usr/bin/env python3
# verifier.py - checks a journal, or lines exported from one, as docs/journal-format.md has it.
# SPDX-License-Identifier: EUPL-1.2
"""usage: verifier.py FOLDER|FILE [VERIFIER-KEY]

Made from that page alone. Prints `whole N, signed to M` and exits 0, or `not whole FILE:LINE:
reason` and exits 1; without :LINE it is about the file as a whole. What cannot be checked at all
ends with 2. Without a key the journal may be signed by anybody.
"""
import fcntl
import os
import pathlib
import re
import sys
sys.dont_write_bytecode = True  # the tree stays as it is
from verifier_forms import (  # noqa: E402
    HEX64, ID, LINE_MOST, NUMBER, Line, Note, Proof, Tree, VerifierKey, Wrong, number)

EXPORT_MOST = 10000
PROOF_MOST = 48


class NotWhole(Exception):
    def __init__(self, file, line, reason):
        super().__init__(f"not whole {file}{f':{line}' if line else ''}: {reason}")


class Text:
    """Lines of a file up to what it held when it was looked at."""

    def __init__(self, path, size):
        self.file = os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW), "rb")
        self.left = size
        self.number = 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.file.close()

    def line(self, most):
        """The next line with its line feed. Without one: it is torn or too long; empty: none."""
        self.number += 1
        text = self.file.readline(min(most + 1, self.left))
        self.left -= len(text)
        return text


class Notes:
    """The file `checkpoints`: the note that is to be dealt with, and what was."""

    FILE = "checkpoints"

    def __init__(self, text, given):
        self.text, self.given = text, given
        self.current = self.following = None
        self.last = self.next = self.wrong = None
        self.proven = False
        self.read()

    def read(self):
        self.last, self.next = self.next or self.last, None
        begin = self.text.number + 1
        try:
            self.next = Note(self.text)
            if self.last and self.next.size <= self.last.size:
                raise Wrong(f"{self.next.size} lines are not more than {self.last.size}")
        except EOFError:
            self.next = None
        except Wrong as wrong:
            self.wrong = NotWhole(self.FILE, begin, wrong)

    def demand_readable(self):
        if self.wrong:
            raise self.wrong

    def check_told(self, line):
        """line is a `checkpoint`."""
        told = line.body["lines"], bytes.fromhex(line.body["root"].decode())
        if not self.last or (self.last.size, self.last.root) != told:
            raise Wrong("the last checkpoint is not the one that this line tells of")

    def check_restored(self, line):
        """line is a `restored`."""
        if not self.last or line.body["kept"] != self.last.size or \
                line.body["lines"] <= self.last.size:
            raise Wrong("what is kept is not what was signed last, or there was no more")

    def change_key(self, public):
        self.following = None
        if self.current is None:
            self.current = public
        elif public != self.current:
            self.following = public

    def check_signed(self):
        note = self.next
        if self.last and note.origin != self.last.origin:
            raise NotWhole(self.FILE, note.line, "the checkpoint has another origin")
        if not self.current or not note.signed_by(self.current):
            raise NotWhole(self.FILE, note.line, "the journal's key has not signed this")
        keys = [self.current]
        heir = note.signed_by(self.following) if self.following else None
        if heir is False:
            raise NotWhole(self.FILE, note.line, "the following key's signature does not hold")
        if heir:
            keys.append(self.following)
            self.current, self.following = self.following, None
        if self.given and self.given.name == note.origin and self.given.public in keys:
            self.proven = True

    def end(self, lines):
        self.demand_readable()
        if self.next:
            raise NotWhole(self.FILE, self.next.line,
                           f"{self.next.size} lines were signed, there are {lines}")
        if self.given and not self.proven:
            raise NotWhole(self.FILE, 0, "nothing is signed with the key that was given")


class Journal:
    def __init__(self, notes):
        self.notes = notes
        self.number = 0
        self.hash = bytes(32)
        self.tree = Tree()

    def take(self, text):
        if not text.endswith(b"\n"):
            raise Wrong("the line is too long" if len(text) > LINE_MOST else "the line is torn")
        line = Line(text[:-1])
        if line.number != self.number + 1:
            raise Wrong(f"line {self.number + 1} is expected, this is {line.number}")
        if line.prev != self.hash:
            raise Wrong("prev is not the hash of the line before")
        self.notes.demand_readable()
        if line.kind == "checkpoint":
            self.notes.check_told(line)
        if line.kind == "restored":
            self.notes.check_restored(line)
        self.tree.add(line.leaf)
        if line.kind == "key_changed":
            self.notes.change_key(bytes.fromhex(line.body["public_key"].decode()))
        self.number, self.hash = line.number, line.hash
        note = self.notes.next
        if note and note.size == self.number:
            self.notes.check_signed()
            if note.root != self.tree.root():
                raise Wrong("the lines up to here are not those that were signed")
            self.notes.read()

    def take_segment(self, text, name):
        line = text.line(LINE_MOST)
        while line:
            try:
                self.take(line)
            except Wrong as wrong:
                raise NotWhole(name, text.number, wrong) from wrong
            line = text.line(LINE_MOST)


def look(folder):
    """Names and sizes at one moment, when nobody writes."""
    held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(held, fcntl.LOCK_SH)
        return {name: os.stat(name, dir_fd=held).st_size for name in os.listdir(held)
                if name == Notes.FILE or re.fullmatch(r"[0-9]{6}\.jsonl", name)}
    finally:
        os.close(held)


def check_journal(folder, given):
    sizes = look(folder)
    segments = sorted(name for name in sizes if name != Notes.FILE and name != "000000.jsonl")
    notes = folder / Notes.FILE if Notes.FILE in sizes else os.devnull
    with Text(notes, sizes.get(Notes.FILE, 0)) as text:
        journal = Journal(Notes(text, given))
        for position, found in enumerate(segments, 1):
            name = f"{position:06}.jsonl"
            if name != found:
                raise NotWhole(name, 0, "the file is missing")
            if sizes[name] == 0 and name != segments[-1]:
                raise NotWhole(name, 0, "is empty, though another file follows")
            with Text(folder / name, sizes[name]) as lines:
                journal.take_segment(lines, name)
        journal.notes.end(journal.number)
        last = journal.notes.last
        return journal.number, last.size if last else 0


class Export:
    def __init__(self, text, given):
        self.text, self.given = text, given

    def line(self):
        line = self.text.line(LINE_MOST)
        if not line.endswith(b"\n"):
            raise Wrong("the line is too long" if len(line) > LINE_MOST else "the file ends early")
        return line[:-1]

    def demand(self, wanted):
        if self.line() != wanted:
            raise Wrong(f"'{wanted.decode()}' is expected here")

    def member(self, name, form):
        match = re.fullmatch(name + b" (" + form + b")", self.line())
        if not match:
            raise Wrong("the head of the file is not in its form")
        return match[1]

    def check(self):
        """How many lines there are, and how many were signed."""
        self.demand(b"amtsbote-export 1")
        job = self.member(b"job", ID)
        key = VerifierKey(self.member(b"key", rb"[!-~]+"))
        lines = number(self.member(b"lines", NUMBER))
        if not 1 <= lines <= EXPORT_MOST:
            raise Wrong("the number of lines is none")
        self.demand(b"")
        note = self.note(key)
        before = 0
        for _ in range(lines):
            before = self.proven_line(job, note, before)
        self.demand(b"end")
        self.text.number += 1
        if self.text.left:
            raise Wrong("the file goes on behind its end")
        return lines, note.size

    def note(self, key):
        begin = self.text.number + 1
        try:
            note = Note(self.text)
            if note.origin != key.name or not note.signed_by(key.public):
                raise Wrong("the key that the file names has not signed the checkpoint")
            if self.given and (self.given.name, self.given.public) != (key.name, key.public):
                raise Wrong("the key that was given has not signed the checkpoint")
        except (EOFError, Wrong) as wrong:
            self.text.number = begin
            raise Wrong(str(wrong) or "the file ends within the checkpoint") from wrong
        return note

    def proven_line(self, job, note, before):
        line = Line(self.line())
        begin = self.text.number
        if line.job != job:
            raise Wrong("the line is about another job")
        if not before < line.number <= note.size:
            raise Wrong("the line's number is out of its place")
        proof = Proof(line.leaf, line.number - 1, note.size)
        other = self.line()
        while other:
            if not re.fullmatch(HEX64, other) or self.text.number - begin > PROOF_MOST:
                raise Wrong("this is no hash of a proof")
            proof.step(bytes.fromhex(other.decode()))
            other = self.line()
        if not proof.shows(note.root):
            self.text.number = begin
            raise Wrong("the line does not stand in what was signed")
        return line.number


def check_export(path, given):
    with Text(path, path.stat().st_size) as text:
        try:
            return Export(text, given).check()
        except Wrong as wrong:
            raise NotWhole(path, text.number, wrong) from wrong


def verdict(path, key=None):
    given = VerifierKey(key.encode()) if key else None
    try:
        lines, signed = (check_journal if path.is_dir() else check_export)(path, given)
    except NotWhole as found:
        return str(found)
    return f"whole {lines}, signed to {signed}"


def main(words):
    if not 2 <= len(words) <= 3:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        said = verdict(pathlib.Path(words[1]), *words[2:])
    except (Wrong, OSError) as error:
        print(f"verifier.py: {error}", file=sys.stderr)
        return 2
    print(said)
    return 0 if said.startswith("whole") else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv))
