#!/usr/bin/env python3
"""Trees that ask for much: each command gives one clear error or an answer, within 2 s and 200 MB, or 20 times the
size of the tree where that is more.

    tests/security/bombs.py BINARY [NAME]

DOVELINT_SECONDS allows more time, for a machine that does other things as well.
"""

import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

SECONDS, MEMORY, TIMES = float(os.environ.get("DOVELINT_SECONDS", "2")), 200 << 20, 20
V24 = "dovecot_config_version = 2.4.5\ndovecot_storage_version = 2.4.5\n"
BOMBS = {}


def bomb(*commands, code=2):
    """Enters a bomb with the commands for which it is one, and the code that they end with."""

    def enter(make):
        BOMBS[make.__name__] = (make, commands or ("check", "show", "fmt --check"), code)
        return make

    return enter


@bomb()
def braces(folder):
    return "!include_try " + "{a,b}" * 24 + "\n"


@bomb()
def braces_in_braces(folder):
    return "!include_try " + "{a," * 3000 + "b" + "}" * 3000 + "{a,b}" * 24 + "\n"


@bomb()
def doubling_includes(folder):
    for i in range(30):
        (folder / f"f{i}.conf").write_text(f"!include f{i + 1}.conf\n" * 2)
    (folder / "f30.conf").write_text("login_greeting = x\n")
    return "!include f0.conf\n"


@bomb()
def chain_of_includes(folder):
    for i in range(1000):
        (folder / f"f{i}.conf").write_text(f"!include f{i + 1}.conf\n")
    return "!include f0.conf\n"


@bomb()
def same_large_file(folder):
    (folder / "x.conf").write_text("# a\n" * 1_000_000)
    return "!include x.conf\n" * 1000


@bomb()
def up_and_down(folder):
    for i in range(8):
        (folder / f"d{i}").mkdir()
    return "!include_try " + "*/../" * 12 + "nosuch\n"


@bomb(code=None)
def all_of_the_machine(folder):
    return "!include_try /*/*/*/*x\n!include_try /usr/*/*/*/*/*x\n"


@bomb(code=None)
def processes(folder):
    return "!include_try /proc/*/*/*/*\n"


@bomb("check", "show")
def doubling_value(folder):
    return "".join("mail_plugins = $mail_plugins $mail_plugins\n" if i else "mail_plugins = a\n" for i in range(30))


@bomb("check", "show")
def doubling_value_24(folder):
    return V24 + "log_path = a\n" + "log_path = $SET:log_path $SET:log_path\n" * 30


@bomb("check", "show", code=None)
def doubling_value_with_tabs_24(folder):
    return V24 + "log_path = a\n" + "log_path = x \t$SET:log_path \t$SET:log_path\n" * 30


@bomb("check")
def doubling_chain(folder):
    names = ["mail_plugins", "login_greeting", "listen", "auth_mechanisms", "log_path", "info_log_path", "base_dir"]
    names += ["debug_log_path", "login_trusted_networks", "auth_realms", "mail_attachment_dir", "mail_home"]
    names += ["postmaster_address", "sendmail_path", "hostname", "ssl_cipher_list", "dotlock_use_excl", "log_timestamp"]
    names += ["rawlog_dir", "mail_location", "mail_max_userip", "submission_relay_host", "lmtp_proxy", "imap_id_send"]
    lines = [f"{a} = ${b} ${b} ${b}\n" for a, b in zip(names, names[1:])]
    return f"{names[-1]} = x\n" + "".join(reversed(lines))


@bomb("check", "show")
def growing_list(folder):
    return "".join(f"mail_plugins = $mail_plugins p{i}\n" for i in range(50_000))


@bomb()
def nested(folder):
    return "service a {\n" * 30_000 + "}\n"


@bomb()
def nested_24(folder):
    return V24 + "local 10.0.0.0/8 {\n" * 30_000


@bomb("check", "show", code=None)
def nested_without_braces(folder):
    return "".join("service a\n  x = y\n" for _ in range(30_000))


@bomb("fmt --check", code=None)
def indented(folder):
    return "a {\n" * 190 + "x=y\n" * 1_000_000


@bomb("fmt --check", code=None)
def commented_out(folder):
    return "".join(f"#{' ' * (i % 2)}a {{\n" for i in range(30_000)) + "#}\n" * 30_000


