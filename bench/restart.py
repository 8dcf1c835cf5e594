#!/usr/bin/env python3
"""Measures how soon a killed server is ready again: bench/restart.py BINARY SHOP [--rounds 5] [--wait 0]

Starts `moshaver serve` over the shop itself (which writes nothing but a snapshot), waits until /readyz answers 200, and kills it
with -9. Prints a line a round: wall time from the start of the process, its CPU time, which other programs on the machine
disturb less, and its memory: anonymous, and mapped pages of files. --wait SECONDS before the first kill leaves time for a
first snapshot.
"""
import argparse
import time

from live_server import Connection, LiveServer


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("binary")
    arguments.add_argument("shop")
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--wait", type=float, default=0)
    given = arguments.parse_args()
    for number in range(given.rounds):
        begun = time.monotonic()
        server = LiveServer(given.binary, given.shop)
        Connection(server.port).get(b"/readyz")
        seconds, cpu = time.monotonic() - begun, server.cpu_seconds()
        with open(f"/proc/{server.process.pid}/status") as file:
            memory = {line.split(":")[0]: int(line.split()[1]) // 1024 for line in file if line.startswith("Rss")}
        print(f"ready after {seconds:.2f} s; CPU {cpu[0]:.2f} s user and {cpu[1]:.2f} s system; "
              f"memory {memory['RssAnon']} MiB and {memory['RssFile']} MiB of files", flush=True)
        if number == 0:
            time.sleep(given.wait)
        server.kill()


if __name__ == "__main__":
    main()
