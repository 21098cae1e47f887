#!/usr/bin/env python3
# machine.py - each thing the doctor looks at, broken alone: it is named, and nothing else is.
# SPDX-License-Identifier: EUPL-1.2
import os
import pathlib
import resource
import shutil
import socket
import sqlite3
import subprocess
import tempfile
import time
import unittest
import sys
sys.dont_write_bytecode = True  # the tree stays as it is
from examined import AGENT, BUILD, ROOT, VALIDATOR, doctor  # noqa: E402

LIMIT_S = 60
SPECIMEN = BUILD / "tests/logs/specimen"
APPLICATION_ID = 0x416d7442  # "AmtB", agent/store/schema.c


class Premises(unittest.TestCase):
    """An agent's folder in which all is well, before each test."""

    def setUp(self):
        self.held = tempfile.TemporaryDirectory(prefix="amtsbote-doctor-test-")
        self.folder = pathlib.Path(self.held.name)
        self.state = self.folder / "zustand"
        self.keys = self.folder / "schluessel"
        self.recipe = self.folder / "rezept"
        self.secrets = self.folder / "geheim.json"
        self.inbox = self.folder / "eingang"
        self.config = self.folder / "amtsbote.yaml"
        made = subprocess.run([AGENT, "init", self.folder / "probe", "--keys", self.keys],
                              capture_output=True, text=True, check=False)
        self.assertEqual(made.returncode, 0, made.stderr)
        self.state.mkdir(mode=0o700)
        self.inbox.mkdir(mode=0o700)
        shutil.copytree(ROOT / "recipes/hundesteuer", self.recipe)
        self.secrets.write_text("{}\n")
        self.secrets.chmod(0o600)
        self.write_config()

    def tearDown(self):
        self.held.cleanup()

    def write_config(self, keys=None, source=None):
        self.config.write_text("\n".join([
            f"state: {self.state}", f"keys: {keys or self.keys}", "recipes:",
            f"  - folder: {self.recipe}",
            "    config: { programm: p, datei: d, mandant: m }",
            f"    secrets: {self.secrets}", "sources:",
            source or f"  - {{ name: eingang, folder: {self.inbox}, recipe: r }}", ""]))

    def look(self, *words, **how):
        how.setdefault("cwd", self.folder)
        return doctor("--config", self.config, *words, limit_s=LIMIT_S, **how)

    def errors(self, *words, **how):
        """What is wrong: id -> observation; the exit code fits."""
        code, told, _ = self.look(*words, **how)
        wrong = [one for one in told["observations"] if one["level"] == "error"]
        self.assertEqual(code, 1 if wrong else 0)
        self.assertEqual(told["errors"], len(wrong))
        return {one["id"]: one for one in wrong}

    def only(self, wanted, *words, **how):
        """The one thing that is wrong."""
        wrong = self.errors(*words, **how)
        self.assertEqual(list(wrong), [wanted], wrong)
        return wrong[wanted]

    def level(self, wanted, *words, **how):
        """The levels of check @wanted."""
        _, told, _ = self.look(*words, **how)
        return [one["level"] for one in told["observations"] if one["id"] == wanted]


class Well(Premises):
    def test_every_check_tells_something_and_nothing_is_wrong(self):
        code, told, _ = self.look("--network")
        self.assertEqual((code, told["errors"]), (0, 0), told)
        known = VALIDATOR.schema["$defs"]["observation"]["properties"]["id"]["enum"]
        self.assertEqual(sorted({one["id"] for one in told["observations"]}), sorted(known))
        fonts = [one["what"] for one in told["observations"] if one["id"] == "fonts.recipe"]
        self.assertEqual(len(fonts), 3)

    def test_the_table_for_people_says_the_same(self):
        self.state.chmod(0o755)
        done = subprocess.run([AGENT, "doctor", "--config", self.config], capture_output=True,
                              text=True, timeout=LIMIT_S, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stdout, rf"(?m)^error +state\.private +{self.state}: mode 0755")
        self.assertRegex(done.stdout, rf"(?m)^ +to do: chmod 700 {self.state}$")
        self.assertRegex(done.stdout, r"(?m)^\d+ ok, \d+ warnings, 1 errors$")

    def test_without_configuration_only_the_machine_is_looked_at(self):
        code, told, _ = doctor(limit_s=LIMIT_S, cwd=self.inbox)
        self.assertEqual(code, 0)
        levels = {one["id"]: one["level"] for one in told["observations"]}
        self.assertEqual(levels["config"], "warning")
        self.assertNotIn("keyring.opens", levels)

    def test_nothing_is_left_behind(self):
        before = sorted(self.folder.rglob("*"))
        self.look()
        self.assertEqual(sorted(self.folder.rglob("*")), before)


