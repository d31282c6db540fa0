"""The catalogue: a sentence with gaps in three languages, the terms that it uses, and the nouns that are counted.

A gap is ``{name}`` or ``{name:kind}``:

* no kind: what the catalogue has as a whole: a phrase, a name, a number, a date, a list of these; or words of a source
  or of the case's author, which stay in English, marked;
* ``n`` a number; ``d`` a day or month; ``c`` a number with its noun (3 items), by ``nouns.csv``;
* ``w`` a name of the case or a word of the catalogue, and nothing longer;
* ``q`` as it stands: a name, a title, a reference;
* ``r`` legal references as they stand, with "recalled" in the language;
* ``s`` a text again, one or more sentences of the catalogue.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files

from tether.errors import plural_of

GAP = re.compile(r"\{([a-z]+)(?::([a-z]))?\}")
LEAST = 6  # letters before the first gap by which a row is looked up
Other = str  # "ar" or "fr"


@dataclass(frozen=True)
class CatalogueRow:
    """One sentence or phrase with gaps: English, Arabic, French, and who reviewed it (nobody so far)."""

    english: str
    arabic: str
    french: str
    reviewed: str
    of: str  # the file it stands in

    @cached_property
    def pieces(self) -> tuple[str, ...]:
        """The English between the gaps."""
        return tuple(GAP.split(self.english)[::3])

    @cached_property
    def gaps(self) -> tuple[tuple[str, str], ...]:
        """The gaps in the order of the English: name and kind."""
        return tuple((found[1], found[2] or "") for found in GAP.finditer(self.english))

    @cached_property
    def loose(self) -> bool:
        """Whether a gap takes any text: such a row is tried last."""
        return any(kind in ("q", "r") for _, kind in self.gaps)

    def text(self, language: Other) -> str:
        """The row in a language."""
        return self.arabic if language == "ar" else self.french


@dataclass(frozen=True)
class Catalogue:
    """Every row: those without gaps by their English, the others by their first letters, longest first."""

    rows: tuple[CatalogueRow, ...]

    @cached_property
    def whole(self) -> Mapping[str, CatalogueRow]:
        """Rows without a gap, by their English."""
        return {row.english: row for row in self.rows if not row.gaps}

    @cached_property
    def by_english(self) -> Mapping[str, CatalogueRow]:
        """Every row by its English, gaps and all."""
        return {row.english: row for row in self.rows}

    @cached_property
    def _by_start(self) -> Mapping[str, tuple[CatalogueRow, ...]]:
        found: dict[str, list[CatalogueRow]] = {}
        for row in sorted((r for r in self.rows if r.gaps), key=lambda r: -sum(map(len, r.pieces))):
            first = row.pieces[0]
            found.setdefault(first[:LEAST].lower() if len(first) >= LEAST else "", []).append(row)
        return {start: tuple(rows) for start, rows in found.items()}

    def candidates(self, text: str) -> Iterable[CatalogueRow]:
        """Return the rows with gaps of which a text may be made, the most specific first."""
        yield from self._by_start.get(text[:LEAST].lower(), ())
        yield from self._by_start.get("", ())


@cache
def catalogue() -> Catalogue:
    """Return the shipped catalogue."""
    folder = files("tether.report.editions") / "sentences"
    found = []
    for file in sorted(folder.iterdir(), key=lambda f: f.name):
        if file.name.endswith(".csv"):
            read = csv.DictReader(file.read_text("utf-8").splitlines())
            of = file.name.removesuffix(".csv")
            found += [CatalogueRow(r["en"], r["ar"], r["fr"], r["reviewed"], of) for r in read]
    return Catalogue(tuple(found))


@cache
def nouns() -> Mapping[str, Mapping[str, str]]:
    """Return how each noun is counted, by its English singular and plural."""
    text = (files("tether.report.editions") / "nouns.csv").read_text("utf-8")
    found = {}
    for row in csv.DictReader(text.splitlines()):
        found[row["en"]] = found[plural_of(row["en"])] = row
    return found


@cache
def usual_digits() -> Mapping[str, str]:
    """Return the digits that are usual in print in a country where those are not the Eastern Arabic ones."""
    text = (files("tether.report.editions") / "digits.csv").read_text("utf-8")
    return {row["country"]: row["digits"] for row in csv.DictReader(text.splitlines())}


@cache
def terms() -> tuple[Mapping[str, str], ...]:
    """Return the glossary: an English term, its one translation, and the stem by which a row is held to it."""
    text = (files("tether.report.editions") / "terms.csv").read_text("utf-8")
    return tuple(csv.DictReader(text.splitlines()))
