"""The words by which a law's sentences are told apart: a table of patterns in three languages, compiled for one law.

A row of ``lexicon.csv`` is (kind, section, key, value, en, ar, fr):

    trigger   the sentence speaks of the section: ``strong`` makes a row, ``weak`` a hint where nothing else is said
    word      the key has this value (the first that stands there); ``word*``: every value that stands there
    who       the key is whoever stands at ``{w}``
    edge      a line of command: whoever stands at ``{from}`` commands whoever stands at ``{to}``
    number    the key is the number near these words, in the schema's unit
    date      the key is the day near these words
    text      the key is the words named ``t``

Patterns meet a sentence as ``named`` marks it: folded, each name as ‹n›. ``{a}`` is any name, ``{f}`` a force, ``{g}``
an armed group or a force (``{h}``: it is whom the key takes), ``{p}`` a post.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources

from tether.law.named import NamedBodies, split_arabic
from tether.law.numerals import bare

BEFORE_ARABIC = r"(?<![\u0621-\u064a])[وفبكلس]{0,2}(?:ال)?"  # a word begins here, with what is joined before it
WITHIN_NO_WORD = r"(?<![^\W\d_])"  # a pattern begins where a word does: "roll" does not stand in "enrolled"
LAST = "obligations"
LANGUAGES = ("en", "ar", "fr")


@dataclass(frozen=True)
class LexiconRow:
    """One row, with its pattern for one language and law."""

    kind: str
    section: str
    key: str
    value: str
    pattern: re.Pattern[str]


@dataclass(frozen=True, eq=False)
class Lexicon:
    """The table's patterns by section, duties last: a sentence that says something else is no mere duty."""

    by_section: dict[str, tuple[LexiconRow, ...]]

    @property
    def sections(self) -> tuple[str, ...]:
        """The sections in the order in which a sentence is read for them."""
        return tuple(self.by_section)

    def rows(self, section: str) -> tuple[LexiconRow, ...]:
        """Return the rows of one section."""
        return self.by_section[section]


@cache
def lexicon_rows() -> tuple[dict[str, str], ...]:
    """Return the rows of the table as they stand there."""
    text = (resources.files("tether.law") / "lexicon.csv").read_text("utf-8")
    return tuple(csv.DictReader(text.splitlines()))


def lexicon_for(named: NamedBodies) -> Lexicon:
    """Return the table's patterns for a law's language and names."""
    places: dict[str, list[int]] = {"forces": [], "groups": [], "posts": [], "actors": []}
    for n, body in enumerate(named.bodies):
        places.setdefault(body.section, []).append(n)
    marks = (_mark(places["forces"]), _mark(places["groups"] + places["forces"]), _mark(places["posts"]))
    return _compiled(named.language if named.language in LANGUAGES else "en", *marks)


@cache
def _compiled(language: str, forces: str, groups: str, posts: str) -> Lexicon:
    made = []
    for row in lexicon_rows():
        words = row[language]
        if words:
            filled = pattern_text(words, language)
            for name, mark in (("{f}", forces), ("{g}", groups), ("{p}", posts), ("{a}", "‹\\d+›")):
                filled = filled.replace(name, mark)
            filled = filled.replace("{w}", "‹(\\d+)›").replace("{h}", groups.replace("(?:", "(", 1))
            filled = filled.replace("{from}", "‹(?P<from>\\d+)›").replace("{to}", "‹(?P<to>\\d+)›")
            if language == "ar" and "‹" not in filled[:4]:
                filled = f"{BEFORE_ARABIC}(?:{filled})"
            if language != "ar":
                filled = f"{WITHIN_NO_WORD}(?:{filled})"
            pattern = re.compile(filled, re.IGNORECASE)
            made.append(LexiconRow(row["kind"], row["section"], row["key"], row["value"], pattern))
    sections = dict.fromkeys(row.section for row in made)
    order = (*(s for s in sections if s != LAST), LAST)
    return Lexicon({section: tuple(row for row in made if row.section == section) for section in order})


def pattern_text(words: str, language: str) -> str:
    """Return a pattern in the form in which sentences are compared."""
    text = split_arabic(words) if language == "ar" else words
    return "".join((bare(c) or "") if c > "\x7f" and c not in "‹›’" else c for c in text)


def _mark(places: Iterable[int]) -> str:
    listed = "|".join(map(str, places))
    return f"‹(?:{listed})›" if listed else "‹none›"
