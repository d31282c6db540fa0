"""Attack: what somebody can find out about withheld numbers from everything that is published.

    python -m studies.disclosure_attack                # prints how narrowly both attackers bound small cells
    python -m studies.disclosure_attack --acro         # and what a maintained package withholds of the same tables

*By subtraction.* A withheld number is an unknown of at least zero; every published margin is an equation over the
unknowns of its row or column, all tables at once. The least and the most that each unknown can be, by linear
programming, is what subtraction and any cleverer way can find: over fractional heads, so an attacker who insists on
whole ones may do a little better only where margins themselves are missing, which they never are (a table with whole
margins has whole extremes).

    found = attack(tables)                          # table, row, column, low, high: reads nothing but what is published
    exposed(tables, counts)                         # small cells whose interval is narrower than the threshold: none

*By the method.* Whoever knows how partners are chosen keeps, of all fill-ins with these margins, those that the
method would have masked alike (a minimality attack: Wong, Fu, Wang and Pei, VLDB 2007). Under a fixed rule that is one
test for each fill-in. Under a secret choice a fill-in stays possible where *some* secret masks it alike;
``masked_alike`` looks for one with the losses outside the mask made prohibitive, which is a set of secrets of positive
probability. What it finds is possible; what it doesn't find in so many tries counts as impossible, so the intervals
come out too narrow rather than too wide. It asks what is possible, not how probable it is.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
import pandas as pd

from tether.induction.cells import Ints
from tether.induction.disclosure import MaskingChoice, PublishedTable, TrueCounts, masked, primary, secondary, shown
from tether.induction.linear_program import Book, extremes
from tether.induction.problem import Flags

CLOSE = 1e-6  # heads of the solver's inexactness
ROWS, COLUMNS, THRESHOLD = 5, 6, 10  # of the study's invented tables
FILLINS = 400  # fill-ins tried of a table
TRIES = 200  # secrets tried of a fill-in
FAR = 1e9  # a loss that no partner is worth


def attack(tables: Sequence[PublishedTable]) -> pd.DataFrame:
    """Return the interval in which each withheld number must lie: table, row, column, low, high."""
    book, unknown = Book(), []
    for table in tables:
        unknown.append(_unknowns(book, table))
    if not book.column_count:
        return pd.DataFrame({"table": [], "row": [], "column": [], "low": [], "high": []})
    low, high = extremes(book, np.arange(book.column_count))
    found = pd.concat(unknown, ignore_index=True)
    return found.assign(low=low, high=high)


def exposed(tables: Sequence[PublishedTable], counts: Sequence[TrueCounts]) -> pd.DataFrame:
    """Return the small cells that the attack bounds more narrowly than their table's threshold, with the truth."""
    found = attack(tables)
    truth, small = [], []
    by_name = {c.name: c for c in counts}
    threshold = {t.name: t.threshold for t in tables}
    for row in found.itertuples():
        name = str(row.table)
        heads = by_name[name].heads
        at = by_name[name].rows.index(str(row.row)), by_name[name].columns.index(str(row.column))
        truth.append(int(heads[at]))
        small.append(bool(primary(heads, threshold[name])[at]))
    found = found.assign(heads=truth, width=found.high - found.low)
    limit = found.table.map(threshold).astype(float)
    return found[np.array(small, bool) & (found.width < limit - CLOSE)].reset_index(drop=True)


def _unknowns(book: Book, table: PublishedTable) -> pd.DataFrame:
    """Add a column for each withheld number of a table and a row for each margin with any; return their places."""
    row, column = np.nonzero(table.withheld)
    at = book.columns(table.name, len(row))
    known = np.nan_to_num(table.counts)
    _equations(book, row, at, table.row_totals - known.sum(1))
    _equations(book, column, at, table.column_totals - known.sum(0))
    names = np.array(table.rows, object)[row], np.array(table.columns, object)[column]
    return pd.DataFrame({"table": table.name, "row": names[0], "column": names[1]})


