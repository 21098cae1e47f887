# foreign.py - programs of Windows: in Wine, and on a remote desktop.
# SPDX-License-Identifier: EUPL-1.2
import time
import words
from desk import SERVE_MS, Desk, Wrong, need, same, stopped

WINE = ("WINEDEBUG=-all", "WINEDLLOVERRIDES=mscoree,mshtml=")
KEYED = (words.GERMAN[2], words.GERMAN[0], words.NAMES[0], words.NAMES[2], words.HOSTILE[0],
         words.HOSTILE[4])
SERVER = "wineserver"
DRIVER_KEY = "HKCU\\Software\\Wine\\X11 Driver"
COPY_S = 10  # Wine's clipboard is a process of its own
MARK = b"\xef\xbb\xbf"  # a file that begins so stays UTF-8 in notepad


def notepad(desk, file):
    file.write_bytes(MARK)
    desk.launch("wine", "notepad", "Z:" + str(file).replace("/", "\\"), title=file.name)


def save(desk, file, want):
    """ctrl+s; what notepad wrote."""
    desk.keys("ctrl+s")
    whole = MARK + want.replace("\n", "\r\n").encode("utf-8")
    got = desk.await_file(file, lambda data: len(data) > len(MARK))
    same("file", got, whole)


def copied(desk, text):
    """Refuse unless what notepad copies is @text."""
    desk.do("drop")
    desk.keys("ctrl+a", "ctrl+c")
    desk.do("settle")
    end = time.monotonic() + COPY_S
    while desk.do("selection") == [None] and time.monotonic() < end:
        desk.do("serve", SERVE_MS)
    desk.do("entered", text)


def wine_keys(desk, text, file):
    """The refusal of one typed text, None if notepad has it; refused, nothing is saved. Now and then
    Wine hands the selection from one process to another while it is asked: ERR_HUNG."""
    desk.type(text)
    refusal = stopped(lambda: copied(desk, text))
    if refusal is None:
        file.write_bytes(MARK)
        save(desk, file, text)
    elif refusal.code not in ("ERR_MISMATCH", "ERR_UNCERTAIN", "ERR_HUNG"):
        raise refusal
    desk.keys("ctrl+a", "Delete")
    desk.do("settle")
    return refusal


def wine():
    """notepad: a paste is exact; of keys it takes its layout's letters only, which is found out."""
    need("wine")
    lines = [*words.GERMAN, *words.NAMES, *words.HOSTILE, *words.din_lines()]
    with Desk(WINE) as desk:
        file = desk.folder / "akte.txt"
        notepad(desk, file)
        desk.do("offer", "-")
        desk.do("settle")  # that Wine's clipboard looks at offers by itself is seen once
        for line in lines:
            desk.do("offer", line)
            desk.do("paste", "ctrl+v")
            desk.do("settle")
            desk.keys("Return")
        save(desk, file, "\n".join(lines) + "\n")
        desk.keys("alt+F4")
        desk.ended()
        # Else notepad tells nobody what it holds; so set, nobody tells when it knows of an offer.
        desk.launch("sh", "-c", f"wine reg add '{DRIVER_KEY}' /v UsePrimarySelection /d Y;"
                    f" {SERVER} -w")  # ends when the registry is on disk
        desk.ended()
        notepad(desk, file)
        refused = {text: wine_keys(desk, text, file) for text in KEYED}
        print("refused by keys:", {text: str(cause) for text, cause in refused.items() if cause})
        plain = refused[words.GERMAN[2]]
        if plain and plain.code == "ERR_MISMATCH":
            raise Wrong("letters of its layout do not arrive by keys")
        if not refused[words.NAMES[0]]:
            raise Wrong("letters beyond its layout arrive: then nothing is tested here")
