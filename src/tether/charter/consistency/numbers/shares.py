"""Shares: of one whole, by quota, by cap and floor, by rule, and by a rate; what is planned follows them."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from itertools import permutations
from typing import Any

from tether.charter.consistency.clauses import CharterClause
from tether.charter.consistency.numbers.sheet import (
    NumberSheet,
    Terms,
    bounded,
    children,
    empty,
    group_path,
    percent,
    quoted,
    unclaimed_units,
)
from tether.charter.schema.entities import Force
from tether.charter.values import ABSENT, UNKNOWN, Blank, Number, When


def write_caps(sheet: NumberSheet) -> None:
    """A group's cap in a unit, against the shares of units and against all whom the stream brings."""
    design = sheet.design
    for path, stream in design.militia_streams():
        cap = stream.max_group_share
        if not (isinstance(cap, Number) and isinstance(stream.from_, str) and isinstance(stream.into, str)):
            continue
        said = CharterClause(
            f"{path}.max_group_share", f"{quoted(stream.from_)} may be {percent(cap)} of a unit at most"
        )
        why = "what holds in every unit holds in the whole force"
        terms: Terms = [(1.0, f"intake:{stream.id}"), (-cap.hi * (1 + sheet.gap), f"plan:{stream.into}")]
        question = f"How many men does stream {quoted(stream.id)} bring into {quoted(stream.into)}, of how many?"
        at = f"{path}.max_group_share"
        sheet.relate("NUM02", terms, -math.inf, 0.0, why, at, question, (said,))
        for where, unit in design.rows("units"):
            if unit.force == stream.into and unit.echelon != "hq" and isinstance(unit.origin, dict):
                share = unit.origin.get(stream.from_)
                if share is not None:
                    name = f"share:{unit.id}:{stream.from_}"
                    words = f"unit {quoted(unit.id)} draws {{}} of its men from {quoted(stream.from_)}"
                    sheet.number(name, share, f"{where}.origin.{stream.from_}", words, share=True)
                    why = "a cap holds in every unit"
                    most = cap.hi + 0.005
                    sheet.relate("NUM02", [(1.0, name)], -math.inf, most, why, f"{where}.origin", question, (said,))


def _wholes(sheet: NumberSheet) -> None:
    """Shares of one whole: allocations sum to one; others may leave a remainder, and never exceed one."""
    design, gap = sheet.design, sheet.gap
    for path, row in design.rows("sharing.allocation"):
        _whole(sheet, f"{path}.shares", row.shares, f"the allocation of {quoted(row.pool)}", 1 - gap)
        _whole(sheet, f"{path}.holders", row.holders, f"the allocation of {quoted(row.pool)}", 0.0)
    for path, unit in design.rows("units"):
        _whole(sheet, f"{path}.origin", unit.origin, f"unit {quoted(unit.id)}", 0.0, "o")
        _whole(sheet, f"{path}.community_shares", unit.community_shares, f"unit {quoted(unit.id)}", 0.0)
    for path, place in design.rows("places"):
        _whole(sheet, f"{path}.communities", place.communities, f"{quoted(place.id)}", 0.0)
    rows = [c for _, c in design.rows("communities")]
    shares = [c.id for c in rows if isinstance(c.share, Number) or c.share is UNKNOWN]
    if any(isinstance(c.share, Number) for c in rows):
        for n, (_, row) in enumerate(design.rows("communities")):
            sheet.number(
                f"country:{row.id}",
                row.share,
                f"communities.{n}.share",
                f"{quoted(row.id)} is {{}} of the country",
                share=True,
            )
        terms: Terms = [(1.0, f"country:{c}") for c in shares]
        why = "shares of one whole are no more than the whole"
        sheet.relate("NUM02", terms, 0.0, 1 + gap, why, "communities", "Which share of the country has each community?")


