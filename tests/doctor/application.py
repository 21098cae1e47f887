#!/usr/bin/env python3
# application.py - `amtsbote doctor --app` against programs of every toolkit, and against odd ones.
# SPDX-License-Identifier: EUPL-1.2
"""usage: application.py NAME   (or: application.py --list)

Each row of the table starts one program and states what the doctor must say about it. Exit 0 if
it does, 1 with what differs, 77 if the program is not installed.
"""
import pathlib
import shlex
import shutil
import subprocess
import sys
import tempfile
sys.dont_write_bytecode = True  # the tree stays as it is

HERE = pathlib.Path(__file__).parent
LIMIT_S = 150
SKIPPED = 77
# Groups of the standard that a German form must take, and how much is in each of the list.
WHOLE = {"bll": 649, "dc": 20, "bnlreq": 18, "bnl": 60}
# Extended groups: Greek, Bulgarian Cyrillic, more non-letters.
EXTENDED = {"gl": 69, "cl": 62, "enl": 42}
BY_SELECTION = "yes, by the selection"
BY_PICTURE = "yes, by the picture; PRIMARY is not owned"
COMES_BACK = "leaves the field, shift+Tab comes back"

RECIPE = """recipe: probe
language: 1
version: 1.0.0
title: Probe
accepts: { service: "urn:x:probe", schema: "https://example.invalid/probe.json" }
"""
STEPS = """steps:
  - expect: Formular
"""


def tk(oddity):
    return ["wish", HERE / "form.tcl", oddity, "{folder}/committed"]


def row(start, end="complete", why="", options=(), text_by=None, select_all=None, **facts):
    """Names of facts are written with __ for the point."""
    return {"start": start, "end": end, "why": why, "options": options, "text_by": text_by,
            "select_all": select_all,
            "facts": {name.replace("__", "."): value for name, value in facts.items()}}


ROWS = {
    "xterm": row(["xterm", "-e", "cat"], toolkit__name="terminal (Xaw)",
                 focus__model="passive", barrier__used="expose", barrier__ping__listed=False,
                 focus__tab="is up to the program in the terminal", paste__chord="shift+Insert"),
    "yad": row(["yad", "--form", "--title=Formular", "--field=Name", "--field=Ort"],
               toolkit__name="GTK 3", focus__model="locally active", barrier__used="ping",
               barrier__ping__answers=True, focus__tab=COMES_BACK, text_by="keys",
               window__title="Formular", window__class="Yad", paste__chord="shift+Insert",
               caret__blinks=False, field__room=160),
    "wish": row(tk("plain"), toolkit__name="Tk", focus__model="passive", barrier__used="expose",
                focus__tab=COMES_BACK, text_by="keys", window__title="Formular plain",
                paste__replaces=False, caret__blinks=True, **{"select.ctrl+a": "no"}),
    "motif": row(["{steuerverfahren}", "--datei", "{folder}/datei", "--mandant", "0001"],
                 toolkit__name="Motif", focus__model="passive", barrier__used="expose",
                 focus__tab=COMES_BACK, window__title="Steuerverfahren - Anmeldung",
                 text_by="keys", paste__chord="shift+Insert", paste__replaces=True,
                 caret__blinks=True, **{"select.ctrl+a": "no"}),
    "swing": row(["java", HERE / "Form.java", "{folder}/committed"], toolkit__name="Swing/AWT",
                 focus__model="globally active", barrier__used="expose", focus__tab=COMES_BACK,
                 text_by="keys", paste__chord="shift+Insert", paste__replaces=True,
                 **{"select.ctrl+a": BY_SELECTION}),
    "second-field": row(tk("plain"), text_by="keys",
                        options=["--wait-title", "Formular p*", "--field", "200,30"]),
    "short": row(tk("short"), field__room=30, text_by="keys"),
    "no-selection": row(tk("private"), letters__told="cannot be told: the application gives no"
                        " selection to read back", **{"select.Home, shift+End": BY_PICTURE}),
    "ticking": row(tk("ticking"), options=["--field", "200,10"], screen__rests=False,
                   text_by="keys"),
    "no-field": row(tk("label"), end="no field", why="--field X,Y", toolkit__name="Tk"),
    "beside-the-field": row(tk("label"), end="no field", why="--field X,Y",
                            options=["--field", "2,2"]),
    "hanging": row(tk("hanging"), end="hung", why="does not answer", options=["--timeout", "3s"]),
    "hanging-later": row(tk("later"), end="hung", why="does not answer", toolkit__name="Tk",
                         options=["--timeout", "3s"]),
    "dying": row(tk("dying"), end="ended", why="exit code 7, last line: Absturz"),
    "ends-at-once": row(["sh", "-c", "echo kaputt; exit 3"], end="ended",
                        why="exit code 3, last line: kaputt"),
    "killed": row(["sh", "-c", "kill -9 $$"], end="ended", why="signal 9"),
    "launcher": row(["sh", "-c", "xterm -e cat & exit 0"], end="ended", why="lives on"),
    "no-window": row(["cat", "/dev/zero"], end="no window", why="none within 2000 ms",
                     options=["--timeout", "2s"]),
    "other-title": row(tk("plain"), end="no window", why="none of that title",
                       options=["--wait-title", "Anderes", "--timeout", "2s"]),
    "not-found": row(["amtsbote-no-such-program"], end="not started",
                     why="amtsbote-no-such-program"),
    "open-quote": row(["xterm 'x"], end="not started", why="quote"),
    "lossy": row(tk("lossy")),
    "upper": row(tk("upper")),
}
# Rows whose field takes every letter.
TAKE_ALL = ["xterm", "yad", "wish", "motif", "swing", "second-field", "short", "ticking"]


