"""Rules that are no business of some kinds of design, from ``applicability.csv``, each with the reason.

    not_for(("merger",))["IND03"]     # "a cap of a third for one group can't be met by an army of two sides …"

A rule is left out where every kind of the design excludes it: a merger with demobilisation keeps what either needs.
Where the charter says its kind, such a rule is not asked. Where the kind was only inferred, what it finds becomes a
question: is it that kind? Where nobody can tell the kind, every rule is asked.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from importlib.resources import files

from tether.charter.findings import Finding
from tether.charter.kinds import Kinds, kind_names


def not_for(kinds: tuple[str, ...]) -> dict[str, str]:
    """Return the rules that no kind of these is asked by, with the reason that the first gives."""
    tables = [_table().get(kind, {}) for kind in kinds]
    return {code: reason for code, reason in (tables[0].items() if tables else ()) if all(code in t for t in tables)}


@cache
def hang_on_kind() -> frozenset[str]:
    """Return the rules that are no business of some kind of design: what they say hangs on the kind."""
    return frozenset(code for codes in _table().values() for code in codes)


def left_out() -> list[tuple[str, tuple[str, ...], str]]:
    """Return the rows of the table: a kind, the rules that it leaves out, and the reason."""
    found: dict[tuple[str, str], list[str]] = {}
    for kind, rules in _table().items():
        for code, reason in rules.items():
            found.setdefault((kind, reason), []).append(code)
    return [(kind, tuple(codes), reason) for (kind, reason), codes in found.items()]


def asked_of(findings: Iterable[Finding], kinds: Kinds) -> list[Finding]:
    """Return findings with those that do not apply to an inferred kind as questions, whether it is that kind."""
    excluded = not_for(kinds.names) if kinds.inferred else {}
    return [_asked(f, kinds, excluded[f.code]) if f.code in excluded else f for f in findings]


def _asked(finding: Finding, kinds: Kinds, reason: str) -> Finding:
    if finding.result != "fires":
        return finding
    name = kind_names()[kinds.names[0]][0]
    said = f"Is it a design of the kind “{name}” (write meta.kind)? Then {reason}; else {finding.message}."
    return replace(finding, result="cannot tell", severity="note", message=said, measured="")


@cache
def _table() -> dict[str, dict[str, str]]:
    """Return, by kind, the codes that do not apply with their reasons."""
    text = (files("tether.charter") / "applicability.csv").read_text("utf-8")
    found: dict[str, dict[str, str]] = {}
    for row in csv.DictReader(text.splitlines()):
        found.setdefault(row["kind"], {}).update(dict.fromkeys(row["codes"].split(), row["reason"]))
    return found
