#!/usr/bin/env python3
# portal.py - a small portal to try the agent on: submissions out, acknowledgements, results in.
# SPDX-License-Identifier: EUPL-1.2
"""usage: PORTAL_TOKEN=... portal.py DATEI [--port N]

DATEI is an SQLite file, made if it is missing. Listens on 127.0.0.1 (a free port, or N) and prints
the port as its first line. PORTAL_FEHLER holds fault switches, e.g. "500=3,doppelt=1"; POST /fehler
sets them later. README.md lists addresses and switches.
"""
import argparse
import base64
import hashlib
import hmac
import http.server
import json
import os
import re
import select
import signal
import socket
import sys
import urllib.parse
import ablage
import seite
import stoerung

BODY_MAX = 32 * 1024 * 1024   # of a request
LIST_MAX = 1000               # of one answer
ID = "[A-Za-z0-9][A-Za-z0-9._~-]{0,127}"
IDLE_S = 60                   # after which a silent connection is closed


class Refused(Exception):
    """The request cannot be answered as asked: status and cause."""

    def __init__(self, status, cause):
        super().__init__(cause)
        self.status = status


class Silent(Exception):
    """No answer at all: the connection is closed."""


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "Antragsportal"
    sys_version = ""
    timeout = IDLE_S

    # method, path, function, needs the token
    ROUTES = [(method, re.compile(path), name, token) for method, path, name, token in (
        ("GET", "/", "show_page", False),
        ("GET", "/zustand", "show_state", False),
        ("GET", "/fehler", "show_faults", False),
        ("POST", "/fehler", "set_faults", False),
        ("POST", "/submissions", "submit", True),
        ("GET", "/submissions", "list_waiting", True),
        ("GET", f"/submissions/(?P<id>{ID})", "give", True),
        ("POST", f"/submissions/(?P<id>{ID})/acknowledgement", "acknowledge", True),
        ("PUT", f"/submissions/(?P<id>{ID})/result", "take_result", True),
    )]

    def do_any(self):
        self.url = urllib.parse.urlsplit(self.path)
        self.query = dict(urllib.parse.parse_qsl(self.url.query))
        try:
            self.body = self.read_body()
            self.dispatch()
        except Refused as refused:
            self.answer_json(refused.status, {"error": str(refused)})
        except ablage.Missing:
            self.answer_json(404, {"error": "no submission of this id"})
        except ablage.Conflict as conflict:
            self.answer_json(409, {"error": str(conflict)})
        except Silent:
            self.close_connection = True
        except ConnectionError:
            self.close_connection = True

    do_GET = do_POST = do_PUT = do_any

    def dispatch(self):
        methods = set()
        for method, pattern, name, needs_token in self.ROUTES:
            match = pattern.fullmatch(self.url.path)
            if not match:
                continue
            methods.add(method)
            if method != self.command:
                continue
            if needs_token:
                self.misbehave()
                self.check_token()
            return getattr(self, name)(**match.groupdict())
        raise Refused(405 if methods else 404, "no such address")

    def misbehave(self):
        """The faults that hit every exchange with the agent."""
        faults = self.server.faults
        if faults.take("weg"):
            raise Silent
        wait_ms = faults.take("langsam")
        if wait_ms:
            # Ends early when the other side gives up: its end of the connection becomes readable.
            select.select([self.connection], [], [], wait_ms / 1000)
        if faults.take("500"):
            raise Refused(500, "switched on by /fehler")

    def check_token(self):
        given = self.headers.get("Authorization", "")
        if not hmac.compare_digest(given.encode(), f"Bearer {self.server.token}".encode()):
            raise Refused(401, "the token is missing or wrong")

    def read_body(self):
        length = self.headers.get("Content-Length", "0")
        if self.headers.get("Transfer-Encoding") or not length.isdigit():
            self.close_connection = True
            raise Refused(411, "Content-Length is demanded")
        if int(length) > BODY_MAX:
            self.close_connection = True
            raise Refused(413, "the body is too large")
        body = self.rfile.read(int(length))
        if len(body) < int(length):
            raise Silent  # the other side hung up
        return body

    def read_json(self):
        try:
            return json.loads(self.body.decode())
        except ValueError:
            raise Refused(400, "the body is not JSON") from None

    def answer(self, status, kind, body, headers=()):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Cache-Control", "no-store")
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        if status != 204:
            self.wfile.write(body)

    def answer_json(self, status, value):
        self.answer(status, "application/json; charset=utf-8",
                    json.dumps(value, ensure_ascii=False).encode())

    def show_page(self):
        before = self.query.get("vor")
        if before is not None and not re.fullmatch("[0-9]{1,15}", before):
            raise Refused(400, "vor: a number is expected")
        rows = self.server.ablage.everything(before and int(before), seite.PAGE + 1)
        text = seite.page(rows, self.server.ablage.counts(), self.server.faults.state())
        self.answer(200, "text/html; charset=utf-8", text.encode(),
                    [("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")])

    def show_state(self):
        """Everything for a program that judges from outside; oldest first."""
        rows = self.server.ablage.everything()[::-1]
        for row in rows:
            row["result"] = json.loads(row["result"]) if row["result"] is not None else None
        self.answer_json(200, {"submissions": rows})

    def show_faults(self):
        self.answer_json(200, self.server.faults.state())

    def set_faults(self):
        try:
            self.server.faults.set(self.read_json())
        except stoerung.Unknown as unknown:
            raise Refused(400, str(unknown)) from None
        self.show_faults()

    def submit(self):
        """?service=S&schema=T: the body is the data; ?roh=1: the very bytes to hand out."""
        wanted_id = self.query.get("id")
        if wanted_id is not None and not re.fullmatch(ID, wanted_id):
            raise Refused(400, "id: letters, digits and ._~- only")
        if self.query.get("roh") == "1":
            new_id = self.server.ablage.submit_raw(self.body, wanted_id)
        else:
            for name in ("service", "schema"):
                if not self.query.get(name):
                    raise Refused(400, f"{name} is missing in the address")
            new_id = self.server.ablage.submit(self.read_json(), self.query["service"],
                                               self.query["schema"], wanted_id)
        self.answer_json(201, {"id": new_id})

    def list_waiting(self):
        limit = self.query.get("limit", str(LIST_MAX))
        if not re.fullmatch("[0-9]{1,4}", limit) or not 1 <= int(limit) <= LIST_MAX:
            raise Refused(400, f"limit: 1 to {LIST_MAX}")
        twice = self.server.faults.take("doppelt")
        ids = self.server.ablage.waiting(int(limit), acknowledged_too=bool(twice))
        if twice:
            ids = (ids + ids)[:LIST_MAX]
        self.answer_json(200, {"submissions": [{"id": one} for one in ids]})

    def give(self, id):  # named as in ROUTES
        body = self.server.ablage.body(id)
        faults = self.server.faults
        if faults.take("fehlt"):
            raise ablage.Missing
        if faults.take("schnitt"):
            self.begin(body)
            raise Silent
        if faults.take("haengt"):
            self.begin(body)
            select.select([self.connection], [], [], IDLE_S)
            raise Silent
        proof = self.digest(body + b"?" if faults.take("faelschung") else body)
        self.answer(200, "application/json", body, [proof])

    @staticmethod
    def digest(body):
        value = base64.b64encode(hashlib.sha256(body).digest()).decode()
        return "Digest", f"sha-256={value}"

    def begin(self, body):
        """Promise the whole body and send half of it."""
        self.send_response(200)
        for name, value in (("Content-Type", "application/json"),
                            ("Content-Length", str(len(body))), self.digest(body)):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body[:len(body) // 2])
        self.wfile.flush()

    def acknowledge(self, id):
        said = self.read_json()
        fate = said.get("fate") if isinstance(said, dict) else None
        message = said.get("message", "") if isinstance(said, dict) else ""
        if fate not in ("accepted", "refused") or not isinstance(message, str):
            raise Refused(400, "fate: accepted or refused; message: a text")
        self.server.ablage.acknowledge(id, fate, message)
        if self.server.faults.take("stumm-quittung"):
            raise Silent
        self.answer(204, "text/plain", b"")

    def take_result(self, id):
        key = self.headers.get("Idempotency-Key", "")
        if not re.fullmatch("[!-~]{1,200}", key):
            raise Refused(400, "Idempotency-Key is missing or has blanks")
        if not isinstance(self.read_json(), dict):
            raise Refused(400, "the result must be an object")
        self.server.ablage.put_result(id, key, self.body.decode())
        if self.server.faults.take("stumm-ergebnis"):
            raise Silent
        self.answer_json(200, {"id": id, "key": key})

    def log_message(self, format, *args):
        """Nothing: addresses hold ids of submissions."""


class Portal(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, path, token, faults, port=0):
        self.ablage = ablage.Ablage(path)
        self.token = token
        self.faults = faults
        super().__init__(("127.0.0.1", port), Handler)

    def process_request(self, request, client_address):
        request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        super().process_request(request, client_address)

    def handle_error(self, request, client_address):
        cause = sys.exc_info()[1]
        if not isinstance(cause, (ConnectionError, TimeoutError)):
            super().handle_error(request, client_address)


def main():
    parser = argparse.ArgumentParser(usage=__doc__.splitlines()[0].removeprefix("usage: "))
    parser.add_argument("datei")
    parser.add_argument("--port", type=int, default=0)
    options = parser.parse_args()
    token = os.environ.get("PORTAL_TOKEN", "")
    if not re.fullmatch("[!-~]{8,200}", token):
        sys.exit("portal: PORTAL_TOKEN must hold at least 8 characters without blanks")
    try:
        faults = stoerung.Stoerung(os.environ.get("PORTAL_FEHLER", ""))
    except stoerung.Unknown as unknown:
        sys.exit(f"portal: PORTAL_FEHLER: {unknown}")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with Portal(options.datei, token, faults, options.port) as portal:
        print(portal.server_address[1], flush=True)
        try:
            portal.serve_forever()
        except KeyboardInterrupt:
            pass


if __name__ == "__main__":
    main()
