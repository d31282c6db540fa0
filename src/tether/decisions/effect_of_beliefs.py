"""What a user's beliefs moved: the same study with and without them, conclusion by conclusion.

    found = moved(beliefs, run)        # run(None): as believed; run(drop): without it, or without all of them
    found.leave_one_out.changes            # before: with the beliefs; after: without what is named in "title"
    found.medians                      # median paired difference of the leading outcome, with and without, by theory

Each run is small (the size stands beside it) and uses the same points, so that a change comes from the belief. The
conclusions are those of ``leave_one_out.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import xarray as xr

from tether.armed_order.beliefs import Belief
from tether.decisions.differences import leading, named, paired
from tether.decisions.leave_one_out import Drop, LeaveOneOut, leave_one_out
from tether.futures.project import theories_of

ALL_BELIEFS = "beliefs"


@dataclass(frozen=True)
class BeliefEffect:
    """``ranges`` as believed; ``leave_one_out``: all of them left out, then each alone; ``medians`` of ``outcome``.

    ranges: symbol, meaning, unit, theory, lo, hi, authored_lo, authored_hi, author, reason, one row per belief and
    theory. medians: sponsor, host, against_sponsor, against_host, theory, believed, authored (medians over worlds).
    """

    ranges: pd.DataFrame
    outcome: str
    leave_one_out: LeaveOneOut
    medians: pd.DataFrame


def effect_of_beliefs(
    beliefs: Sequence[Belief],
    ranges: pd.DataFrame,
    run: Callable[[Drop | None], xr.Dataset | None],
    outcome: str,
    outcomes: Sequence[str],
) -> BeliefEffect:
    """Run the small study as believed, without any belief, and (where there are several) without each in turn."""
    kept: dict[Drop | None, xr.Dataset | None] = {}

    def once(drop: Drop | None) -> xr.Dataset | None:
        if drop not in kept:
            kept[drop] = run(drop)
        return kept[drop]

    drops = belief_drops(beliefs)
    shaken = leave_one_out(drops, once, outcomes)
    believed, authored = once(None), once(drops[0])
    rows = [] if believed is None or authored is None else _medians(believed, authored, outcome)
    return BeliefEffect(ranges, outcome, shaken, pd.DataFrame(rows))


def belief_drops(beliefs: Sequence[Belief]) -> tuple[Drop, ...]:
    """Return what is left out: all beliefs, then, of several, each symbol's alone."""
    title = "the beliefs of worlds.yaml" if len(beliefs) > 1 else f"the belief about {beliefs[0].symbol}"
    symbols = list(dict.fromkeys(b.symbol for b in beliefs))
    alone = [Drop("belief", s, f"the belief about {s}", 0) for s in symbols] if len(symbols) > 1 else []
    return Drop("belief", ALL_BELIEFS, title, 0), *alone


def without(beliefs: Sequence[Belief], drop: Drop | None) -> tuple[Belief, ...]:
    """Return the beliefs that are left when ``drop`` is taken out."""
    if drop is None or drop.kind != "belief":
        return tuple(beliefs)
    return tuple(b for b in beliefs if drop.id not in (ALL_BELIEFS, b.symbol))


def _medians(believed: xr.Dataset, authored: xr.Dataset, outcome: str) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for contrast in leading(believed):
        ours, theirs = (np.median(paired(f, contrast, outcome), axis=-1) for f in (believed, authored))
        rows += [
            {**named(believed, contrast), "theory": t, "believed": float(ours[i]), "authored": float(theirs[i])}
            for i, t in enumerate(theories_of(believed))
        ]
    return rows
