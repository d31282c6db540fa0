"""A sentence that would answer: for each duty and each fault that wording can cure, ours, and what other laws said.

    clause = model_clause("DUT16", "fr")     # Les infractions commises … sont jugées par les tribunaux ordinaires.
    clause.text, clause.reviewed             # the sentence; whether a lawyer reviewed it (none was)
    other_laws("DUT16")                      # what laws and instruments said of it, each with its licence

``model_clauses.csv`` has a row for each duty, and for each rule that is a stop or an error: a neutral sentence in
English, Arabic and French with gaps ([…]) for what only the drafter knows, or the reason why no wording cures it (a sum
is wrong, the votes aren't there). It is a draft to start from: no lawyer of any country has reviewed it, and
``reviewed`` says so of each row.

``other_laws.csv`` holds words of laws and agreements that the library of coded designs or a rule quotes, with text,
article, country, source and the licence of the text; what is not open is quoted in short. The paragraphs of instruments
that a rule names (``rules/authorities.csv``) join them, under the licence of ``licences.csv``.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from tether.charter.letter.languages import LANGUAGES, Language
from tether.charter.rules.authorities import authorities_of
from tether.errors import UsageError, did_you_mean

LONGEST = 40  # words of a quotation


@dataclass(frozen=True)
class ModelClause:
    """A sentence that would answer a duty or cure a fault, in one language; gaps are […]."""

    code: str
    language: Language
    text: str
    reviewed: bool  # by a lawyer


@dataclass(frozen=True)
class QuotedLaw:
    """Words of a law, agreement or instrument on one matter, with what one needs to cite it."""

    text: str
    country: str  # or whose instrument it is
    article: str
    quote: str
    language: str
    translation: str
    source: str
    licence: str

    @property
    def citation(self) -> str:
        """Where it stands: text, country, article."""
        return ", ".join(part for part in (self.text, self.country, self.article) if part)


def model_clause(code: str, language: str = "en") -> ModelClause | None:
    """Return the sentence for a duty or rule; None where no wording cures it, or the rule only warns.

    Raises:
        UsageError: there is no such language.
    """
    known = language_of(language)
    row = _clauses().get(code)
    return ModelClause(code, known, row[known], row["reviewed"] == "yes") if row and row[known] else None


def why_no_clause(code: str) -> str:
    """Return why no wording cures a fault; "" where one does, or the table has no row."""
    return _clauses().get(code, {}).get("why_none", "")


def language_of(word: str) -> Language:
    """Return a language by its code.

    Raises:
        UsageError: there is no such language.
    """
    found = next((language for language in LANGUAGES if language == word), None)
    if found is None:
        raise UsageError(f"no language {word!r}; {did_you_mean(word, LANGUAGES)}")
    return found


def other_laws(code: str) -> tuple[QuotedLaw, ...]:
    """Return what other laws, and then instruments, said on the matter of a rule or duty."""
    laws = laws_quoted(code)
    quoted = {law.quote for law in laws}
    whose = {r["instrument"]: r for r in _rows("licences")}
    instruments = [
        QuotedLaw(a.instrument, of["whose"], a.paragraph, a.words, "en", "", a.where, of["licence"])
        for a in authorities_of(code)
        if a.read and a.words not in quoted and (of := whose[a.instrument])
    ]
    return (*laws, *instruments)


def laws_quoted(code: str) -> tuple[QuotedLaw, ...]:
    """Return what the laws and agreements of the library and of the rules said on a matter."""
    return tuple(
        QuotedLaw(
            r["text"] if r["year"] in r["text"] else f"{r['text']} ({r['year']})",
            r["country"],
            r["article"],
            r["quote"],
            r["lang"],
            r["translation"],
            r["source"],
            r["licence"],
        )
        for r in _rows("other_laws")
        if code in r["codes"].split()
    )


@cache
def _clauses() -> dict[str, dict[str, str]]:
    return {row["code"]: row for row in _rows("model_clauses")}


@cache
def _rows(name: str) -> tuple[dict[str, str], ...]:
    text = (files("tether.charter.clauses") / f"{name}.csv").read_text("utf-8")
    return tuple(csv.DictReader(text.splitlines()))
