# words.py - the texts every program is given: German, all of DIN 91379, and what looks like code.
# SPDX-License-Identifier: EUPL-1.2
import os
import pathlib
import unicodedata

ROOT = pathlib.Path(os.environ.get("AMTSBOTE_SOURCE_DIR", pathlib.Path(__file__).parents[2]))
LIST = ROOT / "agent/desk/din-91379/latin_list_1.3.txt"
GROUPS = ("bll", "bnlreq", "bnl", "bnlopt", "dc")  # what the desk's keymap holds

GERMAN = ("Größe übermäßig: Öl, Ärger und Übel – „Straße“ ‚fünf‘ Ä Ö Ü ä ö ü ß § € µ °",
          "Fräulein Weiß-Größmann, Königsallee 12 b, 01067 Köln; Rückruf: (0351) 488-0",
          "zwölf Boxkämpfer jagen Viktor quer über den großen Sylter Deich, ZYX zyx")
NAMES = ("Łukasz Đặng", "Škvorecová-Ňuňová", "Nguyễn Thị Hương", "Őry Ţăranu", "Škvor̆ecová",
         "Bērziņš Ḥasan", "Øre Æbelø Þór", "Yıldız-Şahin Ğ İ")
LATIN1 = ("Müller-Lüdenscheidt", "Weiß & Söhne", "Café Ångström ñ ¿¡ 1/2 § 5")
HOSTILE = ("'; DROP TABLE antrag; --", "$(touch /tmp/x) `id` ${HOME} ~root", "%s%n%x %d 100 %",
           "<b>&amp;</b> <!-- x --> ]]>", "a\\b \\n \\x41 \\\\", '"quoted" \'single\' ´acute` ^^ ~~',
           "{{x}} =1+1 @SUM(A1) | & ; < > # !$", "--help -rf / * ? [a-z]", "0123 00 1e5 +49 -1",
           "../../etc/passwd  two  blanks")


def din():
    """Every letter and sequence of the standard that the desk's keymap promises, in its order."""
    found = []
    for line in LIST.read_text().splitlines():
        cells = line.split("; ")
        if cells[0] in GROUPS:
            text = "".join(chr(int(cp, 16)) for cp in cells[2].split())
            # A mark by itself stands on a letter with which it has no composed form.
            found.append("q" + text if unicodedata.combining(text[0]) else text)
    return [unicodedata.normalize("NFC", text) for text in found]


def din_lines(width=40):
    """All of it, @width entries a line, so that no line is longer than a terminal takes."""
    whole = [text for text in din() if text.strip()]
    return ["".join(whole[at:at + width]) for at in range(0, len(whole), width)]
