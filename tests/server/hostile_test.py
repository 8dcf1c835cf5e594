#!/usr/bin/env python3
"""Malformed and hostile requests: each gets a 4xx problem document or a closed connection, and other clients are served
meanwhile. Ambiguous lengths, size limits and keys: server_test.py.

    tests/server/hostile_test.py BINARY
"""
import json
import os
import random
import socket
import threading
import time
from urllib.parse import quote

import harness
from harness import Server, Test, http_request

KIND = ["Content-Type: application/json"]


def post(path, body):
    return http_request("POST", path, [*KIND, f"Content-Length: {len(body)}"], body)


class OtherClient:
    """Another client, which must be served all the time."""

    def __init__(self, server):
        self.server, self.running, self.slowest, self.wrong, self.served = server, True, 0, [], 0
        self.thread = threading.Thread(target=self.run)

    def run(self):
        connection = self.server.connect()
        while self.running:
            begun = time.monotonic()
            status, _, answer = self.server.ask("POST", "/v1/recommendations", {"customer_id": "c", "count": 1},
                                                connection=connection)
            self.slowest = max(self.slowest, time.monotonic() - begun)
            self.served += 1
            if status != 200:
                self.wrong.append(answer)
            time.sleep(0.005)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.running = False
        self.thread.join()