def _whole(sheet: NumberSheet, path: str, shares: Any, whose: str, least: float, kind: str = "c") -> None:
    if not isinstance(shares, dict) or not shares:
        return
    terms: Terms = []
    for name, share in shares.items():
        key = f"part:{path}:{name}"
        sheet.number(key, share, f"{path}.{name}", f"{whose} is {{}} {quoted(name)}", share=True)
        terms.append((1.0, key))
    why = "shares of one whole sum to it" if least else "shares of one whole are no more than the whole"
    question = f"Which share has each of {', '.join(map(quoted, shares))}?"
    sheet.relate("NUM02", terms, least, 1 + sheet.gap, why, path, question)


def write_communities(sheet: NumberSheet) -> None:
    """Write down shares of communities: wholes, and quotas against what is planned."""
    _wholes(sheet)
    design, kids = sheet.design, children(sheet.design)
    of = {g.id: g.community for _, g in design.rows("groups") if isinstance(g.community, str)}
    for path, unit in design.rows("units"):
        if isinstance(unit.community_shares, dict) and isinstance(unit.origin, dict):
            _origin_in_community(sheet, path, unit, of)
    for path, row in design.rows("sharing.allocation"):
        force = design.named(row.pool)
        if isinstance(force, Force) and isinstance(row.shares, dict):
            units = [(p, u) for p, u in design.rows("units") if u.force == force.id]
            for name, share in row.shares.items():
                if isinstance(share, Number):
                    _quota(sheet, path, force, name, share, units, kids)
                    _quota_of_streams(sheet, path, force, name, share, of)


def _origin_in_community(sheet: NumberSheet, path: str, unit: Any, of: Mapping[str, str]) -> None:
    for name in unit.community_shares:
        groups = [g for g in unit.origin if of.get(g) == name]
        if groups:
            terms: Terms = [(1.0, f"part:{path}.origin:{g}") for g in groups]
            terms.append((-1.0, f"part:{path}.community_shares:{name}"))
            said = tuple(CharterClause(group_path(sheet, g), f"{quoted(g)} is of {quoted(name)}") for g in groups)
            why = "men of a group are of its community"
            question = f"Which share of unit {quoted(unit.id)} is {quoted(name)}?"
            sheet.relate("NUM02", terms, -math.inf, sheet.gap, why, f"{path}.community_shares", question, said)


def _quota(
    sheet: NumberSheet, path: str, force: Any, name: str, share: Number, units: list[tuple[str, Any]], kids: Any
) -> None:
    """A community's quota against its planned shares of the units, where the units are the whole force."""
    if (
        not units
        or not isinstance(force.target_strength, Number)
        or not all(bounded(u, kids) or empty(u) for _, u in units)
    ):
        return
    if not all(isinstance(u.community_shares, dict) for _, u in units if u.echelon != "hq"):
        return
    if unclaimed := unclaimed_units(sheet.design):
        sheet.doubt("NUM02", f"Which units make up {quoted(force.id)}?", *unclaimed)
        return
    said = CharterClause(
        f"{path}.shares.{name}", f"{quoted(name)} has a share of {percent(share)} in {quoted(force.id)}"
    )
    why = "the units' planned shares give the force's quota"
    total: Terms = []
    for at, unit in units:
        men, size = f"of:{unit.id}:{name}", f"unit:{unit.id}"
        total.append((1.0, men))
        got = unit.community_shares.get(name) if isinstance(unit.community_shares, dict) else UNKNOWN
        where = f"{at}.community_shares"
        words: tuple[CharterClause, ...]
        if isinstance(got, Number):
            words = (CharterClause(f"{where}.{name}", f"unit {quoted(unit.id)} is {percent(got)} {quoted(name)}"),)
            low, high = got.lo, got.hi
        elif got is None:
            words = (CharterClause(where, f"unit {quoted(unit.id)} plans no {quoted(name)}"),)
            low = high = 0.0
        else:
            words, low, high = (), 0.0, 1.0
        sheet.relate("NUM02", [(1.0, men), (-low, size)], 0.0, math.inf, why, where, "", words)
        sheet.relate("NUM02", [(1.0, men), (-high, size)], -math.inf, 0.0, why, where, "", words)
    plan, gap = f"plan:{force.id}", sheet.share_gap
    at, question = f"{path}.shares", f"How many of the men of {quoted(force.id)} are {quoted(name)}?"
    sheet.relate("NUM02", [*total, (-(share.hi + gap), plan)], -math.inf, 0.0, why, at, question, (said,))
    if sheet.closed:
        sheet.relate("NUM02", [*total, (-(share.lo - gap), plan)], 0.0, math.inf, why, at, question, (said,))


