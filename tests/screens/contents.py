# contents.py - what stands on a screen: German names, DIN 91379, numbers with check digits, twins.
# SPDX-License-Identifier: EUPL-1.2
"""A split has words of its own; no word stands in both. Values are drawn from a random.Random."""
import pathlib
import sys
import unicodedata

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/programs"))
import words as listed  # noqa: E402  the letters of DIN 91379

WORDS = {
    "tune": {
        "given": "Anna Björn Käthe Jürgen Sören Heinrich Ilse Till Willi Klara Günther Rosa Emil",
        "family": "Müller Weiß Größmann Kroll Illing Jäger Scholl Öztürk Claasen Dörnbach Lüdtke",
        "street": "Königsallee|Bahnhofstraße|Am Mühlgraben|Lindenweg|Straße des 17. Juni|Torfdamm",
        "town": "Köln Görlitz Düren Halle Lübeck Füssen Illertissen Wörth",
        "label": "Familienname|Vorname|Straße, Hausnummer|PLZ, Ort|Geburtsdatum|Aktenzeichen|IBAN|"
                 "Telefon|E-Mail|Zahlbetrag|Eingang am|Kassenzeichen|Steuernummer|Gläubiger-ID",
        "column": "Nr.|Eingang|Vorgang|Betrag",
        "matter": "Hundesteuer|Abfallgebühr|Bauantrag|Mahnung|Rückzahlung|Grundsteuer B|Gewerbe",
        "prose": "Der Antrag ist vollständig und wurde an die Kasse weitergeleitet. Über die "
                 "Ermäßigung entscheidet das Fachamt nach § 5 der Satzung. Rückfragen bitte unter "
                 "Angabe des Kassenzeichens; Öffnungszeiten: montags bis freitags, 8 bis 12 Uhr.",
        "action": "Weiter",
    },
    "held-out": {
        "given": "Cornelia Ludwig Ömer Änne Hildegard Torben Milla Ole Quirin Wilhelmine Jan Uwe",
        "family": "Cordes Rümmler Öhlschläger Billstein Haß Jochum Thielke Vößing Zöllner Ahrens",
        "street": "Clausewitzring|Zur Alten Mühle|Jülicher Gasse|Rollbergplatz|Äußere Zeile|Ilmufer",
        "town": "Münster Gießen Jülich Coburg Zülpich Würzburg Oldenburg Quedlinburg",
        "label": "Nachname|Rufname|Anschrift|Wohnort|geboren am|Geschäftszeichen|Bankverbindung|"
                 "Rufnummer|Postfach|Summe|fällig zum|Buchungskonto|Ordnungsmerkmal|Bürgernummer",
        "column": "Lfd.|Datum|Zweck|Euro",
        "matter": "Kita-Beitrag|Wohngeld|Jagdschein|Fundsache|Sondernutzung|Melderegister|Zuschuss",
        "prose": "Für das laufende Jahr liegt kein Bescheid vor, daher erfolgt die Festsetzung "
                 "vorläufig. Wird innerhalb eines Monats Widerspruch erhoben, ruht das Verfahren "
                 "(vgl. Ziffer 3). Zuviel Gezahltes erstatten wir umgehend auf jenes Konto zurück.",
        "action": "Übernehmen",
    },
}
# What readers mistake for one another; every reference number takes several.
CONFUSED = ("O0Q", "Il1|", "5S", "8B", "2Z", "6G", "rnm", "cld", "vvw", "uü", "-–", ",.")
LETTERS_MAX = 12  # of DIN 91379 in one name
TRIES = 60  # until a kind is given up whose texts are too long for their field


