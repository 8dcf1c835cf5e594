#!/usr/bin/env python3
"""Backups of a shop while it is served and written to, and backups that are killed.

    tests/store/backup_test.py BINARY
"""
import pathlib
import random
import subprocess
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "server"))
import harness  # noqa: E402
from harness import Server, Test  # noqa: E402


def event(name):
    return {"event_id": name, "customer_id": "writer " + name[:4], "product_id": "p" + name[-1], "event": "purchase"}


class Backup(Test):
    def test_under_load(self):
        """A backup under load holds every event acknowledged before it began, and restores to a sound shop."""
        acknowledged, stop = [], threading.Event()
        with Server() as server:
            def write(writer):
                connection = server.connect()
                number = 0
                while not stop.is_set():
                    name = f"{writer:04}-{number}"
                    status, _, body = server.ask("POST", "/v1/events", event(name), connection=connection)
                    assert status == 200 and body["results"][0]["status"] == "stored", body
                    acknowledged.append(name)
                    number += 1

            writers = [threading.Thread(target=write, args=(writer,)) for writer in range(4)]
            for writer in writers:
                writer.start()
            for attempt in range(3):
                time.sleep(0.5)
                before = list(acknowledged)
                file = harness.PLACE / f"backup-{attempt}"
                harness.moshaver("backup", "--shop", server.shop, "--out", str(file), "--quiet")
                copy = harness.PLACE / f"copy-{attempt}"
                harness.moshaver("restore", "--from", str(file), "--shop", str(copy), "--quiet")
                doctor = harness.moshaver("doctor", "--shop", str(copy), "--quiet").stdout
                self.assertNotIn("problem", doctor)
                self.assertGreater(len(before), 50)
                with Server(shop=str(copy)) as restored:
                    for start in range(0, len(before), 500):
                        names = before[start:start + 500]
                        results = restored.ask("POST", "/v1/events", {"events": [event(name) for name in names]})[2]["results"]
                        self.assertEqual({result["status"] for result in results}, {"duplicate"})
            stop.set()
            for writer in writers:
                writer.join()

    def test_20_kills(self):
        """A killed backup leaves the shop and the earlier backup intact, and no partial file."""
        rng = random.Random(3)
        shop, file = str(harness.PLACE / "shop"), harness.PLACE / "kept"
        harness.moshaver("backup", "--shop", shop, "--out", str(file), "--quiet")
        started = time.monotonic()
        harness.moshaver("backup", "--shop", shop, "--out", str(file), "--force", "--quiet")
        takes = time.monotonic() - started
        killed = 0
        for _ in range(20):
            process = subprocess.Popen([harness.BINARY, "backup", "--shop", shop, "--out", str(file), "--force", "--quiet"],
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(rng.uniform(0, takes))
            process.kill()
            killed += process.wait() != 0
            copy = harness.PLACE / "copy of kept"
            harness.moshaver("restore", "--from", str(file), "--shop", str(copy), "--quiet")
            subprocess.run(["rm", "-r", str(copy)], check=True)
        self.assertGreater(killed, 5)
        self.assertNotIn("problem", harness.moshaver("doctor", "--shop", shop, "--quiet").stdout)
        harness.moshaver("backup", "--shop", shop, "--out", str(file), "--force", "--quiet")
        self.assertEqual([path.name for path in harness.PLACE.iterdir() if path.name.startswith("kept")], ["kept"])


if __name__ == "__main__":
    harness.main()
