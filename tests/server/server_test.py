#!/usr/bin/env python3
"""moshaver serve from a client's view: a real process on a loopback port.

    tests/server/server_test.py BINARY
"""
import hashlib
import json
import pathlib
import signal
import socket
import threading
import time
from urllib.parse import quote

import harness
from harness import Server, Test, http_request, moshaver


class Answers(Test):
    @classmethod
    def setUpClass(cls):
        cls.server = Server("--threads", "2")

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__()

    def test_same_as_command_line(self):
        """An answer over HTTP has the same items as that of the command line."""
        customer = self.customer()
        printed = json.loads(moshaver("recommend", "--shop", "shop", "--customer", customer, "--count", "5", "--explain",
                                      "--format", "json").stdout)
        status, _, advice = self.server.ask("POST", "/v1/recommendations",
                                            {"customer_id": customer, "placement": "for_you", "count": 5,
                                             "context": {}, "filters": {}})
        self.assertEqual(status, 200)
        # Compares the items that both answers have.
        stocked = [item["product_id"] for item in advice["items"]]
        both = [item for item in printed["items"] if item["product_id"] in stocked]
        self.assertGreater(len(both), 0)
        for item in both:
            over_http = next(one for one in advice["items"] if one["product_id"] == item["product_id"])
            self.assertEqual({**item, "rank": 0}, {**over_http, "rank": 0})
        self.assertEqual([item["rank"] for item in advice["items"]], [1, 2, 3, 4, 5])
        self.assertLessEqual({"advice_id", "level", "next_level_needs", "items", "removed"}, set(advice))
        reason = advice["items"][0]["reasons"][0]
        self.assertLessEqual({"code", "share", "evidence", "text"}, set(reason))
        by_get = self.server.ask("GET", f"/v1/customers/{quote(customer, safe='')}/recommendations?count=5")[2]
        self.assertEqual(by_get["items"], advice["items"])
        self.assertNotEqual(by_get["advice_id"], advice["advice_id"])

    def test_unknown_customers(self):
        """Unknown customers, empty histories and requests without a customer get the popular products."""
        answers = [self.server.ask("POST", "/v1/recommendations", body)[2] for body in
                   ({"customer_id": "nobody"}, {"history": []}, {}, {"history": ["no such product"]})]
        for answer in answers:
            self.assertEqual(len(answer["items"]), 10)
            self.assertFalse(answer["known"])
            self.assertEqual([item["product_id"] for item in answer["items"]],
                             [item["product_id"] for item in answers[0]["items"]])
        self.assertEqual(answers[3]["ignored"], ["no such product"])

    def test_placements_of_products(self):
        """similar, alternatives and complements of a product are answered without the product itself."""
        product = self.server.ask("POST", "/v1/recommendations", {})[2]["items"][0]["product_id"]
        for kind in ("similar", "alternatives", "complements"):
            status, _, answer = self.server.ask("GET", f"/v1/products/{quote(product, safe='')}/{kind}?count=2")
            self.assertEqual(status, 200)
            self.assertLessEqual(len(answer["items"]), 2)
            self.assertNotIn(product, [item["product_id"] for item in answer["items"]])
            self.check_problem(self.server.ask("GET", f"/v1/products/none/{kind}"), 404, "product_id")

    def test_bad_requests(self):
        """Every error in a request is reported with field, rule and remedy."""
        ask = lambda body, **kind: self.server.ask("POST", "/v1/recommendations", body, **kind)
        self.check_problem(ask("{"), 400)
        self.check_problem(ask(""), 400)
        self.check_problem(ask("[1]"), 422, "body")
        self.check_problem(ask(b'{"customer_id": "\xff\xfe"}'), 400)
        self.check_problem(ask('{"filters": ' + "[" * 100 + "]" * 100 + "}"), 400)
        self.check_problem(ask("[" * 100_000), 400)
        self.check_problem(ask("{} {}"), 400)
        self.check_problem(ask({"customer": "c"}), 422, "customer")
        self.check_problem(ask({"customer_id": 17850}), 422, "customer_id")
        self.check_problem(ask({"customer_id": "c" * 1025}), 422, "customer_id")
        self.check_problem(ask({"history": "a" * 2000}), 422, "history")
        self.check_problem(ask({"history": [1]}), 422, "history")
        self.check_problem(ask({"customer_id": "c", "history": ["p"]}), 422, "history")
        for count in (0, 1001, -1, 2.5, "3", 1e30):
            self.check_problem(ask({"count": count}), 422, "count")
        self.check_problem(ask('{"count": 1, "count": 2}'), 422, "count")
        self.check_problem(ask({"placement": "theft"}), 422, "placement")
        self.check_problem(ask({"placement": "gift"}), 422, "context.recipient_id")
        self.check_problem(ask({"placement": "similar"}), 422, "product_id")
        self.check_problem(ask({"filters": {"colour": "red"}}), 422, "filters.colour")
        self.check_problem(ask({"filters": {"min_confidence": 7}}), 422, "filters.min_confidence")
        self.check_problem(ask({"context": {"budget": -1}}), 422, "context.budget")
        self.check_problem(ask({"context": {"budget_scope": "basket"}}), 422, "context.budget_scope")
        self.check_problem(ask({"context": {"now": "soon"}}), 422, "context.now")
        self.check_problem(ask({}, headers={"Content-Type": "text/plain"}), 415)
        get = lambda path: self.server.ask("GET", path)
        self.check_problem(get("/v1/customers/c/recommendations?count=many"), 422, "count")
        self.check_problem(get("/v1/customers/c/recommendations?colour=red"), 422, "colour")
        self.check_problem(get("/v1/customers/c/recommendations?count=1&count=2"), 400, "count")
        self.check_problem(get("/v1/customers/%zz/recommendations"), 400, "address")
        self.check_problem(get("/v1/customers/%ff/recommendations"), 400, "address")
        self.check_problem(get("/v1/customers/" + "c" * 1500 + "/recommendations"), 422, "customer_id")
        self.check_problem(get("/v1/nothing"), 404)
        status, headers, _ = self.server.ask("DELETE", "/v1/recommendations")
        self.assertEqual((status, headers["Allow"]), (405, "POST"))

    def test_openapi(self):
        """/openapi.json lists for every path the methods that the server allows."""
        status, _, document = self.server.ask("GET", "/openapi.json")
        self.assertEqual((status, document["openapi"]), (200, "3.1.0"))
        for path, operations in document["paths"].items():
            documented = {method.upper() for method in operations if method != "parameters"}
            _, headers, _ = self.server.ask("OPTIONS", path.replace("{id}", "x"))
            self.assertEqual(documented, set(headers["Allow"].split(", ")), path)
        # Every schema that is referenced exists.
        text = json.dumps(document)
        for name in text.split('"#/components/schemas/')[1:]:
            self.assertIn(name.split('"')[0], document["components"]["schemas"])

    def test_health_and_metrics(self):
        """The server answers /healthz, /readyz and /metrics."""
        self.assertEqual(self.server.ask("GET", "/healthz")[0], 200)
        self.assertEqual(self.server.ask("GET", "/readyz")[0], 200)
        status, headers, text = self.server.ask("GET", "/metrics")
        self.assertEqual(status, 200)
        self.assertTrue(headers["Content-Type"].startswith("text/plain"))
        values = dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
        self.assertGreaterEqual(int(values['moshaver_requests_total{endpoint="health",status="200"}']), 1)
        self.assertIn(f'moshaver_model_info{{id="{self.server.model}",recipe="item-item"}}', values)
        status, headers, body = self.server.ask("HEAD", "/healthz")
        self.assertEqual((status, body), (200, ""))


