#!/usr/bin/env python3
"""How well a model finds products by group, that is whatever their size or colour, on a generated shop.

  bench/by_group.py BINARY [--recipe item-item] [--seed 1]

Generates a shop, holds out its last 30 days, trains on the rest, and compares the first ten groups of each customer's list
with the groups that are new to the customer and bought in these days. A version that counts every size as a product of its
own can be given as BINARY too: its lists are read group by group. Prints Recall@10, NDCG@10, and how many of the ten items
of a list are the same product in another size or colour.
"""
import argparse
import collections
import csv
import math
import pathlib
import subprocess
import tempfile


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary")
    parser.add_argument("--files", help="a generated shop; default: one made by BINARY")
    parser.add_argument("--recipe", default="item-item")
    parser.add_argument("--seed", default="1")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        place = pathlib.Path(place)
        run = lambda *arguments: subprocess.run([options.binary, *map(str, arguments), "--quiet"], check=True,
                                                stdout=subprocess.PIPE, text=True).stdout
        files = pathlib.Path(options.files) if options.files else place / "files"
        if not options.files:
            run("generate", "--customers", 5000, "--products", 800, "--events", 300000, "--seed", options.seed, "--out", files)
        parents = {row["product_id"]: row["variant_of"] for row in csv.DictReader(open(files / "products.csv"))}
        head = lambda product: parents.get(product) or product
        rows = list(csv.DictReader(open(files / "events.csv")))
        last = max(row["timestamp"] for row in rows)
        days = sorted({row["timestamp"][:10] for row in rows})
        cut = days[-30]
        with open(place / "train.csv", "w", newline="") as file:
            writer = csv.DictWriter(file, rows[0].keys())
            writer.writeheader()
            writer.writerows(row for row in rows if row["timestamp"] < cut)
        owned, wanted = collections.defaultdict(set), collections.defaultdict(set)
        for row in rows:
            if row["event"] == "purchase" and not row["recipient_id"]:
                (owned if row["timestamp"] < cut else wanted)[row["customer_id"]].add(head(row["product_id"]))
        shop = place / "shop"
        # Without the products' stock and dates, which are of the last day.
        keep = ("product_id", "title", "category", "brand", "price", "variant_of", "size", "colour")
        with open(place / "products.csv", "w", newline="") as file:
            writer = csv.DictWriter(file, keep, extrasaction="ignore")
            writer.writeheader()
            writer.writerows(csv.DictReader(open(files / "products.csv")))
        run("import", "--shop", shop, "--events", place / "train.csv", "--products", place / "products.csv",
            "--max-reject-rate", "1")
        run("train", "--shop", shop, "--recipe", options.recipe)
        run("recommend", "--shop", shop, "--all", "--count", 60, "--format", "tsv", "--out", place / "out.tsv", "--now", cut)
        lists = collections.defaultdict(list)
        for row in csv.DictReader(open(place / "out.tsv"), delimiter="\t"):
            lists[row["customer_id"]].append(row["product_id"])
        recall = ndcg = repeated = count = 0
        for customer, products in lists.items():
            truth = wanted[customer] - owned[customer]
            if not truth or not owned[customer]:
                continue
            count += 1
            repeated += 10 - len({head(product) for product in products[:10]})
            groups = [one for one in dict.fromkeys(map(head, products)) if one not in owned[customer]][:10]
            hits = [one in truth for one in groups]
            recall += sum(hits) / len(truth)
            ideal = sum(1 / math.log2(rank + 2) for rank in range(min(10, len(truth))))
            ndcg += sum(hit / math.log2(rank + 2) for rank, hit in enumerate(hits)) / ideal
        print(f"{options.recipe}: Recall@10 {recall / count:.4f}  NDCG@10 {ndcg / count:.4f}  "
              f"repeated in a list of ten {repeated / count:.2f}  ({count} customers)")


if __name__ == "__main__":
    main()
