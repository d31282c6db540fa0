"""The values of a proposed row: which words of a sentence its keys take, and where they stand.

    values, why = values_of(law, named, "powers", rows, reading)     # {'limit_hours': 24}, ["limit_hours: 'within …'"]

A number is looked for in the words that ask for it, right after them and right before them; a day after them; whoever
is named at a mark of the pattern. What a sentence denies is no value. ``ReadSentence`` is a sentence with its names
marked, ``RowDraft`` what it suggests before it is a row.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from tether.charter.schema_keys import SchemaKey, key_at, keys_at
from tether.documents.yaml_file import Key
from tether.law.lexicon import LexiconRow
from tether.law.named import MarkedText, NamedBodies
from tether.law.numerals import plain
from tether.law.quantities import HOURS, SCHEMA_UNITS, dates, quantities
from tether.law.subjects import denied
from tether.law.written_law import WrittenLaw

NOT_FOR = {
    "posts": ("forces", "groups", "posts"),
    "delegations": ("forces", "groups"),
    "pay": ("posts", "groups", "forces"),
}
NOT_FOR |= {"joint_bodies": ("forces", "groups"), "oversight": ("forces", "groups"), "trust.grievance": ("forces",)}
DENIABLE = (  # what a sentence may deny in so many words: "has no intelligence service of its own"
    *("own_budget", "own_intelligence", "own_staff", "independent", "registered", "can_refuse", "can_recall"),
    *("survivors_pension", "death_cover", "women"),
)
LONGEST_WORDS = 160
MILLIONS = re.compile(r"\d\s?\)?\s?(?:million|billion|milliard|thousand|مليون|مليار|ألف|الف|آلاف|الاف|mille)")
VAGUE = re.compile(  # a time that is none
    r"\b(?:reasonable|appropriate|practicable|prompt|short(?:est)?|due) (?:period|time|delay|course|possible|term)|"
    r"\bas soon as\b|\bwithout (?:undue )?delay\b|(?:مده|مهله|فتره|وقت) (?:ال)?(?:معقول|مناسب|قصير)|"
    r"\bdelai raisonnable|\bsans delai\b|\bmeilleurs delais\b",
    re.IGNORECASE,
)
LOCAL = re.compile(r"[;:،؛]|,(?!\d{3})")
CITED = re.compile(
    r"\b(?:articles?|sections?|paragraphs?|no\.?)\s?\(?\d+\)?|(?:الماده|الفقره|المادة|الفقرة|رقم)\s?\(?\d+\)?",
    re.IGNORECASE,
)


@dataclass
class RowDraft:
    """What one or more sentences of a provision suggest for one section."""

    section: str
    values: dict[str, Any]
    first: int  # of its sentences in the provision
    last: int
    why: list[str]
    sure: str
    made: set[str] = field(default_factory=set)
    signs: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class ReadSentence:
    """One sentence, marked; ``context`` is how many characters of it are the words that open its list."""

    marked: MarkedText
    context: int
    sentence: str


def row_path(section: str) -> Key:
    """Return where a row of a section stands: ``('sharing', 'allocation', 0)``."""
    steps: Key = tuple(section.split("."))
    known = key_at(steps)
    return (*steps, 0) if known is not None and known.many else steps


@cache
def row_keys(section: str) -> dict[str, SchemaKey]:
    """Return the keys that a row of a section takes; none where the schema has no such section."""
    return dict(keys_at(row_path(section)))


def schema_key(section: str, key: str) -> SchemaKey | None:
    """Return what the schema says of a key of a row, dotted where it stands deeper; None where it has no such key."""
    return key_at((*row_path(section), *key.split(".")))


def trigger(rows: tuple[LexiconRow, ...], reading: ReadSentence) -> tuple[str, str]:
    """Return how strongly a sentence speaks of a section, and by which words; ('', '') where it doesn't."""
    for strength in ("strong", "weak"):
        for row in rows:
            if row.kind == "trigger" and row.value == strength and (hit := hit_of(row, reading)):
                return strength, shown(reading, hit)
    return "", ""


def hit_of(row: LexiconRow, reading: ReadSentence) -> re.Match[str] | None:
    """Return where a pattern meets a sentence: in its own words, not only in those that open its list."""
    return next((m for m in row.pattern.finditer(reading.marked.text) if m.end() > reading.context), None)


def shown(reading: ReadSentence, hit: re.Match[str]) -> str:
    """Return the words that a pattern met."""
    return " ".join(reading.marked.words(hit.start(), hit.end()).split())[:60]


# ---- the values of a row


def values_of(
    law: WrittenLaw, named: NamedBodies, section: str, rows: tuple[LexiconRow, ...], reading: ReadSentence
) -> tuple[dict[str, Any], list[str]]:
    """Return the keys of a section that stand in a sentence, and the words on which each rests."""
    found: dict[str, Any] = {}
    why: list[str] = []
    for row in rows:
        if row.kind in ("trigger", "edge") or (row.key in found and row.kind != "word*"):
            continue
        if section == "powers" and row.key == "power":
            continue
        value, hit = value_of(named, section, row, reading)
        if value is None or hit is None:
            continue
        known = schema_key(section, row.key)
        if row.kind == "word*" or (known is not None and known.many):
            found.setdefault(row.key, [])
            found[row.key] += [value] if value not in found[row.key] else []
        else:
            found[row.key] = value
        why.append(f"{row.key}: '{shown(reading, hit)}'")
    return found, why


