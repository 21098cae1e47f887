# verifier_forms.py - lines, notes, keys and trees of a journal, for verifier.py.
# SPDX-License-Identifier: EUPL-1.2
"""Made from docs/journal-format.md alone: the kinds and their fields are read out of its tables."""
import base64
import binascii
import datetime
import hashlib
import pathlib
import re

import nacl.exceptions
import nacl.signing

PAGE = pathlib.Path(__file__).resolve().parents[2] / "docs/journal-format.md"
NUMBER_MOST = 2 ** 53
LINE_MOST = 4096
NOTE_MOST = 2048
SIGNATURES_MOST = 6
SIGNATURE_BYTES_MOST = 96
NUMBER = rb"0|[1-9][0-9]{0,15}"
ID = rb"[A-Za-z0-9._:-]{1,64}"
HEX16, HEX64 = rb"[0-9a-f]{16}", rb"[0-9a-f]{64}"
TIME = rb"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z"
NAME = re.compile(rb"[A-Za-z0-9._:/-]{1,64}")
LINE = re.compile(
    rb'\{"n":(?P<n>' + NUMBER + rb'),"t":"(?P<t>' + TIME + rb')",'
    rb'"origin":\{"process":"' + ID + rb'","host":"' + HEX16 + rb'","boot":"' + HEX16 + rb'"\},'
    rb'"job":"(?P<job>(?:' + ID + rb')?)","kind":"(?P<kind>[a-z_]+)",'
    rb'"body":\{(?P<body>[^{}]*)\},"prev":"(?P<prev>' + HEX64 + rb')"\}')
FIELD = re.compile(rb'"([a-z0-9_]+)":([A-Za-z0-9._:"-]+)')
TYPES = {"count": NUMBER, "time": NUMBER, "truth": rb"true|false",
         "id": b'"' + ID + b'"', "word": b'"' + ID + b'"',
         "hash": b'"' + HEX64 + b'"', "commitment": b'"' + HEX64 + b'"'}


class Wrong(Exception):
    """Something is not as the page has it."""


def tables():
    """The types of the fields, and the fields that each kind demands."""
    text = PAGE.read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| (\w+) \|(?: (.*) \|)?$", text, re.MULTILINE)
    types = {name: kind for name, kind, fields in rows if not fields}
    kinds = {name: re.findall(r"`(\w+)`", fields) for name, durable, fields in rows
             if fields and durable in ("yes", "no")}
    return types, kinds


FIELDS, KINDS = tables()


def number(text):
    if not re.fullmatch(NUMBER, text) or int(text) > NUMBER_MOST:
        raise Wrong("a number of 0 to 2^53 is expected")
    return int(text)


def existing_time(text):
    try:
        when = datetime.datetime.strptime(text.decode(), "%Y-%m-%dT%H:%M:%S.%fZ")
    except ValueError as error:
        raise Wrong("there is no such time") from error
    # strptime lets a 60th second pass, and digits be missing.
    if not re.fullmatch(TIME, text) or when.year < 1970 or int(text[17:19]) > 59:
        raise Wrong("there is no such time")


def base64_bytes(text):
    try:
        data = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise Wrong("this is not base64") from error
    if base64.b64encode(data) != text:
        raise Wrong("this is not base64 in its one form")
    return data


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def body_of(kind, text):
    """Its fields by name."""
    fields = {}
    for part in text.split(b","):
        match = FIELD.fullmatch(part)
        name = match[1].decode() if match else ""
        if name not in FIELDS or name in fields:
            raise Wrong("the body is not in its form")
        if not re.fullmatch(TYPES[FIELDS[name]], match[2]):
            raise Wrong(f"{name} is no {FIELDS[name]}")
        fields[name] = match[2].strip(b'"')
        if FIELDS[name] in ("count", "time"):
            fields[name] = number(match[2])
    free = [name for name in ("op", "late") if name in fields]
    if list(fields) != free + KINDS[kind]:
        raise Wrong(f"these are not the fields of {kind}")
    return fields


class Line:
    """A line of the journal, without its line feed."""

    def __init__(self, text):
        if len(text) > LINE_MOST:
            raise Wrong("the line is too long")
        match = LINE.fullmatch(text)
        if not match:
            raise Wrong("the line is not in its form")
        existing_time(match["t"])
        self.kind = match["kind"].decode()
        if self.kind not in KINDS:
            raise Wrong(f"there is no kind {self.kind}")
        self.body = body_of(self.kind, match["body"])
        self.number = number(match["n"])
        self.job = match["job"]
        self.prev = bytes.fromhex(match["prev"].decode())
        self.hash = sha256(text)
        self.leaf = sha256(b"\0", text)


