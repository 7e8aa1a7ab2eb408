#!/usr/bin/env python3
"""Holds `dovelint capacity` against running Dovecots: servers.py [--dovelint PROGRAM] [--oracles FOLDER] [NAME...]

As root. FOLDER holds a Debian for each version of Dovecot. A server runs in the chroot of its Debian, over a temporary
overlay, in a network and mount namespace of its own, on loopback: neither the machine nor the folder changes. Sessions
are opened one after the other, each logs in and stays, until one fails or waits. What was carried, the line of the log,
the descriptors of the master and the queues of the listeners must be what dovelint says of the same configuration.
Exit code 1 when something differs."""
import argparse
import json
import os
import re
import resource
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time

SUITES = {"2.3.19": "bookworm", "2.4.1": "trixie", "2.4.5": "forky"}
ALL = tuple(SUITES)
NEW = ("2.4.1", "2.4.5")
# A login that takes longer is one that waits for something.
SLOW = 2.5
# Who has no answer after this is not coming in; Dovecot itself waits 10 seconds.
PATIENCE = 4
# Descriptors that the master needs to start a process, beyond those that it keeps.
TO_START = {"2.3.19": 1, "2.4.1": 1, "2.4.5": 2}
# Sessions come in although these are full, some at once.
FULL = ("service stats client_limit", "service anvil client_limit")

# A scenario: its versions, the settings of services, and how it is driven. `{count}` is the name of the request count,
# `{endless}` its value without end.
SCENARIOS = {
    "login-processes": (ALL, "service imap-login {{\n  process_limit = 12\n}}\n", {}),
    "imap-processes": (ALL, "service imap {{\n  process_limit = 9\n}}\n", {"tls": False}),
    "login-clients": (
        ALL,
        "service imap-login {{\n  {count} = {endless}\n  process_limit = 2\n  client_limit = 7\n}}\n",
        {},
    ),
    "imap-below-login": (
        ALL,
        "service imap-login {{\n  {count} = {endless}\n  client_limit = 50\n}}\nservice imap {{\n  process_limit = 11\n}}\n",
        {},
    ),
    "imap-clients": (
        ALL,
        "service imap {{\n  client_limit = 3\n  process_limit = 4\n  {count} = {endless}\n}}\n",
        {"tls": False},
    ),
    "pop3-login": (ALL, "service pop3-login {{\n  process_limit = 8\n}}\n", {"protocol": "pop3"}),
    "stats": (ALL, "service stats {{\n  client_limit = 24\n}}\n", {}),
    "stats-performance": (
        ALL,
        "service imap-login {{\n  {count} = {endless}\n  process_limit = 1\n}}\nservice stats {{\n  client_limit = 15\n}}\n",
        {},
    ),
    "stats-odd": (ALL, "service stats {{\n  client_limit = 21\n}}\n", {}),
    "anvil": (ALL, "service anvil {{\n  client_limit = 16\n}}\n", {}),
    "auth": (
        ALL,
        "service imap {{\n  {count} = 100\n}}\nservice auth {{\n  client_limit = 14\n}}\n",
        {"tls": False},
    ),
    "config": (("2.3.19",), "service config {{\n  client_limit = 10\n  process_limit = 1\n}}\n", {}),
    "descriptors": (
        ALL,
        "default_client_limit = 240\nservice imap-login {{\n  {count} = {endless}\n  process_limit = 1\n}}\n",
        {"nofile": 240},
    ),
    "finite-count": (
        ("2.3.19", "2.4.1"),
        "service imap-login {{\n  {count} = 5\n  process_limit = 2\n  client_limit = 10\n}}\n",
        {},
    ),
    "finite-count-endless": (
        ("2.4.5",),
        "service imap-login {{\n  {count} = 5\n  process_limit = 2\n  client_limit = 10\n}}\nservice imap {{\n  process_limit = 25\n}}\n",
        {},
    ),
    "address-space": (
        ALL,
        "service imap-login {{\n  {count} = {endless}\n  process_limit = 1\n  vsz_limit = 25 M\n}}\n",
        {},
    ),
    "queues": (
        ALL,
        "service imap-login {{\n  {count} = {endless}\n  process_limit = 3\n}}\nservice pop3-login {{\n  process_limit = 7\n}}\n"
        "service imap {{\n  process_limit = 5\n}}\n",
        {"somaxconn": 128, "listen": "127.0.0.1, 127.0.0.2"},
    ),
}