class Trial:
    def __init__(self, name, folder):
        # Here, so that --list works where python3-jsonschema is not installed yet.
        import examined
        self.examined = examined
        self.name = name
        self.folder = folder
        self.row = ROWS[name]
        self.wrong = []

    def want(self, what, got, wanted):
        if got != wanted:
            self.wrong.append(f"{what} is {got!r}, not {wanted!r}")

    def prepare(self):
        """The words to start; those in braces are known now."""
        demo = self.examined.BUILD / "demo/steuerverfahren"
        if self.name == "motif":
            subprocess.run([demo / "steuerverwaltung", "anlegen", self.folder / "datei",
                            "--mandant", "0001"], check=True, capture_output=True)
        places = {"folder": self.folder, "steuerverfahren": demo / "steuerverfahren"}
        if self.name == "open-quote":
            return self.row["start"][0]
        words = [str(word).format(**places) for word in self.row["start"]]
        return " ".join(shlex.quote(word) for word in words)

    def run(self):
        command = self.prepare()
        code, told, said = self.examined.doctor("--app", command, *self.row["options"],
                                                limit_s=LIMIT_S)
        self.facts = told["facts"]
        self.want("end", told["end"], self.row["end"])
        if self.row["why"] not in told["why"]:
            self.wrong.append(f"why is {told['why']!r}, lacks {self.row['why']!r}")
        self.want("exit code", code, 0 if told["end"] in ("complete", "no field") else 1)
        for name, value in self.row["facts"].items():
            self.want(name, self.facts.get(name), value)
        self.check_announced(said)
        self.check_letters()
        self.check_proposal(told)
        if (self.folder / "committed").exists():
            self.wrong.append("it committed: " + (self.folder / "committed").read_text())
        return self.wrong and [*self.wrong, str(told), said]

    def check_announced(self, said):
        """Nothing is typed that was not announced, with the field it goes to."""
        if "field.found" not in self.facts:
            return
        where = "the field that has the keyboard"
        if "--field" in self.row["options"]:
            where = "the field at " + self.row["options"][self.row["options"].index("--field") + 1]
        if f"types test texts into {where}" not in said or "never Return" not in said:
            self.wrong.append("it does not say where it types")

    def missing(self, way, group):
        return self.facts[f"letters.{way}.{group}"]["missing"]

    def check_letters(self):
        if self.name in TAKE_ALL:
            for group, n in {**WHOLE, **EXTENDED}.items():
                share = self.facts.get(f"letters.keys.{group}", {})
                self.want(f"{group} by keys", (share.get("of"), share.get("arrive")), (n, n))
        elif self.name == "lossy":
            for way in ("keys", "paste"):
                self.want(way, self.missing(way, "bll"), ["U+00DF ß", "U+0141 Ł"])
                self.want(way, self.missing(way, "bnl"), ["U+20AC €"])
                for group, lost in (("bll", 2), ("dc", 0), ("bnl", 1)):
                    self.want(f"{group} by {way}", self.facts[f"letters.{way}.{group}"]["arrive"],
                              WHOLE[group] - lost)
        elif self.name == "upper":
            self.want("first missing", self.missing("keys", "bll")[0],
                      "U+0061 a arrives as U+0041 A")
            share = self.facts["letters.keys.bll"]
            self.want("capitals and what has none", 300 < share["arrive"] < 400, True)

    def check_proposal(self, told):
        """`amtsbote check` takes it, and it says what follows from the facts."""
        if told["end"] not in ("complete", "no field"):
            self.want("proposal", told["proposal"], "")
            return
        (self.folder / "recipe.yaml").write_text(RECIPE + told["proposal"] + STEPS)
        done = subprocess.run([self.examined.AGENT, "check", self.folder], capture_output=True,
                              text=True, check=False)
        if done.returncode:
            self.wrong.append("the proposal: " + done.stdout + done.stderr)
        if self.row["text_by"] and f"text_by: {self.row['text_by']}\n" not in told["proposal"]:
            self.wrong.append(f"the proposal lacks text_by: {self.row['text_by']}")


def main(words):
    if words == ["--list"]:
        print("\n".join(ROWS))
        return 0
    if len(words) != 1 or words[0] not in ROWS:
        print(__doc__)
        return 2
    program = str(ROWS[words[0]]["start"][0])
    if program in ("xterm", "yad", "wish", "java") and not shutil.which(program):
        print(f"skip: {program} is not installed")
        return SKIPPED
    with tempfile.TemporaryDirectory(prefix="amtsbote-doctor-app-") as folder:
        wrong = Trial(words[0], pathlib.Path(folder)).run()
    print("\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
