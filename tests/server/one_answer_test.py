#!/usr/bin/env python3
"""The command line and the server give one answer: the same products, scores, confidence, reasons and counts of what
rules removed, for 1,000 customers. What is sold out is in no nightly list.

    tests/server/one_answer_test.py BINARY
"""
import csv
import json
import pathlib
import random
import shutil
import tempfile
import unittest
from urllib.parse import quote

import harness
from harness import Server, Test

NOW = "2026-01-01T00:00:00Z"


def lines(shop, *flags):
    """The command line's answers, one object a customer."""
    ran = harness.moshaver("recommend", "--shop", str(shop), "--customers", str(OneAnswer.ids), "--format", "json",
                           "--quiet", *flags)
    return [json.loads(line) for line in ran.stdout.splitlines()]


def without_id(answer):
    assert len(answer["advice_id"]) == 32
    return {field: value for field, value in answer.items() if field != "advice_id"}


class OneAnswer(Test):
    @classmethod
    def setUpClass(cls):
        cls.place = pathlib.Path(tempfile.mkdtemp(dir=harness.PLACE))
        cls.shop = cls.place / "shop"
        files = cls.place / "files"
        harness.moshaver("generate", "--out", str(files), "--customers", "1000", "--products", "300", "--events",
                         "40000", "--quiet")
        harness.moshaver("import", "--shop", str(cls.shop), "--events", str(files / "events.csv"), "--products",
                         str(files / "products.csv"), "--customers", str(files / "customers.csv"), "--quiet")
        harness.moshaver("train", "--shop", str(cls.shop), "--recipe", "blend", "--force", "--quiet")
        cls.customers = [row["customer_id"] for row in csv.DictReader(open(files / "customers.csv"))]
        cls.products = [row["product_id"] for row in csv.DictReader(open(files / "products.csv"))]
        cls.ids = cls.place / "ids.txt"
        cls.ids.write_text("\n".join(cls.customers) + "\n")
        assert len(cls.customers) == 1000
        cls.server = Server(shop=str(cls.shop))
        cls.connection = cls.server.connect()

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__()

    def over_http(self, request):
        status, _, answer = self.server.ask("POST", "/v1/recommendations", request, connection=self.connection)
        self.assertEqual(status, 200, answer)
        return answer

    def check_same(self, request, *flags):
        answers = lines(self.shop, "--explain", *flags)
        self.assertEqual(len(answers), 1000)
        shown = 0
        for customer, answer in zip(self.customers, answers):
            self.assertEqual(without_id(answer), without_id(self.over_http({"customer_id": customer, **request})))
            shown += len(answer["items"])
        self.assertGreater(shown, 1000)

    def test_a_list_for_each_of_1000_customers(self):
        """Each of 1,000 customers gets the same list, reasons included, on the command line and over HTTP."""
        self.check_same({"context": {"now": NOW}}, "--now", NOW)

    def test_under_a_budget_in_a_region_and_a_category(self):
        """Budget, region and category are the same rules on both."""
        self.check_same({"count": 5, "context": {"now": NOW, "budget": 900000, "region": "tehran"},
                         "filters": {"category": "Grocery"}},
                        "--count", "5", "--now", NOW, "--budget", "900000", "--region", "tehran", "--category", "Grocery")

    def test_what_to_buy_again(self):
        """So is the placement buy_again."""
        self.check_same({"placement": "buy_again", "context": {"now": NOW}}, "--placement", "buy_again", "--now", NOW)

    def test_what_goes_with_a_product_and_a_cart(self):
        """So are complements of a product and a cart."""
        product, other = self.products[7], self.products[40]
        self.check_same({"placement": "complements", "product_id": product, "context": {"now": NOW, "cart": [other]}},
                        "--placement", "complements", "--product", product, "--cart", other, "--now", NOW)

    def test_without_reasons_a_batch_shows_the_same_products(self):
        """A batch without reasons shows the same products."""
        plain = lines(self.shop, "--now", NOW)
        explained = lines(self.shop, "--now", NOW, "--explain")
        for one, other in zip(plain, explained):
            self.assertEqual([item["product_id"] for item in one["items"]],
                             [item["product_id"] for item in other["items"]])
            self.assertEqual(one["removed"], other["removed"])

    def test_mistakes_are_refused_in_the_words_of_the_server(self):
        """The command line refuses a mistake in the words of the server."""
        cases = [(["--budget", "-1"], {"context": {"budget": -1}}),
                 (["--placement", "sideways"], {"placement": "sideways"}),
                 (["--now", "31 February"], {"context": {"now": "31 February"}}),
                 (["--budget-scope", "list"], {"context": {"budget_scope": "list"}}),
                 (["--product", "none", "--placement", "similar"], {"product_id": "none", "placement": "similar"}),
                 (["--placement", "similar"], {"placement": "similar"}),
                 (["--region", "x" * 70_000], {"context": {"region": "x" * 70_000}}),
                 (["--count", "0"], {"count": 0})]
        for flags, request in cases:
            status, _, problem = self.server.ask("POST", "/v1/recommendations", {"customer_id": "c", **request})
            self.assertIn(status, (404, 422), problem)
            ran = harness.moshaver("recommend", "--shop", str(self.shop), "--customer", "c", *flags, check=False)
            self.assertNotEqual(ran.returncode, 0)
            self.assertIn(problem["detail"], ran.stderr)

    def test_the_nightly_batch_holds_nothing_that_is_sold_out(self):
        """After stock is set to 0 for 100 products, recommend --all shows none of them, and still ten products for everybody."""
        shop = self.place / "night"
        shutil.copytree(self.shop, shop)
        sold_out = set(random.Random(7).sample(self.products, 100))
        with Server(shop=str(shop)) as server:
            before = lines(shop, "--now", NOW)
            for product in sold_out:
                self.assertEqual(server.ask("PATCH", "/v1/products/" + quote(product, safe=""), {"stock": 0})[0], 200)
        shown = [item["product_id"] for answer in before for item in answer["items"]]
        self.assertTrue(sold_out & set(shown))
        ran = harness.moshaver("recommend", "--shop", str(shop), "--all", "--now", NOW, "--format", "tsv", "--quiet")
        rows = [line.split("\t") for line in ran.stdout.splitlines()[1:]]
        self.assertEqual(sold_out & {row[2] for row in rows}, set())
        self.assertEqual(len(rows), 10 * len({row[0] for row in rows}))  # and still ten for everybody


if __name__ == "__main__":
    harness.main()
