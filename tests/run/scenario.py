#!/usr/bin/env python3
# scenario.py - the real agent against the demo application, with faults on either side.
# SPDX-License-Identifier: EUPL-1.2
"""usage: scenario.py NAME   (or: scenario.py --list, scenario.py --list-open)

Each scenario of the table below runs `amtsbote run` once, in a folder of its own and on a fresh data
file, and states what must have come of it: exit code, reported ends, records, and that nothing is
left behind. Exit 0 if all of it holds, else 1 with what does not. SCENARIO_KEEP=1 keeps the folder.
A row with `open` states what ought to be and is not yet; it is no test until that is mended.
"""
import copy
import dataclasses
import json
import os
import pathlib
import select
import shutil
import signal
import socket
import sqlite3
import struct
import subprocess
import sys
import tempfile
import time
import typing
import zlib

ROOT = pathlib.Path(os.environ.get("AMTSBOTE_SOURCE_DIR", pathlib.Path(__file__).parents[2]))
BUILD = pathlib.Path(os.environ.get("AMTSBOTE_BUILD_DIR", ROOT / "build/dev"))
AGENT = os.environ.get("AMTSBOTE", str(BUILD / "amtsbote"))
PROGRAM = BUILD / "demo/steuerverfahren/steuerverfahren"
ADMIN = BUILD / "demo/steuerverfahren/steuerverwaltung"
RECIPE = ROOT / "recipes/hundesteuer"
sys.path.insert(0, str(ROOT / "demo"))
sys.dont_write_bytecode = True
import check  # noqa: E402  the demonstration's judge: what has to stand in each column

USER, PASSWORD, CLIENT = "muster", "geheim-52x", "0001"
RUN_S = 120        # no scenario takes longer; then it is a failure of its own
GONE_S = 10        # a killed process may need so long on a loaded machine
MARK_RGB = (0xd0, 0x00, 0x00)
CODES = {"entered": 0, "rehearsed": 0, "returned": 2, "held": 3, "failed": 4, "in_doubt": 5}
# What the procedure stores where the small recipe writes nothing.
UNWRITTEN = {"iban": "", "rasse": "Mischling", "geschlecht": "männlich", "farbe": "", "wurfdatum": "",
             "gefaehrlich": "nein", "ermaessigung": "keine", "nachweis_vom": ""}

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
OTHER_DOG = {"hund.chipnummer": "276098106512348", "hund.name": "Senta",
             "G60000082.F60000227": "Schmidt"}

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
COMMIT = "  - commit:\n      id: anmelden\n"
COMMIT_1S = ((COMMIT, COMMIT + "      within: 1s\n"),)
TAB_1S = (("  - tab: Halter ", "  - within: 1s\n    tab: Halter "),)
MENU_1S = (("  - menu: [ Erfassung, Hund anmelden ]", "  - within: 1s\n    menu: [ Erfassung, Hund anmelden ]"),)
LOGIN_1S = (("    - expect: Hauptmenü\n  login_on", "    - within: 1s\n      expect: Hauptmenü\n  login_on"),)
PROOF = "      proof: { read: { from: kassenzeichen, as: kassenzeichen } }\n"


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
                f"printf '%s ' \"$DISPLAY\" >> '{seen}/display'\n"
                f"stat -c %i /tmp/.X11-unix/X\"${{DISPLAY#:}}\" >> '{seen}/display'\n")
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
        self.secrets_file.write_text(json.dumps({"benutzer": USER, "kennwort": self.s.password}) + "\n")
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
                self.blame(f"{said}: {got['end']} ({got['class']}), expected {want.end} ({want.cls})")
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
        """Our display's socket, and those which appeared meanwhile and have no server."""
        left = []
        for line in self.noted("display"):
            display, _, inode = line.partition(" ")
            path = pathlib.Path(f"/tmp/.X11-unix/X{display[1:]}")
            if path.exists() and str(path.stat().st_ino) == inode:
                left.append(path)
        for path in set(pathlib.Path("/tmp/.X11-unix").glob("X*")) - self.sockets_before:
            if path not in left and is_dead(path):
                left.append(path)
        return left

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


# ---- the system

