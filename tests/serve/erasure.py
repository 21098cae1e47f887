#!/usr/bin/env python3
# erasure.py - what is erased can be read by nobody any more, what is not by all who may.
# SPDX-License-Identifier: EUPL-1.2
"""usage: erasure.py --list | CASE..."""
import copy
import datetime
import json
import os
import secrets
import shutil
import signal
import sqlite3
import subprocess
import sys
from premises import AGENT, LIMIT_S, SAMPLES, Failed, Site, check
from salvage import salvage, seal_as

LIFELINE = 3
# Where the command is killed; `keys-` and `ring-`: the process with the keys that it has started.
POINTS = ["erase-sealed", "erase-begun", "erase-rewrapped", "erase-retired", "erase-forgot",
          "erase-scrubbed", "erase-ended", "keys-rewrapped", "keys-forgot", "ring-begun",
          "ring-fresh", "ring-renamed"]


def words(tail):
    """What stands where: unmistakable, and of no other submission."""
    return {"payload": f"Ärgström-{tail}", "external": f"id-{tail}", "reason": f"grund {tail}",
            "outcome": f"52.{tail}", "intent": f"vorher {tail}", "values": f"nachher {tail}"}


class Town(Site):
    """Two closed submissions of one day, whose every sealed place holds a word of its own."""

    def __init__(self):
        super().__init__()
        self.before = self.folder / "vorher"
        self.marks = []
        self.old_ring = b""
        self.words = [words(secrets.token_hex(6)) for _ in range(2)]

    def prepare(self):
        for role in ("keys", "intake", "deliver"):
            self.start(role)
        for number, mine in enumerate(self.words):
            data = copy.deepcopy(json.loads(SAMPLES[number].read_text()))
            data["G60000082"]["F60000227"] = mine["payload"]
            self.submit(mine["external"], data)
        self.until(lambda: len(self.jobs()) == 2, "both taken in")
        self.marks = list(self.jobs())
        self.sql("UPDATE job SET state = 'held', cause = 'ERR_REPERTOIRE'")
        for role in ("keys", "intake", "deliver"):
            self.stop(role)
        for mark, mine in zip(self.marks, self.words):
            self.done("jobs", "resolve", mark, "--by-hand", "-", "--reason", "-",
                      says=f"{mine['outcome']}\n{mine['reason']}\n")
        for role in ("keys", "deliver"):
            self.start(role)
        self.until(lambda: self.states() == ["closed", "closed"], "both closed")
        for role in ("keys", "deliver"):
            self.stop(role)
        for number, (mark, mine) in enumerate(zip(self.marks, self.words)):
            self.put_stage(number + 1, mark, mine)
        shutil.copytree(self.state, self.before, ignore=shutil.ignore_patterns("*.sock"))
        self.old_ring = self.ring()

    def put_stage(self, number, mark, mine):
        intent = seal_as(self.state, self.ring(), mark, "intent:anmelden", mine["intent"])
        values = seal_as(self.state, self.ring(), mark, "values:anmelden", mine["values"])
        with sqlite3.connect(self.state / "store.db") as db:
            db.execute("INSERT INTO stage (job, id, place, state, begun_ms, intent, value)"
                       " VALUES (?, 'anmelden', 0, 'proven', 1000, ?, ?)",
                       (number, intent, values))
        db.close()

    def start_worker(self, **environment):
        """As the supervisor does; what is returned ends it when it is closed."""
        read, write = os.pipe()

        def put_at_three():
            os.dup2(read, LIFELINE)

        with open(self.log, "ab") as log:
            self.running["worker"] = subprocess.Popen(
                [AGENT, "worker", "--config", self.config, "--desk", "1"], stdout=log, stderr=log,
                stdin=subprocess.DEVNULL, pass_fds=[LIFELINE], preexec_fn=put_at_three,
                env=dict(os.environ, AMTSBOTE_POINT_DIR=str(self.points), **environment))
        os.close(read)
        return write

    # ---- calls

    def command(self, *argv, says="", **environment):
        return subprocess.run([AGENT, *argv, "--config", self.config], capture_output=True,
                              text=True, check=False, timeout=LIMIT_S, input=says,
                              env=dict(os.environ, AMTSBOTE_POINT_DIR=str(self.points),
                                       **environment))

    def done(self, *argv, says=""):
        one = self.command(*argv, says=says)
        check(one.returncode == 0, f"{argv}: {one.stderr}")
        return one.stdout

    def refused(self, *argv, because):
        one = self.command(*argv)
        check(one.returncode != 0, f"{argv} was taken: {one.stdout}")
        check(because in one.stderr, f"{argv}: {one.stderr!r} lacks {because!r}")

    def sql(self, script):
        one = subprocess.run(["sqlite3", "-cmd", ".timeout 20000", self.state / "store.db",
                              script], capture_output=True, text=True, check=False)
        check(one.returncode == 0, one.stderr)
        return one.stdout.split("\n")[:-1]

    def erase(self, number=0, **environment):
        return self.command("erase", self.marks[number], "--reason", "Zweck entfallen",
                            **environment)

    # ---- what can be read

    def keyring(self):
        return self.folder / "schluessel"

    def ring(self):
        return (self.keyring() / "ring").read_bytes()

    def all(self, number):
        return set(self.words[number].values())

    def reads(self, state, ring):
        return salvage(state, ring, self.all(0) | self.all(1))

    def check_gone(self):
        """The first is erased, the second as it was."""
        check(self.reads(self.before, self.ring()) == set(),
              "a copy from before can be read with the keyring from after")
        check(self.reads(self.state, self.ring()) == self.all(1),
              f"with state and keyring from after: {self.reads(self.state, self.ring())}")
        check(self.reads(self.state, self.old_ring) == set(),
              "the state from after can be read with the keyring from before")
        for path in self.keyring().iterdir():
            check(self.reads(self.before, path.read_bytes()) == set(),
                  f"a copy from before can be read with {path.name}")

    def lines(self, number, kind):
        return [line["body"] for line in self.journal()
                if line["job"] == self.marks[number] and line["kind"] == kind]

    def put_back(self):
        """Everything as it was before."""
        shutil.rmtree(self.state)
        shutil.copytree(self.before, self.state)
        for path in self.keyring().glob("ring*"):
            path.unlink()
        (self.keyring() / "ring").write_bytes(self.old_ring)
        (self.keyring() / "ring").chmod(0o600)
        for path in self.points.iterdir():
            path.unlink()


