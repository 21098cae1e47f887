# remote.py - a FreeRDP client at an xrdp of the test's own, and a form of Tk behind it.
# SPDX-License-Identifier: EUPL-1.2
import os
import secrets
import socket
import subprocess
import time
import words
from desk import ROOT, SERVE_MS, WAIT_S, Desk, Refused, Skip, Wrong, need, same, stopped

# xrdp and its channels meet in /run/xrdp, which only root may make: each sees our folder there.
OWN_RUN = ("unshare", "-rm", "sh", "-c",
           'mount -t tmpfs run /run && mkdir /run/xrdp && mount --bind "$0" /run/xrdp && exec "$@"')
NEEDED = ("xfreerdp", "xrdp", "xrdp-chansrv", "Xvnc", "xauth", "setxkbmap", "wish", "openssl",
          "unshare")
INI = """[Globals]
ini_version=1
fork=true
port=tcp://127.0.0.1:{rdp}
security_layer=tls
certificate={folder}/cert.pem
key_file={folder}/key.pem
autorun=remote
allow_channels=true
max_bpp=32
[Logging]
LogFile={folder}/xrdp.log
LogLevel=INFO
EnableSyslog=false
[Channels]
cliprdr=true
[remote]
name=remote
lib=libvnc.so
ip=127.0.0.1
port={vnc}
username=na
password=na
chansrvport=DISPLAY({number})
"""
SIZE, LAYOUT, SCANCODES = "800x600", "de", "0x407"
FORM = (8, 40, 100, 8)  # of the remote screen: inside the form's text field
FIELD = (8, 8, 100, 12)  # inside its entry, without the caret of an empty one
INK = 0x60
POLL_S = 0.02  # between two looks at what does not go through the desk
END_S = 5  # for a process that was told to end
COPY_S = 3  # from ctrl+c to the client's clipboard; a form with a text that arrives took < 1 s
PLAIN = "Flurkarte Nord, Blatte 12"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def await_true(what, condition):
    end = time.monotonic() + WAIT_S
    while not condition():
        if time.monotonic() > end:
            raise Wrong(f"not within {WAIT_S} s: {what}")
        time.sleep(POLL_S)


class Remote:
    """A desktop, its clipboard's channel and xrdp, in @folder; all end with the block."""

    def __init__(self, folder):
        self.folder, self.processes = folder, []
        self.vnc, self.rdp = free_port(), free_port()

    def __enter__(self):
        try:
            self.begin()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for process in reversed(list(self.processes)):
            self.end(process)

    def end(self, process):
        self.processes.remove(process)
        process.terminate()
        try:
            process.wait(END_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def start(self, name, *argv, **more):
        with open(self.folder / f"{name}.out", "wb") as out:
            self.processes.append(subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=out,
                                                   stderr=out, env=self.env, **more))

    def run(self, *argv):
        done = subprocess.run(argv, env=self.env, capture_output=True, text=True)
        if done.returncode:
            raise Wrong(f"{argv[0]}: {done.stderr}")
        return done.stdout

    def begin_screen(self):
        authority, cookie = self.folder / "remote.auth", secrets.token_hex(16)
        self.env = {**os.environ, "HOME": str(self.folder), "XAUTHORITY": str(authority)}
        authority.touch(0o600)
        self.run("xauth", "-f", authority, "add", ":0", ".", cookie)
        read, write = os.pipe()
        self.start("Xvnc", "Xvnc", "-displayfd", str(write), "-noreset", "-nolisten", "tcp",
                   "-auth", authority, "-rfbport", str(self.vnc), "-localhost",
                   "-SecurityTypes", "None", "-geometry", SIZE, "-depth", "24", pass_fds=(write,))
        os.close(write)
        with os.fdopen(read) as numbers:
            number = numbers.readline().strip()
        if not number:
            raise Wrong("Xvnc did not start: " + (self.folder / "Xvnc.out").read_text())
        self.run("xauth", "-f", authority, "add", f":{number}", ".", cookie)
        self.env["DISPLAY"] = f":{number}"
        self.run("setxkbmap", "-layout", LAYOUT)
        return number

    def begin(self):
        number, run = self.begin_screen(), self.folder / "run"
        run.mkdir(mode=0o700)
        if subprocess.run([*OWN_RUN, run, "true"], capture_output=True).returncode:
            raise Skip("no user name space here, in which xrdp has a /run of its own")
        self.run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
                 "/CN=remote", "-keyout", self.folder / "key.pem", "-out", self.folder / "cert.pem")
        ini = self.folder / "xrdp.ini"
        ini.write_text(INI.format(rdp=self.rdp, vnc=self.vnc, folder=self.folder, number=number))
        self.start("chansrv", *OWN_RUN, run, "xrdp-chansrv")
        # A session that finds no channels stays black: xrdp only behind chansrv's socket.
        socket_of = run / "sockdir" / f"xrdp_chansrv_socket_{number}"
        await_true("xrdp-chansrv", socket_of.exists)
        self.start("xrdp", *OWN_RUN, run, "xrdp", "--nodaemon", "--config", ini)
        await_true("xrdp", lambda: listens(self.rdp))

    def fingerprint(self):
        said = self.run("openssl", "x509", "-in", self.folder / "cert.pem", "-noout",
                        "-fingerprint", "-sha256")
        return said.strip().split("=")[1].lower()