class Tree:
    """RFC 6962: the roots of the full subtrees, largest first."""

    def __init__(self):
        self.size = 0
        self.peaks = []

    def add(self, leaf):
        full = self.size
        while full & 1:
            leaf = sha256(b"\1", self.peaks.pop(), leaf)
            full >>= 1
        self.peaks.append(leaf)
        self.size += 1

    def root(self):
        root = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            root = sha256(b"\1", peak, root)
        return root


class Proof:
    """RFC 9162, 2.1.3.2."""

    def __init__(self, leaf, index, size):
        self.at, self.last, self.hash = index, size - 1, leaf
        self.fits = index < size

    def step(self, other):
        if self.last == 0:
            self.fits = False
            return
        if self.at & 1 or self.at == self.last:
            self.hash = sha256(b"\1", other, self.hash)
            while self.at and not self.at & 1:
                self.at, self.last = self.at >> 1, self.last >> 1
        else:
            self.hash = sha256(b"\1", self.hash, other)
        self.at, self.last = self.at >> 1, self.last >> 1

    def shows(self, root):
        return self.fits and self.last == 0 and self.hash == root


class VerifierKey:
    def __init__(self, text):
        parts = text.split(b"+", 2)
        if len(parts) != 3 or not NAME.fullmatch(parts[0]):
            raise Wrong("this is no verifier key")
        self.name, named = parts[0], base64_bytes(parts[2])
        self.public = named[1:]
        if len(named) != 33 or named[0] != 1:
            raise Wrong("this is no verifier key for Ed25519")
        if key_id(self.name, self.public).hex().encode() != parts[1]:
            raise Wrong("the verifier key's id does not fit")


def key_id(name, public):
    return sha256(name, b"\n\1", public)[:4]


class Note:
    """A signed checkpoint."""

    def __init__(self, text):
        """text gives its lines; EOFError: it ends within the note."""
        self.line = text.number + 1
        self.bytes = b""
        self.signatures = []
        self.origin = self.take(text)
        if not NAME.fullmatch(self.origin):
            raise Wrong("the checkpoint's origin is no name")
        size = self.take(text)
        self.size = number(size)
        if self.size == 0:
            raise Wrong("the checkpoint is about no line")
        self.root = base64_bytes(self.take(text))
        if len(self.root) != 32:
            raise Wrong("the checkpoint's root is no hash")
        time = self.take(text)
        if not time.startswith(b"time "):
            raise Wrong("the checkpoint has no time")
        existing_time(time[5:])
        self.signed = self.bytes
        if self.take(text) != b"":
            raise Wrong("an empty line is expected behind the checkpoint's time")
        signature = self.take(text)
        while signature:
            self.sign(signature)
            signature = self.take(text)
        if not 1 <= len(self.signatures) <= SIGNATURES_MOST:
            raise Wrong("a checkpoint has one to six signatures")

    def take(self, text):
        left = NOTE_MOST - len(self.bytes)
        line = text.line(left)
        if len(line) > left or b"\0" in line:
            raise Wrong("the checkpoint is too long or holds a byte of zero")
        if not line.endswith(b"\n"):
            raise EOFError
        self.bytes += line
        return line[:-1]

    def sign(self, line):
        parts = line.split(b" ")
        if len(parts) != 3 or parts[0] != "\u2014".encode() or not NAME.fullmatch(parts[1]):
            raise Wrong("a signature of the checkpoint is not in its form")
        data = base64_bytes(parts[2])
        if not 4 < len(data) <= SIGNATURE_BYTES_MOST:
            raise Wrong("a signature of the checkpoint has no such length")
        self.signatures.append((parts[1], data[:4], data[4:]))

    def signed_by(self, public):
        """None: there is no signature of this key; else whether it holds."""
        mine = [signature for name, key, signature in self.signatures
                if (name, key) == (self.origin, key_id(self.origin, public))]
        if not mine:
            return None
        try:
            nacl.signing.VerifyKey(public).verify(self.signed, mine[0])
        except (nacl.exceptions.BadSignatureError, nacl.exceptions.ValueError):
            return False
        return True
