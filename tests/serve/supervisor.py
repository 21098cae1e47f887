#!/usr/bin/env python3
# supervisor.py - the agent as a whole: starts, heals, stops, and lets nobody live on.
# SPDX-License-Identifier: EUPL-1.2
"""usage: AMTSBOTE=build/dev/amtsbote tests/serve/supervisor.py

Works on a folder made by `amtsbote init`. Processes are found by their parents and ended by their
ids; waits are for events of those processes, with a limit.
"""
import contextlib
import json
import os
import pathlib
import select
import shutil
import signal
import subprocess
import sys
import tempfile

LIMIT_S = 30
ROLES = {"keys", "intake", "deliver", "worker"}


def children(pid):
    """role -> process id of the agent's children."""
    found = {}
    with contextlib.suppress(FileNotFoundError):
        for child in pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):
                words = pathlib.Path(f"/proc/{child}/cmdline").read_bytes().split(b"\0")
                if len(words) > 1:
                    found[words[1].decode()] = int(child)
    return found


def gone(pids):
    """Wait until every process has ended; those that have not after LIMIT_S."""
    left = []
    for pid in pids:
        try:
            handle = os.pidfd_open(pid)
        except ProcessLookupError:
            continue
        if not select.select([handle], [], [], LIMIT_S)[0]:
            left.append(pid)
        os.close(handle)
    return left


class Agent:
    def __init__(self, amtsbote, folder):
        self.amtsbote, self.folder = amtsbote, folder
        self.log = folder / "agent.log"

    def call(self, *args):
        return subprocess.run([self.amtsbote, *args], capture_output=True, text=True, check=False,
                              timeout=LIMIT_S)

    def start(self, **environment):
        out = open(self.log, "ab")
        return subprocess.Popen([self.amtsbote, "agent", "--config", self.config()],
                                stdin=subprocess.DEVNULL, stdout=out, stderr=out,
                                env=dict(os.environ, **environment))

    def config(self):
        return self.folder / "site/amtsbote.yaml"

    def all_roles(self, process, but=()):
        """The children once every role runs, none of them as one of `but`."""
        def complete():
            found = children(process.pid)
            return found if set(found) >= ROLES and not set(found.values()) & set(but) else None
        return self.until(process, complete)

    def until(self, process, condition):
        """Look until it holds, while the agent lives."""
        handle = os.pidfd_open(process.pid)
        try:
            for _ in range(LIMIT_S * 20):
                found = condition()
                if found:
                    return found
                if select.select([handle], [], [], 0.05)[0]:
                    break
        finally:
            os.close(handle)
        raise AssertionError(f"children: {children(process.pid)}; {self.log.read_text()}")


def check(condition, what):
    if not condition:
        raise AssertionError(what)


def heals(agent):
    """Each child is killed once; another takes its place; the agent goes on and stops cleanly."""
    process = agent.start()
    found = agent.all_roles(process)
    for role in sorted(ROLES):
        os.kill(found[role], signal.SIGKILL)
        found = agent.all_roles(process, but=[found[role]])
    second = agent.call("agent", "--config", agent.config())
    check(second.returncode == 1 and "another agent works" in second.stderr, second.stderr)
    process.send_signal(signal.SIGTERM)
    check(process.wait(LIMIT_S) == 0, f"exit {process.returncode}")
    check(not gone(found.values()), "a child outlives the agent")
    whole = agent.call("verify", agent.folder / "site/zustand/journal")
    check(whole.returncode == 0, whole.stdout)
    # All but the line that tells of the last checkpoint, which `keys` makes when all others ended.
    check("\nsigned: lines 1 to " in whole.stdout and "\nnot signed yet: 1 lines\n" in whole.stdout,
          whole.stdout)
    text = (agent.folder / "site/zustand/journal/000001.jsonl").read_text()
    check(text.count('"signal-9"') == len(ROLES), "not every kill is in the journal")


def nobody_outlives(agent):
    """The supervisor is killed: its children see the end of the lifeline."""
    process = agent.start()
    found = agent.all_roles(process)
    process.kill()
    process.wait()
    left = gone(found.values())
    check(not left, f"outlive their supervisor: {left} of {found}")
    again = agent.start()
    agent.all_roles(again)
    again.send_signal(signal.SIGTERM)
    check(again.wait(LIMIT_S) == 0, f"exit {again.returncode}")


