# reader.py - a second reader of journals and sealed values, from docs/ alone.
# SPDX-License-Identifier: EUPL-1.2
import datetime
import hashlib
import hmac
import json
import pathlib
import re

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

DOCS = pathlib.Path(__file__).resolve().parent.parent.parent / "docs"
ID = re.compile(r"[A-Za-z0-9._:-]{1,64}\Z")
HEX64 = re.compile(r"[0-9a-f]{64}\Z")
HEX16 = re.compile(r"[0-9a-f]{16}\Z")
TIME = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)\.(\d{6})Z\Z", re.ASCII)


# ---- journal (docs/journal-format.md)

def rows(header):
    """The rows of the document's table that begins with @header, as lists of cells."""
    lines = (DOCS / "journal-format.md").read_text().splitlines()
    found = []
    for line in lines[lines.index(header) + 2:]:
        if not line.startswith("|"):
            break
        found.append([cell.strip() for cell in line.strip("|").split("|")])
    return found


FIELDS = {name.strip("`"): kind for name, kind in rows("| field | type |")}
ORDER = list(FIELDS)
KINDS = {name.strip("`"): re.findall(r"`(\w+)`", fields)
         for name, _durable, fields in rows("| kind | durable | fields |")}
DURABLE = {name.strip("`"): durable == "yes"
           for name, durable, _fields in rows("| kind | durable | fields |")}


def is_count(value):
    return type(value) is int and 0 <= value <= 2 ** 53


def is_text(form):
    return lambda value: type(value) is str and bool(form.match(value))


FORMS = {"count": is_count, "time": is_count, "truth": lambda v: type(v) is bool,
         "id": is_text(ID), "word": is_text(ID), "hash": is_text(HEX64),
         "commitment": is_text(HEX64)}


def is_time(text):
    match = TIME.match(text) if type(text) is str else None
    if not match or int(match[1]) < 1970:
        return False
    try:
        datetime.datetime(*(int(part) for part in match.groups()))
    except ValueError:
        return False
    return True


def in_order(names):
    return [name for name in ORDER if name in names] == list(names)


def is_body(kind, body):
    if kind not in KINDS or not isinstance(body, dict) or not in_order(body):
        return False
    if set(body) - {"op", "late"} != set(KINDS[kind]):
        return False
    return all(FORMS[FIELDS[name]](value) for name, value in body.items())


def is_line(line):
    origin = line["origin"]
    return (list(line) == ["n", "t", "origin", "job", "kind", "body", "prev"] and
            list(origin) == ["process", "host", "boot"] and is_count(line["n"]) and
            is_time(line["t"]) and FORMS["id"](origin["process"]) and
            is_text(HEX16)(origin["host"]) and is_text(HEX16)(origin["boot"]) and
            (line["job"] == "" or FORMS["id"](line["job"])) and
            is_body(line["kind"], line["body"]) and FORMS["hash"](line["prev"]))


def parse(raw):
    """The line of the bytes @raw, None if they are not in the one form."""
    try:
        line = json.loads(raw.decode("ascii"))
        if is_line(line) and json.dumps(line, separators=(",", ":")).encode() == raw:
            return line
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        pass
    return None


def segments(folder):
    return sorted(path for path in folder.iterdir() if re.match(r"\d{6}\.jsonl\Z", path.name))


def verify(folder):
    """(number of lines that fit, None or (file, line in it)); the lines themselves."""
    n, hashed, fitted = 0, bytes(32), []
    files = segments(folder)
    last = int(files[-1].name[:6]) if files else 0
    for number in range(1, last + 1):
        path = folder / f"{number:06d}.jsonl"
        if not path.exists():
            return n, (path.name, 0), fitted
        data = path.read_bytes()
        if not data and number < last:
            return n, (path.name, 0), fitted
        parts = data.split(b"\n")
        for at, raw in enumerate(parts[:-1], 1):
            line = parse(raw) if len(raw) <= 4096 else None
            if line is None or line["n"] != n + 1 or line["prev"] != hashed.hex():
                return n, (path.name, at), fitted
            n, hashed = n + 1, hashlib.sha256(raw).digest()
            fitted.append(line)
        if parts[-1]:
            return n, (path.name, len(parts)), fitted
    return n, None, fitted


# ---- sealed values (docs/sealed-values.md)

class Ring:
    def __init__(self, data):
        self.data = data
        assert data[:8] == b"AMTSKEYS" and int.from_bytes(data[8:12], "big") == 1
        assert hashlib.sha256(data[:-32]).digest() == data[-32:]
        count = int.from_bytes(data[12:16], "big")
        self.master = AESGCM(data[16:48])
        self.index_key = self.master.decrypt(data[48:60], data[60:108], b"index key")
        self.days = {}
        records = data[108:-32]
        assert len(records) == 78 * count
        for at in range(0, len(records), 78):
            day, nonce, sealed = (records[at:at + 18], records[at + 18:at + 30],
                                  records[at + 30:at + 78])
            self.days[day] = self.master.decrypt(nonce, sealed, day)

    def unwrap(self, wrapped):
        assert len(wrapped) == 79 and wrapped[0] == 1
        key = AESGCM(self.days[wrapped[1:19]])
        return key.decrypt(wrapped[19:31], wrapped[31:], wrapped[:19])

    def index(self, domain, value):
        return hmac.new(self.index_key, domain + b"\0" + value, hashlib.sha256).digest()


def bound(job, what):
    return b"\x01" + job.encode() + b"\0" + what.encode() + b"\0"


def unseal(key, job, what, sealed):
    """(value, commitment)"""
    assert sealed[0] == 1
    salted = AESGCM(key).decrypt(sealed[1:13], sealed[13:], bound(job, what))
    return salted[32:], hashlib.sha256(salted).digest()


def seal(key, job, what, value, nonce, salt):
    return b"\x01" + nonce + AESGCM(key).encrypt(nonce, salt + value, bound(job, what))
