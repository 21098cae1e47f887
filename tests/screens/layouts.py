# layouts.py - where things stand on a screen: two arrangements a split, none in both.
# SPDX-License-Identifier: EUPL-1.2
"""A page is a list of items with places in the window's client area. Kinds: label, entry, number
(an entry, right-aligned), cell, head, rcell (a cell, right-aligned), area (lines), button."""
from dataclasses import dataclass, field

WIDTH, HEIGHT = 1000, 720
PAD = 14          # what a frame and its margins take of an entry's or area's width
SLACK = 1.17     # hinted advances against the unhinted ones measured here: at most 1.16 (Noto Sans 10)
WHITE, BLACK, GREY = "#ffffff", "#000000", "#dcdad5"
LABELS = {"tune": (BLACK, GREY), "held-out": (BLACK, "#e9e4d8")}
CELLS = {"tune": (BLACK, WHITE), "held-out": ("#f0f0f0", "#1f3a5f")}  # ink, ground
HEADS = {"tune": (WHITE, "#4a4a4a"), "held-out": ("#202020", "#c8d4e3")}
VALUES = {"tune": ("name", "street", "town", "din", "iban", "date", "reference", "phone", "mail",
                   "reference", "din", "reference"),
          "held-out": ("reference", "din", "iban", "name", "mail", "reference", "street", "date",
                       "din", "town", "phone", "reference")}


@dataclass
class Item:
    """One thing on the page; @role says what was drawn, "" for scenery that is no truth."""
    kind: str
    texts: list
    place: tuple
    ink: str = BLACK
    ground: str = WHITE
    role: str = ""
    label: str = field(default="")


class Page:
    """Items of one page, drawn so that each text fits by @measure(text) -> px."""

    def __init__(self, split, contents, measure, line_px):
        self.split, self.contents, self.measure = split, contents, measure
        self.row = line_px + 10
        self.line = line_px
        self.items = []

    def fits(self, width):
        return lambda text: self.measure(text) * SLACK + PAD <= width

    def add(self, kind, text, place, role="", colours=None, label=""):
        ink, ground = colours or (BLACK, WHITE)
        texts = text if isinstance(text, list) else [text]
        self.items.append(Item(kind, texts, place, ink, ground, role, label))

    def field(self, kind, label, role, place, gap):
        """A label left of its entry; @gap: the label's width."""
        x, y, width = place
        colours = LABELS[self.split]
        self.add("label", label, (x, y, gap - 8, self.row), "label", colours)
        role, text = self.contents.value(role, self.fits(width - gap))
        self.add(kind, text, (x + gap, y, width - gap, self.row), role, None, label)

    def above(self, kind, label, role, place):
        x, y, width = place
        self.add("label", label, (x, y, width, self.line + 4), "label", LABELS[self.split])
        role, text = self.contents.value(role, self.fits(width))
        self.add(kind, text, (x, y + self.line + 5, width, self.row), role, None, label)

    def table(self, x, y, widths, rows):
        """A head and rows; the last column right-aligned numbers."""
        kinds = ("reference", "date", None, "amount")
        heads = self.contents.words["column"].split("|")
        height = self.line + 6
        for at in range(rows + 1):
            left = x
            for column, width in enumerate(widths):
                place = (left, y + at * (height + 1), width - 1, height)
                right = column == len(widths) - 1
                if at == 0:
                    self.add("rhead" if right else "head", heads[column], place, "heading",
                             HEADS[self.split])
                else:
                    role = kinds[column]
                    role, text = (self.contents.value(role, self.fits(width)) if role
                                  else ("matter", self.matter(width)))
                    self.add("rcell" if right else "cell", text, place, role,
                             CELLS[self.split], heads[column])
                left += width

    def matter(self, width):
        fits = self.fits(width)
        known = [text for text in self.contents.words["matter"].split("|") if fits(text)]
        return self.contents.dice.choice(known)

    def area(self, x, y, width, lines):
        text = self.contents.prose(self.fits(width - PAD), lines)
        self.add("area", text, (x, y, width, lines * (self.line + 3) + PAD), "line")

    def button(self, x, y):
        self.add("button", self.contents.words["action"], (x, y, 160, self.row + 4))


def tune(page, number):
    """One column of fields over a table; every second page numbers on the right."""
    names = page.contents.labels(10)
    step = page.row + 6
    for at in range(8):
        role = VALUES["tune"][(at + number * 5) % 12]
        page.field("entry", names[at], role, (12, 10 + at * step, 620, ), 210)
    for at in range(8, 10):
        page.field("number", names[at], "amount", (640, 10 + (at - 8) * step, 350), 210)
    page.area(650, 10 + 3 * step, 330, 4)
    top = 16 + 8 * step
    rows = min(6, (HEIGHT - 50 - page.row - top) // (page.line + 7) - 1)
    page.table(12, top, (330, 130, 170, 170), rows)
    page.button(12, HEIGHT - page.row - 14)


def held_out(page, number):
    """A table first, fields below it in three columns with their labels above, prose at the foot."""
    names = page.contents.labels(12)
    rows = 5 if number % 2 else 4
    page.table(30, 22, (280, 150, 210, 190), rows)
    top = 40 + (rows + 1) * (page.line + 7)
    step = page.row + page.line + 14
    for at in range(12):
        column, row = divmod(at, 4)
        role = VALUES["held-out"][(at + number * 5) % 12] if at % 4 != 3 else "amount"
        kind = "number" if role == "amount" else "entry"
        page.above(kind, names[at], role, (30 + column * 320, top + row * step, 300))
    foot = top + 4 * step
    lines = min(4, (HEIGHT - 14 - foot - PAD) // (page.line + 3))
    if lines > 0:
        page.area(30, foot, 560, lines)
    page.button(800, HEIGHT - page.row - 14)


def draw(split, contents, measure, line_px, number):
    """The items of page @number."""
    page = Page(split, contents, measure, line_px)
    (tune if split == "tune" else held_out)(page, number)
    return page.items
