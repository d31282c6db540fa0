"""No pattern of the package takes more than linear time: judged by its parse tree, not by a clock.

Time grows faster than the text where two repeats without an end can share one stretch of it. Three forms are looked for,
in every pattern that stands in the code or is held by a module:

    nested      a repeat inside a repeat, with nothing between two rounds that the inner one can't hold:  (a+)*
    adjacent    two repeats that hold a common character, with nothing between them that one can't hold:  \\s*[\\w ]+
    unanchored  a search that may begin anywhere in a repeat's own stretch, and may fail behind it:       \\s+$

It errs on the side of suspicion; what is fine for another reason stands in ``FINE``, with it.
"""

import ast
import importlib
import pkgutil
import re
import sys
from pathlib import Path
from re import _constants as code
from re import _parser as parser

import pytest

import tether

ROOT = Path(tether.__file__).parent
CALLS = {"match", "fullmatch", "search", "sub", "subn", "split", "findall", "finditer"}
ANCHORED = {"match", "fullmatch"}
SIGNS = [*map(chr, range(128)), "é", "ا", "–", "\u2028", "١"]

# Fine for another reason: (file, how the pattern begins) -> why.
FINE = {
    ("documents/personal_data.py", ""): "a window of 1,000 characters",
    ("documents/person_names.py", ""): "a window of 1,000 characters",
    ("amend/offers.py", ""): "the checker's own message of a finding, a sentence",
    ("charter/grouping.py", r"'[^']*'|"): "the checker's own message of a finding, a sentence",
    ("evidence/sources.py", r"(.+?) \("): "a citation of a card, a line",
    ("evidence/sources.py", r"(.+?) (\d+)\("): "a citation of a card, a line",
}


