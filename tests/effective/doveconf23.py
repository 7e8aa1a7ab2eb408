#!/usr/bin/env python3
"""What real doveconfs of 2.3 say is in force, for tests/effective23.rs.

    doveconf23.py record  --oracles FOLDER
    doveconf23.py compare --oracles FOLDER --roots FILE [--mutants N --seed N]
    doveconf23.py compare --oracles FOLDER --made N [--seed N]

FOLDER holds systems with a doveconf each (`FOLDER/NAME/usr/bin/doveconf`), run with chroot.  `record` asks
them about the cases of tests/cases and about configurations with many filters that it makes up, and writes
2.3.X.json beside this file.  `compare` asks about real trees (FILE names roots, one a line, relative to
itself), small changes of them, or made-up configurations, and holds the answers against dovelint; it needs
the test binary (`cargo test --test effective23 --no-run`) and exits 1 when anything differs.

An answer is one line for each value, `service imap { client_limit = 5`; the second section with the same
head in its place gets a `#2`.
"""

import argparse
import concurrent.futures
import json
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile

import made23

HERE = pathlib.Path(__file__).resolve().parent
CASES = HERE.parent / "cases"
SETTING = re.compile(r"\s*!*\S+ = |\s*!*\S+ =$")
COMPUTED = ("managesieve_notify_capability = ", "managesieve_sieve_capability = ")


def flat(text):
    out, path, counts = [], [], [{}]
    for line in text.split("\n"):
        stripped = line.lstrip(" !")
        if not line or (line.startswith("# ") and not path):
            continue
        if SETTING.match(line):
            if not line.startswith(COMPUTED):
                out.append("".join(path) + stripped)
        elif stripped == "}":
            path.pop()
            counts.pop()
        elif stripped.endswith("{"):
            head = stripped[:-1].removesuffix(" ")
            seen = counts[-1][head] = counts[-1].get(head, 0) + 1
            path.append(head + " { " + ("#%d " % seen if seen > 1 else ""))
            counts.append({})
        else:
            raise ValueError("no line of doveconf: %r" % line)
    return out


def ask(jail, root, *arguments):
    """The lines that `doveconf -P ARGUMENTS` prints, or None when it refuses."""
    command = ["chroot", jail, "doveconf", "-P", *arguments, "-c", root]
    done = subprocess.run(command, capture_output=True, timeout=120, cwd="/", stdin=subprocess.DEVNULL)
    if done.returncode != 0 or b"doveconf: Error: Conflict" in done.stderr:
        return None
    return flat(done.stdout.decode("utf-8", "backslashreplace"))


def oracles(folder):
    """{version: system} of the 2.3 doveconfs."""
    found = {}
    for jail in sorted(pathlib.Path(folder).iterdir()):
        if (jail / "usr/bin/doveconf").exists():
            run = subprocess.run(["chroot", str(jail), "doveconf", "-n"], capture_output=True)
            version = re.match(rb"# (2\.\d+\.\d+)", run.stdout)
            if version and version[1].startswith(b"2.3."):
                found[version[1].decode()] = str(jail)
    return found


def questions(jail, root, rng=None, filters=()):
    """What to ask about one root: `-n`, sometimes `-a`, and both with each filter."""
    said = ask(jail, root, "-n")
    if said is None:
        return []
    out = [{"said": said}]
    if rng and rng.random() < 0.1:
        out.append({"all": True, "said": ask(jail, root, "-a")})
    for wanted in filters:
        arguments = [word for one in wanted for word in ("-f", one)]
        changed, everything = ask(jail, root, "-n", *arguments), ask(jail, root, "-a", *arguments)
        if changed is not None:
            also = [line for line in everything if " { " in line]
            out.append({"filter": wanted, "said": changed, "also": also})
            out.append({"filter": wanted, "all": True, "said": everything})
    return out


def record(a):
    for version, jail in oracles(a.oracles).items():
        top = pathlib.Path(tempfile.mkdtemp(prefix="effective-", dir=jail + "/tmp"))
        try:
            recorded = record_one(version, jail, top)
        finally:
            shutil.rmtree(top)
        lines = ",\n".join(json.dumps(one, ensure_ascii=False) for one in recorded)
        (HERE / (version + ".json")).write_text("[\n%s\n]\n" % lines)
        print(version, sum(len(one["answers"]) for one in recorded), "answers")


def record_one(version, jail, top):
    shutil.copytree(CASES, top / "cases", symlinks=True)
    seen = "/" + os.path.relpath(top, jail)
    (top / "empty.conf").write_text("")
    base = ask(jail, seen + "/empty.conf", "-a")
    out = [{"text": "", "answers": [{"all": True, "said": base}]}]
    known = json.loads((CASES / "expected.json").read_text())["cases"]
    for name, case in sorted(known.items()):
        if name.removesuffix(".conf").endswith("23") and case.get(version, {}).get("exit") == 0:
            answers = questions(jail, seen + "/cases/" + case["file"])
            out += [{"file": case["file"], "answers": answers}] if answers else []
    seed = filtered = 0
    while filtered < 320:
        seed += 1
        rng = random.Random(seed)
        text = made23.text(rng, seed % 3 == 0)
        (top / "made.conf").write_text(text)
        wanted = [made23.connection(rng) for _ in range(3)]
        answers = questions(jail, seen + "/made.conf", rng, [f for f in wanted if f])
        filtered += sum("filter" in one for one in answers)
        if answers:
            out.append({"text": text, "answers": [shortened(one, base) for one in answers]})
    return out


