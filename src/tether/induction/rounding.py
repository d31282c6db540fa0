"""Rounding: from fractional flows by type to whole heads by type and location.

Every table here keeps its row sums and its column sums exactly, and every entry is one of the two whole numbers around
the fractional one wherever such a table exists (it always does for two margins). Error diffusion decides which entries
go up: rows are taken in turn, and a row's spare heads go where the columns, the militia and the community are owed
most. So the totals per (militia, location) and (community, location), which are no margins of the table, stay near as
well.

Assignment: which cells the whole heads of a type come from, with short ways.

For each type the people of a province are a supply, the posts for strangers a demand. The order of bands is settled one
after the other: first people of the same province (never from the post's own home: those are the local men, already
taken), then, by one maximum flow over all types at once, people of neighbouring provinces, then the rest. Serving the
same province first loses nothing, since a detour over it costs as much as it saves (1 + 3 = 2 + 2 bands).

Within that, posts and people are interleaved, so that a cell (and with it a former sub-unit) is spread over many
places.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import maximum_flow

from tether.induction.cells import Floats, Ints
from tether.induction.certificate import RelaxedPlan
from tether.induction.problem import Intake

ALMOST = 1e-4  # a fraction this near to a whole number is that number


def whole_types(relaxed: RelaxedPlan) -> tuple[Ints, Ints, Ints, Ints]:
    """Return (posted, local, exit, unplaced) heads: (type, location), the local part of it, (type,), (type,)."""
    program, intake = relaxed.program, relaxed.program.intake
    types, locations = intake.types, len(intake.units.locations)
    table = np.zeros((len(types), locations + 2))
    column, kind, place = program.posted
    np.add.at(table, (kind, place), np.maximum(relaxed.values[column], 0))
    table[:, -2] = np.maximum(relaxed.values[program.exit], 0)
    table[:, -1] = np.maximum(relaxed.values[program.unplaced], 0)
    table *= (types.heads / np.maximum(table.sum(1), 1e-9))[:, None]
    whole = _by_rank(intake, table)
    own = np.zeros((len(types), locations))
    np.add.at(own, (program.own_type, program.own_location), np.maximum(relaxed.values[program.own], 0))
    local = _local_part(intake, own, whole[:, :locations])
    return whole[:, :locations], local, whole[:, -2], whole[:, -1]


def round_table(table: Floats, rows: Ints, columns: Ints, groups: Sequence[Ints] = ()) -> Ints:
    """Return whole numbers near ``table`` with these row and column sums; ``groups`` (row,) are kept near as well."""
    base = np.floor(table + ALMOST).astype(np.int64)
    part = np.clip(table - base, 0, 1)
    owed = [np.zeros((int(g.max(initial=-1)) + 1, table.shape[1])) for g in groups]
    due = np.zeros(table.shape[1])
    for i in np.lexsort(tuple(reversed([*groups]))) if groups else range(len(table)):
        due += part[i]
        claim = 2 * part[i] + due
        for debt, group in zip(owed, groups, strict=True):
            debt[group[i]] += part[i]
            claim = claim + debt[group[i]]
        _spread(base[i], rows[i] - base[i].sum(), np.where(part[i] > 0, claim, claim - 1e6), due, owed, groups, int(i))
    _settle(base, columns, table)
    return base


def _spread(
    row: Ints, spare: int, claim: Floats, due: Floats, owed: Sequence[Floats], groups: Sequence[Ints], i: int
) -> None:
    """Give a row's spare heads to the columns with the largest claims (or take back from the least)."""
    while spare != 0:
        step = 1 if spare > 0 else -1
        order = np.argsort(-step * claim, kind="stable")
        if step < 0:
            order = order[row[order] > 0]
        chosen = order[: abs(spare)]
        row[chosen] += step
        due[chosen] -= step
        for debt, group in zip(owed, groups, strict=True):
            debt[group[i], chosen] -= step
        spare -= step * len(chosen)


def _settle(whole: Ints, columns: Ints, table: Floats) -> None:
    """Move single heads along rows until the column sums are met, each time where it strays least from the table."""
    excess = whole.sum(0) - columns
    for _ in range(int(np.abs(excess).sum())):
        if not excess.any():
            return
        source, goal = int(excess.argmax()), int(excess.argmin())
        stray = np.where((whole[:, source] > 0) & (table[:, goal] > 0), whole[:, source] - table[:, source], -np.inf)
        stray = stray - (whole[:, goal] - table[:, goal])
        if not np.isfinite(stray).any():
            stray = np.where(whole[:, source] > 0, 0.0, -np.inf)
        row = int(stray.argmax())
        whole[row, source] -= 1
        whole[row, goal] += 1
        excess[source] -= 1
        excess[goal] += 1


