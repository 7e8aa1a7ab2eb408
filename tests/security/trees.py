"""Trees of any size that growth.py measures beside the generators: many files, many lines that are none, and here
documents. A tree is a function of n that gives the files by name, and the paths that are named.
"""

TREES = {}
V24 = "dovecot_config_version = 2.4.5\ndovecot_storage_version = 2.4.5\n"


def tree(make):
    """Enters a tree under the name of its function."""
    TREES[make.__name__] = make
    return make


@tree
def includechain(n):
    files = {f"{i}.conf": f"!include {i + 1}.conf\n" for i in range(n)}
    return files | {"dovecot.conf": "!include 0.conf\n", f"{n}.conf": "login_greeting = x\n"}, ["dovecot.conf"]


@tree
def heredocs24(n):
    settings = "".join(f"plugin_{i} = <<E\n  a # b\nE\n# c\nx{i} = y\n" for i in range(n))
    return {"dovecot.conf": V24 + settings}, ["dovecot.conf"]


@tree
def named(n):
    files = {f"conf.d/{i}.conf": f"login_greeting = {i}\n" for i in range(n)}
    return files | {"dovecot.conf": "!include conf.d/*.conf\n"}, sorted(files)


@tree
def roots(n):
    return {f"{i}/dovecot.conf": "protocols = none\nlogin_greeting=x y\n" for i in range(n)}, ["."]


@tree
def roots_with_parts(n):
    files = {f"{i}/dovecot.conf": "!include a.conf\nssl=yes\n" for i in range(n)}
    return files | {f"{i}/a.conf": "protocols = none\nlisten=*\n" for i in range(n)}, ["."]


@tree
def feeds(n):
    return {"dovecot.conf": "\n" * 1000 * n}, ["dovecot.conf"]


@tree
def comments(n):
    return {"dovecot.conf": "# comment\n" * 100 * n}, ["dovecot.conf"]


@tree
def settings(n):
    return {"dovecot.conf": "login_greeting = hi\n" * 10 * n}, ["dovecot.conf"]


@tree
def continued(n):
    return {"dovecot.conf": "login_greeting = a \\\n" + "  b \\\n" * 10 * n + "  c\n"}, ["dovecot.conf"]
