#!/usr/bin/env python3
"""Holds `dovelint show` against real doveconfs: the same values at the same paths.

    compare.py --dovelint BIN --oracles FOLDER [--corpus LIST] [--connections N] [--mutants N --mutate FILE] [--seed S]

FOLDER holds systems with a doveconf each (`FOLDER/NAME/usr/bin/doveconf`), run with chroot; LIST names root
configurations, one a line, then their line of Dovecot; the function `mutate(rng)` of the Python file FILE makes
small changes. The parts, each with one line of totals:

    defaults     `show --all` against `doveconf -a` for a configuration with nothing in it
    cases        `show` against `doveconf -n` for each accepted case of tests/cases
    corpus       the same for each tree of LIST
    with all     `show --all` against `doveconf -a` for each tree of LIST
    fed back     what `doveconf -n` prints for the output of `show --secrets`, for all of these
    connections  `show --protocol ...` against `doveconf -n -f ...`, for N trees and cases with filters
    mutants      `show` against `doveconf -n` for N changed trees

What doveconf refuses is left out. Exits 1 when anything differs. What may differ stands in excuses.py by name.
"""

import argparse
import collections
import concurrent.futures
import importlib.util
import json
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile

import excuses
import printed

HERE = pathlib.Path(__file__).resolve().parent
CASES = HERE.parent / "cases"
HEAD = b"dovecot_config_version = %s\ndovecot_storage_version = 2.4.0\n"
# How each line calls what it asks for, and how dovelint does.
ASKED = {"protocol": "--protocol", "lname": "--local-name", "local_name": "--local-name", "local": "--local",
         "remote": "--remote"}


class Oracle:
    """A system with a doveconf."""

    def __init__(self, jail, version, dovelint):
        self.jail, self.version, self.line, self.dovelint = str(jail), version, version[:3], dovelint
        self.build, self.staged = excuses.Build(self), None

    def cases(self):
        """All cases at once where the oracle sees them: some include others."""
        if self.staged is None:
            self.staged = pathlib.Path(tempfile.mkdtemp(prefix="effective-", dir=self.jail + "/tmp"))
            shutil.copytree(CASES, self.staged / "cases", symlinks=True)
        return self.staged / "cases"

    def tidy(self):
        if self.staged:
            shutil.rmtree(self.staged, ignore_errors=True)

    def ask(self, root, *arguments):
        """What doveconf says, or None when it refuses or prints what nobody can read."""
        command = ["chroot", self.jail, "doveconf", "-P", *arguments, "-c", "/" + os.path.relpath(root, self.jail)]
        done = subprocess.run(command, capture_output=True, timeout=120, cwd="/", stdin=subprocess.DEVNULL)
        if done.returncode != 0 or b"doveconf: Error: Conflict" in done.stderr:
            return None
        try:
            return printed.of_doveconf(done.stdout, self.line)
        except (ValueError, IndexError):
            return None

    def show(self, root, *arguments):
        """What dovelint says, as it is printed."""
        maps = [word for folder in ("/etc", "/usr") for word in ("--remap", folder + "=" + self.jail + folder)]
        command = [self.dovelint, "show", "--secrets", "--dovecot", self.version, *maps, str(root), *arguments]
        done = subprocess.run(command, capture_output=True, timeout=120, stdin=subprocess.DEVNULL)
        if not done.stdout:
            raise RuntimeError(done.stderr.decode("utf-8", "replace").strip() or "no output")
        return done.stdout

    def values(self, root, *arguments):
        return printed.of_dovelint(self.show(root, "--format", "json", *arguments), self.line)


def oracles(folder, dovelint):
    for jail in sorted(pathlib.Path(folder).resolve().iterdir()):
        if (jail / "usr/bin/doveconf").exists():
            banner = subprocess.run(["chroot", str(jail), "doveconf", "-n"], capture_output=True, check=False).stdout
            yield Oracle(jail, re.match(rb"# (\d+\.\d+\.\d+)", banner)[1].decode(), dovelint)


class Result:
    """One comparison: what only one side has."""

    def __init__(self, part, about, theirs, ours):
        self.part, self.about, self.values = part, about, sum(theirs.values())
        self.theirs, self.ours, self.excused = theirs - ours, ours - theirs, collections.Counter()


def is_packaged(root):
    """Whether a tree includes what Debian's packages say about their protocols."""
    texts = [root] if root.parent.name == CASES.name else root.parent.rglob("*.conf")
    asks = re.compile(rb"^\s*!include(_try)?\s+\S*\.protocol\b", re.M)
    return any(asks.search(path.read_bytes()) for path in texts if path.is_file())


