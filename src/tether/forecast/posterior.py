"""From a panel to a posterior: one equally weighted cloud per place at the cut-off, from what is published.

    posterior = fit_published(panel.until("2015-06"), Noise(7), particles=4096)
    state, parameters = posterior.cloud(2048, Noise(7))    # (place, 2048), places paired by a named permutation

``weak`` lists the places and months where the effective sample fell below a floor: the brief says so. ``diagnostics()``
adds what was learned of each hyper-parameter: prior, posterior, and their overlap.

``find_weights`` says which members and which gate are published at an origin. ``model`` is the mixture of the members
alone: it is what charters tilt. ``mix`` adds simple histories (``core_forecaster.py``). Where no shipped row is old
enough, a design drawn without data is fitted on the file alone: its members are weighed by their past forecasts of the
file's own units, and ``said`` says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import jax
import jax.numpy as jnp
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tether.documents.cache import MB, Cache, digest
from tether.errors import InputError, numbered
from tether.forecast.filter_history import (
    SCORED,
    FilterHistory,
    Past,
    evidence,
    filter_history,
    judge_past,
    only_lively,
    record_of,
)
from tether.forecast.hyperparameters import design, prior_posterior_overlap
from tether.forecast.mixture import FEATURES, Gate, MixtureWeights, check_not_later, features, gate, mix
from tether.forecast.model import CoreParameters, CoreState, members
from tether.randomness.noise import Noise, SeriesNoise
from tether.randomness.provenance import array_parts, code_key, packed, unpacked
from tether.theatre.panel import Panel

if TYPE_CHECKING:
    import xarray as xr

STATE_UNITS = {
    **dict.fromkeys(("m", "u"), "log of events a month"),
    **dict.fromkeys(("s", "o"), "log of deaths an event beyond the first"),
}
ESS_FLOOR = 0.01  # share of the particles below which a month's cloud rests on few


@dataclass(frozen=True)
class Diagnostics:
    """What a posterior rests on. Printed, it reads as a page."""

    source: str
    prior_posterior_overlap: pd.DataFrame | None
    weak: pd.DataFrame  # place, month, effective share of the particles
    smallest: float

    def __repr__(self) -> str:
        parts = [self.source, f"Smallest effective share of the particles: {self.smallest:.2%}."]
        if len(self.weak):
            parts.append(f"Months that rest on few particles:\n{self.weak.to_string(index=False)}")
        if self.prior_posterior_overlap is not None:
            table = self.prior_posterior_overlap.round(3).to_string(index=False)
            parts.append(
                f"Hyper-parameters (overlap 1: nothing was learned; .2: all in one fifth of the prior):\n{table}"
            )
        return "\n\n".join(p for p in parts if p)


@dataclass(frozen=True)
class Posterior:
    """State clouds (place, particle) at ``origin``, the parameters used, and how well the filter held."""

    places: tuple[str, ...]
    origin: np.datetime64
    state: CoreState
    parameters: CoreParameters
    log_likelihood: NDArray[np.float64]  # (place,)
    ess: NDArray[np.float32]  # (place, month), share of the particles
    start: np.datetime64
    worst: NDArray[np.datetime64] | None = None  # (place,): the month of each place's smallest share, where only that
    # is kept (``ess`` is then (place, 1))
    source: str = ""  # where the parameters come from
    prior_posterior_overlap: pd.DataFrame | None = (
        None  # prior and posterior of each hyper-parameter (``hyperparameters.py``)
    )

    def __repr__(self) -> str:
        return (
            f"Posterior at {self.origin} (cut-off): {numbered(len(self.places), 'place')} × "
            f"{self.state.m.shape[1]:,} particles, "
            "equally weighted\n"
            f"  smallest effective share {float(self.ess.min()):.2%}; {self.source or 'parameters as given'}"
        )

    def to_xarray(self) -> xr.Dataset:
        """Return the clouds (place, particle) of each state, float32, the likelihood (place) and the shares (place, …).

        ``ess`` has dims (place, month), or (place) where only each place's smallest share was kept.
        """
        import xarray as xr

        arrays: dict[str, Any] = {
            name: (("place", "particle"), np.asarray(values), {"units": STATE_UNITS[name]})
            for name, values in self.state._asdict().items()
        }
        arrays["log_likelihood"] = ("place", self.log_likelihood, {"units": "nats"})
        axes: dict[str, Any] = {"place": list(self.places)}
        share = {"units": "share of the particles"}
        if self.worst is None:
            arrays["ess"] = (("place", "month"), self.ess, share)
            axes["month"] = (self.start + np.arange(self.ess.shape[1])).astype("datetime64[ns]")
        else:
            arrays["ess"] = ("place", self.ess[:, 0], share)
        return xr.Dataset(arrays, axes, {"cut_off": str(self.origin), "said": self.source})

    def cloud(self, size: int, noise: Noise) -> tuple[CoreState, CoreParameters]:
        """Return ``size`` equally weighted draws per place, in an order named per place, so that places are unpaired.

        Parameters that differ by particle travel with their particle; others are returned as they are.
        """
        particles = self.state.m.shape[1]
        marks = noise.uniforms("posterior.thin", 0, 0, (len(self.places), 1))
        kept = jnp.floor((jnp.arange(size)[None, :] + marks) * (particles / size)).astype(jnp.int32)
        order = jnp.argsort(noise.uniforms("posterior.pairing", 0, 0, (len(self.places), size)), axis=1)
        chosen = jnp.take_along_axis(jnp.clip(kept, 0, particles - 1), order, axis=1)
        return take_particles((self.state, self.parameters), chosen, particles)

    def weak(self, floor: float = ESS_FLOOR) -> list[tuple[str, np.datetime64, float]]:
        """Return (place, month, share) wherever the effective sample fell below ``floor``, worst first."""
        rows, columns = np.nonzero(self.ess < floor)
        cells = [(int(r), int(c)) for r, c in zip(rows, columns, strict=True)]
        found = [(self.places[r], self._month(r, c), float(self.ess[r, c])) for r, c in cells]
        return sorted(found, key=lambda item: item[2])

    def diagnostics(self, floor: float = ESS_FLOOR) -> Diagnostics:
        """Return where the parameters come from, what was learned of them, and the months where the filter was weak."""
        weak = pd.DataFrame(self.weak(floor), columns=["place", "month", "share"])
        return Diagnostics(self.source, self.prior_posterior_overlap, weak, float(self.ess.min()))

    def _month(self, place: int, column: int) -> np.datetime64:
        return self.start + column if self.worst is None else self.worst[place]


def take_particles(tree: Any, chosen: jax.Array, particles: int) -> Any:
    """Gather particles ``chosen`` (place, kept) from every leaf (place, particle); leave other leaves alone."""

    def take(leaf: Any) -> Any:
        per_particle = jnp.ndim(leaf) == 2 and jnp.shape(leaf)[1] == particles and particles > 1
        return jnp.take_along_axis(leaf, chosen, axis=1) if per_particle else leaf

    return jax.tree.map(take, tree)


LONE_SETS, LONE_TAU = 12, 4.0
PER_MEMBER = 512  # particles per member in the filter
LIGHTEST = 0.05  # weight from which a member's weak months are the posterior's


def find_weights(origin: np.datetime64, unit: str, style: str = "model") -> MixtureWeights:
    """Return the latest shipped members and gate not later than ``origin``, else a design for the file alone."""
    found = gate(origin, unit, style)
    try:
        names, sets = members(origin, unit)
    except InputError:
        found = None
    if found is None:
        return _lone(origin, unit)
    check_not_later(found, origin)
    held = [names.index(component) for component in found.components if component in names]
    names, sets = tuple(names[k] for k in held), CoreParameters(*(leaf[held] for leaf in sets))
    said = (
        f"pooled parameters of {found.origin} ({unit}: {numbered(len(names), 'member')}), shrunk "
        "to each unit by its past scores"
    )
    return MixtureWeights(names, sets, found, said)


def _lone(origin: np.datetime64, unit: str) -> MixtureWeights:
    sets = design(LONE_SETS, unit)
    names = tuple(f"lone-{number + 1}" for number in range(LONE_SETS))
    none, trust = np.zeros((LONE_SETS, len(FEATURES))), np.full(2, LONE_TAU)  # the file's units stand for the pool
    flat = Gate(unit, origin, "alone", names, np.zeros(LONE_SETS), none, trust)
    return MixtureWeights(names, sets, flat, "no pooled row is old enough: parameters were fitted on this file alone")


def past_scores(basis: MixtureWeights, deaths: NDArray[np.float64], followed: FilterHistory, extra: Any = None) -> Past:
    """Return how the components forecast the units of ``deaths`` (series, month) before.

    ``followed`` may hold padding after these units. ``extra``: past distribution functions (stop, component, series,
    lead, grid) of components beyond the members. Quiet stops count where the gate was fitted with them, or not fitted.
    """
    cdf, leads = followed.past[:, :, : len(deaths)], np.array(SCORED)
    cdf = cdf if extra is None else np.concatenate([cdf, extra], axis=1)
    later = np.pad(deaths, ((0, 0), (0, max(SCORED))), constant_values=np.nan)  # not yet known
    seen = np.array([later[:, stop + leads] for stop in followed.stops]).reshape(-1, len(deaths), len(leads))
    past = judge_past(cdf, seen, followed.ages, len(basis.names))
    counts_quiet = basis.gate.unit == "deaths" or basis.gate.kind == "alone"
    return past if counts_quiet else only_lively(past, deaths, followed.stops)


def weigh(
    basis: MixtureWeights, deaths: NDArray[np.float64], pasts: Sequence[Past], groups: Sequence[str]
) -> NDArray[np.float64]:
    """Return weights (series, component) at the last month of ``deaths`` (series, month).

    ``pasts`` are the blocks of these units in order; ``groups`` names every unit's country.
    """
    return basis.gate.weights(features(deaths), evidence(pasts, groups))


ROOMS = ("randomness", "evidence", "theatre", "forecast")  # whose code a posterior depends on
CACHE = Cache("posteriors", 128 * MB)


def fit_published(panel: Panel, noise: Noise, particles: int = 4096, unit: str = "adm1") -> Posterior:
    """Return the published posterior of a panel at its last month: particles carry their own parameters.

    It is kept under the hash of all that it depends on (``posterior_key``), and found again.
    """
    basis, key = find_weights(panel.end, unit), posterior_key(panel, noise, particles, unit)
    kept = CACHE.get(key)
    arrays = _filtered(panel, noise, particles, basis) if kept is None else unpacked(kept)
    if kept is None:
        CACHE.put(key, packed(arrays))
    return _posterior(panel, arrays, basis)


def posterior_key(panel: Panel, noise: Noise, particles: int, unit: str) -> str:
    """Return the key of a posterior: the record, the settings, the seed, code, versions and kind of machine."""
    said = repr((panel.places, panel.country, panel.start, panel.end, noise, particles, unit, PER_MEMBER))
    return digest((code_key(ROOMS), said, *array_parts((vars(panel.cells), vars(panel.unplaced)))))


def _filtered(panel: Panel, noise: Noise, particles: int, basis: MixtureWeights) -> dict[str, NDArray[Any]]:
    """Return what the filter gives, as arrays by name."""
    events = panel.cells.events.sum(axis=2).T.astype(float)
    deaths = panel.cells.best.sum(axis=2).T.astype(float)
    last = deaths.shape[1] - 1
    followed = filter_history(record_of(deaths, events), basis.members, SeriesNoise(noise.seed, 0), last, PER_MEMBER)
    a = weigh(basis, deaths, [past_scores(basis, deaths, followed)], [panel.country] * len(deaths))
    mixed = mix(followed.filter, followed.state, a, particles, last)
    ess = np.asarray(followed.state.ess)  # (member, place): each member's smallest share, and its month
    member = np.where(a.T > LIGHTEST, ess, np.inf).argmin(axis=0)
    places = np.arange(len(panel.places))
    return {
        **{f"state.{name}": np.asarray(leaf) for name, leaf in mixed.state._asdict().items()},
        **{f"parameters.{name}": np.asarray(leaf) for name, leaf in mixed.parameters._asdict().items()},
        "log_likelihood": (np.asarray(followed.state.log_likelihood).T * a).sum(axis=1),
        "ess": ess[member, places][:, None],
        "worst": np.asarray(followed.state.worst)[member, places].astype(int),
        "weights": a,
    }


def _posterior(panel: Panel, arrays: dict[str, NDArray[Any]], basis: MixtureWeights) -> Posterior:
    return Posterior(
        panel.places,
        panel.end,
        CoreState(*(jnp.asarray(arrays[f"state.{name}"]) for name in CoreState._fields)),
        CoreParameters(*(jnp.asarray(arrays[f"parameters.{name}"]) for name in CoreParameters._fields)),
        arrays["log_likelihood"],
        arrays["ess"],
        panel.start,
        panel.start + arrays["worst"],
        basis.source,
        prior_posterior_overlap(basis, arrays["weights"]),
    )
