#!/usr/bin/env python3
# test_check.py - demo/check.py accepts a right demonstration and refuses each wrong one.
# SPDX-License-Identifier: EUPL-1.2
import contextlib
import io
import json
import pathlib
import sqlite3
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "demo"))
sys.dont_write_bytecode = True
import check  # noqa: E402 (its folder is known only now)

CONFIG = {"programm": "steuerverfahren", "datei": "steuer.db", "mandant": "0001"}
SECRETS = {"benutzer": "amtsbote", "kennwort": "geheim"}

SUBMISSION = {
    "G60000082": {"F60000227": "S\u030ckvorecova\u0301", "F60000228": "J\u00f6rg",
                  "F60000230": None,
                  "G60000083": {"F60000231": 9, "F60000232": 2, "F60000233": 1984}},
    "anschrift": {"F60000243": "Gro\u00dfe B\u00e4ckergasse", "hausnummer": "12a",
                  "F60000246": "01067", "F60000247": "Dresden"},
    "hund": {"name": "\u00c4rna", "rasse": "Dackel", "geburtsdatum": "2026-03-01",
             "geschlecht": "w", "farbe": "wei\u00df", "chipnummer": "276098100000000",
             "gefaehrlicherHund": True, "haltungsbeginn": "2026-10-15",
             "ermaessigung": {"grund": "jagdhund", "nachweisVom": "2025-06-30"}},
    "sepa": {"iban": "DE02120300000000202051", "mandatErteilt": True},
}
RECORD = {
    "familienname": "\u0160kvorecov\u00e1", "vornamen": "J\u00f6rg", "geburtsdatum": "09.02.1984",
    "strasse": "Gro\u00dfe B\u00e4ckergasse", "hausnummer": "12a", "plz": "01067", "ort": "Dresden",
    "iban": "DE02 1203 0000 0000 2020 51", "hundename": "\u00c4RNA", "rasse": "Dackel",
    "geschlecht": "weiblich", "farbe": "wei\u00df", "wurfdatum": "01.03.2026",
    "chipnummer": "276098100000000", "gefaehrlich": "ja", "haltung_ab": "15.10.2026",
    "ermaessigung": "Jagdhund", "nachweis_vom": "30.06.2025", "bemerkung": "AB-0123456789",
    "benutzer": "amtsbote", "mandant": "0001",
}
# Given out by the procedure itself.
NUMBERS = ["52.104712.7", "52.104713.5", "52.104714.3", "52.104715.1", "52.104717.8", "52.104718.6",
           "52.104719.4", "52.104720.8"]


