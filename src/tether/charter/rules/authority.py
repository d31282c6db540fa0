"""AUT: no guard that runs prisons, no service abroad without an owner. Leads and gaps are GRF's (``consistency``)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from tether.charter.findings import RuleVerdict, among, both, fires, given, provided, within
from tether.charter.reading import SEIZERS, Design
from tether.charter.rules.rule import rule
from tether.charter.values import NONE, UNKNOWN, Blank, Number

SEPARATION = "separation of authority, between the guards, the army, and other security agencies"
WEHREY = "Wehrey, The Hill 2015"
SEIZING = ("arrest", "detain", "interrogate")


@rule(
    code="AUT03",
    severity="error",
    statement="A guard that may seize people hands them over in a set time, a judge sees them promptly, and it runs no "
    "prison",
    words="shall be brought promptly before a judge or other officer authorised by law to exercise judicial power",
    source="International Covenant on Civil and Political Rights, art. 9(3)",
    second="The Jadiriyah bunker of Iraq's Interior Ministry, 13 Nov 2005 (CFR); El Salvador's FAES 'ceased making "
    "arrests' "
    "on 1 Feb 1992 (Peace Accords Matrix)",
    evidence="mixed",
    remedy="Limit it to seizing in the act; hand over to police and prosecutor within 24–48 hours; write within how "
    "many hours a judge sees whoever is seized (law.courts.judge_hours); forbid own places of detention and open them "
    "to inspection.",
    asks="the interior ministry",
    fails="""
forces: [{id: g, kind: guard}]
powers: [{force: g, power: detain, places: [x], grant: lead}]
""",
    passes="""
