"""Numbers of a text that its own lists and tables contradict: a total, a ceiling, a count and the names after it.

    for wrong in wrong_counts(law): print(wrong.provision, wrong.found)

A table's whole is its last row of totals, or the sum of its column of posts. It is held against what the text allows
("shall not exceed 1,200 posts"), where the text gives one such number. A count is held against the names that follow it
in the same sentence ("eight brigades, one in each of the zones of A, B, C and D").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tether.law.numerals import bare, cardinal, plain, value_of_word
from tether.law.written_law import Provision, WrittenLaw

TOTAL = re.compile(r"^\W{0,3}(?:grand )?(?:total|sum|all)\b|^(?:ال)?(?:مجموع|إجمالي|اجمالي)", re.IGNORECASE)
POSTS = re.compile(
    r"\b(?:posts?|strength|members?|personnel|persons?|men|number|heads?|effectifs?|postes?|membres?|nombre)\b|"
    r"عدد|ملاك|منتسب|فرد|أفراد|وظائف",
    re.IGNORECASE,
)
CEILING = re.compile(
    r"(?:not exceed|at most|no more than|not more than|maximum (?:strength )?of|limited to|up to|"
    r"لا يتجاوز|لا يزيد(?: \S+){0,3} (?:على|عن)|ألا يتجاوز|لا تتجاوز|حد أقصى|"
    r"ne (?:peut |doit )?(?:dépasse|excède)\w{0,3}|au plus|maximum de)"
    r"(?: \S{1,20}){0,3}? (?P<n>\d{1,3}(?:[,. \u202f]\d{3})+|\d{1,7}) ?"
    r"(?:posts|members|personnel|persons|men|officers|postes|membres|hommes|فرد|أفراد|عضو|أعضاء|منتسب|وظيفة|مقاتل)",
    re.IGNORECASE,
)
NUMBER = re.compile(r"\d{1,3}(?:[, \u202f]\d{3})+|\d{1,7}")
EACH = re.compile(
    r"\b(?P<n>[a-z]{3,12}|\d{1,3}) (?P<what>[a-z]{3,20}s),? (?:and )?one (?:\w{1,20} )?(?:for|in|to) each of (?:the )?"
    r"(?:(?P<m>[a-z]{3,12}|\d{1,3}) )?(?P<of>[a-z]{3,20}s)\b",
    re.IGNORECASE,
)
LISTED = re.compile(
    r"\b(?P<n>[a-z]{3,12}|\d{1,3}) (?P<what>(?:[a-z]{3,20} )?[a-z]{3,20}s)(?:,? (?:namely|being|that is)|:| of) "
    r"(?P<list>[A-Z][\w’'-]{1,30}(?: [A-Z][\w’'-]{1,30}){0,3}"
    r"(?:(?:, and |, | and )(?:the )?[A-Z][\w’'-]{1,30}(?: [A-Z][\w’'-]{1,30}){0,3}){1,20})"
)
ARABIC_LISTED = re.compile(
    r"(?P<n>[\u0621-\u064a]{3,12}|\d{1,3}) (?P<what>[\u0621-\u064a]{3,14}) ?(?:، ?)?(?:هي|وهي|وهم|هم)? ?: ?"
    r"(?P<list>[^.؛:\n]{3,300})"
)


@dataclass(frozen=True)
class WrongCount:
    """A number that a list or table contradicts."""

    provision: str
    kind: str
    found: str
    words: str


def wrong_counts(law: WrittenLaw) -> Iterator[WrongCount]:
    """Give the numbers of a text that its lists and tables contradict."""
    ceilings = _ceilings(law)
    for provision in law.provisions:
        yield from _of_table(provision, ceilings)
        for sentence in re.split(r"(?<=[^\d])\.\s|\n", provision.text):
            yield from _of_each(provision, plain(sentence))
            yield from _of_list(provision, plain(sentence), law.language)


def _ceilings(law: WrittenLaw) -> dict[int, str]:
    """Return the numbers of people that the text allows at most, each with its words."""
    found: dict[int, str] = {}
    for provision in law.provisions:
        if " | " not in provision.text:
            found.update({_value(hit["n"]): hit[0] for hit in CEILING.finditer(plain(provision.text))})
    return found


def _value(number: str) -> int:
    return int(re.sub(r"\D", "", number))


def _of_table(provision: Provision, ceilings: dict[int, str]) -> Iterator[WrongCount]:
    rows = [plain(line).split(" | ") for line in provision.text.split("\n") if " | " in line]
    if len(rows) < 3:
        return
    head = rows[0]
    for column in range(1, len(head)):
        values = [(row, _cell(row, column)) for row in rows[1:]]
        counted = [v for row, v in values if v is not None and not TOTAL.search(row[0])]
        if len(counted) < 2 or len(counted) < len(rows) - 3 or _cell(head, column) is not None:
            continue
        total = next((v for row, v in values if v is not None and TOTAL.search(row[0])), None)
        if total is not None and total != sum(counted):
            said = f"the rows under '{head[column]}' add up to {sum(counted):,}, and the row of totals says {total:,}"
            yield WrongCount(provision.id, "count-and-list", said, f"{total:,}")
        whole = sum(counted)
        if len(ceilings) == 1 and POSTS.search(head[column]) and whole > (most := next(iter(ceilings))):
            said = f"the rows under '{head[column]}' add up to {whole:,}, and the text says '{ceilings[most]}'"
            yield WrongCount(provision.id, "total-over-ceiling", said, f"{whole:,}")


def _cell(row: list[str], column: int) -> int | None:
    text = row[column].strip() if column < len(row) else ""
    return _value(text) if NUMBER.fullmatch(text) else None


def _of_each(provision: Provision, sentence: str) -> Iterator[WrongCount]:
    """Give a count of things of which one goes to each of others, where these are of another number."""
    for hit in EACH.finditer(sentence):
        count, others = _counted(hit["n"]), _counted(hit["m"] or "")
        if not others and (listed := LISTED.search(sentence, hit.start("of") - 20)):
            others = len(_names(listed["list"]))
        if count and others and count != others:
            said = f"'{hit[0]}': one in each of {others} makes {others}, not {count}"
            yield WrongCount(provision.id, "count-and-list", said, hit[0])


def _of_list(provision: Provision, sentence: str, language: str) -> Iterator[WrongCount]:
    """Give a count whose names in the same sentence are of another number."""
    pattern = ARABIC_LISTED if language == "ar" else LISTED
    for hit in pattern.finditer(sentence):
        count = _counted(hit["n"])
        names = _names(hit["list"], language)
        if count and len(names) > 1 and count != len(names) and not any(_is_several(n) for n in names):
            said = f"'{hit['n']} {hit['what']}' is followed by {len(names)} names"
            yield WrongCount(provision.id, "count-and-list", said, f"{hit['n']} {hit['what']}")


def _is_several(name: str) -> bool:
    """Return whether a name of a list is a sentence, or counts several: "three of the Government"."""
    words = bare(name).split()
    return len(words) > 4 or any(w.isdigit() or value_of_word(w) or value_of_word(w.removeprefix("و")) for w in words)


def _counted(word: str) -> int:
    """Return a whole number of a few things, in figures or words; 0 where it is none."""
    value = int(word) if word.isdigit() else (cardinal(word.lower()) or 0) if word else 0
    return value if 2 <= value <= 60 else 0


def _names(listed: str, language: str = "en") -> list[str]:
    last = r"،|\s(?=و[\u0621-\u064a]{3})" if language == "ar" else r", and |, | and "
    return [name.strip() for name in re.split(last, listed) if name.strip()]
