# pages.py - the specification every program of this folder shows, and what it writes back.
# SPDX-License-Identifier: EUPL-1.2
"""A line an item, fields apart by tabs, lines of its text by U+001F: number, kind, x, y, w, h, ink,
ground, text. A line `page` ends a page. Written back: number, line, x, y, w, h on the screen, and
`page N` after the last of page N."""
from collections import namedtuple

WIDTH, HEIGHT = 1000, 720
RIGHT = ("number", "rcell", "rhead")
LINE = "\x1f"
Item = namedtuple("Item", "number kind x y w h ink ground lines")


def read(path):
    found, page = [], []
    for line in open(path, encoding="utf-8").read().split("\n"):
        if line == "page":
            found.append(page)
            page = []
        elif line:
            number, kind, x, y, w, h, ink, ground, text = line.split("\t")
            page.append(Item(int(number), kind, int(x), int(y), int(w), int(h), ink, ground,
                             text.split(LINE)))
    return found


def write(out, number, line, box):
    print(number, line, *[round(side) for side in box], file=out)


def end(out, number):
    print("page", number, file=out, flush=True)
