"""The words of a roster: closed lists of ids, and a file that says which id each word of a list stands for.

    words = RosterWords(militias=("badr-organisation", "tribal"), homes=("anbar",), communities=("kurd",))
    mapping = read_mapping("words.yaml", words)            # their word → our id
    words.ids("militia", ["tribal/f03"]), words.meant("militia", "منظمة بدر")

Whatever a roster calls a militia, a sub-unit, a home, a community or a rank must be an id that the case knows, or a
word that the mapping turns into one. So no cell of a table that is made of a roster can carry a text of somebody's own
choosing, a person's name least of all. The lists:

    militia     groups and forces of the theatre and of the charter, ``population``, and origins such as former-army. A
                part is nested by ``/``: another such id, or a number, as in ``hashd-iran/f03``
    subunit     blank, or the last part of the row's militia and a number of at most four digits: ``f03-012``
    home        places of the theatre, districts of the charter (``Homes``)
    community   communities of the theatre and of the charter
    rank        ``RANKS``

A mapping file, each column optional:

    militia: {منظمة بدر: hashd-iran/badr-organisation, "Badr Corps": hashd-iran/badr-organisation}
    subunit: {الفوج الأول: badr-organisation-001}
    home: {الرمادي: anbar}
    rank: {جندي: soldier, Lt: officer}

Words are compared by ``key_of``: case, accents, vowel signs and the Arabic letters that stand for one another make no
difference, letters of another script do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
from pydantic import Field

from tether.documents.models import Shape, root_of, validated
from tether.documents.personal_data import personal_data
from tether.documents.spelling import foreign_letters, key_of
from tether.documents.yaml_file import read_yaml
from tether.errors import Problems, did_you_mean
from tether.induction.cells import POPULATION, RANKS

WORD_COLUMNS = ("militia", "subunit", "home", "community", "rank")
PLURAL = {"militia": "militias", "home": "homes", "community": "communities", "rank": "ranks"}
FORMATION = re.compile(r"f\d{1,3}")  # a part of a militia that the case has no id for
NUMBERED = re.compile(r"-\d{1,4}")  # what follows the militia in the id of a sub-unit
MOST = 200  # unknown words of a column told one by one
WORDY = 4  # words from which a value is free text
WHAT = "a mapping of a roster's words (YAML)"
HOW = "name it in a mapping file (tether plan --mapping FILE), or use the id"
EXPECTED = {
    "militia": "a group's id, its parts as group/part or group/f03",
    "subunit": "blank, or its militia's last part and a number: f03-012",
    "home": "a place's id",
    "community": "a community's id",
    "rank": "a rank's id",
}
RANK_WORDS = {
    "soldier": ("private", "fighter", "جندي", "مقاتل", "soldat", "combattant", "jundi"),
    "nco": ("sergeant", "corporal", "عريف", "رقيب", "نائب ضابط", "sergent", "caporal", "sous-officier"),
    "officer": ("lieutenant", "captain", "ضابط", "ملازم", "ملازم أول", "نقيب", "officier", "capitaine"),
    "senior-officer": ("major", "colonel", "general", "رائد", "مقدم", "عقيد", "عميد", "لواء", "commandant"),
}


@dataclass(frozen=True)
class RosterWords:
    """What a roster may call its rows. ``names``: column → other names of an id, only to say what may be meant."""

    militias: tuple[str, ...] = (POPULATION,)
    homes: tuple[str, ...] = ()
    communities: tuple[str, ...] = ()
    ranks: tuple[str, ...] = tuple(r.id for r in RANKS)
    names: Mapping[str, Mapping[str, Iterable[str]]] = field(default_factory=dict)

    def known(self, column: str, values: Iterable[str]) -> list[bool]:
        """Return which values are ids of a column other than ``subunit``."""
        if column != "militia":
            return [v in self._sets[column] for v in values]
        return [self._militia(v) for v in values]

    def subunit(self, militia: str, name: str) -> bool:
        """Whether a name is a sub-unit's id: blank, or a part of its militia and a number."""
        if not name:
            return True
        found = NUMBERED.search(name)
        return bool(found and found.end() == len(name) and name[: found.start()] in militia.split("/"))

    def meant(self, column: str, word: str) -> str:
        """Return what an unknown word may stand for, as a remedy."""
        near = self._by_key.get(column, {}).get(key_of(word), "")
        if near:
            return f"is it '{near}'?"
        allowed = self.militias if column == "subunit" else getattr(self, PLURAL[column])
        return did_you_mean(word.rpartition("/")[2] if column == "militia" else word, allowed)

    def _militia(self, name: str) -> bool:
        first, *parts = name.split("/")
        own = self._sets["militia"]
        return first in own and all(p in own or FORMATION.fullmatch(p) for p in parts)

    @cached_property
    def _sets(self) -> dict[str, frozenset[str]]:
        return {column: frozenset(getattr(self, plural)) for column, plural in PLURAL.items()}

    @cached_property
    def _by_key(self) -> dict[str, dict[str, str]]:
        """Return column → key of every name and id → id."""
        table: dict[str, dict[str, str]] = {c: {} for c in PLURAL}
        for column, plural in PLURAL.items():
            for name in getattr(self, plural):
                for other in (name, *self.names.get(column, {}).get(name, ())):
                    table[column].setdefault(key_of(other), name)
        for rank, others in RANK_WORDS.items():
            for other in others if rank in self.ranks else ():
                table["rank"].setdefault(key_of(other), rank)
        return table