forces: [{id: g, kind: guard}]
powers: [{force: g, power: arrest, places: [x], grant: support, handover_to: police, limit_hours: 24}]
law: {courts: {judge_hours: 48}}
""",
)
def hands_over_the_seized(design: Design) -> Iterator[RuleVerdict]:
    """Guards and auxiliaries: no prison, no lead on interrogation, hand-over within the hours allowed, then a judge."""
    seized: list[tuple[str, Any, bool | None]] = []
    kinds = {force.id: among(force.kind, SEIZERS) for _, force in design.rows("forces")}
    for path, row in design.rows("powers"):
        guard, at = kinds.get(row.force, False), f"{path}.grant"
        may = _granted(row)
        question = f"What kind of force is {row.force!r}, and may it {row.power}?" if guard is None else _may(row)
        applies = both(guard, may)
        yield from provided(applies, _seizing(design, path, row), at, question)
        if row.power in SEIZING and not (row.power == "interrogate" and row.grant in ("lead", UNKNOWN)):
            seized.append((path, row, applies))
    yield from _before_a_judge(design, seized)


def _before_a_judge(design: Design, seized: list[tuple[str, Any, bool | None]]) -> Iterator[RuleVerdict]:
    """Where a guard seizes people and hands them to somebody who is no court: a judge sees them in time."""
    waiting = [(both(applies, _is_no_court(design, row.handover_to)), path, row) for path, row, applies in seized]
    waiting = [found for found in waiting if found[0] is not False]
    if waiting:
        applies, path, row = min(waiting, key=lambda found: found[0] is None)
        question = f"May {row.force!r} seize people, and to whom does it hand them over?"
        yield from provided(applies, [_sees_a_judge(design, row.force)], f"{path}.handover_to", question)


def _granted(row: Any) -> bool | None:
    """Whether a row grants its power at all; None where its rank is unknown and nothing else tells."""
    forbidden = among(row.grant, ("forbidden",))
    if forbidden is None and not (isinstance(row.handover_to, Blank) and isinstance(row.limit_hours, Blank)):
        return True  # whoever must hand over whom it seizes may seize
    return None if forbidden is None else not forbidden


def _may(row: Any) -> str:
    return f"In what rank is {row.power} given to {row.force!r}, or is it forbidden?"


def _seizing(design: Design, path: str, row: Any) -> Iterator[RuleVerdict]:
    whom = f"those whom {row.force!r} seizes"
    if row.power == "prison" or (row.power == "interrogate" and row.grant in ("lead", UNKNOWN)):
        yield fires(path, f"{row.force!r}, which is no police, may {_does(row.power)}")
    elif row.power in SEIZING:
        question = f"To whom does {row.force!r} hand over the people it may {row.power}?"
        if isinstance(row.limit_hours, Number):
            question = f"{row.force!r} hands over whom it seizes within {row.limit_hours} hours: to whom?"
        yield given(f"{path}.handover_to", row.handover_to, f"{whom} are handed to nobody", question)
        what, question = f"limit in hours for handing over {whom}", f"Within how many hours are {whom} handed over?"
        if isinstance(row.handover_to, str):
            question = f"{row.force!r} hands over whom it seizes to {row.handover_to!r}: within how many hours?"
        most, near = design.settings.detain_hours, design.settings.near
        found = within(f"{path}.limit_hours", row.limit_hours, what, question, at_most=most, near=near)
        yield _before_the_judge(design, row.limit_hours, found)


def _before_the_judge(design: Design, limit: Any, found: RuleVerdict) -> RuleVerdict:
    """Name the clause on the judge too, where he must see the seized before they are handed over."""
    judge = design.at("law.courts.judge_hours")
    if found.result != "fires" or not (isinstance(limit, Number) and isinstance(judge, Number) and limit.lo > judge.hi):
        return found
    said = f"{found.message}, and a judge must see them within {judge}"
    return replace(found, message=said, related=("law.courts.judge_hours",))


def _is_no_court(design: Design, receiver: Any) -> bool | None:
    court = None if receiver is UNKNOWN else among(getattr(design.named(receiver), "kind", None), ("court",))
    return None if court is None else not court


def _sees_a_judge(design: Design, force: str) -> RuleVerdict:
    """The hours until a judge: too many is a fault; none written is a lesser one, for the code of procedure may say."""
    at, hours = "law.courts.judge_hours", design.at("law.courts.judge_hours")
    if hours is NONE:
        said = f"nothing says within how many hours a judge sees those whom {force!r} seizes"
        return fires(at, f"{said}; a hand-over to police is not enough", lesser=True)
    most, near = design.settings.detain_hours, design.settings.near
    what, question = (
        f"hours until a judge sees those whom {force!r} seizes",
        "Within how many hours does a judge see them?",
    )
    return within(at, hours, what, question, at_most=most, near=near)


def _does(power: str) -> str:
    return "run a prison" if power == "prison" else "lead on interrogation"


@rule(
    code="AUT04",
    severity="error",
    statement="Service away from home has an owner",
    words="Only the President may authorize the employment of the defence and security forces",
    source="Arusha Agreement (Burundi), Protocol II art. 11(5)",
    second="Kurds feared that Iraq's guard would be 'used in conflicts between provinces' (Wing, Musings on "
    "Iraq, 5 Feb 2015); the leaked draft: help in other provinces 'by order of the CinC', without saying "
    "who commands there (syriaroze, translated)",
    evidence="weak",
    remedy="State who orders it, who commands on arrival, for how long, and that the receiving province is told.",
    asks="the defence ministry",
    fails="""
powers: [{force: g, power: outside-home, places: [iq], grant: on-request, decided_by: pm, commanded_by: none}]
""",
    passes="""
powers:
  - {force: g, power: outside-home, places: [iq], grant: on-request, decided_by: pm, commanded_by: army, max_days: 60}
""",
)
def service_abroad_has_an_owner(design: Design) -> Iterator[RuleVerdict]:
    """Who decides, who commands, for how many days."""
    for path, row in design.rows("powers"):
        if row.power == "outside-home":
            yield from provided(_granted(row), _owned(path, row), f"{path}.grant", _may(row))


def _owned(path: str, row: Any) -> Iterator[RuleVerdict]:
    who = f"{row.force!r} outside its home"
    for key, value, said, question in (
        ("decided_by", row.decided_by, f"nobody decides on sending {who}", f"Who decides on sending {who}?"),
        ("commanded_by", row.commanded_by, f"nobody commands {who}", f"Who commands {who}, on arrival?"),
        ("max_days", row.max_days, f"no limit of days for {who}", f"For how many days may {who} be used?"),
    ):
        yield given(f"{path}.{key}", value, said, question)
