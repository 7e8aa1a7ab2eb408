"""Configurations of any size, each with much of one thing.

A generator is a function of n that returns the text of a dovecot.conf, or the files of a folder by name. Twice the n
is twice the input, so what it costs may about double. growth.py measures that.
"""

import json
from pathlib import Path

GENERATORS = {}
V24 = "dovecot_config_version = 2.4.5\ndovecot_storage_version = 2.4.5\n"
V23 = "# 2.3\nprotocols = imap lmtp\nmail_location = maildir:~/Maildir\n"


def generator(make):
    """Enters a generator under the name of its function."""
    GENERATORS[make.__name__] = make
    return make


def each(n, line):
    """The line for each number below n, put together."""
    return "".join(line.replace("%d", str(i)) for i in range(n))


def entered(name, head, line, tail=""):
    """Enters a generator that repeats a line between a head and a tail."""
    GENERATORS[name] = lambda n: head + each(n, line) + tail


def words(name, head, key, word, separator=" "):
    """Enters a generator of one value of many words."""
    GENERATORS[name] = (
        lambda n: f"{head}{key} = " + separator.join(word.replace("%d", str(i)) for i in range(n)) + "\n"
    )


def nested(name, head, opening, inner="", is_closed=True):
    """Enters a generator of sections in sections."""
    GENERATORS[name] = lambda n: head + each(n, opening) + inner + ("}\n" * n if is_closed else "")


# Filters
entered("nots23", V23, "protocol !x%d {\n  mail_debug = yes\n}\n")
entered("nots24", V24, "protocol !x%d {\n  mail_debug = yes\n}\n")
entered("protocols23", V23, "protocol x%d {\n  mail_debug = yes\n}\n")
entered("protocols24", V24, "protocol x%d {\n  mail_debug = yes\n}\n")
entered("names23", V23, "local_name x%d.example.com {\n  ssl_cert = </etc/ssl/x%d.pem\n  ssl_key = </etc/ssl/x%d.key\n}\n")
entered("names24", V24, "local_name x%d.example.com {\n  ssl_server_cert_file = /etc/ssl/x%d.pem\n}\n")
entered("wildnames23", V23, "local_name *.x%d.example.com {\n  ssl_cert = </etc/ssl/x%d.pem\n}\n")
entered("wildnames24", V24, "local_name *.x%d.example.com {\n  ssl_server_cert_file = /etc/ssl/x%d.pem\n}\n")
entered("twonames23", V23, 'local_name "a%d.example.com b%d.example.com" {\n  ssl_cert = </etc/ssl/x%d.pem\n}\n')


@generator
def nets23(n):
    return V23 + "".join(f"remote 10.{i >> 16 & 255}.{i >> 8 & 255}.{i & 255} {{\n  mail_debug = yes\n}}\n" for i in range(n))


@generator
def nets24(n):
    return V24 + "".join(f"remote 10.{i >> 16 & 255}.{i >> 8 & 255}.{i & 255} {{\n  mail_debug = yes\n}}\n" for i in range(n))


@generator
def widths23(n):
    """Networks of every width around the same addresses."""
    return V23 + "".join(f"remote fd00::{i >> 7:x}:0:0:0:0/{i % 128 + 1} {{\n  mail_debug = yes\n}}\n" for i in range(n))


