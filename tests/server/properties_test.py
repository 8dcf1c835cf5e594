#!/usr/bin/env python3
"""Random shops, customers, requests and changes over HTTP; every answer is held against shop_oracle.py, which keeps the true
state of the shop and knows only what the manuals say.

    tests/server/properties_test.py BINARY [--seed N] [--shops N] [--cases N]

Each seed is one shop, made, trained and served anew. A case is one request; between them the shop changes. What is due again
needs a learned model: for a product that the customer has bought, the oracle knows whether it may be shown (with a day in
due_on, never a durable), not whether it must. `removed` says how many were taken out as owned or not due, so that the number
of items is exact again. `similar`, and what an unrelated product has for `alternatives`, may be fewer by their nature.
"""
import argparse
import concurrent.futures
import json
import os
import pathlib
import shutil
import sys
import tempfile
import time
import traceback
from datetime import datetime, timedelta
from urllib.parse import quote

import harness
from random_shop import BRANDS, DAY, REGIONS, START, TAGS, RandomShop, iso, otherwise_written
from shop_oracle import Oracle, second_of_day

PERSONAL_RULES = ("owned", "not_due", "purchased")


class Contradiction(AssertionError):
    pass


class Run:
    """One seed: a served shop and the oracle of it."""

    def __init__(self, seed, blend):
        self.seed, self.case, self.server = seed, 0, None
        self.shop = RandomShop(seed)
        if blend:
            self.shop.recipe = "blend"
        self.pick = self.shop.pick
        self.directory = pathlib.Path(tempfile.mkdtemp(dir=harness.PLACE))
        arguments = self.shop.write(self.directory)
        self.place = str(self.directory / "shop")
        rejects = str(self.directory / "rejects.tsv")
        harness.moshaver("import", "--shop", self.place, *arguments, "--quiet", "--rejects", rejects)
        if pathlib.Path(rejects).exists() and len(pathlib.Path(rejects).read_text().splitlines()) > 1:
            raise AssertionError("the random shop has rows that import rejects: " + pathlib.Path(rejects).read_text()[:500])
        (self.directory / "shop" / "shop.toml").write_text(self.shop.toml())
        harness.moshaver("train", "--shop", self.place, "--recipe", self.shop.recipe, "--force", "--quiet", "--threads", "1")
        self.oracle = Oracle(self.shop)
        self.new_products = self.events = 0
        self.durables = self.never_bought_twice()

    def never_bought_twice(self):
        """Heads that 25 customers have bought, each once: the model must have learned that they are durables. Those without
        a category are compared with the whole shop, and take more buyers."""
        buyers = {}
        for customer in self.oracle.customers.values():
            for head, times in customer.occasions.items():
                buyers.setdefault(head, []).append(times)
        return {head for head, times in buyers.items() if len(times) >= 25 and max(times) == 1
                and self.shop.products[head]["category"]} - self.oracle.consumables

    def run(self, cases):
        try:
            self.start()
            while self.case < cases:
                self.case += 1
                for _ in range(self.pick.choice([0, 0, 0, 0, 0, 1, 2])):
                    self.change()
                request = self.random_request()
                status, answer = self.send("POST", "/v1/recommendations", request)
                self.check(request, status, answer)
                if self.case % max(1, cases // 3) == 0:
                    if self.restart():
                        self.check_command_line()
                        self.check_batch()
        finally:
            if self.server:
                self.server.__exit__()
            shutil.rmtree(self.directory, ignore_errors=True)

    def start(self):
        self.server = harness.Server("--threads", "1", "--snapshot-events", "100", shop=self.place)
        self.connection = self.server.connect()

    def restart(self):
        """Stops the server with a snapshot, or kills it, and starts it again. Returns whether all that it knows is as of now,
        as the command line's: what other customers did enters the scores as of the snapshot."""
        way = self.pick.choice(["stop", "kill", "kill, and no snapshot"])
        self.connection.close()
        if way == "stop":
            self.server.stop()
        self.server.__exit__()
        if way == "kill, and no snapshot":
            shutil.rmtree(pathlib.Path(self.place, "snapshot"), ignore_errors=True)
        self.start()
        return way != "kill"

    def send(self, method, path, body=None):
        status, _, answer = self.server.ask(method, path, body, connection=self.connection)
        return status, answer

    # Requests.

    def random_now(self):
        now = START + self.pick.randint(0, 9 * DAY)
        cut_off = self.shop.settings["cut_off"]
        if cut_off and self.pick.random() < 0.3:  # about the cut-off
            local = datetime.fromtimestamp(now, self.oracle.calendar.zone)
            midnight = local.replace(hour=0, minute=0, second=0)
            now = int(midnight.timestamp()) + second_of_day(cut_off) + self.pick.randint(-1, 0)
        return now

    def random_request(self):
        pick, oracle = self.pick, self.oracle
        now = self.random_now()
        context = {"now": iso(now)}
        request = {"count": pick.randint(1, 20), "max_reasons": pick.choice([0, 0, 0, 2]), "context": context}
        placement = pick.choice(["for_you"] * 5 + ["trending", "post_purchase", "gift", "buy_again", "similar", "alternatives",
                                                   "complements"])
        if placement != "for_you" or pick.random() < 0.5:
            request["placement"] = placement
        chance = lambda share: pick.random() < share
        products = list(oracle.products)
        if chance(0.9):
            request["customer_id"] = pick.choice(list(oracle.customers)) if chance(0.95) else "nobody"
        elif chance(0.7):
            request["history"] = pick.sample(products, pick.randint(0, 4))
        if placement in ("similar", "alternatives", "complements"):
            request["product_id"] = pick.choice(products)
        if placement == "gift":
            context["recipient_id"] = pick.choice([*oracle.customers, "nobody"])
            request.pop("history", None)
        if chance(0.15):
            request["include_purchased"] = True
        if chance(0.1):
            request["diversity"] = pick.choice([0, 0.3, 1])
        if chance(0.2):
            day = datetime.fromtimestamp(now, oracle.calendar.zone).date() + timedelta(days=pick.choice([-1, *range(0, 15)]))
            context["need_by"] = day.isoformat()
        if chance(0.25):
            context["region"] = otherwise_written(pick.choice(REGIONS + ["Shiraz"]), pick)
        if chance(0.3):
            context["budget"] = pick.choice([pick.randint(1, 600), pick.randint(20, 2_000), 99.99])
            if chance(0.5):
                context["budget_scope"] = pick.choice(["item", "list"])
        if chance(0.1):
            start = now + pick.randint(-DAY, 5 * DAY)
            at = {"from": iso(start), "until": iso(start + pick.choice([3_600, DAY, 4 * DAY]))}
            context["at"] = {key: value for key, value in at.items() if chance(0.8)}
        if chance(0.12):
            context["account_id"] = pick.choice(["acme", "bolt", "nobody's"])
        if chance(0.15):
            context["cart"] = pick.sample(products, pick.randint(1, 3))
        if chance(0.1):
            context["language"] = pick.choice(["en", "fa"])
        if chance(0.3):
            request["filters"] = self.random_filters(products)
        return request

    def random_filters(self, products):
        pick, filters = self.pick, {}
        chance = lambda share: pick.random() < share
        if chance(0.15):
            filters["include"] = pick.sample(products, pick.randint(1, len(products) // 2))
        if chance(0.3):
            filters["exclude"] = pick.sample(products, pick.randint(1, 5))
        if chance(0.3):
            filters["category"] = pick.choice(["Food", "food > TEA", "Home", "Home > Kitchen", "clothes", "ابزار", "Services", "None"])
        if chance(0.2):
            filters["brand"] = [otherwise_written(brand, pick) for brand in pick.sample(BRANDS[:-1], pick.randint(1, 3))]
        if chance(0.2):
            filters["tags"] = [otherwise_written(tag, pick) for tag in pick.sample(TAGS, pick.randint(1, 2))]
        if chance(0.2):
            filters["price_min"] = pick.choice([0, pick.randint(1, 100), 9.99])
        if chance(0.2):
            filters["price_max"] = pick.choice([pick.randint(50, 400), 9.99])
        return filters

    # Changes: each is in the very next answer.

    def change(self):
        self.pick.choice([self.patch, self.patch, self.patch, self.put, self.withdraw, self.change_slots, self.change_contract,
                          self.change_customer, self.merge, self.speak, self.speak, self.speak])()

    def acknowledged(self, method, path, body, *statuses):
        status, answer = self.send(method, path, body)
        if status not in statuses:
            raise Contradiction(f"{method} {path} {body} gave {status}: {answer}")
        return answer

    def body_of(self, product):
        """As JSON says it: lists as texts, times as ISO 8601."""
        body = {}
        for field, value in product.items():
            if value in (None, "", []) or field in ("product_id", "withdrawn"):
                continue
            body[field] = ",".join(value) if isinstance(value, list) else iso(value) if field.startswith("available") else value
        return body

    def patch(self):
        pick = self.pick
        id = pick.choice(list(self.oracle.products))
        product = dict(self.oracle.products[id])
        if product.get("withdrawn"):
            return
        offer = self.shop.offer()
        fields = pick.choice([["stock"], ["stock"], ["price"], ["available_from"], ["available_until"], ["lead_days"], ["regions"],
                              ["stock", "lead_days"]])
        changed = {field: offer[field] for field in fields}
        if changed.get("price", 1) is None and product["size"]:
            return  # the head of a group without any offer of its own would be no product
        product.update(changed)
        body = {**dict.fromkeys(fields), **self.body_of(changed)}
        self.acknowledged("PATCH", "/v1/products/" + quote(id, safe=""), body, 200)
        self.oracle.put_product(product)

    def put(self):
        """A new product, or one put again as a whole."""
        pick = self.pick
        model = dict(self.oracle.products[pick.choice(list(self.oracle.products))])
        if pick.random() < 0.5:
            self.new_products += 1
            model["product_id"] = f"new{self.new_products}"
            if model["size"]:  # one more size of the same product
                model["variant_of"] = model["variant_of"] or self.oracle.head(model["variant_of"] or pick.choice(
                    [id for id, one in self.oracle.products.items() if one["size"] and not one["variant_of"]]))
                head = self.oracle.products[model["variant_of"]]
                if head.get("withdrawn"):
                    return
                model.update(category=head["category"], kind=head["kind"], size=pick.choice(["S", "XXL"]))
        model.update(self.shop.offer(), withdrawn=False, brand=pick.choice(BRANDS), tags=pick.sample(TAGS, 1))
        if model["size"] and model["price"] is None:
            model["price"] = 78
        self.acknowledged("PUT", "/v1/products/" + quote(model["product_id"], safe=""), self.body_of(model), 200, 201)
        self.oracle.put_product(model)

    def withdraw(self):
        id = self.pick.choice(list(self.oracle.products))
        product = self.oracle.products[id]
        if self.pick.random() < 0.5 or product["size"]:
            return
        if product.get("withdrawn"):
            self.acknowledged("PUT", "/v1/products/" + quote(id, safe=""), self.body_of(product), 201)
            self.oracle.put_product({**product, "withdrawn": False})
        else:
            self.acknowledged("DELETE", "/v1/products/" + quote(id, safe=""), None, 204)
            self.oracle.put_product({**product, "withdrawn": True})

    def services(self):
        return [id for id, one in self.oracle.products.items() if one["kind"] == "service" and not one.get("withdrawn")]

    def change_slots(self):
        services = self.services()
        if not services or not self.oracle.has_slots and self.pick.random() < 0.9:
            return
        id = self.pick.choice(services)
        slots = list({slot["start"]: slot for slot in (self.shop.random_slot() for _ in range(self.pick.randint(0, 5)))}.values())
        body = {"slots": [{**slot, "start": iso(slot["start"]), "end": iso(slot["end"])} for slot in slots]}
        answer = self.acknowledged("PUT", f"/v1/products/{quote(id, safe='')}/slots", body, 200)
        self.oracle.put_slots(id, slots)
        expected = [(iso(slot["start"]), slot["capacity"], self.oracle.booked(id, slot["start"]))
                    for slot in sorted(slots, key=lambda slot: slot["start"])]
        if [(slot["start"], slot["capacity"], slot["booked"]) for slot in answer["slots"]] != expected:
            raise Contradiction(f"PUT of slots of {id} says {answer}, but these are free and booked: {expected}")

    def change_contract(self):
        account = self.pick.choice(["acme", "bolt"])
        if account in self.oracle.contracts and self.pick.random() < 0.3:
            self.acknowledged("DELETE", f"/v1/accounts/{account}/contract", None, 204)
            del self.oracle.contracts[account]
            return
        terms = self.shop.random_terms()
        self.acknowledged("PUT", f"/v1/accounts/{account}/contract", {"terms": terms}, 200, 201)
        self.oracle.put_contract(account, terms)

    def change_customer(self):
        id = self.pick.choice(list(self.oracle.customers))
        if id in self.oracle.accounts:
            return  # the account's count
        change = self.pick.choice([{"region": self.pick.choice(REGIONS)}, {"account_id": self.pick.choice(["acme", "bolt"])},
                                   {"relation": self.pick.choice(["internal", "external"])},
                                   {"consent": self.pick.choice(["no", "gifts"])}])
        status, _ = self.send("PATCH", "/v1/customers/" + id, change)
        if status == 404:
            self.acknowledged("PUT", "/v1/customers/" + id, change, 201)
        customer = self.oracle.customer(id)
        customer.attributes = {**customer.attributes, **change}

    def merge(self):
        guest, account = self.pick.sample(list(self.oracle.customers), 2)
        if self.pick.random() < 0.6 or self.oracle.account(guest) == self.oracle.account(account):
            return
        status, _ = self.send("POST", f"/v1/customers/{guest}/merge", {"into": account})
        if status == 200:
            self.oracle.merge(guest, account)
        elif status != 404:  # some customers were only named, and have neither events nor attributes
            raise Contradiction(f"the merge of {guest} into {account} gave {status}")

    def speak(self):
        """An event, with what the reply says that it changes."""
        pick, oracle = self.pick, self.oracle
        self.events += 1
        customer = pick.choice(list(oracle.customers)) if pick.random() < 0.95 else f"guest{self.events}"
        product = pick.choice(list(oracle.products))
        if oracle.products[product].get("withdrawn"):
            return
        event = {"event_id": f"live{self.events}", "customer_id": customer, "product_id": product, "quantity": 1,
                 "timestamp": START - 3_600 + self.events - (pick.randint(1, 60) * DAY if pick.random() < 0.1 else 0),
                 "event": pick.choice(["purchase", "purchase", "purchase", "hide", "dislike", "like", "return", "complaint",
                                       "resolve", "view", "gift", "booking", "booking", "negative", "unknown"])}
        kind = event["event"]
        known = oracle.customers.get(customer)
        if kind in ("like", "resolve", "return") and known:  # often of what there is something to say
            own = known.hidden if kind == "like" else known.complaints if kind == "resolve" else [
                id for id, left in known.left.items() if left]
            if own and pick.random() < 0.7:
                event["product_id"] = product = pick.choice(sorted(own))
        if kind == "return":
            event["reason"] = pick.choice(["broken", "size", "not_as_described", ""])
        if kind == "gift":
            event.update(event="purchase", recipient_id=pick.choice(
                [one for one in oracle.customers if oracle.account(one) != oracle.account(customer)]))
        if kind == "negative":
            event.update(event="purchase", quantity=-1)
        if kind == "unknown":
            if pick.random() < 0.7:
                return
            event.update(event="purchase", product_id=f"unknown{self.events}")
            oracle.put_product({"product_id": event["product_id"], "size": "", "kind": "", "variant_of": ""})
        if kind == "booking":
            starts = [(id, start) for id, slots in oracle.slots.items() for start in slots
                      if not oracle.products[id].get("withdrawn")]
            if not starts:
                return
            event["event"] = "purchase"
            event["product_id"], event["slot"] = pick.choice(sorted(starts))
        if oracle.products[event["product_id"]].get("withdrawn"):
            return
        sent = {**event, "timestamp": iso(event["timestamp"])}
        if "slot" in event:
            sent["slot"] = iso(event["slot"])
        answer = self.acknowledged("POST", "/v1/events", {"events": [sent]}, 200)
        result = answer["results"][0]
        if result["status"] != "stored":
            raise Contradiction(f"the event {sent} was {result}")
        oracle.record(event)

    # What an answer must be.

    def check(self, request, status, answer):
        situation = self.oracle.situation(request)
        if situation.is_refused():
            if status != 422:
                raise Contradiction(f"{request} is a mistake, and was answered with {status}")
            return
        if status == 422 and situation.placement == "alternatives" and not self.oracle.prepared[situation.product]["category"]:
            return  # no category to look in, and nothing learned
        if status != 200:
            raise Contradiction(f"{request} was answered with {status}: {answer}")
        try:
            self.check_items(request, situation, answer["items"])
            self.check_number(request, situation, answer)
        except Contradiction as problem:
            raise Contradiction(f"{problem}\n  request {json.dumps(request, ensure_ascii=False)}\n  shop.toml {self.shop.settings}"
                                f"\n  answer {json.dumps(answer, ensure_ascii=False)[:1500]}")

    def check_items(self, request, situation, items):
        oracle, heads, score = self.oracle, set(), float("inf")
        for rank, item in enumerate(items, 1):
            id = item["product_id"]
            say = lambda what: Contradiction(f"item {rank}, {id}: {what}; it is {oracle.products.get(id)}")
            if id not in oracle.products:
                raise say("is no product")
            if item["rank"] != rank:
                raise say(f"has rank {item['rank']}")
            if item["score"] > score and not request.get("diversity"):
                raise say(f"has score {item['score']}, and the item before {score}")
            score = item["score"]
            if reason := situation.why_not(id) or situation.why_not_for_this_customer(id):
                raise say(f"must not be shown: {reason}")
            head = oracle.head(id)
            if head in heads:
                raise say("another size of it is in the list too")
            heads.add(head)
            if head in situation.bought and not request.get("include_purchased") and "customer_id" in request:
                if head in self.durables and situation.occasions.get(head) == 1:
                    raise say("is a durable that the customer owns")
                if "due_on" not in item:
                    raise say("was bought by this customer, and no day is named on which it is due")
            if head in situation.given and head in self.durables and not request.get("include_purchased"):
                raise say("is a durable that the recipient was given before")
            if item.get("price") != situation.price(id):
                raise say(f"costs {situation.price(id)}, not {item.get('price')}")
            there = situation.arrives_by(id)
            if item.get("arrives_by") != (there and there.isoformat()):
                raise say(f"arrives by {there}, not {item.get('arrives_by')}")
            slot = situation.slot(id) if oracle.products[id]["kind"] == "service" else None
            if (int(datetime.fromisoformat(item["slot"]).timestamp()) if "slot" in item else None) != slot:
                raise say(f"has its first slot at {slot and iso(slot)}, not {item.get('slot')}")
            told = {reason.get("evidence", {}).get("product_id") for reason in item.get("reasons", [])} - {None}
            if situation.placement == "gift" and not told <= situation.given_by_asker:
                raise say("a reason tells what the recipient has bought, or what others gave them")

    def check_number(self, request, situation, answer):
        items, removed, count = answer["items"], answer["removed"], request["count"]
        groups, failing = situation.eligible()
        prices = [item.get("price") for item in items]
        total = None if None in prices or not items else round(sum(prices), 4)
        if answer.get("total") != total:
            raise Contradiction(f"total is {answer.get('total')}, the sum {total}")
        of_list = situation.context.get("budget_scope") == "list" and "budget" in situation.context
        if of_list and items and total > situation.context["budget"]:
            raise Contradiction(f"the list costs {total}, above the budget")
        if min(removed.values(), default=1) <= 0:
            raise Contradiction("removed names a rule that removed nothing")
        personal = {"hidden", "complaint_open", "returned_before", "not_purchased", "other_category", "same_category", "given_before",
                    *PERSONAL_RULES}
        if not of_list and not request.get("product_id"):
            by_shop = sum(number for rule, number in removed.items() if rule not in personal)
            if by_shop != failing:
                raise Contradiction(f"removed counts {by_shop} products that cannot be had, the oracle {failing}")
        bought = {head for head in groups if head in situation.bought} if not request.get("include_purchased") else set()
        taken = sum(removed.get(rule, 0) for rule in PERSONAL_RULES)
        if situation.placement == "gift":
            # The oracle has left out what the recipient bought; of what they were given, what is bought again may come again.
            given = {head for head in groups if head in situation.given} if not request.get("include_purchased") else set()
            taken = removed.get("given_before", 0)
            if not sum(head in self.durables for head in given) <= taken <= len(given):
                raise Contradiction(f"{taken} products were removed as given before, of {sorted(given)}")
        elif situation.placement not in ("similar", "alternatives", "complements", "buy_again"):
            least = sum(head in self.durables and situation.who.occasions.get(head) == 1 for head in bought)
            if not least <= taken <= len(bought):
                raise Contradiction(f"{taken} products were removed as owned or not due, which must be {least} to {len(bought)}")
        if of_list:
            # The size that the customer usually buys is shown: its price is between the least and the most of the group.
            sure = sorted(max(map(situation.price, ids)) for head, ids in groups.items() if head not in bought)
            possible = sorted(min(map(situation.price, ids)) for ids in groups.values())
            least, most = (fitting(prices, situation.context["budget"], count) for prices in (sure, possible))
        elif situation.placement == "complements":
            least, most = min(count, len(groups) - len(bought)), min(count, len(groups))
        else:
            least = most = min(count, len(groups) - taken)
        if situation.placement == "buy_again" and not request.get("include_purchased"):
            least = 0
            most = min(count, len(bought))
        if situation.placement in ("similar", "alternatives"):
            least, most = 0, min(count, len(groups))
        if not least <= len(items) <= most:
            raise Contradiction(f"{len(items)} items, but {least} to {most} of {len(groups)} products can be had: {sorted(groups)[:30]}")

    def check_command_line(self):
        """The command line gives the answers that HTTP gives at this moment."""
        while True:
            request = self.random_request()
            filters = request.get("filters", {})
            if filters.keys() <= {"category"} and (request.get("customer_id") or request.get("history")):
                break
        request["max_reasons"] = 0
        status, answer = self.send("POST", "/v1/recommendations", request)
        context, flags = request["context"], []
        for flag, value in (("customer", request.get("customer_id")), ("history", request.get("history")),
                            ("placement", request.get("placement")), ("product", request.get("product_id")),
                            ("count", request["count"]), ("diversity", request.get("diversity")),
                            ("budget", context.get("budget")), ("budget-scope", context.get("budget_scope")),
                            ("need-by", context.get("need_by")), ("region", context.get("region")),
                            ("at-from", context.get("at", {}).get("from")), ("at-until", context.get("at", {}).get("until")),
                            ("account", context.get("account_id")), ("cart", context.get("cart")), ("now", context["now"]),
                            ("recipient", context.get("recipient_id")), ("language", context.get("language")),
                            ("category", filters.get("category"))):
            if value is not None:
                flags += [f"--{flag}", ",".join(value) if isinstance(value, list) else str(value)]
        if request.get("include_purchased"):
            flags.append("--include-purchased")
        ran = harness.moshaver("recommend", "--shop", self.place, "--format", "json", "--quiet", *flags, check=False)
        if status != 200:
            if ran.returncode == 0:
                raise Contradiction(f"HTTP refused {request} with {answer}, and the command line answered")
            return
        if ran.returncode != 0:
            raise Contradiction(f"the command line refused {flags}: {ran.stderr}")
        printed = json.loads(ran.stdout)
        for one in (printed, answer):
            one.pop("advice_id")
        if printed != answer:
            raise Contradiction(f"the command line with {flags} answers\n{printed}\nand HTTP\n{answer}")

    def check_batch(self):
        """recommend --customers, which shares work among customers, gives each the answer that HTTP gives."""
        ids = self.pick.sample(list(self.oracle.customers), min(12, len(self.oracle.customers)))
        file = self.directory / "ids.txt"
        file.write_text("\n".join(ids) + "\n")
        context = {"now": iso(self.random_now()), "budget": self.pick.randint(50, 500)}
        ran = harness.moshaver("recommend", "--shop", self.place, "--customers", str(file), "--format", "json", "--quiet",
                               "--threads", "2", "--count", "7", "--now", context["now"], "--budget", str(context["budget"]))
        for id, line in zip(ids, ran.stdout.splitlines(), strict=True):
            request = {"customer_id": id, "count": 7, "max_reasons": 0, "context": context}
            status, answer = self.send("POST", "/v1/recommendations", request)
            self.check(request, status, answer)
            self.check_items(request, self.oracle.situation(request), json.loads(line)["items"])
            if json.loads(line)["removed"] != answer["removed"]:
                raise Contradiction(f"in a batch {id} is answered {line}, alone {answer}")


def fitting(prices, budget, count):
    """How many of the cheapest are within the budget together."""
    number = total = 0
    for price in sorted(prices):
        total = round(total + price, 4)
        if total > budget or number == count:
            break
        number += 1
    return number


def run_seed(binary, place, seed, cases, blend):
    harness.BINARY, harness.PLACE = binary, pathlib.Path(place)
    began, run = time.time(), None
    try:
        run = Run(seed, blend)
        run.run(cases)
        return seed, cases, f"{run.shop.recipe}, {len(run.shop.products)} products, {time.time() - began:.1f} s", None
    except Contradiction as problem:
        return seed, run.case, "", f"seed {seed}, case {run.case} ({run.shop.recipe}): {problem}"
    except Exception:
        return seed, run.case if run else 0, "", f"seed {seed}, case {run.case if run else 0}: {traceback.format_exc()}"


def main():
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("binary")
    arguments.add_argument("--seed", type=int, default=1, help="the first shop's")
    arguments.add_argument("--shops", type=int, help="how many; 1 with --seed")
    arguments.add_argument("--cases", type=int, default=640, help="requests to each shop")
    given = arguments.parse_args()
    shops = given.shops or (1 if any(one.startswith("--seed") for one in sys.argv) else 16)
    seeds = range(given.seed, given.seed + shops)
    began, failures, cases = time.time(), [], 0
    with tempfile.TemporaryDirectory(prefix="moshaver_properties_") as directory, \
            concurrent.futures.ProcessPoolExecutor(min(2, os.cpu_count())) as workers:
        runs = [workers.submit(run_seed, os.path.abspath(given.binary), directory, seed, given.cases, seed % 16 == 7)
                for seed in seeds]
        for run in concurrent.futures.as_completed(runs):
            seed, done, words, failure = run.result()
            cases += done
            print(f"seed {seed}: {done} cases, {words}" if not failure else f"FAILED {failure}\n  again: --seed {seed} --cases {given.cases}",
                  flush=True)
            failures += [failure] if failure else []
    print(f"{cases:,} cases in {shops} shops, {time.time() - began:.1f} s; {len(failures)} shops contradict the manuals")
    sys.exit(bool(failures))


if __name__ == "__main__":
    main()
