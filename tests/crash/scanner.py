# scanner.py - finds a text in bytes, however it was encoded, escaped, packed or compressed.
# SPDX-License-Identifier: EUPL-1.2
import base64
import ctypes
import ctypes.util
import html
import json
import subprocess
import tempfile
import unicodedata
import urllib.parse
import zlib

DEPTH_MAX = 4            # compressed in compressed in ...
INFLATED_MAX = 64 << 20  # of one stream
PNG = b"\x89PNG\r\n\x1a\n"


def spellings(text):
    """The same words for a person: composed, decomposed, in capitals, without."""
    found = {}
    for name, form in (("", None), ("NFC ", "NFC"), ("NFD ", "NFD")):
        for case, change in (("", str), ("upper case ", str.upper), ("lower case ", str.lower)):
            changed = unicodedata.normalize(form, change(text)) if form else change(text)
            found.setdefault(changed, f"{name}{case}".strip() or "as it is")
    return {name: spelt for spelt, name in found.items()}


def json_escapes(text, upper):
    """Every letter beyond ASCII as JSON may write it: \\u00c4."""
    escaped = json.dumps(text)[1:-1]
    if upper:
        escaped = "".join(f"\\u{part[:4].upper()}{part[4:]}" if i else part
                          for i, part in enumerate(escaped.split("\\u")))
    return escaped