@bomb()
def sparse(folder):
    with open(folder / "dovecot.conf", "wb") as file:
        file.truncate(1 << 30)


@bomb()
def sparse_include(folder):
    with open(folder / "x.conf", "wb") as file:
        file.truncate(1 << 30)
    return "!include x.conf\n"


@bomb("check", "fmt --check", code=2)
def feeds(folder):
    return "\n" * 100_000_000


@bomb("check", "fmt --check", code=None)
def fewer_feeds(folder):
    return "\n" * 30_000_000


@bomb("check", "show", code=None)
def long_line(folder):
    return "login_greeting = " + "x" * 30_000_000 + "\n"


@bomb("check", "show", code=None)
def nul_bytes(folder):
    return "a = b\n" * 1000 + "\0" * 30_000_000


@bomb()
def many_statements(folder):
    return "x=y\n" * 5_000_000


@bomb("check", "show")
def many_mistakes(folder):
    return "x=y\n" * 1_000_000


@bomb()
def many_files(folder):
    (folder / "conf.d").mkdir()
    for i in range(10_100):
        (folder / "conf.d" / f"{i}.conf").write_text("")
    return "!include conf.d/*.conf\n"


@bomb()
def many_roots(folder):
    (folder / "dovecot.conf").write_text("")
    for i in range(60):
        (folder / f"{i}").mkdir()
        (folder / f"{i}" / "dovecot.conf").write_text("!include ../x.conf\n")
    (folder / "x.conf").write_text("login_greeting = x\n" * 100_000)
    return ["."]


@bomb("check", "show", code=None)
def externals(folder):
    text = "".join(f"userdb {{\n driver = sql\n args = {folder}/{i}.sql\n}}\n" for i in range(300))
    for i in range(300):
        (folder / f"{i}.sql").write_text("a=b\n" * 200_000)
    return text


@bomb("check", "show", code=None)
def nested_external(folder):
    (folder / "x.sql").write_text("a {\n" * 200_000)
    return f"userdb {{\n driver = sql\n args = {folder}/x.sql\n}}\n"


@bomb("check", "show", code=None)
def external_alone(folder):
    (folder / "dovecot-sql.conf.ext").write_text("a {\n" * 200_000)
    return ["dovecot-sql.conf.ext"]


@bomb("check", "show", code=None)
def groups_in_groups(folder):
    text = "group @a g0 {\n  protocol x {\n    log_path = x\n  }\n}\n"
    for i in range(1, 28):
        uses = "".join(f"  namespace n{i}{j} {{\n    @a = g{i - 1}\n  }}\n" for j in range(2))
        text += f"group @a g{i} {{\n{uses}}}\n"
    return V24 + text + "namespace inbox {\n  @a = g27\n}\n"


@bomb("check", "check --profile pedantic", "check --profile audit", code=None)
def wide_groups(folder):
    text = "group @a g {\n" + "".join(f"  mailbox m{i} {{\n    auto = no\n  }}\n" for i in range(2000)) + "}\n"
    return V24 + text + "".join(f"namespace n{i} {{\n  @a = g\n}}\n" for i in range(2000))


@bomb("check", "check --profile pedantic", code=None)
def wide_groups_that_expunge(folder):
    text = "group @a g {\n" + "".join(f"  mailbox m{i} {{\n    autoexpunge = 1d\n  }}\n" for i in range(2000)) + "}\n"
    text += "".join(f"namespace n{i} {{\n  prefix = n{i}/\n  @a = g\n}}\n" for i in range(2000))
    return V24 + "mail_driver = sdbox\nmail_path = ~/m\n" + text


@bomb(".", "files .", code=2)
def costly_gitignore(folder):
    (folder / ".gitignore").write_text("".join(f"*a*b{i}*c\n" for i in range(20_000)))
    for i in range(5_000):
        (folder / f"{i:a>100}").mkdir()
    return []


@bomb("check")
def large_settings(folder):
    (folder / "dovelint.toml").write_text("#" * 10_000_000)
    return "\n"


@bomb("check")
def endless_settings(folder):
    (folder / "dovelint.toml").symlink_to("/proc/self/pagemap")
    return "\n"


@bomb("check --baseline b.json")
def large_baseline(folder):
    with open(folder / "b.json", "wb") as file:
        file.truncate(1 << 30)
    return "\n"


