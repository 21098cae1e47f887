# judge.py - judges the unattended demonstration from outside: application, portal, evidence.
# SPDX-License-Identifier: EUPL-1.2
"""What lies in the tax procedure's file must be, byte for byte, what was sent to the portal; what
the portal got must be what was saved; the journal must verify, and must not when one byte of it is
another. Nothing here is asked of the agent but `verify`.
"""
import json
import pathlib
import shutil
import subprocess
import unicodedata

import check


class Case:
    """One submission: sent, saved, told."""

    def __init__(self, path, told):
        self.name = path.stem
        self.submission = json.loads(path.read_text())
        self.told = told
        self.answer = told["result"] or {}
        self.faults = []
        self.record = "none"

    def blame(self, text):
        self.faults.append(f"{self.name}: {text}")

    def judge(self, expected, rows, config, secrets):
        """Takes its record out of rows."""
        mark = self.answer.get("job", "")
        mine = [row for row in rows if mark and row["bemerkung"] == mark.encode()]
        for row in mine:
            rows.remove(row)
        if self.answer.get("outcome") != expected:
            self.blame(f"told {self.answer.get('outcome')}, expected {expected}")
        self.judge_key()
        if expected != "entered":
            if mine:
                self.blame(f"{len(mine)} record(s) saved, none expected")
            if not self.answer.get("reason"):
                self.blame("returned without a reason")
            return
        if len(mine) != 1:
            self.blame(f"{len(mine)} records with the mark {mark or '-'}, one expected")
            return
        self.judge_record(mine[0], check.expected_record(self.submission, mark, config, secrets))

    def judge_key(self):
        if not self.told["key"]:
            self.blame("no idempotency key")
        if self.told["other_key"]:
            self.blame(f"{self.told['other_key']} result(s) under another key")

    def judge_record(self, row, want):
        differing = [name for name, text in want.items() if row.get(name) != text.encode()]
        self.record = f"differs: {', '.join(differing)}" if differing else "equal"
        for name in differing:
            got = (row.get(name) or b"").decode(errors="replace")
            self.blame(f"column {name}: saved {got!r}, sent {want[name]!r}")
        number = self.answer.get("values", {}).get("kassenzeichen", "")
        if number.encode() != row["kassenzeichen"]:
            self.blame(f"Kassenzeichen: told {number!r}, saved {row['kassenzeichen'].decode()!r}")
        if not check.check_digit_holds(number):
            self.blame(f"Kassenzeichen: {number!r} has a wrong check digit")

    def row(self):
        told = (self.answer.get("values", {}).get("kassenzeichen")
                or unicodedata.normalize("NFC", self.answer.get("reason", "-")))
        return (self.name, self.answer.get("outcome", "-"), self.record,
                str(self.told["same_key"]), told[:60])


def verify(demo, folder):
    done = subprocess.run([demo.amtsbote, "verify", folder], capture_output=True, text=True,
                          check=False)
    return done.returncode, (done.stdout + done.stderr).strip()


def judge_journal(demo, faults):
    """It verifies; a copy with one bit changed in its middle does not."""
    journal = demo.site / "zustand/journal"
    code, text = verify(demo, journal)
    print(f"journal: {text.splitlines()[0] if text else '-'}")
    if code != 0:
        faults.append(f"the journal does not verify: {text}")
    copy = demo.folder / "journal-changed"
    shutil.copytree(journal, copy)
    segment = sorted(copy.glob("*.jsonl"))[0]
    data = bytearray(segment.read_bytes())
    data[len(data) // 2] ^= 1
    segment.write_bytes(data)
    code, text = verify(demo, copy)
    print(f"changed copy: {text.splitlines()[0] if text else '-'}")
    if code == 0:
        faults.append("a journal with one byte changed verifies")


def judge_reports(demo, cases, faults):
    """A report for every job, with nothing personal in the clear."""
    paths = {}
    for case in cases:
        mark = case.answer.get("job", "")
        path = demo.site / "zustand/reports" / f"{mark}.html"
        if not mark or not path.exists():
            faults.append(f"{case.name}: no report")
            continue
        paths[case.name] = path
        name = unicodedata.normalize("NFC", case.submission["G60000082"]["F60000227"])
        if name in path.read_text():
            faults.append(f"{case.name}: the report shows the family name")
    return paths


def show_table(cases):
    head = ("submission", "outcome", "record", "results", "told")
    rows = [head] + [case.row() for case in cases]
    widths = [max(len(row[i]) for row in rows) for i in range(len(head))]
    print()
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())
    print()


def judge(demo, samples, state):
    """Print the table; exit code 0 if all is as expected."""
    told = {one["id"]: one for one in state["submissions"]}
    cases = [Case(path, told[f"antrag-{path.stem}"]) for path in samples]
    config = {"mandant": "0001"}
    secrets = json.loads((demo.site / "geheim.json").read_text())
    rows = check.records(demo.site / "steuer.db")
    ends = check.expected_ends([case.submission for case in cases], config, secrets)
    faults = []
    for case, end in zip(cases, ends):
        case.judge("entered" if end == "entered" else "returned", rows, config, secrets)
        faults += case.faults
    faults += [f"record {row['kassenzeichen'].decode()}: nothing that was sent led to it"
               for row in rows]
    show_table(cases)
    judge_journal(demo, faults)
    paths = judge_reports(demo, cases, faults)
    if paths:
        first = pathlib.Path(sorted(paths.values())[0])
        print(f"reports: {first.parent} ({len(paths)}); open one: xdg-open {first}")
    print()
    for fault in faults:
        print(f"  {fault}")
    if faults:
        print(f"demo: {len(faults)} fault(s): NOT as expected")
        return 1
    print(f"demo: {sum(end == 'entered' for end in ends)} entered byte-equal,"
          f" {sum(end != 'entered' for end in ends)} returned, every result under one key,"
          " journal whole: as expected")
    return 0
