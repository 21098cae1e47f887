#!/usr/bin/env python3
# scenario.py - the real agent against the demo application, with faults on either side.
# SPDX-License-Identifier: EUPL-1.2
"""usage: scenario.py NAME   (or: scenario.py --list, scenario.py --list-open)

Each scenario of the table below runs `amtsbote run` once, in a folder of its own and on a fresh
data file, and states what must have come of it: exit code, reported ends, records, and that
nothing is left behind. Exit 0 if all of it holds, else 1 with what does not. SCENARIO_KEEP=1
keeps the folder.
A row with `open` states what ought to be and is not yet; it is no test until that is mended.
"""
import json
import os
import pathlib
import signal
import subprocess
import sys
sys.dont_write_bytecode = True  # the tree stays as it is
from stage import (CLIENT, PASSWORD, PROGRAM, RUN_S, USER, End, Scenario, Stage,  # noqa: E402
                   await_end)
from surroundings import marked_boxes, processes_of  # noqa: E402

OTHER_DOG = {"hund.chipnummer": "276098106512348", "hund.name": "Senta",
             "G60000082.F60000227": "Schmidt"}
COMMIT = "  - commit:\n      id: anmelden\n"
COMMIT_1S = ((COMMIT, COMMIT + "      within: 1s\n"),)
TAB_1S = (("  - tab: Halter ", "  - within: 1s\n    tab: Halter "),)
HOME_1S = (("    - key: Escape ", "    - within: 1s\n      key: Escape "),
           ("    - either:                  ", "    - within: 1s\n      either:          "),
           ("    - either:\n        start:", "    - within: 1s\n      either:\n        start:"))
MENU_1S = (("  - menu: [ Erfassung, Hund anmelden ]",
            "  - within: 1s\n    menu: [ Erfassung, Hund anmelden ]"),)
LOGIN_1S = (("    - expect: Hauptmenü\n  login_on",
             "    - within: 1s\n      expect: Hauptmenü\n  login_on"),)


# ---- parts of single scenarios

def stopped(*words):
    """Stopped by the application's doing before the commit, with a picture."""
    return (End("failed", "application", words, acted=False, picture=True),)


def in_doubt(*words):
    return (End("in_doubt", "application", words, acted=True),)


def environment(*words, cls="environment"):
    return (End("failed", cls, words, acted=False),)


def place(name, line, col):
    return (f"{name}:{line}:{col}: ",)


def one_message(stage):
    """A wrong file is one clear line for a person, and no step was taken."""
    lines = [line for line in stage.stderr.splitlines() if line.startswith("amtsbote ")]
    if len(lines) != 1 and not stage.results:
        stage.blame(f"{len(lines)} messages, expected one")
    if "✓" in stage.stdout:
        stage.blame("a step was taken")


def two_boxes(stage):
    boxes = marked_boxes(pathlib.Path(stage.results[0]["picture"]))
    if len(boxes) != 2:
        stage.blame(f"the picture shows {len(boxes)} boxes, expected 2: {boxes}")


def take_seats(stage):
    stage.sql("UPDATE sitz SET kennung='other:' || nr, benutzer='other',"
              " herzschlag=unixepoch()+600")


def expire(stage):
    stage.admin("benutzer", stage.db, USER, "--ablauf", "-1", text=PASSWORD + "\n")


def lock_user(stage):
    stage.sql("UPDATE benutzer SET fehlversuche=3, gesperrt=1")


def overwrite(attribute, text, mode=0o600):
    def prepare(stage):
        path = getattr(stage, attribute)
        path = path[0] if isinstance(path, list) else path
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        path.chmod(mode)
    return prepare


def chmod_secrets(stage):
    stage.secrets_file.chmod(0o644)


def recipe_file(name, text):
    def prepare(stage):
        (stage.recipe / name).write_text(text)
    return prepare


def set_program(text):
    def prepare(stage):
        stage.config["programm"] = str(stage.folder / text)
        stage.config_file.write_text(json.dumps(stage.config))
        (stage.folder / "not-executable").write_text("#!/bin/sh\n")
    return prepare


def no_server(stage):
    (stage.folder / "bin/Xvfb").write_text("#!/bin/sh\necho no screens found >&2\nexit 1\n")


def after_step(*words, kill):
    """Wait for the report of a step, then send a signal: to the agent or to its X server."""
    def during(stage):
        stage.read_until(words)
        pid = stage.pid if kill[0] == "agent" else stage.servers()[-1]
        os.kill(pid, kill[1])
    return during


