#!/usr/bin/python3
# judge.py - is the generator right? Ink in its boxes, nothing beyond them, the same twice.
# SPDX-License-Identifier: EUPL-1.2
"""usage: [SEED=N] judge.py LOOK | apart | splits | letters | --list | --due

Light looks in every `./dev test`, heavy ones on their day of the week (AMTSBOTE_SHARD=k/7), or
always with AMTSBOTE_LONG=1; exit 77 when it is not the turn of one, or its program is missing.
--due: exit 0 if the packages of group `heavy` are wanted today.
"""
import itertools
import json
import os
import pathlib
import random
import sys
import tempfile
import stage
import contents
import layouts
import looks
from collections import Counter
from desk import Refused, Skip, Wrong
from PIL import Image, ImageColor

DAYS, SKIPPED = 7, 77
PAGES = 2
LETTER_PAGES = 150  # of two or three DIN names: 1,000 letters and sequences
HEAVY = [name for name, look in looks.LOOKS.items() if look.heavy]


def ground(crop):
    """The most frequent colour."""
    return Counter(crop.getdata()).most_common(1)[0][0]


def ink_of(crop, colour):
    """How many pixels are not @colour."""
    return sum(1 for pixel in crop.getdata() if pixel != colour)


def crop(picture, box):
    x, y, width, height = box
    return picture.crop((x, y, x + width, y + height))


def inside(box, area):
    rim = stage.SIDE
    return (box[0] >= area[0] - rim and box[1] >= area[1] and box[1] + box[3] <= area[1] + area[3]
            and box[0] + box[2] <= area[0] + area[2] + rim)


def sides(text, cells):
    """Strips of a pixel beside the box. Lines of areas and of terminals touch one another."""
    x, y, width, height = text["box"]
    found = {"left": (x - 1, y, 1, height), "right": (x + width, y, 1, height)}
    if text["kind"] != "area" and not cells:
        found["above"] = (x, y - 1, width, 1)
        found["below"] = (x, y + height, width, 1)
    return found


def cut(picture, box):
    """Through how many strokes does the box run? Those that go on beyond its upper or lower edge;
    marks and descenders may touch a line's neighbour, but not every other letter."""
    x, y, width, height = box
    colour = ground(crop(picture, box))
    rows = [[pixel != colour for pixel in picture.crop((x, row, x + width, row + 1)).getdata()]
            for row in (y - 1, y, y + height - 1, y + height)]
    edges = [[all(both) for both in zip(*rows[at:at + 2])] for at in (0, 2)]
    return max(sum(on for on, _ in itertools.groupby(edge)) for edge in edges)


def hexed(pixel):
    return "#{:02x}{:02x}{:02x}".format(*pixel)


def judge_text(picture, text, cells):
    """One text: ink in its box, in the colours told; the box in its widget, no ink beside it."""
    name, box = f"{text['kind']} {text['text']!r} at {text['box']}", text["box"]
    part = crop(picture, box)
    if hexed(ground(part)) != text["ground"]:
        raise Wrong(f"{name}: stands on {hexed(ground(part))}, not {text['ground']}")
    if text["kind"] != "head" and cut(picture, box) > len(text["text"]) / 2:
        raise Wrong(f"{name}: the box cuts it")
    count = ink_of(part, ground(part))
    if count < len(text["text"].replace(" ", "")):
        raise Wrong(f"{name}: {count} pixels of ink")
    if not inside(box, text["area"]):
        raise Wrong(f"{name}: not inside its widget {text['area']}")
    for side, strip in sides(text, cells).items():
        if len(set(crop(picture, strip).getdata())) > 1:
            raise Wrong(f"{name}: ink {side} of it")


def grey(colour):
    return len({colour[at:at + 2] for at in (1, 3, 5)}) == 1


def judge_renderer(picture, record):
    """Two colours where nothing is smoothed, more where it is, hues only from sub-pixels."""
    seen, hues = set(), False
    bitmap = record["renderer"] in ("core", "java2d-mono", "wine-mono")
    for text in record["texts"]:
        pixels = set(crop(picture, text["box"]).getdata())
        if text["kind"] in ("entry", "label") and grey(text["ink"]) and grey(text["ground"]):
            hues = hues or any(len(set(pixel)) > 1 for pixel in pixels)
        seen.add(len(pixels))
        if bitmap and pixels != {ImageColor.getrgb(text[key]) for key in ("ink", "ground")}:
            raise Wrong(f"{text['text']!r}: {set(map(hexed, pixels))}, not {text['ink']} on"
                        f" {text['ground']}")
    if bitmap != (max(seen) == 2):
        raise Wrong(f"{record['renderer']}: up to {max(seen)} colours in a text")
    if hues != record["renderer"].endswith("-rgb"):
        raise Wrong(f"{record['renderer']}: hues {'' if hues else 'not '}seen")


def judge_screen(name, picture, record):
    """A screen and its truth."""
    for text in record["texts"]:
        judge_text(picture, text, looks.LOOKS[name].cells)
        if text["role"] == "iban" and not contents.iban_holds(text["text"]):
            raise Wrong(f"check digits of {text['text']}")
    judge_renderer(picture, record)


def judge_variants(picture, record):
    """A larger picture with its boxes; a lossy one of the same size that differs."""
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        files = stage.variants(folder, "screen", picture, record)
        larger, lossy = (json.loads(file.read_text("utf-8")) for file in files)
        for found, scale in ((larger, stage.SCALE), (lossy, 1)):
            with Image.open(folder / found["picture"]) as varied:
                if varied.size != tuple(round(side * scale) for side in picture.size):
                    raise Wrong(f"{found['variant']}: size {varied.size}")
                if varied.size == picture.size and varied.tobytes() == picture.tobytes():
                    raise Wrong("JPEG lost nothing")
            if found["texts"][-1]["box"][0] != round(record["texts"][-1]["box"][0] * scale):
                raise Wrong(f"{found['variant']}: boxes not moved along")


