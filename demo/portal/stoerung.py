# stoerung.py - the portal's fault switches: what to do wrong, and how often.
# SPDX-License-Identifier: EUPL-1.2
import threading

# word: what it does. A number: the next so many times; those of LASTING until they are set to 0.
WORDS = {
    "500": "antwortet mit Status 500",
    "langsam": "antwortet so viele Millisekunden später",
    "haengt": "hört mitten in der Antwort auf und lässt die Verbindung offen",
    "schnitt": "bricht den Antrag in der Mitte ab",
    "faelschung": "liefert einen Antrag, dessen Prüfsumme nicht stimmt",
    "stumm-ergebnis": "speichert das Ergebnis und antwortet nicht",
    "stumm-quittung": "speichert die Quittung und antwortet nicht",
    "doppelt": "listet jeden Antrag zweimal, auch quittierte",
    "fehlt": "führt einen Antrag in der Liste und kennt ihn nicht",
    "weg": "schließt jede Verbindung ohne Antwort",
}
LASTING = {"langsam", "doppelt", "weg"}
MOST = 1_000_000


class Unknown(ValueError):
    """No such switch, or no such number."""


class Stoerung:
    def __init__(self, text=""):
        """text: "500=3,doppelt=1", as in PORTAL_FEHLER."""
        self.lock = threading.Lock()
        self.left = dict.fromkeys(WORDS, 0)
        switches = {}
        for part in filter(None, text.split(",")):
            word, equals, number = part.partition("=")
            if equals and not number.isdigit():
                raise Unknown(f"'{part}': a number is expected")
            switches[word] = int(number) if equals else 1
        self.set(switches)

    def set(self, switches):
        """All of them or, if one is wrong, none."""
        if not isinstance(switches, dict):
            raise Unknown("an object of numbers is expected")
        for word, number in switches.items():
            if word not in WORDS:
                raise Unknown(f"unknown switch '{word}', one of: {', '.join(WORDS)}")
            if type(number) not in (int, bool) or not 0 <= number <= MOST:
                raise Unknown(f"'{word}': a number from 0 to {MOST} is expected")
        with self.lock:
            self.left.update({word: int(number) for word, number in switches.items()})

    def take(self, word):
        """Is it to happen now? Counts down, unless it lasts; lasting ones give their number."""
        with self.lock:
            number = self.left[word]
            if number and word not in LASTING:
                self.left[word] -= 1
            return number

    def state(self):
        with self.lock:
            return dict(self.left)
