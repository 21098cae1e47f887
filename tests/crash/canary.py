#!/usr/bin/env python3
# canary.py - after and during a whole run: does anything personal or secret lie in the clear?
# SPDX-License-Identifier: EUPL-1.2
"""usage: canary.py

Submissions with unmistakable words in every field run through the whole agent, with a password and
a portal token that are words of their kind, too. At each fault point below the process that came
by is stopped while everything is looked through: state directory, output, temporary and shared
memory folders, HOMEs, command lines and environments of all the agent's processes. Left out is only
who may know: the application's own data file, the portal, the files the secrets come from.
"""
import pathlib
import secrets
import signal
import sys
import time
sys.dont_write_bytecode = True
import processes  # noqa: E402
import world  # noqa: E402
from harness import Case, Harness, Kill, Missed, Scene  # noqa: E402
from scanner import Scanner  # noqa: E402

POINTS = ("intake-fetched", "intake-stored", "worker-claimed", "worker-intent-stored",
          "worker-act-done", "worker-proof-seen", "worker-outcome-stored", "deliver-sending")


def iban():
    """A valid one that nobody else on this machine has at the moment."""
    account = f"{secrets.randbelow(10 ** 18):018}"
    return f"DE{98 - int(account + '131400') % 97:02}{account}"


TAIL = secrets.choice("BCDFGKMPRT") + secrets.token_hex(3)
FIELDS = {   # nothing here may be a word of the recipe, the application or this tree
    "G60000082.F60000227": f"Ärgström-Škvořecová {TAIL}",
    "G60000082.F60000228": f"Zoë-J̌ana Ýrsa {TAIL}",
    "G60000082.F60000230": f"Geborén-Süßmilch {TAIL}",
    "G60000082.F60000234": f"Ústí-Großöd {TAIL}",
    "anschrift.F60000243": f"Ödipußgäßchen {TAIL}",
    "kontakt.eMail": f"zoë.{TAIL}@ärgström.invalid",
    "kontakt.telefon": f"+49 241 8877{int(TAIL[1:], 16):08}",
    "hund.name": f"Wüstensöhnchen {TAIL}",
    "hund.farbe": f"grüngößt {TAIL}",
    "hund.vorherigerHalter": f"Vörgängerin-Äbß {TAIL}",
    "sepa.kontoinhaber": f"Kóntoinhabér-Öß {TAIL}",
    "sepa.iban": iban(),
}
CHIP = f"2760{secrets.randbelow(10 ** 10):010}"    # and the number of the submission
GROUPS = [FIELDS["sepa.iban"][at:at + 4] for at in range(0, 22, 4)]
DERIVED = {"chip": CHIP, "iban in groups": " ".join(GROUPS),
           "date of birth": "29.02.1948", "ISO date of birth": "1948-02-29"}
BIRTH = (("G60000082.G60000083.F60000231", 29), ("G60000082.G60000083.F60000232", 2),
         ("G60000082.G60000083.F60000233", 1948))
PASSWORD = f"Kénnwört-{secrets.token_hex(4)}-geheim"
TOKEN = f"tokn-{secrets.token_hex(12)}"


class Watcher(Harness):
    """Instead of killing, look: whoever came by the point stands still meanwhile."""

    def grow_older(self, case):
        """Nobody dies here."""
        for kind in ("intake", "worker", "deliver", "keys"):
            self.age[kind] = self.age.get(kind, 0) + 1

    def look(self, where):
        w, found = self.w, []
        for root in (w.state, w.keys, w.folder / "tmp", w.folder / "home", w.folder / "run",
                     w.points, pathlib.Path("/tmp"), pathlib.Path("/dev/shm"),
                     pathlib.Path("/var/tmp")):
            found += self.look_below(root)
        found += self.file(w.log)
        for pid in w.tree():
            if pid not in w.helpers:
                found += self.process(pid)
        self.findings += [f"at {where}: {line}" for line in found]

    def look_below(self, root):
        found, edge, names = [], [root], []
        mine = pathlib.Path(root) in self.w.folder.parents
        while edge:
            folder = edge.pop()
            try:
                entries = list(folder.iterdir())
            except OSError:
                continue
            for path in entries:
                names.append(bytes(path.name, "utf-8", "surrogateescape"))
                if mine and path == self.w.folder:
                    continue    # the parts of it that count are looked through by name
                if path.is_dir() and not path.is_symlink():
                    if not path.is_mount():     # what is mounted there is another's
                        edge.append(path)
                elif self.is_fresh(path):
                    found += self.file(path)
        return found + self.scanner.scan(b"\n".join(names), f"names below {root}")

    def is_fresh(self, path):
        """A file that was written since we began, and not the list of what is looked for."""
        try:
            return path.is_file() and path.stat().st_mtime >= self.began and \
                str(path) != self.scanner.list.name
        except OSError:
            return False    # gone meanwhile

    def file(self, path):
        try:
            data = path.read_bytes()
        except OSError:
            return []    # gone meanwhile, or of another user
        self.bytes += len(data)
        found = self.scanner.scan(data, str(path))
        if path.name.startswith("core") and data[:4] == b"\x7fELF":
            found.append(f"{path}: a core dump")
        return found

    def process(self, pid):
        found, base = [], pathlib.Path(f"/proc/{pid}")
        name = self.role(pid) or "process"
        for part in ("cmdline", "environ", "comm"):
            try:
                data = (base / part).read_bytes()
            except OSError:
                continue
            self.bytes += len(data)
            found += self.scanner.scan(data, f"{part} of {name}")
        try:
            limits = (base / "limits").read_text()
        except OSError:
            return found
        line = next(one for one in limits.splitlines() if one.startswith("Max core file size"))
        if line.split()[4] != "0" and name not in ("application", "server"):
            found.append(f"{name} may dump core: {line}")
        self.looked.add(name)
        return found

    def strike(self, kill, stopped):
        self.look(kill.point)
        processes.kill(stopped, signal.SIGCONT)
        return "looked"


def main():
    world.PASSWORD, world.TOKEN = PASSWORD, TOKEN
    changes = tuple(FIELDS.items()) + BIRTH
    cases = tuple(Case(f"look-{point}", (Kill(point),), changes=changes + (
        ("hund.chipnummer", f"{CHIP}{i}"),)) for i, point in enumerate(POINTS, 1))
    run = Watcher(Scene("canary", cases, small=False))
    texts = {**FIELDS, **DERIVED, "password": PASSWORD, "token": TOKEN}
    run.scanner, run.findings, run.bytes, run.looked = Scanner(texts), [], 0, set()
    run.began = time.time() - 1
    planted = run.scanner.scan(f"x{FIELDS['hund.name']}x".encode(), "planted")
    finish = run.w.finish

    def last_look():
        run.look("the end")
        finish()
    run.w.finish = last_look
    try:
        good = run.run()
    except Missed as why:
        print(why)
        good = False
    hits = run.show()
    for line in sorted(set(run.findings)):
        print(f"  {line}")
    wanted = {"keys", "intake", "deliver", "worker", "application", "server"}
    if wanted - run.looked:
        print(f"  never seen: {sorted(wanted - run.looked)}")
    print(f"canary: {len(texts)} words in {len(run.scanner.forms)} forms, {run.bytes} bytes at"
          f" {hits + 1} moments: {len(set(run.findings))} found")
    return 0 if good and planted and not run.findings and wanted <= run.looked else 1


if __name__ == "__main__":
    sys.exit(main())
