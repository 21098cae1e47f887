#!/usr/bin/env python3
# backup.py - the state is carried away while the agent works, and back; a kill leaves nothing half.
# SPDX-License-Identifier: EUPL-1.2
"""usage: backup.py [CASE...]     all without a name"""
import json
import os
import pathlib
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
from premises import AGENT, LIMIT_S, SAMPLES, Failed, Site, check

DATA = json.loads(SAMPLES[0].read_text())
POINTS = ("backup-store-copied", "backup-journal-copied", "backup-whole")


class Office(Site):
    """A site with @n submissions that came in; nothing runs but the portal."""

    def __init__(self, n=2):
        super().__init__()
        self.backup = self.folder / "sicherung"
        self.take(n)

    def take(self, n, prefix="antrag"):
        for role in ("keys", "intake"):
            self.start(role)
        known = len(self.jobs())
        for i in range(n):
            self.submit(f"{prefix}-{i}", DATA)
        self.until(lambda: len(self.jobs()) == known + n, "all taken in")
        for role in ("intake", "keys"):
            self.stop(role)

    def run(self, *words, point=""):
        env = {"AMTSBOTE_POINT": point, "AMTSBOTE_POINT_DIR": str(self.points)} if point else {}
        return subprocess.run([AGENT, *map(str, words), "--config", str(self.config)],
                              capture_output=True, text=True, check=False, timeout=LIMIT_S,
                              env=dict(os.environ, **env))

    def done(self, *words):
        one = self.run(*words)
        check(one.returncode == 0, f"{words}: {one.stderr}")
        return one.stdout

    def refused(self, *words, because):
        one = self.run(*words)
        check(one.returncode == 1 and because in one.stderr, f"{words}: {one.stderr!r}")
        check(len(one.stderr.splitlines()) == 1, one.stderr)

    def lose(self):
        """The disk that the state was on."""
        shutil.rmtree(self.state)


def rows_of(folder, query):
    db = sqlite3.connect(f"file:{folder}/store.db?mode=ro", uri=True)
    try:
        return db.execute(query).fetchall()
    finally:
        db.close()


def lines_of(folder):
    return [json.loads(line) for path in sorted((folder / "journal").glob("*.jsonl"))
            for line in path.read_text().splitlines()]


def judge_copy(office, folder):
    """Everything that the store speaks of is in the journal or owed; all of it signed."""
    done = office.call("verify", folder)
    check(done.returncode == 0 and "\nnot signed yet: 0 lines\n" in done.stdout, done.stdout)
    told = {line["body"]["op"] for line in lines_of(folder) if "op" in line["body"]}
    owed = {op for op, in rows_of(folder, "SELECT op FROM due")}
    last = (rows_of(folder, "SELECT seq FROM sqlite_sequence WHERE name = 'due'") or [(0,)])[0][0]
    check(set(range(1, last + 1)) <= told | owed, f"{last} ops, told {told}, owed {owed}")
    for wanted, in rows_of(folder, "SELECT DISTINCT recipe_hash FROM job"):
        check((folder / "recipes" / wanted / "recipe.yaml").exists(), f"{wanted} is missing")
    for path in [folder, *folder.rglob("*")]:
        check(stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, f"{path} is open to others")


def it_holds_all_but_the_keyring_and_comes_back():
    office = Office()
    try:
        before = office.jobs()
        (office.state / "tape").mkdir(mode=0o700)
        (office.state / "tape/AB-1.tape").write_bytes(b"sealed")
        (office.state / "tape/AB-1.tape").chmod(0o600)
        said = office.done("backup", office.backup)
        names = {path.name for path in office.backup.iterdir()}
        check({"backup", "store.db", "journal", "recipes", "tape"} <= names <= {
            "backup", "store.db", "journal", "recipes", "desks", "reports", "tape"}, names)
        judge_copy(office, office.backup)
        key = [line for line in said.splitlines() if line.startswith("key: ")][0][5:]
        check(office.call("verify", office.backup, "--key", key).returncode == 0, key)
        office.lose()
        check("signed" in office.done("restore", office.backup), "restore says nothing")
        check(office.jobs() == before, office.jobs())
        judge_copy(office, office.state)
        check((office.state / "tape/AB-1.tape").read_bytes() == b"sealed", "the tape is gone")
        office.verify()
    finally:
        office.end()


