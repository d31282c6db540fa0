"""LAW02, LAW07: no support to a unit with a record of grave abuse, under two different laws.

The Leahy law binds United States assistance: credible information of a gross violation bars the *unit* until the state
takes effective steps against those responsible. The UN's due-diligence policy binds support by the United Nations: a
real risk of grave violations bars the *force* until measures are in place. So ``mitigated`` clears the second and never
the first, and neither is cleared without an authority, a document and a date. Other donors fall under LAW07. A record
that is unknown bars nothing by these laws (it is asked for), but AID01 stops the shipment until somebody has looked.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tether.charter.blanks import UNKNOWN, Blank
from tether.charter.design import Design
from tether.charter.findings import RuleVerdict, cannot_tell, fires, quiet
from tether.charter.rules.rule import rule

AMERICAN = ("us", "usa", "united-states", "us-dod", "us-state")


@rule(
    code="LAW02",
    severity="stop",
    statement="No United States aid to a unit with a credible record of grave abuse (Leahy law)",
    words="No assistance shall be furnished ... to any unit of the security forces of a foreign country",
    source="22 USC 2378d (2010 ed.): 'if the Secretary of State has credible evidence that such unit has committed "
    "gross "
    "violations of human rights'",
    second="'credible information that the unit has committed a gross violation of human rights' (CRS R43361 on Leahy)",
    evidence="normative",
    law="22 USC 2378d and 10 USC 362: the bar lifts only when the government takes effective steps to bring those "
    "responsible to justice, which the record must show (authority, document, date)",
    remedy="Hold the item; have the unit assessed; remove and try those named; record result, authority, document "
    "and date "
    "in law.due_diligence (rule: Leahy, result: clear or remediated).",
    asks="the sponsor",
    fails="""
actors: [{id: us, kind: foreign}]
groups: [{id: m1, record: {grave_abuse: credible}}]
induction: [{id: s1, from: m1, into: g}]
aid: [{id: a1, donor: us, to: g, item: training}]
law: {due_diligence: [{rule: Leahy, applies_to: g, result: mitigated, authority: us, document: memo, date: 2026-01-01}]}
""",
    passes="""
actors: [{id: us, kind: foreign}]
groups: [{id: m1, record: {grave_abuse: credible}}]
induction: [{id: s1, from: m1, into: g}]
aid: [{id: a1, donor: us, to: g, item: training}]
law:
  due_diligence:
    - {rule: Leahy, applies_to: g, result: remediated, authority: us, document: memo, date: 2026-01-01}
""",
)
def leahy(design: Design) -> Iterator[RuleVerdict]:
    """Each item of American aid (or of an unnamed donor's), against the records of its recipient and those feeding "
    "it.
    """
    yield from _screened(design, american=True, rules=("Leahy",), clears=("clear", "remediated"))


@rule(
    code="LAW07",
    severity="stop",
    statement="No support by the UN, or by another donor under its own law, to a force with a record of grave abuse",
    words="substantial grounds for believing that there is a real risk",
    source="UN Human Rights Due Diligence Policy, A/67/775 (its scope includes payment of salaries)",
    second="Arms Trade Treaty arts 6(3) and 7: no arms to be used in grave breaches; an export assessment where the "
    "risk is "
    "overriding",
    evidence="normative",
    law="A/67/775 for UN entities; the Arms Trade Treaty and Common Article 1 of the Geneva Conventions for states",
    remedy="Assess the risk; agree measures; record result, authority, document and date in law.due_diligence (rule: "
    "HRDDP "
    "or national, result: clear or mitigated).",
    asks="the sponsor",
    fails="""
actors: [{id: unami, kind: foreign}]
groups: [{id: m1, record: {grave_abuse: credible}}]
aid: [{id: a1, donor: unami, to: m1, item: salaries}]
law: {due_diligence: [{rule: HRDDP, applies_to: m1, result: mitigated}]}
""",
    passes="""
actors: [{id: unami, kind: foreign}]
groups: [{id: m1, record: {grave_abuse: credible}}]
aid: [{id: a1, donor: unami, to: m1, item: salaries}]
law:
  due_diligence:
    - {rule: HRDDP, applies_to: m1, result: mitigated, authority: unami, document: A-12, date: 2026-01-01}
""",
)
def due_diligence(design: Design) -> Iterator[RuleVerdict]:
    """Each item of aid by a donor other than the United States, against the records of its recipient."""
    yield from _screened(design, american=False, rules=("HRDDP", "national", "other"), clears=("clear", "mitigated"))


def _screened(
    design: Design, *, american: bool, rules: tuple[str, ...], clears: tuple[str, ...]
) -> Iterator[RuleVerdict]:
    for path, aid in design.rows("aid"):
        from_us = aid.donor in AMERICAN or isinstance(aid.donor, Blank)
        if from_us is not american or isinstance(aid.to, Blank):
            continue
        for group in _recipients(design, aid.to):
            yield _verdict(design, f"{path}.to", aid, group, rules, clears)


def _recipients(design: Design, name: str) -> list[Any]:
    """Return the groups that a unit, force or group named as recipient consists of, and the row itself."""
    row = design.named(name)
    force = getattr(row, "force", name)
    found = design.feeding(name) + (design.feeding(force) if force != name else [])
    return [*found, *([row] if type(row).__name__ == "Group" else [])]


def _verdict(
    design: Design, path: str, aid: Any, group: Any, rules: tuple[str, ...], clears: tuple[str, ...]
) -> RuleVerdict:
    record = group.record if isinstance(group.record, Blank) else group.record.grave_abuse
    if record is UNKNOWN:
        return cannot_tell(path, f"What is recorded of {group.id!r}, which item {aid.id!r} would reach?")
    if record != "credible":
        return quiet(path)
    entries = [row for _, row in design.rows("law.due_diligence") if row.applies_to in (aid.to, group.id)]
    if any(row.rule in rules and row.result in clears and _recorded(row) for row in entries):
        return quiet(path)
    lacks = _lacks(entries, rules, clears)
    return fires(path, f"item {aid.id!r} would reach {group.id!r}, with credible grave abuse on record: {lacks}")


def _recorded(row: Any) -> bool:
    return bool(row.authority and row.document and row.date)


def _lacks(entries: list[Any], rules: tuple[str, ...], clears: tuple[str, ...]) -> str:
    relevant = [row for row in entries if row.rule in rules]
    if not relevant:
        return f"no clearance under {' or '.join(rules)}"
    if all(row.result not in clears for row in relevant):
        return f"its clearance says {relevant[0].result!s}; only {' or '.join(clears)} clears here"
    return "its clearance names no authority, document or date"
