#!/usr/bin/env python3
"""moshaver serve is killed at random moments, and no acknowledged event is lost or stored twice.

    tests/store/crash_test.py BINARY [--rounds 10] [--seed 1]

Threads send events (one by one and in batches), products, customers and merges, and record what was acknowledged. The
server writes a snapshot every few hundred events and merges small blocks meanwhile, so that kill -9 also interrupts
those. After each kill the server is started again. The events acknowledged since the last start, and some older ones, are
sent once more: each must be a duplicate. Events that were sent and not acknowledged are sent twice: the first reply must be
stored or duplicate, the second duplicate. At the end every acknowledged event is sent again, and the log must hold as many
events as the ledger.
"""
import argparse
import http.client
import json
import os
import pathlib
import random
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time


class Server:
    def __init__(self, binary, shop):
        begun = time.monotonic()
        self.process = subprocess.Popen([binary, "serve", "--shop", shop, "--listen", "127.0.0.1:0", "--threads", "2",
                                         "--snapshot-events", "300", "--quiet"],
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        if not line.startswith("listening on "):
            raise AssertionError("the server does not start: " + line + self.process.stderr.read())
        self.port = int(line.split(",")[0].rsplit(":", 1)[1])
        self.ready_after = time.monotonic() - begun

    def connect(self):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)

    def kill(self):
        self.process.kill()
        self.process.communicate()


def ask(connection, method, path, body=None):
    data = None if body is None else json.dumps(body).encode()
    connection.request(method, path, data, {"Content-Type": "application/json"} if data else {})
    reply = connection.getresponse()
    return reply.status, json.loads(reply.read() or b"null")


class Ledger:
    """What the clients sent, and what was acknowledged."""

    def __init__(self):
        self.lock = threading.Lock()
        self.acknowledged, self.unacknowledged = {}, {}  # since the last start; by id
        self.old = []
        self.prices, self.merged, self.regions = {}, {}, {}
        self.serial = 0

    def new_event(self, customers, products, rng):
        with self.lock:
            self.serial += 1
            number = self.serial
        customer = rng.choice(customers) if rng.random() < 0.7 else f"guest-{number % 50}"
        product = rng.choice(products) if rng.random() < 0.95 else f"new-{number % 40}"
        return {"event_id": f"event-{number}", "customer_id": customer, "product_id": product,
                "event": rng.choice(["purchase", "purchase", "view", "like"]), "timestamp": 1_790_000_000 + number}


class Client(threading.Thread):
    def __init__(self, server, ledger, customers, products, number, seed):
        super().__init__()
        self.server, self.ledger, self.customers, self.products = server, ledger, customers, products
        self.number, self.rng = number, random.Random(seed)
        self.failure = None

    def run(self):
        try:
            connection = self.server.connect()
            while True:
                self.turn(connection)
        except (OSError, http.client.HTTPException, ValueError):
            pass  # killed
        except Exception as error:  # raised by the main thread
            self.failure = error

    def turn(self, connection):
        what = self.rng.random()
        if what < 0.9:
            count = self.rng.choice([1] * 12 + [20] * 3 + [200])
            events = [self.ledger.new_event(self.customers, self.products, self.rng) for _ in range(count)]
            with self.ledger.lock:
                self.ledger.unacknowledged.update((event["event_id"], event) for event in events)
            status, reply = ask(connection, "POST", "/v1/events", {"events": events})
            assert status == 200, reply
            with self.ledger.lock:
                for event, result in zip(events, reply["results"]):
                    assert result["status"] == "stored", result
                    self.ledger.acknowledged[event["event_id"]] = self.ledger.unacknowledged.pop(event["event_id"])
        elif what < 0.94:
            product, price = f"priced-{self.number}", self.ledger.prices.get(self.number, 0) + 1
            status, reply = ask(connection, "PUT", f"/v1/products/{product}", {"price": price, "stock": 5})
            assert status < 300, reply
            self.ledger.prices[self.number] = price
        elif what < 0.97:
            region = str(self.ledger.regions.get(self.number, 0) + 1)
            status, reply = ask(connection, "PUT", f"/v1/customers/clerk-{self.number}", {"region": region})
            assert status < 300, reply
            self.ledger.regions[self.number] = int(region)
        else:
            guest, account = f"guest-{self.rng.randrange(50)}", self.rng.choice(self.customers[:5])
            status, reply = ask(connection, "POST", f"/v1/customers/{guest}/merge", {"into": account})
            assert status in (200, 204, 404, 400, 422), (status, reply)
            if status < 300:
                self.ledger.merged[guest] = account


