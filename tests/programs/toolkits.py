# toolkits.py - programs of GTK3, Tk, Motif, Qt5 and Swing.
# SPDX-License-Identifier: EUPL-1.2
import sys
import words
from desk import ROOT, Desk, Wrong, need, same

sys.path.insert(0, str(ROOT / "tests/run"))
import stage  # noqa: E402  one run of the agent against the demo application, and its judge

FIELDS = 10
CHIP = 276098106512300
HSQLDB = "/usr/share/java/hsqldb.jar"
TREE = (20, 77, 180, 14)  # in the manager's window: the tree's second row, empty until connected
LAMP = (23, 480, 4, 4)  # black while it works
BLACK = 0x50


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


def qt():
    """FeatherPad: a text typed, another pasted, saved by ctrl+s."""
    need("featherpad")
    lines = [*words.GERMAN, *words.NAMES, *words.HOSTILE, *words.din_lines()]
    for way in ("type", "paste"):
        with Desk() as desk:
            file = desk.folder / "text.txt"
            file.write_text("")
            desk.launch("featherpad", "--standalone", file, title=str(file))
            for line in lines:
                desk.do("type", line) if way == "type" else desk.paste(line)
                desk.keys("Return")
            desk.keys("ctrl+s")
            want = "\n".join(lines) + "\n"
            got = desk.await_file(file, lambda data: data.endswith(b"\n")).decode("utf-8")
            for number, (line, text) in enumerate(zip(got.split("\n"), lines)):
                same(f"{way} line {number}", line, text)
            same("text", got, want)


def await_ready(desk, place):
    """While the manager works, on a thread of its own, its lamp is black and it drops keys."""
    desk.await_look(place, LAMP, lambda pixels: min(pixels) > BLACK)


def in_sql(text):
    return "'" + text.replace("'", "''") + "'"


def execute(desk, place, way, statement):
    await_ready(desk, place)
    desk.keys("ctrl+a")
    desk.do("type", statement) if way == "type" else desk.paste(statement)
    desk.do("barrier")
    desk.keys("ctrl+Return")


def script_of(database):
    """What HSQLDB wrote on its way out: {number: name}. It escapes as Java's properties do."""
    rows = {}
    for line in database.with_suffix(".script").read_text("ascii").splitlines():
        if line.startswith("INSERT INTO ANTRAG VALUES("):
            number, name = line[len("INSERT INTO ANTRAG VALUES("):-1].split(",", 1)
            rows[int(number)] = name[1:-1].replace("''", "'")
    return rows


def unescape(text):
    parts = text.split("\\u")
    return parts[0] + "".join(chr(int(part[:4], 16)) + part[4:] for part in parts[1:])


def swing():
    """HSQLDB's manager: SQL into its text area, and what the data base then has in its file."""
    need("java", HSQLDB)
    texts = [*words.GERMAN, *words.NAMES, *words.HOSTILE, *words.din_lines()]
    for way in ("type", "paste"):
        with Desk() as desk:
            database = desk.folder / "akte"
            place = desk.launch("java", "-cp", HSQLDB, "org.hsqldb.util.DatabaseManagerSwing",
                                "--driver", "org.hsqldb.jdbc.JDBCDriver", "--url",
                                f"jdbc:hsqldb:file:{database};shutdown=true", "--user", "sa",
                                title="HyperSQL")
            desk.await_look(place, TREE, lambda pixels: min(pixels) < BLACK)
            execute(desk, place, way, "CREATE TABLE antrag(nummer INT PRIMARY KEY, name VARCHAR(4000));")
            for number, text in enumerate(texts):
                execute(desk, place, way, f"INSERT INTO antrag VALUES({number}, {in_sql(text)});")
            await_ready(desk, place)
            desk.close()
            rows = script_of(database)
            for number, text in enumerate(texts):
                same(f"{way} row {number}", unescape(rows.get(number, "")), text)
            same("rows", sorted(rows), list(range(len(texts))))
