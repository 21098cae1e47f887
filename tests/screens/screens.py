#!/usr/bin/python3
# screens.py - draws screens of real toolkits with known truth: a PNG and a JSON file each.
# SPDX-License-Identifier: EUPL-1.2
"""usage: [SEED=N] screens.py [--split tune|held-out] [--pages N] [--variants] FOLDER [LOOK...]
       screens.py --list

Without LOOK all light ones, each in all fonts of its split, N screens a font (default 1).
--variants adds the first screen of a font at 125 % and after JPEG. The seed is printed.
"""
import argparse
import pathlib
import sys
import stage
from desk import Skip
from looks import LOOKS


def arguments(argv):
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--split", choices=("tune", "held-out"), default="tune")
    parser.add_argument("--pages", type=int, default=1)
    parser.add_argument("--variants", action="store_true")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("folder", type=pathlib.Path, nargs="?")
    parser.add_argument("look", nargs="*")
    return parser.parse_args(argv)


def draw(given, folder):
    """All that was asked for; prints one truth's path a line."""
    value = stage.seed()
    for name in given.look or [name for name, look in LOOKS.items() if not look.heavy]:
        for font in LOOKS[name].split_fonts(given.split):
            made = stage.make(name, given.split, font, given.pages, value)
            for at, (file, picture, record) in enumerate(made):
                print(stage.keep(folder, file, picture, record), flush=True)
                if given.variants and at == 0:
                    print(*stage.variants(folder, file, picture, record), sep="\n", flush=True)


def main(argv):
    given = arguments(argv[1:])
    if given.list or not given.folder:
        print("\n".join(f"{name}{' (heavy)' if look.heavy else ''}" for name, look in
                        LOOKS.items()) if given.list else __doc__)
        return 0 if given.list else 2
    if set(given.look) - set(LOOKS):
        print(f"screens: which of {', '.join(LOOKS)}?", file=sys.stderr)
        return 2
    given.folder.mkdir(parents=True, exist_ok=True)
    try:
        draw(given, given.folder)
    except Skip as cause:
        print(f"screens: {cause}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
