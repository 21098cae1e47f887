#!/usr/bin/env python3
# call.py - `amtsbote read` called wrongly, on broken pictures, with odd fonts, on programs.
# SPDX-License-Identifier: EUPL-1.2
import os
import pathlib
import shutil
import sys
import tempfile
import unittest
import xml.etree.ElementTree as xml
import zlib
sys.dont_write_bytecode = True  # the tree stays as it is
from called import read, read_json  # noqa: E402

XHTML = "{http://www.w3.org/1999/xhtml}"
ALTO = "{http://www.loc.gov/standards/alto/ns-v4#}"
FONT = "-misc-fixed-medium-r-normal--15-*-*-*-c-90-iso10646-1"
TEXT = "Gebühr <b>&amp; \"5 > 4\" ]]> x/y"


def chunk(name, data):
    body = name + data
    return len(data).to_bytes(4, "big") + body + zlib.crc32(body).to_bytes(4, "big")


def png(width, height):
    """A white picture."""
    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x00\x00\x00\x00"
    rows = (b"\x00" + b"\xff" * width) * height
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) +
            chunk(b"IEND", b""))


class Case(unittest.TestCase):
    def setUp(self):
        self.held = tempfile.TemporaryDirectory(prefix="amtsbote-read-test-")
        self.addCleanup(self.held.cleanup)
        self.folder = pathlib.Path(self.held.name)

    def refuse(self, code, said, *words, **how):
        """It ends with this exit code, says why in one line, and prints nothing."""
        got, out, complaint = read(*words, **how)
        self.assertEqual((got, out), (code, ""), complaint)
        self.assertIn(said, complaint)
        # Libraries may say something of their own before.
        self.assertTrue(complaint.splitlines()[-1].startswith("amtsbote"), complaint)


class Usage(Case):
    def test_wrong_usage_is_2(self):
        for words in ([], ["a.png", "b.png"], ["a.png", "--app", "xterm"],
                      ["a.png", "--format", "pdf"], ["a.png", "--rendering", "blurred"],
                      ["a.png", "--timeout", "soon"], ["a.png", "--wait-title", "x"]):
            self.refuse(2, "amtsbote read:", *words)
        self.assertEqual(read("--colour")[0], 2)
        self.assertEqual(read("a.png", "--font")[0], 2)

    def test_help(self):
        code, out, _ = read("--help")
        self.assertEqual(code, 0)
        for option in ("--app", "--font", "--rendering", "--format", "--show", "--lang", "Exit"):
            self.assertIn(option, out)


class Broken(Case):
    def test_pictures(self):
        whole = png(40, 20)
        for name, data in {"empty.png": b"", "text.png": b"no picture at all, but long enough",
                           "cut.png": whole[:-20], "head.png": whole[:30],
                           "huge.png": png(1, 1)[:16] + b"\x00\x00\x75\x30" * 2 + whole[24:],
                           "cut.jpg": b"\xff\xd8\xff\xe0" + bytes(20)}.items():
            path = self.folder / name
            path.write_bytes(data)
            self.refuse(1, name, path)
        self.refuse(1, "absent.png", self.folder / "absent.png")
        self.refuse(1, str(self.folder), self.folder)

    def test_nothing_to_read(self):
        """A white picture, and one of a single pixel: no word, which is certain."""
        for side in (1, 200):
            path = self.folder / "white.png"
            path.write_bytes(png(side, side))
            self.assertEqual(read_json(path), (0, []))
            self.assertEqual(read(path)[:2], (0, ""))
            for form in ("hocr", "alto"):
                xml.fromstring(read(path, "--format", form)[1])

    def test_odd_names(self):
        """A file's name may hold every byte but two; the formats stay well-formed."""
        for name in (b'a"b\'<c>&amp;;.png', b"new\nline\x01.png", b"\xff\xfe.png", b"a; bbox.png"):
            path = os.fsencode(self.folder) + b"/" + name
            with open(path, "wb") as file:
                file.write(png(30, 30))
            for form in ("hocr", "alto"):
                code, out, _ = read(path, "--format", form)
                self.assertEqual(code, 0)
                xml.fromstring(out)

    def test_show_that_cannot_be_written(self):
        path = self.folder / "white.png"
        path.write_bytes(png(30, 30))
        code, _, said = read(path, "--show", self.folder / "absent/shown.png")
        self.assertEqual(code, 1)
        self.assertIn("absent/shown.png", said)


