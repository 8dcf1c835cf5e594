#!/usr/bin/env python3
"""Runs the session in README.md and holds its output against what README says.

    tests/readme_test.py BINARY [--update]

Blocks marked ```console are one session, run in an empty directory: lines that start with "$ " are commands (a trailing
backslash goes on in the next line), what follows is their standard output. --update writes the true output into README.

What may differ from machine to machine is compared loosely: the hex digits of a model's id, durations, the column of
microseconds, and numbers with a fraction, which must agree within 10% or .02 (the last digits of a sum depend on the
width of a machine's vectors).
"""
import pathlib
import re
import subprocess
import sys
import tempfile

README = pathlib.Path(__file__).resolve().parent.parent / "README.md"


def blocks(lines):
    """(first, last) line numbers of what stands inside ```console fences."""
    start = None
    for number, line in enumerate(lines):
        if start is None and line.strip() == "```console":
            start = number + 1
        elif start is not None and line.strip() == "```":
            yield start, number
            start = None


def steps(lines):
    """[[command lines], [output lines]] of one block."""
    found = []
    continued = False
    for line in lines:
        if line.startswith("$ ") or continued:
            if not continued:
                found.append([[], []])
            found[-1][0].append(line)
            continued = line.endswith("\\")
        else:
            found[-1][1].append(line)
    return found


def run(command_lines, directory, binary):
    command = "\n".join(command_lines)[2:]
    done = subprocess.run(["bash", "-c", command], cwd=directory, capture_output=True, text=True,
                          env={"PATH": f"{pathlib.Path(binary).resolve().parent}:/usr/bin:/bin", "LC_ALL": "C.UTF-8"})
    if done.returncode != 0:
        raise SystemExit(f"README: `{command}` failed with {done.returncode}: {done.stderr}")
    return [line.rstrip() for line in done.stdout.rstrip("\n").split("\n")] if done.stdout else []


NUMBER = re.compile(r"\d*\.\d+")


def plain(line, has_microseconds):
    line = re.sub(r"-[0-9a-f]{12}\b", "-ID", line)
    line = re.sub(r"[─ ]+", " ", line)  # widths follow the digits
    line = re.sub(r"\b\d+(\.\d+)? (ms|s)\b", "TIME", line)
    if has_microseconds:
        line = re.sub(r"\d+$", "MICROSECONDS", line)
    return line


def agree(wanted, got):
    if NUMBER.sub("#", wanted) != NUMBER.sub("#", got):
        return False
    pairs = zip(NUMBER.findall(wanted), NUMBER.findall(got))
    return all(abs(float(a) - float(b)) <= max(0.02, 0.1 * abs(float(a))) for a, b in pairs)


def compare(wanted, got):
    """The first pair of lines that differ, or None."""
    microseconds = False
    for number in range(max(len(wanted), len(got))):
        a = wanted[number] if number < len(wanted) else "(nothing)"
        b = got[number] if number < len(got) else "(nothing)"
        microseconds = "µs/customer" in a or (microseconds and a.strip() != "")
        if not agree(plain(a, microseconds), plain(b, microseconds)):
            return a, b
    return None


def main(binary, update):
    lines = README.read_text(encoding="utf-8").split("\n")
    rewritten, copied = [], 0
    with tempfile.TemporaryDirectory() as directory:
        count = 0
        for first, last in blocks(lines):
            rewritten += lines[copied:first]
            copied = last
            for command_lines, wanted in steps(lines[first:last]):
                count += 1
                got = run(command_lines, directory, binary)
                while wanted and wanted[-1] == "":
                    wanted.pop()
                if not update and (differing := compare(wanted, got)):
                    raise SystemExit(f"README: `{command_lines[0]}` printed\n  {differing[1]}\nwhere README says\n"
                                     f"  {differing[0]}\n(tests/readme_test.py BINARY --update mends it)")
                rewritten += command_lines + got
        rewritten += lines[copied:]
    if count < 5:
        raise SystemExit("README has no session to run")
    if update:
        README.write_text("\n".join(rewritten), encoding="utf-8")
    print(f"README: {count} commands print what it says")


if __name__ == "__main__":
    main(sys.argv[1], "--update" in sys.argv[2:])