def base64_cores(raw):
    """What base64 of a longer text holds for sure of @raw, at each of the three alignments."""
    cores = []
    for shift in range(3):
        encoded = base64.b64encode(bytes(shift) + raw + bytes(2))
        first = -(-shift * 8 // 6)                     # the first character all of whose bits are
        last = (shift + len(raw)) * 8 // 6             # raw's, and the one behind the last
        cores.append(encoded[first:last])
    return cores


def encodings(text):
    """Name of the encoding -> bytes."""
    found = {"UTF-8": text.encode()}
    for name, codec in (("Latin-1", "latin-1"), ("UTF-16LE", "utf-16-le"),
                        ("UTF-16BE", "utf-16-be"), ("UTF-32LE", "utf-32-le"),
                        ("code page 437", "cp437"), ("Windows-1252", "cp1252")):
        try:
            found[name] = text.encode(codec)
        except UnicodeEncodeError:
            continue
    return found


def patterns(text):
    """Every form in which @text is looked for: bytes -> how they say it."""
    found = {}
    for spelling, spelt in spellings(text).items():
        raws = encodings(spelt)
        for codec, raw in raws.items():
            forms = {codec: raw, f"hex of {codec}": raw.hex().encode(),
                     f"HEX of {codec}": raw.hex().upper().encode(),
                     f"quoted-printable {codec}": quoted(raw),
                     f"percent {codec}": urllib.parse.quote_from_bytes(raw, safe=" ").encode(),
                     f"query {codec}": urllib.parse.quote_plus(raw).encode()}
            for shift, core in enumerate(base64_cores(raw)):
                forms[f"base64+{shift} of {codec}"] = core
                forms[f"base64url+{shift} of {codec}"] = core.translate(
                    bytes.maketrans(b"+/", b"-_"))
            for name, form in forms.items():
                found.setdefault(form, f"{spelling}, {name}")
        for name, form in (("JSON", json_escapes(spelt, False)),
                           ("JSON", json_escapes(spelt, True)),
                           ("HTML", html.escape(spelt)),
                           ("HTML numbers", numbers(spelt, "&#%d;")),
                           ("HTML hex numbers", numbers(spelt, "&#x%x;")),
                           ("shell", numbers(spelt, "\\x%02x", "utf-8"))):
            found.setdefault(form.encode(), f"{spelling}, {name} escapes")
    return found


def quoted(raw):
    return b"".join(bytes([b]) if 32 < b < 127 and b != 61 else b"=%02X" % b for b in raw)


def numbers(text, form, codec=None):
    if codec:
        return "".join(chr(b) if b < 128 else form % b for b in text.encode(codec))
    return "".join(c if ord(c) < 128 else form % ord(c) for c in text)


# ---- compressed data

class Zstd:
    """libzstd's streaming decoder: Python has none of its own."""

    class Buffer(ctypes.Structure):
        _fields_ = [("at", ctypes.c_void_p), ("size", ctypes.c_size_t), ("pos", ctypes.c_size_t)]

    def __init__(self):
        self.lib = ctypes.CDLL(ctypes.util.find_library("zstd") or "libzstd.so.1")
        self.lib.ZSTD_createDStream.restype = ctypes.c_void_p
        self.lib.ZSTD_decompressStream.restype = ctypes.c_size_t
        self.lib.ZSTD_compressBound.restype = self.lib.ZSTD_compress.restype = ctypes.c_size_t

    def inflate(self, data):
        stream = ctypes.c_void_p(self.lib.ZSTD_createDStream())
        out, room = b"", ctypes.create_string_buffer(1 << 17)
        source = self.Buffer(ctypes.cast(ctypes.c_char_p(data), ctypes.c_void_p), len(data), 0)
        while len(out) < INFLATED_MAX:
            into = self.Buffer(ctypes.cast(room, ctypes.c_void_p), len(room), 0)
            left = self.lib.ZSTD_decompressStream(stream, ctypes.byref(into), ctypes.byref(source))
            out += room.raw[:into.pos]
            if self.lib.ZSTD_isError(ctypes.c_size_t(left)) or left == 0 or \
                    (source.pos == source.size and into.pos < len(room)):
                break
        self.lib.ZSTD_freeDStream(stream)
        return out

    def deflate(self, data):
        room = ctypes.create_string_buffer(self.lib.ZSTD_compressBound(ctypes.c_size_t(len(data))))
        size = self.lib.ZSTD_compress(room, ctypes.c_size_t(len(room)), data,
                                      ctypes.c_size_t(len(data)), 3)
        return room.raw[:size]


ZSTD = Zstd()


def inflate(data, bits):
    """What can be had of a zlib or gzip stream, cut or damaged ones too."""
    decoder, out = zlib.decompressobj(bits), b""
    try:
        for at in range(0, len(data), 4096):
            out += decoder.decompress(data[at:at + 4096])
            if decoder.eof or len(out) > INFLATED_MAX:
                break
    except zlib.error:
        pass
    return out


def png_pixels(data):
    """The rows of a picture: its IDAT pieces together are one zlib stream."""
    at, pieces = len(PNG), b""
    while at + 8 <= len(data):
        size, kind = int.from_bytes(data[at:at + 4], "big"), data[at + 4:at + 8]
        pieces += data[at + 8:at + 8 + size] if kind == b"IDAT" else b""
        at += 12 + size
    return inflate(pieces, 15)


def each(data, magic):
    at = data.find(magic)
    while at >= 0:
        yield at
        at = data.find(magic, at + 1)


def streams(data):
    """Every compressed stream in @data, inflated: (what it is, bytes)."""
    for at in each(data, PNG):
        yield "PNG", png_pixels(data[at:])
    for at in each(data, b"\x1f\x8b\x08"):
        yield "gzip", inflate(data[at:], 31)
    for at in each(data, b"\x28\xb5\x2f\xfd"):
        yield "zstd", ZSTD.inflate(data[at:])
    for second in b"\x01\x5e\x9c\xda":
        for at in each(data, bytes([0x78, second])):
            yield "zlib", inflate(data[at:], 15)


class Scanner:
    """Looks for canaries; @texts: name -> text."""

    def __init__(self, texts):
        self.forms = {form: (name, how) for name, text in texts.items()
                      for form, how in patterns(text).items()}
        self.seen = set()    # what was looked at already
        # grep looks for all of them at once; no form holds a newline.
        self.list = tempfile.NamedTemporaryFile(prefix="amtsbote-forms-")
        self.list.write(b"\n".join(self.forms))
        self.list.flush()
        if any(b"\n" in form for form in self.forms):
            raise ValueError("a form holds a newline")

    def holds_any(self, data):
        grep = subprocess.run(["grep", "-aqF", "-f", self.list.name], input=data,
                              env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"}, check=False)
        if grep.returncode > 1:
            raise OSError(f"grep: {grep.returncode}")
        return grep.returncode == 0

    def scan(self, data, where, depth=0):
        """Findings, one line each: never the text itself."""
        key = hash(data)
        if key in self.seen or not data:
            return []
        found = []
        if self.holds_any(data):
            found = [f"{where}: {name} ({how})" for form, (name, how) in self.forms.items()
                     if form in data]
        if depth < DEPTH_MAX:
            for kind, inner in streams(data):
                found += self.scan(inner, f"{where}, {kind}", depth + 1)
        if not found:
            self.seen.add(key)
        return found
