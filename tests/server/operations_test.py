#!/usr/bin/env python3
"""The operation of a server: metrics, logs, limits, and model switches under load.

    tests/server/operations_test.py BINARY
"""
import hashlib
import json
import os
import pathlib
import re
import sys
import threading
import time
import unittest

import harness
from harness import Server, Test, moshaver

SAMPLE = re.compile(r'([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$')
LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)"')


def parsed(text):
    """Parses Prometheus' text format strictly: {name: kind} and {(name, labels): value}."""
    kinds, values, helped = {}, {}, set()
    for line in text.splitlines():
        if line.startswith("# HELP "):
            helped.add(line.split(" ", 3)[2])
        elif line.startswith("# TYPE "):
            _, _, name, kind = line.split(" ")
            assert name in helped and name not in kinds, line
            kinds[name] = kind
        else:
            match = SAMPLE.match(line)
            assert match, line
            name, labels, value = match.groups()
            found = LABEL.findall(labels or "")
            assert ",".join(f'{key}="{text}"' for key, text in found) == (labels or ""), line
            key = (name, tuple(sorted(found)))
            assert key not in values, line
            base = re.sub("_(bucket|sum|count)$", "", name)
            assert name in kinds or kinds.get(base) == "histogram", line
            values[key] = float(value)
    return kinds, values


def scrape(server, headers=None):
    status, answered, text = server.ask("GET", "/metrics", headers=headers)
    assert status == 200 and answered["Content-Type"].startswith("text/plain")
    kinds, values = parsed(text)
    return values


