#!/usr/bin/env python3
# keys_command.py - `amtsbote keys` as the supervisor runs it: lifeline, kills, no core, verify.
# SPDX-License-Identifier: EUPL-1.2
import os
import pathlib
import signal
import subprocess
import tempfile
import unittest

AMTSBOTE = os.environ["AMTSBOTE"]
SPECIMEN = str(pathlib.Path(os.environ["AMTSBOTE_BUILD_DIR"]) / "tests/logs/specimen")
LIFELINE = 3
PATIENCE_S = 20


class Keys(unittest.TestCase):
    def setUp(self):
        self.held = tempfile.TemporaryDirectory(prefix="amtsbote-keys-")
        self.folder = pathlib.Path(self.held.name)
        subprocess.run([SPECIMEN, "seal", self.folder, "value"], check=True)
        (self.folder / "state").mkdir()
        (self.folder / "points").mkdir()
        self.socket = self.folder / "state/keys.sock"

    def tearDown(self):
        self.held.cleanup()

    def serve(self, point=""):
        """The process and the write end of its lifeline."""
        read, write = os.pipe()
        env = dict(os.environ, AMTSBOTE_POINT=point,
                   AMTSBOTE_POINT_DIR=str(self.folder / "points"))

        def put_at_three():
            os.dup2(read, LIFELINE)

        process = subprocess.Popen(
            [AMTSBOTE, "keys", "--keyring", self.folder / "keys", "--socket", self.socket],
            env=env, pass_fds=[LIFELINE], preexec_fn=put_at_three, close_fds=True)
        os.close(read)
        return process, write

    def ask(self, role="worker"):
        return subprocess.Popen([SPECIMEN, "ask", self.socket, role])

    def test_it_answers_and_ends_with_the_supervisor(self):
        process, lifeline = self.serve()
        self.assertEqual(self.ask().wait(PATIENCE_S), 0)
        self.assertEqual(self.ask("intake").wait(PATIENCE_S), 1)
        self.assertIsNone(process.poll())
        os.close(lifeline)
        self.assertEqual(process.wait(PATIENCE_S), 0)

    def test_a_kill_at_each_point_is_survived_by_who_asks(self):
        for point in ["keys-new", "keys-unwrap"]:
            process, lifeline = self.serve(f"{point}=kill")
            asking = self.ask()
            self.assertEqual(process.wait(PATIENCE_S), -signal.SIGKILL)
            self.assertTrue((self.folder / "points" / point).exists(), point)
            os.close(lifeline)
            process, lifeline = self.serve()
            self.assertEqual(asking.wait(PATIENCE_S), 0)
            os.close(lifeline)
            self.assertEqual(process.wait(PATIENCE_S), 0)

    def test_an_abort_leaves_no_core(self):
        process, lifeline = self.serve()
        self.assertEqual(self.ask().wait(PATIENCE_S), 0)
        os.kill(process.pid, signal.SIGABRT)
        _pid, status = os.waitpid(process.pid, 0)
        process.returncode = 0  # it has been waited for
        os.close(lifeline)
        self.assertEqual(os.WTERMSIG(status), signal.SIGABRT)
        self.assertFalse(os.WCOREDUMP(status))

    def test_wrong_calls_are_refused_with_a_word(self):
        wrong, unusable = 1, 78  # the supervisor does not start it again after the latter
        for arguments, code, word in [
                ([], wrong, "--config"),
                (["--keyring", self.folder / "keys"], wrong, "--socket"),
                (["--config", self.folder / "missing"], wrong, "missing"),
                (["--keyring", self.folder, "--socket", self.socket], unusable, "keyring"),
                (["--keyring", self.folder / "keys", "--socket", self.folder / "no/s"], wrong,
                 "open")]:
            done = subprocess.run([AMTSBOTE, "keys", *arguments], capture_output=True,
                                  text=True, timeout=PATIENCE_S, check=False)
            self.assertIn(word, done.stderr)
            self.assertEqual(done.returncode, code, done.stderr)


class Verify(unittest.TestCase):
    def test_state_directory_journal_and_damage(self):
        with tempfile.TemporaryDirectory(prefix="amtsbote-verify-") as name:
            state = pathlib.Path(name)
            subprocess.run([SPECIMEN, "append", state / "journal", "p", "50"], check=True)
            for folder in [state, state / "journal"]:
                done = self.verify(folder)
                self.assertEqual(done.returncode, 0, done.stdout)
                self.assertRegex(done.stdout, r"\Awhole: 50 lines, from \d{4}-\d\d-\d\d "
                                              r"\d\d:\d\d:\d\d UTC to .* UTC\n"
                                              r"last line: [0-9a-f]{64}\n")
                self.assertIn("There is no checkpoint", done.stdout)
            path = state / "journal/000001.jsonl"
            data = path.read_bytes()
            path.write_bytes(data.replace(b'{"op":20,', b'{"op":21,'))
            damaged = self.verify(state)
            path.write_bytes(data[:-1])
            torn = self.verify(state)
            self.assertEqual((damaged.returncode, torn.returncode), (1, 1))
            self.assertRegex(damaged.stdout, r"\Anot whole: 000001.jsonl:22: prev is not the hash")
            self.assertRegex(torn.stdout, r"\Anot whole: 000001.jsonl:50: .*torn.*\n49 lines")
            missing = self.verify(state / "nowhere")
            self.assertEqual(missing.returncode, 2)
            self.assertIn("nowhere", missing.stderr)

    def test_what_cannot_be_checked_is_not_called_damaged(self):
        with tempfile.TemporaryDirectory(prefix="amtsbote-verify-") as name:
            good = pathlib.Path(name) / "journal"
            subprocess.run([SPECIMEN, "append", good, "p", "3"], check=True)
            segment = pathlib.Path(name) / "links/000001.jsonl"
            segment.parent.mkdir()
            segment.symlink_to(good / "000001.jsonl")
            for words in [[], [good, "--config", "x"], ["--config", segment], [good, "--nonsense"],
                          [good, "--key", "no-key"], [good, "--since", "nevermore"],
                          [segment.parent], ["x" * 5000]]:
                done = self.verify(*words)
                self.assertEqual(done.returncode, 2, (words, done.stdout, done.stderr))
                self.assertEqual(done.stdout, "")
            self.assertEqual(self.verify("--help").returncode, 0)

    @staticmethod
    def verify(*words):
        return subprocess.run([AMTSBOTE, "verify", *words], capture_output=True, text=True,
                              timeout=PATIENCE_S, check=False)


if __name__ == "__main__":
    unittest.main()