class Broken(Premises):
    def test_configuration(self):
        self.config.write_text("state: [\n")
        self.assertIn("amtsbote.yaml:", self.only("config")["found"])

    def test_recipe(self):
        (self.recipe / "recipe.yaml").write_text("recipe: x\n")
        self.only("config.recipe")

    def test_font_of_a_recipe(self):
        path = self.recipe / "recipe.yaml"
        path.write_text(path.read_text().replace("-misc-fixed-bold-r", "-misc-nosuch-bold-r"))
        self.assertIn("nosuch", self.only("fonts.recipe")["what"])

    def name_font(self, font):
        path = self.recipe / "recipe.yaml"
        path.write_text(path.read_text().replace("  fonts:\n", f"  fonts:\n    - {font}\n", 1))

    def test_outline_font_of_a_recipe(self):
        self.name_font("{ family: No Such Sans, size: 10pt }")
        self.assertEqual(self.only("fonts.outline")["what"], "No Such Sans")

    def test_learnt_font_of_a_recipe(self):
        (self.recipe / "fonts").mkdir()
        atlas = self.recipe / "fonts/x.atlas"
        corpus = pathlib.Path(__file__).parent.parent / "fuzz/corpus/atlasfile"
        self.name_font("{ learnt: fonts/x.atlas }")
        atlas.write_bytes((corpus / "plain").read_bytes())
        self.assertEqual(self.errors(), {})
        atlas.write_bytes((corpus / "flipped").read_bytes())
        self.assertIn("checksum", self.only("fonts.learnt")["found"])
        atlas.write_bytes((corpus / "version").read_bytes())
        self.assertIn("another version", self.only("fonts.learnt")["found"])

    def test_state_open_to_others(self):
        self.state.chmod(0o755)
        self.assertEqual(self.only("state.private")["advice"], f"chmod 700 {self.state}")

    def test_state_is_no_folder(self):
        self.state.rmdir()
        self.state.write_text("")
        self.assertIn("state.private", self.errors())

    def test_secrets_open_to_others(self):
        self.secrets.chmod(0o640)
        self.assertEqual(self.only("secrets.private")["advice"], f"chmod 600 {self.secrets}")

    def test_secrets_missing(self):
        self.secrets.unlink()
        self.only("secrets.private")

    def test_keyring_inside_of_the_state_directory(self):
        inside = self.state / "schluessel"
        shutil.copytree(self.keys, inside)
        self.write_config(keys=inside)
        self.only("keyring.place")

    def test_keyring_open_to_others(self):
        ring = next(path for path in self.keys.iterdir() if path.is_file())
        ring.chmod(0o644)
        self.assertEqual(self.only("keyring.opens")["advice"], f"chmod 600 {ring}")
        ring.chmod(0o600)
        self.keys.chmod(0o750)
        self.assertEqual(self.only("keyring.opens")["advice"], f"chmod 700 {self.keys}")

    def test_keyring_damaged_or_missing(self):
        ring = max(self.keys.iterdir(), key=lambda path: path.stat().st_size)
        data = bytearray(ring.read_bytes())
        data[len(data) // 2] ^= 1
        ring.write_bytes(data)
        self.assertIn("backup", self.only("keyring.opens")["advice"])
        shutil.rmtree(self.keys)
        self.only("keyring.opens")

    def test_store_that_is_none(self):
        store = self.state / "store.db"
        store.write_bytes(b"no data base" * 1000)
        store.chmod(0o600)
        self.only("store.opens")

    def test_store_of_another_schema(self):
        store = self.state / "store.db"
        for version, level in [(99, "error"), (0, "ok")]:
            db = sqlite3.connect(store)
            db.executescript(f"PRAGMA application_id = {APPLICATION_ID};"
                             f"PRAGMA user_version = {version};")
            db.close()
            store.chmod(0o600)
            self.assertEqual(self.level("store.opens"), [level])
            db = sqlite3.connect(store)
            self.assertEqual(db.execute("PRAGMA user_version").fetchone(), (version,))
            db.close()

    def test_journal_damaged_and_torn(self):
        subprocess.run([SPECIMEN, "append", self.state / "journal", "p", "20"], check=True)
        self.assertEqual(self.level("journal.tail"), ["ok"])
        path = self.state / "journal/000001.jsonl"
        data = path.read_bytes()
        path.write_bytes(data[:-1])
        self.assertEqual(self.level("journal.tail"), ["warning"])
        path.write_bytes(data.replace(b'{"op":17,', b'{"op":18,'))
        self.only("journal.tail")

    def test_store_from_the_future(self):
        db = sqlite3.connect(self.state / "store.db")
        db.executescript(f"PRAGMA application_id = {APPLICATION_ID};")
        db.close()
        (self.state / "store.db").chmod(0o600)
        later = time.time() + 86400
        os.utime(self.state / "store.db", (later, later))
        self.assertIn("before the last change", self.only("clock.plausible")["found"])

    def test_source_folder_missing(self):
        self.inbox.rmdir()
        self.assertEqual(self.errors(), {})
        self.only("source.answers", "--network")

    def test_source_nobody_answers(self):
        with socket.socket() as taken:  # bound and not listening: refused
            taken.bind(("127.0.0.1", 0))
            port = taken.getsockname()[1]
            self.write_config(source=f"  - {{ name: portal, url: 'http://127.0.0.1:{port}' }}")
            self.assertEqual(self.errors(), {})
            self.assertEqual(self.only("source.answers", "--network")["what"], "portal")


class Machine(Premises):
    def test_no_data_for_tesseract(self):
        wrong = self.only("tesseract.deu", env=dict(os.environ, TESSDATA_PREFIX=str(self.inbox)))
        self.assertIn("tesseract-ocr-deu", wrong["advice"])

    def path_with(self, *programs):
        folder = self.folder / "programme"
        folder.mkdir()
        for program in programs:
            (folder / program).symlink_to(shutil.which(program))
        return dict(os.environ, PATH=str(folder))

    def test_no_x_server(self):
        self.assertIn("xvfb", self.only("xserver.start", env=self.path_with("xkbcomp"))["advice"])

    def test_no_xkbcomp(self):
        wrong = self.errors(env=self.path_with("Xvfb"))
        self.assertEqual(sorted(wrong), ["xserver.start", "xserver.xkbcomp"])

    def test_few_files(self):
        def limited(soft):
            return lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (soft, 4096))

        self.only("limit.files", preexec_fn=limited(200))
        self.assertEqual(self.level("limit.files", preexec_fn=limited(512)), ["warning"])

    def test_open_umask(self):
        self.assertEqual(self.level("umask", preexec_fn=lambda: os.umask(0)), ["warning"])
        self.assertEqual(self.level("umask", preexec_fn=lambda: os.umask(0o077)), ["ok"])


