"""Carries out the recipes for other machines. Without arguments all of them, else those named:
action, gitlab, page, ansible, image."""

import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import yaml

PROJECT = Path.cwd()
COMMAND = os.environ.get("DOVELINT")
PACKAGES = Path(os.environ.get("DOVELINT_PACKAGES", PROJECT / "target/packages"))
GOOD = """protocols = imap
ssl = required
ssl_cert = <cert.pem
ssl_key = <key.pem
mail_location = maildir:~/Maildir
passdb {
  driver = pam
}
userdb {
  driver = passwd
}
"""
BAD = GOOD + "mial_debug = yes\n"


def require(holds, what):
    if not holds:
        sys.exit(f"recipes: {what}")


def tree(folder, text):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "dovecot.conf").write_text(text)
    for name in ("cert.pem", "key.pem"):
        (folder / name).write_text("a key\n")


def run(script, folder, env=None, shell=("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c")):
    """The exit code, and all that was printed."""
    done = subprocess.run([*shell, script], cwd=folder, env={**os.environ, **(env or {})}, text=True,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return done.returncode, done.stdout


def path_with(*folders):
    return ":".join([*map(str, folders), os.environ["PATH"]])


def release():
    return Path(COMMAND or PROJECT / "target/release/dovelint").resolve()


class Action:
    """The steps of action.yml, with the few expressions that they use."""

    def __init__(self, work):
        self.action = yaml.safe_load((PROJECT / "action.yml").read_text())
        self.temp = work / "runner"
        self.temp.mkdir()
        self.outputs = self.temp / "output"
        self.summary = self.temp / "summary"

    def fill(self, text, inputs):
        known = {f"inputs.{name}": value for name, value in inputs.items()}
        known |= {"steps.source.outputs.binary": ""}
        known |= {"runner.temp": str(self.temp), "runner.os": "Linux", "runner.arch": "X64"}
        for line in self.outputs.read_text().splitlines() if self.outputs.exists() else []:
            name, value = line.split("=", 1)
            known[f"steps.source.outputs.{name}"] = value
        return re.sub(r"\$\{\{\s*(.+?)\s*\}\}", lambda found: known[found.group(1)], text)

    def step(self, name, folder, given=None, env=None):
        given = given or {}
        declared = self.action["inputs"]
        require(set(given) <= set(declared), f"action.yml has no input {set(given) - set(declared)}")
        inputs = {key: given.get(key, about["default"]) for key, about in declared.items()}
        self.summary.write_text("")
        [step] = [step for step in self.action["runs"]["steps"] if step["name"] == name]
        env = {**(env or {}), **{key: self.fill(value, inputs) for key, value in step.get("env", {}).items()}}
        env |= {"RUNNER_TEMP": str(self.temp), "GITHUB_ACTION_PATH": str(PROJECT),
                "GITHUB_OUTPUT": str(self.outputs), "GITHUB_ACTIONS": "true",
                "GITHUB_STEP_SUMMARY": str(self.summary)}
        return run(step["run"], folder, env)


def action(work):
    it = Action(work)
    code, text = it.step("Which dovelint", work, {"binary": str(work / "nothing")})
    require(code == 1 and "::error::" in text, f"a binary that is not there: {text}")
    # Another version on the PATH is not taken.
    (work / "other").mkdir()
    (work / "other/dovelint").write_text("#!/bin/sh\necho dovelint 0.0.0\n")
    (work / "other/dovelint").chmod(0o755)
    code, text = it.step("Which dovelint", work, env={"PATH": path_with(work / "other")})
    require(code == 0 and "at-hand=false" in it.outputs.read_text(), text)
    [cache] = [step for step in it.action["runs"]["steps"] if step.get("uses", "").startswith("actions/cache")]
    key = it.fill(cache["with"]["key"], {})
    require(re.fullmatch(r"dovelint-Linux-X64-[0-9a-f]{64}", key), f"the key of the cache is {key}")
    if COMMAND:
        code, text = it.step("Which dovelint", work, {"binary": str(release())})
        require(code == 0 and "at-hand=true" in it.outputs.read_text(), text)
        require("is at hand" in text, text)
    else:
        code, text = it.step("Build", work)
        require(code == 0, text)
    tree(work / "good", GOOD)
    tree(work / "bad one", BAD)
    lint = lambda **given: it.step("Lint", work, {key.replace("_", "-"): value for key, value in given.items()})
    for given, expected in [
        ({"paths": "good"}, 0),
        ({"paths": "good\nbad one\n"}, 1),
        ({"paths": "bad one", "fail_on": "never"}, 0),
        ({"paths": "good", "dovecot": "2.4"}, 1),
        ({"paths": "good", "profile": "audit", "fail_on": "error"}, 0),
        ({"paths": "nowhere"}, 2),
        ({"paths": "bad one", "sarif": "found.sarif"}, 1),
        ({"paths": "bad one", "args": "--ignore\nunknown-setting\n"}, 0),
        ({"paths": "bad one", "args": "--no-such-option"}, 2),
    ]:
        code, text = lint(**given)
        require(code == expected, f"action {given}: exit code {code}\n{text}")
    code, text = lint(paths="bad one")
    require("::error file=bad one/dovecot.conf" in text, f"no annotation:\n{text}")
    require("unknown-setting" in it.summary.read_text(), "no summary")
    code, text = lint(paths="bad one", format="concise", summary="false")
    require("bad one/dovecot.conf:12:1: error" in text and "::error" not in text, f"format: {text}")
    require(not it.summary.read_text(), "a summary that nobody asked for")
    sarif = json.loads((work / "found.sarif").read_text())
    require(len(sarif["runs"][0]["results"]) == 1, f"SARIF: {sarif}")
    command = dict(line.split("=", 1) for line in it.outputs.read_text().splitlines())["binary"]
    subprocess.run([command, "--write-baseline=known.json", "bad one"], cwd=work,
                   check=False, capture_output=True)
    code, text = lint(paths="bad one", baseline="known.json")
    require(code == 0, f"action with a baseline: {text}")


def gitlab(work):
    job = yaml.safe_load((PROJECT / "ci/gitlab.yml").read_text())["dovelint"]
    [wheel] = PACKAGES.glob(f"dovelint-*_{platform.machine()}.whl")
    (work / "ci").mkdir()
    shutil.copy(wheel, work / "ci")
    (work / "bin").mkdir()
    subprocess.run([sys.executable, "-m", "venv", work / "venv"], check=True)
    # What is on this machine must not stand for what the job installs.
    path = ":".join([str(work / "bin"), str(work / "venv/bin"), "/usr/bin", "/bin"])
    env = {**job["variables"], "PATH": path, "DOVELINT_PATHS": "dovecot"}
    log = work / "runs"
    counted = f"#!/bin/sh\necho run >>{log}\nexec {work}/venv/bin/dovelint \"$@\"\n"
    tree(work / "dovecot", BAD)
    tree(work / "other one", GOOD)
    code, text = run("\n".join(job["before_script"]), work, env)
    require(code == 0, f"gitlab, before_script: {text}")
    (work / "bin/dovelint").write_text(counted)
    (work / "bin/dovelint").chmod(0o755)
    script = "\n".join(job["script"])
    report = work / job["artifacts"]["reports"]["codequality"]
    [documented] = [yaml.safe_load(text)["dovelint"]["variables"] for text in blocks("yaml gitlab")]
    for given in ({}, documented, {"DOVELINT_OPTIONS": "--profile audit --fail-on error"}):
        log.unlink(missing_ok=True)
        report.unlink(missing_ok=True)
        code, text = run(script, work, env | given, ("sh", "-ec"))
        require(code == 1 and "dovecot/dovecot.conf:12: " in text, f"gitlab, bad, {given}: exit code {code}\n{text}")
        require("unknown-setting" in [found["check_name"] for found in json.loads(report.read_text())], report.read_text())
        require(log.read_text().count("run") == 1, f"gitlab: more than one run with {given}")
    code, text = run(script, work, env | {"DOVELINT_PATHS": "other one\n"}, ("sh", "-ec"))
    require(code == 0 and "0 findings" in text, f"gitlab, good: exit code {code}\n{text}")
    code, text = run(script, work, env | {"DOVELINT_OPTIONS": "--no-such-option"}, ("sh", "-ec"))
    require(code == 2, f"gitlab, wrong: exit code {code}\n{text}")


def blocks(language):
    text = (PROJECT / "docs/ci.md").read_text()
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def server(work):
    """A machine on which one command reloads Dovecot: what stands for /etc/dovecot, the PATH, the log of reloads."""
    (work / "bin").mkdir()
    log = work / "reloads"
    for name in ("systemctl", "doveadm"):
        stub = work / "bin" / name
        stub.write_text(f'#!/bin/sh\necho "$*" >>{log}\n')
        stub.chmod(0o755)
    (work / "bin/dovelint").symlink_to(release())
    return work / "etc/dovecot", path_with(work / "bin"), log


def page(work):
    etc, path, log = server(work)
    gates = blocks("sh gate")
    require(len(gates) > 2, "docs/ci.md has no gates")
    for gate in gates:
        for text, passes in ((GOOD, True), (BAD, False)):
            tree(work / "dovecot", text)
            tree(etc, text if "/etc/dovecot &&" in gate else "# as it was\n")
            before = (etc / "dovecot.conf").read_text()
            log.unlink(missing_ok=True)
            code, output = run(gate.replace("/etc/dovecot", str(etc)), work, {"PATH": path}, ("sh", "-c"))
            require((code == 0, log.exists()) == (passes, passes), f"{gate}exit code {code}\n{output}")
            require(passes or (etc / "dovecot.conf").read_text() == before, f"{gate}copied what is bad")
    for example in blocks("sh"):
        code, output = run(example.replace("/etc/dovecot", str(etc)), work, {"PATH": path})
        require(code == 0 and output, f"{example}exit code {code}\n{output}")
    inputs = yaml.safe_load((PROJECT / "action.yml").read_text())["inputs"]
    used = []
    for text in blocks("yaml workflow"):
        for step in yaml.safe_load(text)["jobs"]["dovelint"]["steps"]:
            if "dovelint" in step.get("uses", ""):
                used.append(step["uses"])
                require(set(step["with"]) <= set(inputs), f"inputs {step['with']}")
    require(used, "docs/ci.md does not use the action")
    variables = yaml.safe_load((PROJECT / "ci/gitlab.yml").read_text())["dovelint"]["variables"]
    for text in blocks("yaml gitlab"):
        require(set(yaml.safe_load(text)["dovelint"]["variables"]) <= set(variables), text)
    hooks = {hook["id"] for hook in yaml.safe_load((PROJECT / ".pre-commit-hooks.yaml").read_text())}
    for text in blocks("yaml pre-commit"):
        used = {hook["id"] for repo in yaml.safe_load(text)["repos"] for hook in repo["hooks"] if repo["repo"] != "local"}
        require(used <= hooks, text)


def ansible(work):
    etc, path, log = server(work)
    tree(etc, "# as it was\n")
    [playbook] = blocks("yaml playbook")
    (work / "play.yml").write_text(playbook.replace("/etc/dovecot/", f"{etc}/"))
    python = sys.executable
    (work / "hosts").write_text(
        f"[mail]\nmx ansible_connection=local ansible_python_interpreter={python}\n"
        f"[all:vars]\nansible_python_interpreter={python}\n")
    env = {"PATH": f"{Path(python).parent}:{path}", "ANSIBLE_HOME": str(work / "ansible"), "LC_ALL": "C.UTF-8",
           "ANSIBLE_LOCALHOST_WARNING": "false"}
    for text, passes in ((BAD, False), (GOOD, True)):
        tree(work / "dovecot", text)
        code, output = run("ansible-playbook -i hosts play.yml", work, env)
        require((code == 0, log.exists()) == (passes, passes), f"ansible: exit code {code}\n{output}")
        require(((etc / "dovecot.conf").read_text() == text) == passes, f"ansible: what was copied\n{output}")


def image(work):
    lines = [line.split(maxsplit=1) for line in (PROJECT / "Dockerfile").read_text().splitlines() if line[:1] != "#"]
    lines = [line for line in lines if len(line) == 2]
    ignored = {line.strip() for line in (PROJECT / ".dockerignore").read_text().splitlines()}
    files = subprocess.run(["git", "ls-files"], check=True, capture_output=True, text=True).stdout.splitlines()
    for name in files:
        if name.split("/")[0] not in ignored and (PROJECT / name).is_file():
            (work / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(PROJECT / name, work / name)
    # What was built before need not be built again.
    (PROJECT / "target/image").mkdir(parents=True, exist_ok=True)
    (work / "target").symlink_to(PROJECT / "target/image")
    for _, script in [line for line in lines if line[0] == "RUN"]:
        code, output = run(script, work, shell=("sh", "-c"))
        require(code == 0, f"{script}\n{output}")
    root = work / "root"
    for _, what in [line for line in lines if line[0] == "COPY" and line[1] != ". ."]:
        sources = what.removeprefix("--from=build /build/").split()
        target = root / sources.pop().lstrip("/")
        for source in sources:
            place = target / source if str(what).endswith("/") else target
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(work / source, place)
    [entry] = [json.loads(text)[0] for name, text in lines if name == "ENTRYPOINT"]
    kind = subprocess.run(["ldd", root / entry.lstrip("/")], capture_output=True, text=True, check=False)
    require("statically linked" in kind.stdout or "not a dynamic" in kind.stderr, f"not static: {kind}")
    if os.getuid() == 0:
        # Nothing but what the image holds.
        tree(root / "work", BAD)
        code, output = run(f"chroot {root} {entry} /work", work)
        require(code == 1 and "unknown-setting" in output, f"in the image: exit code {code}\n{output}")


RECIPES = {"action": action, "gitlab": gitlab, "page": page, "ansible": ansible, "image": image}

for name in sys.argv[1:] or RECIPES:
    with tempfile.TemporaryDirectory() as folder:
        RECIPES[name](Path(folder).resolve())
    print(f"recipes: {name} as expected", flush=True)
