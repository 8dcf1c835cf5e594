#!/usr/bin/env python3
"""Compares a sweep of our iALS with one of implicit's conjugate gradients (3 steps), on the same events and cores.

    python3 -m venv v && v/bin/pip install implicit==0.7.2 && OPENBLAS_NUM_THREADS=1 \
    v/bin/python bench/implicit_sweep.py --train train.csv.gz --test test.csv.gz [--dims 128,256] [--sweeps 8]
        [--threads 2] [--repeats 5] [--search] [--build build/release]

Only this measurement uses implicit (PyPI, MIT). Sweeps of both are timed in turns, and the least time of each counts, as
other programs may share the cores. CPU seconds are those of all threads.

implicit's loss is ours divided by a0: confidence alpha = 1 / a0 on purchases and 1 on everything. Its regularization is not
scaled by frequency. --search tries pairs of alpha and regularization on a random tenth of --train and evaluates the pair with
the best NDCG@20 on --test. Ours runs with its defaults.
"""
import argparse
import csv
import gzip
import json
import os
import subprocess
import time

import numpy as np
from implicit.cpu.als import AlternatingLeastSquares
from scipy.sparse import csr_matrix

K = 20
# The best of nine pairs on a held-out tenth of Gowalla's train: RESULTS.md.
ALPHA, REGULARIZATION = 16.0, 10.0


def read_pairs(path):
    with gzip.open(path, "rt") if path.endswith(".gz") else open(path) as file:
        return [(row["customer_id"], row["product_id"]) for row in csv.DictReader(file)]


def matrix_of(pairs, users, items):
    rows = [users[user] for user, _ in pairs]
    columns = [items[item] for _, item in pairs]
    matrix = csr_matrix((np.ones(len(pairs), np.float32), (rows, columns)), shape=(len(users), len(items)))
    matrix.data[:] = 1
    return matrix


def ndcg(model, known, truth, most=None):
    """Mean over (at most `most`) customers with truth, known products excluded, the ideal over min(K, |truth|)."""
    users = np.flatnonzero(np.diff(truth.indptr))[:most]
    gains = 1 / np.log2(np.arange(2, K + 2))
    total = 0.0
    for first in range(0, len(users), 1000):
        batch = users[first:first + 1000]
        scores = model.user_factors[batch] @ model.item_factors.T
        for row, user in enumerate(batch):
            scores[row, known.indices[known.indptr[user]:known.indptr[user + 1]]] = -np.inf
        best = np.argpartition(-scores, K, axis=1)[:, :K]
        for row, user in enumerate(batch):
            ranked = best[row][np.argsort(-scores[row, best[row]], kind="stable")]
            wanted = truth.indices[truth.indptr[user]:truth.indptr[user + 1]]
            total += gains[np.isin(ranked, wanted)].sum() / gains[:min(K, len(wanted))].sum()
    return total / len(users)


def fitted(known, dim, sweeps, options, alpha, regularization):
    """Returns a model and the least wall and CPU seconds of its sweeps."""
    model = AlternatingLeastSquares(factors=dim, regularization=regularization, alpha=alpha, iterations=sweeps,
                                    use_cg=True, num_threads=options.threads, random_state=1)
    model.cg_steps = 3
    clock = [(time.monotonic(), time.process_time())]
    model.fit(known, show_progress=False, callback=lambda *_: clock.append((time.monotonic(), time.process_time())))
    # The first interval includes the preparation.
    wall = [b[0] - a[0] for a, b in zip(clock[1:], clock[2:])]
    cpu = [b[1] - a[1] for a, b in zip(clock[1:], clock[2:])]
    return model, min(wall, default=0), min(cpu, default=0)