class FullDisk(Premises):
    """The state directory on a file system of 1 MiB, seen by the doctor alone."""

    def on_small_disk(self, fill):
        script = (f"mount -t tmpfs -o size=1m,nr_inodes=64,mode=700 none {self.state} && {fill} "
                  'exec "$0" "$@"')
        tried = subprocess.run(["unshare", "-m", "sh", "-c", script, "true"], check=False,
                               capture_output=True)
        if tried.returncode:
            self.skipTest("no file system can be mounted here: " + tried.stderr.decode())
        done = subprocess.run(["unshare", "-m", "sh", "-c", script, AGENT, "doctor", "--config",
                               self.config], capture_output=True, text=True, timeout=LIMIT_S,
                              check=False)
        self.assertEqual(done.returncode, 1)
        return done.stdout

    def test_little_room(self):
        said = self.on_small_disk("")
        self.assertRegex(said, r"(?m)^error +disk\.space .*: 1 MiB free")
        self.assertRegex(said, r"(?m)^error +disk\.inodes ")
        self.assertRegex(said, r"(?m)^warning +disk\.kind .*tmpfs")
        self.assertRegex(said, r"(?m)^ok +disk\.syncs ")

    def test_no_room(self):
        said = self.on_small_disk(f"dd if=/dev/zero of={self.state}/voll 2>/dev/null;")
        self.assertRegex(said, r"(?m)^error +disk\.syncs .*(No space left|cut short)")


if __name__ == "__main__":
    unittest.main()
