"""Refusals: what a roster may not carry, because it would point at a person.

Only the columns that a cell is made of are taken. Any other is refused, and one that looks like a name, an identity
number, a phone, biometrics or free text is refused in those words, with what to do: counts by cell are enough, and
nothing else is ever stored. Values are looked at too: a column called ``subunit`` may still hold phone numbers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd

from tether.errors import Problems, did_you_mean

COLUMNS = (
    "militia",
    "subunit",
    "home",
    "community",
    "rank",
    "month",
    "consent",
    "barred",
    "heads",
    "heads_low",
    "heads_high",
)
LOOKS = {
    "a name": r"name|surname|father|mother|kunya|alias|nickname|اسم|لقب|كنية|ناو",
    "an identity number": r"(^|_)(ids?|nr|no|number|passport|card|serial|ration|roll|national)($|_)|هوية|رقم",
    "a phone or an address": r"phone|mobile|tel($|_)|mail|address|street|gps|lat($|_)|lon($|_)|هاتف|عنوان",
    "biometrics": r"biometric|finger|iris|face|photo|picture|dna|blood|بصم|صورة",
    "a date of birth": r"birth|dob|born|ميلاد|مواليد",
    "free text": r"note|comment|remark|text|description|detail|ملاحظ",
}
VALUES = {
    "phone numbers or long numbers": re.compile(r"\d[\d\s()+-]{6,}\d"),
    "e-mail addresses": re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+"),
    "free text": re.compile(r"(?:\S+\s+){4,}\S+"),
}
MOSTLY = 0.9  # a column whose values are nearly all different names people, not groups
ENOUGH = 30  # rows from which that can be told


def refuse_columns(columns: Sequence[str], found: Problems) -> None:
    """Add a problem for every column that is not part of a cell."""
    for name in columns:
        if name in COLUMNS:
            continue
        looks = next((what for what, pattern in LOOKS.items() if re.search(pattern, name.strip().lower())), "")
        if looks:
            remedy = "remove the column: counts by cell are enough, and persons are never read"
            found.add(f"column '{name}' looks like {looks}: refused", path=name, remedy=remedy)
        else:
            found.add(f"unknown column '{name}'", path=name, remedy=did_you_mean(name, COLUMNS))


def refuse_values(table: pd.DataFrame, found: Problems) -> None:
    """Add a problem for every column whose values look like persons, whatever its name."""
    for name in ("militia", "subunit", "home", "community", "rank", "consent", "barred"):
        if name not in table:
            continue
        values = table[name].astype(str).str.strip()
        for what, pattern in VALUES.items():
            hits = values[values.str.contains(pattern, regex=True)]
            if len(hits):
                row = int(hits.index[0]) + 2
                said = f"column '{name}' holds {what} ({len(hits)} rows): refused"
                found.add(said, line=row, path=name, remedy="use ids of groups and places")
        given = values[values != ""]
        if name in ("militia", "subunit") and len(given) >= ENOUGH and given.nunique() > MOSTLY * len(given):
            if name == "subunit" and "heads" in table:
                continue  # one row per sub-unit is a fair way to count
            said = f"column '{name}' is different in nearly every row ({given.nunique()} of {len(given)}): refused"
            found.add(said, path=name, remedy="it names people, not groups; use the group's id")
