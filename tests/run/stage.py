# stage.py - one run of the agent in a folder of its own, and the judge of what came of it.
# SPDX-License-Identifier: EUPL-1.2
import copy
import dataclasses
import json
import os
import pathlib
import select
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import typing
from surroundings import is_dead, processes_of, read_number, shared_memory

ROOT = pathlib.Path(os.environ.get("AMTSBOTE_SOURCE_DIR", pathlib.Path(__file__).parents[2]))
BUILD = pathlib.Path(os.environ.get("AMTSBOTE_BUILD_DIR", ROOT / "build/dev"))
AGENT = os.environ.get("AMTSBOTE", str(BUILD / "amtsbote"))
PROGRAM = BUILD / "demo/steuerverfahren/steuerverfahren"
ADMIN = BUILD / "demo/steuerverfahren/steuerverwaltung"
RECIPE = ROOT / "recipes/hundesteuer"
sys.path.insert(0, str(ROOT / "demo"))
import check  # noqa: E402  the demonstration's judge: what has to stand in each column

USER, PASSWORD, CLIENT = "muster", "geheim-52x", "0001"
RUN_S = 120        # no scenario takes longer; then it is a failure of its own
GONE_S = 10        # a killed process may need so long on a loaded machine
CODES = {"entered": 0, "rehearsed": 0, "returned": 2, "held": 3, "failed": 4, "in_doubt": 5}
# What the procedure stores where the small recipe writes nothing.
UNWRITTEN = {"iban": "", "rasse": "Mischling", "geschlecht": "männlich", "farbe": "",
             "wurfdatum": "", "gefaehrlich": "nein", "ermaessigung": "keine", "nachweis_vom": ""}

BASE = {
    "G60000082": {
        "F60000227": "Müller", "F60000228": "Hans-Jörg",
        "G60000083": {"F60000231": 31, "F60000232": 12, "F60000233": 1959},
    },
    "anschrift": {"F60000243": "Wilsdruffer Straße", "hausnummer": "7", "F60000246": "01067",
                  "F60000247": "Dresden"},
    "hund": {"name": "Bello", "rasse": "Dackel", "geburtsdatum": "2024-05-17", "geschlecht": "w",
             "farbe": "rotbraun", "chipnummer": "276098106512347", "gefaehrlicherHund": True,
             "haltungsbeginn": "2024-08-01", "ermaessigung": {"grund": "keine"}},
    "sepa": {"iban": "DE94850503000004711739", "mandatErteilt": True},
}
# Lines of the recipe the small variant goes without: what the procedure does not demand.
OPTIONAL = (
    "  - write: { into: IBAN, value: =iban }\n",
    "  - choose: { in: Rasse, option: =input.hund.rasse }\n",
    "  - choose: { in: Geschlecht, option: =geschlecht }\n",
    "  - write: { into: Farbe, value: =input.hund.farbe }\n",
    "  - write: { into: Wurfdatum, value: =wurfdatum }\n",
    "  - tick: { box: Gefährlicher Hund, on: =input.hund.gefaehrlicherHund }\n",
    "  - choose: { in: Ermäßigung, option: =ermaessigung }\n",
    "  - if: =input.hund.ermaessigung.grund ~= \"keine\"\n    then:\n"
    "      - write: { into: Nachweis vom, value: =date(input.hund.ermaessigung.nachweisVom) }\n",
)


@dataclasses.dataclass
class End:
    """How one submission must have ended: the members of its line in the result file."""
    end: str
    cls: str = "none"
    words: tuple = ()
    acted: typing.Optional[bool] = None
    picture: typing.Optional[bool] = None


@dataclasses.dataclass
class Scenario:
    """One row of the table; what is not given is as in an undisturbed run that is entered."""
    ends: tuple = (End("entered", acted=True),)
    exit: typing.Optional[int] = None      # None: that of the first end which is not 0
    faults: str = ""                       # AMTSBOTE_FAULT of the agent
    application: dict = dataclasses.field(default_factory=dict)  # its environment
    program: typing.Optional[str] = None   # instead of the wrapper: a path, or a script's text
    full: bool = False                     # the whole recipe, else required fields only
    keep: tuple = ()                       # words of optional lines that stay all the same
    edits: tuple = ()                      # (old, new) in recipe.yaml; each old is there once
    submissions: tuple = ({},)             # changes by path to BASE
    options: tuple = ()
    records: tuple = (0,)                  # submissions that must stand in the file, in order
    outcome: bool = True                   # entered ones report their own number
    prepare: typing.Optional[typing.Callable] = None   # (stage) before the run
    during: typing.Optional[typing.Callable] = None    # (stage) while it runs
    after: typing.Optional[typing.Callable] = None     # (stage) after all other checks
    stderr: tuple = ()                     # words of the standard error
    desks: typing.Optional[int] = None     # X servers started, None: at least one
    files_stay: bool = False               # an agent killed by SIGKILL cannot remove its files
    password: str = PASSWORD               # what the secrets file holds
    attempts: int = 0                      # wrong passwords counted in the file
    seats: typing.Optional[int] = 0        # licence seats taken afterwards, None: either
    open: str = ""                         # why it cannot hold yet: it is not registered then