def kill_agent(stage):
    """SIGKILL leaves files, but neither the X server nor the application."""
    after_step("menu", "Hund anmelden", kill=("agent", signal.SIGKILL))(stage)
    await_end(stage, [*stage.servers(), *map(int, stage.noted("application"))])
    for path in stage.left_sockets():
        path.unlink()


def far_application(stage):
    """
    The application runs out of the agent's reach, as behind a terminal server: start it for the
    stub, hand its status over, wait until all of it has ended.
    """
    display, cookie = (stage.folder / "seen/ask").read_text().split()
    argv = [PROGRAM, "--datei", str(stage.db), "--mandant", CLIENT]
    env = {"LANG": "C.UTF-8", "DISPLAY": display, "XAUTHORITY": cookie, **stage.s.application,
           "HOME": str(stage.folder)}
    code = subprocess.run(argv, env=env, stderr=subprocess.DEVNULL, timeout=RUN_S).returncode
    (stage.folder / "seen/answer").write_text(f"{code}\n")
    stage.stdout += stage.agent.stdout.read()
    stage.agent.wait()
    far = [pid for pid, line in processes_of(stage.folder) if str(PROGRAM) in line]
    if not far:
        stage.blame("nothing was left to write the record: the scenario tests nothing")
    await_end(stage, far)


def stop_second_saving(stage):
    """SIGTERM when the act of the second submission has been done."""
    stage.read_until(("click", "Speichern"))
    after_step("click", "Speichern", kill=("agent", signal.SIGTERM))(stage)


def stub(stage):
    """In the place of the application: ask for it, and end as it ends."""
    seen = stage.folder / "seen"
    os.mkfifo(seen / "ask", 0o600)
    os.mkfifo(seen / "answer", 0o600)
    text = (stage.folder / "programm").read_text().rpartition("exec ")[0]
    stage.script("programm", f"{text}echo \"$DISPLAY $XAUTHORITY\" >'{seen}/ask'\n"
                             f"read -r status <'{seen}/answer'\nexit \"$status\"\n")


NEVER = ("  - tab: Halter ", "  - within: 60s\n    expect: Kommt nie\n  - tab: Halter ")
AMBIGUOUS = ("  - menu: [ Erfassung, Hund anmelden ]\n",
             "  - menu: [ Auskunft, Suche ]\n  - click: Familienname\n"
             "  - menu: [ Erfassung, Hund anmelden ]\n")
PASTE = ("  text_by: auto\n", "  text_by: paste\n")
SAVED_IS_TROUBLE = ("\non:\n", "\non:\n  - sees: Gespeichert.\n"
                    "    do: [ fail: { application: Netz gestört } ]\n")
VISIBLE_1S = ("      visible_after: 30s\n", "      visible_after: 1s\n")
CONFIRM_NOT = ("      visible_after: 30s\n", "      confirm: false\n")
SEARCH_GONE = ("        - menu: [ Auskunft, Suche ]\n",
               "        - within: 1s\n          menu: [ Auskunft, Fehlt ]\n")
NOTHING = {"records": (), "desks": 0, "after": one_message}
NAMES = {"G60000082.F60000227": "Škvor̆ecová-Đặng", "G60000082.F60000228": "Nguyễn Thị J̌ana",
         "anschrift.F60000243": "Große Bäckergaße", "hund.name": "Ärna"}
DECOMPOSED = {"G60000082.F60000227": "Mu\u0308ller", "G60000082.F60000228": "Zoe\u0308 J\u030cana"}
STALE = {"STEUER_STOERUNG": "altenummer"}


def fault(word):
    return {"STEUER_STOERUNG": word}


