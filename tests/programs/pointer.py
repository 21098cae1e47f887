# pointer.py - hovering, clicks of one gesture or two, dragging, the wheel; told by the programs.
# SPDX-License-Identifier: EUPL-1.2
import os
import re
import signal
import time
from desk import DRIVER, ROOT, SERVE_MS, WAIT_S, Desk, Refused, Wrong, need, same
from terminal import BORDER, CELL_H, CELL_W, UTF8
from terminal import xterm as start_xterm
from toolkits import HSQLDB, TREE, BLACK

FIXTURE = ROOT / "tests/programs/fixture"
UP, DOWN = 4, 5       # the wheel's buttons
LIMIT_MS = 30000      # of a drag
SHORT_MS = 1500       # of one that is to fail


def drag(desk, a, b, limit_ms=LIMIT_MS):
    desk.do("drag", *a, *b, limit_ms)
    desk.do("settle")


def selected(desk):
    return desk.do("selection")[0]


def clicks_mark(desk, at, word, whole, elsewhere):
    """Two clicks mark a word, three all, a parted pair nothing: of any program that marks text."""
    for times, marked in ((2, word), (3, whole)):
        desk.click(*elsewhere)
        desk.do("drop")
        desk.click(*at, times=times)
        same(f"{times} clicks", (selected(desk) or "").rstrip("\n"), marked)
    desk.click(*elsewhere)
    desk.do("drop")
    desk.click(*at)
    desk.click(*at)
    same("two clicks, parted", selected(desk) or "", "")
    desk.click(*elsewhere)
    desk.do("drop")
    desk.do("part")  # xterm counts clicks wherever they are
    desk.do("click", *at, 1, 1)
    desk.do("click", *at, 1, 1)
    desk.do("settle")
    same("two clicks, not parted", selected(desk), word)
    # Without a pause of ours before them these two would be the third and the fourth.
    desk.do("click", *at, 1, 2)
    desk.do("settle")
    same("a double click at once after another", selected(desk), word)


