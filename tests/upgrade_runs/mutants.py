#!/usr/bin/env python3
"""Upgrades changed trees: what Dovecot 2.3.19 accepts gives a tree that 2.4.1 and 2.4.5 accept, and nothing panics.

    tests/upgrade_runs/mutants.py --oracles FOLDER --corpus LIST --mutate FILE [--count N] [--seed N] [--dovelint FILE]

LIST names root configurations, FILE is a Python file with `mutate(rng)`. Needs root.
"""

import argparse
import collections
import concurrent.futures
import importlib.util
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile

OLD = "bookworm"
NEW = ("trixie", "forky")
# What is about files and users of the machine.
MACHINE = re.compile(r"No such file|Can't open|No matches|doesn't exist|Permission denied|not found|access\(|stat\(|open\(")


def refusal(chroot, folder, main, mode):
    """The first error of doveconf; none when it accepts the tree."""
    with tempfile.TemporaryDirectory(dir=chroot / "tmp") as name:
        place = pathlib.Path(name) / "t"
        shutil.copytree(folder, place, symlinks=True, ignore_dangling_symlinks=True)
        seen = "/" + str((place / main).relative_to(chroot))
        command = ["chroot", chroot, "doveconf", mode, "-c", seen]
        done = subprocess.run(command, capture_output=True, timeout=60)
    text = done.stderr.decode("utf-8", "replace")
    errors = [line for line in text.splitlines() if re.search(r"Fatal|Error:|Panic", line) and "setmntent" not in line]
    return (errors or [f"exit code {done.returncode}"])[0] if errors or done.returncode else None


def one(args, mutate, path, number):
    rng = random.Random(args.seed * 1_000_003 + number)
    with tempfile.TemporaryDirectory() as name:
        old, new = pathlib.Path(name) / "old", pathlib.Path(name) / "new"
        shutil.copytree(path.parent, old, symlinks=True, ignore_dangling_symlinks=True)
        mutate(rng)(old, old / path.name)
        refused = refusal(args.oracles / OLD, old, path.name, "-n")
        command = [args.dovelint, "upgrade", old / path.name, "--output", new, "--quiet", "--confine=false"]
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=120)
        if done.returncode not in (0, 1, 2) or "panicked" in done.stderr:
            return "wrong", f"ends with {done.returncode}: {done.stderr[-300:]}"
        if refused:
            return "refused by 2.3", None
        if done.returncode == 2:
            if "a bug in dovelint" not in done.stderr:
                return "not upgraded", done.stderr[-200:]
            return "wrong", done.stderr[-300:]
        for suite in NEW:
            for mode in ("-n", "-F"):
                text = refusal(args.oracles / suite, new, path.name, mode)
                if text and not MACHINE.search(text):
                    return "wrong", f"{suite} {mode}: {text}"
    return "accepted", None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dovelint", default="target/release/dovelint")
    parser.add_argument("--oracles", type=pathlib.Path, required=True)
    parser.add_argument("--corpus", type=pathlib.Path, required=True)
    parser.add_argument("--mutate", required=True)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    spec = importlib.util.spec_from_file_location("mutations", args.mutate)
    mutations = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(mutations)
    lines = [line.split() for line in args.corpus.read_text().splitlines() if line and not line.startswith("#")]
    paths = [args.corpus.parent / words[0] for words in lines if words[1:2] != ["2.4"]]
    rng = random.Random(args.seed)
    chosen = [rng.choice(paths) for _ in range(args.count)]
    seen = collections.Counter()
    with concurrent.futures.ThreadPoolExecutor(max_workers=2) as pool:
        results = pool.map(lambda job: one(args, mutations.mutate, job[1], job[0]), enumerate(chosen))
        for (number, path), (kind, text) in zip(enumerate(chosen), results):
            seen[kind] += 1
            if text:
                print(f"{kind} #{number} {path}: {text}", flush=True)
    print(f"{args.count} changed trees: {dict(seen)}")
    sys.exit(1 if seen["wrong"] or not args.count else 0)


if __name__ == "__main__":
    main()
