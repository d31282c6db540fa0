"""OVS: somebody outside watches the force, civil among them, who may look, act and report.

Whether a path of command leads from the watched to the watcher is DEP02's business: here is what the charter says that
the watchers are and may do. A charter without a word on oversight is no business of these rules: that is a silence.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tether.charter.findings import (
    RuleVerdict,
    beside,
    both,
    cannot_tell,
    either,
    fires,
    provided,
    quiet,
    true,
    within,
)
from tether.charter.reading import Design
from tether.charter.rules.command import status_unknown
from tether.charter.rules.rule import rule
from tether.charter.values import UNKNOWN, Blank

SEIZES = ("arrest", "detain", "interrogate", "prison")
LOOKS = ("visit", "papers", "budget")
CIVIL = ("institution", "court", "community-body")
ACTS = ("refer", "publish")


def _watched(design: Design) -> Iterator[tuple[str, Any, bool | None, list[tuple[str, Any]]]]:
    """Yield each force that the charter creates, whether it surely does, and the rows of those who may watch it."""
    if not design.at("oversight"):
        return
    rows = list(design.rows("oversight"))
    for path, force, sure in design.created():
        parts = {force.id} | {unit.id for _, unit in design.rows("units") if unit.force == force.id}
        parts |= {post.id for _, post in design.rows("posts") if post.unit in parts}
        over = [(at, row) for at, row in rows if row.over is UNKNOWN or parts & set(row.over or ())]
        yield path, force, sure, over


@rule(
    code="OVS01",
    severity="error",
    statement="Somebody outside the force watches it, and somebody civil is among them",
    words="establish effective institutions of civilian oversight over military and security forces",
    source="Updated principles against impunity, E/CN.4/2005/102/Add.1, principle 36(c)",
    second="OSCE Code of Conduct on Politico-Military Aspects of Security, 1994, para. 20: democratic political "
    "control of military, paramilitary and internal security forces (recalled)",
    evidence="normative",
    remedy="Name a body outside the force that watches it: a committee of parliament, an ombudsman, an inspector.",
    asks="the legislature",
    fails="""
actors: [{id: inspector, civil: false}]
forces: [{id: g, status: new}]
oversight: [{body: inspector, over: [g], independent: false}]
""",
    passes="""
actors: [{id: ombudsman, civil: true}]
forces: [{id: g, status: new}]
oversight: [{body: ombudsman, over: [g], independent: true}]
""",
)
def watched_by_somebody(design: Design) -> Iterator[RuleVerdict]:
    """Each new force has a watcher; one of them says that it stands outside, and one is civil."""
    for path, force, sure, over in _watched(design):
        yield from provided(sure, _watchers(design, force, over), f"{path}.status", status_unknown(force))


def _watchers(design: Design, force: Any, over: list[tuple[str, Any]]) -> Iterator[RuleVerdict]:
    if not over:
        yield fires("oversight", f"bodies that watch are named, and none of them watches {force.id!r}")
        return
    if all(row.over is UNKNOWN for _, row in over):
        yield cannot_tell(f"{over[0][0]}.over", f"Over whom does {over[0][1].body!r} watch: over {force.id!r} too?")
        return
    outside = either(*(both(_over(row), true(row.independent), _somebody(row)) for _, row in over))
    civil = either(*(both(_over(row), _civil(design, row.body)) for _, row in over))
    at, names = over[0][0], " and ".join(repr(r.body) for _, r in over if isinstance(r.body, str)) or "whoever watches"
    if outside is None:
        question = f"Who watches {force.id!r}, and which of them stands outside it?"
        yield cannot_tell(f"{at}.independent", question)
    elif not outside:
        said = f"{names} watch over {force.id!r}, and none of them is said to stand outside it"
        yield fires(f"{at}.independent", said)
    else:
        yield quiet(f"{at}.independent")
    if civil is None:
        yield cannot_tell(f"{at}.body", f"Is one of those who watch {force.id!r} civil, not military or police?")
    else:
        said = f"nobody civil is among those who watch {force.id!r}: {names}"
        yield quiet(f"{at}.body") if civil else fires(f"{at}.body", said, lesser=True)


def _over(row: Any) -> bool | None:
    return None if row.over is UNKNOWN else True


def _somebody(row: Any) -> bool | None:
    return None if row.body is UNKNOWN else isinstance(row.body, str)


def _civil(design: Design, body: Any) -> bool | None:
    """Whether a body is civil: as the charter says; else a court, an institution or a body of the place is."""
    row = design.named(body)
    if row is None:
        return None if body is UNKNOWN or isinstance(body, str) else False
    flag, kind = getattr(row, "civil", False), getattr(row, "kind", UNKNOWN)
    return either(True) if isinstance(flag, Blank) and kind in CIVIL else true(flag)


@rule(
    code="OVS02",
    severity="warning",
    statement="Those who watch may look, may act on what they find, and may enter where people are held",
    words="Access to all places of detention and their installations and facilities",
    source="Optional Protocol to the Convention against Torture, art. 20(c)",
    second="OSCE Code of Conduct, 1994, paras 20 and 21 (recalled); Libya, 2018: prisons that the force itself ran "
    "(Lacher & al-Idrissi, Capital of Militias)",
    evidence="normative",
    remedy="Let them visit and read papers, refer a case to the prosecutor or publish it, and enter every place where "
    "the force holds people.",
    asks="the legislature",
    fails="""
