"""The cost of caution: a charter in phases against the same charter in force from its start, in the same futures.

    at_once = unstaged(pairs)                     # the pairs to project beside the status quo
    rows = caution(futures, twins, pairs, outcome)       # one row per staged pair and theory

For a staged pair A and its twin B (the same sections, no phases), in each world (theory, point) and outcome y:

    d = mean over particles of (y_A − y_B)        more than 0: waiting cost so many more; less: it spared so many

``value``, ``lo``, ``hi`` are its median and 5th–95th percentile across worlds, luck of particles taken out
(``compare.py``); ``worlds_more`` counts d > 0. ``months_late`` is the mean number of months by which A was not yet, or
no longer, wholly in force; ``never`` the futures in which it never was; ``reversed`` those in which a phase was taken
back. A world counts as reversed where at least half of its futures were.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from tether.decisions.differences import Means, differences, distinguishable, within
from tether.futures.project import theories_of
from tether.levers.compile import CharterPair


def unstaged(pairs: Iterable[CharterPair]) -> tuple[CharterPair, ...]:
    """Return, for each staged pair, the same pair with everything in force from its start."""
    settings = {id(p): tuple(replace(s, phase=0) for s in p.settings) for p in pairs}
    return tuple(replace(p, settings=settings[id(p)], courses=(None, None)) for p in pairs if p.staged)


def cost_of_staging(futures: xr.Dataset, twins: xr.Dataset, pairs: Sequence[CharterPair], outcome: str) -> pd.DataFrame:
    """Return the table of a record outcome.

    ``pairs`` are those of ``futures``; ``twins`` holds the status quo and then :func:`unstaged` of them, in order.
    """
    rows: list[dict[str, Any]] = []
    staged, at_once = futures.variables[outcome], twins.variables[outcome]
    for twin, pair in enumerate(futures["staged"].values.tolist(), 1):
        draws = differences(staged.isel(pair=pair), at_once.isel(pair=twin))
        d, (low, high) = draws.mean(axis=-1), within(Means.of(draws))
        verdict, stage = distinguishable(low, high), futures["stage"].values[twin - 1]
        for t, theory in enumerate(theories_of(futures)):
            rows.append(
                {
                    "sponsor": pairs[pair].sponsor,
                    "host": pairs[pair].host,
                    "theory": theory,
                    "outcome": outcome,
                    "value": float(np.median(d[t])),
                    "lo": float(low[t]),
                    "hi": float(high[t]),
                    "worlds_more": int((d[t] > 0).sum()),
                    "worlds_tied": int((d[t] == 0).sum()),
                    "worlds_total": d.shape[1],
                    "distinguishable": verdict,
                    **_course(pairs[pair], stage[t]),
                    "label": "assumption",
                }
            )
    return pd.DataFrame(rows)


def _course(compiled: CharterPair, stage: NDArray[np.int8]) -> dict[str, Any]:
    """Return how the phases went; ``stage`` (point, month, particle) of one theory."""
    late, never, back = [], np.ones((stage.shape[0], stage.shape[2]), bool), np.zeros((stage.shape[0], stage.shape[2]))
    for course, sponsor in zip(compiled.courses, (True, False), strict=True):
        if course is None:
            continue
        phases = compiled.phases_in_force(stage[:, course.first :], sponsor).astype(np.int8)
        whole = phases == len(course.phases)
        late.append((~whole).sum(axis=1).mean())
        never &= ~whole.any(axis=1)
        back = np.maximum(back, (np.diff(phases, axis=1) < 0).any(axis=1))
    return {
        "months_late": float(max(late)),
        "futures_never": int(never.sum()),
        "futures_reversed": int(back.sum()),
        "futures_total": int(back.size),
        "worlds_reversed": int((back.mean(axis=1) >= 0.5).sum()),
    }
