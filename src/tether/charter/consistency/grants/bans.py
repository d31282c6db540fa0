"""What is granted and forbidden at once (GRF01), by a ban, by two ranks, or by the end of a force."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from tether.charter.consistency.clauses import CharterClause, Inconsistency, apart
from tether.charter.consistency.grants.acts import acting_under_a_ban
from tether.charter.consistency.grants.ends import resting_on_an_end
from tether.charter.consistency.grants.exclusive import perhaps_shut_out, shut_out
from tether.charter.consistency.grants.places import GrantMap, GrantRow, grant_map
from tether.charter.consistency.grants.tasks import given_and_ruled_out
from tether.charter.findings import RuleVerdict, cannot_tell, quiet
from tether.charter.reading import Design
from tether.charter.rules.rule import rule
from tether.charter.schema.entities import Force, Group
from tether.charter.values import NONE, UNKNOWN, Blank


@rule(
    code="GRF01",
    severity="error",
    statement="Nothing is granted and forbidden at once",
    words="against common right and reason, or repugnant",
    source="Coke, Dr. Bonham's Case, 1610, 8 Co. Rep. 107a, 114a, on statutes that are void",
    second="Celsus, Digest 50.17.188 pr.: where a will orders things that contradict each other, neither stands; "
    "Fuller, The Morality of Law, 1964, ch. 2: contradictory rules are one of eight ways to fail to make "
    "law",
    evidence="normative",
    remedy="Strike one of the two, or limit the ban to places, acts or dates that the grant does not cover.",
    fails="""
places: [{id: country, parent: none}, {id: d, parent: country}]
powers:
  - {force: g, power: checkpoint, places: [d], grant: lead}
  - {force: g, power: checkpoint, places: [country], grant: forbidden}
""",
    passes="""
places: [{id: country, parent: none}, {id: d, parent: country}]
powers:
  - {force: g, power: checkpoint, places: [country], grant: lead}
  - {force: g, power: checkpoint, places: [d], grant: forbidden}
""",
)
def not_granted_and_forbidden(design: Design) -> Iterator[RuleVerdict]:
    """Grants under a ban, two ranks of one grant, and arms, services, intake and steps that a clause rules out."""
    found = [*_under_a_ban(design), *_two_ranks(design), *_ruled_out(design), *shut_out(design)]
    for conflict in apart(found):
        yield conflict.verdict(design)
    broken = {clause.path for c in found for clause in c.clauses}
    for path, row in design.rows("powers"):
        if UNKNOWN in (row.grant, row.places):
            yield cannot_tell(path, f"Is {row.power} granted to {row.force!r} or forbidden, and where?")
        elif path not in broken:
            yield quiet(path)
    yield from _perhaps_under_a_ban(design)
    yield from perhaps_shut_out(design)


def _perhaps_under_a_ban(design: Design) -> Iterator[RuleVerdict]:
    """Ask once how places nest of which one is under a ban and another under a grant of the same power."""
    map_ = grant_map(design)
    pairs = [
        (g, b) for power, grants in map_.grants.items() for g in grants for b in map_.bans.get((g.row.force, power), ())
    ]
    open_ = [
        (grant, ban)
        for grant, ban in pairs
        if not set(grant.row.places) & ban.reached
        and all(place in map_.above for place in (*grant.row.places, *ban.row.places))
        and any(map_.lies_within(place, ban.row.places) is None for place in grant.row.places)
    ]
    if open_:
        places = dict.fromkeys(p for grant, ban in open_ for p in (*grant.row.places, *ban.row.places))
        what = ", ".join(dict.fromkeys(f"{g.row.power} of {g.row.force!r}" for g, _ in open_))
        question = f"Inside which place does each of {', '.join(places)} lie: does a ban there cover a grant ({what})?"
        related = tuple(dict.fromkeys(row.path for pair in open_ for row in pair))
        yield replace(cannot_tell(related[0], question), related=related[1:])


def _under_a_ban(design: Design) -> Iterator[Inconsistency]:
    map_ = grant_map(design)
    for power, grants in map_.grants.items():
        for grant in grants:
            for ban in map_.bans.get((grant.row.force, power), ()):
                if set(grant.row.places) & ban.reached:
                    clauses = (ban.clause, grant.clause, *nesting(map_, ban, grant))
                    yield Inconsistency("GRF01", clauses, ("a ban on a place covers the places inside it",))


def nesting(map_: GrantMap, wide: GrantRow, narrow: GrantRow) -> Iterator[CharterClause]:
    """Yield the clauses by which a place of one row lies inside a place of the other."""
    at = {row.id: path for path, row in map_.design.rows("places")}
    place = next((p for p in narrow.row.places if p in wide.reached and p not in wide.row.places), None)
    while isinstance(place, str) and place not in wide.row.places and place in at:
        parent = map_.design.named(place).parent
        yield CharterClause(f"{at[place]}.parent", f"{place!r} lies in {parent!r}")
        place = parent


def _two_ranks(design: Design) -> Iterator[Inconsistency]:
    told: set[frozenset[str]] = set()
    for grants in grant_map(design).grants.values():
        held: dict[tuple[str, str], GrantRow] = {}
        for grant in grants:
            for place in grant.row.places:
                other = held.setdefault((grant.row.force, place), grant)
                pair = frozenset((grant.path, other.path))
                if pair in told:
                    continue
                if other.row.grant != grant.row.grant:
                    told.add(pair)
                    why = "a force has a power in one rank at one place"
                    yield Inconsistency("GRF01", (grant.clause, other.clause), (why,))
                elif apart_ := _two_terms(other, grant):
                    told.add(pair)
                    yield Inconsistency("GRF01", apart_, ("one power in one place has one set of terms",), lesser=True)


def _two_terms(one: GrantRow, other: GrantRow) -> tuple[CharterClause, ...]:
    """Return two clauses that give one power of one force in one place another limit, receiver or decider."""
    terms = {
        "limit_hours": "hands over within {} hours",
        "handover_to": "hands over to {!r}",
        "decided_by": "uses it where {!r} decides",
        "commanded_by": "uses it under {!r}",
        "max_days": "uses it for {} days at most",
    }
    for key, said in terms.items():
        first, second = getattr(one.row, key), getattr(other.row, key)
        if isinstance(first, Blank) or isinstance(second, Blank) or first == second:
            continue
        return tuple(
            CharterClause(f"{g.path}.{key}", f"{g.row.force!r}, for {g.row.power}, {said.format(value)}")
            for g, value in ((other, second), (one, first))
        )
    return ()


def _ruled_out(design: Design) -> Iterator[Inconsistency]:
    """What a ban, or the end of a force, rules out elsewhere in the charter."""
    map_ = grant_map(design)
    yield from resting_on_an_end(design)
    yield from acting_under_a_ban(design, map_)
    yield from _arms_said_twice(design)
    yield from _tried_and_immune(design)
    yield from given_and_ruled_out(design, map_)
    if design.at("surrender.required") is True:
        yield from _kept(design)
    if design.at("surrender.required") is False:
        for path, step in design.rows("steps"):
            if step.kind == "disarm":
                clauses = (
                    CharterClause(path, f"step {step.id!r} disarms"),
                    CharterClause("surrender.required", "no arms need be handed in"),
                )
                yield Inconsistency("GRF01", clauses, ("a step to disarm needs a duty to hand in arms",))


def _arms_said_twice(design: Design) -> Iterator[Inconsistency]:
    """Two rows of one class of one force's arms that say another owner, store or register."""
    rows: dict[tuple[str, str], tuple[str, Any]] = {}
    for path, row in design.rows("arms"):
        if not isinstance(row.class_, str):
            continue
        first, other = rows.setdefault((row.force, row.class_), (path, row))
        for key, said in (("owner", "are the {}'s"), ("registered", "registered: {}"), ("storage", "are kept in: {}")):
            one, two = getattr(other, key), getattr(row, key)
            if path != first and not isinstance(one, Blank) and not isinstance(two, Blank) and one != two:
                clauses = tuple(
                    CharterClause(f"{p}.{key}", f"{row.class_} arms of {row.force!r} {said.format(str(v).lower())}")
                    for p, v in ((path, two), (first, one))
                )
                yield Inconsistency("GRF01", clauses, ("one class of one force's arms is under one rule",), lesser=True)
                break


