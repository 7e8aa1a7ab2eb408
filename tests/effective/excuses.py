"""Where `dovelint show` and doveconf may say different things, by name and with the reason."""

import collections

import printed

# What doveconf sets itself, from what a program of Pigeonhole says about its extensions.
COMPUTED = ("managesieve_notify_capability", "managesieve_sieve_capability")

# What 2.4 has or lacks by the build rather than by the configuration.
OF_BUILD_24 = {
    "cassandra_": "Debian builds without the driver; dovelint knows the settings of every driver",
    "cdb_path": "Debian builds without the driver",
    "oauth2_audience": "came with 2.4.5; Debian's 2.4.1 has it by a security update",
    "sieve_max_cpu_time": "this Pigeonhole of 2.4.5 keeps the old default whatever the configuration says",
}

# Settings of 2.3 whose default the builder chooses.
OF_BUILD_23 = ("base_dir", "import_environment", "libexec_dir", "login_greeting", "login_plugin_dir",
               "mail_plugin_dir", "managesieve_implementation_string", "mbox_write_locks", "protocols", "state_dir")


class Build:
    """The defaults of Dovecot and of one build of it, asked for once."""

    def __init__(self, oracle):
        self.oracle, self.known = oracle, None

    def defaults(self):
        if self.known is None:
            import pathlib
            import tempfile
            with tempfile.TemporaryDirectory(prefix="effective-", dir=self.oracle.jail + "/tmp") as folder:
                path = pathlib.Path(folder) / "empty.conf"
                path.write_bytes(b"")
                theirs, ours = (dict((path[0], value) for path, value in pairs if len(path) == 1)
                                for pairs in (self.oracle.ask(path, "-a"), self.oracle.values(path, "--all")))
            self.known = {name: (theirs.get(name, ""), ours.get(name, "")) for name in OF_BUILD_23}
        return self.known


def drop(result, name, theirs=(), ours=()):
    """Takes pairs off both sides and counts them."""
    for pair in theirs:
        del result.theirs[pair]
    for pair in ours:
        del result.ours[pair]
    result.excused[name] += max(len(theirs), len(ours))


def apply(oracle, result, theirs, all=False, also=None, text=b"", packaged=False):
    if not (result.theirs or result.ours):
        return
    filters_for_all(result)
    if oracle.line == "2.3":
        computed(result)
        builds(oracle, result, packaged)
        if text:
            blanks(result)
        beginning(result)
        if also is not None:
            forgotten(result, also)
    else:
        if all:
            builds_24(result)
        word_lists(result)
        cut_keys(result)


def computed(result):
    found = [pair for pair in result.theirs if pair[0][-1] in COMPUTED]
    if found:
        drop(result, "the capabilities of Sieve, which doveconf asks a program for", theirs=found)
    mine = [pair for pair in result.ours if pair[0][-1] in COMPUTED]
    for pair in mine:
        del result.ours[pair]


def builds(oracle, result, packaged):
    """A default of this build, or what `$name` makes of it. A tree that includes the files of Debian's packages
    about protocols is for the build that the oracles have, so that nothing is excused there."""
    for pair in [*result.ours]:
        path, value = pair
        if path[-1] not in OF_BUILD_23 or value is None or (packaged and path[-1] == "protocols"):
            continue
        of_build, upstream = oracle.build.defaults()[path[-1]]
        here = [other for other in result.theirs if other[0] == path]
        bare = printed.unquoted(value)
        as_built = bare.replace(printed.unquoted(upstream), printed.unquoted(of_build), 1)
        same = [other for other in here if printed.unquoted(other[1]) in (as_built, bare)]
        if same:
            drop(result, "a default of the build", theirs=same[:1], ours=[pair])
        elif not here and printed.unquoted(of_build) in (bare, as_built):
            drop(result, "a default of the build, written", ours=[pair])


def blanks(result):
    """`$protocols` begins with a blank where the default is empty; written out, doveconf takes it away."""
    for pair in [pair for pair in result.ours if pair[0] == ("protocols",)]:
        words = printed.unquoted(pair[1]).split()
        same = [other for other in result.theirs if other[0] == pair[0] and printed.unquoted(other[1]).split() == words]
        if same:
            drop(result, "the blanks of `protocols`, written out", theirs=same[:1], ours=[pair])


def beginning(result):
    """A word with which the default begins counts as the default: `return` of `return-ok`."""
    found = [pair for pair in result.ours if pair[0][-1] == "result_success" and pair[1] == "return"]
    if found:
        drop(result, "result_success = return", ours=found)


def forgotten(result, also):
    """Merging two filters forgets which settings of a section with a name are set, so that `-n` leaves them out;
    `-a` shows them."""
    found = [pair for pair in result.ours if len(pair[0]) > 1 and pair in also]
    if found:
        drop(result, "-n -f of 2.3 forgets what is set in a section; -a -f has it", ours=found)


def filters_for_all(result):
    """`remote 0.0.0.0/0 {` is printed without its head."""
    for pair in [*result.ours]:
        path, value = pair
        if len(path) > 2 and path[0] in ("local", "remote") and path[1].endswith("/0"):
            bare = (path[2:], value)
            if bare in result.theirs:
                drop(result, "a filter for every address is printed without its head", theirs=[bare], ours=[pair])


def builds_24(result):
    for begin, reason in OF_BUILD_24.items():
        theirs = [pair for pair in result.theirs if pair[0][0].startswith(begin)]
        ours = [pair for pair in result.ours if pair[0][0].startswith(begin)]
        if theirs or ours:
            drop(result, "%s: %s" % (begin, reason), theirs, ours)


LISTS_OF_WORDS = printed.word_lists()


def word_lists(result):
    """The same words in other quotes."""
    for pair in [*result.ours]:
        path, value = pair
        is_list = path[-1] in LISTS_OF_WORDS or any(name.endswith("_" + path[-1]) for name in LISTS_OF_WORDS)
        if is_list:
            same = [other for other in result.theirs
                    if other[0] == path and printed.words(other[1]) == printed.words(value)]
            if same:
                drop(result, "the quotes around the words of a list", theirs=same[:1], ours=[pair])


def cut_keys(result):
    """doveconf cuts a key of a text list at its first `=`, so that its output cannot be read back."""
    for pair in [*result.ours]:
        path, value = pair
        key, sign, rest = path[-1].partition("=")
        cut = ((*path[:-1], key), printed.spelled("%s=%s" % (rest, value), "2.4"))
        if sign and cut in result.theirs:
            drop(result, "a key with `=` in a list of texts", theirs=[cut], ours=[pair])