def compared(oracle, part, about, theirs, ours, **what):
    result = Result(part, "%s %s" % (oracle.version, about), theirs, ours)
    excuses.apply(oracle, result, theirs, **what)
    return result


class Job:
    """A tree that is put where the oracle sees it, and what is held against it."""

    def __init__(self, oracle, part, root, change=None, more=(), filters=None):
        self.oracle, self.part, self.root, self.change = oracle, part, root, change
        self.more, self.filters = more, filters

    def run(self):
        about = self.root.parent.name + "/" + self.root.name
        is_case = self.root.parent == CASES
        top = None
        try:
            if is_case:
                root = self.oracle.cases() / self.root.name
            else:
                top = pathlib.Path(tempfile.mkdtemp(prefix="effective-", dir=self.oracle.jail + "/tmp"))
                shutil.copytree(self.root.parent, top / "t", symlinks=True, ignore_dangling_symlinks=True)
                root = top / "t" / self.root.name
            if self.change:
                self.change(top / "t", root)
            return list(self.hold(root, about))
        except (RuntimeError, ValueError, subprocess.TimeoutExpired) as error:
            broken = Result(self.part, about, collections.Counter(), collections.Counter())
            broken.theirs[(str(error)[:300],), None] = 1
            return [broken]
        finally:
            if top:
                shutil.rmtree(top, ignore_errors=True)

    def hold(self, root, about):
        oracle = self.oracle
        if self.filters is not None:
            yield from self.connection(root, about)
            return
        theirs = oracle.ask(root, "-n")
        if theirs is None:
            return
        # A changed tree may hold the include where nothing reads it any more.
        packaged = self.part != "mutants" and is_packaged(root)
        yield compared(oracle, self.part, about, theirs, oracle.values(root), packaged=packaged)
        if "with all" in self.more:
            everything = oracle.ask(root, "-a")
            yield compared(oracle, "with all", about, everything, oracle.values(root, "--all"), all=True,
                           packaged=packaged)
        if "fed back" in self.more:
            # No pattern of an include meets a hidden file.
            again = root.with_name("." + root.name + ".fed-back")
            text = oracle.show(root)
            again.write_bytes(text)
            ours = oracle.ask(again, "-n")
            if ours is None:
                ours = collections.Counter()
            yield compared(oracle, "fed back", about, theirs, ours, text=text, packaged=packaged)

    def connection(self, root, about):
        asked = [word for one in self.filters for word in ("-f", one)]
        theirs = self.oracle.ask(root, "-n", *asked)
        everything = self.oracle.ask(root, "-a", *asked) if theirs is not None else None
        if everything is None:
            return
        options = []
        for one in self.filters:
            key, _, value = one.partition("=")
            options += [ASKED[key], value]
        # doveconf lists the filters that can match after what they amount to.
        theirs = collections.Counter({pair: n for pair, n in theirs.items() if pair[0][0] not in printed.FILTERS})
        about += " " + " ".join(self.filters)
        yield compared(self.oracle, self.part, about, theirs, self.oracle.values(root, *options), also=everything,
                       packaged=is_packaged(root))


def cases(found):
    """The cases that each version accepts."""
    known = json.loads((CASES / "expected.json").read_text())["cases"]
    for name, case in sorted(known.items()):
        for oracle in found:
            is_its = name.removesuffix(".conf").endswith(oracle.line.replace(".", ""))
            if is_its and case.get(oracle.version, {}).get("exit") == 0:
                yield oracle, CASES / case["file"]


def trees(found, corpus):
    base = pathlib.Path(corpus).resolve().parent
    for row in pathlib.Path(corpus).read_text().splitlines():
        fields = row.split()
        if fields and not row.startswith("#"):
            for oracle in found:
                if fields[1:2] in ([], [oracle.line]):
                    yield oracle, base / fields[0]


HEADS = re.compile(rb"^\s*(protocol|local_name|local|remote)\s+(?:\"([^\"\n]+)\"|([^\s{\"]+))", re.M)


def connections(pairs, wanted, rng):
    """Connections that the filters of a tree or a case are about, and some that they are not about."""
    with_filters = []
    for oracle, root in pairs:
        texts = [root] if root.parent == CASES else sorted(root.parent.rglob("*.conf"))
        heads = [match for path in texts if path.is_file() for match in HEADS.finditer(path.read_bytes())]
        if heads:
            with_filters.append((oracle, root, heads))
    rng.shuffle(with_filters)
    for number in range(wanted):
        oracle, root, heads = with_filters[number % len(with_filters)]
        yield oracle, root, connection(oracle, heads, rng)


