# surroundings.py - what a run leaves in the system, and what stands on its pictures.
# SPDX-License-Identifier: EUPL-1.2
import os
import pathlib
import socket
import struct
import zlib

MARK_RGB = (0xd0, 0x00, 0x00)


def read_number(path):
    try:
        return int(path.read_text())
    except (OSError, ValueError):
        return None


def processes_of(folder):
    """Every process but this one whose command line or environment names @folder."""
    found, name = [], str(folder).encode()
    for path in pathlib.Path("/proc").glob("[0-9]*"):
        if int(path.name) == os.getpid():
            continue
        try:
            line, env = (path / "cmdline").read_bytes(), (path / "environ").read_bytes()
        except OSError:
            continue  # gone, or of another user
        if name in line or name in env:
            found.append((int(path.name), line.replace(b"\0", b" ").decode(errors="replace")))
    return found


def shared_memory():
    lines = pathlib.Path("/proc/sysvipc/shm").read_text().splitlines()
    names = lines[0].split()
    return [dict(zip(names, map(int, line.split()))) for line in lines[1:]]


def is_dead(path):
    with socket.socket(socket.AF_UNIX) as s:
        s.settimeout(5)
        try:
            s.connect(str(path))
        except FileNotFoundError:
            return False
        except ConnectionRefusedError:
            return True
        except OSError:
            return False
    return False


def read_png(path):
    """Width, height and rows of (r, g, b) of an 8-bit picture without interlacing."""
    data, at, idat, head = path.read_bytes(), 8, b"", None
    while at < len(data):
        size, kind = struct.unpack(">I4s", data[at:at + 8])
        body = data[at + 8:at + 8 + size]
        head = struct.unpack(">IIBBBBB", body) if kind == b"IHDR" else head
        idat += body if kind == b"IDAT" else b""
        at += 12 + size
    width, height, depth, colour, _, _, lace = head
    n = {2: 3, 6: 4}[colour]
    assert depth == 8 and lace == 0
    raw, rows, above = zlib.decompress(idat), [], bytes(width * n)
    for y in range(height):
        line = raw[y * (width * n + 1):(y + 1) * (width * n + 1)]
        above = unfilter(line[0], bytearray(line[1:]), above, n)
        rows.append(above)
    return width, height, n, rows


def unfilter(kind, line, above, n):
    for i in range(len(line) if kind else 0):
        left = line[i - n] if i >= n else 0
        corner = above[i - n] if i >= n else 0
        up = above[i]
        if kind == 1:
            add = left
        elif kind == 2:
            add = up
        elif kind == 3:
            add = (left + up) // 2
        else:
            p = left + up - corner
            far = [abs(p - left), abs(p - up), abs(p - corner)]
            add = (left, up, corner)[far.index(min(far))]
        line[i] = (line[i] + add) & 0xff
    return bytes(line)


def marked_boxes(path):
    """Bounding boxes (x, y, w, h) of connected areas of the mark's colour, big ones only."""
    width, _, n, rows = read_png(path)
    wanted, todo = bytes(MARK_RGB), set()
    for y, row in enumerate(rows):
        if wanted in row:
            todo |= {(x, y) for x in range(width) if row[x * n:x * n + 3] == wanted}
    boxes = []
    while todo:
        edge = [todo.pop()]
        xs, ys = [], []
        while edge:
            x, y = edge.pop()
            xs.append(x)
            ys.append(y)
            near = {(x + a, y + b) for a in (-1, 0, 1) for b in (-1, 0, 1)} & todo
            todo -= near
            edge += near
        boxes.append((min(xs), min(ys), max(xs) - min(xs) + 1, max(ys) - min(ys) + 1))
    return sorted(box for box in boxes if box[2] >= 20 and box[3] >= 10)
