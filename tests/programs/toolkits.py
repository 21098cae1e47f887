# toolkits.py - forms of GTK3, Tk and Motif.
# SPDX-License-Identifier: EUPL-1.2
import sys
import words
from desk import ROOT, Desk, Wrong, need, same

sys.path.insert(0, str(ROOT / "tests/run"))
import stage  # noqa: E402  one run of the agent against the demo application, and its judge

FIELDS = 10
CHIP = 276098106512300


def yad():
    """A form of ten fields; yad prints one line a field."""
    need("yad")
    texts = [*words.GERMAN, *words.NAMES, *words.HOSTILE, *words.din_lines()]
    for way in ("type", "paste"):
        for at in range(0, len(texts), FIELDS):
            part = texts[at:at + FIELDS]
            with Desk() as desk:
                file = desk.folder / "form"
                fields = [f"--field=Feld {row}" for row in range(len(part))]
                desk.launch("sh", "-c", 'file=$1; shift; yad "$@" >"$file"', "sh", file, "--form",
                            "--title=antrag", "--width=900", "--separator=\\n", *fields,
                            title="antrag")
                for row, text in enumerate(part):
                    if row > 0:
                        desk.keys("Tab")
                    desk.do("type", text) if way == "type" else desk.paste(text)
                desk.keys("Return")
                desk.ended()
                got = file.read_text("utf-8").split("\n")
                for text, line in zip(part, got):
                    same(f"{way} field", line, text)


def tk():
    """An entry and a text widget of wish, which writes both."""
    need("wish")
    lines = [*words.GERMAN, *words.NAMES, *words.HOSTILE, *words.din_lines()]
    for way in ("type", "paste"):
        with Desk() as desk:
            file = desk.folder / "text"
            desk.launch("wish", ROOT / "tests/programs/fixture/form.tcl", file, title="tk")
            desk.type(lines[0]) if way == "type" else desk.paste(lines[0])
            desk.keys("Tab")
            for line in lines:
                desk.type(line) if way == "type" else desk.paste(line)
                desk.keys("Return")
            desk.keys("F2")
            desk.ended()
            got = file.read_text("utf-8").split("\n")
            want = [lines[0], *lines, ""]
            for number, (line, text) in enumerate(zip(got, want)):
                same(f"{way} line {number}", line, text)
            same("lines", got, want)


def motif():
    """The demo application by `amtsbote run`: text fields checked in its SQLite data base."""
    texts = [*words.NAMES, *words.HOSTILE]
    changes = tuple({"G60000082.F60000227": texts[at], "G60000082.F60000228": texts[at + 1],
                     "hund.name": texts[at + 2], "hund.chipnummer": str(CHIP + at)}
                    for at in range(0, len(texts), 3))
    work = stage.Stage(stage.Scenario(
        submissions=changes, records=tuple(range(len(changes))),
        ends=(stage.End("entered", acted=True),) * len(changes)))
    try:
        work.prepare()
        work.run()
        work.judge()
        if work.say("motif"):
            raise Wrong("the judge of tests/run is not content")
    finally:
        work.finish()
