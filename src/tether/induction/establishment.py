"""The establishment: how many battalions stand where, once it is known who volunteers; and who may enter them.

    intake = intake_of(terms, cells)

Posts are the intake of each stream (else the force's target, shared by volunteers; else one post per volunteer), unless
every unit of the charter has a size and a place of its own. A stream's posts stand where its volunteers live, within
the force's places: that is what ``deploy: home`` can mean, and the distance is then for the planner to find. Posts that
nobody volunteers for are not raised, and the shortfall is told first. Volunteers beyond a stream's number wait for a
later intake or leave, cut evenly over all cells; so does whoever no stream takes.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from tether.charter import Charter, Number
from tether.errors import Problems, numbered
from tether.induction.cells import POPULATION, BattalionType, Floats, Ints, Location, RosterCells, Units, pyramid
from tether.induction.charter_terms import CharterTerms, located
from tether.induction.problem import EXIT_ONLY, Intake

__all__ = ["BATTALION", "POPULATION", "admitted", "intake_of"]

BATTALION = 500  # posts of a battalion and its companies where the charter names no units: our round figures
COMPANIES = 4
COMPANY = 125


def intake_of(
    terms: CharterTerms, cells: RosterCells, charter: Charter | None = None, *, all_posts: bool = False
) -> Intake:
    """Return the induction problem: the charter's terms put to these volunteers.

    ``all_posts`` raises the posts that the charter asks for whether or not anybody volunteers for them.
    """
    notes = list(terms.policy.notes)
    stated = _stated(terms, charter, notes) if charter is not None else None
    taken = admitted(terms, cells, notes)
    units = stated or _raised(terms, cells, taken if not all_posts else None, notes)
    return Intake(taken, units, terms.homes, replace(terms.policy, notes=tuple(notes)))


def asked_posts(terms: CharterTerms, cells: RosterCells, intake: Intake, charter: Charter | None = None) -> int:
    """Return the posts that the charter asks for, raised or not."""
    if charter is not None and _stated(terms, charter, []) is not None:
        return intake.units.total
    return round(sum(_posts(terms, cells, [terms.of(name) for name in cells.militias], [])))


def admitted(terms: CharterTerms, cells: RosterCells, notes: list[str]) -> RosterCells:
    """Return the cells with those beyond a stream's number, or outside every stream, put after the planned months."""
    stream = [terms.of(name) for name in cells.militias]
    share = np.ones(len(cells))
    for entered in terms.streams:
        members = np.isin(cells.militia, [i for i, s in enumerate(stream) if s is entered])
        there = int(cells.heads[members].sum())
        if entered.heads is not None and there > entered.heads:
            share[members] = entered.heads / there
            notes.append(f"{entered.id}: {there:,} volunteers for {entered.heads:,.0f} places; the rest wait, evenly")
        if not there:
            notes.append(f"{entered.id}: the roster holds nobody of {entered.group}")
    nobody = np.isin(cells.militia, [i for i, s in enumerate(stream) if s is None])
    share[nobody] = 0.0
    if nobody.any():
        notes.append(f"{int(cells.heads[nobody].sum()):,} volunteers come by no stream: they can only leave")
    return _parted(cells, share, terms.policy.months)


def _parted(cells: RosterCells, share: Floats, months: int) -> RosterCells:
    """Return the cells, of each a share as it is and the rest arriving after the planned months."""
    if (share == 1.0).all():
        return cells
    heads = np.minimum(_systematic(cells.heads * share, 0.5), cells.heads)
    low = np.minimum(np.floor(cells.low * share).astype(np.int64), heads)
    high = np.maximum(np.ceil(cells.high * share).astype(np.int64), heads)
    first = replace(cells, low=low, heads=heads, high=high).take(high > 0)
    rest_heads = cells.heads - heads
    rest = replace(
        cells,
        month=np.full(len(cells), months),
        low=np.clip(cells.low - low, 0, rest_heads),
        heads=rest_heads,
        high=np.maximum(cells.high - high, rest_heads),
    ).take(rest_heads > 0)
    columns = ("militia", "subunit", "home", "community", "rank", "month", "consent", "bar", "low", "heads", "high")
    joined: dict[str, Any] = {n: np.concatenate([getattr(first, n), getattr(rest, n)]) for n in columns}
    return replace(cells, **joined)


