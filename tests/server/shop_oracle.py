"""What a shop may recommend, by the words of tools/README.md and tools/server/README.md: slow, plain, and without a look at
the engine. properties_test.py holds the server's answers against it.
"""
import collections
import bisect
import unicodedata
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
DAY = 86_400
FIRST_DAY = date(2024, 4, 1)  # of the calendar of working days


def folded(text):
    text = unicodedata.normalize("NFKC", text or "").casefold().replace("ي", "ی").replace("ك", "ک")
    return "".join(letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter)).strip()


def steps(path):
    return tuple(filter(None, (folded(step) for step in (path or "").split(">"))))


def is_within(category, path):
    return category[:len(path)] == path


def seconds(time):
    return int(datetime.fromisoformat(time.replace("Z", "+00:00")).timestamp())


def jalali(day):
    """The Jalali year, month and day, right from 1979 to 2024 and beyond: a leap year's place in its cycle of 33 years."""
    def first_of(year):  # 1 Farvardin: 20 March after a leap year of the cycle, else 21 March, as Gregorian leap years let it
        leaps = lambda y: sum((one % 33) in (1, 5, 9, 13, 17, 22, 26, 30) for one in range(1300, y))
        return date(1921, 3, 21) + timedelta(days=365 * (year - 1300) + leaps(year))
    year = day.year - 621 if day >= first_of(day.year - 621) else day.year - 622
    past = (day - first_of(year)).days
    return (year, past // 31 + 1, past % 31 + 1) if past < 186 else (year, (past - 186) // 30 + 7, (past - 186) % 30 + 1)


def second_of_day(text):
    return int(text[:2]) * 3_600 + int(text[3:]) * 60


class Calendar:
    """[delivery] of shop.toml."""

    def __init__(self, settings):
        self.zone = ZoneInfo(settings["time_zone"])
        self.working = set(settings["working_days"] or WEEKDAYS)
        self.holidays = settings["holidays"]
        self.cut_off = second_of_day(settings["cut_off"]) if settings["cut_off"] else None
        self.regions = {folded(name): days for name, days in (settings["regions"] or {}).items()}
        self.hours = settings["hours"]
        self.known_holidays, self.known = {}, {}
        self.working_days = [day for day in (FIRST_DAY + timedelta(days=at) for at in range(500)) if self.is_working(day)]

    def is_holiday(self, day):
        if day not in self.known_holidays:
            self.known_holidays[day] = any(self.falls_on(holiday, day) for holiday in self.holidays)
        return self.known_holidays[day]

    @staticmethod
    def falls_on(holiday, day):
        numbers = tuple(int(number) for number in holiday.removeprefix("jalali ").split("-"))
        today = jalali(day) if holiday.startswith("jalali") else (day.year, day.month, day.day)
        return today[-len(numbers):] == numbers

    def is_working(self, day):
        return WEEKDAYS[day.weekday()] in self.working and not self.is_holiday(day)

    def days_in_transit(self, region):
        """None: not delivered there."""
        if not self.regions:
            return 0
        if not region:
            return max(self.regions.values())
        return self.regions.get(region, self.regions.get("*"))

    def arrival(self, now, lead_days, region):
        """The day on which a good is there, None where that is unknown."""
        transit = self.days_in_transit(region)
        if lead_days is None or transit is None:
            return None
        key = (now, lead_days, transit)
        if key not in self.known:
            local = datetime.fromtimestamp(now, self.zone)
            second = local.hour * 3_600 + local.minute * 60 + local.second
            first = local.date()
            if self.cut_off is not None and second >= self.cut_off:
                first += timedelta(days=1)
            leaves = self.working_days[bisect.bisect_left(self.working_days, first) + lead_days]
            there = leaves + timedelta(days=transit)
            self.known[key] = self.working_days[bisect.bisect_left(self.working_days, there)]
        return self.known[key]

    def openings(self, day):
        if self.is_holiday(day):
            return []
        name = WEEKDAYS[day.weekday()]
        hours = self.hours.get(name, []) if isinstance(self.hours, dict) else self.hours if name in self.working else []
        for opening in [hours] if isinstance(hours, str) else hours:
            opens, closes = opening.split("-")
            yield second_of_day(opens), second_of_day(closes)

    def is_open(self, start, end):
        if self.hours is None:
            return True
        local = datetime.fromtimestamp(start, self.zone)
        begins = local.hour * 3_600 + local.minute * 60 + local.second
        ended = datetime.fromtimestamp(end, self.zone)
        ends = (ended.date() - local.date()).days * DAY + ended.hour * 3_600 + ended.minute * 60 + ended.second
        return any(opens <= begins and ends <= closes for opens, closes in self.openings(local.date()))


class Customer:
    def __init__(self, attributes):
        self.attributes = attributes
        self.events = []  # one's own, by time
        self.forget()

    def forget(self):
        self.left = {}           # product: pieces bought for oneself and not returned
        self.occasions = {}      # head: purchases ever
        self.hidden = set()
        self.complaints = set()
        self.returned = set()    # heads, until bought again
        self.wrong_sizes = {}    # product returned for its size: until it is bought again


class Oracle:
    def __init__(self, shop):
        self.calendar = Calendar(shop.settings)
        self.currency = folded(shop.settings["currency"])
        self.products, self.prepared = {}, {}
        for product in shop.products.values():
            self.put_product(product)
        self.consumables = set(shop.consumables)
        self.customers = {id: Customer(one) for id, one in shop.customers.items()}
        self.accounts = {}  # guest: the account that it was merged into
        self.contracts = {}
        for account, terms in shop.contracts.items():
            self.put_contract(account, terms)
        self.slots = {}
        self.has_slots = bool(shop.slots)
        self.bookings = {}  # (product, start): {customer: pieces}
        self.gifts = []  # buyer, recipient, product
        for slot in shop.slots:
            self.slots.setdefault(slot["product_id"], {})[slot["start"]] = slot
        for event in shop.events:
            self.record(event)

    # What changes.

    def put_product(self, product):
        id = product["product_id"]
        self.products[id] = product
        self.prepared[id] = {
            "category": steps(product.get("category")), "brand": folded(product.get("brand")),
            "tags": {folded(tag) for tag in product.get("tags") or []},
            "regions": {folded(region) for region in product.get("regions") or []},
            "foreign": bool(product.get("currency")) and bool(self.currency) and folded(product["currency"]) != self.currency,
            "service": product.get("kind") == "service", "head": product.get("variant_of") or id}
        self.groups = {}
        for each, prepared in self.prepared.items():
            self.groups.setdefault(prepared["head"], []).append(each)

    def put_slots(self, product, slots):
        self.has_slots = True
        self.slots[product] = {slot["start"]: slot for slot in slots}

    def put_contract(self, account, terms):
        self.contracts[account] = [{**term, "steps": steps(term.get("category")), "ends": self.end_of(term.get("until"))}
                                   for term in terms]

    def end_of(self, until):
        """Of a term: a date counts with that day."""
        if until is None or len(until) > 10:
            return until and seconds(until)
        after = date.fromisoformat(until) + timedelta(days=1)
        return int(datetime(after.year, after.month, after.day, tzinfo=self.calendar.zone).timestamp())

    def account(self, id):
        while id in self.accounts:
            id = self.accounts[id]
        return id

    def customer(self, id):
        return self.customers.setdefault(id, Customer({}))

    def members(self, account):
        """Who buys for an organisation, and itself."""
        found = {id_of: self.customers[self.account(id_of)] for id_of in self.customers}
        return list({id(one): one for id_of, one in found.items()
                     if one.attributes.get("account_id") == account or id_of == account}.values())

    def merge(self, guest, account):
        """The guest's events, past and future, are the account's."""
        guest, account = self.account(guest), self.account(account)
        self.accounts[guest] = account
        into, moved = self.customers[account], self.customers[guest]
        for id, customer in self.customers.items():
            if customer is moved:
                self.customers[id] = into
        into.events = sorted(into.events + moved.events, key=lambda event: event["timestamp"])
        into.forget()
        for event in into.events:
            self.apply(into, event)
        for booked in self.bookings.values():
            if guest in booked:
                booked[account] = booked.get(account, 0) + booked.pop(guest)

    def head(self, product):
        return self.prepared[product]["head"]

    def record(self, event):
        """Events count in the order of their times, whenever the shop hears of them; bookings as they come."""
        if event["event"] == "purchase" and event.get("quantity", 1) < 0:
            event = {**event, "event": "return", "quantity": -event["quantity"]}
        if event["event"] in ("purchase", "return"):
            self.book(event, event.get("quantity", 1))
        if event.get("recipient_id") not in (None, "", event["customer_id"]):
            if event["event"] == "purchase":
                self.gifts.append((event["customer_id"], event["recipient_id"], event["product_id"]))
            return
        customer = self.customer(event["customer_id"])
        bisect.insort(customer.events, event, key=lambda one: one["timestamp"])
        if customer.events[-1] is event:
            self.apply(customer, event)
            return
        customer.forget()
        for one in customer.events:
            self.apply(customer, one)

    def apply(self, customer, event):
        product, kind, quantity = event["product_id"], event["event"], event.get("quantity", 1)
        if kind == "rating":
            kind = "like" if event["value"] >= 4 else "hide" if event["value"] <= 2 else "rating"
        if kind == "purchase":
            customer.left[product] = customer.left.get(product, 0) + quantity
            customer.occasions[self.head(product)] = customer.occasions.get(self.head(product), 0) + 1
            customer.returned.discard(self.head(product))
            customer.wrong_sizes.pop(product, None)
        elif kind == "return":
            customer.left[product] = max(0, customer.left.get(product, 0) - quantity)
            if "size" in event.get("reason", ""):
                customer.wrong_sizes[product] = True
            else:
                customer.returned.add(self.head(product))
        elif kind in ("hide", "dislike"):
            customer.hidden.add(product)
        elif kind == "like":
            customer.hidden.discard(product)
        elif kind == "complaint":
            customer.complaints.add(product)
        elif kind == "resolve":
            customer.complaints.discard(product)

    def book(self, event, quantity):
        product, customer = event["product_id"], self.account(event["customer_id"])
        if event["event"] == "purchase":
            if event.get("slot") is not None:
                booked = self.bookings.setdefault((product, event["slot"]), {})
                booked[customer] = booked.get(customer, 0) + quantity
            return
        own = [start for (id, start), booked in self.bookings.items() if id == product and booked.get(customer, 0) > 0]
        if event.get("slot") is not None:
            own = [start for start in own if start == event["slot"]]
        if own:
            booked = self.bookings[product, max(own)]
            booked[customer] = max(0, booked[customer] - quantity)

    def booked(self, product, start):
        return sum(self.bookings.get((product, start), {}).values())

    # What may be shown.

    def situation(self, request):
        return Situation(self, request)


class Situation:
    """One request: who asks, where, when, for how much."""

    def __init__(self, oracle, request):
        self.oracle, self.request = oracle, request
        context = self.context = request["context"]
        self.filters = request.get("filters", {})
        self.now = seconds(context["now"])
        self.placement = request.get("placement", "for_you")
        self.asks = oracle.customers.get(request.get("customer_id"), Customer({}))
        self.who = self.asks  # whose taste and possessions count
        self.consents = True
        if self.placement == "gift":
            recipient = oracle.customers.get(context["recipient_id"], Customer({}))
            words = (recipient.attributes.get("consent") or "").replace(",", " ").split()
            self.consents = bool({"yes", "gifts"} & set(words))
            self.who = recipient if self.consents else Customer({})
        self.history = request.get("history") or []
        self.region = folded(context.get("region") or self.who.attributes.get("region"))
        self.given, self.given_by_asker = set(), set()  # to the recipient, as far as who asks may know it
        if self.placement == "gift":
            self.region = self.region or folded(self.asks.attributes.get("region"))
            asker = oracle.account(request.get("customer_id", ""))
            for buyer, recipient, product in oracle.gifts:
                if oracle.account(recipient) != oracle.account(context["recipient_id"]):
                    continue
                if oracle.account(buyer) == asker:
                    self.given_by_asker.add(oracle.head(product))
                elif not self.consents:
                    continue
                self.given.add(oracle.head(product))
        self.is_staff = self.asks.attributes.get("relation") == "internal"
        account = context.get("account_id") or self.asks.attributes.get("account_id")
        self.contract = oracle.contracts.get(account)
        self.need_by = date.fromisoformat(context["need_by"]) if "need_by" in context else None
        at = context.get("at", {})
        self.names_time = self.need_by is not None or bool(at)
        self.slots_from = max(self.now, seconds(at["from"])) if "from" in at else self.now
        self.slots_until = seconds(at["until"]) if "until" in at else None
        if self.need_by:
            after = self.need_by + timedelta(days=1)
            end = int(datetime(after.year, after.month, after.day, tzinfo=oracle.calendar.zone).timestamp())
            self.slots_until = end if self.slots_until is None else min(end, self.slots_until)
        self.wanted = {name: {folded(value) for value in self.filters.get(name, [])} for name in ("brand", "tags")}
        self.category = steps(self.filters.get("category"))
        self.include, self.exclude = set(self.filters.get("include", [])), set(self.filters.get("exclude", []))
        self.in_cart = {oracle.head(id) for id in context.get("cart", []) if id in oracle.products}
        self.delivered = oracle.calendar.days_in_transit(self.region) is not None
        self.product = request.get("product_id")
        self.first_slots = {}
        self.make_personal()

    def make_personal(self):
        oracle, who = self.oracle, self.who
        head, category = oracle.head, lambda id: oracle.prepared[id]["category"]
        # For an organisation counts what all its people bought.
        pool = [who]
        if "account_id" in self.context and "customer_id" in self.request and self.placement != "gift":
            pool = oracle.members(self.context["account_id"])
        self.bought = {head(id) for one in pool for id, left in one.left.items()
                       if left > 0 and (one is who or id not in one.hidden)} | {head(id) for id in self.history}
        self.occasions = collections.Counter()
        for one in pool:
            self.occasions.update(one.occasions)
        self.hidden = {head(id) for id in who.hidden}
        self.paused = [category(id) for id in who.complaints if category(id)]
        self.complained = {head(id) for id in who.complaints}
        self.bought -= self.hidden
        # A product returned for its size is offered in another size.
        self.wrong_sizes = set()
        for id in who.wrong_sizes:
            size = folded(oracle.products[id].get("size"))
            self.wrong_sizes |= {other for other in oracle.groups[head(id)]
                                 if other == id or size and folded(oracle.products[other].get("size")) == size}
        self.basket = []
        if self.placement == "complements":
            self.basket = [category(id) for id in [self.product, *self.context.get("cart", [])] if id]

    def is_refused(self):
        """Whether the request is a mistake: a day in the past, a region that neither shop.toml nor a product names."""
        local = datetime.fromtimestamp(self.now, self.oracle.calendar.zone)
        if self.need_by and self.need_by < local.date():
            return True
        at = self.context.get("at", {})
        if "until" in at and seconds(at["until"]) <= self.slots_from:
            return True
        asked, regions = folded(self.context.get("region")), self.oracle.calendar.regions
        if not asked or asked in regions or "*" in regions:
            return False
        named = set().union(*(one["regions"] for one in self.oracle.prepared.values()))
        return bool(regions or named) and asked not in named

    def term(self, id):
        """Whether the contract allows the product, and the price that it gives."""
        category = self.oracle.prepared[id]["category"]
        holding = [term for term in self.contract if term["ends"] is None or self.now < term["ends"]]
        terms = [term for term in holding if term.get("product_id") == id]
        terms += sorted((term for term in holding if term["steps"] and is_within(category, term["steps"])),
                        key=lambda term: -len(term["steps"]))
        return bool(terms), next((term["price"] for term in terms if term.get("price") is not None), None)

    def price(self, id):
        """What this customer pays; None: unknown in the shop's currency."""
        if self.contract is not None:
            allowed, price = self.term(id)
            if price is not None:
                return price
        return None if self.oracle.prepared[id]["foreign"] else self.oracle.products[id].get("price")

    def arrives_by(self, id):
        if self.oracle.prepared[id]["service"]:
            return None
        return self.oracle.calendar.arrival(self.now, self.oracle.products[id].get("lead_days"), self.region)

    def slot(self, id):
        """When the first free slot of a service begins."""
        if id not in self.first_slots:
            self.first_slots[id] = self.find_slot(id)
        return self.first_slots[id]

    def find_slot(self, id):
        for start, slot in sorted(self.oracle.slots.get(id, {}).items()):
            if start < self.slots_from or self.slots_until is not None and slot["end"] > self.slots_until:
                continue
            if self.oracle.booked(id, start) + 1 <= slot.get("capacity", 1) and self.oracle.calendar.is_open(start, slot["end"]):
                return start
        return None

    def why_not(self, id):
        """The first rule that the product fails, of those that do not ask what the customer did."""
        product, prepared = self.oracle.products[id], self.oracle.prepared[id]
        if product.get("withdrawn"):
            return "withdrawn"
        if product.get("stock") is not None and product["stock"] <= 0:
            return "out_of_stock"
        starts, ends = product.get("available_from"), product.get("available_until")
        if starts is not None and self.now < starts or ends is not None and self.now >= ends:
            return "not_available_now"
        if self.include and id not in self.include:
            return "not_included"
        if self.category and not is_within(prepared["category"], self.category):
            return "category"
        if self.wanted["brand"] and prepared["brand"] not in self.wanted["brand"]:
            return "brand"
        if self.wanted["tags"] and not self.wanted["tags"] & prepared["tags"]:
            return "tags"
        if id in self.exclude:
            return "excluded"
        if prepared["head"] in self.in_cart:
            return "in_cart"
        if product.get("audience") == "internal" and not self.is_staff:
            return "not_for_you"
        if self.region and (prepared["regions"] and self.region not in prepared["regions"]
                            or not prepared["service"] and not self.delivered):
            return "not_deliverable"
        if self.need_by and not prepared["service"]:
            there = self.arrives_by(id)
            if there is None or there > self.need_by:
                return "arrives_late"
        if prepared["service"] and (self.oracle.has_slots or self.names_time) and self.slot(id) is None:
            return "no_slot"
        if self.contract is not None and not self.term(id)[0]:
            return "outside_contract"
        least, most = self.filters.get("price_min"), self.filters.get("price_max")
        budget = self.context.get("budget")
        if least is None and most is None and budget is None:
            return None
        price = self.price(id)
        if (least is not None or most is not None) and (price is None or least is not None and price < least
                                                        or most is not None and price > most):
            return "price"
        return "over_budget" if budget is not None and (price is None or price > budget) else None

    def why_not_for_this_customer(self, id):
        """The first rule about the customer's past and the placement that the product fails; not whether it is due."""
        head, category = self.oracle.head(id), self.oracle.prepared[id]["category"]
        if head in self.hidden:
            return "hidden"
        if head in self.complained or any(is_within(category, path) for path in self.paused):
            return "complaint_open"
        if not self.request.get("include_purchased"):
            if head in self.who.returned or id in self.wrong_sizes:
                return "returned_before"
            if self.placement == "gift" and head in self.bought:
                return "purchased"
        if self.placement == "buy_again" and head not in self.bought:
            return "not_purchased"
        if self.product and head == self.oracle.head(self.product):
            return "excluded"
        if self.placement == "alternatives" and not is_within(category, self.oracle.prepared[self.product]["category"]):
            return "other_category"
        if any(path and is_within(category, path) for path in self.basket):
            return "same_category"
        return None

    def eligible(self):
        """By head, the products of the group that may be shown, and how many products fail a rule of why_not."""
        groups, failing = {}, 0
        for id, prepared in self.oracle.prepared.items():
            if self.why_not(id):
                failing += 1
            elif not self.why_not_for_this_customer(id):
                groups.setdefault(prepared["head"], []).append(id)
        return groups, failing