def _equations(book: Book, line: Ints, columns: Ints, rest: Ints) -> None:
    used, position = np.unique(line, return_inverse=True)
    book.rows("margin", len(used), (position.reshape(-1), columns, 1.0), lower=rest[used], upper=rest[used])


@dataclass(frozen=True)
class Widths:
    """How narrowly small cells are bounded.

    ``narrow``: narrower than the threshold for whoever knows the method; ``small``: of these, known to be small;
    ``linear``: narrower by subtraction alone; ``withheld``: share of all cells.
    """

    tables: int
    cells: int
    narrow: int
    small: int
    linear: int
    withheld: float


def widths(*, tables: int, seed: int, fixed: bool) -> Widths:
    """Return what both attackers find in invented tables, under the fixed rule or under secret choices."""
    made = list(islice(_invented(seed), tables))
    cells = narrow = small = linear = 0
    share = []
    for number, counts in enumerate(made):
        heads = counts.heads
        hidden = _fixed(heads) if fixed else masked(counts, f"{seed}.{number}", THRESHOLD)
        if hidden is None:
            continue
        share.append(hidden.mean())
        linear += len(exposed([shown(counts, hidden, THRESHOLD)], [counts]))
        for low, high in masked_alike(heads, hidden, fixed=fixed, seed=seed).values():
            cells += 1
            narrow += high - low < THRESHOLD
            small += high < THRESHOLD
    return Widths(len(made), cells, narrow, small, linear, float(np.mean(share)))


def masked_alike(heads: Ints, hidden: Flags, *, fixed: bool, seed: int = 0) -> dict[tuple[int, int], tuple[int, int]]:
    """Return small cell → least and most heads among fill-ins that would be masked as these heads are.

    A cell whose interval is as wide as the threshold is followed no further.
    """
    noise = np.random.default_rng(seed)
    found = {at: (int(heads[at]),) * 2 for at in zip(*np.nonzero(primary(heads, THRESHOLD)), strict=True)}
    for x in _fillins(heads, hidden, seed):
        narrow = [at for at, (low, high) in found.items() if high - low < THRESHOLD]
        if not narrow:
            break
        wider = any(not found[at][0] <= x[at] <= found[at][1] for at in narrow)
        if wider and (_alike(_fixed(x), hidden) if fixed else _may_be_alike(x, hidden, noise)):
            found |= {at: (min(low, int(x[at])), max(high, int(x[at]))) for at, (low, high) in found.items()}
    return found


def _fixed(heads: Ints) -> Flags | None:
    return secondary(heads, primary(heads, THRESHOLD), THRESHOLD, MaskingChoice.fixed(heads))


def _alike(found: Flags | None, hidden: Flags) -> bool:
    return found is not None and bool((found == hidden).all())


def _may_be_alike(heads: Ints, hidden: Flags, noise: np.random.Generator) -> bool:
    """Whether some secret masks heads so: partners outside the mask are made too dear, the rest is drawn."""
    small = primary(heads, THRESHOLD)
    if (small & ~hidden).any():
        return False
    for _ in range(TRIES):
        draw = noise.random((4, *heads.shape))
        decoy = hidden & (heads >= THRESHOLD) & (draw[0] < draw[0].flat[0])
        loss = np.where(hidden, -np.log(draw[2]), FAR)
        if _alike(secondary(heads, small, THRESHOLD, MaskingChoice(decoy, draw[1], loss, draw[3])), hidden):
            return True
    return False


def _fillins(heads: Ints, hidden: Flags, seed: int) -> Iterator[Ints]:
    """Give the heads, then different fill-ins with the same margins, reached by moving heads round rectangles."""
    yield heads
    noise, seen, now = np.random.default_rng(seed), {heads.tobytes()}, heads.copy()
    moves = list(_rectangles(hidden))
    for _ in range(20 * FILLINS if moves else 0):
        i, k, j, m = moves[noise.integers(len(moves))]
        most, least = min(now[i, m], now[k, j]), -min(now[i, j], now[k, m])
        step = int(noise.integers(least, most + 1))
        now[[i, k], [j, m]] += step
        now[[i, k], [m, j]] -= step
        if now.tobytes() not in seen:
            seen.add(now.tobytes())
            yield now.copy()
        if len(seen) > FILLINS:
            return


