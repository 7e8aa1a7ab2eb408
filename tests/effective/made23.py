"""Makes up configurations of 2.3: many filters, sections that meet, values in every spelling."""

VALUES = {
    "bool": ["yes", "no", "YES", "Y", "1", "No"],
    "size": ["0", "1G", "1024k", "10 MiB", "512", "1048576", "18446744073709551615", "3B", "1 t"],
    "time": ["0", "60s", "1 hour", "90 s", "14days", "2 w", "3600 secs", "60000ms", "1mins"],
    "msecs": ["250ms", "1s", "1500 ms", "60000 millisecs", "250 msecs", "0"],
    "uint": ["0", "1", "007", "100", "4294967295"],
    "mode": ["0600", "0666", "384", "0", "00", "0000777"],
    "text": ["x", "a b", '"quoted # x"', "'single \"x\"'", '"a\\"b"', '" lead"', "", '""', '"', "<file", "< /a/b",
             "$mail_home", "$ENV:HOME", "x $mail_home y", '"\\\\"', "caf\u00e9", '"x', "%u/%{user}", "a=b", "{"],
    "plugins": ["$mail_plugins quota", "$mail_plugins  acl \t zlib", "quota $mail_plugins", "quota"],
    "protocols": ["imap", "imap pop3 lmtp", "$protocols sieve", "imap imaps", '"imap  lmtp"'],
    "ssl": ["yes", "no", "required"],
    "hash": ["%u", "%Lu", "x"],
    "fsync": ["optimized", "never", "always"],
    "workarounds": ["delay-newmail", "tb-extra-mailbox-sep outlook-idle", "outlook-idle delay-newmail"],
    "auto": ["no", "create", "subscribe"],
    "type": ["private", "shared", "public"],
    "list": ["yes", "no", "children"],
    "result": ["return-ok", "return", "continue", "return-fail"],
    "verbose": ["default", "yes", "no"],
}
ROOT = [
    ("mail_plugins", "text"), ("mail_plugins", "plugins"), ("protocols", "protocols"), ("listen", "text"),
    ("verbose_proctitle", "bool"), ("default_vsz_limit", "size"), ("default_idle_kill", "time"),
    ("mail_max_userip_connections", "uint"), ("mail_location", "text"), ("mail_home", "text"), ("mail", "text"),
    ("login_greeting", "text"), ("auth_cache_size", "size"), ("auth_cache_ttl", "time"), ("ssl", "ssl"),
    ("ssl_cert", "text"), ("ssl_key", "text"), ("imap_idle_notify_interval", "time"),
    ("mail_attachment_min_size", "size"), ("submission_max_mail_size", "size"), ("director_username_hash", "hash"),
    ("service/imap/client_limit", "uint"), ("service/imap-login/inet_listener/imap/port", "uint"),
    ("plugin/foo", "text"), ("dict/x", "text"), ("mbox_write_locks", "text"), ("imap_urlauth_submit_user", "text"),
    ("submission_backend_capabilities", "text"), ("mail_cache_min_mail_count", "uint"), ("log_timestamp", "text"),
    ("doveadm_password", "text"), ("mail_fsync", "fsync"), ("default_client_limit", "uint"),
    ("service/auth/unix_listener/auth-userdb/mode", "mode"), ("instance_name", "text"), ("ssl_min_protocol", "text"),
    ("namespace/inbox/inbox", "bool"), ("mail_debug", "bool"), ("ssl_protocols", "text"),
    ("imap_client_workarounds", "workarounds"), ("ssl_disable", "bool"), ("login_chroot", "bool"),
    ("mail_process_size", "uint"), ("auth_user", "text"),
]
SERVICES = ["imap", "IMAP", "imap-login", "auth", "lmtp", "foo", "pop3", "managesieve-login", "config",
            '"my service"', "a=b", "a,b"]
SERVICE = [("client_limit", "uint"), ("process_limit", "uint"), ("vsz_limit", "size"), ("idle_kill", "time"),
           ("executable", "text"), ("user", "text"), ("service_count", "uint"), ("drop_priv_before_exec", "bool"),
           ("group", "text")]
LISTENERS = {
    "unix_listener": ["auth-userdb", "login/imap", "/var/x", "AUTH-userdb", '"a b"', "imap-master"],
    "fifo_listener": ["f", "/x/y"],
    "inet_listener": ["imap", "imaps", "foo", "IMAP", "lmtp"],
}
NAMESPACE = [("inbox", "bool"), ("prefix", "text"), ("location", "text"), ("mail_location", "text"),
             ("separator", "text"), ("hidden", "bool"), ("list", "list"), ("type", "type"), ("alias_for", "text"),
             ("order", "uint")]
MAILBOX = [("auto", "auto"), ("special_use", "text"), ("autoexpunge", "time"), ("autoexpunge_max_mails", "uint"),
           ("comment", "text")]
DATABASE = [("args", "text"), ("result_success", "result"), ("auth_verbose", "verbose"), ("default_fields", "text"),
            ("name", "text")]
PLUGIN = [("a", "text"), ("b", "text"), ("quota_rule", "text"), ("caf\u00e9", "text"), ("a-b", "text"),
          ("a_b", "text"), ("mail_plugins", "plugins"), ("sieve", "text")]
