#!/usr/bin/env python3
"""Random sequences of events over HTTP, each event checked on the very next answer: gifts, complaints, dislikes, likes, returns
and duplicates do what tools/server/README.md says, and the reply says it in the documented word.

    tests/server/feedback_sequences_test.py BINARY [--seed N] [--shops N] [--sequences N] [--only N]

Each sequence has a customer of its own, so --only N repeats one of a seed alone.
"""
import argparse
import concurrent.futures
import os
import pathlib
import random
import sys
import tempfile
import time
import traceback

import harness
import satisfaction
from properties_test import Contradiction, Run
from random_shop import START, iso

NOW = iso(START)
WORDS = {"purchase": "history", "like": "history", "question": "history", "hide": "hidden", "dislike": "hidden",
         "return": "demoted", "complaint": "promotion_paused", "survey": "label"}
QUIET = ["view", "cart", "shown", "referral", "survey", "neutral rating"]
# A reason in the shop's words, and whether it is about the size alone.
REASONS = {"broken": False, "quality": False, "too_small": True, "size": True, "not_as_described": False, "wrong item": False,
           "خراب": False, "سایز": True, "": False}


class Sequence:
    """One customer and what they say."""

    def __init__(self, run, number):
        self.run, self.oracle, self.pick = run, run.oracle, random.Random(f"{run.seed}/{number}")
        known = list(run.shop.customers)
        self.customer = known[number] if number < len(known) else f"new{number}"
        self.number, self.sent, self.others = number, [], 0

    def advice(self, **request):
        """The whole list of this customer, as items without rank; it is also held against the oracle."""
        body = {"customer_id": self.customer, "count": 1_000, "max_reasons": 0, "context": {"now": NOW}, **request}
        status, answer = self.run.send("POST", "/v1/recommendations", body)
        self.run.check(body, status, answer)
        return answer

    def items(self, answer=None):
        return [{**item, "rank": 0} for item in (answer or self.advice())["items"]]

    def say(self, kind, product, **fields):
        """Sends an event, checks the word for its effect, and returns it."""
        event = {"event_id": f"{self.run.seed}/{self.number}/{len(self.sent)}", "customer_id": self.customer,
                 "product_id": product, "event": kind, "quantity": 1, "timestamp": START - 3_600 + len(self.sent), **fields}
        expected = self.word(event)
        result = self.send([event])[0]
        if (result["status"], result.get("effect", {}).get("changes")) != ("stored", expected):
            raise Contradiction(f"{event} was {result}; the word for it is {expected}")
        self.oracle.record({**event, "reason": "size" if REASONS.get(fields.get("reason")) else "", "why": fields.get("reason", "")})
        self.sent.append(event)
        return event

    def send(self, events):
        sent = [{**event, "timestamp": iso(event["timestamp"])} for event in events]
        status, answer = self.run.send("POST", "/v1/events", {"events": sent})
        if status != 200:
            raise Contradiction(f"{events} gave {status}: {answer}")
        return answer["results"]

    def word(self, event):
        """What tools/server/README.md says that the event changes."""
        kind, product, who = event["event"], event["product_id"], self.oracle.customer(self.customer)
        if event.get("recipient_id", self.customer) != self.customer:
            return "gift" if kind == "purchase" else "none"
        if kind == "rating":
            kind = "like" if event["value"] >= 4 else "hide" if event["value"] <= 2 else "survey"
        if kind == "like" and product in who.hidden:
            return "shown_again"
        if kind == "resolve" and product in who.complaints:
            return "promotion_resumed"
        return WORDS.get(kind, "none")

    def same(self, before, after, what):
        if before != after:
            first = next((pair for pair in zip(before, after) if pair[0] != pair[1]), (len(before), len(after)))
            raise Contradiction(f"{what}: the list changed, first {first}")

    def same_products(self, before, after, what):
        """What a buyer says of a product enters its score beside its category's, for everybody: the order may change."""
        ids = [{self.oracle.head(item["product_id"]) for item in items} for items in (before, after)]
        if ids[0] != ids[1]:
            raise Contradiction(f"{what}: these products came or went: {sorted(ids[0] ^ ids[1])}")

    def without(self, items, is_gone):
        return [item for item in items if not is_gone(item["product_id"])]

    def group(self, product):
        return set(self.oracle.groups[self.oracle.head(product)])

    def shown(self, items, product):
        return bool(self.group(product) & {item["product_id"] for item in items})

    def any_product(self, items):
        """Often one of the list, else any."""
        if items and self.pick.random() < 0.7:
            return self.pick.choice(items[:20])["product_id"]
        return self.pick.choice(list(self.oracle.products))

    # Each step says something and looks at the next answer.

    def gift(self):
        """A gift leaves the buyer's own answer as it was, bit for bit."""
        before = {**self.advice(), "advice_id": ""}
        product = self.any_product(before["items"])
        recipient = self.pick.choice([one for one in [*self.run.shop.customers, "a friend"] if one != self.customer])
        self.say("purchase", product, recipient_id=recipient, quantity=self.pick.choice([1, 3]))
        self.same([before], [{**self.advice(), "advice_id": ""}], "a gift")
        if self.pick.random() < 0.3:
            self.say("return", product, recipient_id=recipient)
            self.same([before], [{**self.advice(), "advice_id": ""}], "a gift's return")

    def complain(self):
        """A complaint pauses products like it, and its resolution restores the list exactly."""
        before = self.items()
        product = self.any_product(before)
        category = self.oracle.prepared[product]["category"]
        was_open = product in self.oracle.customer(self.customer).complaints
        self.say("complaint", product)
        like_it = lambda id: id in self.group(product) or bool(category) and self.oracle.prepared[id]["category"][:len(category)] == category
        self.same_products(self.without(before, like_it), self.items(), "a complaint")
        if self.pick.random() < 0.3:
            other = self.pick.choice(list(self.oracle.products))
            if other not in self.oracle.customer(self.customer).complaints:
                self.say("resolve", other)  # of another product: nothing
                self.same_products(self.without(before, like_it), self.items(), "the resolution of what was no complaint")
        if self.pick.random() < 0.8:
            self.say("resolve", product)
            if not was_open:
                self.same(before, self.items(), "a complaint and its resolution")

    def hide(self):
        """What is disliked, hidden or rated low is not shown again, until it is liked."""
        before = self.items()
        product = self.any_product(before)
        kind = self.pick.choice(["hide", "dislike", "rating"])
        self.say(kind, product, **({"value": self.pick.choice([1, 2])} if kind == "rating" else {}))
        after = self.items()
        if self.shown(after, product):
            raise Contradiction(f"{product} is shown, after {kind}")
        for kind in self.pick.sample(["question", "purchase", "view"], self.pick.randint(0, 1)):
            self.say(kind, product)
            if self.shown(self.items(), product):
                raise Contradiction(f"{product} is shown again after a mere {kind}")
        if self.pick.random() < 0.7:
            kind = self.pick.choice(["like", "rating"])
            self.say(kind, product, **({"value": self.pick.choice([4, 5])} if kind == "rating" else {}))
            self.advice()  # the oracle knows how many there must be again
            who = self.oracle.customer(self.customer)
            owned = any(who.left.get(id, 0) > 0 for id in self.group(product))
            if self.shown(before, product) and not owned and not self.shown(self.items(), product):
                raise Contradiction(f"{product} was shown before it was hidden, and is not after {kind}")

    def give_back(self):
        """What was returned is not offered again until it is bought again; what did not fit, not in this size."""
        before = self.items()
        product = self.any_product(before)
        owned = any(self.oracle.customer(self.customer).left.get(id, 0) > 0 for id in self.group(product))
        pieces = self.pick.randint(1, 3)
        self.say("purchase", product, quantity=pieces)
        self.advice()
        reason = self.pick.choice(list(REASONS))
        self.say("return", product, quantity=pieces, reason=reason)
        answer = self.advice()
        after = self.items(answer)
        again = [item["product_id"] for item in self.advice(placement="buy_again")["items"]]
        sizes = self.group(product) if not REASONS[reason] else {product}
        if sizes & {*again, *(item["product_id"] for item in after)}:
            raise Contradiction(f"{product} is offered after its return ({reason})")
        if self.shown(before, product) and not owned:
            if not self.shown(after, product) and answer["removed"].get("returned_before", 0) < 1:
                raise Contradiction(f"{product} was removed after its return, but not as returned_before: {answer['removed']}")
            if not REASONS[reason]:
                # The purchase is undone: nothing but the product itself is missing.
                self.same_products(self.without(before, lambda id: id in self.group(product)), after, "a purchase and its return")
        if self.pick.random() < 0.4:
            self.say("purchase", product)
            who = self.oracle.customer(self.customer)
            if self.oracle.head(product) in who.returned:
                raise AssertionError("the oracle is wrong")
            self.advice()

    def talk(self):
        """What is only stored changes nothing; a grade shows the same products."""
        before = self.items()
        kind = self.pick.choice(QUIET)
        product = self.any_product(before)
        if kind == "neutral rating":
            self.say("rating", product, value=3)
        else:
            self.say(kind, product, **({"value": 4} if kind == "survey" else {}))
        check = self.same if kind in ("view", "cart", "shown", "referral") else self.same_products
        check(before, self.items(), kind)

    def repeat(self):
        """An event_id that is known changes nothing, whatever else the event says now."""
        if not self.sent:
            return
        before = self.items()
        event = dict(self.pick.choice(self.sent))
        if self.pick.random() < 0.5:
            event.update(event=self.pick.choice(["hide", "purchase", "complaint", "like"]), timestamp=START - 1)
            event.pop("recipient_id", None)
            event["product_id"] = self.any_product(before)
        results = self.send([event, event])
        if any(result["status"] != "duplicate" or result.get("effect", {}).get("changes", "none") != "none" for result in results):
            raise Contradiction(f"{event}, sent again, was {results}")
        self.same(before, self.items(), "a duplicate")

    def buy(self):
        """What was just bought is not shown."""
        before = self.items()
        product = self.any_product(before)
        self.say(self.pick.choice(["purchase", "like", "question"]), product)
        self.advice()

    def several(self):
        """Events of one request count in their order."""
        before = self.items()
        who = self.oracle.customer(self.customer)
        product = self.any_product(before)
        if product in who.hidden or product in who.complaints:
            return
        words = ["promotion_paused", "promotion_resumed", "none", "hidden", "shown_again"]
        events = [{"event_id": f"{self.run.seed}/{self.number}/{at}", "customer_id": self.customer, "product_id": product,
                   "event": kind, "timestamp": START - 3_600 + at, "quantity": 1}
                  for at, kind in enumerate(["complaint", "resolve", "resolve", "hide", "like"], len(self.sent))]
        results = self.send(events)
        if [result["effect"]["changes"] for result in results] != words:
            raise Contradiction(f"{events} were {results}")
        for event in events:
            self.oracle.record(event)
        self.sent += events
        self.advice()

    def others_return(self):
        """A return for quality by somebody else lowers the product, by the formula of tools/server/README.md."""
        before = {item["product_id"]: item for item in self.items()}
        if not before or self.run.shop.recipe == "blend":  # whose scores are log odds, if it has a ranker
            return
        product = self.pick.choice(list(before)[:30])
        was = satisfaction.factor(self.oracle, product)
        event = {"event_id": f"{self.run.seed}/{self.number}/other{self.others}", "customer_id": f"passer-by {self.number}/{self.others}",
                 "product_id": product, "event": "return", "quantity": 1, "reason": self.pick.choice(["broken", "not_as_described"]),
                 "timestamp": START - 3_600}
        self.others += 1
        self.send([event])
        self.oracle.record(event)
        now = satisfaction.factor(self.oracle, product)
        after = next((item for item in self.items() if self.oracle.head(item["product_id"]) == self.oracle.head(product)), None)
        if after is None:
            raise Contradiction(f"{product} is gone after another's return")
        # Relations and what is newer than the model have other scores than the model's; due products keep theirs.
        if "due_on" in after or abs(before[product]["score"]) < 1e-9:
            return
        expected = before[product]["score"] * now / was
        if abs(after["score"] - expected) > 2e-4 * abs(expected) + 1e-7:
            raise Contradiction(f"{product} went from {before[product]['score']} to {after['score']}; the formula says {expected}"
                                f" (factor {was} to {now})")

    def play(self):
        steps = [self.others_return, self.gift, self.complain, self.hide, self.give_back, self.talk, self.repeat, self.buy, self.several]
        for step in [self.pick.choice(steps) for _ in range(self.pick.randint(2, 5))]:
            try:
                step()
            except Contradiction as problem:
                raise Contradiction(f"{step.__name__}: {problem}\n  said so far: {[(one['event'], one['product_id']) for one in self.sent]}")


