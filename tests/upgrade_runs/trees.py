"""Ten small trees of 2.3, each with other parts of what a mail server does."""

FOLDER = "/tmp/upgrade-runs"

# What every tree has: its own folders, no TLS, two users of a passwd-file.
BASE = f"""
protocols = imap lmtp
base_dir = {FOLDER}/run
state_dir = {FOLDER}/state
log_path = {FOLDER}/log
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
mail_uid = 2000
mail_gid = 2000
first_valid_uid = 2000
mail_home = {FOLDER}/home/%n
postmaster_address = postmaster@example.com
service lmtp {{
  inet_listener lmtp {{
    port = 24
  }}
}}
"""
USERS = "anna@example.com:{PLAIN}apfel::::::\nbertha@example.com:{PLAIN}birne::::::\n"
LOGIN = f"""
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {FOLDER}/etc/users
}}
userdb {{
  driver = passwd-file
  args = username_format=%u {FOLDER}/etc/users
}}
"""
INBOX = """
namespace inbox {
  inbox = yes
  separator = /
  mailbox Junk {
    special_use = \\Junk
    auto = subscribe
  }
  mailbox Trash {
    special_use = \\Trash
    auto = create
  }
  mailbox Sent {
    special_use = \\Sent
    auto = no
  }
}
"""
SIEVE = f"""
protocol lmtp {{
  mail_plugins = $mail_plugins sieve
}}
plugin {{
  sieve = file:~/sieve;active=~/.dovecot.sieve
  sieve_before = {FOLDER}/etc/before.sieve
}}
"""
BEFORE = 'require ["fileinto", "envelope", "subaddress"];\nif header :contains "Subject" "spam" { fileinto "Junk"; stop; }\n'

TREES = {
    "maildir": {"dovecot.conf": BASE + LOGIN + INBOX + SIEVE + "mail_location = maildir:~/Maildir\n"},
    "mdbox": {
        "dovecot.conf": BASE
        + LOGIN
        + INBOX
        + SIEVE
        + "mail_location = mdbox:~/mdbox:INDEX=~/index\nmail_plugins = $mail_plugins zlib\n"
        + "plugin {\n  zlib_save = gz\n  zlib_save_level = 6\n}\n"
    },
    "layout-fs": {
        "dovecot.conf": BASE
        + LOGIN
        + SIEVE
        + "mail_location = maildir:~/mail:LAYOUT=fs:INBOX=~/inbox\n"
        + INBOX.replace("separator = /", "separator = .")
    },
    "quota": {
        "dovecot.conf": BASE
        + LOGIN
        + INBOX
        + SIEVE
        + "mail_location = maildir:~/Maildir\nmail_plugins = quota\nprotocol imap {\n  mail_plugins = $mail_plugins imap_quota\n}\n"
        + "plugin {\n  quota = count:User quota\n  quota_rule = *:storage=20K\n  quota_rule2 = Trash:storage=+50%%\n"
        + "  quota_rule3 = Junk:ignore\n  quota_grace = 10%%\n  quota_vsizes = yes\n  quota_status_success = DUNNO\n}\n"
    },
    "acl-and-public": {
        "dovecot.conf": BASE
        + LOGIN
        + INBOX
        + SIEVE
        + "mail_location = maildir:~/Maildir\nmail_plugins = acl\nprotocol imap {\n  mail_plugins = $mail_plugins imap_acl\n}\n"
        + f"namespace {{\n  type = public\n  prefix = Public/\n  separator = /\n  location = maildir:{FOLDER}/home/public\n"
        + "  subscriptions = no\n  list = yes\n}\n"
        + f"plugin {{\n  acl = vfile:{FOLDER}/etc/acls\n}}\n",
        "acls": "Public/* user=anna@example.com lrwstipekxa\nPublic/* user=bertha@example.com lr\n",
    },
    "shared": {
        "dovecot.conf": BASE
        + LOGIN
        + INBOX
        + SIEVE
        + "mail_location = maildir:~/Maildir\nmail_plugins = acl\nprotocol imap {\n  mail_plugins = $mail_plugins imap_acl\n}\n"
        + "namespace {\n  type = shared\n  prefix = shared/%%u/\n  separator = /\n"
        + "  location = maildir:%%h/Maildir:INDEXPVT=~/shared/%%u\n  subscriptions = no\n  list = children\n}\n"
        + f"plugin {{\n  acl = vfile\n  acl_shared_dict = file:{FOLDER}/home/shared.db\n}}\n"
    },
    "alias": {
        "dovecot.conf": BASE
        + LOGIN
        + INBOX
        + SIEVE
        + "mail_location = maildir:~/Maildir\nnamespace old {\n  prefix = INBOX/\n  separator = /\n  inbox = no\n"
        + "  alias_for =\n  list = yes\n  hidden = yes\n}\n"
    },
    "mbox": {
        "dovecot.conf": BASE
        + LOGIN
        + INBOX
        + SIEVE
        + f"mail_location = mbox:~/mail:INBOX={FOLDER}/home/%n.mbox:INDEX=~/index\nmbox_write_locks = fcntl\n"
    },
    "imapsieve": {
        "dovecot.conf": BASE
        + LOGIN
        + INBOX
        + SIEVE
        + "mail_location = sdbox:~/sdbox\nprotocol imap {\n  mail_plugins = $mail_plugins imap_sieve\n}\n"
        + f"plugin {{\n  sieve_plugins = sieve_imapsieve\n  imapsieve_mailbox1_name = Junk\n  imapsieve_mailbox1_causes = COPY APPEND\n"
        + f"  imapsieve_mailbox1_before = file:{FOLDER}/etc/junk.sieve\n}}\n",
        "junk.sieve": 'require ["imap4flags"];\naddflag "\\\\Flagged";\n',
    },
    "conf.d": {
        "dovecot.conf": BASE + "!include conf.d/*.conf\n",
        "conf.d/10-mail.conf": "mail_location = maildir:~/Maildir:UTF-8\n" + INBOX,
        "conf.d/20-login.conf": f"auth_username_format = %Lu\npassdb {{\n  driver = static\n  args = password=apfel\n}}\n"
        + f"userdb {{\n  driver = static\n  args = uid=2000 gid=2000 home={FOLDER}/home/%Ln\n}}\n",
        "conf.d/90-sieve.conf": SIEVE
        + "protocol lmtp {\n  auth_username_format = %Lu\n}\nlmtp_save_to_detail_mailbox = yes\nrecipient_delimiter = +\n",
    },
}