def _by_rank(intake: Intake, table: Floats) -> Ints:
    """Round rank totals by location first (they are bounded tightly), then the types within each rank."""
    types, ranks = intake.types, len(intake.cells.ranks)
    totals = np.zeros((ranks, table.shape[1]))
    np.add.at(totals, types.rank, table)
    heads = np.bincount(types.rank, types.heads, ranks).astype(np.int64)
    by_rank = round_table(totals, heads, _column_sums(intake, table.sum(0)))
    whole = np.zeros(table.shape, np.int64)
    for rank in range(ranks):
        mine = np.flatnonzero(types.rank == rank)
        if len(mine):
            groups = [types.militia[mine], types.community[mine]]
            if len(intake.thresholds):
                groups.append(types.arrival[mine])
            whole[mine] = round_table(table[mine], types.heads[mine], by_rank[rank], groups)
    return whole


def _column_sums(intake: Intake, sums: Floats) -> Ints:
    """Return whole sizes that keep the manning of every location, and whole exits, adding up to everyone."""
    low, high = (intake.battalions * bound for bound in intake.battalion_range)
    sizes = np.clip(np.round(sums[:-2]).astype(np.int64), low, high)
    sizes[sums[:-2] < 0.5] = np.minimum(sizes, low)[sums[:-2] < 0.5]
    exits = min(round(float(sums[-2])), intake.policy.exit_places)
    rest = intake.cells.total - int(sizes.sum()) - exits
    while rest < 0:
        step = np.argmax(sizes - np.maximum(low, 0))
        sizes[step] -= 1
        rest += 1
    return np.concatenate([sizes, [exits, rest]])


def _local_part(intake: Intake, own: Floats, posted: Ints) -> Ints:
    """Return how many of ``posted`` are local men: near the program's number, never more than there are."""
    cells, types = intake.cells, intake.types
    group, where = intake.local_group, intake.local_group[intake.location_home]
    there = np.zeros((len(types), int(group.max()) + 1), np.int64)
    np.add.at(there, (types.of_cell, group[cells.home]), cells.heads)
    local = np.zeros(posted.shape, np.int64)
    for place in np.argsort(where, kind="stable"):
        held = there[:, where[place]]
        strangers = types.heads - _there(intake, where[place])
        least, most = np.maximum(posted[:, place] - strangers, 0), np.minimum(held, posted[:, place])
        want = np.minimum(np.clip(_diffuse(own[:, place]), least, most), held)
        _top_up(want, np.minimum(held, most), own[:, place])
        local[:, place] = want
        there[:, where[place]] -= want
    return local


def _top_up(want: Ints, most: Ints, own: Floats) -> None:
    """Raise the local heads of types that have room until the program's number of local men is reached."""
    short = round(float(own.sum())) - int(want.sum())
    for kind in np.argsort(want - own, kind="stable"):
        if short <= 0:
            return
        more = min(short, int(most[kind] - want[kind]), 1 + int(max(own[kind] - want[kind], 0)))
        want[kind] += more
        short -= more


def _there(intake: Intake, group: int) -> Ints:
    cells = intake.cells
    mine = intake.local_group[cells.home] == group
    return np.bincount(intake.types.of_cell[mine], cells.heads[mine], len(intake.types)).astype(np.int64)


def _diffuse(values: Floats) -> Ints:
    """Round so that every running sum is within half of the exact one."""
    edges = np.floor(np.concatenate([[0.0], values.cumsum()]) + 0.5)
    return np.diff(edges).astype(np.int64)


GOLDEN = 0.6180339887498949


@dataclass(frozen=True)
class Postings:
    """Heads by cell and location (three equally long columns), and by cell those who exit or stay unplaced."""

    cell: Ints
    location: Ints
    heads: Ints
    exit: Ints
    unplaced: Ints


def assign_cells(intake: Intake, posted: Ints, local: Ints, exits: Ints, unplaced: Ints) -> Postings:
    """Return who is posted where, from whole heads by type (see ``rounding.whole_types``)."""
    left = intake.cells.heads.copy()
    chosen = [_take_local(intake, local, left)]
    wanted = posted - local
    near = _same_province(intake, wanted, left)
    chosen.append(near)
    np.subtract.at(wanted, (intake.types.of_cell[near[0]], near[1]), near[2])
    chosen.append(_farther(intake, wanted, left))
    cell, location, heads = (np.concatenate(part) for part in zip(*chosen, strict=True))
    out = _share_out(intake, left, exits, unplaced)
    return Postings(*_added(cell, location, heads, len(intake.units.locations)), *out)


Lines = tuple[Ints, Ints, Ints]  # cell, location, heads