entered("zeronets23", V23, "remote 0.0.0.0/0 {\n  protocol x%d {\n    mail_debug = yes\n  }\n}\n")
entered("protocolnames23", V23, "local_name x%d.example.com {\n  protocol imap {\n    mail_debug = yes\n  }\n}\n")
entered("protocolnames24", V24, "local_name x%d.example.com {\n  protocol imap {\n    mail_debug = yes\n  }\n}\n")
entered("samefilter23", V23, "protocol imap {\n  mail_max_userip_connections = %d\n}\n")
entered("samefilter24", V24, "protocol imap {\n  mail_max_userip_connections = %d\n}\n")
entered("filterplugins23", V23 + "mail_plugins = quota\n", "protocol x%d {\n  mail_plugins = $mail_plugins acl\n}\n")
entered("filterservices23", V23, "protocol x%d {\n  service imap {\n    client_limit = %d\n  }\n}\n")
entered("filterservices24", V24, "protocol x%d {\n  service imap {\n    client_limit = %d\n  }\n}\n")
entered("filternamespaces23", V23, "protocol x%d {\n  namespace x%d {\n    prefix = x%d/\n    separator = /\n  }\n}\n")
entered("filternamespaces24", V24, "protocol x%d {\n  namespace x%d {\n    prefix = x%d/\n    separator = /\n  }\n}\n")
entered("filterpassdbs23", V23, "protocol x%d {\n  passdb {\n    driver = pam\n  }\n}\n")
entered("filterpassdbs24", V24, "protocol x%d {\n  passdb pam {\n  }\n}\n")
entered("filterlocation23", V23, "protocol x%d {\n  mail_location = mbox:~/mail%d\n}\n")
entered("filterlocation24", V24, "protocol x%d {\n  mail_driver = maildir\n  mail_path = ~/mail%d\n}\n")
entered("filterlists24", V24, "protocol x%d {\n  mail_plugins {\n    quota = yes\n  }\n}\n")

# Services and listeners
entered("services23", V23, "service x%d {\n  executable = imap\n  process_limit = 5\n  client_limit = 2\n}\n")
entered("services24", V24, "service x%d {\n  executable = imap\n  process_limit = 5\n  client_limit = 2\n}\n")
entered("loginservices23", V23, "service x%d {\n  protocol = imap\n  type = login\n  executable = imap-login\n  process_limit = 5000\n}\n")
entered("loginservices24", V24, "service x%d {\n  protocol = imap\n  type = login\n  executable = imap-login\n  process_limit = 5000\n}\n")
entered("sameservice23", V23, "service imap {\n  process_limit = %d\n}\n")
entered("sameservice24", V24, "service imap {\n  process_limit = %d\n}\n")
entered("inet23", V23 + "service imap-login {\n", "  inet_listener x%d {\n    port = 1%d\n    address = 127.0.0.1\n  }\n", "}\n")
entered("inet24", V24 + "service imap-login {\n", "  inet_listener x%d {\n    port = 1%d\n    listen = 127.0.0.1\n  }\n", "}\n")
entered("inetsame23", V23 + "service imap-login {\n", "  inet_listener x%d {\n    port = 143\n  }\n", "}\n")
entered("inetsame24", V24 + "service imap-login {\n", "  inet_listener x%d {\n    port = 143\n  }\n", "}\n")
entered("listeners23", V23 + "service auth {\n", "  unix_listener x%d {\n  }\n", "}\n")
entered("listeners24", V24 + "service auth {\n", "  unix_listener x%d {\n  }\n", "}\n")
entered("modes23", V23 + "service auth {\n", "  unix_listener x%d {\n    mode = 0666\n    user = postfix\n  }\n", "}\n")
entered("modes24", V24 + "service auth {\n", "  unix_listener x%d {\n    mode = 0666\n    user = postfix\n  }\n", "}\n")
entered("samepath23", V23, "service x%d {\n  executable = imap\n  unix_listener same {\n  }\n}\n")
entered("samepath24", V24, "service x%d {\n  executable = imap\n  unix_listener y%d {\n    path = same\n  }\n}\n")
entered("rootlisteners24", V24, "unix_listener x%d {\n  mode = 0600\n}\n")
entered("rootlistenersservices24", V24, "unix_listener x%d {\n  mode = 0600\n}\nservice x%d {\n  executable = imap\n}\n")
entered("servicelisteners23", V23, "service x%d {\n  executable = imap\n  inet_listener x%d {\n    port = 1%d\n  }\n}\n")
entered("servicelisteners24", V24, "service x%d {\n  executable = imap\n  inet_listener x%d {\n    port = 1%d\n  }\n}\n")
entered("listenersettings23", V23 + "service auth {\n", "  unix_listener = x%d\n", "}\n")