def read_number(path):
    try:
        return int(path.read_text())
    except (OSError, ValueError):
        return None


def processes_of(folder):
    """Every process but this one whose command line or environment names @folder."""
    found, name = [], str(folder).encode()
    for path in pathlib.Path("/proc").glob("[0-9]*"):
        if int(path.name) == os.getpid():
            continue
        try:
            line, env = (path / "cmdline").read_bytes(), (path / "environ").read_bytes()
        except OSError:
            continue  # gone, or of another user
        if name in line or name in env:
            found.append((int(path.name), line.replace(b"\0", b" ").decode(errors="replace")))
    return found


def shared_memory():
    lines = pathlib.Path("/proc/sysvipc/shm").read_text().splitlines()
    names = lines[0].split()
    return [dict(zip(names, map(int, line.split()))) for line in lines[1:]]


def is_dead(path):
    with socket.socket(socket.AF_UNIX) as s:
        s.settimeout(5)
        try:
            s.connect(str(path))
        except FileNotFoundError:
            return False
        except ConnectionRefusedError:
            return True
        except OSError:
            return False
    return False


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


def read_png(path):
    """Width, height and rows of (r, g, b) of an 8-bit picture without interlacing."""
    data, at, idat, head = path.read_bytes(), 8, b"", None
    while at < len(data):
        size, kind = struct.unpack(">I4s", data[at:at + 8])
        body = data[at + 8:at + 8 + size]
        head = struct.unpack(">IIBBBBB", body) if kind == b"IHDR" else head
        idat += body if kind == b"IDAT" else b""
        at += 12 + size
    width, height, depth, colour, _, _, lace = head
    n = {2: 3, 6: 4}[colour]
    assert depth == 8 and lace == 0
    raw, rows, above = zlib.decompress(idat), [], bytes(width * n)
    for y in range(height):
        line = raw[y * (width * n + 1):(y + 1) * (width * n + 1)]
        above = unfilter(line[0], bytearray(line[1:]), above, n)
        rows.append(above)
    return width, height, n, rows


def unfilter(kind, line, above, n):
    for i in range(len(line) if kind else 0):
        left = line[i - n] if i >= n else 0
        corner = above[i - n] if i >= n else 0
        up = above[i]
        if kind == 1:
            add = left
        elif kind == 2:
            add = up
        elif kind == 3:
            add = (left + up) // 2
        else:
            p = left + up - corner
            far = [abs(p - left), abs(p - up), abs(p - corner)]
            add = (left, up, corner)[far.index(min(far))]
        line[i] = (line[i] + add) & 0xff
    return bytes(line)


def marked_boxes(path):
    """Bounding boxes (x, y, w, h) of connected areas of the mark's colour, big ones only."""
    width, _, n, rows = read_png(path)
    wanted, todo = bytes(MARK_RGB), set()
    for y, row in enumerate(rows):
        if wanted in row:
            todo |= {(x, y) for x in range(width) if row[x * n:x * n + 3] == wanted}
    boxes = []
    while todo:
        edge = [todo.pop()]
        xs, ys = [], []
        while edge:
            x, y = edge.pop()
            xs.append(x)
            ys.append(y)
            near = {(x + a, y + b) for a in (-1, 0, 1) for b in (-1, 0, 1)} & todo
            todo -= near
            edge += near
        boxes.append((min(xs), min(ys), max(xs) - min(xs) + 1, max(ys) - min(ys) + 1))
    return sorted(box for box in boxes if box[2] >= 20 and box[3] >= 10)


# ---- parts of single scenarios

def stopped(*words):
    """Stopped by the application's doing before the commit, with a picture."""
    return (End("failed", "application", words, acted=False, picture=True),)


def in_doubt(*words):
    return (End("in_doubt", "application", words, acted=True),)


def environment(*words, cls="environment"):
    return (End("failed", cls, words, acted=False),)


def place(name, line, col):
    return (f"{name}:{line}:{col}: ",)


def one_message(stage):
    """A wrong file is one clear line for a person, and no step was taken."""
    lines = [line for line in stage.stderr.splitlines() if line.startswith("amtsbote ")]
    if len(lines) != 1 and not stage.results:
        stage.blame(f"{len(lines)} messages, expected one")
    if "✓" in stage.stdout:
        stage.blame("a step was taken")