def _quota_of_streams(
    sheet: NumberSheet, path: str, force: Any, name: str, share: Number, of: Mapping[str, str]
) -> None:
    streams = [s for _, s in sheet.design.rows("induction") if s.into == force.id and of.get(s.from_) == name]
    if not streams or force.status != "new":
        return
    said = [
        CharterClause(f"{path}.shares.{name}", f"{quoted(name)} has a share of {percent(share)} in {quoted(force.id)}")
    ]
    said += [CharterClause(group_path(sheet, s.from_), f"{quoted(s.from_)} is of {quoted(name)}") for s in streams]
    terms: Terms = [(1.0, f"intake:{s.id}") for s in streams]
    terms.append((-(share.hi + sheet.gap), f"plan:{force.id}"))
    why = "a community's groups bring no more than its quota"
    question = f"How many men of {quoted(name)} are taken into {quoted(force.id)}?"
    sheet.relate("NUM02", terms, -math.inf, 0.0, why, f"{path}.shares", question, said)


def write_allocation(sheet: NumberSheet) -> None:
    """Write down what each allocation shares out, among whom and by which rule."""
    design = sheet.design
    for path, row in design.rows("sharing.allocation"):
        force, pool = design.named(row.pool), quoted(row.pool)
        total = f"allocated:{path}"
        sheet.number(total, row.total, f"{path}.total", f"the allocation of {pool} comes to {{}} men")
        if isinstance(force, Force):
            plan: Terms = [(1.0, f"plan:{force.id}")]
            if isinstance(row.total, Number):
                why = "what is shared out is the planned force"
                question = f"How many men does the allocation of {pool} share out, and how many are planned?"
                sheet.equal("NUM05", [(1.0, total)], plan, sheet.gap, why, f"{path}.total", question)
                terms: Terms = [(1.0, total), (-(1 + sheet.gap), f"most:{force.id}")]
                why = "no more men are shared out than the ceiling allows"
                sheet.relate("NUM05", terms, -math.inf, 0.0, why, f"{path}.total", question)
            elif row.total is UNKNOWN:
                sheet.doubt("NUM05", f"How many men does the allocation of {pool} share out?", f"{path}.total")
                if isinstance(row.per_capita, Number):
                    why, question = "what is shared out is the planned force", f"How many men share out {pool}?"
                    sheet.equal("NUM05", [(1.0, total)], plan, sheet.gap, why, f"{path}.total", question)
            _rate(sheet, path, row, force)
            _by_rule(sheet, path, row, force)
            _by_holder(sheet, path, row, force)
        for key in ("shares", "holders"):
            _cap_and_floor(sheet, path, row, key)
        _parity_of_holders(sheet, path, row)
        _between_its_parts(sheet, path, row)


_STAFF = 0.05  # share of a force that its headquarters may be, whose men's origin is not written


def _between_its_parts(sheet: NumberSheet, path: str, row: Any) -> None:
    """A share of a whole force is no more than in any unit, and a group's no more than its cap in every unit."""
    force = sheet.design.named(row.pool)
    if not isinstance(force, Force):
        return
    for key, of in (("holders", "origin"), ("shares", "community_shares")):
        for name, share in getattr(row, key).items() if isinstance(getattr(row, key), dict) else ():
            if not isinstance(share, Number):
                continue
            if key == "holders":
                _under_its_cap(sheet, path, force, name)
            _in_some_unit(sheet, f"part:{path}.{key}:{name}", f"{path}.{key}", (force.id, of, name))