forces: [{id: g, status: new}]
powers: [{force: g, power: detain, grant: support, places: [x]}]
oversight: [{body: council, over: [g], powers: [papers]}]
""",
    passes="""
forces: [{id: g, status: new}]
powers: [{force: g, power: detain, grant: support, places: [x]}]
oversight: [{body: council, over: [g], powers: [visit, papers, refer, detention-visit]}]
""",
)
def watchers_may_look_and_act(design: Design) -> Iterator[RuleVerdict]:
    """What all who watch a force may do, taken together."""
    for path, force, sure, over in _watched(design):
        if over:
            found = _may(design, force, over)
            yield from provided(sure, found, f"{path}.status", status_unknown(force))


def _may(design: Design, force: Any, over: list[tuple[str, Any]]) -> Iterator[RuleVerdict]:
    at, held = f"{over[0][0]}.powers", {p for _, row in over if row.over is not UNKNOWN for p in row.powers or ()}
    unsure = any(UNKNOWN in (row.powers, row.over) for _, row in over)
    rows = [(p, row) for p, row in design.rows("powers") if row.force == force.id and row.power in SEIZES]
    grants = [row.grant for _, row in rows]
    seizes = either(*(None if grant is UNKNOWN else grant != "forbidden" for grant in grants))
    question = f"What may those who watch {force.id!r} do: visit, read papers, refer a case, publish?"
    for needed, lacks in (
        (LOOKS, "may neither visit it nor read its papers or its budget"),
        (ACTS, "may neither refer a case nor publish what they find"),
    ):
        yield _allowed(at, held & set(needed), unsure, f"those who watch {force.id!r} {lacks}", question)
    said = f"{force.id!r} may seize people, and nobody who watches it may enter where they are held"
    question = f"May somebody from outside enter the places where {force.id!r} holds people?"
    found = _allowed(at, held & {"detention-visit"}, unsure, said, question)
    yield from provided(seizes, [beside(found, *(p for p, r in rows if r.grant != "forbidden"))], at, question)


def _allowed(at: str, found: set[str], unsure: bool, said: str, question: str) -> RuleVerdict:
    if found:
        return quiet(at)
    return cannot_tell(at, question) if unsure else fires(at, said)


@rule(
    code="OVS03",
    severity="warning",
    statement="Whoever watches reports at least once a year",
    words="Oversight mechanisms can provide necessary checks and balances",
    source="UN, IDDRS 6.10, DDR and Security Sector Reform, §3.1",
    second="Northern Ireland: 19 public reports of the Oversight Commissioner measured the reform until May 2007",
    evidence="mixed",
    remedy="Write how often the body reports, at least once a year, and to whom.",
    asks="the legislature",
    fails="oversight: [{body: council, over: [g], reports_months: 36}]",
    passes="oversight: [{body: council, over: [g], reports_months: 6}]",
)
def watchers_report(design: Design) -> Iterator[RuleVerdict]:
    """Months between the reports of each body that watches."""
    most, near = design.settings.report_months, design.settings.near
    for path, row in design.rows("oversight"):
        if design.silent(f"{path}.reports_months"):
            continue
        who = repr(row.body) if isinstance(row.body, str) else "whoever watches"
        what, question = f"months between reports of {who}", f"How many months lie between two reports of {who}?"
        yield within(f"{path}.reports_months", row.reports_months, what, question, at_most=most, near=near)
