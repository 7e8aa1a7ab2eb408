#!/usr/bin/env python3
"""Records what `doveconf` of 2.4 says is in force, for tests/effective24.rs.

    record24.py record  --oracle FOLDER [--oracle FOLDER ...]
    record24.py compare --oracle FOLDER ... LIST [--mutants N --seed N --mutate FILE]

FOLDER is the root of a system with Dovecot 2.4. `record` writes tests/effective/VERSION.json: `-n -P` of
every case that is accepted, `-a -P` for each dovecot_config_version, and `-n -P -f ...` of what made24.py makes.
`compare` asks dovelint by way of `cargo test --test effective24` about the configurations that LIST names,
one a line, and about N small changes of them, made by the function `mutate(rng)` of the Python file FILE;
it prints every difference.
"""
import argparse, importlib.util, json, os, pathlib, random, re, shutil, subprocess, sys, tempfile

import made24

HERE = pathlib.Path(__file__).resolve().parent
SETTING = re.compile(r'("(?:\\.|[^"\\])*"|[^"\s=]\S*|) ?= ?(.*)', re.S)


def sections(text):
    """The sections of a printed configuration: `key` for a setting, `kind name {` for a section."""
    root, lines, at = {}, text.split("\n"), 0
    stack = [root]
    while at < len(lines):
        line = lines[at].lstrip(" ")
        at += 1
        setting = SETTING.fullmatch(line)
        if setting:
            key, value = setting.groups()
            if value.startswith("<<") and value[2:] in lines[at:]:
                end = lines.index(value[2:], at)
                value = "\n".join([value, *lines[at:end + 1]])
                at = end + 1
            stack[-1][key] = value
        elif line == "}":
            stack.pop()
        elif line.endswith(" {"):
            stack.append(stack[-1].setdefault(line, {}))
        elif line and not line.startswith("#"):
            raise ValueError("what is this: %r" % line)
    return root


def ask(oracle, path, filters="", mode="n"):
    """What doveconf prints for a file inside the oracle, or None where it refuses or breaks."""
    command = ["chroot", oracle, "doveconf", "-" + mode, "-P", "-c", path]
    for one in filters.split():
        command += ["-f", one]
    answer = subprocess.run(command, capture_output=True, timeout=60)
    return None if answer.returncode else sections(answer.stdout.decode("latin-1"))


def version_of(oracle):
    banner = subprocess.run(["chroot", oracle, "doveconf", "-n", "-c", "/dev/null"], capture_output=True).stdout
    return re.match(rb"# ([0-9.]+)", banner)[1].decode()


class Stage:
    """A folder inside an oracle that goes away again."""

    def __init__(self, oracle):
        self.oracle = oracle

    def __enter__(self):
        self.top = pathlib.Path(tempfile.mkdtemp(prefix="effective-", dir=self.oracle + "/tmp"))
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.top, ignore_errors=True)

    def inside(self, path):
        return "/" + os.path.relpath(path, self.oracle)

    def write(self, name, text):
        (self.top / name).write_text(text)
        return self.inside(self.top / name)


def cases(oracle, version):
    known = json.loads((HERE.parent / "cases/expected.json").read_text())["cases"]
    with Stage(oracle) as stage:
        shutil.copytree(HERE.parent / "cases", stage.top / "cases", symlinks=True)
        for name, case in sorted(known.items()):
            said = case.get(version, {})
            if name.removesuffix(".conf").endswith("24") and said.get("exit") == 0:
                answer = ask(oracle, stage.inside(stage.top / "cases" / case["file"]))
                if answer is not None:
                    yield case["file"], answer


def every(oracle):
    with Stage(oracle) as stage:
        for patch in range(6):
            path = stage.write("all.conf", made24.HEAD % ("2.4.%d" % patch))
            answer = ask(oracle, path, mode="a")
            if answer is not None:
                yield "2.4.%d" % patch, answer


def record(oracle):
    version = version_of(oracle)
    found = {"cases": dict(cases(oracle, version)), "all": dict(every(oracle)), "made": made(oracle)}
    rows = ["{"]
    for number, (part, answers) in enumerate(found.items()):
        if isinstance(answers, dict):
            lines = ["  %s: %s" % (json.dumps(k), json.dumps(v, sort_keys=True)) for k, v in answers.items()]
            rows.append(' "%s": {\n%s\n }%s' % (part, ",\n".join(lines), "," if number < 2 else ""))
        else:
            lines = ["  " + json.dumps(v, sort_keys=True) for v in answers]
            rows.append(' "%s": [\n%s\n ]%s' % (part, ",\n".join(lines), "," if number < 2 else ""))
    rows.append("}\n")
    (HERE / (version + ".json")).write_text("\n".join(rows))
    print(version, {part: len(answers) for part, answers in found.items()})


