#!/usr/bin/env python3
"""Holds the fixes of dovelint against real Dovecots: what doveconf accepted before a fix, it accepts afterwards.

    fixes_accepted.py --dovelint BIN --oracles FOLDER [--roots FILE] [--only trees|examples] [--verbose]

FOLDER holds systems with a doveconf each (`FOLDER/NAME/usr/bin/doveconf`), run with chroot, so this needs root.  The
newest doveconf of each line is asked.  FILE names real trees, one root a line with its line of Dovecot behind it.

Trees: `--fix`, then `--fix --unsafe-fixes`, on a copy.  doveconf still accepts it, a second run changes nothing, and no
lint speaks that was silent.  After `--fix` alone `doveconf -n` prints what it printed before.  With --verbose, what it
prints differently is shown.

Examples: every fix of every bad example of the pages (lints/*/*.md) and of tests/catalogue.json, one by one.  Where
doveconf accepts the example, a safe fix leaves what it prints as it is.

Prints every violation, then one line of totals; exits 1 when there is a violation.
"""
import argparse
import collections
import concurrent.futures
import difflib
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
HEAD24 = "dovecot_config_version = 2.4.0\ndovecot_storage_version = 2.4.0\n"


class Oracle:
    """A system with a doveconf, and dovelint told to judge for it."""

    def __init__(self, jail, version, dovelint):
        self.jail, self.version, self.dovelint = jail, version, dovelint

    def inside(self, path):
        return "/" + str(path.relative_to(self.jail))

    def accepts(self, root):
        """(accepted, what it prints)"""
        done = subprocess.run(["chroot", str(self.jail), "doveconf", "-n", "-c", self.inside(root)],
                              capture_output=True, timeout=60, cwd="/", stdin=subprocess.DEVNULL)
        text = done.stdout.decode("utf-8", "replace")
        fatal = done.stderr.decode("utf-8", "replace")
        return done.returncode == 0, text if done.returncode == 0 else fatal

    def lint(self, root, *arguments):
        command = [self.dovelint, str(root), "--dovecot", self.version, "--quiet", "--fail-on", "never",
                   "--remap", f"/usr/share/dovecot={self.jail}/usr/share/dovecot",
                   "--remap", f"{self.inside(root.parent)}={root.parent}", *arguments]
        done = subprocess.run(command, capture_output=True, timeout=60)
        # Where a file was not read, the rest is reported.
        was_not_read = done.returncode == 2 and done.stdout
        if done.returncode not in (0, 1) and not was_not_read:
            raise RuntimeError(f"dovelint: {done.returncode}: {done.stderr.decode(errors='replace')[-300:]}")
        return done.stdout

    def findings(self, root, *arguments):
        return json.loads(self.lint(root, "--format", "json", *arguments))["findings"]


def oracles(folder, dovelint):
    """The newest of each line: {"2.3": Oracle, ...}."""
    found = {}
    for jail in sorted(pathlib.Path(folder).resolve().iterdir()):
        if not (jail / "usr/bin/doveconf").exists():
            continue
        said = subprocess.run(["chroot", str(jail), "doveconf", "-n"], capture_output=True, text=True).stdout
        match = re.match(r"# (2\.(\d)\.(\d+))", said)
        if match:
            line, patch = "2." + match[2], int(match[3])
            if line not in found or patch > found[line][0]:
                found[line] = (patch, Oracle(jail, match[1], dovelint))
    return {line: oracle for line, (_, oracle) in found.items()}


def texts(folder):
    return {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink()}


def counts(findings):
    return collections.Counter(f["lint"] for f in findings if not f["ignored"])


def try_tree(oracle, root, verbose):
    """Violations, and whether doveconf accepted the tree at all."""
    wrong = []
    for arguments in (["--fix"], ["--fix", "--unsafe-fixes"]):
        folder = pathlib.Path(tempfile.mkdtemp(dir=oracle.jail / "tmp"))
        try:
            tree = folder / "dovecot"
            shutil.copytree(root.parent, tree, symlinks=True, ignore_dangling_symlinks=True)
            folder.chmod(0o755)
            for path in texts(tree):
                path.chmod(0o644)
            copy = tree / root.name
            accepted, before = oracle.accepts(copy)
            if not accepted:
                return wrong, 0
            had, old = counts(oracle.findings(copy)), texts(tree)
            oracle.lint(copy, *arguments)
            fixed = texts(tree)
            accepted, after = oracle.accepts(copy)
            name = f"{root} {' '.join(arguments)}"
            if not accepted:
                wrong.append(f"{name}: no longer accepted: {after.strip()[-300:]}")
            elif arguments == ["--fix"] and after != before:
                diff = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0)
                wrong.append(f"{name}: a safe fix changes what is in force: {' '.join(list(diff)[2:])[:300]}")
            now = counts(oracle.findings(copy))
            new = [lint for lint, count in now.items() if count > had[lint]]
            if new:
                wrong.append(f"{name}: speak now: {', '.join(new)}")
            oracle.lint(copy, *arguments)
            if texts(tree) != fixed:
                wrong.append(f"{name}: a second run changes it again")
            if verbose and fixed != old:
                diff = difflib.unified_diff(before.splitlines(), after.splitlines(), "before", "after", lineterm="", n=2)
                gone = [f"{lint} -{had[lint] - now[lint]}" for lint in had if now[lint] < had[lint]]
                print(f"## {name}\n   mended: {', '.join(gone)}\n" + "\n".join(diff))
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    return wrong, 1


