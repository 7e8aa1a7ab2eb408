#!/usr/bin/env python3
"""Runs ten trees of 2.3 on Dovecot 2.3.19, and what `dovelint upgrade` makes of them on 2.4.1 and 2.4.5.

    tests/upgrade_runs/servers.py --oracles FOLDER [--dovelint FILE] [--only NAME] [-v]

Users log in over IMAP; mail is delivered over LMTP through Sieve; folders, special use, quota, ACLs, shared and alias
namespaces are asked for. The answers must be the same. The servers run in the chroots of FOLDER, in a network of their
own and under a time limit, and are stopped afterwards. Needs root.
"""

import argparse
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

from trees import BEFORE, FOLDER, TREES, USERS

OLD = "bookworm"
NEW = ("trixie", "forky")
SIZE = 3000


class Line:
    """A connection that speaks in lines."""

    def __init__(self, port):
        end = time.monotonic() + 20
        while True:
            try:
                self.socket = socket.create_connection(("127.0.0.1", port), timeout=20)
                break
            except OSError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.1)
        self.file = self.socket.makefile("rb")

    def read(self):
        return self.file.readline().decode("utf-8", "replace").rstrip("\r\n")

    def send(self, text):
        self.socket.sendall(text.encode() + b"\r\n")

    def close(self):
        self.file.close()
        self.socket.close()


