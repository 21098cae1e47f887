#!/usr/bin/env python3
# restored.py - an old store, or all of an old state, is put back: nothing is entered twice.
# SPDX-License-Identifier: EUPL-1.2
"""usage: restored.py [CASE...]     AMTSBOTE_BUILD_DIR as for cases.py

Three submissions wait when the copy is made; afterwards they and two more are entered and answered.
"""
import json
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import processes
from outside import MARK, mine
from world import END_S, STEP_S, World

LOOK_S = 0.1
BEFORE, AFTER = 3, 2


class Failed(AssertionError):
    """What the test found wrong."""


def check(condition, what):
    if not condition:
        raise Failed(what)


class Office(World):
    """A world whose state is copied with jobs that wait, and which then goes on."""

    def __init__(self):
        super().__init__()
        self.backup = self.folder / "sicherung"
        self.sub_processes = []

    def until(self, condition, what):
        limit, watch = time.monotonic() + STEP_S, processes.Watch(self.state, self.portal.folder)
        try:
            while not condition():
                check(time.monotonic() < limit, f"never happened: {what}; {self.log_tail()}")
                processes.wait_any([watch.fd], min(limit, time.monotonic() + LOOK_S))
                watch.drain()
        finally:
            watch.close()

    def done(self, *words):
        code, out, err = self.command(*words, "--config", self.config)
        check(code == 0, f"{words}: {code} {out} {err}")
        return out

    def states(self):
        """mark -> state"""
        db = sqlite3.connect(self.state / "store.db", timeout=30)
        try:
            return dict(db.execute("SELECT mark, state FROM job ORDER BY id"))
        finally:
            db.close()

    def role(self, name):
        with open(self.log, "ab") as log:
            one = subprocess.Popen([*self.agent_argv, name, "--config", str(self.config)],
                                   stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                   env=self.environment(), preexec_fn=processes.die_with_parent)
        self.sub_processes.append(one)
        return one

    def take_in(self, n):
        """They come in and wait; nobody works."""
        (self.state / "recipes").mkdir(mode=0o700, exist_ok=True)
        keys, intake = self.role("keys"), self.role("intake")
        for _ in range(n):
            self.submit()
        self.until(lambda: len(self.portal.fates()) == n, "all acknowledged")
        for one in (intake, keys):
            one.send_signal(signal.SIGTERM)
            one.wait(END_S)

    def closed(self):
        return sum(state == "closed" for state in self.states().values())

    def prepare(self):
        """The copy, and what happened after it."""
        self.take_in(BEFORE)
        self.done("backup", self.backup)
        self.start()
        for _ in range(AFTER):
            self.submit()
        self.until(lambda: self.closed() == BEFORE + AFTER, "all entered and answered")
        self.stop()
        self.first = self.states()
        self.judge_records(BEFORE + AFTER)

    def judge_records(self, n):
        rows = self.records()
        check(len(rows) == n, f"{len(rows)} records, {n} were sent")
        for name, data in self.sent.items():
            chip = data["hund"]["chipnummer"].encode()
            found = [row for row in rows if row["chipnummer"] == chip]
            check(len(found) == 1, f"{name} has {len(found)} records")

    def journal(self):
        return [json.loads(line) for path in sorted((self.state / "journal").glob("*.jsonl"))
                for line in path.read_text().splitlines()]

    def old_store(self):
        for path in self.state.glob("store.db*"):
            path.unlink()
        shutil.copy(self.backup / "store.db", self.state / "store.db")

    def give_again(self, names):
        """The portal's operator, asked by ours."""
        db = sqlite3.connect(self.portal.db, timeout=30)
        with db:
            for name in names:
                db.execute("UPDATE submission SET fate = NULL WHERE id = ?", (name,))
        db.close()

    def judge_end(self, n):
        self.judge_records(n)
        check(not self.portal.other_keys(), f"answered twice: {self.portal.other_keys()}")
        answers = self.portal.results()
        check(len(answers) == n, f"{len(answers)} answers")
        for name, answer in answers.items():
            check(answer["outcome"] == "entered", answer)
            check(len(mine(self.records(), answer["job"])) == 1, f"{name}: {answer['job']}")
        code, out, err = self.command("verify", "--config", self.config)
        check(code == 0, out + err)
        check(not self.faults, self.faults)

    def end(self):
        for one in self.sub_processes:
            if one.poll() is None:
                one.kill()
                one.wait()
        self.finish()


def lost_of(said):
    return {MARK.search(line)[0]: line for line in said.splitlines()
            if line.startswith("missing ")}


