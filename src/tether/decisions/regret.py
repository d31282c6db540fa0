"""Regret, thresholds, worst tenth, and who is dominated: one decider's options, theory by theory, never one rank.

Within one decider's options S, the other's choice fixed, with y the outcome that leads (fewer is aimed at), in world w:

    regret(a, w)  = y(a, w) − min over b in S of y(b, w)                       (Savage 1951)
    within(a, T)  = number of worlds with y(a, w) ≤ T                          (satisficing: Simon 1956, Starr 1963)
    worst tenth(a) = mean of y(a, ·) over the tenth of worlds where it is largest    (Rockafellar & Uryasev 2000)

b *dominates* a when, under every theory, b is no worse than a in at least 95 of 100 worlds on the leading outcome and
on each sign outcome that has a stated aim, and on one of them strictly nearer the aim in 95 of 100 under at least four
theories. What nobody dominates is undominated; often that is everything. Rows stand in the case's order, by theory; no
number is averaged over theories and none is sorted on. Lempert, Popper & Bankes 2003 for the use of the four together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from tether.decisions.differences import ENOUGH, INTERVAL, Choice, Values, choices, outcomes_of, total
from tether.futures.outcomes import ORDER_OUTCOMES
from tether.futures.project import end_outcomes, pair_names, theories_of

Aim = Literal["less", "more"]
TENTH = 0.1


@dataclass(frozen=True)
class Threshold:
    """A named bound on the leading outcome; ``most`` None stands for the status quo's own value in the same world."""

    id: str
    title: str
    most: float | None = None


SAME_WORLD = Threshold("status-quo", "no more than under the status quo in the same world")


@dataclass(frozen=True)
class Regret:
    """Tables of one outcome, one row per decider's choice, option and theory (``undominated``: without theory).

    options: decider, given, sponsor, host, theory, regret_median, regret_high (95th percentile across worlds),
      regret_largest, worlds_lowest (alone), worlds_shared (lowest together with others), worlds_total, worst_tenth.
    satisficing: sponsor, host, theory, threshold, title, most (NaN: differs by world), worlds_within, worlds_total.
    undominated: decider, given, sponsor, host, undominated, dominated_by ("sponsor+host, …").
    """

    outcome: str
    theories: tuple[str, ...]
    options: pd.DataFrame
    satisficing: pd.DataFrame
    undominated: pd.DataFrame
    aims: Mapping[str, Aim]  # outcomes that dominance read, with the side aimed at
    without_aim: tuple[str, ...]  # sign outcomes that it did not read, because no aim is stated


def regret(
    futures: xr.Dataset, outcome: str, thresholds: Sequence[Threshold] = (), aims: Mapping[str, Aim] | None = None
) -> Regret:
    """Return the tables of ``outcome``; ``aims`` (default: those of the registered outcomes) serve dominance."""
    y = total(futures, outcome).mean(axis=-1)  # (pair, theory, point)
    stated = {outcome: "less", **(stated_aims() if aims is None else aims)}
    ends = end_outcomes(futures)
    stated = {o: a for o, a in stated.items() if o == outcome or o in ends}
    signs = {o: _signed(total(futures, o).mean(axis=-1), a) for o, a in stated.items()}
    sets = choices(futures)
    return Regret(
        outcome,
        theories_of(futures),
        pd.DataFrame([row for c in sets for row in _options(futures, c, y)]),
        pd.DataFrame([row for t in (SAME_WORLD, *thresholds) for row in _within(futures, y, t)]),
        pd.DataFrame([row for c in sets for row in _undominated(futures, c, signs)]),
        stated,
        tuple(o for o in outcomes_of(futures) if o in ends and o not in stated),
    )


def stated_aims() -> dict[str, Aim]:
    """Return the side aimed at for each order outcome that states one."""
    return {o.id: o.aim for o in ORDER_OUTCOMES if o.aim}


def record_thresholds(recorded: float, months: int, title: str) -> tuple[Threshold, ...]:
    """Return two thresholds named after the record: what the same number of months before the cut-off saw, and half."""
    past = f"{title} recorded in the {months} months before the cut-off"
    return Threshold("record", f"no more than the {past}", recorded), Threshold(
        "half-record", f"no more than half of the {past}", recorded / 2
    )


def dominates(better: Sequence[Values], worse: Sequence[Values]) -> bool:
    """Return whether the first dominates: per outcome values (theory, point), less is aimed at."""
    gaps = [b - a for b, a in zip(better, worse, strict=True)]
    never_worse = all(((g <= 0).mean(axis=1) >= INTERVAL[1]).all() for g in gaps)
    return never_worse and any(((g < 0).mean(axis=1) >= INTERVAL[1]).sum() >= ENOUGH for g in gaps)


def _options(futures: xr.Dataset, choice: Choice, y: Values) -> list[dict[str, Any]]:
    own = y[list(choice.pairs)]
    least = own.min(axis=0)
    lowest = own == least
    shared = lowest.sum(axis=0) > 1
    rows = []
    for i, pair in enumerate(choice.pairs):
        gap = own[i] - least
        for t, theory in enumerate(theories_of(futures)):
            rows.append(
                {
                    **_names(futures, choice, pair),
                    "theory": theory,
                    "regret_median": float(np.median(gap[t])),
                    "regret_high": float(np.quantile(gap[t], INTERVAL[1])),
                    "regret_largest": float(gap[t].max()),
                    "worlds_lowest": int((lowest[i, t] & ~shared[t]).sum()),
                    "worlds_shared": int((lowest[i, t] & shared[t]).sum()),
                    "worlds_total": y.shape[-1],
                    "worst_tenth": worst_tenth(own[i, t]),
                }
            )
    return rows


def worst_tenth(values: NDArray[np.float64]) -> float:
    """Return the mean of the largest tenth (at least one value) of values (world,)."""
    count = max(1, round(TENTH * len(values)))
    return float(np.sort(values)[-count:].mean())


def _within(futures: xr.Dataset, y: Values, threshold: Threshold) -> list[dict[str, Any]]:
    most = y[0] if threshold.most is None else np.full(y.shape[1:], threshold.most)
    return [
        {
            "sponsor": sponsor,
            "host": host,
            "theory": theory,
            "threshold": threshold.id,
            "title": threshold.title,
            "most": np.nan if threshold.most is None else threshold.most,
            "worlds_within": int((y[i, t] <= most[t]).sum()),
            "worlds_total": y.shape[-1],
        }
        for i, (sponsor, host) in enumerate(pair_names(futures))
        for t, theory in enumerate(theories_of(futures))
    ]


def _undominated(futures: xr.Dataset, choice: Choice, signs: Mapping[str, Values]) -> list[dict[str, Any]]:
    rows, names = [], pair_names(futures)
    for pair in choice.pairs:
        by = [
            "+".join(names[other])
            for other in choice.pairs
            if other != pair and dominates([v[other] for v in signs.values()], [v[pair] for v in signs.values()])
        ]
        rows.append({**_names(futures, choice, pair), "undominated": not by, "dominated_by": ", ".join(by)})
    return rows


def _names(futures: xr.Dataset, choice: Choice, pair: int) -> dict[str, str]:
    sponsor, host = pair_names(futures)[pair]
    return {"decider": choice.decider, "given": choice.given, "sponsor": sponsor, "host": host}


def _signed(values: Values, aim: str) -> Values:
    return -values if aim == "more" else values
