# world.py - the surroundings of one run: folders, application, portal, and the agent in them.
# SPDX-License-Identifier: EUPL-1.2
import copy
import json
import os
import pathlib
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import processes
from portal import Portal

HERE = pathlib.Path(__file__).parent
ROOT = pathlib.Path(os.environ.get("AMTSBOTE_SOURCE_DIR", HERE.parents[1]))
BUILD = pathlib.Path(os.environ.get("AMTSBOTE_BUILD_DIR", ROOT / "build/dev"))
AGENT = [os.environ.get("AMTSBOTE", str(BUILD / "amtsbote"))]
PROGRAM = BUILD / "demo/steuerverfahren/steuerverfahren"
ADMIN = BUILD / "demo/steuerverfahren/steuerverwaltung"
RECIPE = ROOT / "recipes/hundesteuer"
sys.path += [str(ROOT / "demo"), str(ROOT / "tests/run")]
import check  # noqa: E402  the demonstration's judge: what has to stand in each column
import stage  # noqa: E402  the small submission and what the recipe can go without
from surroundings import shared_memory  # noqa: E402

USER, PASSWORD, CLIENT = stage.USER, stage.PASSWORD, stage.CLIENT
TOKEN = "portal-token-52c1"
SEATS = 99         # a killed application keeps its seat for a minute
STEP_S = 90        # nothing a run waits for takes longer; then it is a failure of its own
END_S = 30         # an asked agent ends within this time
VISIBLE = "      visible_after: 30s\n"