def _under_its_cap(sheet: NumberSheet, path: str, force: Any, name: str) -> None:
    for at, stream in sheet.design.militia_streams():
        asked = sheet.design.charter.at(f"{at}.max_group_share") is not ABSENT
        if stream.from_ == name and stream.into == force.id and asked:
            cap = f"most-of:{at}"
            words = f"{quoted(name)} may be {{}} of a unit at most"
            sheet.number(cap, stream.max_group_share, f"{at}.max_group_share", words, share=True)
            if cap in sheet.known or cap in sheet.unknown:
                terms: Terms = [(1.0, f"part:{path}.holders:{name}"), (-1.0, cap)]
                why, question = "what holds in every unit holds in the whole force", f"What share has {quoted(name)}?"
                sheet.relate("NUM02", terms, -math.inf, 0.005, why, f"{path}.holders", question)


def _in_some_unit(sheet: NumberSheet, share: str, at: str, what: tuple[str, str, str]) -> None:
    """Of a text seen whole: the least and the greatest share in the units bound the share in their force."""
    force, of, name = what
    units = [(p, u) for p, u in sheet.design.rows("units") if u.force == force and u.echelon != "hq"]
    maps = [getattr(u, of) for _, u in units]
    if not sheet.closed or not units or unclaimed_units(sheet.design) or not all(isinstance(m, dict) for m in maps):
        return
    parts = [m.get(name) for m in maps]
    where = [f"{p}.{of}.{name}" if part is not None else f"{p}.{of}" for (p, _), part in zip(units, parts, strict=True)]
    question = f"Which share of each unit of {quoted(force)} is {quoted(name)}?"
    if UNKNOWN in parts:
        sheet.doubt("NUM02", question, *(w for w, part in zip(where, parts, strict=True) if part is UNKNOWN))
        return
    if not any(isinstance(part, Number) for part in parts) or any(isinstance(part, Blank) for part in parts):
        return
    said = [
        CharterClause(
            w, f"unit {quoted(u.id)} is {percent(part)} {quoted(name)}" if part else f"{quoted(u.id)} has no {name}"
        )
        for w, (_, u), part in zip(where, units, parts, strict=True)
    ]
    most = max(part.hi if part else 0.0 for part in parts)
    least = min(part.lo if part else 0.0 for part in parts)
    why = "a force has a share that lies between those of its units"
    sheet.relate("NUM02", [(1.0, share)], least - _STAFF, most + _STAFF, why, at, question, said, lesser=True)


def _parity_of_holders(sheet: NumberSheet, path: str, row: Any) -> None:
    """Parties, armies or groups among whom a pool is shared by parity have equal shares."""
    named = {n: s for n, s in row.holders.items() if isinstance(s, Number)} if isinstance(row.holders, dict) else {}
    if row.rule != "parity" or len(named) < 2:
        return
    said = (CharterClause(f"{path}.rule", f"{quoted(row.pool)} is shared out by parity"),)
    due, why = 1 / len(named), "sharing by parity fixes the shares"
    slack = max(sheet.gap, sheet.design.settings.allocation_gap * due)
    for name in named:
        key = f"part:{path}.holders:{name}"
        sheet.relate("NUM02", [(1.0, key)], -math.inf, due + slack, why, f"{path}.holders", "", said)


def _rate(sheet: NumberSheet, path: str, row: Any, force: Any) -> None:
    """Rate × people of the places of the force = the total, within the gap of the settings."""
    gap = sheet.design.settings.allocation_gap
    question = f"How many people live in the places of {quoted(row.pool)}, and which rate and total hold?"
    if isinstance(row.per_capita, Blank):
        if row.per_capita is UNKNOWN and isinstance(row.total, Number):
            sheet.unknown[f"rate:{path}"] = f"{path}.per_capita"
            terms: Terms = [(1.0, f"rate:{path}")]
            sheet.relate("NUM05", terms, 0.0, 1.0, "a rate is at most one a head", f"{path}.total", question)
        return
    shared_out = f"allocated:{path}" if isinstance(row.total, Number) or row.total is UNKNOWN else f"plan:{force.id}"
    rate = CharterClause(f"{path}.per_capita", f"{row.per_capita} a head are shared out")
    why = "the rate times the people of its places gives the total"
    places = force.places if isinstance(force.places, tuple) else (f"of {force.id}",)
    for place in places:
        if not isinstance(getattr(sheet.design.named(place), "population", None), Number):
            sheet.unknown.setdefault(f"people:{place}", f"{path}.total")
    for sign, factor, ends in ((1.0, 1 + gap, row.per_capita.hi), (-1.0, 1 - gap, row.per_capita.lo)):
        terms = [(sign, shared_out), *((-sign * factor * ends, f"people:{p}") for p in places)]
        sheet.relate("NUM05", terms, -math.inf, 0.0, why, f"{path}.total", question, (rate,))


