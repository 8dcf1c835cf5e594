"""A random small shop as files and as Python values, the same for a seed. properties_test.py serves it.

Whether a product is bought again is unambiguous: `consumables` are bought again by most of their buyers, and nobody buys
another product twice.
"""
import csv
import random
from datetime import datetime, timedelta, timezone

START = int(datetime(2024, 5, 6, tzinfo=timezone.utc).timestamp())  # a Monday; events lie before, requests after
DAY = 86_400
WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
CONSUMABLES = ["Food > Tea", "Food > Tea > Green", "Food > Coffee", "Food", "Household > Soap"]
DURABLES = ["Home > Kitchen", "Home > Kitchen > Knives", "Home", "Clothes > Shirts", "Clothes > Shoes", "Garden", "ابزار > اره", ""]
REPAIRS = ["Services > Repair", "Services"]
REGIONS = ["tehran", "Shiraz", "یزد", "Mars"]
BRANDS = ["Acme", "Bolt", "Çelik", "کاوه", "Dune", ""]
TAGS = ["new", "Organic", "sale", "هدیه", "blue"]
SIZES, COLOURS = ["S", "M", "L", "XL"], ["red", "Blue", "سبز"]
PRODUCT_FIELDS = ["product_id", "title", "kind", "category", "brand", "price", "currency", "stock", "lead_days", "regions",
                  "available_from", "available_until", "variant_of", "size", "colour", "tags", "audience"]
CUSTOMER_FIELDS = ["customer_id", "region", "account_id", "relation", "language", "consent"]
EVENT_FIELDS = ["event_id", "customer_id", "product_id", "event", "timestamp", "quantity", "unit_price", "order_id",
                "recipient_id", "value", "reason", "slot"]