class World:
    """One private folder; everything in it ends with it."""

    def __init__(self, visible="1s", small=True, desks=1, agent=None, environment=None):
        self.agent_argv, self.extra = agent or AGENT, environment or {}
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="amtsbote-crash-"))
        for name in ("points", "portal", "app", "home", "tmp", "run", "seen", "state"):
            (self.folder / name).mkdir(mode=0o700)
        self.state, self.keys = self.folder / "state", self.folder / "keys"
        self.points, self.app = self.folder / "points", self.folder / "app"
        self.db = self.app / "steuer.db"
        self.log = self.folder / "agent.log"
        self.sent, self.agent, self.faults = {}, None, []
        self.visible, self.small, self.desks = visible, small, desks
        self.portal = self.make_portal()
        self.helpers = {self.portal.process.pid}
        self.far_side = None
        self.segments = {row["shmid"] for row in shared_memory()}
        self.shm = set(pathlib.Path("/dev/shm").iterdir())
        self.make_application()
        self.make_recipe()
        self.make_config()
        if self.agent_argv == AGENT:
            self.make_keyring()

    def make_portal(self):
        return Portal(self.folder / "portal", TOKEN)

    def blame(self, text):
        self.faults.append(text)

    # ---- files

    def admin(self, *words, text=None):
        subprocess.run([ADMIN, *map(str, words)], input=text, text=True, check=True, timeout=STEP_S)

    def script(self, path, text):
        path.write_text(text)
        path.chmod(0o700)

    def make_application(self):
        """Behind a wrapper: which fault it has is decided anew at every start."""
        self.admin("anlegen", self.db, "--mandant", CLIENT)
        self.admin("benutzer", self.db, USER, text=PASSWORD + "\n")
        self.admin("sitze", self.db, SEATS)
        self.program = self.app / "programm"
        seen = self.folder / "seen"
        self.script(self.program, "#!/bin/sh\n"
                    # A record entered twice is to be seen, not prevented by the application.
                    f"STEUER_STOERUNG=mehrfach,$(cat '{self.app}/stoerung')\n"
                    f"export STEUER_STOERUNG{self.application_exports()}\n"
                    f"echo \"$DISPLAY\" >>'{seen}/display'\n"
                    f"if [ -e '{self.app}/far' ]; then\n"
                    f"  exec python3 '{HERE}/far.py' ask '{self.app}/far.sock' '{PROGRAM}' \"$@\"\n"
                    f"fi\nexec '{PROGRAM}' \"$@\"\n")
        self.disturb("")

    def application_exports(self):
        return ""

    def disturb(self, words):
        """Faults of the application from its next start on."""
        beside = self.app / "stoerung.new"
        beside.write_text(words + "\n")
        beside.rename(self.app / "stoerung")

    def far(self, is_far):
        """Applications run beyond the agent's reach from their next start on."""
        (self.app / "far").unlink(missing_ok=True)
        if not is_far:
            return
        if not self.far_side:
            self.far_side = subprocess.Popen(
                [sys.executable, str(HERE / "far.py"), "serve", f"{self.app}/far.sock"],
                stdout=subprocess.PIPE, text=True, preexec_fn=processes.die_with_parent)
            self.far_side.stdout.readline()
            self.helpers.add(self.far_side.pid)
        (self.app / "far").touch()

    def is_helper(self, pid):
        return any(pid in processes.below(helper) for helper in self.helpers)

    def far_done(self):
        """Nobody is left who could still write a record."""
        if not self.far_side:
            return
        limit = time.monotonic() + END_S
        for pid in processes.below(self.far_side.pid):
            if not processes.await_end(pid, limit):
                self.blame(f"the far side still runs {processes.arguments_of(pid)}")

    def log_tail(self, lines=12):
        return self.log.read_text(errors="replace").splitlines()[-lines:]

    def journals(self):
        """The journal's folder, once there is one."""
        return [path for path in [self.state / "journal"] if path.is_dir()]

    def make_recipe(self):
        self.recipe = self.folder / "recipe"
        shutil.copytree(RECIPE, self.recipe, ignore=shutil.ignore_patterns("samples"))
        path = self.recipe / "recipe.yaml"
        text = path.read_text()
        drops = [(line, "") for line in stage.OPTIONAL] if self.small else []
        for old, new in [*drops, (VISIBLE, VISIBLE.replace("30s", self.visible))]:
            if text.count(old) != 1:
                raise SystemExit(f"crash: in recipe.yaml {text.count(old)} times: {old!r}")
            text = text.replace(old, new)
        path.write_text(text)

    def make_keyring(self):
        """Only `init` makes one; the rest of what it makes is not needed here."""
        site = self.folder / "site"
        code, out, err = self.command("init", site, "--keys", self.keys)
        if code != 0:
            raise SystemExit(f"crash: init: {out}{err}")
        shutil.rmtree(site)

    def private(self, name, text):
        path = self.folder / name
        path.touch(0o600)
        path.write_text(text)
        return str(path)

    def make_config(self):
        self.settings = {"programm": str(self.program), "datei": str(self.db), "mandant": CLIENT}
        self.secrets = {"benutzer": USER, "kennwort": PASSWORD}
        secrets = self.private("secrets.json", json.dumps(self.secrets) + "\n")
        token = self.private("token", TOKEN + "\n")
        config = {
            "state": str(self.state), "keys": str(self.keys), "desks": str(self.desks),
            "recipes": [{"folder": str(self.recipe), "secrets": secrets,
                         "config": self.settings}],
            "sources": [{"name": "portal", "url": self.portal.url, "token_file": token,
                         "poll": "200ms", "timeout": "5s"}],
            "deliver": {"first_retry": "200ms", "longest_retry": "1s", "give_up": "1h"},
        }
        self.config = self.folder / "agent.yaml"
        self.config.write_text(json.dumps(config, indent=1) + "\n")  # JSON is YAML, too

    def submit(self, changes=None):
        """One more submission for the portal; its name there."""
        number = len(self.sent) + 1
        data = copy.deepcopy(stage.BASE)
        data["hund"]["chipnummer"] = f"2760981{number:08}"
        data["hund"]["name"] = "Bello " + "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[number % 26]
        for way, value in (changes or {}).items():
            *groups, last = way.split(".")
            at = data
            for group in groups:
                at = at.setdefault(group, {})
            at[last] = value
        name = f"antrag-{number:03}"
        self.sent[name] = data
        self.portal.add(name, data)
        return name

    # ---- the agent

    def environment(self, points=""):
        keep = ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS")
        env = {k: os.environ[k] for k in keep if k in os.environ}
        env.update(PATH="/usr/local/bin:/usr/bin:/bin", LC_ALL="C.UTF-8", TZ="Europe/Berlin",
                   HOME=f"{self.folder}/home", TMPDIR=f"{self.folder}/tmp",
                   XDG_RUNTIME_DIR=f"{self.folder}/run")
        if points:
            env.update(AMTSBOTE_POINT=points, AMTSBOTE_POINT_DIR=str(self.points))
        env.update(self.extra)
        return env

    def start(self, points=""):
        """`amtsbote agent`, a process group of its own."""
        with open(self.log, "ab") as log:
            self.agent = subprocess.Popen(
                [*self.agent_argv, "agent", "--config", str(self.config)], stdin=subprocess.DEVNULL,
                stdout=log, stderr=log, env=self.environment(points), start_new_session=True,
                preexec_fn=processes.die_with_parent)

    def command(self, *words):
        """Another command of the agent: (exit code, standard output, standard error)."""
        run = subprocess.run([*self.agent_argv, *map(str, words)], env=self.environment(),
                             stdin=subprocess.DEVNULL, capture_output=True, text=True,
                             timeout=STEP_S)
        return run.returncode, run.stdout, run.stderr

    def tree(self):
        """All processes of the agent, adopted ones too."""
        helpers = set(self.helpers)
        for pid in self.helpers:
            helpers |= set(processes.below(pid))
        return [pid for pid in processes.below(os.getpid()) if pid not in helpers]

    def gone(self, seconds=None):
        """Wait until no process of the agent is left."""
        limit = time.monotonic() + (seconds or END_S)
        while time.monotonic() < limit:
            self.reap()
            left = self.tree()
            if not left:
                return True
            processes.await_end(left[0], limit)
        return False

    def reap(self):
        if self.agent and self.agent.poll() is not None:
            processes.reap()

    def stop(self):
        """As the operator stops it: SIGTERM, then it ends by itself and cleanly."""
        if self.agent.poll() is None:
            self.agent.send_signal(signal.SIGTERM)
            try:
                self.agent.wait(END_S)
            except subprocess.TimeoutExpired:
                self.blame(f"the agent does not end within {END_S} s of SIGTERM")
                self.agent.kill()
                self.agent.wait()
            else:
                if self.agent.returncode != 0:
                    self.blame(f"the agent ended with status {self.agent.returncode}")
        if not self.gone():
            self.blame("processes outlive the agent: "
                       + "; ".join(" ".join(processes.arguments_of(p)) for p in self.tree()))
            self.kill_rest()

    def kill_rest(self):
        """SIGKILL for everything that is left; how many were there."""
        hit, limit = 0, time.monotonic() + END_S
        while self.tree() and time.monotonic() < limit:
            for pid in self.tree():
                hit += processes.kill(pid)
                processes.await_end(pid, limit)
            self.agent.poll()
            self.reap()
        return hit

    # ---- what the application holds

    def records(self):
        self.far_done()
        db = sqlite3.connect(self.db, timeout=30)
        db.execute("BEGIN IMMEDIATE")  # rolls back what a killed application left half written
        db.rollback()
        db.close()
        return check.records(self.db)

    def finish(self):
        self.kill_rest()
        self.portal.stop()
        if self.far_side:
            self.far_side.terminate()
            self.far_side.wait()
            self.far_side.stdout.close()
        if os.environ.get("CRASH_KEEP"):
            print(f"kept: {self.folder}")
            return
        shutil.rmtree(self.folder)
