"""Reads retrieval benchmarks from Google Benchmark's JSON, for bench/plot and bench/compare.

A benchmark is read if its name is retrieval/INDEX/PRODUCTS/DIM (INDEX may hold more slashes, for settings) and it has the
counters recall_at_20 and p50_us. Of several repetitions the one with the least p50_us is kept, because other programs can
only slow a run down.
"""
import json
import re
import sys


class Point:
    def __init__(self, name, entry):
        parts = name.split("/")
        self.name = name
        self.index = "/".join(parts[1:-2])
        self.products, self.dim = int(parts[-2]), int(parts[-1])
        self.recall = float(entry["recall_at_20"])
        self.p50 = float(entry["p50_us"])
        self.p99 = float(entry.get("p99_us", self.p50))
        self.bytes = float(entry.get("index_bytes", 0))


def without_run_options(name):
    """Google Benchmark adds parts such as "iterations:5" to the name of a run."""
    return re.sub(r"/(iterations|repeats|threads|min_time|min_warmup_time):[^/]*", "", name)


def read(path):
    """Returns {name: Point}. Ends the program if the file is not a result."""
    try:
        with open(path, encoding="utf-8") as file:
            entries = json.load(file)["benchmarks"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        sys.exit(f"{path}: not a result of --benchmark_out_format=json ({error})")
    points = {}
    for entry in entries:
        name = without_run_options(entry.get("run_name", entry.get("name", "")))
        parts = name.split("/")
        named = parts[0] == "retrieval" and len(parts) >= 4 and parts[-1].isdigit() and parts[-2].isdigit()
        if not named or entry.get("run_type", "iteration") != "iteration":
            continue
        if "recall_at_20" not in entry or "p50_us" not in entry:
            continue
        point = Point(name, entry)
        if name not in points or point.p50 < points[name].p50:
            points[name] = point
    if not points:
        sys.exit(f"{path}: holds no benchmark retrieval/INDEX/PRODUCTS/DIM with the counters recall_at_20 and p50_us")
    return points