def search(known, options):
    """Returns the best (alpha, regularization) on a random tenth of the purchases."""
    chance = np.random.default_rng(1)
    held = chance.random(known.nnz) < 0.1
    coo = known.tocoo()
    part, truth = (csr_matrix((coo.data[pick], (coo.row[pick], coo.col[pick])), shape=known.shape)
                   for pick in (~held, held))
    tried = {}

    def try_pair(alpha, regularization):
        model, _, _ = fitted(part, 128, options.sweeps, options, alpha, regularization)
        tried[alpha, regularization] = ndcg(model, part, truth, 3000)
        print(f"held out: alpha {alpha:g}, regularization {regularization:g}: "
              f"NDCG@{K} {tried[alpha, regularization]:.4f}", flush=True)

    # All pairs, because the best regularization differs between alphas.
    for alpha in (16.0, 32.0, 64.0):
        for regularization in (3.0, 10.0, 40.0, 160.0):
            try_pair(alpha, regularization)
    return max(tried, key=tried.get)


def our_sweep(options, dim):
    """Returns wall and CPU seconds of one of our sweeps, and its share of the GEMM peak."""
    environment = dict(os.environ, MOSHAVER_BENCH_EVENTS=options.train)
    report = json.loads(subprocess.run(
        [f"{options.build}/bench/moshaver_bench", f"--benchmark_filter=ials_sweep_file/{dim}/{options.threads}$",
         "--benchmark_format=json", "--benchmark_min_time=0.5"],
        env=environment, capture_output=True, text=True, check=True).stdout)["benchmarks"][0]
    return report["real_time"] / 1e3, report["cpu_ms"] / 1e3, report["gemm_share"]


def our_ndcg(options, dim):
    report = json.loads(subprocess.run(
        [f"{options.build}/moshaver", "evaluate", "--train", options.train, "--test", options.test, "--recipe", "ials",
         "--set", f"dim={dim}", "--set", f"sweeps={options.sweeps}", "--k", str(K), "--threads", str(options.threads),
         "--quiet", "--json", "-"], capture_output=True, text=True, check=True).stdout)
    return report["recipes"][0]["metrics"][str(K)]["ndcg"]["mean"]


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--train", required=True)
    arguments.add_argument("--test", required=True)
    arguments.add_argument("--dims", default="128,256")
    arguments.add_argument("--sweeps", type=int, default=8)
    arguments.add_argument("--threads", type=int, default=2)
    arguments.add_argument("--repeats", type=int, default=5)
    arguments.add_argument("--search", action="store_true")
    arguments.add_argument("--build", default="build/release")
    options = arguments.parse_args()

    train, test = read_pairs(options.train), read_pairs(options.test)
    users = {user: row for row, user in enumerate(dict.fromkeys(user for user, _ in train + test))}
    items = {item: row for row, item in enumerate(dict.fromkeys(item for _, item in train + test))}
    known, truth = matrix_of(train, users, items), matrix_of(test, users, items)
    alpha, regularization = search(known, options) if options.search else (ALPHA, REGULARIZATION)
    print(f"implicit: alpha {alpha:g}, regularization {regularization:g}; {options.sweeps} sweeps of both, "
          f"{options.threads} threads")
    print(f"{'dim':>5}  {'':9}{'wall s':>8}{'CPU s':>8}{'NDCG@20':>9}")
    for dim in map(int, options.dims.split(",")):
        ours, theirs = [], []
        for _ in range(options.repeats):
            ours.append(our_sweep(options, dim))
            theirs.append(fitted(known, dim, 4, options, alpha, regularization)[1:])
        model = fitted(known, dim, options.sweeps, options, alpha, regularization)[0]
        our_wall, our_cpu, share = (choose(column) for choose, column in zip((min, min, max), zip(*ours)))
        wall, cpu = (min(column) for column in zip(*theirs))
        print(f"{dim:5}  {'implicit':9}{wall:8.3f}{cpu:8.3f}{ndcg(model, known, truth):9.4f}")
        print(f"{dim:5}  {'ours':9}{our_wall:8.3f}{our_cpu:8.3f}{our_ndcg(options, dim):9.4f}   "
              f"{wall / our_wall:.1f} times as fast by the wall, {cpu / our_cpu:.1f} by CPU; "
              f"{share:.0%} of the float GEMM peak", flush=True)


if __name__ == "__main__":
    main()
