# examined.py - calls `amtsbote doctor --json` and holds its output against docs/doctor.schema.json.
# SPDX-License-Identifier: EUPL-1.2
import json
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(os.environ.get("AMTSBOTE_SOURCE_DIR", pathlib.Path(__file__).parents[2]))
BUILD = pathlib.Path(os.environ.get("AMTSBOTE_BUILD_DIR", ROOT / "build/dev"))
AGENT = os.environ.get("AMTSBOTE", str(BUILD / "amtsbote"))
SKIPPED = 77

try:
    import jsonschema
except ImportError:
    print("skip: python3-jsonschema is not installed")
    sys.exit(SKIPPED)

VALIDATOR = jsonschema.Draft202012Validator(
    json.loads((ROOT / "docs/doctor.schema.json").read_text()))
VALIDATOR.check_schema(VALIDATOR.schema)


def doctor(*words, limit_s, **how):
    """Exit code, the JSON that was printed, what went to standard error."""
    done = subprocess.run([AGENT, "doctor", "--json", *map(str, words)], capture_output=True,
                          text=True, timeout=limit_s, check=False, **how)
    try:
        told = json.loads(done.stdout)
    except json.JSONDecodeError:
        raise AssertionError(f"no JSON: {done.stdout}{done.stderr}") from None
    VALIDATOR.validate(told)
    return done.returncode, told, done.stderr