COMMON = """base_dir = /srv/capacity/run
state_dir = /srv/capacity/state
log_path = /srv/capacity/log
mail_max_userip_connections = 5000
service imap-login {{
  inet_listener imap {{
    port = 143
  }}
  inet_listener imaps {{
    port = {imaps}
  }}
}}
service pop3-login {{
  inet_listener pop3 {{
    port = 110
  }}
  inet_listener pop3s {{
    port = {pop3s}
  }}
}}
"""
HEAD_23 = """protocols = imap pop3 lmtp
listen = {listen}
ssl = {ssl}
disable_plaintext_auth = no
mail_location = maildir:~/Maildir
passdb {{
  driver = static
  args = password=x
}}
userdb {{
  driver = static
  args = uid=5000 gid=5000 home=/srv/capacity/home/%u
}}
"""
CERTIFICATE_23 = "ssl_cert = </srv/capacity/cert.pem\nssl_key = </srv/capacity/key.pem\n"
HEAD_24 = """dovecot_config_version = {version}
dovecot_storage_version = {storage}
protocols = imap pop3 lmtp
listen = {listen}
ssl = {ssl}
auth_allow_cleartext = yes
mail_driver = maildir
mail_path = ~/Maildir
mail_home = /srv/capacity/home/%{{user}}
mail_uid = 5000
mail_gid = 5000
passdb static {{
  password = x
}}
userdb static {{
}}
"""
CERTIFICATE_24 = "ssl_server_cert_file = /srv/capacity/cert.pem\nssl_server_key_file = /srv/capacity/key.pem\n"


def configuration(version, services, how):
    new = version.startswith("2.4")
    tls = how.get("tls", True)
    listen, on = how.get("listen", "127.0.0.1"), "yes" if tls else "no"
    # The first 2.4.1 takes no newer storage version than 2.4.0.
    storage = "2.4.0" if version == "2.4.1" else version
    head = (HEAD_24 if new else HEAD_23).format(version=version, storage=storage, listen=listen, ssl=on)
    names = {"count": "restart_request_count", "endless": "unlimited"} if new else {"count": "service_count", "endless": "0"}
    ports = {"imaps": 993, "pop3s": 995} if tls else {"imaps": 0, "pop3s": 0}
    certificate = (CERTIFICATE_24 if new else CERTIFICATE_23) if tls else ""
    return head + certificate + COMMON.format(**ports) + services.format(**names)


def run(*command):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}: {done.stdout}")
    return done.stdout


class Session:
    """A client that logs in and stays."""

    def __init__(self, protocol, tls, user):
        port = {("imap", True): 993, ("imap", False): 143, ("pop3", True): 995, ("pop3", False): 110}[protocol, tls]
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        self.buffer = b""
        if tls:
            context = ssl.create_default_context()
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
            self.socket = context.wrap_socket(self.socket)
        self.line()
        if protocol == "imap":
            self.send(f"a LOGIN {user} x")
            while True:
                line = self.line()
                if line.startswith("a "):
                    self.is_in = line.startswith("a OK")
                    return
        self.send(f"USER {user}")
        self.line()
        self.send("PASS x")
        self.is_in = self.line().startswith("+OK")

    def send(self, text):
        self.socket.sendall(text.encode() + b"\r\n")

    def line(self):
        while b"\n" not in self.buffer:
            data = self.socket.recv(65536)
            if not data:
                raise EOFError
            self.buffer += data
        line, self.buffer = self.buffer.split(b"\n", 1)
        return line.decode("latin1").strip()

    def is_alive(self):
        """Whether the server has not closed it."""
        self.socket.settimeout(0.01)
        try:
            return self.socket.recv(1) != b""
        except (TimeoutError, ssl.SSLWantReadError):
            return True
        except OSError:
            return False


