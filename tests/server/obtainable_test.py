#!/usr/bin/env python3
"""Slots, contracts, delivery and budgets over HTTP: each change is in the next answer, wrong ones are refused by field, and the
command line gives the same answer.

    tests/server/obtainable_test.py BINARY
"""
import json
from urllib.parse import quote

import harness
from harness import Server, Test, products_of_kind

NOW = "2026-11-24T09:30:00+03:30"  # a Tuesday
SETTINGS = """
currency = "IRR"
time_zone = "Asia/Tehran"
[delivery]
working_days = ["sat", "sun", "mon", "tue", "wed"]
cut_off = "14:00"
hours = "08:00-20:00"
[delivery.regions]
tehran = 1
"*" = 3
"""


def slot(day_and_hour, hours=1, capacity=1):
    day, hour = day_and_hour.split(" ")
    return {"start": f"2026-11-{day}T{int(hour):02}:00:00+03:30",
            "end": f"2026-11-{day}T{int(hour) + hours:02}:00:00+03:30", "capacity": capacity}


class Obtainable(Test):
    def setUp(self):
        self.server = Server()
        self.addCleanup(self.server.__exit__)
        self.server.use_settings(SETTINGS)
        self.services = products_of_kind("service")
        self.goods = products_of_kind("good")
        self.assertTrue(self.services)

    def recommend(self, **context):
        request = {"history": [self.goods[0]], "count": 1000, "context": {"now": NOW, **context}}
        status, _, answer = self.server.ask("POST", "/v1/recommendations", request)
        self.assertEqual(status, 200, answer)
        return answer

    def on_the_command_line(self, *flags):
        ran = harness.moshaver("recommend", "--shop", self.server.shop, "--history", self.goods[0], "--count", "1000", "--now",
                               NOW, "--format", "json", "--explain", "--quiet", *flags)
        return json.loads(ran.stdout)

    def check_same(self, answer, *flags):
        other = self.on_the_command_line(*flags)
        for one in (answer, other):
            one.pop("advice_id")
        self.assertEqual(answer, other)

    def item(self, answer, product):
        return next((item for item in answer["items"] if item["product_id"] == product), None)

    def put_slots(self, product, slots):
        return self.server.ask("PUT", f"/v1/products/{quote(product, safe='')}/slots", {"slots": slots})

    def test_slots(self):
        """PUT of slots, a booking and its return are each in the next answer; the command line shows the same slots."""
        product = self.services[0]
        status, _, put = self.put_slots(product, [slot("25 10"), slot("24 10"), slot("24 21")])
        self.assertEqual(status, 200, put)
        self.assertEqual([(one["start"], one["booked"]) for one in put["slots"]],
                         [("2026-11-24T06:30:00Z", 0), ("2026-11-24T17:30:00Z", 0), ("2026-11-25T06:30:00Z", 0)])
        answer = self.recommend()
        self.assertEqual(self.item(answer, product)["slot"], "2026-11-24T10:00:00+03:30")
        self.assertEqual({item["product_id"] for item in answer["items"]} & set(self.services), {product})
        self.check_same(answer)
        event = {"event_id": "b1", "customer_id": "visitor", "product_id": product, "slot": slot("24 10")["start"]}
        self.assertEqual(self.server.ask("POST", "/v1/events", {"events": [event, event]})[0], 200)
        answer = self.recommend()
        self.assertEqual(self.item(answer, product)["slot"], "2026-11-25T10:00:00+03:30")
        self.check_same(answer)
        at = {"from": "2026-11-24T00:00:00+03:30", "until": "2026-11-25T00:00:00+03:30"}
        answer = self.recommend(at=at)
        self.assertIsNone(self.item(answer, product))
        self.assertGreater(answer["removed"]["no_slot"], 0)
        self.check_same(answer, "--at-from", at["from"], "--at-until", at["until"])
        self.assertIsNone(self.item(self.recommend(need_by="2026-11-24"), product))
        self.server.ask("POST", "/v1/events", {**event, "event_id": "b2", "event": "return"})
        self.assertEqual(self.item(self.recommend(), product)["slot"], "2026-11-24T10:00:00+03:30")

    def test_contracts(self):
        """PUT and DELETE of a contract are each in the next answer, with its prices; the command line gives the same answer."""
        first, second = self.goods[10], self.goods[20]
        terms = [{"product_id": first, "price": 5000}, {"product_id": second}]
        status, _, put = self.server.ask("PUT", "/v1/accounts/acme/contract", {"terms": terms})
        self.assertEqual(status, 200, put)
        self.assertEqual(put["account_id"], "acme")
        answer = self.recommend(account_id="acme")
        self.assertLessEqual({item["product_id"] for item in answer["items"]}, {first, second})
        if self.item(answer, first):
            self.assertEqual(self.item(answer, first)["price"], 5000)
        self.assertGreater(answer["removed"]["outside_contract"], 0)
        self.check_same(answer, "--account", "acme")
        self.server.ask("PUT", "/v1/customers/buyer", {"account_id": "acme"})
        status, _, own = self.server.ask("POST", "/v1/recommendations",
                                         {"customer_id": "buyer", "count": 1000, "context": {"now": NOW}})
        self.assertLessEqual({item["product_id"] for item in own["items"]}, {first, second})
        self.assertEqual(self.server.ask("DELETE", "/v1/accounts/acme/contract")[0], 204)
        self.assertGreater(len(self.recommend(account_id="acme")["items"]), 2)
        self.check_problem(self.server.ask("DELETE", "/v1/accounts/acme/contract"), 404, "account_id")

    def test_delivery_and_budget(self):
        """A change of lead days and of shop.toml is in the next answer, and arrivals and totals are as promised."""
        answer = self.recommend(need_by="2026-11-29", region="tehran")
        self.assertTrue(answer["items"])
        self.assertTrue(all(item["arrives_by"] <= "2026-11-29" for item in answer["items"]))
        self.check_same(answer, "--need-by", "2026-11-29", "--region", "tehran")
        product = answer["items"][0]["product_id"]
        self.server.ask("PATCH", "/v1/products/" + quote(product, safe=""), {"lead_days": 30})
        self.assertIsNone(self.item(self.recommend(need_by="2026-11-29", region="tehran"), product))
        self.server.use_settings(SETTINGS.replace("tehran = 1", "tehran = 300"))
        self.assertEqual(self.recommend(need_by="2026-11-29", region="tehran")["items"], [])
        self.server.use_settings("[delivery]\ncut_off = \"25:00\"\n")
        self.assertEqual(self.recommend(need_by="2026-11-29", region="tehran")["items"], [])  # the earlier settings stay

    def test_mistakes(self):
        """Wrong slots, terms, times, regions and budgets are problem documents that name the field."""
        product, good = self.services[0], self.goods[0]
        backwards = {"start": "2026-11-24T12:00:00Z", "end": "2026-11-24T11:00:00Z"}
        self.check_problem(self.put_slots(product, [slot("24 10"), backwards]), 422, "slots[1].end")
        self.check_problem(self.put_slots(product, [slot("24 10"), slot("24 10")]), 422, "slots[1].start")
        self.check_problem(self.put_slots(product, [{"start": "2026-11-24T12:00:00Z"}]), 422, "slots[0].end")
        self.check_problem(self.put_slots(product, [{**slot("24 10"), "product_id": good}]), 422, "slots[0].product_id")
        self.check_problem(self.put_slots(product, [{**slot("24 10"), "room": 5}]), 422, "slots[0].room")
        self.check_problem(self.put_slots(good, [slot("24 10")]), 422, "product_id")
        self.check_problem(self.put_slots("none", [slot("24 10")]), 404, "product_id")
        self.check_problem(self.server.ask("PUT", f"/v1/products/{quote(product, safe='')}/slots", {}), 422, "slots")
        self.check_problem(self.server.ask("PUT", f"/v1/products/{quote(product, safe='')}/slots", {"slots": "all"}), 422,
                           "slots")
        term = {"product_id": good, "price": 5}
        contract = "/v1/accounts/acme/contract"
        self.check_problem(self.server.ask("PUT", contract, {"terms": [term, {**term, "price": 6}]}), 422,
                           "terms[1].product_id")
        self.check_problem(self.server.ask("PUT", contract, {"terms": [{**term, "price": -1}]}), 422, "terms[0].price")
        self.check_problem(self.server.ask("PUT", contract, {"terms": []}), 422, "terms")
        self.check_problem(self.server.ask("PUT", contract, {}), 422, "terms")
        for context, field in (({"budget": 0}, "context.budget"), ({"budget": -5}, "context.budget"),
                               ({"budget": 5, "currency": "EUR"}, "context.currency"),
                               ({"need_by": "2026-11-23"}, "context.need_by"),
                               ({"need_by": "2026-11-31"}, "context.need_by"),
                               ({"at": {"until": "2026-11-24T05:00:00Z"}}, "context.at.until"),
                               ({"at": {"from": "noon"}}, "context.at.from")):
            answer = self.server.ask("POST", "/v1/recommendations", {"customer_id": "c", "context": {"now": NOW, **context}})
            self.check_problem(answer, 422, field)


if __name__ == "__main__":
    harness.main()