# Namespaces, mailboxes, databases
entered("namespaces23", V23, "namespace x%d {\n  prefix = x%d/\n  separator = /\n}\n")
entered("namespaces24", V24, "namespace x%d {\n  prefix = x%d/\n  separator = /\n}\n")
entered("acl23", V23, "namespace x%d {\n  prefix = x%d/\n  separator = /\n  location = maildir:/m/x%d\n}\n")
entered("acl24", V24, "namespace x%d {\n  prefix = x%d/\n  separator = /\n  mail_driver = maildir\n  mail_path = /m/x%d\n}\n")
entered("shared23", V23 + "mail_plugins = acl\n", "namespace x%d {\n  type = shared\n  prefix = x%d/%%u/\n  separator = /\n  location = maildir:%%h/m%d\n}\n")
entered("shared24", V24, "namespace x%d {\n  type = shared\n  prefix = x%d/$user/\n  separator = /\n  mail_driver = maildir\n  mail_path = %{owner_home}/m%d\n}\n")
entered("sameprefix23", V23, "namespace x%d {\n  prefix = x/\n  separator = /\n}\n")
entered("sameprefix24", V24, "namespace x%d {\n  prefix = x/\n  separator = /\n}\n")
entered("inboxes23", V23, "namespace x%d {\n  inbox = yes\n  prefix = x%d.\n  separator = .\n}\n")
entered("inboxes24", V24, "namespace x%d {\n  inbox = yes\n  prefix = x%d.\n  separator = .\n}\n")
entered("aliases23", V23 + "namespace a {\n  inbox = yes\n  prefix = a/\n}\n", "namespace x%d {\n  prefix = x%d/\n  alias_for = a/\n}\n")
entered("aliases24", V24 + "namespace a {\n  inbox = yes\n  prefix = a/\n}\n", "namespace x%d {\n  prefix = x%d/\n  alias_for = a/\n}\n")
entered("unnamednamespaces23", V23, "namespace {\n  prefix = x%d/\n}\n")
entered("mailboxes23", V23 + "namespace inbox {\n  inbox = yes\n", "  mailbox x%d {\n    auto = subscribe\n    special_use = \\Junk\n    autoexpunge = 30d\n  }\n", "}\n")
entered("mailboxes24", V24 + "namespace inbox {\n  inbox = yes\n", "  mailbox x%d {\n    auto = subscribe\n    special_use = \\Junk\n    autoexpunge = 30d\n  }\n", "}\n")
entered("mailboxnames23", V23 + "namespace inbox {\n  inbox = yes\n", "  mailbox x%d {\n    name = x/%d\n  }\n", "}\n")
entered("rootmailboxes24", V24, "mailbox x%d {\n  auto = subscribe\n}\n")
entered("namespacemailboxes24", V24, "namespace x%d {\n  prefix = x%d/\n  mailbox y {\n    auto = subscribe\n  }\n}\nmailbox z%d {\n}\n")
entered("passdbs23", V23, "passdb {\n  driver = passwd-file\n  args = /etc/x%d\n}\n")
entered("passdbs24", V24, "passdb x%d {\n  driver = passwd-file\n  passwd_file_path = /etc/x%d\n}\n")
entered("staticpassdbs23", V23, "passdb {\n  driver = static\n  args = nopassword=y allow_nets=10.0.0.%d\n}\n")
entered("staticpassdbs24", V24, "passdb x%d {\n  driver = static\n  fields {\n    nopassword = yes\n  }\n}\n")
entered("userdbs23", V23, "userdb {\n  driver = static\n  args = uid=vmail gid=vmail home=/m/x%d/%u\n}\n")
entered("userdbs24", V24, "userdb x%d {\n  driver = static\n  fields {\n    uid = vmail\n    home = /m/x%d/%{user}\n  }\n}\n")
entered("sqlpassdbs23", V23, "passdb {\n  driver = sql\n  args = /etc/dovecot/nosuch%d.conf.ext\n}\n")
entered("masterpassdbs23", V23, "passdb {\n  driver = passwd-file\n  args = /etc/x%d\n  master = yes\n  pass = yes\n}\n")
entered("lost24", V24, "service x%d {\n  passdb pam {\n  }\n}\n")
entered("metrics23", V23, "metric x%d {\n  event_name = x%d\n  filter = event=x%d\n  exporter = e%d\n}\n")
entered("metrics24", V24, "metric x%d {\n  filter = event=x%d\n}\n")
entered("exporters23", V23, "event_exporter x%d {\n  format = json\n  transport = log\n}\nmetric m%d {\n  event_name = x\n  exporter = x%d\n}\n")
entered("exporters24", V24, "event_exporter x%d {\n  format = json\n  driver = log\n}\nmetric m%d {\n  filter = event=x\n  exporter = x%d\n}\n")
entered("dict23", V23 + "dict {\n", "  x%d = file:/d/x%d\n", "}\n")
entered("dictuses23", V23 + "dict {\n", "  x%d = file:/d/x%d\n", "}\n" + "plugin {\n  expire_dict = proxy::x0\n}\n")
entered("dictservers24", V24 + "dict_server {\n", "  dict x%d {\n    driver = file\n    path = /d/%d\n  }\n", "}\n")