def look(name):
    """Both splits of a look, a font drawn for each: right, and the same at a second start."""
    value = stage.seed()
    for split in ("tune", "held-out"):
        font = random.Random(value).choice(looks.LOOKS[name].split_fonts(split))
        first = list(stage.make(name, split, font, PAGES, value))
        for file, picture, record in first:
            print(file, len(record["texts"]), "texts")
            try:
                judge_screen(name, picture, record)
            except Wrong:
                keep(picture, file)
                raise
        judge_variants(*first[0][1:])
        again = list(stage.make(name, split, font, PAGES, value))
        if first != again:
            raise Wrong(f"{split} {font.name} {font.size}: another picture from the same seed")
        if len({picture.tobytes() for _, picture, _ in first}) != PAGES:
            raise Wrong("two pages look alike")


def keep(picture, name):
    kept = os.environ.get("PROGRAM_KEEP")
    if kept:
        picture.save(kept)
        print(f"{name} kept in {kept}")


def heading(picture, record):
    """The shape of the last heading's ink: width, height, pixels."""
    text = [text for text in record["texts"] if text["role"] == "heading"][-1]
    part = crop(picture, text["box"]).convert("L")
    colour = Counter(part.getdata()).most_common(1)[0][0]
    shape = Image.eval(part, lambda value: abs(value - colour))
    shape = shape.crop(shape.getbbox())
    return text["text"], shape.size, shape.tobytes()


def apart():
    """The same word in every light look: no two draw it alike."""
    value, seen = stage.seed(), {}
    for name, kind in looks.LOOKS.items():
        if kind.heavy:
            continue
        font = kind.split_fonts("tune")[0]
        for _, picture, record in stage.make(name, "tune", font, 1, value):
            shape = heading(picture, record)
            if shape in seen:
                raise Wrong(f"{name} draws {shape[0]} as {seen[shape]} does")
            seen[shape] = name


def registered():
    """Every look has its test."""
    words = (looks.ROOT / "tests/screens/CMakeLists.txt").read_text("utf-8").split()
    for name in (*GENERAL, *looks.LOOKS):
        if name not in words and f"{name})" not in words:
            raise Wrong(f"{name} is not in tests/screens/CMakeLists.txt")


def splits():
    """No word, no font at its size, no place of a field in both."""
    registered()
    for kind in contents.WORDS["tune"]:
        both = [set(contents.WORDS[split][kind].split("|" if "|" in contents.WORDS[split][kind]
                                                      else None)) for split in contents.WORDS]
        if kind != "prose" and both[0] & both[1]:
            raise Wrong(f"{kind}: {both[0] & both[1]} in both splits")
    drawn = [{(look.renderer, font.name, font.size) for look in looks.LOOKS.values()
              for font in look.split_fonts(split)} for split in ("tune", "held-out")]
    if drawn[0] & drawn[1]:
        raise Wrong(f"{drawn[0] & drawn[1]} in both splits")
    dice, font = random.Random(stage.seed()), looks.LOOKS["qt"].split_fonts("tune")[0]
    both = [{item.place for number in range(2) for item in layouts.draw(
        split, contents.Contents(dice, split, font.holds), font.measure, 20, number)}
        for split in ("tune", "held-out")]
    if both[0] & both[1]:
        raise Wrong(f"places {both[0] & both[1]} in both splits")


def letters():
    """Every letter of the standard that a font has is drawn before long."""
    dice, font = random.Random(stage.seed()), looks.LOOKS["qt"].split_fonts("tune")[0]
    wanted = {text for text in contents.listed.din()
              if text.strip() and text.isprintable() and font.holds(text)}
    for split in ("tune", "held-out"):
        source, found = contents.Contents(dice, split, font.holds), ""
        for number in range(LETTER_PAGES):
            found += " ".join(text for item in layouts.draw(split, source, font.measure, 20, number)
                              if item.role == "din" for text in item.texts)
        lost = {text for text in wanted if text not in found}
        if lost:
            raise Wrong(f"{split}: never drawn: {sorted(lost)}")
        print(split, len(wanted), "letters and sequences in", LETTER_PAGES, "screens")


GENERAL = {"apart": apart, "splits": splits, "letters": letters}


def turn(name):
    """Is it this one's turn? Else why not."""
    if name not in HEAVY or os.environ.get("AMTSBOTE_LONG"):
        return ""
    day = HEAVY.index(name) % DAYS + 1
    if os.environ.get("AMTSBOTE_SHARD", "") == f"{day}/{DAYS}":
        return ""
    return f"runs with AMTSBOTE_LONG=1, in CI on day {day} of the week"


def run(name):
    reason = turn(name)
    if reason:
        print(f"skip {name}: {reason}")
        return SKIPPED
    try:
        GENERAL[name]() if name in GENERAL else look(name)
    except Skip as cause:
        print(f"skip {name}: {cause}")
        return SKIPPED
    except (Wrong, Refused) as cause:
        print(f"{name}: {type(cause).__name__}: {cause}")
        return 1
    return 0


def main(argv):
    known = [*GENERAL, *looks.LOOKS]
    if len(argv) != 2 or argv[1] not in ("--list", "--due", *known):
        print(__doc__, file=sys.stderr)
        return 2
    if argv[1] == "--list":
        print("\n".join(known))
        return 0
    if argv[1] == "--due":
        return 0 if any(not turn(name) for name in HEAVY) else 1
    return run(argv[1])


if __name__ == "__main__":
    sys.exit(main(sys.argv))