SCENARIOS = {
    "plain": Scenario(),
    "plain-full": Scenario(full=True, options=("--rehearse-probe",)),
    "warm-desk": Scenario(submissions=({}, OTHER_DOG), records=(0, 1), desks=1,
                          ends=(End("entered"), End("entered"))),
    # ---- something else than the submission's value reaches the application
    "write-other-both-ways": Scenario(
        faults="type-other:3,paste-other", records=(),
        ends=stopped("'Familienname'", "shows something else")),
    "write-other-keys": Scenario(faults="type-other:3"),  # by paste it is right
    "write-other-paste": Scenario(faults="paste-other:2", edits=(PASTE,)),  # by keys it is right
    "write-other-last-field": Scenario(
        faults="type-other:11,paste-other", records=(),
        ends=stopped("'Chipnummer'", "shows something else")),
    "mark-other": Scenario(faults="mark-other", records=(),
                           ends=stopped("'Bemerkung'", "shows something else")),
    "choose-other": Scenario(faults="choose-other", keep=("Rasse",), records=(),
                             ends=stopped("'Rasse'", "another option")),
    "choose-other-than-default": Scenario(
        faults="choose-other", keep=("Rasse",), submissions=({"hund.rasse": "Mischling"},),
        records=(), ends=stopped("'Rasse'", "another option")),
    "tick-other-off": Scenario(faults="tick-other", keep=("Gefährlicher",), records=(),
                               ends=stopped("'Gefährlicher Hund'", "is off, not on")),
    "tick-other-on": Scenario(
        faults="tick-other", keep=("Gefährlicher",), records=(),
        submissions=({"hund.gefaehrlicherHund": False},),
        ends=stopped("'Gefährlicher Hund'", "is on, not off")),
    "password-other": Scenario(faults="type-other:2", records=(), attempts=1,
                               ends=environment("login", "Kennwort falsch")),
    # An invalid date is refused by the procedure before it is read back: its words are reported.
    "write-other-date": Scenario(
        faults="type-other:12,paste-other", records=(),
        ends=(End("returned", "business", ("Datum ungültig",), acted=False),)),
    "click-elsewhere": Scenario(faults="click-elsewhere", records=(),
                                ends=environment("login", "'Benutzer'")),
    "click-elsewhere-once": Scenario(faults="click-elsewhere:9"),  # the other way is right
    "click-elsewhere-field": Scenario(
        faults=",".join(f"click-elsewhere:{n}" for n in range(9, 15)), records=(),
        ends=stopped("'Familienname'", "something else")),
    "act-without-effect": Scenario(  # the click goes beside the button
        edits=COMMIT_1S + (("do: { click: speichern }", "do: { click: Kassenzeichen }"),),
        records=(), ends=in_doubt("no proof within 1000 ms")),
    "key-other": Scenario(faults="key-other"),  # harmless in this mask: the record is right
    "town-by-post-code": Scenario(
        keep=("Rasse", "Geschlecht"), records=(),
        submissions=({"anschrift.F60000246": "52062", "anschrift.F60000247": "Köln"},),
        ends=stopped("last look", "'Ort'")),
    # ---- the proof
    "stale-number": Scenario(application=STALE, submissions=({}, OTHER_DOG), records=(0, 1),
                             desks=1, ends=(End("entered"), End("entered"))),
    "stale-number-stopped": Scenario(  # while the number before stands there, after the act
        application=STALE, submissions=({}, OTHER_DOG), records=(0,), unsure=(1,), desks=1,
        seats=None, during=stop_second_saving,
        ends=(End("entered"), in_doubt("a signal asked to stop")[0])),
    "late-number": Scenario(  # nothing stands there within the limit, but it was saved
        application=STALE, edits=COMMIT_1S, ends=in_doubt("no proof within 1000 ms")),
    # The mask was empty before, so any number would do: only the record itself tells ours.
    "foreign-number": Scenario(application=fault("fremdenummer"), options=("--rehearse-probe",),
                               full=True, ends=in_doubt("differs")),
    "foreign-number-unprobed": Scenario(application=fault("fremdenummer"),
                                        ends=in_doubt("differs")),
    "found-late": Scenario(application=fault("index")),  # it is looked for until it is there
    "never-found": Scenario(application=fault("index"), edits=(VISIBLE_1S,),
                            ends=in_doubt("the probe does not find the record")),
    "unconfirmed": Scenario(edits=(CONFIRM_NOT, SEARCH_GONE)),
    "not-to-be-confirmed": Scenario(edits=(SEARCH_GONE,),
                                    ends=in_doubt("not confirmed", "'Fehlt'")),
    # ---- two matches
    "ambiguous": Scenario(edits=(AMBIGUOUS,), records=(), after=two_boxes,
                          ends=(End("failed", "recipe", ("Familienname", "2 times (at "), False,
                                    True),)),
    # ---- wrong files: one message with its place, nothing started
    "recipe-malformed": Scenario(
        edits=(("steps:\n  - menu", "steps:\n  - meun"),), ends=(), exit=1, **NOTHING,
        stderr=("recipe.yaml:85:5: error", "'meun'", "nearest: 'menu'")),
    "recipe-not-yaml": Scenario(edits=(("steps:\n", "steps: [\n"),), ends=(), exit=1, **NOTHING,
                                stderr=("recipe.yaml:",)),
    "schema-malformed": Scenario(
        prepare=recipe_file("input.schema.json", '{\n "type": "objekt"\n}\n'), ends=(), exit=1,
        **NOTHING, stderr=("input.schema.json:2:10: ",)),
    "submission-malformed": Scenario(
        prepare=overwrite("files", '{\n "hund": {,}\n}\n'), **NOTHING,
        ends=(End("returned", "business", place("submission-0.json", 2, 11)),)),
    "submission-not-utf8": Scenario(
        prepare=overwrite("files", b'{\n "hund": "\xff"\n}\n'), **NOTHING,
        ends=(End("returned", "business", place("submission-0.json", 2, 11) + ("UTF-8",)),)),
    "submission-against-schema": Scenario(
        submissions=({"anschrift.F60000246": "O1067"},), **NOTHING,
        ends=(End("returned", "business", ("submission-0.json:", "F60000246")),)),
    "submission-missing": Scenario(
        prepare=lambda stage: stage.files[0].unlink(), **NOTHING,
        ends=(End("failed", "environment", ("submission-0.json", "No such file")),)),
    "config-malformed": Scenario(prepare=overwrite("config_file", '{\n "programm": x\n}\n'),
                                 ends=(), exit=4, **NOTHING, stderr=place("config.json", 2, 14)),
    "config-number": Scenario(prepare=overwrite("config_file", '{\n "mandant": 1\n}\n'), ends=(),
                              exit=4, **NOTHING, stderr=place("config.json", 2, 13)),
    "secrets-malformed": Scenario(prepare=overwrite("secrets_file", '{\n "kennwort": "x\n'),
                                  ends=(), exit=4, **NOTHING, stderr=("secrets.json:2:",)),
    "secrets-public": Scenario(prepare=chmod_secrets, ends=(), exit=4, **NOTHING,
                               stderr=("secrets.json", "can be read by others", "chmod 600")),
    # ---- the desk and the application do not start
    "server-fails": Scenario(prepare=no_server, submissions=({}, OTHER_DOG), records=(), desks=0,
                             ends=environment("X server", "no screens found")),
    "program-missing": Scenario(prepare=set_program("nowhere"), records=(),
                                ends=environment("start '", "nowhere", "No such file")),
    "program-not-executable": Scenario(prepare=set_program("not-executable"), records=(),
                                       ends=environment("start '", "Permission denied")),
    "program-exits": Scenario(program="exit 3\n", records=(),
                              ends=environment("ended with status 3", cls="application")),
    "program-signalled": Scenario(program="kill -SEGV $$\n", records=(),
                                  ends=environment("ended by signal 11", cls="application")),
    # ---- the application crashes
    "crash-start": Scenario(application=fault("absturz-start"), records=(), seats=1,
                            ends=environment("the application ended", cls="application")),
    "crash-mask": Scenario(application=fault("absturz-maske"), records=(), seats=1,
                           ends=stopped("the application ended")),
    "crash-before-saving": Scenario(application=fault("absturz-vor"), records=(), seats=1,
                                    ends=in_doubt("the application ended")),
    "crash-after-saving": Scenario(application=fault("absturz"), seats=1,
                                   ends=in_doubt("the application ended")),
    "crash-saves-late": Scenario(application=fault("spaet"), seats=1, prepare=stub,
                                 during=far_application, ends=in_doubt("the application ended")),
    "crash-leaves-writer": Scenario(  # its writer is the agent's to end, like all it left
        application=fault("spaet"), seats=1, records=(), ends=in_doubt("the application ended")),
    # ---- the application hangs
    "hang-start": Scenario(application=fault("haengt-start"), edits=LOGIN_1S, records=(), seats=1,
                           ends=environment("does not answer", cls="application")),
    "hang-mask": Scenario(application=fault("haengt-maske"), edits=MENU_1S, records=(), seats=1,
                          ends=stopped("does not answer")),
    "hang-saving": Scenario(application=fault("haengt"), edits=COMMIT_1S + HOME_1S,
                            records=(), seats=1, ends=in_doubt()),
    # ---- the application refuses, is slow, ends the session
    # That the application misbehaved behind the act says nothing about what it saved before.
    "locked-record": Scenario(
        application=fault("gesperrt"), records=(),
        ends=in_doubt("Datensatz gesperrt", "proof is missing")),
    "misbehaves-after-saving": Scenario(edits=(SAVED_IS_TROUBLE,), ends=in_doubt("Netz gestört")),
    "session-over": Scenario(
        application={**fault("sitzung"), "STEUER_SITZUNG_S": "1"}, edits=(NEVER, *HOME_1S),
        records=(),
        ends=stopped("Sitzung abgelaufen")),
    "slow": Scenario(application={"STEUER_VERZOEGERUNG_MS": "400"}),
    "chip-taken": Scenario(
        submissions=({}, {"hund.name": "Senta"}), records=(0,),
        ends=(End("entered"), End("returned", "business", ("ist bereits vergeben",), acted=True))),
    # ---- login
    "password-wrong": Scenario(password="falsch", attempts=1, records=(), desks=1,
                               submissions=({}, OTHER_DOG),
                               ends=environment("login", "Kennwort falsch")),
    "password-expired": Scenario(prepare=expire, records=(), desks=1,
                                 ends=environment("login", "Kennwort abgelaufen")),
    "user-locked": Scenario(prepare=lock_user, records=(), desks=1, attempts=3,
                            ends=environment("login", "Benutzer gesperrt")),
    "seats-taken": Scenario(prepare=take_seats, records=(), seats=2, desks=1,
                            ends=environment("login", "belegt", cls="application")),
    # ---- something dies
    "server-killed": Scenario(
        during=after_step("write", "Familienname", kill=("server", signal.SIGKILL)), records=(),
        seats=1, ends=(End("failed", "environment", ("X server",), acted=False),)),
    "server-killed-saving": Scenario(
        application=fault("haengt"), records=(), seats=1,
        during=after_step("click", "Speichern", kill=("server", signal.SIGKILL)), ends=in_doubt()),
    "agent-stopped": Scenario(
        edits=(NEVER,), records=(), seats=None,
        during=after_step("menu", "Hund anmelden", kill=("agent", signal.SIGTERM)),
        ends=(End("failed", "environment", ("a signal asked to stop",), acted=False),)),
    "agent-stopped-saving": Scenario(
        application=fault("haengt"), records=(), seats=1,
        during=after_step("click", "Speichern", kill=("agent", signal.SIGTERM)), ends=in_doubt()),
    "agent-killed": Scenario(edits=(NEVER,), records=(), ends=(), exit=-signal.SIGKILL, seats=1,
                             files_stay=True, during=kill_agent),
    "daemon-left": Scenario(program=f"setsid sleep 600 &\nexec '{PROGRAM}' \"$@\"\n"),
    # ---- rehearsal
    "until-commit": Scenario(options=("--until-commit",), records=(),
                             ends=(End("rehearsed", picture=True, acted=False),)),
    # ---- names
    "name-too-long": Scenario(submissions=({"G60000082.F60000227": "Abcde-" * 20},), records=(),
                              ends=(End("failed", "recipe", ("'Familienname'", "repeats"),
                                        acted=False, picture=True),)),
    "name-over-schema": Scenario(
        submissions=({"G60000082.F60000227": "A" * 121},), **NOTHING,
        ends=(End("returned", "business", ("submission-0.json:3:", "F60000227")),)),
    "name-cyrillic": Scenario(
        submissions=({"G60000082.F60000227": "Müller-Жук"},), records=(),
        ends=(End("held", "business", ("'Familienname'", "U+0416", "U+0443", "U+043A")),)),
    "name-cyrillic-only": Scenario(
        submissions=({"G60000082.F60000227": "Жук"},), records=(),
        ends=(End("held", "business", ("'Familienname'", "U+0416")),)),
    "name-combining": Scenario(submissions=(NAMES,)),
    "name-decomposed": Scenario(submissions=(DECOMPOSED,)),
    "name-blanks": Scenario(submissions=({"G60000082.F60000227": "von  der Aue ",
                                          "G60000082.F60000228": " Jo"},)),
}


def run_one(name):
    stage = Stage(SCENARIOS[name])
    try:
        stage.prepare()
        stage.run()
        stage.judge()
        return stage.say(name)
    finally:
        stage.finish()


def main(argv):
    lists = {"--list": False, "--list-open": True}
    if len(argv) != 2 or (argv[1] not in lists and argv[1] not in SCENARIOS):
        print(__doc__, file=sys.stderr)
        return 2
    if argv[1] in lists:
        print("\n".join(name for name, s in SCENARIOS.items() if bool(s.open) == lists[argv[1]]))
        return 0
    return run_one(argv[1])


if __name__ == "__main__":
    sys.exit(main(sys.argv))
