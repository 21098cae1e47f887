#!/usr/bin/env python3
# traffic.py - intake and deliver as they run, between the real portal, a folder and the store.
# SPDX-License-Identifier: EUPL-1.2
"""usage: traffic.py --list | CASE..."""
import http.client
import json
import os
import shutil
import subprocess
import sys
from premises import AGENT, LIMIT_S, SAMPLES, TOKEN, Failed, Site, check

DATA = json.loads(SAMPLES[0].read_text())
OTHER = json.loads(SAMPLES[1].read_text())
BAD = dict(DATA, hund=dict(DATA["hund"], geschlecht="x"))


def serve(site, *roles, **environment):
    for role in roles or ("keys", "intake", "deliver"):
        site.start(role, **environment)


def settled(site, count):
    """So many jobs, all acknowledged in store and portal."""
    def condition():
        jobs = site.jobs()
        return (len(jobs) == count and all(told for _, _, told in jobs.values())
                and all(row["fate"] for row in site.rows().values()))
    return condition


def results(site):
    return {one: (row["key"], row["same_key"], row["other_key"])
            for one, row in site.rows().items() if row["result"] is not None}


def one_result_each(site, ids):
    found = results(site)
    check(set(found) == set(ids), f"results of {set(found)}, wanted {set(ids)}")
    check(len({key for key, _, _ in found.values()}) == len(ids), f"keys: {found}")
    check(all(other == 0 for _, _, other in found.values()), f"another key: {found}")


def what_becomes_of_each(site):
    """One of every kind: taken, a twin, malformed ones, no recipe."""
    serve(site)
    site.submit("gut", DATA)
    site.submit("anders", OTHER)
    site.until(settled(site, 2), "two taken in")
    site.submit("zwilling", DATA)
    site.submit("niemand", DATA, service="urn:unbekannt")
    bad = {
        "schema": (json.dumps({"id": "schema", "service": "urn:de:fim:leika:leistung:"
                               "99123456760610", "schema": "https://example.invalid/hundesteuer/"
                               "1.0/schema.json", "data": BAD}, indent=1).encode(),
                   "submission:32:18: hund.geschlecht: "),
        "abgerissen": (b'{"id":"abgerissen",\n "data":', "submission:2:9: "),
        "tief": (b"[" * 70, "submission:1:65: "),
        "latin1": ('{"id":"latin1","data":"ä"}'.encode("latin-1"), "submission:1:24: "),
        "bom": (b"\xef\xbb\xbf{}", "submission:1:1: begins with a byte order mark"),
        "doppelt": (b'{"id":"doppelt","id":"x"}', "submission:1:17: member 'id'"),
        "nul": (b'{"id":"nul",\0}', "submission:1:13: a NUL byte"),
        "leer": (b"", "submission:1:1: the document ends too early"),
        "liste": (b"[]", "submission:1:1: expected an object"),
        "fremd": (b'{"id":"gut","service":"s","schema":"t","data":{}}',
                  "submission:1:7: id: not the one"),
        "dienst": (b'{"id":"dienst",\n"service":7}', "submission:2:11: service: expected a text"),
        "ohne": (b'{"id":"ohne","service":"s","schema":"t"}', "submission:1:1: data: is missing"),
        "riesig": (b" " * (16 * 1024 * 1024 + 1), "submission:1:1: larger than 16777216 bytes"),
    }
    for one, (body, _) in bad.items():
        site.submit_raw(one, body)
    total = 4 + len(bad)
    site.until(settled(site, total), "all taken in")
    site.until(lambda: len(results(site)) == len(bad), "all answers of refusals")
    rows = site.rows()
    for one, (_, reason) in bad.items():
        check(rows[one]["fate"] == "refused", rows[one])
        check(rows[one]["message"].startswith(reason), (reason, rows[one]["message"]))
        check(rows[one]["result"]["outcome"] == "returned", rows[one])
        check(rows[one]["result"]["reason"] == rows[one]["message"], rows[one])
    for one in ("gut", "anders", "zwilling", "niemand"):
        check((rows[one]["fate"], rows[one]["message"]) == ("accepted", ""), rows[one])
    one_result_each(site, bad)
    states = sorted((state, cause) for state, cause, _ in site.jobs().values())
    closed = [("closed", "ERR_INPUT")] * (len(bad) - 1) + [("closed", "ERR_LIMIT")]
    check(states == closed + [("held", "ERR_ROUTE"), ("held", "ERR_TWICE"),
                              ("waiting", "ERR_NONE"), ("waiting", "ERR_NONE")], states)
    kinds = site.kinds()
    check(kinds.count("refused") == len(bad) and kinds.count("submission_received") == 4, kinds)
    check(kinds.count("acknowledged") == total and kinds.count("delivered") == len(bad), kinds)
    told = [line["body"] for line in site.journal() if line["kind"] == "submission_received"]
    check(sorted(body["state"] for body in told) == ["held", "held", "waiting", "waiting"], told)
    site.verify()
    nothing_personal(site)


