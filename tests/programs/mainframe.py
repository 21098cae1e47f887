# mainframe.py - x3270 at the small host of tn3270.py.
# SPDX-License-Identifier: EUPL-1.2
import json
import tn3270
import words
from desk import Desk, Refused, Wrong, expect_refusal, need, same, stopped

LABEL, COLUMN, WIDTH = "Familienname", 16, 60
CELL_H, BORDER, LABEL_X = 14, 2, 40  # of the font 3270
LINE = (0, BORDER + CELL_H, 100, CELL_H)  # where the label shows once the host has sent its mask
INK = 0x60


def read_back(desk, place, text):
    """Refuse unless the mask's line shows @text: three clicks mark the line."""
    desk.do("drop")
    desk.click(place[0] + LABEL_X, place[1] + BORDER + CELL_H + CELL_H // 2, times=3)
    desk.do("entered", f" {LABEL}".ljust(COLUMN) + text)


def enter(desk, place, way, text):
    desk.type(text) if way == "type" else desk.paste(text)
    desk.do("settle")  # x3270 queues pastes and Enter, and may not look there before its next event
    read_back(desk, place, text)
    desk.keys("Return")
    desk.do("settle")


def one(desk, way, text):
    """One connection, one text; what the host wrote down, or why it was not sent."""
    host = tn3270.Host((LABEL,), COLUMN, WIDTH, desk.folder / "akte")
    host.file.unlink(missing_ok=True)
    host.start()
    place = desk.launch("x3270", "-codepage", "german-euro", "-model", "2", "-efont", "3270",
                        "-xrm", "x3270.menuBar: False",
                        f"127.0.0.1:{host.port}", title="x3270-2 127")
    desk.await_look(place, LINE, lambda pixels: max(pixels) > INK)
    refusal = stopped(lambda: enter(desk, place, way, text))
    if refusal is None:
        got = json.loads(desk.await_file(host.file))
        same(f"{way} {text}", got.get(LABEL), text)
    desk.close()
    if host.fault and "hung up" not in str(host.fault):
        raise Wrong(f"the host: {host.fault}")
    return refusal, host.file


def x3270():
    """What code page 1141 and the field hold arrives; everything else is refused."""
    need("x3270")
    texts = (*words.LATIN1, *words.NAMES, *words.HOSTILE[:4], "€ 12,50", words.GERMAN[0][:40],
             words.HOSTILE[5], "x" * 61)
    with Desk() as desk:
        for text in texts:
            for way in ("type", "paste"):
                refusal, file = one(desk, way, text)
                if not tn3270.holds(text) or len(text) > WIDTH:
                    expect_refusal(f"{way} {text}", refusal, ("ERR_MISMATCH", "ERR_UNCERTAIN"),
                                   file)
                elif refusal:
                    raise Refused(refusal.code, f"{way} {text}: {refusal.text}")