def _by_holder(sheet: NumberSheet, path: str, row: Any, force: Any) -> None:
    """Quotas of parties, armies and groups in a new force against the men whom their streams bring."""
    if not isinstance(row.holders, dict) or force.status != "new":
        return
    streams = [s for _, s in sheet.design.rows("induction") if s.into == force.id]
    for name, share in row.holders.items():
        ours: Terms = [(1.0, f"intake:{s.id}") for s in streams if s.from_ == name]
        if not isinstance(share, Number) or not ours:
            continue
        words = f"{quoted(name)} has a quota of {percent(share)} in {quoted(force.id)}"
        said = (CharterClause(f"{path}.holders.{name}", words),)
        plan, at, why = f"plan:{force.id}", f"{path}.holders", "whoever holds a quota fills it by his streams"
        question = f"How many men of {quoted(name)} are taken into {quoted(force.id)}?"
        most: Terms = [*ours, (-(share.hi + sheet.gap), plan)]
        sheet.relate("NUM02", most, -math.inf, 0.0, why, at, question, said)
        if sheet.closed:
            least: Terms = [*ours, (-(share.lo - sheet.gap), plan)]
            sheet.relate("NUM02", least, 0.0, math.inf, why, at, question, said)


def _by_rule(sheet: NumberSheet, path: str, row: Any, force: Any) -> None:
    """Shares by parity are equal; shares by population follow the people of the places."""
    if not isinstance(row.shares, dict) or row.rule not in ("parity", "population"):
        return
    said = CharterClause(f"{path}.rule", f"{quoted(force.id)} is shared out by {row.rule}")
    mix = _mix_of(sheet, force) if row.rule == "population" else {}
    named = {c: s for c, s in row.shares.items() if isinstance(s, Number) and s.hi > 0}
    whole = sum(mix.get(c, 0.0) for c in named)
    for name in named:
        if row.rule == "parity":
            due = 1 / len(named)
            clauses: tuple[CharterClause, ...] = (said,)
        elif whole > 0 and name in mix and all(c in mix for c in named):
            due = mix[name] / whole
            words = f"{quoted(name)} is {100 * mix[name]:.3g} % of the people of its places"
            clauses = (said, CharterClause(_mix_path(sheet, force), words))
        else:
            continue
        slack = max(sheet.gap, sheet.design.settings.allocation_gap * due)
        key, why = f"part:{path}.shares:{name}", f"sharing by {row.rule} fixes the shares"
        sheet.relate("NUM02", [(1.0, key)], due - slack, due + slack, why, f"{path}.shares", "", clauses)


def _mix_of(sheet: NumberSheet, force: Any) -> dict[str, float]:
    """Return the communities' shares of the people of a force's places, where every number is exact."""
    places = [sheet.design.named(p) for p in force.places or ()]
    mixes = [getattr(p, "communities", None) for p in places]
    heads = [getattr(p, "population", None) for p in places]
    if not places or not all(isinstance(m, dict) for m in mixes):
        return {}
    if len(places) > 1 and not all(isinstance(h, Number) and h.exact for h in heads):
        return {}
    weights = [h.lo if isinstance(h, Number) else 1.0 for h in heads] if len(places) > 1 else [1.0]
    found: dict[str, float] = defaultdict(float)
    for mix, weight in zip(mixes, weights, strict=True):
        for name, share in (mix or {}).items():
            if not (isinstance(share, Number) and share.exact):
                return {}
            found[name] += share.lo * weight / sum(weights)
    return dict(found)


