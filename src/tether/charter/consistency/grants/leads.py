"""Two leads (GRF02, GRF03 for none): who leads on a power in a place, and where nobody does."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from tether.charter.consistency.clauses import CharterClause, Inconsistency
from tether.charter.consistency.dependence.powers import powers_of
from tether.charter.consistency.grants.bans import nesting
from tether.charter.consistency.grants.places import GrantMap, GrantRow, grant_map
from tether.charter.findings import RuleVerdict, cannot_tell, quiet
from tether.charter.reading import Design
from tether.charter.rules.rule import Tally, rule
from tether.charter.values import UNKNOWN, Number

WEHREY = "Wehrey, The Hill 2015"
SEPARATION = "separation of authority, between the guards, the army, and other security agencies"


@rule(
    code="GRF02",
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
    map_ = grant_map(design)
    for power in list(map_.grants):
        rows = map_.leads(power)
        doubled: dict[tuple[int, ...], set[str]] = defaultdict(set)
        for place in map_.leaves(frozenset().union(*(g.reached for g in rows))) if rows else ():
            here = tuple(n for n, g in enumerate(rows) if place in g.reached)
            if len({rows[n].row.force for n in here}) > 1:
                doubled[here].add(place)
        for here, places in doubled.items():
            where = ", ".join(sorted(places)[:6]) + (f" and {len(places) - 6} more" if len(places) > 6 else "")
            two = [rows[n] for n in here]
            forces = " and ".join(sorted({repr(g.row.force) for g in two}))
            why = f"{forces} lead on {power} in {where}"
            nested = tuple(dict.fromkeys(c for a in two for b in two if a is not b for c in nesting(map_, a, b)))
            clauses = (*(g.clause for g in reversed(two)), *nested)
            yield Inconsistency("GRF02", clauses, headline=why).verdict(design)
        if rows and not doubled:
            yield quiet(rows[0].path)
    for conflict in _beside_an_administration(design, map_):
        yield conflict.verdict(design)
    for path, row in design.rows("powers"):
        if row.grant is UNKNOWN or row.places is UNKNOWN:
            yield cannot_tell(path, f"Does {row.force!r} lead on {row.power}, share it or support it, and where?")


_HELD = {"border": ("border", "customs"), "police": ("arrest", "investigate")}  # a power of the state: what it leads on


def _beside_an_administration(design: Design, map_: GrantMap) -> Iterator[Inconsistency]:
    """An outsider holds the border or the police, and a force that he does not command leads on it there."""
    powers = powers_of(design)
    for path, held in design.rows("administrations"):
        places = set(held.places or ())
        for state in (s for s in _HELD if s in (held.powers or ())):
            leads = [g for power in _HELD[state] for g in map_.leads(power) if places & g.reached]
            both = [g for g in leads if powers.above(held.actor, g.row.force) is None]
            if both:
                words = f"{held.actor!r} holds the {state} in {', '.join(held.places)}"
                what = CharterClause(f"{path}.powers", words)
                why = f"an outsider holds the {state}, or a force leads on it"
                yield Inconsistency("GRF02", (both[0].clause, what, *(g.clause for g in both[1:])), (why,), lesser=True)


@rule(
    code="GRF03",
    severity="error",
    statement="No gap: every needed power has a lead everywhere the new force stands, and keeps one",
    words="The risks of potential security vacuums as a result of the DDR process should provide a basis for "
    "joint DDR/SSR coordination and planning",
    source="UN, IDDRS 6.10 §7.3",
    second="Libya's Presidential Guard: a decree that listed borders, water, pipelines and 'any other task' without "
    "saying who leads (Menas Associates, May 2016)",
    evidence="weak",
    remedy="Name the lead service for the printed powers and places, and who leads after it.",
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
    """Each required power in each place of a new force needs one lead there or above, during the force and after it."""
    map_ = grant_map(design)
    forces = [(p, f) for p, f in design.new_forces() if isinstance(f.places, tuple) and f.places]
    standing = map_.leaves({place for _, force in forces for place in force.places}) if forces else []
    if design.at("powers_required") is UNKNOWN and standing:
        yield cannot_tell(
            "powers_required", f"Which powers need a lead in {', '.join(map(repr, standing))}, and who has it?"
        )
    for index, power in enumerate(design.at("powers_required") or ()):
        path = f"powers_required.{index}"
        if not standing:
            continue
        leads = map_.leads(power)
        bare = [p for p in standing if not any(p in g.reached for g in leads)]
        unclear = design.at("powers") is UNKNOWN or any(
            row.power == power and UNKNOWN in (row.grant, row.places) for _, row in design.rows("powers")
        )
        unclear = unclear or any(_may_reach(map_, place, leads) for place in bare)
        if bare and unclear:
            yield cannot_tell(path, f"Who leads on {power} in {', '.join(map(repr, bare))}?")
        elif bare:
            yield _gap(map_, path, power, bare, forces).verdict(design)
        else:
            ended = _after_the_end(design, path, power, leads, standing) or _for_a_time(path, power, leads, standing)
            open_ = [g.path for g in leads if design.charter.at(f"{g.path}.max_days") is UNKNOWN]
            if open_ and not ended:
                yield cannot_tell(
                    f"{open_[0]}.max_days", f"For how many days at most does each lead on {power}, if any?"
                )
            else:
                yield ended.verdict(design) if ended else quiet(path)
    yield from _perhaps_new(design, map_)


def _may_reach(map_: GrantMap, place: str, leads: list[GrantRow]) -> bool:
    """Whether a place that the charter declares may lie in one where somebody leads."""
    places = [p for grant in leads for p in grant.row.places]
    return place in map_.above and any(p in map_.above and map_.lies_within(place, (p,)) is None for p in places)


def _perhaps_new(design: Design, map_: GrantMap) -> Iterator[RuleVerdict]:
    """Ask of a new force that stands nobody knows where, or of one that may be new, who leads there; once."""
    required = design.at("powers_required") or ()
    for path, force in design.rows("forces") if required else ():
        if force.status == "new" and force.places is UNKNOWN:
            question = f"Where does {force.id!r} stand, and who leads there on {', '.join(required)}?"
            yield cannot_tell(f"{path}.places", question)
            return
        if force.status is UNKNOWN and isinstance(force.places, tuple):
            where = map_.leaves(force.places)
            bare = [p for p in required if not all(any(w in g.reached for g in map_.leads(p)) for w in where)]
            if bare:
                question = f"Is {force.id!r} a new force, and who leads on {', '.join(bare)} in {', '.join(where)}?"
                yield cannot_tell(f"{path}.status", question)
                return


def _gap(map_: GrantMap, path: str, power: str, bare: list[str], forces: list[tuple[str, Any]]) -> Inconsistency:
    where = ", ".join(bare)
    clauses = [CharterClause(path, f"somebody must lead on {power} wherever the new force stands")]
    clauses += [
        CharterClause(f"{at}.places", f"{force.id!r} stands in {', '.join(force.places)}")
        for at, force in forces
        if set(map_.leaves(force.places)) & set(bare)
    ]
    here = frozenset(bare)
    rows = map_.grants.get(power, ())
    clauses += [g.clause for g in rows if g.row.grant == "lead" or g.reached & here]
    clauses += [
        ban.clause for (_, what), bans in map_.bans.items() if what == power for ban in bans if ban.reached & set(bare)
    ]
    return Inconsistency("GRF03", tuple(clauses), headline=f"nobody leads on {power} in {where}")


def _for_a_time(path: str, power: str, leads: list[GrantRow], standing: list[str]) -> Inconsistency | None:
    """A place in which everybody who leads does so for some days alone."""
    for place in standing:
        here = [g for g in leads if place in g.reached]
        if here and all(isinstance(g.row.max_days, Number) for g in here):
            clauses = [CharterClause(path, f"somebody must lead on {power} wherever the new force stands")]
            clauses += [
                CharterClause(
                    f"{g.path}.max_days", f"{g.row.force!r} leads on {power} for {g.row.max_days} days at most"
                )
                for g in here
            ]
            said = f"after some days nobody leads on {power} in {place}"
            return Inconsistency("GRF03", tuple(clauses), headline=said, lesser=True)
    return None


def _after_the_end(
    design: Design, path: str, power: str, leads: list[GrantRow], standing: list[str]
) -> Inconsistency | None:
    """A place in which everybody who leads is a force that this charter dissolves."""
    kind, gone = design.at("end_state.kind"), {}
    for at, force in design.rows("forces"):
        if force.status == "to-dissolve":
            gone[force.id] = CharterClause(f"{at}.status", f"{force.id!r} is to be dissolved")
        elif force.status == "new" and kind == "dissolve":
            gone[force.id] = CharterClause("end_state.kind", f"{force.id!r} is dissolved at the end")
    for place in standing:
        here = [g for g in leads if place in g.reached]
        if here and all(g.row.force in gone for g in here):
            clauses = [CharterClause(path, f"somebody must lead on {power} wherever the new force stands")]
            clauses += [c for g in here for c in (g.clause, gone[g.row.force])]
            said = f"once the force has ended, nobody leads on {power} in {place}"
            return Inconsistency("GRF03", tuple(clauses), headline=said)
    return None
