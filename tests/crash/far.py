#!/usr/bin/env python3
# far.py - the application out of the agent's reach, as behind a terminal server.
# SPDX-License-Identifier: EUPL-1.2
"""usage: far.py serve SOCKET | far.py ask SOCKET PROGRAM ARGUMENTS...

`ask` stands in the application's place on the desk; `serve` starts the application for it, outside
of the agent's processes, and ends it when the other side of the connection is gone. What the
application leaves behind lives on, as it would on another machine.
"""
import json
import os
import select
import signal
import socket
import subprocess
import sys
sys.dont_write_bytecode = True
import processes  # noqa: E402

PASSED = ("DISPLAY", "XAUTHORITY", "HOME", "TMPDIR", "LANG", "PATH", "XMODIFIERS",
          "STEUER_STOERUNG", "STEUER_VERZOEGERUNG_MS")


def ask(path, argv):
    with socket.socket(socket.AF_UNIX) as s:
        s.connect(path)
        env = {name: os.environ[name] for name in PASSED if name in os.environ}
        s.sendall(json.dumps({"argv": argv, "env": env}).encode() + b"\n")
        answer = s.recv(16)
    return int(answer or b"1")


def begin(connection):
    line = b""
    while not line.endswith(b"\n"):
        more = connection.recv(65536)
        if not more:
            return None
        line += more
    wanted = json.loads(line)
    return subprocess.Popen(wanted["argv"], env=wanted["env"], stdin=subprocess.DEVNULL,
                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                            start_new_session=True)


def serve(path):
    processes.become_subreaper()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    poll, running = select.poll(), {}
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(path)
        listening.listen()
        poll.register(listening, select.POLLIN)
        print("ready", flush=True)
        while True:
            for fd, _ in poll.poll():
                if fd == listening.fileno():
                    connection = listening.accept()[0]
                    process = begin(connection)
                    if process is None:
                        connection.close()
                        continue
                    end = os.pidfd_open(process.pid)
                    running[connection.fileno()] = running[end] = (connection, process, end)
                    poll.register(connection, select.POLLIN)
                    poll.register(end, select.POLLIN)
                elif fd in running:
                    settle(poll, running, fd)
            adopted(running)


def settle(poll, running, fd):
    """One of the two sides has ended: the other ends with it."""
    connection, process, end = running[fd]
    if fd != end:
        process.kill()
    code = process.wait()
    if fd == end:
        try:
            connection.sendall(f"{code if code >= 0 else 128 - code}\n".encode())
        except OSError:
            pass  # the stub died meanwhile
    for one in (connection.fileno(), end):
        poll.unregister(one)
        del running[one]
    connection.close()
    os.close(end)


def adopted(running):
    """Take the ends of what applications left behind."""
    known = {process.pid for _, process, _ in running.values()}
    for pid in processes.children(os.getpid()):
        if pid not in known:
            try:
                os.waitpid(pid, os.WNOHANG)
            except ChildProcessError:
                pass


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        serve(sys.argv[2])
    sys.exit(ask(sys.argv[2], sys.argv[3:]))
