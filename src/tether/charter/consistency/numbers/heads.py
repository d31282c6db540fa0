"""Heads: totals, groups, forces, units, origins and ways out; everybody is somewhere, and nobody twice."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import Any

from tether.charter.consistency.clauses import CharterClause
from tether.charter.consistency.numbers.people import kept_for_women
from tether.charter.consistency.numbers.sheet import (
    NumberSheet,
    Terms,
    bounded,
    children,
    empty,
    percent,
    quoted,
    staff_alone,
    unclaimed_units,
)
from tether.charter.references import ORIGINS
from tether.charter.values import NONE, UNKNOWN, Blank, Number

SAME = {"recruits": "population"}  # two words of the schema for men who come from nowhere in particular


def write_totals(sheet: NumberSheet) -> None:
    """Write down who is in scope, taken in, leaves or stays."""
    totals, design = sheet.design.at("totals"), sheet.design
    if isinstance(totals, Blank):
        return
    words = {
        "in_scope": "{} men are in scope",
        "to_induct": "{} are to be taken in",
        "to_exit": "{} are to leave for civil life",
        "to_remain": "{} are to stay as they are",
    }
    for key, said in words.items():
        value = getattr(totals, key)
        if value is NONE and key != "in_scope":
            value = Number(v=0.0)
        sheet.number(f"total:{key}", value, f"totals.{key}", said)
    written = [f"total:{key}" for key in ("to_induct", "to_exit", "to_remain")]
    question = "How many men are in scope, and how many are taken in, leave, or stay as they are?"
    why = "those in scope are taken in, leave or stay"
    left: Terms = [(1.0, n) for n in written]
    if not isinstance(totals.in_scope, Blank) or totals.in_scope is UNKNOWN:
        sheet.equal("NUM01", left, [(1.0, "total:in_scope")], sheet.head_gap, why, "totals.in_scope", question)
    _taken_in(sheet)
    if isinstance(design.at("exit_demand.persons"), Number) or design.at("exit_demand.persons") is UNKNOWN:
        sheet.number("leavers", design.at("exit_demand.persons"), "exit_demand.persons", "{} people must leave")
        why, question = "those who leave are counted once", "How many people must leave for civil life?"
        one: Terms = [(1.0, "leavers")]
        sheet.equal("NUM01", one, [(1.0, "total:to_exit")], sheet.head_gap, why, "exit_demand.persons", question)


def _taken_in(sheet: NumberSheet) -> None:
    """What the streams bring, against those to be taken in; men of an older army or police may count among these."""
    militia = [f"intake:{s.id}" for _, s in sheet.design.militia_streams()]
    if not militia:
        return
    scope = sheet.known.get("total:in_scope")
    sizes = [g.size for _, g in sheet.design.rows("groups")]
    groups = sum(n.hi if isinstance(n, Number) else math.inf for n in sizes)
    alone = scope is not None and scope.lo <= groups * (1 + sheet.gap)  # the groups may be all who are in scope
    older = [s for _, s in sheet.design.rows("induction") if s.from_ in ("army", "police", "former-army") and not alone]
    why, question = "the groups' streams bring those who are taken in", "How many men does each stream take in?"
    most: Terms = [*((1.0, n) for n in militia), (-(1 + sheet.head_gap), "total:to_induct")]
    sheet.relate("NUM01", most, -math.inf, 0.0, why, "totals.to_induct", question)
    counted = [*(s for _, s in sheet.design.militia_streams()), *older]
    if not (sheet.closed or all(isinstance(s.intake, Number) for s in counted)):
        return  # a text seen in part may have streams that are not listed
    least: Terms = [(1.0, f"intake:{s.id}") for s in counted]
    least.append((-(1 - sheet.head_gap), "total:to_induct"))
    sheet.relate("NUM01", least, 0.0, math.inf, why, "totals.to_induct", question)


def write_groups(sheet: NumberSheet) -> None:
    """Write down the men of each group and what each stream takes of them."""
    design = sheet.design
    for path, stream in design.rows("induction"):
        said = f"stream {quoted(stream.id)} takes in {{}}" + _from(stream)
        sheet.number(f"intake:{stream.id}", stream.intake, f"{path}.intake", said)
    taken: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for _, stream in design.rows("induction"):
        if isinstance(stream.from_, str) and stream.from_ not in ORIGINS:
            # of a text seen in part, men may have passed through one force into the next
            taken[stream.from_]["" if sheet.closed else str(stream.into)].append(f"intake:{stream.id}")
    leaving = {e.for_ for _, e in design.rows("exits") if isinstance(e.for_, str)}
    for path, group in design.rows("groups"):
        sheet.number(f"group:{group.id}", group.size, f"{path}.size", f"{quoted(group.id)} has {{}} men")
        for names in taken.get(group.id, {}).values():
            terms: Terms = [(1.0, n) for n in names]
            terms.append((-(1 + sheet.gap), f"group:{group.id}"))
            why, question = "nobody takes more men from a group than it has", f"How many men has {quoted(group.id)}?"
            sheet.relate("NUM01", terms, -math.inf, 0.0, why, f"{path}.size", question)
    _covered(sheet)
    _staying(sheet, [g.id for _, g in design.rows("groups")])
    _in_scope(sheet, [g.id for _, g in design.rows("groups")], set(taken) | leaving)


def _staying(sheet: NumberSheet, groups: list[str]) -> None:
    """Of a text seen whole: no more men stay as they are than the groups have."""
    if sheet.closed and groups and ("total:to_remain" in sheet.known or "total:to_remain" in sheet.unknown):
        terms: Terms = [(1.0, "total:to_remain"), *((-(1 + sheet.gap), f"group:{g}") for g in groups)]
        why, question = "who stays as he is is a man of a group", "How many men has each group, and how many stay?"
        sheet.relate("NUM01", terms, -math.inf, 0.0, why, "totals.to_remain", question)


def _covered(sheet: NumberSheet) -> None:
    """A label over several groups has no fewer men than those that it covers."""
    design = sheet.design
    ids = {g.id for _, g in design.rows("groups")}
    for path, group in design.rows("groups"):
        covered = [m for m in group.members or () if m in ids and m != group.id]
        if covered:
            listed = CharterClause(f"{path}.members", f"{quoted(group.id)} covers {', '.join(covered)}")
            terms: Terms = [*((1.0, f"group:{m}") for m in covered), (-(1 + sheet.gap), f"group:{group.id}")]
            why, question = "a group has the men of those that it covers", f"How many men has {quoted(group.id)}?"
            sheet.relate("NUM01", terms, -math.inf, 0.0, why, f"{path}.size", question, (listed,))


def write_older(sheet: NumberSheet) -> None:
    """Nobody takes more men from the army or the police than stand in its forces."""
    for kind in ("army", "police"):
        streams = [s for _, s in sheet.design.rows("induction") if s.from_ == kind]
        forces = [(p, f) for p, f in sheet.design.rows("forces") if f.kind == kind and f.status != "new"]
        unknown = [f"{p}.strength" for p, f in forces if f.strength is UNKNOWN]
        if streams and unknown:
            sheet.doubt("NUM01", f"How many men has the {kind} now?", *unknown)
        if not (streams and forces and all(isinstance(f.strength, Number) for _, f in forces)):
            continue
        terms: Terms = [(1.0, f"intake:{s.id}") for s in streams]
        terms += [(-(1 + sheet.gap), f"now:{f.id}") for _, f in forces]
        why, question = f"men from the {kind} are men of its forces", f"How many men come from the {kind}?"
        sheet.relate("NUM01", terms, -math.inf, 0.0, why, f"{forces[0][0]}.strength", question)


def _from(stream: Any) -> str:
    return f" from {quoted(stream.from_)}" if isinstance(stream.from_, str) else ""


def _in_scope(sheet: NumberSheet, groups: list[str], taking_part: set[str]) -> None:
    """Under the closed reading: in scope are no more than all groups, and no fewer than those who take part."""
    if not (sheet.closed and groups and "total:in_scope" in sheet.known):
        return
    question = "How many men has each group?"
    terms: Terms = [(1.0, "total:in_scope"), *((-(1 + sheet.gap), f"group:{g}") for g in groups)]
    why = "no more men are in scope than the groups have"
    sheet.relate("NUM01", terms, -math.inf, 0.0, why, "totals.in_scope", question)
    stay = sheet.known.get("total:to_remain")
    whole = [g for g in groups if g in taking_part]
    if whole and stay is not None and stay.hi == 0:
        terms = [*((1.0, f"group:{g}") for g in whole), (-(1 + sheet.gap), "total:in_scope")]
        why = "nobody of the groups that are taken in or leave stays as he is"
        sheet.relate("NUM01", terms, -math.inf, 0.0, why, "totals.in_scope", question)


def write_forces(sheet: NumberSheet) -> None:
    """Write down the strength, the plan and the ceiling of each force."""
    design = sheet.design
    for path, force in design.rows("forces"):
        name = quoted(force.id)
        sheet.number(f"now:{force.id}", force.strength, f"{path}.strength", f"{name} has {{}} men now")
        target = force.target_strength
        sheet.number(f"plan:{force.id}", target, f"{path}.target_strength", f"{name} is planned at {{}} men")
        sheet.number(f"most:{force.id}", force.ceiling, f"{path}.ceiling", f"{name} may have {{}} men at most")
        question = f"How many men is {name} planned to have, and how many at most?"
        why = "no force is planned above its ceiling"
        terms: Terms = [(1.0, f"plan:{force.id}"), (-1.0, f"most:{force.id}")]
        sheet.relate("NUM01", terms, -math.inf, 0.0, why, f"{path}.target_strength", question)
        _filled(sheet, path, force)


def _filled(sheet: NumberSheet, path: str, force: Any) -> None:
    """Streams against the plan and the ceiling of the force that they fill."""
    every = [s for _, s in sheet.design.rows("induction")]
    streams = [s for s in every if s.into == force.id]
    if not streams:
        drawn = any(u.force == force.id and isinstance(u.origin, dict) for _, u in sheet.design.rows("units"))
        known = sheet.closed and every and all(isinstance(s.into, str) for s in every)
        if known and force.status == "new" and not drawn:
            none = CharterClause("induction", f"no stream takes men into {quoted(force.id)}")
            why, at = "streams bring the men that a new force is planned to have", f"{path}.target_strength"
            question = f"Who fills {quoted(force.id)}?"
            sheet.relate("NUM01", [(1.0, f"plan:{force.id}")], -math.inf, 0.0, why, at, question, (none,))
        return
    terms: Terms = [(1.0, f"intake:{s.id}") for s in streams]
    question = f"How many men does each stream bring into {quoted(force.id)}?"
    before: Terms = [(1.0, f"now:{force.id}")] if force.status == "existing" else []
    why = "men are taken in up to the ceiling"
    sheet.relate(
        "NUM01", [*terms, *before, (-1.0, f"most:{force.id}")], -math.inf, 0.0, why, f"{path}.ceiling", question
    )
    if force.status != "new":
        return
    plan: Terms = [(1.0, f"plan:{force.id}")]
    why, at = "streams bring the men that a new force is planned to have", f"{path}.target_strength"
    elsewhere = [f"{p}.into" for p, s in sheet.design.rows("induction") if s.into is UNKNOWN]
    if sheet.closed and elsewhere:
        sheet.doubt("NUM01", f"Which streams bring men into {quoted(force.id)}?", *elsewhere)
    if sheet.closed and not elsewhere and all(isinstance(s.intake, Number) for s in streams):
        sheet.equal("NUM01", terms, plan, sheet.head_gap, why, at, question)
    else:
        sheet.relate("NUM01", [*terms, (-(1 + sheet.gap), plan[0][1])], -math.inf, 0.0, why, at, question)


def write_units(sheet: NumberSheet) -> None:
    """Sizes add up along the tree of units, and the roots make up their force.

    A unit's size may mean its own staff or all below it. Where it is surely smaller than what is below it, it is the
    staff alone; else both readings are left open.
    """
    design, below = sheet.design, children(sheet.design)
    ids = {u.id for _, u in design.rows("units")}
    roots: dict[str, list[Any]] = defaultdict(list)
    for path, unit in design.rows("units"):
        name = quoted(unit.id)
        sheet.number(f"unit:{unit.id}", unit.size, f"{path}.size", f"unit {name} has {{}} men")
        if not (isinstance(unit.parent, str) and unit.parent in ids) and isinstance(unit.force, str):
            roots[unit.force].append(unit)
        kids = below.get(unit.id, [])
        whole, own = f"whole:{unit.id}", f"unit:{unit.id}"
        sums: Terms = [(-1.0, f"whole:{k.id}") for k in kids]
        why, question = f"the units below {name} and its own men make it up", f"How many men has unit {name}?"
        if staff_alone(unit, kids):
            sheet.relate("NUM01", [(1.0, whole), (-1.0, own), *sums], 0.0, 0.0, why, f"{path}.size", question)
        else:
            sheet.relate("NUM01", [(1.0, whole), (-1.0, own)], 0.0, math.inf, why, f"{path}.size", question)
            sheet.relate("NUM01", [(1.0, whole), *sums], 0.0, math.inf, why, f"{path}.size", question)
            sheet.relate("NUM01", [(1.0, whole), (-1.0, own), *sums], -math.inf, 0.0, why, f"{path}.size", question)
        if _holds_those_below(unit, kids):
            within, why = 1 + sheet.gap, "a unit that is larger than each unit below it holds them all"
            terms = [*((1.0, f"unit:{k.id}") for k in kids), (-within, own)]
            sheet.relate("NUM01", terms, -math.inf, 0.0, why, f"{path}.size", question)
    for path, force in design.rows("forces"):
        if roots.get(force.id):
            _make_up(sheet, path, force, roots[force.id])


def _holds_those_below(unit: Any, kids: list[Any]) -> bool:
    """Whether the size of a unit in the field surely means more than its staff: it is larger than each unit below."""
    sized = len(kids) > 1 and all(isinstance(u.size, Number) for u in (unit, *kids))
    in_the_field = unit.echelon in ("platoon", "company", "battalion", "brigade")
    return in_the_field and sized and unit.size.lo > max(k.size.hi for k in kids)


def _make_up(sheet: NumberSheet, path: str, force: Any, roots: list[Any]) -> None:
    design = sheet.design
    planned = isinstance(force.target_strength, Number) or force.target_strength is UNKNOWN
    base = "plan" if force.status == "new" or planned else "now"
    if base == "plan" and force.status != "new" and isinstance(force.strength, Number):
        most = getattr(force.target_strength, "hi", math.inf)
        base = "now" if force.strength.hi > most else "plan"
    at = f"{path}.{'target_strength' if base == 'plan' else 'strength'}"
    question = f"How many men has each unit of {quoted(force.id)}, and how many has it in all?"
    why, whole = f"units make up {quoted(force.id)}", f"{base}:{force.id}"
    terms: Terms = [(1.0, f"whole:{u.id}") for u in roots]
    sized = [u for _, u in design.rows("units") if u.force == force.id]
    unclaimed = unclaimed_units(design)
    whole_ = sheet.closed and force.status == "new" and all(isinstance(u.size, Number) for u in sized)
    if whole_ and unclaimed:
        sheet.doubt("NUM01", f"Which units make up {quoted(force.id)}?", *unclaimed)
    if whole_ and not unclaimed:
        sheet.equal("NUM01", terms, [(1.0, whole)], sheet.head_gap, why, at, question)
    else:
        sheet.relate("NUM01", [*terms, (-(1 + sheet.gap), whole)], -math.inf, 0.0, why, at, question)


def _origin(name: str) -> str:
    return SAME.get(name, name)


def write_origins(sheet: NumberSheet) -> None:
    """Men by origin: a transport problem from streams to units, under the closed reading of a new force."""
    design, kids = sheet.design, children(sheet.design)
    for path, force in design.new_forces():
        units = [(p, u) for p, u in design.rows("units") if u.force == force.id]
        streams = [s for _, s in design.rows("induction") if s.into == force.id]
        known = isinstance(force.target_strength, Number) and bool(streams)
        written = any(isinstance(u.origin, dict) for _, u in units)
        if not (sheet.closed and known and written):
            continue
        sized = all(bounded(u, kids) or empty(u) for _, u in units)
        loose = any(s.into is UNKNOWN for _, s in design.rows("induction")) or unclaimed_units(design)
        if any(not isinstance(s.from_, str) for s in streams) or not sized or loose:
            continue  # what is not known of them is asked with the plan and the units of the force
        supply: dict[str, list[str]] = defaultdict(list)
        for s in streams:
            supply[_origin(s.from_)].append(f"intake:{s.id}")
        names = {_origin(o) for _, u in units if isinstance(u.origin, dict) for o in u.origin}
        _transport(sheet, path, force, units, supply, sorted(names | set(supply)))


def _transport(
    sheet: NumberSheet,
    path: str,
    force: Any,
    units: list[tuple[str, Any]],
    supply: dict[str, list[str]],
    names: list[str],
) -> None:
    plan, question = f"plan:{force.id}", f"Where do the men of {quoted(force.id)} come from?"
    why = f"the units of {quoted(force.id)} are filled by its streams"
    for at, unit in units:
        _draws(sheet, at, unit, names, why)
    for name in names:
        placed: Terms = [(1.0, f"in:{u.id}:{name}") for _, u in units]
        brought: Terms = [(-1.0, n) for n in supply.get(name, [])]
        if not brought:
            none = CharterClause("induction", f"no stream into {quoted(force.id)} comes from {quoted(name)}")
            terms: Terms = [*placed, (-sheet.gap, plan)]
            sheet.relate("NUM01", terms, -math.inf, 0.0, why, path, question, (none,))
            continue
        gap = sheet.gap  # units say shares, and shares are rounded
        sheet.relate("NUM01", [*placed, *brought, (-gap, plan)], -math.inf, 0.0, why, path, question)
        sheet.relate("NUM01", [*placed, *brought, (gap, plan)], 0.0, math.inf, why, path, question)


def _draws(sheet: NumberSheet, at: str, unit: Any, names: list[str], why: str) -> None:
    """Bounds of the men of each origin in a unit: its shares, and what they leave."""
    size, where = f"unit:{unit.id}", f"{at}.origin"
    written = unit.origin if isinstance(unit.origin, dict) else {}
    origin, key = {_origin(n): s for n, s in written.items()}, {_origin(n): n for n in written}
    rest = max(0.0, 1 - sum(s.lo for s in origin.values() if isinstance(s, Number))) if origin else 1.0
    rest = 0.0 if rest < 0.005 else rest
    sheet.relate("NUM01", [*((1.0, f"in:{unit.id}:{n}") for n in names), (-1.0, size)], 0.0, 0.0, why, where, "", ())
    for name in names:
        share, men = origin.get(name), f"in:{unit.id}:{name}"
        if isinstance(share, Number):
            word = key[name]
            said = (
                CharterClause(f"{where}.{word}", f"unit {quoted(unit.id)} draws {percent(share)} from {quoted(word)}"),
            )
            sheet.relate("NUM01", [(1.0, men), (-share.lo, size)], 0.0, math.inf, why, where, "", said)
            most = share.hi if rest == 0.0 else share.hi + rest
            sheet.relate("NUM01", [(1.0, men), (-most, size)], -math.inf, 0.0, why, where, "", said)
        elif origin and share is None:
            listed = " and ".join(quoted(n) for n in origin)
            said = (CharterClause(where, f"unit {quoted(unit.id)} draws on {listed}"),)
            sheet.relate("NUM01", [(1.0, men), (-rest, size)], -math.inf, 0.0, why, where, "", said)


def write_ways(sheet: NumberSheet) -> None:
    """Under the closed reading: exits hold those who leave, and every man of a group has a way in, out or stays."""
    design = sheet.design
    exits = [(p, e) for p, e in design.rows("exits")]
    if not (sheet.closed and exits and all(isinstance(e.places, Number) for _, e in exits)):
        return
    older = {s.from_ for _, s in design.rows("induction") if s.from_ in ("army", "police", "former-army")}
    scope = sheet.known.get("total:in_scope")
    groups = [g for _, g in design.rows("groups")]
    men = sum(g.size.hi if isinstance(g.size, Number) else math.inf for g in groups)
    alone = bool(groups) and (scope is None or scope.lo <= men * (1 + sheet.gap))
    shut = set(ORIGINS) if alone else set(ORIGINS) - older
    shut |= {f.id for _, f in design.new_forces()}  # its men are no leavers of the groups
    open_ = [(p, e) for p, e in exits if e.for_ not in shut]
    said = [
        CharterClause(f"{p}.for", f"exit {quoted(e.id)} is for {quoted(e.for_)}") for p, e in exits if e.for_ in shut
    ]
    leavers = next((n for n in ("total:to_exit", "leavers") if n in sheet.known), "")
    if leavers:
        terms: Terms = [*((1.0, f"places:{e.id}") for _, e in open_), (-(1 - sheet.head_gap), leavers)]
        at = "exit_demand.persons" if leavers == "leavers" else "totals.to_exit"
        why, question = "the ways out hold those who must leave", "How many can take each way out?"
        sheet.relate("NUM01", terms, 0.0, math.inf, why, at, question, said)
        kept_for_women(sheet, open_, leavers, at)
    if "total:to_remain" in sheet.known and "total:in_scope" in sheet.known:
        _ways_of_each_group(sheet, exits, said)


def _ways_of_each_group(sheet: NumberSheet, exits: list[tuple[str, Any]], shut: list[CharterClause]) -> None:
    design = sheet.design
    taking = {s.from_ for _, s in design.militia_streams()} | {e.for_ for _, e in exits}
    for path, group in design.rows("groups"):
        streams = [s for _, s in design.rows("induction") if s.from_ == group.id]
        if group.id not in taking or not all(isinstance(s.intake, Number) for s in streams):
            continue
        others = {g.id for _, g in design.rows("groups")} - {group.id} | set(ORIGINS)
        others |= {f.id for _, f in design.new_forces()}
        own = [e for _, e in exits if e.for_ not in others]
        said = [CharterClause(f"{p}.for", f"exit {quoted(e.id)} is for {quoted(e.for_)}") for p, e in exits
                if e.for_ in others]  # fmt: skip
        terms: Terms = [*((1.0, f"places:{e.id}") for e in own), *((1.0, f"intake:{s.id}") for s in streams)]
        terms += [(1.0, "total:to_remain"), (-(1 - sheet.gap), f"group:{group.id}")]
        why, question = "every man of a group is taken in, leaves or stays", f"What becomes of each man of {group.id}?"
        sheet.relate("NUM01", terms, 0.0, math.inf, why, f"{path}.size", question, said)


_MOST = {"squad": 40, "platoon": 120, "company": 500, "battalion": 2500, "brigade": 12000}  # men, generously
_ORDER = ("squad", "platoon", "company", "battalion", "brigade")


def write_echelons(sheet: NumberSheet) -> None:
    """A unit is no larger than its echelon can be, and stands below none of a lower one."""
    design = sheet.design
    rows = {u.id: (p, u) for p, u in design.rows("units")}
    for path, unit in rows.values():
        name, why, at = quoted(unit.id), "units are as large as what they are called", f"{path}.size"
        if unit.echelon is UNKNOWN and isinstance(unit.size, Number) and unit.size.lo > min(_MOST.values()):
            sheet.doubt("NUM07", f"Of which echelon is unit {name}?", f"{path}.echelon")
        if unit.echelon in _MOST and isinstance(unit.size, Number):
            said = (CharterClause(f"{path}.echelon", f"unit {name} is a {unit.echelon}"),)
            most = float(_MOST[unit.echelon])
            sheet.relate("NUM07", [(1.0, f"unit:{unit.id}")], -math.inf, most, why, at, "", said, lesser=True)
        over = rows.get(unit.parent) if isinstance(unit.parent, str) else None
        if over is not None and unit.echelon in _ORDER and over[1].echelon in _ORDER[: _ORDER.index(unit.echelon)]:
            below = (
                CharterClause(f"{path}.echelon", f"unit {name} is a {unit.echelon}"),
                CharterClause(f"{over[0]}.echelon", f"unit {quoted(over[1].id)} is a {over[1].echelon}"),
                CharterClause(f"{path}.parent", f"unit {name} stands below {quoted(over[1].id)}"),
            )
            why, one = "no unit stands below one of a lower echelon", [(1.0, f"nest:{unit.id}")]
            sheet.relate("NUM07", one, -math.inf, -1.0, why, f"{path}.echelon", "", below, lesser=True)


def write_forgotten(sheet: NumberSheet) -> None:
    """Of a text seen whole, in which nobody stays as he is: every group that is named is in scope."""
    design = sheet.design
    stay, groups = sheet.known.get("total:to_remain"), list(design.rows("groups"))
    taking = {s.from_ for _, s in design.militia_streams()} | {e.for_ for _, e in design.rows("exits")}
    labels = {m for _, g in groups for m in g.members or ()} | {g.id for _, g in groups if g.members}
    if not sheet.closed or stay is None or stay.hi > 0 or "total:in_scope" not in sheet.known or labels:
        return
    if not all(isinstance(g.size, Number) for _, g in groups) or all(g.id in taking for _, g in groups):
        return
    terms: Terms = [*((1.0, f"group:{g.id}") for _, g in groups), (-(1 + sheet.gap), "total:in_scope")]
    said = [CharterClause("totals.to_remain", "nobody is to stay as he is")]
    at = next(p for p, g in groups if g.id not in taking)
    why, question = "every group is taken in, leaves or stays", "What becomes of each group?"
    sheet.relate("NUM01", terms, -math.inf, 0.0, why, f"{at}.size", question, said, lesser=True)
