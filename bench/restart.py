#!/usr/bin/env python3
"""How soon a killed server is ready again: bench/restart.py BINARY SHOP [--rounds 5] [--wait 0]

Starts `moshaver serve` over the shop itself (nothing is written but a snapshot), waits until /readyz says yes, and kills it with
-9. Prints, a round a line, the wall time from starting the process, its CPU time, which neighbours on the machine blur less,
and its memory: anonymous, and pages of files that it maps. --wait SECONDS before the first kill: for a first snapshot.
"""
import argparse
import os
import subprocess
import time
import urllib.request


def start(binary, shop):
    begun = time.monotonic()
    server = subprocess.Popen([binary, "serve", "--shop", shop, "--listen", "127.0.0.1:0", "--threads", "1", "--quiet"],
                              stdout=subprocess.PIPE, text=True)
    port = int(server.stdout.readline().split(",")[0].rsplit(":", 1)[1])
    urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz").read()
    return server, time.monotonic() - begun


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("binary")
    arguments.add_argument("shop")
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--wait", type=float, default=0)
    given = arguments.parse_args()
    for number in range(given.rounds):
        server, seconds = start(given.binary, given.shop)
        with open(f"/proc/{server.pid}/stat") as file:
            ticks = [int(field) for field in file.read().rsplit(")", 1)[1].split()[11:13]]
        with open(f"/proc/{server.pid}/status") as file:
            memory = {line.split(":")[0]: int(line.split()[1]) // 1024 for line in file if line.startswith("Rss")}
        cpu = [tick / os.sysconf("SC_CLK_TCK") for tick in ticks]
        print(f"ready after {seconds:.2f} s; CPU {cpu[0]:.2f} s of its own and {cpu[1]:.2f} s of the system's; "
              f"memory {memory['RssAnon']} MiB and {memory['RssFile']} MiB of files", flush=True)
        if number == 0:
            time.sleep(given.wait)
        server.kill()
        server.wait()


if __name__ == "__main__":
    main()
