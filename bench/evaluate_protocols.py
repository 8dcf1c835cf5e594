#!/usr/bin/env python3
"""Evaluates a recipe on data sets that need their own splits: writes the split and runs `moshaver evaluate` on it.

  bench/evaluate_protocols.py ta-feng DIR        five folds over the customers of next_basket.csv.gz: a fold's next baskets are
                                                 the test, those of the other folds are their customers' last order
  bench/evaluate_protocols.py online-retail DIR  the last 30 days are held out; the test is all that customers seen before
                                                 bought then. Returns undo purchases, as in an import
  bench/evaluate_protocols.py gowalla DIR        the published split

DIR holds the data set's csv.gz files. --binary names the program, --recipe the recipe (default: blend); --folds N runs only
the first N folds. Prints a line a run and the mean. Options after "--", such as --set, are passed to `moshaver evaluate`.
"""
import argparse
import csv
import datetime
import gzip
import json
import pathlib
import random
import resource
import subprocess
import sys
import tempfile
import time


def rows(path):
    with gzip.open(path, "rt", newline="", encoding="utf-8") as file:
        yield from csv.DictReader(file)


def write(path, header, lines):
    with open(path, "w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(header)
        out.writerows(lines)


def evaluate(options, train, test, k, flags):
    with tempfile.NamedTemporaryFile(suffix=".json") as report:
        command = [options.binary, "evaluate", "--quiet", "--recipe", options.recipe, "--train", train, "--test", test]
        command += ["--k", str(k), "--json", report.name, *flags, *options.rest]
        start = time.time()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        took = time.time() - start
        recipe = json.load(open(report.name))["recipes"][0]
    at = recipe["metrics"][str(k)]
    found = {name: at[name]["mean"] for name in ("recall", "ndcg", "ndcg_full_ideal", "hit_rate")}
    found["customers"] = at["recall"]["customers"]
    found["train_seconds"] = recipe["train_seconds"]
    found["seconds"] = took
    if recipe.get("calibration"):
        found |= {f"calibration_{name}": recipe["calibration"][name] for name in ("error_known", "error_back", "answers")}
        for cut in recipe["calibration"]["cuts"]:
            found[f"at_least_{cut['least']}"] = f"{cut['answers']}:{cut['confidence']:.4f}/{cut['bought']:.4f}"
    return found


def show(name, found):
    print(name, *(f"{key} {value:.4f}" if isinstance(value, float) else f"{key} {value}" for key, value in found.items()),
          sep="  ", flush=True)


def ta_feng(options, folder, scratch):
    history = list(rows(folder / "history.csv.gz"))
    following = list(rows(folder / "next_basket.csv.gz"))
    last = {}
    for row in history:
        last[row["customer_id"]] = max(last.get(row["customer_id"], 0), int(row["order_id"]))
    customers = sorted({row["customer_id"] for row in following})
    random.Random(1).shuffle(customers)
    fold_of = {customer: at % 5 for at, customer in enumerate(customers)}
    all_folds = []
    for fold in range(options.folds):
        train = [(row["customer_id"], row["order_id"], row["product_id"]) for row in history]
        train += [(row["customer_id"], last[row["customer_id"]] + 1, row["product_id"])
                  for row in following if fold_of[row["customer_id"]] != fold]
        test = [(row["customer_id"], row["product_id"]) for row in following if fold_of[row["customer_id"]] == fold]
        write(scratch / "train.csv", ("customer_id", "order_id", "product_id"), train)
        write(scratch / "test.csv", ("customer_id", "product_id"), test)
        found = evaluate(options, scratch / "train.csv", scratch / "test.csv", 10, ["--include-purchased"])
        show(f"fold {fold}", found)
        all_folds.append(found)
    show("mean", {key: sum(found[key] for found in all_folds) / len(all_folds) for key, value in all_folds[0].items()
                  if not isinstance(value, str)})


def online_retail(options, folder, scratch):
    lines = [row for row in rows(folder / "online_retail.csv.gz") if row["CustomerID"]]
    when = lambda row: datetime.datetime.strptime(row["InvoiceDate"], "%Y-%m-%d %H:%M:%S")
    end = max(when(row) for row in lines if float(row["Quantity"]) > 0)
    cut = end - datetime.timedelta(days=30)
    header = ("customer_id", "order_id", "product_id", "timestamp", "quantity")
    fields = lambda row: (row["CustomerID"], row["InvoiceNo"], row["StockCode"], row["InvoiceDate"], row["Quantity"])
    before = [row for row in lines if when(row) <= cut]
    known = {row["CustomerID"] for row in before if float(row["Quantity"]) > 0}
    write(scratch / "train.csv", header, map(fields, before))
    # Purchases that were returned within the window do not count.
    returned = {}
    for row in lines:
        if when(row) > cut and float(row["Quantity"]) < 0:
            key = (row["CustomerID"], row["StockCode"])
            returned[key] = returned.get(key, 0) - float(row["Quantity"])
    bought = {}
    for row in lines:
        if when(row) > cut and float(row["Quantity"]) > 0 and row["CustomerID"] in known:
            key = (row["CustomerID"], row["StockCode"])
            bought[key] = bought.get(key, 0) + float(row["Quantity"])
    test = [key for key, quantity in bought.items() if quantity > returned.get(key, 0)]
    write(scratch / "test.csv", ("customer_id", "product_id"), test)
    show("last 30 days", evaluate(options, scratch / "train.csv", scratch / "test.csv", 20, ["--include-purchased"]))


def gowalla(options, folder, scratch):
    del scratch
    show("published split", evaluate(options, folder / "train.csv.gz", folder / "test.csv.gz", 20, []))


def main():
    arguments = sys.argv[1:]
    own, rest = (arguments[:arguments.index("--")], arguments[arguments.index("--") + 1:]) if "--" in arguments else (arguments, [])
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", choices=["ta-feng", "online-retail", "gowalla"])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--binary", default="build/release/moshaver")
    parser.add_argument("--recipe", default="blend")
    parser.add_argument("--folds", type=int, default=5)
    options = parser.parse_args(own)
    options.rest = rest
    with tempfile.TemporaryDirectory() as scratch:
        {"ta-feng": ta_feng, "online-retail": online_retail, "gowalla": gowalla}[options.data](
            options, options.folder, pathlib.Path(scratch))
    print(f"peak {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024} MiB")


if __name__ == "__main__":
    main()
