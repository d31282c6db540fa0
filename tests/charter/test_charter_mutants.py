"""Thousands of mutants of the shipped charters: a located message or a charter that can be checked, never a traceback.

The mutants are drawn from a fixed seed, so that a failure can be run again: its text is in the assertion.
"""

import random
import re

import pytest

from tether.charter.check import check
from tether.charter.library import historical, names
from tether.charter.read import charter_from_text
from tether.documents.yaml_file import MOST_BYTES
from tether.errors import InputError

ODD = ["unknown", "none", "[]", "{}", "''", "-3", "1e400", ".nan", ".inf", "2015-02-30", "true", "no", "~", "!!str x",
       "&a", "*a", "<<: *a", "{lo: 9, hi: 1}", "{v: 5}", "[a, [b, [c]]]", "0x1F", "1_000", '"\\u0000"', "\u202e", "😀",
       "الحرس", "9" * 400, "{src: [x]}", "- ", "? x", "| \n  y", "> z", "@", "%", "`", "key: value: more"]  # fmt: skip
EACH = 240  # mutants of each of nine kinds: 2,160
TEXTS = {name: "\n".join(historical(name)._text.lines) for name in names()}


def survives(text):
    """Read and check under both readings; return whether it was a charter at all."""
    try:
        charter = charter_from_text(text, "mutant.yaml")
    except InputError as error:
        assert error.problems, "an error names what is wrong"
        for problem in error.problems:
            assert problem.line >= 1 and problem.where.startswith("mutant.yaml") and str(problem)
        return False
    for open_world in (True, False):
        report = check(charter, open_world=open_world)
        assert all(1 <= f.line <= len(text.splitlines()) + 1 for f in report.findings)
    return True


def lines_cut(text, rng):
    lines = text.split("\n")
    start = rng.randrange(len(lines))
    return "\n".join(lines[:start] + lines[start + rng.randint(1, 6) :])


def lines_swapped(text, rng):
    lines = text.split("\n")
    a, b = rng.randrange(len(lines)), rng.randrange(len(lines))
    lines[a], lines[b] = lines[b], lines[a]
    return "\n".join(lines)


def line_repeated(text, rng):
    lines = text.split("\n")
    a = rng.randrange(len(lines))
    return "\n".join([*lines[:a], lines[a], *lines[a:]])


def characters_changed(text, rng):
    out = list(text)
    for _ in range(rng.randint(1, 4)):
        out[rng.randrange(len(out))] = rng.choice("{}[]:,-#&*!|>'\"%@` \t\n\x00\x07aZ9é\u2028\ufeff")
    return "".join(out)


def cut_short(text, rng):
    return text[: rng.randrange(len(text))]


def indent_moved(text, rng):
    lines = text.split("\n")
    a = rng.randrange(len(lines))
    lines[a] = " " * rng.randint(0, 9) + lines[a].lstrip()
    return "\n".join(lines)


def value_replaced(text, rng):
    leaves = list(re.finditer(r"(?<=: )[^\s\[\]{},][^\[\]{},\n]*", text))
    if not leaves:  # other changes left no value to replace
        return text
    leaf = rng.choice(leaves)
    return text[: leaf.start()] + rng.choice(ODD) + text[leaf.end() :]


def key_misspelt(text, rng):
    keys = list(re.finditer(r"[a-z_]{3,}(?=: )", text))
    if not keys:
        return text
    key = rng.choice(keys)
    word = list(key.group())
    word[rng.randrange(len(word))] = rng.choice("abcxyz_")
    return text[: key.start()] + "".join(word) + text[key.end() :]


def several(text, rng):
    for _ in range(rng.randint(2, 5)):
        text = rng.choice(MUTATIONS[:-1])(text, rng) if text else text
    return text


MUTATIONS = [lines_cut, lines_swapped, line_repeated, characters_changed, cut_short, indent_moved, value_replaced,
             key_misspelt, several]  # fmt: skip


@pytest.mark.parametrize("mutate", MUTATIONS, ids=lambda m: m.__name__)
def test_mutants_of_the_library(mutate):
    rng = random.Random(f"mutants:{mutate.__name__}")
    whole = 0
    for round_ in range(EACH):
        name = rng.choice(sorted(TEXTS))
        mutant = mutate(TEXTS[name], rng)
        try:
            whole += survives(mutant)
        except Exception as error:
            pytest.fail(f"{type(error).__name__}: {error} on mutant {round_} of {name} by {mutate.__name__}")
    assert whole < EACH, "some mutants are refused"


@pytest.mark.parametrize("word", ["unknown", "none"])
@pytest.mark.parametrize("name", names())
def test_every_top_part_blank_in_turn(name, word):
    """Each part of each charter, unknown or none as a whole: read (or refused for a dangling id) and checked."""
    text = TEXTS[name]
    parts = re.split(r"(?m)^(?=[a-z_]+:)", text)
    for index, part in enumerate(parts):
        key = re.match(r"[a-z_]+(?=:)", part)
        if key and key.group() not in ("charter", "meta"):
            survives("".join([*parts[:index], f"{key.group()}: {word}\n", *parts[index + 1 :]]))


HOSTILE = {
    "deep lists": "charter: '0.3'\nnote: " + "[" * 3000 + "]" * 3000,
    "deep maps": "charter: '0.3'\n" + "".join(" " * i + "a:\n" for i in range(1500)),
    "billion laughs": "a: &a [x,x,x,x,x,x,x,x,x]\n"
    + "".join(
        f"{b}: &{b} [{','.join('*' + a for _ in range(9))}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    ),
    "self": "charter: '0.3'\nforces: &f [{id: a, places: *f}]",
    "merge": "charter: '0.3'\nx: &x {a: 1}\nmeta:\n  <<: *x\n",
    "many documents": "charter: '0.3'\n---\n" * 500,
    "long key": "charter: '0.3'\n" + "k" * 100_000 + ": 1",
    "long scalar": "charter: '0.3'\nmeta: {title: " + "t" * 1_000_000 + "}",
    "many keys": "charter: '0.3'\n" + "".join(f"k{i}: 1\n" for i in range(30_000)),
    "tabs": "charter:\t'0.2'\n\tmeta:\t{}",
    "windows": "charter: '0.3'\r\nmeta: {id: a}\r\nforces:\r\n  - {id: a}\r\n",
    "mark": "\ufeffcharter: '0.3'\nmeta: {id: a}",
    "directive": "%TAG ! tag:x,2000:\n---\ncharter: !y '0.2'",
    "null byte": "charter: '0.3'\nmeta: {title: a\x00b}",
    "surrogate": "charter: '0.3'\nmeta: {title: \ud800}",
    "binary": "charter: '0.3'\nmeta: !!binary aGVsbG8=",
    "python": "charter: '0.3'\nmeta: !!python/object/apply:os.system ['true']",
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_files(kind):
    assert len(HOSTILE[kind].encode("utf-8", "surrogatepass")) < MOST_BYTES
    survives(HOSTILE[kind])
