"""The core as a forecaster among the others: ``model`` (the members alone) and ``mix`` (with simple histories).

    forecast = core("mix", unit="adm1")
    draws = forecast(series.until("2015-10"), (3, 14), 1000, Noise(1))    # deaths (unit, lead, draw)

Units go through the filter in blocks of fixed size, each with its own noise, and what is known of a country's members
is pooled over its units within pieces of fixed size, so that the work can be cut between processes without moving a
draw. A core draw is one path: its leads belong together. A history's are independent. Many paths are drawn and thinned
to even samples of each month's law, after its recalibration (``mixture.py``).

    draws, note = posterior_forecast(history, (3, 14), 1000, Noise(1), unit="adm1")

is a forecast from the posterior over hyper-parameters (``tempered_smc.py``): the user's own country, by itself. All
units of the series share one parameter set per draw. It is scored beside the published forecast and never published:
what it costs and whether it forecast better stands in docs/explanation/posterior.md.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tether.errors import UsageError
from tether.forecast import cdf as grid
from tether.forecast.benchmarks import RECIPES, history_cdf, uniforms
from tether.forecast.draws_file import PIECE
from tether.forecast.filter import CoreModel, Guide, MixtureFilter
from tether.forecast.filter_history import SCORED, FilterHistory, ahead, filter_history, record_of
from tether.forecast.mixture import MixedDraws, MixtureWeights, mix
from tether.forecast.model import CoreParameters, CoreState
from tether.forecast.paths import Pull, country_totals, project_totals, pull_of
from tether.forecast.posterior import find_weights, past_scores, weigh
from tether.forecast.series import Series
from tether.forecast.tempered_smc import PARTICLES as POSTERIOR_PARTICLES
from tether.forecast.tempered_smc import SETS, Tempered, check_blackjax, fit_tempered, pool_prior
from tether.randomness.noise import Noise, SeriesNoise

BLOCKS = (1, 8, 32)  # units per block: the least that holds them all, else the largest
PARTICLES = 512  # per member and unit
PATHS = 8000  # drawn per unit; thinned to the draws asked for
SMALLEST = 0.02  # effective share of the particles below which a filter is said to have degenerated


@dataclass(frozen=True)
class Diagnosis:
    """How well the filter held: per unit the smallest effective share over members, and where; the basis in words."""

    unit: str
    smallest: float
    month: str
    weights: dict[str, float]
    said: str


class FilteredBlock(NamedTuple):
    """Units that were filtered together: themselves, padded to the block's size, and what the filter found."""

    part: Series
    padded: Series
    followed: FilterHistory


class WeighedBlock(NamedTuple):
    """A filtered block as one style sees it: ``weights`` (unit, component) and how hard its paths are pulled."""

    style: str
    block: FilteredBlock
    basis: MixtureWeights
    weights: NDArray[np.float64]
    pull: Pull


class PlaceCloud(NamedTuple):
    """Equally weighted draws of places, each place's in an order of its own; leaves (place, draw)."""

    countries: tuple[str, ...]  # (place,)
    state: CoreState
    parameters: CoreParameters


class Forecasts(NamedTuple):
    """Draws (unit, lead, draw) of both styles, what each unit's mix rests on, and what sums need, where asked for."""

    mixed: NDArray[np.float32]
    model: NDArray[np.float32]
    said: list[Diagnosis]
    paths: dict[str, NDArray[np.float32]]  # by style, (unit, month, draw) from the first month after the origin
    clouds: list[PlaceCloud]  # the model's, for ``places_summed``


