# terminal.py - xterm, and full-screen programs in it.
# SPDX-License-Identifier: EUPL-1.2
import subprocess
import words
from desk import BUILD, ROOT, Desk, expect_refusal, need, same, stopped

UTF8 = ("LC_ALL=C.UTF-8",)
CELL_W, CELL_H, BORDER = 6, 13, 2  # of the font 6x13, and xterm's own
OPTIONS = ("-fn", "6x13", "-b", str(BORDER), "+sb", "-geometry", "120x40")
DRIVEN = "shift+Insert"
DARK = 100  # of 255


def xterm(desk, title, *argv):
    """xterm with a program in it; @argv begins with xterm's own options up to -e."""
    return desk.launch("xterm", "-T", title, *OPTIONS, *argv, title=title)


def cat(desk, file, *options):
    return xterm(desk, "cat", *options, "-e", "sh", "-c", 'cat > "$1"', "sh", file)


def read_back(desk, place, row, col, cells, text):
    """Refuse unless the @cells of a line hold @text: marked by a click and an extending click."""
    y = place[1] + BORDER + row * CELL_H + CELL_H // 2
    desk.do("drop")
    desk.click(place[0] + BORDER + col * CELL_W, y)
    desk.click(place[0] + BORDER + (col + cells) * CELL_W, y, button=3)
    desk.do("entered", text)


def held(text, encoding):
    try:
        return bool(text.encode(encoding))
    except UnicodeEncodeError:
        return False


def lines_into_cat(enter, *options):
    """@enter(desk, line) puts one line in; what cat wrote has to be all of them."""
    need("xterm")
    lines = [*words.GERMAN, *words.NAMES, *words.HOSTILE, *words.din_lines()]
    with Desk(UTF8) as desk:
        file = desk.folder / "text"
        cat(desk, file, *options)
        for line in lines:
            enter(desk, line)
            desk.keys("Return")
        desk.keys("ctrl+d")
        desk.ended()
        got = file.read_text("utf-8").split("\n")
        same("last line", got.pop(), "")
        for number, (line, want) in enumerate(zip(got, lines)):
            same(f"line {number}", line, want)
        same("number of lines", got, lines)


def xterm_keys():
    lines_into_cat(lambda desk, line: desk.type(line), "-u8")


def xterm_paste():
    lines_into_cat(lambda desk, line: desk.paste(line, DRIVEN), "-u8")


def enter_latin1(desk, place, way, text):
    desk.type(text) if way == "type" else desk.paste(text, DRIVEN)
    read_back(desk, place, 0, 0, 119, text)
    desk.keys("Return", "ctrl+d")
    desk.ended()


def xterm_latin1():
    """In Latin-1 mode xterm drops or replaces what it lacks: read back, and never sent off."""
    need("xterm")
    with Desk(("LC_ALL=C",)) as desk:
        for text in (*words.LATIN1, *words.NAMES, words.GERMAN[0]):
            for way in ("type", "paste"):
                file, name = desk.folder / "text", f"{way} {text}"
                file.unlink(missing_ok=True)
                place = cat(desk, file, "+lc", "+u8")
                refusal = stopped(lambda: enter_latin1(desk, place, way, text))
                if not held(text, "latin-1"):
                    desk.close()
                    expect_refusal(name, refusal, ("ERR_MISMATCH",), file)
                elif refusal:
                    raise refusal
                else:
                    same(name, file.read_bytes(), text.encode("latin-1") + b"\n")


def await_backdrop(desk, place):
    """Until dialog has painted the first line dark: a terminal's window stands and rests before the
    program in it does, and what is typed then the form does not get."""
    desk.await_look(place, (20 * CELL_W, BORDER, 40 * CELL_W, CELL_H), lambda seen: max(seen) < DARK)


def dialog_form():
    """dialog's own output, one line a field."""
    need("xterm", "dialog")
    texts = [*words.GERMAN, *words.NAMES, *words.HOSTILE, *words.din_lines(24)]
    for way in ("type", "paste"):
        for at in range(0, len(texts), 8):
            part = texts[at:at + 8]
            with Desk(UTF8) as desk:
                file = desk.folder / "form"
                fields = []
                for row in range(len(part)):
                    fields += [f"Feld {row}", row + 1, 1, "", row + 1, 10, 90, 200]
                place = xterm(desk, "dialog", "-u8", "-e", "sh", "-c",
                      'file=$1; shift; dialog --no-mouse "$@" 2>"$file.part" &&'
                      ' mv "$file.part" "$file"', "sh", file,
                      "--form", "Antrag", 20, 110, 10, *fields)
                await_backdrop(desk, place)
                for text in part:
                    desk.type(text) if way == "type" else desk.paste(text, DRIVEN)
                    desk.keys("Down")
                desk.do("settle")
                desk.keys("Return")
                desk.ended()
                got = file.read_text("utf-8").split("\n")
                for text, line in zip(part, got):
                    same(f"{way} field", line, text)


def compile_mask():
    need("cobc")
    folder = BUILD / "tests/programs"
    program, source = folder / "mask", ROOT / "tests/programs/fixture/mask.cob"
    if not program.exists() or program.stat().st_mtime < source.stat().st_mtime:
        subprocess.run(["cobc", "-x", "-o", program, source], check=True, cwd=folder)
    return program


def enter_mask(desk, place, text):
    desk.type(text)
    read_back(desk, place, 1, 15, 60, text + "_" * (60 - len(text)))
    desk.keys("Return")
    desk.ended()


def cobol():
    """A field of 60 bytes whose screen shows ASCII only: everything else is refused."""
    need("xterm")
    program, known = compile_mask(), [text for text in words.HOSTILE if text.isascii()]
    with Desk((*UTF8, "COB_MOUSE_FLAGS=0")) as desk:
        file = desk.folder / "akte"
        desk.do("env", f"MASKE={file}")
        for text in (*known, "x" * 60, *words.NAMES, words.GERMAN[0], "a" * 59 + "üb", "y" * 61):
            file.unlink(missing_ok=True)
            place = xterm(desk, "mask", "-u8", "-e", program)
            refusal = stopped(lambda: enter_mask(desk, place, text))
            if not text.isascii() or len(text) > 60:
                desk.close()
                expect_refusal(text, refusal, ("ERR_MISMATCH",), file)
            elif refusal:
                raise refusal
            else:
                same(text, file.read_text("utf-8"), f"{text}\n\n\n")
