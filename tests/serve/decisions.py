#!/usr/bin/env python3
# decisions.py - what persons may decide about jobs, from the command line, and what they may not.
# SPDX-License-Identifier: EUPL-1.2
"""usage: decisions.py --list | CASE...

States that only a death in the wrong moment makes are written into the store by another program.
"""
import json
import shutil
import subprocess
import sys
from premises import AGENT, LIMIT_S, ROOT, SAMPLES, Failed, Site, check

DATA = json.loads(SAMPLES[0].read_text())
OTHER = json.loads(SAMPLES[1].read_text())
CAT = "urn:katze"


class Office(Site):
    """A site whose submissions have come in; nothing runs but the portal."""

    def __init__(self, *submissions):
        super().__init__()
        for role in ("keys", "intake"):
            self.start(role)
        for name, data, words in submissions:
            self.submit(name, data, **words)
        self.until(lambda: len(self.jobs()) == len(submissions), "all taken in")
        for role in ("intake", "keys"):
            self.stop(role)

    def jobs_do(self, *words, says=""):
        return subprocess.run([AGENT, *words, "--config", self.config], capture_output=True,
                              text=True, check=False, timeout=LIMIT_S, input=says)

    def done(self, *words, says=""):
        one = self.jobs_do(*words, says=says)
        check(one.returncode == 0, f"{words}: {one.stderr}")
        return one.stdout

    def refused(self, *words, because, says=""):
        before = self.jobs()
        one = self.jobs_do(*words, says=says)
        check(one.returncode != 0, f"{words} was taken: {one.stdout}")
        check(because in one.stderr, f"{words}: {one.stderr!r} lacks {because!r}")
        check(self.jobs() == before, f"{words} was refused and changed {before}")

    def sql(self, script):
        one = subprocess.run(["sqlite3", self.state / "store.db", script], capture_output=True,
                             text=True, check=False)
        check(one.returncode == 0, one.stderr)
        return one.stdout.split("\n")[:-1]

    def mark(self):
        return next(iter(self.jobs()))

    def begin_commit(self, state, owner="NULL"):
        """The desk ended behind the intent."""
        lease = "NULL" if owner == "NULL" else 9000000000000
        self.sql(f"UPDATE job SET state = '{state}', owner = {owner}, lease_until_ms = {lease},"
                 " desk_gone_ms = 1000, not_before_ms = 253402300799000;"
                 "INSERT INTO stage (job, id, place, state, begun_ms, intent)"
                 " VALUES (1, 'anmelden', 0, 'begun', 1000, x'00')")

    def last(self, kind):
        return [line for line in self.journal() if line["kind"] == kind][-1]["body"]


def one_held_without_a_recipe_goes_on_when_there_is_one():
    office = Office(("eins", DATA, {"service": CAT}), ("zwei", DATA, {"service": CAT}))
    try:
        first, second = office.jobs()
        release = ("jobs", "release", first, "--reason", "-")
        office.refused(*release, says="nun\n", because=f"no recipe takes service '{CAT}'")
        check("release judges it" in office.done("jobs", "show", first), "show does not say so")
        cat = office.folder / "katze"
        shutil.copytree(ROOT / "recipes/hundesteuer", cat)
        recipe = cat / "recipe.yaml"
        text = recipe.read_text().replace("recipe: hundesteuer-anmeldung", "recipe: katze", 1)
        recipe.write_text(text.replace("urn:de:fim:leika:leistung:99123456760610", CAT, 1))
        office.write_config(("portal",), recipe=cat)
        office.refused(*release, says="", because="no reason on standard input")
        office.refused(*release, says="\n", because="the line is empty")
        office.done(*release, says="Katzen nehmen wir jetzt auch\n")
        check(office.jobs()[first][0] == "waiting", office.jobs())
        check(office.sql("SELECT recipe, first IS NULL, once_hash IS NULL FROM job"
                         " WHERE id = 1") == ["katze|1|0"], "its row")
        check(office.last("rerouted")["recipe"] == "katze", office.journal())
        shown = office.done("jobs", "show", first, "--open")
        payload = [line for line in shown.splitlines() if line.startswith("payload")][0]
        check(json.loads(payload.split(None, 1)[1]) == DATA, payload)
        check("Katzen nehmen wir" in shown, shown)
        office.refused("jobs", "release", second, "--reason", "auch", because=first)
        office.verify()
    finally:
        office.end()


def a_commit_on_no_desk_may_be_decided():
    office = Office(("eins", DATA, {}))
    try:
        mark = office.mark()
        office.begin_commit("committing", owner="'worker-1'")
        office.refused("jobs", "resolve", mark, "--not-entered", "--reason", "r",
                       because="claimed by worker-1")
        office.sql("UPDATE job SET owner = NULL, lease_until_ms = NULL; "
                   "UPDATE recipe SET stop_cause = 'ERR_LOGIN', stopped_ms = 1000")
        check("--not-entered" in office.done("jobs", "show", mark), "show does not offer it")
        check("is stopped" in office.done("jobs", "list"), "list does not say so")
        office.refused("jobs", "release", mark, "--reason", "r", because="committing")
        office.done("jobs", "resolve", mark, "--entered", "-", "--reason", "-",
                    says="52.000001.7\nim Fachverfahren nachgesehen\n")
        check(office.jobs()[mark][0] == "entered", office.jobs())
        check(office.sql("SELECT outcome, state FROM outbox") == ["entered|due"], "outbox")
        check(office.last("person_decided")["from"] == "committing", office.journal())
        shown = office.done("jobs", "show", mark, "--open")
        check('"52.000001.7"' in shown and "nachgesehen" in shown, shown)
        office.verify()
    finally:
        office.end()


