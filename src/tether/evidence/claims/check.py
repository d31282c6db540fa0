"""What makes a claim fit to be used: known words, dates in order, numbers in range, groups and not people."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from tether.errors import Problems, did_you_mean
from tether.evidence.claims.model import Claim
from tether.evidence.claims.nodes import Mapped
from tether.evidence.claims.vocabulary import BASES, PREDICATES, RECORDS

SOURCE_KEYS = ("author", "title", "outlet", "date", "url", "grade", "weak")
CLAIM_KEYS = ("says", "of", "value", "unit", "basis", "when", "src", "tag", "kinds", "quote", "handling")
KINDS = ("funds", "arms", "advisers", "training", "intelligence", "troops", "sanctuary", "air", "political")
PEOPLE = ("person", "people", "individual")
OBJECT_KINDS = {"place": ("place",), "community": ("community",), "party": ("actor", "community")}
UNITS = {"size": "men", "population": "people", "seats": "seats", "abuses": "killed", "equipment": "items"}


def check_claim(claim: Claim, entry: Mapped, problems: Problems) -> None:
    """Report all that is wrong with one claim, located at its keys."""
    path = f"claims.{claim.subject}.{claim.predicate or '?'}"
    predicate = PREDICATES.get(claim.predicate)
    if predicate is None:
        found = f"predicate '{claim.predicate}' is not known" if claim.predicate else "a claim that says nothing"
        remedy = did_you_mean(claim.predicate, PREDICATES)
        problems.add(found, line=entry.line_of("says"), path=path, remedy=remedy)
        return
    for key in ("handling", "tag"):
        entry.one_of(key, problems)
    if not entry.get("tag"):
        problems.add("no tag", line=entry.line, path=path, expected="S seen, D derived or R recalled")
    if (predicate.object == "none") == bool(claim.object):
        wanted = "no 'of'" if predicate.object == "none" else f"of: a {predicate.object}"
        problems.add(f"'{claim.predicate}' with of: '{claim.object}'", line=entry.line, path=path, expected=wanted)
    _check_words(claim, entry, problems, path)
    _check_value(claim, entry, problems, path)
    _check_dates(claim, entry, problems, path)


def check_ids(claims: Iterable[Claim], ids: Mapping[str, str], problems: Problems) -> None:
    """Report subjects and objects that the theatre lacks, and people where a group is due."""
    for claim in claims:
        line = int(claim.where.rpartition(":")[2] or 0)
        _check_id(claim.subject, "", ids, problems, line, f"claims.{claim.subject}")
        kind = PREDICATES[claim.predicate].object
        if kind not in ("text", "none"):
            _check_id(claim.object, kind, ids, problems, line, f"claims.{claim.subject}.{claim.predicate}")


def number(entry: Mapped, problems: Problems, path: str) -> tuple[float | None, float | None, float | None]:
    """Return (lo, v, hi) of ``value``: a number, ``[lo, hi]`` (v the middle) or ``[lo, v, hi]``."""
    given = entry.get("value")
    if given is None:
        return None, None, None
    parts = given if isinstance(given, list) else [given]
    try:
        numbers = [float(str(p)) for p in parts]
        if not 1 <= len(numbers) <= 3 or not all(map(math.isfinite, numbers)):
            raise ValueError
    except ValueError:
        problems.add(
            f"value {_shown(given)}", line=entry.line_of("value"), path=path, expected="x, [lo, hi], [lo, v, hi]"
        )
        return None, None, None
    lo, hi = numbers[0], numbers[-1]
    v = numbers[1] if len(numbers) == 3 else (lo + hi) / 2
    if not lo <= v <= hi:
        problems.add(f"value {_shown(given)}", line=entry.line_of("value"), path=path, expected="lo ≤ v ≤ hi")
    return lo, v, hi


def unit_of(predicate: str) -> str:
    """Return the unit that a number of this predicate has unless it says another; "" where it must say one."""
    known = PREDICATES.get(predicate)
    if known is not None and known.value in ("share", "strength"):
        return known.value
    return UNITS.get(predicate, "")


def _check_words(claim: Claim, entry: Mapped, problems: Problems, path: str) -> None:
    if claim.v is not None and claim.basis not in BASES:
        problems.add(
            f"basis '{claim.basis}' of a number",
            line=entry.line_of("basis"),
            path=path,
            remedy=did_you_mean(claim.basis, BASES),
        )
    if claim.predicate == "abuse-record" and claim.object.partition(":")[0] not in RECORDS:
        expected = "of: one of " + ", ".join(RECORDS) + ", then a colon and words"
        problems.add(f"abuse-record '{claim.object[:40]}'", line=entry.line_of("of"), path=path, expected=expected)
    for kind in claim.kinds:
        if kind not in KINDS:
            problems.add(
                f"kind of support '{kind}'", line=entry.line_of("kinds"), path=path, remedy=did_you_mean(kind, KINDS)
            )


def _check_value(claim: Claim, entry: Mapped, problems: Problems, path: str) -> None:
    predicate = PREDICATES[claim.predicate]
    line = entry.line_of("value")
    if claim.v is None:
        if predicate.valued:
            problems.add(f"'{claim.predicate}' without value", line=entry.line, path=path, expected="a number")
        return
    assert claim.lo is not None and claim.hi is not None
    if predicate.value is None:
        problems.add(f"'{claim.predicate}' with a value", line=line, path=path, expected="no number")
    elif predicate.value in ("share", "strength") and not (claim.lo >= 0 and claim.hi <= 1):
        problems.add(f"value {claim.lo:g} to {claim.hi:g}", line=line, path=path, expected="a share between 0 and 1")
    elif claim.lo < 0:
        problems.add(f"value {claim.lo:g}", line=line, path=path, expected="zero or more")
    if predicate.value in ("money", "any") and not claim.unit:
        problems.add("a number without unit", line=line, path=path, expected="unit: USD, IQD, LYD, men, ...")


def _check_dates(claim: Claim, entry: Mapped, problems: Problems, path: str) -> None:
    line = entry.line_of("when")
    today = date.today()
    for what, day in (("happened", claim.happened_from), ("published", claim.published), ("coded", claim.coded)):
        if day > today and not (what == "published" and day.year == today.year):
            problems.add(f"a future date: {what} {day}", line=line, path=path, expected=f"not after {today}")
    if claim.happened_from > claim.published:
        problems.add(
            f"happened {claim.happened_from}, published {claim.published} ({claim.source.id})",
            line=line,
            path=path,
            expected="an event before its report",
            remedy="a plan is dated by when it was made, with basis: planned",
        )


def _check_id(name: str, wanted: str, ids: Mapping[str, str], problems: Problems, line: int, path: str) -> None:
    kind = ids.get(name)
    if kind in PEOPLE:
        problems.add(f"'{name}' is a person", line=line, path=path, expected="a group, force, office or place")
    elif kind is None:
        remedy = (
            did_you_mean(name, ids) + "; groups, forces, offices, places and communities only: people have no entry"
        )
        problems.add(f"'{name}' is not in the theatre", line=line, path=path, remedy=remedy)
    elif wanted in ("place", "community", "actor", "party"):
        sort = kind if kind in ("place", "community") else "actor"
        if sort not in OBJECT_KINDS.get(wanted, (wanted,)):
            problems.add(f"'{name}' is a {kind}", line=line, path=path, expected=f"a {wanted}")


def _shown(given: Any) -> str:
    return f"[{', '.join(map(str, given))}]" if isinstance(given, list) else f"'{given}'"
