"""What `doveconf` prints and what `dovelint show` says, as the same (path, value) pairs.

A path is the types and names of the sections, then the key; a section of 2.3 without a name counts as its number.
A section with nothing in it is a pair without a value.
"""

import collections
import json
import pathlib
import re

SCHEMA = pathlib.Path(__file__).resolve().parents[2] / "schema"
FILTERS = ("protocol", "local", "local_name", "remote")
# Lists of free keys, of which there is one at most; 2.3 has it without a name.
LISTS = ("plugin", "dict")
SETTING_23 = re.compile(r"!*(\S+) =(?: (.*))?", re.S)
SETTING_24 = re.compile(r'("(?:\\.|[^"\\])*"|[^"\s=]\S*|) ?= ?(.*)', re.S)


def printable(text):
    """As dovelint spells a name: control characters and bytes that are no UTF-8 escaped."""
    special = {"\n": "\\n", "\r": "\\r"}
    return "".join(special.get(c, "\\u{%x}" % ord(c)) if (c < " " or "\x7f" <= c <= "\x9f") and c != "\t" else c
                   for c in text)


def unquoted(text):
    return re.sub(r"\\(.)", r"\1", text[1:-1], flags=re.S) if re.fullmatch(r'".*"', text, re.S) else text


def quoted(text):
    return '"' + re.sub(r"([\"\\'])", r"\\\1", text) + '"'


def head(line, text):
    """Type and name of a section from its head without the brace."""
    kind, _, name = text.strip(" ").partition(" ")
    if kind == "group":
        label, _, name = name.partition(" ")
        kind += " " + label
    # A filter always has one, if only an empty one.
    has_name = text.strip(" ") != kind or kind in FILTERS
    is_quoted = kind not in FILTERS and (line == "2.4" or " " in name)
    return kind, (unquoted(name) if is_quoted else name) if has_name else None


def of_doveconf(output, line):
    """The pairs that doveconf prints."""
    lines, at = output.split(b"\n"), 0
    path, counts, filled = [], [{}], [True]
    out = collections.Counter()
    while at < len(lines):
        raw = lines[at]
        at += 1
        text = raw.decode("utf-8", "backslashreplace").lstrip(" ")
        if not text or (text.startswith("#") and (line == "2.4" or not path)):
            continue
        pattern = SETTING_24 if line == "2.4" else SETTING_23
        setting = pattern.fullmatch(text)
        if setting:
            key = unquoted(setting[1]) if line == "2.4" else setting[1]
            value = pattern.fullmatch(raw.decode("utf-8", "replace").lstrip(" "))[2] or ""
            marker = value[2:].encode("utf-8", "replace") if line == "2.4" and value.startswith("<<") else None
            if marker is not None and marker in lines[at:]:
                end = lines.index(marker, at)
                value = b"\n".join([*lines[at:end], b""]).decode("utf-8", "replace")
                at = end + 1
            filled[-1] = True
            out[(*sum(path, ()), printable(key)), value] += 1
        elif text == "}":
            if not filled.pop():
                out[sum(path, ()), None] += 1
            path.pop()
            counts.pop()
        elif text.endswith("{"):
            kind, name = head(line, text[:-1])
            filled[-1] = True
            part = [kind]
            if name is not None:
                part.append(printable(name))
            elif line == "2.3" and kind not in LISTS:
                counts[-1][kind] = counts[-1].get(kind, 0) + 1
                part.append(str(counts[-1][kind]))
            path.append(tuple(part))
            counts.append({})
            filled.append(False)
        else:
            raise ValueError("no line of doveconf: %r" % raw)
    return without_filled(out)


def without_filled(pairs):
    """Without the empty sections that the same section elsewhere fills."""
    around = {path[:n] for path, value in pairs if value is not None for n in range(len(path))}
    return collections.Counter({pair: n for pair, n in pairs.items() if pair[1] is not None or pair[0] not in around})


def of_dovelint(output, line):
    """The pairs of `show --format json`, each value as doveconf prints it."""
    (root,) = json.loads(output)["roots"]
    out = collections.Counter()
    for setting in root["settings"]:
        out[tuple(setting["path"]), spelled(setting["value"], line)] += 1
    for section in root["empty_sections"]:
        out[tuple(section["path"]), None] += 1
    return without_filled(out)


def spelled(value, line):
    """A value in the quotes that doveconf puts around it. Source: `value_need_quote()` in `doveconf.c`, 2.3.21."""
    white = " \t" if line == "2.3" else " \t\n\v\f\r"
    if not value or (line == "2.4" and "\n" in value):
        return value
    return quoted(value) if "#" in value or value[0] in white or value[-1] in white else value


def word_lists():
    """The settings of 2.4 that are lists of words."""
    facts = json.loads((SCHEMA / "2.4.json").read_text())["settings"]
    return {name for name, one in facts.items() if one["type"] == "boollist"}


def words(value):
    """The words of a list, whatever quotes stand around them."""
    found = re.findall(r'"((?:\\.|[^"\\])*)"|([^\s,"]+)', value or "")
    return [re.sub(r"\\(.)", r"\1", a) if a else b for a, b in found]
