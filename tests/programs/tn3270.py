# tn3270.py - a small TN3270 host: one mask of unprotected fields, and a file of what came in.
# SPDX-License-Identifier: EUPL-1.2
import json
import os
import socket
import threading

IAC, DONT, DO, WONT, WILL, SB, SE, EOR = 255, 254, 253, 252, 251, 250, 240, 239
BINARY, TERMINAL_TYPE, END_OF_RECORD = 0, 24, 25
SEND = 1
ERASE_WRITE, WRITE_CONTROL = 0xF5, 0xC3          # restore the keyboard, reset modified marks
SET_ADDRESS, START_FIELD, INSERT_CURSOR = 0x11, 0x1D, 0x13
PROTECTED, UNPROTECTED = 0x60, 0x40
AID_ENTER = 0x7D
COLUMNS = 80


def to_ebcdic(text):
    """Code page 1141: 273 with the euro in the place of the currency sign."""
    if "¤" in text:
        raise UnicodeEncodeError("cp1141", text, 0, 1, "not in the code page")
    return text.replace("€", "¤").encode("cp273")


def from_ebcdic(data):
    return data.replace(b"\0", b"").decode("cp273").replace("¤", "€")


def holds(text):
    try:
        return to_ebcdic(text) is not None
    except UnicodeEncodeError:
        return False


def address(row, column):
    """14-bit form of a buffer address."""
    return divmod(row * COLUMNS + column, 256)


def read_address(two):
    """Either form of a buffer address: 12 bits in six each, or 14 bits."""
    if two[0] & 0xC0:
        return (two[0] & 0x3F) << 6 | two[1] & 0x3F
    return two[0] << 8 | two[1]


class Host(threading.Thread):
    """Listens on loopback; answers every Enter by the empty mask after writing the fields down."""

    def __init__(self, labels, column, width, file):
        super().__init__(daemon=True)
        self.labels, self.column, self.width, self.file = labels, column, width, file
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.fault = None

    def run(self):
        try:
            link, _ = self.listener.accept()
            with link, link.makefile("rb") as stream:
                self.negotiate(link, stream)
                self.serve(link, stream)
        except (OSError, ValueError, IndexError) as cause:
            self.fault = cause

    def negotiate(self, link, stream):
        link.sendall(bytes((IAC, DO, TERMINAL_TYPE)))
        self.expect(stream, bytes((IAC, WILL, TERMINAL_TYPE)))
        link.sendall(bytes((IAC, SB, TERMINAL_TYPE, SEND, IAC, SE)))
        while self.byte(stream) != SE:
            pass
        for option in (END_OF_RECORD, BINARY):
            link.sendall(bytes((IAC, DO, option, IAC, WILL, option)))
            self.expect(stream, bytes((IAC, WILL, option)), bytes((IAC, DO, option)))

    def byte(self, stream):
        got = stream.read(1)
        if not got:
            raise ValueError("the terminal hung up")
        return got[0]

    def expect(self, stream, *wanted):
        """The commands @wanted in any order."""
        left = set(wanted)
        while left:
            got = stream.read(3)
            if got not in left:
                raise ValueError(f"the terminal said {got!r}, expected {left}")
            left.remove(got)

    def record(self, stream):
        data = bytearray()
        while True:
            byte = self.byte(stream)
            if byte != IAC:
                data.append(byte)
                continue
            command = self.byte(stream)
            if command == EOR:
                return bytes(data)
            if command != IAC:
                raise ValueError(f"command {command} within a record")
            data.append(IAC)

    def mask(self):
        out = bytearray((ERASE_WRITE, WRITE_CONTROL))
        for row, label in enumerate(self.labels):
            out += bytes((SET_ADDRESS, *address(2 * row + 1, 0), START_FIELD, PROTECTED))
            out += to_ebcdic(label)
            out += bytes((SET_ADDRESS, *address(2 * row + 1, self.column - 1), START_FIELD,
                          UNPROTECTED))
            if row == 0:
                out.append(INSERT_CURSOR)
            out += bytes((SET_ADDRESS, *address(2 * row + 1, self.column + self.width),
                          START_FIELD, PROTECTED))
        return bytes(out).replace(b"\xff", b"\xff\xff") + bytes((IAC, EOR))

    def serve(self, link, stream):
        link.sendall(self.mask())
        while True:
            data = self.record(stream)
            if data[0] == AID_ENTER:
                self.write_down(data[3:])
            link.sendall(self.mask())

    def write_down(self, data):
        """Modified fields, each an address and its characters."""
        fields = {}
        for piece in data.split(bytes((SET_ADDRESS,)))[1:]:
            row = read_address(piece[:2]) // COLUMNS
            fields[self.labels[(row - 1) // 2]] = from_ebcdic(piece[2:])
        part = self.file.with_suffix(".part")
        part.write_text(json.dumps(fields, ensure_ascii=False), "utf-8")
        os.replace(part, self.file)
