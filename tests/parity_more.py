#!/usr/bin/env python3
"""Hold dovelint against doveconf on made-up trees: does it refuse what doveconf refuses, and accept the rest?

    parity_more.py sweep --tools TOOLS/parity.py --dovelint BIN --oracles FOLDER [--only 2.3.19] [--match WORD] [--part K/N]
    parity_more.py mix   --tools TOOLS/parity.py --dovelint BIN --oracles FOLDER --seed N --count N [--only ...]

`sweep` gives each setting of the schema each of a few values that are easily misread: variables, files, nothing.
`mix` makes small trees of the settings of the schema, of the cases and of the examples on the pages: sections from
one series in the other, sections around settings that do not belong there, other ways to quote and to continue a
line, parts moved into files that are included.  How doveconf is asked, and what counts as a disagreement, is in
TOOLS/parity.py.  Prints every disagreement with its tree, then one line of totals; exits 1 when there is any.
"""
import argparse, concurrent.futures, importlib.util, json, os, pathlib, random, re, shutil, sys, tempfile

HERE = pathlib.Path(__file__).resolve().parent
FACTS = {line: json.loads((HERE.parent / ("schema/%s.json" % line)).read_text()) for line in ("2.3", "2.4")}
HEAD = "dovecot_config_version = 2.4.1\ndovecot_storage_version = 2.4.1\n"
ODD = ["$nosuch", "a $SET:nosuch", "$ENV:X", "$SET:base_dir", "$base_dir", "<", "<nosuch", "<nosuch {", "</etc/passwd",
       "%{nosuch}", "%{if;1;2}", "", "x", "-1", '"a', "a#b", "a # b", "a\\"]
# Only Dovecots that are built with them have these.
ABSENT = re.compile(r"cassandra|lucene|fts_squat|squat|bsdauth|xapian|_lua|lua_|apparmor|director|stats_writer|cdb")
NAMES = {"service": "imap", "passdb": "x", "userdb": "x", "namespace": "inbox", "mailbox": "Sent",
         "unix_listener": "x", "fifo_listener": "x", "inet_listener": "x", "protocol": "imap",
         "language": "en", "metric": "x", "event_exporter": "x", "dict_map": "priv/x"}


def takes_name(line, kind):
    """Whether a section of this kind has a name."""
    lists = ("named_list_filter", "named_section_list", "section_list")
    named = {key.split("/")[-1] for key, facts in FACTS[line]["settings"].items() if facts["type"] in lists}
    return kind in named or kind in ("protocol", "local", "local_name")


def nested(line, scopes, body):
    """Lines inside the sections of a scope, the outermost first."""
    for kind in reversed(scopes):
        name = " " + NAMES.get(kind, "x") if takes_name(line, kind) else ""
        body = ["%s%s {" % (kind, name), *("  " + row for row in body), "}"]
    return body


def surroundings(line, name, facts):
    """The sections in which a setting may stand."""
    ways = {"mailbox": ["namespace", "mailbox"], "unix_listener": ["service", "unix_listener"],
            "fifo_listener": ["service", "fifo_listener"], "inet_listener": ["service", "inet_listener"]}
    for scope in facts.get("scopes", ["root"]):
        yield [] if scope in ("root", "any") else ways.get(scope, [scope])


def sweep(a):
    for line in ("2.3", "2.4"):
        for key, facts in FACTS[line]["settings"].items():
            name = key.split("/")[-1]
            if name[0] == "@" or a.match not in key or ABSENT.search(key):
                continue
            for scopes in surroundings(line, name, facts):
                for value in ODD:
                    body = nested(line, scopes, ["%s = %s" % (name, value)])
                    yield line, "%s = %s" % ("/".join([*scopes, name]), value), {"dovecot.conf": "\n".join(body) + "\n"}


def pieces():
    """Whole sections and settings of cases and pages: [(line, lines)]."""
    texts = []
    for path in sorted((HERE / "cases").glob("*.conf")):
        text = path.read_bytes()
        if len(text) < 4000 and b"\0" not in text and b"!include" not in text:
            texts.append(("2.3" if path.stem.endswith("23") else "2.4", text.decode("latin-1")))
    for page in sorted((HERE.parent / "lints").glob("*/*.md")):
        for info, text in re.findall(r"^```dovecot (.*?)\n(.*?)^```", page.read_text(), re.M | re.S):
            if "# file:" not in text and "!include" not in text and "\u2400" not in text:
                texts += [(line, text) for line in ("2.3", "2.4") if line in info or "2." not in info]
    for line, text in texts:
        depth, rows = 0, []
        for row in text.split("\n"):
            if row.startswith(("dovecot_config_version", "dovecot_storage_version")) or not row.strip():
                continue
            rows.append(row)
            depth += row.rstrip().endswith("{") - row.strip().startswith("}")
            if depth <= 0:
                yield line, rows
                depth, rows = 0, []
        if rows:
            yield line, rows


