"""One pass of the filter, forecasts at many origins: what the core would have said of one unit at each of them.

    for origin, paths in paths_at(series, ("1994-03", "2004-09"), 24, 1000, Noise(1)):
        paths.shape                     # (month, draw), the same bytes as core("mix", "country")(series.until(origin))

The filter is causal, so a single pass serves every origin, and past forecasts that two origins ask for are made once.
``find`` says which members and gate count at an origin; all origins of a pass must share their members. ``pull`` is how
hard the level is pulled in projection, by default as published. ``weighed_at`` does the same for many units at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from tether.errors import UsageError
from tether.forecast import cdf as grid
from tether.forecast.core_forecaster import PARTICLES, FilteredBlock, WeighedBlock, _draw, _weights
from tether.forecast.filter import CoreModel, MixtureFilter
from tether.forecast.filter_history import SCORED, FilterHistory, forecast_cdf, record_of, stops_before
from tether.forecast.mixture import MixtureWeights
from tether.forecast.paths import Pull, pull_of
from tether.forecast.posterior import find_weights
from tether.forecast.series import Series
from tether.randomness.noise import Noise, SeriesNoise

Paths = NDArray[np.float32]
FindWeights = Callable[[np.datetime64, str, str], MixtureWeights]


def paths_at(
    series: Series,
    origins: Sequence[str],
    months: int,
    draws: int,
    noise: Noise,
    unit: str = "country",
    particles: int = PARTICLES,
    find: FindWeights = find_weights,
    pull: Pull | None = None,
) -> Iterator[tuple[str, Paths]]:
    """Yield (origin, paths) in time's order; paths are deaths (month, draw) of the ``months`` after the origin."""
    if len(series.units) != 1:
        raise UsageError(f"{len(series.units)} units: one pass serves one unit")
    for origin, weighed in weighed_at(series, origins, noise, unit, particles, find, pull):
        yield origin, _draw(weighed, tuple(range(1, months + 1)), draws, noise)[0]


def weighed_at(
    series: Series,
    origins: Sequence[str],
    noise: Noise,
    unit: str,
    particles: int = PARTICLES,
    find: FindWeights = find_weights,
    pull: Pull | None = None,
    style: str = "mix",
) -> Iterator[tuple[str, WeighedBlock]]:
    """Yield (origin, the units filtered up to it and weighed) in time's order."""
    kind = "deaths" if series.events is None else unit
    wanted = {series.index(o): o for o in sorted(origins)}
    bases = {last: find(np.datetime64(o, "M"), kind, style) for last, o in wanted.items()}
    shared = next(iter(bases.values()))
    if any(b.names != shared.names for b in bases.values()):
        raise UsageError("the origins rest on different banks of parameters: forecast them one by one")
    alone, luck = series.events is None, SeriesNoise(noise.seed, 0)
    core = MixtureFilter(CoreModel("blind"), shared.members, luck)
    record = record_of(series.deaths, series.events)
    state, at, past = core.start(len(series.units), particles), 0, dict[int, NDArray[np.float32]]()
    nothing = np.zeros((0, len(shared.names), len(series.units), len(SCORED), grid.GRID.size), np.float32)
    heeded = {last for last, basis in bases.items() if basis.heeds_past}
    stops = {stop for last in heeded for stop in stops_before(last)}
    for month in sorted(stops | set(wanted)):
        state = core.advance(state, record, at, month + 1)
        at = month + 1
        if month in wanted:
            basis, before = bases[month], stops_before(month) if month in heeded else ()
            cdf = np.stack([past[s] for s in before]) if before else nothing
            part = series.until(wanted[month])
            block = FilteredBlock(part, part, FilterHistory(core, state, month, cdf, before))
            weights = _weights(part, basis, [block])
            held = pull_of(kind, style) if pull is None else pull
            yield wanted[month], WeighedBlock(style, block, basis, weights, held)
        if month in stops:
            past[month] = forecast_cdf(core, state, month, alone)