def made(oracle):
    """The answers to made-up configurations that doveconf accepts."""
    rows, rng = [], random.Random(24)
    with Stage(oracle) as stage:
        for make, most in ((made24.filters, 150), (made24.anything, 300)):
            while len(rows) < most:
                text, filters = make(rng)
                answer = ask(oracle, stage.write("some.conf", text), filters)
                if answer is not None:
                    rows.append({"text": text, "filters": filters, "answer": answer})
    return rows


# What depends on the build; tests/effective24.rs has the reasons.
LEFT_OUT = ("cassandra_", "cdb_path", "oauth2_audience", "sieve_max_cpu_time")


def differences(wanted, found, path="", mode="n"):
    for key in sorted(set(wanted) | set(found)):
        if mode == "a" and key.startswith(LEFT_OUT):
            continue
        if key not in found:
            yield "%s%s: missing %r" % (path, key, wanted[key])
        elif key not in wanted:
            yield "%s%s: too much %r" % (path, key, found[key])
        elif isinstance(wanted[key], dict) and isinstance(found[key], dict):
            yield from differences(wanted[key], found[key], path + key + " ")
        elif wanted[key] != found[key]:
            yield "%s%s: doveconf %r, dovelint %r" % (path, key, wanted[key], found[key])


def compare(a):
    mutate = None
    if a.mutate:
        spec = importlib.util.spec_from_file_location("mutations", a.mutate)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        mutate = module.mutate
    base = pathlib.Path(a.list).resolve().parent
    rows = [row.split() for row in pathlib.Path(a.list).read_text().splitlines() if row.strip() and row[0] != "#"]
    trees = [base / row[0] for row in rows if len(row) < 2 or row[1] == "2.4"]
    oracles = [(oracle, version_of(oracle)) for oracle in a.oracle]
    jobs = [(path, None, oracle) for path in trees for oracle in oracles]
    for number in range(a.mutants):
        rng = random.Random(a.seed * 1_000_003 + number)
        jobs.append((rng.choice(trees), mutate(rng), rng.choice(oracles)))
    lines, answers, stages = [], [], []
    for number, (path, change, (oracle, version)) in enumerate(jobs):
        stage = Stage(oracle)
        stage.__enter__()
        stages.append(stage)
        shutil.copytree(path.parent, stage.top / "t", symlinks=True, ignore_dangling_symlinks=True)
        root = stage.top / "t" / path.name
        if change:
            change(stage.top / "t", root)
        filters = ""
        if change and number % 3 == 0:
            filters = random.Random(number).choice(made24.ASKED)
        mode = "a" if change and number % 5 == 0 else "n"
        try:
            answer = ask(oracle, stage.inside(root), filters, mode)
        except ValueError as broken:
            print(path, broken)
            answer = None
        if answer is None:
            stage.__exit__()
            continue
        lines.append("\t".join([version, mode, filters, oracle, str(root)]))
        answers.append((path, version, mode, filters, root, answer))
    with tempfile.TemporaryDirectory() as folder:
        listed = pathlib.Path(folder) / "list"
        listed.write_text("\n".join(lines) + "\n")
        subprocess.run(["cargo", "test", "-q", "--test", "effective24", "answers_for_a_script"], check=True,
                       cwd=HERE.parent.parent, env=dict(os.environ, EFFECTIVE24=str(listed)), stdout=subprocess.DEVNULL)
        said = [json.loads(line) for line in pathlib.Path(str(listed) + ".json").read_text().splitlines()]
    wrong = 0
    for (path, version, mode, filters, root, wanted), found in zip(answers, said, strict=True):
        rows = list(differences(wanted, found, mode=mode))
        wrong += bool(rows)
        for row in rows[:6]:
            print("%s %s -%s %s: %s" % (version, root if a.keep else path, mode, filters, row))
        if rows and a.keep:
            shutil.copytree(root.parent, pathlib.Path(a.keep) / ("%s-%s" % (version, root.parent.parent.name)), symlinks=True)
    for stage in stages:
        stage.__exit__()
    print("%d asked, %d accepted and compared, %d differ" % (len(jobs), len(answers), wrong))
    return 1 if wrong else 0


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("mode", choices=["record", "compare"])
    p.add_argument("list", nargs="?")
    p.add_argument("--oracle", action="append", required=True)
    p.add_argument("--mutants", type=int, default=0)
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--mutate")
    p.add_argument("--keep")
    a = p.parse_intermixed_args()
    a.oracle = [str(pathlib.Path(oracle).resolve()) for oracle in a.oracle]
    if a.mode == "compare":
        return compare(a)
    for oracle in a.oracle:
        record(oracle)
    return 0


if __name__ == "__main__":
    sys.exit(main())