def _mix_path(sheet: NumberSheet, force: Any) -> str:
    return next(
        (f"{p}.communities" for p, row in sheet.design.rows("places") if row.id in (force.places or ())), "places"
    )


def _cap_and_floor(sheet: NumberSheet, path: str, row: Any, of: str) -> None:
    """Hold a row's shares of communities, or of holders, within its cap and its floor."""
    cap, floor, told = f"cap:{path}", f"floor:{path}", getattr(row, of)
    written = {
        key: of == "shares" or sheet.design.charter.at(f"{path}.{key}") is not ABSENT for key in ("cap", "floor", of)
    }
    if of == "shares":
        sheet.number(cap, row.cap, f"{path}.cap", "no share is above {}", share=True)
        sheet.number(floor, row.floor, f"{path}.floor", "no share is below {}", share=True)
    question = f"Which shares of {quoted(row.pool)} are the least and the most?"
    if of == "shares" and not (isinstance(row.cap, Blank) or isinstance(row.floor, Blank)):
        why = "a floor lies below its cap"
        sheet.relate("NUM02", [(1.0, floor), (-1.0, cap)], -math.inf, 0.0, why, f"{path}.cap", question)
    if told is UNKNOWN and written[of] and (isinstance(row.cap, Number) or isinstance(row.floor, Number)):
        sheet.doubt("NUM02", question, f"{path}.{of}")
    for name, share in (told if isinstance(told, dict) else {}).items():
        key = f"part:{path}.{of}:{name}"
        if (not isinstance(row.cap, Blank) or row.cap is UNKNOWN) and written["cap"]:
            why = "a cap holds for every share"
            sheet.relate("NUM02", [(1.0, key), (-1.0, cap)], -math.inf, 0.0, why, f"{path}.cap", question)
        some = not (isinstance(share, Number) and not share.hi)
        if (not isinstance(row.floor, Blank) or row.floor is UNKNOWN) and some and written["floor"]:
            why = "a floor holds for every share"
            sheet.relate("NUM02", [(1.0, key), (-1.0, floor)], 0.0, math.inf, why, f"{path}.floor", question)


def write_pools(sheet: NumberSheet) -> None:
    """Rows that share out one pool: one row's cap and floor bind another's shares, and a community has one share."""
    pools: dict[str, list[tuple[str, Any]]] = defaultdict(list)
    for path, row in sheet.design.rows("sharing.allocation"):
        if isinstance(row.pool, str) and not isinstance(row.sunset, When):
            pools[row.pool.strip().casefold()].append((path, row))
    for rows in pools.values():
        for (one, first), (other, second) in permutations(rows, 2):
            question = f"Which share of {quoted(first.pool)} has each community?"
            for name, share in (first.shares if isinstance(first.shares, dict) else {}).items():
                if not isinstance(share, Number) or not share.hi:
                    continue
                key = f"part:{one}.shares:{name}"
                if not isinstance(second.cap, Blank):
                    terms: Terms = [(1.0, key), (-1.0, f"cap:{other}")]
                    why = "a cap on a pool holds for every share of it"
                    sheet.relate("NUM02", terms, -math.inf, 0.005, why, f"{other}.cap", question)
                if not isinstance(second.floor, Blank):
                    terms = [(1.0, key), (-1.0, f"floor:{other}")]
                    why = "a floor under a pool holds for every share of it"
                    sheet.relate("NUM02", terms, -0.005, math.inf, why, f"{other}.floor", question)
                if isinstance(second.shares, dict) and name in second.shares and one < other:
                    terms = [(1.0, key), (-1.0, f"part:{other}.shares:{name}")]
                    why = "a community has one share of a pool"
                    sheet.relate("NUM02", terms, -sheet.gap, sheet.gap, why, f"{other}.shares", question)