# Plugin settings
entered("plugin23", V23 + "plugin {\n", "  x%d = y\n", "}\n")
entered("sieves23", V23 + "plugin {\n", "  sieve_before%d = /s/%d\n", "}\n")
entered("sievedirs23", V23 + "plugin {\n", "  sieve_dir%d = /s/%d\n", "}\n")
entered("acls23", V23 + "mail_plugins = acl\nplugin {\n", "  acl%d = vfile\n", "}\n")
entered("quotas23", V23 + "mail_plugins = quota\nplugin {\n  quota = maildir:User\n", "  quota%d = maildir:x%d\n", "}\n")
entered("quotarules23", V23 + "mail_plugins = quota\nplugin {\n  quota = maildir:User\n", "  quota_rule%d = x%d:storage=%dM\n", "}\n")
entered("quotawarnings23", V23 + "mail_plugins = quota\nplugin {\n  quota = maildir:User\n", "  quota_warning%d = storage=%d%% quota-warning %d\n", "}\n")
entered("imapsieve23", V23 + "plugin {\n", "  imapsieve_mailbox%d_name = x%d\n  imapsieve_mailbox%d_causes = COPY\n", "}\n")
entered("imapsievegap23", V23 + "plugin {\n", "  imapsieve_mailbox%d_before = file:/x%d\n", "}\n")
entered("fts23", V23 + "mail_plugins = fts fts_solr\nplugin {\n  fts = solr\n", "  fts_autoindex_exclude%d = x%d\n", "}\n")
entered("headers23", V23 + "plugin {\n", "  fts_header_x%d = y\n", "}\n")
entered("repeated_plugin23", V23 + "plugin {\n", "  sieve = file:~/x%d\n", "}\n")
entered("pluginblocks23", V23, "plugin {\n  x%d = y\n}\n")
entered("quotas24", V24 + "mail_plugins {\n  quota = yes\n}\n", "quota x%d {\n  driver = count\n  storage_size = %dM\n}\n")
entered("quotawarnings24", V24 + "mail_plugins {\n  quota = yes\n}\nquota q {\n", "  warning x%d {\n    quota_storage_percentage = %d\n    execute y {\n    }\n  }\n", "}\n")
entered("sievescripts24", V24, "sieve_script x%d {\n  type = before\n  path = /s/%d\n}\n")
entered("languages24", V24, "language x%d {\n}\n")
entered("imapsieve24", V24, "mailbox x%d {\n  sieve_script y {\n    type = before\n    cause = copy\n    path = /s/%d\n  }\n}\n")

