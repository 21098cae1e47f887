# processes.py - the processes of one agent: who is there, wait for one, kill one or all.
# SPDX-License-Identifier: EUPL-1.2
import ctypes
import os
import pathlib
import select
import signal
import struct
import time

PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36
IN_CLOSE_WRITE, IN_MOVED_TO, IN_MODIFY = 0x8, 0x80, 0x2
IN_NONBLOCK_CLOEXEC = os.O_NONBLOCK | os.O_CLOEXEC
EVENT = struct.Struct("iIII")
SLICE_MS = 20  # between two looks at what announces itself by no event (a stopped process)
libc = ctypes.CDLL(None, use_errno=True)


def die_with_parent():
    """For a child before it becomes another program: a test that is killed leaves nobody."""
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def become_subreaper():
    """Whatever loses its parent becomes ours: nothing a run starts escapes the judge."""
    if libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl")


class Watch:
    """inotify on folders: a wait ends when something in them was written."""

    def __init__(self, *folders):
        self.fd = libc.inotify_init1(IN_NONBLOCK_CLOEXEC)
        if self.fd < 0:
            raise OSError(ctypes.get_errno(), "inotify_init1")
        for folder in folders:
            mask = IN_CLOSE_WRITE | IN_MOVED_TO | IN_MODIFY
            if libc.inotify_add_watch(self.fd, os.fsencode(folder), mask) < 0:
                raise OSError(ctypes.get_errno(), f"inotify {folder}")

    def drain(self):
        """Names of the files written since the last call."""
        names = set()
        try:
            data = os.read(self.fd, 65536)
        except BlockingIOError:
            return names
        at = 0
        while at < len(data):
            size = EVENT.unpack_from(data, at)[3]
            at += EVENT.size
            names.add(data[at:at + size].rstrip(b"\0").decode())
            at += size
        return names

    def close(self):
        os.close(self.fd)


def wait_any(fds, limit):
    """Which of @fds became readable before the deadline @limit (time.monotonic())?"""
    poll = select.poll()
    for fd in fds:
        poll.register(fd, select.POLLIN)
    return [fd for fd, _ in poll.poll(max(0, int((limit - time.monotonic()) * 1000)))]


def stat_of(pid):
    """(state, parent, name) of a process; None if it is gone."""
    try:
        text = pathlib.Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    name, rest = text[text.index("(") + 1:text.rindex(")")], text[text.rindex(")") + 2:].split()
    return rest[0], int(rest[1]), name


def arguments_of(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split(
            "\0")[:-1]
    except OSError:
        return []


def below(root):
    """Every process below @root, parents first; zombies are nobody any more."""
    children = {}
    for path in pathlib.Path("/proc").glob("[0-9]*"):
        stat = stat_of(path.name)
        if stat and stat[0] not in "ZX":
            children.setdefault(stat[1], []).append(int(path.name))
    found, edge = [], [root]
    while edge:
        edge = [child for pid in edge for child in children.get(pid, [])]
        found += edge
    return found


def children(parent):
    """Every child of @parent, the ended ones too."""
    found = []
    for path in pathlib.Path("/proc").glob("[0-9]*"):
        stat = stat_of(path.name)
        if stat and stat[1] == parent:
            found.append(int(path.name))
    return found


def reap():
    """Take the ends of all children that have ended, adopted ones too: {pid: wait status}."""
    ended = {}
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return ended
        if pid == 0:
            return ended
        ended[pid] = status


def await_end(pid, limit):
    """Wait until @pid has ended (or is gone); False after the deadline."""
    try:
        fd = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(wait_any([fd], limit))
    finally:
        os.close(fd)


def await_stopped(pid, limit):
    """Wait until @pid is stopped by a signal; False if it has ended or the deadline is over."""
    try:
        fd = os.pidfd_open(pid)
    except ProcessLookupError:
        return False
    try:
        while time.monotonic() < limit:
            stat = stat_of(pid)
            if stat is None or stat[0] in "ZX":
                return False
            if stat[0] == "T":
                return True
            if wait_any([fd], time.monotonic() + SLICE_MS / 1000):
                return False
        return False
    finally:
        os.close(fd)


def kill(pid, number=signal.SIGKILL):
    """True if the process was there to be killed."""
    stat = stat_of(pid)
    if stat is None or stat[0] in "ZX":
        return False
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return False
    return True

