"""Generated configurations for measuring: dense text that a real Dovecot accepts."""

import json
import pathlib

SCHEMA = pathlib.Path(__file__).resolve().parent.parent / "schema"
VERSION = "dovecot_config_version = 2.4.0\ndovecot_storage_version = 2.4.0\n"


def settings(line):
    """Settings of the top level with harmless values."""
    facts = json.loads((SCHEMA / f"{line}.json").read_text())["settings"]
    values = {"bool": "yes", "uint": "1000", "size": "10 M", "time": "30 secs"}
    texts = ("login_greeting", "instance_name", "mail_server_comment", "rejection_reason", "rejection_subject", "imap_id_log")
    known = []
    for name, fact in sorted(facts.items()):
        risky = ("/", "_dir", "user", "group", "uid", "gid", "hash", "separator", "chroot", "version", "percentage", "plugin", "auth_cache", "dsync")
        if fact["type"] in values and fact["package"] == "core" and not any(word in name for word in risky):
            if not fact.get("removed") and str(fact.get("added", "")) in ("<=2.3.0", "2.4.0") and not fact.get("requires_plugin_file"):
                if not fact.get("hidden") and not name.startswith(("passdb", "userdb", "service", "namespace", "mailbox", "inet_", "unix_", "fifo_", "dict", "fs_", "metric", "event", "imapc", "ldap", "cassandra", "mysql", "sqlite", "pgsql", "redis", "oauth2", "http_", "quota", "fts", "crypt", "language", "mail_cache", "mailbox_list", "base_", "default_", "state", "log_", "doveadm", "stats", "submission", "pop3", "lmtp", "director", "auth_policy", "postmaster", "recipient", "cdb", "ssl_verify", "ssl_require", "auth_ssl", "mail_nfs")):
                    known.append((name, values[fact["type"]]))
    return known + [(name, "some text here") for name in texts if name in facts]


def block(line):
    """Settings, services, namespaces and protocols, without comments or blank lines."""
    lines = [f"{name} = {value}" for name, value in settings(line)]
    for service in ("imap", "pop3", "lmtp", "imap-login", "auth"):
        lines += [f"service {service} {{", "  client_limit = 1000", "  vsz_limit = 512 M", f"  unix_listener {service}-extra {{", "    mode = 0600", "  }", "}"]
    for mailbox in ("Drafts", "Sent", "Junk", "Trash"):
        lines += ["namespace inbox {", f"  mailbox {mailbox} {{", "    auto = subscribe", f"    special_use = \\{mailbox}", "  }", "}"]
    for protocol in ("imap", "pop3", "lmtp"):
        lines += [f"protocol {protocol} {{", "  mail_max_userip_connections = 20", "}"]
    return lines


def hosts(first, count):
    """One filter for each hosted name, as a provider has them."""
    lines = []
    for n in range(first, first + count):
        lines += [f"local_name mail{n}.example.com {{", "  mail_attachment_detection_options = add-flags", "}"]
    return lines


def dense(line, lines, names=0):
    """About `lines` lines, without comments or blank lines, with `names` filters in each 120 lines."""
    base = block(line)
    times = max(1, lines // (len(base) + 3 * names))
    parts = [VERSION] if line == "2.4" else []
    for n in range(times):
        parts.append("\n".join(base + hosts(n * names, names)) + "\n")
    return "".join(parts)


def findings(line, count):
    """A configuration with `count` findings."""
    return (VERSION if line == "2.4" else "") + "".join(f"no_such_setting_{n} = {n}\n" for n in range(count))


def long_line(line, size):
    """One value of `size` bytes."""
    return (VERSION if line == "2.4" else "") + "login_greeting = " + "x" * size + "\n"
