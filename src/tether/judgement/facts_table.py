"""Facts against what the order would have said: hits, misses and coverage, misses first.

    table = judge_facts(points=128, particles=4, seed=1)     # one row per fact and theory, and pooled
    for line in coverage(table): print(line)

The prediction is pooled over the five theories in equal parts (each theory also stands alone). A fact is *inside* an
interval when its middle is; it *touches* where only its own interval reaches into it; else it is a *miss*. Were the
ranges right, about half of all facts would be inside the 50 % interval and nine in ten inside the 90 % one. An interval
that takes in more than half of what a share could be is called *wide*: being inside it says little.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from tether.judgement.facts import Fact, facts
from tether.judgement.replaying import Change, replay
from tether.judgement.replays import replays
from tether.order.theories import THEORIES

QUANTILES = {"q05": 0.05, "q25": 0.25, "q50": 0.50, "q75": 0.75, "q95": 0.95}
POOLED = "pooled"
WIDE = 0.5
VERDICTS = ("miss", "touches", "inside 90 %", "inside 50 %")


@dataclass(frozen=True)
class IntervalCoverage:
    """How many of a group of facts lie inside the 50 % and the 90 % interval, and how many intervals are wide."""

    group: str
    count: int
    inside50: int
    inside90: int
    touching: int  # inside 90 % or touching it
    wide: int


def judge_facts(
    points: int = 128,
    particles: int = 4,
    seed: int = 1,
    change: Change = lambda worlds: worlds,
    only: tuple[str, ...] = (),
) -> pd.DataFrame:
    """Return one row per replayed fact and theory (``pooled`` for all five), misses first, then by fact.

    ``only``: the scenes in which one of these facts is replayed; empty for all.
    """
    rows = []
    for entry in replays():
        if only and not set(entry.facts) & set(only):
            continue
        scene = entry.scene()
        drawn = replay(scene, points, particles, seed, change)
        for fact in scene.facts:
            draws = drawn[fact.id]
            named = {POOLED: draws.ravel(), **{t.id: draws[i] for i, t in enumerate(THEORIES)}}
            rows += [_row(fact, theory, values, scene.note) for theory, values in named.items()]
    table = pd.DataFrame(rows)
    return sorted_misses_first(table)


def sorted_misses_first(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with facts ordered by their pooled verdict, misses first, as the file has them within."""
    pooled = table[table["theory"] == POOLED].set_index("fact")["verdict"]
    rank = table["fact"].map(pooled).map(VERDICTS.index)
    return table.assign(rank=rank).sort_values("rank", kind="stable").drop(columns="rank").reset_index(drop=True)


def coverage(table: pd.DataFrame, theory: str = POOLED) -> tuple[IntervalCoverage, ...]:
    """Return coverage over all replayed facts, those that no prior used, and of these those outside Iraq and Libya."""
    rows = table[table["theory"] == theory]
    groups = {
        "all": rows,
        "used by a prior": rows[rows["used"]],
        "no prior used it": rows[~rows["used"]],
        "no prior used it or its episode": rows[~rows["used"] & ~rows["episode_used"]],
        "no prior used it, outside Iraq and Libya": rows[~rows["used"] & rows["abroad"]],
    }
    return tuple(_coverage(name, part) for name, part in groups.items())


def not_expressible() -> tuple[Fact, ...]:
    """Return the facts that no quantity of the order stands for."""
    return tuple(f for f in facts() if not f.expressible)


def _coverage(group: str, rows: pd.DataFrame) -> IntervalCoverage:
    count = rows["verdict"].value_counts()
    fifty, ninety = int(count.get("inside 50 %", 0)), int(count.get("inside 90 %", 0))
    touching = fifty + ninety + int(count.get("touches", 0))
    return IntervalCoverage(group, len(rows), fifty, fifty + ninety, touching, int(rows["wide"].sum()))


def _row(fact: Fact, theory: str, draws: np.ndarray, note: str) -> dict[str, object]:
    known = draws[~np.isnan(draws)]
    levels = np.quantile(known, list(QUANTILES.values())) if known.size else np.full(len(QUANTILES), np.nan)
    q = dict(zip(QUANTILES, (float(x) for x in levels), strict=True))
    return {
        "fact": fact.id,
        "theory": theory,
        "low": fact.low,
        "mid": fact.mid,
        "high": fact.high,
        **{name: round(value, 5) for name, value in q.items()},
        "verdict": _verdict(fact, q),
        "wide": fact.unit == "share" and q["q95"] - q["q05"] > WIDE,
        "used": not fact.free,
        "episode_used": bool(fact.same_episode),
        "abroad": fact.abroad,
        "note": note,
    }


def _verdict(fact: Fact, q: dict[str, float]) -> str:
    slack = 1e-4  # of float32 sums
    if q["q25"] - slack <= fact.mid <= q["q75"] + slack:
        return "inside 50 %"
    if q["q05"] - slack <= fact.mid <= q["q95"] + slack:
        return "inside 90 %"
    return "touches" if fact.low <= q["q95"] + slack and fact.high >= q["q05"] - slack else "miss"