@bomb("check --baseline b.json")
def nested_baseline(folder):
    (folder / "b.json").write_text("[" * 30_000_000)
    return "\n"


@bomb("check - < /dev/zero", "fmt - < /dev/zero")
def endless_input(folder):
    return []


@bomb("check", code=None)
def colliding_names(folder):
    end = bytes([0x44, 0x73, 0x70, 0x03, 0x2E, 0x8A, 0x19, 0x13])
    heads = (f"{i:08d}".encode() + end for i in range(16_000))
    (folder / "dovecot.conf").write_bytes(V24.encode() + b"".join(b"namespace " + h + b" {\n}\n" for h in heads))


@bomb("check", "show", code=None)
def urls_without_end(folder):
    return "login_greeting = " + "://a:b" * 200_000 + "\n"


@bomb("check", "show", code=None)
def schemes_without_end(folder):
    return "login_greeting = " + "{AAA}%u" * 200_000 + "\n"


@bomb("check", "show", code=None)
def slashes_in_quotes(folder):
    return "passdb {\n  driver = static\n  args = password=\"" + "\\" * 300_000 + "\n}\n"


@bomb("check", code=None)
def placeholders(folder):
    return "protocols = " + "{{x}} a" * 100_000 + "\n"


@bomb("check", "show", code=None)
def overlapping_networks(folder):
    filters = (f"remote fd00::{i >> 7:x}:0:0:0:0/{i % 128 + 1} {{\n  ssl = yes\n}}\n" for i in range(8_000))
    return "".join(filters)


@bomb("check", "show", code=None)
def listeners_for_every_service(folder):
    return V24 + "".join(f"unix_listener x{i} {{\n}}\nservice x{i} {{\n  executable = imap\n}}\n" for i in range(4_000))


@bomb("check", code=None)
def heredocs(folder):
    return V24 + "".join(f"a{i} = <<E\n" + "# x\n" * 3 + "E\n" for i in range(10_000))


@bomb("check", code=None)
def unread_files(folder):
    (folder / "conf.d").mkdir()
    for i in range(5_000):
        (folder / "conf.d" / f"{i}.conf.disabled").write_text("")
    return "!include conf.d/*.conf\n" + "# x\n" * 1_000_000


def run(binary, folder, command, paths):
    """The code, seconds, bytes and what stands on standard error."""
    words, _, source = command.partition(" < ")
    if words.split()[-1] == "-":
        paths = []
    with open(source or os.devnull) as stdin, tempfile.TemporaryFile() as err, open(os.devnull, "w") as out:
        limit = lambda: resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
        # As by hand: a build server keeps reading to the tree, so that some trees ask for less.
        process = subprocess.Popen(
            [binary, *words.split(), *paths], cwd=folder, stdin=stdin, stdout=out, stderr=err, preexec_fn=limit,
            env={"PATH": os.environ["PATH"]},
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        err.seek(0)
        text = err.read(1 << 16).decode(errors="replace")
    return process.returncode, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024, text


def main():
    binary = os.path.abspath(sys.argv[1])
    failed = 0
    for name, (make, commands, wanted) in BOMBS.items():
        if sys.argv[2:] and name not in sys.argv[2:]:
            continue
        with tempfile.TemporaryDirectory() as path:
            folder = Path(path)
            made = make(folder)
            if isinstance(made, str):
                (folder / "dovecot.conf").write_text(made)
            paths = made if isinstance(made, list) else ["dovecot.conf"]
            for command in commands:
                code, seconds, memory, text = run(binary, folder, command, paths)
                complaints = [line for line in text.splitlines() if line.startswith("dovelint: ")]
                is_clear = code in (0, 1, 2) and (code != 2 or len(complaints) == 1)
                is_wanted = wanted in (None, code)
                size = sum(file.stat().st_blocks * 512 for file in folder.rglob("*") if not file.is_symlink())
                is_good = is_clear and is_wanted and seconds <= SECONDS and memory <= max(MEMORY, TIMES * size)
                failed += not is_good
                mark = "" if is_good else "TOO MUCH "
                print(f"{mark}{name} {command}: {code}, {seconds:.2f} s, {memory >> 20} MB, {text[:160]!r}", flush=True)
    sys.exit(f"{failed} bombs do harm" if failed else 0)


if __name__ == "__main__":
    main()