def _take_local(intake: Intake, local: Ints, left: Ints) -> Lines:
    """Take the local men of each (type, locality) from its cells, in proportion."""
    kind, place = np.nonzero(local)
    group = intake.local_group[intake.location_home][place]
    width = int(intake.local_group.max()) + 1
    slots = np.repeat(place, local[kind, place])
    key = np.repeat(kind * width + group, local[kind, place])
    people = np.repeat(np.arange(len(left)), left)
    mine = intake.types.of_cell[people] * width + intake.local_group[intake.cells.home[people]]
    return _pair(key, slots, mine, people, left)


def _same_province(intake: Intake, wanted: Ints, left: Ints) -> Lines:
    """Serve strangers' posts from the same province but another home; nothing to do where locality is the province."""
    none = np.zeros(0, np.int64)
    if intake.policy.local_level == "province":
        return none, none, none
    homes, of_cell = intake.cells.home, intake.types.of_cell
    flows = _between_homes(intake, wanted, left)
    if not flows:
        return none, none, none
    kind, home, place, number = (np.array(part, np.int64) for part in zip(*flows, strict=True))
    width = len(intake.cells.homes)
    people = np.repeat(np.arange(len(left)), left)
    key = np.repeat(kind * width + home, number)
    return _pair(key, np.repeat(place, number), of_cell[people] * width + homes[people], people, left)


def _between_homes(intake: Intake, wanted: Ints, left: Ints) -> list[tuple[int, int, int, int]]:
    """Return (type, home, location, heads) within provinces, never from a post's own home: the tightest post first."""
    supply = np.zeros((len(intake.types), len(intake.cells.homes)), np.int64)
    np.add.at(supply, (intake.types.of_cell, intake.cells.home), left)
    flows = []
    for province in np.unique(intake.location_province):
        places = np.flatnonzero(intake.location_province == province)
        homes = np.flatnonzero(intake.cell_province == province)
        own = np.searchsorted(homes, intake.location_home[places])
        for kind in np.flatnonzero((wanted[:, places].sum(1) > 0) & (supply[:, homes].sum(1) > 0)):
            stock, need = supply[kind, homes], wanted[kind, places]
            for at in np.argsort(-(need + stock[own]), kind="stable"):
                for home, number in _draw(stock, int(need[at]), int(own[at])):
                    flows.append((int(kind), int(homes[home]), int(places[at]), number))
    return flows


def _draw(stock: Ints, need: int, barred: int) -> list[tuple[int, int]]:
    """Draw ``need`` heads from a stock per home, in proportion, leaving out one home; changes the stock."""
    free = stock.copy()
    free[barred] = 0
    total = int(free.sum())
    if not total or not need:
        return []
    edges = np.concatenate([[0.0], free.cumsum()]) * (min(need, total) / total)
    take = np.minimum(np.diff(np.floor(edges + 1e-9)).astype(np.int64), free)
    stock -= take
    return [(int(h), int(take[h])) for h in np.flatnonzero(take)]


def _farther(intake: Intake, wanted: Ints, left: Ints) -> Lines:
    """Serve the rest from neighbouring provinces as far as one maximum flow reaches, then from anywhere."""
    provinces = len(intake.homes.provinces)
    supply = np.zeros((len(intake.types), provinces), np.int64)
    np.add.at(supply, (intake.types.of_cell, intake.cell_province[intake.cells.home]), left)
    demand = np.zeros((len(intake.types), provinces), np.int64)
    np.add.at(demand.T, intake.location_province, wanted.T)
    near = (intake.province_band == 2) | (intake.province_band == 0)
    np.fill_diagonal(near, False)
    flow = _greatest(supply, demand, near)
    rest = _in_order(supply - flow.sum(2), demand - flow.sum(1))
    return _post_strangers(intake, flow + rest, wanted, left)


def _greatest(supply: Ints, demand: Ints, near: np.ndarray) -> Ints:
    """Return a maximum flow from provinces to neighbouring ones for every type, shape (type, province, province)."""
    kinds, provinces = supply.shape
    flow = np.zeros((kinds, provinces, provinces), np.int64)
    source, goal = np.nonzero(near)
    kind = np.repeat(np.arange(kinds), len(source))
    source, goal = np.tile(source, kinds), np.tile(goal, kinds)
    open_ = (supply[kind, source] > 0) & (demand[kind, goal] > 0)
    kind, source, goal = kind[open_], source[open_], goal[open_]
    if not len(kind):
        return flow
    nodes = kinds * provinces
    first, last = 2 * nodes, 2 * nodes + 1
    row = np.concatenate([np.full(nodes, first), kind * provinces + source, nodes + np.arange(nodes)])
    column = np.concatenate([np.arange(nodes), nodes + kind * provinces + goal, np.full(nodes, last)])
    middle = np.minimum(supply[kind, source], demand[kind, goal])
    room = np.concatenate([supply.reshape(-1), middle, demand.reshape(-1)])
    graph = csr_matrix((room.astype(np.int32), (row, column)), shape=(last + 1, last + 1))
    found = maximum_flow(graph, first, last).flow
    sent = found[kind * provinces + source, nodes + kind * provinces + goal]
    flow[kind, source, goal] = np.asarray(sent).reshape(-1)
    return flow


