# terminals.py - character screens: xterm, and x3270 at a host of ours; boxes by the grid of cells.
# SPDX-License-Identifier: EUPL-1.2
import pathlib
import unicodedata
import tn3270
from layouts import Item
from looks import cell_px

SHOW = pathlib.Path(__file__).resolve().parent / "show"
COLUMNS, ROWS = 80, 24
BORDER = 2  # of either program, set or its default
DESCENT = {14: 2, 18: 4}  # of 7x14 and 9x18: x3270 keeps it above its first row
INK = {"tune": ("#ffffff", "#000080"), "held-out": ("#c8c8c8", "#101010")}
X3270_INK = 0x60   # any letter's brightest pixel; the ground is black
HOST_INK = "#00bfff"  # x3270's protected fields; unprotected ones are green
VALUES = ("name", "reference", "iban", "date", "street", "din", "amount", "mail", "town", "phone")
UTF8 = "LC_ALL=C.UTF-8"


def cells(text):
    """How many cells @text takes: a combining mark takes none."""
    return sum(1 for letter in text if not unicodedata.combining(letter))


def put(page, split, kind, text, place, role, label=""):
    """An item at (row, column), its width in cells."""
    row, column = place
    ink, ground = INK[split]
    if kind == "head":
        ink, ground = ground, ink
    page.append(Item(kind, [text], (column, row, cells(text), 1), ink, ground, role, label))


def fields(page, split, contents, place, count):
    """@count labels and values below one another, values @place[2] cells right of the labels."""
    row, column, gap, room = place
    for at, name in enumerate(contents.labels(count)):
        role = VALUES[(contents.dice.randrange(len(VALUES)))]
        role, text = contents.value(role, lambda value: cells(value) <= room)
        put(page, split, "label", name + ("" if split == "tune" else ":"), (row + at, column),
            "label")
        if role == "amount":  # ends where the field ends
            put(page, split, "number", text, (row + at, column + gap + room - cells(text)), role,
                name)
        else:
            put(page, split, "entry", text, (row + at, column + gap), role, name)


def table(page, split, contents, row, columns):
    """A head, then rows; the last column ends at its right edge."""
    kinds = ("date", "reference", "amount")
    for column, kind in zip(columns, (1, 2, 3)):
        put(page, split, "head", contents.words["column"].split("|")[kind], (row, column),
            "heading")
    for at in range(1, 5):
        for kind, column, room in zip(kinds, columns, (12, 30, 16)):
            role, text = contents.value(kind, lambda value, most=room: cells(value) <= most)
            left = column + room - cells(text) if kind == "amount" else column
            put(page, split, "rcell" if kind == "amount" else "cell", text, (row + at, left), role)


def draw(split, contents, number):
    """A page of a terminal of 80 by 24."""
    page = []
    if split == "tune":
        fields(page, split, contents, (1 + number % 2, 3, 22, 48), 10)
        table(page, split, contents, 14, (3, 18, 60))
        lines = contents.prose(lambda text: cells(text) <= 70, 3)
    else:
        table(page, split, contents, 1, (5, 22, 58))
        fields(page, split, contents, (8, 6 + number % 3, 24, 44), 12)
        lines = contents.prose(lambda text: cells(text) <= 66, 2)
    for at, line in enumerate(lines):
        put(page, split, "area", line, (20 + at if split == "tune" else 21 + at, 4), "line")
    return page


def grid(page, font_cell, place, lower=0):
    """(item, line) -> box, by the grid that begins at the window's border, or @lower."""
    width, height = font_cell
    return {(number, 0): [place[0] + BORDER + item.place[0] * width,
                          place[1] + BORDER + lower + item.place[1] * height,
                          item.place[2] * width, height] for number, item in enumerate(page)}


def in_pixels(page, box, place):
    """The items' places from cells to pixels of the window."""
    for number, item in enumerate(page):
        x, y, width, height = box[number, 0]
        item.place = (x - place[0], y - place[1], width, height)


def shown(look, font, pages, desk):
    """Yields boxes and window of each page while it is on the screen."""
    for box, place, page in (xterm if look.toolkit == "xterm" else x3270)(font, pages, desk):
        in_pixels(page, box, place)
        yield box, place


def xterm(font, pages, desk):
    usual = next(item for item in pages[0] if item.kind == "label")
    ink, ground = usual.ink, usual.ground
    spec = desk.folder / "spec"
    spec.write_text("page\n".join("".join(
        f"{item.place[1]}\t{item.place[0]}\t{item.kind}\t{item.texts[0]}\n" for item in page)
        for page in pages), "utf-8")
    face = (["-fn", font.name] if font.name.startswith("-")
            else ["-fa", font.name, "-fs", str(font.size)])
    desk.do("env", UTF8)
    desk.do("launch", "xterm", "-u8", *face, "-b", str(BORDER), "+sb", "-geometry",
            f"{COLUMNS}x{ROWS}", "-fg", ink, "-bg", ground, "-xrm", "xterm*allowTitleOps: true",
            "-xrm", "xterm*utf8Title: true", "-e", "/usr/bin/python3", SHOW / "terminal.py", spec)
    for number, page in enumerate(pages, 1):
        if number > 1:
            desk.keys("Return")
        place = desk.title(f"page {number}.")
        cell = (place[2] - 2 * BORDER) // COLUMNS, (place[3] - 2 * BORDER) // ROWS
        yield grid(page, cell, place), place, page


class Mask(tn3270.Host):
    """A host with one screen: @page as protected fields, values bright."""

    def __init__(self, page, file):
        super().__init__((), 0, 0, file)
        self.page = page

    def mask(self):
        out = bytearray((tn3270.ERASE_WRITE, tn3270.WRITE_CONTROL))
        for item in self.page:
            column, row = item.place[:2]
            out += bytes((tn3270.SET_ADDRESS, *tn3270.address(row, column - 1),
                          tn3270.START_FIELD, tn3270.PROTECTED))
            out += tn3270.to_ebcdic(item.texts[0])
            out += bytes((tn3270.START_FIELD, tn3270.PROTECTED))
        return bytes(out).replace(b"\xff", b"\xff\xff") + bytes((tn3270.IAC, tn3270.EOR))


def x3270(font, pages, desk):
    cell = cell_px(font), font.size
    for page in pages:
        for item in page:
            item.ink, item.ground = HOST_INK, "#000000"
        host = Mask(page, desk.folder / "unused")
        host.start()
        place = desk.launch("x3270", "-codepage", "german", "-model", "2", "-efont", font.name,
                            "-xrm", "x3270.menuBar: False", f"127.0.0.1:{host.port}",
                            title="x3270-2 127")
        box = grid(page, cell, place, DESCENT[font.size])
        last = box[len(page) - 1, 0]
        area = (last[0] - place[0], last[1] - place[1], last[2], last[3])
        desk.await_look(place, area, lambda pixels: max(pixels) > X3270_INK)
        yield box, place, page
        desk.close()