@dataclass(frozen=True)
class CoreForecaster:
    """A ``Forecaster``; ``unit`` is the kind of pooled row (adm1, country; deaths where the series has no events)."""

    style: str = "mix"
    unit: str = "adm1"
    particles: int = PARTICLES
    guide: Guide = "blind"  # the filter's proposal; published forecasts use this one

    def __call__(self, history: Series, leads: tuple[int, ...], draws: int, noise: Noise) -> NDArray[np.float32]:
        """Forecast from the history's last month."""
        found = self.weighed((self.style,), history, noise)
        return np.concatenate([_draw(w, leads, draws, noise) for w in found])

    def both(
        self,
        history: Series,
        leads: tuple[int, ...],
        draws: int,
        noise: Noise,
        first: int = 0,
        of: int = 0,
        months: int = 0,
    ) -> Forecasts:
        """Return the forecasts of mix and of model from one pass of the filter.

        ``history`` may be the units from ``first`` on of a series of ``of`` units: their draws are then those that the
        whole series would give (``first`` is a whole number of ``PIECE``). ``months`` > 0 asks for paths of so many
        months and, where the units are places with events, for their clouds.
        """
        out: dict[str, list[NDArray[np.float32]]] = {"mix": [], "model": []}
        paths: dict[str, list[NDArray[np.float32]]] = {"mix": [], "model": []}
        said, clouds = [], []
        for w in self.weighed(("mix", "model"), history, noise, first, of):
            out[w.style].append(_draw(w, leads, draws, noise))
            said += _diagnoses(w) if w.style == "mix" else []
            if months:
                paths[w.style].append(_draw(w, tuple(range(1, months + 1)), draws, noise))
            if months and w.style == "model" and self.unit == "adm1" and history.events is not None:
                clouds.append(_cloud(w, draws, noise))
        mixed, model = (np.concatenate(out[style]) for style in ("mix", "model"))
        return Forecasts(mixed, model, said, {n: np.concatenate(p) for n, p in paths.items() if p}, clouds)

    def weighed(
        self, styles: tuple[str, ...], history: Series, noise: Noise, begin: int = 0, of: int = 0
    ) -> Iterator[WeighedBlock]:
        """Yield the units in blocks, filtered once, as each of the styles weighs them."""
        kind = "deaths" if history.events is None else self.unit
        bases = [find_weights(history.end, kind, style) for style in styles]
        count = len(history.units)
        size = next((b for b in BLOCKS if b >= max(count, of)), BLOCKS[-1])
        for first in range(0, count, PIECE):
            piece = history.only(list(range(first, min(first + PIECE, count))))
            blocks = self._blocks(piece, bases, size, begin + first, noise)
            for style, basis in zip(styles, bases, strict=True):
                a = _weights(piece, basis, blocks)
                for block, mine in zip(blocks, np.split(a, range(size, len(a), size)), strict=True):
                    yield WeighedBlock(style, block, basis, mine, pull_of(kind, style))

    def _blocks(
        self, piece: Series, bases: list[MixtureWeights], size: int, begin: int, noise: Noise
    ) -> list[FilteredBlock]:
        """Follow the units of ``piece`` in blocks of ``size``; ``begin`` is the first one's number in the series."""
        members, heeded, out = bases[0].members, any(b.heeds_past for b in bases), []
        for first in range(0, len(piece.units), size):
            rows = np.arange(first, min(first + size, len(piece.units)))
            padded, luck = piece.only(np.resize(rows, size)), SeriesNoise(noise.seed, begin + first)
            record, last = record_of(padded.deaths, padded.events), padded.deaths.shape[1] - 1
            alone = padded.events is None
            followed = filter_history(record, members, luck, last, self.particles, alone, self.guide, heeded)
            out.append(FilteredBlock(piece.only(rows), padded, followed))
        return out


def core(style: str = "mix", unit: str = "adm1") -> CoreForecaster:
    """Return the core as a forecaster: ``style`` model or mix, ``unit`` adm1 or country."""
    return CoreForecaster(style, unit)


def _weights(piece: Series, basis: MixtureWeights, blocks: list[FilteredBlock]) -> NDArray[np.float64]:
    """Return the components' weights (unit, component) of a piece, whose countries' units are judged together."""
    extra = basis.gate.components[len(basis.names) :]
    pasts = []
    for block in blocks:
        histories = _past_of(extra, block.part, block.followed) if extra else None
        pasts.append(past_scores(basis, block.part.deaths, block.followed, histories))
    return weigh(basis, piece.deaths, pasts, piece.clusters)


