"""What every report of a check is made of, in one order: what matters first, faults by part, the checklist, questions.

The parts of a charter are those of a comparison (``charter/compare.py``): command, powers, way in and out, sharing, …
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tether.charter.check import ChecklistItem, Report
from tether.charter.compare import HEADINGS
from tether.charter.consequences import consequence_of, order_of
from tether.charter.findings import SEVERITIES, Finding
from tether.charter.silence import NOT_SAID
from tether.charter.values import NONE
from tether.report.numbers import counted

THE_FILE = "the file itself"


def by_part(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    """Return findings by the part of the charter in which they stand, in reading order; those on the file last."""
    parts: dict[str, list[Finding]] = {name: [] for name in (*HEADINGS, THE_FILE)}
    for finding in findings:
        parts[part_of(finding)].append(finding)
    return {name: found for name, found in parts.items() if found}


@dataclass(frozen=True)
class SameCause:
    """Findings that say one thing: of one rule, or all that follows from one ``none`` of the charter (``at``)."""

    findings: tuple[Finding, ...]
    at: str = ""


def by_cause(findings: Iterable[Finding], report: Report) -> list[SameCause]:
    """Return findings grouped: what follows from one written ``none``, else those of one rule, worst group first."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        at = _none_above(finding, report)
        groups.setdefault(("none", at) if at else ("rule", finding.code), []).append(finding)
    made = []
    for (kind, at), found in groups.items():
        ranked = tuple(sorted(found, key=lambda f: SEVERITIES.index(f.severity)))
        made.append(SameCause(ranked, at if kind == "none" and len(ranked) > 1 else ""))
    return sorted(made, key=lambda cause: SEVERITIES.index(cause.findings[0].severity))


def _none_above(finding: Finding, report: Report) -> str:
    """Return the uppermost path at or above a finding at which the charter says ``none``; empty where it says more."""
    steps = finding.path.split(".")
    for n in range(1, len(steps) + 1):
        try:
            value = report.whole.at(".".join(steps[:n]))
        except KeyError:
            return ""
        if value is NONE:
            return ".".join(steps[:n])
    return ""


def why_first(finding: Finding, report: Report) -> str:
    """Say what a finding's class of consequence is, and the past attempt of this kind that it broke."""
    mine = consequence_of(finding.code)
    found = next(c for c in order_of(report.kinds.names) if c.id == mine)
    like = [b for b in found.cases if not report.kinds.names or set(b.kinds) & set(report.kinds.names)] or found.cases
    return f"{found.name}: {like[0].case}, {like[0].year}: {like[0].what}" if like else found.name


def says_more(report: Report) -> bool:
    """Whether what matters first says more than the lists that follow: there are many, and not silences alone."""
    many = len(report.faults) + len(report.silences) + len(report.questions) > 5
    return many and any(not f.code.startswith("DUT") for f in report.first_five)


def part_of(finding: Finding) -> str:
    """Return the part of the charter in which a finding stands."""
    if finding.code.startswith("SCH"):
        return THE_FILE
    section = finding.path.split(".")[0]
    return next((name for name, sections in HEADINGS.items() if section in sections), THE_FILE)


def unsaid(report: Report) -> tuple[ChecklistItem, ...]:
    """Return what the charter does not say, or says in part only; what it calls unknown is a question."""
    return tuple(item for item in report.checklist if item.state not in ("says it", "unknown"))


def spoken(report: Report) -> str:
    """Say of how many of the things that it must a charter speaks: "it speaks of 14 of the 22 things …"."""
    if not report.duties:
        return ""
    said = [i for i in report.checklist if i.duty is not None and i.state != "does not say"]
    partly = sum(item.state == "says it in part" for item in said)
    whose = f"{_article(report.kinds.words)} must" if report.kinds.names else "any force must"
    seen = "the text seen speaks" if report.open_world else "it speaks"
    text = f"{seen} of {len(said)} of the {counted(len(report.duties), 'thing')} that {whose} speak of"
    return f"{text}, {partly} of them in part" if partly else text


def kind_line(report: Report) -> str:
    """Say as what kind of design a charter was read, and why where it does not say so itself."""
    if not report.kinds.names:
        return ""
    why = f" ({report.kinds.inferred}; meta.kind would say it)" if report.kinds.inferred else ""
    return f"read as {_article(report.kinds.words)}{why}"


def _article(words: str) -> str:
    bare = ("demobilisation", "outside assistance")
    return " and ".join(w if w in bare else f"{'an' if w[0] in 'aeiou' else 'a'} {w}" for w in words.split(" and "))


def item_line(item: ChecklistItem) -> str:
    """Say one thing that the charter does not say; "in part" where the details that follow are what is left out."""
    if item.duty is None:
        return "besides"
    return f"{item.duty.thing}, in part" if item.state == "says it in part" else item.duty.thing


def detail(finding: Finding) -> str:
    """Return the question of a silence without its beginning, which stands above the list."""
    return finding.message.removeprefix(f"{NOT_SAID}: ").removeprefix(f"{NOT_SAID} ")
