"""Reads each format of dovelint as its consumers do, and holds it against `--format json`."""

import json
import pathlib
import re
import subprocess
import sys
import urllib.parse

import jsonschema
import junitparser
from lxml import etree

dovelint, multitool, work = (pathlib.Path(argument) for argument in sys.argv[1:])
examples = pathlib.Path(__file__).resolve().parents[2] / "examples"
failures = []


def check(holds, what):
    if not holds:
        failures.append(what)
        print("FAILED", what)


def wild_tree():
    """A configuration with names and values over which a careless format stumbles."""
    tree = work / "wild"
    (tree / "conf.d").mkdir(parents=True)
    (tree / "dovecot.conf").write_text("protocols = imap\n!include conf.d/*.conf\n")
    (tree / "conf.d" / "10% a,b:c & <d> 'ä' ]]>.conf").write_text(
        "ssl = <b>\"&'%0A::error::x ]]> <!--\nauth_debug = ä\x01\x1bb\nlogin_greeting = 😀ä#b\n"
        "no_such_setting = 1\nno_such_setting = 1\n")
    (tree / "conf.d" / "20-imap.conf").write_bytes(
        b"service imap {\n  client_limit = 5 # dovelint: ignore[mail-process-client-limit] -- <a> & \"b\"\n"
        b"  service_count = 100\n}\nauth_verbose = \xff\xfe\nauth_cache_ttl = 3600\n" + b"no_such_thing = 1\n" * 50)
    return tree


def run(tree, form, *more):
    return subprocess.run([dovelint, "--format", form, *more, "."], cwd=tree, capture_output=True, check=False)


def shown(path):
    return path.removeprefix("./")


def place(finding):
    return shown(finding["file"]), finding["start"]["line"], finding["start"]["column"], finding["lint"]


def check_sarif(name, tree, report):
    text = run(tree, "sarif").stdout
    log = json.loads(text)
    schema = json.loads((multitool / "sarif-2.1.0.json").read_text())
    errors = list(jsonschema.validators.validator_for(schema)(schema).iter_errors(log))
    check(not errors, f"{name}: sarif: {[(list(e.path), e.message) for e in errors[:3]]}")
    path = work / f"{name}.sarif"
    path.write_bytes(text)
    said = subprocess.run(
        [multitool / "Sarif.Multitool", "validate", path, "--json-schema", multitool / "sarif-2.1.0.json",
         "--level", "Error;Warning", "--kind", "Fail", "--rule-kind", "Sarif;Ghas"],
        capture_output=True, text=True, check=False)
    check(said.returncode == 0, f"{name}: the validator ends with {said.returncode}: {said.stdout}{said.stderr}")
    check("Analysis completed successfully" in said.stdout, f"{name}: the validator did not end: {said.stdout}")
    # SARIF2005 asks for the address of the tool, which `package.homepage` of Cargo.toml has when there is one.
    check(not re.search(r": (error|warning) (?!SARIF2005)", said.stdout), f"{name}: the validator: {said.stdout}")

    results, places = log["runs"][0]["results"], []
    rules = log["runs"][0]["tool"]["driver"]["rules"]
    for result in results:
        check(rules[result["ruleIndex"]]["id"] == result["ruleId"], f"{name}: sarif: a wrong ruleIndex")
        where = result["locations"][0]["physicalLocation"]
        file = urllib.parse.unquote(where["artifactLocation"]["uri"])
        check((tree / file).is_file(), f"{name}: sarif: no file {file}")
        places.append((file, where["region"]["startLine"], where["region"]["startColumn"], result["ruleId"]))
    check(places == [place(f) for f in report["findings"]], f"{name}: sarif: other places than the JSON")
    suppressed = [f for f in report["findings"] if f["ignored"] is not None]
    check(sum(bool(r["suppressions"]) for r in results) == len(suppressed), f"{name}: sarif: suppressions")
    check_fixes(name, tree, report, results)


def check_fixes(name, tree, report, results):
    """The columns of SARIF cut out the same text as the offsets of the JSON."""
    for finding, result in zip(report["findings"], results):
        check(len(finding["fixes"]) == len(result.get("fixes", [])), f"{name}: sarif: fixes")
        for fix, sarif_fix in zip(finding["fixes"], result.get("fixes", [])):
            edits = sorted((shown(e["file"]), e["start"], e["end"], e["text"]) for e in fix["edits"])
            found = []
            for change in sarif_fix["artifactChanges"]:
                file = urllib.parse.unquote(change["artifactLocation"]["uri"])
                lines = (tree / file).read_bytes().split(b"\n")
                for replacement in change["replacements"]:
                    region = replacement["deletedRegion"]

                    def offset(line, column):
                        before = sum(len(text) + 1 for text in lines[: line - 1])
                        return before + len(lines[line - 1].decode("utf-8", "replace")[: column - 1].encode())

                    start = offset(region["startLine"], region["startColumn"])
                    end = offset(region["endLine"], region["endColumn"])
                    found.append((file, start, end, replacement["insertedContent"]["text"]))
            check(sorted(found) == edits, f"{name}: sarif: other edits: {found} {edits}")


