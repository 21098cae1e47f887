# harness.py - runs cases in one world: wait for a fault point, kill, let recover, judge.
# SPDX-License-Identifier: EUPL-1.2
import dataclasses
import os
import pathlib
import signal
import time
import processes
import world as world_module
from outside import judge_case, judge_world, marks
from world import END_S, PROGRAM, STEP_S, World

ENTRIES_MAX = 8     # base/fault.c: names in AMTSBOTE_POINT
NEVER = "not yet\n"  # a file of this name lets everybody pass the point
LOOK_S = 0.1        # a write announces itself a moment before it can be read
WHOLE = ("agent", "all")
DESK = ("application", "server")
OFTEN = ("keys-unwrap", "worker-probe-look", "journal-written")    # passed several times for one submission


@dataclasses.dataclass(frozen=True)
class Kill:
    """One kill: who dies when somebody comes by @point for the @nth time in its life."""
    point: str
    victim: str = "self"
    nth: tuple = (1, 2)


@dataclasses.dataclass(frozen=True)
class Case:
    """One submission, what is killed on its way, and how it must end all the same."""
    name: str
    kills: tuple = ()
    end: str = "entered"
    trouble: str = ""       # faults of the application from before the submission on
    meanwhile: str = ""     # and those of every application started after the first kill
    far: bool = False       # the application runs out of the agent's reach
    changes: tuple = ()     # ((path, value), ...) in the submission
    burst: int = 0          # more submissions, brought at the same time


@dataclasses.dataclass(frozen=True)
class Scene:
    """Cases that share one world and, as long as nothing else is said, one agent."""
    name: str
    cases: tuple
    visible: str = "1s"
    desks: int = 1
    always: bool = True     # else only on its day of the week
    small: bool = True


def kind_of(point):
    """Who comes by there: what its name begins with; the journal is first written by intake."""
    kind = point.split("-")[0]
    return {"journal": "intake"}.get(kind, kind)


class Missed(Exception):
    """The case cannot go on: its point was not hit, or recovery did not come to an end."""


