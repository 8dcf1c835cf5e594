"""What buyers' events make a product worth, as tools/server/README.md says: the factor that lowers its score for everybody. Written
from that text alone; the engine has its own arithmetic."""
import collections

TROUBLES = ("quality", "defect", "broken", "damaged", "faulty", "خراب", "not as described", "description", "wrong item")


class Said(collections.Counter):
    """purchases, troubles, weights and grades."""


def is_trouble(event, or_no_reason):
    reason = event.get("why", event.get("reason", "")).replace("_", " ")
    return any(word in reason for word in TROUBLES) or or_no_reason and not reason


def said_by(customer):
    """By product, what one customer's own events say, in the order of time."""
    products = collections.defaultdict(Said)
    open_complaints, latest = set(), {}
    for event in customer.events:
        product, kind = event["product_id"], event["event"]
        if kind == "purchase":
            products[product]["purchases"] += 1
        elif kind == "return":
            products[product]["troubles"] += is_trouble(event, False)
        elif kind == "complaint":
            (open_complaints.add if is_trouble(event, True) else open_complaints.discard)(product)
        elif kind == "resolve":
            open_complaints.discard(product)
        elif kind in ("rating", "survey") and event.get("value") is not None:
            latest[product] = min(max((event["value"] - 1) / 4, 0), 1)
    for product in open_complaints:
        products[product]["troubles"] += 1
    for said in products.values():
        said["troubles"] = min(said["troubles"], max(said["purchases"], 1))
    bought = sum(said["purchases"] for said in products.values())
    weight = min(max(0.05 * (bought + 20) / (len(latest) + 1), 0.1), 4)
    mildness = (sum(latest.values()) + 20 * 0.75) / (len(latest) + 20) - 0.75
    for product, grade in latest.items():
        products[product]["weights"] += weight
        products[product]["grades"] += weight * min(max(grade - mildness, 0), 1)
    return products


def factor(oracle, product):
    """Of the product with its sizes and colours, beside its category."""
    of_product, of_category, of_shop = Said(), Said(), Said()
    head = oracle.head(product)
    category_of = lambda id: tuple(oracle.prepared[id]["category"]) if id in oracle.prepared else ()
    for customer in {id(one): one for one in oracle.customers.values()}.values():
        for id_of, said in said_by(customer).items():
            of_shop.update(said)
            if category_of(id_of) == category_of(head):
                of_category.update(said)
            if oracle.head(id_of) == head:
                of_product.update(said)
    rate = lambda said, usual: (said["troubles"] + 20 * usual) / (said["purchases"] + 20)
    grade = lambda said, usual: (said["grades"] + 20 * usual) / (said["weights"] + 20)
    shop_rate = min(1, of_shop["troubles"] / of_shop["purchases"]) if of_shop["purchases"] else 0
    shop_grade = of_shop["grades"] / of_shop["weights"] if of_shop["weights"] else 0.75
    category_rate, category_grade = rate(of_category, shop_rate), max(grade(of_category, shop_grade), 0.05)
    content = lambda share: max(1 - share, 0.05)
    return min(1, content(rate(of_product, category_rate)) / content(category_rate)) * \
        min(1, max(grade(of_product, category_grade), 0.05) / category_grade)
