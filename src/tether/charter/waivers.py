"""Waivers: findings that somebody accepts, at which place, for how long; what each covers.

    waivers: [{rule: CMD04, at: "command[from=pm, to=guard]", reason: …, by: cabinet, until: 2027-01-01}]

``at`` is a place by ids (``id_paths``), so that a row which moves takes its waiver along; the form by numbers still
reads. A waiver covers its place and everything below it; without ``at`` it covers the rule everywhere. It holds if it
says a reason and a day that has not passed. No stop can be waived, and no finding about the file itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from tether.charter.findings import Finding
from tether.charter.id_paths import place_at
from tether.charter.rules import RENAMED, rule_of
from tether.charter.schema import Charter
from tether.charter.values import UNKNOWN, When


def with_waivers(findings: Iterable[Finding], charter: Charter, today: date) -> tuple[Finding, ...]:
    """Return the findings, those that a waiver covers marked with its reason, its end and its office."""
    holding = [w for w in charter.waivers or () if holds_on(w, today)]
    placed = [(w, place_of_waiver(w, charter)) for w in holding]
    return tuple(_marked(f, placed) for f in findings)


def _marked(finding: Finding, placed: list[tuple[Any, str | None]]) -> Finding:
    if finding.result != "fires" or finding.severity == "stop" or finding.code.startswith("SCH"):
        return finding
    for waiver, place in placed:
        if code_of(waiver) == finding.code and covers(place, finding.path):
            return replace(finding, waived=f"{waiver.reason} (until {waiver.until}, {waiver.by or 'nobody named'})")
    return finding


def place_of_waiver(waiver: Any, charter: Charter) -> str | None:
    """Return the path at which a waiver holds: "" for everywhere, None where it names no place of the charter."""
    if waiver.at is UNKNOWN:
        return None
    return place_at(charter, waiver.at) if waiver.at else ""


def holds_on(waiver: Any, today: date) -> bool:
    """Return whether a waiver is complete, has not lapsed, and is of a rule that can be waived."""
    dated = isinstance(waiver.until, When) and waiver.until.hi >= today
    return bool(waiver.reason) and dated and is_waivable(waiver.rule)


def code_of(waiver: Any) -> str:
    """Return the code of the rule that a waiver names, by its present name."""
    return RENAMED.get(waiver.rule.upper(), waiver.rule.upper())


def is_waivable(code: str) -> bool:
    """Return whether a code is that of a rule and neither a stop nor about the file itself."""
    found = rule_of(code)
    return found is not None and found.severity != "stop" and found.family != "SCH"


def covers(place: str | None, path: str) -> bool:
    """Return whether a place holds a path: "" holds every path, None is no place."""
    return place is not None and (not place or path == place or path.startswith(f"{place}."))