def iban(dice):
    """A German or Maltese IBAN (one without letters, one with) with right check digits."""
    if dice.random() < 0.7:
        country, body = "DE", "".join(dice.choices("0123456789", k=18))
    else:
        body = "".join(dice.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZ", k=4))
        body += "".join(dice.choices("0123456789", k=5))
        body += "".join(dice.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", k=18))
        country = "MT"
    whole = f"{country}{98 - digits(body + country + '00') % 97:02}{body}"
    return " ".join(whole[at:at + 4] for at in range(0, len(whole), 4))


def digits(text):
    return int("".join(str(int(letter, 36)) for letter in text))


def iban_holds(text):
    whole = text.replace(" ", "")
    return digits(whole[4:] + whole[:4]) % 97 == 1


class Contents:
    """Draws what one screen after the other says. @holds(text): can the font show it?"""

    def __init__(self, dice, split, holds):
        self.dice, self.words, self.holds = dice, WORDS[split], holds
        self.letters = []
        self.makers = {
            "name": self.name, "street": self.street, "town": self.town, "iban": self.iban,
            "date": self.date, "amount": self.amount, "reference": self.reference,
            "din": self.din, "phone": self.phone, "mail": self.mail,
        }

    def one(self, kind):
        part = self.words[kind]
        return self.dice.choice(part.split("|") if "|" in part else part.split())

    def labels(self, count):
        return self.dice.sample(self.words["label"].split("|"), count)

    def name(self):
        family = self.one("family")
        if self.dice.random() < 0.3:
            family += "-" + self.one("family")
        return f"{self.one('given')} {family}"

    def street(self):
        number = f"{self.dice.randint(1, 199)}{self.dice.choice(['', ' a', ' b', 'c', ' l'])}"
        return f"{self.one('street')} {number}"

    def town(self):
        return f"{self.dice.randint(1067, 99998):05} {self.one('town')}"

    def iban(self):
        return iban(self.dice)

    def date(self):
        day, month = self.dice.randint(1, 28), self.dice.randint(1, 12)
        return f"{day:02}.{month:02}.{self.dice.randint(1930, 2031)}"

    def amount(self):
        cents = self.dice.randint(1, 10 ** self.dice.randint(3, 9))
        whole = f"{cents // 100:,}".replace(",", ".")
        return f"{self.dice.choice(['', '', '-'])}{whole},{cents % 100:02}" + (
            self.dice.choice([" €", " EUR", ""]))

    def reference(self):
        parts = []
        for _ in range(self.dice.randint(2, 4)):
            groups = self.dice.sample(CONFUSED[:-2], self.dice.randint(2, 3))
            part = [self.dice.choice(group) for group in groups for _ in range(2)]
            part += self.dice.choices("0123456789", k=self.dice.randint(0, 3))
            self.dice.shuffle(part)
            parts.append("".join(part))
        return self.dice.choice("-/. ").join(parts)

    def phone(self):
        return (f"0{self.dice.randint(201, 9999)} {self.dice.randint(1000, 999999)}"
                f"-{self.dice.randint(0, 99)}")

    def mail(self):
        text = f"{self.name()}@{self.one('town')}.example".lower().replace(" ", ".")
        for letter, plain in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
            text = text.replace(letter, plain)
        return text

    def din(self):
        """The next letters of the standard the font has, as a name of two words; all of them come
        before one comes again."""
        count = self.dice.randint(6, LETTERS_MAX)
        taken = []
        while len(taken) < count:
            if not self.letters:
                self.letters = [text for text in listed.din()
                                if text.strip() and text.isprintable() and self.holds(text)
                                and not unicodedata.combining(text[0])]
                self.dice.shuffle(self.letters)
            taken.append(self.letters.pop())
        half = count // 2
        return "".join(taken[:half]) + " " + "".join(taken[half:])

    def value(self, kind, fits):
        """What it is and a text of @kind the font can show and that @fits; a date if none does."""
        for _ in range(TRIES):
            text = self.makers[kind]()
            if fits(text) and self.holds(text):
                return kind, text
        return "date", self.date()

    def prose(self, fits, lines):
        """Up to @lines lines of sentences, each of which @fits."""
        stock = self.words["prose"].split() + [self.reference(), self.date(), self.iban()]
        stock = [word for word in stock if fits(word) and self.holds(word)]
        at, found = self.dice.randrange(len(stock)), []
        while len(found) < lines:
            line = stock[at % len(stock)]
            at += 1
            while fits(line + " " + stock[at % len(stock)]):
                line += " " + stock[at % len(stock)]
                at += 1
            found.append(line)
        return found