# Lists, word by word and as a text
entered("boollist24", V24 + "mail_plugins {\n", "  p%d = yes\n", "}\n")
entered("boollistno24", V24 + "mail_plugins {\n", "  p%d = no\n", "}\n")
entered("boollistblocks24", V24, "mail_plugins {\n  p%d = yes\n}\n")
entered("append24", V24, "mail_plugins = p%d\n")
entered("appendto24", V24, "mail_plugins = $SET:mail_plugins p%d\n")
entered("append23", V23, "auth_username_chars = x%d\n")
entered("strlist24", V24 + "import_environment {\n", "  P%d = x\n", "}\n")
for setting in ("protocols", "listen", "auth_mechanisms", "mail_plugins", "imap_client_workarounds",
                "pop3_client_workarounds", "login_trusted_networks", "mail_cache_fields", "mail_always_cache_fields",
                "import_environment", "auth_realms", "imap_capability", "mail_log_events", "imap_id_send",
                "lmtp_client_workarounds", "submission_client_workarounds", "valid_chroot_dirs", "mail_access_groups",
                "auth_username_chars", "ssl_cipher_list", "ssl_protocols", "login_log_format_elements", "pop3_uidl_format",
                "mail_attachment_detection_options", "imapc_features", "mail_never_cache_fields", "log_debug",
                "mail_server_admin", "doveadm_allowed_commands", "auth_policy_request_attributes", "dsync_features"):
    words(f"words_{setting}23", V23, setting, "x%d")
    words(f"words_{setting}24", V24, setting, "x%d")
words("knownwords23", V23, "auth_mechanisms", "plain login scram-sha-%d")
words("ports_listen23", V23, "listen", "10.0.%d.1:%d", ", ")
words("location23", V23, "mail_location", "x%d=y%d", ":")
GENERATORS["args23"] = lambda n: V23 + "userdb {\n  driver = static\n  args = " + " ".join(f"x{i}=y{i}" for i in range(n)) + "\n}\n"
words("variables23", V23, "login_greeting", "%{x%d}")
words("variables24", V24, "login_greeting", "%{x%d}")
words("percent23", V23, "mail_location", "maildir:/m/%d/%u/%{x%d}/", "/")
words("sets24", V24, "login_greeting", "$SET:base_dir")
words("reads23", V23, "login_greeting", "$base_dir")
words("envs24", V24, "login_greeting", "$ENV:X%d")
words("quotes24", V24, "mail_plugins", '"p%d"')
entered("setuses24", V24, "service x%d {\n  executable = imap\n  chroot = $SET:base_dir/%d\n  user = $SET:service/x%d/chroot\n}\n")
entered("setpaths24", V24, "service x%d {\n  executable = $SET:service/x%d/user\n}\n")
entered("readdefaults23", V23 + "login_greeting = a\n", "protocol x%d {\n  auth_username_format = $login_greeting\n}\n")
entered("readchain23", V23, "login_greeting = x%d\nmail_server_comment = $login_greeting\n")
entered("readlate23", V23, "auth_username_format = $login_greeting\nlogin_greeting = x%d\n")
entered("filterreads23", V23, "protocol imap {\n  login_greeting = x%d\n}\n", "protocol imap {\n  auth_username_format = $login_greeting\n}\n")
entered("filterreadsmany23", V23 + "login_greeting = a\n", "protocol imap {\n  login_greeting = x%d\n  auth_username_format = $login_greeting\n}\n")

# Sections in sections, open and closed
nested("deep23", V23, "service x {\n")
nested("deepnames23", V23, "local_name x%d {\n", "mail_debug = yes\n")
nested("deepopen23", V23, "service x {\n", is_closed=False)
nested("deepgarbage23", V23, "x {\n")
nested("deepplugin23", V23, "plugin {\n")
nested("deepnamespace23", V23, "namespace x%d {\n")
nested("deep24", V24, "service x%d {\n")
nested("deepopen24", V24, "service x%d {\n", is_closed=False)
nested("deepopen24b", V24, "namespace x%d {\n  prefix = x\n", is_closed=False)
nested("deepfilters24", V24, "protocol x%d {\n", "mail_debug = yes\n")
nested("deepfilterssettings24", V24, "protocol x%d {\n  mail_debug = yes\n")
nested("deepnets23", V23, "remote 10.0.0.%d {\n", "mail_debug = yes\n")
nested("deepdicts24", V24, "dict x%d {\n  driver = file\n")
nested("deepfs24", V24, "fs x%d {\n  driver = posix\n")
nested("deeppassdb24", V24, "passdb x%d {\n  driver = pam\n")
nested("deepmailbox24", V24, "mailbox x%d {\n")
nested("deeplist24", V24, "mail_plugins {\n")
nested("deepgroup24", V24, "group @a x%d {\n")
nested("deepunknown24", V24, "nosuch%d {\n")
entered("opens23", V23, "service\n{\n}\n")
entered("closes23", V23, "}\n")
entered("openmalformed23", V23, "service x%d\n{\n", "}\n")
entered("unclosed23", V23, "protocol x%d {\n  mail_debug = yes\n")
entered("unclosed24", V24, "protocol x%d {\n  mail_debug = yes\n")
entered("reopened24", V24, "service imap {\n  client_limit = %d\nservice pop3 {\n  client_limit = %d\n}\n")

