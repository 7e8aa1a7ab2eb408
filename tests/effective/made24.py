"""Made-up configurations of 2.4 for record24.py: filters in each other, sections, lists, groups, variables."""
import json, pathlib

HEAD = "dovecot_config_version = %s\ndovecot_storage_version = 2.4.0\n"

FACTS = json.loads((pathlib.Path(__file__).resolve().parents[2] / "schema/2.4.json").read_text())["settings"]
# Drivers that not every build has.
ABSENT = ("cassandra", "cdb", "passdb_bsdauth", "passdb_lua", "userdb_lua", "dovecot_", "base_dir")
KNOWN = {name: facts for name, facts in FACTS.items()
         if name[0] != "@" and facts["type"] not in ("alias", "group") and "removed" not in facts
         and facts.get("added", "").startswith(("<=", "2.4.0", "2.4.1")) and facts["package"] == "core"
         and not name.startswith(ABSENT)}
SCALARS = [name for name, facts in KNOWN.items() if "filter" not in facts["type"]]


def sections_of(kind):
    return [name for name, facts in KNOWN.items() if facts["type"] == kind and not facts.get("required_setting")]


UNNAMED, NAMED = sections_of("named_filter"), sections_of("named_list_filter")
NAMES = {"service": ["imap", "imap-login", "lmtp", "auth", "mine"], "passdb": ["ldap", "sql", "x"],
         "userdb": ["ldap", "sql", "x"], "namespace": ["inbox", "a/b"], "mailbox": ["Sent", '"My Box"']}
INSIDE = {"namespace": ["mailbox"], "service": ["unix_listener", "inet_listener"]}
VALUES = {"bool": ["yes", "no"], "uint": ["1", "7"], "uintmax": ["1", "7"], "uint_oct": ["0600", "0666"],
          "size": ["1 M", "10k"], "time": ["5 secs", "1 hours"], "time_msecs": ["5 secs", "250ms"],
          "in_port": ["143"], "string_novars": ["abc", '"a # b"'], "file": ["</etc/x", "/etc/x", "inline:a b"],
          "string": ["abc", '"a # b"', "'x  y'", "a  $ENV:HOME", "", "$SET:mail_home b", '""', 'a\\"b']}
CONDITIONS = ["protocol imap", "protocol pop3", "protocol !imap", "local 10.0.0.0/8", "local 10.1.2.3",
              "local_name imap.example.com", "local_name *.example.com", "remote 192.168.0.0/16",
              "remote ::1/64", "remote 192.168.1.1"]
ORDER = ["local", "local_name", "remote", "protocol"]
ASKED = ["protocol=imap", "protocol=pop3", "protocol=lmtp", "local=10.1.2.3", "local=10.9.9.9",
         "local_name=IMAP.example.com", "local_name=pop.example.com", "remote=192.168.1.1", "remote=::1"]
COMMON = ["mail_max_userip_connections = %d", "mail_home = /home/%d", "login_greeting = hello %d",
          "mail_plugins {\n  p%d = yes\n}", "mail_plugins = a%d b", "ssl_server_cert_file = </etc/ssl/%d.pem",
          "ssl_min_protocol = TLSv1.%d", "imap_id_send {\n  name = x%d\n}", 'mail_log_prefix = "x%d # "',
          "namespace inbox {\n  separator = %d\n}"]


def block(head, body):
    return [head + " {", *("  " + line for line in body), "}"]


def asked(rng, least):
    filters = rng.sample(ASKED, rng.randint(least, 3))
    return " ".join({one.split("=")[0]: one for one in filters}.values())


def filters(rng):
    """Connection filters in each other that set the same few things, and what to ask."""
    def level(at):
        lines = []
        for _ in range(rng.randint(1, 3)):
            lines += (rng.choice(COMMON) % rng.randint(1, 3)).split("\n")
        for condition in rng.sample(CONDITIONS, rng.randint(0, 3 if at < 0 else 2)):
            inner = ORDER.index(condition.split()[0])
            if inner > at:
                lines += block(condition, level(inner))
        return lines
    return HEAD % "2.4.1" + "\n".join(level(-1)) + "\n", asked(rng, 1)


def setting(rng, name, key):
    facts = KNOWN[name]
    kind = facts["type"]
    if kind == "strlist":
        element = rng.choice(["a", "b", '"c d"', "e/f"])
        path = "%s/%s = x" % (key, element.strip('"').replace(" ", ""))
        return rng.choice([block(key, ["%s = %s" % (element, rng.choice("xy"))])] * 3 + [[path], [key + " ="]])
    if kind == "boollist":
        element = rng.choice(["a", "b", '"c d"', "e", '"x=y"'])
        words = "%s = a b %s" % (key, rng.choice(["c", '"d e"', "f,g"]))
        return rng.choice([block(key, ["%s = %s" % (element, rng.choice(["yes", "no"]))]), [words], [key + " ="]])
    if kind == "enum":
        return ["%s = %s" % (key, rng.choice(facts["enum"]))]
    if kind in ("string", "string_novars") and rng.random() < .15:
        return ["%s = $SET:%s more" % (key, key)]
    if isinstance(facts.get("default"), str) and rng.random() < .2:
        return ["%s = %s" % (key, facts["default"])]
    return ["%s = %s" % (key, rng.choice(VALUES.get(kind, VALUES["string"])))]


def inside(rng, section, name, depth):
    """What stands in a section, at the top level or in a filter."""
    lines = []
    near = [one for one in SCALARS if section and one.startswith(section.split("_")[0])]
    for _ in range(rng.randint(0, 3)):
        key = full = rng.choice(near) if near and rng.random() < .6 else rng.choice(SCALARS)
        for prefix in (section + "_" + name.replace("/", "_") + "_", section + "_"):
            if section and full.startswith(prefix) and rng.random() < .8:
                key = full[len(prefix):]
                break
        lines += setting(rng, full, key)
    if depth < 3 and rng.random() < .5:
        lines += some_section(rng, depth + 1, section)
    if rng.random() < .15:
        lines.append("@own = " + rng.choice("ab"))
    if rng.random() < .05:
        lines.append("@mailbox_defaults = english")
    return lines


def some_section(rng, depth, around=""):
    if rng.random() < .5:
        section, name = rng.choice(UNNAMED), ""
    else:
        section = rng.choice(INSIDE.get(around, list(NAMES) * 3 + NAMED))
        name = rng.choice(NAMES.get(section, ["one", "two/three", '""']))
    body = inside(rng, section, name.strip('"'), depth)
    return block((section + " " + name).strip(), body) if body or name else []


def some_filter(rng, level):
    fitting = [one for one in CONDITIONS if ORDER.index(one.split()[0]) > level]
    if not fitting:
        return inside(rng, "", "", 1)
    condition = rng.choice(fitting)
    body = inside(rng, "", "", 1)
    if rng.random() < .5:
        body += some_filter(rng, ORDER.index(condition.split()[0]))
    return block(condition, body)


def anything(rng):
    """Any settings in any sections, filters and groups, and what to ask."""
    lines = []
    for name in "ab":
        body = ["mail_home = g", *block("mail_plugins", ["g%s = yes" % name])]
        if rng.random() < .5:
            body = [line for line in inside(rng, "", "", 2) if line[0] != "@"]
        lines += block("group @own " + name, body)
    for _ in range(rng.randint(1, 4)):
        lines += rng.choice([lambda: inside(rng, "", "", 2), lambda: some_section(rng, 0),
                             lambda: some_filter(rng, -1)])()
    return HEAD % rng.choice(["2.4.0", "2.4.1", "2.4.4"]) + "\n".join(lines) + "\n", asked(rng, 0)
