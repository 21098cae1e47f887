#!/usr/bin/python3
# held_out.py - fresh held-out screens, read as a recipe reads: nothing certain is wrong.
# SPDX-License-Identifier: EUPL-1.2
"""usage: [SEED=N] held_out.py LOOK

One screen of the look in one of its held-out fonts, drawn from a fresh seed (AMTSBOTE_LONG: ten in
each). No certain text is wrong, the truth is among the texts of every ambiguous one, and as many
lines are certain as this look's bound wants: docs/decisions/039-certain-share.md.
"""
import os
import pathlib
import random
import sys
import tempfile
import unicodedata

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests/screens"), str(ROOT / "bench/lines")]
import recipes  # noqa: E402
import stage  # noqa: E402  the generator
from desk import BUILD, Skip  # noqa: E402
from looks import LOOKS  # noqa: E402

# Per cent of a screen's lines that must be certain or ambiguous: decisions 039 and 050.
BOUNDS = {
    "motif-fixed": 85,
    "motif-helvetica": 85,
    "xterm-bitmap": 80,
    "xterm-xft": 80,
    "gtk-dejavu-gray": 85,
    "gtk-liberation-gray": 85,
    "gtk-noto-gray": 85,
    "gtk-noto-rgb": 80,
    "tk": 85,
    "qt": 85,
    "wine-mono": 85,
    "wine-gray": 75,
}
LONG_SCREENS = 10


def judge(text, found):
    """Why this reading is a fault, "" if it is none; and whether it is decided."""
    got = unicodedata.normalize("NFC", found["text"])
    if found["certainty"] == "certain":
        return ("" if got == text["text"] else "certain and wrong"), True
    if found["certainty"] == "ambiguous":
        among = recipes.spells(found, text["text"])
        return ("" if among else "the truth is none of its texts"), True
    return "", False


def read(reader, file, texts):
    """Faults of one picture, and how many of its lines are decided."""
    faults, decided = 0, 0
    for text in texts:
        found = reader.read(file, text["box"])
        fault, one = judge(text, found)
        decided += one
        if fault:
            print(f"{file.name} {text['box']}: {found['text']!r} for {text['text']!r}: {fault}")
            faults += 1
    return faults, decided


def run(name, font, count, value):
    """All screens of one font; false if something is wrong."""
    good, look = True, LOOKS[name]
    with tempfile.TemporaryDirectory(prefix="amtsbote-held-out-") as folder:
        recipe = recipes.write_recipe(pathlib.Path(folder) / "recipe", look.renderer, [font])
        with recipes.reading(BUILD / "bench/read_lines", "ours", recipe) as reader:
            for title, picture, record in stage.make(name, "held-out", font, count, value):
                file = pathlib.Path(folder) / f"{title}.png"
                picture.save(file)
                faults, decided = read(reader, file, record["texts"])
                share = 100 * decided / len(record["texts"])
                print(f"{title}: {decided} of {len(record['texts'])} decided ({share:.0f} %)")
                good &= not faults and share >= BOUNDS[name]
                if share < BOUNDS[name]:
                    print(f"{title}: fewer than {BOUNDS[name]} %")
    return good


def main(argv):
    if len(argv) != 2 or argv[1] not in BOUNDS:
        sys.exit(f"{__doc__}\nLOOK is one of {', '.join(BOUNDS)}")
    value = stage.seed()
    fonts = LOOKS[argv[1]].split_fonts("held-out")
    every = bool(os.environ.get("AMTSBOTE_LONG"))
    good = True
    try:
        for font in fonts if every else [random.Random(value).choice(fonts)]:
            good &= run(argv[1], font, LONG_SCREENS if every else 1, value)
    except Skip as cause:
        print(f"skip {argv[1]}: {cause}")
        sys.exit(77)
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main(sys.argv)