class Stage:
    """The folder of one run, and everything learnt about it."""

    def __init__(self, scenario):
        self.s = scenario
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="amtsbote-scenario-"))
        self.faults, self.results = [], []
        self.stdout = self.stderr = ""
        self.code, self.pid = None, None
        for name in ("tmp", "run", "home", "bin", "seen"):
            (self.folder / name).mkdir(mode=0o700)
        self.db = self.folder / "steuer.db"
        self.result_file = self.folder / "result.jsonl"
        self.pictures = self.folder / "pictures"
        self.config = {"programm": str(self.folder / "programm"), "datei": str(self.db),
                       "mandant": CLIENT}
        self.config_file = self.folder / "config.json"
        self.secrets_file = self.folder / "secrets.json"
        self.files = []

    def blame(self, text):
        self.faults.append(text)

    # ---- before

    def admin(self, *words, text=None):
        subprocess.run([ADMIN, *map(str, words)], input=text, text=True, check=True, timeout=RUN_S)

    def sql(self, text, *values):
        with sqlite3.connect(self.db, timeout=30) as db:
            rows = db.execute(text, values).fetchall()
        db.close()
        return rows

    def script(self, name, text):
        path = self.folder / name
        path.write_text(text)
        path.chmod(0o700)
        return path

    def make_programs(self):
        """The application behind a wrapper that notes where it runs; the X server likewise."""
        env = "".join(f"export {k}={v}\n" for k, v in self.s.application.items())
        seen = self.folder / "seen"
        note = (f"echo $$ >> '{seen}/application'\n"
                f"echo \"$DISPLAY\" >> '{seen}/display'\n")
        body = self.s.program if self.s.program is not None else f"exec '{PROGRAM}' \"$@\"\n"
        self.script("programm", f"#!/bin/sh\n{env}{note}{body}")
        real = shutil.which("Xvfb")
        self.script("bin/Xvfb", f"#!/bin/sh\necho $$ >> '{seen}/server'\nexec '{real}' \"$@\"\n")

    def make_recipe(self):
        self.recipe = self.folder / "recipe"
        shutil.copytree(RECIPE, self.recipe)
        path = self.recipe / "recipe.yaml"
        text = path.read_text()
        drops = tuple((line, "") for line in OPTIONAL if not self.writes(line))
        for old, new in drops + tuple(self.s.edits):
            if text.count(old) != 1:
                raise SystemExit(f"scenario: in recipe.yaml {text.count(old)} times: {old!r}")
            text = text.replace(old, new)
        path.write_text(text)

    def writes(self, line):
        return self.s.full or any(word in line for word in self.s.keep)

    def make_submissions(self):
        self.sent = []
        for i, changes in enumerate(self.s.submissions):
            tree = copy.deepcopy(BASE)
            for where, value in changes.items():
                *way, last = where.split(".")
                at = tree
                for name in way:
                    at = at[name]
                at[last] = value
            self.sent.append(tree)
            path = self.folder / f"submission-{i}.json"
            path.write_text(json.dumps(tree, ensure_ascii=False, indent=1) + "\n")
            self.files.append(path)

    def prepare(self):
        self.admin("anlegen", self.db, "--mandant", CLIENT)
        self.admin("benutzer", self.db, USER, text=PASSWORD + "\n")
        self.make_programs()
        self.make_recipe()
        self.make_submissions()
        self.config_file.write_text(json.dumps(self.config) + "\n")
        secrets = {"benutzer": USER, "kennwort": self.s.password}
        self.secrets_file.write_text(json.dumps(secrets) + "\n")
        self.secrets_file.chmod(0o600)
        if self.s.prepare:
            self.s.prepare(self)

    # ---- the run

    def environment(self):
        keep = ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS")
        env = {k: os.environ[k] for k in keep if k in os.environ}
        env.update(PATH=f"{self.folder}/bin:/usr/local/bin:/usr/bin:/bin", LC_ALL="C.UTF-8",
                   TZ="Europe/Berlin", HOME=f"{self.folder}/home", TMPDIR=f"{self.folder}/tmp",
                   XDG_RUNTIME_DIR=f"{self.folder}/run")
        if self.s.faults:
            env["AMTSBOTE_FAULT"] = self.s.faults
        return env

    def run(self):
        argv = [AGENT, "run", str(self.recipe)]
        for path in self.files:
            argv += ["--submission", str(path)]
        argv += ["--config", str(self.config_file), "--secrets", str(self.secrets_file),
                 "--result", str(self.result_file), "--pictures", str(self.pictures)]
        argv += self.s.options
        self.sockets_before = set(pathlib.Path("/tmp/.X11-unix").glob("X*"))
        self.shm_before = {row["shmid"] for row in shared_memory()}
        err = open(self.folder / "stderr", "w+")
        self.agent = subprocess.Popen(argv, env=self.environment(), stdin=subprocess.DEVNULL,
                                      stdout=subprocess.PIPE, stderr=err, text=True)
        self.pid = self.agent.pid
        watchdog = signal.signal(signal.SIGALRM, lambda *_: self.agent.kill())
        signal.alarm(RUN_S)
        try:
            if self.s.during:
                self.s.during(self)
            self.stdout += self.agent.stdout.read()
            self.code = self.agent.wait()
        finally:
            if signal.alarm(0) == 0:
                self.blame(f"not done within {RUN_S} s")
            signal.signal(signal.SIGALRM, watchdog)
            self.agent.kill()  # no effect on one that has ended
            self.agent.wait()
        err.seek(0)
        self.stderr = err.read()
        err.close()
        if self.result_file.exists():
            self.results = [json.loads(line) for line in self.result_file.read_text().splitlines()]

    def read_until(self, words):
        """Follow the agent's report of its steps until a line holds all @words."""
        for line in self.agent.stdout:
            self.stdout += line
            if all(word in line for word in words):
                return line
        self.blame(f"the agent never reported {words}")
        return ""

    def noted(self, name):
        path = self.folder / "seen" / name
        return path.read_text().split("\n")[:-1] if path.exists() else []

    def servers(self):
        return [int(line) for line in self.noted("server")]

    # ---- after

    def judge(self):
        self.judge_left()
        self.judge_code()
        self.judge_results()
        self.judge_records()
        for word in self.s.stderr:
            if word not in self.stderr:
                self.blame(f"standard error lacks {word!r}")
        if self.s.desks is None and not self.servers():
            self.blame("no desk was started: the scenario tests nothing")
        if self.s.desks is not None and len(self.servers()) != self.s.desks:
            self.blame(f"{len(self.servers())} desks were started, expected {self.s.desks}")
        if "Sanitizer" in self.stderr or "runtime error" in self.stderr:
            self.blame("a sanitizer complained")
        if self.s.after:
            self.s.after(self)

    def judge_code(self):
        want = self.s.exit
        if want is None:
            want = next((CODES[end.end] for end in self.s.ends if CODES[end.end]), 0)
        if self.code != want:
            self.blame(f"exit code {self.code}, expected {want}")

    def judge_results(self):
        if len(self.results) != len(self.s.ends):
            self.blame(f"{len(self.results)} results, expected {len(self.s.ends)}")
        for i, (got, want) in enumerate(zip(self.results, self.s.ends)):
            said = f"result {i}"
            if (got["end"], got["class"]) != (want.end, want.cls):
                self.blame(f"{said}: {got['end']} ({got['class']}),"
                       f" expected {want.end} ({want.cls})")
            for word in want.words:
                if word not in (got["reason"] or ""):
                    self.blame(f"{said}: the reason lacks {word!r}: {got['reason']}")
            if want.acted is not None and got["acted"] != want.acted:
                self.blame(f"{said}: acted {got['acted']}, expected {want.acted}")
            if want.end != "entered" and got["outcome"]:
                self.blame(f"{said}: {want.end}, and yet an outcome: {got['outcome']}")
            self.judge_picture(said, got, want)

    def judge_picture(self, said, got, want):
        shows = want.picture
        if shows is not None and (got["picture"] is not None) != shows:
            self.blame(f"{said}: picture {got['picture']}, expected {'one' if shows else 'none'}")
        if not got["picture"]:
            return
        path = pathlib.Path(got["picture"])
        if not path.is_file() or path.stat().st_mode & 0o077 or path.parent.stat().st_mode & 0o077:
            self.blame(f"{said}: the picture {path} is missing or not private")

    def judge_records(self):
        rows = check.records(self.db)
        if len(rows) != len(self.s.records):
            self.blame(f"{len(rows)} records, expected {len(self.s.records)}")
        for number in self.s.records:
            if number < len(self.results):
                self.judge_record(rows, self.sent[number], self.results[number])
        tries = self.sql("SELECT fehlversuche FROM benutzer WHERE name=?", USER)[0][0]
        if tries != self.s.attempts:
            self.blame(f"{tries} wrong passwords counted, expected {self.s.attempts}")
        seats = self.sql("SELECT count(*) FROM sitz WHERE kennung IS NOT NULL")[0][0]
        if self.s.seats is not None and seats != self.s.seats:
            self.blame(f"{seats} seats are taken, expected {self.s.seats}")

    def judge_record(self, rows, sent, result):
        secrets = {"benutzer": USER}
        mine = [row for row in rows if row["bemerkung"] == result["mark"].encode()]
        if len(mine) != 1:
            self.blame(f"{len(mine)} records with the mark {result['mark']}")
            return
        want = check.expected_record(sent, result["mark"], self.config, secrets)
        for line, column in zip(OPTIONAL, UNWRITTEN):
            want[column] = want[column] if self.writes(line) else UNWRITTEN[column]
        for column, text in want.items():
            if mine[0][column] != text.encode():
                self.blame(f"column {column}: {mine[0][column].decode()!r}, sent {text!r}")
        if result["end"] != "entered":
            return
        told = result["outcome"].get("kassenzeichen", "")
        if told.encode() != mine[0]["kassenzeichen"] or not check.check_digit_holds(told):
            self.blame(f"told {told!r}, the record has {mine[0]['kassenzeichen']!r}")

    # ---- what is left behind

    def judge_left(self):
        for pid, line in processes_of(self.folder):
            self.blame(f"left running: {pid} {line}")
        for path in self.left_sockets():
            self.blame(f"left: {path}")
        mine = {self.pid, *self.servers(), *map(int, self.noted("application"))}
        for path in pathlib.Path("/tmp").glob(".X*-lock"):
            if read_number(path) in mine:
                self.blame(f"left: {path}")
        for row in shared_memory():
            if row["shmid"] not in self.shm_before and {row["cpid"], row["lpid"]} & mine:
                self.blame(f"left: shared memory segment {row['shmid']} of {row['cpid']}")
        if self.s.files_stay:
            return
        for name in ("tmp", "run", "home"):
            for path in sorted((self.folder / name).rglob("*")):
                self.blame(f"left: {path.relative_to(self.folder)}")

    def left_sockets(self):
        """Sockets without a server: our display's, and those which appeared meanwhile."""
        folder = pathlib.Path("/tmp/.X11-unix")
        mine = {folder / f"X{display[1:]}" for display in self.noted("display")}
        return sorted(filter(is_dead, mine | set(folder.glob("X*")) - self.sockets_before))

    def finish(self):
        for pid, _ in processes_of(self.folder):
            os.kill(pid, signal.SIGKILL)
        if os.environ.get("SCENARIO_KEEP"):
            print(f"kept: {self.folder}")
            return
        shutil.rmtree(self.folder)

    def say(self, name):
        if not self.faults:
            return 0
        print(f"{name}: NOT as expected")
        for fault in self.faults:
            print(f"  {fault}")
        print("--- standard output", self.stdout, "--- standard error", self.stderr, sep="\n")
        for path in sorted(self.folder.glob("run/*/*.log")):
            print(f"--- {path.name}", path.read_text(errors="replace"), sep="\n")
        return 1


def await_end(stage, pids):
    """Wait until the processes @pids have ended."""
    for pid in pids:
        try:
            fd = os.pidfd_open(pid)
        except ProcessLookupError:
            continue
        poll = select.poll()
        poll.register(fd, select.POLLIN)
        if not poll.poll(GONE_S * 1000):
            stage.blame(f"process {pid} still runs after {GONE_S} s")
        os.close(fd)