def nothing_personal(site):
    """No value of a submission, no id, no token in log, journal and store."""
    words = [DATA["hund"]["chipnummer"], "Nguy", "zwilling", "abgerissen", TOKEN]
    for path in [site.log, *site.state.rglob("*")]:
        if path.is_file() and "recipes" not in path.parts:
            data = path.read_bytes()
            for word in words:
                check(word.encode() not in data, f"{word} in {path}")


def folder_to_results(site):
    """The folder source: bare data of the configured recipe; wakes without polling."""
    serve(site)
    site.until(lambda: (site.inbox / "results").is_dir(), "the folder is open")
    (site.inbox / ".a").write_text(json.dumps(DATA))
    (site.inbox / ".a").rename(site.inbox / "Antrag Müller.json")
    site.until(lambda: (site.inbox / "done/Antrag Müller.json").exists(), "taken over")
    (site.inbox / "falsch.json").write_text(json.dumps(BAD, indent=1))
    site.until(lambda: (site.inbox / "results/falsch.json").exists(), "answered")
    reason = (site.inbox / "failed/falsch.reason.txt").read_text()
    check(reason.startswith("submission:") and "hund.geschlecht" in reason, reason)
    answer = json.loads((site.inbox / "results/falsch.json").read_text())
    check(answer["outcome"] == "returned" and answer["reason"] + "\n" == reason, answer)
    site.until(lambda: site.states() == ["closed", "waiting"], "closed")
    check(not list(site.inbox.glob("*.json")), "something is left")
    # the same name with other content is another submission
    (site.inbox / "Antrag Müller.json").write_text(json.dumps(OTHER))
    site.until(lambda: site.states() == ["closed", "waiting", "waiting"], "the third")
    check("Müller" not in site.log_text(), site.log_text())


def portal_misbehaves(site):
    """500, cut and forged bodies, lost answers, duplicates: one job, one result, one key each."""
    site.submit("gut", DATA)
    site.submit("schlecht", BAD)
    site.switch(**{"500": 3}, schnitt=2, faelschung=2, stumm_quittung=2, stumm_ergebnis=3,
                doppelt=1)
    serve(site)
    site.until(settled(site, 2), "both taken in")
    site.until(lambda: results(site).get("schlecht", (0, 0))[1] >= 4, "delivered at last")
    site.until(lambda: site.states() == ["closed", "waiting"], "closed")
    one_result_each(site, ["schlecht"])
    check(results(site)["schlecht"][1] == 4, "three lost answers and one that came")
    check(len(site.jobs()) == 2, site.jobs())
    check(site.kinds().count("acknowledged") == 2, site.kinds())
    log = site.log_text()
    check("status 500" in log and "cut short" in log and "Digest" in log, log)
    check(TOKEN not in log and "schlecht" not in log, log)


def portal_away_and_back(site):
    """The portal is killed and comes back; nothing is lost, answers arrive."""
    site.submit("schlecht", BAD)
    serve(site, "keys", "intake")
    site.until(settled(site, 1), "taken in")
    site.kill("portal")
    site.start("deliver")
    site.until(lambda: site.kinds().count("delivery_failed") >= 3, "tried in vain")
    site.start_portal()
    site.submit("gut", DATA)
    site.until(settled(site, 2), "the new one too")
    site.until(lambda: site.states() == ["closed", "waiting"], "delivered")
    one_result_each(site, ["schlecht"])


def keys_are_restarted(site):
    """`keys` is killed; intake and deliver go on when it is back, and lose nothing meanwhile."""
    serve(site)
    site.submit("eins", BAD)
    site.until(lambda: site.states() == ["closed"], "first")
    site.kill("keys")
    site.submit("zwei", BAD)
    site.submit("drei", DATA)
    site.start("keys")
    site.until(settled(site, 3), "the others")
    site.until(lambda: site.states() == ["closed", "closed", "waiting"], "delivered")
    one_result_each(site, ["eins", "zwei"])


def token_is_changed(site):
    """A wrong token is an error with its status, and a new one is read without a restart."""
    site.token_file.write_text("falsch-falsch\n")
    site.submit("gut", DATA)
    serve(site)
    site.until(lambda: "status 401" in site.log_text(), "refused")
    site.token_file.write_text(TOKEN + "\n")
    site.until(settled(site, 1), "taken in")
    site.token_file.chmod(0o644)
    site.switch(**{"500": 1})
    site.until(lambda: "can be read by others" in site.log_text(), "an open token is refused")