def late_lines(agent):
    """Journal lines that a supervisor wrote for a process that died before it could."""
    text = "".join(path.read_text() for path in
                   sorted((agent.folder / "site/zustand/journal").glob("*.jsonl")))
    return [line for line in map(json.loads, text.splitlines()) if "late" in line["body"]]


def writes_what_the_dead_owe(agent):
    """intake dies between store and journal: its line is there before the next intake works."""
    points = agent.folder / "points"
    points.mkdir()
    process = agent.start(AMTSBOTE_POINT="intake-stored=kill", AMTSBOTE_POINT_DIR=str(points))
    first = agent.all_roles(process)
    inbox = next((agent.folder / "site").glob("eingang*"))
    sample = next((agent.folder / "site").rglob("samples/*.json"))
    shutil.copy(sample, inbox / "eins.json.teil")
    (inbox / "eins.json.teil").rename(inbox / "eins.json")
    check(not gone([first["intake"]]), "the kill hit nothing")
    agent.all_roles(process, but=[first["intake"]])
    late = late_lines(agent)
    check([line["kind"] for line in late] == ["submission_received"], late)
    process.send_signal(signal.SIGTERM)
    check(process.wait(LIMIT_S) == 0, f"exit {process.returncode}")
    whole = agent.call("verify", agent.folder / "site/zustand/journal")
    check(whole.returncode == 0, whole.stdout)


def one_bad_recipe_stops_no_other(agent):
    """It is named; the agent works on with the other, and not at all with none."""
    good = agent.config().read_text()
    bad = agent.folder / "site/recipes/schlecht"
    bad.mkdir()
    (bad / "recipe.yaml").write_text("recipe: schlecht\n")
    agent.config().write_text(good.replace("recipes:\n", f"recipes:\n  - folder: {bad}\n", 1))
    process = agent.start()
    agent.until(process, lambda: "left out: recipe" in agent.log.read_text())
    agent.all_roles(process)
    process.send_signal(signal.SIGTERM)
    check(process.wait(LIMIT_S) == 0, f"exit {process.returncode}")
    agent.config().write_text(good)


def says_what_is_missing(agent):
    """Without its keyring the agent ends by itself and says why; nothing is tried for ever."""
    keys = agent.folder / "keys"
    keys.rename(agent.folder / "elsewhere")
    process = agent.start()
    code = process.wait(LIMIT_S)
    (agent.folder / "elsewhere").rename(keys)
    check(code == 1, f"exit {code}")
    check("keys" in agent.log.read_text().splitlines()[-1], agent.log.read_text())


def refuses_what_is_wrong(agent):
    """One line for each: file, place, cause; nothing is started."""
    good = agent.config().read_text()
    rows = ((good.replace("desks: 1", "desk: 1"), "unknown key 'desk', did you mean 'desks'?"),
            (good.replace("zustand ", "/proc/nowhere "), "/proc/nowhere"),
            (good.replace("recipes/hundesteuer", "recipes/katzensteuer"), "katzensteuer"))
    for text, says in rows:
        agent.config().write_text(text)
        done = agent.call("agent", "--config", agent.config())
        check(done.returncode == 1 and says in done.stderr, f"{says}: {done.stderr}")
        check(len(done.stderr.splitlines()) == 1, done.stderr)
    agent.config().write_text(good)


def main():
    folder = pathlib.Path(tempfile.mkdtemp(prefix="amtsbote-test-"))
    agent = Agent(pathlib.Path(os.environ["AMTSBOTE"]), folder)
    try:
        made = agent.call("init", folder / "site", "--keys", folder / "keys")
        check(made.returncode == 0, made.stderr)
        for case in (heals, nobody_outlives, writes_what_the_dead_owe,
                     one_bad_recipe_stops_no_other, says_what_is_missing,
                     refuses_what_is_wrong):
            case(agent)
            print(f"{case.__name__}: ok", flush=True)
    except AssertionError as failed:
        print(f"supervisor: {failed}", file=sys.stderr)
        return 1
    finally:
        shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