FILTERS = {
    "protocol": ["imap", "pop3", "lmtp", "!imap", "doveadm", "imap"],
    "local": ["10.0.0.1", "10.0.0.0/8", "10.1", "10.0.0.5/24", "::1", "2001:db8::/32", "10.0.0.0/9", "010.0.0.1",
              "167772161", "::ffff:1.2.3.4", "::1.2.3.4", '"10.0.0.1 x"'],
    "local_name": ["a.example.com", "*.example.com", "A.Example.com", '"b.example.com c.example.com"',
                   "b.example.com", '"*.x.org *.example.com"'],
    "remote": ["10.0.0.1", "10.0.0.0/8", "192.168.0.0/16", "192.168.1.0/24", "fe80::1/64"],
}


class Maker:
    def __init__(self, rng):
        self.rng = rng

    def setting(self, table, indent):
        key, kind = self.rng.choice(table)
        return ["%s%s = %s" % (indent, key, self.rng.choice(VALUES[kind]))]

    def block(self, head, indent, most, inner):
        out = [indent + head.rstrip() + " {"]
        for _ in range(self.rng.randrange(most)):
            out += inner(indent + "  ")
        return out + [indent + "}"]

    def named(self, table, key):
        """Now and then with the setting that holds the section's name."""
        return table + [(key, "text")] if self.rng.random() < 0.08 else table

    def listener(self, indent):
        kind = self.rng.choice(sorted(LISTENERS))
        table = [("mode", "mode"), ("user", "text"), ("group", "text")]
        if kind == "inet_listener":
            table = [("port", "uint"), ("address", "text"), ("ssl", "bool"), ("haproxy", "bool")]
        table = self.named(table, "name" if kind == "inet_listener" else "path")
        head = kind + " " + self.rng.choice(LISTENERS[kind])
        return self.block(head, indent, 3, lambda i: self.setting(table, i))

    def service(self, indent):
        def inner(indent):
            if self.rng.random() < 0.5:
                return self.setting(self.named(SERVICE, "name"), indent)
            return self.listener(indent)
        return self.block("service " + self.rng.choice(SERVICES), indent, 4, inner)

    def namespace(self, indent):
        def inner(indent):
            if self.rng.random() < 0.6:
                return self.setting(self.named(NAMESPACE, "name"), indent)
            name = self.rng.choice(["Drafts", '"Sent Messages"', "drafts", "Junk", "virtual/All", '"a\\"b"'])
            return self.block("mailbox " + name, indent, 3, lambda i: self.setting(MAILBOX, i))
        name = self.rng.choice(["inbox", "INBOX", "foo", "", "a/b", '"x y"', "inbox"])
        return self.block("namespace " + name, indent, 5, inner)

    def database(self, indent):
        number = self.rng.randrange(99)
        name = self.rng.choice(["", "", "pam%d" % number, '"x y%d"' % number])
        out = self.block(self.rng.choice(["passdb", "userdb"]) + " " + name, indent, 3,
                         lambda i: self.setting(DATABASE, i))
        out.insert(1, indent + "  driver = " + self.rng.choice(["pam", "static", "passwd"]))
        return out

    def plugin(self, indent):
        head = self.rng.choice(["plugin", "plugin", "plugin", "dict", "plugin x"])
        return self.block(head, indent, 4, lambda i: self.setting(PLUGIN, i))

    def statistics(self, indent):
        if self.rng.random() < 0.5:
            kind, table = "metric", [("filter", "text"), ("fields", "text")]
        else:
            kind, table = "event_exporter", [("format", "text"), ("transport_timeout", "msecs"), ("transport", "text")]
        head = kind + " " + self.rng.choice(["m1", "m2", "M1", "x=y"])
        return self.block(head, indent, 3, lambda i: self.setting(table, i))

    def filter(self, indent, depth):
        kind = self.rng.choice(sorted(FILTERS))
        head = kind + " " + self.rng.choice(FILTERS[kind])
        return self.block(head, indent, 4, lambda i: self.statement(i, depth + 1))

    def statement(self, indent, depth=0):
        if depth < 3 and self.rng.random() < 0.25:
            return self.filter(indent, depth)
        kinds = [(9, lambda i: self.setting(ROOT, i)), (4, self.service), (3, self.namespace), (2, self.plugin),
                 (1, self.statistics), (2, self.database)]
        make = self.rng.choices([kind for _, kind in kinds], [weight for weight, _ in kinds])[0]
        return make(indent)


def text(rng, is_small):
    """A configuration; the smaller ones are accepted more often."""
    maker = Maker(rng)
    lines = []
    for _ in range(rng.randrange(2, 5 if is_small else 9)):
        lines += maker.statement("")
    return "\n".join(lines) + "\n"


def connection(rng):
    """Arguments of `-f`; some are empty."""
    found = []
    for chance, key, values in (
        (0.8, "protocol", ["imap", "pop3", "lmtp", "doveadm"]),
        (0.6, "lname", ["a.example.com", "b.example.com", "c.example.com", "q.x.org"]),
        (0.6, "local", ["10.0.0.1", "10.0.0.5", "10.9.9.9", "::1", "2001:db8::5", "1.2.3.4", "::ffff:10.0.0.1"]),
        (0.6, "remote", ["10.0.0.1", "192.168.1.7", "192.168.9.7", "fe80::1"]),
    ):
        if rng.random() < chance:
            found.append("%s=%s" % (key, rng.choice(values)))
    return found
