"""Rounding: from fractional flows by type to whole heads by type and location.

Every table here keeps its row sums and its column sums exactly, and every entry is one of the two whole numbers around
the fractional one wherever such a table exists (it always does for two margins). Error diffusion decides which entries
go up: rows are taken in turn, and a row's spare heads go where the columns, the militia and the community are owed
most. So the totals per (militia, location) and (community, location), which are no margins of the table, stay near as
well.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tether.induction.cells import Floats, Ints
from tether.induction.intake import Intake
from tether.induction.stages import Relaxed

ALMOST = 1e-4  # a fraction this near to a whole number is that number


def whole_types(relaxed: Relaxed) -> tuple[Ints, Ints, Ints, Ints]:
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