class Writes(Test):
    def test_events(self):
        """An event is stored once, changes the next answer, and survives a kill of the server."""
        with Server() as server:
            before = server.ask("POST", "/v1/recommendations", {"customer_id": "new", "count": 1})[2]
            best = before["items"][0]["product_id"]
            event = {"event_id": "e1", "customer_id": "new", "product_id": best, "event": "purchase",
                     "timestamp": "2026-11-21T10:00:00Z", "quantity": 1, "advice_id": before["advice_id"]}
            bad = {**event, "event_id": "e2", "event": "theft"}
            strange = {**event, "event_id": "e3", "colour": "red"}
            status, _, answer = server.ask("POST", "/v1/events", {"events": [event, event, bad, strange, 5]})
            self.assertEqual(status, 200)
            results = answer["results"]
            self.assertEqual([one["status"] for one in results],
                             ["stored", "duplicate", "rejected", "rejected", "rejected"])
            self.assertEqual(results[0]["effect"]["changes"], "history")
            self.assertTrue(results[0]["effect"]["text"])
            self.assertEqual(results[2]["error"]["field"], "event")
            self.assertEqual(results[3]["error"]["field"], "colour")
            after = server.ask("POST", "/v1/recommendations", {"customer_id": "new", "count": 1})[2]
            self.assertTrue(after["known"])
            self.assertNotEqual(after["items"][0]["product_id"], best)
            self.assertIn("moshaver_attributed_events_total 1", server.ask("GET", "/metrics")[2])
            server.process.kill()
            server.process.wait()
            with Server(shop=server.shop) as again:
                self.assertEqual(again.ask("POST", "/v1/events", event)[2]["results"][0]["status"], "duplicate")
                self.assertEqual(again.ask("GET", "/v1/customers/new")[2]["history"]["products"], 1)

    def test_bad_events(self):
        """A malformed body of events is refused completely."""
        with Server() as server:
            ask = lambda body: server.ask("POST", "/v1/events", body)
            self.check_problem(ask({"events": []}), 422, "events")
            self.check_problem(ask({"events": {}}), 422, "events")
            self.check_problem(ask({"events": [], "more": 1}), 422, "events")
            self.check_problem(ask("{"), 400)
            status, _, answer = ask({"customer_id": "c"})
            self.assertEqual((status, answer["results"][0]["error"]["field"]), (200, "product_id"))

    def test_products(self):
        """Products are put, patched and withdrawn, each with effect on the next answer."""
        with Server() as server:
            best = server.ask("POST", "/v1/recommendations", {"count": 1})[2]["items"][0]["product_id"]
            path = "/v1/products/" + quote(best, safe="")
            shown = lambda: server.ask("POST", "/v1/recommendations", {"count": 1})[2]["items"][0]["product_id"]
            product = server.ask("GET", path)[2]
            status, _, changed = server.ask("PATCH", path, {"stock": 0, "guide": None})
            self.assertEqual((status, changed["stock"]), (200, 0))
            self.assertEqual({**product, "stock": 0}, {**changed, "guide": product["guide"]} if "guide" in product
                             else changed)
            self.assertNotEqual(shown(), best)
            self.assertEqual(server.ask("PATCH", path, {"stock": 5})[0], 200)
            self.assertEqual(shown(), best)
            self.assertEqual(server.ask("DELETE", path)[0], 204)
            self.assertNotEqual(shown(), best)
            self.check_problem(server.ask("GET", path), 404, "product_id")
            status, _, again = server.ask("PUT", path, {"title": "چای", "price": 3.5})
            self.assertEqual((status, again), (201, {"product_id": best, "title": "چای", "price": 3.5}))
            self.assertEqual(server.ask("PUT", path, {"title": "چای"})[0], 200)
            self.check_problem(server.ask("PUT", path, {"price": -1}), 422, "price")
            self.check_problem(server.ask("PUT", path, {"product_id": "other"}), 422, "product_id")
            self.check_problem(server.ask("PATCH", path, {"flavour": "mint"}), 422, "flavour")
            self.check_problem(server.ask("PATCH", "/v1/products/none", {"stock": 1}), 404, "product_id")

    def test_customers(self):
        """Customers are put, patched, merged and erased."""
        with Server() as server:
            self.assertEqual(server.ask("PUT", "/v1/customers/c%2F1", {"region": "Yazd", "birthday": "03-21"})[0], 201)
            status, _, profile = server.ask("PATCH", "/v1/customers/c%2F1", {"birthday": None, "language": "fa"})
            self.assertEqual((status, profile["customer_id"], profile["region"], profile["language"]),
                             (200, "c/1", "Yazd", "fa"))
            self.assertNotIn("birthday", profile)
            product = server.ask("POST", "/v1/recommendations", {})[2]["items"][0]["product_id"]
            server.ask("POST", "/v1/events", {"customer_id": "guest", "product_id": product})
            status, _, merged = server.ask("POST", "/v1/customers/guest/merge", {"into": "c/1"})
            self.assertEqual((status, merged["history"]["products"]), (200, 1))
            self.check_problem(server.ask("POST", "/v1/customers/guest/merge", {"into": "c/1"}), 422, "into")
            self.check_problem(server.ask("POST", "/v1/customers/guest/merge", {}), 422, "into")
            self.assertEqual(server.ask("DELETE", "/v1/customers/c%2F1")[0], 204)
            for name in ("c%2F1", "guest"):
                self.check_problem(server.ask("GET", "/v1/customers/" + name), 404, "customer_id")
            self.assertEqual(moshaver("doctor", "--shop", server.shop, check=False).stdout.count("PROBLEM"), 0)

    def test_models(self):
        """The model is switched under load without errors, and a switch to a missing model is refused."""
        with Server("--threads", "2") as server:
            models = sorted(one.name for one in pathlib.Path(server.shop, "models").iterdir() if one.is_dir())
            self.assertEqual(len(models), 2)
            wrong, seen, running = [], set(), True

            def ask():
                connection = server.connect()
                while running:
                    status, _, answer = server.ask("POST", "/v1/recommendations", {"count": 2}, connection=connection)
                    if status != 200 or len(answer["items"]) != 2:
                        wrong.append(answer)
                    seen.add(answer["model"])

            threads = [threading.Thread(target=ask) for _ in range(2)]
            for thread in threads:
                thread.start()
            for turn in range(10):
                status, _, answer = server.ask("POST", "/v1/models/current", {"model": models[turn % 2]})
                self.assertEqual((status, answer["model"]), (200, models[turn % 2]))
                self.assertEqual(server.ask("GET", "/v1/models/current")[2]["model"], models[turn % 2])
            running = False
            for thread in threads:
                thread.join()
            self.assertEqual(wrong, [])
            self.assertEqual(seen, set(models))
            self.check_problem(server.ask("POST", "/v1/models/current", {"model": "none-such"}), 404, "model")
            self.check_problem(server.ask("POST", "/v1/models/current", {"model": "../shop"}), 422, "model")
            self.assertEqual(server.ask("GET", "/v1/models/current")[2]["model"], models[1])


