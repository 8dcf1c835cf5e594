#!/usr/bin/env python3
"""Runs bench/plot and bench/compare on small result files: tests/bench_scripts_test.py"""
import json
import pathlib
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

BENCH = pathlib.Path(__file__).resolve().parent.parent / "bench"
SVG = "{http://www.w3.org/2000/svg}"


def result(name, recall, p50, size=1e6, run_type="iteration"):
    return {"name": name, "run_name": name, "run_type": run_type, "recall_at_20": recall, "p50_us": p50,
            "p99_us": 2 * p50, "index_bytes": size}


BEFORE = [
    result("retrieval/exact/41000/128", 1, 300),
    result("retrieval/hnsw/width=64/41000/128", 0.97, 40),
    result("retrieval/hnsw/width=96/41000/128", 0.99, 60),
    result("retrieval/hnsw/width=96/41000/128", 0.99, 75),  # a slower repetition
    result("retrieval/hnsw/width=96/41000/128", 0.99, 1, run_type="aggregate"),
    result("retrieval/slow & <odd>/41000/128", 0.98, 500),
    result("retrieval/exact/100000/64/iterations:5", 1, 700),
    {"name": "retrieval/exact_batch_of_256/41000/128", "real_time": 3},  # no counters: another kind of benchmark
    {"name": "top_k/count:20", "real_time": 3},
]


def changed(at, **fields):
    return [{**entry, **fields} if number == at else entry for number, entry in enumerate(BEFORE)]


def run(script, *arguments):
    return subprocess.run([sys.executable, BENCH / script, *arguments], capture_output=True, text=True)


def check(what, holds):
    if not holds:
        raise SystemExit(f"bench scripts: failed: {what}")


def main():
    with tempfile.TemporaryDirectory() as name:
        directory = pathlib.Path(name)

        def file(content, file_name="after.json"):
            path = directory / file_name
            path.write_text(json.dumps({"benchmarks": content}), encoding="utf-8")
            return path

        before = file(BEFORE, "before.json")

        def compared(content, *options):
            return run("compare", before, file(content), *options)

        same = compared(BEFORE)
        check("equal results are not worse", same.returncode == 0 and "none of 5 worse" in same.stdout)
        check("the best repetition counts", "60.0 →    60.0" in same.stdout)
        slower = compared(changed(0, p50_us=340))
        check("13% slower is worse", slower.returncode == 1 and "WORSE: slower" in slower.stdout)
        check("--slower allows it", compared(changed(0, p50_us=340), "--slower", "20").returncode == 0)
        check("faster is not worse", compared(changed(0, p50_us=100)).returncode == 0)
        lost = compared(changed(1, recall_at_20=0.96))
        check("less recall is worse", lost.returncode == 1 and "finds less" in lost.stdout)
        check("slightly less recall is not worse", compared(changed(1, recall_at_20=0.969)).returncode == 0)
        check("a larger index is worse", compared(changed(1, index_bytes=2e6)).returncode == 1)
        check("a missing benchmark is worse", "gone" in compared(BEFORE[1:]).stdout and compared(BEFORE[1:]).returncode == 1)
        added = compared(BEFORE + [result("retrieval/ivf/41000/128", 0.9, 10)])
        check("a new benchmark is not worse", added.returncode == 0 and "new" in added.stdout)
        check("a missing file is refused", run("compare", before, directory / "none.json").returncode == 1)
        check("a file without retrieval benchmarks is refused", "holds no benchmark" in compared(BEFORE[-1:]).stderr)

        check("plot draws", run("plot", before, "-o", directory / "plot.svg").returncode == 0)
        svg = xml.etree.ElementTree.parse(directory / "plot.svg").getroot()
        titles = [title.text for title in svg.iter(f"{SVG}title")]
        check("there is a point for each benchmark", len(titles) == 5)
        texts = [text.text for text in svg.iter(f"{SVG}text")]
        check("there is a panel for each shape", "41,000 products x 128" in texts and "100,000 products x 64" in texts)
        check("indexes are named", {"exact", "hnsw", "slow & <odd>"} <= set(texts))
        circles = {circle.find(f"{SVG}title").text.split(":")[0]: circle for circle in svg.iter(f"{SVG}circle")
                   if circle.find(f"{SVG}title") is not None}
        graph, odd = circles["retrieval/hnsw/width=96/41000/128"], circles["retrieval/slow & <odd>/41000/128"]
        check("points on the frontier are filled", graph.get("fill") == graph.get("stroke"))
        check("other points are hollow", odd.get("fill") == "#ffffff")
        exact = circles["retrieval/exact/41000/128"]
        check("a higher recall is further right", float(exact.get("cx")) > float(graph.get("cx")))
        check("a shorter time is lower", float(exact.get("cy")) < float(graph.get("cy")))
        check("an unwritable path is refused", run("plot", before, "-o", directory / "a" / "b.svg").returncode == 1)
    print("bench scripts: all checks passed")


if __name__ == "__main__":
    main()