Mapped = Mapping[str, Mapping[str, str]]  # column → key of their word → our id


class MappingFile(Shape):
    """The keys of a mapping file: for each column, their word → our id."""

    militia: dict[str, str] = Field(default={}, description="their word for a militia → its id")
    subunit: dict[str, str] = Field(default={}, description="their word for a sub-unit → its id")
    home: dict[str, str] = Field(default={}, description="their word for a home → its id")
    community: dict[str, str] = Field(default={}, description="their word for a community → its id")
    rank: dict[str, str] = Field(default={}, description="their word for a rank → its id")


def read_mapping(path: Path | str, words: RosterWords) -> Mapped:
    """Read a mapping; InputError lists every word that maps to no id, or to two."""
    document = read_yaml(Path(path), WHAT)
    problems = Problems(document.file)
    root_of(document, problems, WHAT)
    written = validated(MappingFile, document, problems)
    out: dict[str, dict[str, str]] = {}
    for column in WORD_COLUMNS if written is not None else ():
        given: dict[str, str] = getattr(written, column)
        table: dict[str, str] = out.setdefault(column, {})
        for word, name in given.items():
            if not _is_id(column, name, words):
                remedy = words.meant(column, name)
                problems.found.append(document.problem((column, word), shown_word(name), EXPECTED[column], remedy))
            elif table.setdefault(key_of(word), name) != name:
                said = f"{shown_word(word)} stands for '{table[key_of(word)]}' and for '{name}'"
                problems.found.append(document.problem((column, word), said, "one id for each word"))
    problems.raise_if_any()
    return out


def translated(column: pd.Series[Any], mapped: Mapping[str, str]) -> pd.Series[Any]:
    """Return a column of words with those that a mapping names as ids; each distinct word is looked up once."""
    table = {word: mapped[key] for word in column.unique() if (key := key_of(word)) in mapped}
    return column.map(table).where(column.isin(table), column) if table else column


def refuse_words(table: pd.DataFrame, words: RosterWords, problems: Problems) -> None:
    """Add a problem for each word that is no id of its column, and for each row of a sub-unit of another militia.

    ``table``: text columns ``WORD_COLUMNS`` and ``row``, the line of each in the file.
    """
    for column in WORD_COLUMNS:
        if column == "subunit":
            pairs = table[["militia", "subunit"]].drop_duplicates()
            right = [words.subunit(m, s) for m, s in zip(pairs.militia, pairs.subunit, strict=True)]
            wrong = list(dict.fromkeys(pairs.subunit[[not r for r in right]]))
        else:
            values = list(table[column].unique())
            wrong = [v for v, fits in zip(values, words.known(column, values), strict=True) if not fits]
        _tell(table, column, wrong, words, problems)


def shown_word(word: str) -> str:
    """Return a value as a message may show it: not where it holds personal data or is free text."""
    kinds = personal_data(word)
    if kinds:
        return f"{' and '.join(kinds)} (not shown)"
    return "free text (not shown)" if len(word.split()) > WORDY else f"'{word}'"


def _tell(table: pd.DataFrame, column: str, wrong: Sequence[str], words: RosterWords, problems: Problems) -> None:
    if not wrong:
        return
    rows = table[table[column].isin(wrong)].groupby(column, sort=False).row
    first, size = rows.first().to_dict(), rows.size().to_dict()
    for word in wrong[:MOST]:
        line, number = int(first[word]), int(size[word])
        more = f" ({number:,} rows)" if number > 1 else ""
        found, remedy = _said(column, word, words)
        expected = EXPECTED[column] if column in ("militia", "subunit") else ""  # the others' ids are listed
        problems.add(found + more, line=line, path=column, expected=expected, remedy=remedy)
    if len(wrong) > MOST:
        problems.add(f"and {len(wrong) - MOST:,} more unknown words", path=column, remedy=HOW)


def _said(column: str, word: str, words: RosterWords) -> tuple[str, str]:
    """Return what is said of an unknown word, and what to do."""
    if not word:
        more = "; ordinary recruits of no militia are 'population'" if column == "militia" else ""
        return f"no {column}", f"give the id{more}"
    shown = shown_word(word)
    if "(not shown)" in shown:
        return f"holds {shown}: refused", "use ids of groups and places; persons are never read"
    strange = foreign_letters(word)
    if strange:
        return f"unknown {column} {shown}, with {', '.join(strange)}", f"{words.meant(column, word)}; write one script"
    return f"unknown {column} {shown}", f"{words.meant(column, word)}; {HOW}"


def _is_id(column: str, name: str, words: RosterWords) -> bool:
    if column != "subunit":
        return words.known(column, [name])[0]
    stem, _, number = name.rpartition("-")
    fits = stem in words.militias or FORMATION.fullmatch(stem) is not None
    return fits and NUMBERED.fullmatch(f"-{number}") is not None