def shortened(one, base):
    """The long answer of `-a` as its difference from that for an empty configuration."""
    known = set(base)
    one = dict(one)
    if one.get("all"):
        said = set(one["said"])
        one["more"] = [line for line in one["said"] if line not in known]
        one["less"] = [line for line in base if line not in said]
        del one["said"]
    if "also" in one:
        said = known | set(one["said"])
        one["also"] = [line for line in one["also"] if line not in said]
    return one


def compare(a):
    jails = oracles(a.oracles)
    jobs = list(made_jobs(a, jails) if a.made else tree_jobs(a, jails))
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        asked = [one for found in pool.map(lambda job: job(), jobs) for one in found]
    try:
        return judge(asked, len(jobs))
    finally:
        for jail in jails.values():
            for left in pathlib.Path(jail, "tmp").glob("effective-%d-*" % os.getpid()):
                shutil.rmtree(left, ignore_errors=True)


def judge(asked, trees):
    wrong = 0
    for one, answer in zip(asked, dovelint(asked)):
        if answer["doveconf"] or answer["dovelint"]:
            wrong += 1
            if wrong <= 20:
                print(one["version"], one["root"], one.get("filter", []), "-a" if one.get("all") else "-n")
                for who in ("doveconf", "dovelint"):
                    for line in answer[who][:5]:
                        print("    only %s: %s" % (who, line[:200]))
    values = sum(len(one["said"]) for one in asked)
    accepted = len({one["root"] for one in asked})
    print("%d configurations, %d accepted, %d answers with %d values compared, %d differ"
          % (trees, accepted, len(asked), values, wrong))
    return 1 if wrong or not asked else 0


def dovelint(asked):
    binaries = HERE.parent.parent.glob("target/*/deps/effective23-*")
    binary = max((b for b in binaries if not b.suffix), key=lambda b: b.stat().st_mtime)
    with tempfile.TemporaryDirectory() as folder:
        wanted, given = os.path.join(folder, "questions"), os.path.join(folder, "answers")
        with open(wanted, "w") as out:
            out.write("\n".join(json.dumps(one) for one in asked))
        subprocess.run([str(binary), "--ignored", "--exact", "compare"], check=True, stdout=subprocess.DEVNULL,
                       env={**os.environ, "QUESTIONS": wanted, "ANSWERS": given})
        with open(given) as answers:
            return [json.loads(line) for line in answers]


def job(version, jail, prepare, rng, filters):
    """Prepares a tree where the oracle sees it, and asks."""
    def run():
        top = pathlib.Path(tempfile.mkdtemp(prefix="effective-%d-" % os.getpid(), dir=jail + "/tmp"))
        root = prepare(top)
        about = {"root": str(root), "version": version, "jail": jail}
        try:
            found = questions(jail, "/" + os.path.relpath(root, jail), rng, filters)
        except ValueError as error:
            print(root, error)
            found = []
        return [{**about, **one} for one in found]
    return run


def made_jobs(a, jails):
    for number in range(a.made):
        rng = random.Random(a.seed * 1_000_003 + number)
        version = rng.choice(sorted(jails))
        text = made23.text(rng, rng.random() < 0.5)
        wanted = [made23.connection(rng) for _ in range(3)]

        def prepare(top, text=text):
            (top / "made.conf").write_text(text)
            return top / "made.conf"
        yield job(version, jails[version], prepare, rng, [f for f in wanted if f])


def tree_jobs(a, jails):
    rows = [row.split() for row in pathlib.Path(a.roots).read_text().splitlines()]
    base = pathlib.Path(a.roots).resolve().parent
    roots = [base / row[0] for row in rows if row and not row[0].startswith("#") and row[1:2] in ([], ["2.3"])]
    if not a.mutants:
        for root in roots:
            for version, jail in jails.items():
                rng = random.Random(a.seed)
                wanted = [made23.connection(rng) for _ in range(3)]
                yield job(version, jail, lambda top, root=root: copied(root, top), rng, [f for f in wanted if f])
        return
    sys.path.insert(0, str(pathlib.Path(a.mutate).resolve().parent))
    import parity
    for number in range(a.mutants):
        rng = random.Random(a.seed * 1_000_003 + number)
        root, version = rng.choice(roots), rng.choice(sorted(jails))
        change = parity.mutate(rng)

        def prepare(top, root=root, change=change):
            copy = copied(root, top)
            change(copy.parent, copy)
            return copy
        yield job(version, jails[version], prepare, rng, [])


def copied(root, top):
    shutil.copytree(root.parent, top / "t", symlinks=True, ignore_dangling_symlinks=True)
    return top / "t" / root.name


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("mode", choices=["record", "compare"])
    p.add_argument("--oracles", required=True)
    p.add_argument("--roots", help="file that names root configurations")
    p.add_argument("--mutants", type=int, default=0, help="ask about so many changed trees instead")
    p.add_argument("--mutate", help="parity.py, whose small changes are used")
    p.add_argument("--made", type=int, default=0, help="ask about so many made-up configurations instead")
    p.add_argument("--seed", type=int, default=1)
    a = p.parse_args()
    return record(a) if a.mode == "record" else compare(a)


if __name__ == "__main__":
    sys.exit(main())