def run_seed(binary, place, seed, numbers):
    harness.BINARY, harness.PLACE = binary, pathlib.Path(place)
    events, number, failures, run = 0, None, [], None
    began = time.time()
    try:
        run = Run(seed, seed % 8 == 7)
        run.start()
        for number in numbers:
            sequence = Sequence(run, number)
            try:
                sequence.play()
            except Contradiction as problem:
                failures.append(f"seed {seed}, sequence {number}: {problem}")
            events += len(sequence.sent)
    except Exception:
        failures.append(f"seed {seed}, sequence {number}: {traceback.format_exc()}")
    finally:
        if run is not None and run.server is not None:
            run.server.__exit__()
    return seed, events, f"{run.shop.recipe if run else ''}, {time.time() - began:.1f} s", failures


def main():
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("binary")
    arguments.add_argument("--seed", type=int, default=1, help="the first shop's")
    arguments.add_argument("--shops", type=int, default=8)
    arguments.add_argument("--sequences", type=int, default=125, help="in each shop")
    arguments.add_argument("--only", type=int, help="this sequence of the first seed")
    given = arguments.parse_args()
    numbers = range(given.sequences) if given.only is None else [given.only]
    seeds = range(given.seed, given.seed + (given.shops if given.only is None else 1))
    began, failures, events = time.time(), [], 0
    with tempfile.TemporaryDirectory(prefix="moshaver_feedback_") as directory, \
            concurrent.futures.ProcessPoolExecutor(min(2, os.cpu_count())) as workers:
        runs = [workers.submit(run_seed, os.path.abspath(given.binary), directory, seed, numbers) for seed in seeds]
        for run in concurrent.futures.as_completed(runs):
            seed, said, words, failed = run.result()
            events += said
            failures += failed
            print(f"seed {seed}: {len(numbers)} sequences, {said} events, {words}; {len(failed)} contradict the manual", flush=True)
            for failure in failed[:3]:
                print(f"FAILED {failure}\n  again: --seed {seed} --only {failure.split('sequence ')[1].split(':')[0]}", flush=True)
    print(f"{len(seeds) * len(numbers):,} sequences, {events:,} events, {time.time() - began:.1f} s; {len(failures)} contradict the manual")
    sys.exit(bool(failures))


if __name__ == "__main__":
    main()