# Groups of 2.4
entered("groups24", V24, "group @a x%d {\n  mail_debug = yes\n}\n")
entered("groupuses24", V24 + "group @a x {\n  mail_debug = yes\n}\n", "namespace x%d {\n  prefix = x%d/\n  @a = x\n}\n")
entered("grouprootuses24", V24, "group @a x%d {\n  mail_debug = yes\n}\n@a = x%d\n")
entered("groupsameuse24", V24 + "group @a x {\n  mail_debug = yes\n}\n", "@a = x\n")
entered("groupsections24", V24, "group @a x%d {\n  namespace y%d {\n    prefix = y%d/\n  }\n}\n@a = x%d\n")
entered("groupscopeuses24", V24 + "namespace inbox {\n  inbox = yes\n}\n", "group @a x%d {\n  mailbox y%d {\n    auto = subscribe\n  }\n}\nnamespace inbox {\n  @a = x%d\n}\n")
GENERATORS["groupbig24"] = lambda n: V24 + "group @a x {\n" + each(n, "  mailbox y%d {\n    auto = create\n  }\n") + "}\n" + each(n, "namespace x%d {\n  prefix = x%d/\n  @a = x\n}\n")
entered("lostgroups24", V24, "group @a x%d {\n  passdb y%d {\n    driver = pam\n  }\n}\nservice x%d {\n  @a = x%d\n}\n")

# The same again and again
entered("repeated23", V23, "login_greeting = x%d\n")
entered("repeated24", V24, "login_greeting = x%d\n")
entered("bad23", V23, "mail_max_userip_connections = x%d\n")
entered("bad24", V24, "mail_max_userip_connections = x%d\n")
entered("unknown23", V23, "nosuch%d = x\n")
entered("unknown24", V24, "nosuch%d = x\n")
entered("nearly23", V23, "mail_locatiom%d = x\n")
entered("unknownsections23", V23, "nosuch%d {\n  a = b\n}\n")
entered("unknownsections24", V24, "nosuch%d {\n  a = b\n}\n")
entered("malformed23", V23, "nosuch%d\n")
entered("noequals24", V24, "mail_debug yes%d\n")
entered("garbage23", V23, "= x%d\n")
entered("old23", V23, "ssl_parameters_regenerate = %d\nimap_max_line_length = %dk\n")
entered("obsolete23", V23, "mail_cache_fields = flags x%d\n")
entered("old22", V23, "ssl_protocols = !SSLv2 !x%d\n")
entered("oldprotocols23", "# 2.3\n", "protocols = imap pop3 imaps%d\n")
entered("series24", V24, "mail_location = maildir:~/m%d\n")
entered("versions24", V24, "dovecot_config_version = 2.4.%d\n")
entered("quoted23", V23, "login_greeting = \"x%d\n")
entered("hashes23", V23, "login_greeting = x#%d\n")
entered("smart23", V23, "login_greeting = “x%d”\n")
entered("crlf23", V23, "login_greeting = x%d\r\n")
entered("continued23", V23, "login_greeting = x%d\\\n", "\n")
entered("continueds23", V23, "login_greeting = x%d \\\n  y\n")
entered("comments23", V23, "# x%d\n")
entered("commentedout23", V23, "#mail_location = maildir:~/x%d\n")
entered("empty23", V23, "\n")
entered("braces23", V23, "service imap { client_limit = %d }\n")
entered("tabs23", V23, "\t login_greeting\t=\tx%d\t\n")
entered("passwords23", V23 + "passdb {\n  driver = static\n", "  args = password=secret%d\n", "}\n")
entered("secrets23", V23 + "plugin {\n", "  x%d_password = secret%d\n", "}\n")
entered("secretsmany24", V24, "passdb x%d {\n  driver = static\n  password = secret%d\n}\n")
entered("files23", V23, "protocol x%d {\n  ssl_key = </etc/ssl/%d.key\n}\n")
entered("debug23", V23, "protocol x%d {\n  mail_debug = yes\n  auth_debug_passwords = yes\n  verbose_ssl = yes\n}\n")