def it_is_made_while_the_agent_works():
    """Ten times in the middle of submissions that come in and jobs that fail."""
    office = Office(0)
    try:
        office.start("agent")
        office.until(lambda: (office.state / "keys.sock").exists(), "the agent works")
        for i in range(10):
            for k in range(3):
                office.submit(f"s-{i}-{k}", DATA)
            office.until(lambda n=i: len(office.jobs()) > 2 * n, "it goes on")
            office.done("backup", office.folder / f"b{i}")
            judge_copy(office, office.folder / f"b{i}")
        office.until(lambda: len(office.jobs()) == 30, "nothing was lost meanwhile")
        office.stop("agent")
        office.verify()
        sizes = [len(rows_of(office.folder / f"b{i}", "SELECT 1 FROM job")) for i in range(10)]
        check(sizes == sorted(sizes) and sizes[-1] > sizes[0], sizes)
    finally:
        office.end()


def it_goes_nowhere_where_it_must_not():
    office = Office(1)
    try:
        keys = office.folder / "schluessel"
        (office.folder / "voll").mkdir()
        (office.folder / "voll/datei").touch()
        (office.folder / "link").symlink_to(office.state)
        for where, because in ((office.state / "sicherung", "outside of each other"),
                               (office.state, "outside of each other"),
                               (office.folder / "link/s", "outside of each other"),
                               (keys / "sicherung", "outside of each other"),
                               (office.folder, "outside of each other"),
                               (office.folder / "voll", "not empty"),
                               (office.folder / "amtsbote.yaml", "Not a directory"),
                               (office.folder / "nirgends/s", "No such file")):
            office.refused("backup", where, because=because)
        left = [path.name for path in office.folder.rglob("*.part-*")]
        check(not left, left)
        (office.folder / "leer").mkdir()
        office.done("backup", f"{office.folder}/leer/")
        judge_copy(office, office.folder / "leer")
    finally:
        office.end()


def a_kill_leaves_nothing_that_looks_whole():
    office = Office(1)
    try:
        for point in POINTS:
            one = office.run("backup", office.backup, point=f"{point}=kill")
            check(one.returncode == -signal.SIGKILL, f"{point}: {one.returncode} {one.stderr}")
            check(not office.backup.exists(), f"{point}: {office.backup} is there")
            office.verify()
        office.done("backup", office.backup)
        judge_copy(office, office.backup)
        office.lose()
        (office.points / "backup-whole").unlink()
        one = office.run("restore", office.backup, point="backup-whole=kill")
        check(one.returncode == -signal.SIGKILL, one.stderr)
        check(not office.state.exists(), "a state was half restored")
        office.done("restore", office.backup)
        judge_copy(office, office.state)
    finally:
        office.end()


def flip(path):
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def change_row(path):
    db = sqlite3.connect(path)
    db.execute("UPDATE sqlite_sequence SET seq = seq - 1 WHERE name = 'due'")
    db.commit()
    db.close()


def what_is_damaged_is_not_restored():
    office = Office(2)
    try:
        office.done("backup", office.backup)
        office.refused("restore", office.backup, because="not empty")
        kept = office.folder / "beiseite"
        office.state.rename(kept)
        damages = (("journal/000001.jsonl", flip, "not whole"),
                   ("journal/000001.jsonl", pathlib.Path.unlink, "not whole"),
                   ("journal/checkpoints", flip, "not whole"),
                   ("journal/checkpoints", pathlib.Path.unlink, "not whole"),
                   ("store.db", lambda path: path.write_bytes(path.read_bytes()[:8192]), "store"),
                   ("store.db", pathlib.Path.unlink, "store"),
                   ("store.db", change_row, "not the one that its label names"),
                   ("backup", pathlib.Path.unlink, "no backup"),
                   ("backup", lambda path: path.write_text(
                       path.read_text().replace("lines ", "lines 1")), "label names"),
                   ("backup", lambda path: path.write_text(
                       path.read_text().replace("backup 1", "backup 2")), "of another version"))
        for name, damage, because in damages:
            bad = office.folder / "schaden"
            shutil.copytree(office.backup, bad)
            damage(bad / name)
            office.refused("restore", bad, because=because)
            check(not office.state.exists(), f"{name}: restored")
            shutil.rmtree(bad)
        left = [path.name for path in office.folder.rglob("*.part-*")]
        check(not left, left)
        office.done("restore", office.backup)
    finally:
        office.end()


CASES = (it_holds_all_but_the_keyring_and_comes_back, it_is_made_while_the_agent_works,
         it_goes_nowhere_where_it_must_not, a_kill_leaves_nothing_that_looks_whole,
         what_is_damaged_is_not_restored)


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
