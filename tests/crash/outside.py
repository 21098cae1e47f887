# outside.py - what came of a run, seen from outside: records, answers, journal, leftovers.
# SPDX-License-Identifier: EUPL-1.2
import hashlib
import json
import pathlib
import re
from world import USER, check, stage
from surroundings import is_dead, processes_of, shared_memory  # tests/run, after world's path

MARK = re.compile(r"\bAB-[0-9A-Z]{10}\b")


def marks(world, state):
    """Marks of the jobs in @state, as the command tells them."""
    code, out, err = world.command("jobs", "list", "--config", world.config, "--state", state)
    if code != 0:
        world.last_words = f"jobs list: {code}: {err.strip()}"
        return []
    return MARK.findall(out)


def mine(rows, mark):
    return [row for row in rows if row["bemerkung"] == mark.encode()]


def chip_of(data):
    return data["hund"]["chipnummer"].encode()


def judge_case(harness, case):
    """Exactly what had to come of one submission."""
    world, out = harness.w, harness.outcome[case.name]
    name, blame = out["submission"], out["faults"].append
    if len(out["hits"]) != len(case.kills):
        blame(f"{len(out['hits'])} kills hit, {len(case.kills)} wanted")
    if name is None:
        return
    rows = [row for row in harness.rows if row["chipnummer"] == chip_of(world.sent[name])]
    answer = harness.answers.get(name)
    if len(rows) > 1:
        blame(f"DOUBLED: {len(rows)} records of {name}")
    told = ("accepted", "refused") if case.end == "returned" else ("accepted",)
    if harness.fates.get(name) not in told:
        blame(f"{name} was acknowledged as {harness.fates.get(name)}")
    if case.end == "in_doubt":
        if answer:
            blame(f"{name} is to be in doubt and has an answer: {answer}")
        if not set(harness.doubtful) - harness.answered:
            blame(f"LOST: {name} is neither answered nor in doubt")
        return
    if not answer:
        blame(f"LOST: no answer to {name}")
        return
    if name in harness.other_keys:
        blame(f"DOUBLED: {name} answered under other keys {harness.other_keys[name]} times")
    judge_answer(world, case, world.sent[name], answer, rows, blame)


def judge_answer(world, case, data, answer, rows, blame):
    if answer.get("outcome") != case.end:
        blame(f"ended as {answer.get('outcome')}, expected {case.end}: {answer}")
    if case.end != "entered":
        if rows:
            blame(f"{len(rows)} records, although it was {case.end}")
        return
    if len(rows) != 1:
        blame(f"{'LOST' if not rows else 'DOUBLED'}: {len(rows)} records")
        return
    want = check.expected_record(data, answer.get("job", "?"), world.settings, {"benutzer": USER})
    if world.small:
        want.update(stage.UNWRITTEN)
    for column, text in want.items():
        if rows[0][column] != text.encode():
            blame(f"column {column}: {rows[0][column].decode()!r}, sent {text!r}")
    told = answer.get("values", {}).get("kassenzeichen") or ""
    if told.encode() != rows[0]["kassenzeichen"] or not check.check_digit_holds(told):
        blame(f"told {told!r}, the record has {rows[0]['kassenzeichen']!r}")


def judge_world(harness):
    """What holds for the run as a whole, after the agent has ended."""
    world = harness.w
    harness.rows = world.records()
    harness.answers = world.portal.results()
    harness.fates = world.portal.fates()
    harness.other_keys = world.portal.other_keys()
    harness.answered = {answer.get("job") for answer in harness.answers.values()}
    harness.doubtful = marks(world, "in_doubt")
    sent = {chip_of(data) for data in world.sent.values()}
    for row in harness.rows:
        if row["chipnummer"] not in sent:
            world.blame(f"a record nobody sent: {row}")
    wanted = sum(case.end == "in_doubt" for case in harness.scene.cases)
    if len(harness.doubtful) != wanted:
        world.blame(f"{len(harness.doubtful)} jobs in doubt, expected {wanted}:"
                    f" {harness.doubtful} {getattr(world, 'last_words', '')}")
    cases = {out["submission"] for out in harness.outcome.values()}
    for name in sorted(set(world.sent) - cases):
        found = sum(row["chipnummer"] == chip_of(world.sent[name]) for row in harness.rows)
        if found != 1 or harness.answers.get(name, {}).get("outcome") != "entered":
            world.blame(f"{name}, not asked for by a case: {found} records,"
                        f" answered {harness.answers.get(name)}")
    judge_journal(world)
    judge_desks(world, entered=bool(harness.rows))
    judge_left(world)


def judge_journal(world):
    code, out, err = world.command("verify", "--config", world.config)
    if code != 0:
        world.blame(f"verify: {code}: {(out + err).strip()}")


def judge_desks(world, entered):
    """The journal names the desks that were worked on; what they were is kept."""
    told = {line["body"]["desk"] for path in sorted((world.state / "journal").glob("*.jsonl"))
            for line in map(json.loads, path.read_text().splitlines())
            if line["kind"] == "desk_started"}
    if entered and not told:
        world.blame("no desk is in the journal")
    for name in told:
        path = world.state / "desks" / name
        if not path.exists() or hashlib.sha256(path.read_bytes()).hexdigest() != name:
            world.blame(f"the fingerprint of a desk is not kept: {name}")


def judge_left(world):
    """Nothing but the state is left: no process, socket, segment, temporary file."""
    helpers = set(world.helpers)
    for pid, line in processes_of(world.folder):
        if pid not in helpers and not world.is_helper(pid):
            world.blame(f"left running: {pid} {line}")
    folder = pathlib.Path("/tmp/.X11-unix")
    seen = world.folder / "seen/display"
    for display in set(seen.read_text().split()) if seen.exists() else ():
        if is_dead(folder / f"X{display[1:]}"):
            world.blame(f"left: the socket of display {display}")
        lock = pathlib.Path(f"/tmp/.X{display[1:]}-lock")
        if lock.exists() and not pathlib.Path(f"/proc/{lock.read_text().strip()}").exists():
            world.blame(f"left: {lock}")
    for row in shared_memory():
        if row["shmid"] not in world.segments and row["nattch"] == 0:
            world.blame(f"left: shared memory segment {row['shmid']}")
    for path in sorted(pathlib.Path("/dev/shm").iterdir()):
        if path not in world.shm:
            world.blame(f"left: {path}")
    for name in ("tmp", "run", "home", "state/run"):
        for path in sorted((world.folder / name).rglob("*")):
            world.blame(f"left: {path.relative_to(world.folder)}")
    for path in world.folder.rglob("core*"):
        if path.is_file() and path.read_bytes()[:4] == b"\x7fELF":
            world.blame(f"core dump: {path.relative_to(world.folder)}")
