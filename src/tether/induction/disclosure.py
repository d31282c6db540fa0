"""Disclosure: the tables of a plan that may be published, with the cells withheld that could point at people.

    before        militia × home province      everybody on the roster
    after         militia × where              each location, each exit, unplaced: posts, exits and totals in one table
    ranks         rank × where
    communities   community × where

    tables = publish(plan, secret);  write_published(tables, "published")

Every margin is published, so that nothing is missing from a total; four steps make that bearable:

1. *Pooling.* A militia, province, location, exit, rank or community with fewer than ``threshold`` heads in all is
   pooled with the next smallest ones under "other (pooled)", alike in every table that has it, its members unnamed.
2. *Primary.* A cell of 1 to ``threshold`` − 1 heads is withheld.
3. *Decoys.* Of the other cells that have anybody, one of x heads is treated as if it were small with the chance
   min(½, ``DECOYS`` · ``threshold`` / x), by secret noise. So what is withheld need not be small, and a table without
   a small cell may withhold some.
4. *Secondary.* A withheld cell could be found by subtracting its row, its column, or after from before. So each small
   cell and each decoy (i, j), in secret order, gets a partner row i' and columns J (or the same turned round) in which
   both rows are withheld. Moving heads round the rectangles i, i' × j, J changes no margin, hence whoever knows all
   margins can't tell apart

       v − min(v, Σ_J v[i',·]) … v + min(v[i',j], Σ_J v[i,·])        which is made at least ``threshold`` wide.

   Of the bundles that do, the one with the least loss is taken, where the loss of a cell is its heads times an
   exponential variate of secret noise: any bundle may be chosen, cheap ones more often.

What that withstands, and what it was tried against (``studies/disclosure_attack.py``):

*Subtraction*, and all that linear programming can do with the tables and their totals: no small cell can be bounded
more narrowly than ``threshold`` heads. This holds by the construction of step 4 for each table, and the tables share
margins along a tree (province – militia – where – rank, community), so any of their readings fits together.

*Whoever knows this method*, and asks which fill-ins it would have masked alike: were the partners chosen by a fixed
rule, the rule's own choice would give the small cell away (it did, before they were random). Against the random choice
the study counts how wide the intervals stay; it is a count, no proof, and says nothing of how probable each value is.

What it doesn't withstand: a published zero says that nobody is there, and a row with a single number says where all of
them are; somebody who knows some withheld cells (his own militia's) knows more than the tables say; the secret, or the
restricted folder that holds it, in the wrong hands undoes steps 3 and 4; the figures of ``measures`` are no tables and
have been rounded, not protected; and an older edition of the same tables is a further table (``editions.py`` compares
them). Battalions and companies are never published, only distributions over them. The threshold is an assumption
(statistical offices use 3 to 11), and so is the number of decoys.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from tether.documents.cells import csv_text
from tether.documents.files import replacing_folder
from tether.errors import UsageError
from tether.induction.cells import KEYS, Floats, Ints, RosterCells
from tether.induction.plan import Plan
from tether.induction.problem import Flags
from tether.randomness.secret_noise import SecretNoise

THRESHOLD = 10
DECOYS = 0.1  # chance that a cell of the threshold's size is treated as small: an assumption
WIDER = 1.0  # an interval is asked to be up to so much wider than the threshold, by secret noise, where it can be
WITHHELD = "withheld"
UNPLACED = "unplaced"
OTHER = "other (pooled)"
LABEL = re.compile(r"(?:exit: )?[^\W_]+(?:[-/][^\W_]+)*")  # an id: words and numbers joined by - and /, never a text
AXES = {
    "before": ("militia", "province"),
    "after": ("militia", "where"),
    "ranks": ("rank", "where"),
    "communities": ("community", "where"),
}
ABOUT = """Published tables of an induction plan: heads, whole numbers.

