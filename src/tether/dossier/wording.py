"""A claim as a sentence: what is said, by what measure, when, and on whose word. Every sentence names its source."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from tether.evidence.claims import PREDICATES, Claim, ClaimSource
from tether.report.blocks import Sentence, SourceEntry

MANY = ("people", "men", "police", "clergy", "bedouin")
TAGS = {"S": "", "D": "derived", "R": "recalled, to be checked"}


def sentence(claim: Claim, names: Mapping[str, str]) -> Sentence:
    """Return the claim as one sentence with its source and, where it is recalled or judged, that said."""
    said = statement(claim, names)
    text = f"{said[:1].upper()}{said[1:]} ({'; '.join(_reservations(claim))})."
    return Sentence(text, claim_id(claim), sources=(claim.source.id,), recalled=not claim.seen)


def claim_id(claim: Claim) -> str:
    """Return the id under which a page and its twin print a claim: the file and line that hold it."""
    return f"claims/{claim.where}" if claim.where else ""


def source_entry(source: ClaimSource) -> SourceEntry:
    """Return a source as it stands in the list at a page's end."""
    weak = f" (weak: {source.weak})" if source.weak else ""
    return SourceEntry(source.id, f"{source.cite}. {source.grade}{weak}", source.weak)


def statement(claim: Claim, names: Mapping[str, str]) -> str:
    """Return what the claim says, without its source: relation or property, number, kinds, words."""
    predicate = PREDICATES[claim.predicate]
    subject, object_ = names.get(claim.subject, claim.subject), names.get(claim.object, claim.object)
    verb = r"\2" if plural(subject) else r"\1"
    said = re.sub(r"\[(\w+)\|(\w+)\]", verb, predicate.sentence).format(s=subject, o=object_)
    if predicate.object == "text" and "{o}" not in predicate.sentence and claim.object:
        said += f" ({claim.object})"
    if claim.v is not None:
        said += f": {number(claim)}" + (f", {claim.basis}" if claim.basis and claim.basis != "judged" else "")
    if claim.kinds:
        said += f" [{', '.join(claim.kinds)}]"
    return said + (f". {claim.quote[:1].upper()}{claim.quote[1:]}" if claim.quote else "")


def plural(name: str) -> bool:
    """Return whether a name takes a plural verb: by its head noun ("Sunni Arabs", "brigades", not "United States")."""
    head = re.split(r" of | in | \(|, | / ", name)[0].strip().lower()
    last = head.split()[-1] if head else ""
    one = last.endswith(("ss", "us")) or head.startswith("united")
    return last in MANY or (last.endswith("s") and not one)


def number(claim: Claim) -> str:
    """Return the number as a person reads it: one figure, or the middle with its range, and the unit."""
    assert claim.lo is not None and claim.v is not None and claim.hi is not None
    as_share = claim.unit == "share" or claim.unit.startswith("share ")
    form = (lambda x: f"{100 * x:.3g} %") if as_share else _plain
    unit = claim.unit.removeprefix("share").strip() if as_share else "" if claim.unit == "strength" else claim.unit
    text = form(claim.v) if claim.lo == claim.hi else f"{form(claim.v)} ({form(claim.lo)} to {form(claim.hi)})"
    return f"{text} {unit}".strip()


def when(claim: Claim) -> str:
    """Return the time of a claim: a day, a month, a year, a span, or since when."""
    start, end = claim.happened_from, claim.happened_to
    if end is None:
        return f"since {_short(start, first=True)}"
    if start == end:
        return str(start)
    if (start.month, start.day) == (1, 1) and (end.month, end.day) == (12, 31):
        return str(start.year) if start.year == end.year else f"{start.year}–{end.year}"
    if start.year == end.year and start.month == end.month:
        return f"{start:%Y-%m}"
    return f"{_short(start, first=True)} to {_short(end, first=False)}"


def _reservations(claim: Claim) -> list[str]:
    said = [when(claim), f"{claim.source.id}, {claim.grade}"]
    if claim.basis == "judged":
        said.append("the number is the coder's judgement")
    if TAGS[claim.tag]:
        said.append(TAGS[claim.tag])
    return said + ([f"weak: {claim.source.weak}"] if claim.source.weak and claim.seen else [])


def _plain(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.3g}"


def _short(day: date, *, first: bool) -> str:
    if first and day.day == 1:
        return f"{day.year}" if day.month == 1 else f"{day:%Y-%m}"
    return str(day) if first or day.day < 28 else f"{day:%Y-%m}"
