"""Losses by community of the place, apart: no sum weighs one community's dead against another's.

    losses(futures, chosen, "civilian_deaths", parts_by_people(setting.people, names))

The record does not say of which community a dead civilian was; nobody here guesses. What is known is the published
share of each community among a place's people. So places are sorted by it: where one community is more than half of the
people, where none is (*mixed*), where nobody published shares (*unpublished*). Paired differences of each sort stand
beside one another, each with its own interval, in the same way as in ``compare.py``; they are never added up, ranked or
used as an aim.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from tether.decisions.differences import Contrast, Means, distinguishable, named, within
from tether.futures.project import theories_of

MOST = 0.5  # of a place's people: a majority
MIXED, UNPUBLISHED = "mixed", "unpublished"


@dataclass(frozen=True)
class CommunityPlaces:
    """The places of one sort: ``places`` (place,) true where they are of it."""

    id: str
    title: str
    places: NDArray[np.bool_]


def parts_by_people(people: Mapping[str, NDArray[np.float32]], names: Mapping[str, str]) -> tuple[CommunityPlaces, ...]:
    """Sort places by the community that is most of their people; ``people``: its share (place,) by community."""
    if not people:
        return ()
    rows = np.stack(list(people.values()))  # (community, place)
    leads = [
        CommunityPlaces(c, f"more than half are “{names.get(c, c)}”", shares > MOST) for c, shares in people.items()
    ]
    told = rows.sum(axis=0) > 0
    rest = (
        CommunityPlaces(MIXED, "no community is more than half", told & ~(rows > MOST).any(axis=0)),
        CommunityPlaces(UNPUBLISHED, "nobody published shares", ~told),
    )
    return tuple(p for p in (*leads, *rest) if p.places.any())


def losses(
    futures: xr.Dataset, chosen: Sequence[Contrast], outcome: str, parts: Sequence[CommunityPlaces]
) -> pd.DataFrame:
    """Return one row per contrast, sort of place and theory.

    Columns: the contrast's, outcome, people, title, places, theory, value, lo, hi, worlds_below, worlds_tied,
    worlds_total, distinguishable.
    """
    rows: list[dict[str, Any]] = []
    for part in parts:
        y = _totals(futures, outcome, part.places)
        for contrast in chosen:
            told: dict[str, Any] = {**named(futures, contrast), "outcome": outcome}
            told |= {"people": part.id, "title": part.title}
            told["places"] = int(part.places.sum())
            rows += [{**told, **row} for row in _rows(futures, y[contrast.a] - y[contrast.b])]
    return pd.DataFrame(rows)


def _totals(futures: xr.Dataset, outcome: str, places: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return the outcome summed over some places, (pair, theory, point, particle)."""
    by_place = futures["place_totals"].sel(outcome=outcome).variable
    at = by_place.dims.index("place")
    chosen = np.compress(places, by_place.values, axis=at)
    return np.asarray(chosen.sum(axis=at, dtype=np.float64))


def _rows(futures: xr.Dataset, draws: NDArray[np.float64]) -> list[dict[str, Any]]:
    d = draws.mean(axis=-1)
    low, high = within(Means.of(draws))
    apart = distinguishable(low, high)
    return [
        {
            "theory": theory,
            "value": float(np.median(d[i])),
            "lo": float(low[i]),
            "hi": float(high[i]),
            "worlds_below": int((d[i] < 0).sum()),
            "worlds_tied": int((d[i] == 0).sum()),
            "worlds_total": d.shape[1],
            "distinguishable": apart,
        }
        for i, theory in enumerate(theories_of(futures))
    ]