def xterm():
    """Words, lines and areas as PRIMARY; scrolled back by the wheel."""
    need("xterm")
    with Desk(UTF8) as desk:
        place = start_xterm(desk, "maus", "-u8", "-sl", "500", "-e", "sh", "-c",
                            "seq 1000 1199; printf 'Grundbuch Blatt 12\\n'; cat")

        def cell(row, col):
            return (place[0] + BORDER + col * CELL_W + CELL_W // 2,
                    place[1] + BORDER + row * CELL_H + CELL_H // 2)

        clicks_mark(desk, cell(38, 3), "Grundbuch", "Grundbuch Blatt 12", cell(38, 60))
        desk.do("drop")
        drag(desk, cell(38, 10), (cell(38, 14)[0] + CELL_W // 2, cell(38, 14)[1]))
        same("dragged over", selected(desk), "Blatt")

        def first_line():
            desk.do("drop")
            desk.click(*cell(0, 1), times=2)
            return int(selected(desk))

        top = first_line()
        desk.do("scroll", *cell(5, 5), UP, 3)
        desk.do("settle")
        back = first_line()
        if back >= top or (top - back) % 3:
            raise Wrong(f"three notches back from line {top} led to {back}")
        desk.do("scroll", *cell(5, 5), DOWN, 3)
        desk.do("settle")
        same("and forth again", first_line(), top)


def told(file):
    return file.read_text().split("\n")[:-1] if file.exists() else []


def await_told(desk, file, wanted):
    """Wait until the program has written a line that @wanted takes; returns all of them."""
    end = time.monotonic() + WAIT_S
    while time.monotonic() < end:
        lines = told(file)
        if any(wanted(line) for line in lines):
            return lines
        desk.do("serve", SERVE_MS)
    raise Wrong(f"never told what was waited for: {told(file)}")


def values(lines, what):
    return [int(line.split()[1]) for line in lines if line.split()[0] == what]


def await_popup(desk, at):
    """A window without a frame that comes when the pointer rests there."""
    windows = len(desk.do("titles"))
    desk.do("hover", *at)
    end = time.monotonic() + WAIT_S
    while len(desk.do("titles")) == windows:
        if time.monotonic() > end:
            raise Wrong("no tool tip came")
        desk.do("serve", SERVE_MS)


def slides(desk, file, knob, to):
    """A slider follows the pointer: the program sees it on its way, and the end is as far."""
    drag(desk, knob, to)
    lines = await_told(desk, file, lambda line: line.startswith("value"))
    way = values(lines, "drag")
    if len(way) < 6 or way != sorted(way) or values(lines, "value")[-1] < 50:
        raise Wrong(f"not dragged: {lines}")


def doubles(desk, file, row):
    """Two clicks are one gesture within the program's time, and two outside of it."""
    desk.click(*row(2), times=2)
    await_told(desk, file, lambda line: line == "double 2")
    desk.click(*row(3))
    desk.click(*row(3))
    desk.click(*row(5), times=2)
    lines = await_told(desk, file, lambda line: line == "double 5")
    if "double 3" in lines:
        raise Wrong("a parted pair was taken for one gesture")


def scrolls(desk, file, at, notch):
    """Three notches down are three times what one is."""
    before = len(values(told(file), "bar"))
    for notches in (1, 3):
        desk.do("scroll", *at, DOWN, notches)
        desk.do("settle")
    desk.do("scroll", *at, UP, 4)
    desk.do("settle")
    bar = values(told(file), "bar")[before:]
    if notch not in bar or max(bar) != 4 * notch or bar[-1] != 0:
        raise Wrong(f"the wheel led to {bar}")


def motif():
    """A slider, a list and a tool tip of Motif."""
    with Desk() as desk:
        file = desk.folder / "events"
        place = desk.launch(DRIVER.with_name("pointer_motif"), file, title="maus")

        def row(number):
            return place[0] + 40, place[1] + 82 + 16 * (number - 1)

        await_popup(desk, (place[0] + 20, place[1] + 42))
        slides(desk, file, (place[0] + 15, place[1] + 10), (place[0] + 200, place[1] + 10))
        doubles(desk, file, row)
        scrolls(desk, file, row(4), 3)


def swing_list():
    """A slider, a list and a tool tip of Swing."""
    need("java", "javac")
    with Desk() as desk:
        file = desk.folder / "events"
        place = desk.launch("java", FIXTURE / "PointerForm.java", file, title="maus")

        def row(number):
            return place[0] + 40, place[1] + 61 + 20 * (number - 1)

        desk.do("hover", *row(1))
        await_told(desk, file, lambda line: line.startswith("tip"))
        slides(desk, file, (place[0] + 9, place[1] + 20), (place[0] + 200, place[1] + 20))
        doubles(desk, file, row)
        scrolls(desk, file, row(4), 60)


def tk():
    """A canvas that writes down every event of the pointer."""
    need("wish")
    with Desk() as desk:
        file = desk.folder / "events"
        place = desk.launch("wish", FIXTURE / "pointer.tcl", file, title="maus")

        def at(x, y):
            return place[0] + x, place[1] + y

        desk.do("hover", *at(200, 150))
        lines = await_told(desk, file, lambda line: line == "motion 200 150")
        xs = [int(line.split()[1]) for line in lines if line.startswith("motion")]
        # Tk makes one motion of all that wait in its queue at once.
        if lines[0] != "enter 188 150" or xs != sorted(xs):
            raise Wrong(f"not seen coming: {lines}")
        drag(desk, at(20, 20), at(260, 180))
        lines = await_told(desk, file, lambda line: line.startswith("drop"))
        way = [tuple(map(int, line.split()[1:])) for line in lines if line.startswith("drag")]
        same("dropped at", lines[-1], "drop 260 180")
        # It had to eat the first 24 px before the rest was sent.
        if len(way) < 3 or way != sorted(way) or way[0][0] > 44:
            raise Wrong(f"jumped: {way}")
        desk.do("scroll", *at(100, 100), UP, 2)
        desk.do("scroll", *at(100, 100), DOWN, 3)
        desk.do("settle")
        wheel = [line for line in told(file) if line.startswith("wheel")]
        same("wheel", wheel, ["wheel 4"] * 2 + ["wheel 5"] * 3)
        for times in (2, 3):
            desk.click(*at(60 * times, 60), times=times)
            await_told(desk, file, lambda line: line == f"times {times}")
        call_off(desk, file, at)


def call_off(desk, file, at):
    """Whoever hangs while something is dragged gets it back by Escape, not dropped."""
    desk.keys("F5")  # stops itself when it is next dragged
    try:
        drag(desk, at(20, 20), at(260, 180), SHORT_MS)
    except Refused as cause:
        same("refused", cause.code, "ERR_HUNG")
    else:
        raise Wrong("dragged in a program that hangs")
    stopped = next(line for line in told(file) if line.startswith("stopped"))
    os.kill(int(stopped.split()[1]), signal.SIGCONT)
    lines = await_told(desk, file, lambda line: line.startswith("called off"))
    after = lines[lines.index(stopped):]
    if any(line == "drop 260 180" for line in after):
        raise Wrong(f"dropped after all: {after}")
    desk.click(*at(200, 60))


def gtk():
    """yad: a row taken by a double click, a scale turned by the wheel, words marked in a text."""
    need("yad")

    def printed(*argv, act):
        with Desk() as desk:
            file = desk.folder / "out"
            place = desk.launch("sh", "-c", 'file=$1; shift; yad "$@" >"$file"', "sh", file,
                                "--title=maus", *argv, title="maus")
            act(desk, place)
            return file.read_text()

    def take_row(desk, place):
        desk.do("hover", place[0] + 40, place[1] + 60)
        desk.do("click", place[0] + 40, place[1] + 60, 1, 2)
        desk.ended()

    rows = [word for row in range(1, 9) for word in (str(row), f"Name {row}")]
    got = printed("--list", "--column=Nr", "--column=Name", "--height=400", *rows, act=take_row)
    if not re.fullmatch(r"(\d)\|Name \1\|\n", got):
        raise Wrong(f"no row was taken: {got!r}")

    def read_tip(desk, place):
        await_popup(desk, (place[0] + 347, place[1] + 56))
        desk.close()

    printed("--form", "--field=Name", "--width=400", "--button=Speichern!!Hinweis:0", act=read_tip)

    def slide(desk, place):
        drag(desk, (place[0] + 200, place[1] + 35), (place[0] + 300, place[1] + 35))
        desk.do("click", place[0] + 353, place[1] + 67, 1, 1)
        desk.ended()

    got = printed("--scale", "--value=50", "--width=400", act=slide)
    if not 60 < int(got) < 100:
        raise Wrong(f"dragged from the middle by a quarter to {got!r}")

    def turn(desk, place):
        desk.do("scroll", place[0] + 200, place[1] + 35, UP, 3)
        desk.do("settle")
        desk.do("click", place[0] + 353, place[1] + 67, 1, 1)
        desk.ended()

    got = printed("--scale", "--value=50", "--width=400", act=turn)
    same("turned by three notches", got, "80\n")

    def mark(desk, place):
        at, free = (place[0] + 30, place[1] + 18), (place[0] + 30, place[1] + 200)
        clicks_mark(desk, at, "Grundbuch", "Grundbuch Blatt 12", free)
        desk.do("drop")
        drag(desk, (place[0] + 6, at[1]), (place[0] + 300, at[1]))
        same("dragged over", selected(desk), "Grundbuch Blatt 12")
        desk.close()

    text = "Grundbuch Blatt 12\nzweite Zeile\n"
    with Desk() as desk:
        file = desk.folder / "text"
        file.write_text(text)
        mark(desk, desk.launch("yad", "--title=maus", "--text-info", "--editable",
                               f"--filename={file}", "--width=400", "--height=300", title="maus"))


def qt():
    """A list of Qt5: rows moved by drag and drop, double clicks, tool tips."""
    need("/usr/lib/python3/dist-packages/PyQt5")
    with Desk() as desk:
        file = desk.folder / "events"
        place = desk.launch("/usr/bin/python3", FIXTURE / "pointer_qt.py", file, title="maus")

        def row(number):
            return place[0] + 40, place[1] + 15 + 30 * number

        drag(desk, row(0), (row(3)[0], row(3)[1] + 12))
        lines = await_told(desk, file, lambda line: line.startswith("order"))
        same("moved", lines[-1], "order eins zwei drei null vier")
        desk.click(*row(1), times=2)
        await_told(desk, file, lambda line: line == "double zwei")
        desk.click(*row(2))
        desk.click(*row(2))
        desk.click(*row(4), times=2)
        lines = await_told(desk, file, lambda line: line == "double vier")
        if "double drei" in lines:
            raise Wrong("a parted pair was taken for one gesture")
        await_popup(desk, row(1))
        slides(desk, file, (place[0] + 6, place[1] + 215), (place[0] + 200, place[1] + 215))
        top = values(told(file), "value")[-1]
        desk.do("scroll", place[0] + 100, place[1] + 215, DOWN, 3)
        desk.do("settle")
        same("three notches", values(told(file), "value")[-3:], [top - 3, top - 6, top - 9])


def swing():
    """The text area of HSQLDB's manager."""
    need("java", HSQLDB)
    with Desk() as desk:
        place = desk.launch("java", "-cp", HSQLDB, "org.hsqldb.util.DatabaseManagerSwing",
                            "--driver", "org.hsqldb.jdbc.JDBCDriver", "--url",
                            "jdbc:hsqldb:mem:maus", "--user", "sa", title="HyperSQL")
        desk.await_look(place, TREE, lambda pixels: min(pixels) < BLACK)
        desk.type("Grundbuch Blatt 12")
        at = (place[0] + 245, place[1] + 70)
        clicks_mark(desk, at, "Grundbuch", "Grundbuch Blatt 12", (at[0] + 150, at[1] + 60))