def an_older_store_under_its_journal(kill=""):
    """Only store.db is put back; begun commits are looked up, the missing listed and fetched."""
    office = Office()
    try:
        office.prepare()
        old = list(office.first)[:BEFORE]
        office.old_store()
        if kill:
            office.start(f"{kill}=kill")
            office.agent.wait(END_S)
            check((office.points / kill).exists(), "the kill hit nothing")
            check(office.gone(END_S), "somebody lives on")
        office.start()
        office.until(lambda: office.closed() == BEFORE, "what was begun is looked up and answered")
        said = office.done("restored")
        check(set(lost_of(said)) == set(office.first) - set(old), said)
        check(all("delivered" in line for line in lost_of(said).values()), said)
        office.judge_records(BEFORE + AFTER)
        waits = office.submit()
        office.until(lambda: len(office.states()) == BEFORE + 1, "it comes in")
        office.give_again(list(office.sent)[BEFORE:BEFORE + AFTER])
        office.until(lambda: office.closed() == BEFORE + AFTER, "given again, looked up")
        check(waits not in office.portal.results(), "a job was claimed in a paused state")
        check(set(office.first) < set(office.states()), "it got another mark")
        check(not lost_of(office.done("restored", "--go-on")), "still missing")
        office.until(lambda: office.closed() == BEFORE + AFTER + 1, "new ones are entered again")
        office.stop()
        office.judge_end(BEFORE + AFTER + 1)
        kinds = [line["kind"] for line in office.journal()]
        check(kinds.count("store_restored") == 1 and kinds.count("went_on") == 1, kinds)
        ops = [(line["job"], line["body"]["op"]) for line in office.journal()
               if "op" in line["body"]]
        check(len(ops) == len(set(ops)), "an op was given twice")
    finally:
        office.end()


def killed_while_it_learns():
    an_older_store_under_its_journal("reckoning-stored")


def all_of_an_old_state(kill="", copied=False):
    """The journal is as old as the store: the keyring alone knows that there was more."""
    office = Office()
    try:
        office.prepare()
        signed = max(line["body"]["lines"] for line in office.journal()
                     if line["kind"] == "checkpoint")
        shutil.rmtree(office.state)
        office.done("restore", office.backup)
        if copied:  # as cp would, which pauses nothing
            shutil.copy(office.backup / "store.db", office.state / "store.db")
        kept = len(office.journal())
        office.start()
        check(office.agent.wait(END_S) == 1 and "was restored" in office.log_tail(1)[0],
              office.log_tail())
        check(len(office.journal()) == kept, "a refused agent writes into the journal")
        said = office.done("restored")
        check(f"{signed} lines were signed, the first {kept} are here" in said, said)
        if kill:
            env = {**office.environment(f"{kill}=kill")}
            one = subprocess.run([*office.agent_argv, "restored", "--go-on", "--config",
                                  str(office.config)], env=env, capture_output=True, text=True)
            check((office.points / kill).exists(), f"the kill hit nothing: {one.stderr}")
        office.done("restored", "--go-on")
        check(set(office.states().values()) == {"committing"}, office.states())
        office.start()
        office.until(lambda: office.closed() == BEFORE, "all are looked up and answered again")
        office.submit()
        office.until(lambda: office.closed() == BEFORE + 1, "new ones are entered again")
        office.stop()
        office.judge_end(BEFORE + AFTER + 1)
        told = [line for line in office.journal() if line["kind"] == "restored"]
        check([(line["n"], line["body"]["lines"], line["body"]["kept"]) for line in told]
              == [(kept + 1, signed, kept)], told)
        code, out, _ = office.command("verify", "--config", office.config)
        check(code == 0 and f"restored: line {kept + 1} tells that {signed} lines" in out, out)
    finally:
        office.end()


def all_of_it_copied_by_hand():
    all_of_an_old_state(copied=True)


def killed_when_it_is_told():
    all_of_an_old_state("rewind-told")


def killed_when_it_is_listed():
    all_of_an_old_state("rewind-listed", copied=True)


CASES = (an_older_store_under_its_journal, killed_while_it_learns, all_of_an_old_state,
         all_of_it_copied_by_hand, killed_when_it_is_told, killed_when_it_is_listed)


def main():
    wrong = 0
    for case in CASES:
        if sys.argv[1:] and case.__name__ not in sys.argv[1:]:
            continue
        try:
            case()
            print(f"{case.__name__}: ok", flush=True)
        except Failed as failed:
            print(f"{case.__name__}: {failed}", flush=True)
            wrong = 1
    return wrong


if __name__ == "__main__":
    sys.exit(main())