def answer_is_refused_for_good(site):
    """Another result is there already: a dead letter after one attempt."""
    site.submit("schlecht", BAD)
    serve(site, "keys", "intake")
    site.until(settled(site, 1), "taken in")
    c = http.client.HTTPConnection("127.0.0.1", site.port, timeout=LIMIT_S)
    c.request("PUT", "/submissions/schlecht/result", "{}",
              {"Authorization": f"Bearer {TOKEN}", "Idempotency-Key": "fremd"})
    check(c.getresponse().status == 200, "the foreign result")
    c.close()
    site.start("deliver")
    site.until(lambda: "dead_letter" in site.kinds(), "dead")
    check("delivery_failed" not in site.kinds(), site.kinds())
    check(results(site)["schlecht"] == ("fremd", 1, 1), results(site))


def recipe_breaks(site):
    """A recipe that does not load stops intake with its place; mended, it goes on."""
    recipe = site.folder / "rezept"
    shutil.copytree(SAMPLES[0].parents[1], recipe)
    text = (recipe / "recipe.yaml").read_text()
    (recipe / "recipe.yaml").write_text(text.replace("once_per:", "once_pre:"))
    site.write_config(("portal",), recipe=recipe)
    site.submit("gut", DATA)
    serve(site, "keys", "intake")
    check(site.died("intake") == 1, "exit code")
    check("recipe.yaml:" in site.log_text() and "once_per" in site.log_text(), site.log_text())
    (recipe / "recipe.yaml").write_text(text)
    site.start("intake")
    site.until(settled(site, 1), "taken in")
    kept = [p for p in (site.state / "recipes").iterdir()]
    check(len(kept) == 2, kept)  # the broken one was kept before it was looked at
    for line in site.journal():
        if line["kind"] == "submission_received":
            check((site.state / "recipes" / line["body"]["recipe_hash"]).is_dir(), line)


def ends_with_its_supervisor(site):
    """The lifeline's end ends both, and a signal does."""
    site.start("keys")
    for role in ("intake", "deliver"):
        reading, writing = os.pipe()
        with open(site.log, "ab") as log:
            site.running[role] = subprocess.Popen(
                ["sh", "-c", f'exec "$@" 3<&{reading}', "sh", AGENT, role, "--config",
                 site.config], stderr=log, pass_fds=(reading,))
        os.close(reading)
        if role == "intake":
            site.until(lambda: "recipe_loaded" in site.kinds(), "intake runs")
        os.close(writing)
        check(site.died(role) == 0, f"{role} at the end of its lifeline")
    serve(site, "intake", "deliver")
    site.submit("gut", DATA)
    site.until(settled(site, 1), "works")
    site.stop("intake")
    site.stop("deliver")


def listed_and_not_there(site):
    """Once is nothing, for others take items too; again and again is told. It comes in at last."""
    site.switch(fehlt=1)
    site.submit("einmal", DATA)
    serve(site, "keys", "intake")
    site.until(settled(site, 1), "taken in")
    check("404" not in site.log_text(), site.log_text())
    site.switch(fehlt=4)
    site.submit("oft", OTHER)
    site.until(settled(site, 2), "taken in at last")
    check("404" in site.log_text(), site.log_text())


def import_breaks(site):
    """A document that kills the import program is held, sealed, acknowledged; the rest goes on."""
    site.submit("gut", DATA)
    serve(site, "keys")
    site.start("intake", AMTSBOTE_FAULT="import-open:1")
    site.until(settled(site, 1), "taken in")
    check([(s, c) for s, c, _ in site.jobs().values()] == [("held", "ERR_LIMIT")], site.jobs())


CASES = {
    "each-kind": (what_becomes_of_each, ("portal",)),
    "folder": (folder_to_results, ("portal", "eingang")),
    "misbehaving-portal": (portal_misbehaves, ("portal",)),
    "portal-back": (portal_away_and_back, ("portal",)),
    "keys-restarted": (keys_are_restarted, ("portal",)),
    "token": (token_is_changed, ("portal",)),
    "dead-letter": (answer_is_refused_for_good, ("portal",)),
    "broken-recipe": (recipe_breaks, ("portal",)),
    "lifeline": (ends_with_its_supervisor, ("portal",)),
    "listed-not-there": (listed_and_not_there, ("portal",)),
    "broken-import": (import_breaks, ("portal",)),
}


def main():
    if sys.argv[1:] == ["--list"]:
        print("\n".join(CASES))
        return 0
    wrong = 0
    for name in sys.argv[1:]:
        case, sources = CASES[name]
        site = Site(sources)
        try:
            case(site)
            print(f"{name}: ok")
        except Failed as failed:
            print(f"{name}: {failed}")
            wrong = 1
        finally:
            site.end()
    return wrong


if __name__ == "__main__":
    sys.exit(main())