def two_boxes(stage):
    boxes = marked_boxes(pathlib.Path(stage.results[0]["picture"]))
    if len(boxes) != 2:
        stage.blame(f"the picture shows {len(boxes)} boxes, expected 2: {boxes}")


def take_seats(stage):
    stage.sql("UPDATE sitz SET kennung='other:' || nr, benutzer='other', herzschlag=unixepoch()+600")


def expire(stage):
    stage.admin("benutzer", stage.db, USER, "--ablauf", "-1", text=PASSWORD + "\n")


def lock_user(stage):
    stage.sql("UPDATE benutzer SET fehlversuche=3, gesperrt=1")


def overwrite(attribute, text, mode=0o600):
    def prepare(stage):
        path = getattr(stage, attribute)
        path = path[0] if isinstance(path, list) else path
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        path.chmod(mode)
    return prepare


def chmod_secrets(stage):
    stage.secrets_file.chmod(0o644)


def recipe_file(name, text):
    def prepare(stage):
        (stage.recipe / name).write_text(text)
    return prepare


def set_program(text):
    def prepare(stage):
        stage.config["programm"] = str(stage.folder / text)
        stage.config_file.write_text(json.dumps(stage.config))
        (stage.folder / "not-executable").write_text("#!/bin/sh\n")
    return prepare


def no_server(stage):
    (stage.folder / "bin/Xvfb").write_text("#!/bin/sh\necho no screens found >&2\nexit 1\n")


def after_step(*words, kill):
    """Wait for the report of a step, then send a signal: to the agent or to its X server."""
    def during(stage):
        stage.read_until(words)
        pid = stage.pid if kill[0] == "agent" else stage.servers()[-1]
        os.kill(pid, kill[1])
    return during


def kill_agent(stage):
    """SIGKILL leaves files, but neither the X server nor the application."""
    after_step("menu", "Hund anmelden", kill=("agent", signal.SIGKILL))(stage)
    await_end(stage, [*stage.servers(), *map(int, stage.noted("application"))])
    for line in stage.noted("display"):
        pathlib.Path(f"/tmp/.X11-unix/X{line.split(' ')[0][1:]}").unlink(missing_ok=True)


def far_application(stage):
    """
    The application runs out of the agent's reach, as behind a terminal server: start it for the
    stub, hand its status over, wait until all of it has ended.
    """
    display, cookie = (stage.folder / "seen/ask").read_text().split()
    argv = [PROGRAM, "--datei", str(stage.db), "--mandant", CLIENT]
    env = {"LANG": "C.UTF-8", "DISPLAY": display, "XAUTHORITY": cookie, **stage.s.application,
           "HOME": str(stage.folder)}
    code = subprocess.run(argv, env=env, stderr=subprocess.DEVNULL, timeout=RUN_S).returncode
    (stage.folder / "seen/answer").write_text(f"{code}\n")
    stage.stdout += stage.agent.stdout.read()
    stage.agent.wait()
    far = [pid for pid, line in processes_of(stage.folder) if str(PROGRAM) in line]
    if not far:
        stage.blame("nothing was left to write the record: the scenario tests nothing")
    await_end(stage, far)


def stub(stage):
    """In the place of the application: ask for it, and end as it ends."""
    seen = stage.folder / "seen"
    os.mkfifo(seen / "ask", 0o600)
    os.mkfifo(seen / "answer", 0o600)
    text = (stage.folder / "programm").read_text().rpartition("exec ")[0]
    stage.script("programm", f"{text}echo \"$DISPLAY $XAUTHORITY\" >'{seen}/ask'\n"
                             f"read -r status <'{seen}/answer'\nexit \"$status\"\n")


NEVER = ("  - tab: Halter ", "  - within: 60s\n    expect: Kommt nie\n  - tab: Halter ")
AMBIGUOUS = ("  - menu: [ Erfassung, Hund anmelden ]\n",
             "  - menu: [ Auskunft, Suche ]\n  - click: Familienname\n"
             "  - menu: [ Erfassung, Hund anmelden ]\n")
