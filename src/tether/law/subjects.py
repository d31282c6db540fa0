"""Who acts in a sentence, what the next one takes back, and what a sentence denies.

    speaks_of(named, marked)             # 'force', 'post', 'group', 'actor', 'others', 'same', ''
    takes_back("This does not apply to torture.", "en")        # True

"All other armed formations are dissolved" is about others than the law's own force: nothing in it is a power or the
end of that. A rule whose exception stands in the sentence after it is not the whole rule. The words: ``subjects.csv``.
"""

from __future__ import annotations

import csv
import re
from functools import cache
from importlib import resources

from tether.law.named import MARK, MarkedText, NamedBodies, folded
from tether.law.norms import DUTY, PERMISSION, PROHIBITION


@cache
def _of(kind: str, language: str) -> re.Pattern[str]:
    """Return the pattern of a kind in a language: accents and letters that are alike folded."""
    text = (resources.files("tether.law") / "subjects.csv").read_text("utf-8")
    column = language if language in ("en", "ar", "fr") else "en"
    words = next(row[column] for row in csv.DictReader(text.splitlines()) if row["kind"] == kind)
    return re.compile("".join(folded(c) if c > "\x7f" else c for c in words) or "(?!)", re.IGNORECASE)


def speaks_of(named: NamedBodies, marked: MarkedText, begin: int = 0) -> str:
    """Return who acts in a sentence, or is acted on where it is passive.

    ``force``, ``post``, ``group``, ``actor``: somebody named; ``others``: bodies that the law is not about; ``anyone``;
    ``same``: whoever was spoken of before; '' where nobody can be told.
    """
    text = marked.text[begin:].strip()
    if named.language == "ar":
        opening = " ".join(text.split(" ")[:7])
    else:
        verbs = (
            DUTY.search(text),
            PROHIBITION.search(text),
            PERMISSION.search(text),
            _of("verb", named.language).search(text),
        )
        first = min((hit.start() for hit in verbs if hit is not None), default=len(text))
        opening = text[: max(first, 1)]
    if _of("pronoun", named.language).match(text):
        return "same"
    if _of("anyone", named.language).search(opening):
        return "anyone"
    other = _of("others", named.language).search(opening)
    mark = MARK.search(opening)
    if other is not None and (mark is None or other.start() < mark.start()):
        return "others"
    if mark is None:
        return ""
    section = named.bodies[int(mark[1])].section
    return {"forces": "force", "posts": "post", "groups": "group"}.get(section, "actor")


def takes_back(sentence: str, language: str) -> bool:
    """Return whether a sentence takes back something of the rule before it."""
    return _of("takes_back", language).search(folded(sentence.strip())) is not None


def lifts(sentence: str, language: str) -> bool:
    """Return whether a sentence lifts a rule that stands elsewhere: "Nothing in section 3 prevents …"."""
    return _of("lifts", language).search(folded(sentence.strip())) is not None


def stays(text: str, language: str) -> bool:
    """Return whether a sentence only says that somebody stays where he stands."""
    return _of("stays", language).search(text) is not None


def enters(sentence: str, language: str) -> bool:
    """Return whether a sentence says that somebody enters, applies or is taken in."""
    return _of("enters", language).search(folded(sentence)) is not None


def applies(sentence: str, language: str) -> bool:
    """Return whether a sentence speaks of whoever applies, without saying who he is."""
    return _of("applies", language).search(folded(sentence)) is not None


def names_grave(sentence: str, language: str) -> bool:
    """Return whether a sentence names grave crimes."""
    return _of("grave", language).search(folded(sentence)) is not None


def denied(text: str, at: int, language: str) -> bool:
    """Return whether what begins at a place of a sentence is denied there: "has no intelligence service"."""
    return _of("denies", language).search(text[:at]) is not None