def page_examples(lines):
    """(where, lint, line or version, text) of every bad example."""
    for page in sorted((HERE.parent / "lints").glob("*/*.md")):
        text = page.read_text()
        lint = text.split("\n", 1)[0].removeprefix("# ")
        for info, body in re.findall(r"^```dovecot bad(.*?)\n(.*?)^```$", text, re.M | re.S):
            for version in info.split() or lines[lint]:
                yield page.name, lint, version, body
    for entry in json.loads((HERE / "catalogue.json").read_text()):
        for line in entry["dovecot"]:
            bad = entry["bad"]
            if isinstance(bad, dict):
                bad = bad.get(line)
            if bad:
                yield "the catalogue", entry["name"], line, bad


def write_example(folder, text, line):
    if line == "2.4" and "dovecot_config_version" not in text and "# no version" not in text:
        text = HEAD24 + text
    text = text.replace("␀", "\0")
    text = re.sub(r"/etc/dovecot(?![\w.-])", "/tmp/" + folder.name, text)
    path = folder / "dovecot.conf"
    files = {path: ""}
    for row in text.splitlines(keepends=True):
        if row.startswith("# file: "):
            name = row.removeprefix("# file: ").strip()
            path = folder / (pathlib.PurePath(name).name if name.startswith("/") else name)
            files.setdefault(path, "")
        else:
            files[path] += row
    for path, content in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode())
    folder.chmod(0o755)
    return folder / "dovecot.conf"


def try_example(oracle, where, lint, line, text):
    """Violations and the number of fixes tried."""
    folder = pathlib.Path(tempfile.mkdtemp(dir=oracle.jail / "tmp"))
    try:
        root = write_example(folder, text, line)
        found = [f for f in oracle.findings(root, "--profile", "audit", "--select", lint) if f["fixes"]]
        if not found:
            return [], 0
        accepted, before = oracle.accepts(root)
        old, wrong, tried = texts(folder), [], 0
        for finding in found:
            for fix in finding["fixes"]:
                tried += 1
                for path in {edit["file"] for edit in fix["edits"]}:
                    path = pathlib.Path(path)
                    content = old[path]
                    edits = [edit for edit in fix["edits"] if pathlib.Path(edit["file"]) == path]
                    for edit in sorted(edits, key=lambda e: (e["start"], e["end"]), reverse=True):
                        content = content[:edit["start"]] + edit["text"].encode() + content[edit["end"]:]
                    path.write_bytes(content)
                still, said = oracle.accepts(root)
                if accepted and not still:
                    wrong.append(f"{where} ({oracle.version}): {lint}: {fix['title']}: no longer accepted: "
                                 f"{said.strip()[-300:]}")
                if accepted and still and fix["safe"] and said != before:
                    wrong.append(f"{where} ({oracle.version}): {lint}: {fix['title']}: safe, and changes what is in force")
                if not accepted and not still:
                    rest = [f for f in oracle.findings(root, "--select", lint) if f["start"] == finding["start"]]
                    if any(f["message"] == finding["message"] for f in rest):
                        wrong.append(f"{where} ({oracle.version}): {lint}: {fix['title']}: mends nothing")
                for path, content in old.items():
                    path.write_bytes(content)
        return wrong, tried
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--dovelint", required=True)
    options.add_argument("--oracles", required=True)
    options.add_argument("--roots", type=pathlib.Path)
    options.add_argument("--only", choices=["trees", "examples"])
    options.add_argument("--verbose", action="store_true")
    args = options.parse_args()
    dovelint = str(pathlib.Path(args.dovelint).resolve())
    asked = oracles(args.oracles, dovelint)
    listed = json.loads(subprocess.run([dovelint, "lints", "--format", "json"], capture_output=True, check=True).stdout)
    lines = {lint["name"]: lint["dovecot"] for lint in listed}
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        trees, examples = [], []
        if args.roots and args.only != "examples":
            for row in args.roots.read_text().splitlines():
                if row.strip() and not row.startswith("#"):
                    path, line = row.split()[:2]
                    trees.append(pool.submit(try_tree, asked[line], args.roots.parent / path, args.verbose))
        if args.only != "trees":
            for where, lint, version, text in page_examples(lines):
                line = ".".join(version.split(".")[:2])
                # What is so in one patch release alone is judged by no other.
                if lint in lines and line in asked and version in (line, asked[line].version):
                    examples.append(pool.submit(try_example, asked[line], where, lint, line, text))
        wrong = [text for job in trees + examples for text in job.result()[0]]
        count = lambda jobs: sum(job.result()[1] for job in jobs)
        for text in wrong:
            print(text)
        print(f"{count(trees)} of {len(trees)} trees accepted and fixed, {count(examples)} fixes of "
              f"{len(examples)} examples: {len(wrong)} violations")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