def connect(desk, remote):
    return desk.launch("sh", "-c", 'exec "$@" >"$0" 2>&1', desk.folder / "client.out",
                       "xfreerdp", f"/v:127.0.0.1:{remote.rdp}", "/u:na", "/p:na",
                       f"/cert:fingerprint:sha256:{remote.fingerprint()}", f"/size:{SIZE}",
                       "/bpp:32", f"/kbd:{SCANCODES}", "+clipboard", "-decorations", "/t:remote",
                       title="remote")


def shown(desk, place):
    """Refuse unless the form shows something: xfreerdp never answers for an empty copy, nor for any
    copy behind one."""
    try:
        desk.await_look(place, FIELD, lambda pixels: min(pixels) < INK, COPY_S)
    except Wrong:
        raise Refused("ERR_UNCERTAIN", "the form shows nothing") from None


def copied(desk, text):
    """Refuse unless the form copies @text within COPY_S. What was copied before may still be there:
    it is never @text, because no two in a row are equal and a pasted one is ours to begin with."""
    desk.keys("Home", "shift+End", "ctrl+c")
    end, got = time.monotonic() + COPY_S, None
    while got != text and time.monotonic() < end:
        desk.do("serve", SERVE_MS)
        got = desk.do("clipboard")[0]
    if got is None:
        raise Refused("ERR_UNCERTAIN", "the form gives nothing to compare")
    if got != text:
        raise Refused("ERR_MISMATCH", f"the form gives {got!r}")


def enter(desk, place, way, text):
    if way == "type":
        desk.type(text)
    else:
        desk.do("offer", text)
        desk.do("settle")  # the client asks for its forms and tells the other side
        desk.keys("ctrl+v")
    shown(desk, place)
    copied(desk, text)


def one(desk, remote, place, way, text):
    """One form, one text: the refusal, None if the form wrote it."""
    file = remote.folder / "akte"
    file.unlink(missing_ok=True)
    remote.start("form", "wish", ROOT / "tests/programs/fixture/form.tcl", file)
    form = remote.processes[-1]
    desk.await_look(place, FORM, lambda pixels: min(pixels) > INK)
    refusal = stopped(lambda: enter(desk, place, way, text))
    if refusal is None:
        desk.keys("F2")
        same(f"{way} {text}", desk.await_file(file, lambda data: data.endswith(b"\n")).decode(),
             text + "\n")
    remote.end(form)
    if refusal and file.exists():
        raise Wrong(f"{way} {text}: refused ({refusal}), but written")
    desk.await_look(place, FORM, lambda pixels: max(pixels) < INK)
    return refusal


def rdp():
    """A form behind xrdp: each text is exact, or was seen not to be and not sent off."""
    need(*NEEDED)
    texts = (*words.GERMAN, *words.NAMES, *words.HOSTILE[:5], *words.din_lines()[:4], PLAIN)
    refused = {"type": {}, "paste": {}}
    with Desk() as desk:
        desk.do("env", f"HOME={desk.folder}")  # where the client keeps what it learns
        with Remote(desk.folder) as remote:
            place = connect(desk, remote)
            for text in texts:
                for way, causes in refused.items():
                    refusal = one(desk, remote, place, way, text)
                    if refusal and refusal.code not in ("ERR_MISMATCH", "ERR_UNCERTAIN"):
                        raise refusal
                    if refusal:
                        causes[text] = str(refusal)
    for way, causes in refused.items():
        print(f"refused, {way}: {len(causes)} of {len(texts)}: {causes}")
    if PLAIN in refused["type"]:
        raise Wrong("letters of its layout do not arrive by keys")
    if words.NAMES[0] not in refused["type"]:
        raise Wrong("letters beyond its layout arrive: then nothing is tested here")
    # A paste may come before the other side knows of the text: then it was refused above.
    if all(name in refused["paste"] for name in words.NAMES):
        raise Wrong("no name arrives by paste")
