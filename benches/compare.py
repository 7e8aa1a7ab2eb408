#!/usr/bin/env python3
"""Holds dovelint's speed and memory against a real doveconf and against its own promises.

    benches/compare.py --dovelint target/dist/dovelint --root /path/to/a/debian/with/dovecot [--root ...]

Each --root is a folder with a Debian in it that has Dovecot installed (it is entered with chroot, so this
needs root), or / for this machine. Prints one line per promise and exits 1 when one does not hold.
"""
import argparse
import os
import pathlib
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import generate  # noqa: E402


# What a process gets in place of its input and outputs.
NOTHING = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_RDWR, 0) for number in range(3)]


def timed(command):
    """Wall seconds of a process from its start to its end, and the exit code."""
    # What subprocess.run does around a process would count, and is a tenth of what a small tree takes.
    start = time.perf_counter()
    child = os.posix_spawnp(command[0], command, os.environ, file_actions=NOTHING)
    _, status = os.waitpid(child, 0)
    return time.perf_counter() - start, os.waitstatus_to_exitcode(status)


def peak(command):
    """Peak memory of a command in bytes."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.write(write, str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024).encode())
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as pipe:
        size = int(pipe.read())
    os.waitpid(child, 0)
    return size


def alternating(first, second, times=20):
    """The medians of two commands, run in turn."""
    a, b = [], []
    for _ in range(times):
        a.append(timed(first)[0])
        b.append(timed(second)[0])
    return statistics.median(a), statistics.median(b)


class Promises:
    def __init__(self):
        self.failed = 0

    def check(self, what, value, limit, unit, least=False):
        holds = value >= limit if least else value <= limit
        self.failed += not holds
        bound = "at least" if least else "at most"
        print(f"{'ok  ' if holds else 'FAIL'}  {what}: {value:.2f} {unit} ({bound} {limit:g})", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dovelint", required=True)
    parser.add_argument("--root", action="append", required=True)
    parser.add_argument("--lines", type=int, default=1_000_000)
    args = parser.parse_args()
    promises = Promises()
    folder = tempfile.TemporaryDirectory(prefix="dovelint-")
    # As every way of installing it does. Linux keeps what a linker has written in pages of 4 KB, and then each of
    # the 90 parts of the program that a run touches takes longer to map.
    dovelint = shutil.copy(args.dovelint, folder.name)
    for root in args.root:
        jail = pathlib.Path(root).resolve()
        doveconf = ["doveconf"] if str(jail) == "/" else ["chroot", str(jail), "doveconf"]
        banner = subprocess.run([*doveconf, "-n"], capture_output=True, text=True).stdout
        version = re.match(r"# ([0-9]+\.[0-9]+\.[0-9]+)", banner)[1]
        line = version[:3]
        lint = [dovelint, "check", "--format", "concise", "--dovecot", version]
        print(f"\nDovecot {version} ({root})")
        ours, theirs = alternating([*lint, str(jail / "etc/dovecot")], [*doveconf, "-n"])
        print(f"      stock tree: dovelint {ours * 1000:.1f} ms, doveconf {theirs * 1000:.1f} ms")
        promises.check("stock tree, share of doveconf -n", ours / theirs, 1 / 6, "")

        work = pathlib.Path(tempfile.mkdtemp(prefix="dovelint-", dir=jail / "tmp"))
        try:
            inside = "/" + str(work.relative_to(jail))
            big, small = generate.dense(line, args.lines), generate.dense(line, args.lines // 10)
            (work / "big.conf").write_text(big)
            (work / "small.conf").write_text(small)
            best = lambda name: min(timed([*lint, str(work / name)])[0] for _ in range(5))
            seconds, tenth = best("big.conf"), best("small.conf")
            reference, code = timed([*doveconf, "-n", "-c", f"{inside}/big.conf"])
            print(f"      {args.lines} lines, {len(big) / 1e6:.1f} MB: dovelint {seconds:.2f} s, doveconf {reference:.2f} s (exit {code})")
            promises.check("dense configuration", len(big) / 1e6 / seconds, 20, "MB/s", least=True)
            if line == "2.3":
                promises.check("dense configuration, times doveconf", reference / seconds, 15, "x", least=True)
            else:
                # doveconf 2.4 reads plain settings as fast as dovelint lints them; it is filters that stall it.
                print(f"      dense configuration, times doveconf: {reference / seconds:.2f} x")
                hosts = generate.dense(line, args.lines // 5, 20)
                (work / "hosts.conf").write_text(hosts)
                reference, code = timed([*doveconf, "-n", "-c", f"{inside}/hosts.conf"])
                seconds_of_hosts = best("hosts.conf")
                print(f"      {hosts.count('local_name')} hosted names, {len(hosts) / 1e6:.1f} MB: dovelint {seconds_of_hosts:.2f} s, doveconf {reference:.2f} s (exit {code})")
                promises.check("hosted names, times doveconf", reference / seconds_of_hosts, 15, "x", least=True)
            promises.check("10 times the lines", seconds / tenth, 11, "x")
            promises.check("peak memory over 15 MB, times the input", (peak([*lint, str(work / "big.conf")]) - 15e6) / len(big), 20, "x")

            (work / "f1.conf").write_text(generate.findings(line, 1_000))
            (work / "f10.conf").write_text(generate.findings(line, 10_000))
            promises.check("10 times the findings (10000)", best("f10.conf") / best("f1.conf"), 11, "x")
            for count in (500, 5_000):
                parts = work / f"parts{count}"
                parts.mkdir()
                for n in range(count):
                    (parts / f"{n:05}.conf").write_text("login_greeting = hello\n")
                (work / f"i{count}.conf").write_text(generate.findings(line, 0) + f"!include parts{count}/*.conf\n")
            promises.check("10 times the included files (5000)", best("i5000.conf") / best("i500.conf"), 11, "x")
            (work / "l1.conf").write_text(generate.long_line(line, 1_000_000))
            (work / "l10.conf").write_text(generate.long_line(line, 10_000_000))
            promises.check("10 times as long a line (10 MB)", best("l10.conf") / best("l1.conf"), 11, "x")
            promises.check("peak memory of it over 15 MB, times the input", max(0, peak([*lint, str(work / "l10.conf")]) - 15e6) / 10e6, 20, "x")
        finally:
            shutil.rmtree(work, ignore_errors=True)
    return 1 if promises.failed else 0


if __name__ == "__main__":
    sys.exit(main())
