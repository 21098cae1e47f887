# looks.py - the looks a screen can have: toolkit, fonts of either split, renderer, how to start it.
# SPDX-License-Identifier: EUPL-1.2
import functools
import os
import pathlib
import shutil
import subprocess
import unicodedata
from dataclasses import dataclass
import tn3270
from desk import ROOT, Skip
from PIL import ImageFont

BUILD = pathlib.Path(os.environ.get("AMTSBOTE_BUILD_DIR", ROOT / "build/dev")).resolve()
SHOW = ROOT / "tests/screens/show"
CORE = pathlib.Path("/usr/share/fonts/X11")
DPI, POINTS = 96, 72
X_SANS = "LiberationSans-Regular"  # has the widths of Helvetica


@dataclass(frozen=True)
class Font:
    """@name as the toolkit wants it, @size in its unit, @file: the font's own file."""
    name: str
    size: int
    file: str
    size_px: int

    @functools.cached_property
    def letters(self):
        """The code points the file has pictures for."""
        given = subprocess.run(["fc-query", "-i", "0", "-f", "%{charset}", self.file], check=True,
                               capture_output=True, text=True).stdout
        found = set()
        for part in given.split():
            first, last = (part.split("-") * 2)[:2]
            found.update(range(int(first, 16), int(last, 16) + 1))
        return found

    def holds(self, text):
        return all(ord(letter) in self.letters for letter in text)

    @functools.cached_property
    def ruler(self):
        return ImageFont.truetype(self.file, self.size_px, layout_engine=ImageFont.Layout.BASIC)

    def measure(self, text):
        return self.ruler.getlength(text)


class Bitmap(Font):
    """A core X font: its widths come from @cell_px, or from Liberation Sans at its size."""

    def measure(self, text):
        width = cell_px(self)
        if width:
            return width * len(text)
        return super().measure(text)

    @functools.cached_property
    def ruler(self):
        return ImageFont.truetype(outline(X_SANS), self.size_px,
                                  layout_engine=ImageFont.Layout.BASIC)


def cell_px(font):
    """Width of a letter of a core font of equal widths, 0 for others."""
    parts = font.name.split("-")
    return int(parts[12]) // 10 if parts[11] == "c" else 0


@functools.cache
def outline(style):
    """The file of an outline font by its file's name."""
    given = subprocess.run(["fc-list", "-f", "%{file}\n"], check=True, capture_output=True,
                           text=True).stdout.split()
    for file in given:
        if pathlib.Path(file).stem == style:
            return file
    raise Skip(f"{style} is not installed (packaging/debian-packages.txt)")


def points(name, style, size):
    """An outline font at @size pt on a desk of 96 dpi."""
    return lambda: Font(name, size, outline(style), round(size * DPI / POINTS))


def fixed(file, width, height, weight="normal"):
    """A fixed core font, all of whose letters are cells."""
    name = f"-misc-fixed-medium-r-{weight}--{height}-*-*-*-c-{width * 10}-iso10646-1"
    return lambda: Bitmap(name, height, str(CORE / "misc" / file), height)


def latin1(width, height):
    """What x3270 takes: the fixed font of Latin-1."""
    name = f"-misc-fixed-medium-r-normal--{height}-*-*-*-c-{width * 10}-iso8859-1"
    file = CORE / f"misc/{width}x{height}-ISO8859-1.pcf.gz"
    return lambda: Bitmap(name, height, str(file), height)


def helvetica(size):
    name = f"-adobe-helvetica-medium-r-normal--{size}-*-75-75-p-*-iso10646-1"
    return lambda: Bitmap(name, size, str(CORE / f"75dpi/helvR{size:02}.pcf.gz"), size)


@dataclass(frozen=True)
class Look:
    """@fonts: per split; @cells: a grid of letters instead of a window of widgets."""
    toolkit: str
    renderer: str
    fonts: dict
    options: tuple = ()
    heavy: bool = False
    cells: bool = False

    def split_fonts(self, split):
        return [make() for make in self.fonts[split]]


def fonts(tune, held_out):
    return {"tune": tune, "held-out": held_out}


DEJAVU, LIBERATION, NOTO = (("DejaVu Sans", "DejaVuSans"),
                            ("Liberation Sans", "LiberationSans-Regular"),
                            ("Noto Sans", "NotoSans-Regular"))


def sizes(family, tune, held_out):
    return fonts([points(*family, size) for size in tune],
                 [points(*family, size) for size in held_out])


