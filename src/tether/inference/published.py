"""What is published: which bank, which gate, and the posterior that they give.

    basis = find_basis(origin, unit="adm1", style="model")
    posterior = fit_published(panel.until("2015-05"), Noise(7), particles=4096)

``model`` is the mixture of the bank's members alone: it is what charters tilt. ``mix`` adds simple histories; it lives
in the scorecard, which may know benchmarks. Where no shipped row is old enough, a design drawn without data is fitted
on the file alone: its members are weighed by their past forecasts of the file's own units, and ``basis.said`` says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from tether.core.design import design
from tether.core.parameters import CoreParameters, members
from tether.core.state import CoreState
from tether.errors import InputError
from tether.inference.following import SCORED, FilterHistory, filter_history, record_of
from tether.inference.learned import prior_posterior_overlap
from tether.inference.mixture import Mixed, mix
from tether.inference.performance import Past, evidence, judge_past, only_lively
from tether.inference.posterior import Posterior
from tether.inference.stacking import FEATURES, Gate, check_not_later, features, gate
from tether.randomness.noise import Noise, SeriesNoise
from tether.theatre.panel import Panel

LONE_SETS, LONE_TAU = 12, 4.0
PER_MEMBER = 512  # particles per member in the filter
LIGHTEST = 0.05  # weight from which a member's weak months are the posterior's


@dataclass(frozen=True)
class MixtureWeights:
    """A bank with its gate, and a sentence on where they come from."""

    names: tuple[str, ...]
    members: CoreParameters  # leaves (member,)
    gate: Gate
    said: str

    @property
    def heeds_past(self) -> bool:
        """Return whether past forecasts count in the weights."""
        return bool(self.gate.tau.any())


def find_weights(origin: np.datetime64, unit: str, style: str = "model") -> MixtureWeights:
    """Return the latest shipped bank and gate not later than ``origin``, else a design for the file alone."""
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
    said = f"pooled parameters of {found.origin} ({unit}: {len(names)} members), shrunk to each unit by its past scores"
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


def fit_published(panel: Panel, noise: Noise, particles: int = 4096, unit: str = "adm1") -> Posterior:
    """Return the published posterior of a panel at its last month: particles carry their own parameters."""
    events = panel.cells.events.sum(axis=2).T.astype(float)
    deaths = panel.cells.best.sum(axis=2).T.astype(float)
    basis, last = find_weights(panel.end, unit), deaths.shape[1] - 1
    followed = filter_history(record_of(deaths, events), basis.members, SeriesNoise(noise.seed, 0), last, PER_MEMBER)
    a = weigh(basis, deaths, [past_scores(basis, deaths, followed)], [panel.country] * len(deaths))
    mixed = mix(followed.filter, followed.state, a, particles, last)
    return _posterior(panel, mixed, followed, a, basis)


def _posterior(
    panel: Panel, mixed: Mixed, followed: FilterHistory, a: NDArray[np.float64], basis: MixtureWeights
) -> Posterior:
    likelihood = (np.asarray(followed.state.log_likelihood).T * a).sum(axis=1)
    ess = np.asarray(followed.state.ess)  # (member, place): each member's smallest share, and its month
    member = np.where(a.T > LIGHTEST, ess, np.inf).argmin(axis=0)
    places = np.arange(len(panel.places))
    worst = panel.start + np.asarray(followed.state.worst)[member, places].astype(int)
    return Posterior(
        panel.places,
        panel.end,
        CoreState(*(jnp.asarray(leaf) for leaf in mixed.state)),
        mixed.parameters,
        likelihood,
        ess[member, places][:, None],
        panel.start,
        worst,
        basis.said,
        prior_posterior_overlap(basis, a),
    )
