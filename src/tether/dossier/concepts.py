"""Words of groups' names that are translated as often as they are transliterated: army, jaysh, جيش.

``concepts.txt`` has one line per concept: its token, then the ways it is written, Latin spellings folded by hand and
Arabic as written. A token with ``*`` says what kind of group it is, or where, and not which: two brigades are not one
because both are brigades. To add a concept, add a line.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

MARKS = re.compile("[\u0640\u064b-\u0652\u0670]")  # tatweel and vowel signs
ALIKE = str.maketrans("أإآٱى", "ااااي")
PHRASES = (  # names written as one word or two
    (re.compile(r"\bh[ieu]z+b+[\s-]*[aou]*l+ah?\b|\bparty of god\b|حزب\s*الله"), "hizbollah"),
    (re.compile(r"\bansar[\s-]*[aou]?l+ah\b|انصار\s*الله"), "ansarallah"),
)

COUNTRIES = frozenset({"libya", "iraq", "yemen", "syria", "lebanon", "palestine", "iran", "sudan"})


def plain(text: str) -> str:
    """Return a name in lower case, without Arabic signs, alike letters made one, set phrases made one word."""
    text = MARKS.sub("", text).translate(ALIKE).lower()
    for pattern, word in PHRASES:
        text = pattern.sub(word, text)
    return text


@cache
def concepts() -> dict[str, tuple[str, bool]]:
    """Return word → (concept, whether it only says the kind of group). Words are lower case, Latin or Arabic."""
    table: dict[str, tuple[str, bool]] = {}
    text = resources.files("tether.dossier").joinpath("concepts.txt").read_text("utf-8")
    for line in text.splitlines():
        token, *words = line.split()
        kind = token.endswith("*")
        for word in (token.rstrip("*"), *words):
            table.setdefault(plain(word), (token.rstrip("*"), kind))
    return table
