#!/usr/bin/env python3
"""Computes recall and NDCG of a file of lists in plain Python, without the engine's code.

    bench/evaluate_tsv.py answers.tsv test.csv.gz 20

answers.tsv is what `moshaver recommend --format tsv` writes; test.csv.gz holds customer_id and product_id columns.
Customers of the test file without an answer count 0. If the answers exclude owned products, the test file must not
contain them (Gowalla's does not).
"""
import csv
import gzip
import math
import sys
from collections import defaultdict


def main(answers_path, test_path, k):
    truth = defaultdict(set)
    opened = gzip.open(test_path, "rt") if test_path.endswith(".gz") else open(test_path)
    with opened as file:
        for row in csv.DictReader(file):
            truth[row["customer_id"]].add(row["product_id"])
    ranked = defaultdict(dict)
    with open(answers_path) as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            if int(row["rank"]) <= k:
                ranked[row["customer_id"]][int(row["rank"])] = row["product_id"]
    recall = ndcg = ndcg_full = hit = 0.0
    for customer, wanted in truth.items():
        gains = [1 / math.log2(1 + rank) for rank, product in ranked[customer].items() if product in wanted]
        ideal = [1 / math.log2(2 + place) for place in range(len(wanted))]
        recall += len(gains) / len(wanted)
        ndcg += sum(gains) / sum(ideal[:k])
        ndcg_full += sum(gains) / sum(ideal)
        hit += bool(gains)
    n = len(truth)
    print(f"customers {n}  recall@{k} {recall / n:.6f}  ndcg@{k} {ndcg / n:.6f}  "
          f"ndcg_full_ideal@{k} {ndcg_full / n:.6f}  hit_rate@{k} {hit / n:.6f}")


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