def _raised(terms: CharterTerms, cells: RosterCells, taken: RosterCells | None, notes: list[str]) -> Units:
    """Return battalions of our round size where the volunteers of each stream live, no more than ``taken`` can fill."""
    stream = [terms.of(name) for name in cells.militias]
    homes, posts = np.zeros(len(cells.homes)), _posts(terms, cells, stream, notes)
    if taken is not None:
        posts = _fillable(terms, taken, stream, posts, notes)
    allowed = _allowed(terms, cells, notes)
    for entered, number in zip(terms.streams, posts, strict=True):
        members = np.isin(cells.militia, [i for i, s in enumerate(stream) if s is entered])
        live = np.bincount(cells.home[members], cells.heads[members], len(homes)) * allowed
        live = live if live.sum() else np.bincount(cells.home, cells.heads, len(homes)) * allowed
        homes += number * (live / live.sum() if live.sum() else 0.0)
    total = float(homes.sum())
    battalions = max(1, round(total / BATTALION))
    size = max(1, int(total // battalions))
    companies = max(1, min(COMPANIES, size // 25))
    kind = BattalionType("line", size, companies, pyramid(size))
    here = _systematic(homes / max(total, 1e-9) * battalions, 0.5)
    at = [Location(h, h, int(n), "line") for h, n in zip(cells.homes, here, strict=True) if n]
    notes.append(f"assumed: battalions of {size} posts in {companies} companies, where the volunteers live")
    return Units((kind,), tuple(at))


def _posts(terms: CharterTerms, cells: RosterCells, stream: list[Any], notes: list[str]) -> list[float]:
    """Return posts by stream."""
    there = [
        float(cells.heads[np.isin(cells.militia, [i for i, s in enumerate(stream) if s is e])].sum())
        for e in terms.streams
    ]
    known = sum(s.heads for s in terms.streams if s.heads is not None)
    open_ = [n for n, s in zip(there, terms.streams, strict=True) if s.heads is None]
    if not open_:
        notes.append(f"{known:,.0f} posts: the streams' intake together")
        if terms.posts is not None and abs(terms.posts - known) > 0.5:
            notes.append(f"the force's target of {terms.posts:,.0f} is another number, and is not planned")
        return [float(s.heads or 0) for s in terms.streams]
    left = max(terms.posts - known, 0.0) if terms.posts is not None else sum(open_)
    source = "the force's target" if terms.posts is not None else "one for each volunteer"
    notes.append(f"assumed: {known + left:,.0f} posts, {source}, shared by volunteers where a stream has no number")
    scale = left / sum(open_) if sum(open_) else 0.0
    return [n * scale if s.heads is None else s.heads for n, s in zip(there, terms.streams, strict=True)]


def _fillable(
    terms: CharterTerms, taken: RosterCells, stream: list[Any], posts: list[float], notes: list[str]
) -> list[float]:
    """Return posts by stream, cut to those who may be posted; whatever is not raised is said."""
    able = (taken.consent != EXIT_ONLY) & (taken.month < terms.policy.months)
    out = []
    for entered, asked in zip(terms.streams, posts, strict=True):
        members = able & np.isin(taken.militia, [i for i, s in enumerate(stream) if s is entered])
        there = float(taken.heads[members].sum())
        if there < asked:
            notes.append(
                f"{entered.id}: {asked - there:,.0f} of {asked:,.0f} posts are not raised, for want of volunteers"
            )
        out.append(min(asked, there))
    return out


def _allowed(terms: CharterTerms, cells: RosterCells, notes: list[str]) -> Floats:
    """Return which homes the force may stand in, 1 or 0: all of them unless every place that it names holds one."""
    held = terms.places
    missing = [p for p in held if not terms.ground.within((p,))]
    if not held or missing:
        if missing:
            notes.append(f"assumed: posts anywhere, since {', '.join(missing)} contains no home that the theatre knows")
        return np.ones(len(cells.homes))
    inside = set(terms.ground.within(held))
    return np.array([float(h in inside) for h in cells.homes])


def _stated(terms: CharterTerms, charter: Charter, notes: list[str]) -> Units | None:
    """Return the charter's own units, if each leaf of the force has a size and stands in a known place."""
    rows = [(i, u) for i, u in enumerate(charter.units or ()) if u.force == terms.force and u.echelon != "hq"]
    parents = {u.parent for _, u in rows}
    leaves = [(i, u) for i, u in rows if u.id not in parents]
    if not leaves or not all(isinstance(u.size, Number) and terms.ground.within(u.places) for _, u in leaves):
        return None
    found, types, places = Problems(charter.file), {}, []
    for i, unit in leaves:
        place, posts = charter.position(f"units.{i}.size"), round(unit.size.mid) if isinstance(unit.size, Number) else 0
        if posts < 1:
            found.add(f"{unit.id} has {posts} posts", line=place.line, path=f"units.{i}.size", expected="at least 1")
            continue
        number = 1 if unit.echelon in ("battalion", "company", "platoon", "squad") else max(1, round(posts / BATTALION))
        size = posts // number
        types[size] = BattalionType(f"of-{size}", size, max(1, min(size // 25, round(size / COMPANY))), pyramid(size))
        homes = terms.ground.within(unit.places)
        for home, n in zip(homes, _systematic(np.full(len(homes), number / len(homes)), 0.5), strict=True):
            if n:
                places.append(Location(unit.id if len(homes) == 1 else f"{unit.id}-{home}", home, int(n), f"of-{size}"))
    found.raise_if_any()
    notes.append(f"{numbered(len(places), 'unit')} as the charter states them ({located(charter, 'units')})")
    return Units(tuple(types.values()), tuple(places))


def _systematic(expected: Floats, start: float) -> Ints:
    """Return whole numbers near the expected ones, by cumulative rounding: they sum to the rounded total."""
    edges = np.floor(np.concatenate([[0.0], np.asarray(expected, float).cumsum()]) + start)
    return np.diff(edges).astype(np.int64)