class Server:
    """A Dovecot in the chroot of its Debian, over a temporary overlay."""

    def __init__(self, oracles, version, text, nofile):
        self.top = tempfile.mkdtemp()
        run("mount", "-t", "tmpfs", "tmpfs", self.top)
        root, upper, work = (f"{self.top}/{name}" for name in ("root", "upper", "work"))
        for folder in (root, upper, work):
            os.mkdir(folder)
        below = f"{oracles}/{SUITES[version]}"
        run("mount", "-t", "overlay", "overlay", "-o", f"lowerdir={below},upperdir={upper},workdir={work}", root)
        self.folder = f"{root}/srv/capacity"
        for name in ("run", "state", "home"):
            os.makedirs(f"{self.folder}/{name}")
        os.chown(f"{self.folder}/home", 5000, 5000)
        for name in ("key.pem", "cert.pem"):
            shutil.copy(f"{KEYS}/{name}", f"{self.folder}/{name}")
        self.config = f"{self.folder}/dovecot.conf"
        with open(self.config, "w") as file:
            file.write(text)

        def limit():
            if nofile:
                resource.setrlimit(resource.RLIMIT_NOFILE, (nofile, nofile))

        command = ["chroot", root, "/usr/sbin/dovecot", "-F", "-c", "/srv/capacity/dovecot.conf"]
        self.said = open(f"{self.folder}/said", "w")
        path = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}
        self.process = subprocess.Popen(
            command, preexec_fn=limit, stdin=subprocess.DEVNULL, stdout=self.said, stderr=self.said, env=path
        )
        end = time.monotonic() + 10
        while "starting up" not in self.log():
            if self.process.poll() is not None or time.monotonic() > end:
                raise SystemExit(f"it does not start: {open(f'{self.folder}/said').read()}{self.log()}")
            time.sleep(0.05)
        time.sleep(0.3)

    def log(self):
        path = f"{self.folder}/log"
        return open(path, errors="replace").read() if os.path.exists(path) else ""

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def queues(self):
        lines = run("ss", "-Hltn").splitlines()
        return {int(fields[3].rsplit(":", 1)[1]): int(fields[2]) for fields in map(str.split, lines)}

    def stop(self):
        children = open(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read().split()
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        time.sleep(0.2)
        for child in children:
            try:
                os.kill(int(child), signal.SIGKILL)
            except (ProcessLookupError, PermissionError):
                pass
        self.said.close()
        run("umount", "-l", f"{self.top}/root")
        run("umount", "-l", self.top)
        os.rmdir(self.top)


def pattern(log):
    """A line of the log, in which `…` stands for anything."""
    return re.compile(".*".join(map(re.escape, log.split("…"))))


class Driven:
    """Sessions opened one after the other until one fails or waits."""

    def __init__(self, server, protocol, tls, most, line):
        sessions = []
        # How many were in before the line was logged.
        self.before_line = None
        for number in range(most):
            begin = time.monotonic()
            try:
                session = Session(protocol, tls, f"u{number % 40}")
                is_in = session.is_in
            except (OSError, EOFError):
                is_in = False
            if self.before_line is None:
                # A line takes a moment to be written.
                time.sleep(0.05)
                if line.search(server.log()):
                    self.before_line = len(sessions)
            if not is_in or time.monotonic() - begin > SLOW:
                break
            sessions.append(session)
        self.count = len(sessions)
        self.left = sum(session.is_alive() for session in sessions)
        for session in sessions:
            session.socket.close()


def ask(dovelint, config, version, protocol, how):
    command = [dovelint, "capacity", "--format", "json", "--confine=false", "--no-config", "--dovecot", version]
    command += ["--per-user", f"{protocol}=1", config]
    for key in ("nofile", "somaxconn"):
        if key in how:
            command[2:2] = ["--machine", f"{key}={how[key]}"]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}: {done.returncode} {done.stderr}")
    return json.loads(done.stdout)


def compare(name, version, server, says, protocol, how):
    """What differs, and what was seen."""
    wrong = []
    first = next(limit for limit in says["limits"] if limit["limit"] == says["first"])
    fds = server.descriptors()
    needs = says["checks"]["master_fds"] - TO_START[version]
    if fds != needs:
        wrong.append(f"the master has {fds} descriptors, dovelint says {needs}")
    tls = how.get("tls", True)
    ports = {"imap-login": (993 if tls else 143), "pop3-login": (995 if tls else 110)}
    queues = server.queues()
    for service, port in ports.items():
        if queues[port] != says["checks"]["backlog"][service]:
            wrong.append(f"the queue of {service} is {queues[port]}, dovelint says {says['checks']['backlog'][service]}")
    if name == "queues":
        return wrong, f"queues {queues}, {fds} descriptors"
    users = first["users"]
    line = pattern(first["log"])
    driven = Driven(server, protocol, tls, users + 40, line)
    seen = f"{driven.count} carried by {first['limit']}, {driven.left} left, {fds} descriptors"
    # Some sessions more come in beside a full service; its limit is reached when it says so.
    count = driven.count
    if first["limit"] in FULL and driven.before_line is not None:
        count = driven.before_line
        seen += f", full after {count}"
    least, most = first.get("range") or (users, users)
    if not least <= count <= most:
        wrong.append(f"{count} carried, dovelint says {least} to {most}")
    end = time.monotonic() + 3
    while not line.search(server.log()) and time.monotonic() < end:
        time.sleep(0.1)
    if not line.search(server.log()):
        about = [line for line in server.log().splitlines() if re.search("Error|Fatal|Warning|reached", line)]
        wrong.append(f"the log has no `{first['log']}`, but: " + "; ".join(about[-5:]))
    return wrong, seen


