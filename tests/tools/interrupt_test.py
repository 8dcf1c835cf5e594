#!/usr/bin/env python3
"""Ctrl-C at random moments leaves nothing half written.

    tests/tools/interrupt_test.py BINARY
"""
import pathlib
import random
import signal
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "server"))
import harness  # noqa: E402
from harness import Test  # noqa: E402


def files_under(directory):
    return sorted(str(path.relative_to(directory)) for path in directory.rglob("*"))


class Interrupt(Test):
    @classmethod
    def setUpClass(cls):
        cls.place = harness.PLACE / "interrupt"
        cls.place.mkdir()
        cls.data = cls.place / "data"
        harness.moshaver("generate", "--out", str(cls.data), "--customers", "3000", "--products", "800", "--events", "150000",
                         "--seed", "7", "--quiet")
        cls.shop = cls.place / "shop"
        harness.moshaver("import", "--shop", str(cls.shop), "--events", str(cls.data / "events.csv"), "--products",
                         str(cls.data / "products.csv"), "--quiet")
        harness.moshaver("train", "--shop", str(cls.shop), "--recipe", "item-item", "--quiet")
        cls.random = random.Random(12)

    def duration(self, command):
        """Seconds that the command takes when nobody interrupts it."""
        begun = time.monotonic()
        subprocess.run([harness.BINARY, *command, "--quiet"], check=True, capture_output=True)
        return time.monotonic() - begun

    def interrupted(self, command, seconds, with_signal):
        """Runs the command and interrupts it after a random part of the time. True if that ended it."""
        process = subprocess.Popen([harness.BINARY, *command, "--quiet"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        time.sleep(self.random.uniform(0, seconds))
        process.send_signal(with_signal)
        process.communicate(timeout=60)
        self.assertIn(process.returncode, (0, -with_signal), command)
        return process.returncode != 0

    def check(self, name, command, finished):
        """Interrupts the command 12 times. `finished` are the files of a complete run; none of them may be there after an
        interruption, and no others ever."""
        work = self.place / name
        work.mkdir()
        command = [part.replace("WORK", str(work)) for part in command]
        seconds = self.duration(command)
        complete = files_under(work)
        for file in finished:
            self.assertIn(file, complete)
        ended = 0
        for attempt in range(12):
            for path in sorted(work.rglob("*"), reverse=True):
                path.rmdir() if path.is_dir() else path.unlink()
            with_signal = (signal.SIGINT, signal.SIGTERM)[attempt % 2]
            if self.interrupted(command, seconds, with_signal):
                ended += 1
                # The command may be interrupted after its result is complete.
                self.assertIn(files_under(work), ([], complete), (command, attempt))
        self.assertGreater(ended, 3, "the command was too quick to be interrupted")

    def test_recommend(self):
        """recommend --out: no file, or the whole list."""
        self.check("lists", ["recommend", "--shop", str(self.shop), "--all", "--out", "WORK/lists.tsv", "--format", "tsv"],
                   ["lists.tsv"])

    def test_generate(self):
        """generate --out: no directory, or all files."""
        self.check("generated", ["generate", "--out", "WORK/data", "--customers", "3000", "--products", "800", "--events",
                                 "150000"], ["data/events.csv", "data/products.csv"])

    def test_train(self):
        """train --out: no directory, or the whole model."""
        self.check("model", ["train", "--events", str(self.data / "events.csv"), "--recipe", "ials", "--out", "WORK/model"],
                   ["model/model.json"])

    def test_backup(self):
        """backup --out: no file, or the whole backup."""
        self.check("backup", ["backup", "--shop", str(self.shop), "--out", "WORK/backup"], ["backup"])

    def test_import(self):
        """An interrupted import changes nothing in the shop, and the shop stays sound."""
        more = self.place / "more.csv"
        more.write_text("customer_id,product_id\n" + "".join(f"new {row % 999},p{row}\n" for row in range(200_000)))
        copy = self.place / "import"
        base = ["import", "--events", str(more), "--shop"]
        subprocess.run(["cp", "-r", str(self.shop), str(copy)], check=True)
        seconds = self.duration([*base, str(copy)])
        ended = 0
        for attempt in range(6):
            subprocess.run(["rm", "-r", str(copy)], check=True)
            subprocess.run(["cp", "-r", str(self.shop), str(copy)], check=True)
            before = self.events_in(copy)
            if self.interrupted([*base, str(copy)], seconds, signal.SIGINT):
                ended += 1
                self.assertIn(self.events_in(copy), (before, before + 200_000))
                self.assertNotIn("problem", harness.moshaver("doctor", "--shop", str(copy), "--quiet").stdout)
        self.assertGreater(ended, 1)

    def events_in(self, shop):
        import sqlite3
        connection = sqlite3.connect(shop / "events.db")
        try:
            return connection.execute("SELECT sum(event_count) FROM segments").fetchone()[0]
        finally:
            connection.close()


if __name__ == "__main__":
    harness.main()
