#!/usr/bin/env python3
# test_portal.py - the portal keeps its protocol, its fault switches work, and a kill loses nothing.
# SPDX-License-Identifier: EUPL-1.2
import base64
import hashlib
import html.parser
import http.client
import json
import os
import pathlib
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PROGRAM = ROOT / "demo/portal/portal.py"
TOKEN = "pruef-token-1"
READ_S = 20  # of any answer; longer is a failure


class Portal:
    """The real program on a file of its own."""

    def __init__(self, folder, faults=""):
        self.path = pathlib.Path(folder) / "portal.db"
        self.faults = faults
        self.port = 0
        self.start()

    def start(self):
        env = dict(os.environ, PORTAL_TOKEN=TOKEN, PORTAL_FEHLER=self.faults)
        self.process = subprocess.Popen(
            [sys.executable, "-B", str(PROGRAM), str(self.path), "--port", str(self.port)],
            env=env, stdout=subprocess.PIPE)
        self.port = int(self.process.stdout.readline())

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.process.stdout.close()

    def ask(self, method, path, body=None, headers=None, token=TOKEN):
        """(status, headers, body)"""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=READ_S)
        try:
            all_headers = {"Authorization": f"Bearer {token}", **(headers or {})}
            if isinstance(body, (dict, list)):
                body = json.dumps(body).encode()
            connection.request(method, path, body, all_headers)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    def submit(self, data, **query):
        words = {"service": "urn:s", "schema": "urn:t", **query}
        address = "/submissions?" + "&".join(f"{k}={v}" for k, v in words.items())
        status, _, body = self.ask("POST", address, json.dumps(data).encode())
        assert status == 201, (status, body)
        return json.loads(body)["id"]

    def switch(self, **words):
        status, _, body = self.ask("POST", "/fehler",
                                   {name.replace("_", "-"): n for name, n in words.items()})
        assert status == 200, body

    def put(self, one, key, result=None):
        return self.ask("PUT", f"/submissions/{one}/result",
                        result or {"outcome": "entered", "values": {}},
                        {"Idempotency-Key": key})[0]

    def acknowledge(self, one, fate="accepted", message=""):
        return self.ask("POST", f"/submissions/{one}/acknowledgement",
                        {"fate": fate, "message": message})[0]

    def listed(self):
        return [one["id"] for one in json.loads(self.ask("GET", "/submissions")[2])["submissions"]]

    def state(self, one):
        rows = json.loads(self.ask("GET", "/zustand")[2])["submissions"]
        return next(row for row in rows if row["id"] == one)


class PortalTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="amtsbote-portal-")
        self.addCleanup(self.folder.cleanup)
        self.portal = Portal(self.folder.name)
        self.addCleanup(lambda: self.portal.kill())

    def test_way_of_a_submission(self):
        first = self.portal.submit({"name": "Ä"})
        second = self.portal.submit({"name": "B"})
        self.assertEqual(self.portal.listed(), [first, second])
        status, headers, body = self.portal.ask("GET", f"/submissions/{first}")
        self.assertEqual(status, 200)
        self.assertEqual(json.loads(body), {"id": first, "service": "urn:s", "schema": "urn:t",
                                            "data": {"name": "Ä"}})
        digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
        self.assertEqual(headers["Digest"], f"sha-256={digest}")
        self.assertEqual(headers["Content-Length"], str(len(body)))
        self.assertEqual([self.portal.acknowledge(first) for _ in range(2)], [204, 204])
        self.assertEqual(self.portal.listed(), [second])
        self.assertEqual(self.portal.acknowledge(first, "refused", "nein"), 409)

    def test_one_result_under_one_key(self):
        one = self.portal.submit({})
        self.assertEqual(self.portal.put(one, "k1", {"outcome": "entered", "n": 1}), 200)
        self.assertEqual(self.portal.put(one, "k1", {"outcome": "entered", "n": 2}), 200)
        self.assertEqual(self.portal.put(one, "k2"), 409)
        row = self.portal.state(one)
        self.assertEqual((row["same_key"], row["other_key"], row["key"]), (2, 1, "k1"))
        self.assertEqual(row["result"]["n"], 1)

    def test_bad_requests(self):
        one = self.portal.submit({})
        rows = [
            ("GET", "/submissions", None, {"Authorization": "Bearer x"}, 401),
            ("GET", "/submissions?limit=0", None, {}, 400),
            ("GET", "/submissions/unknown", None, {}, 404),
            ("GET", "/submissions/..%2f..", None, {}, 404),
            ("PUT", f"/submissions/{one}/result", {}, {}, 400),
            ("PUT", f"/submissions/{one}/result", b"\xff{}", {"Idempotency-Key": "k"}, 400),
            ("PUT", f"/submissions/{one}/result", [], {"Idempotency-Key": "k"}, 400),
            ("PUT", "/submissions/unknown/result", {}, {"Idempotency-Key": "k"}, 404),
            ("POST", f"/submissions/{one}/acknowledgement", {"fate": "eaten"}, {}, 400),
            ("POST", f"/submissions/{one}", {}, {}, 405),
            ("POST", "/fehler", {"unbekannt": 1}, {}, 400),
            ("POST", "/fehler", {"500": -1}, {}, 400),
            ("POST", f"/submissions?service=s&schema=t&id={one}", {}, {}, 409),
            ("POST", "/submissions?service=s", {}, {}, 400),
        ]
        for method, path, body, headers, want in rows:
            with self.subTest(method=method, path=path, want=want):
                self.assertEqual(self.portal.ask(method, path, body, headers)[0], want)
        self.assertEqual(self.portal.state(one)["result"], None)

    def test_status_500_so_many_times(self):
        self.portal.switch(**{"500": 2})
        self.assertEqual([self.portal.ask("GET", "/submissions")[0] for _ in range(3)],
                         [500, 500, 200])

    def test_slow_answer(self):
        self.portal.switch(langsam=300)
        begun = time.monotonic()
        self.assertEqual(self.portal.ask("GET", "/submissions")[0], 200)
        self.assertGreaterEqual(time.monotonic() - begun, 0.3)

    def test_cut_body(self):
        one = self.portal.submit({"name": "x" * 1000})
        self.portal.switch(schnitt=1)
        with self.assertRaises(http.client.IncompleteRead):
            self.portal.ask("GET", f"/submissions/{one}")
        self.assertEqual(self.portal.ask("GET", f"/submissions/{one}")[0], 200)

    def test_hanging_body(self):
        one = self.portal.submit({"name": "x" * 1000})
        self.portal.switch(haengt=1)
        with socket.create_connection(("127.0.0.1", self.portal.port)) as s:
            s.settimeout(1)
            s.sendall(f"GET /submissions/{one} HTTP/1.1\r\nHost: x\r\n"
                      f"Authorization: Bearer {TOKEN}\r\n\r\n".encode())
            got = b""
            with self.assertRaises(TimeoutError):  # neither more nor an end
                while True:
                    part = s.recv(65536)
                    self.assertNotEqual(part, b"")
                    got += part
        self.assertIn(b"xxx", got)

    def test_forged_digest(self):
        one = self.portal.submit({})
        self.portal.switch(faelschung=1)
        _, headers, body = self.portal.ask("GET", f"/submissions/{one}")
        digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
        self.assertNotEqual(headers["Digest"], f"sha-256={digest}")

    def test_stored_but_no_answer(self):
        one = self.portal.submit({})
        self.portal.switch(stumm_ergebnis=1, stumm_quittung=1)
        with self.assertRaises(http.client.RemoteDisconnected):
            self.portal.acknowledge(one)
        with self.assertRaises(http.client.RemoteDisconnected):
            self.portal.put(one, "k")
        row = self.portal.state(one)
        self.assertEqual((row["fate"], row["acknowledgements"]), ("accepted", 1))
        self.assertEqual((row["key"], row["same_key"]), ("k", 1))
        self.assertEqual((self.portal.acknowledge(one), self.portal.put(one, "k")), (204, 200))

    def test_duplicates_in_the_list(self):
        old, new = self.portal.submit({}), self.portal.submit({})
        self.portal.acknowledge(old)
        self.portal.switch(doppelt=1)
        self.assertEqual(self.portal.listed(), [old, new, old, new])
        self.portal.switch(doppelt=0)
        self.assertEqual(self.portal.listed(), [new])

    def test_away(self):
        self.portal.switch(weg=1)
        for _ in range(2):
            with self.assertRaises(http.client.RemoteDisconnected):
                self.portal.ask("GET", "/submissions")
        self.portal.switch(weg=0)
        self.assertEqual(self.portal.ask("GET", "/submissions")[0], 200)

    def test_kill_loses_nothing_answered(self):
        seed = int(os.environ.get("SEED", random.randrange(2**32)))
        print(f"SEED={seed}")
        choice = random.Random(seed)
        answered = {}
        for round_number in range(3):
            for _ in range(choice.randrange(1, 8)):
                one = self.portal.submit({"round": round_number})
                answered[one] = (None, None)
                if choice.random() < 0.7:
                    self.portal.acknowledge(one)
                    answered[one] = ("accepted", None)
                if choice.random() < 0.5:
                    self.portal.put(one, f"key-{one}")
                    answered[one] = (answered[one][0], f"key-{one}")
            self.portal.kill()
            self.portal.start()
            self.assertEqual({one: (self.portal.state(one)["fate"], self.portal.state(one)["key"])
                              for one in answered}, answered)

    def test_switches_from_the_environment(self):
        with tempfile.TemporaryDirectory() as folder:
            other = Portal(folder, "500=1,doppelt")
            self.addCleanup(other.kill)
            self.assertEqual(json.loads(other.ask("GET", "/fehler")[2])["doppelt"], 1)
            self.assertEqual(other.ask("GET", "/submissions")[0], 500)
        for wrong in ("unbekannt=1", "500=viel"):
            done = subprocess.run([sys.executable, "-B", str(PROGRAM), "/dev/null"],
                                  env=dict(os.environ, PORTAL_TOKEN=TOKEN, PORTAL_FEHLER=wrong),
                                  capture_output=True, text=True)
            self.assertEqual(done.returncode, 1)
            self.assertIn("PORTAL_FEHLER", done.stderr)

    def test_page_shows_everything_and_only_as_text(self):
        done = self.portal.submit({})
        self.portal.acknowledge(done)
        self.portal.put(done, "schluessel-1", {"job": "AB-1", "outcome": "entered",
                                               "values": {"kassenzeichen": "52.000017.4"}})
        back = self.portal.submit({})
        self.portal.acknowledge(back, "refused", "<script>x</script>")
        self.portal.put(back, "schluessel-2", {"job": "AB-2", "outcome": "returned",
                                               "reason": "name: fehlt"})
        waiting = self.portal.submit({})
        _, headers, body = self.portal.ask("GET", "/", token="")
        text = body.decode()
        for word in (done, back, waiting, "eingetragen", "52.000017.4", "schluessel-1",
                     "zurückgegeben", "name: fehlt", "schluessel-2", "noch nicht abgeholt",
                     '<html lang="de">', "width=device-width", "&lt;script&gt;"):
            self.assertIn(word, text)
        self.assertNotIn("<script", text)
        open_tags = []

        class Reader(html.parser.HTMLParser):
            def handle_starttag(self, tag, attrs):
                if tag not in ("meta",):
                    open_tags.append(tag)

            def handle_endtag(self, tag):
                assert open_tags.pop() == tag, tag

        Reader().feed(text)
        self.assertEqual(open_tags, [])

    def test_page_leads_to_older_ones(self):
        ids = [self.portal.submit({}) for _ in range(101)]
        text = self.portal.ask("GET", "/")[2].decode()
        self.assertNotIn(ids[0], text)
        older = text.split('href="/?vor=')[1].split('"')[0]
        self.assertIn(ids[0], self.portal.ask("GET", f"/?vor={older}")[2].decode())


if __name__ == "__main__":
    unittest.main()
