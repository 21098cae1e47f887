# salvage.py - what somebody can read who has a copy of a state folder and some keyring's bytes.
# SPDX-License-Identifier: EUPL-1.2
"""Made from docs/sealed-values.md alone, and without any care: every wrapped key that stands anywhere
in any file is tried with every day key, every place that may begin a sealed value with every job
key that came out. The tags are not looked at, so what is cut or damaged is read all the same.
"""
import base64
import contextlib
import pathlib
import re
import shutil
import sqlite3
import tempfile

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

WRAPPED = re.compile(rb"\x01\d{4}-\d\d-\d\d.{68}", re.DOTALL)
READ_MOST = 16384   # bytes of one value; what is looked for stands in its beginning


def day_keys(ring):
    """name of the day key (day || id) -> the key."""
    if ring[:8] != b"AMTSKEYS" or len(ring) < 140:
        return {}
    master, days = AESGCM(ring[16:48]), ring[108:-32]
    found = {}
    for at in range(0, len(days) - 77, 78):
        day = days[at:at + 78]
        found[day[:18]] = master.decrypt(day[18:30], day[30:], day[:18])
    return found


def job_keys(pieces, days):
    keys = set()
    for piece in pieces:
        for match in re.finditer(rb"(?=(\x01\d{4}-\d\d-\d\d))", piece):
            wrapped = piece[match.start():match.start() + 79]
            for key in days.values():
                with contextlib.suppress(InvalidTag, ValueError):
                    keys.add(AESGCM(key).decrypt(wrapped[19:31], wrapped[31:], wrapped[:19]))
    return keys


def blobs(database):
    """Every value of every table, whole, with what stands in the log and without it."""
    with tempfile.TemporaryDirectory() as folder:
        for names in ((database.name, f"{database.name}-wal"), (database.name,)):
            for name in names:
                with contextlib.suppress(FileNotFoundError):
                    shutil.copy(database.with_name(name), pathlib.Path(folder, name))
            with contextlib.closing(sqlite3.connect(pathlib.Path(folder, database.name))) as db:
                tables = [row[0] for row in db.execute(
                    "SELECT name FROM sqlite_schema WHERE type = 'table'")]
                for table in tables:
                    for row in db.execute(f"SELECT * FROM {table}"):
                        yield from (value for value in row if isinstance(value, bytes))
            for name in names:
                pathlib.Path(folder, name).unlink(missing_ok=True)


def pieces_of(state):
    files = [path for path in sorted(state.rglob("*")) if path.is_file()]
    pieces = [path.read_bytes() for path in files]
    for path in files:
        if path.read_bytes()[:15] == b"SQLite format 3":
            pieces += blobs(path)
    return pieces


def openings(piece, key):
    """What may stand behind each byte that may be the version of a sealed value."""
    at = piece.find(b"\x01")
    while at >= 0:
        nonce, sealed = piece[at + 1:at + 13], piece[at + 13:at + 13 + READ_MOST]
        if len(nonce) == 12 and len(sealed) > 32:
            counter = nonce + b"\0\0\0\x02"   # the block behind that of the tag
            yield Cipher(algorithms.AES(key), modes.CTR(counter)).decryptor().update(sealed)[32:]
        at = piece.find(b"\x01", at + 1)


def forms(word):
    """A word as it may stand somewhere: plain, in UTF-16, in base64 at each of three places."""
    plain = word.encode()
    yield plain
    for name in ("utf-16-le", "utf-16-be"):
        yield word.encode(name)
    for text in (plain, word.encode("utf-16-le")):
        for lead in range(3):
            coded = base64.b64encode(b"\0" * lead + text)
            yield coded[(0, 2, 3)[lead]:-4]


def salvage(state, ring, words):
    """Those of the words that can be read."""
    wanted = {form: word for word in words for form in forms(word)}
    pieces = pieces_of(state)
    found = set()

    def look(text):
        found.update(word for form, word in wanted.items() if form in text)

    for piece in pieces:
        look(piece)
    for key in job_keys(pieces, day_keys(ring)):
        for piece in pieces:
            for text in openings(piece, key):
                look(text)
    return found


def seal_as(state, ring, mark, what, value):
    """A value sealed by the key of a job, as another program would write it."""
    days = day_keys(ring)
    with contextlib.closing(sqlite3.connect(state / "store.db")) as db:
        wrapped = db.execute("SELECT key FROM submission JOIN job USING (id) WHERE mark = ?",
                             (mark,)).fetchone()[0]
    key = AESGCM(days[wrapped[1:19]]).decrypt(wrapped[19:31], wrapped[31:], wrapped[:19])
    nonce, salt = mark.encode()[:12].ljust(12, b"n")[:11] + what[:1].encode(), bytes(range(32))
    bound = b"\x01" + mark.encode() + b"\0" + what.encode() + b"\0"
    return b"\x01" + nonce + AESGCM(key).encrypt(nonce, salt + value.encode(), bound)
