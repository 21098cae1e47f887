#!/usr/bin/env python3
# check.py - judges the demonstration: is what the tax procedure saved what was sent?
# SPDX-License-Identifier: EUPL-1.2
"""usage: check.py FOLDER

FOLDER holds what demo/run made: runs.tsv (submission, exit code), results.jsonl (what the agent
reported), steuer.db (what the procedure saved), config.json, secrets.json. The judge shares nothing
with the agent: it computes itself what has to stand in each column, and compares byte for byte.
Exit 0 if everything is as expected, else 1.
"""
import json
import pathlib
import sqlite3
import sys
import unicodedata

RUNS = {"entered": 8, "returned": 1, "held": 1}
EXIT_CODES = {"entered": 0, "returned": 2, "held": 3}
# What the procedure's character table lacks (demo/steuerverfahren/README.md).
LACKING = "\u035f"
REFUSAL = "ist bereits vergeben"  # the procedure's own words for a chip number in use

# The entries of the procedure's option menus for the codes of the submissions.
SEX = {"m": "männlich", "w": "weiblich"}
REDUCTION = {"keine": "keine", "blindenfuehrhund": "Blindenführhund",
             "rettungshund": "Rettungshund", "jagdhund": "Jagdhund"}


class Unreadable(Exception):
    """The folder or a submission is not what demo/run leaves behind."""


def member(submission, path):
    """The text at a.b.c; "" if it or a part of the way is missing or null."""
    at = submission
    for name in path.split("."):
        at = at.get(name) if isinstance(at, dict) else None
    if at is None:
        return ""
    if isinstance(at, bool):
        return "ja" if at else "nein"
    if not isinstance(at, str):
        raise Unreadable(f"{path} is no text")
    return unicodedata.normalize("NFC", at)


def day(text):
    """JJJJ-MM-TT as the procedure stores it: TT.MM.JJJJ."""
    return ".".join(reversed(text.split("-"))) if text else ""


def day_of_parts(group):
    """The FIM group of day, month, year as TT.MM.JJJJ."""
    return f"{int(group['F60000231']):02}.{int(group['F60000232']):02}.{int(group['F60000233']):04}"


def grouped(iban):
    """An IBAN in groups of four, as it is printed."""
    plain = "".join(iban.split()).upper()
    return " ".join(plain[i:i + 4] for i in range(0, len(plain), 4))


def expected_record(s, mark, config, secrets):
    """Every column of table hund that the submission decides."""
    person = s["G60000082"]
    return {
        "familienname": member(person, "F60000227"),
        "vornamen": member(person, "F60000228"),
        "geburtsdatum": day_of_parts(person["G60000083"]),
        "strasse": member(s, "anschrift.F60000243"),
        "hausnummer": member(s, "anschrift.hausnummer"),
        "plz": member(s, "anschrift.F60000246"),
        "ort": member(s, "anschrift.F60000247"),
        "iban": grouped(member(s, "sepa.iban")),
        "hundename": unicodedata.normalize("NFC", member(s, "hund.name").upper()),
        "rasse": member(s, "hund.rasse"),
        "geschlecht": SEX[member(s, "hund.geschlecht")],
        "farbe": member(s, "hund.farbe"),
        "wurfdatum": day(member(s, "hund.geburtsdatum")),
        "chipnummer": member(s, "hund.chipnummer"),
        "gefaehrlich": member(s, "hund.gefaehrlicherHund"),
        "haltung_ab": day(member(s, "hund.haltungsbeginn")),
        "ermaessigung": REDUCTION[member(s, "hund.ermaessigung.grund")],
        "nachweis_vom": day(member(s, "hund.ermaessigung.nachweisVom")),
        "bemerkung": mark,
        "benutzer": secrets["benutzer"],
        "mandant": config["mandant"],
    }


def expected_ends(submissions, config, secrets):
    """How each has to end, in order: a letter the procedure lacks holds, a chip in use returns."""
    chips, ends = set(), []
    for s in submissions:
        sent = expected_record(s, "", config, secrets)
        if any(LACKING in text for text in sent.values()):
            ends.append("held")
        elif sent["chipnummer"] in chips:
            ends.append("returned")
        else:
            ends.append("entered")
            chips.add(sent["chipnummer"])
    return ends


def check_digit_holds(number):
    """NN.NNNNNN.P: weights 2 to 7 cyclic from the right, 11 - sum mod 11, 11 becomes 0."""
    parts = number.split(".")
    if [len(p) for p in parts] != [2, 6, 1] or not all(c in "0123456789" for c in "".join(parts)):
        return False
    digits = [int(c) for c in parts[0] + parts[1]]
    total = sum(d * (2 + i % 6) for i, d in enumerate(reversed(digits)))
    return (11 - total % 11) % 11 == int(parts[2])


def records(path):
    """Rows of table hund: column -> the bytes as they lie in the file."""
    db = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    try:
        names = [row[1] for row in db.execute("PRAGMA table_info(hund)")]
        columns = ", ".join(f"CAST({name} AS BLOB)" for name in names)
        return [dict(zip(names, row)) for row in db.execute(f"SELECT {columns} FROM hund")]
    finally:
        db.close()