def _rectangles(hidden: Flags) -> Iterator[tuple[int, int, int, int]]:
    for i, k in zip(*np.triu_indices(len(hidden), 1), strict=True):
        both = np.flatnonzero(hidden[i] & hidden[k])
        for a, j in enumerate(both):
            for m in both[a + 1 :]:
                yield int(i), int(k), int(j), int(m)


def _invented(seed: int) -> Iterator[TrueCounts]:
    """Give tables of militia × where as plans have them: most cells of tens, some small, some empty."""
    noise = np.random.default_rng(seed)
    rows, columns = tuple(f"m{i}" for i in range(ROWS)), tuple(f"p{j}" for j in range(COLUMNS))
    while True:
        level = np.exp(noise.normal(3.0, 0.9, (ROWS, 1)) + noise.normal(0.4, 0.6, (1, COLUMNS)))
        heads = noise.poisson(level * (noise.random((ROWS, COLUMNS)) > 0.15)).astype(np.int64)
        if primary(heads, THRESHOLD).any() and (heads.sum(0) >= THRESHOLD).all() and (heads.sum(1) >= THRESHOLD).all():
            yield TrueCounts("before", rows, columns, heads)


def by_acro(counts: TrueCounts) -> Flags:
    """Return what ACRO withholds of a table at the same threshold, shape (row, column); the package must be installed.

    ACRO (github.com/AI-SDC/ACRO, seen in version 1.0.2) checks research outputs in secure data environments: it
    withholds cells of fewer than ``safe_threshold`` records (10 as it comes) and leaves the second kind to a person.
    """
    import acro

    session = acro.ACRO(suppress=True)
    assert session.config["safe_threshold"] == THRESHOLD
    row, column = (np.repeat(a.ravel(), counts.heads.ravel()) for a in np.indices(counts.heads.shape))
    people = pd.DataFrame({"row": np.array(counts.rows)[row], "column": np.array(counts.columns)[column]})
    table = session.crosstab(people["row"], people["column"])
    table = table.reindex(index=list(counts.rows), columns=list(counts.columns))
    return np.isnan(table.to_numpy(float)) & (counts.heads > 0)


def main() -> None:
    """Print the counts."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--tables", type=int, default=100)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--acro", action="store_true", help="compare with ACRO, which must be installed")
    said = asked.parse_args()
    print(f"{said.tables} invented tables of {ROWS} × {COLUMNS}, margins published; small: 1 to {THRESHOLD - 1} heads")
    for name, fixed in (("fixed rule (as before)", True), ("secret choice, decoys", False)):
        found = widths(tables=said.tables, seed=said.seed, fixed=fixed)
        print(
            f"{name}: {found.cells} small cells; bounded more narrowly than {THRESHOLD} by subtraction {found.linear}, "
            f"by the method {found.narrow} (known to be small: {found.small}); withheld {found.withheld:.0%} of cells"
        )
    if said.acro:
        made = list(islice(_invented(said.seed), said.tables))
        masks = [by_acro(c) for c in made]
        small = sum(int(primary(c.heads, THRESHOLD).sum()) for c in made)
        narrow = sum(len(exposed([shown(c, m, THRESHOLD)], [c])) for c, m in zip(made, masks, strict=True))
        share = np.mean([m.mean() for m in masks])
        told = f"{small} small cells; bounded more narrowly than {THRESHOLD} by subtraction {narrow}"
        print(f"ACRO, true margins beside its table: {told}; withheld {share:.0%} of cells")


if __name__ == "__main__":
    main()
