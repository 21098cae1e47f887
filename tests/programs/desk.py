# desk.py - a desk of the product held by a test, and the verdict "exact, or refused by name".
# SPDX-License-Identifier: EUPL-1.2
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import time

ROOT = pathlib.Path(os.environ.get("AMTSBOTE_SOURCE_DIR", pathlib.Path(__file__).parents[2]))
BUILD = pathlib.Path(os.environ.get("AMTSBOTE_BUILD_DIR", ROOT / "build/dev"))
DRIVER = BUILD / "tests/programs/driver"
WAIT_S = 60   # nothing waited for takes longer, even on a loaded machine
SERVE_MS = 20  # between two looks at a condition outside the display


class Refused(Exception):
    """What the product said instead of doing it."""

    def __init__(self, code, text):
        super().__init__(f"{code}: {text}")
        self.code, self.text = code, text


class Skip(Exception):
    """Why this cannot be tested here."""


class Wrong(AssertionError):
    """What the program wrote is neither the text nor was it refused."""


def read_pgm(path):
    """Width, height and bytes of a portable grey map."""
    head, data = path.read_bytes().split(b"\n", 1)
    _, width, height, _ = head.split()
    return int(width), int(height), data


def need(*programs):
    for program in programs:
        if shutil.which(program) is None and not pathlib.Path(program).exists():
            raise Skip(f"{program} is not installed (packaging/debian-packages.txt)")


class Desk:
    """A private folder and the driver's desk; both end with the block."""

    def __init__(self, env=()):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="amtsbote-program-"))
        (self.folder / "desk").mkdir(mode=0o700)
        self.env = env

    def __enter__(self):
        self.process = subprocess.Popen([DRIVER, self.folder / "desk"], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE)
        self.display, self.cookie = self.answer()
        for entry in self.env:
            self.do("env", entry)
        return self

    def __exit__(self, kind, *_):
        if kind is not None:
            self.show()
        self.process.stdin.close()
        self.process.wait(WAIT_S)
        shutil.rmtree(self.folder, ignore_errors=True)

    def show(self):
        """What a person needs who looks for the cause: titles, a picture, the program's words."""
        kept = os.environ.get("PROGRAM_KEEP")
        try:
            print("windows:", self.do("titles"))
            if kept:
                self.picture(kept)
        except (Refused, OSError, ValueError) as cause:
            print(f"no look at the desk: {cause}")
        log = self.folder / "desk/application.log"
        if log.exists():
            print(log.read_text(errors="replace")[-2000:])

    def answer(self):
        line = self.process.stdout.readline()
        if not line:
            raise Wrong(f"the driver ended ({self.process.wait(WAIT_S)})")
        answer = json.loads(line)
        if answer[0] != "ok":
            raise Refused(*answer[1:])
        return answer[1:]

    def do(self, *command):
        line = json.dumps([str(word) if not isinstance(word, list) else word
                           for word in command], ensure_ascii=False)
        self.process.stdin.write(line.encode() + b"\n")
        self.process.stdin.flush()
        return self.answer()

    def launch(self, *argv, title=None):
        self.do("launch", *argv)
        return self.title(title) if title else None

    def title(self, title):
        """The place of the active window with this title, once its program has drawn it."""
        place = self.do("title", title)
        self.do("settle")
        return place

    def keys(self, *chords):
        for chord in chords:
            self.do("key", chord)

    def type(self, text):
        self.do("type", text)
        self.do("settle")

    def click(self, x, y, button=1, times=1):
        """A gesture of its own, whatever was clicked before."""
        self.do("part")
        self.do("click", x, y, button, times)
        self.do("settle")

    def paste(self, text, chord="ctrl+v"):
        self.do("barrier")
        self.do("offer", text)
        self.do("key", chord)
        self.do("settle")

    def await_file(self, path, whole=lambda data: bool(data)):
        """The bytes of @path as soon as @whole finds them complete."""
        end, data = time.monotonic() + WAIT_S, None
        while time.monotonic() < end:
            data = path.read_bytes() if path.exists() else None
            if data is not None and whole(data):
                return data
            self.do("serve", SERVE_MS)
        raise Wrong(f"{path.name} is not complete: {data!r}")

    def await_look(self, place, area, wanted, wait_s=WAIT_S):
        """Until @wanted(pixels of this @area of the window at @place) and the screen rests."""
        end, look = time.monotonic() + wait_s, self.folder / "look.pgm"
        x, y = place[0] + area[0], place[1] + area[1]
        while time.monotonic() < end:
            self.do("settle")
            self.picture(look)
            width, _, data = read_pgm(look)
            if wanted(b"".join(data[row * width + x:row * width + x + area[2]]
                               for row in range(y, y + area[3]))):
                return
            self.do("serve", SERVE_MS)
        raise Wrong("the screen never shows what is waited for")

    def ended(self):
        return self.do("ended")

    def close(self):
        self.do("close")

    def picture(self, path):
        self.do("picture", path)


def differ(name, got, want):
    """The first place where they differ, for a report that can be read."""
    at = next((i for i, (a, b) in enumerate(zip(got, want)) if a != b), min(len(got), len(want)))
    return (f"{name}: {len(got)} of {len(want)} characters, from {at} on: "
            f"{got[at:at + 20]!r} for {want[at:at + 20]!r}")


def same(name, got, want):
    if got != want:
        raise Wrong(differ(name, got, want))


def stopped(act):
    """What the product said instead of @act, None if it did it."""
    try:
        act()
    except Refused as cause:
        return cause
    return None


def expect_refusal(name, refusal, codes, file):
    """@refusal (None: there was none) is one of @codes, and nothing was written."""
    if refusal is None:
        raise Wrong(f"{name}: entered, though the program cannot hold it")
    if refusal.code not in codes:
        raise refusal
    if file.exists() and file.read_bytes():
        raise Wrong(f"{name}: refused ({refusal}), but written: {file.read_bytes()!r}")