'{word}' stands where a number could point at people, or would let such a number be found by subtraction: cells of 1 to
{least}, and others beside them, not told apart. Totals are complete. '{other}' counts together what has too few
heads to stand alone, and does not say what that is.
What is withheld beside the small numbers was chosen at random, so it tells nothing of their size.
Tried: from these tables and their totals, by subtraction and linear programming, no small number can be bounded more
narrowly than {threshold} heads.
Not protected: that nobody is there (0); what somebody finds who knows some of the withheld numbers himself; comparison
with another edition of the same tables.
"""


@dataclass(frozen=True)
class PublishedTable:
    """A published table: ``counts`` (row, column) with nan where withheld, and its complete margins."""

    name: str
    row_key: str
    column_key: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: Floats
    row_totals: Ints
    column_totals: Ints
    threshold: int = THRESHOLD

    @property
    def withheld(self) -> Flags:
        """Return which cells are withheld, shape (row, column)."""
        return np.isnan(self.counts)

    def frame(self) -> pd.DataFrame:
        """Return the table in words, with totals as last row and column."""
        body = [[WITHHELD if np.isnan(v) else str(int(v)) for v in line] for line in self.counts]
        body = [[*line, str(int(total))] for line, total in zip(body, self.row_totals, strict=True)]
        body.append([*map(str, self.column_totals.tolist()), str(int(self.row_totals.sum()))])
        index = pd.Index([*self.rows, "total"], name=f"{self.row_key} \\ {self.column_key}")
        return pd.DataFrame(body, index, [*self.columns, "total"])


@dataclass(frozen=True)
class TrueCounts:
    """The true numbers behind a table: restricted."""

    name: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    heads: Ints  # (row, column)


def publish(plan: Plan, secret: str, *, threshold: int = THRESHOLD) -> tuple[PublishedTable, ...]:
    """Return the tables that may be published; pooled further where withholding alone would not protect.

    ``secret`` keys the choice of what is withheld beside the small cells: keep it with the restricted folder, and use
    the same for every edition of one roster, or two choices can be laid over each other.
    """
    return tuple(shown(c, h, threshold) for c, h in protected(plan, secret, threshold))


def protected(plan: Plan, secret: str, threshold: int = THRESHOLD) -> list[tuple[TrueCounts, Flags]]:
    """Return true tables, pooled as far as needed, and which of their cells to withhold: restricted."""
    for least in _doubling(threshold, plan.intake.cells.total):
        counts = counts_of(plan, least)
        hidden = [masked(c, secret, threshold) for c in counts]
        if all(h is not None for h in hidden):
            return [(c, h) for c, h in zip(counts, hidden, strict=True) if h is not None]
    return []


def secret_of(cells: RosterCells) -> str:
    """Return a secret made of the roster itself, for tables that no ledger of editions keeps one for.

    Whoever could make it again has every cell already. The command line keeps a random one (``editions.py``).
    """
    made = hashlib.sha256(repr((cells.militias, cells.subunits, cells.homes, cells.communities)).encode())
    for name in (*KEYS, "low", "heads", "high"):
        made.update(np.ascontiguousarray(getattr(cells, name), "<i8").tobytes())
    return made.hexdigest()


def masked(counts: TrueCounts, secret: str, threshold: int) -> Flags | None:
    """Return which cells of a table to withhold, shape (row, column); None where a small one can't be protected."""
    heads, small = counts.heads, primary(counts.heads, threshold)
    noise = {use: drawn(counts, secret, use) for use in ("decoy", "order", "loss", "width")}
    chance = np.minimum(0.5, DECOYS * threshold / np.maximum(heads, threshold))
    decoy = (heads >= threshold) & (noise["decoy"] < chance)
    return secondary(
        heads, small, threshold, MaskingChoice(decoy, noise["order"], -np.log(noise["loss"]), noise["width"])
    )


def drawn(counts: TrueCounts, secret: str, use: str) -> Floats:
    """Return secret uniforms for a use, shape (row, column): each cell's hangs on its labels alone."""
    names = [(row, column) for row in counts.rows for column in counts.columns]
    return SecretNoise(secret).uniforms(f"{counts.name}.{use}", names).reshape(counts.heads.shape)