def _in_order(supply: Ints, demand: Ints) -> Ints:
    """Match what is left, first to first (the north-west corner), shape (type, province, province)."""
    out = np.maximum(supply.cumsum(1), 0)
    ends, goals = out, demand.cumsum(1)
    low = np.maximum((ends - supply)[:, :, None], (goals - demand)[:, None, :])
    high = np.minimum(ends[:, :, None], goals[:, None, :])
    return np.maximum(high - low, 0)


def _post_strangers(intake: Intake, flow: Ints, wanted: Ints, left: Ints) -> Lines:
    """Turn province flows into people: the posts of a province are dealt to its sources like cards."""
    provinces = flow.shape[1]
    kind, place = np.nonzero(wanted > 0)
    number = wanted[kind, place]
    goal = kind * provinces + intake.location_province[place]
    slots, key = _interleaved(place, number, goal)
    source_kind, source, target = np.nonzero(flow)
    amount = flow[source_kind, source, target]
    origin, end = source_kind * provinces + source, source_kind * provinces + target
    sources, source_key = _interleaved(origin, amount, end, GOLDEN)
    at, among = _matched(key, source_key)
    people = np.repeat(np.arange(len(left)), left)
    mine = intake.types.of_cell[people] * provinces + intake.cell_province[intake.cells.home[people]]
    return _pair(sources[among], slots[at], mine, people, left)


def _interleaved(values: Ints, number: Ints, key: Ints, shift: float = 0.0) -> tuple[Ints, Ints]:
    """Repeat each value ``number`` times, mixed evenly within each key; return (values, keys), sorted by key."""
    many = np.repeat(np.arange(len(values)), number)
    rank = np.arange(len(many)) - np.repeat(number.cumsum() - number, number)
    place = (rank + 0.5 + shift * (many % 7 + 1) % 1.0) / number[many]
    order = np.lexsort((place, key[many]))
    return values[many][order], key[many][order]


def _matched(left: Ints, right: Ints) -> tuple[Ints, Ints]:
    """Return positions in two sorted key columns, paired first to first within each key."""
    rank_left = np.arange(len(left)) - np.searchsorted(left, left)
    rank_right = np.arange(len(right)) - np.searchsorted(right, right)
    most = int(max(rank_left.max(initial=0), rank_right.max(initial=0))) + 1
    first, second = left * most + rank_left, right * most + rank_right
    _, at, among = np.intersect1d(first, second, assume_unique=True, return_indices=True)
    return at, among


def _pair(key: Ints, slots: Ints, mine: Ints, people: Ints, left: Ints) -> Lines:
    """Pair slots with people of the same key, people in proportion to what their cells have left; reduces ``left``."""
    order = np.argsort(key, kind="stable")
    key, slots = key[order], slots[order]
    heads = left[people]
    first = np.concatenate([[True], people[1:] != people[:-1]]) if len(people) else np.zeros(0, bool)
    start = np.maximum.accumulate(np.where(first, np.arange(len(people)), 0))
    spread = (np.arange(len(people)) - start + 0.5 + GOLDEN * (people % 97)) / np.maximum(heads, 1) % 1.0
    by = np.lexsort((people, spread, mine))
    at, among = _matched(key, mine[by])
    cells, places = people[by][among], slots[at]
    np.subtract.at(left, cells, 1)
    return _added(cells, places, np.ones(len(cells), np.int64), int(slots.max(initial=0)) + 1)


def _added(cell: Ints, location: Ints, heads: Ints, width: int) -> Lines:
    """Add up lines of the same cell and location."""
    width = max(width, int(location.max(initial=0)) + 1)
    keys, inverse = np.unique(cell * width + location, return_inverse=True)
    total = np.bincount(inverse.reshape(-1), heads, len(keys)).astype(np.int64)
    return keys // width, keys % width, total


def _share_out(intake: Intake, left: Ints, exits: Ints, unplaced: Ints) -> tuple[Ints, Ints]:
    """Share the exits of each type over its cells in proportion to what is left; the rest stays unplaced."""
    of_cell = intake.types.of_cell
    order = np.argsort(of_cell, kind="stable")
    total = np.maximum(exits + unplaced, 1)
    share: Floats = (exits / total)[of_cell[order]]
    before = np.concatenate([[0], left[order].cumsum()])
    group = np.searchsorted(of_cell[order], of_cell[order])
    within = before[:-1] - before[group]
    upper = np.floor((within + left[order]) * share + 1e-9)
    out = np.zeros(len(left), np.int64)
    out[order] = (upper - np.floor(within * share + 1e-9)).astype(np.int64)
    return out, left - out
