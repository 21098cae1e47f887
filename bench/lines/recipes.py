# recipes.py - the recipe that names a look's fonts, and read_lines reading with it.
# SPDX-License-Identifier: EUPL-1.2
import contextlib
import json
import os
import pathlib
import re
import subprocess
import unicodedata

ALONE = {**os.environ, "OMP_THREAD_LIMIT": "1"}
# What a recipe says of a renderer besides family and size; core fonts have their name alone.
RENDERERS = {
    "xft": "",
    "cairo-gray": ", kerning: true",
    "cairo-rgb": ", rgba: rgb, kerning: true",
    "qt5": ", drawn_by: qt",
    "java2d-mono": ", antialias: false, hinting: strong",
    "java2d-gray": ", hinting: strong",
    "wine-mono": ", antialias: false, hinting: full",
    "wine-gray": ", hinting: full, drawn_by: wine",
}
# Cells of xterm that are wider than the letters, px: its window tells (docs/decisions/050).
CELLS = {("Noto Sans Mono", 9): 9}
RECIPE = """recipe: reading
language: 1
version: 1.0.0
title: The fonts of a look
accepts: {{ service: urn:reading }}
application:
  start: [ none ]
  window: {{ window: none }}
  fonts: [ {} ]
  home: [ expect: {{ window: none }} ]
steps:
  - expect: {{ window: none }}
outcome:
  entered: {{ a: done }}
"""


def spells(found, text):
    """Is @text one of those that the places of a reading spell?"""
    places = ("(?:" + "|".join(re.escape(unicodedata.normalize("NFC", one)) for one in some) + ")"
              for some in found["places"])
    return re.fullmatch("".join(places), text) is not None


def font_entry(renderer, font):
    """What application.fonts says of it."""
    if renderer == "core":
        return json.dumps(font.name)
    size = f"{font.size_px}px" if renderer.startswith(("java", "wine")) else f"{font.size}pt"
    cell = CELLS.get((font.name, font.size)) if renderer == "xft" else None
    cells = f", cell: {cell}px" if cell else ""
    entry = f"{{ family: {font.name}, size: {size}{RENDERERS[renderer]}{cells}"
    if renderer == "wine-mono":  # its edit controls place letters otherwise (docs/decisions/050)
        return f"{entry} }}, {entry}, drawn_by: wine-edit }}"
    return f"{entry} }}"


class Reader:
    """A read_lines that stays; @who and @what as its usage says."""

    def __init__(self, program, who, what):
        self.name = f"{who} {what}"
        self.process = subprocess.Popen([program, who, what], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True, env=ALONE)
        self.picture = None

    def read(self, picture, box):
        """One reading of read_lines."""
        if picture != self.picture:
            self.picture = picture
            print(pathlib.Path(picture).resolve(), file=self.process.stdin)
        print(*box, file=self.process.stdin, flush=True)
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"read_lines {self.name} ended ({self.process.wait()})")
        return json.loads(line)

    def close(self):
        self.process.stdin.close()
        return self.process.wait()


@contextlib.contextmanager
def reading(program, who, what):
    reader = Reader(program, who, what)
    try:
        yield reader
    finally:
        reader.close()


def write_recipe(folder, renderer, fonts):
    """@folder as a recipe that names @fonts."""
    folder.mkdir(parents=True, exist_ok=True)
    entries = ", ".join(font_entry(renderer, font) for font in fonts)
    (folder / "recipe.yaml").write_text(RECIPE.format(entries), "utf-8")
    return str(folder)