def counts_of(plan: Plan, least: int = THRESHOLD) -> list[TrueCounts]:
    """Return the true tables with everything pooled that has fewer than ``least`` heads."""
    heads = _heads(plan)
    labels = {name: _pooled(*_totals(heads, name), least) for name in ("militia", "province", "where", "rank")}
    labels["community"] = _pooled(*_totals(heads, "community"), least)
    out = []
    for name, keys in AXES.items():
        row, column = (heads[k].map(labels[k]) for k in keys)
        table = heads.groupby([row, column])["heads"].sum().unstack(fill_value=0)
        table = table.reindex(index=_order(labels[keys[0]]), columns=_order(labels[keys[1]]), fill_value=0)
        _only_ids((*table.index, *table.columns))
        out.append(TrueCounts(name, tuple(table.index), tuple(table.columns), table.to_numpy(np.int64)))
    return out


def primary(heads: Ints, threshold: int) -> Flags:
    """Return which cells are small, shape (row, column)."""
    return (heads > 0) & (heads < threshold)


@dataclass(frozen=True)
class MaskingChoice:
    """What the secret noise decides of a table: arrays of shape (row, column).

    ``decoy`` cells are protected as if they were small; ``order``: cells are taken from the least on; ``loss``: by what
    the heads of a cell are multiplied when partners are compared; ``width``: 0 to 1, how much wider than the threshold.
    """

    decoy: Flags
    order: Floats
    loss: Floats
    width: Floats

    @classmethod
    def fixed(cls, heads: Ints) -> MaskingChoice:
        """Return the choice without noise: the largest small cell first, the fewest heads lost, no decoy.

        It tells whoever knows the rule which cells were small; the study measures by how much.
        """
        shape = heads.shape
        return cls(np.zeros(shape, bool), -heads.astype(float), np.ones(shape), np.zeros(shape))


def secondary(heads: Ints, small: Flags, threshold: int, choice: MaskingChoice) -> Flags | None:
    """Return which cells to withhold so that each small one has its rectangles; None where one can have none."""
    hidden, first = small.copy(), small | choice.decoy
    cells = sorted(zip(*np.nonzero(first), strict=True), key=lambda at: (choice.order[at], at))
    for row, column in cells:
        wide = threshold * (1 + WIDER * choice.width[row, column])
        if (
            not (
                _partnered(heads, hidden, choice.loss, (int(row), int(column)), wide)
                or _partnered(heads, hidden, choice.loss, (int(row), int(column)), threshold)
            )
            and small[row, column]
        ):
            return None
    return hidden


def _partnered(heads: Ints, hidden: Flags, loss: Floats, at: tuple[int, int], width: float) -> bool:
    """Withhold a cell and the cheapest bundle that makes its interval so wide; False, and nothing changed, if none."""
    row, column = at
    rows = _bundle(heads, hidden, loss, row, column, width)
    columns = _bundle(heads.T, hidden.T, loss.T, column, row, width)
    if not np.isfinite(min(rows[0], columns[0])):
        return False
    if rows[0] <= columns[0]:
        hidden[np.ix_([row, rows[1]], [column, *rows[2]])] = True
    else:
        hidden[np.ix_([row, *columns[2]], [column, columns[1]])] = True
    return True


def shown(counts: TrueCounts, hidden: Flags, threshold: int = THRESHOLD) -> PublishedTable:
    """Return a table without what is hidden."""
    heads = counts.heads
    values = np.where(hidden, np.nan, heads.astype(float))
    keys = AXES[counts.name]
    return PublishedTable(
        counts.name, *keys, counts.rows, counts.columns, values, heads.sum(1), heads.sum(0), threshold
    )


def write_published(tables: Sequence[PublishedTable], folder: Path | str, origin: str = "") -> Path:
    """Write a CSV per table, where the roster comes from, and what they protect.

    An older folder of the name is replaced only when the new one is complete.
    """
    folder = Path(folder)
    threshold = max((t.threshold for t in tables), default=THRESHOLD)
    about = ABOUT.format(word=WITHHELD, other=OTHER, least=threshold - 1, threshold=threshold)
    with replacing_folder(folder, "published tables") as draft:
        for table in tables:
            (draft / f"{table.name}.csv").write_text(csv_text(table.frame(), index=True), "utf-8")
        (draft / "ABOUT.txt").write_text(f"{origin}\n\n{about}" if origin else about, "utf-8")
    return folder