def value_of(
    named: NamedBodies, section: str, row: LexiconRow, reading: ReadSentence
) -> tuple[Any, re.Match[str] | None]:
    """Return the value that a pattern finds for a key in a sentence, and where; (None, None) where it finds none."""
    for hit in row.pattern.finditer(reading.marked.text):
        if row.kind in ("word", "word*"):
            value: Any = {"true": True, "false": False}.get(row.value, row.value)
            if value is True and row.key in DENIABLE and denied(reading.marked.text, hit.start(), named.language):
                value = False
        elif row.kind == "who":
            value = _whom(named, section, row.key, hit)
        elif row.kind == "number":
            value = _number(section, row.key, reading.marked, hit)
        elif row.kind == "date":
            value = _day(reading.marked, hit, row.key)
        else:
            value = reading.marked.words(hit.start("t"), hit.end("t")).strip()
        if value is not None and (hit.end() > reading.context or row.kind in ("who", "word")):
            return value, hit
    return None, None


def _whom(named: NamedBodies, section: str, key: str, hit: re.Match[str]) -> str | None:
    place = next((g for g in hit.groups() if g), None)
    if place is None:
        return None
    body = named.bodies[int(place)]
    known = schema_key(section, key)
    kinds = {"actors": "actor", "forces": "force", "groups": "group", "posts": "post"}
    if known is not None and known.refers and kinds.get(body.section) not in known.refers:
        return None
    if (section, key) == ("oversight", "over"):  # whoever is watched is a force
        return body.id if body.section in ("forces", "posts", "units") else None
    return None if body.section in NOT_FOR.get(section, ()) else body.id


def _number(section: str, key: str, marked: MarkedText, hit: re.Match[str]) -> Any:
    """Return the number near some words, in the unit of its key; None where none of that kind stands there."""
    known = schema_key(section, key)
    if known is None or known.quantity is None:
        return None
    if known.quantity.unit in SCHEMA_UNITS and VAGUE.search(_said_of(marked, hit)):
        return None  # "within a reasonable time" is no number, whatever number stands in the next words
    for text in _near(marked, hit):
        text = re.sub(r"per ?cent|pour ?cent", "%", text)
        plain = CITED.sub(" ", re.sub(r"(?<![\u0621-\u064a])([وفبك]) ال", r"\1ال", text))
        turned = (_in_unit(q.value, q.unit, known.quantity.unit) for q in quantities(plain))
        found = [v for v in turned if v is not None and known.quantity.least <= v <= known.quantity.most]
        if found:  # 18 million is read as 18 and as 18,000,000
            value = max(found) if MILLIONS.search(plain) else found[0]
            return int(value) if float(value).is_integer() else value
    return _only_share(known.quantity.unit, marked)


def _only_share(unit: str, marked: MarkedText) -> float | None:
    """Return the share of a sentence that has just one, wherever it stands: "not less than a tenth of all posts, …"."""
    if not unit.startswith("the whole"):
        return None
    text = re.sub(r"per ?cent|pour ?cent", "%", marked.source)
    found = {v for q in quantities(text) if (v := _in_unit(q.value, q.unit, unit)) is not None}
    return found.pop() if len(found) == 1 else None


def _said_of(marked: MarkedText, hit: re.Match[str]) -> str:
    """Return the words that asked for a number, with the few after them."""
    return marked.text[hit.start() : hit.end() + 30]


def _near(marked: MarkedText, hit: re.Match[str]) -> tuple[str, ...]:
    """Return where a number that belongs to some words is looked for: in them, right after, right before."""
    stop = hit.end() + len(re.match(r"\w*", marked.text[hit.end() :])[0])  # type: ignore[index]
    after = LOCAL.split(re.sub(r"(?<=\d),(?=\d)", "", marked.text[hit.end() : hit.end() + 90]))[0]
    before = LOCAL.split(marked.text[max(0, hit.start() - 70) : hit.start()])[-1]
    return (
        marked.words(hit.start(), stop),
        marked.words(hit.start(), min(len(marked.text), hit.end() + len(after) + 2)),
        marked.words(hit.start() - len(before), stop),
    )


def _in_unit(value: float, found: str, unit: str) -> float | None:
    if unit.startswith("the whole"):
        share = value / 100 if found == "percent" else value if found == "share" else None
        if share is None or not 0 < share <= 1:
            return None
        thirds = abs(share * 3 - round(share * 3)) < 1e-9 and share < 1
        return round(share, 2 if thirds else 6)  # a third is .33, as bounds are written
    if unit == "years of age":
        return value if found in ("year", "") and 5 <= value <= 80 else None
    wanted = SCHEMA_UNITS.get(unit, "")
    if wanted:
        if found == "year" and wanted == "month":
            return value * 12
        if found not in HOURS:
            return None
        turned = value * HOURS[found] / HOURS[wanted]
        return round(turned) if abs(turned - round(turned)) < 0.03 * max(1.0, turned) else round(turned, 2)
    return value if found == "" and value > 1 and not 1900 <= value <= 2100 else None


def _day(marked: MarkedText, hit: re.Match[str], key: str) -> str | None:
    words = marked.words(hit.start(), min(len(marked.text), hit.end() + 60))
    found = dates(words)
    if not found and key == "funded_until":
        year = re.search(r"(?<!\d)20\d\d(?!\d)", plain(words))
        return year[0] if year else None
    if not found:
        return None
    return (max(found) if key in ("ends", "sunset") else min(found)).isoformat()


def shortened(text: str) -> str:
    """Return a sentence on one line, cut where it is long."""
    line = " ".join(text.split()).strip(" .;,:،؛")
    return line if len(line) <= LONGEST_WORDS else f"{line[:LONGEST_WORDS].rsplit(' ', 1)[0]} …"
