# called.py - calls `amtsbote read`, and knows the words of screens made by tests/screens.
# SPDX-License-Identifier: EUPL-1.2
import json
import os
import pathlib
import subprocess

ROOT = pathlib.Path(os.environ.get("AMTSBOTE_SOURCE_DIR", pathlib.Path(__file__).parents[2]))
BUILD = pathlib.Path(os.environ.get("AMTSBOTE_BUILD_DIR", ROOT / "build/dev"))
AGENT = os.environ.get("AMTSBOTE", str(BUILD / "amtsbote"))
# What docs/reading.md promises of each word.
KEYS = ["text", "x", "y", "w", "h", "certainty", "engine", "alternatives"]
LIMIT_S = 120
SLACK_PX = 4  # a truth's box is the text's cell; marks and italics reach out of it


def read(*words, **how):
    """Exit code, standard output, standard error."""
    done = subprocess.run([AGENT, "read", *words], capture_output=True, timeout=LIMIT_S,
                          check=False, **how)
    return done.returncode, done.stdout.decode(), done.stderr.decode(errors="replace")


def read_json(*words, **how):
    """Exit code and the list of words."""
    code, out, said = read(*words, "--format", "json", **how)
    assert code in (0, 3), f"exit code {code}: {said}"
    return code, json.loads(out)


def draw(look, folder):
    """A fresh screen: its picture and its truth. Prints the seed; SEED= repeats it."""
    done = subprocess.run(["/usr/bin/python3", "-B", ROOT / "tests/screens/screens.py", folder,
                           look], capture_output=True, text=True, check=False)
    print(done.stdout, done.stderr, flush=True)
    assert done.returncode == 0, "no screen was drawn"
    truth = json.loads(pathlib.Path(done.stdout.split()[-1]).read_text())
    return str(folder / truth["picture"]), truth


def font_of(truth):
    """As --font takes it."""
    if truth["renderer"] == "core":
        return truth["font"]
    return f"{truth['font']} {truth['size']}"


def meets(word, box):
    return (word["x"] < box[0] + box[2] and box[0] < word["x"] + word["w"] and
            word["y"] < box[1] + box[3] and box[1] < word["y"] + word["h"])


def within(word, box):
    return (box[0] - SLACK_PX <= word["x"] and box[1] - SLACK_PX <= word["y"] and
            word["x"] + word["w"] <= box[0] + box[2] + SLACK_PX and
            word["y"] + word["h"] <= box[1] + box[3] + SLACK_PX)


def judge(words, truth):
    """How many certain words are right, and what is wrong. What meets no text of the truth (the
    page's button) is not judged."""
    right, wrong = 0, []
    for word in words:
        texts = [text for text in truth["texts"] if meets(word, text["box"])]
        if not texts or word["certainty"] == "uncertain":
            continue
        allowed = [word["text"], *word["alternatives"]]
        found = [text for text in texts if within(word, text["box"]) and
                 set(allowed) & set(text["text"].split())]
        listed = word["certainty"] == "certain" or word["alternatives"]
        if listed and not found:
            wrong.append((word, [text["text"] for text in texts]))
        right += word["certainty"] == "certain" and bool(found)
    return right, wrong
