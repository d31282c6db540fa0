"""What a row denies and its provision says, or the other way round: a ban, a power that is refused, an immunity.

list(bans_and_immunity(part, "No member enjoys immunity for torture."))
# ['immunity blanket: the provision denies it']
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tether.charter.paths import names_of
from tether.charter.schema.part import Part
from tether.law.norms import EXCEPTION, modals

IMMUNITY_DENIED = re.compile(
    r"\bno (?:\w+ ){0,6}immunity\b|\b(?:not|never) (?:\w+ ){0,3}immun(?:e|ity)\b|"
    r"(?<!\w)(?:و?لا|ليس(?:ت)?|دون) (?:\w+ ){0,4}(?:ال)?حصانة|\b(?:aucune|sans) (?:\w+ ){0,2}immunité",
    re.IGNORECASE,
)


def bans_and_immunity(part: Part, text: str) -> Iterator[str]:
    """Give each ban that a row denies, and each power or immunity that it gives, against the provision's words."""
    said = modals(text)
    for key, name in names_of(type(part)).items():
        if key.endswith("_ban") and getattr(part, name) is False and "prohibition" in said:
            yield f"{key} no: the provision forbids"
    refused = said == {"prohibition"} and not EXCEPTION.search(text)
    if refused and "grant" in names_of(type(part)) and not isinstance(getattr(part, "grant", None), str):
        yield "grant not written: the provision only forbids"
    immunity = getattr(part, "immunity", None)
    if isinstance(immunity, str) and immunity != "none" and IMMUNITY_DENIED.search(text) and not EXCEPTION.search(text):
        yield f"immunity {immunity}: the provision denies it"