class Hostile(Test):
    def served(self, other):
        self.assertEqual(other.wrong, [])
        self.assertGreater(other.served, 0)
        self.assertLess(other.slowest, 5)

    def replies(self, received):
        """The status and the problem document of each reply."""
        found, rest = [], received
        while rest:
            head, _, rest = rest.partition(b"\r\n\r\n")
            lines = head.split(b"\r\n")
            headers = dict(line.lower().split(b": ", 1) for line in lines[1:])
            length = int(headers.get(b"content-length", 0))
            found.append((int(lines[0].split()[1]), json.loads(rest[:length]) if length else None))
            rest = rest[length:]
        return found

    def test_bodies(self):
        """Huge ids, deeply nested lists, invalid UTF-8 and numbers out of range each get the right error."""
        with Server("--threads", "1", "--max-body", "32") as server, OtherClient(server) as other:
            for path, method in (("/v1/recommendations", "POST"), ("/v1/events", "POST"), ("/v1/products/p", "PUT"),
                                 ("/v1/products/p", "PATCH"), ("/v1/customers/c", "PUT"), ("/v1/customers/c", "PATCH"),
                                 ("/v1/customers/c/merge", "POST"), ("/v1/models/current", "POST")):
                ask = lambda body: server.ask(method, path, body)
                for nested in (b"[" * 1000 + b"]" * 1000, b'{"a":' * 1000 + b"1" + b"}" * 1000, b"[" * 1_000_000):
                    self.check_problem(ask(nested), 400)
                for text in (b"\xff", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf5\x80\x80\x80", b"\xe2\x82", b"\x80"):
                    self.check_problem(ask(b'{"customer_id": "' + text + b'"}'), 400)
                for body in (b"", b" ", b"\0", b"nul", b"{'a': 1}", b"{\"a\": 01}", b"{} x", b"\xef\xbb\xbf\xef\xbb\xbf{}",
                             b"{\"a\": NaN}", b"{\"a\": 1e999}", b"{\"a\": \"\n\"}"):
                    self.check_problem(ask(body), 400)
                for body in (b"null", b"[]", b"5", b'"text"', b"true"):
                    self.check_problem(ask(body), 422, "body")
            long = "x" * 10_000_000
            self.check_problem(server.ask("POST", "/v1/recommendations", {"customer_id": long}), 422, "customer_id")
            self.check_problem(server.ask("POST", "/v1/recommendations", {long: 1}), 422)
            self.check_problem(server.ask("PUT", "/v1/products/p", {"title": long}), 422, "title")
            result = server.ask("POST", "/v1/events", {"customer_id": long, "product_id": "p"})[2]["results"][0]
            self.assertEqual((result["status"], result["error"]["field"]), ("rejected", "customer_id"))
            for field, value in (("quantity", 0), ("quantity", 1e300), ("quantity", -1e300), ("unit_price", -1),
                                 ("value", 1e300), ("timestamp", -1), ("timestamp", 1e15), ("timestamp", 2 ** 63),
                                 ("timestamp", "2500-01-01"), ("timestamp", "1969-12-31")):
                body = {"customer_id": "c", "product_id": "p", "event": "rating" if field == "value" else "purchase"}
                result = server.ask("POST", "/v1/events", {"events": [{**body, field: value}]})[2]["results"][0]
                self.assertEqual((result["status"], result.get("error", {}).get("field")), ("rejected", field), value)
            self.served(other)

    def test_addresses(self):
        """No path reaches a file outside the server, and ids may be any text."""
        with Server() as server:
            for path in ("/../../etc/passwd", "/..%2f..%2fetc%2fpasswd", "/%2e%2e/%2e%2e/etc/passwd", "/v1/../../etc/passwd",
                         "//etc/passwd", "/v1//recommendations", "/v1/products", "/healthz/", "/openapi.json/../metrics",
                         "/v1/customers/a/b", "/v1/%72ecommendations/x", "/" + "a/" * 2000):
                received = server.raw(http_request("GET", path, ["Connection: close"]))
                status, problem = self.replies(received)[0]
                self.assertEqual((status, problem["status"]), (404, 404), path)
                self.assertNotIn(b"root:", received)
            for path in ("/%", "/%2", "/%gg", "/v1/products/%ff%fe/similar", "/v1/products/%c0%af/similar",
                         "/v1/products/a?x=%zz"):
                self.assertEqual(self.replies(server.raw(http_request("GET", path, ["Connection: close"])))[0][0], 400, path)
            for path in ("http://localhost/healthz", "healthz", "*"):
                self.assertEqual(self.replies(server.raw(http_request("GET", path, ["Connection: close"])))[0][0], 400, path)
            for model in ("../shop", "..", "/etc", "a/b", ".", "current", "x" * 1000, "a\0b", "\n"):
                self.check_problem(server.ask("POST", "/v1/models/current", {"model": model}), 422, "model")
            for name in ("..", "../..", "a/../b", "%00", "\0", "a\nb", "C:\\x", "چای/سبز", "\U0001f375"):
                path = "/v1/products/" + quote(name, safe="")
                self.assertIn(server.ask("PUT", path, {"title": name})[0], (200, 201), name)
                self.assertEqual(server.ask("GET", path)[2]["product_id"], name)

    def test_header_floods(self):
        """Headers of more than 16 KiB are refused."""
        with Server("--threads", "1") as server, OtherClient(server) as other:
            for flood in (b"X: y\r\n" * 100_000, b"X: " + b"y" * 10_000_000, b"\r\n" * 0 + b"X" * 1_000_000,
                          b"X: y\r\n y\r\n" * 50_000, b"Cookie: a=b; " * 100_000):
                received = server.raw(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n" + flood + b"\r\n\r\n")
                # The server closes with unread data, so the connection may be reset before the reply is read.
                if received:
                    status, problem = self.replies(received)[0]
                    self.assertIn(status, (400, 431))
                    self.assertEqual(problem["status"], status)
            self.served(other)

    def test_pipelined_garbage(self):
        """Garbage after valid requests gets an error after their replies and closes the connection; later requests are ignored."""
        with Server() as server, OtherClient(server) as other:
            write = post("/v1/events", b'{"event_id": "smuggled", "customer_id": "smuggled", "product_id": "p"}')
            good = http_request("GET", "/healthz")
            numbers = random.Random(7)
            for garbage in (b"\0" * 100, b"\xff\xfe\xfd\r\n\r\n", b"HTTP/1.1 200 OK\r\n\r\n", b"GET\r\n\r\n", b"GET /healthz\r\n\r\n",
                            b"GET /healthz HTTP/9.9\r\nHost: localhost\r\n\r\n", b" GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n",
                            b"GET  /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n", b"GET /healthz HTTP/1.1\nHost: localhost\n\n",
                            b"GET /heal\0thz HTTP/1.1\r\nHost: localhost\r\n\r\n", b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nA\0: b\r\n\r\n",
                            b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", numbers.randbytes(500) + b"\r\n\r\n"):
                received = server.raw(good * 3 + garbage + write)
                replies = self.replies(received)
                self.assertEqual([status for status, _ in replies[:3]], [200] * 3, garbage)
                self.assertEqual(len(replies), 4, garbage)
                self.assertIn(replies[3][0], (400, 505), garbage)
                self.assertEqual(replies[3][1]["status"], replies[3][0])
            self.check_problem(server.ask("GET", "/v1/customers/smuggled"), 404)
            self.served(other)

    def test_cut_short(self):
        """A request cut short at any byte stores nothing and leaves the server running."""
        with Server("--request-timeout", "2") as server, OtherClient(server) as other:
            whole = post("/v1/events", b'{"event_id": "cut", "customer_id": "cut", "product_id": "p"}')
            for end in range(len(whole)):
                with socket.create_connection(("127.0.0.1", server.port), timeout=10) as sock:
                    sock.sendall(whole[:end])
                    if end % 2 == 0:
                        sock.shutdown(socket.SHUT_WR)
                        while sock.recv(1000):
                            pass
            chunked = http_request("POST", "/v1/events", [*KIND, "Transfer-Encoding: chunked"],
                                   b"5\r\n{\"a\":\r\nffffffffffffffff\r\n")
            for bad in (chunked, chunked[:-20] + b"zz\r\n", chunked[:-20] + b"-5\r\n"):
                replies = self.replies(server.raw(bad))
                self.assertEqual(len(replies), 1, bad)
                self.assertIn(replies[0][0], (400, 413), bad)
            self.check_problem(server.ask("GET", "/v1/customers/cut"), 404)
            self.served(other)

    def test_two_hundred_slow_senders(self):
        """Two hundred clients that send one byte a second are disconnected, and another client is served meanwhile."""
        with Server("--request-timeout", "3", "--threads", "1") as server, OtherClient(server) as other:
            head = post("/v1/events", b"x" * 1000)
            slow = []
            for at in range(200):
                sock = socket.create_connection(("127.0.0.1", server.port), timeout=20)
                sock.sendall(head[:30] if at % 2 else head[:-900])
                slow.append(sock)
            for _ in range(6):
                time.sleep(1)
                for sock in slow:
                    try:
                        sock.sendall(b"x")
                    except OSError:
                        pass
            for sock in slow:
                sock.settimeout(0.1)
                try:
                    self.assertEqual(sock.recv(1000), b"")
                except ConnectionError:
                    pass
                sock.close()
            self.served(other)

    def test_slow_reader(self):
        """A client that never reads its replies is disconnected."""
        with Server("--request-timeout", "2") as server, OtherClient(server) as other:
            ask = http_request("GET", "/openapi.json") * 2000
            with socket.create_connection(("127.0.0.1", server.port), timeout=10) as sock:
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
                try:
                    sock.sendall(ask)
                    time.sleep(5)
                    sock.sendall(b"x" * 10_000_000)
                    self.fail("the server keeps reading requests that it cannot answer")
                except OSError:
                    pass
            self.served(other)

    def test_random_bytes(self):
        """A thousand randomly damaged requests get no 5xx and leave the server running."""
        numbers = random.Random(int(os.environ.get("SEED", "1")))
        event = post("/v1/events", b'{"customer_id": "c", "product_id": "p", "event": "view", "quantity": 1}')
        advice = post("/v1/recommendations", b'{"customer_id": "c", "filters": {"brand": ["x"]}, "context": {"cart": ["p"]}}')
        with Server("--request-timeout", "1") as server, OtherClient(server) as other:
            for _ in range(1000):
                data = bytearray(numbers.choice((event, advice)))
                for _ in range(numbers.randint(1, 6)):
                    at = numbers.randrange(len(data))
                    data[at:at + numbers.randint(0, 4)] = numbers.randbytes(numbers.randint(0, 4))
                with socket.create_connection(("127.0.0.1", server.port), timeout=10) as sock:
                    try:
                        sock.sendall(data)
                        sock.shutdown(socket.SHUT_WR)
                        received = b""
                        while chunk := sock.recv(65536):
                            received += chunk
                    except ConnectionError:
                        continue
                for status, _ in self.replies(received):
                    self.assertLess(status, 500)
            self.served(other)
            self.assertEqual(server.ask("GET", "/healthz")[0], 200)


if __name__ == "__main__":
    harness.main()