def imap(line, command, literal=None):
    """The untagged answers, sorted, and the kind of the tagged one."""
    line.send("a " + command)
    if literal is not None:
        first = line.read()
        if not first.startswith("+"):
            return [first.split(" ")[1]]
        line.send(literal)
    found = []
    while True:
        answer = line.read()
        if not answer or answer.startswith("a "):
            words = answer.split(" ")
            return sorted(found) + [words[1] if len(words) > 1 else "closed"]
        if re.match(r"\* (OK|FLAGS|NO|\d+ RECENT|CAPABILITY)", answer):
            continue
        answer = re.sub(r"\\(Un)?Marked ?", "", answer)
        # 2.4.5 tells of mbox folders without children in LSUB too.
        answer = re.sub(r"^(\* LSUB \(.*?)\\NoInferiors ?", r"\1", answer)
        # 2.4.2 and later look for attachments.
        answer = re.sub(r" ?\$Has(No)?Attachment", "", answer)
        # Headers that a server adds are not of the same length.
        answer = re.sub(r"\(STORAGE (\d+) ", lambda m: "(STORAGE about %d " % (int(m[1]) // 3), answer)
        found.append(answer)


def log_in(user, password):
    line = Line(143)
    line.read()
    return line, imap(line, f'LOGIN "{user}" "{password}"')[-1]


def deliver(user, subject, size=SIZE):
    """The code with which LMTP takes a mail."""
    line = Line(24)
    line.read()
    line.send("LHLO here")
    while line.read()[3:4] == "-":
        pass
    for command in ("MAIL FROM:<from@example.com>", f"RCPT TO:<{user}>"):
        line.send(command)
        answer = line.read()
        if not answer.startswith("2"):
            line.close()
            return answer[:3]
    line.send("DATA")
    line.read()
    body = "\r\n".join("x" * 70 for _ in range(size // 72))
    line.send(f"From: from@example.com\r\nTo: {user}\r\nSubject: {subject}\r\n\r\n{body}\r\n.")
    answer = line.read()
    line.close()
    return answer[:3]


def asked(name):
    """What a tree answers: a list of the question and the answer."""
    found = []

    def say(question, answer):
        found.append((question, answer))

    anna, bertha = "anna@example.com", "bertha@example.com"
    other = "apfel" if name == "conf.d" else "birne"
    line, answer = log_in(anna, "wrong")
    say("wrong password", answer)
    line.close()
    for subject in ("hello", "this is spam", "more"):
        say(f"deliver {subject}", deliver(anna, subject))
    say("deliver to detail", deliver("anna+Sent@example.com", "detail"))
    say("deliver to nobody", deliver("nobody@example.com", "hello") if name != "conf.d" else None)
    line, answer = log_in(anna, "apfel")
    say("log in", answer)
    mail = "Subject: appended\r\n\r\nbody\r\n"
    for command in (
        'LIST "" "*" RETURN (SPECIAL-USE SUBSCRIBED)',
        "NAMESPACE",
        "STATUS INBOX (MESSAGES)",
        "STATUS Junk (MESSAGES)",
        "STATUS Sent (MESSAGES)",
        "CREATE Work",
        "CREATE Work/Deep",
        "CREATE Work.Deep",
        "CREATE Public/News",
    ):
        say(command, imap(line, command))
    for box in ("Junk", "Trash", "Public/News", "INBOX/Work"):
        say(f"append to {box}", imap(line, f'APPEND "{box}" {{{len(mail)}}}', mail))
    for command in (
        "SELECT Junk",
        "FETCH 1:* (FLAGS)",
        "CLOSE",
        "GETQUOTAROOT INBOX",
        "GETQUOTAROOT Trash",
        "MYRIGHTS INBOX",
        "MYRIGHTS Public/News",
        f"SETACL Work {bertha} lr",
        "GETACL Work",
        'LIST "" "*"',
        'LIST "" "INBOX/*"',
        'LSUB "" "*"',
    ):
        say(command, imap(line, command))
    line.close()
    for number in range(6):
        say(f"fill {number}", deliver(anna, "fill", 6000))
    say("spam when full", deliver(anna, "spam"))
    line, answer = log_in(bertha, other)
    say("log in the other", answer)
    for command in (
        'LIST "" "*"',
        f"STATUS shared/{anna}/Work (MESSAGES)",
        f"MYRIGHTS shared/{anna}/Work",
        "MYRIGHTS Public/News",
        "CREATE Public/Mine",
        "STATUS Public/News (MESSAGES)",
    ):
        say(command, imap(line, command))
    line.close()
    return found


class Server:
    """A Dovecot in a chroot with a tree."""

    def __init__(self, chroot, tree):
        self.chroot = pathlib.Path(chroot)
        self.place = self.chroot / FOLDER.lstrip("/")
        shutil.rmtree(self.place, ignore_errors=True)
        (self.place / "home").mkdir(parents=True)
        os.chmod(self.place, 0o755)
        # 2.3 asks for rights on the parent where 2.4 takes those of the new folder, so one is there already.
        for folder in ("home", "home/public", "home/public/.News", "home/public/.News/cur"):
            (self.place / folder).mkdir(exist_ok=True)
            os.chown(self.place / folder, 2000, 2000)
        shutil.copytree(tree, self.place / "etc")
        for name in ("urandom", "null"):
            if not (self.chroot / "dev" / name).exists():
                sys.exit(f"{self.chroot}/dev/{name} is missing")
        self.run = None

    def __enter__(self):
        command = ["chroot", self.chroot, "dovecot", "-F", "-c", f"{FOLDER}/etc/dovecot.conf"]
        self.run = subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True)
        return self

    def log(self):
        path = self.place / "log"
        return path.read_text(errors="replace") if path.exists() else ""

    def __exit__(self, *_):
        self.run.send_signal(signal.SIGTERM)
        try:
            self.run.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(self.run.pid, signal.SIGKILL)
            self.run.wait()
        shutil.rmtree(self.place, ignore_errors=True)


def written(folder, files):
    for name, text in {**files, "users": USERS, "before.sieve": BEFORE}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def answers(chroot, tree, name):
    with Server(chroot, tree) as server:
        try:
            return asked(name), server.log()
        except OSError as error:
            return [("the server", str(error))], server.log()


def one(args, name, base):
    old, new = base / "old", base / "new"
    written(old, TREES[name])
    # The tree is upgraded where the server will find it.
    place = pathlib.Path(args.oracles) / OLD / FOLDER.lstrip("/")
    command = [args.dovelint, "upgrade", old, "--output", new, "--copy-all", "--quiet", "--confine=false"]
    done = subprocess.run([*command, "--remap", f"{FOLDER}/etc={old}"], capture_output=True, text=True, timeout=60)
    if done.returncode not in (0, 1):
        return [f"upgrade ends with {done.returncode}: {done.stderr.strip()}"]
    expected, log = answers(place.parent.parent, old, name)
    if args.verbose:
        print("\n".join(f"    {question}: {answer}" for question, answer in expected))
    wrong = []
    if ("log in", "OK") not in expected:
        wrong.append(f"2.3 lets nobody in: {expected[:3]} {log[-500:]}")
    for suite in NEW:
        found, log = answers(pathlib.Path(args.oracles) / suite, new, name)
        differing = [(a, b) for a, b in zip(expected, found) if a != b]
        wrong += [f"{suite}: {question}: {was} became {now}" for (question, was), (_, now) in differing]
        if differing or len(expected) != len(found):
            lines = [line for line in log.splitlines() if re.search("Error|Fatal|Panic", line) and "svbin" not in line]
            wrong += [f"{suite} log: {line}" for line in lines[:5]]
    return wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dovelint", default="target/release/dovelint")
    parser.add_argument("--oracles", required=True)
    parser.add_argument("--only", default="")
    parser.add_argument("-v", "--verbose", action="store_true")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if not args.inside:
        own = [sys.executable, os.path.abspath(__file__), *sys.argv[1:], "--inside"]
        script = 'ip link set lo up && exec "$@"'
        sys.exit(subprocess.run(["unshare", "-n", "--", "sh", "-c", script, "sh", *own]).returncode)
    failed = 0
    names = [name for name in TREES if args.only in name]
    for name in names:
        with tempfile.TemporaryDirectory() as folder:
            wrong = one(args, name, pathlib.Path(folder))
        failed += bool(wrong)
        print(f"{'FAIL' if wrong else 'ok  '} {name}", flush=True)
        for line in wrong:
            print(f"       {line}")
    print(f"{len(names) - failed} of {len(names)} trees answer alike")
    sys.exit(1 if failed or not names else 0)


if __name__ == "__main__":
    main()