def connection(oracle, heads, rng):
    choices = {"protocol": ["imap", "pop3", "lmtp"], "local_name": ["imap.example.com", "other.example.org"],
               "local": ["10.0.0.1", "::1"], "remote": ["192.168.1.7", "2001:db8::5"]}
    asked = {}
    for match in rng.sample(heads, min(len(heads), rng.randint(1, 3))):
        name = (match[2] or match[3]).decode("utf-8", "replace").split()[0]
        name = name.removeprefix("!").replace("*", "any").split("/")[0]
        if re.fullmatch(r"[\w.:-]+", name):
            asked[match[1].decode()] = name
    for kind in asked:
        if rng.random() < 0.25:
            asked[kind] = rng.choice(choices[kind])
    for kind, values in choices.items():
        if kind not in asked and (rng.random() < 0.25 or not asked):
            asked[kind] = rng.choice(values)
    is_address = re.compile(r"\d+(\.\d+){3}|[0-9a-fA-F]*:[0-9a-fA-F:.]*")
    for kind in ("local", "remote"):
        if kind in asked and not is_address.fullmatch(asked[kind]):
            asked[kind] = rng.choice(choices[kind])
    spelled = {"local_name": "lname"} if oracle.line == "2.3" else {}
    return ["%s=%s" % (spelled.get(kind, kind), value) for kind, value in sorted(asked.items())]


def defaults(found):
    """What is built in, for 2.4 as each version from which a configuration may come."""
    for oracle in found:
        with tempfile.TemporaryDirectory(prefix="effective-", dir=oracle.jail + "/tmp") as folder:
            path = pathlib.Path(folder) / "empty.conf"
            for level in [b"2.4.%d" % n for n in range(6)] if oracle.line == "2.4" else [None]:
                path.write_bytes(HEAD % level if level else b"")
                theirs = oracle.ask(path, "-a")
                if theirs is not None:
                    about = "as " + level.decode() if level else "built in"
                    yield compared(oracle, "defaults", about, theirs, oracle.values(path, "--all"), all=True)


def jobs(a, found):
    for oracle, root in cases(found):
        yield Job(oracle, "cases", root, more=("fed back",))
    pairs = list(trees(found, a.corpus)) if a.corpus else []
    for oracle, root in pairs:
        yield Job(oracle, "corpus", root, more=("with all", "fed back"))
    if a.connections:
        rng = random.Random(a.seed)
        for oracle, root, filters in connections([*pairs, *cases(found)], a.connections, rng):
            yield Job(oracle, "connections", root, filters=filters)
    if a.mutants:
        spec = importlib.util.spec_from_file_location("mutations", a.mutate)
        mutations = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(mutations)
        for number in range(a.mutants):
            rng = random.Random(a.seed * 1_000_003 + number)
            oracle, root = rng.choice(pairs)
            yield Job(oracle, "mutants", root, change=mutations.mutate(rng))


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--dovelint", required=True)
    p.add_argument("--oracles", required=True)
    p.add_argument("--corpus", help="file that names root configurations")
    p.add_argument("--connections", type=int, default=0)
    p.add_argument("--mutants", type=int, default=0)
    p.add_argument("--mutate", help="Python file with the function that changes a tree")
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--only", help="these parts alone, with a comma between them")
    a = p.parse_args()
    found = list(oracles(a.oracles, str(pathlib.Path(a.dovelint).resolve())))
    try:
        return run(a, found)
    finally:
        for oracle in found:
            oracle.tidy()


def run(a, found):
    results = list(defaults(found))
    asked = collections.Counter(one.part for one in results)
    wanted = [job for job in jobs(a, found) if not a.only or job.part in a.only.split(",")]
    asked.update(part for job in wanted for part in (job.part, *job.more))
    for oracle in found:
        oracle.cases()
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        results += [one for done in pool.map(Job.run, wanted) for one in done]
    return report(results, asked)


def report(results, asked):
    differing = [one for one in results if one.theirs or one.ours]
    for one in differing[:40]:
        print("%s: %s" % (one.part, one.about))
        for who, pairs in (("doveconf", one.theirs), ("dovelint", one.ours)):
            for path, value in list(pairs)[:6]:
                print("    only %s: %s = %s" % (who, "/".join(path), (value or "")[:200].__repr__()))
    excused = sum((one.excused for one in results), collections.Counter())
    for name, count in sorted(excused.items()):
        print("may differ: %s: %d values" % (name, count))
    parts = dict.fromkeys(one.part for one in results)
    for part in parts:
        its = [one for one in results if one.part == part]
        wrong = sum(bool(one.theirs or one.ours) for one in its)
        print("%s: %d compared of %d, %d values, %d differ"
              % (part, len(its), max(asked[part], len(its)), sum(one.values for one in its), wrong))
    return 1 if differing or not results else 0


if __name__ == "__main__":
    sys.exit(main())