def check_junit(name, tree, report):
    path = work / f"{name}.xml"
    path.write_bytes(run(tree, "junit", "--fail-on", "advice").stdout)
    suites = list(junitparser.JUnitXml.fromfile(str(path)))
    check(len(suites) == len(report["roots"]), f"{name}: junit: a suite a root")
    counts = {"failures": 0, "skipped": 0, "tests": 0}
    for suite in suites:
        declared = (suite.tests, suite.failures, suite.skipped)
        cases = list(suite)
        failed = sum(any(isinstance(r, junitparser.Failure) for r in case.result) for case in cases)
        skipped = sum(any(isinstance(r, junitparser.Skipped) for r in case.result) for case in cases)
        check(declared == (len(cases), failed, skipped), f"{name}: junit: counts {declared}")
        for key, value in (("failures", failed), ("skipped", skipped), ("tests", len(cases))):
            counts[key] += value
        names = [(case.classname, case.name) for case in cases if case.name != "no findings"]
        check(all((tree / file).is_file() for file, _ in names), f"{name}: junit: files")
    summary = report["summary"]
    check(counts["failures"] == summary["errors"] + summary["warnings"] + summary["advice"], f"{name}: junit: failures")
    check(counts["skipped"] == summary["ignored"], f"{name}: junit: skipped")


def check_checkstyle(name, tree, counting):
    root = etree.fromstring(run(tree, "checkstyle").stdout)
    check(root.tag == "checkstyle" and set(root.attrib) == {"version"}, f"{name}: checkstyle: root")
    found = []
    for file in root:
        check(file.tag == "file" and set(file.attrib) == {"name"}, f"{name}: checkstyle: {file.tag}")
        for error in file:
            wanted = {"line", "column", "severity", "message", "source"}
            check(error.tag == "error" and set(error.attrib) == wanted, f"{name}: checkstyle: {error.attrib}")
            check(error.get("severity") in ("error", "warning", "info"), f"{name}: checkstyle: severity")
            found.append((file.get("name"), int(error.get("line")), int(error.get("column")),
                          error.get("source").removeprefix("dovelint.")))
    names = [file.get("name") for file in root]
    check(len(names) == len(set(names)), f"{name}: checkstyle: a file stands there twice")
    check(sorted(found) == sorted(map(place, counting)), f"{name}: checkstyle: other places than the JSON")


GITLAB = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "additionalProperties": False,
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": "^(?!\\./|/)"},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                    },
                },
            },
        },
    },
}


def check_gitlab(name, tree, counting):
    issues = json.loads(run(tree, "gitlab").stdout)
    jsonschema.validate(issues, GITLAB)
    found = [(i["location"]["path"], i["location"]["lines"]["begin"], i["check_name"]) for i in issues]
    wanted = [(file, line, lint) for file, line, _, lint in map(place, counting)]
    check(found == wanted, f"{name}: gitlab: other places than the JSON")
    check(len({i["fingerprint"] for i in issues}) == len(issues), f"{name}: gitlab: equal fingerprints")


def check_github(name, tree, counting):
    lines = run(tree, "github").stdout.decode().splitlines()
    check(len(lines) == len(counting), f"{name}: github: {len(lines)} lines for {len(counting)} findings")
    for line, finding in zip(lines, counting):
        match = re.fullmatch(r"::(error|warning|notice) ([^:]*)::(.*)", line)
        check(match, f"{name}: github: no command: {line}")
        if not match:
            continue
        check(not re.search(r"%(?!25|0A|0D)", match[3]), f"{name}: github: a lone percent sign: {line}")
        values = {key: urllib.parse.unquote(text) for key, text in (p.split("=", 1) for p in match[2].split(","))}
        found = (values["file"], int(values["line"]), int(values["col"]), values["title"].removeprefix("dovelint: "))
        check(found == place(finding), f"{name}: github: {found} is not {place(finding)}")
        text = match[3].replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%")
        check(text.startswith(finding["message"]), f"{name}: github: {text}")


def check_lines(name, tree, report):
    lines = run(tree, "json-lines").stdout.decode().split("\n")
    check(lines.pop() == "", f"{name}: json-lines: the last line has no end")
    check([json.loads(line) for line in lines] == report["findings"], f"{name}: json-lines: other findings")


trees = {"wild": wild_tree(), "examples": examples}
for title, folder in trees.items():
    whole = json.loads(run(folder, "json").stdout)
    seen = [f for f in whole["findings"] if f["ignored"] is None]
    check(seen, f"{title}: nothing found, so nothing is checked")
    check_sarif(title, folder, whole)
    check_junit(title, folder, whole)
    check_checkstyle(title, folder, seen)
    check_gitlab(title, folder, seen)
    check_github(title, folder, seen)
    check_lines(title, folder, whole)
    print(f"{title}: {len(whole['findings'])} findings in 6 formats")
sys.exit(1 if failures else 0)
