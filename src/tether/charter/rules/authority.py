"""AUT: who may do what where: no two leads, no gap, no guard that runs prisons, no service abroad without an owner."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from tether.charter.findings import RuleVerdict, cannot_tell, fires, given, quiet, within
from tether.charter.reading import SEIZERS, Design, leads, places_without_lead, reach
from tether.charter.rules.rule import Tally, rule
from tether.charter.values import UNKNOWN

SEPARATION = "separation of authority, between the guards, the army, and other security agencies"
WEHREY = "Wehrey, The Hill 2015"
SEIZING = ("arrest", "detain", "interrogate")


@rule(
    code="AUT01",
    severity="error",
    statement="No two services lead on the same power in the same place",
    words=SEPARATION,
    source=WEHREY,
    second="Côte d'Ivoire 2012: 'A disorganised security system ... Too many hunters, too few gendarmes' (ICG Africa "
    "193)",
    evidence="weak",
    remedy="Give the lead to one service; mark the other support or on-request.",
    asks="the interior ministry",
    tally=Tally("separation", ("overlap", "partial")),
    fails="""
powers:
  - {force: army, power: checkpoint, places: [anbar], grant: lead}
  - {force: g, power: checkpoint, places: [anbar], grant: lead}
""",
    passes="""
powers:
  - {force: army, power: checkpoint, places: [anbar], grant: support}
  - {force: g, power: checkpoint, places: [anbar], grant: lead}
""",
)
def one_lead(design: Design) -> Iterator[RuleVerdict]:
    """For each power, the places where two forces lead; a grant on a place covers the places inside it."""
    for power, rows in leads(design).items():
        doubled: dict[tuple[str, ...], set[str]] = defaultdict(set)
        for place in reach(design, rows):
            here = tuple(path for path, row, places in rows if place in places)
            if len({row.force for path, row, _ in rows if path in here}) > 1:
                doubled[here].add(place)
        for paths, places in doubled.items():
            forces = " and ".join(sorted({repr(row.force) for path, row, _ in rows if path in paths}))
            where = ", ".join(sorted(places)[:6]) + (f" and {len(places) - 6} more" if len(places) > 6 else "")
            yield fires(paths[-1], f"{forces} lead on {power} in {where}", related=paths[:-1])
        if not doubled:
            yield quiet(rows[0][0])
    for path, row in design.rows("powers"):
        if row.grant is UNKNOWN or row.places is UNKNOWN:
            yield cannot_tell(path, f"Does {row.force!r} lead on {row.power}, share it or support it, and where?")


@rule(
    code="AUT02",
    severity="error",
    statement="No gap: every needed power has a lead everywhere the new force stands",
    words=SEPARATION,
    source=WEHREY,
    second="Libya's Presidential Guard: a decree that listed borders, water, pipelines and 'any other task' without "
    "saying who leads (Menas Associates, May 2016)",
    evidence="weak",
    remedy="Name the lead service for the printed powers and places.",
    asks="the interior ministry",
    fails="""
powers_required: [arrest, border]
forces: [{id: g, status: new, places: [anbar]}]
places: [{id: iq, parent: none}, {id: anbar, parent: iq}]
powers: [{force: police, power: arrest, places: [iq], grant: lead}]
""",
    passes="""
powers_required: [arrest, border]
forces: [{id: g, status: new, places: [anbar]}]
places: [{id: iq, parent: none}, {id: anbar, parent: iq}]
powers:
  - {force: police, power: arrest, places: [iq], grant: lead}
  - {force: borderguard, power: border, places: [iq], grant: lead}
""",
)
def no_gap(design: Design) -> Iterator[RuleVerdict]:
    """Each required power in each place of a new force needs one lead there or above."""
    standing = sorted({place for _, force in design.new_forces() for place in force.places or ()})
    if design.at("powers_required") is UNKNOWN and standing:
        yield cannot_tell("powers_required", f"Which powers must somebody lead on in {', '.join(standing)}, and who?")
    for index, power in enumerate(design.at("powers_required") or ()):
        path = f"powers_required.{index}"
        gaps, unclear = places_without_lead(design, power, standing)
        if gaps:
            yield fires(path, f"nobody leads on {power} in {', '.join(gaps)}")
        elif unclear:
            yield cannot_tell(path, f"Who leads on {power} in {', '.join(unclear)}?")
        elif standing:
            yield quiet(path)


@rule(
    code="AUT03",
    severity="error",
    statement="A guard that may seize people hands them to police within a set time and runs no prison",
    words="arresting people first, then obtaining the corresponding arrest warrants",
    source="Lacher & al-Idrissi, Capital of Militias, 2018, on the SDF",
    second="The Jadiriyah bunker of Iraq's Interior Ministry, 13 Nov 2005 (CFR); El Salvador's FAES 'ceased making "
    "arrests' "
    "on 1 Feb 1992 (Peace Accords Matrix)",
    evidence="mixed",
    remedy="Limit it to seizing in the act; hand over to police and prosecutor within 24–48 hours; forbid own places "
    "of "
    "detention and open them to inspection.",
    asks="the interior ministry",
    fails="""
forces: [{id: g, kind: guard}]
powers: [{force: g, power: detain, places: [x], grant: lead}]
""",
    passes="""
forces: [{id: g, kind: guard}]
powers: [{force: g, power: arrest, places: [x], grant: support, handover_to: police, limit_hours: 24}]
""",
)
def hands_over_the_seized(design: Design) -> Iterator[RuleVerdict]:
    """Guards and auxiliaries: no prison, no lead on interrogation, hand-over to police within the hours allowed."""
    guards = {force.id for _, force in design.rows("forces") if force.kind in SEIZERS}
    most = design.settings.detain_hours
    for path, row in design.rows("powers"):
        if row.force not in guards or row.grant == "forbidden":
            continue
        if row.power == "prison" or (row.power == "interrogate" and row.grant == "lead"):
            yield fires(path, f"{row.force!r}, which is no police, may {_does(row.power)}")
        elif row.power in SEIZING:
            whom = f"those whom {row.force!r} seizes"
            yield given(
                f"{path}.handover_to",
                row.handover_to,
                f"{whom} are handed to nobody",
                f"To whom does {row.force!r} hand over the people it may {row.power}?",
            )
            yield within(
                f"{path}.limit_hours",
                row.limit_hours,
                f"limit in hours for handing over {whom}",
                f"Within how many hours are {whom} handed over?",
                at_most=most,
                near=design.settings.near,
            )


def _does(power: str) -> str:
    return "run a prison" if power == "prison" else "lead on interrogation"


@rule(
    code="AUT04",
    severity="error",
    statement="Service away from home has an owner",
    words="used in conflicts between provinces",
    source="Kurdish objection to the bill, Wing, Musings on Iraq, 5 Feb 2015",
    second="The leaked draft: help in other provinces 'by order of the CinC', without saying who commands there "
    "(syriaroze, translated)",
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
        if row.power != "outside-home" or row.grant == "forbidden":
            continue
        who = f"{row.force!r} outside its home"
        for key, value, said, question in (
            ("decided_by", row.decided_by, f"nobody decides on sending {who}", f"Who decides on sending {who}?"),
            ("commanded_by", row.commanded_by, f"nobody commands {who}", f"Who commands {who}, on arrival?"),
            ("max_days", row.max_days, f"no limit of days for {who}", f"For how many days may {who} be used?"),
        ):
            yield given(f"{path}.{key}", value, said, question)
