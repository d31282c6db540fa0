"""What one rule says of several rows in the same words is told once, with every row named.

    phase 'one' ends by a test, and nothing says what holds …; likewise 'two' and 'three'

The first finding stands for all; the others' places are its related places. Findings of the parts of ``consistency``
name all their clauses already and stay apart. Machines (JSON, SARIF, GitHub, waivers, the baseline) get each by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from tether.charter.findings import Finding

APART = ("NUM", "TIM01", "TIM02", "TIM03", "TIM04", "TIM05", "DEP", "GRF", "SCH", "CON")
_NAMES = re.compile(r"'([^']*)'")
_VARYING = re.compile(r"'[^']*'|\([^()]*\.\d+[^()]*\)|\[[^\[\]]*\]|\d[\d,.-]*")  # names, places in the file and numbers


def grouped(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings with those that only repeat another of the same rule in a further row told with it."""
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for number, finding in enumerate(findings):
        alone = finding.code.startswith(APART)
        groups.setdefault((number,) if alone else _likeness(finding), []).append(finding)
    return [_told(found) for found in groups.values()]


def _likeness(finding: Finding) -> tuple[object, ...]:
    keys = tuple(step for step in finding.path.split(".") if not step.isdigit())
    words = _VARYING.sub("…", finding.message)
    return finding.code, finding.severity, finding.partly, finding.file, keys, words


def _told(found: list[Finding]) -> Finding:
    first, *others = found
    if not others:
        return first
    names = [name for f in others if (name := _own_name(f, first))]
    more = ", ".join(dict.fromkeys(names)) if len(names) == len(others) else ", ".join(f.path for f in others)
    related = tuple(dict.fromkeys(p for f in others for p in (f.path, *f.related)))
    return replace(first, message=f"{first.message}; likewise {more}", related=related)


def _own_name(finding: Finding, first: Finding) -> str:
    """Return the first name in a message that the first finding's has not; empty where there is none."""
    known = set(_NAMES.findall(first.message))
    return next((f"{name!r}" for name in _NAMES.findall(finding.message) if name not in known), "")