def nothing_can_be_recovered(town):
    check(town.reads(town.before, town.old_ring) == town.all(0) | town.all(1),
          f"before: {town.reads(town.before, town.old_ring)}")
    with sqlite3.connect(town.before / "store.db") as db:
        was = [bytes(cell) for row in db.execute(
            "SELECT key, payload, external, reason, outcome, intent, value FROM submission"
            " JOIN job USING (id) JOIN stage ON job = job.id WHERE job = 1") for cell in row]
    db.close()
    check(len(was) == 7 and all(len(one) > 60 for one in was), f"{was}")
    other = sqlite3.connect(town.state / "store.db")  # as long as it is open the log stays
    check(other.execute("SELECT count(*) FROM job").fetchall() == [(2,)], "the other connection")
    report = town.state / "reports" / f"{town.marks[0]}.html"
    report.parent.mkdir(exist_ok=True)
    report.write_text(town.words[0]["payload"])
    tapes = [town.state / "tape" / f"{mark}{number}.tape"
             for mark, number in ((town.marks[0], ""), (town.marks[0], ".2"), (town.marks[1], ""))]
    tapes[0].parent.mkdir(exist_ok=True)
    for tape in tapes:
        tape.write_bytes(b"sealed")
    said = town.erase()
    check(said.returncode == 0 and "erased" in said.stdout, said.stderr)
    check("copies of the keyring" not in said.stdout, said.stdout)
    town.check_gone()
    check(not report.exists(), "the report is there")
    check([tape.exists() for tape in tapes] == [False, False, True], f"{tapes}")
    check((town.state / "store.db-wal").exists(), "the log went with the last connection")
    left = [path for path in town.state.rglob("*") if path.is_file()
            for old in was if old[19:] in path.read_bytes()]
    check(not left, f"what was sealed stands in {left}")
    other.close()
    check(len(town.lines(0, "erasing")) == 1 and town.lines(0, "erased") == [{
        "op": town.lines(0, "erased")[0]["op"], "final_after": 0}], town.journal())
    check(not town.lines(1, "erasing") and not town.lines(1, "erased"), "the other one's lines")
    shown = town.done("jobs", "show", town.marks[0], "--open")
    check("Zweck entfallen" in shown and "erased" in shown and "payload" not in shown, shown)
    check(town.words[1]["payload"] in town.done("jobs", "show", town.marks[1], "--open"),
          "the other one does not open")
    again = town.erase()
    check(again.returncode == 0 and len(town.lines(0, "erased")) == 1, "once more")
    town.refused("report", town.marks[0], because="is erased")
    town.refused("hold", town.marks[0], "--reason", "r", because="is erased")
    check(town.sql("SELECT count(*) FROM due") == ["0"], "lines are owed")
    town.verify()


