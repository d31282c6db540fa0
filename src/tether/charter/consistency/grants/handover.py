"""Whoever seizes hands over to somebody else, who stands there and may hold (GRF05)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import networkx as nx

from tether.charter.consistency.clauses import CharterClause, Inconsistency, apart
from tether.charter.consistency.dependence.powers import powers_of
from tether.charter.consistency.grants.ends import how_it_ends
from tether.charter.consistency.grants.places import ENDED, GrantMap, grant_map
from tether.charter.consistency.grants.tasks import force_of
from tether.charter.findings import RuleVerdict, cannot_tell, quiet
from tether.charter.reading import Design
from tether.charter.rules.rule import rule
from tether.charter.schema.entities import Force
from tether.charter.values import ABSENT, NONE, UNKNOWN, Number

SEIZING = ("arrest", "detain", "interrogate", "search")
HOLDING = ("arrest", "detain", "prison", "investigate")
HOLDERS = ("police", "gendarmerie", "border")  # kinds of force that hold people by the general law


@rule(
    code="GRF05",
    severity="error",
    statement="Whoever seizes hands over to somebody else, who stands there and may hold",
    words="Detainees should be held only in facilities officially acknowledged as places of detention",
    source="Human Rights Committee, general comment 35, para. 58",
    second="The Jadiriyah bunker of Iraq's Interior Ministry, 13 Nov 2005 (CFR)",
    evidence="normative",
    remedy="Name a service that stands in the place, may arrest or detain there, and hands over to nobody back.",
    asks="the interior ministry",
    fails="""
forces: [{id: g, kind: guard}, {id: police, kind: police}]
powers: [{force: g, power: arrest, places: [d], grant: support, handover_to: g}]
""",
    passes="""
