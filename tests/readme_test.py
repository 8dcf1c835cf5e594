#!/usr/bin/env python3
"""Runs the sessions of README.md and of the manuals, and compares their output with what the documents say.

    tests/readme_test.py BINARY [--update]

The ```console blocks of a document are one session, run in an empty directory: lines that start with "$ " are commands (a
trailing backslash continues a command on the next line), and the lines after a command are its standard output. --update
writes the actual output into the documents. README.md may have at most 150 lines, and every path in backquotes must exist.

Output that differs between machines is compared loosely: the hex digits of a model's id and of an advice_id, durations, the
column of microseconds, and numbers with a fraction, which must agree within 10% or .02 (the last digits of a sum depend on
the width of the machine's vectors).
"""
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
SESSIONS = ("README.md", "tools/README.md")
README_LINES = 150


def blocks(lines):
    """(first, last) line numbers of the content of ```console fences."""
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
    line = re.sub(r"\b[0-9a-f]{32}\b", "ID", line)
    line = re.sub(r"[─ ]+", " ", line)  # column widths depend on the digits
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


def run_session(name, binary, update):
    """Runs the session of one document; returns how many commands it has."""
    path = ROOT / name
    lines = path.read_text(encoding="utf-8").split("\n")
    rewritten, copied, count = [], 0, 0
    with tempfile.TemporaryDirectory() as directory:
        for first, last in blocks(lines):
            rewritten += lines[copied:first]
            copied = last
            for command_lines, wanted in steps(lines[first:last]):
                count += 1
                got = run(command_lines, directory, binary)
                while wanted and wanted[-1] == "":
                    wanted.pop()
                if not update and (differing := compare(wanted, got)):
                    raise SystemExit(f"{name}: `{command_lines[0]}` printed\n  {differing[1]}\nbut the document says\n"
                                     f"  {differing[0]}\n(tests/readme_test.py BINARY --update corrects it)")
                rewritten += command_lines + got
        rewritten += lines[copied:]
    if count < 5:
        raise SystemExit(f"{name} has no session to run")
    if update:
        path.write_text("\n".join(rewritten), encoding="utf-8")
    return count


def missing_paths():
    """Paths of this repository that the documents name and that do not exist."""
    folders = {entry.name for entry in ROOT.iterdir() if entry.is_dir()} - {"build"}
    for document in ROOT.rglob("README.md"):
        if "build" in document.relative_to(ROOT).parts or "node_modules" in document.parts:
            continue
        text = re.sub(r"```.*?```", "", document.read_text(encoding="utf-8"), flags=re.S)
        for quoted in re.findall(r"`([\w./-]+)`", text) + re.findall(r"\]\(([\w./-]+)\)", text):
            if quoted.split("/")[0] in folders and "/" in quoted:
                base = ROOT
            elif quoted in re.findall(r"\]\(([\w./-]+)\)", text):
                base = document.parent
            else:
                continue
            if not (base / quoted).exists():
                yield f"{document.relative_to(ROOT)} names {quoted}"


def main(binary, update):
    count = sum(run_session(name, binary, update) for name in SESSIONS)
    if missing := list(missing_paths()):
        raise SystemExit("\n".join(missing))
    length = len((ROOT / "README.md").read_text(encoding="utf-8").splitlines())
    if length > README_LINES:
        raise SystemExit(f"README.md has {length} lines, more than {README_LINES}")
    print(f"The documents: {count} commands print what they say")


if __name__ == "__main__":
    main(sys.argv[1], "--update" in sys.argv[2:])