# Comments that ask dovelint for something
entered("ignores23", V23, "# dovelint: ignore[unknown-setting] because %d\nnosuch%d = x\n")
entered("ignoresunused23", V23, "# dovelint: ignore[unknown-setting] because %d\nlogin_greeting = x%d\n")
GENERATORS["ignores_names"] = lambda n: V23 + "# dovelint: ignore[" + ", ".join(f"x{i}" for i in range(n)) + "]\nnosuch = x\n"
GENERATORS["ignores_known"] = lambda n: V23 + "# dovelint: ignore[" + ", ".join(["unknown-setting"] * n) + "]\nnosuch = x\n"
entered("ignores_file", V23, "# dovelint: ignore-file[unknown-setting] because %d\n", "nosuch = x\n")
nested("ignores_nested", V23, "# dovelint: ignore[unknown-setting] because %d\nservice x {\n", "nosuch = x\n")
nested("ignores_nested24", V24, "# dovelint: ignore[unknown-setting] because %d\nnosuch%d {\n", "nosuch = x\n")
entered("ignores_twice", V23, "# dovelint: ignore[unknown-setting]\n# dovelint: ignore[unknown-setting]\nnosuch%d = x\n")
entered("ignores_tail", V23, "nosuch%d = x # dovelint: ignore[unknown-setting]\n")

# What several lists of one configuration make of each other
entered("minavail23", V23, "service x%d {\n  executable = imap\n  process_min_avail = 50\n  process_limit = 5\n}\n")
entered("minavail24", V24, "service x%d {\n  executable = imap\n  process_min_avail = 50\n  process_limit = 5\n}\n")
entered("protocolservices23", V23, "service x%d {\n  protocol = x%d\n  executable = imap\n}\nprotocol x%d {\n  mail_debug = yes\n}\n")
entered("labels24", V24, "group @a%d x {\n  mail_debug = yes\n}\n@a%d = x\n")
entered("filterwords24", V24, "protocol x%d {\n  mail_plugins {\n    p%d = yes\n  }\n}\n")
entered("filterplugin23", V23, "protocol x%d {\n  plugin {\n    p%d = yes\n  }\n}\n")
entered("refused23", V23, "mail_debug = maybe%d\n")