forces: [{id: g, kind: guard}, {id: police, kind: police}]
powers: [{force: g, power: arrest, places: [d], grant: support, handover_to: police}]
""",
)
def handed_over_to_another(design: Design) -> Iterator[RuleVerdict]:
    """Receivers of the seized: not the actor, no circle, not forbidden to hold, standing there; children likewise."""
    map_ = grant_map(design)
    rows = [
        (p, r)
        for p, r in design.rows("powers")
        if r.power in SEIZING and r.grant != "forbidden" and isinstance(r.handover_to, str)
    ]
    found = [*_circles(design, rows), *_past_the_judge(design, rows), *_keeps_the_prison(design, map_, rows)]
    for path, row in rows:
        fault = _receiver(design, map_, path, row)
        if isinstance(fault, str):
            yield cannot_tell(f"{path}.handover_to", fault)
        elif fault is not None:
            found.append(fault)
    found += _children(design)
    found += _nowhere_to_hold(design, map_)
    broken = {clause.path.split(".handover")[0] for c in found for clause in c.clauses}
    for conflict in apart(found):
        yield conflict.verdict(design)
    for path, row in design.rows("powers"):
        if row.power in SEIZING and row.grant != "forbidden":
            if row.handover_to is UNKNOWN:
                yield cannot_tell(
                    f"{path}.handover_to", f"To whom does {row.force!r} hand over the people it may {row.power}?"
                )
            elif isinstance(row.handover_to, str) and path not in broken:
                yield quiet(f"{path}.handover_to")


def _nowhere_to_hold(design: Design, map_: GrantMap) -> Iterator[Inconsistency]:
    """Who may arrest, hands over to nobody and may hold nobody there."""
    for path, row in design.rows("powers"):
        if row.power not in ("arrest", "detain") or row.grant not in ("lead", "shared", "support", "on-request"):
            continue
        places = set(row.places) if isinstance(row.places, tuple) else set()
        bans = [b for b in map_.bans.get((row.force, "detain"), ()) if places & b.reached and row.power == "arrest"]
        bans += [b for b in map_.bans.get((row.force, "prison"), ()) if places & b.reached and row.power == "detain"]
        written = design.charter.at(f"{path}.handover_to")
        if not bans or not (written is NONE or (written is ABSENT and not design.open_world)):
            continue
        clauses = (
            CharterClause(path, f"{row.force!r} may {row.power} ({row.grant}), and hands over to nobody"),
            *(b.clause for b in bans),
        )
        why = "whoever is seized is held somewhere"
        yield Inconsistency("GRF05", clauses, (why,), lesser=row.power == "detain" or written is ABSENT)


def _children(design: Design) -> Iterator[Inconsistency]:
    """Children found are released to an agency: not to the new force, nor to another force."""
    created = {f.id for _, f in design.new_forces()}
    agency = design.at("law.minors.release_to")
    force = force_of(design, agency)
    if force in created:
        at = next(p for p, f in design.new_forces() if f.id == force)
        clauses = (
            CharterClause("law.minors.release_to", f"children found are released to {agency!r}"),
            CharterClause(f"{at}.status", f"{force!r} is the force that finds them"),
        )
        yield Inconsistency("GRF05", clauses, ("nobody releases to himself",))
    elif isinstance(design.named(agency), Force):
        at = next(p for p, f in design.rows("forces") if f.id == agency)
        clauses = (
            CharterClause("law.minors.release_to", f"children found are released to {agency!r}"),
            CharterClause(f"{at}.kind", f"{agency!r} is a force ({design.named(agency).kind!s})"),
        )
        yield Inconsistency("GRF05", clauses, ("children go to an agency, not to a force",), lesser=True)


def _circles(design: Design, rows: list[tuple[str, Any]]) -> Iterator[Inconsistency]:
    graph = nx.DiGraph()
    for path, row in rows:
        if row.handover_to != row.force:
            said = f"{row.force!r} hands those it may {row.power} to {row.handover_to!r}"
            graph.add_edge(row.force, row.handover_to, clause=CharterClause(f"{path}.handover_to", said))
    for part in nx.strongly_connected_components(graph):
        if len(part) > 1:
            clauses = tuple(graph.edges[e]["clause"] for e in nx.find_cycle(graph.subgraph(part)))
            yield Inconsistency("GRF05", clauses, ("somebody keeps those who are handed over",))


def _receiver(design: Design, map_: GrantMap, path: str, row: Any) -> Inconsistency | str | None:
    said = CharterClause(f"{path}.handover_to", f"{row.force!r} hands those it may {row.power} to {row.handover_to!r}")
    to, force = design.named(row.handover_to), row.handover_to
    if force == row.force:
        return Inconsistency("GRF05", (said,), ("nobody hands over to himself",))
    chain = powers_of(design).reach(row.force, force)
    if chain:
        return Inconsistency("GRF05", (said, *chain), ("nobody hands over to those whom he commands",))
    if to is None or not isinstance(to, Force):
        return None if to is None else _no_holder(design, map_, said, row, to)
    at = next(p for p, f in design.rows("forces") if f.id == force)
    if to.status in ENDED:
        ended = CharterClause(f"{at}.status", f"{force!r} {how_it_ends(to.status)}")
        return Inconsistency("GRF05", (said, ended), ("who receives stays",))
    places = row.places if isinstance(row.places, tuple) else ()
    for power in ("detain", "arrest"):
        bans = [b for b in map_.bans.get((force, power), ()) if set(places) & b.reached]
        if bans:
            return Inconsistency("GRF05", (said, *(b.clause for b in bans)), ("who receives may hold",))
    out = [p for p in places if map_.lies_within(p, to.places) is False]
    there = to.places if isinstance(to.places, tuple) else ()
    out = [p for p in out if not any(map_.lies_within(q, (p,)) for q in there)]
    if out:
        stands = CharterClause(f"{at}.places", f"{force!r} stands in {', '.join(there)}")
        acts = CharterClause(f"{path}.places", f"{row.force!r} may {row.power} in {', '.join(out)}")
        return Inconsistency("GRF05", (said, stands, acts), ("who receives stands where one is seized",))
    return None if design.open_world else _may_hold(map_, f"{at}.kind", said, row, to)


def _may_hold(map_: GrantMap, at: str, said: CharterClause, row: Any, to: Any) -> Inconsistency | str | None:
    """Whether the receiver may hold people where they are seized, by a clause or by its kind."""
    places = row.places if isinstance(row.places, tuple) else ()
    held = [g for power in HOLDING for g in map_.grants.get(power, ()) if g.row.force == to.id]
    reached = frozenset().union(*(g.reached for g in held))
    bare = [p for p in places if p in map_.above and not reached & map_.inside[p]]
    if held and bare:
        where = tuple(g.clause for g in held)
        why = f"who receives may hold in {', '.join(bare)}"
        return Inconsistency("GRF05", (said, *where), (why,), lesser=to.kind in HOLDERS)
    if held or to.kind in HOLDERS or to.kind is NONE:
        return None
    if to.kind is UNKNOWN:
        return f"Of what kind is {to.id!r}, to whom {row.force!r} hands those it may {row.power}: may it hold them?"
    kind = CharterClause(at, f"{to.id!r} is of the kind {to.kind}, and no clause lets it arrest or detain")
    return Inconsistency("GRF05", (said, kind), ("who receives may hold",))


_HOLDS_NOBODY = ("office", "institution", "community-body", "bloc", "foreign")


def _no_holder(design: Design, map_: GrantMap, said: CharterClause, row: Any, to: Any) -> Inconsistency | None:
    """A receiver that is no court and no service, where a service of this text arrests or detains in that place."""
    kind = getattr(to, "kind", None)
    pays = [
        CharterClause(f"{p}.payer", f"{to.id!r} pays {r.force!r}") for p, r in design.rows("pay") if r.payer == to.id
    ]
    if design.open_world or not (kind in _HOLDS_NOBODY or (kind == "ministry" and pays)):
        return None
    places = set(row.places) if isinstance(row.places, tuple) else set()
    held = [g for p in HOLDING for g in map_.grants.get(p, ()) if g.row.grant == "lead" and places & g.reached]
    held = [g for g in held if g.row.force != row.force]
    if not held:
        return None
    at = next((p for p, r in design.rows("actors") if r.id == to.id), "")
    own = CharterClause(f"{at}.kind", f"{to.id!r} is of the kind {kind}, and no clause lets it arrest or detain")
    return Inconsistency(
        "GRF05", (said, own, *pays, *(g.clause for g in held)), ("who receives may hold",), lesser=True
    )


def _keeps_the_prison(design: Design, map_: GrantMap, rows: list[tuple[str, Any]]) -> Iterator[Inconsistency]:
    """A force that hands over whom it seizes keeps the prison of that place."""
    for path, asset in design.rows("assets"):
        keeper = next((k for k in ("goes_to", "guarded_by") if force_of(design, getattr(asset, k))), "")
        force = force_of(design, getattr(asset, keeper)) if keeper else ""
        for at, row in rows if asset.kind == "prison" else ():
            meet = any(map_.lies_within(p, row.places) for p in asset.places or ())
            if row.force == force and row.handover_to != force and meet:
                clauses = (
                    CharterClause(f"{path}.{keeper}", f"{getattr(asset, keeper)!r} keeps {asset.id!r}, a prison"),
                    CharterClause(
                        f"{at}.handover_to", f"{force!r} hands those it may {row.power} to {row.handover_to!r}"
                    ),
                )
                why = "who hands over whom he seizes keeps no prison"
                yield Inconsistency("GRF05", clauses, (why,), lesser=True)
                break


def _past_the_judge(design: Design, rows: list[tuple[str, Any]]) -> Iterator[Inconsistency]:
    """Whoever is seized is handed over later than he must be before a judge."""
    judge, most = design.at("law.courts.judge_hours"), design.settings.detain_hours
    for path, row in rows:
        if isinstance(row.limit_hours, Number) and row.limit_hours.lo > most:
            continue  # AUT03 says it
        if isinstance(judge, Number) and isinstance(row.limit_hours, Number) and row.limit_hours.lo > judge.hi:
            clauses = (
                CharterClause(f"{path}.limit_hours", f"{row.force!r} hands over within {row.limit_hours} hours"),
                CharterClause("law.courts.judge_hours", f"whoever is seized is before a judge within {judge} hours"),
            )
            yield Inconsistency("GRF05", clauses, ("nobody is held longer than until the judge",), lesser=True)
        elif isinstance(judge, Number) and isinstance(row.limit_hours, Number):
            yield from _hand_to_hand(rows, path, row, judge)


def _hand_to_hand(rows: list[tuple[str, Any]], path: str, row: Any, judge: Number) -> Iterator[Inconsistency]:
    """The hours of all who hold a man one after another are within those to the judge."""
    held, kept = [(path, row)], {row.force}
    while True:
        last = held[-1][1]
        after = [(p, r) for p, r in rows if r.force == last.handover_to and r.power in HOLDING]
        after = [(p, r) for p, r in after if r.force not in kept and isinstance(r.limit_hours, Number)]
        if not after:
            break
        held.append(min(after, key=lambda pair: pair[1].limit_hours.lo))
        kept.add(held[-1][1].force)
    hours = [r.limit_hours.lo for _, r in held]
    if len(held) > 1 and sum(hours) > judge.hi and all(h <= judge.hi for h in hours):
        clauses = [
            CharterClause(f"{p}.limit_hours", f"{r.force!r} hands over within {r.limit_hours} hours") for p, r in held
        ]
        clauses.append(CharterClause("law.courts.judge_hours", f"whoever is seized is before a judge in {judge} hours"))
        why = f"hand to hand, nobody is held longer ({sum(hours):g} hours) than until the judge"
        yield Inconsistency("GRF05", tuple(clauses), (why,), lesser=True)
