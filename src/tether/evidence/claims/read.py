"""Reads a country's claims from YAML and says everything that is wrong with it at once, by file and line.

    country: iraq
    coded: 2026-11-22
    sources:
      wing-2008: {author: J. Wing, title: Musings on Iraq, date: 2008-08-16, url: ..., grade: analysis}
    claims:
      tribal:
        - {says: size, value: 103000, basis: counted, when: 2008-08, src: wing-2008, tag: S}
        - {says: rooted-in, of: anbar, value: [0.3, 0.4, 0.5], basis: judged, when: 2006-09.., src: wing-2008, tag: R}

``value`` is a number, ``[lo, hi]`` or ``[lo, v, hi]``. ``when`` is read by ``dates.read_period``. ``tag``: S seen, D
derived from seen figures, R recalled. A subject is an actor, a place or a community of the theatre; people have no
entry.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from tether.errors import InputError, Problem, Problems, did_you_mean
from tether.evidence.claims.check import CLAIM_KEYS, SOURCE_KEYS, check_claim, check_ids, number, unit_of
from tether.evidence.claims.dates import Period, read_period
from tether.evidence.claims.model import Claim, ClaimSource
from tether.evidence.claims.nodes import Mapped, compose
from tether.evidence.claims.store import Claims

TOP_KEYS = ("country", "coded", "sources", "claims", "note")


def load_claims(country: str, ids: Mapping[str, str] | None = None) -> Claims:
    """Return the shipped claims of ``country``; with ``ids`` (id → kind) subjects and objects are checked too."""
    pack = resources.files("tether.evidence") / "packs" / "claims"
    known = sorted(p.name.removesuffix(".yaml") for p in pack.iterdir() if p.name.endswith(".yaml"))
    if country not in known:
        raise InputError(Problem(f"no claims for '{country}'", "country", remedy=did_you_mean(country, known)))
    claims = _shipped(Path(str(pack / f"{country}.yaml")))
    if ids is not None:
        problems = Problems(f"{country}.yaml")
        check_ids(claims, ids, problems)
        problems.raise_if_any()
    return claims


def read_claims(path: str | Path, ids: Mapping[str, str] | None = None) -> Claims:
    """Read one file; raises ``InputError`` with every problem found."""
    path = Path(path)
    problems = Problems(path.name)
    root = compose(path, problems)
    problems.raise_if_any()
    assert root is not None
    root.only(TOP_KEYS, problems)
    coded = _day(root, "coded", problems)
    sources = {key: _source(key, entry, problems) for key, entry in root.children("sources", problems)}
    claims: list[Claim] = []
    for subject, entries in root.lists("claims", problems):
        for entry in entries:
            claim = _claim(subject, entry, sources, coded, problems)
            if claim is not None:
                claims.append(claim)
    if ids is not None:
        check_ids(claims, ids, problems)
    problems.raise_if_any()
    return Claims(str(root.get("country", path.stem)), tuple(claims))


@cache
def _shipped(path: Path) -> Claims:
    return read_claims(path)


def _source(key: str, entry: Mapped, problems: Problems) -> ClaimSource | None:
    entry.only(SOURCE_KEYS, problems)
    for needed in ("title", "date", "grade"):
        if not entry.get(needed):
            problems.add(f"source '{key}' has no {needed}", line=entry.line, path=f"sources.{key}")
    period = _period(entry, "date", problems, f"sources.{key}")
    if period is None or period.end is None or not entry.get("title") or not entry.get("grade"):
        return None
    entry.one_of("grade", problems)
    given = {k: str(entry.get(k)) for k in ("author", "outlet", "url", "weak") if entry.get(k)}
    return ClaimSource(
        key, str(entry.get("title")), str(entry.get("grade")), period.end, dated=str(entry.get("date")), **given
    )


def _claim(
    subject: str, entry: Mapped, sources: Mapping[str, ClaimSource | None], coded: date | None, problems: Problems
) -> Claim | None:
    entry.only(CLAIM_KEYS, problems)
    before = len(problems.found)
    source = sources.get(str(entry.get("src")))
    if not entry.get("src"):
        problems.add("a claim without source", line=entry.line, path=f"claims.{subject}", remedy="add src: <id>")
    elif str(entry.get("src")) not in sources:
        problems.add(
            f"no source '{entry.get('src')}'",
            line=entry.line,
            path=f"claims.{subject}",
            remedy=did_you_mean(str(entry.get("src")), sources),
        )
    period = _period(entry, "when", problems, f"claims.{subject}")
    value = number(entry, problems, f"claims.{subject}")
    if period is None or source is None or coded is None or len(problems.found) > before:
        return None
    claim = _made(subject, entry, source, coded, period, value)
    check_claim(claim, entry, problems)
    return claim


def _made(
    subject: str, entry: Mapped, source: ClaimSource, coded: date, period: Period, value: tuple[float | None, ...]
) -> Claim:
    tag = str(entry.get("tag", ""))
    return Claim(
        subject=subject,
        predicate=str(entry.get("says", "")),
        object=str(entry.get("of", "")),
        lo=value[0],
        v=value[1],
        hi=value[2],
        unit=str(entry.get("unit") or unit_of(str(entry.get("says")))) if value[1] is not None else "",
        basis=str(entry.get("basis", "")),
        happened_from=period.start,
        happened_to=period.end,
        known_from=period.known,
        published=source.published,
        coded=coded,
        source=source,
        seen=tag in ("S", "D"),
        derived=tag == "D",
        handling=str(entry.get("handling", "public")),
        quote=str(entry.get("quote", "")),
        kinds=tuple(str(k) for k in _listed(entry.get("kinds"))),
        where=f"{entry.file}:{entry.line}",
    )


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if value else []


def _period(entry: Mapped, key: str, problems: Problems, path: str) -> Period | None:
    if not entry.get(key):
        problems.add(f"no date: '{key}' is missing", line=entry.line, path=path, expected="YYYY[-MM[-DD]][..]")
        return None
    try:
        return read_period(str(entry.get(key)))
    except ValueError as error:
        problems.add(str(error), line=entry.line_of(key), path=f"{path}.{key}")
        return None


def _day(root: Mapped, key: str, problems: Problems) -> date | None:
    period = _period(root, key, problems, key)
    return period.end if period else None
