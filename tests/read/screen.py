#!/usr/bin/python3
# screen.py - `amtsbote read` on a fresh screen: what it says is certain is so, in every format.
# SPDX-License-Identifier: EUPL-1.2
"""usage: [SEED=N] screen.py LOOK"""
import pathlib
import sys
import tempfile
import unittest
import xml.etree.ElementTree as xml
from PIL import Image
sys.dont_write_bytecode = True  # the tree stays as it is
from called import KEYS, draw, font_of, judge, read, read_json  # noqa: E402

LOOK = sys.argv.pop()
XHTML = "{http://www.w3.org/1999/xhtml}"
ALTO = "{http://www.loc.gov/standards/alto/ns-v4#}"
COLOURS = {"certain": (0, 160, 0), "ambiguous": (224, 128, 0), "uncertain": (208, 0, 0)}


def title_of(element):
    """An hOCR title as a dictionary."""
    parts = (part.strip().split(" ", 1) for part in element.get("title").split(";"))
    return dict(parts)


def box_of(word):
    return [word["x"], word["y"], word["w"], word["h"]]


def place(element):
    return [int(element.get(name)) for name in ("HPOS", "VPOS", "WIDTH", "HEIGHT")]


class Screen(unittest.TestCase):
    """One screen, drawn once; read with its font named, which the tests of formats go by."""

    @classmethod
    def setUpClass(cls):
        cls.held = tempfile.TemporaryDirectory(prefix="amtsbote-read-test-")
        cls.folder = pathlib.Path(cls.held.name)
        cls.picture, cls.truth = draw(LOOK, cls.folder)
        known = [cls.picture, "--font", font_of(cls.truth)]
        cls.shown = cls.folder / "shown.png"
        cls.code, cls.words = read_json(*known, "--show", cls.shown)
        cls.text, cls.hocr, cls.alto = (read(*known, "--format", form)[1]
                                        for form in ("text", "hocr", "alto"))
        with Image.open(cls.picture) as picture:
            cls.size = picture.size

    @classmethod
    def tearDownClass(cls):
        cls.held.cleanup()

    def check(self, words):
        right, wrong = judge(words, self.truth)
        print(f"{right} certain words of {len(words)} right, {len(wrong)} wrong", flush=True)
        self.assertEqual(wrong, [])
        self.assertGreaterEqual(right, 1)

    def test_words_in_the_known_font(self):
        self.check(self.words)

    def test_words_by_trial(self):
        self.check(read_json(self.picture)[1])

    def test_exit_code(self):
        certain = all(word["certainty"] == "certain" for word in self.words)
        self.assertEqual(self.code, 0 if certain else 3)

    def test_json(self):
        width, height = self.size
        for word in self.words:
            self.assertEqual(list(word), KEYS)
            self.assertIn(word["certainty"], ("certain", "ambiguous", "uncertain"))
            self.assertEqual(word["engine"],
                             "tesseract" if word["certainty"] == "uncertain" else "glyphs")
            self.assertTrue(word["w"] > 0 and word["h"] > 0 and word["x"] >= 0 and word["y"] >= 0)
            self.assertTrue(word["x"] + word["w"] <= width and word["y"] + word["h"] <= height)
            if word["certainty"] != "ambiguous":
                self.assertEqual(word["alternatives"], [])

    def test_reading_order(self):
        """The labels and values of one row stand together, left to right."""
        self.assertEqual(len(self.text.splitlines()), len(self.lines_of_hocr()))
        tops = [int(title_of(line)["bbox"].split()[1]) for line in self.lines_of_hocr()]
        slack = max(word["h"] for word in self.words)
        for above, below in zip(tops, tops[1:]):
            self.assertLess(above, below + slack)
        for line in self.lines_of_hocr():
            lefts = [int(title_of(word)["bbox"].split()[0]) for word in line]
            self.assertEqual(lefts, sorted(lefts))

    def lines_of_hocr(self):
        root = xml.fromstring(self.hocr)
        return [line for line in root.iter(f"{XHTML}span") if line.get("class") == "ocr_line"]

    def test_hocr(self):
        root = xml.fromstring(self.hocr)
        pages = [div for div in root.iter(f"{XHTML}div") if div.get("class") == "ocr_page"]
        self.assertEqual(len(pages), 1)
        width, height = self.size
        self.assertEqual(title_of(pages[0])["bbox"], f"0 0 {width} {height}")
        self.assertEqual(title_of(pages[0])["image"], f'"{self.picture}"')
        spans = [span for span in pages[0].iter(f"{XHTML}span")
                 if span.get("class") == "ocrx_word"]
        self.assertEqual(len(spans), len(self.words))
        for span, word in zip(spans, self.words):
            title = title_of(span)
            x, y, w, h = box_of(word)
            self.assertEqual(title["bbox"], f"{x} {y} {x + w} {y + h}")
            self.assertEqual(title["x_certainty"], word["certainty"])
            self.assertEqual(title["x_wconf"], "100" if word["certainty"] == "certain" else "0")
            choices = [*span.iter(f"{XHTML}ins"), *span.iter(f"{XHTML}del")]
            self.assertEqual([choice.text for choice in choices], word["alternatives"])
            if not choices:
                self.assertEqual(span.text or "", word["text"])
        ids = [element.get("id") for element in root.iter() if element.get("id")]
        self.assertEqual(len(ids), len(set(ids)))

    def test_alto(self):
        root = xml.fromstring(self.alto)
        self.assertEqual(root.tag, f"{ALTO}alto")
        self.assertEqual([child.tag for child in root], [f"{ALTO}Description", f"{ALTO}Layout"])
        self.assertEqual(root.find(f"{ALTO}Description/{ALTO}MeasurementUnit").text, "pixel")
        page = root.find(f"{ALTO}Layout/{ALTO}Page")
        self.assertEqual((int(page.get("WIDTH")), int(page.get("HEIGHT"))), self.size)
        lines = page.findall(f"{ALTO}PrintSpace/{ALTO}TextBlock/{ALTO}TextLine")
        strings = []
        for line in lines:
            place(line)
            # A line is strings with a blank between each two.
            kinds = [child.tag.removeprefix(ALTO) for child in line]
            self.assertEqual(kinds, (["String", "SP"] * len(kinds))[:len(kinds)])
            self.assertEqual(len(kinds) % 2, 1)
            strings += line.findall(f"{ALTO}String")
        self.assertEqual([(string.get("CONTENT"), place(string)) for string in strings],
                         [(word["text"], box_of(word)) for word in self.words])
        for string, word in zip(strings, self.words):
            self.assertEqual(string.get("WC"), "1" if word["certainty"] == "certain" else "0")
            self.assertEqual([other.text for other in string], word["alternatives"][1:])
        ids = [element.get("ID") for element in root.iter() if element.get("ID")]
        self.assertEqual(len(ids), len(set(ids)))

    def test_text_marks_what_is_not_certain(self):
        doubtful = sum(word["certainty"] != "certain" for word in self.words)
        self.assertEqual(self.text.count("⟨"), doubtful)
        for word in self.words:
            if word["certainty"] == "certain":
                self.assertIn(word["text"], self.text.split())
            elif not word["alternatives"]:
                self.assertIn(f"⟨{word['text']}", self.text)

    def test_show(self):
        """The picture itself, with a frame around each word that tells how sure it is."""
        with Image.open(self.shown) as file:
            shown = file.convert("RGB")
        self.assertEqual(shown.size, self.size)
        for word in self.words:
            # The corner of a frame; the next word's may lie over it.
            corner = (max(word["x"] - 2, 0), max(word["y"] - 2, 0))
            self.assertIn(shown.getpixel(corner), COLOURS.values())
        first = self.words[0]
        self.assertEqual(shown.getpixel((first["x"] - 2, first["y"] + 1)),
                         COLOURS[first["certainty"]])


if __name__ == "__main__":
    unittest.main(verbosity=2)
