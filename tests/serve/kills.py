#!/usr/bin/env python3
# kills.py - intake, deliver and keys are killed where it hurts: nothing is lost, nothing doubled.
# SPDX-License-Identifier: EUPL-1.2
"""usage: kills.py POINT...     POINT: a fault point, which is hit the first, second, third time"""
import json
import signal
import sys
from premises import SAMPLES, Failed, Site, check

DATA = json.loads(SAMPLES[0].read_text())
BAD = dict(DATA, hund=dict(DATA["hund"], geschlecht="x"))
# What every run sends: taken, refused, refused as malformed, held without a recipe.
SENT = {"gut": DATA, "falsch": BAD, "kaputt": b"{", "niemand": DATA}
REFUSED = {"falsch", "kaputt"}
TIMES = 3

# point: (process that is killed, sources)
POINTS = {
    "intake-fetched": ("intake", "portal"),
    "intake-stored": ("intake", "portal"),
    "intake-acknowledged": ("intake", "portal"),
    "deliver-sending": ("deliver", "portal"),
    "deliver-sent": ("deliver", "portal"),
    "deliver-stored": ("deliver", "portal"),
    "keys-new": ("keys", "portal"),
    "keys-unwrap": ("keys", "portal"),
    "folder/intake-fetched": ("intake", "eingang"),
    "folder/intake-stored": ("intake", "eingang"),
    "folder/intake-acknowledged": ("intake", "eingang"),
    "folder/source-moved": ("intake", "eingang"),
    "folder/source-written": ("intake", "eingang"),
    "folder/deliver-sent": ("deliver", "eingang"),
    "folder/deliver-stored": ("deliver", "eingang"),
}


class PortalWorld:
    """How the portal is fed and looked at."""

    def __init__(self, site):
        self.site = site

    def send(self):
        for one, data in SENT.items():
            if isinstance(data, bytes):
                self.site.submit_raw(one, data)
            else:
                self.site.submit(one, data,
                                 **({"service": "urn:unbekannt"} if one == "niemand" else {}))

    def told(self):
        return all(row["fate"] for row in self.site.rows().values())

    def answered(self):
        return {one for one, row in self.site.rows().items() if row["result"] is not None}

    def judge(self):
        rows = self.site.rows()
        for one, row in rows.items():
            check(row["fate"] == ("refused" if one in REFUSED else "accepted"), row)
            check(row["other_key"] == 0, f"a second key: {row}")
        keys = [rows[one]["key"] for one in REFUSED]
        check(len(set(keys)) == len(keys), keys)


class FolderWorld:
    """The same for the folder; its recipe is fixed, so nothing is without one."""

    def __init__(self, site):
        self.site = site
        self.sent = {one: data for one, data in SENT.items() if one != "niemand"}

    def send(self):
        for one, data in self.sent.items():
            beside = self.site.inbox / f".{one}"
            beside.write_bytes(data if isinstance(data, bytes) else json.dumps(data).encode())
            beside.rename(self.site.inbox / f"{one}.json")

    def told(self):
        return not list(self.site.inbox.glob("*.json"))

    def answered(self):
        return {path.stem for path in (self.site.inbox / "results").glob("*.json")}

    def judge(self):
        for one in self.sent:
            where = "failed" if one in REFUSED else "done"
            check((self.site.inbox / where / f"{one}.json").exists(), f"{one} is not in {where}")
        left = [path.name for path in self.site.inbox.rglob(".*")]
        check(not left, f"left over: {left}")


def killed_and_again(point, time):
    """One run: the process dies at the point, starts again, and all comes to its end once."""
    role, source = POINTS[point]
    name = point.removeprefix("folder/")
    site = Site(("portal", source))
    world = FolderWorld(site) if source == "eingang" else PortalWorld(site)
    count = len(SENT) if source == "portal" else len(SENT) - 1
    try:
        world.send()
        for one in ("keys", "intake", "deliver"):
            site.start(one, **({"AMTSBOTE_POINT": f"{name}:{time}=kill"} if one == role else {}))
        code = site.died(role)
        check(code == -signal.SIGKILL, f"exit {code}: {site.log_text()}")
        check((site.points / name).exists(), "the kill hit nothing")
        site.start(role)
        site.until(lambda: len(site.jobs()) == count and world.told(), "all taken in")
        site.until(lambda: world.answered() == REFUSED, "all answered")
        site.until(lambda: site.states().count("closed") == len(REFUSED), "all closed")
        for one in ("intake", "deliver"):
            site.stop(one)
        world.judge()
        want = ["closed", "closed", "held", "waiting"] if source == "portal" else [
            "closed", "closed", "waiting"]
        check(site.states() == want, site.states())
        check(len({line["job"] for line in site.journal() if line["job"]}) >= count - 1,
              site.kinds())
        doubled = [kind for kind in ("submission_received", "refused")
                   if site.kinds().count(kind) > want.count("closed")]
        check(not doubled, site.kinds())
        site.verify()
    finally:
        site.end()


def main():
    if sys.argv[1:] == ["--list"]:
        print("\n".join(POINTS))
        return 0
    wrong = 0
    for point in sys.argv[1:]:
        for time in range(1, TIMES + 1):
            if point == "folder/source-written" and time > len(REFUSED):
                continue  # only refusals write
            if POINTS[point][0] == "deliver" and time > len(REFUSED):
                continue  # only refusals are answered
            if point == "keys-unwrap" and time > len(REFUSED):
                continue  # likewise
            try:
                killed_and_again(point, time)
                print(f"{point}:{time}: ok", flush=True)
            except Failed as failed:
                print(f"{point}:{time}: {failed}", flush=True)
                wrong = 1
    return wrong


if __name__ == "__main__":
    sys.exit(main())
