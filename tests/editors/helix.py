#!/usr/bin/env python3
"""Helix, in a terminal of tmux, as a client of `dovelint lsp`: file type, findings, hover, a fix.

    HX="hx" EDITORS=FOLDER TREE=FOLDER helix.py

HX is the command that starts Helix, EDITORS the folder `editors`, TREE a copy of tree/dovecot. `dovelint` is in PATH.
Exit code 0 when all holds.
"""

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import time

failed = 0
socket = f"dovelint-{os.getpid()}"
home = tempfile.mkdtemp(prefix="helix-")
settings = os.path.join(home, ".config", "helix")
os.makedirs(settings)
shutil.copy(os.path.join(os.environ["EDITORS"], "helix", "languages.toml"), settings)


def tmux(*words):
    command = ["tmux", "-L", socket, "-f", "/dev/null", *words]
    return subprocess.run(command, capture_output=True, text=True).stdout


def screen(is_there):
    """What is on the screen once it holds what is wanted, or in the end."""
    end = time.monotonic() + 15
    while True:
        text = tmux("capture-pane", "-p")
        if is_there(text) or time.monotonic() > end:
            return text
        time.sleep(0.1)


def check(name, is_there):
    global failed
    text = screen(is_there)
    is_right = is_there(text)
    failed += not is_right
    print(("ok      " if is_right else "not ok  ") + name + ("" if is_right else "\n" + text), flush=True)


def keys(*names):
    tmux("send-keys", *names)


command = shlex.split(os.environ.get("HX", "hx"))
path = os.path.join(os.environ["TREE"], "conf.d", "10-master.conf")
tmux(
    "new-session", "-d", "-x", "120", "-y", "34",
    "env", "HOME=" + home, "XDG_CONFIG_HOME=", "TERM=xterm-256color", "LANG=C.UTF-8", "PATH=" + os.environ["PATH"],
    *command, path,
)  # fmt: skip
try:
    check("findings in the margin", lambda text: "● " in text)
    keys("j", "l", "l")
    check(
        "the finding under the cursor",
        lambda text: "serves 5 clients" in text and "mail-process-client-limit" in text,
    )
    keys("Space", "k")
    check("hover", lambda text: "a number" in text and "Effective here" in text)
    keys("Escape")
    # Right behind it, a key would be one with Alt.
    screen(lambda text: "Effective here" not in text)
    keys("Space", "a")
    check("fixes", lambda text: "Ignore mail-process-client-limit here" in text)
    keys("Enter")
    check(
        "the fix is applied, and the finding is gone",
        lambda text: any(line.split()[-3:] == ["client_limit", "=", "1"] for line in text.splitlines())
        and "serves 5 clients" not in text,
    )
    keys(":q!", "Enter")
    end = time.monotonic() + 10
    while tmux("list-panes") and time.monotonic() < end:
        time.sleep(0.1)
    failed += bool(tmux("list-panes"))
    print(("not ok  " if tmux("list-panes") else "ok      ") + "it ends when it is told to")
finally:
    tmux("kill-server")
    shutil.rmtree(home, ignore_errors=True)
print(f"{failed} failed")
sys.exit(failed > 0)
