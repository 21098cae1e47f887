# premises.py - an agent's folder with portal, folder source and the processes a test asks for.
# SPDX-License-Identifier: EUPL-1.2
import json
import os
import pathlib
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import http.client

ROOT = pathlib.Path(os.environ.get("AMTSBOTE_SOURCE_DIR", pathlib.Path(__file__).parents[2]))
AGENT = os.environ.get("AMTSBOTE", str(ROOT / "build/dev/amtsbote"))
SAMPLES = sorted((ROOT / "recipes/hundesteuer/samples").glob("*.json"))
TOKEN = "pruef-token-1"
SERVICE = "urn:de:fim:leika:leistung:99123456760610"
SCHEMA = "https://example.invalid/hundesteuer/1.0/schema.json"
LIMIT_S = 40      # no condition takes longer on a loaded machine
LOOK_S = 0.02     # how often a condition is looked at while a process runs


class Failed(AssertionError):
    """What the test found wrong."""


def check(condition, what):
    if not condition:
        raise Failed(what)


class Site:
    """Everything lies in a folder of its own; processes are ended by their ids."""

    def __init__(self, sources=("portal",), faults=""):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="amtsbote-serve-"))
        self.points = self.folder / "points"
        self.inbox = self.folder / "eingang"
        self.state = self.folder / "zustand"
        self.config = self.folder / "amtsbote.yaml"
        self.token_file = self.folder / "token"
        self.log = self.folder / "log"
        for folder in (self.points, self.inbox, self.state, self.state / "recipes"):
            folder.mkdir(mode=0o700)
        self.running = {}
        self.port = 0
        self.faults = faults
        self.make_keyring()
        self.token_file.write_text(TOKEN + "\n")
        self.token_file.chmod(0o600)
        if "portal" in sources:
            self.start_portal()
        self.write_config(sources)

    def make_keyring(self):
        """init makes one; what else it makes is not needed here."""
        made = subprocess.run([AGENT, "init", self.folder / "probe", "--keys",
                               self.folder / "schluessel"], capture_output=True, text=True,
                              check=False)
        check(made.returncode == 0, made.stderr)

    def write_config(self, sources, recipe=ROOT / "recipes/hundesteuer", more=""):
        lines = [f"state: {self.state}", f"keys: {self.folder}/schluessel",
                 "deliver: { first_retry: 50ms, longest_retry: 200ms, give_up: 1h }",
                 "recipes:", f"  - folder: {recipe}",
                 "    config: { programm: p, datei: d, mandant: m }", "sources:"]
        if "portal" in sources:
            lines += [f"  - {{ name: portal, url: 'http://127.0.0.1:{self.port}', "
                      f"token_file: {self.token_file}, poll: 100ms, timeout: 5s }}"]
        if "eingang" in sources:
            lines += [f"  - {{ name: eingang, folder: {self.inbox}, poll: 10s, "
                      "recipe: hundesteuer-anmeldung }"]
        self.config.write_text("\n".join(lines) + "\n" + more)

    # ---- processes

    def start_portal(self):
        process = subprocess.Popen(
            [sys.executable, "-B", ROOT / "demo/portal/portal.py", self.folder / "portal.db",
             "--port", str(self.port)], stdout=subprocess.PIPE,
            env=dict(os.environ, PORTAL_TOKEN=TOKEN, PORTAL_FEHLER=self.faults))
        self.port = int(process.stdout.readline())
        process.stdout.close()
        self.running["portal"] = process

    def start(self, role, **environment):
        words = [role, "--config", self.config]
        with open(self.log, "ab") as log:
            self.running[role] = subprocess.Popen(
                [AGENT, *words], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                env=dict(os.environ, AMTSBOTE_POINT_DIR=str(self.points), **environment))
        return self.running[role]

    def kill(self, role, how=signal.SIGKILL):
        process = self.running.pop(role)
        process.send_signal(how)
        return process.wait(LIMIT_S)

    def stop(self, role):
        """By a signal, which a process that has just begun does not catch yet."""
        code = self.kill(role, signal.SIGTERM)
        check(code in (0, -signal.SIGTERM), f"{role} ended badly, {code}: {self.log_text()}")

    def died(self, role):
        """Wait for the end of a process that a fault point kills; its exit code."""
        try:
            code = self.running[role].wait(LIMIT_S)
        except subprocess.TimeoutExpired:
            raise Failed(f"{role} did not end: {self.log_text()}") from None
        del self.running[role]
        return code

    def until(self, condition, what):
        """Look until it holds; a process that ends meanwhile is a failure."""
        handles = {os.pidfd_open(p.pid): role for role, p in self.running.items()}
        try:
            for _ in range(int(LIMIT_S / LOOK_S)):
                value = condition()
                if value:
                    return value
                ended = select.select(list(handles), [], [], LOOK_S)[0]
                check(not ended, f"{what}: {[handles[fd] for fd in ended]} ended: "
                                 f"{self.log_text()}")
        finally:
            for handle in handles:
                os.close(handle)
        raise Failed(f"never happened: {what}\n{self.state_text()}\n{self.log_text()}")

    def end(self):
        for process in self.running.values():
            process.kill()
            process.wait()
        shutil.rmtree(self.folder)

    # ---- the portal

    def ask(self, method, path, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LIMIT_S)
        try:
            connection.request(method, path, body, {"Authorization": f"Bearer {TOKEN}"})
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read() or b"null")
        finally:
            connection.close()

    def submit(self, wanted_id, data, **query):
        words = {"service": SERVICE, "schema": SCHEMA, "id": wanted_id, **query}
        address = "/submissions?" + "&".join(f"{k}={v}" for k, v in words.items())
        body = data if isinstance(data, bytes) else json.dumps(data).encode()
        status, said = self.ask("POST", address, body)
        check(status == 201, said)

    def submit_raw(self, wanted_id, data):
        self.submit(wanted_id, data, roh=1)

    def switch(self, **words):
        status, said = self.ask("POST", "/fehler", json.dumps(
            {name.replace("_", "-"): number for name, number in words.items()}))
        check(status == 200, said)

    def rows(self):
        return {row["id"]: row for row in self.ask("GET", "/zustand")[1]["submissions"]}

    # ---- the agent, from outside

    def call(self, *words):
        return subprocess.run([AGENT, *words], capture_output=True, text=True, check=False,
                              timeout=LIMIT_S)

    def jobs(self):
        """mark -> state, out of the store by another program than the agent."""
        done = subprocess.run(["sqlite3", "-readonly", self.state / "store.db",
                               "SELECT mark, state, cause, acknowledged FROM job ORDER BY id"],
                              capture_output=True, text=True, check=False)
        rows = [line.split("|") for line in done.stdout.splitlines()]
        return {mark: (state, cause, acknowledged == "1")
                for mark, state, cause, acknowledged in rows}

    def states(self):
        return sorted(state for state, _, _ in self.jobs().values())

    def journal(self):
        lines = []
        for segment in sorted((self.state / "journal").glob("*.jsonl")):
            lines += [json.loads(line) for line in segment.read_text().splitlines()]
        return lines

    def kinds(self):
        return [line["kind"] for line in self.journal()]

    def verify(self):
        done = self.call("verify", "--config", self.config)
        check(done.returncode == 0, done.stdout + done.stderr)

    def log_text(self):
        return self.log.read_text() if self.log.exists() else ""

    def state_text(self):
        return f"jobs {self.jobs()}\njournal {self.kinds() if self.state.exists() else ''}"