def memory_kib(server):
    status = pathlib.Path(f"/proc/{server.process.pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1])


class Metrics(Test):
    def test_metrics(self):
        """/metrics is valid Prometheus text, and its counters count requests, events and writes correctly."""
        with Server() as server:
            get = lambda values, name, **labels: values.get((name, tuple(sorted(labels.items()))), 0)
            before = scrape(server)
            best = server.ask("POST", "/v1/recommendations", {"customer_id": "c", "count": 1})[2]["items"][0]["product_id"]
            server.ask("PATCH", "/v1/products/" + best, {"stock": 0})
            answer = server.ask("POST", "/v1/recommendations", {"customer_id": "c"})[2]
            self.assertGreaterEqual(answer["removed"]["out_of_stock"], 1)
            server.ask("POST", "/v1/events", {"events": [{"customer_id": "c", "product_id": best, "event_id": "1"}] * 2})
            server.ask("POST", "/v1/recommendations", "{")
            server.ask("GET", "/v1/reports/lifecycle")
            after = scrape(server)
            increase = lambda name, **labels: get(after, name, **labels) - get(before, name, **labels)
            self.assertEqual(increase("moshaver_requests_total", endpoint="recommendations", status="200"), 2)
            self.assertEqual(increase("moshaver_requests_total", endpoint="recommendations", status="400"), 1)
            self.assertEqual(increase("moshaver_requests_total", endpoint="reports", status="200"), 1)
            self.assertEqual(increase("moshaver_request_seconds_count", endpoint="recommendations"), 3)
            self.assertEqual(increase("moshaver_answers_total", level=str(answer["level"])), 2)
            self.assertEqual(increase("moshaver_removed_total", rule="out_of_stock"), 2 * answer["removed"]["out_of_stock"] - 1)
            self.assertEqual(increase("moshaver_events_total", status="stored"), 1)
            self.assertEqual(increase("moshaver_events_total", status="duplicate"), 1)
            self.assertEqual(increase("moshaver_commits_total"), 2)  # the product, the events
            self.assertEqual(increase("moshaver_committed_writes_total"), 2)
            self.assertEqual(increase("moshaver_step_seconds_count", step="write"), 2)
            self.assertEqual(increase("moshaver_step_seconds_count", step="read"), 4)
            self.assertEqual(increase("moshaver_step_seconds_count", step="queue"), 3)
            self.assertEqual(get(after, "moshaver_queue_depth", queue="disk"), 0)
            self.assertEqual(get(after, "moshaver_queue_depth", queue="background"), 0)
            self.assertGreaterEqual(get(after, "moshaver_connections"), 1)
            self.assertLess(get(after, "moshaver_model_age_seconds"), 600)
            self.assertEqual(get(after, "moshaver_model_info", id=server.model, recipe="item-item"), 1)
            # Buckets are cumulative, and the last one equals the count.
            for (name, labels), value in after.items():
                if not name.endswith("_bucket"):
                    continue
                others = tuple(label for label in labels if label[0] != "le")
                bounds = sorted((float(dict(other)["le"].replace("+Inf", "inf")), count)
                                for (same, other), count in after.items()
                                if same == name and tuple(label for label in other if label[0] != "le") == others)
                counts = [count for _, count in bounds]
                self.assertEqual(counts, sorted(counts))
                self.assertEqual(counts[-1], after[(name.replace("_bucket", "_count"), others)])

    def test_bounded_labels(self):
        """Requests never create new metric series, and no id that clients send appears in metrics."""
        with Server() as server:
            def noise(word):
                for path in (f"/v1/customers/{word}/recommendations", f"/v1/products/{word}/similar", f"/{word}",
                             f"/v1/customers/{word}/recommendations?placement={word}"):
                    server.ask("GET", path)
                server.ask(word.upper(), "/healthz")
                server.ask("POST", "/v1/events", {"customer_id": word, "product_id": word, "event": word})
            noise("first-word")
            scrape(server)
            before = scrape(server)
            for at in range(20):
                noise(f"word-{at}")
            after = scrape(server)
            self.assertEqual(set(before), set(after))
            self.assertNotIn("word", server.ask("GET", "/metrics")[2].lower().replace("word\": ", ""))


class Logs(Test):
    def test_requests(self):
        """Each request is logged as a line of JSON with its request id, without customer ids or keys."""
        key, log = "read-0123456789", harness.PLACE / "requests.log"
        (harness.PLACE / "log-keys").write_text(f"read {hashlib.sha256(key.encode()).hexdigest()} me\n")
        with Server("--log", str(log), "--keys", str(harness.PLACE / "log-keys")) as server:
            bearer = {"Authorization": "Bearer " + key}
            status, headers, _ = server.ask("GET", "/v1/customers/secret-person/recommendations?region=secret-place",
                                            headers={**bearer, "X-Request-Id": "given-1"})
            self.assertEqual((status, headers["X-Request-Id"]), (422, "given-1"))
            status, headers, _ = server.ask("GET", "/v1/products/secret-product", headers={"Authorization": "secret-key"})
            self.assertEqual(status, 401)
            made = headers["X-Request-Id"]
            for bad in ('a"b', "a b", "x" * 129, "<script>"):
                status, headers, _ = server.ask("GET", "/healthz", headers={"X-Request-Id": bad})
                self.assertNotEqual(headers["X-Request-Id"], bad)
            server.ask("SECRETMETHOD", "/secret-path")
            server.raw(b"secret garbage\r\n\r\n")
            server.stop()
            text = log.read_text()
            lines = [json.loads(line) for line in text.splitlines()]
        requests = [line for line in lines if line["message"] == "request"]
        self.assertEqual([line["message"] for line in lines if line["message"] != "request"], ["started", "draining"])
        self.assertEqual(len(requests), 8)
        first, second = requests[:2]
        self.assertEqual((first["request_id"], first["method"], first["route"], first["status"], first["role"],
                          first["level"]),
                         ("given-1", "GET", "/v1/customers/{id}/recommendations", 422, "read", "info"))
        self.assertTrue(0 < first["seconds"] < 5 and first["bytes"] > 100)
        self.assertRegex(first["time"], r"^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")
        self.assertEqual((second["request_id"], second["route"], second["status"], second["level"], second["role"]),
                         (made, "/v1/products/{id}", 401, "warning", "none"))
        self.assertEqual((requests[6]["method"], requests[6]["route"], requests[6]["status"]), ("other", "-", 404))
        self.assertEqual((requests[7]["route"], requests[7]["status"]), ("-", 400))
        self.assertEqual(len({line["request_id"] for line in requests}), 8)
        self.assertNotIn("secret", text.lower())
        self.assertNotIn(key, text)
        self.assertNotIn("127.0.0.1", text)

    def test_sampling_and_levels(self):
        """--log-sample logs a part of the successful requests, and --log-level leaves out lower levels."""
        log = harness.PLACE / "sampled.log"
        for options, wanted in ((("--log-sample", "10"), (10, 0)), (("--log-level", "error"), (0, 0)),
                                (("--log-level", "warning"), (0, 5))):
            limit = ("--rate-limit", "5") if wanted[1] else ()
            log.unlink(missing_ok=True)
            with Server("--log", str(log), *options, *limit) as server:
                connection = server.connect()
                for _ in range(100 if not limit else 10):
                    server.ask("GET", "/v1/models/current", connection=connection)
                server.stop()
            statuses = [json.loads(line).get("status") for line in log.read_text().splitlines()]
            self.assertEqual((statuses.count(200), statuses.count(429)), wanted)
        ran = moshaver("serve", "--shop", "shop", "--log", "-", "--log-level", "loud", check=False)
        self.assertIn("--log-level", ran.stderr)
        ran = moshaver("serve", "--shop", "shop", "--log", "/", check=False)
        self.assertIn("cannot write to /", ran.stderr)


class Limits(Test):
    def test_rate_limit(self):
        """Each key has its own rate limit; beyond it requests get 429 with Retry-After, and are served again after that."""
        keys = {name: name + "-0123456789" for name in ("one", "two")}
        path = harness.PLACE / "limit-keys"
        path.write_text("".join(f"read {hashlib.sha256(key.encode()).hexdigest()} {name}\n" for name, key in keys.items()))
        with Server("--keys", str(path), "--rate-limit", "5") as server:
            def ask(name, target="/v1/models/current"):
                return server.ask("GET", target, headers={"Authorization": "Bearer " + keys[name]})
            answers = [ask("one") for _ in range(8)]
            self.assertEqual([answer[0] for answer in answers], [200] * 5 + [429] * 3)
            self.check_problem(answers[-1], 429)
            self.assertEqual(answers[-1][1]["Retry-After"], "1")
            self.assertEqual(ask("two")[0], 200)
            # Requests without a key do not use up other keys' rates, and health checks are always answered.
            self.assertEqual([server.ask("GET", "/v1/models/current")[0] for _ in range(10)], [401] * 10)
            self.assertEqual([ask("one", "/healthz")[0] for _ in range(10)], [200] * 10)
            time.sleep(1.1)
            self.assertEqual([ask("one")[0] for _ in range(5)], [200] * 5)
        with Server("--rate-limit", "2") as server:
            self.assertEqual([server.ask("GET", "/v1/models/current")[0] for _ in range(4)], [200, 200, 429, 429])
            time.sleep(1.1)
            self.assertEqual(scrape(server)[("moshaver_rate_limited_total", ())], 2)
        for wrong in ("-1", "nan", "2000000"):
            self.assertIn("--rate-limit takes", moshaver("serve", "--shop", "shop", "--rate-limit", wrong, check=False).stderr)


class Load:
    """Threads that request recommendations, and one that stores events; every answer is checked."""

    def __init__(self, server, threads=2):
        self.server, self.times, self.wrong, self.models, self.events, self.running = server, [], [], set(), 0, True
        self.threads = [threading.Thread(target=self.ask) for _ in range(threads)] + [threading.Thread(target=self.write)]
        for thread in self.threads:
            thread.start()

    def ask(self):
        connection = self.server.connect()
        while self.running:
            begun = time.perf_counter()
            status, _, answer = self.server.ask("POST", "/v1/recommendations", {"customer_id": "c", "count": 2},
                                                connection=connection)
            self.times.append(time.perf_counter() - begun)
            if status != 200 or len(answer["items"]) != 2:
                self.wrong.append(answer)
            else:
                self.models.add(answer["model"])

    def write(self):
        connection = self.server.connect()
        while self.running:
            status, _, answer = self.server.ask("POST", "/v1/events", {"customer_id": f"c{self.events % 7}", "product_id": "p",
                                                                       "event": "view"}, connection=connection)
            if status != 200 or answer["results"][0]["status"] not in ("stored", "duplicate"):
                self.wrong.append(answer)
            self.events += 1

    def stop(self):
        self.running = False
        for thread in self.threads:
            thread.join()

    def p99(self, first=0):
        times = sorted(self.times[first:])
        return times[len(times) * 99 // 100]


class Models(Test):
    def models_of(self, server):
        return sorted(one.name for one in pathlib.Path(server.shop, "models").iterdir() if one.is_dir())

    def test_switches_under_load(self):
        """Models are switched under load without errors, without a lasting increase in latency or memory."""
        turns = int(os.environ.get("SWITCHES", "12"))
        with Server("--threads", "1") as server:
            models = self.models_of(server)
            for turn in range(4):
                server.ask("POST", "/v1/models/current", {"model": models[turn % 2]})
            load = Load(server)
            time.sleep(1)
            before, asked, memory = load.p99(), len(load.times), memory_kib(server)
            for turn in range(turns):
                status, _, answer = server.ask("POST", "/v1/models/current", {"model": models[turn % 2]})
                self.assertEqual((status, answer["model"]), (200, models[turn % 2]))
                time.sleep(0.02)
            during = load.p99(asked)
            stored = load.events
            load.stop()
            self.assertEqual(load.wrong, [])
            self.assertEqual(load.models, set(models))
            self.assertGreater(stored, 0)
            values = scrape(server)
            self.assertEqual(values[("moshaver_model_switches_total", (("outcome", "done"),))], turns + 4)
            after = memory_kib(server)
        print(f"{turns} switches: p99 {before * 1e3:.2f} ms before, {during * 1e3:.2f} ms during; "
              f"memory {memory} KiB before, {after} KiB after", file=sys.stderr)
        # The times include the clients and other load of the machine: this bound finds requests that wait, and measures nothing.
        self.assertLess(during, max(4 * before, 0.1))
        if b"__asan_init" not in pathlib.Path(harness.BINARY).read_bytes():  # which delays freeing memory
            self.assertLess(after, memory * 1.15 + 4096)

    def test_trained_beside(self):
        """A running server soon uses a newly trained model, and never one that cannot be opened."""
        with Server() as server:
            load = Load(server)
            trained = moshaver("train", "--shop", server.shop, "--recipe", "low-pass", "--force", "--quiet").stdout
            wanted = trained.split()[1]
            deadline = time.monotonic() + 30
            while wanted not in load.models and time.monotonic() < deadline:
                time.sleep(0.05)
            self.assertIn(wanted, load.models)
            models = pathlib.Path(server.shop, "models")
            (models / "broken-1").mkdir()
            (models / "broken-1" / "model.json").write_text("{}")
            (models / "current.new").write_text("broken-1\n")
            (models / "current.new").rename(models / "current")
            while (count := scrape(server)[("moshaver_model_switches_total", (("outcome", "failed"),))]) == 0:
                self.assertLess(time.monotonic(), deadline)
                time.sleep(0.05)
            time.sleep(2.5)
            self.assertEqual(scrape(server)[("moshaver_model_switches_total", (("outcome", "failed"),))], count)
            load.stop()
            self.assertEqual(load.wrong, [])
            self.assertEqual(server.ask("GET", "/v1/models/current")[2]["model"], wanted)


if __name__ == "__main__":
    harness.main()