PASTE = ("  text_by: auto\n", "  text_by: paste\n")
NOTHING = {"records": (), "desks": 0, "after": one_message}
NAMES = {"G60000082.F60000227": "Škvor̆ecová-Đặng", "G60000082.F60000228": "Nguyễn Thị J̌ana",
         "anschrift.F60000243": "Große Bäckergaße", "hund.name": "Ärna"}
DECOMPOSED = {"G60000082.F60000227": "Mu\u0308ller", "G60000082.F60000228": "Zoe\u0308 J\u030cana"}
STALE = {"STEUER_STOERUNG": "altenummer"}


def fault(word):
    return {"STEUER_STOERUNG": word}


SCENARIOS = {
    "plain": Scenario(),
    "plain-full": Scenario(full=True, options=("--rehearse-probe",)),
    "warm-desk": Scenario(submissions=({}, OTHER_DOG), records=(0, 1), desks=1,
                          ends=(End("entered"), End("entered"))),
    # ---- something else than the submission's value reaches the application
    "write-other-both-ways": Scenario(
        faults="type-other:3,paste-other", records=(),
        ends=stopped("'Familienname'", "shows something else")),
    "write-other-keys": Scenario(faults="type-other:3"),  # by paste it is right
    "write-other-paste": Scenario(faults="paste-other:2", edits=(PASTE,)),  # by keys it is right
    "write-other-last-field": Scenario(
        faults="type-other:11,paste-other", records=(),
        ends=stopped("'Chipnummer'", "shows something else")),
    "mark-other": Scenario(faults="mark-other", records=(),
                           ends=stopped("'Bemerkung'", "shows something else")),
    "choose-other": Scenario(faults="choose-other", keep=("Rasse",), records=(),
                             ends=stopped("'Rasse'", "another option")),
    "choose-other-than-default": Scenario(
        faults="choose-other", keep=("Rasse",), submissions=({"hund.rasse": "Mischling"},),
        records=(), ends=stopped("'Rasse'", "another option")),
    "tick-other-off": Scenario(faults="tick-other", keep=("Gefährlicher",), records=(),
                               ends=stopped("'Gefährlicher Hund'", "is off, not on")),
    "tick-other-on": Scenario(
        faults="tick-other", keep=("Gefährlicher",), records=(),
        submissions=({"hund.gefaehrlicherHund": False},),
        ends=stopped("'Gefährlicher Hund'", "is on, not off")),
    "password-other": Scenario(faults="type-other:2", records=(), attempts=1,
                               ends=environment("login", "Kennwort falsch")),
    "town-by-post-code": Scenario(
        keep=("Rasse", "Geschlecht"), records=(),
        submissions=({"anschrift.F60000246": "52062", "anschrift.F60000247": "Köln"},),
        ends=stopped("last look", "'Ort'")),
    # ---- the proof
    "stale-number": Scenario(application=STALE, submissions=({}, OTHER_DOG), records=(0, 1),
                             desks=1, ends=(End("entered"), End("entered"))),
    "foreign-number": Scenario(application=fault("fremdenummer"), options=("--rehearse-probe",),
                               full=True, ends=in_doubt("differs")),
    "stale-number-short": Scenario(application=STALE, edits=COMMIT_1S, ends=in_doubt()),
    # ---- two matches
    "ambiguous": Scenario(edits=(AMBIGUOUS,), records=(), after=two_boxes,
                          ends=(End("failed", "recipe", ("Familienname", "2 times"), False, True),)),
    # ---- wrong files: one message with its place, nothing started
    "recipe-malformed": Scenario(
        edits=(("steps:\n  - menu", "steps:\n  - meun"),), ends=(), exit=1, **NOTHING,
        stderr=("recipe.yaml:81:5: error", "'meun'", "nearest: 'menu'")),
    "recipe-not-yaml": Scenario(edits=(("steps:\n", "steps: [\n"),), ends=(), exit=1, **NOTHING,
                                stderr=("recipe.yaml:",)),
    "schema-malformed": Scenario(prepare=recipe_file("input.schema.json", '{\n "type": "objekt"\n}\n'),
                                 ends=(), exit=1, **NOTHING,
                                 stderr=("input.schema.json:2:10: ",)),
    "submission-malformed": Scenario(
        prepare=overwrite("files", '{\n "hund": {,}\n}\n'), **NOTHING,
        ends=(End("returned", "business", place("submission-0.json", 2, 11)),)),
    "submission-not-utf8": Scenario(
        prepare=overwrite("files", b'{\n "hund": "\xff"\n}\n'), **NOTHING,
        ends=(End("returned", "business", place("submission-0.json", 2, 11) + ("UTF-8",)),)),
    "submission-against-schema": Scenario(
        submissions=({"anschrift.F60000246": "O1067"},), **NOTHING,
        ends=(End("returned", "business", ("submission-0.json:", "F60000246")),)),
    "submission-missing": Scenario(
        prepare=lambda stage: stage.files[0].unlink(), **NOTHING,
        ends=(End("failed", "environment", ("submission-0.json", "No such file")),)),
    "config-malformed": Scenario(prepare=overwrite("config_file", '{\n "programm": x\n}\n'), ends=(),
                                 exit=4, **NOTHING, stderr=place("config.json", 2, 14)),
    "config-number": Scenario(prepare=overwrite("config_file", '{\n "mandant": 1\n}\n'), ends=(),
                              exit=4, **NOTHING, stderr=place("config.json", 2, 13)),
    "secrets-malformed": Scenario(prepare=overwrite("secrets_file", '{\n "kennwort": "x\n'), ends=(),
                                  exit=4, **NOTHING, stderr=("secrets.json:2:",)),
    "secrets-public": Scenario(prepare=chmod_secrets, ends=(), exit=4, **NOTHING,
                               stderr=("secrets.json", "can be read by others", "chmod 600")),
    # ---- the desk and the application do not start
    "server-fails": Scenario(prepare=no_server, submissions=({}, OTHER_DOG), records=(), desks=0,
                             ends=environment("X server", "no screens found")),
    "program-missing": Scenario(prepare=set_program("nowhere"), records=(),
                                ends=environment("start '", "nowhere", "No such file")),
    "program-not-executable": Scenario(prepare=set_program("not-executable"), records=(),
                                       ends=environment("start '", "Permission denied")),
    "program-exits": Scenario(program="exit 3\n", records=(),
                              ends=environment("ended with status 3", cls="application")),
    "program-signalled": Scenario(program="kill -SEGV $$\n", records=(),
                                  ends=environment("ended by signal 11", cls="application")),
    # ---- the application crashes
    "crash-start": Scenario(application=fault("absturz-start"), records=(), seats=1,
                            ends=environment("ended with status 139", cls="application")),
    "crash-mask": Scenario(application=fault("absturz-maske"), records=(), seats=1,
                           ends=stopped("ended with status 139")),
    "crash-before-saving": Scenario(application=fault("absturz-vor"), records=(), seats=1,
                                    ends=in_doubt("ended with status 139")),
    "crash-after-saving": Scenario(application=fault("absturz"), seats=1,
                                   ends=in_doubt("ended with status 139")),
    "crash-saves-late": Scenario(application=fault("spaet"), seats=1, prepare=stub,
                                 during=far_application, ends=in_doubt("ended with status 139")),
    "crash-leaves-writer": Scenario(  # its writer is the agent's to end, like all it left
        application=fault("spaet"), seats=1, records=(), ends=in_doubt("ended with status 139")),
    # ---- the application hangs
    "hang-start": Scenario(application=fault("haengt-start"), edits=LOGIN_1S, records=(), seats=1,
                           ends=environment("does not answer", cls="application")),
    "hang-mask": Scenario(application=fault("haengt-maske"), edits=MENU_1S, records=(), seats=1,
                          ends=stopped("does not answer")),
    "hang-saving": Scenario(application=fault("haengt"), edits=COMMIT_1S, records=(), seats=1,
                            ends=in_doubt()),
    # ---- the application refuses, is slow, ends the session
    "locked-record": Scenario(
        application=fault("gesperrt"), records=(),
        ends=(End("failed", "application", ("Datensatz gesperrt",), acted=True),)),
    "session-over": Scenario(
        application={**fault("sitzung"), "STEUER_SITZUNG_S": "1"}, edits=(NEVER,), records=(),
        ends=stopped("Sitzung abgelaufen")),
    "slow": Scenario(application={"STEUER_VERZOEGERUNG_MS": "400"}),
    "chip-taken": Scenario(
        submissions=({}, {"hund.name": "Senta"}), records=(0,),
        ends=(End("entered"), End("returned", "business", ("ist bereits vergeben",), acted=True))),
    # ---- login
    "password-wrong": Scenario(password="falsch", attempts=1, records=(), desks=1,
                               submissions=({}, OTHER_DOG),
                               ends=environment("login", "Kennwort falsch")),
    "password-expired": Scenario(prepare=expire, records=(), desks=1,
                                 ends=environment("login", "Kennwort abgelaufen")),
    "user-locked": Scenario(prepare=lock_user, records=(), desks=1, attempts=3,
                            ends=environment("login", "Benutzer gesperrt")),
    "seats-taken": Scenario(prepare=take_seats, records=(), seats=2, desks=1,
                            ends=environment("login", "belegt")),
    # ---- something dies
    "server-killed": Scenario(
        during=after_step("write", "Familienname", kill=("server", signal.SIGKILL)), records=(),
        seats=1, ends=(End("failed", "environment", ("X server",), acted=False),)),
    "server-killed-saving": Scenario(
        application=fault("haengt"), records=(), seats=1,
        during=after_step("click", "Speichern", kill=("server", signal.SIGKILL)), ends=in_doubt()),
    "agent-stopped": Scenario(
        edits=(NEVER,), records=(), seats=None,
        during=after_step("menu", "Hund anmelden", kill=("agent", signal.SIGTERM)),
        ends=(End("failed", "environment", ("a signal asked to stop",), acted=False),)),
    "agent-stopped-saving": Scenario(
        application=STALE, seats=None,
        edits=((PROOF, "      proof: { expect: Kommt nie }\n"),
               ("outcome:\n  entered: { kassenzeichen: =kassenzeichen }",
                "outcome:\n  entered: { kassenzeichen: =chipnummer }")),
        during=after_step("click", "Speichern", kill=("agent", signal.SIGTERM)), ends=in_doubt()),
    "agent-killed": Scenario(edits=(NEVER,), records=(), ends=(), exit=-signal.SIGKILL, seats=1,
                             files_stay=True, during=kill_agent),
    "daemon-left": Scenario(program=f"setsid sleep 600 &\nexec '{PROGRAM}' \"$@\"\n"),
    # ---- rehearsal
    "until-commit": Scenario(options=("--until-commit",), records=(),
                             ends=(End("rehearsed", picture=True, acted=False),)),
    # ---- names
    "name-too-long": Scenario(submissions=({"G60000082.F60000227": "Abcde-" * 20},), records=(),
                              ends=stopped("'Familienname'")),
    "name-cyrillic": Scenario(
        submissions=({"G60000082.F60000227": "Müller-Жук"},), records=(),
        ends=(End("held", "business", ("'Familienname'", "U+0416", "U+0443", "U+043A")),)),
    "name-cyrillic-only": Scenario(
        submissions=({"G60000082.F60000227": "Жук"},), records=(),
        ends=(End("held", "business", ("'Familienname'", "U+0416")),)),
    "name-combining": Scenario(submissions=(NAMES,)),
    "name-decomposed": Scenario(submissions=(DECOMPOSED,)),
    "name-blanks": Scenario(submissions=({"G60000082.F60000227": "von  der Aue ",
                                          "G60000082.F60000228": " Jo"},)),
}


def run_one(name):
    stage = Stage(SCENARIOS[name])
    try:
        stage.prepare()
        stage.run()
        stage.judge()
        return stage.say(name)
    finally:
        stage.finish()


def main(argv):
    lists = {"--list": False, "--list-open": True}
    if len(argv) != 2 or (argv[1] not in lists and argv[1] not in SCENARIOS):
        print(__doc__, file=sys.stderr)
        return 2
    if argv[1] in lists:
        print("\n".join(name for name, s in SCENARIOS.items() if bool(s.open) == lists[argv[1]]))
        return 0
    return run_one(argv[1])


if __name__ == "__main__":
    sys.exit(main(sys.argv))