def _bundle(heads: Ints, hidden: Flags, weight: Floats, row: int, column: int, width: float) -> tuple[float, int, Ints]:
    """Return (weighed heads withheld anew, other row, columns) of the cheapest bundle between two rows; or infinite."""
    loss = np.where(hidden, 0.0, (heads + 1) * weight)
    pair, own = loss + loss[row], np.minimum(heads[row], width)[None, :] + np.minimum(heads, 1)
    rate = pair / (own + 0.01)
    rate[:, column] = np.inf
    order = np.argsort(rate, axis=1, kind="stable")[:, :-1]
    up = np.minimum(
        np.take_along_axis(heads[row][None, :].repeat(len(heads), 0), order, 1).cumsum(1), heads[:, [column]]
    )
    down = np.minimum(np.take_along_axis(heads, order, 1).cumsum(1), heads[row, column])
    cost = np.take_along_axis(pair, order, 1).cumsum(1) + loss[:, [column]]
    cost = np.where(up + down >= width, cost, np.inf)
    cost[row] = np.inf
    if not cost.size:
        return np.inf, row, order[0]
    other, last = np.unravel_index(int(cost.argmin()), cost.shape)
    return float(cost[other, last]), int(other), order[other, : last + 1]


def _heads(plan: Plan) -> pd.DataFrame:
    """Return heads by militia, province, rank, community and where they went."""
    cells, roll = plan.intake.cells, plan.roll
    kinds = [f"exit: {e.id or e.kind}" for e in plan.intake.policy.exits]
    places = [p.id for p in plan.intake.units.locations]
    names = np.array([*places, *kinds, UNPLACED], object)
    out = np.zeros((len(cells), len(names)), np.int64)
    np.add.at(out, (roll.cell, roll.location), 1)
    out[:, len(places) : -1] = plan.schedule.exits
    out[:, -1] = roll.unplaced
    cell, where = np.nonzero(out)
    provinces = np.array(plan.intake.homes.provinces, object)[plan.intake.cell_province]
    return pd.DataFrame(
        {
            "militia": np.array(cells.militias, object)[cells.militia[cell]],
            "province": provinces[cells.home[cell]],
            "rank": np.array(cells.ranks, object)[cells.rank[cell]],
            "community": np.array(cells.communities, object)[cells.community[cell]],
            "where": names[where],
            "heads": out[cell, where],
        }
    )


def _totals(heads: pd.DataFrame, key: str) -> tuple[list[str], list[int]]:
    total = heads.groupby(key, sort=True)["heads"].sum()
    return [str(k) for k in total.index], [int(v) for v in total]


def _pooled(names: Sequence[str], totals: Sequence[int], least: int) -> dict[str, str]:
    """Return the label of every key: its own name, or that of the pool of those too small to stand alone."""
    pool: list[int] = []
    for at in sorted(range(len(names)), key=lambda i: (totals[i], names[i])):
        together = sum(totals[i] for i in pool)
        if totals[at] < least or (pool and together < least):
            pool.append(at)
    return {n: OTHER if i in pool and len(pool) > 1 else n for i, n in enumerate(names)}


def _only_ids(labels: Sequence[str]) -> None:
    """Raise where a label is a text of somebody's own: rosters are read against closed lists, so none should be."""
    texts = [label for label in labels if label != OTHER and not LABEL.fullmatch(label)]
    if texts:
        expected = "ids of groups, places, ranks and communities: words and numbers joined by - and /"
        raise UsageError(f"{len(texts)} labels of a table to be published are no ids; expected {expected}")


def _order(labels: dict[str, str]) -> list[str]:
    """Return labels in the order of their keys: places first, then exits, unplaced, and pools at the end."""
    later = (lambda n: n.startswith("exit: "), lambda n: n == UNPLACED, lambda n: n == OTHER)
    return sorted(set(labels.values()), key=lambda n: (*(f(n) for f in reversed(later)), n))


def _doubling(threshold: int, total: int) -> Iterator[int]:
    least = threshold
    while least <= 2 * total:
        yield least
        least *= 2
