#!/usr/bin/env python3
"""Kills `dovelint --fix` and runs it beside programs that write to the same file; nothing may be lost.

    tests/security/kills.py [--dovelint FILE] [--kills N] [--upgrades N] [--runs N] [--seed N]

A killed run leaves each of its files old or new, and the next run removes what it has left behind. Every line
that another program appends while dovelint fixes the file is there in the end, once. Needs no root.
"""

import argparse
import collections
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

# Lines of a comment, so that the files differ in size and a half one would be seen.
FILES = {
    f"{number}.conf": f"# {number}\n" * (number * number * 10) + "auth_cache_ttl = 3600\n" * (number + 1)
    for number in range(8)
}

APPEND = r"""
import sys, time
path, pause, held = sys.argv[1], float(sys.argv[2]), sys.argv[3] == "held"
file = open(path, "a") if held else None
number = 0
print("ready", flush=True)
while True:
    setting = "" if number % 50 else "auth_cache_ttl = 3600 "
    line = f"{setting}# line {number}\n"
    if held:
        file.write(line)
        file.flush()
    else:
        with open(path, "a") as own:
            own.write(line)
    number += 1
    with open(path + ".count", "w") as count:
        count.write(str(number))
    if pause:
        time.sleep(pause)
"""


def tree(folder):
    (folder / "conf.d").mkdir()
    (folder / "dovecot.conf").write_text("!include conf.d/*.conf\n")
    for name, text in FILES.items():
        (folder / "conf.d" / name).write_text(text)


def state(folder):
    """How many files are new; stops at one that is neither old nor new."""
    new = 0
    for name, text in FILES.items():
        now = (folder / "conf.d" / name).read_text()
        fixed = text.replace("3600", "3600s")
        if now not in (text, fixed):
            sys.exit(f"{folder}/conf.d/{name} is neither the old nor the new file")
        new += now == fixed
    return new


def leftovers(folder):
    return [path for path in folder.rglob(".dovelint-*")]