def mix(a):
    known = list(pieces())
    by_line = {line: [rows for of, rows in known if of == line] for line in FACTS}
    settings = {line: [key for key, facts in FACTS[line]["settings"].items() if key[0] != "@" and not ABSENT.search(key)]
                for line in FACTS}
    for number in range(a.count):
        rng = random.Random(a.seed * 1_000_003 + number)
        line = rng.choice(["2.3", "2.4"])
        rows = []
        for _ in range(rng.randint(1, 5)):
            kind = rng.randrange(8)
            if kind < 4:
                rows += rng.choice(by_line[line])
            elif kind == 4:
                rows += rng.choice(by_line["2.3" if line == "2.4" else "2.4"])
            elif kind == 5:
                key = rng.choice(settings[line])
                way = rng.choice(list(surroundings(line, key, FACTS[line]["settings"][key])))
                rows += nested(line, way, ["%s = %s" % (key.split("/")[-1], rng.choice(ODD + ["yes", "1", "a b"]))])
            elif kind == 6:
                around = rng.choice(["service imap", "protocol imap", "namespace inbox", "passdb x", "remote 10.0.0.0/8",
                                     "plugin", "local_name a.example", "metric x", "group @g x", "mail_plugins"])
                rows += [around + " {", *rng.choice(by_line[line]), "}"]
            elif rows:
                at = rng.randrange(len(rows))
                rows[at] = respelled(rng, rows[at])
        files = {}
        if rng.random() < .2 and len(rows) > 1:
            at, to = sorted(rng.sample(range(len(rows) + 1), 2))
            files["more.conf"] = "\n".join(rows[at:to]) + "\n"
            rows[at:to] = [rng.choice(["!include more.conf", "!include_try mor*.conf", "!include ./more.conf"])]
        yield line, "#%d" % number, {"dovecot.conf": "\n".join(rows) + "\n", **files}


def respelled(rng, row):
    """The same, or nearly the same, written in another way."""
    key, sign, value = row.partition("=")
    if not sign:
        return rng.choice([row.replace("{", '"" {'), row.replace(" {", "{"), row.replace(" {", "\t {"), row + " #", row + "\\\n"])
    value = value.strip()
    return rng.choice(['%s= "%s"' % (key, value), "%s= '%s'" % (key, value), "%s=%s" % (key, value), '"%s" = %s' % (key.strip(), value),
                       "%s= \\\n%s" % (key, value), "%s= %s \\" % (key, value), "%s= %s # note" % (key, value), "%s= %s#note" % (key, value),
                       "%s= <%s" % (key, value), "%s= $%s" % (key, key.strip()), "%s=" % key, "%s %s" % (key, value)])


def one(a, job):
    line, name, files, version = job
    jail = a.found[version]
    top = pathlib.Path(tempfile.mkdtemp(prefix="parity-", dir=jail + "/tmp"))
    try:
        for file, text in files.items():
            text = HEAD + text if line == "2.4" and file == "dovecot.conf" and not text.startswith("dovecot_config") else text
            (top / file).write_bytes(text.encode("latin-1", "replace"))
        root = top / "dovecot.conf"
        said = a.parity.oracle("chroot %s doveconf" % jail, jail, root)
        if said[0] is None:
            return None, True
        return a.parity.judge(said, a.parity.dovelint(a.dovelint, root, version)), False
    except Exception as e:
        return "failed: %s" % e, False
    finally:
        shutil.rmtree(top, ignore_errors=True)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("mode", choices=["sweep", "mix"])
    p.add_argument("--tools", required=True, help="parity.py, which asks doveconf")
    p.add_argument("--dovelint", required=True)
    p.add_argument("--oracles", required=True)
    p.add_argument("--only", default="")
    p.add_argument("--match", default="", help="settings whose name holds this")
    p.add_argument("--part", default="1/1", help="every Nth tree, beginning with the Kth")
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--count", type=int, default=1000)
    p.add_argument("--quiet", action="store_true", help="without the trees")
    a = p.parse_args()
    spec = importlib.util.spec_from_file_location("parity", a.tools)
    a.parity = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(a.parity)
    a.dovelint = os.path.realpath(a.dovelint)
    a.found = a.parity.oracles(a.oracles, a.only)
    first, step = map(int, a.part.split("/"))
    trees = {"sweep": sweep, "mix": mix}[a.mode](a)
    jobs = [(*tree, version) for tree in trees for version in a.found if version.startswith(tree[0])][first - 1::step]
    wrong = skipped = 0
    with concurrent.futures.ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        for job, (verdict, skip) in zip(jobs, pool.map(lambda job: one(a, job), jobs)):
            skipped += skip
            if verdict:
                wrong += 1
                print("%s %s: %s" % (job[3], job[1], verdict), flush=True)
                if not a.quiet:
                    print("".join("    | %s\n" % row for text in job[2].values() for row in text.split("\n")[:40]), end="", flush=True)
    print("%d compared, %d left out, %d disagree" % (len(jobs) - skipped, skipped, wrong))
    return 1 if wrong or not jobs else 0


if __name__ == "__main__":
    sys.exit(main())