def one_held_behind_its_intent_is_resolved_not_released():
    office = Office(("eins", DATA, {}))
    try:
        mark = office.mark()
        office.begin_commit("held")
        office.refused("jobs", "release", mark, "--reason", "r", because="decide that first")
        check("--not-entered" in office.done("jobs", "show", mark), "show does not offer it")
        office.done("jobs", "resolve", mark, "--not-entered", "--reason", "fehlt")
        check(office.jobs()[mark][0] == "waiting", office.jobs())
        check(office.sql("SELECT state FROM stage") == ["void"], "its stage")
        check(office.sql("SELECT not_before_ms FROM job") == ["0"], "it waits for a time")
        office.verify()
    finally:
        office.end()


def one_held_before_anything_was_begun_is_not_entered():
    office = Office(("eins", DATA, {}))
    try:
        mark = office.mark()
        office.sql("UPDATE job SET state = 'held', cause = 'ERR_REPERTOIRE'")
        office.refused("jobs", "resolve", mark, "--entered", "1", "--reason", "r",
                       because="no commit of this job was begun")
        office.refused("jobs", "resolve", mark, "--reason", "r", because="wants one of")
        office.refused("jobs", "answer", mark, because="wants --text")
        office.done("jobs", "answer", mark, "--text", "Bitte mit Geburtsdatum")
        check(office.jobs()[mark][0] == "returned", office.jobs())
        office.refused("jobs", "answer", mark, "--text", "x", because="is returned")
        office.verify()
    finally:
        office.end()


def with_several_commits_one_reference_is_not_the_whole():
    office = Office(("eins", DATA, {}))
    try:
        mark = office.mark()
        frozen = next((office.state / "recipes").glob("*/recipe.yaml"))
        text = frozen.read_text()
        frozen.chmod(0o600)
        frozen.write_text(text.replace("\noutcome:", """
  - menu: [ Auskunft, Suche ]
  - commit:
      id: ablegen
      do: { click: speichern }
      proof: { expect: Abgelegt }

outcome:"""))
        office.begin_commit("in_doubt")
        office.refused("jobs", "resolve", mark, "--entered", "1", "--reason", "r",
                       because="2 commits")
        office.done("jobs", "resolve", mark, "--by-hand", "1", "--reason", "r")
        check(office.jobs()[mark][0] == "by_hand", office.jobs())
    finally:
        office.end()


def a_dead_letter_gets_another_life_once():
    office = Office(("eins", DATA, {}))
    try:
        mark = office.mark()
        office.sql("UPDATE job SET state = 'held', cause = 'ERR_REPERTOIRE'")
        office.done("jobs", "answer", mark, "--text", "Bitte mit Geburtsdatum")
        office.refused("jobs", "deliver", mark, because="dead letter")
        office.sql("UPDATE outbox SET state = 'dead', attempts = 9")
        office.done("jobs", "deliver", mark)
        check(office.sql("SELECT state, attempts FROM outbox") == ["due|0"], "outbox")
        check(office.last("requeued")["cause"] == "dead-letter", office.journal())
        office.refused("jobs", "deliver", mark, because="dead letter")
    finally:
        office.end()


def a_stopped_recipe_is_started_by_a_person_once():
    office = Office(("eins", DATA, {}))
    try:
        office.sql("UPDATE recipe SET stop_cause = 'ERR_LOGIN', stopped_ms = 1000, in_row = 7")
        check("login was refused" in office.done("jobs", "list"), "list")
        office.refused("resume", "hundesteur", because="hundesteur")
        office.done("resume", "hundesteuer-anmeldung")
        check(office.sql("SELECT stop_cause IS NULL, in_row FROM recipe") == ["1|0"], "row")
        check("stopped" not in office.done("jobs", "list"), "list still says it")
        office.refused("resume", "hundesteuer-anmeldung", because="not stopped")
        check(office.last("resumed")["recipe"] == "hundesteuer-anmeldung", office.journal())
    finally:
        office.end()


CASES = [one_held_without_a_recipe_goes_on_when_there_is_one, a_commit_on_no_desk_may_be_decided,
         one_held_behind_its_intent_is_resolved_not_released,
         one_held_before_anything_was_begun_is_not_entered,
         with_several_commits_one_reference_is_not_the_whole,
         a_dead_letter_gets_another_life_once, a_stopped_recipe_is_started_by_a_person_once]


def main():
    if sys.argv[1:] == ["--list"]:
        print("\n".join(case.__name__ for case in CASES))
        return 0
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