def check(server, ledger, customers, old_events=2000):
    connection = server.connect()

    def resend(events):
        replies = []
        for at in range(0, len(events), 1000):
            status, reply = ask(connection, "POST", "/v1/events", {"events": events[at:at + 1000]})
            assert status == 200, reply
            replies += reply["results"]
        return [reply["status"] for reply in replies]

    known = list(ledger.acknowledged.values()) + random.sample(ledger.old, min(old_events, len(ledger.old)))
    lost = [event["event_id"] for event, status in zip(known, resend(known)) if status != "duplicate"]
    assert not lost, f"{len(lost)} acknowledged events are lost: {lost[:5]}"
    unacknowledged = list(ledger.unacknowledged.values())
    assert all(status in ("stored", "duplicate") for status in resend(unacknowledged))
    assert all(status == "duplicate" for status in resend(unacknowledged))
    ledger.old += [*ledger.acknowledged.values(), *ledger.unacknowledged.values()]
    ledger.acknowledged.clear()
    ledger.unacknowledged.clear()
    for number, price in ledger.prices.items():
        _, product = ask(connection, "GET", f"/v1/products/priced-{number}")
        assert product["price"] >= price, (product, price)
    for number, region in ledger.regions.items():
        _, profile = ask(connection, "GET", f"/v1/customers/clerk-{number}")
        assert int((profile.get("customer") or profile)["region"]) >= region, (profile, region)
    for guest in ledger.merged:
        _, profile = ask(connection, "GET", f"/v1/customers/{guest}")
        assert profile.get("merged_into"), profile
    for customer in customers[:5]:
        status, advice = ask(connection, "POST", "/v1/recommendations", {"customer_id": customer, "count": 5})
        assert status == 200 and len(advice["items"]) == 5, advice
    return connection


def blocks_and_events(shop):
    database = sqlite3.connect(f"file:{shop / 'events.db'}?mode=ro", uri=True)
    try:
        return database.execute("SELECT count(*), coalesce(sum(event_count), 0) FROM segments").fetchone()
    finally:
        database.close()


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("binary")
    arguments.add_argument("--rounds", type=int, default=10)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--most-seconds", type=float, default=0.6, help="the longest life of a server")
    given = arguments.parse_args()
    binary, rng = os.path.abspath(given.binary), random.Random(given.seed)
    with tempfile.TemporaryDirectory() as name:
        directory = pathlib.Path(name)
        shop = directory / "shop"

        def moshaver(*what):
            subprocess.run([binary, *what, "--quiet"], cwd=directory, check=True, capture_output=True)

        moshaver("generate", "--out", "files", "--customers", "300", "--products", "80", "--events", "5000")
        moshaver("import", "--shop", "shop", "--events", "files/events.csv", "--products", "files/products.csv")
        moshaver("train", "--shop", "shop", "--recipe", "item-item", "--force")
        _, imported = blocks_and_events(shop)
        rows = (directory / "files" / "events.csv").read_text().splitlines()
        columns = rows[0].split(",")
        at = [columns.index("customer_id"), columns.index("product_id")]
        customers = sorted({row.split(",")[at[0]] for row in rows[1:300]})
        products = sorted({row.split(",")[at[1]] for row in rows[1:300]})
        ledger, with_snapshot, half_snapshots, slowest, most_blocks = Ledger(), 0, 0, 0.0, 0
        for number in range(given.rounds):
            server = Server(binary, shop)
            slowest = max(slowest, server.ready_after)
            try:
                check(server, ledger, customers).close()
                clients = [Client(server, ledger, customers, products, client, given.seed * 1000 + number * 10 + client)
                           for client in range(4)]
                for client in clients:
                    client.start()
                time.sleep(rng.uniform(0.0, given.most_seconds))
            finally:
                server.kill()
            for client in clients:
                client.join()
                if client.failure:
                    raise client.failure
            with_snapshot += (shop / "snapshot" / "state").exists()
            half_snapshots += any(".tmp-" in path.name for path in (shop / "snapshot").glob("*"))
        server = Server(binary, shop)
        check(server, ledger, customers, old_events=10 ** 9).close()
        server.process.terminate()
        assert server.process.wait(30) == 0
        server.process.communicate()
        blocks, events = blocks_and_events(shop)
        assert events - imported == len(ledger.old), (events, imported, len(ledger.old))
        doctor = subprocess.run([binary, "doctor", "--shop", shop], capture_output=True, text=True)
        assert doctor.returncode == 0, doctor.stdout + doctor.stderr
        print(f"{given.rounds} rounds: {len(ledger.old):,} acknowledged events, none lost, none stored twice; "
              f"{with_snapshot} kills with a snapshot on disk, {half_snapshots} while one was written; "
              f"{blocks} blocks at the end; ready after at most {slowest:.2f} s")
        assert given.rounds < 5 or with_snapshot > 0


if __name__ == "__main__":
    main()