def _tried_and_immune(design: Design) -> Iterator[Inconsistency]:
    court = design.at("law.courts.abuse_cases")
    if design.at("law.immunity") == "blanket" and isinstance(court, str):
        clauses = (
            CharterClause("law.immunity", "members have a blanket immunity"),
            CharterClause("law.courts.abuse_cases", f"{court} courts try them for offences against civilians"),
        )
        yield Inconsistency("GRF01", clauses, ("nobody is tried for what he is immune from",))


def _kept(design: Design) -> Iterator[Inconsistency]:
    """Arms must be handed in, and a group that is taken in or leaves, or a disarmed force, has some without end."""
    disarmed = {s.by: p for p, s in design.rows("steps") if s.kind == "disarm" and isinstance(s.by, str)}
    for path, row in design.rows("arms"):
        if row.force in disarmed and row.ends is NONE and isinstance(design.named(row.force), Force):
            clauses = (
                CharterClause(disarmed[row.force], f"{row.force!r} hands in its arms"),
                CharterClause(path, f"{row.force!r} holds arms without an end"),
            )
            yield Inconsistency("GRF01", clauses, ("nobody keeps what he hands in",), lesser=True)
    part = {s.from_ for _, s in design.militia_streams()} | {e.for_ for _, e in design.rows("exits")}
    for path, row in design.rows("arms"):
        theirs = row.force in part and isinstance(design.named(row.force), Group)
        if theirs and row.ends is NONE and row.owner == "state":
            clauses = (
                CharterClause(path, f"{row.force!r} holds arms of the state, without an end"),
                CharterClause("surrender.required", "those who enter or leave hand in their arms"),
            )
            yield Inconsistency("GRF01", clauses, ("nobody keeps what he must hand in",), lesser=True)
        elif theirs and row.ends is NONE and row.owner in ("group", "person", "patron"):
            clauses = (
                CharterClause(f"{path}.owner", f"{row.force!r} holds arms of its own, without an end"),
                CharterClause("surrender.required", "those who enter or leave hand in their arms"),
            )
            yield Inconsistency("GRF01", clauses, ("nobody keeps what he must hand in",))