# Several files
GENERATORS["files_beside"] = lambda n: {"dovecot.conf": V23 + "!include conf.d/*.conf\n"} | {
    f"conf.d/{i}.conf": f"login_greeting = x{i}\n" for i in range(n)
}
GENERATORS["includes_missing"] = lambda n: V23 + each(n, "!include nosuch%d.conf\n")
GENERATORS["includes_try"] = lambda n: V23 + each(n, "!include_try nosuch%d.conf\n")
GENERATORS["includes_same"] = lambda n: {"dovecot.conf": V23 + "!include x.conf\n" * n, "x.conf": "login_greeting = x\n"}
GENERATORS["external_sql23"] = lambda n: {
    "dovecot.conf": V23 + "passdb {\n  driver = sql\n  args = /etc/dovecot/sql.conf.ext\n}\n",
    "sql.conf.ext": "driver = mysql\n" + each(n, "password_query = SELECT x%d\n"),
}
GENERATORS["external_bad23"] = lambda n: {
    "dovecot.conf": V23 + "passdb {\n  driver = sql\n  args = /etc/dovecot/sql.conf.ext\n}\n",
    "sql.conf.ext": "driver = mysql\n" + each(n, "nosuch%d = x\n"),
}
GENERATORS["external_users23"] = lambda n: {
    "dovecot.conf": V23 + each(n, "passdb {\n  driver = sql\n  args = /etc/dovecot/sql.conf.ext\n}\n"),
    "sql.conf.ext": "driver = mysql\nconnect = host=localhost password=x\n",
}
GENERATORS["external_dict23"] = lambda n: {
    "dovecot.conf": V23 + "dict {\n  a = mysql:/etc/dovecot/dict.conf.ext\n}\n",
    "dict.conf.ext": "connect = host=localhost\n" + each(n, "map {\n  pattern = shared/%d\n  table = t\n  value_field = v\n}\n"),
}
GENERATORS["external_ldap23"] = lambda n: {
    "dovecot.conf": V23 + "userdb {\n  driver = ldap\n  args = /etc/dovecot/ldap.conf.ext\n}\n",
    "ldap.conf.ext": "hosts = localhost\nbase = dc=x\nuser_attrs = " + ",".join(f"a{i}=b{i}" for i in range(n)) + "\n",
}


def of_schema(repository):
    """Enters, for each type of section of both series, many of it, and for each setting, many words in it and many
    lines of it; these are many, so growth.py measures them when it is asked to."""
    found = {}
    for series, head in (("23", V23), ("24", V24)):
        facts = json.loads((repository / "schema" / f"{series[0]}.{series[1]}.json").read_text())
        for name, section in facts["sections"].items():
            if name in ("local", "remote", "group"):
                continue
            parents = section["parents"]
            outer = "" if "root" in parents or "any" in parents else parents[0]
            before, after = ("", "") if not outer else (f"{outer} y {{\n", "}\n")
            if outer and facts["sections"].get(outer, {}).get("parents", ["root"])[0] not in ("root", "any"):
                continue
            title = f"{name} x%d" if section.get("takes_name", True) else name
            inner = [
                key for key, setting in facts["settings"].items()
                if name in (setting.get("scopes") or ()) and setting["type"] in ("string", "string_novars")
            ][:2]
            inside = "".join(f"  {key} = x%d\n" for key in inner) or "  x%d = yes\n" * bool(section.get("free_keys"))

            def section_of(n, before=before, after=after, title=title, inside=inside, head=head):
                return head + before + each(n, f"{title} {{\n{inside}}}\n") + after

            found[f"section_{name}{series}"] = section_of
            if section.get("free_keys"):
                found[f"keys_{name}{series}"] = (
                    lambda n, name=name, head=head: head + f"{name} {{\n" + each(n, "  x%d = yes\n") + "}\n"
                )
        for name, setting in facts["settings"].items():
            scopes = setting.get("scopes") or ["root"]
            before, after = "", ""
            if "root" not in scopes:
                outer = scopes[0]
                before, after = (f"{outer} {{\n", "}\n") if outer == "plugin" else (f"{outer} y {{\n", "}\n")
                if series == "23" and outer in ("unix_listener", "fifo_listener", "inet_listener"):
                    before, after = "service imap {\n" + before, after + "}\n"
                if series == "23" and outer == "mailbox":
                    before, after = "namespace inbox {\n" + before, after + "}\n"
            for what, value in (("words", " "), ("commas", ","), ("colons", ":")):
                found[f"{what}_of_{name}{series}"] = (
                    lambda n, name=name, head=head, value=value, before=before, after=after: head + before
                    + f"{name} = " + value.join(f"x{i}" for i in range(n)) + "\n" + after
                )
            found[f"lines_of_{name}{series}"] = (
                lambda n, name=name, head=head, before=before, after=after: head + before
                + each(n, f"{name} = x%d\n") + after
            )
            found[f"filters_of_{name}{series}"] = (
                lambda n, name=name, head=head, before=before, after=after: head
                + each(n, f"protocol x%d {{\n{before}{name} = x%d\n{after}}}\n")
            )
    return found