def a_kill_at_any_point_and_a_repeat(town):
    for point in POINTS:
        town.put_back()
        killed = town.erase(AMTSBOTE_POINT=f"{point}=kill")
        check((town.points / point).exists(), f"{point}: the kill hit nothing")
        check(killed.returncode != 0, f"{point}: success was reported: {killed.stdout}")
        check(town.all(1) <= town.reads(town.state, town.ring()),
              f"{point}: the other one is lost")
        check(town.erase().returncode == 0, f"{point}: the repeat fails")
        town.check_gone()
        for kind in ("erasing", "erased"):
            check(len(town.lines(0, kind)) == 1, f"{point}: {kind} {len(town.lines(0, kind))}")
        check(town.sql("SELECT count(*) FROM due") == ["0"], f"{point}: lines are owed")
        town.verify()


def a_copy_of_the_keyring_opens_it_until_its_day(town):
    today = datetime.datetime.now(datetime.timezone.utc).date()

    def named(back):
        return town.keyring() / f"ring-{today - datetime.timedelta(days=back)}"

    named(3).write_bytes(town.old_ring)
    named(3).chmod(0o600)
    said = town.erase().stdout
    end = today + datetime.timedelta(days=4)
    check(f"until {end}" in said, said)
    stamp = datetime.datetime(end.year, end.month, end.day, tzinfo=datetime.timezone.utc)
    check(town.lines(0, "erased")[0]["final_after"] == stamp.timestamp() * 1000, town.journal())
    check(town.reads(town.before, named(3).read_bytes()) == town.all(0) | town.all(1),
          "the copy from before does not open it")
    check(town.reads(town.before, town.ring()) == set(), "the ring opens it")
    named(3).rename(named(7))
    town.start("keys")
    town.until(lambda: not named(7).exists(), "the copy goes")
    town.stop("keys")
    town.check_gone()


def what_is_held_or_open_is_refused(town):
    mark, other = town.marks
    town.refused("erase", mark, because="--reason")
    town.done("hold", mark, "--reason", "-", says="Klage anhängig\n")
    town.refused("hold", mark, "--reason", "r", because="held already")
    town.refused("erase", mark, "--reason", "r", because="hold --lift")
    check(town.all(0) <= town.reads(town.state, town.ring()), "it was erased all the same")
    shown = town.done("jobs", "show", mark, "--open")
    check("Klage anhängig" in shown and "held since" in shown, shown)
    town.done("hold", mark, "--lift", "--reason", "Klage zurückgenommen")
    town.refused("hold", mark, "--lift", "--reason", "r", because="not held")
    check(len(town.lines(0, "hold_set")) == len(town.lines(0, "hold_lifted")) == 1, "lines")
    town.sql(f"UPDATE job SET state = 'entered' WHERE mark = '{other}'")
    town.refused("erase", other, "--reason", "r", because="only what is closed")
    town.refused("erase", "AB-nobody", "--reason", "r", because="no job")
    check(town.erase().returncode == 0, "not erased when the hold is lifted")
    town.verify()