class Terminal(Case):
    """Something to be read: a terminal."""

    def setUp(self):
        super().setUp()
        if shutil.which("xterm") is None:
            self.skipTest("xterm is not installed")

    def show(self, text):
        """Options: a terminal that shows @text, and the title it has when it does."""
        script = self.folder / "script"
        script.write_text(f"printf '\\033[?25l'; cat {self.folder}/text; echo $$ >"
                          f"{self.folder}/pid; printf '\\033]2;fertig\\a'; read x\n")
        (self.folder / "text").write_text(text)
        return ["--app", f"xterm -u8 -fn '{FONT}' -e sh '{script}'", "--wait-title", "fertig"]


class Fonts(Terminal):
    def setUp(self):
        super().setUp()
        # Fonts that were named must be there, also if there is nothing to be read in them.
        self.picture = self.folder / "white.png"
        self.picture.write_bytes(png(30, 30))

    def test_unknown(self):
        self.refuse(1, "no-such-font", self.picture, "--font", "no-such-font")
        self.refuse(1, "No Such Font", self.picture, "--font", "No Such Font 10")
        self.refuse(1, "128 px", self.picture, "--font", "DejaVu Sans 400")
        self.refuse(1, "128 px", self.picture, "--font", "DejaVu Sans 0.1")

    def test_unknown_language(self):
        self.refuse(1, "tesseract-ocr-xyz", *self.show("\n\n  Amt\n"), "--font", "DejaVu Sans 9",
                    "--lang", "xyz")

    def test_a_short_text_alone_finds_no_font(self):
        """Three letters are too few to say which font they are in; named, it is believed."""
        code, words = read_json(*self.show("\n\n  Amt\n"))
        self.assertEqual((code, {word["certainty"] for word in words}), (3, {"uncertain"}))
        self.assertEqual(read(*self.show("\n\n  Amt\n"), "--font", FONT)[:2], (0, "Amt\n"))

    def test_a_letter_alone_is_never_certain_by_trial(self):
        screen = self.show("\n\n  Einwohnermeldeamt\n\n\n  p\n")
        for font, certain in (([], "uncertain"), (["--font", FONT], "certain")):
            words = read_json(*screen, *font)[1]
            self.assertEqual([(word["text"], word["certainty"]) for word in words],
                             [("Einwohnermeldeamt", "certain"), ("p", certain)])

    def test_no_desk_without_a_core_font(self):
        """Outline fonts are drawn without an X server: here there is none to be started."""
        tools = self.folder / "bin"
        tools.mkdir()
        (tools / "fc-list").symlink_to(shutil.which("fc-list"))
        poor = {"PATH": str(tools), "OMP_THREAD_LIMIT": "1"}
        code, _, said = read(self.picture, "--font", "DejaVu Sans 10", env=poor)
        self.assertEqual(code, 0, said)
        self.refuse(1, "Xvfb", self.picture, "--font", FONT, env=poor)


class App(Terminal):
    def test_words_in_all_formats(self):
        call = [*self.show(f"\n  {TEXT}\n\n  zweite Zeile\n"), "--font", FONT]
        code, words = read_json(*call)
        wanted = [*TEXT.split(), "zweite", "Zeile"]
        self.assertEqual([word["text"] for word in words], wanted)
        self.assertEqual({word["certainty"] for word in words} | {code}, {"certain", 0})
        # A letter has a cell of 9 px; the second word begins where the first and a blank end.
        self.assertAlmostEqual(words[1]["x"] - words[0]["x"], 9 * len("Gebühr "), delta=4)
        self.assertEqual(read(*call)[1], f"{TEXT}\nzweite Zeile\n")
        hocr = xml.fromstring(read(*call, "--format", "hocr")[1])
        self.assertEqual([span.text for span in hocr.iter(f"{XHTML}span")
                          if span.get("class") == "ocrx_word"], wanted)
        alto = xml.fromstring(read(*call, "--format", "alto")[1])
        self.assertEqual([string.get("CONTENT") for string in alto.iter(f"{ALTO}String")], wanted)

    def test_it_is_ended(self):
        code, words = read_json(*self.show("\n  Einwohnermeldeamt\n"))
        self.assertEqual((code, [word["text"] for word in words]), (0, ["Einwohnermeldeamt"]))
        pid = int((self.folder / "pid").read_text())
        self.assertFalse(pathlib.Path(f"/proc/{pid}").exists(), "the application lives on")

    def test_what_does_not_start(self):
        self.refuse(1, "amtsbote-no-such-program", "--app", "amtsbote-no-such-program")
        self.refuse(1, "exit code 3", "--app", "sh -c 'exit 3'")
        self.refuse(1, "no window", "--app", "cat /dev/zero", "--timeout", "1s")
        self.refuse(1, "no window Anderes", "--app", "xterm -e cat", "--timeout", "2s",
                    "--wait-title", "Anderes")
        self.refuse(1, "quote", "--app", "xterm 'x")


if __name__ == "__main__":
    unittest.main(verbosity=2)
