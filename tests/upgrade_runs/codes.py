#!/usr/bin/env python3
"""Upgrades the trees of `tests/upgrade/codes` with each answer: 2.3.19 accepts the old ones, 2.4.1 and 2.4.5 the new ones.

    tests/upgrade_runs/codes.py --oracles FOLDER [--dovelint FILE] [CODE ...]

The answers are those that the JSON report offers. Needs root.
"""

import argparse
import json
import pathlib
import re
import subprocess
import sys
import tempfile

from mutants import MACHINE, NEW, OLD, refusal

TABLES = pathlib.Path(__file__).resolve().parent.parent / "upgrade" / "codes"
MAIN = "dovecot.conf"
# What a tree has that does not say it itself.
USUAL = {"protocols": "protocols = imap\n", "mail_location": "mail_location = maildir:~/Maildir\n"}


def trees():
    """The code, the options, the texts for words in capitals, and the files of each tree."""
    for table in sorted(TABLES.glob("*.txt")):
        for part in table.read_text().split("== ")[1:]:
            head, body = part.split("\n", 1)
            code, *words = head.split(" ")
            options = [word for word in words if word.startswith("--")]
            own = dict(word.replace("+", " ").split("=", 1) for word in words if word not in options)
            main, *others = re.split(r"^# file: (.*)\n", body, flags=re.M)
            missing = [line for key, line in USUAL.items() if not re.search(f"^{key}", main, re.M)]
            yield code, options, own, {MAIN: "".join(missing) + main, **dict(zip(others[::2], others[1::2]))}


def refused(oracles, suite, folder):
    for mode in ("-n",) if suite == OLD else ("-n", "-F"):
        text = refusal(oracles / suite, folder, MAIN, mode)
        if text and not MACHINE.search(text):
            return f"{suite} {mode}: {text}"
    return None


def one(args, code, options, own, files):
    """What is wrong with one tree."""
    with tempfile.TemporaryDirectory() as name:
        old = pathlib.Path(name) / "old"
        old.mkdir()
        for path, text in files.items():
            (old / path).write_text(text)
        text = refused(args.oracles, OLD, old)
        if text:
            yield text
        answers = [None]
        for number, answer in enumerate(answers):
            new = pathlib.Path(name) / f"new{number}"
            command = [args.dovelint, "upgrade", old / MAIN, "--output", new, "--format", "json", "--confine=false"]
            command += options + ([f"--answer={code}={answer}"] if answer else [])
            done = subprocess.run(command, capture_output=True, text=True, timeout=120)
            if done.returncode not in (0, 1):
                yield f"{answer}: {done.stderr}"
                continue
            made = [one for one in json.loads(done.stdout)["decisions"] if one["code"] == code]
            if answer is None and made:
                for known in made[0]["answers"]:
                    front, word = re.fullmatch(r"(.*?)([A-Z]*)", known).groups()
                    if not word or word in own:
                        answers.append(front + own.get(word, ""))
            elif made:
                yield f"{answer} does not settle it"
            newest = any(option.startswith("--to=2.4.") and option > "--to=2.4.1" for option in options)
            for suite in NEW[newest:]:
                text = refused(args.oracles, suite, new)
                if text:
                    yield f"{answer}: {text}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dovelint", default="target/release/dovelint")
    parser.add_argument("--oracles", type=pathlib.Path, required=True)
    parser.add_argument("codes", nargs="*")
    args = parser.parse_args()
    args.dovelint = pathlib.Path(args.dovelint).resolve()
    count = wrong = 0
    for code, *rest in trees():
        if args.codes and code not in args.codes:
            continue
        count += 1
        for text in one(args, code, *rest):
            wrong += 1
            print(f"{code}: {text}", flush=True)
    print(f"{count} trees, {wrong} wrong")
    sys.exit(1 if wrong or not count else 0)


if __name__ == "__main__":
    main()