def fix(dovelint, folder):
    return subprocess.Popen(
        [dovelint, "--fix", "--quiet", "--no-config", folder],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def kills(dovelint, number, folder):
    folder.mkdir()
    tree(folder)
    begin = time.monotonic()
    fix(dovelint, folder).wait()
    length = time.monotonic() - begin
    if state(folder) != len(FILES):
        sys.exit("a run that is not killed does not fix all files")
    seen = collections.Counter()
    for done in range(number):
        if done and done % 100 == 0:
            print(f"{done} kills: {dict(seen)}", file=sys.stderr, flush=True)
        shutil.rmtree(folder)
        folder.mkdir()
        tree(folder)
        run = fix(dovelint, folder)
        # Most of the time goes into reading; half of the kills are for the writing.
        time.sleep(random.uniform(random.choice([0, 0.7]) * length, length * 1.1))
        run.send_signal(signal.SIGKILL)
        run.wait()
        new = state(folder)
        seen["none new" if new == 0 else "all new" if new == len(FILES) else "some new"] += 1
        seen["with a leftover"] += bool(leftovers(folder))
        fix(dovelint, folder).wait()
        if state(folder) != len(FILES):
            sys.exit(f"{folder}: the next run does not fix the rest")
        if leftovers(folder):
            sys.exit(f"{folder}: the next run leaves {leftovers(folder)[0]}")
    print(f"{number} kills: {dict(seen)}; no file lost or half, nothing left after the next run")


def upgrade_kills(dovelint, number, folder):
    """Kills `upgrade --in-place`: each file is old or new, and where it is new the old one is complete beside it."""
    texts = {
        f"{at}.conf": f"# {at}\n" * (at * at * 10) + "mail_max_userip_connections = 10\ndisable_plaintext_auth = no\n"
        for at in range(8)
    }

    def make():
        shutil.rmtree(folder, ignore_errors=True)
        (folder / "conf.d").mkdir(parents=True)
        (folder / "dovecot.conf").write_text("protocols = imap\nmail_location = maildir:~/Maildir\n!include conf.d/*.conf\n")
        for name, text in texts.items():
            (folder / "conf.d" / name).write_text(text)

    def upgrade():
        command = [dovelint, "upgrade", folder, "--in-place", "--quiet"]
        return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    make()
    begin = time.monotonic()
    if upgrade().wait() not in (0, 1):
        sys.exit("an upgrade that is not killed fails")
    length = time.monotonic() - begin
    new_texts = {name: (folder / "conf.d" / name).read_text() for name in texts}
    seen = collections.Counter()
    for _ in range(number):
        make()
        run = upgrade()
        time.sleep(random.uniform(random.choice([0, 0.6]) * length, length * 1.1))
        run.send_signal(signal.SIGKILL)
        run.wait()
        new = 0
        for name, text in texts.items():
            now = (folder / "conf.d" / name).read_text()
            kept = folder / "conf.d" / (name + ".2.3")
            if now not in (text, new_texts[name]):
                sys.exit(f"{folder}/conf.d/{name} is neither the old nor the new file")
            if now != text and (not kept.exists() or kept.read_text() != text):
                sys.exit(f"{kept} is not the old file, and {name} is new")
            new += now != text
        seen["none new" if new == 0 else "all new" if new == len(texts) else "some new"] += 1
    print(f"{number} kills of an upgrade: {dict(seen)}; each file is old or new, the old one is kept")


def beside_writer(dovelint, runs, folder, pause, way):
    folder.mkdir()
    path = folder / "dovecot.conf"
    path.write_text("# begin\n")
    count = folder / "dovecot.conf.count"
    writer = subprocess.Popen(
        [sys.executable, "-c", APPEND, path, str(pause), way], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    writer.stdout.readline()
    codes = collections.Counter()
    before = 0
    for _ in range(runs):
        while not count.exists() or count.read_text() in ("", str(before)):
            time.sleep(0)
        before = count.read_text()
        codes[fix(dovelint, folder).wait()] += 1
    writer.kill()
    writer.wait()
    number = int(count.read_text() or 0)
    lines = collections.Counter(
        int(line.rsplit(" ", 1)[1]) for line in path.read_text().splitlines() if "# line" in line
    )
    lost = [line for line in range(number) if lines[line] == 0]
    twice = [line for line in lines if lines[line] > 1]
    if lost or twice:
        sys.exit(f"{folder}: of {number} lines {len(lost)} are lost {lost[:5]}, {len(twice)} are there twice")
    if leftovers(folder):
        sys.exit(f"{folder}: {leftovers(folder)[0]} is left")
    return number, codes


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dovelint", default="target/release/dovelint")
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--upgrades", type=int, default=100)
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=None)
    args = parser.parse_args()
    random.seed(args.seed)
    dovelint = pathlib.Path(args.dovelint).resolve()
    with tempfile.TemporaryDirectory() as name:
        base = pathlib.Path(name)
        if args.kills:
            kills(dovelint, args.kills, base / "kills")
        if args.upgrades:
            upgrade_kills(dovelint, args.upgrades, base / "upgrades")
        lines, codes, batch = 0, collections.Counter(), 0
        # A file grows with each line; a new one now and then keeps the runs short.
        todo = args.runs
        while todo > 0:
            runs = min(todo, 10)
            pause = random.choice([0, 0.001, 0.005, 0.02, 0.05, 0.2, 0.5])
            batch += 1
            # A writer may open the file for each line, or once.
            way = random.choice(["each", "each", "held"])
            added, seen = beside_writer(dovelint, runs, base / f"writer{batch}", pause, way)
            lines += added
            codes += seen
            todo -= runs
            if batch % 10 == 0:
                print(f"{args.runs - todo} runs: {lines} lines, {dict(codes)}", file=sys.stderr, flush=True)
        if args.runs:
            ends = ", ".join(f"exit code {code}: {number}" for code, number in sorted(codes.items()))
            print(f"{args.runs} runs beside a writer of {lines} lines ({ends}): no line lost")


if __name__ == "__main__":
    main()
