#!/usr/bin/env python3
"""What dovelint costs at n, 2n and 4n: time may grow 2.2 times with each doubling, memory may be 20 times the input
and 15 MB.

    tests/security/growth.py BINARY [--only NAME] [--commands check,show] [--schema] [-n N]

What takes less than 0.1 s is too short to say anything of its growth. Time is that of the process itself, the least
of several runs.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from trees import TREES

try:
    import generators
except ImportError:
    generators = None

# `differ` compares a configuration with one in which every name is another one. `log` takes the text of the
# configuration as lines of a log, too.
COMMANDS = {
    "check": ["check"],
    "diff": ["check", "--diff"],
    "fmt": ["fmt", "--check"],
    "show": ["show"],
    "why": ["show", "--why", "mail_plugins"],
    "differ": ["diff"],
    "upgrade": ["upgrade"],
    "pedantic": ["check", "--profile", "pedantic"],
    "audit": ["check", "--profile", "audit"],
    "files": ["files"],
    "capacity": ["capacity", "--users", "1000"],
    "explain": ["explain", "master: Warning: service(imap): client_limit (1) reached, client connections are being dropped"],
    "log": ["explain", "--log", "log"],
}
# These take one configuration.
OF_ONE = ("show", "capacity", "explain")
GROWTH, TIMES, SPARE, LEAST = 2.2, 20, 15 << 20, 0.1


# Linux counts as the memory of a process what the one that started it had before `exec`, so that a small one starts it.
START = """
import json, os, subprocess, sys
process = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
_, status, usage = os.wait4(process.pid, 0)
print(json.dumps([usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024, os.waitstatus_to_exitcode(status)]))
"""


def cost(binary, folder, command, paths):
    """Seconds, peak memory in bytes, and whether it ended as it should."""
    start = [sys.executable, "-I", "-S", "-c", START, binary, *command, *paths]
    seconds, memory, code = json.loads(subprocess.run(start, cwd=folder, capture_output=True, check=True).stdout)
    return seconds, memory, code in (0, 1, 2)


def measured(binary, name, make, command, n, runs):
    """One line, and whether it keeps to the limits."""
    seconds, is_good, words = [], True, []
    for size in (n, 2 * n, 4 * n):
        with tempfile.TemporaryDirectory() as folder:
            files, paths = made(make, size)
            if command[0] == "diff":
                if list(files) != ["dovecot.conf"]:
                    return None
                files["other.conf"] = re.sub(r"\b([a-z])(\d)", r"\1z\2", files["dovecot.conf"])
                paths = ["dovecot.conf", "other.conf"]
            for path, text in files.items():
                place = Path(folder, path)
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_text(text)
            if command[0] in OF_ONE and len(paths) > 1:
                return None
            if "--log" in command:
                lines = [line for text in files.values() for line in text.splitlines()]
                heads = ("Jan  1 00:00:00 mx dovecot: ", "imap(u)<1><x>: Error: ", "")
                files["log"] = "".join(heads[i % 3] + line + "\n" for i, line in enumerate(lines))
            results = [cost(binary, folder, command, paths) for _ in range(runs)]
            size_in = sum(len(path) + len(text) for path, text in files.items())
            # A tree is no smaller than the names of its files and what a folder has for each of them.
            size_in += 256 * len(files)
            peak = max(memory for _, memory, _ in results)
            seconds.append(min(second for second, _, _ in results))
            is_good &= all(ended for _, _, ended in results) and peak <= TIMES * size_in + SPARE
            words.append(f"{seconds[-1]:.2f} s {peak >> 20} MB ({size_in >> 10} KB)")
    for before, after in zip(seconds, seconds[1:]):
        is_good &= after < LEAST or after <= GROWTH * max(before, LEAST / GROWTH)
    return f"{'' if is_good else 'TOO MUCH '}{name} {' '.join(command)[:40]}: {', '.join(words)}", is_good


def made(make, n):
    """The files and the paths of a generator or a tree."""
    what = make(n)
    if isinstance(what, str):
        return {"dovecot.conf": what}, ["dovecot.conf"]
    return what if isinstance(what, tuple) else (what, ["dovecot.conf"])


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("binary")
    options.add_argument("--only", default="", help="names that begin with one of these, with commas between")
    options.add_argument("--commands", default=",".join(COMMANDS))
    options.add_argument("--schema", action="store_true", help="also much of every section and setting")
    options.add_argument("-n", type=int, default=1000)
    options.add_argument("--runs", type=int, default=3)
    args = options.parse_args()
    table = dict(TREES)
    if generators:
        table |= generators.GENERATORS
        if args.schema:
            table |= generators.of_schema(Path(__file__).resolve().parents[2])
    starts = tuple(args.only.split(","))
    failed = 0
    for name, make in table.items():
        if not name.startswith(starts):
            continue
        for command in args.commands.split(","):
            result = measured(os.path.abspath(args.binary), name, make, COMMANDS[command], args.n, args.runs)
            if result:
                print(result[0], flush=True)
                failed += not result[1]
    sys.exit(f"{failed} grow too fast or take too much memory" if failed else 0)


if __name__ == "__main__":
    main()
