"""Sentences in which a word of a section stands and that say nothing of it.

    is_mere_mention("assets", values, text, "en", {"powers"})     # a mine that is guarded is handed over to nobody

A trigger of the lexicon is a word; whether a charter has a place for what is said of it is asked here, section by
section, in three languages. To add one: a row of ``mere_mentions.csv``: ``needed`` (words without which a row with no
value of its own is none) or ``never`` (words with which it is none).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Container
from functools import cache
from importlib import resources
from typing import Any

from tether.law.named import folded

LANGUAGES = ("en", "ar", "fr")
OWN = {"arms": {"class", "force"}, "assets": {"kind", "id"}, "forces": {"id", "name", "status"}, "posts": {"id"}}


@cache
def _patterns(kind: str, language: str) -> dict[str, re.Pattern[str]]:
    text = (resources.files("tether.law") / "mere_mentions.csv").read_text("utf-8")
    column = language if language in LANGUAGES else "en"
    return {r["section"]: _pattern(r[column]) for r in csv.DictReader(text.splitlines()) if r["kind"] == kind}


def _pattern(words: str) -> re.Pattern[str]:
    return re.compile("".join(folded(c) if "\u0600" < c < "\u0700" else c for c in words), re.IGNORECASE)


def is_mere_mention(
    section: str, values: Container[str] | dict[str, Any], sentence: str, language: str, others: set[str]
) -> bool:
    """Return whether a sentence only mentions what a section is about; ``others``: what else it was read as."""
    never, needed = _patterns("never", language).get(section), _patterns("needed", language).get(section)
    text = folded(sentence) if language == "ar" else sentence
    said = set(values) - OWN.get(section, set()) if isinstance(values, dict) else set()
    if section == "oversight" and "pay" in others and "body" not in said:
        return True  # who checks the list of those who are paid
    titled = section == "posts" and "title" in said
    if never is not None and not titled and never.search(text):
        return True
    return needed is not None and not said and not needed.search(text)
