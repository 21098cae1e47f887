# stage.py - shows pages of a look on a desk of the product, takes pictures, writes their truth.
# SPDX-License-Identifier: EUPL-1.2
import contextlib
import json
import os
import pathlib
import random
import sys
import unicodedata

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parents[1] / "programs"),
                str(pathlib.Path(__file__).resolve().parent / "show")]
import contents  # noqa: E402
import layouts  # noqa: E402
import looks  # noqa: E402
import terminals  # noqa: E402
import heavy  # noqa: E402
from desk import Desk, Skip  # noqa: E402
from PIL import Image, ImageGrab  # noqa: E402
from pages import LINE  # noqa: E402

SCALE, QUALITY = 1.25, 75
SIDE, MARKS = 2, 4  # px a box may grow at its sides, above and below: docs/decisions/024


def seed():
    """SEED= of the environment or a fresh one, printed so that a run can be repeated."""
    value = os.environ.get("SEED") or str(random.SystemRandom().randrange(1 << 32))
    print(f"SEED={value}", flush=True)
    return value


@contextlib.contextmanager
def authority(desk):
    """The environment in which this process may look at the desk."""
    before = os.environ.get("XAUTHORITY")
    os.environ["XAUTHORITY"] = desk.cookie
    try:
        yield
    finally:
        os.environ.pop("XAUTHORITY")
        if before is not None:
            os.environ["XAUTHORITY"] = before


def grab(desk):
    with authority(desk):
        return ImageGrab.grab(xdisplay=desk.display).convert("RGB")


def line_px(font):
    """A line of this font, with room for letters with two marks."""
    return round(font.size_px * 1.45) + 1


def drawn(name, split, font, dice, count):
    """@count pages of items."""
    look = looks.LOOKS[name]
    source = contents.Contents(dice, split, lambda text: looks.holds(look, font)(text))
    if look.cells:
        return [terminals.draw(split, source, at) for at in range(count)]
    return [layouts.draw(split, source, font.measure, line_px(font), at) for at in range(count)]


def specification(pages):
    """What the programs in show/ read."""
    lines = []
    for page in pages:
        for number, item in enumerate(page):
            text = LINE.join(item.texts)
            lines.append("\t".join((str(number), item.kind, *map(str, map(round, item.place)),
                                    item.ink, item.ground, text)))
        lines.append("page")
    return "\n".join(lines) + "\n"


def boxes(out):
    """page -> (item, line) -> box, of what a program wrote so far."""
    found, page = [], {}
    for line in out.read_text("utf-8").splitlines():
        words = line.split()
        if words[0] == "page":
            found.append(page)
            page = {}
        else:
            item, line_number, *box = map(int, words)
            page[item, line_number] = box
    return found


def plain(picture, x, y, width, height):
    """Is this strip one colour?"""
    return len(set(picture.crop((x, y, x + width, y + height)).getdata())) == 1


def grown(picture, text, upright):
    """A box made larger by what stands beyond the pen's room, which not every toolkit tells:
    smoothing and overhang at its sides, marks above and below it (@upright)."""
    x, y, width, height = text["box"]
    left, right, top, bottom = x, x + width, y, y + height
    for _ in range(SIDE):
        left -= not plain(picture, left - 1, y, 1, height)
        right += not plain(picture, right, y, 1, height)
    for _ in range(MARKS if upright else 0):
        top -= top - 1 > text["area"][1] and not plain(picture, x, top - 1, width, 1)
        bottom += (bottom + 1 < text["area"][1] + text["area"][3]
                   and not plain(picture, x, bottom, width, 1))
    text["box"] = [left, top, right - left, bottom - top]


def truth(name, split, font, page, box, place):
    """The record beside the picture; @box: (item, line) -> box, @place: of the window."""
    look, texts = looks.LOOKS[name], []
    for number, item in enumerate(page):
        for line, text in enumerate(item.texts if item.role else ()):
            area = [place[0] + item.place[0], place[1] + item.place[1], *item.place[2:]]
            texts.append({"text": unicodedata.normalize("NFC", text), "box": box[number, line],
                          "area": [round(side) for side in area], "kind": item.kind,
                          "role": item.role, "label": item.label, "ink": item.ink,
                          "ground": item.ground})
    return {"look": name, "split": split, "toolkit": look.toolkit, "renderer": look.renderer,
            "font": font.name, "size": font.size, "size_px": font.size_px, "variant": "plain",
            "texts": texts}


def keep(folder, name, picture, record):
    """The picture and its truth."""
    file = f"{name}.jpg" if record["variant"] == "jpeg" else f"{name}.png"
    if record["variant"] == "jpeg":
        picture.save(folder / file, quality=QUALITY)
        with Image.open(folder / file) as lossy:
            file = f"{name}.png"
            lossy.convert("RGB").save(folder / file)
    else:
        picture.save(folder / file)
    record = {**record, "picture": file}
    (folder / f"{name}.json").write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n",
                                         "utf-8")
    return folder / f"{name}.json"


def variants(folder, name, picture, record):
    """The same screen at 125 % and after JPEG."""
    size = [round(side * SCALE) for side in picture.size]
    texts = [{**text, **{key: [round(side * SCALE) for side in text[key]]
                         for key in ("box", "area")}} for text in record["texts"]]
    larger = {**record, "variant": "scaled", "texts": texts}
    return [keep(folder, f"{name}-scaled", picture.resize(size, Image.Resampling.BICUBIC), larger),
            keep(folder, f"{name}-jpeg", picture, {**record, "variant": "jpeg"})]


def shown(look, font, pages, desk):
    """Yields for each page its boxes and the window's place, while it is on the screen."""
    if look.cells:
        yield from terminals.shown(look, font, pages, desk)
        return
    spec, out = desk.folder / "spec", desk.folder / "boxes"
    spec.write_text(specification(pages), "utf-8")
    command = (heavy.program if look.heavy else looks.program)(look, font, spec, out)
    desk.do("launch", *command)
    for number in range(1, len(pages) + 1):
        if number > 1:
            desk.keys("F2")
        place = desk.title(f"page {number}.")
        yield boxes(out)[number - 1], place


def make(name, split, font, count, value):
    """@count screens of one look and font; yields (name, picture, record). Nothing but @value, the
    seed, decides what they show."""
    look = looks.LOOKS[name]
    if looks.missing(look, font):
        raise Skip(looks.missing(look, font))
    dice = random.Random(f"{value} {name} {split} {font.name} {font.size}")
    pages = drawn(name, split, font, dice, count)
    with Desk(heavy.WINE if look.toolkit == "wine" else ()) as desk:
        for at, (box, place) in enumerate(shown(look, font, pages, desk)):
            picture = grab(desk)
            record = {"seed": value, **truth(name, split, font, pages[at], box, place)}
            for text in record["texts"]:
                grown(picture, text, text["kind"] != "area" and not look.cells)
            yield f"{name}-{split}-{font.size}-{short(font)}-{at + 1}", picture, record
        desk.close()


def short(font):
    """The font in a file's name."""
    return "".join(letter if letter.isalnum() else "" for letter in font.name).lower()[:24]
