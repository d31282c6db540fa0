"""The three languages of a letter: how each counts (``nouns.csv``); the rest is as every page has it (``report``)."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

from tether.report.languages import (
    CONTRACTED,
    DIRECTION,
    LANGUAGES,
    MONTHS,
    QUOTES,
    Language,
    begun,
    date_in,
    digits_in,
    listed_in,
    number_in,
    plural_in,
    quoted_in,
    set_in_type,
)

__all__ = [
    "CONTRACTED",
    "DIRECTION",
    "LANGUAGES",
    "MONTHS",
    "QUOTES",
    "Language",
    "begun",
    "counted_in",
    "date_in",
    "digits_in",
    "listed_in",
    "number_in",
    "plural_in",
    "quoted_in",
    "set_in_type",
]


def counted_in(number: int, noun: str, language: Language) -> str:
    """Return a number with its noun, as a language counts (``nouns.csv``): 3 points, 1 autre point, ٣ نقاط."""
    forms = _nouns()[noun]
    form = plural_in(number, language)
    return forms[f"{language}_{form}"].replace("{0}", number_in(f"{number:,}", language))


@cache
def _nouns() -> dict[str, dict[str, str]]:
    text = (files("tether.charter.letter") / "nouns.csv").read_text("utf-8")
    return {row["id"]: row for row in csv.DictReader(text.splitlines())}