def what_was_erased_is_known_again(town):
    check(town.erase().returncode == 0, "not erased")
    town.start("keys")
    town.start("intake")
    data = copy.deepcopy(json.loads(SAMPLES[0].read_text()))
    town.submit("noch-einmal", data)
    town.until(lambda: len(town.jobs()) == 3, "taken in")
    state, cause, _ = list(town.jobs().values())[2]
    check((state, cause) == ("held", "ERR_TWICE"), town.jobs())


def a_key_made_before_is_not_used_after(town):
    """Intake has sealed a submission under the day key that is erased before it is stored."""
    town.start("keys")
    town.start("intake", AMTSBOTE_POINT="intake-sealed=stop")
    data = copy.deepcopy(json.loads(SAMPLES[2].read_text()))
    town.submit("dazwischen", data)
    town.until(lambda: (town.points / "intake-sealed").exists(), "intake stands")
    town.stop("keys")
    check(town.erase().returncode == 0, "not erased")
    town.start("keys")
    town.running["intake"].send_signal(signal.SIGCONT)
    town.until(lambda: len(town.jobs()) == 3, "taken in with another key")
    check("made under one that is erased" in town.log_text(), town.log_text())
    shown = town.done("jobs", "show", list(town.jobs())[2], "--open")
    check('"hund"' in shown, shown)


def a_worker_that_read_a_key_before_reads_it_again(town):
    """It has claimed a job whose key is wrapped anew before it is opened."""
    for role in ("keys", "intake"):
        town.start(role)
    town.submit("dritte", json.loads(SAMPLES[2].read_text()))
    town.until(lambda: len(town.jobs()) == 3, "taken in")
    mark = list(town.jobs())[2]
    lifeline = town.start_worker(AMTSBOTE_POINT="worker-claimed=stop")
    town.until(lambda: (town.points / "worker-claimed").exists(), "the worker stands")
    check(town.erase().returncode == 0, "not erased")
    town.running["worker"].send_signal(signal.SIGCONT)
    town.until(lambda: [line for line in town.journal() if line["job"] == mark
                        and line["kind"] in ("technical_failure", "requeued")], "it has failed")
    causes = {line["body"]["cause"] for line in town.journal() if line["job"] == mark
              and line["kind"] in ("technical_failure", "requeued")}
    check("ERR_SEALED" not in causes, f"{causes}: {town.log_text()}")
    os.close(lifeline)
    town.died("worker")


CASES = [nothing_can_be_recovered, a_kill_at_any_point_and_a_repeat,
         a_copy_of_the_keyring_opens_it_until_its_day, what_is_held_or_open_is_refused,
         what_was_erased_is_known_again, a_key_made_before_is_not_used_after,
         a_worker_that_read_a_key_before_reads_it_again]


def main():
    if sys.argv[1:] == ["--list"]:
        print("\n".join(case.__name__ for case in CASES))
        return 0
    wrong = 0
    for case in CASES:
        if sys.argv[1:] and case.__name__ not in sys.argv[1:]:
            continue
        town = Town()
        try:
            town.prepare()
            case(town)
            print(f"{case.__name__}: ok", flush=True)
        except Failed as failed:
            print(f"{case.__name__}: {failed}", flush=True)
            wrong = 1
        finally:
            town.end()
    return wrong


if __name__ == "__main__":
    sys.exit(main())