LOOKS = {
    "motif-fixed": Look("motif", "core", fonts([fixed("7x13.pcf.gz", 7, 13)], [
        fixed("6x13.pcf.gz", 6, 13, "semicondensed"), fixed("8x13.pcf.gz", 8, 13)])),
    "motif-helvetica": Look("motif", "core", fonts([helvetica(12)], [helvetica(14)])),
    "xterm-bitmap": Look("xterm", "core", fonts([fixed("9x15.pcf.gz", 9, 15)],
                                                [fixed("10x20.pcf.gz", 10, 20)]), cells=True),
    "xterm-xft": Look("xterm", "xft", fonts(
        [points("DejaVu Sans Mono", "DejaVuSansMono", 10)],
        [points("Liberation Mono", "LiberationMono-Regular", 11),
         points("Noto Sans Mono", "NotoSansMono-Regular", 9)]), cells=True),
    "gtk-dejavu-gray": Look("gtk", "cairo-gray", sizes(DEJAVU, [10], [8, 9, 11, 12]), ("none",)),
    "gtk-dejavu-rgb": Look("gtk", "cairo-rgb", sizes(DEJAVU, [9], [8, 10, 11]), ("rgb",)),
    "gtk-liberation-gray": Look("gtk", "cairo-gray", sizes(LIBERATION, [9], [8, 10, 11, 12]),
                                ("none",)),
    "gtk-liberation-rgb": Look("gtk", "cairo-rgb", sizes(LIBERATION, [10], [8, 9, 11, 12]),
                               ("rgb",)),
    "gtk-noto-gray": Look("gtk", "cairo-gray", sizes(NOTO, [11], [8, 9, 10, 12]), ("none",)),
    "gtk-noto-rgb": Look("gtk", "cairo-rgb", sizes(NOTO, [10], [9, 11]), ("rgb",)),
    "qt": Look("qt", "qt5", fonts([points(*DEJAVU, 10)],
                                  [points(*LIBERATION, 10), points(*NOTO, 9)])),
    # Tk's Xft and GTK's cairo draw the same font at the same size alike: other fonts here.
    "tk": Look("tk", "xft", fonts([points(*DEJAVU, 12)], [
        points("Liberation Serif", "LiberationSerif-Regular", 11),
        points("DejaVu Serif", "DejaVuSerif", 9)])),
    "swing-mono": Look("swing", "java2d-mono", fonts([points(*DEJAVU, 9)],
                                                     [points(*LIBERATION, 10)]), ("off",), True),
    "swing-gray": Look("swing", "java2d-gray", fonts([points(*DEJAVU, 9)],
                                                     [points(*LIBERATION, 10)]), ("on",), True),
    # Wine smooths or not as the font's own table (gasp) says for its size.
    "wine-mono": Look("wine", "wine-mono", sizes(LIBERATION, [9], [10]), (), True),
    "wine-gray": Look("wine", "wine-gray", fonts([points(*DEJAVU, 9)],
                                                 [points("DejaVu Serif", "DejaVuSerif", 10)]),
                      (), True),
    "x3270": Look("x3270", "core", fonts(
        [latin1(7, 14)], [latin1(9, 18)]), (), True, True),
}


def holds(look, font):
    """What may be drawn from: the letters of the font, at a host those of its code page. Wine 8
    reads beyond its memory at U+02B9, U+02BA and U+02BE in DejaVu Serif. Motif cuts off what stands
    above the font's ascent: there is no telling \u01d5 from \u00dc in Helvetica 14. A mark that
    makes no letter of the standard is drawn where it has a cell of its own."""
    if look.toolkit == "x3270":
        return lambda text: font.holds(text) and tn3270.holds(text)
    if look.toolkit == "wine":
        return lambda text: (font.holds(text) and not foreign_mark(text)
                             and not any(map(modifier, text)))
    if look.renderer == "core":
        return font.holds
    return lambda text: font.holds(text) and not foreign_mark(text)


def foreign_mark(text):
    """Has it a mark of the standard behind a letter that takes none there?"""
    return any(letter == "q" and unicodedata.combining(mark)
               for letter, mark in zip(text, text[1:]))


def modifier(letter):
    return 0x2b0 <= ord(letter) < 0x300


def program(look, font, spec, out):
    """The command that shows the pages of @spec, each after F2, and writes boxes into @out."""
    given = [str(spec), str(out), font.name, str(font.size), *look.options]
    commands = {
        "motif": [BUILD / "tests/screens/show_motif"],
        "gtk": ["/usr/bin/python3", "-B", SHOW / "gtk.py"],
        "qt": ["/usr/bin/python3", "-B", SHOW / "qt.py"],
        "tk": ["wish", SHOW / "show.tcl"],
    }
    return [*commands[look.toolkit], *given]


def missing(look, font):
    """Why this look cannot be drawn here, "" if it can."""
    if not pathlib.Path(font.file).exists():
        return f"{font.file} is not installed (packaging/debian-packages.txt)"
    programs = {"xterm": "xterm", "tk": "wish", "swing": "javac", "wine": "wine",
                "x3270": "x3270"}
    name = programs.get(look.toolkit)
    return f"{name} is not installed" if name and not shutil.which(name) else ""