class Harness:
    def __init__(self, scene, agent=None, environment=None, world=None):
        processes.become_subreaper()
        self.scene = scene
        self.w = world or World(visible=scene.visible, small=scene.small, desks=scene.desks,
                                agent=agent, environment=environment)
        self.outcome = {}     # case -> dict of what came of it
        self.armed = ()       # entries of AMTSBOTE_POINT of the agent that runs
        self.age = {}         # kind of process -> submissions since it was started

    # ---- arming

    def entries(self, case):
        return tuple(dict.fromkeys(f"{kill.point}:{n}=stop" for kill in case.kills
                                   for n in kill.nth))

    def pack(self, cases):
        """Entries of as many of the next @cases as fit into one start."""
        packed = ()
        for case in cases:
            more = tuple(dict.fromkeys(packed + self.entries(case)))
            if len(more) > ENTRIES_MAX:
                break
            packed = more
        return packed

    def gate(self, point, is_open):
        path = self.w.points / point
        if is_open:
            path.unlink(missing_ok=True)
        elif not path.exists():
            path.write_text(NEVER)

    def close_gates(self):
        for entry in self.armed:
            self.gate(entry.split(":")[0], False)

    def start(self, entries):
        self.armed, self.age = entries, {}
        self.close_gates()
        self.w.start(",".join(entries))

    def is_fit(self, case):
        """Can the processes that run come by the case's points at the wanted time of their life?"""
        if not set(self.entries(case)) <= set(self.armed):
            return False
        for kill in case.kills:
            age = self.age.get(kind_of(kill.point), 0)
            if age > 1 or (age and (kill.point in OFTEN or 1 not in kill.nth)):
                return False
        return True

    def grow_older(self, case):
        """More submissions for everybody but those who were started anew meanwhile."""
        more = 1 + case.burst
        reset = {kind_of(kill.point) if kill.victim == "self" else kill.victim
                 for kill in case.kills}
        for kind in ("intake", "worker", "deliver", "keys"):
            self.age[kind] = more if kind in reset else self.age.get(kind, 0) + more
        if any(kill.victim in DESK for kill in case.kills):
            self.age["worker"] += 1    # it came by once more with the next desk

    def warm_up(self, case):
        """A submission before: a desk is to be there, or the point passed once already."""
        first = case.kills[:1]
        if not self.age.get("worker") and any(
                1 not in kill.nth or (kill.point == "worker-claimed" and kill.victim in DESK)
                for kill in first):
            self.await_end(case, self.w.submit())
            self.grow_older(Case(""))

    def calm_down(self, case):
        """One that goes well, since several doubts in a row would stop the recipe."""
        self.w.disturb("")
        self.await_end(Case(""), self.w.submit())
        self.grow_older(case)

    def restart(self, entries):
        self.w.stop()
        self.start(entries)

    # ---- one kill

    def await_hit(self, kill, watch):
        """The process that came by, stopped there."""
        path, limit = self.w.points / kill.point, time.monotonic() + STEP_S
        agent = os.pidfd_open(self.w.agent.pid)
        try:
            while True:
                text = path.read_text() if path.exists() else ""
                if text.endswith("\n") and text != NEVER:
                    break
                ready = processes.wait_any([watch.fd, agent], limit)
                watch.drain()
                if agent in ready and not path.exists():
                    raise Missed(f"the agent ended before {kill.point} was hit")
                if not ready:
                    raise Missed(f"nobody came by {kill.point} within {STEP_S} s")
        finally:
            os.close(agent)
        pid = int(text)
        if not processes.await_stopped(pid, limit):
            raise Missed(f"process {pid} came by {kill.point}, but is not stopped there")
        return pid

    def role(self, pid):
        words = processes.arguments_of(pid)
        if not words:
            return ""
        if words[0] == str(PROGRAM) or pathlib.Path(words[0]).name == "steuerverfahren":
            return "application"
        if pathlib.Path(words[0]).name == "Xvfb":
            return "server"
        if pid == self.w.agent.pid:
            return "agent"
        known = ("keys", "intake", "deliver", "worker", "import")
        return next((word for word in words[1:4] if word in known), "")

    def victims(self, kill, stopped):
        if kill.victim == "self":
            return [stopped]
        if kill.victim == "agent":
            return [self.w.agent.pid]
        return [pid for pid in self.w.tree() if self.role(pid) == kill.victim]

    def strike(self, kill, stopped):
        """Kill; returns what was hit as text. Whoever was only stopped goes on afterwards."""
        if kill.victim == "all":
            count = self.w.kill_rest()
            hit = f"agent with all {count} processes" if count else ""
        else:
            victims = self.victims(kill, stopped)
            names = [f"{self.role(pid) or 'process'} {pid}" for pid in victims]
            hit = ", ".join(name for pid, name in zip(victims, names) if processes.kill(pid))
        processes.kill(stopped, signal.SIGCONT)
        if not hit:
            raise Missed(f"no process to kill as '{kill.victim}' at {kill.point}")
        return hit

    def run_kill(self, case, kill, watch, begin):
        """Open the gate, let @begin cause the hit, strike, restart what does not by itself."""
        self.gate(kill.point, True)
        begin()
        try:
            stopped = self.await_hit(kill, watch)
        finally:
            self.gate(kill.point, False)
        if case.meanwhile:
            self.w.disturb(case.meanwhile)
        who = self.role(stopped) or "process"
        whole = kill.victim in WHOLE or (kill.victim == "self" and stopped == self.w.agent.pid)
        hit = self.strike(kill, stopped)
        self.outcome[case.name]["hits"].append(f"{kill.point} ({who} {stopped}): {hit}")
        if not whole:
            return
        self.w.agent.wait()
        if not self.w.gone(STEP_S):
            raise Missed("processes of the killed agent stay: "
                         + ", ".join(self.role(pid) for pid in self.w.tree()))
        self.start(self.armed)

    # ---- one case

    def run_case(self, case, watch):
        out = self.outcome[case.name] = {"hits": [], "faults": [], "submission": None}
        began = time.monotonic()
        self.w.disturb("")
        self.warm_up(case)
        self.w.disturb(case.trouble)
        self.w.far(case.far)

        def submit():
            out["submission"] = self.w.submit(dict(case.changes))
            for _ in range(case.burst):
                self.w.submit()

        def again():
            self.w.agent.kill()
            self.w.agent.wait()
            self.w.gone(STEP_S)
            self.w.start(",".join(self.armed))

        begin = submit
        for kill in case.kills:
            if kill.point.startswith("supervisor-"):
                if begin is submit:
                    submit()
                begin = again
            self.run_kill(case, kill, watch, begin)
            begin = lambda: None  # noqa: E731  what follows hits by itself
        if begin is submit:
            submit()
        self.await_end(case, out["submission"])
        out["seconds"] = round(time.monotonic() - began, 1)

    def await_end(self, case, name):
        """Until the portal has the answer, or a person has the job."""
        limit = time.monotonic() + STEP_S
        watch = processes.Watch(self.w.portal.folder, self.w.state, *self.w.journals())
        try:
            while not self.ended(case, name):
                if time.monotonic() > limit:
                    raise Missed(f"{name} came to no end within {STEP_S} s")
                processes.wait_any([watch.fd], min(limit, time.monotonic() + LOOK_S))
                watch.drain()
        finally:
            watch.close()

    def ended(self, case, name):
        if name in self.w.portal.results():
            return True
        known = sum(out.get("doubtful", 0) for out in self.outcome.values())
        return case.end == "in_doubt" and len(marks(self.w, "in_doubt")) > known

    def drain(self):
        """Until all is answered and the agent knows of every answer that it was taken."""
        limit, watch = time.monotonic() + STEP_S, processes.Watch(self.w.state)
        open_ = {self.outcome[case.name]["submission"] for case in self.scene.cases
                 if case.end == "in_doubt" and case.name in self.outcome}
        try:
            while True:
                answers = self.w.portal.results()
                missing = set(self.w.sent) - open_ - set(answers)
                unknown = {one.get("job") for one in answers.values()} - \
                    set(marks(self.w, "closed"))
                if not missing and not unknown:
                    return
                if time.monotonic() > limit:
                    self.w.blame(f"never answered: {sorted(missing)};"
                                 f" answered, but never closed: {sorted(map(str, unknown))}")
                    return
                processes.wait_any([watch.fd], min(limit, time.monotonic() + LOOK_S))
                watch.drain()
        finally:
            watch.close()

    # ---- all

    def run(self):
        """Every case in order; returns True if all of it is as it must be."""
        cases = list(self.scene.cases)
        watch = processes.Watch(self.w.points)
        try:
            self.start(self.pack(cases))
            for at, case in enumerate(cases):
                if not self.is_fit(case):
                    self.restart(self.pack(cases[at:]))
                self.try_case(case, watch)
                self.grow_older(case)
            self.w.disturb("")
            self.drain()
            self.w.stop()
            judge_world(self)
            for case in cases:
                judge_case(self, case)
        finally:
            watch.close()
            self.w.finish()
        return not self.w.faults and \
            not any(o["faults"] for o in self.outcome.values())

    def try_case(self, case, watch):
        try:
            self.run_case(case, watch)
        except Missed as why:
            self.outcome[case.name]["faults"].append(str(why))
            self.outcome[case.name]["log"] = self.w.log_tail()
            self.w.kill_rest()
            self.start(self.armed)
        if case.end == "in_doubt":
            self.outcome[case.name]["doubtful"] = 1
            self.calm_down(case)

    def show(self):
        hits = 0
        for case in self.scene.cases:
            out = self.outcome.get(case.name, {"hits": [], "faults": ["not run"]})
            hits += len(out["hits"])
            print(f"{'FAILED' if out['faults'] else 'ok':6} {case.name:34}"
                  f" {out.get('seconds', '-'):>5} s  {'; '.join(out['hits'])}")
            for fault in out["faults"]:
                print(f"         {fault}")
            if out.get("log"):
                print("".join(f"         | {line}\n" for line in out["log"]), end="")
        for fault in self.w.faults:
            print(f"  {fault}")
        print(f"crash: {self.scene.name}: {hits} kills hit")
        return hits


__all__ = ["Case", "Harness", "Kill", "Missed", "Scene", "END_S"]