def answers():
    """Whether the server greets a client and logs it in."""
    try:
        session = Session("imap", True, "u1")
    except (OSError, EOFError):
        return False
    session.socket.close()
    return session.is_in


def compare_master(oracles, dovelint, version):
    """With the descriptors that dovelint says the master answers, with one fewer it stays up and does not."""
    text = configuration(version, "default_client_limit = 100\n", {})
    server = Server(oracles, version, text, None)
    try:
        needs = ask(dovelint, server.config, version, "imap", {})["checks"]["master_fds"]
    finally:
        server.stop()
    wrong = []
    for nofile, wanted in ((needs, True), (needs - 1, False)):
        server = Server(oracles, version, text, nofile)
        try:
            is_in = answers()
            if is_in != wanted or server.process.poll() is not None:
                wrong.append(f"with {nofile} descriptors the server {'answers' if is_in else 'does not answer'}")
        finally:
            server.stop()
    return wrong, f"the master needs {needs} descriptors"


def main(args):
    run("ip", "link", "set", "lo", "up")
    run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "9", "-subj", "/CN=mail.example.test",
        "-keyout", f"{KEYS}/key.pem", "-out", f"{KEYS}/cert.pem")
    all_, bad = 0, 0
    for name, (versions, services, how) in SCENARIOS.items():
        if args.names and not any(wanted in name for wanted in args.names):
            continue
        for version in {args.version} & set(versions):
            with open("/proc/sys/net/core/somaxconn", "w") as file:
                file.write(str(how.get("somaxconn", 4096)))
            protocol = how.get("protocol", "imap")
            begin = time.monotonic()
            server = Server(args.oracles, version, configuration(version, services, how), how.get("nofile"))
            try:
                says = ask(args.dovelint, server.config, version, protocol, how)
                wrong, seen = compare(name, version, server, says, protocol, how)
            finally:
                server.stop()
            all_ += 1
            bad += bool(wrong)
            print(f"{'differs' if wrong else 'equal'}: {name}, {version}: {seen} ({time.monotonic() - begin:.0f} s)", flush=True)
            for line in wrong:
                print(f"    {line}", flush=True)
    if not args.names or any(wanted in "master" for wanted in args.names):
        wrong, seen = compare_master(args.oracles, args.dovelint, args.version)
        all_ += 1
        bad += bool(wrong)
        print(f"{'differs' if wrong else 'equal'}: master, {args.version}: {seen}", flush=True)
        for line in wrong:
            print(f"    {line}", flush=True)
    print(f"{args.version}: {all_ - bad} of {all_} as dovelint says", flush=True)
    return bad > 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dovelint", default="target/release/dovelint")
    parser.add_argument("--oracles", default="/var/tmp/dovelint-oracles")
    parser.add_argument("--version", choices=SUITES, help="only this one; by default all at the same time")
    parser.add_argument("names", nargs="*", help="only scenarios with one of these words in their names")
    arguments = parser.parse_args()
    if arguments.version is None:
        own = [sys.executable, os.path.abspath(__file__), *sys.argv[1:]]
        running = [subprocess.Popen([*own, "--version", version]) for version in SUITES]
        sys.exit(max([child.wait() for child in running]))
    if os.environ.get("CAPACITY_INSIDE") != "1":
        os.environ["CAPACITY_INSIDE"] = "1"
        own = [sys.executable, os.path.abspath(__file__), *sys.argv[1:]]
        os.execvp("unshare", ["unshare", "--net", "--mount", "--propagation", "private", *own])
    arguments.dovelint, arguments.oracles = os.path.abspath(arguments.dovelint), os.path.abspath(arguments.oracles)
    with tempfile.TemporaryDirectory() as KEYS:
        sys.exit(main(arguments))
