"""Tasks, promises and assets of other sections that a ban, a duty or the places of a force rule out.

A step that deploys, a camp or an oil field to guard lie within the places of the force; nobody receives a prison who
may run none; nobody is promised what he must hand in, or what the law does not give.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tether.charter.consistency.clauses import CharterClause, Inconsistency
from tether.charter.consistency.grants.places import GrantMap
from tether.charter.consistency.roles import worded
from tether.charter.reading import Design
from tether.charter.schema.entities import Force, Group, Post, Unit
from tether.charter.values import NONE, Blank


def force_of(design: Design, name: Any) -> str:
    """Return the force that an id is, or is part of: a force, a unit, a post of either; or nothing."""
    row = design.named(name)
    if isinstance(row, Post):
        row = design.named(row.unit)
    if isinstance(row, Unit):
        row = design.named(row.force)
    return str(row.id) if isinstance(row, Force) else ""


def tasks_elsewhere(design: Design, map_: GrantMap) -> Iterator[Inconsistency]:
    """Yield what a force is to do in a place outside its own, unless it may act outside them (GRF04)."""
    at = {f.id: (p, f) for p, f in design.rows("forces")}
    abroad = {r.force for _, r in design.rows("powers") if r.power == "outside-home" and r.grant != "forbidden"}
    for path, who, places, said in _tasks(design):
        name = force_of(design, who)
        if not name or name in abroad or not isinstance(places, tuple):
            continue
        where, force = at[name]
        out = [p for p in places if map_.lies_within(p, force.places) is False]
        wider = [p for p in out if any(map_.lies_within(q, (p,)) for q in force.places or ())]
        if out and not wider:
            clauses = [CharterClause(path, f"{who!r} {said} in {', '.join(out)}")]
            clauses.append(CharterClause(f"{where}.places", f"{name!r} stands in {', '.join(force.places)}"))
            clauses += [b.clause for b in map_.bans.get((name, "outside-home"), ())]
            yield Inconsistency("GRF04", tuple(clauses), ("a force acts where it stands",))


def _tasks(design: Design) -> Iterator[tuple[str, Any, Any, str]]:
    for path, step in design.rows("steps"):
        if step.kind == "deploy":
            yield f"{path}.places", step.by, step.places, f"deploys by step {step.id!r}"
    for path, camp in design.rows("cantonments"):
        yield f"{path}.guarded_by", camp.guarded_by, camp.places, "guards camps"
    for path, asset in design.rows("assets"):
        yield f"{path}.guarded_by", asset.guarded_by, asset.places, f"guards {asset.id!r}"
        if asset.kind in ("base", "depot", "prison", "crossing", "building"):
            yield f"{path}.goes_to", asset.goes_to, asset.places, f"receives {asset.id!r}"


def given_and_ruled_out(design: Design, map_: GrantMap) -> Iterator[Inconsistency]:
    """Yield assets, promises, arms and streams that another clause rules out (GRF01)."""
    yield from _paid_by_a_toll(design, map_)
    yield from _to_no_organ(design)
    yield from _screens(design, map_)
    yield from _promised(design)
    yield from _of_no_backer(design)
    yield from _into_where_he_is(design)
    yield from _standard_repealed(design)


def _screens(design: Design, map_: GrantMap) -> Iterator[Inconsistency]:
    """The new force screens those who return, and may search or question nobody where they return."""
    there = design.at("displacement.places")
    for _, force in design.new_forces() if design.at("displacement.force_screens") is True else ():
        places = set(there if isinstance(there, tuple) else force.places or ())
        bans = [b for p in ("search", "interrogate") for b in map_.bans.get((force.id, p), ()) if places & b.reached]
        if bans:
            does = CharterClause("displacement.force_screens", f"{force.id!r}, the new force, screens those who return")
            why = "who screens people searches or questions them"
            yield Inconsistency("GRF01", (does, *(b.clause for b in bans)), (why,), lesser=True)


_TOLLS = ("fees", "customs")
_LEVIED = {"crossing": _TOLLS, "port": _TOLLS, "airport": _TOLLS, "road": ("fees",)}


def _paid_by_a_toll(design: Design, map_: GrantMap) -> Iterator[Inconsistency]:
    """A share of what is levied at a crossing, a port or a road, for a force that may levy nothing there."""
    for path, asset in design.rows("assets"):
        for name, share in (asset.revenue if isinstance(asset.revenue, dict) else {}).items():
            for power in _LEVIED.get(str(asset.kind), ()) if not isinstance(share, Blank) else ():
                for ban in map_.bans.get((force_of(design, name), power), ()):
                    if set(asset.places or ()) & ban.reached and share.hi > 0:
                        said = f"{name!r} receives a share of what {asset.id!r}, a {asset.kind}, brings in"
                        held = CharterClause(f"{path}.revenue.{name}", said)
                        why = "nobody lives on what he may not levy"
                        yield Inconsistency("GRF01", (held, ban.clause), (why,))


_OF_THE_STATE = ("executive", "legislation", "courts", "police", "command", "border")


def _to_no_organ(design: Design) -> Iterator[Inconsistency]:
    """An outsider who holds powers of the state hands them to a body that is no organ of it."""
    at = {row.id: path for path, row in design.rows("actors")}
    for path, row in design.rows("administrations"):
        to = design.named(row.hands_to)
        powers = [p for p in row.powers or () if p in _OF_THE_STATE]
        if powers and getattr(to, "state", None) is False and row.hands_to in at and row.hands_to != row.actor:
            clauses = (
                CharterClause(f"{path}.hands_to", f"{row.hands_to!r} takes over from {row.actor!r}"),
                CharterClause(f"{path}.powers", f"{row.actor!r} holds powers of the state: {', '.join(powers)}"),
                CharterClause(f"{at[row.hands_to]}.state", f"{row.hands_to!r} is no organ of the state"),
            )
            yield Inconsistency("GRF01", clauses, ("powers of the state go to an organ of it",), lesser=True)


def _promised(design: Design) -> Iterator[Inconsistency]:
    part = {s.from_ for _, s in design.militia_streams()} | {e.for_ for _, e in design.rows("exits")}
    for path, row in design.rows("politics.inducements"):
        if row.kind == "arms" and row.to in part and design.at("surrender.required") is True:
            clauses = (
                CharterClause(path, f"{row.to!r} is promised arms ({row.id})"),
                CharterClause("surrender.required", "those who enter or leave hand in their arms"),
            )
            yield Inconsistency("GRF01", clauses, ("nobody is given what he must hand in",), lesser=True)
        no_law = "law.amnesty" if design.charter.at("law.amnesty") is NONE else "law.amnesty.scope"
        if row.kind == "amnesty" and design.charter.at(no_law) is NONE:
            clauses = (
                CharterClause(path, f"{row.to!r} is promised an amnesty ({row.id})"),
                CharterClause(no_law, "the law gives none"),
            )
            yield Inconsistency("GRF01", clauses, ("what is promised stands in the law",))


def _of_no_backer(design: Design) -> Iterator[Inconsistency]:
    """Arms that belong to a backer, and no backer of their holder, of a text seen whole."""
    backed = {r.to for _, r in design.rows("patrons")}
    if design.open_world or design.charter.at("patrons") is NONE or backed is None:
        return
    for path, row in design.rows("arms"):
        group = design.named(row.force)
        own = isinstance(group, Group) and group.patron is not NONE
        if row.owner == "patron" and not backed and not own:
            clauses = (
                CharterClause(f"{path}.owner", f"the arms of {row.force!r} belong to an outside backer"),
                CharterClause("patrons", "nobody is listed as a backer"),
            )
            yield Inconsistency("GRF01", clauses, ("a backer who owns arms is a backer who is listed",))


def _into_where_he_is(design: Design) -> Iterator[Inconsistency]:
    """Men of the one existing army, or police, are taken into it."""
    for path, stream in design.rows("induction"):
        into = design.named(stream.into)
        if not isinstance(into, Force) or into.status != "existing":
            continue
        same = [f for _, f in design.rows("forces") if f.kind == into.kind]
        if stream.from_ == into.id or (stream.from_ == into.kind and len(same) == 1):
            clauses = (
                CharterClause(f"{path}.into", f"stream {stream.id!r} takes men into {stream.into!r}"),
                CharterClause(f"{path}.from", f"stream {stream.id!r} takes men from {stream.from_!r}"),
            )
            yield Inconsistency("GRF01", clauses, ("nobody is taken into a force in which he serves",))


_NAMED = 8  # letters of the name of a law below which nothing is said about it


_RESTING = (  # section, key whose words may name a law, and in words what rests on it
    ("induction", "vetting.criteria", "men of stream {id!r} are screened by"),
    ("enforcement", "mandate", "{actor!r} stays by"),
    ("administrations", "mandate", "{actor!r} holds its powers by"),
    ("patrons", "agreement", "{actor!r} backs {to!r} by"),
    ("forces", "settlement", "{id!r} stays outside by"),
    ("delegations", "meanwhile", "until it is settled there hold"),
    ("politics.inducements", "condition", "{id!r} is promised on the condition"),
    ("aid", "condition", "item {id!r} is given on the condition"),
)


def _standard_repealed(design: Design) -> Iterator[Inconsistency]:
    """A standard, a mandate or a settlement by a law that this one repeals or suspends."""
    for path, law in design.rows("law.other_laws"):
        name = " ".join(str(law.ref).casefold().split()) if isinstance(law.ref, str) else ""
        if law.effect not in ("repeals", "suspends") or len(name) < _NAMED or isinstance(law.articles, str):
            continue
        resting = [
            CharterClause(f"{at}.{key}", f"{worded(said, (row,))}: {words}")
            for section, key, said in _RESTING
            for at, row in design.rows(section)
            if isinstance(words := design.at(f"{at}.{key}"), str) and name in " ".join(words.casefold().split())
        ]
        if resting:
            gone = CharterClause(path, f"this law {law.effect} the {law.ref}")
            yield Inconsistency("GRF01", (resting[0], gone, *resting[1:]), ("nothing rests on a law that is gone",))
