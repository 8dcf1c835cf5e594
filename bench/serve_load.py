#!/usr/bin/env python3
"""How fast a server answers and takes in events: bench/serve_load.py BINARY SHOP [--seconds 5]

Starts `moshaver serve` with one thread over a copy of the shop and speaks to it over one keep-alive connection (events:
eight). Prints, one a line: p50 and p99 of a recommendation as the client sees it and the mean that the server itself counts
(body read to reply ready), both without and with reasons; /healthz one after another and pipelined; events a second, durable,
in batches of 1,000, from one client and from eight; and the time from sending one event to the changed answer.
"""
import argparse
import json
import pathlib
import shutil
import socket
import subprocess
import tempfile
import threading
import time


class Connection:
    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.left = b""

    def reply(self):
        data = self.left
        while (end := data.find(b"\r\n\r\n")) < 0:
            data += self.socket.recv(1 << 16)
        head = data[:end]
        assert head.startswith(b"HTTP/1.1 200"), head
        length = int(head.split(b"Content-Length: ")[1].split(b"\r\n")[0])
        while len(data) < end + 4 + length:
            data += self.socket.recv(1 << 16)
        self.left = data[end + 4 + length:]
        return data[end + 4:end + 4 + length]

    def post(self, path, body):
        self.socket.sendall(b"POST %s HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
                            % (path, len(body), body))
        return self.reply()

    def get(self, path):
        self.socket.sendall(b"GET %s HTTP/1.1\r\nHost: x\r\n\r\n" % path)
        return self.reply()


def counted(connection, endpoint):
    text = connection.get(b"/metrics").decode()
    value = lambda name: next((float(line.split()[1]) for line in text.splitlines()
                               if line.startswith(f'{name}{{endpoint="{endpoint}"}}')), 0.0)
    return value("moshaver_request_seconds_sum"), value("moshaver_request_seconds_count")


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("binary")
    arguments.add_argument("shop")
    arguments.add_argument("--seconds", type=float, default=5)
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as place:
        shop = pathlib.Path(place, "shop")
        shutil.copytree(given.shop, shop)
        listed = subprocess.run([given.binary, "recommend", "--shop", shop, "--all", "--count", "1", "--format", "tsv"],
                                capture_output=True, text=True, check=True).stdout.splitlines()[1:]
        customers = [line.split("\t")[0] for line in listed][:2000]
        begun = time.monotonic()
        server = subprocess.Popen([given.binary, "serve", "--shop", shop, "--listen", "127.0.0.1:0", "--threads", "1",
                                   "--quiet"], stdout=subprocess.PIPE, text=True)
        line = server.stdout.readline()
        print(f"ready after {time.monotonic() - begun:.2f} s: {line.strip()}")
        try:
            measure(int(line.split(",")[0].rsplit(":", 1)[1]), customers, given.seconds)
        finally:
            server.terminate()
            server.wait()


def measure(port, customers, seconds):
    connection = Connection(port)
    for name, reasons in (("a recommendation, ten items", 0), ("the same with reasons", 3)):
        bodies = [json.dumps({"customer_id": one, "count": 10, "max_reasons": reasons}).encode() for one in customers]
        before = counted(connection, "recommendations")
        times, end, at = [], time.monotonic() + seconds, 0
        while time.monotonic() < end:
            begun = time.perf_counter()
            connection.post(b"/v1/recommendations", bodies[at % len(bodies)])
            times.append(time.perf_counter() - begun)
            at += 1
        after = counted(connection, "recommendations")
        times.sort()
        inside = (after[0] - before[0]) / (after[1] - before[1])
        print(f"{name}: p50 {times[len(times) // 2] * 1e6:.0f} µs, p99 {times[len(times) * 99 // 100] * 1e6:.0f} µs; "
              f"within the server {inside * 1e6:.0f} µs in the mean; {len(times) / seconds:.0f} a second")
    count, end = 0, time.monotonic() + seconds
    while time.monotonic() < end:
        connection.get(b"/healthz")
        count += 1
    print(f"/healthz one after another: {count / seconds:.0f} a second")
    block, count, end = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n" * 100, 0, time.monotonic() + seconds
    while time.monotonic() < end:
        connection.socket.sendall(block)
        for _ in range(100):
            connection.reply()
        count += 100
    print(f"/healthz pipelined by 100: {count / seconds:.0f} a second")

    product = json.loads(connection.post(b"/v1/recommendations", b"{}"))["items"][0]["product_id"]
    numbers = iter(range(10 ** 9))

    def batch():
        number = next(numbers)
        return json.dumps({"events": [{"event_id": f"e{number}-{at}", "customer_id": customers[at % len(customers)],
                                       "product_id": product, "event": "view", "timestamp": 1_790_000_000 + at}
                                      for at in range(1000)]}).encode()

    for clients in (1, 8):
        batches = [[batch() for _ in range(40)] for _ in range(clients)]
        done = [0] * clients

        def send(client):
            mine = Connection(port)
            for body in batches[client]:
                assert mine.post(b"/v1/events", body).count(b'"stored"') == 1000
                done[client] += 1000

        threads = [threading.Thread(target=send, args=(client,)) for client in range(clients)]
        begun = time.monotonic()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        print(f"events in batches of 1,000, {clients} clients: {sum(done) / (time.monotonic() - begun):.0f} a second")

    times = []
    for at in range(200):
        customer = customers[at % len(customers)]
        ask = json.dumps({"customer_id": customer, "count": 10, "max_reasons": 0}).encode()
        best = json.loads(connection.post(b"/v1/recommendations", ask))["items"][0]["product_id"]
        event = json.dumps({"customer_id": customer, "product_id": best}).encode()
        begun = time.perf_counter()
        connection.post(b"/v1/events", event)
        answer = connection.post(b"/v1/recommendations", ask)
        times.append(time.perf_counter() - begun)
        assert best not in [item["product_id"] for item in json.loads(answer)["items"]]
    times.sort()
    print(f"a purchase to the changed answer: p50 {times[100] * 1e3:.2f} ms, p99 {times[198] * 1e3:.2f} ms")


if __name__ == "__main__":
    main()