class Run:
    """One submission: what had to come of it, what was reported, what was saved."""

    def __init__(self, path, code, submission, end):
        self.path, self.code, self.submission, self.end = path, code, submission, end
        self.result, self.record, self.faults = {}, None, []
        self.differing = []

    def blame(self, text):
        self.faults.append(f"{pathlib.Path(self.path).name}: {text}")

    def judge_record(self, rows, config, secrets):
        mark = self.result.get("mark", "")
        mine = [row for row in rows if mark and row["bemerkung"] == mark.encode()]
        if self.end != "entered":
            if mine:
                self.blame(f"{len(mine)} record(s) saved, none expected")
            return mine
        if len(mine) != 1:
            self.blame(f"{len(mine)} records with the mark {mark or '-'}, one expected")
            return mine
        self.record = mine[0]
        want = expected_record(self.submission, mark, config, secrets)
        self.differing = [name for name, text in want.items()
                          if self.record.get(name) != text.encode()]
        for name in self.differing:
            got = (self.record.get(name) or b"").decode(errors="replace")
            self.blame(f"column {name}: saved {got!r}, sent {want[name]!r}")
        self.judge_number()
        return mine

    def judge_number(self):
        told = self.result.get("outcome", {}).get("kassenzeichen") or ""
        saved = self.record["kassenzeichen"]
        if told.encode() != saved:
            self.blame(f"Kassenzeichen: reported {told!r}, saved {saved.decode()!r}")
        if not check_digit_holds(told):
            self.blame(f"Kassenzeichen: {told!r} has a wrong check digit")

    def judge_report(self):
        told, reason = self.result.get("end"), self.result.get("reason") or ""
        if told != self.end:
            self.blame(f"ended {told}, expected {self.end}: {reason}")
        if self.code != EXIT_CODES[self.end]:
            self.blame(f"exit code {self.code}, expected {EXIT_CODES[self.end]}")
        if self.end == "returned" and REFUSAL not in reason:
            self.blame(f"the reason lacks '{REFUSAL}': {reason}")
        if self.end == "held" and f"U+{ord(LACKING):04X}" not in reason:
            self.blame(f"the reason does not name U+{ord(LACKING):04X}: {reason}")
        if self.end == "entered" and self.probe() != "absent, found, agrees":
            self.blame(f"probe: {self.probe()}")

    def probe(self):
        said = [self.result.get("probe_before"), self.result.get("probe_after")]
        said.append("agrees" if self.result.get("probe_agrees") else None)
        return ", ".join(word for word in said if word) or "-"

    def row(self):
        if self.record is None:
            record = "none"
        else:
            record = f"differs: {', '.join(self.differing)}" if self.differing else "equal"
        number = self.result.get("outcome", {}).get("kassenzeichen") or "-"
        return (pathlib.Path(self.path).name, self.end, self.result.get("end") or "-", record,
                number, self.probe())


def read_runs(folder, config, secrets):
    """The runs of runs.tsv in order, each with its submission, its expected end, its result."""
    lines = [line.split("\t") for line in (folder / "runs.tsv").read_text().splitlines()]
    submissions = [json.loads(pathlib.Path(path).read_text()) for path, _ in lines]
    runs = [Run(path, int(code), submission, end) for (path, code), submission, end
            in zip(lines, submissions, expected_ends(submissions, config, secrets))]
    told = folder / "results.jsonl"
    for line in told.read_text().splitlines() if told.exists() else []:
        result = json.loads(line)
        mine = next((run for run in runs if run.path == result["submission"]), None)
        if mine is None or mine.result:
            raise Unreadable(f"results.jsonl: {result['submission']}: not asked for, or twice")
        mine.result = result
    return runs


def show_table(runs):
    head = ("submission", "expected", "reported", "record", "Kassenzeichen", "probe")
    rows = [head] + [run.row() for run in runs]
    widths = [max(len(row[i]) for row in rows) for i in range(len(head))]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())


def judge(folder):
    """Print the table; the faults of all runs and of the whole, empty if all is as expected."""
    config = json.loads((folder / "config.json").read_text())
    secrets = json.loads((folder / "secrets.json").read_text())
    runs = read_runs(folder, config, secrets)
    rows = records(folder / "steuer.db")
    faults = []
    for run in runs:
        run.judge_report()
        for mine in run.judge_record(rows, config, secrets):
            rows.remove(mine)
        faults += run.faults
    faults += [f"record {row['kassenzeichen'].decode()}: nothing that was sent led to it"
               for row in rows]
    counts = {end: sum(run.end == end for run in runs) for end in RUNS}
    if counts != RUNS:
        faults.append(f"the submissions should end {RUNS}, theirs are {counts}")
    show_table(runs)
    return faults


def main(argv):
    if len(argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        faults = judge(pathlib.Path(argv[1]))
    except (OSError, ValueError, KeyError, sqlite3.Error, Unreadable) as cause:
        print(f"demo: cannot judge: {cause!r}", file=sys.stderr)
        return 1
    print()
    for fault in faults:
        print(f"  {fault}")
    if faults:
        print(f"demo: {len(faults)} fault(s): NOT as expected")
        return 1
    print(f"demo: {RUNS['entered']} entered byte-equal, {RUNS['returned']} returned,"
          f" {RUNS['held']} held: as expected")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