def iso(seconds):
    return datetime.fromtimestamp(seconds, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def otherwise_written(text, pick):
    """The same word for a reader: capitals, Arabic letters."""
    return pick.choice([text, text.upper(), text.lower().replace("ی", "ي").replace("ک", "ك")])


def maybe(pick, share, value):
    return value() if pick.random() < share else None


class RandomShop:
    def __init__(self, seed):
        self.pick = random.Random(seed)
        pick = self.pick
        self.recipe = pick.choice(["item-item", "item-item", "item-item", "popular", "repeat", "repeat"])
        self.foreign = pick.random() < 0.4  # some prices are in another currency
        self.make_settings()
        self.make_products(pick.choice([30, 60, 60, 90, 90, 120, 120, 150, 300]))
        self.make_customers(pick.randint(20, 60))
        self.make_slots()
        self.make_contracts()
        self.make_events()

    def make_settings(self):
        pick = self.pick
        hours = pick.choice([None, "08:00-18:00", ["09:00-12:00", "14:00-24:00"],
                             {"mon": "10:00-16:00", "sat": "08:00-20:00", "sun": ["00:00-12:00", "12:00-24:00"]}])
        regions = pick.choice([None, {"tehran": 1, "Shiraz": 3}, {"Tehran": 0, "*": 4}, {"یزد": 2, "shiraz": 2, "*": 7}])
        self.settings = {
            "time_zone": pick.choice(["UTC", "Asia/Tehran", "Europe/Berlin", "America/New_York"]),
            "currency": "IRR" if self.foreign or pick.random() < 0.5 else None,
            "working_days": pick.choice([None, ["sat", "sun", "mon", "tue", "wed"], ["mon", "tue", "wed", "thu", "fri"], ["tue"]]),
            "holidays": pick.sample(["2024-05-08", "05-14", "jalali 1403-02-25", "jalali 02-29", "2024-05-20"], pick.randint(0, 4)),
            "cut_off": pick.choice([None, "14:00", "00:00", "24:00", "09:30"]),
            "hours": hours,
            "regions": regions}

    def toml(self):
        quoted = lambda value: ("[" + ", ".join(map(quoted, value)) + "]" if isinstance(value, list) else f'"{value}"')
        given = {key: value for key, value in self.settings.items() if value is not None}
        lines = [f'{key} = "{given[key]}"' for key in ("time_zone", "currency") if key in given] + ["[delivery]"]
        lines += [f"{key} = {quoted(given[key])}" for key in ("working_days", "holidays", "cut_off") if key in given]
        hours = given.get("hours")
        if isinstance(hours, dict):
            lines += [f"hours.{day} = {quoted(value)}" for day, value in hours.items()]
        elif hours:
            lines.append(f"hours = {quoted(hours)}")
        if "regions" in given:
            lines += ["[delivery.regions]"] + [f'"{name}" = {days}' for name, days in given["regions"].items()]
        return "\n".join(lines) + "\n"

    def offer(self):
        """What may differ between the sizes of one product."""
        pick = self.pick
        price = maybe(pick, 0.93, lambda: pick.choice([pick.randint(5, 500), round(pick.uniform(1, 90), 2)]))
        currency = maybe(pick, 0.3, lambda: pick.choice(["IRR", "EUR"])) if self.foreign else None
        return {"price": price, "currency": currency if price is not None else None,
                "stock": maybe(pick, 0.85, lambda: pick.choice([0, 0, -1, 1, 3, 50, 50, 50])),
                "lead_days": maybe(pick, 0.9, lambda: pick.choice([0, 1, 1, 2, 3, 8])),
                "regions": maybe(pick, 0.15, lambda: pick.sample(REGIONS[:3], pick.randint(1, 2))),
                "available_from": maybe(pick, 0.1, lambda: START + pick.randint(-20, 20) * DAY + 3_601),
                "available_until": maybe(pick, 0.1, lambda: START + pick.randint(-10, 30) * DAY + 3_602)}

    def make_products(self, count):
        pick = self.pick
        self.products = {}
        while len(self.products) < count:
            name = f"p{len(self.products)}" + pick.choice(["", "", "/x", " چای"])
            kind = "service" if pick.random() < 0.1 else "good"
            of_kind = REPAIRS if kind == "service" else pick.choice([CONSUMABLES, DURABLES])
            common = {"title": f"Product {name}", "kind": kind, "category": pick.choice(of_kind), "brand": pick.choice(BRANDS),
                      "tags": pick.sample(TAGS, pick.randint(0, 2)),
                      "audience": "internal" if pick.random() < 0.05 else pick.choice(["", "external"])}
            sizes = pick.sample(SIZES, pick.randint(2, 4)) if kind == "good" and pick.random() < 0.2 else [""]
            for at, size in enumerate(sizes):
                product = {**common, **self.offer(), "product_id": name + (f"-{size}" if at else ""),
                           "variant_of": name if at else "", "size": size, "colour": pick.choice(COLOURS) if size else ""}
                if size and product["price"] is None:
                    product["price"] = 77  # so that the head of a group is a product itself
                self.products[product["product_id"]] = product
        categories = CONSUMABLES
        self.consumables = {id for id, one in self.products.items() if one["category"] in categories}

    def make_customers(self, count):
        pick = self.pick
        self.customers = {}
        for at in range(count):
            self.customers[f"c{at}"] = {
                "customer_id": f"c{at}", "region": pick.choice(["", "", *REGIONS]),
                "account_id": pick.choice(["acme", "bolt", "none"]) if pick.random() < 0.2 else "",
                "relation": "internal" if pick.random() < 0.1 else pick.choice(["", "external"]),
                "language": pick.choice(["", "fa", "en"]), "consent": pick.choice(["", "no", "yes", "gifts", "audience,gifts"])}

    def random_slot(self):
        pick = self.pick
        start = START + pick.randint(-2, 12) * DAY + pick.randint(0, 47) * 1_800
        return {"start": start, "end": start + pick.choice([1_800, 3_600, 7_200, DAY]), "capacity": pick.choice([0, 1, 1, 2, 5])}

    def make_slots(self):
        pick = self.pick
        self.slots = []
        services = [id for id, one in self.products.items() if one["kind"] == "service"]
        if pick.random() < 0.7:
            for id in services:
                starts = {}
                for _ in range(pick.randint(0, 6)):
                    slot = self.random_slot()
                    starts[slot["start"]] = slot
                self.slots += [{"product_id": id, **slot} for slot in starts.values()]

    def random_terms(self):
        """A contract: terms by product and category, some without a price, some that end."""
        pick = self.pick
        terms = {}
        paths = sorted({one["category"] for one in self.products.values()} - {""}) + ["Food", "Home", "clothes"]
        for _ in range(pick.randint(1, 8)):
            term = {"price": maybe(pick, 0.6, lambda: pick.choice([pick.randint(1, 400), 9.99]))}
            if pick.random() < 0.5:
                term["product_id"] = pick.choice(list(self.products))
            else:
                term["category"] = pick.choice(paths)
            until = maybe(pick, 0.4, lambda: START + pick.randint(-5, 15) * DAY)
            if until is not None:
                term["until"] = pick.choice([iso(until)[:10], iso(until + 40_000)])
            key = (term.get("product_id"), term.get("category", "").lower())
            terms[key] = {name: value for name, value in term.items() if value is not None}
        return list(terms.values())

    def make_contracts(self):
        self.contracts = {account: self.random_terms() for account in ("acme", "bolt") if self.pick.random() < 0.8}

    def make_events(self):
        pick = self.pick
        self.events = []
        heads = {id: one["variant_of"] or id for id, one in self.products.items()}
        groups = {}
        for id, head in heads.items():
            groups.setdefault(head, []).append(id)
        consumables = [head for head in groups if head in self.consumables]
        durables = [head for head in groups if head not in self.consumables]
        likely = durables[:max(5, len(durables) // 3)]  # bought by many, so that it is known that nobody buys them twice
        for customer in self.customers:
            if pick.random() < 0.1:
                continue  # no history
            for head in pick.sample(consumables, min(len(consumables), pick.randint(1, 5))):
                gap, day = pick.randint(7, 30), pick.randint(-250, -200)
                while day < -1:
                    self.buy(customer, pick.choice(groups[head]), day)
                    day += max(1, gap + pick.randint(-3, 3))
            for head in sorted({*pick.sample(likely, min(len(likely), pick.randint(1, 6))),
                                *pick.sample(durables, min(len(durables), pick.randint(0, 3)))}):
                self.buy(customer, pick.choice(groups[head]), pick.randint(-240, -2))
            for _ in range(pick.randint(0, 4)):
                self.say(customer, pick.choice(list(self.products)), pick.randint(-200, -2))
            if pick.random() < 0.3:
                self.give_back(customer, pick.randint(-40, -1))
        self.events.sort(key=lambda event: event["timestamp"])
        for at, event in enumerate(self.events):
            event["event_id"] = f"e{at}"
        # Exports come in any order; the newest first is common.
        order = pick.choice(["oldest first", "oldest first", "newest first", "none"])
        if order == "newest first":
            self.events.reverse()
        if order == "none":
            pick.shuffle(self.events)

    def at(self, day):
        return START + day * DAY + self.pick.randint(0, DAY - 1)

    def buy(self, customer, product, day):
        event = {"customer_id": customer, "product_id": product, "event": "purchase", "timestamp": self.at(day),
                 "quantity": self.pick.choice([1, 1, 1, 2]), "order_id": f"{customer}/{day}"}
        slots = [slot["start"] for slot in self.slots if slot["product_id"] == product]
        if slots and self.pick.random() < 0.5:
            event["slot"] = self.pick.choice(slots)
        self.events.append(event)

    def give_back(self, customer, day):
        bought = [event for event in self.events if event["customer_id"] == customer and event["timestamp"] < START + day * DAY
                  and event["event"] == "purchase"]
        if bought:
            event = self.pick.choice(bought)
            self.events.append({"customer_id": customer, "product_id": event["product_id"], "event": "return",
                                "timestamp": self.at(day), "quantity": self.pick.choice([event["quantity"], 1]),
                                "reason": self.pick.choice(["", "broken", "size", "wrong_size", "not_as_described", "changed my mind"])})

    def say(self, customer, product, day):
        """An event that is no purchase of one's own."""
        pick = self.pick
        kind = pick.choice(["view", "cart", "like", "dislike", "hide", "rating", "complaint", "resolve", "question", "gift"])
        event = {"customer_id": customer, "product_id": product, "event": kind, "timestamp": self.at(day), "quantity": 1}
        if kind == "rating":
            event["value"] = pick.randint(1, 5)
        if kind == "gift":
            event.update(event="purchase", recipient_id=pick.choice([one for one in self.customers if one != customer]))
        self.events.append(event)

    def write(self, directory):
        """Returns the arguments of import."""
        as_text = lambda field, value: ("" if value is None else ",".join(value) if isinstance(value, list)
                                        else iso(value) if field in TIMES else value)
        arguments = []
        for name, fields, rows in (("products", PRODUCT_FIELDS, self.products.values()),
                                   ("customers", CUSTOMER_FIELDS, self.customers.values()),
                                   ("events", EVENT_FIELDS, self.events),
                                   ("slots", ["product_id", "start", "end", "capacity"], self.slots),
                                   ("contracts", ["account_id", "product_id", "category", "price", "until"],
                                    [{"account_id": account, **term} for account, terms in self.contracts.items() for term in terms])):
            if not rows:
                continue
            path = directory / f"{name}.csv"
            with open(path, "w", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(fields)
                for row in rows:
                    writer.writerow([as_text(field, row.get(field)) if not (name == "contracts" and field == "until")
                                     else row.get(field, "") for field in fields])
            arguments += [f"--{name}", str(path)]
        return arguments


TIMES = {"timestamp", "available_from", "available_until", "slot", "start", "end"}
