"""Powers, units and postings against the places where their force stands (GRF04)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from tether.charter.consistency.clauses import CharterClause, Inconsistency, apart
from tether.charter.consistency.grants.places import GrantMap, grant_map
from tether.charter.consistency.grants.tasks import tasks_elsewhere
from tether.charter.findings import RuleVerdict, cannot_tell, quiet
from tether.charter.reading import Design
from tether.charter.rules.rule import rule
from tether.charter.values import NONE, UNKNOWN, Number


@rule(
    code="GRF04",
    severity="error",
    statement="Powers, units and postings lie within the places of their force",
    words="used in conflicts between provinces",
    source="Kurdish objection to the bill, Wing, Musings on Iraq, 5 Feb 2015",
    second="The leaked draft: help in other provinces 'by order of the CinC', without saying who commands there "
    "(syriaroze, translated)",
    evidence="normative",
    remedy="Add the place to the force, move the unit, or grant the power there as outside-home or on request.",
    asks="the interior ministry",
    fails="""
places: [{id: country, parent: none}, {id: north, parent: country}, {id: south, parent: country}]
forces: [{id: g, places: [north]}]
powers: [{force: g, power: patrol, places: [south], grant: lead}]
""",
    passes="""
places: [{id: country, parent: none}, {id: north, parent: country}, {id: south, parent: country}]
forces: [{id: g, places: [north]}]
powers: [{force: g, power: patrol, places: [north], grant: lead}]
""",
)
def within_its_places(design: Design) -> Iterator[RuleVerdict]:
    """Places of powers and units against those of the force; home and elsewhere against where men are posted."""
    map_ = grant_map(design)
    forces = {f.id: (p, f) for p, f in design.rows("forces")}
    found = [*_deployed(design, map_, forces), *_asked(design, map_), *tasks_elsewhere(design, map_)]
    for path, name, places, said, unsure in _stationed(design):
        if name not in forces:
            continue
        at, force = forces[name]
        if UNKNOWN in (places, force.places):
            yield cannot_tell(path, f"Where does {name!r} stand, and is this within its places?")
            continue
        within = {p: map_.lies_within(p, force.places) for p in places or ()}
        out = [p for p, inside in within.items() if inside is False]
        if out and unsure:
            yield cannot_tell(path, f"May {name!r} do this in {', '.join(out)}, where it does not stand?")
        elif out:
            clauses = (
                CharterClause(path, said.format(", ".join(out))),
                CharterClause(f"{at}.places", f"{name!r} stands in {', '.join(force.places)}"),
            )
            wider = all(any(map_.lies_within(q, (p,)) for q in force.places) for p in out)
            found.append(Inconsistency("GRF04", clauses, ("a force acts where it stands",), lesser=wider))
        elif None in within.values():
            if all(design.named(p) is not None for p in (*within, *(force.places or ()))):
                yield cannot_tell(path, f"Inside which place does each of {', '.join(within)} lie?")
        elif places and force.places:
            yield quiet(path)
    for conflict in apart(found):
        yield conflict.verdict(design)
    yield from _at_home_somewhere(design, forces)


def _at_home_somewhere(design: Design, forces: dict[str, tuple[str, Any]]) -> Iterator[RuleVerdict]:
    """Ask once of streams of which it is not said where their men are at home, whether they serve there, or where."""
    open_ = []
    for path, stream in design.rows("induction"):
        home = getattr(design.named(stream.from_), "home", NONE)
        place, deploy = isinstance(home, tuple) and bool(home), stream.deploy in ("home", "elsewhere")
        half = (place and stream.deploy is UNKNOWN) or (deploy and home is UNKNOWN)
        if (stream.into in forces and half) or (stream.into is UNKNOWN and place and deploy):
            open_.append((f"{path}.deploy", str(stream.id)))
    if open_:
        names = ", ".join(name for _, name in open_)
        question = (
            f"Where are the men of each of these streams at home, and do they serve there, in which force: {names}?"
        )
        yield replace(cannot_tell(open_[0][0], question), related=tuple(path for path, _ in open_[1:]))


def _stationed(design: Design) -> Iterator[tuple[str, str, Any, str, bool]]:
    """Yield (path, force, places, words, unsure) of each power exercised at home and of each unit in the field."""
    for path, row in design.rows("powers"):
        if row.power != "outside-home" and row.grant in ("lead", "shared", "support", UNKNOWN):
            said = f"{row.force!r} has {row.power} ({row.grant}) in {{}}"
            yield f"{path}.places", row.force, row.places, said, row.grant is UNKNOWN
    for path, unit in design.rows("units"):
        if unit.echelon != "hq" and isinstance(unit.force, str):
            said = f"unit {unit.id!r} of {unit.force!r} stands in {{}}"
            yield f"{path}.places", unit.force, unit.places, said, False


def _deployed(design: Design, map_: GrantMap, forces: dict[str, tuple[str, Any]]) -> Iterator[Inconsistency]:
    """Men who serve at home, against a force or units that stand elsewhere; and the reverse."""
    for path, stream in design.rows("induction"):
        group = design.named(stream.from_)
        home = getattr(group, "home", None)
        if not (isinstance(home, tuple) and home and stream.into in forces and stream.deploy in ("home", "elsewhere")):
            continue
        gpath = next(p for p, g in design.rows("groups") if g.id == stream.from_)
        at, force = forces[stream.into]
        lives = CharterClause(f"{gpath}.home", f"{stream.from_!r} is at home in {', '.join(home)}")
        elsewhere = any(map_.lies_within(p.id, home) is False for _, p in design.rows("places") if p.kind != "country")
        serves = CharterClause(f"{path}.deploy", f"men of stream {stream.id!r} serve {_where(stream.deploy)}")
        if stream.deploy == "home" and _apart(map_, home, force.places):
            stands = CharterClause(f"{at}.places", f"{force.id!r} stands in {', '.join(force.places)}")
            yield Inconsistency("GRF04", (serves, lives, stands), ("who serves at home serves where his force stands",))
        only = force.local is True and isinstance(force.places, tuple) and force.places and not design.open_world
        wide = any(getattr(design.named(p), "kind", "country") == "country" for p in home)
        if stream.deploy == "elsewhere" and only and set(force.places) <= set(home) and not (elsewhere or wide):
            stands = CharterClause(f"{at}.places", f"{force.id!r} stands in {', '.join(force.places)} alone")
            why = "elsewhere is not at home"
            yield Inconsistency("GRF04", (serves, lives, stands), (why,), lesser=True)
        for where, unit in design.rows("units"):
            share = unit.origin.get(stream.from_) if isinstance(unit.origin, dict) else None
            if unit.force != stream.into or not (isinstance(share, Number) and share.lo > 0) or not unit.places:
                continue
            inside = [map_.lies_within(p, home) for p in unit.places]
            stands = CharterClause(f"{where}.places", f"unit {unit.id!r} stands in {', '.join(unit.places)}")
            draws = CharterClause(f"{where}.origin.{stream.from_}", f"unit {unit.id!r} draws on {stream.from_!r}")
            if stream.deploy == "elsewhere" and elsewhere and all(i is True for i in inside):
                yield Inconsistency("GRF04", (serves, lives, stands, draws), ("elsewhere is not at home",))
            if stream.deploy == "home" and _apart(map_, home, unit.places):
                yield Inconsistency("GRF04", (serves, lives, stands, draws), ("at home is not elsewhere",))


def _asked(design: Design, map_: GrantMap) -> Iterator[Inconsistency]:
    """Some places of a new local force are asked for their consent, and others, surely, are not."""
    rows = [(p, r) for p, r in design.rows("trust.consent") if isinstance(r.places, tuple) and r.places]
    if design.open_world or not rows or len(rows) < len(list(design.rows("trust.consent"))):
        return
    asked = frozenset(place for _, row in rows for place in row.places)
    for path, force in design.new_forces():
        if force.local is not True or not isinstance(force.places, tuple):
            continue
        leaves = [p for p in map_.leaves(force.places) if p in map_.above]
        bare = [p for p in leaves if map_.lies_within(p, tuple(asked)) is False]
        if bare and len(bare) < len(leaves):
            clauses = [CharterClause(f"{p}.places", f"{r.body!r} agrees for {', '.join(r.places)}") for p, r in rows]
            clauses.append(CharterClause(f"{path}.places", f"{force.id!r} stands in {', '.join(force.places)}"))
            why = f"nobody is asked in {', '.join(bare)}"
            yield Inconsistency("GRF04", tuple(clauses), (why,))


def _where(deploy: str) -> str:
    return "at home" if deploy == "home" else "elsewhere"


def _apart(map_: GrantMap, some: Any, others: Any) -> bool:
    """Whether no place of one list lies in, or holds, a place of the other, surely."""
    if not (isinstance(some, tuple) and isinstance(others, tuple) and some and others):
        return False
    within = [map_.lies_within(p, others) for p in some] + [map_.lies_within(p, some) for p in others]
    return all(w is False for w in within)
