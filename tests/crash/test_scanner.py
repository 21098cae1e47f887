#!/usr/bin/env python3
# test_scanner.py - every form of a canary, planted, has to be found; and nothing else.
# SPDX-License-Identifier: EUPL-1.2
import base64
import gzip
import json
import os
import random
import struct
import sys
import unicodedata
import zlib
sys.dont_write_bytecode = True
from scanner import PNG, ZSTD, Scanner, json_escapes  # noqa: E402

TEXT = "Ärgström-Straßenmüßer J̌ana"
SEED = int(os.environ.get("SEED", random.SystemRandom().randrange(1 << 32)))
RANDOM = random.Random(SEED)


def picture(data):
    """A grey picture whose rows hold @data."""
    rows = b"".join(b"\0" + data[at:at + 16].ljust(16, b"\0") for at in range(0, len(data), 16))

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + \
            struct.pack(">I", zlib.crc32(kind + body))
    packed = zlib.compress(rows)
    half = len(packed) // 2
    return (PNG + chunk(b"IHDR", struct.pack(">IIBBBBB", 16, len(rows) // 17, 8, 0, 0, 0, 0))
            + chunk(b"IDAT", packed[:half]) + chunk(b"IDAT", packed[half:]) + chunk(b"IEND", b""))


def hidden():
    """(name, bytes): each way to write the text down that a program may have."""
    nfd, utf8 = unicodedata.normalize("NFD", TEXT), TEXT.encode()
    latin = TEXT.replace("J̌", "J")  # another canary: what Latin-1 can hold
    yield "raw", utf8
    yield "NFD", nfd.encode()
    yield "upper case", TEXT.upper().encode()
    yield "lower case", TEXT.lower().encode()
    yield "NFD upper case", unicodedata.normalize("NFD", TEXT.upper()).encode()
    yield "Latin-1", latin.encode("latin-1")
    yield "UTF-16LE", TEXT.encode("utf-16-le")
    yield "UTF-16BE", TEXT.encode("utf-16-be")
    yield "UTF-16BE of NFD", nfd.encode("utf-16-be")
    yield "JSON", json.dumps({"name": TEXT}).encode()
    yield "JSON upper", json_escapes(TEXT, True).encode()
    yield "hex", utf8.hex().encode()
    yield "HEX", utf8.hex().upper().encode()
    for shift in range(3):
        yield f"base64 at {shift}", base64.b64encode(b"x" * shift + utf8 + b"and more")
        yield f"base64 of UTF-16LE at {shift}", base64.b64encode(
            b"x" * shift + TEXT.encode("utf-16-le") + b"and more")
        yield f"base64url at {shift}", base64.urlsafe_b64encode(b"x" * shift + utf8 + b"and more")
    for level in (1, 6, 9):
        yield f"zlib {level}", zlib.compress(b"some text before " + utf8, level)
    yield "gzip", gzip.compress(utf8)
    yield "zstd", ZSTD.deflate(b"some text before " + utf8 * 3)
    yield "zlib in gzip", gzip.compress(b"x" + zlib.compress(utf8))
    yield "base64 in zstd", ZSTD.deflate(base64.b64encode(utf8))
    yield "cut gzip", gzip.compress(utf8 + RANDOM.randbytes(5000))[:-3000]


def main():
    print(f"SEED={SEED}")
    texts = {"name": TEXT, "latin": TEXT.replace("J̌", "J"), "short": "Äöü-ßxyz"}
    faults = []
    for name, data in [*hidden(), ("PNG", picture("Äöü-ßxyz".encode()))]:
        for before in (b"", RANDOM.randbytes(1000)):
            if data and not Scanner(texts).scan(before + data + RANDOM.randbytes(100), name):
                faults.append(f"not found: {name} behind {len(before)} bytes")
    for i in range(20):
        said = Scanner(texts).scan(RANDOM.randbytes(100000), "noise")
        faults += [f"found in noise: {line}" for line in said]
    if Scanner({"name": TEXT}).scan("Ärgström-Straßenmußer Jana".encode(), "another name"):
        faults.append("another name was taken for it")
    print("\n".join(faults) or "every planted form was found")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