def _mixed(w: WeighedBlock, many: int) -> MixedDraws:
    """Return ``many`` particles a unit, the block's padding included."""
    spread = w.weights[np.resize(np.arange(len(w.weights)), len(w.block.padded.units))]
    return mix(w.block.followed.filter, w.block.followed.state, spread, many, w.block.followed.last)


def _draw(w: WeighedBlock, leads: tuple[int, ...], draws: int, noise: Noise) -> NDArray[np.float32]:
    """Return draws (unit, lead, draw) of one block from its weighed components."""
    many = draws * max(PATHS // draws, 1)
    followed, alone, gate = w.block.followed, w.block.padded.events is None, w.basis.gate
    mixed = _mixed(w, many)
    luck = followed.filter.noise
    paths = project_totals(mixed.state, mixed.parameters, followed.last, luck, leads, alone, w.pull)
    out = np.array(np.moveaxis(np.asarray(paths), 0, 1)[: len(w.weights)])
    _fill(out, mixed.component, len(w.basis.names), gate.components[len(w.basis.names) :], w.block.part, noise)
    return gate.law.thin(out, draws, leads)


def _cloud(w: WeighedBlock, draws: int, noise: Noise) -> PlaceCloud:
    """Return the block's places with their draws in an order named by place, so that no two places are paired."""
    mixed = _mixed(w, draws)
    names = [f"places.pairing/{c}/{u}" for c, u in zip(w.block.part.clusters, w.block.part.units, strict=True)]
    order = np.stack([np.argsort(uniforms(noise, name, w.block.part, (draws,)), kind="stable") for name in names])

    def taken(leaf: Any) -> jax.Array:
        whole = np.broadcast_to(np.asarray(leaf), mixed.component.shape)[: len(w.weights)]
        return jnp.asarray(np.take_along_axis(whole, order, axis=1))

    state = CoreState(*(taken(leaf) for leaf in mixed.state))
    return PlaceCloud(w.block.part.clusters, state, CoreParameters(*(taken(leaf) for leaf in mixed.parameters)))


PADDED = (8, 32, 64, 128, 512)  # places that one program is compiled for: the least that holds a country's


def places_summed(clouds: list[PlaceCloud], months: int, noise: Noise) -> dict[str, NDArray[np.float32]]:
    """Return by country the deaths of its places together, (month, draw): the model that charters tilt, summed."""
    countries = np.array([c for cloud in clouds for c in cloud.countries])
    leaves = [np.concatenate(parts) for parts in zip(*((*c.state, *c.parameters) for c in clouds), strict=True)]
    out = {}
    for country in dict.fromkeys(countries.tolist()):
        rows = np.flatnonzero(countries == country)
        width = next((size for size in PADDED if size >= len(rows)), len(rows))
        padded = [jnp.asarray(leaf[np.resize(rows, width)]) for leaf in leaves]
        state, parameters = CoreState(*padded[: len(CoreState._fields)]), padded[len(CoreState._fields) :]
        counts = (np.arange(width) < len(rows)).astype(np.float32)[:, None]
        luck = SeriesNoise(noise.seed, zlib.crc32(country.encode()) & 0x7FFFFFFF)
        pull = pull_of("adm1", "model")
        drawn = country_totals(state, CoreParameters(*parameters), jnp.asarray(counts), luck, months, pull)
        out[country] = np.asarray(drawn, np.float32)
    return out


def _past_of(names: tuple[str, ...], part: Series, followed: FilterHistory) -> NDArray[np.float32]:
    """Return past forecasts of simple histories, (stop, component, series, lead, grid)."""
    shape = (len(followed.stops), len(names), len(part.units), grid.GRID.size)
    out = np.zeros(shape, np.float32)
    for i, stop in enumerate(followed.stops):
        for j, name in enumerate(names):
            out[i, j] = [history_cdf(name, row[: stop + 1]) for row in part.deaths]
    return np.repeat(out[:, :, :, None], len(SCORED), axis=3)


def _fill(
    out: NDArray[np.float32],
    component: NDArray[np.int64],
    count: int,
    names: tuple[str, ...],
    part: Series,
    noise: Noise,
) -> None:
    """Overwrite the draws that belong to simple histories, in place (``out`` is the caller's own array)."""
    for row, unit in enumerate(part.units):
        for number, name in enumerate(names):
            mine = np.flatnonzero(component[row] == count + number)
            if mine.size:
                u = uniforms(noise, f"mix/{name}/{part.clusters[row]}/{unit}", part, (out.shape[1], out.shape[2]))
                leads = tuple(range(1, out.shape[1] + 1))
                out[row][:, mine] = RECIPES[name](part.deaths[row], np.zeros(0), leads, u)[:, mine]


def _diagnoses(w: WeighedBlock) -> list[Diagnosis]:
    block, a, basis = w.block, w.weights, w.basis
    ess, worst = np.asarray(block.followed.state.ess), np.asarray(block.followed.state.worst)
    out = []
    for row, unit in enumerate(block.part.units):
        member = int(ess[:, row].argmin())
        month = block.part.start + int(worst[member, row])
        shares = {n: float(v) for n, v in zip(basis.gate.components, a[row], strict=True)}
        out.append(Diagnosis(unit, float(ess[member, row]), str(month), shares, basis.source))
    return out


POSTERIOR = "core-posterior"
MOST_UNITS = 40  # more units would take hours, and the likelihood's noise grows with them


def check_few(series: Series) -> None:
    """Refuse where the sampler is not installed or the series is too wide for it."""
    check_blackjax()
    if len(series.units) > MOST_UNITS:
        raise UsageError(f"--posterior with {len(series.units)} units: {MOST_UNITS} at most, for it takes minutes each")


def posterior_forecast(
    history: Series, leads: tuple[int, ...], draws: int, noise: Noise, unit: str
) -> tuple[NDArray[np.float32], dict[str, Any]]:
    """Return draws (unit, lead, draw) from the posterior at the history's last month, and what is to be said of it."""
    tempered = fit_history(history, unit, noise)
    note = {"said": tempered.said(), "report": tempered.report().to_dict("records")}
    return forecast_sets(tempered, history, leads, draws, noise), note


def posterior_table(notes: list[dict[str, Any]]) -> pd.DataFrame:
    """Return the prior–posterior report of every origin, one row per origin and symbol."""
    return pd.DataFrame([{"origin": n["origin"], **row} for n in notes for row in n["posterior"]["report"]])


def fit_history(
    history: Series, unit: str, noise: Noise, sets: int = SETS, particles: int = POSTERIOR_PARTICLES
) -> Tempered:
    """Return the posterior at the history's last month; the prior is the pool's row that was known then."""
    kind = "deaths" if history.events is None else unit
    prior = pool_prior(find_weights(history.end, kind))
    return fit_tempered(
        record_of(history.deaths, history.events), prior, noise, history.deaths.shape[1] - 1, sets, particles
    )


def forecast_sets(
    fit: Tempered,
    history: Series,
    leads: tuple[int, ...],
    draws: int,
    noise: Noise,
    particles: int = POSTERIOR_PARTICLES,
) -> NDArray[np.float32]:
    """Return deaths (unit, lead, draw): each set filters the whole history and gives an equal share of the draws."""
    last = history.deaths.shape[1] - 1
    record, count = record_of(history.deaths, history.events), len(fit.x)
    core = MixtureFilter(CoreModel("informed"), fit.sets, SeriesNoise(noise.seed, 0))
    state = core.advance(core.start(len(history.units), particles), record, 0, last + 1)
    each = -(-draws // count)
    drawn = np.asarray(ahead(core, state, last, leads, each, history.events is None))
    flat = np.moveaxis(drawn, (2, 0), (0, 1)).reshape(len(history.units), len(leads), each * count)
    order = np.argsort(np.asarray(noise.uniforms("posterior.order", last, 0, (each * count,))), kind="stable")
    return np.ascontiguousarray(flat[:, :, order[:draws]])