def _inline():
    for path in sorted(ROOT.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not node.args or not isinstance(node.args[0], ast.Constant):
                continue
            name = ast.unparse(node.func)
            if name.startswith("re.") and name[3:] in CALLS and isinstance(node.args[0].value, str):
                yield str(path.relative_to(ROOT)), node.args[0].value, name[3:] in ANCHORED


def _held():
    """Yield the patterns that modules hold, made from parts or not, also in tuples, lists and dictionaries."""
    for module in pkgutil.walk_packages(tether.__path__, "tether."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    for name, module in sorted(sys.modules.items()):
        if name.startswith("tether."):
            uses = _uses(module)
            for held, value in list(vars(module).items()):
                many = (
                    value.values()
                    if isinstance(value, dict)
                    else value
                    if isinstance(value, tuple | list)
                    else (value,)
                )
                for one in many:
                    if isinstance(one, re.Pattern) and isinstance(one.pattern, str):
                        yield (
                            name.removeprefix("tether.").replace(".", "/") + ".py",
                            one.pattern,
                            uses.get(held, {""}) <= ANCHORED,
                        )


def _uses(module):
    """Return with which methods each name of a module is called in it."""
    found = {}
    for node in ast.walk(ast.parse(Path(module.__file__).read_text("utf-8"))):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            found.setdefault(node.value.id, set()).add(node.attr)
    return found


PATTERNS = sorted(set(_inline()) | set(_held()))


def _signs(items):
    """Return the characters with which a piece of a pattern may begin; all where that can't be said."""
    found = set()
    for op, argument in items:
        one, optional = _first(op, argument)
        found |= one
        if not optional:
            return found
    return found


def _first(op, argument):
    """Return the characters that an item may begin with, and whether it may be empty."""
    if op is code.LITERAL:
        return {chr(argument)} | ({chr(argument).upper(), chr(argument).lower()}), False
    if op is code.NOT_LITERAL:
        return {s for s in SIGNS if s != chr(argument)}, False
    if op is code.ANY:
        return set(SIGNS) - {"\n"}, False
    if op is code.IN:
        pattern = re.compile(_class(argument))
        return {s for s in {*SIGNS, *_own(argument)} if pattern.fullmatch(s)}, False
    if op in (code.MAX_REPEAT, code.MIN_REPEAT, code.POSSESSIVE_REPEAT):
        least, _, inner = argument
        return _signs(inner), least == 0 or _empty(inner)
    if op is code.SUBPATTERN:
        return _signs(argument[-1]), _empty(argument[-1])
    if op is code.BRANCH:
        return set().union(*map(_signs, argument[1])), any(map(_empty, argument[1]))
    if op in (code.AT, code.ASSERT, code.ASSERT_NOT):
        return set(), True
    return set(SIGNS), True


def _empty(items):
    return all(_first(op, argument)[1] for op, argument in items)


def _own(members):
    return {chr(a) for op, a in members if op is code.LITERAL} | {
        chr(c) for op, a in members if op is code.RANGE for c in (a[0], a[1])
    }


def _class(members):
    kinds = {code.CATEGORY_DIGIT: r"\d", code.CATEGORY_SPACE: r"\s", code.CATEGORY_WORD: r"\w"}
    kinds |= {code.CATEGORY_NOT_DIGIT: r"\D", code.CATEGORY_NOT_SPACE: r"\S", code.CATEGORY_NOT_WORD: r"\W"}
    said = ""
    for op, argument in members:
        if op is code.NEGATE:
            said += "^"
        elif op is code.LITERAL:
            said += re.escape(chr(argument))
        elif op is code.RANGE:
            said += f"{re.escape(chr(argument[0]))}-{re.escape(chr(argument[1]))}"
        else:
            said += kinds[argument]
    return f"[{said}]"


def _endless(op, argument):
    """Whether an item repeats without an end. A possessive repeat gives nothing back."""
    return op in (code.MAX_REPEAT, code.MIN_REPEAT) and argument[1] > 1_000


def _flat(items):
    """Return the items with groups opened, branches kept."""
    for op, argument in items:
        if op is code.SUBPATTERN:
            yield from _flat(argument[-1])
        else:
            yield op, argument


def _inside(op, argument):
    if op in (code.MAX_REPEAT, code.MIN_REPEAT):
        return [argument[2]]
    if op is code.BRANCH:
        return list(argument[1])
    return [argument[1]] if op in (code.ASSERT, code.ASSERT_NOT) else []


def suspicions(pattern, anchored=False):
    """Return the forms of growth that a pattern may have."""
    found, top = set(), list(_flat(parser.parse(pattern)))
    _look(top, found)
    starts = [a for op, a in top[:1] if op is code.AT and a in (code.AT_BEGINNING, code.AT_BEGINNING_STRING)]
    if not anchored and not starts:
        _unanchored(top, found)
    return found


def _look(items, found):
    items = list(_flat(items))
    for i, (op, argument) in enumerate(items):
        if _endless(op, argument):
            _adjacent(_signs([(op, argument)]), items[i + 1 :], found)
            for inner_op, inner in _flat(argument[2]):
                if _endless(inner_op, inner):
                    rest = [_first(o, a) for o, a in _flat(argument[2]) if (o, a) != (inner_op, inner)]
                    if not any(not optional and not signs & _signs([(inner_op, inner)]) for signs, optional in rest):
                        found.add("nested")
        for inside in _inside(op, argument):
            _look(inside, found)


def _adjacent(held, following, found):
    for op, argument in following:
        signs, optional = _first(op, argument)
        if _endless(op, argument) and signs & held:
            found.add("adjacent")
        if not optional and not signs & held:
            return


def _unanchored(top, found):
    """A search begins at every place: is there a repeat that it may begin inside of, with something behind it?"""
    before = set()  # what must stand before, at the least
    for i, (op, argument) in enumerate(top):
        signs, optional = _first(op, argument)
        if op in (code.ASSERT, code.ASSERT_NOT) and argument[0] < 0:
            behind = _signs(argument[1])
            before |= behind if op is code.ASSERT else set(SIGNS) - behind
            continue
        if op is code.AT and argument is code.AT_BOUNDARY:
            before |= {s for s in SIGNS if not s.isalnum()}  # before a word no word's sign
            continue
        if _endless(op, argument):
            rest = top[i + 1 :]
            fails = any(not _first(o, a)[1] or o in (code.AT, code.ASSERT, code.ASSERT_NOT) for o, a in rest)
            if fails and (not before or before & signs):
                found.add("unanchored")
            return
        if not optional:
            before = signs
            if op is code.BRANCH:
                return


@pytest.mark.parametrize(
    ("pattern", "form"),
    [
        (r"\s*$", "unanchored"),
        (r"[^\s@]+@[^\s@]+", "unanchored"),
        (r"(\S+\s+){4,}\S+", "unanchored"),
        (r"[\d.]+\s*(miles|km)", "unanchored"),
        (r"^(a+)+$", "nested"),
        (r"^.*x.*y", "adjacent"),
        (r"^\s*(?P<metric>[\w -]+?)\s*(>=|<)", "adjacent"),
        (r"^\s*(.+?)\s+([\d.]+)\s*$", "adjacent"),
    ],
)
def test_each_form_is_seen(pattern, form):
    assert form in suspicions(pattern)


@pytest.mark.parametrize(
    "pattern", [r"[a-z0-9]+(-[a-z0-9]+)*", r"(?<![\d.])\d{1,7}\s{0,9}km", r"\[(\w+)\|(\w+)\]", r"'([a-z]+)'"]
)
def test_what_is_linear_is_not_suspected(pattern):
    assert not suspicions(pattern)


@pytest.mark.parametrize(("file", "pattern", "anchored"), PATTERNS, ids=lambda x: str(x)[:40])
def test_no_pattern_grows_faster_than_its_text(file, pattern, anchored):
    excused = [why for (where, begins), why in FINE.items() if where == file and pattern.startswith(begins)]
    assert excused or not suspicions(pattern, anchored), f"{file}: {pattern!r}: {sorted(suspicions(pattern, anchored))}"


def test_what_is_excused_needs_it():
    for file, begins in FINE:
        there = [(p, a) for f, p, a in PATTERNS if f == file and p.startswith(begins)]
        assert not there or any(suspicions(p, a) for p, a in there), (file, begins)
