# secret_type.py - a secret does not compile as a text to be offered, logged or typed as such.
# SPDX-License-Identifier: EUPL-1.2
import os
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(os.environ.get("AMTSBOTE_SOURCE_DIR", pathlib.Path(__file__).parents[2]))
HEAD = '#include "agent/desk/input.h"\n' \
    "bool f(struct desk *d, struct input_secret s, struct deadline l, struct err *e);\n" \
    "bool f(struct desk *d, struct input_secret s, struct deadline l, struct err *e)\n{\n" \
    "\t(void)d;\n\t(void)l;\n\treturn %s;\n}\n"
CASES = (
    ("input_type_secret(d, s, l, e)", True),
    ("input_offer(d, s, e)", False),
    ("input_type(d, s, e)", False),
    ("input_key(d, s, e)", False),
    ("err_set(e, ERR_LIMIT, s)", False),
    ("err_set(e, ERR_LIMIT, \"%s\", s)", False),
)


def compiles(source):
    with tempfile.NamedTemporaryFile("w", suffix=".c") as f:
        f.write(source)
        f.flush()
        done = subprocess.run([os.environ.get("CC", "cc"), "-std=gnu17", "-fsyntax-only", "-Wall",
                               "-Werror", "-I", str(ROOT), f.name],
                              capture_output=True, text=True, check=False)
    return done.returncode == 0


def main():
    wrong = [call for call, good in CASES if compiles(HEAD % (call,)) != good]
    for call in wrong:
        print(f"secret_type.py: {call}: the compiler thinks otherwise")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
