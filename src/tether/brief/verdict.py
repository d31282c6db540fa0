"""What a comparison may claim: under which theories one pair stands apart from another, in how many worlds.

A pair stands *lower* under a theory when the upper end of the 90 % interval across worlds of the paired difference is
below zero, *higher* when the lower end is above it; for an outcome without a series, when at least 95 in 100 of the
theory's worlds lie on that side (the same rule: the 95th percentile is below zero exactly then). All else is open.
Two pairs are distinguishable when that happens under at least four of five theories (``interfaces.md``, Compare).
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from tether.brief.content import Comparison
from tether.brief.results import compared

ENOUGH = 4  # of five theories
SIDE = 0.95  # share of a theory's worlds, where there is no interval


@dataclass(frozen=True)
class PairVerdict:
    """One pair against another on one outcome. Theories are ids, in the comparison's order."""

    result: str
    pair: str
    against: str
    outcome: str
    lower: tuple[str, ...]
    higher: tuple[str, ...]
    open: tuple[str, ...]
    below: int
    tied: int
    above: int
    worlds: int
    rows: pd.DataFrame

    @property
    def theories(self) -> int:
        """Return under how many theories the pair was run."""
        return len(self.lower) + len(self.higher) + len(self.open)

    @property
    def distinguishable(self) -> bool:
        """Return whether zero lies outside the interval under at least four theories."""
        return len(self.lower) + len(self.higher) >= ENOUGH


def side(row: pd.Series) -> str:
    """Return "lower", "higher" or "open" for one row of the comparison's table."""
    if row["kind"] == "sign":
        if row["worlds_below"] >= SIDE * row["worlds_total"]:
            return "lower"
        return "higher" if row["worlds_above"] >= SIDE * row["worlds_total"] else "open"
    if row["hi"] < 0:
        return "lower"
    return "higher" if row["lo"] > 0 else "open"


def verdicts(comparison: Comparison, outcome: str) -> list[PairVerdict]:
    """Return one verdict per pair on one outcome, in the table's order."""
    rows = compared(comparison)
    rows = rows[rows["outcome"] == outcome]
    order = {theory.id: i for i, theory in enumerate(comparison.theories)}
    rows = rows.assign(_order=rows["theory"].map(order)).sort_values("_order", kind="stable")
    groups = rows.groupby(["pair", "against"], sort=False)
    first = compared(comparison).drop_duplicates(["pair", "against"])[["pair", "against"]]
    keys = [k for k in first.itertuples(index=False, name=None) if k in groups.groups]
    return [_verdict(groups.get_group(key)) for key in keys]


def _verdict(rows: pd.DataFrame) -> PairVerdict:
    sides = {name: [] for name in ("lower", "higher", "open")}  # type: dict[str, list[str]]
    for _, row in rows.iterrows():
        sides[side(row)].append(row["theory"])
    first = rows.iloc[0]
    return PairVerdict(
        result=first["result"].rsplit("/", 1)[0],
        pair=first["pair"],
        against=first["against"],
        outcome=first["outcome"],
        lower=tuple(sides["lower"]),
        higher=tuple(sides["higher"]),
        open=tuple(sides["open"]),
        below=int(rows["worlds_below"].sum()),
        tied=int(rows["worlds_tied"].sum()),
        above=int(rows["worlds_above"].sum()),
        worlds=int(rows["worlds_total"].sum()),
        rows=rows.drop(columns="_order").reset_index(drop=True),
    )