class Demonstration:
    """A folder as demo/run leaves it when all went well; tests spoil it before judging."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.results, self.runs = [], []
        paths = sorted((ROOT / "recipes/hundesteuer/samples").glob("*.json"))
        submissions = [json.loads(path.read_text()) for path in paths]
        ends = check.expected_ends(submissions, CONFIG, SECRETS)
        numbers = iter(NUMBERS)
        (self.folder / "config.json").write_text(json.dumps(CONFIG))
        (self.folder / "secrets.json").write_text(json.dumps(SECRETS))
        self.db = sqlite3.connect(self.folder / "steuer.db")
        columns = ["kassenzeichen", *RECORD, "angelegt_am"]
        self.db.execute(f"CREATE TABLE hund({', '.join(f'{name} TEXT' for name in columns)})")
        for i, (path, submission, end) in enumerate(zip(paths, submissions, ends)):
            self.add(str(path), submission, end, f"AB-{i:010}", numbers)

    def add(self, path, submission, end, mark, numbers):
        result = {"submission": path, "mark": mark, "end": end, "outcome": {}, "reason": None}
        if end == "entered":
            result["outcome"] = {"kassenzeichen": next(numbers)}
            result |= {"probe_before": "absent", "probe_after": "found", "probe_agrees": True}
            record = check.expected_record(submission, mark, CONFIG, SECRETS)
            self.insert({"kassenzeichen": result["outcome"]["kassenzeichen"], **record})
        elif end == "returned":
            result["reason"] = "Chipnummer 1 ist bereits vergeben (Kassenzeichen 2)."
        else:
            result["reason"] = "field 'Vornamen' does not take U+035F"
        self.results.append(result)
        self.runs.append([path, check.EXIT_CODES[end]])

    def insert(self, record):
        names = ", ".join(record)
        marks = ", ".join("?" * len(record))
        self.db.execute(f"INSERT INTO hund({names}) VALUES({marks})", list(record.values()))

    def find(self, end):
        return next(result for result in self.results if result["end"] == end)

    def sql(self, statement, *values):
        assert self.db.execute(statement, values).rowcount == 1, statement

    def judge(self):
        self.db.commit()
        runs = "".join(f"{path}\t{code}\n" for path, code in self.runs)
        (self.folder / "runs.tsv").write_text(runs)
        lines = "".join(json.dumps(result) + "\n" for result in self.results)
        (self.folder / "results.jsonl").write_text(lines)
        out = io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
            code = check.main(["check.py", str(self.folder)])
        return code, out.getvalue()


class Judge(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.demo = Demonstration(folder.name)
        self.addCleanup(self.demo.db.close)

    def refused(self, text):
        code, out = self.demo.judge()
        self.assertEqual(code, 1, out)
        self.assertIn(text, out)
        self.assertNotIn(": as expected", out)

    def test_right(self):
        code, out = self.demo.judge()
        self.assertEqual(code, 0, out)
        self.assertEqual(out.splitlines()[-1],
                         "demo: 8 entered byte-equal, 1 returned, 1 held: as expected")

    def test_record_of_a_submission(self):
        record = check.expected_record(SUBMISSION, RECORD["bemerkung"], CONFIG, SECRETS)
        self.assertEqual(record, RECORD)

    def test_each_column(self):
        mark = self.demo.find("entered")["mark"]
        for column in check.expected_record(SUBMISSION, mark, CONFIG, SECRETS):
            if column == "bemerkung":
                continue
            with self.subTest(column):
                here = "WHERE bemerkung = ?"
                self.demo.sql(f"UPDATE hund SET {column} = {column} || '.' {here}", mark)
                self.refused(f"column {column}")
                self.demo.sql(f"UPDATE hund SET {column} = rtrim({column}, '.') {here}", mark)

    def test_same_look_other_bytes(self):
        self.demo.sql("UPDATE hund SET familienname = ? WHERE familienname = ?", "Mu\u0308ller",
                      "M\u00fcller")
        self.refused("column familienname")

    def test_record_missing(self):
        self.demo.sql("DELETE FROM hund WHERE bemerkung = ?", self.demo.find("entered")["mark"])
        self.refused("0 records with the mark")

    def test_record_twice(self):
        mark = self.demo.find("entered")["mark"]
        record = check.expected_record(SUBMISSION, mark, CONFIG, SECRETS)
        self.demo.insert({"kassenzeichen": "52.104722.4", **record})
        self.refused("2 records with the mark")

    def test_record_nobody_sent(self):
        self.demo.insert({"kassenzeichen": "52.104722.4", **RECORD})
        self.refused("nothing that was sent led to it")

    def test_record_of_the_returned(self):
        self.demo.insert({"kassenzeichen": "52.104722.4", **RECORD,
                          "bemerkung": self.demo.find("returned")["mark"]})
        self.refused("none expected")

    def test_other_number_saved(self):
        self.demo.sql("UPDATE hund SET kassenzeichen = ? WHERE bemerkung = ?", "52.104722.4",
                      self.demo.find("entered")["mark"])
        self.refused("Kassenzeichen: reported")

    def test_check_digit(self):
        result = self.demo.find("entered")
        result["outcome"]["kassenzeichen"] = "52.104712.8"
        self.demo.sql("UPDATE hund SET kassenzeichen = ? WHERE bemerkung = ?", "52.104712.8",
                      result["mark"])
        self.refused("wrong check digit")

    def test_other_end(self):
        self.demo.find("held")["end"] = "failed"
        self.refused("ended failed, expected held")

    def test_exit_code(self):
        self.demo.runs[0][1] = 5
        self.refused("exit code 5, expected 0")

    def test_reasons(self):
        self.demo.find("returned")["reason"] = "something else"
        self.demo.find("held")["reason"] = "something else"
        code, out = self.demo.judge()
        self.assertEqual(code, 1)
        self.assertIn("ist bereits vergeben", out)
        self.assertIn("does not name U+035F", out)

    def test_probe(self):
        self.demo.find("entered")["probe_agrees"] = False
        self.refused("probe: absent, found")

    def test_nine_runs(self):
        result = self.demo.results.pop(0)
        self.demo.runs.pop(0)
        self.demo.sql("DELETE FROM hund WHERE bemerkung = ?", result["mark"])
        self.refused("the submissions should end")

    def test_no_result(self):
        self.demo.results.pop(0)
        self.refused("ended None, expected entered")

    def test_no_database(self):
        self.demo.db.close()
        self.demo.db = sqlite3.connect(":memory:")
        (self.demo.folder / "steuer.db").unlink()
        self.refused("cannot judge")


if __name__ == "__main__":
    unittest.main()
