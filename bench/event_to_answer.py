#!/usr/bin/env python3
"""Measures the time from an event to the changed answer.

    bench/event_to_answer.py BINARY SHOP [--busy 8] [--events 400] [--snapshots]

Starts `moshaver serve` over a copy of the shop. One client sends an event every few milliseconds and asks for the customer's
recommendations as soon as the event is acknowledged, while --busy others send single events one after another. With
--snapshots the server writes snapshots all the time (--snapshot-events 1). Prints p50, p99 and maximum of the event alone and
of event and answer, and how many events a second the others stored. For comparison it first prints what a write of 16 KiB
with fdatasync costs on the same disk, appending and in place.
"""
import argparse
import json
import os
import pathlib
import shutil
import tempfile
import threading
import time

from live_server import Connection, serving


def summary(times):
    times = sorted(times)
    return f"p50 {times[len(times) // 2] * 1e3:.2f}, p99 {times[len(times) * 99 // 100] * 1e3:.2f}, max {times[-1] * 1e3:.1f} ms"


def disk(place, in_place):
    path, block, times = place / "disk", bytes(16 << 10), []
    file = os.open(path, os.O_RDWR | os.O_CREAT)
    if in_place:
        os.pwrite(file, bytes(len(block) * 200), 0)
        os.fsync(file)
    for number in range(200):
        begun = time.perf_counter()
        os.pwrite(file, block, number * len(block))
        os.fdatasync(file)
        times.append(time.perf_counter() - begun)
    os.close(file)
    path.unlink()
    return summary(times)


def event(client, number):
    return json.dumps({"event_id": f"{client}-{number}", "customer_id": f"customer-{client}-{number % 200}",
                       "product_id": f"product-{number % 50}", "event": "purchase",
                       "timestamp": 1_790_000_000 + number}).encode()


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("binary")
    arguments.add_argument("shop")
    arguments.add_argument("--busy", type=int, default=0)
    arguments.add_argument("--events", type=int, default=400)
    arguments.add_argument("--snapshots", action="store_true")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as name:
        place = pathlib.Path(name)
        shutil.copytree(given.shop, place / "shop")
        print("the disk, appending:", disk(place, False), "; in place:", disk(place, True))
        options = ["--snapshot-events", "1"] if given.snapshots else []
        with serving(given.binary, place / "shop", *options, threads=2) as server:
            measure(server.port, given)


def measure(port, given):
    stop, sent = threading.Event(), [0] * given.busy

    def send(client):
        connection = Connection(port)
        while not stop.is_set():
            connection.post(b"/v1/events", event(client, sent[client]))
            sent[client] += 1
            time.sleep(0.002)

    threads = [threading.Thread(target=send, args=(client,)) for client in range(given.busy)]
    for thread in threads:
        thread.start()
    time.sleep(1)
    connection, alone, both, before, begun = Connection(port), [], [], sum(sent), time.monotonic()
    for number in range(given.events):
        ask = json.dumps({"customer_id": f"customer-own-{number % 200}", "count": 10, "max_reasons": 0}).encode()
        start = time.perf_counter()
        connection.post(b"/v1/events", event("own", number))
        stored = time.perf_counter()
        connection.post(b"/v1/recommendations", ask)
        alone.append(stored - start)
        both.append(time.perf_counter() - start)
        time.sleep(0.005)
    rate = (sum(sent) - before) / (time.monotonic() - begun)
    stop.set()
    for thread in threads:
        thread.join()
    print(f"{rate:.0f} other events a second; an event stored: {summary(alone)}; and its answer: {summary(both)}")


if __name__ == "__main__":
    main()
