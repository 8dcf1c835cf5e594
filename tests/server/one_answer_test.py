#!/usr/bin/env python3
"""The command line and the server give the same answer: products, scores, confidences, reasons and counts of removed
products, for 1,000 customers. A nightly batch has no sold-out products.

    tests/server/one_answer_test.py BINARY
"""
import csv
import json
import pathlib
import random
import re
import shutil
import tempfile
import unittest
from urllib.parse import quote

import harness
from harness import Server, Test

NOW = "2026-01-01T00:00:00Z"
SETTINGS = """
currency = "IRR"
time_zone = "Asia/Tehran"
[delivery]
working_days = ["sat", "sun", "mon", "tue", "wed"]
holidays = ["2026-01-03"]
cut_off = "14:00"
[delivery.regions]
REGIONS
"""


def lines(shop, *flags):
    """The answers of the command line, one object for each customer."""
    ran = harness.moshaver("recommend", "--shop", str(shop), "--customers", str(OneAnswer.ids), "--format", "json",
                           "--quiet", *flags)
    return [json.loads(line) for line in ran.stdout.splitlines()]


def without_id(answer):
    assert len(answer["advice_id"]) == 32
    return {field: value for field, value in answer.items() if field != "advice_id"}


class OneAnswer(Test):
    @classmethod
    def setUpClass(cls):
        cls.directory = pathlib.Path(tempfile.mkdtemp(dir=harness.PLACE))
        cls.shop = cls.directory / "shop"
        files = cls.directory / "files"
        harness.moshaver("generate", "--out", str(files), "--customers", "1000", "--products", "300", "--events",
                         "40000", "--quiet")
        harness.moshaver("import", "--shop", str(cls.shop), "--events", str(files / "events.csv"), "--products",
                         str(files / "products.csv"), "--customers", str(files / "customers.csv"), "--quiet")
        harness.moshaver("train", "--shop", str(cls.shop), "--recipe", "blend", "--force", "--quiet")
        cls.customers = [row["customer_id"] for row in csv.DictReader(open(files / "customers.csv"))]
        cls.products = [row["product_id"] for row in csv.DictReader(open(files / "products.csv"))]
        regions = sorted({row["region"] for row in csv.DictReader(open(files / "customers.csv")) if row["region"]})
        days = "\n".join(f'"{region}" = {1 + at % 4}' for at, region in enumerate(regions))
        (cls.shop / "shop.toml").write_text(SETTINGS.replace("REGIONS", days))
        cls.ids = cls.directory / "ids.txt"
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

    def check_same(self, request, *flags, at_least=1000):
        answers = lines(self.shop, "--explain", *flags)
        self.assertEqual(len(answers), 1000)
        shown = 0
        for customer, answer in zip(self.customers, answers):
            self.assertEqual(without_id(answer), without_id(self.over_http({"customer_id": customer, **request})))
            shown += len(answer["items"])
        self.assertGreater(shown, at_least)

    def test_a_list_for_each_of_1000_customers(self):
        """The command line and HTTP give each of 1,000 customers the same list with the same reasons."""
        self.check_same({"context": {"now": NOW}}, "--now", NOW)

    def test_under_a_budget_in_a_region_and_a_category(self):
        """The command line and HTTP apply budget, region and category in the same way."""
        self.check_same({"count": 5, "context": {"now": NOW, "budget": 900000, "region": "tehran"},
                         "filters": {"category": "Grocery"}},
                        "--count", "5", "--now", NOW, "--budget", "900000", "--region", "tehran", "--category", "Grocery")

    def test_by_the_day_on_which_it_is_needed(self):
        """The command line and HTTP leave out the same late products, and say the same days of arrival."""
        self.check_same({"context": {"now": NOW, "need_by": "2026-01-06"}}, "--now", NOW, "--need-by", "2026-01-06")
        answers = lines(self.shop, "--now", NOW, "--need-by", "2026-01-06")
        # A service is not delivered.
        days = {item["arrives_by"] for answer in answers for item in answer["items"] if "arrives_by" in item}
        self.assertTrue("2026-01-06" in days and max(days) <= "2026-01-06" and "2026-01-03" not in days, days)
        self.assertTrue(all(answer["removed"]["arrives_late"] > 0 for answer in answers))

    def test_within_a_budget_for_the_whole_list(self):
        """The command line and HTTP choose the same list within a budget, and its total fits."""
        budget = 3000000
        self.check_same({"count": 5, "context": {"now": NOW, "budget": budget, "budget_scope": "list"}},
                        "--count", "5", "--now", NOW, "--budget", str(budget), "--budget-scope", "list")
        for answer in lines(self.shop, "--count", "5", "--now", NOW, "--budget", str(budget), "--budget-scope", "list"):
            self.assertEqual(len(answer["items"]), 5)
            self.assertEqual(answer["total"], sum(item["price"] for item in answer["items"]))
            self.assertLessEqual(answer["total"], budget)

    def test_what_to_buy_again(self):
        """The command line and HTTP give the same answer for the placement buy_again."""
        self.check_same({"placement": "buy_again", "context": {"now": NOW}}, "--placement", "buy_again", "--now", NOW,
                        at_least=500)  # what is due, not all that was bought
        self.check_same({"placement": "buy_again", "include_purchased": True, "context": {"now": NOW}},
                        "--placement", "buy_again", "--include-purchased", "--now", NOW)

    def test_what_goes_with_a_product_and_a_cart(self):
        """The command line and HTTP give the same complements of a product and a cart."""
        product, other = self.products[7], self.products[40]
        self.check_same({"placement": "complements", "product_id": product, "context": {"now": NOW, "cart": [other]}},
                        "--placement", "complements", "--product", product, "--cart", other, "--now", NOW)

    def test_the_same_sentences_in_persian_and_english(self):
        """The command line and HTTP give the same titles and sentences in both languages."""
        self.check_same({"count": 5, "context": {"now": NOW, "language": "fa"}}, "--count", "5", "--now", NOW, "--language", "fa")
        english, persian = (lines(self.shop, "--explain", "--now", NOW, "--language", language) for language in ("en", "fa"))
        without_case = lines(self.shop, "--explain", "--now", NOW, "--language", "EN")
        self.assertEqual([without_id(answer) for answer in english], [without_id(answer) for answer in without_case])
        letters = {language: re.compile(pattern) for language, pattern in (("en", "[a-z]"), ("fa", "[\u0600-\u06ff]"))}
        own_words = lambda text: re.sub("\u2068.*?\u2069", "", text)  # without titles of the other direction
        for one, other in zip(english, persian):
            self.assertEqual([item["product_id"] for item in one["items"]], [item["product_id"] for item in other["items"]])
            for item, in_persian in zip(one["items"], other["items"]):
                self.assertEqual("title" in item, "title" in in_persian)  # some products are in no catalogue
                self.assertRegex(item.get("title", "a"), letters["en"])
                self.assertRegex(in_persian.get("title", "ا"), letters["fa"])
                for reason, in_persian in zip(item["reasons"], in_persian["reasons"]):
                    self.assertRegex(reason["text"], letters["en"])
                    self.assertNotRegex(own_words(reason["text"]), letters["fa"])
                    self.assertRegex(in_persian["text"], letters["fa"])
                    self.assertNotRegex(own_words(in_persian["text"]), "[A-Za-z0-9]")
                    self.assertEqual(reason["amount"], in_persian["amount"])

    def test_the_language_in_an_address(self):
        """GET with ?language= gives the sentences of POST with context.language, and of explain --language."""
        customer = quote(self.customers[0], safe="")
        for language in ("en", "fa"):
            posted = self.over_http({"customer_id": self.customers[0], "context": {"language": language}})
            status, _, got = self.server.ask("GET", f"/v1/customers/{customer}/recommendations?language={language}")
            self.assertEqual(status, 200)
            self.assertEqual(without_id(posted), without_id(got))
            product = quote(self.products[7], safe="")
            status, _, similar = self.server.ask("GET", f"/v1/products/{product}/similar?language={language}")
            ran = harness.moshaver("similar", "--shop", str(self.shop), "--product", self.products[7], "--language", language,
                                   "--format", "json")
            self.assertEqual([item["title"] for item in similar["items"]],
                             [item["title"] for item in json.loads(ran.stdout)["items"]])
            item = posted["items"][0]
            ran = harness.moshaver("explain", "--shop", str(self.shop), "--customer", self.customers[0], "--product",
                                   item["product_id"], "--language", language, "--format", "json")
            explained = json.loads(ran.stdout)["item"]
            # Of a product in several sizes, an explanation names the one that stands for all.
            if explained["product_id"] == item["product_id"]:
                self.assertEqual(explained["title"], item["title"])
            base = [reason["text"] for reason in explained["reasons"] if reason["code"] == "base"]
            self.assertEqual(base, ["the starting score of every product" if language == "en" else "امتیاز پایهٔ همهٔ کالاها"])

    def test_without_reasons_a_batch_shows_the_same_products(self):
        """A batch without reasons has the same products as one with reasons."""
        plain = lines(self.shop, "--now", NOW)
        explained = lines(self.shop, "--now", NOW, "--explain")
        for one, other in zip(plain, explained):
            self.assertEqual([item["product_id"] for item in one["items"]],
                             [item["product_id"] for item in other["items"]])
            self.assertEqual(one["removed"], other["removed"])

    def test_mistakes_are_refused_with_the_same_message(self):
        """The command line refuses a mistake with the message of the server."""
        cases = [(["--budget", "-1"], {"context": {"budget": -1}}),
                 (["--placement", "sideways"], {"placement": "sideways"}),
                 (["--now", "31 February"], {"context": {"now": "31 February"}}),
                 (["--budget", "0"], {"context": {"budget": 0}}),
                 (["--budget-scope", "basket"], {"context": {"budget_scope": "basket"}}),
                 (["--need-by", "2020-01-01"], {"context": {"need_by": "2020-01-01"}}),
                 (["--need-by", "31 February"], {"context": {"need_by": "31 February"}}),
                 (["--region", "Atlantis"], {"context": {"region": "Atlantis"}}),
                 (["--language", "de"], {"context": {"language": "de"}}),
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

    def test_the_nightly_batch_has_no_sold_out_products(self):
        """After the stock of 100 products is set to 0, recommend --all shows none of them, and still ten products for each customer."""
        shop = self.directory / "night"
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
        self.assertEqual(len(rows), 10 * len({row[0] for row in rows}))


if __name__ == "__main__":
    harness.main()
