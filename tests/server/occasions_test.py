#!/usr/bin/env python3
"""Occasions over HTTP: put, listed with gifts that arrive in time, taken away; told only with consent; the same on the command
line.

    tests/server/occasions_test.py BINARY
"""
import json
import time
from urllib.parse import quote

import harness
from harness import Server, Test, products_of_kind

NOW = "2026-11-24T09:30:00+03:30"  # a Tuesday, 3 Azar 1405
SETTINGS = """
time_zone = "Asia/Tehran"
[delivery]
working_days = ["sat", "sun", "mon", "tue", "wed"]
[delivery.regions]
"*" = 1
"""


class OccasionsOverHttp(Test):
    def setUp(self):
        self.server = Server()
        self.addCleanup(self.server.__exit__)
        self.server.use_settings(SETTINGS)
        self.goods = products_of_kind("good")
        for who in ("giver/1", "مادر"):
            self.put_customer(who, consent="yes")

    def ask(self, method, path, body=None):
        return self.server.ask(method, path, body)

    def put_customer(self, id, **fields):
        status, _, reply = self.ask("PUT", "/v1/customers/" + quote(id, safe=""), fields)
        self.assertIn(status, (200, 201), reply)

    def address(self, customer, name):
        return f"/v1/customers/{quote(customer, safe='')}/occasions/{quote(name, safe='')}"

    def put(self, customer, name, **body):
        return self.ask("PUT", self.address(customer, name), body)

    def listed(self, **parameters):
        query = "&".join(f"{name}={quote(str(value))}" for name, value in {"now": NOW, **parameters}.items())
        status, _, reply = self.ask("GET", "/v1/occasions?" + query)
        self.assertEqual(status, 200, reply)
        return reply

    def of(self, customer, **parameters):
        return [one for one in self.listed(**parameters)["occasions"] if one["customer_id"] == customer]

    def test_put_list_and_delete(self):
        """An occasion is listed from the next request on, with the last day to order and gifts that arrive in time."""
        status, _, reply = self.put("giver/1", "تولد/مادر", date="09-15", calendar="jalali", recipient_id="مادر")
        self.assertEqual(status, 201, reply)
        self.assertEqual(reply, {"customer_id": "giver/1", "occasion": "تولد/مادر", "date": "09-15", "calendar": "jalali",
                                 "recipient_id": "مادر"})
        self.assertEqual(self.put("giver/1", "تولد/مادر", date="09-16", calendar="jalali", recipient_id="مادر")[0], 200)
        one, = self.of("giver/1", days=14, language="en")
        self.assertEqual((one["date"], one["days"], one["recipient_id"], one["source"]),
                         ("2026-12-07", 13, "مادر", "given"))
        self.assertEqual(len(one["advice_id"]), 32)
        self.assertEqual(len(one["items"]), 3)
        for item in one["items"]:
            self.assertLessEqual(item["arrives_by"], "2026-12-07")
        self.assertTrue("2026-11-24" <= one["order_by"] < "2026-12-07", one)
        self.assertIn("is on Monday 7 December; if you order by", one["text"])
        self.assertIn("دوشنبه ۱۶ آذر", self.of("giver/1", language="fa")[0]["text"])
        self.assertNotIn("items", self.of("giver/1", count=0)[0])
        self.assertEqual(self.of("giver/1", days=12), [])
        profile = self.ask("GET", "/v1/customers/giver%2F1")[2]
        self.assertEqual([one["occasion"] for one in profile["occasions"]], ["تولد/مادر"])
        self.assertEqual(self.ask("DELETE", self.address("giver/1", "تولد/مادر"))[0], 204)
        self.check_problem(self.ask("DELETE", self.address("giver/1", "تولد/مادر")), 404, "occasion")
        self.assertEqual(self.of("giver/1", days=366), [])

    def test_consent(self):
        """Nobody is reminded without consent, and no birthday is told to others without it."""
        self.put("giver/1", "party", date="12-01")
        event = {"customer_id": "giver/1", "product_id": self.goods[0], "recipient_id": "مادر", "event_id": "g1",
                 "timestamp": "2026-06-01T00:00:00Z"}
        self.assertEqual(self.ask("POST", "/v1/events", event)[2]["results"][0]["effect"]["changes"], "gift")
        self.put_customer("مادر", consent="yes", birthday="12-02")
        sources = lambda who: [one["source"] for one in self.of(who, count=0)]
        self.assertEqual(sources("giver/1"), ["given", "recipient_birthday"])
        self.assertEqual(sources("مادر"), ["own_birthday"])
        self.put_customer("مادر", consent="audience", birthday="12-02")
        self.assertEqual(sources("giver/1"), ["given"])
        self.assertEqual(sources("مادر"), [])
        self.put_customer("giver/1", consent="gifts")
        self.assertEqual(sources("giver/1"), [])

    def test_gifts_in_answers(self):
        """A gift that was given is not offered again, is told as the reason, and sets what is too dear."""
        price = {item["product_id"]: item.get("price", 0) for item in
                 self.ask("POST", "/v1/recommendations", {"history": [self.goods[0]], "count": 1000})[2]["items"]}
        cheap = sorted((product for product in price if price[product] and product in self.goods), key=price.get)[:3]
        events = [{"customer_id": "giver/1", "product_id": product, "recipient_id": "friend", "event_id": f"f{at}",
                   "unit_price": price[product]} for at, product in enumerate(cheap)]
        self.assertEqual(self.ask("POST", "/v1/events", {"events": events})[0], 200)
        request = {"customer_id": "giver/1", "placement": "gift", "count": 1000, "context": {"recipient_id": "friend"}}
        answer = self.ask("POST", "/v1/recommendations", request)[2]
        self.assertGreater(answer["removed"]["above_usual_gifts"], 0)
        most = 2 * max(price[product] for product in cheap)
        self.assertTrue(all(item.get("price", 0) <= most for item in answer["items"]))
        request["context"]["budget"] = 10 * most
        answer = self.ask("POST", "/v1/recommendations", request)[2]
        self.assertNotIn("above_usual_gifts", answer["removed"])
        self.assertTrue(answer["items"])
        own = [reason for item in answer["items"] for reason in item["reasons"] if reason["evidence"].get("product_id")]
        self.assertTrue({reason["evidence"]["product_id"] for reason in own} <= set(cheap))

    def test_the_command_line_lists_the_same(self):
        """The command line lists what the server does, as JSON, and the same rows as TSV."""
        self.put("giver/1", "birthday", date="12-05", recipient_id="مادر")
        answer = self.listed(days=60, count=2)
        self.assertTrue(answer["all"])
        self.assertGreater(len(answer["occasions"]), 20)  # birthdays of the generated shop, too
        self.assertEqual(answer["occasions"], sorted(answer["occasions"], key=lambda one: one["date"]))
        flags = ("occasions", "--shop", self.server.shop, "--days", "60", "--count", "2", "--now", NOW, "--quiet")
        other = json.loads(harness.moshaver(*flags, "--format", "json").stdout)
        for one in answer["occasions"] + other["occasions"]:
            one.pop("advice_id")
        self.assertEqual(answer, other)
        rows = harness.moshaver(*flags, "--format", "tsv").stdout.splitlines()
        self.assertEqual(rows[0].split("\t")[:3], ["date", "customer_id", "occasion"])
        self.assertEqual([tuple(row.split("\t")[:2]) for row in rows[1:]],
                         [(one["date"], one["customer_id"]) for one in answer["occasions"]])
        self.assertIn("order by", harness.moshaver(*flags).stdout)

    def test_mistakes(self):
        """Days that do not exist or are past, and parameters out of range, are refused by name."""
        for body, field in (({"date": "11-31"}, "date"), ({"date": "1404-12-30", "calendar": "jalali"}, "date"),
                            ({"date": "2020-01-01"}, "date"), ({}, "date"), ({"date": "13-01"}, "date"),
                            ({"date": "12-01", "calendar": "lunar"}, "calendar"), ({"date": "12-01", "who": "x"}, "who"),
                            ({"date": 5}, "date")):
            self.check_problem(self.put("giver/1", "day", **body), 422, field)
        self.assertIn("MM-DD", self.put("giver/1", "day", date="2020-01-01")[2]["remedy"])
        for query, field in (("days=0", "days"), ("days=367", "days"), ("count=21", "count"), ("now=soon", "now"),
                             ("days=x", "days"), ("hours=1", "hours"), ("language=de", "language")):
            self.check_problem(self.ask("GET", "/v1/occasions?" + query), 422, field)
        self.assertEqual(self.of("giver/1", days=366), [])


if __name__ == "__main__":
    harness.main()