class Connections(Test):
    def test_keep_alive_and_pipelining(self):
        """One connection serves many requests, and pipelined requests are answered in order."""
        with Server() as server:
            connection = server.connect()
            for _ in range(50):
                self.assertEqual(server.ask("GET", "/healthz", connection=connection)[0], 200)
            body = b'{"count": 1}'
            post = http_request("POST", "/v1/recommendations",
                                ["Content-Type: application/json", f"Content-Length: {len(body)}"], body)
            event = b'{"customer_id": "c", "product_id": "p"}'
            write = http_request("POST", "/v1/events",
                                 ["Content-Type: application/json", "Transfer-Encoding: chunked"],
                                 b"%x\r\n%s\r\n0\r\n\r\n" % (len(event), event))
            last = http_request("GET", "/nothing", ["Connection: close"])
            received = server.raw((http_request("GET", "/healthz") + post + write) * 3 + last)
            statuses = [line for line in received.split(b"\r\n") if b"HTTP/1.1 " in line]
            self.assertEqual(len(statuses), 10)
            self.assertEqual(received.count(b" 200 OK\r\n"), 9)
            self.assertTrue(statuses[-1].endswith(b"404 Not Found"))
            self.assertEqual(server.raw(b"GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n").count(b" 200 OK"), 1)

    def test_smuggling(self):
        """A request with an ambiguous length is refused and its connection closed."""
        with Server() as server:
            inner = b"0\r\n\r\nGET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n"
            for headers in (["Content-Length: 5", "Transfer-Encoding: chunked"],
                            ["Transfer-Encoding: chunked", "Content-Length: 5"],
                            ["Content-Length: 5", "Content-Length: 6"], ["Content-Length: 5", "Content-Length: 5"],
                            ["Content-Length: 5, 5"], ["Content-Length: +5"], ["Content-Length: -1"],
                            ["Content-Length: 5x"], ["Content-Length: 99999999999999999999999"],
                            ["Transfer-Encoding: xchunked"], ["Transfer-Encoding: chunked, identity"],
                            ["Transfer-Encoding: gzip, chunked"],
                            ["Transfer-Encoding: chunked", "Transfer-Encoding: chunked"],
                            ["Transfer-Encoding : chunked"], ["Content-Length : 5"], ["Host: another"]):
                data = http_request("POST", "/v1/recommendations", ["Content-Type: application/json", *headers], inner)
                received = server.raw(data)
                self.assertEqual(received.count(b"HTTP/1.1 "), 1, (headers, received))
                self.assertIn(b" 400 Bad Request\r\n", received, headers)
                self.assertIn(b"application/problem+json", received)
            self.assertIn(b" 400 ", server.raw(b"GET /healthz HTTP/1.1\r\n\r\n"))  # no host
            self.assertIn(b" 400 ", server.raw(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"x" * 50))  # TLS
            self.assertIn(b" 400 ", server.raw(b"hello\r\n\r\n"))
            self.assertEqual(server.ask("GET", "/healthz")[0], 200)

    def test_sizes(self):
        """Headers and bodies over the limits are refused, and so is Expect: 100-continue before the body is sent."""
        with Server("--max-body", "1") as server:
            self.assertIn(b" 431 ", server.raw(http_request("GET", "/healthz", ["X: " + "x" * 20_000])))
            self.assertIn(b" 431 ", server.raw(http_request("GET", "/" + "x" * 20_000)))
            kind = ["Content-Type: application/json"]
            large = ["Content-Length: 1048577"]
            self.assertIn(b" 413 ", server.raw(http_request("POST", "/v1/events", kind + large, b"x" * 1_048_577)))
            asking = http_request("POST", "/v1/events", kind + large + ["Expect: 100-continue"])
            received = server.raw(asking)
            self.assertIn(b" 413 ", received)
            self.assertNotIn(b" 100 ", received)
            chunks = b"".join(b"10000\r\n" + b" " * 65536 + b"\r\n" for _ in range(17)) + b"0\r\n\r\n"
            self.assertIn(b" 413 ", server.raw(http_request("POST", "/v1/events", kind + ["Transfer-Encoding: chunked"],
                                                            chunks)))
            body = b'{"count": 1}' + b" " * (1_048_576 - 12)
            with socket.create_connection(("127.0.0.1", server.port), timeout=20) as sock:
                sock.sendall(http_request("POST", "/v1/recommendations",
                                          kind + ["Content-Length: 1048576", "Expect: 100-continue"]))
                self.assertEqual(sock.recv(1000), b"HTTP/1.1 100 Continue\r\n\r\n")
                sock.sendall(body)
                self.assertIn(b" 200 OK", sock.recv(1000))

    def test_slow_senders(self):
        """Slow senders are disconnected, and other clients are served meanwhile."""
        with Server("--request-timeout", "1", "--threads", "1") as server:
            slow = []
            for start in (b"POST /v1/events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                          b"Content-Length: 1000\r\n\r\n{", b"GET /heal"):
                for _ in range(20):
                    sock = socket.create_connection(("127.0.0.1", server.port), timeout=20)
                    sock.sendall(start)
                    slow.append(sock)
            begun = time.monotonic()
            open_ones = set(slow)
            while open_ones and time.monotonic() - begun < 15:
                self.assertEqual(server.ask("GET", "/healthz")[0], 200)
                for sock in list(open_ones):
                    try:
                        sock.sendall(b"x")
                        sock.setblocking(False)
                        if sock.recv(1000) == b"":
                            open_ones.discard(sock)
                    except BlockingIOError:
                        pass
                    except OSError:
                        open_ones.discard(sock)
                    finally:
                        sock.setblocking(True)
                time.sleep(0.1)
            self.assertEqual(open_ones, set())
            for sock in slow:
                sock.close()

    def test_many_connections(self):
        """A connection beyond --max-connections gets 503 with Retry-After."""
        with Server("--max-connections", "20") as server:
            held = []
            for _ in range(20):
                connection = server.connect()
                self.assertEqual(server.ask("GET", "/healthz", connection=connection)[0], 200)
                held.append(connection)
            status, headers, _ = server.ask("GET", "/healthz")
            self.assertEqual((status, headers["Retry-After"]), (503, "1"))
            for connection in held:
                connection.close()
            for _ in range(100):
                if server.ask("GET", "/healthz")[0] == 200:
                    break
                time.sleep(0.05)
            self.assertEqual(server.ask("GET", "/healthz")[0], 200)

    def test_end(self):
        """On SIGTERM running requests are answered, idle connections are closed, and the exit code is 0."""
        with Server() as server:
            idle = server.connect()
            server.ask("GET", "/healthz", connection=idle)
            body = b'{"customer_id": "c", "product_id": "p"}'
            sock = socket.create_connection(("127.0.0.1", server.port), timeout=20)
            sock.sendall(http_request("POST", "/v1/events", ["Content-Type: application/json",
                                                             f"Content-Length: {len(body)}"], body[:10]))
            time.sleep(0.2)
            server.process.send_signal(signal.SIGTERM)
            self.assertEqual(idle.sock.recv(1), b"")
            sock.sendall(body[10:])
            received = b""
            while chunk := sock.recv(1000):
                received += chunk
            self.assertIn(b'"stored"', received)
            self.assertIn(b"Connection: close", received)
            self.assertEqual(server.process.wait(20), 0)
            with self.assertRaises(ConnectionRefusedError):
                server.ask("GET", "/healthz")


class Access(Test):
    def test_keys(self):
        """A key allows exactly the requests of its role."""
        path = harness.PLACE / "keys"
        keys = {role: f"{role}-0123456789" for role in ("read", "write", "admin")}
        path.write_text("# role hash name\n\n" + "".join(
            f"{role} {hashlib.sha256(key.encode()).hexdigest()} test {role}\n" for role, key in keys.items()))
        with Server("--keys", str(path)) as server:
            def status(role, method, target, body=None):
                headers = {"Authorization": "Bearer " + keys.get(role, role)} if role else {}
                return server.ask(method, target, body, headers)[0]
            event = {"customer_id": "c", "product_id": "p"}
            calls = (("GET", "/v1/customers/c/recommendations", None, "read"),
                     ("GET", "/metrics", None, "read"),
                     ("POST", "/v1/recommendations", {}, "read"),
                     ("POST", "/v1/events", event, "write"),
                     ("PUT", "/v1/products/p", {"stock": 1}, "write"),
                     ("DELETE", "/v1/customers/c", None, "admin"))
            order = ("read", "write", "admin")
            for method, target, body, needed in calls:
                for wrong in ("", "nonsense", keys["admin"] + "x", keys["admin"][:-1]):
                    self.assertEqual(status(wrong, method, target, body), 401, (method, target, wrong))
                for role in order:
                    got = status(role, method, target, body)
                    if order.index(role) < order.index(needed):
                        self.assertEqual(got, 403, (method, target, role))
                    else:
                        self.assertLess(got, 300, (method, target, role))
            for target in ("/healthz", "/readyz", "/openapi.json"):
                self.assertEqual(status("", "GET", target), 200)
            # Without a key no body is read.
            received = server.raw(http_request("POST", "/v1/events", ["Content-Length: 1000000"], b"x"))
            self.assertIn(b" 401 ", received)
            self.assertIn(b"WWW-Authenticate: Bearer", received)

    def refused(self, *options):
        ran = moshaver("serve", "--shop", "shop", *options, check=False)
        self.assertEqual(ran.stdout, "")
        self.assertEqual(len(ran.stderr.splitlines()), 1, ran.stderr)
        self.assertNotEqual(ran.returncode, 0)
        return ran.stderr

    def test_refused(self):
        """A server on a public address does not start without keys, nor with bad keys, a bad address or a missing shop."""
        for address in ("0.0.0.0:0", "[::]:0", "192.0.2.1:80"):
            self.assertIn("--keys FILE", self.refused("--listen", address))
        for address in ("8080", "somewhere:80", "127.0.0.1:", "127.0.0.1:99999", "::1:80", "127.0.0.1:80x"):
            self.assertIn("--listen takes HOST:PORT", self.refused("--listen", address))
        (harness.PLACE / "bad-keys").write_text("read my-secret-key me\n")
        stderr = self.refused("--keys", "bad-keys")
        self.assertIn("bad-keys:1", stderr)
        self.assertNotIn("my-secret-key", stderr)
        (harness.PLACE / "no-keys").write_text("# none\n")
        self.assertIn("holds no key", self.refused("--keys", "no-keys"))
        self.assertIn("cannot read", self.refused("--keys", "missing"))
        self.assertIn("no shop at", moshaver("serve", "--shop", "nowhere", check=False).stderr)
        with Server() as server:
            self.assertIn("cannot listen", self.refused("--listen", f"127.0.0.1:{server.port}"))


if __name__ == "__main__":
    harness.main()
